//! `kaohe sheets RUBRIC -o DIR`: data-entry workbooks, one for each owner and for each kind of rater.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::console::Console;
use super::evaluate::{reason, stop};
use super::{Exit, arguments};
use crate::host::{Disk, Staged};
use crate::session;
use crate::text::{Lang, Sources, Words, inert};
use crate::words;

pub fn command(lang: Lang) -> Command {
    Command::new("sheets")
        .about(lang.pick(
            "生成填报表：每个责任部门、每类评价人一个工作簿，填好后 evaluate 直接读",
            "data-entry workbooks, one for each owner and kind of rater; evaluate reads them back",
        ))
        .arg(arguments::rubric(lang))
        .arg(arguments::output_folder(lang))
        .arg(
            Arg::new("period")
                .long("period")
                .value_name(lang.pick("期间", "PERIOD"))
                .help(lang.pick("填哪一期，如 2024-06", "for which period, such as 2024-06")),
        )
        .arg(
            Arg::new("filled")
                .long("filled")
                .action(ArgAction::SetTrue)
                .help(lang.pick("数据里已有的数先填上", "fill in what the data have already")),
        )
        .arg(
            Arg::new("force")
                .long("force")
                .action(ArgAction::SetTrue)
                .help(lang.pick("覆盖已有的文件", "overwrite files that are there")),
        )
        .arg(arguments::data(lang))
        .arg(arguments::set(lang))
        .after_help(lang.pick(
            "例：kaohe sheets 方案.toml --period 2024-06 -o 填报",
            "example: kaohe sheets rubric.toml --period 2024-06 -o entry",
        ))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let Some(dir) = matches.get_one::<PathBuf>("output") else { return Ok(Exit::Unusable) };
    let mut sources = Sources::default();
    let mut request = arguments::request(matches);
    request.period = matches.get_one::<String>("period").cloned();
    let sheets = match session::sheets(&Disk, &request, matches.get_flag("filled"), console.lang, &mut sources) {
        Ok(sheets) => sheets,
        Err(stopped) => return stop(&stopped, &sources, console),
    };
    console.findings(&sheets.findings, &sources)?;
    let files: Vec<(String, Vec<u8>)> =
        sheets.made.iter().map(|made| (made.file.clone(), made.bytes.clone())).collect();
    if !write_all(dir, &files, matches.get_flag("force"), console)? {
        return Ok(Exit::Unusable);
    }
    for made in &sheets.made {
        let (rows, columns, known) = (made.rows, made.columns, made.known);
        let (file, whose) = (dir.join(&made.file).display().to_string(), inert(&made.whose).into_owned());
        let mut said =
            words!("{file}  {whose}：{rows} 行 × {columns} 列", "{file}  {whose}: {rows} rows × {columns} columns");
        if known > 0 {
            said = Words {
                zh: format!("{}，已有 {known} 个数", said.zh),
                en: format!("{}, {known} figures filled in", said.en),
            };
        }
        console.say(&said)?;
    }
    Ok(Exit::Fine)
}

/// Writes all files into a directory, or none. Files that are there already may be filled in: they stay, unless
/// that is asked for.
pub fn write_all(
    dir: &std::path::Path,
    files: &[(String, Vec<u8>)],
    force: bool,
    console: &mut Console,
) -> io::Result<bool> {
    let there: Vec<String> = files
        .iter()
        .map(|(name, _)| name)
        .filter(|name| dir.join(name).exists())
        .map(|name| format!("`{name}`"))
        .collect();
    if !force && !there.is_empty() {
        let (zh, en, shown) = (there.join("、"), there.join(", "), dir.display());
        console.complain(&words!(
            "`{shown}` 中已有 {zh}，可能已经填了，没有覆盖",
            "`{shown}` has {en} already, which may be filled in: nothing was overwritten"
        ))?;
        console.note(&words!("换一个目录，或写 `--force`", "name another directory, or say `--force`"))?;
        return Ok(false);
    }
    let written = std::fs::create_dir_all(dir).and_then(|()| {
        let mut staged = Vec::new();
        for (name, bytes) in files {
            let mut file = Staged::create(&dir.join(name))?;
            file.write_all(bytes)?;
            file.flush()?;
            staged.push(file);
        }
        staged.into_iter().try_for_each(Staged::commit)
    });
    if let Err(error) = written {
        let (name, why) = (dir.display(), reason(&error));
        console.complain(&Words {
            zh: format!("无法写入 `{name}`：{}", why.zh),
            en: format!("cannot write into `{name}`: {}", why.en),
        })?;
        return Ok(false);
    }
    Ok(true)
}
