//! A source as a stream: its rows batch by batch, so that a table need not be in memory.
//!
//! Each batch is a [`Table`] of the columns of `source`, in their order, then [`PERIOD`] where the
//! source takes the period from the file name; whoever wants fewer columns gives a source with
//! fewer. Batches are some thousand rows of a row group of a Parquet file, or of a chunk of a text
//! file. They come on all threads and in any order, each to one of the states that the threads have;
//! what is done with them must not depend on that. What there is to say comes when all is read, and
//! is what [`load`](super::load) would say.
//!
//! Not every source can be read so (a workbook, rows of totals, a text that only the patient
//! reader understands, a damaged or a small file). Then it is loaded, and given away in parts.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::assemble::{Assembly, From};
use super::missing::MissingWords;
use super::parquet::flow::blanks;
use super::ready::{self, RowNumbers, Typed};
use super::rows::Print;
use super::typed::Part;
use super::{Lacking, Lacks, PERIOD, Reading, Report, csv, files_of, form, open, parquet, period, scan};
use crate::diagnostic::Bag;
use crate::host::Host;
use crate::rubric::{DataSource, PeriodFrom};
use crate::table::{Column, FileOrigin, Kind, Lane, Nothing, Numbers, Origins, Table, Texts};

/// Some rows.
#[derive(Debug)]
pub struct Batch<'a> {
    pub table: &'a Table,
    /// Whether the codes of texts may mean others than in the batch that the same state had before.
    pub fresh: bool,
}

/// Of a table that was loaded, at most so many rows are given at a time.
const ROWS: usize = 1 << 13;

/// And it is given in at least so many parts, so that all threads have some.
const PARTS: usize = 16;

/// Gives all rows of a source to `take`, with one of the states that `new` makes; gives the states.
pub fn stream<S: Send>(
    host: &dyn Host,
    dir: &Path,
    source: &DataSource,
    report: &mut Report,
    new: &(dyn Fn() -> S + Sync),
    take: &(dyn Fn(&mut S, &Batch<'_>) + Sync),
) -> Vec<S> {
    if let Some((states, said)) = flow(host, dir, source, new, take) {
        report.add(said);
        return states;
    }
    let table = super::load(host, dir, source, report);
    let flow = Flow::new(source, new, take);
    let size = table.rows.div_ceil(PARTS).clamp(1, ROWS);
    let part = |first: usize| {
        let rows = first..table.rows.min(first + size);
        let some = |all: &[u32]| all.get(rows.clone()).map(<[u32]>::to_vec).unwrap_or_default();
        let columns = table.columns.iter().map(|column| Column {
            name: column.name.clone(),
            lane: column.lane.part(rows.clone()),
            at: column.at.clone(),
        });
        let origins = Origins {
            files: table.origins.files.clone(),
            file: table.origins.file.get(rows.clone()).map(<[u16]>::to_vec).unwrap_or_default(),
            number: some(&table.origins.number),
        };
        let part = Table { name: table.name.clone(), rows: rows.len(), columns: columns.collect(), origins };
        flow.with_state(&[], |state, _| take(state, &Batch { table: &part, fresh: true }));
    };
    (0..table.rows).into_par_iter().step_by(size).for_each(part);
    flow.finish()
}

/// Reads all files without holding them; `None` where that cannot be, and what was given is void.
fn flow<S: Send>(
    host: &dyn Host,
    dir: &Path,
    source: &DataSource,
    new: &(dyn Fn() -> S + Sync),
    take: &(dyn Fn(&mut S, &Batch<'_>) + Sync),
) -> Option<(Vec<S>, Report)> {
    if source.summary.is_some() || source.rubric.is_some() {
        return None;
    }
    let mut findings = Bag::default();
    let forms = form::find(host, dir);
    if form::of(&forms, source).next().is_some() {
        return None;
    }
    let paths = files_of(host, dir, source, &forms, &mut findings);
    if paths.len() >= usize::from(u16::MAX) {
        return None;
    }
    let file = |finding| Lacking { finding, source: source.id.clone(), what: Lacks::File };
    let lacking = (0..findings.all.len()).map(file).collect();
    let mut said = Report { findings, lacking, ..Report::default() };
    let mut assembly = Assembly::new(source);
    let mut flow = Flow::new(source, new, take);
    for (path, name) in paths {
        let reading = flow.file(open(host, path), &name)?;
        assembly.add_file(Ok(reading), &name, &mut said);
    }
    assembly.finish(&mut said);
    Some((flow.finish(), said))
}

/// The batches of one file after the other.
struct Flow<'a, S> {
    source: &'a DataSource,
    words: MissingWords,
    files: Vec<FileOrigin>,
    new: &'a (dyn Fn() -> S + Sync),
    take: &'a (dyn Fn(&mut S, &Batch<'_>) + Sync),
    /// Those that no thread has at the moment, each with a table that is filled again and again.
    states: Mutex<Vec<(S, Table)>>,
}

impl<'a, S: Send> Flow<'a, S> {
    fn new(
        source: &'a DataSource,
        new: &'a (dyn Fn() -> S + Sync),
        take: &'a (dyn Fn(&mut S, &Batch<'_>) + Sync),
    ) -> Flow<'a, S> {
        let (words, states) = (MissingWords::of(source), Mutex::default());
        Flow { source, words, files: Vec::new(), new, take, states }
    }

    fn finish(self) -> Vec<S> {
        let states = self.states.into_inner().unwrap_or_else(PoisonError::into_inner);
        states.into_iter().map(|(state, _)| state).collect()
    }

    /// Gives away all batches of a file. What `load` would have read of it, without its values.
    fn file(&mut self, from: From<'_>, name: &Arc<str>) -> Option<Reading> {
        self.files.push(FileOrigin { file: name.clone(), sheet: None });
        let this = &*self;
        match from {
            From::Form(_) => None,
            From::Parts { host, path, length } => {
                let file = parquet::File::open(parquet::Bytes::There { host, path: &path, length }, name).ok()?;
                this.parquet(&file)
            }
            From::Bytes(bytes) => {
                let bytes = bytes.ok()?;
                let digest = || Some(crate::host::sha256(&bytes).into());
                let read = || {
                    if parquet::recognises(&bytes) {
                        this.parquet(&parquet::File::open(parquet::Bytes::Here(&bytes), name).ok()?)
                    } else if super::FORMATS.iter().any(|format| format.recognises(&bytes)) {
                        None
                    } else {
                        this.text(&bytes, name)
                    }
                };
                // One thread takes the digest while the others read.
                let (sha256, reading) = rayon::join(digest, read);
                Some(Reading { sha256, ..reading? })
            }
        }
    }

    fn parquet(&self, file: &parquet::File<'_>) -> Option<Reading> {
        let (mut typed, wanted) = file.wanted(&self.source.columns, &self.words);
        if let Some(wanted) = wanted {
            // Rows of small files are compared with each other.
            if typed.rows as usize <= parquet::COMPARED {
                return None;
            }
            let groups: Vec<(usize, usize)> = wanted.groups().into_iter().enumerate().collect();
            let walk = |group: (usize, usize)| {
                self.with_state(&wanted.at, |state, table| {
                    let mut fresh = true;
                    let said = wanted.walk(group, table, &mut |table, before| {
                        let rows = table.columns.first().map_or(0, |column| column.lane.len());
                        let numbers = before as u32 + 1..(before + rows) as u32 + 1;
                        self.give(state, table, rows, |all| all.extend(numbers), fresh);
                        fresh = false;
                    });
                    said.ok()
                })
            };
            let said: Option<Vec<_>> = groups.into_par_iter().map(walk).collect();
            typed.parts = joined(self.source, said?);
        }
        typed.streamed = true;
        let mut reading = Reading::new("Parquet");
        reading.findings.append(&mut typed.findings);
        reading.typed = Some(Box::new(typed));
        Some(reading)
    }

    fn text(&self, bytes: &[u8], name: &Arc<str>) -> Option<Reading> {
        let (decoded, mut reading) = csv::decoded(bytes, name).ok()?;
        let each = |batch: ready::Batch| {
            let ready::Batch { numbers, prints, parts, at } = batch;
            self.with_state(&at, |state, table| {
                let mut said = Vec::with_capacity(parts.len());
                for (part, column) in parts.into_iter().zip(&mut table.columns) {
                    match part {
                        Some(mut part) => {
                            column.lane = std::mem::replace(&mut part.lane, empty(Kind::Number));
                            said.push(Some(part));
                        }
                        None => {
                            blanks(&mut column.lane, numbers.len());
                            said.push(None);
                        }
                    }
                }
                self.give(state, table, numbers.len(), |all| all.extend_from_slice(&numbers), true);
                Chunk { said, numbers, prints }
            })
        };
        let (typed, chunks) =
            scan::each(&decoded.text, name, &self.source.columns, &self.words, scan::STREAMED, &each)?;
        let (mut said, mut numbers, mut prints) = (Vec::new(), Vec::new(), Vec::new());
        for chunk in chunks {
            said.push(chunk.said);
            numbers.extend(chunk.numbers);
            prints.extend(chunk.prints);
        }
        let parts = joined(self.source, said);
        let typed = Typed { numbers: RowNumbers::Lines(numbers), prints, parts, streamed: true, ..typed };
        reading.typed = Some(Box::new(typed));
        Some(reading)
    }

    /// Does something with a state that nobody else has meanwhile.
    fn with_state<R>(&self, at: &[u32], run: impl FnOnce(&mut S, &mut Table) -> R) -> R {
        let free = self.states.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (mut state, mut table) = free.unwrap_or_else(|| ((self.new)(), self.table()));
        if table.origins.files.len() < self.files.len() {
            table.origins.files.clone_from(&self.files);
            table.columns.iter_mut().for_each(|column| column.at.resize(self.files.len(), 0));
        }
        for (column, at) in table.columns.iter_mut().zip(at) {
            if let Some(place) = column.at.last_mut() {
                *place = *at;
            }
        }
        let result = run(&mut state, &mut table);
        self.states.lock().unwrap_or_else(PoisonError::into_inner).push((state, table));
        result
    }

    fn table(&self) -> Table {
        let mut table = Table { name: self.source.id.clone(), ..Table::default() };
        for column in &self.source.columns {
            table.columns.push(Column { name: column.id.clone(), lane: empty(column.kind), at: Vec::new() });
        }
        if let PeriodFrom::FileName(_) = &self.source.period {
            table.columns.push(Column { name: PERIOD.to_string(), lane: empty(Kind::Text), at: Vec::new() });
        }
        table
    }

    /// Gives a table away that has its values already.
    fn give(&self, state: &mut S, table: &mut Table, rows: usize, numbers: impl FnOnce(&mut Vec<u32>), fresh: bool) {
        table.rows = rows;
        let file = self.files.len().saturating_sub(1) as u16;
        let origins = &mut table.origins;
        origins.file.clear();
        origins.file.resize(rows, file);
        origins.number.clear();
        numbers(&mut origins.number);
        if let PeriodFrom::FileName(pattern) = &self.source.period
            && let (Some(Lane::Texts(texts)), Some(origin)) =
                (table.columns.last_mut().map(|column| &mut column.lane), table.origins.files.last())
        {
            *texts = Texts::default();
            match period::cut(pattern, &origin.file) {
                Some(period) => {
                    let code = texts.code_of(period);
                    texts.codes.resize(rows, code);
                }
                None => (0..rows).for_each(|_| texts.push(Err(Nothing::Blank))),
            }
        }
        (self.take)(state, &Batch { table, fresh });
    }
}

/// What is left of a chunk of text when its values have been given away.
struct Chunk {
    said: Vec<Option<Part>>,
    numbers: Vec<u32>,
    prints: Vec<Print>,
}

/// What is said of the cells of a file, column by column, in the order of the file.
fn joined(source: &DataSource, said: Vec<Vec<Option<Part>>>) -> Vec<Option<Part>> {
    let mut all: Vec<Option<Part>> = source.columns.iter().map(|_| None).collect();
    for parts in said {
        for (all, part) in all.iter_mut().zip(parts) {
            match (all, part) {
                (Some(all), Some(part)) => all.absorb(part),
                (none, part) => *none = part,
            }
        }
    }
    all
}

fn empty(kind: Kind) -> Lane {
    match kind {
        Kind::Text => Lane::Texts(Texts::default()),
        Kind::Number | Kind::Date | Kind::Bool => Lane::Numbers(Numbers::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Memory;
    use crate::input::load;
    use crate::input::tests::source;

    /// A row: its file and number, then its values.
    type Row = (u16, u32, Vec<Result<String, Nothing>>);

    fn rows_of(table: &Table) -> Vec<Row> {
        let value = |lane: &Lane, row| match lane {
            Lane::Numbers(numbers) => numbers.get(row).map(|value| value.to_string()),
            Lane::Texts(texts) => texts.get(row).map(str::to_string),
        };
        let row = |row: usize| {
            let values = table.columns.iter().map(|column| value(&column.lane, row)).collect();
            (table.origins.file[row], table.origins.number[row], values)
        };
        (0..table.rows).map(row).collect()
    }

    /// All rows in order, what was said, and how many batches there were.
    fn streamed(host: &Memory, source: &DataSource) -> (Vec<Row>, Report, usize) {
        let mut report = Report::default();
        let new = || (Vec::new(), 0);
        let take = |state: &mut (Vec<Row>, usize), batch: &Batch<'_>| {
            state.0.extend(rows_of(batch.table));
            state.1 += 1;
        };
        let states = stream(host, Path::new("d"), source, &mut report, &new, &take);
        let batches = states.iter().map(|state| state.1).sum();
        let mut rows: Vec<Row> = states.into_iter().flat_map(|state| state.0).collect();
        rows.sort_by_key(|row| (row.0, row.1));
        (rows, report, batches)
    }

    fn world() -> (Memory, DataSource) {
        let mut text = String::from("工号,人数,下单\n");
        for at in 0..300_000 {
            text.push_str(&format!("A{},{},2024-06-0{}\n", at * 7 % 1000, at % 100, at % 9 + 1));
        }
        text.push_str("A1,坏,2024-06-01\n");
        let host = Memory::default().with("d/1.csv", text.as_str()).with("d/2.csv", text.replace("A7,", "B7,"));
        let columns = [("工号", Kind::Text), ("人数", Kind::Number), ("下单", Kind::Date), ("日期", Kind::Date)];
        let mut source = source("*", &columns);
        source.period = PeriodFrom::FileName("{period}.csv".into());
        (host, source)
    }

    fn assert_same(host: &Memory, source: &DataSource) -> usize {
        let (rows, said, batches) = streamed(host, source);
        let mut report = Report::default();
        let table = load(host, Path::new("d"), source, &mut report);
        assert!(rows == rows_of(&table));
        assert_eq!(said, report);
        batches
    }

    #[test]
    fn batches_are_the_rows_of_the_table() {
        let (host, source) = world();
        let batches = assert_same(&host, &source);
        assert!(batches > 4, "{batches}");
        assert!(flow(&host, Path::new("d"), &source, &|| (), &|(), _| ()).is_some());
    }

    #[test]
    fn what_cannot_be_read_so_is_loaded() {
        let host = Memory::default()
            .with("d/1.csv", "工号,人数\n1,2\n3,坏\n")
            .with("d/3.parquet", &include_bytes!("../../tests/parquet/zstd.parquet")[..]);
        let source = source("*", &[("工号", Kind::Text), ("人数", Kind::Number), ("日期", Kind::Date)]);
        assert!(flow(&host, Path::new("d"), &source, &|| (), &|(), _| ()).is_none());
        assert_same(&host, &source);
    }
}
