//! What the explainer asks of an evaluation.

use crate::plan::{NodeId, TableId};
use crate::result::Period;
use crate::table::{Lane, Table};

/// An evaluation that has been run, seen from outside.
pub trait Facts {
    /// The values of a node, one for each row of its grain; a lane without rows for a node that
    /// was not computed.
    fn lane(&self, node: NodeId) -> &Lane;
    fn table(&self, table: TableId) -> Option<&Table>;
    /// The rows of a table that belong to a subject in a period, by file and row number.
    fn rows(&self, table: TableId, subject: usize, period: usize) -> Vec<usize>;
    /// How many subjects there are.
    fn subjects(&self) -> usize;
    /// Whether a subject is on the roster in a period.
    fn is_assessed(&self, subject: usize, period: usize) -> bool;
    /// Key and label.
    fn subject(&self, index: usize) -> (&str, &str);
    /// Oldest first.
    fn periods(&self) -> &[Period];
    /// The text of the rubric, so that formulas are shown as they were written; may be empty.
    fn text(&self) -> &str;
}
