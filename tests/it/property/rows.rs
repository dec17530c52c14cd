//! Rows of files as maps from header to text, read without `kaohe`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use calamine::{Data, Reader};

use super::calendar::{DAY, dashed};

pub type Row = HashMap<String, String>;

/// Files that were read already: the plain code asks for the same file for each person.
static READ: LazyLock<Mutex<HashMap<PathBuf, Vec<Row>>>> = LazyLock::new(Mutex::default);

fn once(path: &Path, read: impl FnOnce() -> Vec<Row>) -> Vec<Row> {
    let mut known = READ.lock().unwrap();
    known.entry(path.to_owned()).or_insert_with(read).clone()
}

/// A CSV file, in UTF-8 if it is valid UTF-8 and otherwise in GB18030; `header` is the first header,
/// and lines of `#` and what stands above it are left out.
pub fn csv_rows(path: &Path, header: &str) -> Vec<Row> {
    once(path, || read_csv(path, header))
}

fn read_csv(path: &Path, header: &str) -> Vec<Row> {
    let bytes = std::fs::read(path).unwrap();
    let text = match String::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(error) => encoding_rs::GB18030.decode(error.as_bytes()).0.into_owned(),
    };
    let table: Vec<&str> =
        text.lines().filter(|line| !line.starts_with('#')).skip_while(|line| !line.starts_with(header)).collect();
    let joined = table.join("\n");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(joined.as_bytes());
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            header.iter().zip(record.iter()).map(|(h, cell)| (h.to_owned(), cell.trim().to_owned())).collect()
        })
        .collect()
}

/// The first sheet of a workbook, from the row that holds `header` on. Dates come as `2024-09-05 09:03`.
pub fn xlsx_rows(path: &Path, header: &str) -> Vec<Row> {
    once(path, || read_xlsx(path, header))
}

fn read_xlsx(path: &Path, header: &str) -> Vec<Row> {
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let text = |cell: &Data| match cell {
        Data::DateTime(serial) => dashed(((serial.as_f64() - 45_292.0) * DAY as f64).round() as i64),
        cell => cell.to_string(),
    };
    let mut rows = sheet.rows().skip_while(|row| !row.iter().any(|cell| text(cell) == header));
    let header: Vec<String> = rows.next().unwrap().iter().map(text).collect();
    rows.map(|row| header.iter().cloned().zip(row.iter().map(text)).collect()).collect()
}

/// A figure, whatever stands round it: `1,234.50`, `168.00元`; a blank is 0.
pub fn number(row: &Row, header: &str) -> f64 {
    let cell = row[header].replace(',', "");
    let cell = cell.trim_end_matches('元');
    if cell.is_empty() { 0.0 } else { cell.parse().unwrap_or_else(|_| panic!("{header} = {cell}")) }
}

pub fn sum(rows: &[Row], header: &str) -> f64 {
    rows.iter().map(|row| number(row, header)).sum()
}

/// How many rows satisfy the test.
pub fn count(rows: &[Row], test: impl Fn(&Row) -> bool) -> f64 {
    rows.iter().filter(|row| test(row)).count() as f64
}

/// How many different values there are.
pub fn distinct(rows: &[Row], header: &str) -> f64 {
    rows.iter().map(|row| row[header].as_str()).collect::<std::collections::BTreeSet<_>>().len() as f64
}

/// The month of a date in any spelling: `2024-09`.
pub fn month(text: &str) -> String {
    let parts: Vec<&str> = text.split([' ', '-', '/']).collect();
    format!("{}-{:0>2}", parts[0], parts[1])
}
