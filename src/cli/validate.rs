//! `kaohe validate RUBRIC...`: what is wrong with rubrics. The findings are what was asked for, so
//! they go to standard output.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use rayon::prelude::*;

use super::console::Console;
use super::{Exit, against, arguments, fix};
use crate::compile::compile;
use crate::diagnostic::render::{Format, junit, render, short_line, summary};
use crate::diagnostic::{Bag, Severity};
use crate::host::Disk;
use crate::plan::Program;
use crate::rubric::Rubric;
use crate::session::{self, Checked, Proved, Request};
use crate::text::words::plural;
use crate::text::{Lang, Sources, Words};

pub fn command(lang: Lang) -> Command {
    Command::new("validate")
        .about(lang.pick(
            "检查方案：写法、名称、分值、区间……一次说出所有问题",
            "check rubrics: form, names, points, ranges; all findings at once",
        ))
        .arg(arguments::rubrics(lang).required(false).required_unless_present("explain"))
        .arg(super::codes::argument(lang))
        .arg(arguments::format(lang))
        .arg(Arg::new("proofs").long("proofs").action(ArgAction::SetTrue).help(lang.pick(
            "逐条列出判定了什么：已证明、有实例、不成立、未能判定",
            "list what was judged: proved, shown by an example, refuted, not known",
        )))
        .arg(Arg::new("no-proofs").long("no-proofs").conflicts_with("proofs").action(ArgAction::SetTrue).help(
            lang.pick(
                "只查写法、名称、分值……不作判定，更快",
                "look at form, names, points… only and prove nothing, which is quicker",
            ),
        ))
        .arg(Arg::new("fix").long("fix").action(ArgAction::SetTrue).help(lang.pick(
            "改好改法确定的问题，写回文件；注释和排版不动",
            "mend what can be mended for certain, in the files; comments and layout stay",
        )))
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .visible_alias("diff")
                .requires("fix")
                .action(ArgAction::SetTrue)
                .help(lang.pick("与 --fix 合用：只显示会改什么", "with --fix: only show what would be changed")),
        )
        .arg(arguments::data(lang).help(lang.pick(
            "同时用这个目录中的数据检查：缺的文件和列、对不上的编号、未通过的逻辑检查",
            "hold it against the data in this directory too: files, columns, keys, logic checks",
        )))
        .arg(arguments::period(lang).requires("data").help(lang.pick(
            "与 --data 合用：只看这一期；不写则看所有期间",
            "with --data: only this period; all of them if not said",
        )))
        .arg(against::today(lang))
        .after_help(lang.pick(
            "退出码：0 没有错误，1 有错误（或 --dry-run 时有可改的），2 文件无法读取",
            "exit codes: 0 no errors, 1 errors (or, with --dry-run, something to mend), 2 files that cannot be read",
        ))
}

/// How many rubrics are kept at once.
const AT_ONCE: usize = 64;

/// A rubric, and what was proved of it if it has no errors and that is asked for.
type Judged<'a> = (&'a PathBuf, Checked, Option<(Program, Proved)>);

/// What was found of each rubric: one after the other as far as their texts are shared, then, on
/// all threads, what can be proved of those without errors.
fn judged<'a>(paths: &'a [PathBuf], silent: bool, sources: &mut Sources) -> Vec<Judged<'a>> {
    let checked: Vec<(&PathBuf, Checked)> =
        paths.iter().map(|path| (path, session::look_over(&Disk, path, sources))).collect();
    if silent {
        return checked.into_iter().map(|(path, checked)| (path, checked, None)).collect();
    }
    let prove = |(path, checked): (&'a PathBuf, Checked)| {
        let proved = checked.rubric.as_ref().map(|rubric| {
            let program = compile(rubric);
            let proved = session::prove(rubric, &program);
            (program, proved)
        });
        (path, checked, proved)
    };
    checked.into_par_iter().map(prove).collect()
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    if let Some(written) = matches.get_many::<String>("explain") {
        return super::codes::explain(written.map(String::as_str), console);
    }
    let format = arguments::format_of(matches);
    let rubrics = match session::rubrics(&Disk, &arguments::paths(matches, "rubric")) {
        Ok(rubrics) => rubrics,
        Err(findings) => {
            console.findings(&Bag { all: findings }, &Sources::default())?;
            return Ok(Exit::Unusable);
        }
    };
    if matches.get_flag("fix") {
        let mended = fix::mend(&rubrics, matches.get_flag("dry-run"), console)?;
        if matches.get_flag("dry-run") || mended == Exit::Unusable {
            return Ok(mended);
        }
    }
    let (mut sources, mut all, mut exit) = (Sources::default(), Bag::default(), Exit::Fine);
    let (mut clean, mut told, mut cases, mut presences) = (Vec::new(), BTreeSet::new(), Vec::new(), Vec::new());
    let silent = matches.get_flag("no-proofs");
    for paths in rubrics.chunks(AT_ONCE) {
        for (path, checked, proved) in judged(paths, silent, &mut sources) {
            if checked.unreadable {
                exit = Exit::Unusable;
            } else if checked.findings.has_errors() {
                exit = exit.max(Exit::Findings);
            }
            let (mut findings, mut allowed, mut praised) = (checked.findings, checked.allowed, false);
            if let Some(rubric) = checked.rubric {
                let mut judged = Proved::default();
                if let Some((program, proved)) = proved {
                    if matches.get_flag("proofs") {
                        clean.extend(proved.told(&rubric, &program));
                    }
                    judged = proved;
                }
                let proved = judged;
                allowed += proved.allowed;
                let praise = sound(&path.to_string_lossy(), &rubric, &proved, allowed);
                findings.extend(Bag { all: proved.findings });
                if findings.has_errors() {
                    exit = exit.max(Exit::Findings);
                }
                if matches.contains_id("data") {
                    let request = Request { rubric: path.clone(), ..arguments::request(matches) };
                    let held = against::hold(rubric, &request, matches, &mut sources);
                    exit =
                        exit.max(held.exit).max(if held.findings.has_errors() { Exit::Findings } else { Exit::Fine });
                    findings.extend(held.findings);
                    presences.extend(held.presence);
                }
                // A note is no fault.
                if findings.all.iter().all(|finding| finding.severity == Severity::Note) {
                    clean.push(praise);
                    praised = true;
                }
            }
            // Nothing is left out without a word.
            if allowed > 0 && !praised {
                let (path, quiet) = (path.to_string_lossy(), quiet(allowed));
                clean.push(Words { zh: format!("{path}：{}", quiet.zh), en: format!("{path}: {}", quiet.en) });
            }
            if format == Format::Junit {
                cases.push(junit::Case { name: path.to_string_lossy().into_owned(), findings: findings.all.clone() });
            }
            // What is wrong with a base is found again in every rubric that extends it.
            let lines: Vec<String> = findings.all.iter().map(|found| short_line(found, &sources, Lang::En)).collect();
            let mut line = lines.iter();
            findings.all.retain(|_| line.next().is_none_or(|line| !told.contains(line)));
            told.extend(lines);
            all.extend(findings);
        }
    }
    if format == Format::Junit {
        let suite = junit::Suite { name: "kaohe validate".into(), cases };
        console.write(junit::report("kaohe validate", &[suite], &sources, console.lang).as_bytes())?;
    } else if format == Format::Json && !presences.is_empty() {
        let drawn = render(&all, &sources, console.lang, format, false, 0);
        let coverage = presences.iter().map(|(name, presence)| against::value(name, presence)).collect();
        console.write(against::with_coverage(&drawn, coverage).as_bytes())?;
    } else {
        console.show(&all, &sources, format)?;
    }
    if format == Format::Text {
        if let Some(hint) = super::codes::hint(&all) {
            console.say(&hint)?;
        }
        for (name, presence) in &presences {
            against::show(name, presence, console)?;
        }
        for words in &clean {
            console.say(words)?;
        }
        if rubrics.len() > 1 {
            let count = rubrics.len();
            let found = |lang| summary(&all, lang);
            console.say(&Words {
                zh: format!("{count} 个方案：{}", found(Lang::Zh)),
                en: format!("{}: {}", plural(count, "rubric"), found(Lang::En)),
            })?;
        }
    }
    Ok(exit)
}

/// `presales.toml：没有发现问题（13 个指标，满分 100，23 个测试；证明了 39 条）`
fn sound(path: &str, rubric: &Rubric, proved: &Proved, allowed: usize) -> Words {
    let (indicators, tests, points) = (rubric.indicators.len(), rubric.tests.len(), rubric.header.points);
    let (held, _, open) = proved.counts();
    let undecided = if open == 0 {
        Words::default()
    } else {
        Words { zh: format!("，{open} 条未能判定"), en: format!(", {open} not known") }
    };
    // Where nothing was judged, nothing is claimed to have been.
    let proved = if proved.claims.is_empty() {
        Words { zh: "未作判定".into(), en: "nothing proved".into() }
    } else {
        Words { zh: format!("证明了 {held} 条"), en: format!("{} proved", plural(held, "claim")) }
    };
    let quiet = match quiet(allowed) {
        _ if allowed == 0 => Words::default(),
        Words { zh, en } => Words { zh: format!("，{zh}"), en: format!(", {en}") },
    };
    let (zh, en) = (undecided.zh + &quiet.zh, undecided.en + &quiet.en);
    Words {
        zh: format!("{path}：没有发现问题（{indicators} 个指标，满分 {points}，{tests} 个测试；{}{zh}）", proved.zh),
        en: format!(
            "{path}: nothing found ({}, {points} points, {}; {}{en})",
            plural(indicators, "indicator"),
            plural(tests, "test"),
            proved.en,
        ),
    }
}

/// `3 条按 [lint] 不再提示`
fn quiet(allowed: usize) -> Words {
    Words {
        zh: format!("{allowed} 条按 [lint] 不再提示"),
        en: format!("{} allowed by [lint]", plural(allowed, "finding")),
    }
}
