//! Computing the nodes of a plan, column by column.

pub(super) mod across;
mod batch;
pub(super) mod map;
mod pull;
mod stages;

use std::collections::HashMap;
use std::sync::Arc;

use super::bind::{Bound, Buckets};
use super::kernel::gather::{Gather, gather};
use super::kernel::take::take;
use super::kernel::view::{Operand, TextView, View};
use super::kernel::{rank, window};
use super::lanes::{Held, Lanes};
use super::peers::Groups;
use super::wanted::Wanted;
use crate::plan::{Agg, Grain, Node, NodeId, Op, PeersId, PeriodEdge, Plan, Program, RankKey, TableId};
use crate::result::Extent;
use crate::rubric::Rubric;
use crate::table::time::SECONDS_A_DAY;
use crate::table::{Kind, Lane, Nothing, Numbers, Table, Texts};

/// How many rows are computed at a time.
const BATCH: usize = 1024;

/// Evaluates every node. An override stands in for a node's own result; it has one value for each
/// row of the node's grain, or a single one for all of them.
pub fn run(plan: &Plan, bound: &Bound, overrides: &HashMap<NodeId, Lane>) -> Lanes {
    let all: Vec<NodeId> = (0..plan.nodes.len()).map(|index| NodeId(index as u32)).collect();
    let mut run = Run::new(plan, bound, overrides, BATCH);
    run.compute_all(&all, None);
    run.lanes
}

/// Evaluates some nodes and what they read; of what only an override would have read, nothing.
pub fn run_only(plan: &Plan, bound: &Bound, overrides: &HashMap<NodeId, Lane>, nodes: &[NodeId]) -> Lanes {
    let mut run = Run::new(plan, bound, overrides, BATCH);
    let needed = run.with_inputs(nodes);
    run.compute_all(&needed, None);
    run.lanes
}

/// Evaluates what results of so much are made of. Of large data nothing else is kept, so that there is no
/// telling how a figure came about.
pub fn run_for_results(rubric: &Rubric, program: &Program, bound: &Bound, extent: Extent) -> Lanes {
    let (plan, overrides) = (&program.plan, HashMap::new());
    if extent == Extent::Whole {
        return run(plan, bound, &overrides);
    }
    let wanted = Wanted::of(rubric, program, extent);
    let mut run = Run::new(plan, bound, &overrides, BATCH);
    let needed = run.with_inputs(&wanted.nodes());
    run.compute_all(&needed, Some(&wanted));
    for node in &wanted.gone {
        if let Some(held @ Held::Pending) = run.lanes.held.get_mut(node.0 as usize) {
            *held = Held::Gone;
        }
    }
    run.lanes
}

struct Run<'a> {
    plan: &'a Plan,
    bound: &'a Bound,
    overrides: &'a HashMap<NodeId, Lane>,
    /// What was judged before any row was taken out, or gathered while rows passed by.
    judged: HashMap<NodeId, &'a Lane>,
    lanes: Lanes,
    /// Figures that are columns of a table.
    columns: HashMap<NodeId, (Arc<Table>, usize)>,
    /// How many rows are computed at a time; of fewer, all at once.
    batch: usize,
}

impl<'a> Run<'a> {
    fn new(plan: &'a Plan, bound: &'a Bound, overrides: &'a HashMap<NodeId, Lane>, batch: usize) -> Run<'a> {
        let lanes = Lanes::pending(plan.nodes.len(), plan.peers.len().max(1));
        Run {
            plan,
            bound,
            overrides,
            judged: bound.judged(plan).chain(bound.gathered()).collect(),
            lanes,
            columns: HashMap::new(),
            batch,
        }
    }

    /// Computes nodes, which stand after their inputs. Where only some are `wanted`, the others may
    /// be gone afterwards.
    fn compute_all(&mut self, needed: &[NodeId], wanted: Option<&Wanted>) {
        let tables = self.bound.tables.iter().map(|table| table.rows);
        let most = tables.chain([self.rows(Grain::Subject)]).max().unwrap_or(0);
        if most > self.batch {
            self.compute_in_batches(needed, wanted);
        } else {
            needed.iter().for_each(|node| self.compute(*node));
        }
    }

    /// The result of a node that is known without computing it.
    fn known(&self, id: NodeId) -> Option<&'a Lane> {
        self.overrides.get(&id).or_else(|| self.judged.get(&id).copied())
    }

    fn pending(&self, id: NodeId) -> bool {
        matches!(self.lanes.held.get(id.0 as usize), Some(Held::Pending))
    }

    /// Nodes that are to be computed, and what they read, each after its inputs.
    fn with_inputs(&self, ids: &[NodeId]) -> Vec<NodeId> {
        let (mut needed, mut open) = (ids.to_vec(), ids.to_vec());
        let mut seen = vec![false; self.plan.nodes.len()];
        while let Some(node) = open.pop() {
            let Some(found) = self.plan.nodes.get(node.0 as usize) else { continue };
            if self.known(node).is_some() {
                continue;
            }
            for input in found.op.inputs() {
                if self.pending(input) && !std::mem::replace(&mut seen[input.0 as usize], true) {
                    needed.push(input);
                    open.push(input);
                }
            }
        }
        // Inputs stand before their users.
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    fn compute(&mut self, id: NodeId) {
        let Some(node) = self.plan.nodes.get(id.0 as usize) else { return };
        if !self.pending(id) {
            return;
        }
        for peers in self.peers_of(node) {
            self.divide(peers);
        }
        let held = match self.known(id) {
            Some(lane) => Held::Own(fit(lane, self.rows(node.grain))),
            None => self.evaluate(id, node),
        };
        self.lanes.held[id.0 as usize] = held;
    }

    /// The divisions into peer groups that a node needs; no input of the node leads to them.
    fn peers_of(&self, node: &Node) -> Vec<PeersId> {
        let mut all = Vec::new();
        let mut note = |grain: Grain| {
            if let Grain::Peers(peers) = grain {
                all.push(peers);
            }
        };
        note(node.grain);
        match &node.op {
            Op::Gather { to, .. } => note(*to),
            Op::Spread { input, .. } => note(self.plan.node(*input).grain),
            Op::Rank { within, .. } => note(Grain::Peers(*within)),
            _ => {}
        }
        all
    }

    /// Sees to it that the subjects are divided in this way. The names of the groups are a node
    /// like others, which may stand later in the plan.
    fn divide(&mut self, peers: PeersId) {
        let index = usize::from(peers.0);
        if self.lanes.groups.get(index).is_none_or(Option::is_some) {
            return;
        }
        let (subjects, periods) = (self.bound.subjects.len(), self.bound.periods.len());
        // While the names are computed everybody stands together, so that a plan in which groups
        // depend on themselves comes to an end.
        let assessed = |row: usize| self.bound.is_assessed(row % subjects.max(1), row / subjects.max(1));
        self.lanes.groups[index] = Some(Arc::new(Groups::everybody(subjects, periods, assessed)));
        if let Some(Some(name)) = self.plan.peers.get(index) {
            self.with_inputs(&[*name]).into_iter().for_each(|node| self.compute(node));
            let names = self.operand(*name, subjects * periods).texts();
            self.lanes.groups[index] = Some(Arc::new(Groups::by_name(names, subjects, periods, assessed)));
        }
    }

    fn groups(&self, peers: PeersId) -> Option<&Groups> {
        self.lanes.groups(peers)
    }

    fn rows(&self, grain: Grain) -> usize {
        match grain {
            Grain::One => 1,
            Grain::Table(table) => self.table(table).map_or(0, |table| table.rows),
            Grain::Subject => self.bound.subjects.len() * self.bound.periods.len(),
            Grain::Peers(peers) => self.groups(peers).map_or(0, Groups::len) * self.bound.periods.len(),
        }
    }

    fn table(&self, table: TableId) -> Option<&Arc<Table>> {
        self.bound.tables.get(usize::from(table.0))
    }

    fn operand(&self, id: NodeId, rows: usize) -> Operand<'_> {
        Operand::new(self.lanes.get(id), rows)
    }

    fn evaluate(&self, id: NodeId, node: &Node) -> Held {
        let rows = self.rows(node.grain);
        let any = |id: NodeId| self.operand(id, rows);
        if self.bound.is_synthetic() && self.plan.peers.contains(&Some(id)) {
            return Held::Own(Lane::Texts((0..rows).map(|_| Ok("")).collect::<Texts>()));
        }
        if let Some(lane) = map::map(&node.op, rows, &any) {
            return Held::Own(lane);
        }
        let lane = match &node.op {
            Op::Column(name) => return self.column(node, name),
            Op::Number(value) if value.0.is_nan() => nothings(node.kind, rows, Nothing::Overflow),
            Op::Number(value) => Lane::Numbers(Numbers::from_values(vec![value.0; rows])),
            Op::Text(text) => Lane::Texts((0..rows).map(|_| Ok(&**text)).collect()),
            Op::Nothing(nothing) => nothings(node.kind, rows, *nothing),
            Op::PeriodDay(edge) => self.period_days(*edge, rows),
            Op::Window { agg, input, by, at: None } => self.window(*agg, *input, by, node.grain),
            Op::Window { agg, input, by, at: Some(at) } => across::window(self, node, *agg, *input, by, at),
            Op::Gather { agg, input, filter, to } => match self.columns.get(&id) {
                Some((table, column)) => return Held::Column(table.clone(), *column),
                None => self.gather(node.kind, *agg, *input, *filter, *to),
            },
            Op::Spread { input, to } => self.spread(*input, *to, 0..rows),
            Op::Rank { keys, within, ties } => {
                let texts: Vec<Option<Numbers>> = keys.iter().map(|key| rank::text_key(any(key.node), rows)).collect();
                let keys: Vec<rank::Key<'_>> = keys
                    .iter()
                    .zip(&texts)
                    .map(|(RankKey { node, descending }, text)| {
                        (text.as_ref().map_or_else(|| any(*node).numbers(), View::many), *descending)
                    })
                    .collect();
                let Some(groups) = self.groups(*within) else {
                    return Held::Own(nothings(node.kind, rows, Nothing::NoRows));
                };
                let outside = |row| groups.of(row).err().unwrap_or(Nothing::NoRows);
                Lane::Numbers(rank::rank(&keys, *ties, rows, groups.members(), outside))
            }
            Op::Shift { input, periods } => self.shift(*input, node.grain, *periods, 0..rows),
            // Maps have been taken care of.
            _ => nothings(node.kind, rows, Nothing::NoRows),
        };
        Held::Own(lane)
    }

    fn column(&self, node: &Node, name: &str) -> Held {
        let Grain::Table(id) = node.grain else { return Held::Own(nothings(node.kind, 1, Nothing::Blank)) };
        let Some(table) = self.table(id) else { return Held::Own(nothings(node.kind, 0, Nothing::Blank)) };
        let Some(index) = table.columns.iter().position(|column| column.name == name) else {
            return Held::Own(nothings(node.kind, table.rows, Nothing::Blank));
        };
        let lane = &table.columns[index].lane;
        let typed = matches!(lane, Lane::Texts(_)) == (node.kind == Kind::Text);
        if typed && lane.len() == table.rows {
            Held::Column(table.clone(), index)
        } else {
            Held::Own(nothings(node.kind, table.rows, Nothing::Unreadable))
        }
    }

    /// The grain on which the rows of a gather live: that of whichever operand is not constant.
    fn source(&self, agg: Agg, input: NodeId, filter: Option<NodeId>) -> Grain {
        let order = if let Agg::First { order } | Agg::Last { order } = agg { Some(order) } else { None };
        [Some(input), filter, order]
            .into_iter()
            .flatten()
            .map(|id| self.plan.node(id).grain)
            .find(|grain| *grain != Grain::One)
            .unwrap_or(Grain::One)
    }

    fn gather(&self, kind: Kind, agg: Agg, input: NodeId, filter: Option<NodeId>, to: Grain) -> Lane {
        let source = self.source(agg, input, filter);
        let rows = self.rows(if source == Grain::One { Grain::Subject } else { source });
        let what = self.gathered(agg, input, filter, rows);
        match (source, to) {
            // A constant at each peer, or a subject column.
            (Grain::Subject | Grain::One, Grain::Peers(peers)) => match self.groups(peers) {
                Some(groups) => gather(what, groups.members()),
                None => gather(what, &Buckets::default()),
            },
            (Grain::Table(table), Grain::Subject) => self.gather_rows(what, table, 0..self.rows(to)),
            // A constant has no rows of its own at a table, and no other pair goes from fine to coarse.
            _ => nothings(kind, self.rows(to), Nothing::NoRows),
        }
    }

    /// The first or last day of each period, at every subject.
    fn period_days(&self, edge: PeriodEdge, rows: usize) -> Lane {
        let subjects = self.bound.subjects.len().max(1);
        let day = |row: usize| {
            let period = self.bound.periods.get(row / subjects).ok_or(Nothing::NoPeriod)?;
            let (first, last) = self.plan.cycle.days(period.ordinal).ok_or(Nothing::NoPeriod)?;
            Ok(if edge == PeriodEdge::Start { first } else { last } as f64 * SECONDS_A_DAY)
        };
        Lane::Numbers((0..rows).map(day).collect())
    }

    /// An aggregate over the rows that agree in every key, at each of them.
    fn window(&self, agg: Agg, input: NodeId, by: &[NodeId], grain: Grain) -> Lane {
        let rows = self.rows(grain);
        // Rows that do not count see the figures of those that do.
        let counts = |row: usize| match grain {
            Grain::Table(table) => self.bound.links.get(usize::from(table.0)).is_none_or(|link| !link.is_dropped(row)),
            Grain::One | Grain::Subject | Grain::Peers(_) => true,
        };
        let keys: Vec<Operand<'_>> = by.iter().map(|id| self.operand(*id, rows)).collect();
        let (groups, count) = window::groups(&keys, rows);
        let of_row: Vec<u32> = groups
            .iter()
            .enumerate()
            .map(|(row, group)| if counts(row) { group.unwrap_or(Buckets::NONE) } else { Buckets::NONE })
            .collect();
        let buckets = Buckets::new(count, &of_row);
        let what = Gather { agg, input: self.operand(input, rows), filter: None, order: None };
        let gathered = gather(what, &buckets);
        take(Operand::new(&gathered, gathered.len()), groups.into_iter().map(|group| group.map(|group| group as usize)))
    }
}

/// A lane of one nothing.
pub(super) fn nothings(kind: Kind, rows: usize, nothing: Nothing) -> Lane {
    match kind {
        Kind::Text => Lane::Texts((0..rows).map(|_| Err(nothing)).collect()),
        Kind::Number | Kind::Date | Kind::Bool => Lane::Numbers((0..rows).map(|_| Err(nothing)).collect()),
    }
}

/// An override with as many rows as its node has; rows that it does not give are `Given`.
fn fit(lane: &Lane, rows: usize) -> Lane {
    if lane.len() == rows {
        return lane.clone();
    }
    let given = lane.len();
    let row_of = |row: usize| {
        if given == 1 {
            Ok(0)
        } else if row < given {
            Ok(row)
        } else {
            Err(Nothing::Given)
        }
    };
    let operand = match lane {
        Lane::Numbers(numbers) => Operand::Numbers(View::many(numbers)),
        Lane::Texts(texts) => Operand::Texts(TextView::Many(texts)),
    };
    take(operand, (0..rows).map(row_of))
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod batch_tests;
