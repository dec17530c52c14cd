//! The pages are true: their examples run, their lists are those of the program, and what they
//! print is what comes out.
//!
//! `KAOHE_ACCEPT=1 cargo test --test it docs` writes what the program says into the pages.
//!
//! A page is prose with blocks. A block's first line says what is done with it:
//!
//! * `toml rubric`: a whole rubric, which must be sound; `csv NAME` blocks after it are its files, and
//!   a `result` (or `result PERIOD`) block after those is compared with what comes out. A result
//!   is a table with a column gap of two spaces; its head is the subject and then what
//!   `[[test]]`'s `expect` can name: `total`, `咨询转化率.score`, `第一名奖励`.
//!   `toml rubric extends NAME` and `toml rubric beside NAME` extend the rubric above, or use its
//!   results; NAME is what they call it.
//! * `toml part`: some tables of a rubric, whose keys, types and formulas must be right; names may
//!   be missing. `toml indicator`: keys of one indicator, likewise.
//! * `formula`: a formula and its value on each line, over `x` = 5 and `空白` (or `blank`) = nothing.
//! * a language and a path, such as `toml rubrics/x.toml`: that file.
//!
//! Pages of codes (`docs/codes`) are kept by [`codes`].
//!
//! `<!-- begin NAME -->` … `<!-- end NAME -->` holds a text of [`generated`].

mod codes;
pub mod example;
mod formulas;
mod generated;
pub mod links;
mod output;
mod page;

use std::fs;
use std::path::{Path, PathBuf};

use kaohe::diagnostic::Code;
use kaohe::text::Lang;

/// Every code that a finding can have, in the order of the codes.
pub fn all_codes() -> Vec<&'static Code> {
    generated::codes()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages in a folder, in the order of their names.
fn pages(folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    found.sort();
    found
}

fn language_of(path: &Path) -> Lang {
    if path.to_string_lossy().ends_with(".zh.md") { Lang::Zh } else { Lang::En }
}

/// Compares pages with what they should be, or rewrites them.
fn keep(pages: &[PathBuf]) {
    let accept = std::env::var("KAOHE_ACCEPT").is_ok_and(|value| value == "1");
    let mut broken = Vec::new();
    for path in pages {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let kept = page::bring_up_to_date(&text, language_of(path));
        broken.extend(kept.mistakes.iter().map(|mistake| format!("{name}:{mistake}")));
        if kept.text != text {
            if accept {
                fs::write(path, &kept.text).unwrap();
            } else {
                broken.push(format!("{name}:{}", page::first_difference(&text, &kept.text)));
            }
        }
    }
    assert!(broken.is_empty(), "{}\n\nKAOHE_ACCEPT=1 cargo test --test it docs", broken.join("\n\n"));
}

#[test]
fn pages_of_the_language_are_true() {
    keep(&pages("docs/language"));
}

#[test]
fn other_pages_are_true() {
    let all: Vec<PathBuf> = ["docs", "docs/rubrics"].iter().flat_map(|folder| pages(folder)).collect();
    keep(&all);
}

#[test]
fn the_readme_is_true() {
    keep(&[root().join("README.md"), root().join("README.zh.md")]);
}

#[test]
fn every_page_is_there_in_both_languages() {
    let mut broken = Vec::new();
    let all = pages("docs/language").into_iter().chain(pages("docs/rubrics")).chain(pages(""));
    for path in all.filter(|path| language_of(path) == Lang::En) {
        let twin = path.with_extension("zh.md");
        if !twin.exists() {
            broken.push(format!("{} has no {}", path.display(), twin.display()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn links_lead_somewhere() {
    let all = ["", "docs", "docs/rubrics", "docs/language", "docs/codes"].iter().flat_map(|folder| pages(folder));
    let broken: Vec<String> = all.flat_map(|path| links::broken(&path)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_page_of_the_language_can_be_reached() {
    for index in ["index.md", "index.zh.md"] {
        let index = root().join("docs/language").join(index);
        let text = fs::read_to_string(&index).unwrap();
        let lang = language_of(&index);
        for page in pages("docs/language").into_iter().filter(|page| language_of(page) == lang && *page != index) {
            let name = page.file_name().unwrap().to_string_lossy().into_owned();
            assert!(text.contains(&format!("({name})")), "{} does not name {name}", index.display());
        }
    }
}
