//! The feedback sheet: where somebody stands, what cost points, what to do.

use serde::Serialize;

use super::way::{Next, next};
use super::{Head, Part, Person, difference, name_of, own_value, parts, points};
use crate::report::html::board::NONE;
use crate::report::html::notes::{follows, vetoes_of};
use crate::report::number::{fixed, nothing, short};
use crate::report::outcome::{figure, outcomes, say};
use crate::report::record::window;
use crate::report::standing::{LEAST_GROUP, Strengths, change, lost};

/// So many strengths, gaps and changes are shown.
const SHOWN: usize = 6;

#[derive(Debug, Serialize)]
pub struct Sheet {
    head: Head,
    /// Of the group, where it is large enough.
    group: Option<OfGroup>,
    least_group: usize,
    parts: Vec<Part>,
    lost: Vec<Lost>,
    above: Vec<[String; 2]>,
    below: Vec<[String; 2]>,
    change: Option<Changed>,
    adjusts: Vec<[String; 2]>,
    vetoes: Vec<String>,
    next: Next,
    follows: Vec<String>,
    window: Option<String>,
}

#[derive(Debug, Serialize)]
struct OfGroup {
    name: String,
    count: usize,
    median: String,
    first: String,
}

#[derive(Debug, Serialize)]
struct Lost {
    name: String,
    value: String,
    points: String,
    full: String,
    lost: String,
    median: String,
    best: String,
}

#[derive(Debug, Serialize)]
struct Changed {
    period: String,
    /// Total, place and grade: before, now, by how much.
    figures: Vec<[String; 4]>,
    points: Vec<[String; 4]>,
}

impl Sheet {
    pub fn of(person: &Person) -> Sheet {
        let Person { view, subject, standings, .. } = *person;
        let (rubric, lang) = (view.rubric, view.lang);
        let group = standings.group_of(subject).filter(|group| group.is_told());
        let strengths = group.map(|group| Strengths::of(view, group, subject)).unwrap_or_default();
        let gaps = |all: &[(usize, f64)], sign: f64| -> Vec<[String; 2]> {
            let shown = all.iter().filter(|(_, by)| fixed(*by, rubric.header.decimals).parse() != Ok(0.0)).take(SHOWN);
            shown.map(|(indicator, by)| [name_of(view, *indicator), difference(rubric, sign * by)]).collect()
        };
        let all_lost = lost(view, subject).into_iter().map(|one| {
            let part = group.and_then(|group| group.indicator(view, one.indicator, subject));
            Lost {
                name: name_of(view, one.indicator),
                value: own_value(view, one.indicator, subject),
                points: match one.points {
                    Ok(figure) => points(rubric, figure),
                    Err(why) => say(&nothing(why), lang),
                },
                full: points(rubric, one.full),
                lost: if one.points.is_ok() { points(rubric, one.lost) } else { NONE.into() },
                median: part.map_or(NONE.into(), |part| points(rubric, part.median)),
                best: part.map_or(NONE.into(), |part| points(rubric, part.best)),
            }
        });
        let adjusts = rubric.adjusts.iter().zip(&view.results.adjusts).filter_map(|(adjust, numbers)| {
            let by = figure(numbers, subject).ok().filter(|by| *by != 0.0)?;
            Some([say(&adjust.name, lang), difference(rubric, by)])
        });
        let outcomes = outcomes(view, subject);
        let applying = outcomes.iter().filter(|outcome| outcome.applies.is_ok());
        let objections = rubric.objections.as_ref().and_then(|objections| objections.window);
        Sheet {
            head: Head::of(person),
            group: group.and_then(|group| {
                let total = group.total(view)?;
                Some(OfGroup {
                    name: crate::report::html::clip(&group.name),
                    count: total.count,
                    median: points(rubric, total.median),
                    first: points(rubric, total.best),
                })
            }),
            least_group: LEAST_GROUP,
            parts: parts(person),
            lost: all_lost.collect(),
            above: gaps(&strengths.above, 1.0),
            below: gaps(&strengths.below, -1.0),
            change: changed(person),
            adjusts: adjusts.collect(),
            vetoes: vetoes_of(view, subject),
            next: next(person),
            follows: applying.map(|outcome| follows(view, outcome)).collect(),
            window: objections.map(|due| say(&window(view, due), lang)),
        }
    }
}

/// Beside the period before.
fn changed(person: &Person) -> Option<Changed> {
    let Person { view, subject, before, .. } = *person;
    let (earlier, at) = before?;
    let (rubric, lang) = (view.rubric, view.lang);
    let change = change(earlier, at, view, subject);
    let mut figures = Vec::new();
    let said = |figure: Result<f64, _>, show: &dyn Fn(f64) -> String| figure.map_or(NONE.to_string(), show);
    let by = |pair: [Result<f64, crate::table::Nothing>; 2], show: &dyn Fn(f64) -> String| match pair {
        [Ok(before), Ok(now)] => show(now - before),
        _ => NONE.to_string(),
    };
    let show = |figure: f64| points(rubric, figure);
    let [before, now] = change.total;
    let by_total = by(change.total, &|by| difference(rubric, by));
    figures.push([lang.pick("总分", "total").to_string(), said(before, &show), said(now, &show), by_total]);
    let [before, now] = change.rank;
    // A place nearer to the first is a rise.
    let by_place = by(change.rank, &|by| match by {
        by if by < 0.0 => format!("↑{}", short(-by)),
        by if by > 0.0 => format!("↓{}", short(by)),
        _ => "=".into(),
    });
    figures.push([lang.pick("名次", "place").to_string(), said(before, &short), said(now, &short), by_place]);
    if !rubric.grades.is_empty() {
        let name = |grade: Option<usize>| {
            grade.and_then(|grade| rubric.grades.get(grade)).map_or(NONE.to_string(), |grade| say(&grade.name, lang))
        };
        let [before, now] = change.grade;
        figures.push([lang.pick("等级", "grade").to_string(), name(before), name(now), String::new()]);
    }
    let points_of = change.points.iter().take(SHOWN).map(|one| {
        [name_of(view, one.indicator), points(rubric, one.before), points(rubric, one.now), difference(rubric, one.by)]
    });
    Some(Changed { period: earlier.results.period.name.clone(), figures, points: points_of.collect() })
}
