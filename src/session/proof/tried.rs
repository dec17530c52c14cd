//! Rows of figures, and what the engine makes of them.

use super::rows::{Row, Variable, overrides};
use crate::diagnostic::Severity;
use crate::eval::{self, Lanes};
use crate::plan::{NodeId, Op, Program};
use crate::rubric::Rubric;
use crate::table::{Lane, Nothing};

/// In the last of the periods that are tried; dated parameters are those of that day.
const LAST_DAY: &str = "2024-07-01";

/// What figures came to: the rows of the last period begin at `from`.
pub struct Tried {
    lanes: Lanes,
    from: usize,
    /// Rows that no check of severity error stops.
    pub sound: Vec<usize>,
}

impl Tried {
    pub fn new(lanes: Lanes, from: usize, count: usize, checks: &[NodeId]) -> Tried {
        let mut tried = Tried { lanes, from, sound: Vec::new() };
        let stands = |row: &usize| checks.iter().all(|check| tried.number(*check, *row) != Some(0.0));
        tried.sound = (0..count).filter(stands).collect();
        tried
    }

    pub fn number(&self, node: NodeId, row: usize) -> Option<f64> {
        self.figure(node, row)?.ok()
    }

    /// The value, or why there is none.
    pub fn figure(&self, node: NodeId, row: usize) -> Option<Result<f64, Nothing>> {
        let row = self.from + row;
        match self.lanes.get(node) {
            Lane::Numbers(numbers) if numbers.len() == 1 => Some(numbers.get(0)),
            Lane::Numbers(numbers) if row < numbers.len() => Some(numbers.get(row)),
            Lane::Numbers(_) | Lane::Texts(_) => None,
        }
    }
}

/// What rows are tried on.
pub struct Ground<'a> {
    pub program: &'a Program,
    pub variables: &'a [Variable],
    /// What must hold for a subject to have a total.
    pub checks: Vec<NodeId>,
    /// As many earlier periods as the plan looks back, up to a year of months.
    earlier: usize,
}

impl<'a> Ground<'a> {
    pub fn new(rubric: &Rubric, program: &'a Program, variables: &'a [Variable]) -> Ground<'a> {
        let checks = rubric.checks.iter().zip(&program.outputs.checks);
        let errors = checks.filter(|(check, _)| check.severity == Severity::Error && check.data.is_none());
        let back = program.plan.nodes.iter().map(|node| match node.op {
            Op::Shift { periods, .. } => periods as usize,
            _ => 0,
        });
        let earlier = back.max().unwrap_or(0).min(12);
        Ground { program, variables, checks: errors.map(|(_, nodes)| nodes.holds).collect(), earlier }
    }

    /// The rows as they are in the last of the periods. Before it, half of the subjects had the
    /// figures of others, half their own: what grew, what fell, and what stayed. Only what is
    /// `wanted` is computed, and the checks.
    pub fn run(&self, rows: &[Row], wanted: &[NodeId]) -> Tried {
        let (plan, earlier, count) = (&self.program.plan, self.earlier, rows.len());
        let last = plan.cycle.parse(LAST_DAY).unwrap_or(0);
        let names: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
        let periods = (last - earlier as i64..=last).collect();
        let bound = eval::synthetic(plan, eval::Supplied { subjects: names, periods, ..Default::default() });
        let mut all: Vec<&Row> = Vec::with_capacity(count * (earlier + 1));
        for period in 0..earlier {
            let other = |row: usize| if row.is_multiple_of(2) { row } else { (row + 7 * (period + 1)) % count };
            all.extend((0..count).filter_map(|row| rows.get(other(row))));
        }
        all.extend(rows);
        let nodes: Vec<NodeId> = wanted.iter().chain(&self.checks).copied().collect();
        let lanes = eval::run_only(plan, &bound, &overrides(self.program, self.variables, &all), &nodes);
        Tried::new(lanes, count * earlier, count, &self.checks)
    }
}
