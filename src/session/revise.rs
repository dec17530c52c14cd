//! What void data and upheld objections changed: the same data evaluated once more without them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compile::compile;
use crate::eval::{self, Reading};
use crate::number::compare::same;
use crate::result::{Cause, PointsRevised, Results, Revision, Standing};
use crate::rubric::Rubric;
use crate::table::{Nothing, Numbers, Table};

/// Whose total, place, grade or points would be others.
pub fn revisions(rubric: &Rubric, tables: &[Arc<Table>], results: &Results) -> Vec<Revision> {
    let mut all = Vec::new();
    if results.record.voids.iter().any(|void| void.count > 0) {
        let with = Rubric { voids: Vec::new(), ..rubric.clone() };
        all.extend(compared(Cause::Void, &with, tables, results));
    }
    if results.record.objections.iter().any(|objection| objection.corrects.is_some()) {
        let without = Rubric { objections: None, ..rubric.clone() };
        all.extend(compared(Cause::Objection, &without, tables, results));
    }
    all
}

fn compared(cause: Cause, other: &Rubric, tables: &[Arc<Table>], after: &Results) -> Vec<Revision> {
    let program = compile(other);
    let bound = eval::bind(&program.plan, tables.to_vec());
    let lanes = eval::run(&program.plan, &bound, &HashMap::new());
    let period = bound.periods.iter().position(|period| *period == after.period).unwrap_or(bound.periods.len());
    let before = eval::collect(other, &program, &bound, &lanes, period, Reading::default());
    after.order.iter().filter_map(|subject| revision(cause, &before, after, *subject)).collect()
}

fn revision(cause: Cause, before: &Results, after: &Results, subject: usize) -> Option<Revision> {
    let key = &after.subjects.get(subject)?.key;
    let then = before.subjects.iter().position(|info| info.key == *key)?;
    let points: Vec<_> = before
        .indicators
        .iter()
        .zip(&after.indicators)
        .enumerate()
        .map(|(indicator, (before, after))| PointsRevised {
            indicator,
            before: figure(&before.points, then),
            after: figure(&after.points, subject),
        })
        .filter(|revised| differ(revised.before, revised.after))
        .collect();
    let (before, after) = (standing(before, then), standing(after, subject));
    let moved = differ(before.total, after.total)
        || differ(before.rank, after.rank)
        || differ(before.grade, after.grade)
        || !points.is_empty();
    moved.then_some(Revision { cause, subject, before, after, points })
}

fn standing(results: &Results, subject: usize) -> Standing {
    Standing {
        total: figure(&results.total, subject),
        rank: figure(&results.rank, subject),
        grade: figure(&results.grade, subject),
    }
}

fn figure(numbers: &Numbers, subject: usize) -> Result<f64, Nothing> {
    if subject < numbers.len() { numbers.get(subject) } else { Err(Nothing::NoRows) }
}

fn differ(a: Result<f64, Nothing>, b: Result<f64, Nothing>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => !same(a, b),
        (a, b) => a != b,
    }
}
