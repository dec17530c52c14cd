//! From a score to points, and from the points of parts to those of the whole.

use super::adds_up::prints;
use super::chain::{self, Stage, rounding};
use super::origin;
use super::phrase::{Reader, equation};
use super::scope::{Scope, points, step};
use super::{combined, expression, score};
use crate::number::ExactSum;
use crate::number::compare::same;
use crate::plan::{CategoryNodes, NodeId};
use crate::result::{After, Step};
use crate::rubric::{Category, Combine, Effect, RoundStage, SkipWithin, TooLittle, Veto, WeighBy, ZeroTarget};
use crate::table::{Nothing, figure};
use crate::text::Words;
use crate::words;

/// The points of an indicator; `None` for one that does not exist.
pub fn indicator(scope: Scope<'_>, index: usize) -> Option<Step> {
    let indicator = scope.rubric.indicators.get(index)?;
    let nodes = scope.program.outputs.indicators.get(index)?;
    let header = &scope.rubric.header;
    let decimals = header.decimals;
    let full = full(scope, nodes.full);
    let mut step = marks(scope, indicator.name.clone(), nodes.points, full, decimals);
    if scope.nothing(nodes.points) == Some(Nothing::NotInVariant) {
        return Some(step);
    }
    step.children.extend(score::step(scope, index));
    let struck = vetoes(scope, ZeroTarget::Indicator(index), &mut step);
    if let (Some(figure), Ok(score)) = (step.number, scope.number(nodes.score)) {
        let scale = Stage { after: After::Scale { from: 100.0, to: full }, why: Words::default() };
        let round = header.round_at.contains(&RoundStage::Indicator).then(|| rounding(decimals));
        let way: Vec<Stage> = std::iter::once(scale).chain(round).chain(struck).collect();
        let ways = [way];
        finish(scope, &mut step, nodes.points, score, figure, &ways, decimals);
        show_enough(&mut step);
        if step.how.is_empty() {
            let (score, full) = (figure::short(score), figure::short(full));
            let points = points(figure, decimals);
            step.how.push(Words::same(format!("{score} × {full} / 100 = {points}")));
        }
    } else if step.number.is_some() {
        step.how.extend(struck.iter().map(|stage| stage.why.clone()));
    }
    step.how.extend(indicator.answers.words(indicator.owner.as_deref()));
    step.how.extend(indicator.answers.duties.iter().filter_map(|duty| scope.rubric.duties.get(*duty)).map(|duty| {
        let (zh, en) = (&duty.name.zh, &duty.name.en);
        words!("职责 {zh}", "duty: {en}")
    }));
    if let Some(figure) = step.number {
        step.how.extend(indicator.answers.contributors.iter().map(|(unit, share)| {
            let part = figure::short(figure * share.to_f64());
            let share = figure::short(share.to_f64());
            words!("{unit} 占 {share}：{part} 分", "{unit} has {share} of it: {part}")
        }));
    }
    Some(step)
}

/// Gives the score all its digits where four decimals would not lead to the points.
pub fn show_enough(step: &mut Step) {
    if let (false, Some(score)) = (prints(step), step.children.first_mut())
        && let Some(number) = score.number
    {
        score.figure = Words::same(figure::digits(number));
    }
}

/// The points of a category.
pub fn category(scope: Scope<'_>, index: usize) -> Option<Step> {
    let category = scope.rubric.categories.get(index)?;
    let nodes = scope.program.outputs.categories.get(index)?;
    let header = &scope.rubric.header;
    let full = full(scope, nodes.full);
    let mut step = marks(scope, category.name.clone(), nodes.points, full, header.decimals);
    if scope.nothing(nodes.points) == Some(Nothing::NotInVariant) {
        return Some(step);
    }
    if category.combine != Combine::Sum {
        return Some(combined(scope, index, category, nodes, step));
    }
    step.how.extend(weights(scope, Some(index)));
    step.children = parts(scope, Some(index));
    let sum = chain::sum(&step.children);
    let scales = match header.skip_within {
        SkipWithin::Category => scales(scope, Some(index), full, scope.number(nodes.present).ok()),
        // The total makes up for what is left out here.
        SkipWithin::Total => vec![None],
    };
    step.how.extend(needs(scope, category, nodes));
    let struck = vetoes(scope, ZeroTarget::Category(index), &mut step);
    if let Some(figure) = step.number {
        let mut ways = Vec::new();
        for scale in scales {
            let mut way: Vec<Stage> = scale.into_iter().chain(struck.clone()).collect();
            if header.round_at.contains(&RoundStage::Category) {
                way.push(rounding(header.decimals));
            }
            ways.push(way);
        }
        step.how.push(of_parts(sum, header.decimals));
        finish(scope, &mut step, nodes.points, sum, figure, &ways, header.decimals);
    }
    Some(step)
}

/// `由数据求得的权重（熵值法）：产量 0.6142、质量 0.3858`
pub fn weights(scope: Scope<'_>, parent: Option<usize>) -> Option<Words> {
    let all = scope.rubric.data_weights.iter().zip(&scope.program.outputs.weights);
    let (weights, shares) = all.into_iter().find(|(weights, _)| weights.parent == parent)?;
    let say = |pick: fn(&Words) -> &str, comma: &str| -> Option<String> {
        let items = weights.items.iter().zip(shares).map(|(item, share)| {
            let name = &scope.rubric.indicators.get(*item)?.name;
            Some(format!("{} {}", pick(name), figure::short(scope.number(*share).ok()?)))
        });
        items.collect::<Option<Vec<String>>>().map(|items| items.join(comma))
    };
    let (zh, en) = (say(|name| &name.zh, "、")?, say(|name| &name.en, ", ")?);
    let (by_zh, by_en) = match weights.method {
        WeighBy::Entropy => ("熵值法", "entropy"),
        WeighBy::Critic => ("CRITIC 法", "CRITIC"),
        WeighBy::Deviation => ("标准差", "standard deviation"),
    };
    Some(Words {
        zh: format!("由数据求得的权重（{by_zh}）：{zh}"),
        en: format!("weights from the data ({by_en}): {en}"),
    })
}

/// How much of a category is reported, where so much must be.
fn needs(scope: Scope<'_>, category: &Category, nodes: &CategoryNodes) -> Option<Words> {
    let (needs, reported) = (category.needs?, nodes.reported?);
    let [marks, of, items] = [reported.marks, reported.of, reported.items].map(|node| scope.number(node).ok());
    let (marks, of, items) = (marks.map(figure::digits)?, of.map(figure::digits)?, items.map(figure::digits)?);
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if let Some(share) = needs.share {
        zh.push(format!("有数据的 {marks}/{of} 分（至少 {share}）"));
        en.push(format!("{marks} of {of} marks reported (at least {share})"));
    }
    if let Some(least) = needs.items {
        zh.push(format!("有数据的 {items} 项（至少 {least}）"));
        en.push(format!("{items} parts reported (at least {least})"));
    }
    if scope.holds(reported.short) == Some(true) {
        let (after_zh, after_en) = match needs.otherwise {
            TooLittle::Fail => ("不够，因此不出总分", "too little, so there is no total"),
            TooLittle::Skip => ("不够，本类略去", "too little, so the category is left out"),
        };
        zh.push(after_zh.into());
        en.push(after_en.into());
    }
    Some(Words { zh: zh.join("，"), en: en.join(", ") })
}

/// A category whose parts do not add up: its points are the share of full marks of a score.
fn combined(scope: Scope<'_>, index: usize, category: &Category, nodes: &CategoryNodes, mut step: Step) -> Step {
    let header = &scope.rubric.header;
    step.how.extend(needs(scope, category, nodes));
    step.how.extend(weights(scope, Some(index)));
    let score = combined::score(scope, &category.combine, Some(index), nodes.score);
    let start = score.number;
    step.children.push(score);
    let struck = vetoes(scope, ZeroTarget::Category(index), &mut step);
    if let (Some(figure), Some(start)) = (step.number, start) {
        let mut way: Vec<Stage> = std::iter::once(combined::scale(full(scope, nodes.full))).chain(struck).collect();
        if header.round_at.contains(&RoundStage::Category) {
            way.push(rounding(header.decimals));
        }
        finish(scope, &mut step, nodes.points, start, figure, &[way], header.decimals);
        show_enough(&mut step);
    }
    step
}

/// The categories and indicators directly under a category, or under the total.
pub fn parts(scope: Scope<'_>, parent: Option<usize>) -> Vec<Step> {
    let categories = scope.rubric.categories.iter().enumerate().filter(|(_, category)| category.parent == parent);
    let indicators = scope.rubric.indicators.iter().enumerate().filter(|(_, indicator)| indicator.parent == parent);
    // A category cannot hold itself: the checker has seen to it; should it, the budget ends it.
    let mut steps: Vec<Step> =
        categories.filter(|_| scope.may_go_on()).filter_map(|(i, _)| category(scope, i)).collect();
    steps.extend(indicators.filter_map(|(i, _)| indicator(scope, i)));
    steps
}

/// The ways in which marks of parts that were left out may have gone to the others.
pub fn scales(scope: Scope<'_>, parent: Option<usize>, whole: f64, present: Option<f64>) -> Vec<Option<Stage>> {
    let outputs = &scope.program.outputs;
    let categories = scope.rubric.categories.iter().zip(&outputs.categories);
    let indicators = scope.rubric.indicators.iter().zip(&outputs.indicators);
    let all: Vec<(f64, NodeId)> = categories
        .filter(|(category, _)| category.parent == parent)
        .map(|(_, nodes)| (full(scope, nodes.full), nodes.points))
        .chain(
            indicators
                .filter(|(indicator, _)| indicator.parent == parent)
                .map(|(_, nodes)| (full(scope, nodes.full), nodes.points)),
        )
        .filter(|(_, points)| scope.nothing(*points) != Some(Nothing::NotInVariant))
        .collect();
    let there = all.iter().filter(|(_, points)| scope.nothing(*points).is_none());
    let marks = there.clone().map(|(full, _)| *full).collect::<ExactSum>().value();
    let left_out = all.len() - there.count();
    let scale = |from: f64| {
        let (from_said, full_said) = (figure::digits(from), figure::digits(whole));
        let why = if left_out > 0 {
            words!(
                "缺 {left_out} 项，按 {from_said}/{full_said} 折算",
                "{left_out} left out, scaled from {from_said} to {full_said}"
            )
        } else {
            words!("按 {from_said}/{full_said} 折算", "scaled from {from_said} to {full_said}")
        };
        (from > 0.0 && !same(from, whole)).then_some(Stage { after: After::Scale { from, to: whole }, why })
    };
    let mut found: Vec<Option<Stage>> = vec![None];
    for from in present.into_iter().chain([marks]) {
        found.extend(scale(from).map(Some));
    }
    found
}

/// Full marks of an item, which may be the subject's own.
pub fn full(scope: Scope<'_>, node: NodeId) -> f64 {
    scope.number(node).unwrap_or_default()
}

/// `各项之和 24.70`
pub fn of_parts(sum: f64, decimals: i32) -> Words {
    let sum = points(sum, decimals);
    words!("各项之和 {sum}", "sum of the parts {sum}")
}

/// Says the way from the sum of the children to the figure; if none is known, the plan's formula.
pub fn finish(
    scope: Scope<'_>,
    step: &mut Step,
    node: NodeId,
    start: f64,
    figure: f64,
    ways: &[Vec<Stage>],
    decimals: i32,
) {
    match chain::find(start, figure, ways, decimals) {
        Some(chain) => {
            step.how.extend(chain.how);
            step.sum = Some(chain.after);
        }
        None => {
            let phrase = Reader::new(scope).whole(node);
            step.how.push(equation(scope, &phrase.names, &phrase, node));
        }
    }
}

/// A step with points out of full marks, or the reason why there are none.
pub fn marks(scope: Scope<'_>, name: Words, node: NodeId, full: f64, decimals: i32) -> Step {
    let mut step = step(scope, name, node, None);
    if let Some(number) = step.number {
        step.figure = Words::same(format!("{} / {}", points(number, decimals), figure::digits(full)));
    }
    step
}

/// Adds a step for each veto on this item that struck or could not be decided, and gives the
/// stages of those that struck.
fn vetoes(scope: Scope<'_>, target: ZeroTarget, step: &mut Step) -> Vec<Stage> {
    let on_this = |veto: &Veto| veto.effect == Effect::Zero(target);
    let mut struck = Vec::new();
    for (index, veto) in scope.rubric.vetoes.iter().enumerate().filter(|(_, veto)| on_this(veto)) {
        let Some((decided, told)) = tell_veto(scope, index, veto) else { continue };
        step.children.push(told);
        if decided == Some(true) {
            struck.push(Stage { after: After::Zero, why: veto_words(veto) });
        }
    }
    struck
}

/// `一票否决“报表造假”`
pub fn veto_words(veto: &Veto) -> Words {
    Words { zh: format!("一票否决“{}”", veto.name.zh), en: format!("veto “{}”", veto.name.en) }
}

/// Whether a veto struck (`None`: undecided) and the step that says so; nothing for one that did
/// not.
pub fn tell_veto(scope: Scope<'_>, index: usize, veto: &Veto) -> Option<(Option<bool>, Step)> {
    let node = *scope.program.outputs.vetoes.get(index)?;
    let decided = scope.holds(node);
    let figure = match decided {
        Some(false) => return None,
        Some(true) => veto.effect.words(scope.rubric),
        None => {
            let why = figure::nothing(scope.nothing(node)?);
            Words { zh: format!("无法判定：{}", why.zh), en: format!("undecided: {}", why.en) }
        }
    };
    let mut reader = Reader::new(scope);
    let phrase = reader.whole(node);
    let written = expression::written(scope, &veto.when);
    let how = match decided {
        Some(_) => Words { zh: filled(&written, &phrase.figures.zh), en: filled(&written, &phrase.figures.en) },
        None => Words::same(written),
    };
    let mut all = vec![how];
    all.extend(veto.reason.as_ref().map(Words::same));
    let children = origin::leaves(scope, &reader.leaves);
    Some((decided, Step { name: veto_words(veto), figure, how: all, children, ..Step::default() }))
}

/// `造假次数 > 0 (1 > 0)`
pub fn filled(written: &str, figures: &str) -> String {
    if written == figures { written.to_string() } else { format!("{written} ({figures})") }
}
