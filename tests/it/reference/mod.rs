//! A second, independent evaluation of rubrics: one subject and period at a time, straight from
//! the TOML (read by the `toml` crate) and plain tables of text. Formulas are parsed and computed
//! by evalexpr itself, with every literal a float; nothings, twelve-digit comparison, exact sums
//! and scoring methods are written here once more from what the language says they mean.
//!
//! Nothing of `kaohe` is used, and nothing here is fast or explains itself: it is only there to
//! agree with the engine.

mod aggregate;
mod appraise;
mod formula;
mod method;
mod number;
mod outcome;
mod rating;
mod scheme;
mod tables;
mod value;

pub use appraise::{Appraisal, appraise};
pub use value::{No, V};

/// A data file: its name, its header and its rows.
#[derive(Debug, Clone)]
pub struct File {
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl File {
    pub fn csv(&self) -> String {
        let mut text = self.header.join(",") + "\n";
        for row in &self.rows {
            text.push_str(&row.join(","));
            text.push('\n');
        }
        text
    }

    /// Of text without quotes.
    pub fn from_csv(name: &str, text: &str) -> File {
        let mut lines = text.lines().map(|line| line.split(',').map(String::from).collect::<Vec<_>>());
        File { name: name.to_string(), header: lines.next().unwrap_or_default(), rows: lines.collect() }
    }
}
