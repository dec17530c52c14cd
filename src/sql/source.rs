//! Where the rows of a table are.

use super::dialect::Layout;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Files that the database reads by itself; more than one have the same columns.
    Files { layout: Layout, paths: Vec<String> },
    /// A table or view of the database, under its own name, as SQL writes it.
    Table(String),
    /// Rows as our own reader gives them: a relation with a column for each that the rubric uses,
    /// numbers as numbers, dates in seconds, and beside each one `NAME?` with the number of the
    /// nothing where there is no value.
    Typed(String),
}

impl Source {
    /// The name of the column with the reasons of another one, in typed rows.
    pub fn reason(column: &str) -> String {
        format!("{column}?")
    }
}
