//! `kaohe man -o DIR`: manual pages of all commands, in both languages.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use clap_mangen::Man;

use super::console::Console;
use super::evaluate::unwritable;
use super::{Exit, arguments};
use crate::host::Staged;
use crate::text::Lang;
use crate::words;

/// Where a system looks for pages of a language, under the directory of all of them.
const FOLDERS: [(Lang, &str); 2] = [(Lang::En, "man1"), (Lang::Zh, "zh_CN/man1")];

pub fn command(lang: Lang) -> Command {
    Command::new("man")
        .about(lang.pick("生成手册页（man），中文和英文", "write manual pages, in Chinese and in English"))
        .arg(
            arguments::output_folder(lang)
                .help(lang.pick("写到这个目录下的 man1 和 zh_CN/man1", "written to man1 and zh_CN/man1 below it")),
        )
        .after_help(lang.pick(
            "例：kaohe man -o ~/.local/share/man && man kaohe-evaluate",
            "example: kaohe man -o ~/.local/share/man && man kaohe-evaluate",
        ))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let Some(folder) = matches.get_one::<PathBuf>("output") else { return Ok(Exit::Unusable) };
    match pages(folder) {
        Ok(count) => {
            let name = folder.display();
            console.note(&words!("已写入 {name}，{count} 页", "wrote {count} pages to {name}"))?;
            Ok(Exit::Fine)
        }
        Err((path, error)) => {
            console.complain(&unwritable(&path, &error))?;
            Ok(Exit::Unusable)
        }
    }
}

/// All of them aside, then each in its place.
fn pages(folder: &Path) -> Result<usize, (PathBuf, io::Error)> {
    let mut whole = Vec::new();
    for (lang, below) in FOLDERS {
        let folder = folder.join(below);
        fs::create_dir_all(&folder).map_err(|error| (folder.clone(), error))?;
        for (name, text) in texts(lang).map_err(|error| (folder.clone(), error))? {
            let path = folder.join(name);
            let staged = Staged::create(&path).and_then(|mut staged| {
                staged.write_all(&text)?;
                Ok(staged)
            });
            whole.push((path.clone(), staged.map_err(|error| (path, error))?));
        }
    }
    let count = whole.len();
    whole.into_iter().try_for_each(|(path, staged)| staged.commit().map_err(|error| (path, error)))?;
    Ok(count)
}

/// The page of the program, and one for each command.
fn texts(lang: Lang) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut program = arguments::program(lang);
    program.build();
    let all = std::iter::once(&program).chain(program.get_subcommands());
    all.map(|command| {
        let name = format!("{}.1", command.get_display_name().unwrap_or_else(|| command.get_name()));
        let mut text = Vec::new();
        Man::new(command.clone()).render(&mut text)?;
        Ok((name, text))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_in_both_languages() {
        for (lang, word) in [(Lang::En, "rubric"), (Lang::Zh, "方案")] {
            let pages = texts(lang).unwrap();
            assert_eq!(pages.len(), super::super::VERBS.len() + 1);
            for verb in super::super::VERBS {
                let name = format!("kaohe-{}.1", verb.name);
                let (_, text) = pages.iter().find(|(known, _)| *known == name).unwrap();
                assert!(String::from_utf8_lossy(text).contains(".TH"), "{name}");
            }
            let (_, text) = pages.iter().find(|(name, _)| name == "kaohe-doc.1").unwrap();
            assert!(String::from_utf8_lossy(text).contains(word));
        }
    }
}
