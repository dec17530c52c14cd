//! What the explainer asks, answered from an evaluation.

use super::Evaluated;
use crate::eval::{Bound, Lanes};
use crate::explain::{self, Facts};
use crate::plan::{NodeId, TableId};
use crate::result::{Period, Trail};
use crate::table::{Lane, Table};
use crate::text::Sources;

/// The tree behind a subject's result in the period that was evaluated: of the total, or of one
/// indicator.
pub fn explain(run: &Evaluated, sources: &Sources, subject: usize, indicator: Option<usize>) -> Trail {
    let text = sources.text(run.rubric.source).clone();
    let facts = Run { bound: &run.bound, lanes: &run.lanes, text: &text };
    let (rubric, program) = (&run.rubric, &run.program);
    match indicator {
        Some(indicator) => explain::explain_indicator(rubric, program, &facts, subject, run.period, indicator),
        None => explain::explain(rubric, program, &facts, subject, run.period),
    }
}

/// An evaluation as the explainer sees it.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    pub bound: &'a Bound,
    pub lanes: &'a Lanes,
    /// The rubric's text.
    pub text: &'a str,
}

impl Facts for Run<'_> {
    fn lane(&self, node: NodeId) -> &Lane {
        self.lanes.get(node)
    }

    fn table(&self, table: TableId) -> Option<&Table> {
        self.bound.tables.get(usize::from(table.0)).map(std::convert::AsRef::as_ref)
    }

    fn rows(&self, table: TableId, subject: usize, period: usize) -> Vec<usize> {
        self.bound.rows_of(table, subject, period)
    }

    fn subjects(&self) -> usize {
        self.bound.subjects.len()
    }

    fn is_assessed(&self, subject: usize, period: usize) -> bool {
        self.bound.is_assessed(subject, period)
    }

    fn subject(&self, index: usize) -> (&str, &str) {
        self.bound.subjects.get(index).map_or(("", ""), |subject| (subject.key.as_str(), subject.label.as_str()))
    }

    fn periods(&self) -> &[Period] {
        &self.bound.periods
    }

    fn text(&self) -> &str {
        self.text
    }
}
