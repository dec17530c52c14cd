//! How parts came together where their points do not simply add up.

use super::chain::Stage;
use super::expression::written;
use super::origin;
use super::phrase::{Reader, equation, is_exact};
use super::points::{finish, full, parts, show_enough};
use super::scope::{Scope, step};
use crate::number::ExactSum;
use crate::number::compare::same;
use crate::plan::{Binary, Nary, NodeId, Op};
use crate::result::{After, Step};
use crate::rubric::Combine;
use crate::table::figure;
use crate::text::Words;
use crate::words;

/// The score of a category, or of the total, with its parts under it.
pub fn score(scope: Scope<'_>, combine: &Combine, parent: Option<usize>, node: NodeId) -> Step {
    let mut step = step(scope, words!("合成得分", "combined score"), node, None);
    step.how.push(name(combine));
    if step.number.is_some() {
        step.how.extend(way(scope, combine, parent, node));
    }
    step.children = parts(scope, parent);
    step
}

/// The points that the parts of the total come to.
pub fn points(scope: Scope<'_>, combine: &Combine, node: NodeId, full: f64) -> Step {
    let score = score(scope, combine, None, node);
    let number = score.number.map(|score| score * full / 100.0);
    let mut step = Step {
        name: words!("各项合成", "parts together"),
        figure: number.map_or_else(|| score.figure.clone(), |number| Words::same(figure::digits(number))),
        number,
        children: vec![score],
        ..Step::default()
    };
    if let (Some(figure), Some(start)) = (number, step.children.first().and_then(|score| score.number)) {
        finish(scope, &mut step, node, start, figure, &[vec![scale(full)]], scope.rubric.header.decimals);
        show_enough(&mut step);
    }
    step
}

/// From a score of 100 to full marks.
pub fn scale(full: f64) -> Stage {
    Stage { after: After::Scale { from: 100.0, to: full }, why: Words::default() }
}

fn name(combine: &Combine) -> Words {
    match combine {
        Combine::Sum => words!("相加", "sum"),
        Combine::Power(power) => match power.to_f64() {
            1.0 => words!("下级得分的加权平均", "weighted mean of the parts' scores"),
            0.0 => words!("下级得分的加权几何平均", "weighted geometric mean of the parts' scores"),
            -1.0 => words!("下级得分的加权调和平均", "weighted harmonic mean of the parts' scores"),
            _ => words!("下级得分的 {power} 次幂平均", "weighted mean of power {power} of the parts' scores"),
        },
        Combine::Min => words!("下级得分中最低的", "the least of the parts' scores"),
        Combine::Formula(_) => words!("按公式", "by a formula"),
        Combine::Topsis => {
            words!("TOPSIS：与最优、最劣方案的相对距离", "TOPSIS: relative distance from the best and the worst")
        }
        Combine::RankSumRatio => words!(
            "秩和比（RSR）：各项的秩 ÷ 人数，加权平均 × 100；最差的秩为 1",
            "rank-sum ratio (RSR): rank ÷ number of peers, weighted mean × 100; the worst has rank 1"
        ),
        Combine::RankSum => words!(
            "秩和：各项超过同组其他人的比例，加权平均 × 100",
            "rank sum: share of the other peers beaten on each part, weighted mean × 100"
        ),
    }
}

fn way(scope: Scope<'_>, combine: &Combine, parent: Option<usize>, node: NodeId) -> Option<Words> {
    match combine {
        Combine::Sum => None,
        Combine::Power(power) => means(scope, power.to_f64(), parent, node),
        Combine::Min => {
            let scores: Vec<String> = scores(scope, parent).iter().map(|(_, score)| figure::digits(*score)).collect();
            let scores = scores.join(", ");
            let least = scope.number(node).ok().map(figure::digits)?;
            Some(Words::same(format!("min({scores}) = {least}")))
        }
        Combine::Formula(expr) => {
            let phrase = Reader::new(scope).whole(node);
            Some(equation(scope, &Words::same(written(scope, expr)), &phrase, node))
        }
        Combine::Topsis => distances(scope, node),
        Combine::RankSumRatio | Combine::RankSum => shares(scope, node),
    }
}

/// Weight and score of each part that is there.
fn scores(scope: Scope<'_>, parent: Option<usize>) -> Vec<(f64, f64)> {
    let (rubric, outputs) = (scope.rubric, &scope.program.outputs);
    let categories = rubric.categories.iter().zip(&outputs.categories).filter(|(part, _)| part.parent == parent);
    let indicators = rubric.indicators.iter().zip(&outputs.indicators).filter(|(part, _)| part.parent == parent);
    let categories = categories.map(|(_, nodes)| (full(scope, nodes.full), nodes.score, nodes.points));
    // A veto leaves its mark on the points only.
    let indicators = indicators.map(|(_, nodes)| (full(scope, nodes.full), nodes.score, nodes.points));
    categories
        .chain(indicators)
        .filter_map(|(full, score, points)| match scope.number(points) {
            Ok(0.0) => Some((full, 0.0)),
            Ok(_) => Some((full, scope.number(score).ok()?)),
            Err(_) => None,
        })
        .collect()
}

/// `85^(40/100) * 90^(60/100) ≈ 87.9649`, only if it gives the figure.
fn means(scope: Scope<'_>, power: f64, parent: Option<usize>, node: NodeId) -> Option<Words> {
    let all = scores(scope, parent);
    let whole = all.iter().map(|(weight, _)| *weight).collect::<ExactSum>().value();
    let (n, sum) = (figure::digits, figure::digits(whole));
    let list = |say: &dyn Fn(&(f64, f64)) -> String, by: &str| all.iter().map(say).collect::<Vec<_>>().join(by);
    let mean = |of: &dyn Fn(f64) -> f64| all.iter().map(|(w, s)| w * of(*s)).collect::<ExactSum>().value() / whole;
    let (text, value) = if power == 0.0 {
        let text = list(&|(w, s)| format!("{}^({}/{sum})", n(*s), n(*w)), " * ");
        (text, all.iter().map(|(w, s)| libm::pow(*s, w / whole)).product())
    } else if power == 1.0 {
        let text = list(&|(w, s)| format!("{} * {}", n(*w), n(*s)), " + ");
        (format!("({text}) / {sum}"), mean(&|s| s))
    } else if power == -1.0 {
        let text = list(&|(w, s)| format!("{} / {}", n(*w), n(*s)), " + ");
        (format!("{sum} / ({text})"), 1.0 / mean(&|s| 1.0 / s))
    } else {
        let p = n(power);
        let text = list(&|(w, s)| format!("{} * {}^{p}", n(*w), n(*s)), " + ");
        (format!("(({text}) / {sum})^(1/{p})"), libm::pow(mean(&|s| libm::pow(s, power)), 1.0 / power))
    };
    let figure = scope.number(node).ok()?;
    let sign = if is_exact(figure) { "=" } else { "≈" };
    if same(value, figure) {
        return Some(Words::same(format!("{text} {sign} {}", figure::short(figure))));
    }
    // A score of zero has no power below zero.
    (figure == 0.0).then(|| words!("有一项得 0 分，因此为 0", "one of them is 0, and so it is 0"))
}

/// `D⁻ / (D⁺ + D⁻) * 100`
fn distances(scope: Scope<'_>, node: NodeId) -> Option<Words> {
    let Op::Binary(Binary::Mul, nearness, _) = scope.op(origin::settle(scope, node))? else { return None };
    let Op::Binary(Binary::Div, to_worst, both) = scope.op(*nearness)? else { return None };
    let Op::Binary(Binary::Add, to_best, _) = scope.op(*both)? else { return None };
    let [best, worst] = [to_best, to_worst].map(|node| scope.number(*node).ok().map(figure::short));
    let (best, worst) = (best?, worst?);
    let score = scope.number(node).ok()?;
    let sign = if is_exact(score) { "=" } else { "≈" };
    let score = figure::short(score);
    Some(words!(
        "距最优 D⁺ = {best}，距最劣 D⁻ = {worst}：D⁻ / (D⁺ + D⁻) * 100 {sign} {score}",
        "from the best D⁺ = {best}, from the worst D⁻ = {worst}: D⁻ / (D⁺ + D⁻) * 100 {sign} {score}"
    ))
}

/// `(40 * 4/5 + 60 * 1/5) / 100 * 100 = 44`
fn shares(scope: Scope<'_>, node: NodeId) -> Option<Words> {
    let Op::Binary(Binary::Mul, mean, _) = scope.op(origin::settle(scope, node))? else { return None };
    let Op::Binary(Binary::Div, sum, present) = scope.op(*mean)? else { return None };
    let Op::Nary(Nary::Sum, all) = scope.op(*sum)? else { return None };
    let mut texts = Vec::new();
    for part in all {
        let part = match scope.op(*part)? {
            Op::Select { condition, otherwise, .. } if scope.holds(*condition) == Some(false) => *otherwise,
            Op::Select { .. } => continue,
            _ => *part,
        };
        let Op::Binary(Binary::Mul, weight, share) = scope.op(part)? else { return None };
        let Op::Binary(Binary::Div, above, below) = scope.op(*share)? else { return None };
        let [weight, above, below] = [weight, above, below].map(|node| scope.number(*node).ok().map(figure::digits));
        texts.push(format!("{} * {}/{}", weight?, above?, below?));
    }
    let (text, whole) = (texts.join(" + "), figure::digits(scope.number(*present).ok()?));
    let score = scope.number(node).ok()?;
    let sign = if is_exact(score) { "=" } else { "≈" };
    let score = figure::short(score);
    Some(Words::same(format!("({text}) / {whole} * 100 {sign} {score}")))
}
