//! The rows of one period out of columns over all periods.

use crate::eval::kernel::take::take;
use crate::eval::kernel::view::{Operand, View};
use crate::eval::lanes::Lanes;
use crate::plan::{Grain, NodeId, Plan};
use crate::table::{Lane, Nothing, Numbers};

#[derive(Clone, Copy)]
pub struct Slice<'a> {
    plan: &'a Plan,
    lanes: &'a Lanes,
    subjects: usize,
    period: usize,
}

impl<'a> Slice<'a> {
    pub fn new(plan: &'a Plan, lanes: &'a Lanes, subjects: usize, period: usize) -> Slice<'a> {
        Slice { plan, lanes, subjects, period }
    }

    /// One value for each subject. A constant is the same for all.
    pub fn lane(&self, node: NodeId) -> Lane {
        let lane = self.lanes.get(node);
        let rows: Vec<Result<usize, Nothing>> = match self.plan.node(node).grain {
            Grain::One => vec![Ok(0); self.subjects],
            Grain::Subject => (0..self.subjects).map(|subject| Ok(self.period * self.subjects + subject)).collect(),
            Grain::Table(_) | Grain::Peers(_) => vec![Err(Nothing::NotApplicable); self.subjects],
        };
        take(Operand::new(lane, lane.len()), rows.into_iter())
    }

    pub fn numbers(&self, node: NodeId) -> Numbers {
        match self.lane(node) {
            Lane::Numbers(numbers) => numbers,
            Lane::Texts(texts) => (0..texts.len()).map(|_| Err(Nothing::Unreadable)).collect(),
        }
    }

    /// Nothing applies to anybody where there is no such node.
    pub fn numbers_or_nothing(&self, node: Option<NodeId>) -> Numbers {
        match node {
            Some(node) => self.numbers(node),
            None => (0..self.subjects).map(|_| Err(Nothing::NotApplicable)).collect(),
        }
    }

    pub fn text(&self, node: NodeId, subject: usize) -> Option<String> {
        match self.lanes.get(node) {
            Lane::Texts(texts) => {
                let row = self.period * self.subjects + subject;
                if row < texts.len() { texts.get(row).ok().map(str::to_string) } else { None }
            }
            Lane::Numbers(_) => None,
        }
    }

    /// A node's values at all of its own rows, for rows of a table.
    pub fn rows(&self, node: NodeId, rows: usize) -> View<'a> {
        Operand::new(self.lanes.get(node), rows).numbers()
    }
}
