//! The total: its parts, adjustments, vetoes and rounding; place and grade.

use super::after;
use super::chain::{self, Stage, rounding};
use super::combined;
use super::expression::{self, written};
use super::origin;
use super::phrase::Reader;
use super::points::{filled, finish, marks, of_parts, parts, scales, tell_veto, veto_words, weights};
use super::scope::{Scope, points};
use crate::diagnostic::Severity;
use crate::number::Near;
use crate::number::compare::same;
use crate::plan::{CheckNode, Grain, NodeId};
use crate::result::{After, Step};
use crate::rubric::{Adjust, Check, Combine, Effect, Missing, RoundStage, TooLittle, ZeroTarget};
use crate::table::{Lane, Nothing, figure};
use crate::text::Words;
use crate::text::words::fill;
use crate::words;

/// The whole tree.
pub fn step(scope: Scope<'_>) -> Step {
    let outputs = &scope.program.outputs;
    let (full, decimals) = (scope.rubric.header.points.to_f64(), scope.rubric.header.decimals);
    let mut step = match outputs.afterwards.before {
        None => marked(scope, words!("总分", "total"), outputs.total),
        Some(before) => {
            let mut step = marks(scope, words!("总分", "total"), outputs.total, full, decimals);
            step.how.extend(after::steps(scope));
            step.children.push(marked(scope, words!("修正前总分", "total before correction"), before));
            step
        }
    };
    let mut how = outcome(scope);
    how.append(&mut step.how);
    step.how = how;
    step.children.extend(after::money(scope));
    step
}

/// The step in which parts that were scaled stand together, where adjustments follow.
pub(super) fn together() -> Words {
    words!("各项合计", "parts together")
}

/// What the parts, adjustments and vetoes come to.
pub(super) fn marked(scope: Scope<'_>, name: Words, node: NodeId) -> Step {
    let (header, outputs) = (&scope.rubric.header, &scope.program.outputs);
    let full = header.points.to_f64();
    let decimals = header.decimals;
    let mut step = marks(scope, name, node, full, decimals);
    step.how.extend(variant(scope));
    let adds = header.combine == Combine::Sum;
    let items =
        if adds { parts(scope, None) } else { vec![combined::points(scope, &header.combine, outputs.score, full)] };
    let adjusts = adjusts(scope);
    let present = outputs.unscaled.and_then(|(_, present)| scope.number(present).ok());
    let scales = if adds { scales(scope, None, full, present) } else { vec![None] };
    step.how.extend(unscaled(scope));
    step.how.extend(weights(scope, None));

    let (told, struck) = vetoes(scope);
    let Some(total) = step.number else {
        step.how.extend(why_not(scope, node));
        step.children = items.into_iter().chain(adjusts).chain(told).chain(failed_checks(scope)).collect();
        return step;
    };
    let sum = chain::sum(&items);
    let adjusted = chain::sum(&adjusts);
    // Scaling comes before adjustments, so that where both are at work the parts get a step of
    // their own.
    let scale = scales
        .into_iter()
        .find(|scale| {
            let scaled = scale.as_ref().map_or(sum, |stage| chain::apply(stage.after, sum));
            chain::find(scaled + adjusted, total, &ways(scope, &struck), decimals).is_some()
        })
        .flatten();
    let mut start: Vec<Stage> = Vec::new();
    step.children = match scale {
        Some(scale) if !adjusts.is_empty() => {
            let chain = chain::find(sum, chain::apply(scale.after, sum), &[vec![scale]], decimals);
            let whole =
                chain.as_ref().map_or(sum, |chain| chain.after.iter().fold(sum, |v, after| chain::apply(*after, v)));
            let (how, after) = chain.map_or((Vec::new(), None), |chain| (chain.how, Some(chain.after)));
            let together = Step {
                name: together(),
                figure: Words::same(points(whole, decimals)),
                number: Some(whole),
                how: std::iter::once(of_parts(sum, decimals)).chain(how).collect(),
                children: items,
                sum: after,
                ..Step::default()
            };
            std::iter::once(together).chain(adjusts).collect()
        }
        scale => {
            start.extend(scale);
            items.into_iter().chain(adjusts).collect()
        }
    };
    let sum = chain::sum(&step.children);
    if adds || step.children.len() > 1 {
        step.how.push(of_parts(sum, decimals));
    }
    let ways: Vec<Vec<Stage>> =
        ways(scope, &struck).into_iter().map(|way| start.iter().cloned().chain(way).collect()).collect();
    finish(scope, &mut step, node, sum, total, &ways, decimals);
    step.children.extend(told);
    step.children.extend(failed_checks(scope));
    step
}

/// The orders in which limits, vetoes and rounding may lead to the total.
fn ways(scope: Scope<'_>, struck: &[Stage]) -> Vec<Vec<Stage>> {
    let header = &scope.rubric.header;
    let (low, high) = (header.total_range.0.to_f64(), header.total_range.1.to_f64());
    let why = words!("总分范围 {low} 至 {high}", "the total's range is {low} to {high}");
    let range = [Stage { after: After::AtLeast(low), why: why.clone() }, Stage { after: After::AtMost(high), why }];
    let mut round = vec![Vec::new()];
    if header.round_at.contains(&RoundStage::Total) {
        round.insert(0, vec![rounding(header.decimals)]);
    }
    let mut ways: Vec<Vec<Stage>> = Vec::new();
    for round in round {
        let join = |parts: &[&[Stage]]| parts.iter().copied().flatten().cloned().collect::<Vec<Stage>>();
        ways.push(join(&[struck, &range, &round]));
        ways.push(join(&[&range, struck, &round]));
        ways.push(join(&[struck, &round]));
        ways.push(join(&[struck, &round, &range]));
    }
    ways
}

/// What the total was before it was rescaled.
fn unscaled(scope: Scope<'_>) -> Option<Words> {
    let (raw, present) = scope.program.outputs.unscaled?;
    let (raw, present) = (scope.number(raw).ok()?, scope.number(present).ok()?);
    let (raw, present) = (points(raw, scope.rubric.header.decimals), figure::digits(present));
    Some(words!("原始分 {raw}，有分的项共 {present} 分", "raw total {raw}, {present} marks are there"))
}

/// Which variant of the rubric it is judged by.
fn variant(scope: Scope<'_>) -> Option<Words> {
    let nodes = scope.program.outputs.variant.as_ref()?;
    let index = scope.number(nodes.index).ok()?;
    let name = &scope.rubric.variants.get(index as usize)?.name;
    Some(Words { zh: format!("考核类型 {}", name.zh), en: format!("variant {}", name.en) })
}

/// Place and grade.
pub(super) fn outcome(scope: Scope<'_>) -> Vec<Words> {
    let outputs = &scope.program.outputs;
    let mut how = Vec::new();
    match scope.number(outputs.rank) {
        Ok(place) => {
            let place = figure::short(place);
            how.push(match scope.number(outputs.group_size) {
                Ok(size) => {
                    let size = figure::short(size);
                    words!("第 {place} 名（共 {size} 人）", "place {place} of {size}")
                }
                Err(_) => words!("第 {place} 名", "place {place}"),
            });
        }
        Err(_) if scope.nothing(outputs.total).is_none() => {
            how.push(words!("不参加排名", "no place in the ranking"));
        }
        Err(_) => {}
    }
    if let Some(index) = outputs.grade.and_then(|node| scope.number(node).ok()).map(|index| index as usize)
        && let Some(grade) = scope.rubric.grades.get(index)
    {
        how.push(Words { zh: format!("等级 {}", grade.name.zh), en: format!("grade {}", grade.name.en) });
        how.extend(lowered(scope, index));
    }
    how
}

/// Where the total alone would give a better grade: quotas and ceilings.
fn lowered(scope: Scope<'_>, index: usize) -> Vec<Words> {
    let Ok(total) = scope.number(scope.program.outputs.total) else { return Vec::new() };
    let reached = |min: Option<crate::number::Decimal>| min.is_none_or(|min| min.to_f64().near_le(total));
    let Some(best) = scope.rubric.grades.iter().position(|grade| reached(grade.min)).filter(|best| *best < index)
    else {
        return Vec::new();
    };
    let by_quota = after::quotas(scope, best, index);
    let Some(name) = scope.rubric.grades.get(best).map(|grade| &grade.name) else { return by_quota };
    let said = Words {
        zh: format!("分数够 {}，因名额或一票否决降低", name.zh),
        en: format!("the total reaches {}, lowered by a quota or a veto", name.en),
    };
    std::iter::once(said).chain(by_quota).collect()
}

/// Why there is no total.
fn why_not(scope: Scope<'_>, total: NodeId) -> Vec<Words> {
    let outputs = &scope.program.outputs;
    if scope.nothing(total) == Some(Nothing::CheckFailed) {
        return vec![words!("数据更正之前不出总分", "no total until the data is mended")];
    }
    if let Some(why) = outputs.variant.as_ref().and_then(|nodes| scope.nothing(nodes.index)) {
        let why = figure::nothing(why);
        return vec![Words {
            zh: format!("考核类型无法确定（{}），因此没有总分", why.zh),
            en: format!("the variant is open ({}), so there is no total", why.en),
        }];
    }
    let items = scope.rubric.indicators.iter().zip(&outputs.indicators).filter_map(|(indicator, nodes)| {
        let left = scope.nothing(nodes.points).filter(|left| *left != Nothing::NotInVariant)?;
        let why = scope.nothing(nodes.scored).unwrap_or(left);
        (*indicator.policy(why.kind()) != Missing::Skip).then_some((&indicator.name, why))
    });
    let adjusts = scope.rubric.adjusts.iter().zip(&outputs.adjusts);
    let short = scope.rubric.categories.iter().zip(&outputs.categories).filter_map(|(category, nodes)| {
        let why = scope.nothing(nodes.points).filter(|why| *why == Nothing::TooLittle)?;
        category.needs.filter(|needs| needs.otherwise == TooLittle::Fail).map(|_| (&category.name, why))
    });
    let open = adjusts.filter_map(|(adjust, node)| Some((&adjust.name, scope.nothing(*node)?)));
    let say = |(name, why): (&Words, Nothing)| {
        let why = figure::nothing(why);
        Words {
            zh: format!("{} {}，因此没有总分", name.zh, why.zh),
            en: format!("{} is {}, so there is no total", name.en, why.en),
        }
    };
    let mut why: Vec<Words> = items.chain(short).chain(open).map(say).collect();
    if why.is_empty() {
        // The parts are there, but cannot be combined.
        let categories = scope.rubric.categories.iter().zip(&outputs.categories);
        let combined = categories
            .filter(|(category, _)| category.combine != Combine::Sum)
            .filter_map(|(category, nodes)| Some((&category.name, scope.nothing(nodes.score)?)));
        let whole = words!("合成得分", "the combined score");
        why.extend(combined.chain(scope.nothing(outputs.score).map(|nothing| (&whole, nothing))).map(say).take(1));
    }
    why
}

/// The points of each adjustment.
fn adjusts(scope: Scope<'_>) -> Vec<Step> {
    let all = scope.rubric.adjusts.iter().zip(&scope.program.outputs.adjusts);
    all.map(|(adjust, node)| adjustment(scope, adjust, *node)).collect()
}

fn adjustment(scope: Scope<'_>, adjust: &Adjust, node: NodeId) -> Step {
    let decimals = scope.rubric.header.decimals;
    let mut step = super::scope::step(scope, adjust.name.clone(), node, None);
    if let Some(number) = step.number {
        let sign = if number > 0.0 { "+" } else { "" };
        step.figure = Words::same(format!("{sign}{}", points(number, decimals)));
    }
    let mut reader = Reader::new(scope);
    let phrase = reader.whole(node);
    let expr = expression::written(scope, &adjust.points);
    step.how.push(Words { zh: filled(&expr, &phrase.figures.zh), en: filled(&expr, &phrase.figures.en) });
    if let Some(when) = &adjust.when {
        let when = written(scope, when);
        step.how.push(words!("条件 {when}", "where {when}"));
    }
    let at = |limit: Option<crate::number::Decimal>| {
        limit.filter(|limit| step.number.is_some_and(|number| same(number, limit.to_f64())))
    };
    let (max, min) = (at(adjust.max), at(adjust.min));
    if let Some(max) = max {
        step.how.push(words!("最多 {max}", "at most {max}"));
    }
    if let Some(min) = min {
        step.how.push(words!("最少 {min}", "at least {min}"));
    }
    step.children = origin::leaves(scope, &reader.leaves);
    step
}

/// The vetoes on the total, the grade or the place that struck or could not be decided, and the
/// stages of those that change the total.
fn vetoes(scope: Scope<'_>) -> (Vec<Step>, Vec<Stage>) {
    let (mut told, mut struck) = (Vec::new(), Vec::new());
    for (index, veto) in scope.rubric.vetoes.iter().enumerate() {
        if matches!(veto.effect, Effect::Zero(ZeroTarget::Indicator(_) | ZeroTarget::Category(_))) {
            continue;
        }
        let Some((decided, step)) = tell_veto(scope, index, veto) else { continue };
        told.push(step);
        let after = match veto.effect {
            Effect::Zero(_) => After::Zero,
            Effect::Cap(cap) => After::AtMost(cap.to_f64()),
            Effect::GradeAtMost(_) | Effect::Unranked => continue,
        };
        if decided == Some(true) {
            struck.push(Stage { after, why: veto_words(veto) });
        }
    }
    (told, struck)
}

/// A step for each logic check of severity error that failed for the subject.
fn failed_checks(scope: Scope<'_>) -> Vec<Step> {
    let all = scope.rubric.checks.iter().zip(&scope.program.outputs.checks);
    let errors = all.filter(|(check, _)| check.severity == Severity::Error);
    errors
        .filter(|(_, node)| fails(scope, node.holds))
        .map(|(check, node)| {
            let quoted: Vec<NodeId> = node.quoted.iter().map(|(_, node)| *node).collect();
            // A declared form says what is wrong; its conditions were never written by anybody.
            let how = match clauses(scope, check, node) {
                said if said.is_empty() => vec![Words::same(written(scope, &check.expr))],
                said => said,
            };
            let id = &check.id;
            Step {
                name: words!("逻辑检查“{id}”", "check “{id}”"),
                figure: words!("未通过", "failed"),
                how,
                children: origin::leaves(scope, &quoted),
                ..Step::default()
            }
        })
        .collect()
}

/// What the conditions of a declared form say that fail for the subject.
fn clauses(scope: Scope<'_>, check: &Check, node: &CheckNode) -> Vec<Words> {
    let of_rows = scope.node(node.holds).is_none_or(|node| node.grain != Grain::Subject);
    let failing = check.clauses.iter().zip(&node.clauses).filter(|(_, nodes)| fails(scope, nodes.holds));
    failing
        .filter(|_| !of_rows)
        .map(|(clause, nodes)| {
            let figures: Vec<(String, Words)> =
                nodes.figures.iter().enumerate().map(|(at, node)| (at.to_string(), scope.said(*node, None))).collect();
            let figures: Vec<(&str, Words)> = figures.iter().map(|(at, said)| (at.as_str(), said.clone())).collect();
            fill(&clause.says, &figures)
        })
        .collect()
}

/// Whether a check fails for the subject, or in one of the subject's rows.
fn fails(scope: Scope<'_>, holds: NodeId) -> bool {
    match scope.node(holds).map(|node| node.grain) {
        Some(Grain::Table(table)) => {
            let Lane::Numbers(lane) = scope.facts.lane(holds) else { return false };
            let rows = scope.facts.rows(table, scope.subject, scope.period);
            rows.into_iter().any(|row| row < lane.len() && lane.get(row) == Ok(0.0))
        }
        _ => scope.holds(holds) == Some(false),
    }
}
