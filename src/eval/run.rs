//! Computing the nodes of a plan, column by column.

pub(super) mod across;

use std::collections::HashMap;
use std::sync::Arc;

use super::bind::{Bound, Buckets};
use super::kernel::gather::{Gather, gather};
use super::kernel::take::take;
use super::kernel::view::{Operand, TextView, View};
use super::kernel::{arithmetic, choose, compare, date, logic, rank, shape, text, window};
use super::lanes::{Held, Lanes};
use super::peers::Groups;
use crate::plan::{Agg, Binary, Grain, Node, NodeId, Op, PeersId, PeriodEdge, Plan, RankKey, TableId};
use crate::table::time::SECONDS_A_DAY;
use crate::table::{Kind, Lane, NoRows, Nothing, Numbers, Table, Texts};

/// Evaluates every node. An override stands in for a node's own result; it has one value for each
/// row of the node's grain, or a single one for all of them.
pub fn run(plan: &Plan, bound: &Bound, overrides: &HashMap<NodeId, Lane>) -> Lanes {
    let mut run = Run::new(plan, bound, overrides);
    for index in 0..plan.nodes.len() {
        run.compute(NodeId(index as u32));
    }
    run.lanes
}

/// Evaluates some nodes and what they read; of what only an override would have read, nothing.
pub fn run_only(plan: &Plan, bound: &Bound, overrides: &HashMap<NodeId, Lane>, nodes: &[NodeId]) -> Lanes {
    let mut run = Run::new(plan, bound, overrides);
    run.compute_with_inputs(nodes);
    run.lanes
}

struct Run<'a> {
    plan: &'a Plan,
    bound: &'a Bound,
    overrides: &'a HashMap<NodeId, Lane>,
    /// What was judged before any row was taken out.
    judged: HashMap<NodeId, &'a Lane>,
    lanes: Lanes,
}

impl<'a> Run<'a> {
    fn new(plan: &'a Plan, bound: &'a Bound, overrides: &'a HashMap<NodeId, Lane>) -> Run<'a> {
        let lanes = Lanes::pending(plan.nodes.len(), plan.peers.len().max(1));
        Run { plan, bound, overrides, judged: bound.judged(plan).collect(), lanes }
    }

    /// The result of a node that is known without computing it.
    fn known(&self, id: NodeId) -> Option<&'a Lane> {
        self.overrides.get(&id).or_else(|| self.judged.get(&id).copied())
    }

    fn pending(&self, id: NodeId) -> bool {
        matches!(self.lanes.held.get(id.0 as usize), Some(Held::Pending))
    }

    fn compute_with_inputs(&mut self, ids: &[NodeId]) {
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
        needed.into_iter().for_each(|node| self.compute(node));
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
            self.compute_with_inputs(&[*name]);
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
        let number = |id: NodeId| any(id).numbers();
        let text_of = |id: NodeId| any(id).texts();
        if self.bound.is_synthetic() && self.plan.peers.contains(&Some(id)) {
            return Held::Own(Lane::Texts((0..rows).map(|_| Ok("")).collect::<Texts>()));
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
            Op::Unary(op, a) => Lane::Numbers(arithmetic::unary(*op, number(*a), rows)),
            Op::Binary(op, a, b) => Lane::Numbers(match op {
                Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Rem | Binary::Pow => {
                    arithmetic::binary(*op, number(*a), number(*b), rows)
                }
                Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => {
                    compare::compare(*op, any(*a), any(*b), rows)
                }
                Binary::And => logic::and(number(*a), number(*b), rows),
                Binary::Or => logic::or(number(*a), number(*b), rows),
                Binary::Contains => text::contains(text_of(*a), text_of(*b), rows),
                Binary::StartsWith => text::starts_with(text_of(*a), text_of(*b), rows),
                Binary::DaysBetween | Binary::HoursBetween | Binary::WorkingDays => {
                    date::between(*op, number(*a), number(*b), rows)
                }
            }),
            Op::Nary(op, all) => {
                let views: Vec<View<'_>> = all.iter().map(|id| number(*id)).collect();
                Lane::Numbers(arithmetic::nary(*op, &views, rows))
            }
            Op::Select { condition, then, otherwise } => {
                choose::select(number(*condition), any(*then), any(*otherwise), rows)
            }
            Op::Coalesce(all) => {
                let operands: Vec<Operand<'_>> = all.iter().map(|id| any(*id)).collect();
                choose::coalesce(&operands, rows)
            }
            Op::Is(what, input) => Lane::Numbers(choose::is(*what, any(*input), rows)),
            Op::Round { input, decimals } => Lane::Numbers(shape::round(number(*input), *decimals, rows)),
            Op::Steps { input, edges, closed, values } => {
                Lane::Numbers(shape::steps(number(*input), edges, *closed, values, rows))
            }
            Op::Piecewise { input, points, closed } => {
                Lane::Numbers(shape::piecewise(number(*input), points, *closed, rows))
            }
            Op::Match { input, entries } => Lane::Numbers(shape::levels(text_of(*input), entries, rows)),
            Op::DatePart(part, input) => Lane::Numbers(date::part(*part, number(*input), rows)),
            Op::Gather { agg, input, filter, to } => self.gather(node.kind, *agg, *input, *filter, *to),
            Op::Spread { input, to } => self.spread(*input, *to, rows),
            Op::Rank { keys, within, ties } => {
                let texts: Vec<Option<Numbers>> = keys.iter().map(|key| rank::text_key(any(key.node), rows)).collect();
                let keys: Vec<rank::Key<'_>> = keys
                    .iter()
                    .zip(&texts)
                    .map(|(RankKey { node, descending }, text)| {
                        (text.as_ref().map_or_else(|| number(*node), View::many), *descending)
                    })
                    .collect();
                let Some(groups) = self.groups(*within) else {
                    return Held::Own(nothings(node.kind, rows, Nothing::NoRows));
                };
                let outside = |row| groups.of(row).err().unwrap_or(Nothing::NoRows);
                Lane::Numbers(rank::rank(&keys, *ties, rows, groups.members().iter(), outside))
            }
            Op::Shift { input, periods } => self.shift(*input, node.grain, *periods, rows),
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
        let order = if let Agg::First { order } | Agg::Last { order } = agg { Some(order) } else { None };
        let what = Gather {
            agg,
            input: self.operand(input, rows),
            filter: filter.map(|id| self.operand(id, rows).numbers()),
            order: order.map(|id| self.operand(id, rows)),
        };
        match (source, to) {
            // A constant at each peer, or a subject column.
            (Grain::Subject | Grain::One, Grain::Peers(peers)) => match self.groups(peers) {
                Some(groups) => gather(what, groups.members().iter()),
                None => gather(what, std::iter::empty()),
            },
            (Grain::Table(table), Grain::Subject) => self.gather_rows(what, table),
            // A constant has no rows of its own at a table, and no other pair goes from fine to coarse.
            _ => nothings(kind, self.rows(to), Nothing::NoRows),
        }
    }

    /// From a table's rows to subject × period.
    fn gather_rows(&self, what: Gather<'_>, id: TableId) -> Lane {
        let (subjects, periods) = (self.bound.subjects.len(), self.bound.periods.len());
        let no_rows = self.plan.tables.get(usize::from(id.0)).map(|table| table.no_rows).unwrap_or_default();
        let Some(link) = self.bound.links.get(usize::from(id.0)) else {
            return gather(what, std::iter::repeat_n([].as_slice(), subjects * periods));
        };
        let gathered = gather(what, link.buckets().iter());
        let counts = matches!(what.agg, Agg::Sum | Agg::Count | Agg::CountDistinct);
        let rows = (0..subjects * periods).map(|row| {
            // Rows that hold in every period are gathered once.
            let bucket = if link.is_always() { row % subjects } else { row };
            // A sum of 0 says that there was nothing of the sort; for that the table must speak of
            // the period at all, and where it lists everybody, of the subject.
            let speaks = match no_rows {
                NoRows::NoneHappened => true,
                NoRows::Unsaid => link.has_rows_in(row / subjects),
                NoRows::Missing => !link.buckets().get(bucket).is_empty(),
            };
            match (counts, speaks) {
                _ if link.is_all_void(bucket) => Err(Nothing::Void),
                (true, false) => Err(Nothing::NoRows),
                _ => Ok(bucket),
            }
        });
        take(Operand::new(&gathered, gathered.len()), rows)
    }

    fn spread(&self, input: NodeId, to: Grain, rows: usize) -> Lane {
        let from = self.plan.node(input).grain;
        let subjects = self.bound.subjects.len();
        let operand = self.operand(input, self.rows(from));
        match (from, to) {
            (Grain::Peers(peers), Grain::Subject) => {
                let groups = self.groups(peers);
                take(
                    operand,
                    (0..rows).map(|row| {
                        let groups = groups.ok_or(Nothing::NoRows)?;
                        Ok(row / subjects * groups.len() + groups.of(row)?)
                    }),
                )
            }
            (Grain::Subject, Grain::Table(table)) => {
                let link = self.bound.links.get(usize::from(table.0));
                take(operand, (0..rows).map(|row| self.subject_row(link.ok_or(Nothing::NoRows)?, row, operand)))
            }
            (Grain::One, _) => take(operand, std::iter::repeat_n(Ok(0), rows)),
            (from, to) if from == to => take(operand, (0..rows).map(Ok)),
            _ => nothings(self.plan.node(input).kind, rows, Nothing::NoRows),
        }
    }

    /// The row of the subject grain that a table's row belongs to. A row that holds in several
    /// periods, or belongs to several subjects, takes the value they agree on.
    fn subject_row(&self, link: &super::bind::Link, row: usize, operand: Operand<'_>) -> Result<usize, Nothing> {
        let subjects = self.bound.subjects.len();
        let owners = link.subjects(row);
        let periods = match link.period(row) {
            Some(period) => period..period + 1,
            None if link.holds_in(row, 0) => 0..self.bound.periods.len(),
            None => 0..0,
        };
        let mut all = periods.flat_map(|period| owners.iter().map(move |subject| period * subjects + subject));
        let first = all.next().ok_or(Nothing::NotApplicable)?;
        if all.all(|other| agree(operand, first, other)) { Ok(first) } else { Err(Nothing::Conflict) }
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
        let gathered = gather(what, buckets.iter());
        take(Operand::new(&gathered, gathered.len()), groups.into_iter().map(|group| group.map(|group| group as usize)))
    }

    fn shift(&self, input: NodeId, grain: Grain, by: u32, rows: usize) -> Lane {
        let width = match grain {
            Grain::Subject => self.bound.subjects.len(),
            Grain::Peers(peers) => self.groups(peers).map_or(0, Groups::len),
            // Constants and rows have no earlier period of their own.
            Grain::One | Grain::Table(_) => return take(self.operand(input, rows), (0..rows).map(Ok)),
        };
        // Ordinals, not indices: a period for which there is no data is no period to look back to.
        let earlier: Vec<Result<usize, Nothing>> = self
            .bound
            .periods
            .iter()
            .map(|period| {
                let wanted = period.ordinal - i64::from(by);
                self.bound.periods.binary_search_by_key(&wanted, |p| p.ordinal).map_err(|_| Nothing::NoPeriod)
            })
            .collect();
        let from = |row: usize| {
            let period = earlier.get(row / width).copied().unwrap_or(Err(Nothing::NoPeriod))?;
            if grain == Grain::Subject && !self.bound.is_assessed(row % width, period) {
                return Err(Nothing::NoPeriod);
            }
            Ok(period * width + row % width)
        };
        take(self.operand(input, rows), (0..rows).map(from))
    }
}

fn agree(operand: Operand<'_>, a: usize, b: usize) -> bool {
    match operand {
        Operand::Numbers(view) => {
            view.nothing(a) == view.nothing(b)
                && (view.nothing(a).is_some() || crate::number::compare::same(view.value(a), view.value(b)))
        }
        Operand::Texts(view) => view.get(a) == view.get(b),
    }
}

/// A lane of one nothing.
fn nothings(kind: Kind, rows: usize, nothing: Nothing) -> Lane {
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
