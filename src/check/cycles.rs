//! Nothing may be computed from itself.

use rustc_hash::FxHashSet;

use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::rubric::{Element, ElementSource, Expr, Indicator, Ref};
use crate::text::Span;
use crate::words;

/// An element or an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Item {
    Element(usize),
    Indicator(usize),
}

impl Checker<'_> {
    pub(super) fn cycles(&mut self, elements: &[Element], indicators: &[Indicator]) {
        let graph = Graph { elements, indicators };
        let mut done = FxHashSet::default();
        let all = (0..elements.len()).map(Item::Element).chain((0..indicators.len()).map(Item::Indicator));
        for start in all {
            if let Some(chain) = graph.find(start, &mut Vec::new(), &mut done) {
                let names: Vec<String> = chain.iter().map(|(item, _)| graph.name(*item)).collect();
                let path = names.join(" → ");
                let first = &names[0];
                let mut found = Diagnostic::error(
                    codes::CYCLE,
                    words!(
                        "`{first}` 由自身计算：`{path} → {first}`",
                        "`{first}` is computed from itself: `{path} → {first}`"
                    ),
                );
                for (index, (_, span)) in chain.iter().enumerate() {
                    let next = &names[(index + 1) % names.len()];
                    found = found.at((self.source, *span), words!("用到 `{next}`", "uses `{next}`"));
                }
                self.bag.push(found.help(words!("改掉其中一处引用", "break the circle at one of these places")));
                return;
            }
        }
    }
}

struct Graph<'a> {
    elements: &'a [Element],
    indicators: &'a [Indicator],
}

impl Graph<'_> {
    fn name(&self, item: Item) -> String {
        match item {
            Item::Element(index) => self.elements[index].id.clone(),
            Item::Indicator(index) => self.indicators[index].id.clone(),
        }
    }

    /// Depth first; the chain that closes, each member with the place of its reference to the next.
    fn find(&self, at: Item, path: &mut Vec<(Item, Span)>, done: &mut FxHashSet<Item>) -> Option<Vec<(Item, Span)>> {
        if let Some(start) = path.iter().position(|(item, _)| *item == at) {
            return Some(path[start..].to_vec());
        }
        if done.contains(&at) {
            return None;
        }
        for (next, span) in self.uses(at) {
            path.push((at, span));
            let found = self.find(next, path, done);
            path.pop();
            if found.is_some() {
                return found;
            }
        }
        done.insert(at);
        None
    }

    fn uses(&self, item: Item) -> Vec<(Item, Span)> {
        let mut found = Vec::new();
        match item {
            Item::Element(index) => {
                if let Some(Element { source: ElementSource::Formula(expr), .. }) = self.elements.get(index) {
                    references(expr, &mut found);
                }
            }
            Item::Indicator(index) => {
                if let Some(indicator) = self.indicators.get(index) {
                    if let Some(expr) = &indicator.formula {
                        references(expr, &mut found);
                    }
                    indicator.scoring.settings.formulas(&mut |expr| references(expr, &mut found));
                }
            }
        }
        found
    }
}

fn references(expr: &Expr, found: &mut Vec<(Item, Span)>) {
    expr.walk(&mut |e| {
        if let crate::rubric::ExprKind::Ref(name) = &e.kind {
            match name {
                Ref::Element(index) => found.push((Item::Element(*index), e.span)),
                Ref::Indicator(index) | Ref::IndicatorScore(index) | Ref::IndicatorPoints(index) => {
                    found.push((Item::Indicator(*index), e.span));
                }
                _ => {}
            }
        }
    });
}
