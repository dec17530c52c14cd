//! `kaohe doc RUBRIC`: the scheme as a document to be read, signed and printed.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::console::Console;
use super::evaluate::{stop, unwritable};
use super::{Exit, arguments};
use crate::host::{Disk, Staged};
use crate::report::doc::scheme::{self, Example, Scheme};
use crate::report::doc::{self, Format};
use crate::rubric::Rubric;
use crate::session;
use crate::text::words::list;
use crate::text::{Lang, Sources, Words};
use crate::words;

pub fn command(lang: Lang) -> Command {
    let names: Vec<&str> = doc::FORMATS.iter().map(|(_, name, _)| *name).collect();
    Command::new("doc")
        .about(lang.pick(
            "由方案生成考核方案文件：指标表、评分规则、等级与后果、签批、算例",
            "the scheme as a document: indicators, scoring rules, grades, consequences, sign-off, a worked example",
        ))
        .arg(arguments::rubric(lang))
        .arg(arguments::output_files(lang).help(lang.pick(
            "写到这个文件，扩展名定格式（可多次）；不写则输出到屏幕",
            "write it to this file, whose ending says the format (repeatable); to standard output if not said",
        )))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("markdown|html|docx")
                .value_parser(names)
                .hide_possible_values(true)
                .help(lang.pick("输出到屏幕的格式（缺省 markdown）", "what is printed (markdown if not said)")),
        )
        .arg(Arg::new("subject").long("subject").value_name(lang.pick("谁", "SUBJECT")).help(lang.pick(
            "算例用谁的数，写出姓名；不写则取名次居中的一个，不写姓名",
            "whose figures are worked out, by name; of somebody in the middle, without name, if not said",
        )))
        .arg(arguments::data(lang))
        .arg(arguments::period(lang))
        .arg(arguments::set(lang))
        .arg(arguments::notice(lang))
        .arg(arguments::confidential(lang))
        .after_help(
            lang.pick("例：kaohe doc 方案.toml -o 考核方案.html", "example: kaohe doc rubric.toml -o scheme.html"),
        )
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let outputs = match outputs(&arguments::paths(matches, "output"), matches) {
        Ok(outputs) => outputs,
        Err(mistake) => {
            console.complain(&mistake)?;
            return Ok(Exit::Unusable);
        }
    };
    let mut sources = Sources::default();
    let (rubric, example) = match made(matches, &mut sources, console)? {
        Ok(made) => made,
        Err(exit) => return Ok(exit),
    };
    let scheme = Scheme { rubric: &rubric, sources: &sources, lang: console.lang, example: example.as_ref() };
    let document = scheme::document(&scheme);
    if outputs.is_empty() {
        let named = matches.get_one::<String>("format").and_then(|name| Format::named(name));
        console.write(&doc::write(&document, named.unwrap_or(Format::Markdown))?)?;
        return Ok(Exit::Fine);
    }
    // All of them aside, then, if nothing went wrong, each in its place.
    let whole: Result<Vec<(&PathBuf, Staged)>, (&PathBuf, io::Error)> = outputs
        .iter()
        .map(|(path, format)| {
            let staged = doc::write(&document, *format).and_then(|bytes| {
                let mut staged = Staged::create(path)?;
                staged.write_all(&bytes)?;
                Ok(staged)
            });
            staged.map(|staged| (path, staged)).map_err(|error| (path, error))
        })
        .collect();
    let written = whole.and_then(|whole| {
        whole.into_iter().try_for_each(|(path, staged)| staged.commit().map_err(|error| (path, error)))
    });
    if let Err((path, error)) = written {
        console.complain(&unwritable(path, &error))?;
        return Ok(Exit::Unusable);
    }
    for (path, _) in &outputs {
        let name = path.display();
        console.note(&words!("已写入 {name}", "wrote {name}"))?;
    }
    Ok(Exit::Fine)
}

/// The rubric, and the figures of somebody: of the data, else of a test.
fn made(
    matches: &ArgMatches,
    sources: &mut Sources,
    console: &mut Console,
) -> io::Result<Result<(Rubric, Option<Example>), Exit>> {
    let request = arguments::request(matches);
    let subject = matches.get_one::<String>("subject").map(String::as_str);
    // Who asks for data by name wants to know what is wrong with them.
    let wanted = subject.is_some() || request.data.is_some() || request.period.is_some();
    match session::evaluate(&Disk, &request, sources) {
        Ok(run) if wanted || !run.incomplete => {
            let example = match session::from_data(&run, sources, subject) {
                Ok(example) => example,
                Err(finding) => {
                    console.finding(*finding, sources)?;
                    return Ok(Err(Exit::Unusable));
                }
            };
            if run.results.findings.has_errors() {
                console.note(&words!(
                    "数据有问题，算例以能算出总分的人为准；`kaohe evaluate` 说明问题在哪里",
                    "there is something wrong with the data; the example is of somebody who has a total, and `kaohe evaluate` tells what it is"
                ))?;
            }
            let example = example.or_else(|| session::from_tests(&run.rubric, sources));
            Ok(Ok((run.rubric, example)))
        }
        Err(stopped) if wanted => Ok(Err(stop(&stopped, sources, console)?)),
        Ok(_) | Err(_) => {
            let checked = session::check(&Disk, &request.rubric, &request.set, sources);
            let Some(mut rubric) = checked.rubric else {
                console.findings(&checked.findings, sources)?;
                return Ok(Err(if checked.unreadable { Exit::Unusable } else { Exit::Findings }));
            };
            rubric.header.notice = request.notice.or(rubric.header.notice);
            rubric.reveal = request.reveal;
            let example = session::from_tests(&rubric, sources);
            console.note(&match example {
                Some(_) => words!(
                    "没有能用的数据，算例用方案自带测试的数",
                    "there are no data to use; the example has the figures of a test of the rubric"
                ),
                None => words!("没有能用的数据，不写算例", "there are no data to use, so there is no example"),
            })?;
            Ok(Ok((rubric, example)))
        }
    }
}

/// The files that `-o` names, each with its format.
fn outputs(paths: &[PathBuf], matches: &ArgMatches) -> Result<Vec<(PathBuf, Format)>, Words> {
    let rubric = matches.get_one::<PathBuf>("rubric");
    let mut all: Vec<(PathBuf, Format)> = Vec::new();
    for path in paths {
        let name = path.display();
        let Some(format) = Format::for_file(&path.to_string_lossy()) else {
            let endings: Vec<&str> = doc::FORMATS.iter().flat_map(|(_, _, endings)| *endings).copied().collect();
            let known = list(&endings, words!("和", "and"));
            return Err(Words {
                zh: format!("不知道 `{name}` 是什么格式；扩展名有 {}", known.zh),
                en: format!("the ending of `{name}` says no format; there are {}", known.en),
            });
        };
        let same = |other: &Path| arguments::same_file(other, path);
        if all.iter().any(|(other, _)| same(other)) {
            return Err(words!("`{name}` 写了两次", "`{name}` is written twice"));
        }
        if rubric.is_some_and(|rubric| same(rubric)) {
            return Err(words!("`{name}` 是方案本身", "`{name}` is the rubric itself"));
        }
        all.push((path.clone(), format));
    }
    Ok(all)
}
