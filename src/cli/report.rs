//! `kaohe report RUBRIC --kind feedback -o DIR`: pages for people, a file for each.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use rayon::prelude::*;

use super::console::Console;
use super::evaluate::{reason, stop};
use super::{Exit, arguments};
use crate::host::{Disk, StagedFolder};
use crate::report::html::{Frame, Kind, Person, file_names};
use crate::report::outcome::figure;
use crate::report::standing::{Standings, index_of};
use crate::report::{self, Series, View};
use crate::result::{Goal, Results};
use crate::session::{self, Evaluated, Every};
use crate::text::words::plural;
use crate::text::{Lang, Sources, Words};
use crate::words;

/// Only folders of such files are replaced.
const MARK: &str = "<meta name=\"generator\" content=\"kaohe ";

/// What is written, under the names on the command line; none for the page of all results.
const KINDS: &[(&str, Option<Kind>, (&str, &str))] = &[
    ("feedback", Some(Kind::Feedback), ("反馈表，给被考核者本人", "a feedback sheet for whoever is assessed")),
    ("self-appraisal", Some(Kind::SelfAppraisal), ("自评报告，给上级", "a self-appraisal report, for those above")),
    (
        "improvement",
        Some(Kind::ImprovementPlan),
        ("整改方案表，给要交整改方案的", "a form for those who owe a plan to improve"),
    ),
    ("summary", None, ("全部结果的一页", "one page of all results")),
];

pub fn command(lang: Lang) -> Command {
    let kinds: Vec<String> =
        KINDS.iter().map(|(name, _, (zh, en))| format!("  {name:<16}{}", lang.pick(zh, en))).collect();
    Command::new("report")
        .about(lang.pick(
            "为每个人或单位写一份反馈表、自评报告或整改方案表",
            "feedback sheets, self-appraisals, forms for plans to improve",
        ))
        .arg(arguments::rubric(lang))
        .arg(
            Arg::new("kind")
                .long("kind")
                .value_name("feedback|self-appraisal|improvement|summary")
                .value_parser(KINDS.iter().map(|(name, ..)| *name).collect::<Vec<_>>())
                .hide_possible_values(true)
                .required(true)
                .help(lang.pick("写哪一种，见下", "which of those below")),
        )
        .arg(
            arguments::output_folder(lang)
                .help(lang.pick("写到这个目录，每个对象一个文件", "the folder to write, a file for each subject")),
        )
        .arg(
            Arg::new("subject")
                .long("subject")
                .value_name(lang.pick("谁", "SUBJECT"))
                .help(lang.pick("只写一个：编号或姓名", "only this one: the key or the name")),
        )
        .arg(arguments::data(lang))
        .arg(arguments::period(lang))
        .arg(arguments::set(lang))
        .arg(arguments::confidential(lang))
        .arg(arguments::notice(lang))
        .after_help(format!("{}\n{}", lang.pick("种类：", "kinds:"), kinds.join("\n")))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let wanted = matches.get_one::<String>("kind").map(String::as_str).unwrap_or_default();
    let kind = KINDS.iter().find(|(name, ..)| *name == wanted).and_then(|(_, kind, _)| *kind);
    let mut sources = Sources::default();
    let evaluated = match session::evaluate(&Disk, &arguments::request(matches), &mut sources) {
        Ok(evaluated) => evaluated,
        Err(stopped) => return stop(&stopped, &sources, console),
    };
    let only = match matches.get_one::<String>("subject").map(|name| session::subject_of(&evaluated, name)).transpose()
    {
        Ok(only) => only,
        Err(finding) => {
            console.finding(*finding, &sources)?;
            return Ok(Exit::Unusable);
        }
    };
    let folder = matches.get_one::<PathBuf>("output").cloned().unwrap_or_default();
    let every = session::every_period(&evaluated);
    let work = Work { evaluated: &evaluated, sources: &sources, every: &every, lang: console.lang };
    let written = StagedFolder::create(&folder, MARK).and_then(|staged| {
        let count = match kind {
            Some(kind) => work.pages(kind, only, &staged)?,
            None => work.summary(&staged)?,
        };
        // A folder without files would only be asked about.
        if count > 0 {
            staged.commit()?;
        }
        Ok(count)
    });
    match written {
        Ok(0) => console
            .note(&words!("没有人要交整改方案，没有写文件", "nobody owes a plan to improve, so no file was written"))?,
        Ok(count) => {
            let name = folder.display();
            console.note(&Words {
                zh: format!("已写入 {name}：{count} 个文件"),
                en: format!("wrote {} to {name}", plural(count, "file")),
            })?;
        }
        Err(error) => {
            let (name, why) = (folder.display(), why(&error));
            console.complain(&Words {
                zh: format!("无法写入 `{name}`：{}", why.zh),
                en: format!("cannot write `{name}`: {}", why.en),
            })?;
            return Ok(Exit::Unusable);
        }
    }
    let errors = evaluated.results.findings.has_errors();
    if errors {
        console.note(&words!(
            "数据有错误，用 `kaohe evaluate` 查看",
            "the data have errors, see them with `kaohe evaluate`"
        ))?;
    }
    Ok(if errors { Exit::Findings } else { Exit::Fine })
}

fn why(error: &io::Error) -> Words {
    match error.kind() {
        io::ErrorKind::AlreadyExists => words!(
            "目录里有别的文件，不会覆盖；换一个目录",
            "the folder holds other files, which are not replaced; name another one"
        ),
        _ => reason(error),
    }
}

struct Work<'a> {
    evaluated: &'a Evaluated,
    sources: &'a Sources,
    every: &'a Every,
    lang: Lang,
}

impl<'a> Work<'a> {
    fn view(&self, results: &'a Results) -> View<'a> {
        let (rubric, sources) = (&self.evaluated.rubric, self.sources);
        View { rubric, results, sources, lang: self.lang, width: 100, color: false }
    }

    /// The page of all periods.
    fn summary(&self, staged: &StagedFolder) -> io::Result<usize> {
        let until = self.evaluated.results.period.ordinal;
        let earlier = self.every.results.iter().filter(|results| results.period.ordinal < until);
        let views: Vec<View> = earlier.chain([&self.evaluated.results]).map(|results| self.view(results)).collect();
        let series = Series { all_periods: true, ..Series::of(&views) };
        let Some(page) = report::named("html") else { return Ok(0) };
        staged.write("results.html", |file| page.write_to(&series, &mut BufWriter::new(file)))?;
        Ok(1)
    }

    /// A page for each whom it concerns.
    fn pages(&self, kind: Kind, only: Option<usize>, staged: &StagedFolder) -> io::Result<usize> {
        let results = &self.evaluated.results;
        let view = self.view(results);
        let standings = Standings::of(&view);
        let earlier = self.every.results.iter().filter(|other| other.period.ordinal < results.period.ordinal);
        let before = earlier.max_by_key(|other| other.period.ordinal).map(|results| self.view(results));
        let frame = Frame::new(self.lang)?;
        let names = file_names(results.subjects.iter().map(|subject| subject.key.as_str()), "html");
        let wanted_key = only.and_then(|at| self.evaluated.bound.subjects.get(at)).map(|subject| &subject.key);
        let wanted: Vec<(usize, &String)> = names
            .iter()
            .enumerate()
            .filter(|(at, _)| kind.concerns(&view, *at))
            .filter(|(at, _)| wanted_key.is_none_or(|key| results.subjects.get(*at).is_some_and(|s| s.key == *key)))
            .collect();
        wanted.par_iter().try_for_each(|(subject, name)| {
            let key = results.subjects.get(*subject).map_or("", |info| info.key.as_str());
            let goal = if kind == Kind::Feedback { self.goal(*subject) } else { None };
            let person = Person {
                view: &view,
                standings: &standings,
                before: before.as_ref().and_then(|before| Some((before, index_of(before.results, key)?))),
                goal: goal.as_ref(),
                subject: *subject,
            };
            staged.write(name, |file| {
                let mut out = BufWriter::new(file);
                kind.write(&frame, &person, &mut out)?;
                out.flush()
            })
        })?;
        Ok(wanted.len())
    }

    /// What the next grade takes, where the rubric says what can be moved.
    fn goal(&self, subject: usize) -> Option<Goal> {
        let run = self.evaluated;
        let movable = run.rubric.indicators.iter().any(|indicator| indicator.effort.is_some());
        if !movable || figure(&run.results.total, subject).is_err() {
            return None;
        }
        // Without a grade it is the lowest that comes next.
        let grade = figure(&run.results.grade, subject).map_or(run.rubric.grades.len(), |grade| grade as usize);
        let key = &run.results.subjects.get(subject)?.key;
        let bound = run.bound.subjects.iter().position(|subject| subject.key == *key)?;
        Some(session::goal(run, bound, grade.checked_sub(1)?))
    }
}
