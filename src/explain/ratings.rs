//! A judged indicator: what each kind of rater gave, and how that was put together.

use super::origin;
use super::phrase::{Reader, equation};
use super::rows;
use super::scope::Scope;
use crate::number::ExactSum;
use crate::number::compare::same;
use crate::plan::{NodeId, RatingNodes};
use crate::result::Step;
use crate::rubric::{CombineRatings, Rated, Rater, RaterMissing};
use crate::table::figure;
use crate::text::Words;
use crate::words;

/// Adds the ratings and their weighted mean to the step of the value.
pub fn explain(scope: Scope<'_>, index: usize, step: &mut Step) {
    let (Some(indicator), Some(nodes)) =
        (scope.rubric.indicators.get(index), scope.program.outputs.indicators.get(index))
    else {
        return;
    };
    let raters: Vec<(&Rater, &RatingNodes)> =
        nodes.ratings.iter().filter_map(|nodes| Some((scope.rubric.raters.get(nodes.rater)?, nodes))).collect();
    if let Some(rated) = &indicator.rated {
        step.children.extend(raters.iter().map(|(rater, nodes)| rating(scope, rated, rater, nodes)));
    }
    let Ok(value) = scope.number(nodes.value) else {
        step.how.extend(silent(scope, &raters));
        return;
    };
    match mean(scope, &raters, value) {
        Some(how) => step.how.push(how),
        None => {
            let phrase = Reader::new(scope).whole(nodes.value);
            step.how.push(equation(scope, &phrase.names, &phrase, nodes.value));
        }
    }
    step.how.extend(silent(scope, &raters));
}

/// `(100 * 30 + 85 * 70) / (30 + 70) = 89.5`, if that gives the value.
fn mean(scope: Scope<'_>, raters: &[(&Rater, &RatingNodes)], value: f64) -> Option<Words> {
    let mut counted = Vec::new();
    for (rater, nodes) in raters {
        match scope.number(nodes.rating) {
            Ok(rating) => counted.push((rating, rater.weight)),
            Err(_) if rater.missing == RaterMissing::Zero => counted.push((0.0, rater.weight)),
            Err(_) => {}
        }
    }
    let weights = counted.iter().map(|(_, weight)| weight.to_f64()).collect::<ExactSum>().value();
    let sum = counted.iter().map(|(rating, weight)| rating * weight.to_f64()).collect::<ExactSum>().value();
    if !same(sum / weights, value) {
        return None;
    }
    let result = figure::digits(value);
    if counted.len() == 1 && raters.iter().any(|(_, nodes)| scope.number(nodes.rating).is_ok()) {
        return Some(words!("只有一方评分：{result}", "one side rated: {result}"));
    }
    let terms: Vec<String> =
        counted.iter().map(|(rating, weight)| format!("{} * {weight}", figure::digits(*rating))).collect();
    let weights: Vec<String> = counted.iter().map(|(_, weight)| weight.to_string()).collect();
    Some(Words::same(format!("({}) / ({}) = {result}", terms.join(" + "), weights.join(" + "))))
}

/// Who has not rated, and what follows from it.
fn silent(scope: Scope<'_>, raters: &[(&Rater, &RatingNodes)]) -> Vec<Words> {
    raters
        .iter()
        .filter(|(_, nodes)| scope.nothing(nodes.rating).is_some())
        .map(|(rater, _)| {
            let (zh, en) = match rater.missing {
                RaterMissing::Renormalise => ("其权重归其余评分人", "the weight goes to the others"),
                RaterMissing::Fail => ("本项视为缺失", "so the item is missing"),
                RaterMissing::Zero => ("按 0 分计", "counted as 0"),
            };
            let name = &rater.name;
            Words { zh: format!("缺 {} 的评分，{zh}", name.zh), en: format!("no rating by {}, {en}", name.en) }
        })
        .collect()
}

fn rating(scope: Scope<'_>, rated: &Rated, rater: &Rater, nodes: &RatingNodes) -> Step {
    let weight = rater.weight;
    let mut step = super::scope::step(scope, rater.name.clone(), nodes.rating, None);
    step.how.push(words!("权重 {weight}", "weight {weight}"));
    if let Ok(count) = scope.number(nodes.count).map(figure::short) {
        let (zh, en) = match rated.combine {
            CombineRatings::Mean => ("平均", "their mean"),
            CombineRatings::Median => ("中位数", "their median"),
            CombineRatings::Min => ("最低", "the lowest"),
            CombineRatings::Max => ("最高", "the highest"),
        };
        step.how.push(match count.as_str() {
            "0" | "1" => words!("{count} 份评分", "ratings: {count}"),
            _ => words!("{count} 份评分，取{zh}", "ratings: {count}, {en}"),
        });
    }
    if let Some(found) = ballots(scope, nodes.rating).and_then(|gather| rows::gathered(scope, gather, true)) {
        step.cells = found.cells;
        step.cell_count = found.cell_count;
        step.children = found.bindings;
    }
    step
}

/// The gather of the ballots behind a rating.
fn ballots(scope: Scope<'_>, rating: NodeId) -> Option<NodeId> {
    let (mut open, mut seen) = (vec![origin::settle(scope, rating)], Vec::new());
    while let Some(id) = open.pop() {
        if rows::source(scope, id).is_some() {
            return Some(id);
        }
        seen.push(id);
        let inputs = scope.op(id).map(crate::plan::Op::inputs).unwrap_or_default();
        open.extend(inputs.into_iter().rev().filter(|input| !seen.contains(input)));
    }
    None
}
