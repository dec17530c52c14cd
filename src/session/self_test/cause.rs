//! What in the rubric decides a figure that a test finds wrong, so that one sees where to look.
//!
//! Only what does decide it is named: of a score whose value is as expected, how it is scored; of a
//! value that is a nothing, what is said of nothings; of a veto, its condition. Of a total, the vetoes
//! that strike it and the adjustments that change it; which of its parts is wrong, nobody said.

use super::found::{Found, View};
use crate::number::{Decimal, Near};
use crate::plan::{Closed, Op};
use crate::rubric::{
    Adjust, Effect, ElementSource, Expected, ExprKind, Indicator, Ref, Rubric, Target, Veto, ZeroTarget,
};
use crate::text::{Span, Words};
use crate::words;

/// Places that decide a figure, each with what it does. `judged` says of another figure of the same
/// subject whether the test finds it wrong, `None` where the test does not look at it.
pub fn of(
    view: &View<'_>,
    target: &Target,
    wanted: &Expected,
    subject: usize,
    judged: &dyn Fn(&Target) -> Option<bool>,
) -> Vec<(Span, Words)> {
    let rubric = view.rubric;
    let here = || words!("由这里算出", "computed here");
    let condition = || words!("由这个条件决定", "decided by this condition");
    match *target {
        Target::Element(index) => match rubric.elements.get(index) {
            Some(element) => match &element.source {
                ElementSource::Rows { data, value, filter, .. } => {
                    let rows = filter.as_ref().map(|filter| (filter.span, words!("由这些行", "from these rows")));
                    let drop = rubric.data.get(*data).and_then(|source| source.drop.as_ref());
                    let left = drop.map(|drop| (drop.span, words!("这些行不计", "without these rows")));
                    std::iter::once((value.span, here())).chain(rows).chain(left).collect()
                }
                ElementSource::Formula(expr) => vec![(expr.span, here())],
            },
            None => Vec::new(),
        },
        Target::Value(index) => match rubric.indicators.get(index) {
            Some(indicator) => value(rubric, indicator, judged),
            None => Vec::new(),
        },
        Target::Score(index) | Target::AboveOthers(index) => score(view, index, subject, judged),
        Target::Points(index) => points(view, index, subject, judged),
        Target::Category(index) => {
            let zeroed = |effect: &Effect| *effect == Effect::Zero(ZeroTarget::Category(index));
            let mut all = vetoed(view, subject, &zeroed);
            all.extend(
                rubric
                    .categories
                    .get(index)
                    .map(|category| (category.span, words!("由它的各项算出", "computed from its items"))),
            );
            all
        }
        Target::Total | Target::TotalBefore => {
            let on_total = |effect: &Effect| matches!(effect, Effect::Zero(ZeroTarget::Total) | Effect::Cap(_));
            let mut all = vetoed(view, subject, &on_total);
            all.extend(adjusted(view, subject));
            all.extend(exchanged(view, target, wanted, subject));
            all
        }
        Target::Rank | Target::RankFromLast => vetoed(view, subject, &|effect| *effect == Effect::Unranked),
        Target::Grade => graded(view, wanted, subject),
        Target::Consequence(index) => {
            rubric.consequences.get(index).map(|one| (one.when.span, condition())).into_iter().collect()
        }
        Target::Money(index) => match rubric.consequences.get(index) {
            Some(one) => match &one.money {
                Some(money) => vec![(money.span, here()), (one.when.span, condition())],
                None => vec![(one.when.span, condition())],
            },
            None => Vec::new(),
        },
        Target::Check(index) => rubric.checks.get(index).map(|one| (one.expr.span, condition())).into_iter().collect(),
        Target::Veto(index) => rubric.vetoes.get(index).map(|one| (one.when.span, condition())).into_iter().collect(),
        Target::Adjust(index) => match rubric.adjusts.get(index) {
            Some(adjust) => {
                let mut all = vec![(adjust.points.span, here())];
                all.extend(adjust.when.as_ref().map(|when| (when.span, condition())));
                all
            }
            None => Vec::new(),
        },
    }
}

/// A value may be wrong because of so many elements, and more are not named.
const ELEMENTS: usize = 6;

fn value(rubric: &Rubric, indicator: &Indicator, judged: &dyn Fn(&Target) -> Option<bool>) -> Vec<(Span, Words)> {
    let mut computed: Vec<Span> = Vec::new();
    if let Some(formula) = &indicator.formula {
        formula.walk(&mut |part| {
            if let ExprKind::Ref(Ref::Element(index)) = &part.kind
                && let Some(ElementSource::Formula(expr)) = rubric.elements.get(*index).map(|element| &element.source)
                && judged(&Target::Element(*index)) != Some(false)
                && !computed.contains(&expr.span)
            {
                computed.push(expr.span);
            }
        });
    }
    let elements = computed
        .into_iter()
        .take(ELEMENTS)
        .map(|span| (span, words!("用到的值由这里算出", "it uses what is computed here")));
    let made =
        indicator.formula.as_ref().map(|formula| (formula.span, words!("值由这里算出", "the value is computed here")));
    let rated = || (indicator.scoring.span, words!("评分由这里折算", "ratings are counted here"));
    std::iter::once(made.unwrap_or_else(rated)).chain(elements).collect()
}

fn score(
    view: &View<'_>,
    index: usize,
    subject: usize,
    judged: &dyn Fn(&Target) -> Option<bool>,
) -> Vec<(Span, Words)> {
    let Some(indicator) = view.rubric.indicators.get(index) else { return Vec::new() };
    let found = view.found(&Target::Value(index), subject);
    let mut all = Vec::new();
    let wrong_value = judged(&Target::Value(index));
    if let Found::Nothing(nothing) = &found {
        let span = indicator.places.policy(nothing.kind());
        all.push((span, words!("没有值时由这里决定", "decided here where there is no value")));
    } else if wrong_value != Some(true) {
        let rung = rung(view, index, &found);
        all.push((rung.unwrap_or(indicator.scoring.span), words!("得分由这里算出", "the score is computed here")));
        // Bands and steps say for themselves which way is up.
        if indicator.better.is_some() && indicator.scoring.rungs.is_empty() {
            all.push((indicator.places.better, words!("按这个方向", "this way round")));
        }
    }
    if wrong_value != Some(false) && indicator.formula.is_some() {
        all.extend(value(view.rubric, indicator, judged));
    }
    all.extend(
        indicator
            .applies
            .as_ref()
            .map(|applies| (applies.span, words!("是否适用由这里决定", "whether it applies is decided here"))),
    );
    all
}

/// The pair of a ladder of bands whose interval a value fell into.
fn rung(view: &View<'_>, index: usize, found: &Found) -> Option<Span> {
    let indicator = view.rubric.indicators.get(index)?;
    let nodes = view.program.outputs.indicators.get(index)?;
    let Found::Number(value) = found else { return None };
    let mut at = nodes.scored;
    // Below roundings and limits of the score.
    let (edges, closed) = loop {
        match &view.program.plan.nodes.get(at.0 as usize)?.op {
            Op::Steps { edges, closed, .. } => break (edges, *closed),
            Op::Round { input, .. } => at = *input,
            _ => return None,
        }
    };
    let below = edges.partition_point(|edge| match closed {
        Closed::Lower => edge.0.near_le(*value),
        Closed::Upper => edge.0.near_lt(*value),
    });
    let edge = edges.get(if closed == Closed::Lower { below.checked_sub(1)? } else { below })?.0;
    indicator.scoring.rungs.iter().find(|(at, _)| at.to_f64() == edge).map(|(_, span)| *span)
}

fn points(
    view: &View<'_>,
    index: usize,
    subject: usize,
    judged: &dyn Fn(&Target) -> Option<bool>,
) -> Vec<(Span, Words)> {
    let Some(indicator) = view.rubric.indicators.get(index) else { return Vec::new() };
    let mut all = vetoed(view, subject, &|effect| *effect == Effect::Zero(ZeroTarget::Indicator(index)));
    if judged(&Target::Score(index)) != Some(true) {
        all.push((indicator.places.marks, words!("满分由这里定", "full marks are said here")));
    }
    if judged(&Target::Score(index)) != Some(false) {
        all.extend(score(view, index, subject, judged));
    }
    all
}

/// The marks of two items that stand together and, exchanged, would give the total that was expected.
fn exchanged(view: &View<'_>, target: &Target, wanted: &Expected, subject: usize) -> Vec<(Span, Words)> {
    let (Found::Number(got), Expected::Number(wanted)) = (view.found(target, subject), wanted) else {
        return Vec::new();
    };
    let more = wanted.to_f64() - got;
    let items: Vec<(&Indicator, f64)> = view
        .rubric
        .indicators
        .iter()
        .enumerate()
        .filter_map(|(index, indicator)| match view.found(&Target::Score(index), subject) {
            Found::Number(score) => Some((indicator, score)),
            _ => None,
        })
        .collect();
    let mut pairs = Vec::new();
    for (at, (one, score)) in items.iter().enumerate() {
        for (two, other) in items.iter().skip(at + 1).filter(|(two, _)| two.parent == one.parent) {
            let gain = (two.weight.to_f64() - one.weight.to_f64()) * (score - other) / 100.0;
            if (gain - more).abs() <= HALF_A_CENT && gain.abs() > HALF_A_CENT {
                pairs.push((one.places.marks, two.places.marks));
            }
        }
    }
    // Where several would do, none is likely.
    let few = if pairs.len() <= 2 { pairs } else { Vec::new() };
    let said = || words!("这两项的分值对调就相符", "these two exchanged would give it");
    few.into_iter().flat_map(|(one, two)| [(one, said()), (two, said())]).collect()
}

/// Totals are told to two decimals.
const HALF_A_CENT: f64 = 0.005 + 1e-9;

/// Vetoes of such an effect that strike.
fn vetoed(view: &View<'_>, subject: usize, of: &dyn Fn(&Effect) -> bool) -> Vec<(Span, Words)> {
    let strikes = |(index, veto): (usize, &Veto)| {
        let struck = of(&veto.effect) && view.found(&Target::Veto(index), subject) == Found::Flag(true);
        struck.then(|| (veto.when.span, words!("这条否决成立", "this veto strikes")))
    };
    view.rubric.vetoes.iter().enumerate().filter_map(strikes).collect()
}

fn adjusted(view: &View<'_>, subject: usize) -> Vec<(Span, Words)> {
    let changes = |(index, adjust): (usize, &Adjust)| match view.found(&Target::Adjust(index), subject) {
        Found::Number(0.0) => None,
        Found::Number(_) => Some((adjust.points.span, words!("这里加减了分", "this changes the total"))),
        _ => None,
    };
    view.rubric.adjusts.iter().enumerate().filter_map(changes).collect()
}

/// The grade that was got and the one that was to be; and what keeps grades down.
fn graded(view: &View<'_>, wanted: &Expected, subject: usize) -> Vec<(Span, Words)> {
    let Found::Text(got) = view.found(&Target::Grade, subject) else { return Vec::new() };
    let wanted = match wanted {
        Expected::Text(text) => Some(text),
        Expected::Number(_) | Expected::Flag(_) | Expected::Nothing(_) => None,
    };
    let mut all = vetoed(view, subject, &|effect| matches!(effect, Effect::GradeAtMost(_)));
    for grade in &view.rubric.grades {
        let names = [&grade.name.zh, &grade.name.en, &grade.id];
        let floor = grade.min.map_or(Words::default(), |min: Decimal| words!("，{min} 分起", ", from {min}"));
        if names.iter().any(|name| got.contains(name)) {
            all.push((
                grade.span,
                Words { zh: format!("得了这一等{}", floor.zh), en: format!("this was got{}", floor.en) },
            ));
        } else if wanted.is_some_and(|wanted| names.contains(&wanted)) {
            all.push((
                grade.span,
                Words { zh: format!("应得这一等{}", floor.zh), en: format!("this was to be{}", floor.en) },
            ));
        }
    }
    all
}
