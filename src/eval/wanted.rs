//! What a run keeps of each lane, so that results can be made of them which say so much.

use crate::number::Near;
use crate::plan::{Grain, NodeId, Op, Program};
use crate::result::Extent;
use crate::rubric::{Preparation, Rubric};
use crate::table::{Few, Kind, Lane, Nothing, Numbers};

/// What is kept of a lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Keep {
    Whole,
    /// Which rows are nothings, and why.
    Nothings,
    /// Rows outside a range, and those that are not settled yet.
    Told {
        low: f64,
        high: f64,
    },
}

/// What is kept, by node.
#[derive(Debug, Clone)]
pub struct Wanted {
    keep: Vec<Option<Keep>>,
    /// Nodes that results have a place for, but not in this extent.
    pub gone: Vec<NodeId>,
}

impl Wanted {
    /// All that is computed.
    pub fn of(rubric: &Rubric, program: &Program, extent: Extent) -> Wanted {
        let (plan, outputs) = (&program.plan, &program.outputs);
        let mut wanted = Wanted { keep: vec![None; plan.nodes.len()], gone: Vec::new() };
        if extent >= Extent::Details {
            outputs.nodes().into_iter().for_each(|node| wanted.add(node, Keep::Whole));
        } else {
            outputs.outcomes().into_iter().for_each(|node| wanted.add(node, Keep::Whole));
            wanted.elements(rubric, program);
            wanted.indicators(rubric, program, extent);
        }
        // Findings name the rows behind a figure.
        let is_rows = |node: &NodeId| matches!(plan.node(*node).grain, Grain::Table(_));
        for node in &plan.nodes {
            if matches!(node.op, Op::Gather { to: Grain::Subject, .. } | Op::Window { at: Some(_), .. }) {
                node.op.inputs().into_iter().filter(is_rows).for_each(|node| wanted.add(node, Keep::Whole));
            }
        }
        plan.peers.iter().flatten().for_each(|node| wanted.add(*node, Keep::Whole));
        wanted
    }

    #[cfg(test)]
    pub fn made(nodes: usize, all: &[(NodeId, Keep)]) -> Wanted {
        let mut wanted = Wanted { keep: vec![None; nodes], gone: Vec::new() };
        all.iter().for_each(|(node, keep)| wanted.add(*node, *keep));
        wanted
    }

    pub fn get(&self, node: NodeId) -> Option<Keep> {
        self.keep.get(node.0 as usize).copied().flatten()
    }

    pub fn nodes(&self) -> Vec<NodeId> {
        let wanted = self.keep.iter().enumerate().filter(|(_, keep)| keep.is_some());
        wanted.map(|(index, _)| NodeId(index as u32)).collect()
    }

    /// A node of which two things are wanted is kept whole.
    fn add(&mut self, node: NodeId, keep: Keep) {
        if let Some(known) = self.keep.get_mut(node.0 as usize) {
            *known = if known.is_none_or(|known| known == keep) { Some(keep) } else { Some(Keep::Whole) };
        }
    }

    /// Whose figures are out of range, or not settled, is told.
    fn elements(&mut self, rubric: &Rubric, program: &Program) {
        let (plan, outputs) = (&program.plan, &program.outputs);
        for (element, node) in rubric.elements.iter().zip(&outputs.elements) {
            let range = element.range.filter(|_| element.kind == Kind::Number);
            let (low, high) =
                range.map_or((f64::NEG_INFINITY, f64::INFINITY), |(low, high)| (low.to_f64(), high.to_f64()));
            self.add(*node, Keep::Told { low, high });
        }
        self.gone.extend(&outputs.elements);
        // Checks that fail show the elements they read.
        let (mut open, mut seen) = (Vec::new(), vec![false; plan.nodes.len()]);
        open.extend(outputs.checks.iter().map(|check| check.holds));
        while let Some(id) = open.pop() {
            if seen.get_mut(id.0 as usize).is_none_or(|seen| std::mem::replace(seen, true)) {
                continue;
            }
            if outputs.elements.contains(&id) {
                self.add(id, Keep::Whole);
            } else {
                open.extend(plan.node(id).op.inputs());
            }
        }
    }

    /// Of what is left out, and of what has no total, is told.
    fn indicators(&mut self, rubric: &Rubric, program: &Program, extent: Extent) {
        let kept = extent >= Extent::Figures;
        // What a void or an objection changes is shown indicator by indicator.
        let compared = !rubric.voids.is_empty() || rubric.objections.is_some();
        for (indicator, nodes) in rubric.indicators.iter().zip(&program.outputs.indicators) {
            // On the leaderboard stands what is directly under the total.
            let shown = kept || compared || indicator.parent.is_none() || !indicator.answers.contributors.is_empty();
            let some = |whole: bool| if whole { Keep::Whole } else { Keep::Nothings };
            self.add(nodes.value, some(kept));
            self.add(nodes.points, some(shown));
            if kept {
                self.add(nodes.score, Keep::Whole);
            }
            if shown {
                self.add(nodes.full, Keep::Whole);
            }
            if let (Some(Preparation::Impute(_)), Some(filled)) =
                (indicator.preparation.first(), nodes.prepared.first())
            {
                self.add(*filled, Keep::Whole);
            }
            self.gone.extend([nodes.value, nodes.score, nodes.points, nodes.full]);
        }
    }
}

impl Keep {
    /// What is kept of some rows of a lane, the first of which has the number `start`.
    pub fn of(self, numbers: &Numbers, start: usize, few: &mut Few) {
        match self {
            Keep::Whole => {}
            Keep::Nothings => {
                for (row, nothing) in numbers.nothings.iter().enumerate() {
                    if let Some(nothing) = nothing {
                        few.push_nothing(start + row, *nothing);
                    }
                }
            }
            Keep::Told { low, high } => {
                for (row, value) in numbers.values.iter().enumerate() {
                    // No nothing is less or more than anything.
                    if value.near_lt(low) || high.near_lt(*value) {
                        few.push(start + row, *value, None);
                    } else if value.is_nan() && numbers.nothing(row) == Some(Nothing::Unsettled) {
                        few.push(start + row, f64::NAN, Some(Nothing::Unsettled));
                    }
                }
            }
        }
    }

    /// What is kept of a whole lane.
    pub fn of_lane(self, lane: &Lane) -> Few {
        let mut few = Few::default();
        match lane {
            Lane::Numbers(numbers) => self.of(numbers, 0, &mut few),
            Lane::Texts(texts) => {
                for (row, nothing) in texts.nothings.iter().enumerate() {
                    match (self, nothing) {
                        (Keep::Nothings, Some(nothing)) => few.push_nothing(row, *nothing),
                        (Keep::Told { .. }, Some(Nothing::Unsettled)) => {
                            few.push(row, f64::NAN, Some(Nothing::Unsettled));
                        }
                        _ => {}
                    }
                }
            }
        }
        few
    }
}
