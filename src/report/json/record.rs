//! Void data, objections, and what they changed, for other programs.

use serde_json::{Value, json};

use super::{nothing, number, words};
use crate::report::{View, record};
use crate::result::Standing;
use crate::table::time::show_date;

pub(super) fn voids(view: &View) -> Vec<Value> {
    let pairs = view.rubric.voids.iter().zip(&view.results.record.voids);
    pairs
        .map(|(void, result)| {
            json!({
                "what": words(&record::void_of(view, void)),
                "reason": void.reason,
                "by": void.by,
                "on": void.on.map(show_date),
                "count": result.count,
                "subjects": result.subjects.iter().map(|subject| key(view, *subject)).collect::<Vec<_>>(),
                "cells": result.cells.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })
        })
        .collect()
}

pub(super) fn objections(view: &View) -> Vec<Value> {
    let all = view.results.record.objections.iter();
    all.map(|objection| {
        let corrects = objection.corrects.as_ref().map(|(target, value)| json!({ "target": target, "value": value }));
        json!({
            "subject": key(view, objection.subject),
            "indicator": objection.indicator,
            "status": objection.status.name(),
            "corrects": corrects,
            "raised": objection.raised.map(show_date),
            "late": objection.late,
            "reason": objection.reason,
            "decided_by": objection.decided_by,
            "cell": objection.cell.as_ref().map(ToString::to_string),
        })
    })
    .collect()
}

pub(super) fn revisions(view: &View) -> Vec<Value> {
    let standing = |standing: &Standing| {
        let grade = standing.grade.ok().and_then(|index| view.rubric.grades.get(index as usize));
        json!({
            "total": standing.total.map_or(Value::Null, number),
            "nothing": standing.total.err().map(nothing),
            "rank": standing.rank.map_or(Value::Null, number),
            "grade": grade.map(|grade| words(&grade.name)),
        })
    };
    let all = view.results.record.revisions.iter();
    all.map(|revision| {
        let points = revision.points.iter().map(|revised| {
            json!({
                "indicator": view.rubric.indicators.get(revised.indicator).map(|indicator| &indicator.id),
                "before": revised.before.map_or(Value::Null, number),
                "after": revised.after.map_or(Value::Null, number),
            })
        });
        json!({
            "cause": revision.cause.name(),
            "subject": key(view, revision.subject),
            "before": standing(&revision.before),
            "after": standing(&revision.after),
            "points": points.collect::<Vec<_>>(),
        })
    })
    .collect()
}

fn key<'a>(view: &View<'a>, subject: usize) -> Option<&'a str> {
    view.results.subjects.get(subject).map(|info| info.key.as_str())
}

/// When the rows of tables were exported, as they say themselves.
pub(super) fn exports(view: &View) -> Vec<Value> {
    let all = view.results.record.exports.iter();
    all.filter_map(|(data, times)| Some(json!({ "table": view.rubric.data.get(*data)?.id, "times": times }))).collect()
}
