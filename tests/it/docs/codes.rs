//! The pages of codes: `docs/codes/K0000.md` and `K0000.zh.md`.
//!
//! A page has four parts under fixed headings: what the code says, why it matters, an example, what
//! to write instead.
//!
//! * `<!-- begin example types/excel_if -->` is filled with what the program says of that file of
//!   `tests/mistakes` under this code; `<!-- begin example command -->` with what the program says
//!   when called as [`commands`] has it.
//!   `<!-- begin example written -->` is left as it stands; see [`WRITTEN`].
//! * In the last part, a block `toml instead` takes the place of the lines that the example
//!   underlines; `toml instead of LINE` takes the place of that line of the file. With all of them the
//!   code is not found any more.
//!
//! `KAOHE_ACCEPT=1 cargo test --test it docs` fills in the examples.

mod commands;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kaohe::diagnostic::page::{self, PAGES, Page};
use kaohe::diagnostic::render::{Format, render};
use kaohe::diagnostic::{Bag, Code, Place, Severity};
use kaohe::text::Lang;

use super::{language_of, pages, root};
use crate::mistakes::{Case, case};

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];

/// Why it matters, an example, what to write instead.
const HEADINGS: [(&str, &str); 3] =
    [("## 为什么要紧", "## Why it matters"), ("## 例子", "## Example"), ("## 应当怎样写", "## What to write instead")];

/// Examples that are written by hand, each with the reason.
const WRITTEN: [(&str, &str); 2] =
    [("K0622", "an xlsb workbook, which only a spreadsheet program writes"), ("K0950", "more than a million subjects")];

fn code_of(page: &Page) -> Option<&'static Code> {
    super::all_codes().into_iter().find(|code| code.id == page.id)
}

/// The example named in a page.
fn example_name(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("<!-- begin example ")?.strip_suffix(" -->"))
}

/// What a part `<!-- begin example NAME -->` of the page of a code holds.
pub fn example(name: &str, id: &str, lang: Lang) -> Result<String, String> {
    let drawn = if name == "command" {
        commands::shown(id, lang)?
    } else {
        let (case, with_data) = case(name).ok_or_else(|| format!("no `tests/mistakes/{name}`"))?;
        let found = case.found(with_data);
        let finding = found.bag.all.iter().find(|finding| finding.code.id == id);
        let finding = finding.ok_or_else(|| format!("{id} is not found in `tests/mistakes/{name}`"))?.clone();
        let drawn = render(&Bag { all: vec![finding] }, &found.sources, lang, Format::Text, false, 90);
        let counted = drawn.trim_end().rsplit_once('\n').map_or("", |(body, _count)| body);
        counted.trim_end().to_string()
    };
    let lines: Vec<&str> = drawn.lines().map(str::trim_end).collect();
    Ok(format!("\n```text\n{}\n```\n\n", lines.join("\n")))
}

/// A block of the last part: which line it replaces, and with what.
#[derive(Debug, PartialEq)]
struct Instead {
    /// None: the lines that the example underlines.
    of: Option<String>,
    with: String,
}

fn insteads(part: &str) -> Vec<Instead> {
    let mut found = Vec::new();
    let mut lines = part.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```toml instead") else { continue };
        let of = info.strip_prefix(" of ").map(str::to_string);
        let with: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        found.push(Instead { of, with: with.join("\n") });
    }
    found
}

/// The case as the page says it should be written.
fn mended(case: &Case, with_data: bool, id: &str, insteads: &[Instead]) -> Result<Case, String> {
    let mut text = case.text.clone();
    // What is underlined first: the other lines are looked for by what they say.
    for instead in insteads.iter().filter(|instead| instead.of.is_none()) {
        let found = case.found(with_data);
        let finding = found.bag.all.iter().find(|finding| finding.code.id == id).ok_or("not found")?;
        let Some(Place::Text { source, span }) = finding.labels.first().map(|label| &label.place) else {
            return Err("underlines no text".into());
        };
        let located = found.sources.locate(*source, *span);
        if *located.source.name != *"rubric.toml" {
            return Err(format!("underlines {}", located.source.name));
        }
        let start = text[..located.span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[located.span.end..].find('\n').map_or(text.len(), |at| located.span.end + at);
        text.replace_range(start..end, &instead.with);
    }
    for instead in insteads {
        let Some(of) = &instead.of else { continue };
        let mut lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| line.trim() == of.trim()).ok_or_else(|| format!("no line `{of}`"))?;
        lines[at] = &instead.with;
        text = lines.join("\n");
    }
    let mut mended = case.clone();
    mended.text = text;
    Ok(mended)
}

/// What is wrong with the page of a code in one language.
fn faults(page: &Page, code: &Code, lang: Lang) -> Vec<String> {
    let mut wrong = Vec::new();
    let text = page.text(lang);
    let (id, other) = (page.id, lang.pick("md", "zh.md"));
    let begins = format!(
        "# {id} {}\n\n[{}]({id}.{other}) · [{}](../language/codes.{})\n\n",
        lang.pick(code.zh, code.en),
        lang.pick("English", "中文"),
        lang.pick("全部代号", "all codes"),
        lang.pick("zh.md", "md"),
    );
    if !text.starts_with(&begins) {
        wrong.push(format!("does not begin with\n{begins}"));
    }
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
    if headings != HEADINGS.map(|(zh, en)| lang.pick(zh, en)) {
        wrong.push(format!("has the headings {headings:?}"));
    }
    let parts = page.parts(lang);
    for (name, part) in
        [("what", &parts.what), ("why", &parts.why), ("example", &parts.example), ("instead", &parts.instead)]
    {
        let prose = prose(part);
        let least = if lang == Lang::Zh { 8 } else { 20 };
        if name != "example" && prose.chars().count() < least {
            wrong.push(format!("says too little under {name}: `{prose}`"));
        }
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let unquoted: String = prose.split('`').step_by(2).collect();
        if name != "example" && chinese(&unquoted) != (lang == Lang::Zh) {
            wrong.push(format!("is in the wrong language under {name}"));
        }
        if part.is_empty() {
            wrong.push(format!("has nothing under {name}"));
        }
    }
    if !parts.example.contains(id) {
        wrong.push(format!("has an example that does not show {id}"));
    }
    wrong
}

/// A part without its blocks.
fn prose(part: &str) -> String {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in part.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            lines.push(line);
        }
    }
    lines.join(" ").trim().to_string()
}

#[test]
fn every_code_has_a_page() {
    let without: Vec<&str> =
        super::all_codes().iter().filter(|code| page::find(code.id).is_none()).map(|code| code.id).collect();
    assert!(without.is_empty(), "no page in docs/codes, or not named in src/diagnostic/page/list.rs: {without:?}");
    let strays: Vec<&str> = PAGES.iter().filter(|page| code_of(page).is_none()).map(|page| page.id).collect();
    assert!(strays.is_empty(), "pages without a code: {strays:?}");
    assert!(PAGES.windows(2).all(|two| two[0].id < two[1].id), "list.rs is in the order of the codes");
    for path in pages("docs/codes") {
        let id = path.file_name().unwrap().to_string_lossy().split('.').next().unwrap_or_default().to_string();
        assert!(page::find(&id).is_some(), "{} is not named in list.rs", path.display());
    }
}

#[test]
fn pages_of_codes_say_what_they_should() {
    let mut wrong = Vec::new();
    for lang in LANGS {
        let mut said: BTreeMap<String, &str> = BTreeMap::new();
        for page in PAGES {
            let Some(code) = code_of(page) else { continue };
            wrong.extend(faults(page, code, lang).into_iter().map(|fault| format!("{} ({lang:?}) {fault}", page.id)));
            let parts = page.parts(lang);
            for text in [prose(&parts.what), prose(&parts.why)] {
                if let Some(before) = said.insert(text, page.id) {
                    wrong.push(format!("{} ({lang:?}) says the same as {before}", page.id));
                }
            }
        }
    }
    for page in PAGES {
        if example_name(page.text(Lang::Zh)) != example_name(page.text(Lang::En)) {
            wrong.push(format!("{} has other examples in the other language", page.id));
        }
        if insteads(&page.parts(Lang::Zh).instead) != insteads(&page.parts(Lang::En).instead) {
            wrong.push(format!("{} has other blocks in the other language", page.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_codes_are_what_the_program_says() {
    let accept = std::env::var("KAOHE_ACCEPT").is_ok_and(|value| value == "1");
    let mut wrong = Vec::new();
    for path in pages("docs/codes") {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let id = path.file_name().unwrap().to_string_lossy().split('.').next().unwrap_or_default().to_string();
        let text = fs::read_to_string(&path).unwrap();
        match with_example(&text, &id, language_of(&path)) {
            Err(fault) => wrong.push(format!("{name}: {fault}")),
            Ok(kept) if kept == text => {}
            Ok(kept) if accept => fs::write(&path, kept).unwrap(),
            Ok(kept) => wrong.push(format!("{name}:{}", super::page::first_difference(&text, &kept))),
        }
    }
    assert!(wrong.is_empty(), "{}\n\nKAOHE_ACCEPT=1 cargo test --test it docs", wrong.join("\n\n"));
}

fn with_example(text: &str, id: &str, lang: Lang) -> Result<String, String> {
    let name = example_name(text).ok_or("no `<!-- begin example … -->`")?;
    if name == "written" {
        let excused = WRITTEN.iter().any(|(known, _)| *known == id);
        return if excused { Ok(text.to_string()) } else { Err("this example could be run".into()) };
    }
    let (begin, end) = (format!("<!-- begin example {name} -->\n"), "<!-- end example -->");
    let (before, rest) = text.split_once(&begin).ok_or("no example")?;
    let (_, after) = rest.split_once(end).ok_or_else(|| format!("no `{end}`"))?;
    Ok(format!("{before}{begin}{}{end}{after}", example(name, id, lang)?))
}

#[test]
fn what_is_to_be_written_instead_raises_the_code_no_more() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for page in PAGES {
        let blocks = insteads(&page.parts(Lang::Zh).instead);
        let Some(name) = example_name(page.text(Lang::Zh)).filter(|_| !blocks.is_empty()) else { continue };
        let Some((case, with_data)) = case(name) else { continue };
        tried += 1;
        match mended(&case, with_data, page.id, &blocks) {
            Err(fault) => wrong.push(format!("{}: {fault}", page.id)),
            Ok(mended) => {
                let found = mended.found(with_data);
                let before: Vec<&str> = case.found(with_data).bag.all.iter().map(|finding| finding.code.id).collect();
                // No new error; data files are not beside most of the small rubrics.
                let new = found.bag.all.iter().find(|finding| {
                    let id = finding.code.id;
                    finding.severity == Severity::Error && !before.contains(&id) && !id.starts_with("K06")
                });
                wrong.extend(new.map(|new| format!("{}: now {} {}", page.id, new.code.id, new.message.en)));
                if let Some(finding) = found.bag.all.iter().find(|finding| finding.code.id == page.id) {
                    wrong.push(format!("{}: still found: {}", page.id, finding.message.en));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 50, "only {tried} pages say in TOML what to write");
}

#[test]
fn the_folder_holds_nothing_else() {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes")).unwrap();
    for entry in entries {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(name.starts_with('K') && name.ends_with(".md"), "docs/codes/{name}");
    }
}
