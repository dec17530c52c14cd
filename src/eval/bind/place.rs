//! Where rows stand in their files, as people see it.

use crate::diagnostic::Cell;
use crate::plan::TableSpec;
use crate::result::Skipped;
use crate::table::Table;
use crate::text::Words;

/// How many cells of skipped rows are named.
const NAMED: usize = 5;

/// Rows that have something in common: how many, and which of them stand first.
#[derive(Debug, Clone, Default)]
pub struct Met {
    pub count: usize,
    /// In order, at most [`NAMED`].
    first: Vec<Cell>,
}

impl Met {
    /// So many rows, of which these cells stand first.
    pub fn new(count: usize, first: Vec<Cell>) -> Met {
        let mut met = Met { count, first };
        met.order();
        met
    }

    /// Rows of a table, with their cells in a column.
    pub fn of(table: &Table, column: Option<&str>, rows: &[usize]) -> Met {
        let mut first: Vec<usize> = rows.to_vec();
        let place = |row: &usize| {
            let file = table.origins.file.get(*row).and_then(|file| table.origins.files.get(usize::from(*file)));
            (file, table.origins.number.get(*row), *row)
        };
        if first.len() > NAMED {
            first.select_nth_unstable_by(NAMED, |a, b| place(a).cmp(&place(b)));
            first.truncate(NAMED);
        }
        first.sort_unstable_by(|a, b| place(a).cmp(&place(b)));
        Met { count: rows.len(), first: first.iter().filter_map(|row| cell(table, column, *row)).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub fn first(&self) -> Option<Cell> {
        self.first.first().cloned()
    }

    /// Other rows.
    pub fn merge(&mut self, other: &Met) {
        self.count += other.count;
        self.first.extend(other.first.iter().cloned());
        self.order();
    }

    fn order(&mut self) {
        self.first.sort_unstable();
        self.first.truncate(NAMED);
    }

    /// All of them together.
    pub fn sum<'a>(all: impl Iterator<Item = &'a Met>) -> Met {
        let mut sum = Met::default();
        all.for_each(|met| sum.merge(met));
        sum
    }

    /// Notes rows that were left out, if any.
    pub fn skip(self, spec: &TableSpec, reason: Words, skipped: &mut Vec<Skipped>) {
        if self.count > 0 {
            skipped.push(Skipped { table: spec.name.clone(), reason, count: self.count, cells: self.first });
        }
    }
}

/// The cell of a value; of the row as a whole without a column.
pub fn cell(table: &Table, column: Option<&str>, row: usize) -> Option<Cell> {
    let file = usize::from(*table.origins.file.get(row)?);
    let origin = table.origins.files.get(file)?;
    let at = column.and_then(|name| table.column(name)).and_then(|column| column.at.get(file).copied());
    Some(Cell {
        file: origin.file.clone(),
        sheet: origin.sheet.clone(),
        row: *table.origins.number.get(row)?,
        column: at.unwrap_or(0),
    })
}

/// Sorts rows by file and row number, so that it does not show in which order they were read.
pub fn sort(table: &Table, rows: &mut [usize]) {
    rows.sort_by_cached_key(|row| (cell(table, None, *row), *row));
}

/// Of two rows the one that stands first.
pub fn first(table: &Table, a: usize, b: usize) -> usize {
    if (cell(table, None, b), b) < (cell(table, None, a), a) { b } else { a }
}

/// Notes rows that were left out, if any.
pub fn skip(
    spec: &TableSpec,
    table: &Table,
    column: Option<&str>,
    rows: &[usize],
    reason: Words,
    skipped: &mut Vec<Skipped>,
) {
    Met::of(table, column, rows).skip(spec, reason, skipped);
}
