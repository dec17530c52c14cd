//! Marks and weights add up, exactly, at every level; full marks of everything follow.

use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::{Decimal, Rational};
use crate::rubric::{Category, Header, Indicator, Marking};
use crate::syntax::Table;
use crate::text::{Span, Words};
use crate::words;

/// The parent of what is no part of a variant: it is nobody's child.
pub(super) const ABSENT: Option<usize> = Some(usize::MAX);

/// One child of a category or of the total.
struct Child<'a> {
    id: &'a str,
    weight: Rational,
    span: Span,
}

/// What the children add up to.
struct Whole {
    name: Words,
    weight: Rational,
    at: Option<Span>,
}

impl Checker<'_> {
    pub(super) fn sums(
        &mut self,
        head: &Table,
        header: &Header,
        categories: &mut [Category],
        indicators: &mut [Indicator],
        variant: Option<&str>,
    ) {
        if indicators.is_empty() || header.points <= Rational::ZERO {
            return;
        }
        // A category whose marks are left out takes the sum of what is in it, from the innermost out.
        for _ in 0..categories.len() {
            for index in 0..categories.len() {
                let open = |child: &Category| child.parent == Some(index) && child.weight.is_zero();
                if categories[index].weight.is_zero() && !categories.iter().any(open) {
                    categories[index].weight =
                        children(Some(index), categories, indicators).iter().map(|c| c.weight).sum();
                }
            }
        }
        let points = header.points;
        let at = head.get("points").map(|node| node.span);
        let whole = Whole { name: header.title.clone(), weight: points, at };
        self.level(None, &whole, header.marking, variant, categories, indicators);
        for index in 0..categories.len() {
            let category = &categories[index];
            if category.parent == ABSENT {
                continue;
            }
            let whole =
                Whole { name: Words::same(category.id.clone()), weight: category.weight, at: Some(category.marks) };
            self.level(Some(index), &whole, header.marking, variant, categories, indicators);
        }
        assign(None, points, header.marking, categories, indicators);
    }

    /// As many categories, items and indicators as the header says there are.
    pub(super) fn counts(&mut self, head: &Table, categories: &[Category], indicators: &[Indicator]) {
        let Some(declared) = head.table("counts") else { return };
        let inner = categories.iter().filter(|category| category.parent.is_some()).count();
        for (key, zh, en, count) in [
            ("categories", "类", "categories", categories.len() - inner),
            ("items", "目", "items", inner),
            ("indicators", "项指标", "indicators", indicators.len()),
        ] {
            let Some(wanted) = declared.number(key) else { continue };
            let there = i64::try_from(count).map(Decimal::from_int).unwrap_or(Decimal::ZERO);
            if wanted != there {
                self.bag.push(
                    Diagnostic::error(
                        codes::COUNTS,
                        words!("有 {count} {zh}，声明的是 {wanted}", "{en} declared: {wanted}; found: {count}"),
                    )
                    .at((self.source, declared.span_of(key)), words!("声明的数", "the number declared"))
                    .help(words!(
                        "核对有没有漏写、多写，或改这个数",
                        "look for one too many or one left out, or change this number"
                    )),
                );
            }
        }
    }

    fn level(
        &mut self,
        parent: Option<usize>,
        whole: &Whole,
        marking: Marking,
        variant: Option<&str>,
        categories: &[Category],
        indicators: &[Indicator],
    ) {
        // Which variant is spoken of.
        let (of, in_the) = match variant {
            Some(id) => (format!("考核类型 `{id}` 中 "), format!(" in the variant `{id}`")),
            None => Default::default(),
        };
        let Whole { name, weight: whole, at } = whole;
        let (whole, at) = (*whole, *at);
        let children = children(parent, categories, indicators);
        if children.is_empty() {
            if let Some(span) = parent.and_then(|index| categories.get(index)).map(|category| category.span) {
                let id = &name.zh;
                self.bag.push(
                    Diagnostic::error(
                        codes::EMPTY,
                        words!("{of}类别 `{id}` 里没有指标", "category `{id}` has no indicators{in_the}"),
                    )
                    .at((self.source, span), words!("这个类别", "this category"))
                    .help(words!(
                        "给指标写上 `in = \"{id}\"`，或删去这个类别",
                        "put indicators into it with `in = \"{id}\"`, or remove it"
                    )),
                );
            }
            return;
        }
        for child in children.iter().filter(|child| child.weight.is_zero()) {
            let id = child.id;
            if self.weightless.iter().any(|known| known == id) {
                continue;
            }
            let key = if marking == Marking::Points { "points" } else { "weight" };
            self.bag.push(
                Diagnostic::error(codes::REQUIRED, words!("{of}`{id}` 没有写 `{key}`", "`{id}` lacks `{key}`{in_the}"))
                    .at((self.source, child.span), words!("这里", "here"))
                    .help(words!("补上 `{key} = …`", "add `{key} = …`")),
            );
        }
        let sum: Rational = children.iter().map(|child| child.weight).sum();
        let hundred = Rational::from_int(100);
        let fits = match marking {
            Marking::Points => sum == whole,
            // Weights may be parts of 100, of 1, or of the parent's own weight.
            Marking::Weights => sum == hundred || sum == Rational::ONE || (parent.is_some() && sum == whole),
        };
        if fits || children.iter().any(|child| child.weight.is_zero()) {
            return;
        }
        let target = if marking == Marking::Points { whole } else { hundred };
        let difference = sum - target;
        let (more_zh, more_en) = if difference.is_negative() { ("少", "short by") } else { ("多", "over by") };
        let size = if difference.is_negative() { Rational::ZERO - difference } else { difference };
        let (zh, en) = (&name.zh, &name.en);
        let parts: Vec<String> = children.iter().map(|child| child.weight.to_string()).collect();
        let parts = parts.join(" + ");
        let mut found = Diagnostic::error(
            codes::SUM,
            words!(
                "{of}`{zh}` 的各项相加为 {sum}，不是 {target}",
                "the parts of `{en}` add up to {sum}, not {target}{in_the}"
            ),
        );
        if let Some(span) = at.filter(|_| marking == Marking::Points || parent.is_some()) {
            found = found.at((self.source, span), words!("应为 {target}", "should be {target}"));
        }
        for child in &children {
            let weight = child.weight;
            found = found.at((self.source, child.span), words!("{weight}", "{weight}"));
        }
        let parts = if children.len() > 1 { format!("{parts} = {sum}") } else { parts };
        self.bag.push(found.help(words!("{parts}，{more_zh} {size}", "{parts}, {more_en} {size}")));
    }
}

fn children<'a>(parent: Option<usize>, categories: &'a [Category], indicators: &'a [Indicator]) -> Vec<Child<'a>> {
    let below = categories.iter().filter(|category| category.parent == parent).map(|category| Child {
        id: &category.id,
        weight: category.weight,
        span: category.marks,
    });
    let items = indicators.iter().filter(|indicator| indicator.parent == parent).map(|indicator| Child {
        id: &indicator.id,
        weight: indicator.weight,
        span: indicator.places.marks,
    });
    below.chain(items).collect()
}

/// Full marks out of the total, from the top down.
fn assign(
    parent: Option<usize>,
    full: Rational,
    marking: Marking,
    categories: &mut [Category],
    indicators: &mut [Indicator],
) {
    let sum: Rational = children(parent, categories, indicators).iter().map(|child| child.weight).sum();
    let share = |weight: Rational| match marking {
        Marking::Points => weight,
        Marking::Weights => full * weight / sum,
    };
    for indicator in indicators.iter_mut().filter(|indicator| indicator.parent == parent) {
        indicator.full = share(indicator.weight).to_f64();
    }
    for index in 0..categories.len() {
        if categories[index].parent == parent {
            let full = share(categories[index].weight);
            categories[index].full = full.to_f64();
            assign(Some(index), full, marking, categories, indicators);
        }
    }
}
