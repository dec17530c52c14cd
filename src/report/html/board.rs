//! The leaderboard: a row for each subject, columns that a reader can sort by.

use serde::Serialize;

use super::words::clip;
use crate::report::View;
use crate::report::number::{self, Figure, fixed, short};
use crate::report::outcome::{adjusted, figure, grade, names, outcomes, parts, say, variant};
use crate::text::inert;

/// What stands where there is no figure.
pub const NONE: &str = "—";

#[derive(Debug, Serialize)]
pub struct Board {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Whether some figures may change because of an objection.
    pub starred: bool,
}

#[derive(Debug, Serialize)]
pub struct Column {
    pub name: String,
    /// `/ 40`, where all have the same full marks.
    pub full: Option<String>,
    pub number: bool,
    /// Whether the name of a subject stands in it.
    pub who: bool,
    /// Whether the least stands first.
    pub place: bool,
}

#[derive(Debug, Serialize)]
pub struct Row {
    pub cells: Vec<String>,
    /// Below the names of those who are called alike.
    pub key: Option<String>,
}

impl Column {
    fn number(name: impl Into<String>) -> Column {
        Column { name: name.into(), full: None, number: true, who: false, place: false }
    }

    fn text(name: impl Into<String>) -> Column {
        Column { number: false, ..Column::number(name) }
    }
}

/// Everybody, in the order of the results.
pub fn board(view: &View) -> Board {
    let (rubric, results, lang) = (view.rubric, view.results, view.lang);
    let decimals = rubric.header.decimals;
    let names = names(results);
    let all = parts(rubric, results);
    let mut columns = vec![Column { place: true, ..Column::number(lang.pick("名次", "place")) }];
    columns.push(Column { who: true, ..Column::text(clip(&rubric.subject.label)) });
    columns.extend(rubric.subject.groups.iter().map(|group| Column::text(clip(group))));
    if !rubric.variants.is_empty() {
        columns.push(Column::text(lang.pick("考核类型", "variant")));
    }
    let common: Vec<Option<f64>> = all.iter().map(|part| common(part.full, &results.order)).collect();
    for (part, common) in all.iter().zip(&common) {
        let full = common.map(|full| format!("/ {}", short(full)));
        columns.push(Column { full, ..Column::number(clip(&say(part.name, lang))) });
    }
    if !rubric.adjusts.is_empty() {
        columns.push(Column::number(lang.pick("加减分", "adjusted")));
    }
    if results.total_before.is_some() {
        columns.push(Column::number(lang.pick("修正前", "before")));
    }
    columns.push(Column::number(lang.pick("总分", "total")));
    if results.unscaled.is_some() {
        columns.push(Column::number(lang.pick("原始分", "raw total")));
    }
    if !rubric.grades.is_empty() {
        columns.push(Column::text(lang.pick("等级", "grade")));
    }
    if !rubric.consequences.is_empty() {
        columns.push(Column::text(lang.pick("后果", "consequences")));
    }
    let mut groups = results.subjects.iter().map(|subject| subject.groups.first());
    let first = groups.next();
    let several = groups.any(|group| Some(group) != first) && !rubric.subject.groups.is_empty();
    let points = |figure: Figure| figure.map_or(NONE.to_string(), |points| fixed(points, decimals));
    let row = |at: usize| {
        let record = &results.record;
        let star = |text: String, disputed: bool| if disputed && text != NONE { text + "*" } else { text };
        let place = figure(&results.rank, at).map_or(NONE.into(), short);
        let mut cells = vec![star(place, record.is_place_disputed(at))];
        cells.push(names.get(at).map(|name| clip(name)).unwrap_or_default());
        let info = results.subjects.get(at);
        let groups = 0..rubric.subject.groups.len();
        cells.extend(
            groups.map(|group| info.and_then(|info| info.groups.get(group)).map_or(String::new(), |g| clip(g))),
        );
        if !rubric.variants.is_empty() {
            cells.push(variant(view, at).map_or(NONE.into(), |name| say(name, lang)));
        }
        for (part, common) in all.iter().zip(&common) {
            cells.push(match (figure(part.points, at), figure(part.full, at)) {
                (Ok(points), Ok(full)) if common.is_none() => format!("{}/{}", fixed(points, decimals), short(full)),
                (figure, _) => points(figure),
            });
        }
        if !rubric.adjusts.is_empty() {
            cells.push(signed(adjusted(results, at), decimals));
        }
        if let Some(before) = &results.total_before {
            cells.push(points(figure(before, at)));
        }
        cells.push(star(points(figure(&results.total, at)), record.is_disputed(at)));
        if let Some((raw, present)) = &results.unscaled {
            cells.push(match (figure(raw, at), figure(present, at)) {
                (Ok(raw), Ok(present)) => format!("{}/{}", fixed(raw, decimals), short(present)),
                _ => NONE.into(),
            });
        }
        if !rubric.grades.is_empty() {
            cells.push(grade(view, at).map_or(NONE.into(), |name| say(name, lang)));
        }
        if !rubric.consequences.is_empty() {
            cells.push(follows(view, at));
        }
        let label = info.map(|info| inert(&info.label)).unwrap_or_default();
        let key = info.map(|info| clip(&info.key)).filter(|key| *key != label && !key.is_empty());
        // A place says nothing without the group it is a place in.
        if several {
            let group = cells.remove(2);
            cells.insert(0, group);
        }
        Row { cells, key }
    };
    if several {
        let group = columns.remove(2);
        columns.insert(0, group);
    }
    Board {
        columns,
        rows: results.order.iter().map(|at| row(*at)).collect(),
        starred: results.record.place_disputed.contains(&true),
    }
}

/// What all have, where all have the same.
fn common(full: &crate::table::Numbers, order: &[usize]) -> Option<f64> {
    let mut all = order.iter().filter_map(|at| figure(full, *at).ok());
    let first = all.next()?;
    all.all(|full| full == first).then_some(first)
}

/// With the sign of a gain.
pub fn signed(figure: Figure, decimals: i32) -> String {
    match figure {
        Ok(value) if value > 0.0 => format!("+{}", fixed(value, decimals)),
        Ok(value) => fixed(value, decimals),
        Err(_) => NONE.into(),
    }
}

/// `+100 元、整改方案`
pub fn follows(view: &View, subject: usize) -> String {
    let mut all = Vec::new();
    for outcome in outcomes(view, subject).iter().filter(|outcome| outcome.applies.is_ok()) {
        if let Some(Ok(money)) = outcome.money {
            all.push(number::money(money, view.lang));
        }
        if outcome.money.is_none() || outcome.rule.task.is_some() {
            all.push(clip(&say(&outcome.rule.name, view.lang)));
        }
    }
    all.join(view.lang.pick("、", ", "))
}
