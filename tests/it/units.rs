//! Units of the shipped rubrics changed by hand, one at a time: what share is told, on the line.

use std::fs;
use std::path::PathBuf;

use kaohe::diagnostic::{Bag, Place};

use crate::world::checked;

/// So many of a hundred changes have to be told on the line that was changed.
const SHARE: usize = 98;

/// Of a long rubric every so many.
const STRIDE: usize = 7;

/// Rubrics that stand alone.
fn shipped() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for room in ["ecommerce-cs", "general", "property", "power", "teachers", "cascade", "cdc"] {
        for entry in fs::read_dir(format!("rubrics/{room}")).expect("a room of rubrics").flatten() {
            let path = entry.path();
            let text = fs::read_to_string(&path).unwrap_or_default();
            if path.extension().is_some_and(|end| end == "toml") && !text.contains("\nextends = ") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What a slip makes of a line.
fn slips(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    if line.starts_with("unit = ") {
        let swaps =
            [("%", "‰"), ("‰", "%"), ("秒", "分钟"), ("人", "元"), ("元", "万元"), ("小时", "天"), ("/10万", "%")];
        for (from, to) in swaps {
            if line == format!("unit = \"{from}\"") {
                out.push(format!("unit = \"{to}\""));
            }
        }
    }
    if line.starts_with("formula = ") && line.ends_with(" * 100\"") {
        out.push(line.replacen(" * 100\"", "\"", 1));
    }
    out
}

/// Whether something is told on a line of which these are the first and last byte.
fn told(bag: &Bag, (start, end): (usize, usize)) -> bool {
    bag.all
        .iter()
        .filter(|found| ("K0417".."K0430").contains(&found.code.id))
        .flat_map(|found| &found.labels)
        .any(|label| matches!(&label.place, Place::Text { span, .. } if span.start >= start && span.end <= end))
}

#[test]
fn a_changed_unit_is_told_on_its_line() {
    let (mut all, mut lost) = (0, Vec::new());
    for path in shipped() {
        let text = fs::read_to_string(&path).expect("a rubric");
        let lines: Vec<&str> = text.lines().collect();
        let stride = if lines.len() > 1500 { STRIDE } else { 1 };
        let mut at = 0;
        let mut count = 0;
        for line in &lines {
            for changed in slips(line) {
                count += 1;
                if count % stride != 0 {
                    continue;
                }
                let new = format!("{}{changed}{}", &text[..at], &text[at + line.len()..]);
                let (_, bag, _) = checked(&new);
                all += 1;
                if !told(&bag, (at, at + changed.len())) {
                    let number = text[..at].matches('\n').count() + 1;
                    lost.push(format!("{}:{number}: {line} → {changed}", path.display()));
                }
            }
            at += line.len() + 1;
        }
    }
    assert!(all > 100, "{all} changes");
    let share = (all - lost.len()) * 1000 / all;
    assert!(share >= SHARE * 10, "{} of {all} told; not told:\n{}", all - lost.len(), lost.join("\n"));
}
