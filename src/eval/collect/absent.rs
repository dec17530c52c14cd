//! Who is on the roster at other times only: rows of theirs in this period count for nobody.

use super::View;
use crate::diagnostic::Diagnostic;
use crate::eval::bind::place;
use crate::eval::codes;
use crate::result::Results;
use crate::words;

pub fn tell(view: &View<'_>, results: &mut Results) {
    let (plan, bound) = (&view.program.plan, view.bound);
    if view.subjects.is_empty() && !bound.subjects.is_empty() {
        let period = &results.period.name;
        let name = plan.tables.get(usize::from(plan.roster.table.0)).map_or("", |spec| &spec.name);
        results.findings.push(Diagnostic::error(
            codes::NOBODY,
            words!("名册 `{name}` 在 `{period}` 没有人", "the roster `{name}` has nobody in `{period}`"),
        ));
    }
    if view.subjects.len() == bound.subjects.len() {
        return;
    }
    for ((spec, table), link) in plan.tables.iter().zip(&bound.tables).zip(&bound.links) {
        // What holds in every period says nothing about who is here in this one.
        if link.is_always() {
            continue;
        }
        let rows: Vec<usize> = (0..table.rows)
            .filter(|row| link.holds_in(*row, view.period))
            .filter(|row| link.subject(*row).is_some_and(|subject| !bound.is_assessed(subject, view.period)))
            .collect();
        let reason = words!("本期不在名册", "not on the roster in this period");
        let column = spec.key.as_ref().map(|key| &*key.column);
        place::skip(spec, table, column, &rows, reason, &mut results.skipped);
    }
}
