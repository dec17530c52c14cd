//! Which figure is never greater than which: from the rubric's checks, from the shape of the
//! plan, and from ranges.

use std::collections::{BTreeMap, BTreeSet};

use super::range::Range;
use crate::number::Near;
use crate::plan::{Agg, Binary, Grain, Nary, NodeId, Op, PeersId, Plan};

/// Sums inside sums are compared this far.
const DEPTH: usize = 5;

/// `a ≤ b` wherever both have a value.
#[derive(Debug, Default)]
pub struct Order {
    below: BTreeMap<NodeId, BTreeSet<NodeId>>,
}

impl Order {
    /// What conditions that always hold say, and whatever follows from it.
    pub fn new(plan: &Plan, conditions: &[NodeId]) -> Order {
        let mut order = Order::default();
        for condition in conditions {
            order.learn(plan, *condition);
        }
        order.learn_shapes(plan);
        order.close();
        order
    }

    fn learn(&mut self, plan: &Plan, condition: NodeId) {
        match &plan.node(condition).op {
            Op::Binary(Binary::And, a, b) => {
                self.learn(plan, *a);
                self.learn(plan, *b);
            }
            Op::Spread { input, .. } => self.learn(plan, *input),
            Op::Binary(Binary::Le | Binary::Lt, a, b) => self.add(plan, *a, *b),
            Op::Binary(Binary::Ge | Binary::Gt, a, b) => self.add(plan, *b, *a),
            Op::Binary(Binary::Eq, a, b) => {
                self.add(plan, *a, *b);
                self.add(plan, *b, *a);
            }
            _ => {}
        }
    }

    fn add(&mut self, plan: &Plan, a: NodeId, b: NodeId) {
        self.below.entry(plain(plan, a)).or_default().insert(plain(plan, b));
    }

    /// The least of the peers is not above anybody, the greatest not below. A place counts from one
    /// to as many as there are, whatever is done with ties.
    fn learn_shapes(&mut self, plan: &Plan) {
        let mut counts: BTreeMap<(NodeId, PeersId), NodeId> = BTreeMap::new();
        for (index, node) in plan.nodes.iter().enumerate() {
            let Op::Gather { agg, input, filter: None, to: Grain::Peers(peers) } = &node.op else { continue };
            let own = NodeId(index as u32);
            match agg {
                Agg::Min => self.add(plan, own, *input),
                Agg::Max => self.add(plan, *input, own),
                Agg::Count => {
                    counts.insert((*input, *peers), own);
                }
                _ => {}
            }
        }
        for (index, node) in plan.nodes.iter().enumerate() {
            let Op::Rank { keys, within, .. } = &node.op else { continue };
            // Who has no first key has no place, and is not counted either.
            let count = keys.first().and_then(|first| counts.get(&(first.node, *within)));
            if let Some(count) = count {
                self.add(plan, NodeId(index as u32), *count);
            }
        }
    }

    fn close(&mut self) {
        loop {
            let mut more = Vec::new();
            for (a, above) in &self.below {
                for b in above {
                    for c in self.below.get(b).into_iter().flatten() {
                        if a != c && !above.contains(c) {
                            more.push((*a, *c));
                        }
                    }
                }
            }
            if more.is_empty() {
                return;
            }
            for (a, c) in more {
                self.below.entry(a).or_default().insert(c);
            }
        }
    }

    /// Whether `a ≤ b` is certain.
    pub fn at_most(&self, plan: &Plan, a: NodeId, b: NodeId, range: &dyn Fn(NodeId) -> Range) -> bool {
        self.compare(plan, a, b, range, DEPTH)
    }

    fn compare(&self, plan: &Plan, a: NodeId, b: NodeId, range: &dyn Fn(NodeId) -> Range, depth: usize) -> bool {
        let (a, b) = (plain(plan, a), plain(plan, b));
        if a == b || self.below.get(&a).is_some_and(|above| above.contains(&b)) {
            return true;
        }
        let (of_a, of_b) = (range(a), range(b));
        if of_a.some && of_b.some && of_a.high.near_le(of_b.low) {
            return true;
        }
        if depth == 0 {
            return false;
        }
        let less = |a, b| self.compare(plan, a, b, range, depth - 1);
        let is_or_below = |b: NodeId| {
            let b = plain(plan, b);
            a == b || self.below.get(&a).is_some_and(|above| above.contains(&b))
        };
        let none_negative = |all: &[NodeId]| all.iter().all(|id| range(*id).low >= 0.0);
        match (&plan.node(a).op, &plan.node(b).op) {
            (Op::Nary(Nary::Sum, left), Op::Nary(Nary::Sum, right)) if left.len() == right.len() => {
                left.iter().zip(right).all(|(a, b)| less(*a, *b))
            }
            (
                Op::Select { condition, then, otherwise },
                Op::Select { condition: same, then: then_b, otherwise: otherwise_b },
            ) if condition == same => less(*then, *then_b) && less(*otherwise, *otherwise_b),
            (_, Op::Nary(Nary::Max, all)) => all.iter().any(|b| less(a, *b)),
            (Op::Nary(Nary::Min, all), _) => all.iter().any(|a| less(*a, b)),
            (Op::Nary(Nary::Max, all), _) => all.iter().all(|a| less(*a, b)),
            (_, Op::Nary(Nary::Min, all)) => all.iter().all(|b| less(a, *b)),
            // A part of a sum without negative parts.
            (_, Op::Nary(Nary::Sum, all)) => all.iter().any(|b| is_or_below(*b)) && none_negative(all),
            (_, Op::Binary(Binary::Add, c, d)) => (is_or_below(*c) || is_or_below(*d)) && none_negative(&[*c, *d]),
            (Op::Binary(Binary::Sub, c, d), Op::Binary(Binary::Sub, e, f)) if less(*c, *e) && less(*f, *d) => true,
            (Op::Binary(Binary::Sub, c, d), _) if range(*d).low >= 0.0 => less(*c, b),
            // The middle of two.
            (Op::Binary(Binary::Div, sum, by), _) if range(*by).is_exactly() == Some(2.0) => {
                matches!(&plan.node(*sum).op, Op::Binary(Binary::Add, c, d) if less(*c, b) && less(*d, b))
            }
            (Op::Select { then, otherwise, .. }, _) => less(*then, b) && less(*otherwise, b),
            _ => false,
        }
    }
}

/// The node itself, without what only puts it on other rows.
pub fn plain(plan: &Plan, id: NodeId) -> NodeId {
    let mut id = id;
    while let Op::Spread { input, .. } = &plan.node(id).op {
        id = *input;
    }
    id
}
