//! `kaohe fmt RUBRIC...`: rubrics in one layout.

use std::io::{self, Read};
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::console::Console;
use super::fix::{real, show};
use super::{Exit, arguments};
use crate::diagnostic::Bag;
use crate::host::{Disk, write_atomically};
use crate::session::{self, Mended};
use crate::text::words::plural;
use crate::text::{Lang, Sources};
use crate::words;

const BYTE_ORDER_MARK: &str = "\u{feff}";

pub fn command(lang: Lang) -> Command {
    Command::new("fmt")
        .about(lang.pick("整理排版：注释、次序和意思都不变", "lay out rubrics; comments, order and meaning stay"))
        .arg(arguments::rubrics(lang).help(lang.pick(
            "方案文件，或其中所有方案都要的目录；`-` 从标准输入读，写到标准输出",
            "rubrics, or directories whose rubrics are all meant; `-` reads standard input",
        )))
        .arg(Arg::new("check").long("check").action(ArgAction::SetTrue).help(lang.pick(
            "不写文件，只显示会改什么；有要改的退出码为 1",
            "write nothing, show what would change; exit code 1 if anything would",
        )))
        .after_help(lang.pick(
            "退出码：0 没有错误，1 有错误（或 --check 时有要改的），2 文件无法读写",
            "exit codes: 0 fine, 1 a rubric that is no TOML (or, with --check, one to change), 2 files that cannot be read or written",
        ))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let names = arguments::paths(matches, "rubric");
    let check = matches.get_flag("check");
    if names.iter().any(|name| name == Path::new("-")) {
        return from_input(check, console);
    }
    let rubrics = match session::rubrics(&Disk, &names) {
        Ok(rubrics) => rubrics,
        Err(findings) => {
            console.findings(&Bag { all: findings }, &Sources::default())?;
            return Ok(Exit::Unusable);
        }
    };
    let (mut exit, mut changed) = (Exit::Fine, 0);
    for path in &rubrics {
        let done = file(path, check, console)?;
        changed += usize::from(done.changed);
        exit = exit.max(done.exit);
    }
    let (all, files) = (rubrics.len(), plural(rubrics.len(), "file"));
    console.note(&match check {
        _ if changed == 0 => words!("{all} 个文件都不用改", "nothing to change in {files}"),
        true => words!("{all} 个文件中有 {changed} 个要改", "{changed} of {files} would change"),
        false => words!("整理了 {all} 个文件中的 {changed} 个", "laid out {changed} of {files}"),
    })?;
    Ok(exit)
}

struct Done {
    exit: Exit,
    changed: bool,
}

fn file(path: &Path, check: bool, console: &mut Console) -> io::Result<Done> {
    let name = path.display().to_string();
    let left = |exit| Ok(Done { exit, changed: false });
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            console.complain(&words!("`{name}` 无法读取：{error}", "cannot read `{name}`: {error}"))?;
            return left(Exit::Unusable);
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        console.complain(&words!("`{name}` 不是 UTF-8，没有动它", "`{name}` is not UTF-8 and was left as it is"))?;
        return left(Exit::Findings);
    };
    let Some(out) = laid_out(&name, &text, console)? else { return left(Exit::Findings) };
    if out == text {
        return left(Exit::Fine);
    }
    if check {
        show(&Mended { path: path.into(), before: text, after: out, bytes: Vec::new() }, console)?;
        return Ok(Done { exit: Exit::Findings, changed: true });
    }
    if let Err(error) = write_atomically(&real(path), out.as_bytes()) {
        console.complain(&words!("无法写 `{name}`：{error}", "cannot write `{name}`: {error}"))?;
        return left(Exit::Unusable);
    }
    Ok(Done { exit: Exit::Fine, changed: true })
}

/// None if the text cannot be read; that has been told then.
fn laid_out(name: &str, text: &str, console: &mut Console) -> io::Result<Option<String>> {
    let mut sources = Sources::default();
    let plain = text.strip_prefix(BYTE_ORDER_MARK);
    match session::formatted(name, plain.unwrap_or(text), &mut sources) {
        Ok(out) if plain.is_some() => Ok(Some(format!("{BYTE_ORDER_MARK}{out}"))),
        Ok(out) => Ok(Some(out)),
        Err(findings) => {
            console.findings(&findings, &sources)?;
            Ok(None)
        }
    }
}

/// As an editor asks for it: the text, laid out or not, comes back in any case.
fn from_input(check: bool, console: &mut Console) -> io::Result<Exit> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    let Ok(text) = String::from_utf8(bytes) else {
        console.complain(&words!("标准输入不是 UTF-8", "standard input is not UTF-8"))?;
        return Ok(Exit::Unusable);
    };
    let out = laid_out("-", &text, console)?;
    let exit = match &out {
        None => Exit::Findings,
        Some(out) if check && *out != text => Exit::Findings,
        Some(_) => Exit::Fine,
    };
    match (check, out) {
        (true, Some(after)) => show(&Mended { path: "-".into(), before: text, after, bytes: Vec::new() }, console)?,
        (true, None) => {}
        (false, out) => console.write(out.unwrap_or(text).as_bytes())?,
    }
    Ok(exit)
}
