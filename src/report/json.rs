//! Results for other programs: every figure, with the kind and reason of every nothing.

mod answers;
mod record;

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use crate::diagnostic::render::json_value;
use crate::report::outcome::{figure, grade, kind_of, outcomes};
use crate::result::{BallotResult, ElementRows, GroupInflation, Participation};
use crate::rubric::Ballot;
use crate::table::time::{SECONDS_A_DAY, show_date};
use crate::table::{Kind, Lane, Nothing};
use crate::text::Words;

use super::number::Figure;
use super::{Report, Series, View, order};
use crate::result::Extent;

/// The JSON Schema (draft 7) of what is written here.
pub const SCHEMA: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/results.schema.json"));

#[derive(Debug)]
pub(super) struct Json;

impl Report for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn extent(&self, _: bool) -> Extent {
        Extent::Details
    }

    fn write_to(&self, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let documents: Vec<Document> = series.views.iter().map(Document).collect();
        match documents.as_slice() {
            [only] if !series.all_periods => serde_json::to_writer_pretty(&mut *out, only)?,
            all => serde_json::to_writer_pretty(&mut *out, all)?,
        }
        out.write_all(b"\n")
    }
}

/// A period, of which one subject after the other is written.
struct Document<'v, 'a>(&'v View<'a>);

impl Serialize for Document<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Value::Object(around) = around(self.0) else { return serializer.serialize_none() };
        let mut map = serializer.serialize_map(Some(around.len()))?;
        for (key, value) in &around {
            match key.as_str() {
                SUBJECTS => map.serialize_entry(key, &Subjects(self.0))?,
                _ => map.serialize_entry(key, value)?,
            }
        }
        map.end()
    }
}

const SUBJECTS: &str = "subjects";

struct Subjects<'v, 'a>(&'v View<'a>);

impl Serialize for Subjects<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.results.order.iter().map(|at| subject(self.0, *at)))
    }
}

/// Everything but the subjects, whose place is kept.
fn around(view: &View) -> Value {
    let (rubric, results) = (view.rubric, view.results);
    let header = &rubric.header;
    let skipped = results.skipped.iter().map(|skipped| {
        json!({
            "table": *skipped.table,
            "reason": words(&skipped.reason),
            "count": skipped.count,
            "cells": skipped.cells.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    });
    let files = results.files.iter().map(|file| {
        json!({
            "table": *file.table,
            "file": *file.file,
            "sheet": file.sheet.as_deref(),
            "rows": file.rows,
            "format": *file.format,
            "sha256": file.sha256.as_deref(),
        })
    });
    json!({
        "rubric": {
            "id": header.id,
            "title": words(&header.title),
            "basis": header.basis,
            "points": number(header.points.to_f64()),
            "decimals": header.decimals,
            "files": rubric.files.iter().map(|(file, digest)| json!({ "file": file, "sha256": digest })).collect::<Vec<_>>(),
        },
        "period": { "name": results.period.name, "ordinal": results.period.ordinal },
        "periods": results.periods.iter().map(|period| &period.name).collect::<Vec<_>>(),
        "provisional": results.provisional.iter().map(words).collect::<Vec<_>>(),
        "answers": answers::all(view),
        "duties": answers::duties(view),
        "stages": answers::stages(view),
        "outside": answers::outside(view),
        "exports": record::exports(view),
        "voids": record::voids(view),
        "objections": record::objections(view),
        "revisions": record::revisions(view),
        "order_of_evaluation": order::ORDER.iter().map(|(_, en)| en).collect::<Vec<_>>(),
        SUBJECTS: null,
        "ballots": rubric.ballots.iter().zip(&results.ballots).map(ballots(view)).collect::<Vec<_>>(),
        "participation": results.participation.iter().map(|part| participation(view, part)).collect::<Vec<_>>(),
        "self_ratings": results.inflation.iter().map(|group| self_rating(view, group)).collect::<Vec<_>>(),
        "findings": results.findings.all.iter().map(|d| json_value(d, view.sources)).collect::<Vec<_>>(),
        "skipped": skipped.collect::<Vec<_>>(),
        "files": files.collect::<Vec<_>>(),
    })
}

/// How many rows count, and why others do not; reasons without rows are not said.
fn rows(view: &View, rows: &ElementRows, at: usize) -> Value {
    let counts = rows.counts.of(at);
    let left_out = counts.left_out().into_iter().filter(|(_, count)| *count > 0);
    json!({
        "table": view.rubric.data.get(rows.table).map(|data| &data.id),
        "counted": counts.counted,
        "left_out": left_out.map(|(why, count)| (why.to_string(), count.into())).collect::<Map<_, _>>(),
    })
}

fn subject(view: &View, at: usize) -> Value {
    let (rubric, results) = (view.rubric, view.results);
    let mut out = Map::new();
    if let Some(info) = results.subjects.get(at) {
        out.insert("key".into(), info.key.clone().into());
        out.insert("label".into(), info.label.clone().into());
        let groups = rubric.subject.groups.iter().cloned().zip(info.groups.iter().map(|group| group.clone().into()));
        out.insert("groups".into(), Value::Object(groups.collect()));
        out.insert("origin".into(), info.origin.as_ref().map(ToString::to_string).into());
    }
    if !rubric.variants.is_empty() {
        let index = results.variant.as_ref().and_then(|variant| figure(variant, at).ok());
        let variant = index.and_then(|index| rubric.variants.get(index as usize));
        let said = variant.map(|variant| json!({ "id": variant.id, "name": words(&variant.name) }));
        out.insert("variant".into(), said.into());
    }
    out.insert("rank".into(), or_null(figure(&results.rank, at)));
    out.insert("rank_from_last".into(), or_null(figure(&results.rank_from_last, at)));
    out.insert("group_size".into(), or_null(figure(&results.group_size, at)));
    let total = figure(&results.total, at);
    if let Some(before) = &results.total_before {
        out.insert("total_before".into(), or_null(figure(before, at)));
    }
    out.insert("total".into(), or_null(total));
    if let Some((raw, present)) = &results.unscaled {
        out.insert("raw_total".into(), or_null(figure(raw, at)));
        out.insert("present".into(), or_null(figure(present, at)));
    }
    out.insert("grade".into(), grade(view, at).map(words).into());
    out.insert("provisional".into(), results.record.is_disputed(at).into());
    out.insert("place_provisional".into(), results.record.is_place_disputed(at).into());
    out.insert("nothing".into(), total.err().map(nothing).into());
    let elements = rubric.elements.iter().zip(&results.elements).enumerate().map(|(index, (element, lane))| {
        if rubric.is_masked(&element.answers) {
            return json!({ "id": element.id, "value": null, "nothing": null, "masked": true });
        }
        let value = lane_value(lane, at, element.kind);
        let mut said = json!({ "id": element.id, "value": value, "nothing": lane.nothing(at).map(nothing) });
        if let Some(rows) = results.rows.get(index).and_then(Option::as_ref) {
            said["rows"] = self::rows(view, rows, at);
        }
        said
    });
    out.insert("elements".into(), elements.collect());
    let weight = |index: usize| {
        let all = rubric.data_weights.iter().zip(&results.weights);
        let mut found = all.filter_map(|(weights, shares)| {
            let place = weights.items.iter().position(|item| *item == index)?;
            shares.get(place).map(|share| or_null(figure(share, at)))
        });
        found.next()
    };
    let indicators =
        rubric.indicators.iter().zip(&results.indicators).enumerate().map(|(index, (indicator, result))| {
            let (score, points) = (figure(&result.score, at), figure(&result.points, at));
            let why = result.value.nothing(at).or(score.err()).or(points.err());
            let ratings = result.ratings.iter().map(|given| {
                json!({
                    "rater": rubric.raters.get(given.rater).map(|rater| &rater.id),
                    "rating": or_null(figure(&given.rating, at)),
                    "ballots": or_null(figure(&given.count, at)),
                    "left_out": or_null(figure(&given.left_out, at)),
                    "expected": given.expected.as_ref().map(|expected| or_null(figure(expected, at))),
                    "nothing": figure(&given.rating, at).err().map(nothing),
                })
            });
            let mut said = json!({
                "id": indicator.id,
                "value": if rubric.is_masked(&indicator.answers) {
                    Value::Null
                } else {
                    lane_value(&result.value, at, kind_of(indicator))
                },
                "unit": indicator.unit,
                "score": or_null(score),
                "points": or_null(points),
                "full": or_null(figure(&result.full, at).and_then(|full| in_variant(full, points))),
                "ratings": ratings.collect::<Vec<_>>(),
                "self_rating": result.inflation.as_ref().map(|inflation| json!({
                    "self": or_null(figure(&inflation.own, at)),
                    "others": or_null(figure(&inflation.others, at)),
                    "above": or_null(figure(&inflation.gap, at)),
                })),
                "nothing": why.map(nothing),
            });
            if let Some(weight) = weight(index) {
                said["weight"] = weight;
            }
            said
        });
    out.insert("indicators".into(), indicators.collect());
    let categories = rubric.categories.iter().zip(&results.categories).map(|(category, result)| {
        let points = figure(&result.points, at);
        let mut said = json!({
            "id": category.id,
            "points": or_null(points),
            "full": or_null(figure(&result.full, at).and_then(|full| in_variant(full, points))),
            "present": or_null(figure(&result.present, at)),
            "nothing": points.err().map(nothing),
        });
        if let Some([marks, of, items]) = &result.reported {
            let [marks, of, items] = [marks, of, items].map(|numbers| or_null(figure(numbers, at)));
            said["reported"] = json!({ "marks": marks, "of": of, "parts": items });
        }
        said
    });
    out.insert("categories".into(), categories.collect());
    out.insert("contributions".into(), answers::contributions(view, at).into());
    out.insert("evidence".into(), answers::evidence(view, at));
    let adjusts = rubric.adjusts.iter().zip(&results.adjusts).map(|(adjust, points)| {
        let points = figure(points, at);
        json!({ "id": adjust.id, "points": or_null(points), "nothing": points.err().map(nothing) })
    });
    out.insert("adjusts".into(), adjusts.collect());
    let vetoes = rubric.vetoes.iter().zip(&results.vetoes).map(|(veto, strikes)| {
        let strikes = figure(strikes, at);
        json!({ "id": veto.id, "strikes": strikes.ok().map(|s| s != 0.0), "nothing": strikes.err().map(nothing) })
    });
    out.insert("vetoes".into(), vetoes.collect());
    let consequences = outcomes(view, at).into_iter().map(|outcome| {
        let due = outcome.rule.due.map(|due| {
            json!({
                "days": due.days,
                "working": due.working,
                "after": match due.after {
                    crate::rubric::DueAfter::Notice => "notice",
                    crate::rubric::DueAfter::PeriodEnd => "period_end",
                },
                "date": outcome.deadline(view).map(|day| show_date(day as f64 * SECONDS_A_DAY)),
            })
        });
        json!({
            "id": outcome.rule.id,
            "name": words(&outcome.rule.name),
            "applies": outcome.applies.is_ok().then_some(true),
            "money": outcome.money.map(or_null),
            "task": outcome.rule.task,
            "due": due,
            "nothing": outcome.applies.err().or(outcome.money.and_then(Result::err)).map(nothing),
        })
    });
    out.insert("consequences".into(), consequences.collect());
    Value::Object(out)
}

/// How many of the expected ratings of a kind came.
fn participation(view: &View, part: &Participation) -> Value {
    let rater = view.rubric.raters.get(part.rater);
    json!({
        "rater": rater.map(|rater| &rater.id),
        "came": number(part.came),
        "expected": number(part.expected),
        "share": if part.expected > 0.0 { number(part.came / part.expected) } else { Value::Null },
        "least": rater.and_then(|rater| rater.min_participation).map(|least| number(least.to_f64())),
    })
}

/// How a group rates itself, and how others rate it.
fn self_rating(view: &View, of: &GroupInflation) -> Value {
    let column = of.group.as_ref().and_then(|(column, _)| view.rubric.subject.groups.get(*column));
    json!({
        "indicator": view.rubric.indicators.get(of.indicator).map(|indicator| &indicator.id),
        "by": column,
        "group": of.group.as_ref().map(|(_, name)| name),
        "members": of.members,
        "self": number(of.own),
        "others": number(of.others),
        "above": number(of.own - of.others),
    })
}

/// Full marks of what is part of the subject's variant.
fn in_variant(full: f64, points: Figure) -> Figure {
    if points == Err(Nothing::NotInVariant) { Err(Nothing::NotInVariant) } else { Ok(full) }
}

/// A rule on ballots and what came of it.
fn ballots(view: &View) -> impl Fn((&Ballot, &BallotResult)) -> Value {
    |(rule, result)| {
        let void = result.void.iter().map(|ballot| {
            json!({
                "rater": ballot.rater,
                "ratings": ballot.ratings,
                "cell": ballot.cell.as_ref().map(ToString::to_string),
            })
        });
        json!({
            "from": view.rubric.data.get(rule.data).map(|data| &data.id),
            "by": rule.by,
            "reason": rule.reason,
            "ballots": result.ballots,
            "void": void.collect::<Vec<_>>(),
            "undecided_rows": result.undecided,
        })
    }
}

fn words(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.en })
}

fn nothing(why: Nothing) -> Value {
    json!({ "kind": why.kind().name(), "reason": words(&why.words()) })
}

fn or_null(figure: Figure) -> Value {
    figure.map_or(Value::Null, number)
}

/// Dates as `2024-06-07`, yes and no as booleans.
fn lane_value(lane: &Lane, at: usize, kind: Kind) -> Value {
    match lane {
        Lane::Numbers(numbers) if kind == Kind::Date => {
            figure(numbers, at).map_or(Value::Null, |v| show_date(v).into())
        }
        Lane::Numbers(numbers) if kind == Kind::Bool => figure(numbers, at).map_or(Value::Null, |v| (v != 0.0).into()),
        Lane::Numbers(numbers) => or_null(figure(numbers, at)),
        Lane::Texts(texts) if at < texts.len() => texts.get(at).map_or(Value::Null, Value::from),
        Lane::Texts(_) => Value::Null,
    }
}

/// Fifteen significant digits, so without the noise of binary fractions; whole numbers without `.0`.
pub(super) fn number(value: f64) -> Value {
    let value: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if value == value.trunc() && value.abs() < 9e15 {
        return (value as i64).into();
    }
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::text::Lang;

    #[test]
    fn document() {
        let fixture = fixture::shop();
        let bytes = Json.write(&fixture.view(Lang::Zh));
        assert_eq!(bytes, Json.write(&fixture.view(Lang::En)), "the language is not part of it");
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap());
    }

    #[test]
    fn numbers_are_clean() {
        assert_eq!(number(0.1 + 0.2).to_string(), "0.3");
        assert_eq!(number(4.35 * 100.0).to_string(), "435");
        assert_eq!(number(88.0).to_string(), "88");
        assert_eq!(number(f64::INFINITY), Value::Null);
    }
}
