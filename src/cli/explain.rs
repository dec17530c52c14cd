//! `kaohe explain RUBRIC --subject X`: the tree of one score.

use std::io;

use clap::{Arg, ArgMatches, Command};

use super::console::Console;
use super::evaluate::stop;
use super::{Exit, arguments};
use crate::diagnostic::Diagnostic;
use crate::host::Disk;
use crate::report::trail;
use crate::session::{self, Evaluated};
use crate::text::{Lang, Sources};

pub fn command(lang: Lang) -> Command {
    Command::new("explain")
        .about(
            lang.pick(
                "说明一个人的分数从哪里来，直到数据的单元格",
                "the tree of one score, down to the cells of the data",
            ),
        )
        .arg(arguments::rubric(lang))
        .arg(
            Arg::new("subject")
                .long("subject")
                .value_name(lang.pick("谁", "SUBJECT"))
                .required(true)
                .help(lang.pick("考核对象的编号或姓名", "whose score: the key or the name")),
        )
        .arg(
            Arg::new("indicator")
                .long("indicator")
                .value_name(lang.pick("指标", "INDICATOR"))
                .help(lang.pick("只看一个指标", "this indicator only")),
        )
        .arg(arguments::data(lang))
        .arg(arguments::period(lang))
        .arg(arguments::set(lang))
        .arg(arguments::confidential(lang))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("tree|json")
                .value_parser(["tree", "json"])
                .hide_possible_values(true)
                .help(lang.pick("tree 给人看（缺省），json 给程序", "tree for people (default), json for programs")),
        )
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let mut sources = Sources::default();
    let evaluated = match session::evaluate(&Disk, &arguments::request(matches), &mut sources) {
        Ok(evaluated) => evaluated,
        Err(stopped) => return stop(&stopped, &sources, console),
    };
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let (subject, indicator) = match wanted(&evaluated, text("subject").unwrap_or_default(), text("indicator")) {
        Ok(wanted) => wanted,
        Err(finding) => {
            console.finding(*finding, &sources)?;
            return Ok(Exit::Unusable);
        }
    };
    let trail = session::explain(&evaluated, &sources, subject, indicator);
    let drawn = match text("format") {
        Some("json") => trail::json(&trail),
        _ => trail::text(&trail, console.lang, console.width, console.color),
    };
    console.write(drawn.as_bytes())?;
    Ok(Exit::Fine)
}

fn wanted(
    evaluated: &Evaluated,
    subject: &str,
    indicator: Option<&str>,
) -> Result<(usize, Option<usize>), Box<Diagnostic>> {
    let subject = session::subject_of(evaluated, subject)?;
    let indicator = indicator.map(|name| session::indicator(&evaluated.rubric, name)).transpose()?;
    Ok((subject, indicator))
}
