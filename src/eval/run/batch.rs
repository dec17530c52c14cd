//! Nodes computed batch by batch, on all threads; what lives in a batch only is gone with it.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::stages::{NO_STEP, Pass, Stores};
use super::{Run, map};
use crate::eval::kernel::scratch;
use crate::eval::kernel::view::{Operand, View};
use crate::eval::lanes::Held;
use crate::eval::wanted::{Keep, Wanted};
use crate::plan::{Grain, NodeId, Op};
use crate::table::{Few, Lane, Nothing, Numbers};

/// The part of a stored lane that one batch writes.
type Part<'a> = (&'a mut [f64], &'a mut [Option<Nothing>]);

impl Run<'_> {
    /// Computes nodes, which stand after their inputs. Where only some are `wanted`, the others may
    /// be gone afterwards.
    pub(super) fn compute_in_batches(&mut self, needed: &[NodeId], wanted: Option<&Wanted>) {
        for id in needed {
            let Some(node) = self.plan.nodes.get(id.0 as usize) else { continue };
            self.peers_of(node).into_iter().for_each(|peers| self.divide(peers));
        }
        self.columns = self.as_columns(needed);
        let stages = self.stages(needed, wanted);
        let passes = stages.whole.iter().zip(&stages.passes).zip(&stages.done);
        for ((whole, passes), done) in passes {
            whole.iter().for_each(|node| self.compute(*node));
            for pass in passes {
                self.go_over(pass);
            }
            for (id, keep) in done {
                let is_subject = self.plan.node(*id).grain == Grain::Subject;
                let held = &mut self.lanes.held[id.0 as usize];
                // A column of a table takes no room of its own.
                if let Held::Own(lane) = held {
                    match keep {
                        Some(keep) if is_subject => *held = Held::Few(Arc::new(keep.of_lane(lane))),
                        // One value takes no room, either.
                        Some(_) => {}
                        None => *held = Held::Pending,
                    }
                }
            }
        }
    }

    fn go_over(&mut self, pass: &Pass) {
        let rows = self.rows(pass.grain);
        let size = self.batch.max(1);
        let mut columns: Vec<(Vec<f64>, Vec<Option<Nothing>>)> =
            (0..pass.stored).map(|_| (vec![0.0; rows], vec![None; rows])).collect();
        let mut batches: Vec<Vec<Part<'_>>> = (0..rows.div_ceil(size)).map(|_| Vec::new()).collect();
        for (values, nothings) in &mut columns {
            let parts = values.chunks_mut(size).zip(nothings.chunks_mut(size));
            batches.iter_mut().zip(parts).for_each(|(batch, part)| batch.push(part));
        }
        let run = &*self;
        let found: Vec<Vec<Few>> = batches
            .into_par_iter()
            .enumerate()
            .map_init(
                || vec![None; pass.steps.len()],
                |values, (batch, mut parts)| {
                    let start = batch * size;
                    run.batch(pass, start..(start + size).min(rows), values, &mut parts)
                },
            )
            .collect();
        let few = joined(found, &pass.few);
        for step in &pass.steps {
            let at = match step.stores {
                Some(Stores::Whole(at)) => at,
                Some(Stores::Few(at)) => {
                    self.lanes.held[step.node.0 as usize] =
                        few.get(at).map_or(Held::Gone, |few| Held::Few(few.clone()));
                    continue;
                }
                None => continue,
            };
            let (values, mut nothings) = std::mem::take(&mut columns[at]);
            if !nothings.iter().fold(false, |any, nothing| any | nothing.is_some()) {
                nothings = Vec::new();
            }
            let mut numbers = Numbers { values: values.into(), nothings: nothings.into() };
            // Results hold the same lanes.
            numbers.share();
            self.lanes.held[step.node.0 as usize] = Held::Own(Lane::Numbers(numbers));
        }
    }

    /// Gives what is kept of lanes that are not kept whole.
    fn batch(
        &self,
        pass: &Pass,
        rows: Range<usize>,
        values: &mut [Option<Numbers>],
        parts: &mut [Part<'_>],
    ) -> Vec<Few> {
        let mut few = vec![Few::default(); pass.few.len()];
        for (at, step) in pass.steps.iter().enumerate() {
            let numbers = self.of_batch(pass, step.node, rows.clone(), values);
            match step.stores {
                Some(Stores::Whole(at)) => {
                    if let Some((to, nothings)) = parts.get_mut(at) {
                        to.copy_from_slice(&numbers.values);
                        if !numbers.nothings.is_empty() {
                            nothings.copy_from_slice(&numbers.nothings);
                        }
                    }
                }
                Some(Stores::Few(at)) => {
                    if let (Some(keep), Some(few)) = (pass.few.get(at), few.get_mut(at)) {
                        keep.of(&numbers, rows.start, few);
                    }
                }
                None => {}
            }
            values[at] = Some(numbers);
            for done in &step.last_of {
                values[*done].take().into_iter().for_each(|done| scratch::give_back(done.values.into_vec()));
            }
        }
        few
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

/// What was found in each batch, lane by lane.
fn joined(found: Vec<Vec<Few>>, lanes: &[Keep]) -> Vec<Arc<Few>> {
    let mut all = vec![Few::default(); lanes.len()];
    for (at, (all, keep)) in all.iter_mut().zip(lanes).enumerate() {
        let rows = found.iter().filter_map(|batch| batch.get(at)).map(Few::len).sum();
        all.reserve(rows, *keep != Keep::Nothings);
    }
    for batch in found {
        all.iter_mut().zip(batch).for_each(|(all, few)| all.append(few));
    }
    all.into_iter().map(Arc::new).collect()
}
