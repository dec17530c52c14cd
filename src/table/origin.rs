//! Where the rows of a table came from.

use std::sync::Arc;

use crate::diagnostic::Cell;

/// A file, and the sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileOrigin {
    pub file: Arc<str>,
    pub sheet: Option<Arc<str>>,
}

/// For each row of a table its file and its row number there.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    pub files: Vec<FileOrigin>,
    pub file: Vec<u16>,
    /// From 1, as a spreadsheet or an editor shows it.
    pub number: Vec<u32>,
}

impl Origins {
    /// The cell of `row` in the column that `at` gives for its file.
    pub fn cell(&self, row: usize, at: impl Fn(usize) -> u32) -> Cell {
        let file = self.file[row] as usize;
        let origin = &self.files[file];
        Cell { file: origin.file.clone(), sheet: origin.sheet.clone(), row: self.number[row], column: at(file) }
    }
}
