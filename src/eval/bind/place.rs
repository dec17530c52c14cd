//! Where rows stand in their files, as people see it.

use crate::diagnostic::Cell;
use crate::plan::TableSpec;
use crate::result::Skipped;
use crate::table::Table;
use crate::text::Words;

/// How many cells of skipped rows are named.
const NAMED: usize = 5;

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
    mut rows: Vec<usize>,
    reason: Words,
    skipped: &mut Vec<Skipped>,
) {
    if rows.is_empty() {
        return;
    }
    let count = rows.len();
    if count > NAMED {
        rows.select_nth_unstable_by_key(NAMED, |row| (cell(table, None, *row), *row));
        rows.truncate(NAMED);
    }
    sort(table, &mut rows);
    let cells = rows.iter().filter_map(|row| cell(table, column, *row)).collect();
    skipped.push(Skipped { table: spec.name.clone(), reason, count, cells });
}
