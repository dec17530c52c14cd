//! Which nodes are computed batch by batch, in how many passes, and which lanes are whole.
//!
//! A pass goes once over the rows of a grain. In it stands what can be computed of a batch of rows
//! by itself and of lanes that are whole already. A node whose values are needed whole (because
//! others look at all of its rows, or because somebody wants them) is stored in the first pass that
//! can compute it; one that is needed in a later pass and is not stored is computed again there,
//! which takes less time than to write it down and less memory.

use super::Run;
use crate::eval::wanted::{Keep, Wanted};
use crate::plan::{Grain, NodeId, Op};
use crate::table::Kind;

/// How the nodes of a plan are computed.
pub(super) struct Stages {
    /// Nodes that are computed at once, before the pass of that number.
    pub whole: Vec<Vec<NodeId>>,
    pub passes: Vec<Vec<Pass>>,
    /// Lanes that nobody reads after the pass of that number, with what is kept of them.
    pub done: Vec<Vec<(NodeId, Option<Keep>)>>,
}

/// One pass over the rows of one grain.
pub(super) struct Pass {
    pub grain: Grain,
    /// What is computed in each batch, inputs first.
    pub steps: Vec<Step>,
    /// For each node of the plan its step.
    pub step_of: Vec<u32>,
    /// How many nodes are stored whole, and of how many some rows are.
    pub stored: usize,
    pub few: Vec<Keep>,
}

pub(super) struct Step {
    pub node: NodeId,
    pub stores: Option<Stores>,
    /// Steps whose values nobody needs in this batch after this one.
    pub last_of: Vec<usize>,
}

/// Which of the lanes that a pass stores it is: of those that are whole, or of the others.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stores {
    Whole(usize),
    Few(usize),
}

pub(super) const NO_STEP: u32 = u32::MAX;

#[derive(Clone, Copy, PartialEq)]
enum How {
    /// At once; the number is that of the first pass that can read it.
    Whole(usize),
    /// In batches, in that pass or later ones.
    Batch(usize),
    Not,
}

impl Run<'_> {
    /// Whether a batch of the node's rows can be computed by itself, and of its inputs those that
    /// must be whole for that.
    fn in_batches(&self, id: NodeId) -> Option<Vec<NodeId>> {
        let node = self.plan.nodes.get(id.0 as usize)?;
        let is_rows = matches!(node.grain, Grain::Table(_) | Grain::Subject);
        if !is_rows || node.kind == Kind::Text || self.known(id).is_some() {
            return None;
        }
        let inputs = node.op.inputs();
        let of = |id: NodeId| (self.plan.node(id).grain, self.plan.node(id).kind);
        // Texts of a batch would have a dictionary of their own.
        if inputs.iter().any(|input| matches!(of(*input), (grain, Kind::Text) if grain != Grain::One)) {
            return None;
        }
        match &node.op {
            Op::Number(_)
            | Op::Text(_)
            | Op::Nothing(_)
            | Op::Column(_)
            | Op::PeriodDay(_)
            | Op::Window { .. }
            | Op::Rank { .. } => None,
            Op::Gather { .. } if self.columns.contains_key(&id) => None,
            Op::Gather { to: Grain::Subject, agg, input, filter } => match self.source(*agg, *input, *filter) {
                Grain::Table(table) if self.is_by_row(*agg, table) => None,
                Grain::Table(_) => Some(inputs),
                Grain::One | Grain::Subject | Grain::Peers(_) => None,
            },
            Op::Gather { .. } => None,
            Op::Spread { .. } | Op::Shift { .. } => Some(inputs),
            op => {
                let fits = |input: &NodeId| of(*input).0 == node.grain || of(*input).0 == Grain::One;
                (op.is_map() && inputs.iter().all(fits)).then(Vec::new)
            }
        }
    }

    pub(super) fn stages(&self, needed: &[NodeId], wanted: Option<&Wanted>) -> Stages {
        let nodes = self.plan.nodes.len();
        let mut how = vec![How::Not; nodes];
        let keep = |id: NodeId| wanted.map_or(Some(Keep::Whole), |wanted| wanted.get(id));
        let is_whole = |index| keep(NodeId(index as u32)) == Some(Keep::Whole);
        let mut stored: Vec<bool> = (0..nodes).map(is_whole).collect();
        let mut last = 0;
        for id in needed {
            let node = self.plan.node(*id);
            let whole = self.in_batches(*id);
            let mut first = 0;
            let inputs = if self.known(*id).is_some() { Vec::new() } else { node.op.inputs() };
            for input in inputs {
                let at = input.0 as usize;
                let must = whole.as_ref().is_none_or(|whole| whole.contains(&input));
                stored[at] |= must;
                first = first.max(match how[at] {
                    How::Whole(from) => from,
                    How::Batch(pass) => pass + usize::from(must),
                    How::Not => 0,
                });
            }
            how[id.0 as usize] = if whole.is_some() { How::Batch(first) } else { How::Whole(first) };
            last = last.max(first);
        }
        let mut stages = Stages { whole: Vec::new(), passes: Vec::new(), done: Vec::new() };
        let mut last_read: Vec<usize> =
            how.iter().map(|how| if let How::Whole(first) | How::Batch(first) = how { *first } else { 0 }).collect();
        for pass in 0..=last {
            let at_once: Vec<NodeId> =
                needed.iter().filter(|id| how[id.0 as usize] == How::Whole(pass)).copied().collect();
            for id in &at_once {
                self.plan.node(*id).op.inputs().iter().for_each(|input| last_read[input.0 as usize] = pass);
            }
            stages.whole.push(at_once);
            let mut passes: Vec<Pass> = Vec::new();
            let is_goal = |id: &&NodeId| stored[id.0 as usize] || keep(**id).is_some();
            let goals = needed.iter().filter(is_goal).filter(|id| how[id.0 as usize] == How::Batch(pass));
            let mut by_grain: Vec<(Grain, Vec<NodeId>)> = Vec::new();
            for id in goals {
                let grain = self.plan.node(*id).grain;
                match by_grain.iter_mut().find(|(known, _)| *known == grain) {
                    Some((_, all)) => all.push(*id),
                    None => by_grain.push((grain, vec![*id])),
                }
            }
            for (grain, goals) in by_grain {
                let steps = self.demanded(&goals, &how, &stored, pass);
                for id in &steps {
                    self.plan.node(*id).op.inputs().iter().for_each(|input| last_read[input.0 as usize] = pass);
                }
                // What is read whole is kept whole until then.
                let goals = goals.into_iter().map(|id| (id, keep(id).filter(|_| !stored[id.0 as usize])));
                passes.push(self.pass(grain, &steps, goals));
            }
            stages.passes.push(passes);
        }
        stages.done = vec![Vec::new(); last + 1];
        for id in needed.iter().filter(|id| keep(**id) != Some(Keep::Whole)) {
            stages.done[last_read[id.0 as usize]].push((*id, keep(*id)));
        }
        stages
    }

    /// What has to be computed in a pass for its goals.
    fn demanded(&self, goals: &[NodeId], how: &[How], stored: &[bool], pass: usize) -> Vec<NodeId> {
        let (mut open, mut seen) = (goals.to_vec(), vec![false; how.len()]);
        let mut steps = goals.to_vec();
        goals.iter().for_each(|id| seen[id.0 as usize] = true);
        while let Some(id) = open.pop() {
            let whole = self.in_batches(id).unwrap_or_default();
            for input in self.plan.node(id).op.inputs() {
                let at = input.0 as usize;
                let How::Batch(first) = how[at] else { continue };
                // What an earlier pass has stored is read.
                let is_there = stored[at] && first < pass;
                if !whole.contains(&input) && !is_there && !std::mem::replace(&mut seen[at], true) {
                    steps.push(input);
                    open.push(input);
                }
            }
        }
        steps.sort_unstable();
        steps
    }

    /// Of each goal is said what is kept of it, unless it is the whole.
    fn pass(&self, grain: Grain, steps: &[NodeId], goals: impl Iterator<Item = (NodeId, Option<Keep>)>) -> Pass {
        let mut step_of = vec![NO_STEP; self.plan.nodes.len()];
        for (at, id) in steps.iter().enumerate() {
            step_of[id.0 as usize] = at as u32;
        }
        let mut last_use: Vec<usize> = (0..steps.len()).collect();
        for (at, id) in steps.iter().enumerate() {
            for input in self.plan.node(*id).op.inputs() {
                if let Some(last) = last_use.get_mut(step_of[input.0 as usize] as usize) {
                    *last = at;
                }
            }
        }
        let mut all: Vec<Step> =
            steps.iter().map(|node| Step { node: *node, stores: None, last_of: Vec::new() }).collect();
        let (mut stored, mut few) = (0, Vec::new());
        for (goal, keep) in goals {
            let stores = match keep {
                None | Some(Keep::Whole) => {
                    stored += 1;
                    Stores::Whole(stored - 1)
                }
                Some(keep) => {
                    few.push(keep);
                    Stores::Few(few.len() - 1)
                }
            };
            all[step_of[goal.0 as usize] as usize].stores = Some(stores);
        }
        for (at, last) in last_use.into_iter().enumerate() {
            all[last].last_of.push(at);
        }
        Pass { grain, steps: all, step_of, stored, few }
    }
}
