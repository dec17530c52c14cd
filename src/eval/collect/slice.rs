//! The rows of one period out of columns over all periods.

use std::sync::Arc;

use crate::eval::kernel::take::take;
use crate::eval::kernel::view::{Operand, View};
use crate::eval::lanes::Lanes;
use crate::plan::{Grain, NodeId, Plan};
use crate::table::{Few, Lane, Nothing, Numbers};

#[derive(Clone, Copy)]
pub struct Slice<'a> {
    plan: &'a Plan,
    lanes: &'a Lanes,
    /// How many subjects there are in any period.
    all: usize,
    /// Those on the roster in this one.
    subjects: &'a [usize],
    period: usize,
}

impl<'a> Slice<'a> {
    pub fn new(plan: &'a Plan, lanes: &'a Lanes, all: usize, subjects: &'a [usize], period: usize) -> Slice<'a> {
        Slice { plan, lanes, all, subjects, period }
    }

    /// The row of the subject grain of a subject in this period.
    pub fn row(&self, subject: usize) -> usize {
        self.period * self.all + subject
    }

    /// One value for each subject on the roster. A constant is the same for all.
    pub fn lane(&self, node: NodeId) -> Lane {
        if self.lanes.is_gone(node) {
            return Lane::Numbers(Numbers::default());
        }
        let lane = self.lanes.get(node);
        let grain = self.plan.node(node).grain;
        // Of everybody in the only period the lane is what it is.
        if let (Grain::Subject, Lane::Numbers(numbers)) = (grain, lane)
            && self.subjects.len() == self.all
            && numbers.len() == self.all
        {
            return Lane::Numbers(numbers.clone());
        }
        let rows: Vec<Result<usize, Nothing>> = match grain {
            Grain::One => vec![Ok(0); self.subjects.len()],
            Grain::Subject => self.subjects.iter().map(|subject| Ok(self.row(*subject))).collect(),
            Grain::Table(_) | Grain::Peers(_) => vec![Err(Nothing::NotApplicable); self.subjects.len()],
        };
        take(Operand::new(lane, lane.len()), rows.into_iter())
    }

    /// The same; of a figure of groups that of each subject's group.
    pub fn lane_of_members(&self, node: NodeId) -> Lane {
        let Grain::Peers(peers) = self.plan.node(node).grain else { return self.lane(node) };
        let (lane, groups) = (self.lanes.get(node), self.lanes.groups(peers));
        let row = |subject: &usize| {
            let groups = groups.ok_or(Nothing::NoRows)?;
            groups.of(self.row(*subject)).map(|group| self.period * groups.len() + group)
        };
        let rows: Vec<Result<usize, Nothing>> = self.subjects.iter().map(row).collect();
        take(Operand::new(lane, lane.len()), rows.into_iter())
    }

    /// What is left of a lane that was not kept, by position among those on the roster.
    pub fn few(&self, node: NodeId) -> Option<Arc<Few>> {
        let few = self.lanes.few(node)?;
        let rows = self.period * self.all..(self.period + 1) * self.all;
        if self.subjects.len() == self.all && self.period == 0 && few.iter().all(|(row, _)| row < rows.end) {
            return Some(few.clone());
        }
        let mut own = Few::default();
        for (row, kept) in few.iter().filter(|(row, _)| rows.contains(row)) {
            if let Ok(position) = self.subjects.binary_search(&(row - rows.start)) {
                match kept {
                    Ok(value) => own.push(position, value, None),
                    Err(nothing) => own.push(position, f64::NAN, Some(nothing)),
                }
            }
        }
        Some(Arc::new(own))
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
            None => self.subjects.iter().map(|_| Err(Nothing::NotApplicable)).collect(),
        }
    }

    pub fn text(&self, node: NodeId, subject: usize) -> Option<String> {
        match self.lanes.get(node) {
            Lane::Texts(texts) => {
                let row = self.row(subject);
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
