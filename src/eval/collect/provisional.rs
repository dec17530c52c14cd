//! Why results may still change.

use super::View;
use super::checks::some_names;
use crate::plan::TableId;
use crate::result::{Results, Status};
use crate::table::time::{SECONDS_A_DAY, show_date};
use crate::table::{Lane, Nothing};
use crate::text::Words;
use crate::text::words::plural;
use crate::words;

pub fn reasons(view: &View<'_>) -> Vec<Words> {
    let mut reasons = Vec::new();
    reasons.extend(draft(view));
    reasons.extend(partial_period(view));
    reasons.extend(ended(view));
    unsettled_cells(view, &mut reasons);
    unsettled_elements(view, &mut reasons);
    reasons
}

/// Objections that have not been decided.
pub fn disputed(results: &Results) -> Option<Words> {
    let open: Vec<_> = results.record.objections.iter().filter(|objection| objection.status == Status::Open).collect();
    let mut who: Vec<&str> = open
        .iter()
        .filter_map(|objection| results.subjects.get(objection.subject))
        .map(|info| info.label.as_str())
        .collect();
    who.dedup();
    if who.is_empty() {
        return None;
    }
    let (names, count, en_count) = (some_names(&who), open.len(), plural(open.len(), "objection"));
    Some(Words {
        zh: format!("有 {count} 件异议未决：{}", names.zh),
        en: format!("{en_count} still open: {}", names.en),
    })
}

/// A scheme with a sign-off that nobody has approved yet runs as a draft. One without any sign-off
/// says nothing of approval, and nothing is said of it.
fn draft(view: &View<'_>) -> Option<Words> {
    let signed = &view.rubric.header.sign_off;
    let approved = |(key, who): &(String, String)| {
        matches!(key.as_str(), "approved" | "批准" | "批准人") && !who.trim().is_empty()
    };
    (!signed.is_empty() && !signed.iter().any(approved))
        .then(|| words!("方案尚未批准，按草案计算", "the scheme is not approved yet: this is a draft"))
}

/// A scheme that takes effect inside the period covers only the rest of it.
fn partial_period(view: &View<'_>) -> Option<Words> {
    let effective = view.rubric.header.effective?;
    let (first, last) = view.program.plan.cycle.days(view.bound.periods.get(view.period)?.ordinal)?;
    let day = (effective / SECONDS_A_DAY).floor() as i64;
    let date = show_date(effective);
    if day > last {
        return Some(words!(
            "方案自 {date} 起施行，本期在此之前",
            "the scheme takes effect on {date}, after this period"
        ));
    }
    let (covered, whole) = (last - day + 1, last - first + 1);
    (day > first).then(|| {
        words!(
            "方案自 {date} 起施行，本期 {whole} 天中只涉及 {covered} 天",
            "the scheme takes effect on {date} and covers {covered} of the {whole} days of this period"
        )
    })
}

/// A scheme that has ended says nothing of a period after that.
fn ended(view: &View<'_>) -> Option<Words> {
    let until = view.rubric.header.until?;
    let (first, last) = view.program.plan.cycle.days(view.bound.periods.get(view.period)?.ordinal)?;
    let day = (until / SECONDS_A_DAY).floor() as i64;
    let date = show_date(until);
    if day < first {
        return Some(words!("方案施行到 {date} 为止，本期在此之后", "the scheme ended on {date}, before this period"));
    }
    let (covered, whole) = (day - first + 1, last - first + 1);
    (day < last).then(|| {
        words!(
            "方案施行到 {date} 为止，本期 {whole} 天中只涉及 {covered} 天",
            "the scheme ends on {date} and covers {covered} of the {whole} days of this period"
        )
    })
}

/// Cells say "not settled yet", though a sum may well have been made from the others.
fn unsettled_cells(view: &View<'_>, reasons: &mut Vec<Words>) {
    let tables = view.program.plan.tables.iter().zip(&view.bound.tables).zip(&view.bound.links).enumerate();
    for (index, ((spec, table), link)) in tables {
        if let Some(passed) = view.bound.passed(TableId(index as u16)) {
            let ordinal = view.bound.periods.get(view.period).map_or(0, |period| period.ordinal);
            for (at, column) in spec.columns.iter().enumerate() {
                tell_cells(&spec.name, &column.name, passed.unsettled(at, ordinal), reasons);
            }
            continue;
        }
        for column in spec.columns.iter().filter_map(|column| table.column(&column.name)) {
            let nothings = match &column.lane {
                Lane::Numbers(numbers) => numbers.nothings.as_slice(),
                Lane::Texts(texts) => texts.nothings.as_slice(),
            };
            let unsettled = unsettled_of(nothings)
                .filter(|row| link.holds_in(*row, view.period))
                .filter(|row| link.subject(*row).is_some_and(|s| view.bound.is_assessed(s, view.period)))
                .count();
            tell_cells(&spec.name, &column.name, unsettled, reasons);
        }
    }
}

fn tell_cells(table: &str, column: &str, unsettled: usize, reasons: &mut Vec<Words>) {
    if unsettled > 0 {
        let en_count = plural(unsettled, "cell");
        reasons.push(words!(
            "`{table}` 的 `{column}` 有 {unsettled} 个单元格尚未结算",
            "{en_count} of `{column}` in `{table}` not settled yet"
        ));
    }
}

/// The rows of cells that are not settled yet.
fn unsettled_of(nothings: &[Option<Nothing>]) -> impl Iterator<Item = usize> {
    let unsettled = |(row, nothing): (usize, &Option<Nothing>)| (*nothing == Some(Nothing::Unsettled)).then_some(row);
    nothings.iter().enumerate().filter_map(unsettled)
}

fn unsettled_elements(view: &View<'_>, reasons: &mut Vec<Words>) {
    for (element, node) in view.rubric.elements.iter().zip(&view.program.outputs.elements) {
        let unsettled = match (view.slice.few(*node), view.slice.lane(*node)) {
            (Some(few), _) => few.iter().filter(|(_, kept)| *kept == Err(Nothing::Unsettled)).count(),
            (None, Lane::Numbers(numbers)) => unsettled_of(&numbers.nothings).count(),
            (None, Lane::Texts(texts)) => unsettled_of(&texts.nothings).count(),
        };
        if unsettled > 0 {
            let (id, en_count) = (&element.id, plural(unsettled, "subject"));
            reasons
                .push(words!("`{id}` 有 {unsettled} 个对象的数据尚未结算", "`{id}` is not settled yet for {en_count}"));
        }
    }
}
