//! What the last save moved, as `watch` shows it above the figures.

use std::io;

use super::console::Console;
use crate::session::{Moved, Moves};
use crate::table::figure::{self, Figure};
use crate::text::width::{pad, width};
use crate::text::{Lang, Words, inert};
use crate::words;

/// So many of each are named, the others counted.
const NAMED: usize = 8;

pub fn show(moves: &Moves, decimals: i32, console: &mut Console) -> io::Result<()> {
    let Some(since) = &moves.since else { return Ok(()) };
    if moves.is_empty() {
        return Ok(());
    }
    console.line("")?;
    findings(moves, console)?;
    let tests = [
        (&moves.failing, "31", words!("测试由通过变为失败：", "tests that failed just now: ")),
        (&moves.passing, "32", words!("测试由失败变为通过：", "tests that pass again: ")),
    ];
    for (names, code, said) in tests.iter().filter(|(names, ..)| !names.is_empty()) {
        let said = console.paint(code, said.in_lang(console.lang));
        let names = listed(names, console.lang);
        console.line(&format!("{said}{names}"))?;
    }
    if let Some((before, after)) = &moves.period {
        return console.say(&words!(
            "这里的周期是 `{after}`，{since} 时是 `{before}`，不逐人比较",
            "this is `{after}`, at {since} it was `{before}`: people are not compared"
        ));
    }
    if !moves.moved.is_empty() {
        let count = moves.moved.len();
        console.say(&words!("与 {since} 相比，{count} 人有变化：", "since {since}, moved: {count}"))?;
        people(&moves.moved, decimals, console)?;
    }
    let others = [(&moves.came, words!("新出现：", "new: ")), (&moves.went, words!("不再出现：", "no longer there: "))];
    for (names, said) in others.iter().filter(|(names, _)| !names.is_empty()) {
        let line = format!("{}{}", said.in_lang(console.lang), listed(names, console.lang));
        console.line(&line)?;
    }
    Ok(())
}

fn findings(moves: &Moves, console: &mut Console) -> io::Result<()> {
    let both = [
        (&moves.found, "31", words!("新的问题", "new findings")),
        (&moves.gone, "32", words!("不再有的问题", "findings that went")),
    ];
    for (all, code, said) in both.iter().filter(|(all, ..)| !all.is_empty()) {
        let count = all.len();
        let said = said.in_lang(console.lang);
        let line = match console.lang {
            Lang::Zh => format!("{said} {count} 个："),
            Lang::En => format!("{said}: {count}"),
        };
        let line = console.paint(code, &line);
        console.line(&line)?;
        for finding in all.iter().take(NAMED) {
            let line = format!("  {} {}", finding.code.id, finding.message.in_lang(console.lang));
            console.line(&line)?;
        }
        more(all.len(), console)?;
    }
    Ok(())
}

/// A line for each: who, and total, place and grade where they are others.
fn people(all: &[Moved], decimals: i32, console: &mut Console) -> io::Result<()> {
    let lang = console.lang;
    let rows: Vec<[String; 4]> = all.iter().take(NAMED).map(|moved| row(moved, decimals, lang)).collect();
    let widths: Vec<usize> =
        (0..4).map(|at| rows.iter().map(|row| row.get(at).map_or(0, |cell| width(cell))).max().unwrap_or(0)).collect();
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).filter(|(_, width)| **width > 0).map(|(cell, width)| pad(cell, *width)).collect();
        console.line(format!("  {}", cells.join("  ")).trim_end())?;
    }
    more(all.len(), console)
}

fn row(moved: &Moved, decimals: i32, lang: Lang) -> [String; 4] {
    let (before, after) = (&moved.before, &moved.after);
    let total = |figure: Figure| match figure {
        Ok(value) => figure::fixed(crate::number::round_half_away(value, decimals), decimals),
        Err(_) => "—".to_string(),
    };
    let place = |figure: Figure| figure.map_or_else(|_| "—".to_string(), figure::short);
    let grade =
        |grade: &Option<Words>| grade.as_ref().map_or_else(|| "—".to_string(), |grade| grade.in_lang(lang).to_string());
    let change = |said: &str, from: String, to: String, by: Option<String>| {
        if from == to {
            return String::new();
        }
        format!("{said} {from} → {to}{}", by.map(|by| format!(" ({by})")).unwrap_or_default())
    };
    let by = |from: Figure, to: Figure, up: bool, show: &dyn Fn(f64) -> String| {
        let difference = to.ok()? - from.ok()?;
        let arrow = if (difference > 0.0) == up { "↑" } else { "↓" };
        Some(format!("{arrow}{}", show(difference.abs())))
    };
    let difference = |value: f64| figure::fixed(crate::number::round_half_away(value, decimals), decimals);
    [
        inert(&moved.who).into_owned(),
        change(
            lang.pick("总分", "total"),
            total(before.total),
            total(after.total),
            by(before.total, after.total, true, &difference),
        ),
        // A smaller number is a higher place.
        change(
            lang.pick("名次", "place"),
            place(before.rank),
            place(after.rank),
            by(before.rank, after.rank, false, &figure::short),
        ),
        change(lang.pick("等级", "grade"), grade(&before.grade), grade(&after.grade), None),
    ]
}

fn listed(names: &[String], lang: Lang) -> String {
    let named: Vec<String> = names.iter().take(NAMED).map(|name| inert(name).into_owned()).collect();
    let named = named.join(lang.pick("、", ", "));
    match names.len().saturating_sub(NAMED) {
        0 => named,
        rest => format!("{named}{}", words!("，另有 {rest} 个", ", and {rest} more").in_lang(lang)),
    }
}

fn more(count: usize, console: &mut Console) -> io::Result<()> {
    match count.saturating_sub(NAMED) {
        0 => Ok(()),
        rest => console.say(&words!("  另有 {rest} 个", "  and {rest} more")),
    }
}
