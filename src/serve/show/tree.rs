//! What the rubric consists of: categories, indicators and their marks.

use serde_json::{Value, json};

use crate::library::method;
use crate::report::html::{clip, written};
use crate::report::number::short;
use crate::report::outcome::say;
use crate::rubric::{Indicator, Item, Marking, Parent, Rubric};
use crate::text::{Lang, Sources, Span};

pub fn rubric(rubric: &Rubric, sources: &Sources, lang: Lang) -> Value {
    let file = sources.locate(rubric.source, rubric.header.span).source;
    let tree = Tree { rubric, sources, lang };
    json!({
        "title": say(&rubric.header.title, lang),
        "file": clip(&file.name),
        "marking": if rubric.header.marking == Marking::Points { "points" } else { "weights" },
        "points": short(rubric.header.points.to_f64()),
        "items": tree.below(None),
    })
}

struct Tree<'a> {
    rubric: &'a Rubric,
    sources: &'a Sources,
    lang: Lang,
}

impl Tree<'_> {
    fn below(&self, parent: Parent) -> Vec<Value> {
        let rubric = self.rubric;
        let categories = rubric.categories.iter().enumerate().filter(|(_, category)| category.parent == parent);
        let categories = categories.map(|(index, category)| {
            json!({
                "id": category.id,
                "name": clip(&say(&category.name, self.lang)),
                "code": category.code.as_deref().map(clip),
                "full": self.full(Item::Category(index)),
                "at": self.line(category.span),
                "items": self.below(Some(index)),
            })
        });
        let indicators = rubric.indicators.iter().enumerate().filter(|(_, indicator)| indicator.parent == parent);
        categories.chain(indicators.map(|(index, indicator)| self.indicator(index, indicator))).collect()
    }

    fn indicator(&self, index: usize, indicator: &Indicator) -> Value {
        let formula = indicator.formula.as_ref();
        let scoring = method::METHODS.get(usize::from(indicator.scoring.method.0)).map(|method| method.name());
        json!({
            "id": indicator.id,
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
