//! Parameters that differ by group: one case for each of their values.

use rustc_hash::FxHashSet;

use super::analysis::Analysis;
use crate::plan::{Grain, NodeId, Op, Plan};

/// More cases than this are not told apart.
const MOST: usize = 24;

/// A node below another that only ever is one of several constants, and those; the first of such
/// nodes, if there is one.
pub fn of(analysis: &Analysis<'_>, below: NodeId) -> Option<(NodeId, Vec<f64>)> {
    let plan = analysis.plan;
    let (mut open, mut seen) = (vec![below], FxHashSet::default());
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(values) = constants(plan, id).filter(|values| (2..=MOST).contains(&values.len())) {
            return Some((id, values));
        }
        open.extend(plan.node(id).op.inputs());
    }
    None
}

/// The constants that a choice by group comes to.
fn constants(plan: &Plan, id: NodeId) -> Option<Vec<f64>> {
    let node = plan.node(id);
    if node.grain != Grain::Subject || !matches!(node.op, Op::Select { .. }) {
        return None;
    }
    let (mut open, mut values) = (vec![id], Vec::new());
    while let Some(id) = open.pop() {
        match &plan.node(id).op {
            Op::Select { condition, then, otherwise } if by_group(plan, *condition) => open.extend([*then, *otherwise]),
            Op::Number(value) => values.push(value.0),
            Op::Nothing(_) => {}
            _ => return None,
        }
    }
    values.sort_by(f64::total_cmp);
    values.dedup();
    Some(values)
}

/// A comparison of a text with a word, or of the period's first day with a date.
fn by_group(plan: &Plan, condition: NodeId) -> bool {
    match &plan.node(condition).op {
        Op::Binary(_, a, b) => [a, b]
            .into_iter()
            .any(|side| matches!(plan.node(*side).op, Op::Text(_) | Op::PeriodDay(_)) || by_group(plan, *side)),
        Op::Number(_) => false,
        _ => false,
    }
}
