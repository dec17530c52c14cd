//! Figures with a step of their own: elements, values, gathers, peers, earlier periods.

use super::expression::written;
use super::phrase::{self, Reader, equation};
use super::rows::{gathered, source};
use super::scope::{Named, Scope, step};
use super::{ratings, record, score};
use crate::plan::{Grain, NodeId, Op};
use crate::result::Step;
use crate::rubric::{Element, ElementSource, Expr};
use crate::text::Words;
use crate::words;

/// A step for each.
pub fn leaves(scope: Scope<'_>, nodes: &[NodeId]) -> Vec<Step> {
    let scope = Scope { depth: scope.depth + 1, ..scope };
    nodes.iter().filter(|_| scope.may_go_on()).filter_map(|node| leaf(scope, *node)).collect()
}

/// The step of a figure that a formula uses.
pub fn leaf(scope: Scope<'_>, node: NodeId) -> Option<Step> {
    match scope.names.of(node) {
        Some(Named::Element(i)) => return Some(element(scope, i)),
        Some(named @ Named::Value(i)) => return value(scope, i, phrase::name(scope, named)),
        Some(named) => return Some(step(scope, phrase::name(scope, named), node, None)),
        None => {}
    }
    let named = || step(scope, Reader::new(scope).whole(node).names, node, None);
    match scope.op(node)? {
        Op::Gather { to: Grain::Subject, .. } => {
            let mut step = named();
            gathered(scope, node, false)?.into_step(&mut step);
            Some(step)
        }
        Op::Spread { input, .. } => peers(scope, *input, named()),
        Op::Rank { .. } => Some(Step { how: score::place(scope, node).into_iter().collect(), ..named() }),
        Op::Shift { input, periods } => Some(earlier(scope, *input, *periods, named())),
        Op::Steps { .. } | Op::Piecewise { .. } | Op::Match { .. } => {
            let way = score::way(scope, node, None);
            Some(Step { how: way.how, children: leaves(scope, &way.leaves), ..named() })
        }
        _ => None,
    }
}

/// A data element.
pub fn element(scope: Scope<'_>, index: usize) -> Step {
    let (Some(element), Some(node)) =
        (scope.rubric.elements.get(index), scope.program.outputs.elements.get(index).copied())
    else {
        return Step::default();
    };
    let mut step = step(scope, element.name.clone(), node, element.unit.as_deref());
    if !scope.told.element(index, scope.period) {
        step.how.push(words!("见上", "see above"));
        return step;
    }
    if scope.rubric.is_masked(&element.answers) {
        return Step { number: None, ..step };
    }
    step.how.extend(record::void(scope, index));
    let corrected = scope.program.outputs.corrected_elements.get(index).copied().flatten();
    let replaced = record::replaced(scope, corrected);
    // Under the choice between a figure and its correction stands the figure.
    let node = corrected.map_or(node, |corrected| corrected.original);
    let mut made = if replaced.is_some() { Step::default() } else { std::mem::take(&mut step) };
    made_from(scope, element, index, node, &mut made);
    match replaced {
        Some(corrected) => record::tell(scope, corrected, element.unit.as_deref(), &mut step, made),
        None => step = made,
    }
    // The owner of the indicator stands above; one for every figure would hide the figures.
    step.how.extend(element.answers.words(None));
    step
}

/// Adds how an element came from rows or other elements.
fn made_from(scope: Scope<'_>, element: &Element, index: usize, node: NodeId, step: &mut Step) {
    match &element.source {
        ElementSource::Rows { value, filter, .. } => {
            let root = settle(scope, node);
            if source(scope, root).is_some() {
                step.how.push(Words::same(written(scope, value)));
                if let Some(filter) = filter {
                    let filter = written(scope, filter);
                    step.how.push(words!("条件 {filter}", "where {filter}"));
                }
                if let Some(found) = gathered(scope, root, true) {
                    found.into_step(step);
                }
            } else {
                formula(scope, node, Some(value), Some(index), step);
            }
        }
        ElementSource::Formula(expr) => formula(scope, node, Some(expr), Some(index), step),
    }
}

/// The raw value of an indicator. `None` for one that does not exist.
pub fn value(scope: Scope<'_>, index: usize, name: Words) -> Option<Step> {
    let indicator = scope.rubric.indicators.get(index)?;
    let nodes = scope.program.outputs.indicators.get(index)?;
    let unit = indicator.unit.as_deref().filter(|_| indicator.rated.is_none());
    let mut step = step(scope, name, nodes.value, unit);
    if scope.rubric.is_masked(&indicator.answers) {
        return Some(Step { number: None, ..step });
    }
    let corrected = scope.program.outputs.corrected_indicators.get(index).copied().flatten();
    if let Some(corrected) = record::replaced(scope, corrected) {
        record::tell(scope, corrected, unit, &mut step, Step::default());
    } else if indicator.rated.is_some() {
        ratings::explain(scope, index, &mut step);
    } else {
        let node = corrected.filter(|_| indicator.applies.is_none() && indicator.decimals.is_none());
        let node = node.map_or(nodes.value, |corrected| corrected.original);
        formula(scope, node, indicator.formula.as_ref(), None, &mut step);
    }
    Some(step)
}

/// Adds how a formula gave the figure and what it is made from; `own` is the element whose
/// formula it is.
pub fn formula(scope: Scope<'_>, node: NodeId, expr: Option<&Expr>, own: Option<usize>, step: &mut Step) {
    let written = expr.map(|expr| Words::same(written(scope, expr)));
    if let Some(Named::Element(element)) = scope.names.of(node).filter(|named| Some(*named) != own.map(Named::Element))
    {
        // The formula is the name of an element.
        let names = written.unwrap_or_else(|| phrase::name(scope, Named::Element(element)));
        let result = scope.said(node, None);
        step.how
            .push(Words { zh: format!("{} = {}", names.zh, result.zh), en: format!("{} = {}", names.en, result.en) });
        step.children.extend(leaves(scope, &[node]));
        return;
    }
    let root = settle(scope, node);
    if source(scope, root).is_some() {
        step.how.extend(written);
        if let Some(found) = gathered(scope, root, false) {
            found.into_step(step);
        }
        return;
    }
    let mut reader = Reader::new(scope);
    let phrase = reader.whole(node);
    let names = written.unwrap_or_else(|| phrase.names.clone());
    step.how.push(equation(scope, &names, &phrase, node));
    step.children.extend(leaves(scope, &reader.leaves));
}

/// The node behind those that only hand a figure on: the branch of a choice whose other side is a
/// nothing, the same figure on other rows.
pub fn settle(scope: Scope<'_>, node: NodeId) -> NodeId {
    let mut at = node;
    loop {
        let nothing = |node: &NodeId| matches!(scope.op(*node), Some(Op::Nothing(_)));
        // Inputs stand before their users, so this comes to an end.
        at = match scope.op(at) {
            Some(Op::Select { condition, then, otherwise }) => match scope.holds(*condition) {
                Some(true) if nothing(otherwise) && *then < at => *then,
                Some(false) if nothing(then) && *otherwise < at => *otherwise,
                _ => return at,
            },
            Some(Op::Spread { input, .. })
                if *input < at
                    && scope.node(*input).is_some_and(|node| matches!(node.grain, Grain::One | Grain::Subject)) =>
            {
                *input
            }
            _ => return at,
        };
    }
}

/// A figure of the peer group.
fn peers(scope: Scope<'_>, gather: NodeId, step: Step) -> Option<Step> {
    let Op::Gather { input, filter, to: Grain::Peers(peers), .. } = scope.op(gather)? else { return None };
    let members = scope.peers(*peers);
    let counts = |other: &&usize| {
        let other = scope.of_subject(**other);
        other.nothing(*input).is_none() && filter.is_none_or(|filter| other.holds(filter) == Some(true))
    };
    let counted = members.iter().filter(counts).count();
    let group = scope.group(*peers, members.len());
    let how = if counted == members.len() {
        group
    } else {
        Words {
            zh: format!("{}，其中 {counted} 人计入", group.zh), en: format!("{}, {counted} counted", group.en)
        }
    };
    Some(Step { how: vec![how], ..step })
}

/// The figure of an earlier period, and what it was made from then.
fn earlier(scope: Scope<'_>, input: NodeId, back: u32, step: Step) -> Step {
    let periods = scope.facts.periods();
    let wanted = periods.get(scope.period).map(|period| period.ordinal - i64::from(back));
    let Some(then) = periods.iter().position(|period| Some(period.ordinal) == wanted) else {
        return Step { how: vec![words!("数据中没有这一期", "the data has no such period")], ..step };
    };
    let name = scope.period_name(then);
    let origin = match scope.names.of(input) {
        Some(Named::Element(_) | Named::Value(_)) if then < scope.period => leaves(scope.in_period(then), &[input]),
        _ => Vec::new(),
    };
    Step { how: vec![words!("{name} 的值", "the value of {name}")], children: origin, ..step }
}
