//! What follows for the figures in a condition from its holding, or not.

use super::analysis::{Analysis, Context};
use super::nothings::Nothings;
use super::order::plain;
use super::range::Range;
use crate::plan::{Binary, Is, NodeId, Op, Plan, Unary};

/// Ranges of nodes where a condition has a value and that value is `holds`.
pub fn consequences(
    analysis: &Analysis<'_>,
    condition: NodeId,
    holds: bool,
    context: &Context,
) -> Vec<(NodeId, Range)> {
    let mut found = Vec::new();
    follow(analysis, condition, holds, context, &mut found);
    found
}

/// Pairs of figures of which the first is at most the second, from a condition that holds or not.
pub fn order(plan: &Plan, condition: NodeId, holds: bool) -> Vec<(NodeId, NodeId)> {
    let pair = |a: NodeId, b: NodeId| (plain(plan, a), plain(plan, b));
    match (&plan.node(condition).op, holds) {
        (Op::Unary(Unary::Not, inner), _) => order(plan, *inner, !holds),
        (Op::Spread { input, .. }, _) => order(plan, *input, holds),
        (Op::Binary(Binary::And, a, b), true) | (Op::Binary(Binary::Or, a, b), false) => {
            let mut both = order(plan, *a, holds);
            both.extend(order(plan, *b, holds));
            both
        }
        (Op::Binary(Binary::Le | Binary::Lt, a, b), true) | (Op::Binary(Binary::Ge | Binary::Gt, a, b), false) => {
            vec![pair(*a, *b)]
        }
        (Op::Binary(Binary::Ge | Binary::Gt, a, b), true) | (Op::Binary(Binary::Le | Binary::Lt, a, b), false) => {
            vec![pair(*b, *a)]
        }
        (Op::Binary(Binary::Eq, a, b), true) | (Op::Binary(Binary::Ne, a, b), false) => {
            vec![pair(*a, *b), pair(*b, *a)]
        }
        _ => Vec::new(),
    }
}

fn follow(
    analysis: &Analysis<'_>,
    condition: NodeId,
    holds: bool,
    context: &Context,
    found: &mut Vec<(NodeId, Range)>,
) {
    let here = analysis.range_in(condition, context);
    let truth = Range::exactly(f64::from(u8::from(holds)));
    found.push((condition, here.with_nothings(Nothings::NONE).within(truth)));
    match &analysis.plan.node(condition).op {
        Op::Unary(Unary::Not, inner) => follow(analysis, *inner, !holds, context, found),
        Op::Spread { input, .. } => follow(analysis, *input, holds, context, found),
        Op::Binary(Binary::And, a, b) if holds => {
            follow(analysis, *a, true, context, found);
            follow(analysis, *b, true, context, found);
        }
        Op::Binary(Binary::Or, a, b) if !holds => {
            follow(analysis, *a, false, context, found);
            follow(analysis, *b, false, context, found);
        }
        // `coalesce(condition, false)`: how a condition that is open does not strike.
        Op::Coalesce(all) => {
            if let [first, last] = all.as_slice()
                && analysis.range_in(*last, context).is_exactly() == Some(f64::from(u8::from(!holds)))
            {
                follow(analysis, *first, holds, context, found);
            }
        }
        Op::Is(what, input) => {
            let range = analysis.range_in(*input, context);
            found.push((*input, known(range, *what, holds)));
        }
        Op::Binary(op, a, b) => compared(analysis, (*op, *a, *b), holds, context, found),
        _ => {}
    }
}

fn known(range: Range, what: Is, holds: bool) -> Range {
    if holds { Range::never(range.nothings.kept(what)) } else { range.with_nothings(range.nothings.without(what)) }
}

fn compared(
    analysis: &Analysis<'_>,
    (op, a, b): (Binary, NodeId, NodeId),
    holds: bool,
    context: &Context,
    found: &mut Vec<(NodeId, Range)>,
) {
    let op = match (op, holds) {
        (op, true) => op,
        (Binary::Lt, false) => Binary::Ge,
        (Binary::Le, false) => Binary::Gt,
        (Binary::Gt, false) => Binary::Le,
        (Binary::Ge, false) => Binary::Lt,
        (Binary::Eq, false) => Binary::Ne,
        (Binary::Ne, false) => Binary::Eq,
        (_, false) => return,
    };
    // A comparison that came out had two figures.
    let (left, right) = (analysis.range_in(a, context), analysis.range_in(b, context));
    if !left.some || !right.some {
        return;
    }
    let (mut new_left, mut new_right) = (left.with_nothings(Nothings::NONE), right.with_nothings(Nothings::NONE));
    match op {
        Binary::Le | Binary::Lt => {
            let strict = op == Binary::Lt;
            new_left = new_left.within(below(right.high, strict, left.whole));
            new_right = new_right.within(above(left.low, strict, right.whole));
        }
        Binary::Ge | Binary::Gt => {
            let strict = op == Binary::Gt;
            new_left = new_left.within(above(right.low, strict, left.whole));
            new_right = new_right.within(below(left.high, strict, right.whole));
        }
        Binary::Eq => {
            new_left = new_left.within(right);
            new_right = new_right.within(left);
        }
        Binary::Ne => {
            let other_than_zero = Range { nonzero: true, ..Range::ANY };
            if right.is_exactly() == Some(0.0) {
                new_left = new_left.within(other_than_zero);
            }
            if left.is_exactly() == Some(0.0) {
                new_right = new_right.within(other_than_zero);
            }
        }
        _ => return,
    }
    for (node, range) in [(a, new_left), (b, new_right)] {
        found.push((node, range));
        if let Op::Spread { input, .. } = &analysis.plan.node(node).op {
            found.push((*input, range));
        }
    }
}

fn below(limit: f64, strict: bool, whole: bool) -> Range {
    let limit = if strict && whole && limit.fract() == 0.0 { limit - 1.0 } else { limit };
    Range { nonzero: strict && limit == 0.0, ..Range::between(f64::NEG_INFINITY, limit) }
}

fn above(limit: f64, strict: bool, whole: bool) -> Range {
    let limit = if strict && whole && limit.fract() == 0.0 { limit + 1.0 } else { limit };
    Range { nonzero: strict && limit == 0.0, ..Range::at_least(limit) }
}
