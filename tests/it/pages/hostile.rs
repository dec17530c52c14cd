//! Names that want to be markup, formulas, paths or templates are nothing but text, in every format.

use std::fs;
use std::path::{Path, PathBuf};

use super::browser::Browser;
use super::{kaohe, root};

/// The rubric and the rows of `tests/pages`, and a name of 10,000 characters.
pub fn world() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    for name in ["hostile.toml", "hostile.csv"] {
        fs::copy(root().join("tests/pages").join(name), dir.path().join(name)).unwrap();
    }
    let rows = dir.path().join("hostile.csv");
    let long = format!("K8,{},甲组,2024-06,65,\n", "长".repeat(10_000));
    fs::write(&rows, fs::read_to_string(&rows).unwrap() + &long).unwrap();
    let rubric = dir.path().join("hostile.toml");
    (dir, rubric)
}

/// What no page may have outside of our own elements.
pub fn assert_inert(page: &str, name: &Path) {
    let lower = page.to_ascii_lowercase();
    for forbidden in
        ["<img", "<svg onload", "<iframe", "<b>", "</textarea", "<!--", "<a href=\"javascript", "<a href=\"data:"]
    {
        assert!(!lower.contains(forbidden), "{}: {forbidden}", name.display());
    }
    for script in lower.split("<script").skip(1) {
        assert!(script.starts_with('>') || script.starts_with(" type=\"application/json\""), "{}", name.display());
    }
    assert!(!page.contains("49{%") && !page.contains("{{ 49"), "a template inside a name was filled in");
    let active = page.chars().find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{1b}'));
    assert_eq!(active, None, "{}", name.display());
}

#[test]
fn hostile_names_are_text_in_every_format() {
    let (dir, rubric) = world();
    let rubric = rubric.display().to_string();
    for lang in ["zh", "en"] {
        for ending in ["html", "csv", "json", "ndjson", "txt", "md", "parquet"] {
            let file = dir.path().join(format!("r.{ending}"));
            let (code, said) = kaohe(&["--lang", lang, "evaluate", &rubric, "-o", &file.display().to_string()]);
            assert!(matches!(code, Some(0 | 1)), "{ending}: {said}");
            let bytes = fs::read(&file).unwrap();
            match ending {
                "html" => assert_inert(&String::from_utf8(bytes).unwrap(), &file),
                "csv" => {
                    for cell in csv::Reader::from_reader(bytes.as_slice())
                        .records()
                        .flat_map(|row| row.unwrap().iter().map(String::from).collect::<Vec<_>>())
                    {
                        let harmless = !cell.starts_with(['=', '+', '-', '@']) || cell.parse::<f64>().is_ok();
                        assert!(harmless, "a spreadsheet would compute {cell}");
                    }
                }
                "json" => drop(serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()),
                "md" => {
                    let text = String::from_utf8(bytes).unwrap();
                    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("](javascript"));
                    assert!(!text.contains('\u{202e}'));
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_browser_runs_nothing_of_hostile_names() {
    let (dir, rubric) = world();
    let page = dir.path().join("r.html");
    let (code, said) = kaohe(&["evaluate", &rubric.display().to_string(), "-o", &page.display().to_string()]);
    assert!(matches!(code, Some(0 | 1)), "{said}");
    let Some(mut browser) = Browser::open(&page) else { return };
    // `alert` would hold the page up; so does nothing.
    assert_eq!(browser.eval("document.querySelectorAll('img, iframe, b, form, link').length").as_u64(), Some(0));
    browser.eval("document.querySelectorAll('#board [role=button]').forEach(b => b.click())");
    assert_eq!(browser.eval("document.querySelectorAll('img, iframe, b').length").as_u64(), Some(0));
    // A name of ten thousand characters does not push the table off.
    assert!(browser.eval("document.documentElement.scrollWidth <= window.innerWidth + 1").as_bool().unwrap());
    assert_eq!(browser.complaints, Vec::<String>::new());
}
