//! A file whose columns are typed already: what large files are read into, without cells.

use super::header::Header;
use super::rows::Print;
use super::typed::Part;
use crate::diagnostic::Diagnostic;
use crate::table::RawSheet;

/// What a file holds of the columns that are asked for.
#[derive(Debug)]
pub struct Typed {
    /// The rows down to the header; one row with the names of all columns where a format has those.
    pub sheet: RawSheet,
    /// Nothing if it has none of the columns.
    pub header: Option<Header>,
    pub rows: u32,
    pub numbers: RowNumbers,
    /// For each column that is asked for its values, where the file has them.
    pub parts: Vec<Option<Part>>,
    /// For each row what it is compared by; nothing where rows are not compared.
    pub prints: Vec<Print>,
    pub left: Vec<LeftOut>,
    /// Whether the values have been given away, so that there are no rows to enter.
    pub streamed: bool,
    pub findings: Vec<Diagnostic>,
}

/// Rows that were read together, in the order of the file.
#[derive(Debug)]
pub struct Batch {
    pub numbers: Vec<u32>,
    pub prints: Vec<Print>,
    /// For each column that is asked for its values, where the file has them.
    pub parts: Vec<Option<Part>>,
    /// For each column that is asked for where it stands in the file, from 1; 0 where it does not.
    pub at: Vec<u32>,
}

/// Where the columns that are asked for stand in a file, from 1; 0 for those that do not.
pub fn places(header: &Header) -> Vec<u32> {
    header.found.iter().map(|found| found.first().map_or(0, |first| first.at as u32 + 1)).collect()
}

/// The numbers that a person sees for rows.
#[derive(Debug)]
pub enum RowNumbers {
    /// From 1 on.
    Counted,
    /// The lines of a text file.
    Lines(Vec<u32>),
}

impl Typed {
    pub fn number(&self, row: usize) -> u32 {
        match &self.numbers {
            RowNumbers::Counted => row as u32 + 1,
            RowNumbers::Lines(lines) => lines.get(row).copied().unwrap_or(0),
        }
    }
}

/// Why rows or sheets were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Left {
    Above,
    Below,
    #[default]
    Blank,
    RepeatedHeader,
    Summary,
    HiddenSheet,
    OtherSheet,
}

/// Cells named with rows that were left out.
pub const NAMED: usize = 5;

/// Rows left out for one reason.
#[derive(Debug, Default)]
pub struct LeftOut {
    pub why: Left,
    pub count: usize,
    /// The numbers of the first.
    pub first: Vec<u32>,
}

impl LeftOut {
    pub fn of(why: Left) -> LeftOut {
        LeftOut { why, ..LeftOut::default() }
    }

    pub fn note(&mut self, number: u32) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(number);
        }
    }

    pub fn absorb(&mut self, later: LeftOut) {
        self.count += later.count;
        let room = NAMED.saturating_sub(self.first.len());
        self.first.extend(later.first.into_iter().take(room));
    }
}
