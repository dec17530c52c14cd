//! A verdict a line, with the tables if they are asked for.

use std::collections::HashMap;

use crate::report::columns::{Column, table};
use crate::report::outcome::say;
use crate::result::{FigureCell, FigureTable, Weight};
use crate::text::{Lang, wrap};

use super::{Written, cell, grave, head, sentence};

/// Of verdicts that say the same of different things so many are shown.
const ALIKE: usize = 4;

/// Wrapped at `cells` terminal cells; tables and how to read them where `whole`.
pub fn text(written: Written, cells: usize, color: bool, whole: bool) -> String {
    let (diagnosis, lang) = (written.diagnosis, written.lang);
    let (title, facts) = head(written);
    let mut out = format!("{title}\n");
    lines(&facts, "", cells, &mut out);
    for section in &diagnosis.sections {
        out.push_str(&format!("\n{}\n", bold(&say(&section.title, lang), color)));
        let mut alike: HashMap<(Weight, &str), usize> = HashMap::new();
        for verdict in &section.verdicts {
            let so_far = alike.entry((verdict.weight, verdict.id)).or_default();
            *so_far += 1;
            if *so_far > ALIKE && !whole {
                continue;
            }
            let mark = painted(&say(&grave(verdict.weight), lang), verdict.weight, color);
            let text = sentence(verdict, lang);
            let mut first = true;
            for line in wrap(&text, cells.saturating_sub(11).max(20)) {
                let before = if first { format!("  {mark}  ") } else { "           ".to_string() };
                out.push_str(&format!("{before}{line}\n"));
                first = false;
            }
        }
        let more: usize = alike.into_values().map(|count| count.saturating_sub(ALIKE)).sum();
        if !whole {
            if more > 0 {
                let text = match lang {
                    Lang::Zh => format!("另有 {more} 条同类的，用 `--tables` 看全部"),
                    Lang::En => format!("{more} more of these kinds; `--tables` shows all"),
                };
                out.push_str(&format!("           {text}\n"));
            }
            continue;
        }
        for one in section.tables.iter().filter(|one| !one.rows.is_empty()) {
            out.push_str(&format!("\n  {}\n", say(&one.title, lang)));
            out.push_str(&drawn(one, lang));
        }
        for reading in &section.reading {
            lines(&say(reading, lang), "  ", cells, &mut out);
        }
    }
    out
}

fn lines(text: &str, before: &str, cells: usize, out: &mut String) {
    for line in wrap(text, cells.saturating_sub(before.len()).max(20)) {
        out.push_str(&format!("{before}{line}\n"));
    }
}

fn drawn(one: &FigureTable, lang: Lang) -> String {
    let columns: Vec<Column> = one
        .columns
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let cells: Vec<&FigureCell> = one.rows.iter().filter_map(|row| row.get(at)).collect();
            let is_text = cells.iter().any(|cell| matches!(cell, FigureCell::Text(_)));
            let shown = cells.iter().map(|one| cell(one, lang)).collect();
            let name = say(name, lang);
            if is_text { Column::text(name, shown, 28) } else { Column::number(name, shown) }
        })
        .collect();
    table(&[&columns])
}

fn bold(text: &str, color: bool) -> String {
    if color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_string() }
}

fn painted(text: &str, weight: Weight, color: bool) -> String {
    let paint = match weight {
        Weight::Fault => "31",
        Weight::Doubt => "33",
        Weight::Open => "2",
        Weight::Sound => "32",
    };
    let padded = crate::text::width::pad(text, 7);
    if color { format!("\u{1b}[{paint}m{padded}\u{1b}[0m") } else { padded }
}
