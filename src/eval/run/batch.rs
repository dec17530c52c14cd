//! Nodes computed batch by batch, on all threads; what lives in a batch only is gone with it.

use std::ops::Range;

use rayon::prelude::*;

use super::stages::{NO_STEP, Pass};
use super::{Run, map};
use crate::eval::kernel::scratch;
use crate::eval::kernel::view::{Operand, View};
use crate::eval::lanes::Held;
use crate::plan::{Grain, NodeId, Op};
use crate::table::{Lane, Nothing, Numbers};

/// The part of a stored lane that one batch writes.
type Part<'a> = (&'a mut [f64], &'a mut [Option<Nothing>]);

impl Run<'_> {
    /// Computes nodes, which stand after their inputs. Where only some are `wanted`, the others may
    /// be gone afterwards.
    pub(super) fn compute_in_batches(&mut self, needed: &[NodeId], wanted: Option<&[NodeId]>) {
        for id in needed {
            let Some(node) = self.plan.nodes.get(id.0 as usize) else { continue };
            self.peers_of(node).into_iter().for_each(|peers| self.divide(peers));
        }
        let stages = self.stages(needed, wanted);
        let passes = stages.whole.iter().zip(&stages.passes).zip(&stages.done);
        for ((whole, passes), done) in passes {
            whole.iter().for_each(|node| self.compute(*node));
            for pass in passes {
                self.go_over(pass);
            }
            for id in done {
                let held = &mut self.lanes.held[id.0 as usize];
                // A column of a table takes no room of its own.
                if matches!(held, Held::Own(_)) {
                    *held = Held::Pending;
                }
            }
        }
    }

    fn go_over(&mut self, pass: &Pass) {
        let rows = self.rows(pass.grain);
        let size = self.batch.max(1);
        let mut columns: Vec<Numbers> =
            (0..pass.stored).map(|_| Numbers { values: vec![0.0; rows], nothings: vec![None; rows] }).collect();
        let mut batches: Vec<Vec<Part<'_>>> = (0..rows.div_ceil(size)).map(|_| Vec::new()).collect();
        for column in &mut columns {
            let parts = column.values.chunks_mut(size).zip(column.nothings.chunks_mut(size));
            batches.iter_mut().zip(parts).for_each(|(batch, part)| batch.push(part));
        }
        let run = &*self;
        batches.into_par_iter().enumerate().for_each_init(
            || vec![None; pass.steps.len()],
            |values, (batch, mut parts)| {
                let start = batch * size;
                run.batch(pass, start..(start + size).min(rows), values, &mut parts);
            },
        );
        for step in &pass.steps {
            let Some(at) = step.stores else { continue };
            let mut column = std::mem::take(&mut columns[at]);
            if !column.nothings.iter().fold(false, |any, nothing| any | nothing.is_some()) {
                column.nothings = Vec::new();
            }
            self.lanes.held[step.node.0 as usize] = Held::Own(Lane::Numbers(column));
        }
    }

    fn batch(&self, pass: &Pass, rows: Range<usize>, values: &mut [Option<Numbers>], parts: &mut [Part<'_>]) {
        for (at, step) in pass.steps.iter().enumerate() {
            let numbers = self.of_batch(pass, step.node, rows.clone(), values);
            if let Some((to, nothings)) = step.stores.and_then(|at| parts.get_mut(at)) {
                to.copy_from_slice(&numbers.values);
                if !numbers.nothings.is_empty() {
                    nothings.copy_from_slice(&numbers.nothings);
                }
            }
            values[at] = Some(numbers);
            for done in &step.last_of {
                values[*done].take().into_iter().for_each(scratch::give_back);
            }
        }
    }

    fn of_batch(&self, pass: &Pass, id: NodeId, rows: Range<usize>, values: &[Option<Numbers>]) -> Numbers {
        let (node, count) = (self.plan.node(id), rows.len());
        let whole = self.rows(pass.grain);
        let operand = |input: NodeId| -> Operand<'_> {
            let step = pass.step_of.get(input.0 as usize).copied().unwrap_or(NO_STEP);
            match values.get(step as usize).and_then(Option::as_ref) {
                Some(numbers) => Operand::Numbers(View::many(numbers)),
                None if self.plan.node(input).grain == Grain::One => Operand::new(self.lanes.get(input), count),
                None => Operand::part(self.lanes.get(input), whole, rows.clone()),
            }
        };
        let lane = map::map(&node.op, count, &operand).unwrap_or_else(|| match &node.op {
            Op::Gather { agg, input, filter, .. } => match self.source(*agg, *input, *filter) {
                Grain::Table(table) => {
                    let what = self.gathered(*agg, *input, *filter, self.rows(Grain::Table(table)));
                    self.gather_rows(what, table, rows.clone())
                }
                _ => super::nothings(node.kind, count, Nothing::NoRows),
            },
            Op::Spread { input, to } => self.spread(*input, *to, rows.clone()),
            Op::Shift { input, periods } => self.shift(*input, node.grain, *periods, rows.clone()),
            _ => super::nothings(node.kind, count, Nothing::NoRows),
        });
        match lane {
            Lane::Numbers(numbers) if numbers.len() == count => numbers,
            // Only a malformed plan gets here.
            Lane::Numbers(_) | Lane::Texts(_) => (0..count).map(|_| Err(Nothing::Unreadable)).collect(),
        }
    }
}
