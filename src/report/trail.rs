//! The tree behind one score, drawn for people and written for programs.

use serde_json::{Value, json};

use crate::diagnostic::Cell;
use crate::result::{Step, Trail};
use crate::text::width::width;
use crate::text::{Lang, Words, inert, wrap};

use super::json::number;

/// How many cells a step lists; the rest is counted.
const CELLS: usize = 3;

/// The tree as text, each step `name  figure  — how; how  （cells）`, wrapped at `cells` terminal
/// cells, with a line end.
pub fn text(trail: &Trail, lang: Lang, cells: usize, color: bool) -> String {
    let label = inert(&trail.label);
    let key = inert(&trail.subject);
    let mut head = if label == key { label.into_owned() } else { format!("{label} ({key})") };
    if !trail.period.is_empty() {
        head.push_str(&format!(" · {}", inert(&trail.period)));
    }
    let mut out = format!("{}\n", bold(&head, color));
    step(&trail.root, lang, cells, color, ["", ""], &mut out);
    out
}

/// The tree with an object a step.
pub fn json(trail: &Trail) -> String {
    let value = json!({
        "subject": trail.subject,
        "label": trail.label,
        "period": trail.period,
        "root": step_value(&trail.root),
    });
    format!("{value:#}\n")
}

/// `prefix` stands before the first line and before the lines under it.
fn step(at: &Step, lang: Lang, cells: usize, color: bool, prefix: [&str; 2], out: &mut String) {
    let [first, rest] = prefix;
    let name = inert(at.name.in_lang(lang));
    let figure = inert(at.figure.in_lang(lang));
    let mut line = name.to_string();
    if !figure.is_empty() {
        line.push_str(&format!("  {figure}"));
    }
    let how: Vec<_> = at.how.iter().map(|words| inert(words.in_lang(lang))).filter(|how| !how.is_empty()).collect();
    if !how.is_empty() {
        line.push_str(&format!("  — {}", how.join(lang.pick("；", "; "))));
    }
    if let Some(cells) = places(&at.cells, at.cell_count, lang) {
        line.push_str(&match lang {
            Lang::Zh => format!("（{cells}）"),
            Lang::En => format!(" ({cells})"),
        });
    }
    let below = if at.children.is_empty() { "    " } else { "│   " };
    let room = cells.saturating_sub(width(first).max(width(rest) + width(below))).max(20);
    for (index, part) in wrap(&line, room).iter().enumerate() {
        if index == 0 {
            // Only the name is bold: the figure may have been wrapped.
            let part = match part.strip_prefix(&*name) {
                Some(tail) => format!("{}{tail}", bold(&name, color)),
                None => part.clone(),
            };
            out.push_str(&format!("{first}{part}\n"));
        } else {
            out.push_str(&format!("{rest}{below}{part}\n"));
        }
    }
    for (index, child) in at.children.iter().enumerate() {
        let last = index + 1 == at.children.len();
        let branch = if last { "└─ " } else { "├─ " };
        let under = if last { "   " } else { "│  " };
        step(child, lang, cells, color, [&format!("{rest}{branch}"), &format!("{rest}{under}")], out);
    }
}

/// `订单.csv › F12、F13 等 213 处`: the cells, the file said once for those that share it.
pub fn places(cells: &[Cell], count: usize, lang: Lang) -> Option<String> {
    let mut before: Option<&Cell> = None;
    let mut shown = Vec::new();
    for cell in cells.iter().take(CELLS) {
        let full = cell.in_lang(lang);
        let same_sheet = before.is_some_and(|b| b.file == cell.file && b.sheet == cell.sheet);
        shown.push(match full.rsplit_once('›') {
            Some((_, end)) if same_sheet => {
                let at = end.rsplit_once('!').map_or(end, |(_, at)| at);
                inert(at.trim()).into_owned()
            }
            _ => inert(&full).into_owned(),
        });
        before = Some(cell);
    }
    if shown.is_empty() {
        return None;
    }
    let list = shown.join(lang.pick("、", ", "));
    let count = count.max(cells.len());
    Some(match lang {
        _ if count <= shown.len() => list,
        Lang::Zh => format!("{list} 等 {count} 处"),
        Lang::En => format!("{list} and {} more", count - shown.len()),
    })
}

fn step_value(step: &Step) -> Value {
    let words = |words: &Words| json!({ "zh": words.zh, "en": words.en });
    json!({
        "name": words(&step.name),
        "figure": words(&step.figure),
        "number": step.number.map(number),
        "how": step.how.iter().map(words).collect::<Vec<_>>(),
        "cells": step.cells.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "cell_count": step.cell_count,
        "children": step.children.iter().map(step_value).collect::<Vec<_>>(),
    })
}

fn bold(text: &str, color: bool) -> String {
    if color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn tree() {
        let trail = fixture::trail();
        for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let drawn = text(&trail, lang, 72, false);
            assert!(drawn.lines().all(|line| width(line) <= 72), "{drawn}");
            assert!(!drawn.contains('\u{1b}'));
            insta::assert_snapshot!(format!("tree_{name}"), drawn);
        }
        insta::assert_snapshot!("tree_json", json(&trail));
    }

    #[test]
    fn long_lists_of_cells_are_shortened() {
        let cell =
            |row, sheet: Option<&str>| Cell {
                file: "订单.xlsx".into(), sheet: sheet.map(Into::into), row, column: 6
            };
        let cells = [cell(12, Some("六月")), cell(13, Some("六月")), cell(4, Some("七月")), cell(5, None)];
        assert_eq!(
            places(&cells, 213, Lang::Zh).as_deref(),
            Some("订单.xlsx › 六月!F12、F13、订单.xlsx › 七月!F4 等 213 处")
        );
        assert_eq!(places(&cells[..1], 1, Lang::En).as_deref(), Some("订单.xlsx › 六月!F12"));
        assert_eq!(places(&[], 0, Lang::En), None);
    }
}
