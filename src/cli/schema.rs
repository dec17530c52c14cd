//! `kaohe schema [FILE]`: the JSON Schema of a rubric, for editors that complete and check TOML.

use std::io;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Exit;
use super::console::Console;
use super::evaluate::unwritable;
use crate::check::schema::{FILE, schema};
use crate::host::write_atomically;
use crate::report::SCHEMA;
use crate::text::Lang;

pub fn command(lang: Lang) -> Command {
    Command::new("schema")
        .about(lang.pick("输出方案的 JSON Schema，供编辑器提示和检查", "the JSON Schema of a rubric, for editors"))
        .arg(Arg::new("results").long("results").action(ArgAction::SetTrue).help(
            lang.pick("改为输出 `evaluate` 写的 JSON 的 Schema", "that of the JSON that `evaluate` writes instead"),
        ))
        .arg(
            Arg::new("file").value_name(lang.pick("文件", "FILE")).value_parser(ValueParser::path_buf()).help(
                lang.pick("写到这个文件；不写则输出到屏幕", "write it to this file; to standard output if not said"),
            ),
        )
        .after_help(format!(
            "{}\n  kaohe schema {FILE}\n  #:schema {FILE}",
            lang.pick(
                "例：写在方案旁边，方案第一行再写上后面这行，装有 Even Better TOML 的 VS Code 就能提示",
                "example: beside a rubric whose first line is the second one; VS Code with Even Better TOML reads it",
            )
        ))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let text = if matches.get_flag("results") { SCHEMA.to_string() } else { text(console.lang) };
    let Some(path) = matches.get_one::<PathBuf>("file") else {
        console.write(text.as_bytes())?;
        return Ok(Exit::Fine);
    };
    if let Err(error) = write_atomically(path, text.as_bytes()) {
        console.complain(&unwritable(path, &error))?;
        return Ok(Exit::Unusable);
    }
    Ok(Exit::Fine)
}

/// The schema as a file holds it.
pub fn text(lang: Lang) -> String {
    format!("{:#}\n", schema(lang))
}
