//! Ratings at fault: no figure that a rating may be, or without the evidence that is asked for.

use super::View;
use super::checks::NAMED;
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::bind::place;
use crate::eval::codes;
use crate::plan::{LeftOut, RatingFault};
use crate::table::figure::digits;
use crate::text::Words;
use crate::text::words::plural;
use crate::words;

pub fn tell(view: &View<'_>, findings: &mut Bag) {
    for fault in &view.program.outputs.rating_faults {
        findings.all.extend(one(view, fault));
    }
}

fn one(view: &View<'_>, fault: &RatingFault) -> Option<Diagnostic> {
    let table = usize::from(fault.table.0);
    let (data, link) = (view.bound.tables.get(table)?, view.bound.links.get(table)?);
    let indicator = view.rubric.indicators.get(fault.indicator)?;
    let rated = indicator.rated.as_ref()?;
    let (at_fault, ratings) = (view.slice.rows(fault.fault, data.rows), view.slice.rows(fault.rating, data.rows));
    let mut rows: Vec<usize> = (0..data.rows)
        .filter(|row| link.holds_in(*row, view.period) && at_fault.is_true(*row))
        .filter(|row| link.subject(*row).is_some_and(|subject| view.bound.is_assessed(subject, view.period)))
        .collect();
    if rows.is_empty() {
        return None;
    }
    place::sort(data, &mut rows);
    let count = rows.len();
    let (en_count, name, en_name) = (plural(count, "rating"), &indicator.name.zh, &indicator.name.en);
    let (zh, en) = if fault.counts { ("照计", "counted") } else { ("不计", "not counted") };
    let (code, message) = if fault.why == LeftOut::NoEvidence {
        let message = Words {
            zh: format!("`{name}` 有 {count} 个评分没有写依据，{zh}"),
            en: format!("{en_count} of `{en_name}` without the evidence that is asked for, {en}"),
        };
        (codes::NO_EVIDENCE, message)
    } else {
        let message = Words {
            zh: format!("`{name}` 有 {count} 个评分不是可评的分数，{zh}"),
            en: format!("{en_count} of `{en_name}` that no rating may be, {en}"),
        };
        (codes::NOT_ALLOWED, message)
    };
    let column = match (&rated.evidence, fault.why) {
        (Some(evidence), LeftOut::NoEvidence) => evidence.column.as_str(),
        _ => rated.score_column.as_str(),
    };
    let mut finding = Diagnostic::warning(code, message);
    for row in rows.iter().take(NAMED) {
        if let Some(cell) = view.bound.cell(fault.table, Some(column), *row) {
            let rating = if ratings.value(*row).is_nan() { String::new() } else { digits(ratings.value(*row)) };
            finding = finding.at(cell, words!("评分 {rating}", "rated {rating}"));
        }
    }
    Some(finding.at((view.rubric.source, indicator.span), words!("指标在此", "the indicator")))
}
