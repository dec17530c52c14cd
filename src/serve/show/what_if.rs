//! Figures tried out: what is asked, and what came of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{board, findings};
use crate::number::Decimal;
use crate::report::html::clip;
use crate::report::outcome::say;
use crate::rubric::{Item, Rubric};
use crate::session::{Figures, Good, Movable, WhatIf};
use crate::text::Lang;

/// More figures than this are asked by nobody.
const MOST: usize = 1_000;

/// The figures of a question, by the keys that the page has for them; `None` for a question that makes no sense.
pub fn figures(rubric: &Rubric, question: &Value) -> Option<Figures> {
    let mut figures = Figures::default();
    let Some(values) = question.get("values") else { return Some(figures) };
    let values = values.as_object().filter(|values| values.len() <= MOST)?;
    for (key, value) in values {
        let value = Decimal::parse(&value.as_number()?.to_string())?;
        let (kind, id) = key.split_once(':')?;
        let category = || rubric.categories.iter().position(|category| category.id == id).map(Item::Category);
        let indicator = || rubric.indicators.iter().position(|indicator| indicator.id == id).map(Item::Indicator);
        match kind {
            "param" => {
                rubric.params.iter().find(|param| param.id == id)?;
                figures.params.push((id.to_string(), value));
            }
            "category" => figures.marks.push((category()?, value)),
            "indicator" => figures.marks.push((indicator()?, value)),
            _ => return None,
        }
    }
    Some(figures)
}

/// The key of an item.
pub fn key(rubric: &Rubric, item: Item) -> String {
    match item {
        Item::Category(index) => format!("category:{}", rubric.categories.get(index).map_or("", |it| it.id.as_str())),
        Item::Indicator(index) => format!("indicator:{}", rubric.indicators.get(index).map_or("", |it| it.id.as_str())),
    }
}

/// What came of it, beside what is written.
pub fn told(good: &Good, figures: &Figures, answer: &WhatIf, lang: Lang) -> Value {
    let rubric = &good.evaluated.rubric;
    let movable = Movable::of(rubric, &good.sources);
    let params = figures.params.iter().filter_map(|(name, to)| {
        let (_, from) = movable.params.iter().find(|(known, _)| known == name)?;
        Some(json!({ "key": format!("param:{name}"), "name": clip(name), "from": from.to_string(), "to": to.to_string() }))
    });
    let name = |item: Item| match item {
        Item::Category(index) => rubric.categories.get(index).map(|category| &category.name),
        Item::Indicator(index) => rubric.indicators.get(index).map(|indicator| &indicator.name),
    };
    let marks = answer.marks.iter().filter_map(|(item, to)| {
        let from = movable.marks.iter().find(|mark| mark.item == *item)?.value;
        let name = clip(&say(name(*item)?, lang));
        Some(json!({ "key": key(rubric, *item), "name": name, "from": from.to_string(), "to": to.to_string() }))
    });
    let (stopped, ran) = match &answer.ran {
        Ok(evaluated) => (None, Some(evaluated)),
        Err(stopped) => (Some((&stopped.findings, &answer.sources)), None),
    };
    // Those whose marks were changed by hand first.
    let asked: BTreeSet<String> = figures.marks.iter().map(|(item, _)| key(rubric, *item)).collect();
    let mut marks: Vec<Value> = marks.collect();
    marks.sort_by_key(|mark| !mark["key"].as_str().is_some_and(|key| asked.contains(key)));
    json!({
        "params": params.collect::<Vec<_>>(),
        "marks": marks,
        "findings": findings::all(stopped.into_iter(), lang),
        "board": ran.map(|evaluated| board(evaluated, &answer.sources, &answer.moves, lang)),
    })
}
