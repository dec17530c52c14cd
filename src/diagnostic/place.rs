//! Where a finding is: characters of a text, a cell of a data file, or a file as a whole.

use std::fmt;
use std::sync::Arc;

use crate::text::{Lang, SourceId, Span, Words};

/// One cell of a data file; row and column count from 1, as a spreadsheet shows them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    pub file: Arc<str>,
    /// Workbooks only.
    pub sheet: Option<Arc<str>>,
    /// 0 names the column as a whole, in a file that has names of columns and no row for them.
    pub row: u32,
    /// 0 names the row as a whole.
    pub column: u32,
}

impl Cell {
    /// As [`fmt::Display`], but `第 12 行` or `row 12` for a whole row.
    pub fn in_lang(&self, lang: Lang) -> String {
        let full = self.to_string();
        match full.strip_suffix(&format!("{row}:{row}", row = self.row)) {
            Some(before) if self.column == 0 => match lang {
                Lang::Zh => format!("{before}第 {} 行", self.row),
                Lang::En => format!("{before}row {}", self.row),
            },
            _ => full,
        }
    }
}

impl fmt::Display for Cell {
    /// `订单.xlsx › Sheet1!F12`, `chats.csv › F12`, `chats.csv › 12:12` for a whole row.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, self.column) {
            (0, 0) => return write!(f, "{}", self.file),
            (0, column) => return write!(f, "{} › {}", self.file, column_letters(column)),
            _ => write!(f, "{} › ", self.file)?,
        }
        if let Some(sheet) = &self.sheet {
            write!(f, "{sheet}!")?;
        }
        if self.column == 0 {
            return write!(f, "{row}:{row}", row = self.row);
        }
        write!(f, "{}{}", column_letters(self.column), self.row)
    }
}

/// `1 → A`, `27 → AA`.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.reverse();
    String::from_utf8(letters).unwrap_or_default()
}

#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    Text {
        source: SourceId,
        span: Span,
    },
    Cell(Cell),
    /// A file or directory that could not be read or fits nothing.
    File(Arc<str>),
}

impl From<(SourceId, Span)> for Place {
    fn from((source, span): (SourceId, Span)) -> Place {
        Place::Text { source, span }
    }
}

impl From<Cell> for Place {
    fn from(cell: Cell) -> Place {
        Place::Cell(cell)
    }
}

/// A place and why it matters; the words may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub place: Place,
    pub words: Words,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        let cell = Cell { file: "订单.xlsx".into(), sheet: Some("Sheet1".into()), row: 12, column: 6 };
        assert_eq!(cell.to_string(), "订单.xlsx › Sheet1!F12");
        let column = Cell { file: "订单.parquet".into(), sheet: None, row: 0, column: 3 };
        assert_eq!(column.to_string(), "订单.parquet › C");
        assert_eq!(column_letters(27), "AA");
        assert_eq!(column_letters(702), "ZZ");
    }
}
