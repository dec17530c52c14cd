//! Checks that fail together, the figures they read, and what other figures would make of them.
//!
//! Everything that is not a figure of the subject (or of the row) itself stays what it is: earlier
//! periods, the figures of the group, texts. What comes out is asked of the engine.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::eval::{self, Lanes};
use crate::plan::{Binary, Grain, NodeId, Op, Plan};
use crate::table::{Kind, Lane, Numbers, Table, Texts};

/// A figure that may be wrong.
#[derive(Debug, Clone)]
pub struct Variable {
    pub node: NodeId,
    /// Which of the caller's things it is: an element, a column.
    pub what: usize,
    pub now: f64,
    /// What it may be.
    pub low: f64,
    pub high: f64,
    /// Whether its range is declared.
    pub declared: bool,
}

/// What may be looked for behind a check: whether a node is such a figure, and what it may be.
pub type Known<'a> = dyn Fn(NodeId) -> Option<(usize, Option<(f64, f64)>)> + 'a;

/// Checks of one subject or one row.
pub struct Problem<'a> {
    plan: &'a Plan,
    ordinal: i64,
    grain: Grain,
    pub checks: Vec<Check>,
    pub variables: Vec<Variable>,
    frozen: Vec<(NodeId, Lane)>,
    /// What comparisons compare.
    pub sides: Vec<(NodeId, NodeId)>,
}

#[derive(Debug, Clone)]
pub struct Check {
    pub holds: NodeId,
    pub failed: bool,
    /// Which of the variables it reads.
    pub reads: Vec<usize>,
}

/// Where the figures of a problem stand.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub plan: &'a Plan,
    pub lanes: &'a Lanes,
    pub ordinal: i64,
    pub grain: Grain,
    /// The row of the grain.
    pub row: usize,
}

impl<'a> Problem<'a> {
    /// The failed checks, and those that hold and read the same figures. `None` where one of the
    /// failed reads no figure that could be another.
    pub fn new(at: At<'a>, failed: &[NodeId], others: &[NodeId], known: &Known<'_>) -> Option<Problem<'a>> {
        let mut problem = Problem {
            plan: at.plan,
            ordinal: at.ordinal,
            grain: at.grain,
            checks: Vec::new(),
            variables: Vec::new(),
            frozen: Vec::new(),
            sides: Vec::new(),
        };
        for holds in failed {
            let reads = problem.read(at, *holds, known);
            if reads.is_empty() {
                return None;
            }
            problem.checks.push(Check { holds: *holds, failed: true, reads });
        }
        let suspects = problem.variables.len();
        for holds in others {
            let before = (problem.variables.len(), problem.frozen.len(), problem.sides.len());
            let mut reads = problem.read(at, *holds, known);
            reads.retain(|variable| *variable < suspects);
            if reads.is_empty() {
                problem.variables.truncate(before.0);
                problem.frozen.truncate(before.1);
                problem.sides.truncate(before.2);
                continue;
            }
            // What only checks that hold read stays as it is.
            for variable in problem.variables.drain(suspects..) {
                problem.frozen.push((variable.node, Lane::Numbers(Numbers::from_values(vec![variable.now]))));
            }
            problem.checks.push(Check { holds: *holds, failed: false, reads });
        }
        Some(problem)
    }

    /// Takes up what a check reads.
    fn read(&mut self, at: At<'_>, holds: NodeId, known: &Known<'_>) -> Vec<usize> {
        let (mut reads, mut seen, mut open) = (Vec::new(), BTreeMap::new(), vec![holds]);
        while let Some(id) = open.pop() {
            if seen.insert(id, ()).is_some() {
                continue;
            }
            let node = at.plan.node(id);
            if let Some(variable) = self.variables.iter().position(|variable| variable.node == id) {
                reads.push(variable);
                continue;
            }
            if self.frozen.iter().any(|(frozen, _)| *frozen == id) {
                continue;
            }
            if let (Some((what, range)), Some(now)) = (known(id), number(at.lanes.get(id), at.row)) {
                let (low, high) = range.unwrap_or((if now < 0.0 { f64::NEG_INFINITY } else { 0.0 }, f64::INFINITY));
                reads.push(self.variables.len());
                self.variables.push(Variable { node: id, what, now, low, high, declared: range.is_some() });
                continue;
            }
            let stays = matches!(
                node.op,
                Op::Gather { .. } | Op::Window { .. } | Op::Spread { .. } | Op::Rank { .. } | Op::Shift { .. }
            ) || matches!(node.op, Op::Column(_));
            if stays {
                self.frozen.push((id, alone(at.lanes.get(id), at.row)));
                continue;
            }
            if let Op::Binary(Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge, a, b) =
                node.op
                && matches!(at.plan.node(a).kind, Kind::Number | Kind::Date)
                && !self.sides.contains(&(a, b))
            {
                self.sides.push((a, b));
            }
            open.extend(node.op.inputs().into_iter().rev());
        }
        reads
    }

    /// Figures as they are.
    pub fn now(&self) -> Vec<f64> {
        self.variables.iter().map(|variable| variable.now).collect()
    }

    /// What the engine makes of rows of figures, one for each variable.
    pub fn run(&self, rows: &[Vec<f64>]) -> Outcome {
        let count = rows.len();
        let subjects = if self.grain == Grain::Subject { count } else { 1 };
        let names = (0..subjects).map(|number| number.to_string()).collect();
        let supplied = eval::Supplied { subjects: names, periods: vec![self.ordinal], ..Default::default() };
        let mut bound = eval::synthetic(self.plan, supplied);
        if let Grain::Table(table) = self.grain
            && let Some(table) = bound.tables.get_mut(usize::from(table.0))
        {
            *table = Arc::new(Table { name: table.name.clone(), rows: count, ..Table::default() });
        }
        let mut given: HashMap<NodeId, Lane> = HashMap::new();
        for (index, variable) in self.variables.iter().enumerate() {
            let column = rows.iter().map(|row| row.get(index).copied().unwrap_or(variable.now)).collect();
            given.insert(variable.node, Lane::Numbers(Numbers::from_values(column)));
        }
        given.extend(self.frozen.iter().cloned());
        let mut nodes: Vec<NodeId> = self.checks.iter().map(|check| check.holds).collect();
        nodes.extend(self.sides.iter().flat_map(|(a, b)| [*a, *b]));
        Outcome { lanes: eval::run_only(self.plan, &bound, &given, &nodes) }
    }
}

/// What came out for rows of figures.
pub struct Outcome {
    lanes: Lanes,
}

impl Outcome {
    /// Whether every check holds for a row.
    pub fn all_hold(&self, problem: &Problem<'_>, row: usize) -> bool {
        problem.checks.iter().all(|check| number(self.lanes.get(check.holds), row) == Some(1.0))
    }

    /// By how much the first side of a comparison is above the second.
    pub fn difference(&self, (a, b): (NodeId, NodeId), row: usize) -> Option<f64> {
        Some(number(self.lanes.get(a), row)? - number(self.lanes.get(b), row)?)
    }
}

/// The figure of a row; a constant has one row.
fn number(lane: &Lane, row: usize) -> Option<f64> {
    let Lane::Numbers(numbers) = lane else { return None };
    let row = if numbers.len() == 1 { 0 } else { row };
    if row < numbers.len() { numbers.get(row).ok() } else { None }
}

/// The one value of a row, as a lane that stands for all rows.
fn alone(lane: &Lane, row: usize) -> Lane {
    let row = if lane.len() == 1 { 0 } else { row };
    let lost = || lane.nothing(row).unwrap_or(crate::table::Nothing::NoRows);
    match lane {
        Lane::Numbers(numbers) => {
            let value = if row < numbers.len() { numbers.get(row) } else { Err(lost()) };
            Lane::Numbers(std::iter::once(value).collect())
        }
        Lane::Texts(texts) => {
            let value = if row < texts.len() { texts.get(row) } else { Err(lost()) };
            Lane::Texts(std::iter::once(value).collect::<Texts>())
        }
    }
}
