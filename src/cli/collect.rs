//! `kaohe collect RUBRIC DIR`: what came back of the data-entry workbooks, and what is wrong in them.

use std::io;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::console::Console;
use super::evaluate::stop;
use super::sheets::write_all;
use super::{Exit, arguments};
use crate::host::Disk;
use crate::session;
use crate::text::{Lang, Sources, inert};
use crate::words;

pub fn command(lang: Lang) -> Command {
    Command::new("collect")
        .about(lang.pick(
            "查收填报表：谁没交、哪里空着、哪里不对、哪里两处不一，并批注在副本的格子里",
            "look through data-entry workbooks: who has not delivered, what is empty, wrong or different, as comments in copies",
        ))
        .arg(arguments::rubric(lang))
        .arg(
            Arg::new("dir")
                .value_name(lang.pick("目录", "DIR"))
                .required(true)
                .value_parser(ValueParser::path_buf())
                .help(lang.pick("交来的填报表所在的目录", "where the workbooks are that came back")),
        )
        .arg(arguments::output_folder(lang).required(false).help(lang.pick(
            "把加了批注的副本写到这个目录",
            "write copies with comments into this directory",
        )))
        .arg(
            Arg::new("period")
                .long("period")
                .value_name(lang.pick("期间", "PERIOD"))
                .help(lang.pick("哪一期；不写则看填报表", "which period; that of the workbooks if not said")),
        )
        .arg(
            Arg::new("force")
                .long("force")
                .action(ArgAction::SetTrue)
                .help(lang.pick("覆盖已有的副本", "overwrite copies that are there")),
        )
        .arg(arguments::set(lang))
        .after_help(lang.pick(
            "例：kaohe collect 方案.toml 填报 -o 退回",
            "example: kaohe collect rubric.toml entry -o back",
        ))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let Some(dir) = matches.get_one::<PathBuf>("dir") else { return Ok(Exit::Unusable) };
    let mut sources = Sources::default();
    let mut request = arguments::request(matches);
    request.period = matches.get_one::<String>("period").cloned();
    let collected = match session::collect(&Disk, &request, dir, console.lang, &mut sources) {
        Ok(collected) => collected,
        Err(stopped) => return stop(&stopped, &sources, console),
    };
    for delivery in &collected.deliveries {
        let whose = inert(&delivery.whose).into_owned();
        if delivery.files.is_empty() {
            console.say(&words!("{whose}：没有交来", "{whose}: not delivered"))?;
        }
        for (file, done, all) in &delivery.files {
            console
                .say(&words!("{whose}：已填 {done} / {all}（{file}）", "{whose}: filled in {done} / {all} ({file})"))?;
        }
    }
    console.findings(&collected.findings, &sources)?;
    if let Some(output) = matches.get_one::<PathBuf>("output").filter(|_| !collected.marked.is_empty()) {
        let same = std::fs::canonicalize(output).ok().is_some_and(|out| std::fs::canonicalize(dir).ok() == Some(out));
        if same {
            console.complain(&words!(
                "副本不能写在原来的目录里",
                "copies cannot go into the directory of the workbooks themselves"
            ))?;
            return Ok(Exit::Unusable);
        }
        if !write_all(output, &collected.marked, matches.get_flag("force"), console)? {
            return Ok(Exit::Unusable);
        }
        let (count, shown) = (collected.marked.len(), output.display());
        console
            .note(&words!("{count} 份加了批注的副本写到 {shown}", "wrote {count} copies with comments into {shown}"))?;
    }
    Ok(if collected.findings.has_errors() { Exit::Findings } else { Exit::Fine })
}
