//! `kaohe explain RUBRIC --subject X`: the tree of one score.

use std::io;

use clap::{Arg, ArgMatches, Command};

use super::console::Console;
use super::evaluate::stop;
use super::{Exit, arguments};
use crate::diagnostic::Diagnostic;
use crate::host::Disk;
use crate::report::{View, across, goal, trail, versus};
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
                .required_unless_present("indicator")
                .help(lang.pick("考核对象的编号或姓名", "whose score: the key or the name")),
        )
        .arg(Arg::new("indicator").long("indicator").value_name(lang.pick("指标", "INDICATOR")).help(lang.pick(
            "只看一个指标；不写 --subject 则列出所有人的这一项",
            "this indicator only; without --subject it is listed for everybody",
        )))
        .arg(
            Arg::new("versus")
                .long("versus")
                .value_name(lang.pick("另一个", "OTHER"))
                .requires("subject")
                .conflicts_with("indicator")
                .help(lang.pick(
                    "与另一个对象相比，差在哪些项上，各差多少",
                    "beside another subject: which items make the difference, and how much",
                )),
        )
        .arg(
            Arg::new("to-grade")
                .long("to-grade")
                .value_name(lang.pick("等级", "GRADE"))
                .requires("subject")
                .conflicts_with_all(["indicator", "versus"])
                .help(
                    lang.pick("要达到这个等级，哪些指标做到多少就够", "what would have to change to reach this grade"),
                ),
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
    let asked = Asked {
        subject: text("subject"),
        indicator: text("indicator"),
        versus: text("versus"),
        grade: text("to-grade"),
    };
    match answer(&evaluated, &sources, &asked, text("format").unwrap_or("tree"), console) {
        Ok(drawn) => {
            console.write(drawn.as_bytes())?;
            Ok(Exit::Fine)
        }
        Err(finding) => {
            console.finding(*finding, &sources)?;
            Ok(Exit::Unusable)
        }
    }
}

/// What is to be explained, as it was typed.
struct Asked<'a> {
    subject: Option<&'a str>,
    indicator: Option<&'a str>,
    versus: Option<&'a str>,
    grade: Option<&'a str>,
}

fn answer(
    run: &Evaluated,
    sources: &Sources,
    asked: &Asked,
    format: &str,
    console: &Console,
) -> Result<String, Box<Diagnostic>> {
    let (lang, width, color) = (console.lang, console.width, console.color);
    let json = format == "json";
    let indicator = asked.indicator.map(|name| session::indicator(&run.rubric, name)).transpose()?;
    let Some(subject) = asked.subject else {
        let view = View { rubric: &run.rubric, results: &run.results, sources, lang, width, color };
        let indicator = indicator.unwrap_or_default();
        return Ok(if json { across::json(&view, indicator) } else { across::text(&view, indicator) });
    };
    let subject = session::subject_of(run, subject)?;
    if let Some(other) = asked.versus {
        let versus = session::versus(run, sources, [subject, session::subject_of(run, other)?])?;
        return Ok(if json { versus::json(&versus) } else { versus::text(&versus, lang, width) });
    }
    if let Some(grade) = asked.grade {
        let found = session::goal(run, subject, session::grade(&run.rubric, grade)?);
        return Ok(if json { goal::json(&found, &run.rubric) } else { goal::text(&found, &run.rubric, lang, width) });
    }
    let trail = session::explain(run, sources, subject, indicator);
    Ok(if json { trail::json(&trail) } else { trail::text(&trail, lang, width, color) })
}
