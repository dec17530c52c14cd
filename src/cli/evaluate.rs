//! `kaohe evaluate RUBRIC`: results to the terminal or into files.

use std::io;
use std::path::{Path, PathBuf};

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::console::Console;
use super::{Exit, arguments};
use crate::diagnostic::Severity;
use crate::host::{Disk, write_atomically};
use crate::report::{self, REPORTS, Report, View};
use crate::session::{self, Evaluated, Request, Stopped};
use crate::text::words::{list, plural};
use crate::text::{Lang, Sources, Words};
use crate::words;

pub fn command(lang: Lang) -> Command {
    Command::new("evaluate")
        .about(lang.pick("用数据算出结果：得分、名次、等级和奖惩", "evaluate a rubric: scores, ranks, grades and what follows"))
        .arg(arguments::rubric(lang))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("table|json|csv")
                .value_parser(ValueParser::new(format))
                .help(lang.pick("打印成什么（缺省 table）", "what is printed (table if not said)")),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .short('o')
                .value_name(lang.pick("文件", "FILE"))
                .action(ArgAction::Append)
                .value_parser(ValueParser::path_buf())
                .help(lang.pick("写入文件，格式看扩展名（可多次）", "write a file, its ending says the format (repeatable)")),
        )
        .arg(arguments::data(lang))
        .arg(arguments::period(lang))
        .arg(arguments::set(lang))
        .arg(arguments::confidential(lang))
        .arg(arguments::notice(lang))
        .after_help(lang.pick(
            "退出码：0 无误，1 方案或数据有错误，2 用法有误或文件无法读写",
            "exit codes: 0 fine, 1 errors in the rubric or the data, 2 wrong usage or files that cannot be read or written",
        ))
}

/// `table` is what the text report is called here.
fn format(name: &str) -> Result<&'static dyn Report, String> {
    let name = if name == "table" { "text" } else { name };
    report::named(name).ok_or_else(|| {
        REPORTS
            .iter()
            .map(|report| if report.name() == "text" { "table" } else { report.name() })
            .collect::<Vec<_>>()
            .join("|")
    })
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let request = arguments::request(matches);
    let wanted = match outputs(&arguments::paths(matches, "output")) {
        Ok(outputs) => outputs,
        Err(mistake) => {
            console.complain(&mistake)?;
            return Ok(Exit::Unusable);
        }
    };
    let printed = matches.get_one::<&'static dyn Report>("format").copied();
    let printed = if wanted.is_empty() { printed.or_else(|| report::named("text")) } else { printed };

    let mut sources = Sources::default();
    let evaluated = match session::evaluate(&Disk, &request, &mut sources) {
        Ok(evaluated) => evaluated,
        Err(stopped) => return stop(&stopped, &sources, console),
    };
    if let Some(mistake) = overwritten(&wanted, &request, &evaluated) {
        console.complain(&mistake)?;
        return Ok(Exit::Unusable);
    }
    // Everything is drawn before anything is written.
    let view = view(&evaluated, &sources, console);
    let plain = View { color: false, width: 100, ..view };
    let files: Vec<(&Path, Vec<u8>)> =
        wanted.iter().map(|(path, report)| (path.as_path(), report.write(&plain))).collect();
    let screen = printed.map(|report| report.write(&view));

    for (path, bytes) in &files {
        let name = path.display();
        if let Err(error) = write_atomically(path, bytes) {
            let why = reason(&error);
            console.complain(&Words {
                zh: format!("无法写入 `{name}`：{}", why.zh),
                en: format!("cannot write `{name}`: {}", why.en),
            })?;
            return Ok(Exit::Unusable);
        }
        console.note(&words!("已写入 {name}", "wrote {name}"))?;
    }
    if let Some(bytes) = screen {
        console.write(&bytes)?;
    }
    // The leaderboard and the JSON document hold the findings; the others have no room for them.
    if !printed.is_some_and(|report| matches!(report.name(), "text" | "json")) {
        console.findings(&evaluated.results.findings, &sources)?;
    }
    warnings(&evaluated, &request, console)?;
    Ok(if evaluated.results.findings.has_errors() { Exit::Findings } else { Exit::Fine })
}

/// What all reports are made from.
pub fn view<'a>(evaluated: &'a Evaluated, sources: &'a Sources, console: &Console) -> View<'a> {
    View {
        rubric: &evaluated.rubric,
        results: &evaluated.results,
        sources,
        lang: console.lang,
        width: console.width,
        color: console.color,
    }
}

/// Says why there are no results.
pub fn stop(stopped: &Stopped, sources: &Sources, console: &mut Console) -> io::Result<Exit> {
    console.findings(&stopped.findings, sources)?;
    Ok(if stopped.unusable { Exit::Unusable } else { Exit::Findings })
}

/// The files that `-o` names, each with the report its ending asks for.
fn outputs(paths: &[PathBuf]) -> Result<Vec<(PathBuf, &'static dyn Report)>, Words> {
    let mut outputs: Vec<(PathBuf, &'static dyn Report)> = Vec::new();
    for path in paths {
        let name = path.display();
        let Some(report) = report::for_file(&path.to_string_lossy()) else {
            let endings: Vec<&str> = REPORTS.iter().flat_map(|report| report.extensions()).copied().collect();
            let known = list(&endings, words!("和", "and"));
            return Err(Words {
                zh: format!("不知道 `{name}` 是什么格式；扩展名有 {}", known.zh),
                en: format!("the ending of `{name}` says no format; there are {}", known.en),
            });
        };
        if outputs.iter().any(|(other, _)| other == path) {
            return Err(words!("`{name}` 写了两次", "`{name}` is written twice"));
        }
        outputs.push((path.clone(), report));
    }
    Ok(outputs)
}

/// A report must not take the place of what it was made from.
fn overwritten(outputs: &[(PathBuf, &'static dyn Report)], request: &Request, evaluated: &Evaluated) -> Option<Words> {
    let folder = session::data_folder(request, &evaluated.rubric);
    let inner = |written: &str| session::inner_path(&request.rubric, written);
    let read: Vec<PathBuf> = std::iter::once(request.rubric.clone())
        .chain(evaluated.results.files.iter().map(|file| folder.join(&*file.file)))
        .chain(evaluated.rubric.data.iter().filter_map(|source| source.rubric.as_deref()).map(inner))
        .collect();
    let (path, _) = outputs.iter().find(|(path, _)| read.iter().any(|input| arguments::same_file(path, input)))?;
    let name = path.display();
    Some(words!("`{name}` 是输入文件，不能写成结果", "`{name}` is an input file and will not be overwritten"))
}

/// Why the system would not write.
pub fn reason(error: &io::Error) -> Words {
    match error.kind() {
        io::ErrorKind::NotFound => words!("目录不存在", "the directory does not exist"),
        io::ErrorKind::PermissionDenied => words!("没有写入权限", "permission denied"),
        io::ErrorKind::IsADirectory => words!("那是一个目录", "it is a directory"),
        io::ErrorKind::NotADirectory => words!("路径中有一段不是目录", "a part of the path is not a directory"),
        io::ErrorKind::StorageFull => words!("磁盘已满", "the disk is full"),
        io::ErrorKind::ReadOnlyFilesystem => words!("文件系统只读", "the file system is read-only"),
        _ => words!("{error}", "{error}"),
    }
}

/// One line for what `validate` would say at length.
fn warnings(evaluated: &Evaluated, request: &Request, console: &mut Console) -> io::Result<()> {
    let count = evaluated.findings.count(Severity::Warning);
    if count == 0 {
        return Ok(());
    }
    let path = request.rubric.display();
    console.note(&Words {
        zh: format!("方案有 {count} 个警告，详见 `kaohe validate {path}`"),
        en: format!("the rubric has {}, see `kaohe validate {path}`", plural(count, "warning")),
    })
}
