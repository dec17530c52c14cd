//! What a reader found in one file or sheet, before anybody knows what it means.

use std::sync::Arc;

/// One cell as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub enum RawCell {
    Empty,
    Text(Box<str>),
    Number {
        /// As a person sees it: a cell shown as `47.5%` is 47.5.
        value: f64,
        percent: bool,
    },
    /// Seconds since 1970-01-01 on the local calendar.
    Date(f64),
    Bool(bool),
    /// `#DIV/0!` and its like.
    Error(Box<str>),
}

/// One sheet: rows of cells from the first row of the file on, rows of uneven length allowed.
#[derive(Debug, Clone)]
pub struct RawSheet {
    pub file: Arc<str>,
    pub sheet: Option<Arc<str>>,
    pub rows: Vec<Vec<RawCell>>,
    /// The number (from 1) that a person sees for each of `rows`: the spreadsheet row, or the
    /// line of a text file on which the record starts.
    pub numbers: Vec<u32>,
}

impl RawSheet {
    pub fn empty(file: Arc<str>) -> RawSheet {
        RawSheet { file, sheet: None, rows: Vec::new(), numbers: Vec::new() }
    }

    /// The number that a person sees for a row.
    pub fn number(&self, row: usize) -> u32 {
        self.numbers.get(row).copied().unwrap_or(0)
    }
}
