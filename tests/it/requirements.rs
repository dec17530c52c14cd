//! The table of requirements is true: every row is there once, and what it names exists.
//!
//! A reference is a link to a page, `file#id` (an id of a rubric), `file::function` (a test), a
//! file, or the code of a finding. What stands after the dash is a remark and is not read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = "docs/requirements.md";
const ROWS: usize = 240;
const STATES: [&str; 7] = ["met", "part 3", "part 4", "part 5", "part 6", "context", "open"];

struct Row {
    number: usize,
    quote: String,
    priority: String,
    state: String,
    references: Vec<Reference>,
    remark: String,
}

#[derive(Debug)]
enum Reference {
    Page(String),
    RubricId(String, String),
    Test(String, String),
    File(String),
    Code(String),
}

#[test]
fn every_requirement_has_one_row() {
    let rows = rows();
    let numbers: Vec<usize> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=ROWS).collect::<Vec<_>>());
    for row in &rows {
        let length = row.quote.chars().count();
        assert!((1..=20).contains(&length), "row {}: a quote of {length} characters", row.number);
        assert!(STATES.contains(&row.state.as_str()), "row {}: no state `{}`", row.number, row.state);
        assert!(["A", "B", "C"].contains(&row.priority.as_str()), "row {}: `{}`", row.number, row.priority);
    }
}

#[test]
fn what_the_rows_name_exists() {
    let mut texts = BTreeMap::new();
    let mut broken = Vec::new();
    for row in rows() {
        for reference in &row.references {
            if !exists(reference, &mut texts) {
                broken.push(format!("row {}: {reference:?}", row.number));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn what_is_met_is_shown_and_what_is_not_is_said() {
    let mut broken = Vec::new();
    for row in rows() {
        let shown = match row.priority.as_str() {
            "A" => row.references.iter().any(checks_itself),
            _ => !row.references.is_empty(),
        };
        if row.state == "met" && !shown {
            broken.push(format!("row {}: met, but nothing that can be checked shows it", row.number));
        }
        if row.state != "met" && row.remark.is_empty() && row.references.is_empty() {
            broken.push(format!("row {}: {}, without a word why", row.number, row.state));
        }
        if ["open", "context"].contains(&row.state.as_str()) && row.remark.is_empty() {
            broken.push(format!("row {}: {}, without a word why", row.number, row.state));
        }
        if row.state == "context" && row.priority == "A" {
            broken.push(format!("row {}: of priority A, and only context", row.number));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_summary_counts_the_rows() {
    let rows = rows();
    let counts = STATES.map(|state| format!("{state}: {}", rows.iter().filter(|row| row.state == state).count()));
    let summary = counts.join(" · ");
    println!("{summary}");
    assert!(text(PAGE).lines().any(|line| line == summary), "the head of {PAGE} should say\n{summary}");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn rows() -> Vec<Row> {
    text(PAGE).lines().filter_map(row).collect()
}

/// A row of the table begins with its number.
fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
    let number = cells.first()?.parse().ok()?;
    let [_, _, quote, _, _, priority, state, at] = cells[..] else { panic!("not eight columns: {line}") };
    let (references, remark) = at.split_once("— ").unwrap_or((at, ""));
    Some(Row {
        number,
        quote: quote.to_string(),
        priority: priority.to_string(),
        state: state.to_string(),
        references: self::references(references),
        remark: remark.to_string(),
    })
}

/// Links and what stands in backticks.
fn references(text: &str) -> Vec<Reference> {
    let pages = text.match_indices("](").filter_map(|(at, open)| {
        let (target, _) = text.split_at(at + open.len()).1.split_once(')')?;
        Some(Reference::Page(target.to_string()))
    });
    let quoted = text.split('`').skip(1).step_by(2).map(|quoted| {
        let pair = |(file, name): (&str, &str)| (file.to_string(), name.to_string());
        if let Some((file, name)) = quoted.split_once("::").map(pair) {
            Reference::Test(file, name)
        } else if let Some((file, id)) = quoted.split_once('#').map(pair) {
            Reference::RubricId(file, id)
        } else if quoted.contains('/') {
            Reference::File(quoted.to_string())
        } else {
            Reference::Code(quoted.to_string())
        }
    });
    pages.chain(quoted).collect()
}

/// A mistake of the corpus is a test too; a page and a code only say so.
fn checks_itself(reference: &Reference) -> bool {
    match reference {
        Reference::RubricId(..) | Reference::Test(..) => true,
        Reference::File(path) => path.starts_with("tests/"),
        Reference::Page(_) | Reference::Code(_) => false,
    }
}

fn exists(reference: &Reference, texts: &mut BTreeMap<String, String>) -> bool {
    let mut holds = |path: &str, wanted: &dyn Fn(&str) -> bool| {
        let read = || fs::read_to_string(root().join(path)).unwrap_or_default();
        wanted(texts.entry(path.to_string()).or_insert_with(read))
    };
    match reference {
        Reference::Page(target) => {
            Path::new(PAGE).parent().is_some_and(|folder| root().join(folder).join(target).exists())
        }
        Reference::File(path) => root().join(path).exists(),
        Reference::Code(code) => {
            holds("docs/language/codes.md", &|text| text.contains(&format!("| [`{code}`](../codes/{code}.md) |")))
        }
        Reference::Test(file, name) => holds(file, &|text| {
            text.contains(&format!("#[test]\nfn {name}(")) || text.contains(&format!("#[test]\n    fn {name}("))
        }),
        Reference::RubricId(file, id) => {
            let starts = [
                format!("id = \"{id}\""),
                format!("name = \"{id}\""),
                format!("{id} = "),
                format!("\"{id}\" = "),
                format!("[data.{id}]"),
                format!("[data.\"{id}\"]"),
            ];
            holds(file, &|text| text.lines().any(|line| starts.iter().any(|start| line.starts_with(start.as_str()))))
        }
    }
}
