//! Data as it comes: files of any usual format and encoding → typed tables, with the place of
//! every value and nothing dropped silently.
//!
//! Knows file formats and how people write numbers, dates and headers; knows nothing of formulas
//! or scores. A reader of bytes is one file and one line in [`FORMATS`]; what it finds are
//! [`RawSheet`]s, which `header` and `typed` turn into columns.

mod assemble;
mod biff;
mod codes;
mod compound;
mod csv;
pub mod encoding;
mod find;
pub mod form;
mod header;
mod html;
mod json;
mod missing;
mod number;
mod parquet;
mod percent;
mod period;
mod ready;
mod rows;
mod scan;
mod stream;
mod summary;
mod typed;
mod workbook;

#[cfg(test)]
mod tests;

pub use codes::CODES;
pub use find::{files as files_of, patterns};
pub use stream::{Batch, stream};

use form::Forms;
pub(crate) use ready::Typed;
use ready::{Left, LeftOut, NAMED, RowNumbers};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Bag, Diagnostic};
use crate::host::Host;
use crate::result::{FileRead, Skipped};
use crate::rubric::DataSource;
use crate::table::{RawSheet, Table};

/// The column that holds the period cut from the file name, where a source takes it from there.
pub use crate::rubric::PERIOD_COLUMN as PERIOD;

/// What was said while reading.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub findings: Bag,
    pub skipped: Vec<Skipped>,
    pub files: Vec<FileRead>,
    /// What was not there, so that a finding can show where it is asked for.
    pub lacking: Vec<Lacking>,
}

/// What is asked for and not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacks {
    File,
    Sheet,
    Column(String),
}

/// What a finding says is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Lacking {
    /// The place of the finding among all.
    pub finding: usize,
    pub source: String,
    pub what: Lacks,
}

impl Report {
    /// What was said of another source.
    pub fn add(&mut self, said: Report) {
        let before = self.findings.all.len();
        let moved = |one: Lacking| Lacking { finding: one.finding + before, ..one };
        self.lacking.extend(said.lacking.into_iter().map(moved));
        self.findings.extend(said.findings);
        self.skipped.extend(said.skipped);
        self.files.extend(said.files);
    }
}

/// A file format.
pub trait Format: Sync {
    fn name(&self) -> &'static str;

    /// Without the point, lower case.
    fn extensions(&self) -> &'static [&'static str];

    /// Whether the bytes are of this format, whatever the file is called.
    fn recognises(&self, bytes: &[u8]) -> bool;

    /// Reads the sheets of a file, up to the first that is [`enough`](Options::enough).
    ///
    /// # Errors
    /// Why the file as a whole could not be read.
    fn read(&self, bytes: &[u8], file: &Arc<str>, options: &Options<'_>) -> Result<Reading, Box<Diagnostic>>;
}

/// The formats, in the order in which they are asked whether a file is theirs. What none claims
/// is read as separated text, the last.
pub const FORMATS: &[&dyn Format] = &[&workbook::Workbook, &html::Html, &json::Json, &csv::Csv];

/// What is looked for in a file.
pub struct Options<'a> {
    /// The sheet that is wanted, if the source names one.
    pub sheet: Option<&'a str>,
    /// Whether a sheet is the one looked for, so that those after it need not be read.
    pub enough: &'a dyn Fn(&Sheet) -> bool,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("sheet", &self.sheet).finish_non_exhaustive()
    }
}

/// One sheet and its merged cells.
#[derive(Debug)]
pub struct Sheet {
    pub raw: RawSheet,
    pub merges: Vec<Merge>,
}

/// A merged cell: rows by the numbers a person sees, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: u32,
    pub last_column: u32,
}

/// What a format found in a file.
#[derive(Debug)]
pub struct Reading {
    /// `UTF-8`, `GB18030`, `xlsx`.
    pub format: Arc<str>,
    /// Of the file's bytes; of a large file that is read in parts it is not known.
    pub sha256: Option<Arc<str>>,
    pub sheets: Vec<Sheet>,
    /// Instead of sheets: columns that are typed already.
    pub typed: Option<Box<Typed>>,
    /// Hidden sheets, not read.
    pub hidden: Vec<String>,
    /// Other sheets, not read.
    pub others: Vec<String>,
    pub findings: Vec<Diagnostic>,
}

impl Reading {
    fn new(format: &str) -> Reading {
        Reading {
            format: format.into(),
            sha256: None,
            sheets: Vec::new(),
            typed: None,
            hidden: Vec::new(),
            others: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn finished(&self, options: &Options<'_>) -> bool {
        self.sheets.last().is_some_and(|sheet| (options.enough)(sheet))
    }
}

/// Reads all files of a data source into one table.
///
/// The table has exactly the columns of the source, each of its kind, and, where the period is
/// taken from the file name, the text column [`PERIOD`]. Rows stand in the order of the files'
/// names and then as in the file. It never fails: what cannot be read is a finding in `report`,
/// and a nothing in the table.
pub fn load(host: &dyn Host, dir: &Path, source: &DataSource, report: &mut Report) -> Table {
    load_all(host, dir, std::slice::from_ref(source), report).pop().unwrap_or_default()
}

/// Parquet files longer than this are read in parts: of each column that is asked for its own bytes.
const IN_PARTS: u64 = 1 << 24;

/// The bytes of a file, or the way to them.
fn open<'h>(host: &'h dyn Host, path: PathBuf) -> assemble::From<'h> {
    if parquet::is_named(&path)
        && let Some(length) = host.length(&path).filter(|length| *length > IN_PARTS)
    {
        return assemble::From::Parts { host, path, length };
    }
    assemble::From::Bytes(host.read(&path))
}

/// A number as people write it: `1,234.50`, `95%`, `1.2万`.
pub fn figure_of(text: &str) -> Option<f64> {
    number::parse(text).map(|written| written.value)
}

/// A file that was read, or a workbook that was read before.
enum Read<'f> {
    File(Result<Reading, Box<Diagnostic>>),
    Form(&'f form::Filled),
}

fn read_one<'f>(source: &DataSource, from: assemble::From<'f>, name: Arc<str>) -> (Read<'f>, Arc<str>) {
    match from {
        assemble::From::Form(filled) => (Read::Form(filled), name),
        from => (Read::File(assemble::read_file(source, from, &name)), name),
    }
}

/// Below this many bytes threads cost more than they bring.
const WORTH_THREADS: usize = 1 << 17;

/// Reads the tables of several sources, on all threads of the pool it is called in. What it
/// gives and what it says do not depend on their number.
pub fn load_all(host: &dyn Host, dir: &Path, sources: &[DataSource], report: &mut Report) -> Vec<Table> {
    load_with(host, dir, sources, &form::find(host, dir), report)
}

/// As [`load_all`], with the data-entry workbooks that are there.
pub fn load_with(
    host: &dyn Host,
    dir: &Path,
    sources: &[DataSource],
    forms: &Forms,
    report: &mut Report,
) -> Vec<Table> {
    let mut all = Vec::with_capacity(sources.len());
    for (table, said) in load_each(host, dir, &sources.iter().collect::<Vec<_>>(), forms) {
        all.push(table);
        report.add(said);
    }
    all
}

/// As [`load_all`], with what was said of each.
pub fn load_each(host: &dyn Host, dir: &Path, sources: &[&DataSource], forms: &Forms) -> Vec<(Table, Report)> {
    let mut files = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let mut findings = Bag::default();
        let paths = files_of(host, dir, source, forms, &mut findings);
        let read = paths.into_iter().map(|(path, name)| match forms.get(&path) {
            Some(Ok(filled)) => (assemble::From::Form(filled), name),
            Some(Err(_)) | None => (open(host, path), name),
        });
        files.push((index, read.collect::<Vec<_>>(), findings));
    }
    let lengths = files.iter().flat_map(|(_, read, _)| read).map(|(from, _)| from.length());
    let parallel = lengths.fold(0, usize::saturating_add) >= WORTH_THREADS;
    let read_one = |source: usize, from, name| read_one(sources[source], from, name);
    let assemble = |(source, read, findings): (usize, Vec<_>, Bag)| {
        let file = |finding| Lacking { finding, source: sources[source].id.clone(), what: Lacks::File };
        let lacking = (0..findings.all.len()).map(file).collect();
        let mut said = Report { findings, lacking, ..Report::default() };
        said.skipped.extend(form::replaced(host, dir, sources[source], forms));
        let mut assembly = assemble::Assembly::new(sources[source]);
        let readings: Vec<_> = if parallel {
            read.into_par_iter().map(|(from, name)| read_one(source, from, name)).collect()
        } else {
            read.into_iter().map(|(from, name)| read_one(source, from, name)).collect()
        };
        for (reading, name) in readings {
            match reading {
                Read::File(reading) => assembly.add_file(reading, &name, &mut said),
                Read::Form(filled) => assembly.add_form(filled, &mut said),
            }
        }
        (assembly.finish(&mut said), said)
    };
    if parallel { files.into_par_iter().map(assemble).collect() } else { files.into_iter().map(assemble).collect() }
}
