//! `kaohe completions SHELL`: a script that completes commands and options.

use std::io;

use clap::builder::EnumValueParser;
use clap::{Arg, ArgMatches, Command};
use clap_complete::Shell;

use super::console::Console;
use super::{Exit, arguments};
use crate::text::Lang;

pub fn command(lang: Lang) -> Command {
    Command::new("completions")
        .about(lang.pick("生成命令行补全脚本", "write a completion script for a shell"))
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(EnumValueParser::<Shell>::new())
                .hide_possible_values(true)
                .help("bash, zsh, fish, powershell, elvish"),
        )
        .after_help(lang.pick(
            "例：kaohe completions bash > ~/.local/share/bash-completion/completions/kaohe",
            "example: kaohe completions bash > ~/.local/share/bash-completion/completions/kaohe",
        ))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let Some(shell) = matches.get_one::<Shell>("shell") else { return Ok(Exit::Unusable) };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut arguments::program(console.lang), "kaohe", &mut script);
    console.write(&script)?;
    Ok(Exit::Fine)
}
