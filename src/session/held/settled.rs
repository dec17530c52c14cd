//! Periods that may still change: rows that stop before the period does, and periods of which the data
//! are not settled yet.

use std::collections::BTreeSet;

use super::super::codes;
use super::super::pipeline::Evaluated;
use super::period_name;
use super::periods::Judged;
use crate::diagnostic::{Bag, Diagnostic};
use crate::plan::{PeriodSpec, TableId};
use crate::table::Lane;
use crate::table::time::{SECONDS_A_DAY, parse_date, show_date};
use crate::words;

/// Rows on fewer days say nothing of when the next is due.
const DAYS: usize = 10;

pub fn tell(evaluated: &Evaluated, judged: &[Judged], today: Option<i64>, findings: &mut Bag) {
    for judged in judged {
        let Some(ordinal) = evaluated.bound.periods.get(judged.period).map(|period| period.ordinal) else { continue };
        let Some((first, last)) = evaluated.program.plan.cycle.days(ordinal) else { continue };
        for table in 0..evaluated.bound.tables.len() {
            findings.all.extend(ends_early(evaluated, judged.period, table, (first, last)));
            if let Some(today) = today {
                findings.all.extend(not_settled(evaluated, judged.period, table, last, today));
            }
        }
    }
}

fn date(day: i64) -> String {
    show_date(day as f64 * SECONDS_A_DAY)
}

/// A table with rows on many days of the period, and none for longer than ever at its end.
fn ends_early(evaluated: &Evaluated, period: usize, table: usize, (first, last): (i64, i64)) -> Option<Diagnostic> {
    let (data, link) = (evaluated.bound.tables.get(table)?, evaluated.bound.links.get(table)?);
    let spec = evaluated.program.plan.tables.get(table)?;
    let PeriodSpec::Column(column) = &spec.period else { return None };
    let lane = &data.column(column)?.lane;
    let cell = |row: usize| evaluated.bound.cell(TableId(table as u16), Some(column), row);
    let mut days: BTreeSet<i64> = BTreeSet::new();
    let mut latest: Option<(i64, usize)> = None;
    for row in (0..data.rows).filter(|row| link.holds_in(*row, period)) {
        // What only says the period is no date.
        let seconds = match lane {
            Lane::Numbers(numbers) => numbers.get(row).ok(),
            Lane::Texts(texts) => texts.get(row).ok().and_then(parse_date),
        };
        let Some(day) = seconds.map(|seconds| (seconds / SECONDS_A_DAY).floor() as i64) else { continue };
        days.insert(day);
        let before = |at: usize| cell(row) < cell(at);
        let later = latest.is_none_or(|(known, at)| day > known || (day == known && before(at)));
        if later {
            latest = Some((day, row));
        }
    }
    let (end, row) = latest?;
    let all: Vec<i64> = std::iter::once(first - 1).chain(days.iter().copied()).collect();
    let longest = all.windows(2).map(|two| two.last().unwrap_or(&0) - two.first().unwrap_or(&0)).max().unwrap_or(0);
    // Twice the longest pause so far, and a week, may be a pause.
    if days.len() < DAYS || last - end <= 2 * longest + 7 {
        return None;
    }
    let (name, when, left) = (&data.name, period_name(evaluated, period), last - end);
    let (end_day, last_day) = (date(end), date(last));
    let finding = Diagnostic::note(
        codes::ENDS_EARLY,
        words!(
            "`{name}` 在 `{when}` 只到 {end_day}，离期末 {last_day} 还有 {left} 天",
            "`{name}` goes up to {end_day} in `{when}`, {left} days before its end on {last_day}"
        ),
    )
    .help(words!(
        "如果还没有导全，补齐后再算",
        "if the export is not complete, export it again before anything is computed"
    ));
    Some(match cell(row) {
        Some(cell) => finding.at(cell, words!("最晚的一行", "the latest row")),
        None => finding,
    })
}

/// A period that ended so lately that figures may still come in.
fn not_settled(evaluated: &Evaluated, period: usize, table: usize, last: i64, today: i64) -> Option<Diagnostic> {
    let source = evaluated.rubric.data.get(table)?;
    let link = evaluated.bound.links.get(table)?;
    let days = source.settles?;
    let settled = last + days;
    if today > settled || link.is_always() || !link.has_rows_in(period) {
        return None;
    }
    let (name, when) = (&source.id, period_name(evaluated, period));
    let (settled, today) = (date(settled), date(today));
    Some(
        Diagnostic::warning(
            codes::NOT_SETTLED,
            words!(
                "`{when}` 的 `{name}` 到 {settled} 才结清，现在是 {today}",
                "`{name}` of `{when}` is not settled before the end of {settled}; it is {today}"
            ),
        )
        .at(
            (evaluated.rubric.source, source.span),
            words!("期末后 {days} 天结清", "settled {days} days after the end of the period"),
        )
        .help(words!("结清后重新导出，再算一次", "export it again when it is settled, and evaluate again")),
    )
}
