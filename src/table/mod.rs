//! Data as columns: numbers with their nothings, text as dictionary codes, dates as seconds.
//!
//! A [`RawSheet`] is what a reader found, cell by cell; a [`Table`] is what the engine works on,
//! column by column, with the origin of every value. [`figure`] says how a value is printed. Knows
//! nothing of file formats or rubrics.

pub mod digits;
mod few;
pub mod figure;
mod lane;
mod nothing;
mod origin;
mod raw;
pub mod time;
mod values;

pub use few::Few;
pub use lane::{Kind, Lane, Numbers, Texts};
pub use nothing::{Nothing, NothingKind};
pub use origin::{FileOrigin, Origins};
pub use raw::{RawCell, RawSheet};
pub use time::Cycle;
pub use values::Values;

/// A typed table. All columns have `rows` values.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub name: String,
    pub rows: usize,
    pub columns: Vec<Column>,
    pub origins: Origins,
}

/// One column: the name the rubric uses, its values, and where it stood in each file.
#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub lane: Lane,
    /// Spreadsheet column (from 1) for each entry of [`Origins::files`]; 0 where a file lacks it.
    pub at: Vec<u32>,
}

impl Table {
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// From now on copies of its columns of numbers take no room of their own.
    pub fn share(&mut self) {
        for column in &mut self.columns {
            if let Lane::Numbers(numbers) = &mut column.lane {
                numbers.share();
            }
        }
    }

    /// The cell a value came from.
    pub fn cell(&self, column: &Column, row: usize) -> crate::diagnostic::Cell {
        self.origins.cell(row, |file| column.at.get(file).copied().unwrap_or(0))
    }
}

/// What it means that a table has no row: what sums and counts are then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NoRows {
    /// 0 for a subject without rows in a period of which the table speaks; missing in a period
    /// without any row, which may be an export that was forgotten.
    #[default]
    Unsaid,
    /// Missing for each subject without a row in the period, whoever else has some.
    Missing,
    /// 0 in any case.
    NoneHappened,
}
