//! A judged indicator: what each kind of rater gave, and how that was put together.

use super::origin;
use super::phrase::{Reader, equation};
use super::rows;
use super::scope::Scope;
use crate::number::ExactSum;
use crate::number::compare::same;
use crate::plan::{InflationNodes, LeftOut, NodeId, RatingNodes};
use crate::result::Step;
use crate::rubric::{CombineRatings, Rated, Rater, RaterMissing, Rubric};
use crate::table::{Nothing, figure};
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
    let apart = nodes.inflation.as_ref().and_then(|inflation| above_others(scope, &raters, inflation));
    let Ok(value) = scope.number(nodes.value) else {
        step.how.extend(silent(scope, &raters));
        step.how.extend(apart);
        return;
    };
    match mean(scope, indicator.rated.as_ref(), &raters, value) {
        Some(how) => step.how.push(how),
        None => {
            let phrase = Reader::new(scope).whole(nodes.value);
            step.how.push(equation(scope, &phrase.names, &phrase, nodes.value));
        }
    }
    step.how.extend(silent(scope, &raters));
    step.how.extend(apart);
}

/// `(100 * 30 + 85 * 70) / (30 + 70) = 89.5`, if that gives the value.
fn mean(scope: Scope<'_>, rated: Option<&Rated>, raters: &[(&Rater, &RatingNodes)], value: f64) -> Option<Words> {
    let mut counted = Vec::new();
    for (rater, nodes) in raters {
        let given = match scope.number(nodes.rating) {
            Ok(rating) => rating,
            Err(_) if rater.missing == RaterMissing::Zero => 0.0,
            Err(_) => continue,
        };
        let weight = scope.number(nodes.weight).ok()?;
        let said = fraction(scope, rated, rater, nodes).unwrap_or_else(|| figure::digits(weight));
        counted.push((given, weight, said));
    }
    let weights = counted.iter().map(|(_, weight, _)| *weight).collect::<ExactSum>().value();
    let sum = counted.iter().map(|(rating, weight, _)| rating * weight).collect::<ExactSum>().value();
    if !same(sum / weights, value) {
        return None;
    }
    let result = figure::digits(value);
    if counted.len() == 1 && raters.iter().any(|(_, nodes)| scope.number(nodes.rating).is_ok()) {
        return Some(words!("只有一方评分：{result}", "one side rated: {result}"));
    }
    let terms: Vec<String> =
        counted.iter().map(|(rating, _, weight)| format!("{} * {weight}", figure::digits(*rating))).collect();
    let weights: Vec<&str> = counted.iter().map(|(_, _, weight)| weight.as_str()).collect();
    Some(Words::same(format!("({}) / ({}) = {result}", terms.join(" + "), weights.join(" + "))))
}

/// `自评 100，他评 (90 * 30 + 85 * 50) / (30 + 50) = 86.875，自评高 13.125`: no part of the score.
fn above_others(scope: Scope<'_>, raters: &[(&Rater, &RatingNodes)], nodes: &InflationNodes) -> Option<Words> {
    let [own, others, gap] = [nodes.own, nodes.others, nodes.gap].map(|node| scope.number(node).ok());
    let (own, others, gap) = (own?, others?, gap?);
    if same(own, others) {
        return None;
    }
    let counted: Vec<(f64, f64)> = raters
        .iter()
        .filter(|(rater, _)| !rater.own)
        .filter_map(|(_, nodes)| Some((scope.number(nodes.rating).ok()?, scope.number(nodes.weight).ok()?)))
        .collect();
    let mut shown = figure::digits(others);
    if counted.len() > 1 {
        let terms: Vec<String> = counted
            .iter()
            .map(|(rating, weight)| format!("{} * {}", figure::digits(*rating), figure::digits(*weight)))
            .collect();
        let weights: Vec<String> = counted.iter().map(|(_, weight)| figure::digits(*weight)).collect();
        shown = format!("({}) / ({}) = {shown}", terms.join(" + "), weights.join(" + "));
    }
    let (own, far) = (figure::digits(own), figure::digits(gap.abs()));
    let (zh, en) = if gap < 0.0 { ("低", "below") } else { ("高", "above") };
    Some(words!("自评 {own}，他评 {shown}，自评{zh} {far}", "self {own}, others {shown}: {far} {en}"))
}

/// The weight of a kind of rater, where it is a fraction that no decimal can say.
fn fraction(scope: Scope<'_>, rated: Option<&Rated>, rater: &Rater, nodes: &RatingNodes) -> Option<String> {
    let place = rated?.raters.iter().position(|index| *index == nodes.rater)?;
    let own = rated?.weights.get(place).copied().flatten();
    let written = rater.written_weight(own, scope.number(nodes.weight).ok()?)?;
    written.decimal().is_none().then(|| written.to_string())
}

/// Who has not rated, and what follows from it.
fn silent(scope: Scope<'_>, raters: &[(&Rater, &RatingNodes)]) -> Vec<Words> {
    raters
        .iter()
        .filter(|(_, nodes)| scope.nothing(nodes.rating).is_some())
        .map(|(rater, nodes)| {
            let (zh, en) = match rater.missing {
                RaterMissing::Renormalise => ("其权重归其余评分人", "the weight goes to the others"),
                RaterMissing::Fail => ("本项视为缺失", "so the item is missing"),
                RaterMissing::Zero => ("按 0 分计", "counted as 0"),
            };
            let name = &rater.name;
            if scope.nothing(nodes.rating) == Some(Nothing::TooFewRatings) {
                return Words {
                    zh: format!("{} 的评分份数不足，{zh}", name.zh),
                    en: format!("too few ratings by {}, {en}", name.en),
                };
            }
            Words { zh: format!("缺 {} 的评分，{zh}", name.zh), en: format!("no rating by {}, {en}", name.en) }
        })
        .collect()
}

fn rating(scope: Scope<'_>, rated: &Rated, rater: &Rater, nodes: &RatingNodes) -> Step {
    let weight = fraction(scope, Some(rated), rater, nodes).map_or_else(|| scope.said(nodes.weight, None), Words::same);
    let mut step = super::scope::step(scope, rater.name.clone(), nodes.rating, None);
    step.how.push(Words { zh: format!("权重 {}", weight.zh), en: format!("weight {}", weight.en) });
    if let Ok(count) = scope.number(nodes.count) {
        step.how.extend(left_out(scope, rated, nodes, count));
        step.how.push(combined(scope, rated.combine, nodes, count));
        let least = rater.least(rated);
        if scope.nothing(nodes.rating) == Some(Nothing::TooFewRatings) {
            let count = figure::short(count);
            step.how.push(words!(
                "{count} 份少于规定的 {least} 份，不作数",
                "{count} of the {least} that are asked for: too few"
            ));
        }
    }
    if let Some(found) = ballots(scope, nodes.rating).and_then(|gather| rows::gathered(scope, gather, true)) {
        step.cells = found.cells;
        step.cell_count = found.cell_count;
        step.children = found.bindings;
    }
    step
}

/// `共 12 份，3 份不计：2 份所在的票作废（…），1 份偏离均值超过 2 个标准差`
fn left_out(scope: Scope<'_>, rated: &Rated, nodes: &RatingNodes, count: f64) -> Option<Words> {
    let mut lost = 0.0;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (why, node) in &nodes.left_out {
        let Some(some) = scope.number(*node).ok().filter(|some| *some > 0.0) else { continue };
        lost += some;
        let (some, reason) = (figure::short(some), why_left_out(scope.rubric, rated, *why));
        zh.push(format!("{some} 份{}", reason.zh));
        en.push(format!("{some} {}", reason.en));
    }
    if zh.is_empty() {
        return None;
    }
    let (all, lost) = (figure::short(count + lost), figure::short(lost));
    Some(Words {
        zh: format!("共 {all} 份，{lost} 份不计：{}", zh.join("，")),
        en: format!("of {all} ratings {lost} left out: {}", en.join(", ")),
    })
}

/// Why ratings do not count.
fn why_left_out(rubric: &Rubric, rated: &Rated, why: LeftOut) -> Words {
    match why {
        LeftOut::Where => words!("不满足条件", "outside the condition"),
        LeftOut::Ballot(index) => match rubric.ballots.get(index).and_then(|ballot| ballot.reason.as_ref()) {
            Some(reason) => words!("所在的票作废（{reason}）", "on void ballots ({reason})"),
            None => words!("所在的票作废", "on void ballots"),
        },
        LeftOut::Own => words!("评的是自己", "of oneself"),
        LeftOut::NotOwn => words!("评的不是自己", "not of oneself"),
        LeftOut::OtherGroup => words!("评分人不同组", "by raters of another group"),
        LeftOut::NotAllowed => words!("不是可评的分数", "no figure that a rating may be"),
        LeftOut::NoEvidence => words!("没有写依据", "without the evidence that is asked for"),
        LeftOut::Outlier => {
            let sigma = rated.outliers.as_ref().map(|outliers| outliers.sigma.to_string()).unwrap_or_default();
            words!("偏离均值超过 {sigma} 个标准差", "more than {sigma} standard deviations from the mean")
        }
    }
}

/// `7 份评分，去掉最高 1 份（100）和最低 1 份（60），其余 5 份平均`
fn combined(scope: Scope<'_>, combine: CombineRatings, nodes: &RatingNodes, count: f64) -> Words {
    let n = figure::short(count);
    if count < 2.0 {
        return words!("{n} 份评分", "ratings: {n}");
    }
    let (cut, plain) = match combine {
        CombineRatings::Mean => return words!("{n} 份评分，取平均", "ratings: {n}, their mean"),
        CombineRatings::Median => return words!("{n} 份评分，取中位数", "ratings: {n}, their median"),
        CombineRatings::Min => return words!("{n} 份评分，取最低", "ratings: {n}, the lowest"),
        CombineRatings::Max => return words!("{n} 份评分，取最高", "ratings: {n}, the highest"),
        CombineRatings::Trimmed(share) => {
            // A tenth of thirty is three, not a hair less.
            let cut = (count * share.to_f64() + 1e-9).floor();
            (cut, words!("两端各 {share} 不足一份，不去", "{share} at each end is less than one, so none is dropped"))
        }
        CombineRatings::DropEnds { ends, above } => {
            let cut = if count > f64::from(above) { f64::from(ends) } else { 0.0 };
            (cut, words!("不多于 {above} 份，不去两端", "no more than {above}, so none is dropped"))
        }
    };
    if cut < 1.0 {
        return Words {
            zh: format!("{n} 份评分，{}，取平均", plain.zh),
            en: format!("ratings: {n}, {}; their mean", plain.en),
        };
    }
    let mut values = rows::values(scope, nodes.gathered);
    values.sort_by(f64::total_cmp);
    let ends = cut as usize;
    let said = |values: &[f64]| values.iter().map(|value| figure::digits(*value)).collect::<Vec<_>>();
    let (rest, cut) = (figure::short(count - 2.0 * cut), figure::short(cut));
    // Ratings that a test gives stand in no rows.
    if values.len() < 2 * ends || values.len() as f64 != count {
        return words!(
            "{n} 份评分，最高、最低各去掉 {cut} 份，其余 {rest} 份平均",
            "ratings: {n}, without {cut} at each end, the mean of the other {rest}"
        );
    }
    let (low, high) = (said(&values[..ends]), said(&values[values.len() - ends..]));
    Words {
        zh: format!(
            "{n} 份评分，去掉最高 {cut} 份（{}）和最低 {cut} 份（{}），其余 {rest} 份平均",
            high.join("、"),
            low.join("、")
        ),
        en: format!(
            "ratings: {n}, without the highest {cut} ({}) and the lowest {cut} ({}), the mean of the other {rest}",
            high.join(", "),
            low.join(", ")
        ),
    }
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
