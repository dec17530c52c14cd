//! Parquet files → typed columns, of those columns only that are asked for.
//!
//! A unit of work is one column of one row group, so that a file with a single row group is read
//! on all threads as well. Numbers and days go straight to their place in the lane; all other
//! values are read as cells, each text of a dictionary once, by the very functions that read the
//! cells of a text file. The file need not be in memory: of each column its own bytes are read.
//! Knows the format only; what a column is asked for is in [`Column`].

mod bits;
mod column;
pub mod flow;
mod kinds;
mod pages;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use rayon::prelude::*;

use self::column::{Cells, Direct, Kept};
use self::kinds::{Leaf, Meaning};
use self::pages::Pages;
use super::codes::{COLUMN_TYPE, DAMAGED_COLUMNS, UNKNOWN_COMPRESSION, UTC_TIMES};
use super::header;
use super::missing::MissingWords;
use super::rows::print_of;
use super::typed::{Builder, Part};
use super::{RowNumbers, Typed};
use crate::diagnostic::{Cell, Diagnostic, Place};
use crate::host::Host;
use crate::rubric::Column;
use crate::table::{Kind, Lane, Nothing, Numbers, RawCell, RawSheet};
use crate::text::Words;
use crate::words;

pub const EXTENSIONS: &[&str] = &["parquet", "pq", "parq"];
const MAGIC: &[u8] = b"PAR1";

/// Rows that a byte of a file can stand for: constant columns are written as one long run.
const ROWS_A_BYTE: u64 = 1 << 12;

/// Up to so many rows a file is looked through for rows that repeat, in all columns.
pub const COMPARED: usize = 50_000;

pub fn recognises(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Whether a file says by its name that it is one.
pub fn is_named(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Where the bytes of a file are.
pub enum Bytes<'a> {
    Here(&'a [u8]),
    There { host: &'a dyn Host, path: &'a Path, length: u64 },
}

impl Bytes<'_> {
    fn length(&self) -> u64 {
        match self {
            Bytes::Here(bytes) => bytes.len() as u64,
            Bytes::There { length, .. } => *length,
        }
    }

    fn range(&self, from: u64, length: usize) -> io::Result<Cow<'_, [u8]>> {
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        if from.checked_add(length as u64).is_none_or(|end| end > self.length()) {
            return Err(cut());
        }
        match self {
            Bytes::Here(bytes) => {
                let from = usize::try_from(from).map_err(|_| cut())?;
                Ok(Cow::Borrowed(bytes.get(from..from + length).ok_or_else(cut)?))
            }
            Bytes::There { host, path, .. } => host.read_part(path, from, length).map(Cow::Owned),
        }
    }
}

/// A file of which the foot has been read.
pub struct File<'a> {
    bytes: Bytes<'a>,
    name: Arc<str>,
    metadata: ParquetMetaData,
    leaves: Vec<Leaf>,
    rows: usize,
}

impl<'a> File<'a> {
    /// Reads the foot of a file.
    ///
    /// # Errors
    /// Why it is no whole Parquet file.
    pub fn open(bytes: Bytes<'a>, name: &Arc<str>) -> Result<File<'a>, Box<Diagnostic>> {
        let metadata = catch_unwind(AssertUnwindSafe(|| foot(&bytes)))
            .unwrap_or_else(|_| Err("the reader gave up".to_string()))
            .map_err(|reason| damaged(name, &reason))?;
        let schema = metadata.file_metadata().schema_descr();
        let leaves = schema.columns().iter().enumerate().map(|(index, column)| Leaf::of(column, index)).collect();
        let mut rows = 0_u64;
        for group in metadata.row_groups() {
            rows = rows.saturating_add(u64::try_from(group.num_rows()).unwrap_or(u64::MAX));
        }
        if rows > bytes.length().saturating_mul(ROWS_A_BYTE) || rows >= u64::from(u32::MAX) {
            return Err(damaged(name, "more rows than the file can hold"));
        }
        Ok(File { bytes, name: name.clone(), leaves, rows: rows as usize, metadata })
    }

    /// The names of the columns as a sheet of one row; a nested column has its name once.
    fn names(&self) -> RawSheet {
        let mut last = None;
        let name = |leaf: &Leaf| {
            let again = leaf.meaning == Meaning::Other && last.as_deref() == Some(leaf.name.as_str());
            last = Some(leaf.name.clone());
            if again { RawCell::Empty } else { RawCell::Text(leaf.name.trim().into()) }
        };
        let row = self.leaves.iter().map(name).collect();
        RawSheet { file: self.name.clone(), sheet: None, rows: vec![row], numbers: vec![0] }
    }

    /// The file as cells, all columns, below a row with their names.
    pub fn sheet(&self) -> Result<RawSheet, Box<Diagnostic>> {
        let mut sheet = self.names();
        sheet.rows.extend(self.all_rows()?);
        sheet.numbers.extend(1..=self.rows as u32);
        Ok(sheet)
    }

    fn all_rows(&self) -> Result<Vec<Vec<RawCell>>, Box<Diagnostic>> {
        let mut rows: Vec<Vec<RawCell>> = (0..self.rows).map(|_| Vec::with_capacity(self.leaves.len())).collect();
        let columns: Vec<Result<Vec<RawCell>, Box<Diagnostic>>> =
            self.leaves.par_iter().map(|leaf| self.cells(leaf)).collect();
        for column in columns {
            for (row, cell) in rows.iter_mut().zip(column?) {
                row.push(cell);
            }
        }
        Ok(rows)
    }

    fn cells(&self, leaf: &Leaf) -> Result<Vec<RawCell>, Box<Diagnostic>> {
        if leaf.meaning == Meaning::Other {
            return Ok(vec![RawCell::Empty; self.rows]);
        }
        let mut kept = Kept::new(leaf);
        for group in 0..self.metadata.num_row_groups() {
            self.walk(leaf, group, &mut kept)?;
        }
        Ok(kept.cells)
    }

    fn group_rows(&self, group: usize) -> usize {
        self.metadata.row_groups().get(group).map_or(0, |group| usize::try_from(group.num_rows()).unwrap_or(0))
    }

    fn walk(&self, leaf: &Leaf, group: usize, sink: &mut dyn pages::Sink) -> Result<(), Box<Diagnostic>> {
        let rows = self.group_rows(group);
        self.pages(leaf, group)?.give(rows, sink).map_err(|reason| self.broken(leaf, &reason))
    }

    fn broken(&self, leaf: &Leaf, reason: &str) -> Box<Diagnostic> {
        damaged(&self.name, &format!("{}: {reason}", leaf.name))
    }

    /// One column of one row group.
    fn pages<'l>(&self, leaf: &'l Leaf, group: usize) -> Result<Pages<'l>, Box<Diagnostic>> {
        let broken = |reason: &str| self.broken(leaf, reason);
        let chunk = self.metadata.row_groups().get(group).and_then(|group| group.columns().get(leaf.index));
        let chunk = chunk.ok_or_else(|| broken("no such column in a row group"))?;
        let rows = self.group_rows(group);
        if i64::try_from(rows) != Ok(chunk.num_values()) {
            return Err(broken("a column has not as many values as rows"));
        }
        if matches!(chunk.compression(), Compression::BROTLI(_) | Compression::LZO) {
            return Err(self.compressed(&chunk.compression()));
        }
        let (from, length) = pages::range(chunk).ok_or_else(|| broken("a column lies outside the file"))?;
        let bytes = self.bytes.range(from, length).map_err(|error| broken(&error.to_string()))?;
        Pages::open(leaf, chunk, bytes.into_owned(), rows).map_err(|reason| broken(&reason))
    }

    fn compressed(&self, codec: &Compression) -> Box<Diagnostic> {
        let name = &self.name;
        let codec = codec.to_string();
        let codec = codec.split('(').next().unwrap_or_default();
        let finding = Diagnostic::error(
            UNKNOWN_COMPRESSION,
            words!("`{name}` 用 {codec} 压缩，不能读取", "`{name}` is compressed with {codec}, which cannot be read"),
        )
        .at(Place::File(name.clone()), Words::default())
        .help(words!(
            "请用 snappy、zstd、gzip 或 lz4 压缩重新写出，或不压缩",
            "write it again with snappy, zstd, gzip or lz4, or without compression"
        ));
        Box::new(finding)
    }

    /// Reads the columns that are asked for.
    ///
    /// # Errors
    /// Why the file as a whole cannot be read.
    pub fn read(&self, wanted: &[Column], missing: &MissingWords) -> Result<Typed, Box<Diagnostic>> {
        let (mut typed, asked) = self.asked(wanted);
        if typed.header.is_none() {
            return Ok(typed);
        }
        typed.parts = self.lanes(wanted, &asked, missing, 0..self.metadata.num_row_groups())?;
        if self.rows <= COMPARED {
            typed.prints = self.all_rows()?.iter().map(|row| print_of(row)).collect();
        }
        Ok(typed)
    }

    /// Which columns are asked for, and the file without values.
    fn asked(&self, wanted: &[Column]) -> (Typed, Vec<Option<&Leaf>>) {
        let sheet = self.names();
        let header = header::find(&sheet, &[], wanted);
        let (mut findings, mut asked) = (Vec::new(), Vec::with_capacity(wanted.len()));
        for (found, column) in header.iter().flat_map(|header| &header.found).zip(wanted) {
            let leaf = found.first().and_then(|first| self.leaves.get(first.at));
            if let Some(leaf) = leaf {
                findings.extend(self.said(leaf, column));
            }
            asked.push(leaf);
        }
        let typed = Typed {
            sheet,
            header,
            rows: self.rows as u32,
            numbers: RowNumbers::Counted,
            parts: Vec::new(),
            prints: Vec::new(),
            left: Vec::new(),
            streamed: false,
            findings,
        };
        (typed, asked)
    }

    /// What there is to say of the type of a column.
    fn said(&self, leaf: &Leaf, asked: &Column) -> Option<Diagnostic> {
        let (id, name) = (&asked.id, &self.name);
        let place = Cell { file: name.clone(), sheet: None, row: 0, column: leaf.index as u32 + 1 };
        match leaf.meaning {
            Meaning::Other => {
                let finding = Diagnostic::error(
                    COLUMN_TYPE,
                    words!(
                        "`{name}` 的列 `{id}` 是嵌套的，或其类型不是数字、文字、日期",
                        "column `{id}` of `{name}` is nested, or of a type that is no number, text or date"
                    ),
                );
                Some(finding.at(Place::File(name.clone()), Words::default()).help(words!(
                    "请在写出文件前把它展开为单独的列",
                    "unfold it into columns of its own before the file is written"
                )))
            }
            Meaning::Moment { utc: true, .. } if matches!(asked.kind, Kind::Date | Kind::Text) => {
                let finding = Diagnostic::note(
                    UTC_TIMES,
                    words!(
                        "`{name}` 的列 `{id}` 按世界时（UTC）保存，已换算为北京时间",
                        "the times of column `{id}` of `{name}` are stored in UTC; they were read as Beijing time"
                    ),
                );
                Some(finding.at(place, Words::default()))
            }
            _ => None,
        }
    }

    fn lanes(
        &self,
        wanted: &[Column],
        asked: &[Option<&Leaf>],
        missing: &MissingWords,
        groups: Range<usize>,
    ) -> Result<Vec<Option<Part>>, Box<Diagnostic>> {
        let before: usize = (0..groups.start).map(|group| self.group_rows(group)).sum();
        let rows = groups.clone().map(|group| self.group_rows(group)).sum();
        let direct = |leaf: &Leaf, column: &Column| leaf.is_direct(column);
        let mut values: Vec<Vec<f64>> = asked
            .iter()
            .zip(wanted)
            .map(|(leaf, column)| match leaf {
                Some(leaf) if direct(leaf, column) => vec![0.0; rows],
                _ => Vec::new(),
            })
            .collect();
        let mut tasks = Vec::new();
        for (((leaf, column), values), at) in asked.iter().zip(wanted).zip(&mut values).zip(0..) {
            let Some(leaf) = leaf.filter(|leaf| leaf.meaning != Meaning::Other) else { continue };
            let (mut rest, mut first) = (&mut values[..], before);
            for group in groups.clone() {
                let rows = self.group_rows(group);
                let here = if direct(leaf, column) { rows.min(rest.len()) } else { 0 };
                let (out, behind) = std::mem::take(&mut rest).split_at_mut(here);
                rest = behind;
                tasks.push(Task { at, leaf, column, group, first, out });
                first += rows;
            }
        }
        let done: Vec<Result<(usize, Done), Box<Diagnostic>>> =
            tasks.into_par_iter().map(|task| Ok((task.at, self.run(task, missing)?))).collect();
        let mut parts: Vec<Option<Part>> = wanted.iter().map(|_| None).collect();
        let mut gaps: Vec<Gaps> = wanted.iter().map(|_| Gaps::default()).collect();
        for done in done {
            let (at, done) = done?;
            if let Some(gaps) = gaps.get_mut(at) {
                gaps.any |= done.gaps.any;
                gaps.unreadable.extend(done.gaps.unreadable);
            }
            match parts.get_mut(at) {
                Some(Some(part)) => part.absorb(done.part),
                Some(empty) => *empty = Some(done.part),
                None => {}
            }
        }
        parts.par_iter_mut().zip(values).zip(gaps).for_each(|((part, values), gaps)| {
            if let (Some(part), false) = (part, values.is_empty()) {
                part.lane =
                    Lane::Numbers(Numbers { nothings: gaps.nothings(&values, before).into(), values: values.into() });
            }
        });
        Ok(parts)
    }

    fn run(&self, task: Task<'_>, missing: &MissingWords) -> Result<Done, Box<Diagnostic>> {
        let Task { leaf, column, group, first, out, .. } = task;
        let number = leaf.index as u32 + 1;
        let place = |row: usize| Cell { file: self.name.clone(), sheet: None, row: row as u32 + 1, column: number };
        if !leaf.is_direct(column) {
            let mut builder = Builder::new(column, missing);
            self.walk(leaf, group, &mut Cells::new(leaf, &mut builder, |row| place(first + row)))?;
            return Ok(Done { part: builder.part, gaps: Gaps::default() });
        }
        self.walk(leaf, group, &mut Direct::new(leaf, out))?;
        let mut part = Part::new(Lane::Numbers(Numbers::default()));
        let gaps = settle(column, missing, out, first, &mut part, place);
        Ok(Done { part, gaps })
    }
}

/// What there is to say of numbers, the first of them at the row `first` of the file; those that are
/// none become NaN.
fn settle(
    column: &Column,
    missing: &MissingWords,
    out: &mut [f64],
    first: usize,
    part: &mut Part,
    place: impl Fn(usize) -> Cell,
) -> Gaps {
    let mut gaps = Gaps::default();
    if missing.has_numbers() {
        out.iter_mut().filter(|value| missing.number(**value)).for_each(|value| *value = f64::NAN);
    }
    // One pass that finds nothing is quick; what it finds is rare.
    if out.iter().fold(false, |any, value| any | !value.is_finite()) {
        for (row, value) in out.iter_mut().enumerate().filter(|(_, value)| !value.is_finite()) {
            gaps.any = true;
            if value.is_infinite() {
                part.note_unreadable(|| place(first + row), &RawCell::Number { value: *value, percent: false });
                gaps.unreadable.push(first + row);
                *value = f64::NAN;
            }
        }
    }
    if column.kind == Kind::Number
        && part.lacks_fraction()
        && let Some(row) = out.iter().position(|value| *value != 0.0 && value.abs() < 1.0)
    {
        part.note_fraction(out[row], || place(first + row));
    }
    gaps
}

/// One column of one row group.
struct Task<'t> {
    /// Which of the columns that are asked for.
    at: usize,
    leaf: &'t Leaf,
    column: &'t Column,
    group: usize,
    /// The place of its first row in the file.
    first: usize,
    /// Where numbers go.
    out: &'t mut [f64],
}

struct Done {
    part: Part,
    gaps: Gaps,
}

/// Where a column of numbers has none.
#[derive(Default)]
struct Gaps {
    any: bool,
    /// By their places in the file.
    unreadable: Vec<usize>,
}

impl Gaps {
    fn nothings(&self, values: &[f64], before: usize) -> Vec<Option<Nothing>> {
        if !self.any {
            return Vec::new();
        }
        let mut nothings: Vec<_> = values.iter().map(|value| value.is_nan().then_some(Nothing::Blank)).collect();
        for row in &self.unreadable {
            if let Some(nothing) = nothings.get_mut(row.saturating_sub(before)) {
                *nothing = Some(Nothing::Unreadable);
            }
        }
        nothings
    }
}

/// The description at the end of a file.
fn foot(bytes: &Bytes<'_>) -> Result<ParquetMetaData, String> {
    let said = |error: io::Error| error.to_string();
    let length = bytes.length();
    let end = length.checked_sub(8).filter(|end| *end >= 4).ok_or("too short")?;
    let tail = bytes.range(end, 8).map_err(said)?;
    let [a, b, c, d, magic @ ..] = &tail[..] else { return Err("too short".to_string()) };
    match magic {
        b"PAR1" => {}
        b"PARE" => return Err("encrypted".to_string()),
        _ => return Err("its end is missing".to_string()),
    }
    let size = u32::from_le_bytes([*a, *b, *c, *d]);
    let from = end.checked_sub(u64::from(size)).ok_or("too short")?;
    let foot = bytes.range(from, size as usize).map_err(said)?;
    ParquetMetaDataReader::decode_metadata(&foot).map_err(|error| error.to_string())
}

fn damaged(name: &Arc<str>, reason: &str) -> Box<Diagnostic> {
    let finding = Diagnostic::error(
        DAMAGED_COLUMNS,
        words!(
            "`{name}` 不是完整的 Parquet 文件，或已损坏：{reason}",
            "`{name}` is not a whole Parquet file, or it is damaged: {reason}"
        ),
    )
    .at(Place::File(name.clone()), Words::default())
    .help(words!("请重新导出或重新复制该文件", "export or copy the file again"));
    Box::new(finding)
}
