//! One indicator across everybody: who was measured at what, and what it gave.

use std::cmp::Ordering;

use serde_json::{Value, json};

use crate::rubric::{Better, Indicator};
use crate::table::{Nothing, Numbers, figure};
use crate::text::wrap;
use crate::text::{Lang, Span, inert};
use crate::words;

use super::View;
use super::columns::{Column, table};
use super::json::number;
use super::number::{Figure, fixed, nothing, short};
use super::outcome::{self, kind_of, names, say};
use super::standing::Spread;

/// The table as text, from the most points to the fewest, with what is known of their spread.
pub fn text(view: &View, index: usize) -> String {
    let (Some(indicator), Some(result)) = (view.rubric.indicators.get(index), view.results.indicators.get(index))
    else {
        return String::new();
    };
    let (lang, decimals) = (view.lang, view.rubric.header.decimals);
    let mut out = String::new();
    for line in head(view, indicator) {
        for line in wrap(&line, view.width) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    let order = order(&result.points, &result.score, &view.results.order);
    let all = names(view.results);
    let (mut groups, mut columns) = (Vec::new(), Vec::new());
    columns.push(Column::text(
        inert(&view.rubric.subject.label).into_owned(),
        order.iter().map(|s| all.get(*s).cloned().unwrap_or_default()).collect(),
        24,
    ));
    for (at, name) in view.rubric.subject.groups.iter().enumerate() {
        let cell = |s: &usize| view.results.subjects.get(*s).and_then(|subject| subject.groups.get(at));
        let cells = order.iter().map(|s| cell(s).map(|group| inert(group).into_owned()).unwrap_or_default());
        groups.push(Column::text(inert(name).into_owned(), cells.collect(), 16));
    }
    columns.append(&mut groups);
    let masked = view.rubric.is_masked(&indicator.answers);
    let value = |s: &usize| {
        if masked {
            return lang.pick("保密", "confidential").to_string();
        }
        say(&figure::value(&result.value, *s, kind_of(indicator), indicator.unit.as_deref()), lang)
    };
    columns.push(Column::number(lang.pick("值", "value").into(), order.iter().map(value).collect()));
    let said = |figure: Figure, print: &dyn Fn(f64) -> String| match figure {
        Ok(figure) => print(figure),
        Err(why) => say(&nothing(why), lang),
    };
    let scores = order.iter().map(|s| said(outcome::figure(&result.score, *s), &short));
    columns.push(Column::number(lang.pick("得分", "score").into(), scores.collect()));
    let points = order.iter().map(|s| {
        let full = outcome::figure(&result.full, *s).map(short).unwrap_or_default();
        said(outcome::figure(&result.points, *s), &|points| format!("{} / {full}", fixed(points, decimals)))
    });
    columns.push(Column::number(lang.pick("分值", "points").into(), points.collect()));
    out.push('\n');
    out.push_str(&table(&[&columns]));
    for line in spread(&order, &result.points, decimals).iter().map(|words| say(words, lang)) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The same for programs, in the same order.
pub fn json(view: &View, index: usize) -> String {
    let (Some(indicator), Some(result)) = (view.rubric.indicators.get(index), view.results.indicators.get(index))
    else {
        return String::new();
    };
    let order = order(&result.points, &result.score, &view.results.order);
    let masked = view.rubric.is_masked(&indicator.answers);
    let figure = |numbers: &Numbers, s: usize| outcome::figure(numbers, s).ok().map(number);
    let why = |numbers: &Numbers, s: usize| match outcome::figure(numbers, s) {
        Ok(_) => Value::Null,
        Err(why) => json!({ "zh": nothing(why).zh, "en": nothing(why).en }),
    };
    let one = |s: &usize| {
        let subject = view.results.subjects.get(*s);
        let value = figure::value(&result.value, *s, kind_of(indicator), indicator.unit.as_deref());
        json!({
            "subject": subject.map(|subject| subject.key.as_str()),
            "label": subject.map(|subject| subject.label.as_str()),
            "groups": subject.map(|subject| subject.groups.clone()),
            "value": (!masked).then(|| json!({ "zh": value.zh, "en": value.en })),
            "score": figure(&result.score, *s),
            "points": figure(&result.points, *s),
            "full": figure(&result.full, *s),
            "nothing": why(&result.points, *s),
        })
    };
    let value = json!({
        "indicator": indicator.id,
        "name": { "zh": indicator.name.zh, "en": indicator.name.en },
        "unit": indicator.unit,
        "period": view.results.period.name,
        "subjects": order.iter().map(one).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// What it is: name, period, formula, direction, definition.
fn head(view: &View, indicator: &Indicator) -> Vec<String> {
    let lang = view.lang;
    let mut name = say(&indicator.name, lang);
    if let Some(unit) = &indicator.unit {
        name.push_str(&match lang {
            Lang::Zh => format!("（{}）", inert(unit)),
            Lang::En => format!(" ({})", inert(unit)),
        });
    }
    if !view.results.period.name.is_empty() {
        name.push_str(&format!(" · {}", inert(&view.results.period.name)));
    }
    let mut lines = vec![name];
    let text = view.sources.text(view.rubric.source);
    let written = |span: Span| text.get(span.start..span.end);
    if let Some(formula) =
        indicator.formula.as_ref().and_then(|formula| written(formula.span)).filter(|it| !it.is_empty())
    {
        lines.push(inert(formula).into_owned());
    }
    lines.extend(indicator.better.map(|better| {
        let words = match better {
            Better::Higher => words!("越高越好", "higher is better"),
            Better::Lower => words!("越低越好", "lower is better"),
            Better::Target => words!("越接近目标越好", "nearer to the target is better"),
        };
        say(&words, lang)
    }));
    lines.extend(indicator.definition.as_ref().map(|definition| inert(definition).into_owned()));
    lines
}

/// From the most points to the fewest, those with none last; equal ones in the order of the results.
fn order(points: &Numbers, score: &Numbers, by_place: &[usize]) -> Vec<usize> {
    let mut all = by_place.to_vec();
    let down = |a: Figure, b: Figure| match (a, b) {
        (Ok(a), Ok(b)) => b.total_cmp(&a),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => Ordering::Equal,
    };
    all.sort_by(|a, b| {
        down(outcome::figure(points, *a), outcome::figure(points, *b))
            .then_with(|| down(outcome::figure(score, *a), outcome::figure(score, *b)))
    });
    all
}

/// Mean, median, and how many have none.
fn spread(order: &[usize], points: &Numbers, decimals: i32) -> Vec<crate::text::Words> {
    let there: Vec<f64> = order.iter().filter_map(|s| outcome::figure(points, *s).ok()).collect();
    let not_asked = |why: &Nothing| *why != Nothing::NotInVariant;
    let none = order.iter().filter_map(|s| outcome::figure(points, *s).err()).filter(not_asked).count();
    let mut lines = Vec::new();
    if let Some(Spread { count, mean, median, least, greatest }) = Spread::of(&there) {
        let said = |figure: f64| fixed(figure, decimals);
        let (mean, median, high, low) = (said(mean), said(median), said(greatest), said(least));
        lines.push(words!(
            "{count} 个有分：平均 {mean}，中位数 {median}，最高 {high}，最低 {low}",
            "{count} with points: mean {mean}, median {median}, highest {high}, lowest {low}"
        ));
    }
    if none > 0 {
        lines.push(words!("{none} 个没有分", "{none} without points"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn drawn_in_both_languages() {
        let fixture = fixture::shop();
        for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            insta::assert_snapshot!(format!("across_{name}"), text(&fixture.view(lang), 0));
        }
        insta::assert_snapshot!("across_json", json(&fixture.view(Lang::Zh), 0));
    }
}
