//! A run again with changed figures: only what lies behind them is computed, all else is given.

use std::collections::HashMap;

use super::bind::Bound;
use super::lanes::Lanes;
use super::run::run_only;
use crate::plan::{NodeId, Plan};
use crate::table::Lane;

/// What a run with other figures needs of the run that there was.
#[derive(Debug, Clone)]
pub struct Again<'a> {
    plan: &'a Plan,
    bound: &'a Bound,
    given: HashMap<NodeId, Lane>,
    wanted: Vec<NodeId>,
}

impl<'a> Again<'a> {
    /// `changing` may be given other lanes from run to run; of `wanted` the results are asked for.
    /// `lanes` hold every node.
    pub fn new(plan: &'a Plan, bound: &'a Bound, lanes: &Lanes, changing: &[NodeId], wanted: &[NodeId]) -> Again<'a> {
        let mut behind = vec![false; plan.nodes.len()];
        for id in changing {
            if let Some(changes) = behind.get_mut(id.0 as usize) {
                *changes = true;
            }
        }
        for (index, node) in plan.nodes.iter().enumerate() {
            // Inputs stand before their users.
            behind[index] |= node.op.inputs().iter().any(|input| behind[input.0 as usize]);
        }
        let mut given = HashMap::new();
        let mut open: Vec<NodeId> = wanted.iter().chain(plan.peers.iter().flatten()).copied().collect();
        let mut seen = vec![false; plan.nodes.len()];
        while let Some(id) = open.pop() {
            let index = id.0 as usize;
            if index >= seen.len() || std::mem::replace(&mut seen[index], true) {
                continue;
            }
            if behind[index] && !changing.contains(&id) {
                open.extend(plan.node(id).op.inputs());
                continue;
            }
            let mut lane = lanes.get(id).clone();
            if let Lane::Numbers(numbers) = &mut lane {
                // Each run copies what it is given.
                numbers.share();
            }
            given.insert(id, lane);
        }
        Again { plan, bound, given, wanted: wanted.to_vec() }
    }

    /// The lane that the next run is given for a node.
    pub fn given(&self, id: NodeId) -> Option<&Lane> {
        self.given.get(&id)
    }

    /// Gives the next runs another lane for one of the changing nodes, and hands back the one before.
    pub fn set(&mut self, id: NodeId, lane: Lane) -> Option<Lane> {
        self.given.insert(id, lane)
    }

    pub fn run(&self) -> Lanes {
        run_only(self.plan, self.bound, &self.given, &self.wanted)
    }
}
