//! What the rubric consists of: categories, indicators and their marks.

use serde_json::{Value, json};

use super::what_if;
use crate::library::method;
use crate::number::ExactSum;
use crate::report::html::{clip, written};
use crate::report::number::short;
use crate::report::outcome::say;
use crate::rubric::{Indicator, Item, Marking, Parent, Rubric};
use crate::session::{Mark, Movable};
use crate::text::{Lang, Sources, Span};

pub fn rubric(rubric: &Rubric, sources: &Sources, lang: Lang) -> Value {
    let file = sources.locate(rubric.source, rubric.header.span).source;
    let movable = Movable::of(rubric, sources);
    let params = movable
        .params
        .iter()
        .map(|(name, value)| json!({ "key": format!("param:{name}"), "name": clip(name), "value": value.to_f64() }));
    let params: Vec<Value> = params.collect();
    let tree = Tree { rubric, sources, lang, marks: &movable.marks };
    json!({
        "title": say(&rubric.header.title, lang),
        "file": clip(&file.name),
        "marking": if rubric.header.marking == Marking::Points { "points" } else { "weights" },
        "points": short(rubric.header.points.to_f64()),
        "items": tree.below(None),
        "params": params,
    })
}

struct Tree<'a> {
    rubric: &'a Rubric,
    sources: &'a Sources,
    lang: Lang,
    /// Those that can be tried out.
    marks: &'a [Mark],
}

impl Tree<'_> {
    fn below(&self, parent: Parent) -> Vec<Value> {
        let rubric = self.rubric;
        let most = self.most(parent);
        let categories = rubric.categories.iter().enumerate().filter(|(_, category)| category.parent == parent);
        let categories = categories.map(|(index, category)| {
            json!({
                "key": what_if::key(rubric, Item::Category(index)),
                "mark": self.mark(Item::Category(index)),
                "most": most,
                "name": clip(&say(&category.name, self.lang)),
                "code": category.code.as_deref().map(clip),
                "full": self.full(Item::Category(index)),
                "at": self.line(category.span),
                "items": self.below(Some(index)),
            })
        });
        let indicators = rubric.indicators.iter().enumerate().filter(|(_, indicator)| indicator.parent == parent);
        categories.chain(indicators.map(|(index, indicator)| self.indicator(index, indicator, most))).collect()
    }

    /// What is written as the marks of an item, where that can be tried out.
    fn mark(&self, item: Item) -> Option<f64> {
        self.marks.iter().find(|mark| mark.item == item && !mark.alone).map(|mark| mark.value.to_f64())
    }

    /// The marks of a level together.
    fn most(&self, parent: Parent) -> f64 {
        let of = |mark: &&Mark| match mark.item {
            Item::Category(index) => self.rubric.categories.get(index).is_some_and(|it| it.parent == parent),
            Item::Indicator(index) => self.rubric.indicators.get(index).is_some_and(|it| it.parent == parent),
        };
        self.marks.iter().filter(of).map(|mark| mark.value.to_f64()).collect::<ExactSum>().value()
    }

    fn indicator(&self, index: usize, indicator: &Indicator, most: f64) -> Value {
        let formula = indicator.formula.as_ref();
        let scoring = method::METHODS.get(usize::from(indicator.scoring.method.0)).map(|method| method.name());
        json!({
            "key": what_if::key(self.rubric, Item::Indicator(index)),
            "mark": self.mark(Item::Indicator(index)),
            "most": most,
            "name": clip(&say(&indicator.name, self.lang)),
            "code": indicator.code.as_deref().map(clip),
            "full": self.full(Item::Indicator(index)),
            "at": self.line(indicator.span),
            "formula": formula.and_then(|formula| written(self.rubric, self.sources, formula.span)),
            "rated": indicator.rated.is_some(),
            "unit": indicator.unit.as_deref().map(clip),
            "method": scoring,
            "definition": indicator.definition.as_deref().map(clip),
        })
    }

    /// `15`, or `15 / 20` where kinds of subject have marks of their own.
    fn full(&self, item: Item) -> String {
        let mut all: Vec<String> = self.rubric.fulls(item).into_iter().flatten().map(short).collect();
        all.dedup();
        all.join(" / ")
    }

    fn line(&self, span: Span) -> String {
        let found = self.sources.locate(self.rubric.source, span);
        format!("{}:{}", clip(&found.source.name), found.source.line_column(found.span.start).line)
    }
}
