//! An evaluation as the explainer sees it.

use super::pipeline::Evaluated;
use crate::explain::{self, Facts};
use crate::plan::{NodeId, TableId};
use crate::result::{Period, Trail};
use crate::table::{Lane, Table};
use crate::text::Sources;

/// The tree behind a subject's total or, if one is named, behind an indicator (an index into the
/// rubric's), in the period that was evaluated.
pub fn explain(evaluated: &Evaluated, sources: &Sources, subject: usize, indicator: Option<usize>) -> Trail {
    let Evaluated { rubric, program, period, .. } = evaluated;
    let facts = Seen { evaluated, text: &sources.get(rubric.source).text };
    match indicator {
        Some(indicator) => explain::explain_indicator(rubric, program, &facts, subject, *period, indicator),
        None => explain::explain(rubric, program, &facts, subject, *period),
    }
}

struct Seen<'a> {
    evaluated: &'a Evaluated,
    text: &'a str,
}

impl Facts for Seen<'_> {
    fn lane(&self, node: NodeId) -> &Lane {
        self.evaluated.lanes.get(node)
    }

    fn table(&self, table: TableId) -> Option<&Table> {
        self.evaluated.bound.tables.get(usize::from(table.0)).map(|table| &**table)
    }

    fn rows(&self, table: TableId, subject: usize, period: usize) -> Vec<usize> {
        self.evaluated.bound.rows_of(table, subject, period)
    }

    fn subjects(&self) -> usize {
        self.evaluated.bound.subjects.len()
    }

    fn subject(&self, index: usize) -> (&str, &str) {
        self.evaluated.bound.subjects.get(index).map_or(("", ""), |subject| (&subject.key, &subject.label))
    }

    fn periods(&self) -> &[Period] {
        &self.evaluated.bound.periods
    }

    fn text(&self) -> &str {
        self.text
    }
}
