//! A source as a stream: its rows batch by batch, so that a table need not be in memory.
//!
//! ```text
//! let sound = input::stream(host, dir, source, report, &mut |batch: &Table| { … });
//! ```
//!
//! Each batch is a [`Table`] of the columns of `source`, in their order, then [`PERIOD`] where the
//! source takes the period from the file name; whoever wants fewer columns gives a source with
//! fewer. Batches come in the order in which [`load`](super::load) would have the rows: a batch is
//! a row group of a Parquet file, or some chunks of a text file, read on all threads. The code of a
//! text is the same in all batches; the dictionary only grows. Origins are those of the rows of the
//! batch. What there is to say comes when all is read, and is what `load` would say, but that
//! rows which repeat others are not looked for.
//!
//! Not every source can be streamed (a workbook, rows of totals, a text that only the patient
//! reader understands). Then [`stream`] says so, what was given is void, and `load` is the way.

use std::path::Path;
use std::sync::Arc;

use super::assemble::{Assembly, From};
use super::missing::MissingWords;
use super::ready::Batch;
use super::typed::Part;
use super::{Lacking, Lacks, PERIOD, Reading, Report, csv, files_of, form, open, parquet, period, scan};
use crate::diagnostic::Bag;
use crate::host::Host;
use crate::rubric::{DataSource, PeriodFrom};
use crate::table::{Column, FileOrigin, Kind, Lane, Nothing, Numbers, Table, Texts};

/// Gives all rows of a source to `sink`. Whether they are all rows: where not, the source cannot be
/// streamed and what was given, and said, is void.
pub fn stream(
    host: &dyn Host,
    dir: &Path,
    source: &DataSource,
    report: &mut Report,
    sink: &mut dyn FnMut(&Table),
) -> bool {
    if source.summary.is_some() || source.rubric.is_some() {
        return false;
    }
    let mut findings = Bag::default();
    let forms = form::find(host, dir);
    if form::of(&forms, source).next().is_some() {
        return false;
    }
    let paths = files_of(host, dir, source, &forms, &mut findings);
    let file = |finding| Lacking { finding, source: source.id.clone(), what: Lacks::File };
    let lacking = (0..findings.all.len()).map(file).collect();
    let mut said = Report { findings, lacking, ..Report::default() };
    let mut assembly = Assembly::new(source);
    let mut flow = Flow::new(source, sink);
    for (path, name) in paths {
        let Some(reading) = flow.file(open(host, path), &name) else { return false };
        assembly.add_file(Ok(reading), &name, &mut said);
    }
    assembly.finish(&mut said);
    report.add(said);
    true
}

/// The batches of one file after the other.
struct Flow<'a> {
    source: &'a DataSource,
    words: MissingWords,
    /// The batch, emptied and filled again.
    table: Table,
    sink: &'a mut dyn FnMut(&Table),
}

impl<'a> Flow<'a> {
    fn new(source: &'a DataSource, sink: &'a mut dyn FnMut(&Table)) -> Flow<'a> {
        let mut table = Table { name: source.id.clone(), ..Table::default() };
        for column in &source.columns {
            table.columns.push(Column { name: column.id.clone(), lane: empty(column.kind), at: Vec::new() });
        }
        if let PeriodFrom::FileName(_) = &source.period {
            table.columns.push(Column { name: PERIOD.to_string(), lane: empty(Kind::Text), at: Vec::new() });
        }
        Flow { source, words: MissingWords::of(source), table, sink }
    }

    /// All batches of a file, and what `load` would have read of it, without its values.
    fn file(&mut self, from: From<'_>, name: &Arc<str>) -> Option<Reading> {
        match from {
            From::Form(_) => None,
            From::Parts { host, path, length } => {
                let file = parquet::File::open(parquet::Bytes::There { host, path: &path, length }, name).ok()?;
                self.parquet(&file, name)
            }
            From::Bytes(bytes) => {
                let bytes = bytes.ok()?;
                let sha256 = Some(crate::host::sha256(&bytes).into());
                let reading = if parquet::recognises(&bytes) {
                    self.parquet(&parquet::File::open(parquet::Bytes::Here(&bytes), name).ok()?, name)
                } else if super::FORMATS.iter().any(|format| format.recognises(&bytes)) {
                    None
                } else {
                    self.text(&bytes, name)
                };
                Some(Reading { sha256, ..reading? })
            }
        }
    }

    fn parquet(&mut self, file: &parquet::File<'_>, name: &Arc<str>) -> Option<Reading> {
        let (source, mut all) = (self.source, Said::of(self.source));
        let words = std::mem::take(&mut self.words);
        self.begin(name);
        let typed = file.walk_groups(&source.columns, &words, &mut |batch| all.take(self, batch));
        self.words = words;
        let mut typed = typed.ok()?;
        let mut reading = Reading::new("Parquet");
        (typed.streamed, typed.parts) = (true, all.parts);
        reading.findings.append(&mut typed.findings);
        reading.typed = Some(Box::new(typed));
        Some(reading)
    }

    fn text(&mut self, bytes: &[u8], name: &Arc<str>) -> Option<Reading> {
        let (source, mut all) = (self.source, Said::of(self.source));
        let (decoded, mut reading) = csv::decoded(bytes, name).ok()?;
        let words = std::mem::take(&mut self.words);
        self.begin(name);
        let window = rayon::current_num_threads();
        let mut each = |batch| all.take(self, batch);
        let typed = scan::walk(&decoded.text, name, &source.columns, &words, scan::CUTS, window, &mut each);
        self.words = words;
        let mut typed = typed?;
        (typed.streamed, typed.parts) = (true, all.parts);
        reading.typed = Some(Box::new(typed));
        Some(reading)
    }
}

impl Flow<'_> {
    fn begin(&mut self, name: &Arc<str>) {
        self.table.origins.files.push(FileOrigin { file: name.clone(), sheet: None });
        self.table.columns.iter_mut().for_each(|column| column.at.push(0));
    }

    /// Fills the table with a batch and gives it away.
    fn give(&mut self, rows: usize, numbers: Vec<u32>, lanes: Vec<Option<Lane>>, at: &[u32]) {
        let file = self.table.origins.files.len().saturating_sub(1);
        self.table.rows = rows;
        self.table.origins.file.clear();
        self.table.origins.file.resize(rows, file as u16);
        self.table.origins.number = numbers;
        for ((column, lane), at) in self.table.columns.iter_mut().zip(lanes).zip(at) {
            if let Some(place) = column.at.last_mut() {
                *place = *at;
            }
            clear(&mut column.lane);
            match (&mut column.lane, lane) {
                (all, Some(lane)) => all.append(lane),
                (all, None) => blanks(all, rows),
            }
        }
        if let PeriodFrom::FileName(pattern) = &self.source.period
            && let (Some(Lane::Texts(texts)), Some(origin)) =
                (self.table.columns.last_mut().map(|column| &mut column.lane), self.table.origins.files.last())
        {
            clear_texts(texts);
            match period::cut(pattern, &origin.file) {
                Some(period) => {
                    let code = texts.code_of(period);
                    texts.codes.resize(rows, code);
                }
                None => (0..rows).for_each(|_| texts.push(Err(Nothing::Blank))),
            }
        }
        (self.sink)(&self.table);
    }
}

/// What is said of the cells of a file, column by column.
struct Said {
    parts: Vec<Option<Part>>,
}

impl Said {
    fn of(source: &DataSource) -> Said {
        Said { parts: source.columns.iter().map(|_| None).collect() }
    }

    /// Keeps what there is to say of a batch and passes on its values.
    fn take(&mut self, flow: &mut Flow<'_>, batch: Batch) {
        let mut lanes = Vec::with_capacity(batch.parts.len());
        for ((part, kept), column) in batch.parts.into_iter().zip(&mut self.parts).zip(&flow.source.columns) {
            let Some(mut part) = part else {
                lanes.push(None);
                continue;
            };
            lanes.push(Some(std::mem::replace(&mut part.lane, empty(column.kind))));
            match kept {
                Some(kept) => kept.absorb(part),
                None => *kept = Some(part),
            }
        }
        flow.give(batch.numbers.len(), batch.numbers, lanes, &batch.at);
    }
}

fn empty(kind: Kind) -> Lane {
    match kind {
        Kind::Text => Lane::Texts(Texts::default()),
        Kind::Number | Kind::Date | Kind::Bool => Lane::Numbers(Numbers::default()),
    }
}

/// Without values; a dictionary stays.
fn clear(lane: &mut Lane) {
    match lane {
        Lane::Numbers(numbers) => *numbers = Numbers::default(),
        Lane::Texts(texts) => clear_texts(texts),
    }
}

fn clear_texts(texts: &mut Texts) {
    texts.codes.clear();
    texts.nothings.clear();
}

fn blanks(lane: &mut Lane, rows: usize) {
    for _ in 0..rows {
        match lane {
            Lane::Numbers(numbers) => numbers.push(Err(Nothing::Blank)),
            Lane::Texts(texts) => texts.push(Err(Nothing::Blank)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Memory;
    use crate::input::load;
    use crate::input::tests::source;

    /// All values in order, and the codes as they came.
    fn joined(host: &Memory, source: &DataSource) -> (Vec<Shown>, Vec<u32>, Report, usize) {
        let (mut values, mut numbers, mut batches) = (vec![Vec::new(); source.columns.len()], Vec::new(), 0);
        let mut report = Report::default();
        let mut known: Vec<Vec<Arc<str>>> = vec![Vec::new(); source.columns.len()];
        let sound = stream(host, Path::new("d"), source, &mut report, &mut |batch| {
            batches += 1;
            numbers.extend_from_slice(&batch.origins.number);
            for ((column, values), known) in batch.columns.iter().zip(&mut values).zip(&mut known) {
                values.extend(shown(&column.lane));
                if let Lane::Texts(texts) = &column.lane {
                    assert!(texts.dictionary.starts_with(known));
                    known.clone_from(&texts.dictionary);
                }
            }
        });
        assert!(sound);
        (values, numbers, report, batches)
    }

    type Shown = Vec<Result<String, Nothing>>;

    fn shown(lane: &Lane) -> Shown {
        let one = |row| match lane {
            Lane::Numbers(numbers) => numbers.get(row).map(|value| value.to_string()),
            Lane::Texts(texts) => texts.get(row).map(str::to_string),
        };
        (0..lane.len()).map(one).collect()
    }

    #[test]
    fn batches_are_the_rows_of_the_table() {
        let mut text = String::from("工号,人数,下单\n");
        for at in 0..300_000 {
            text.push_str(&format!("A{},{},2024-06-0{}\n", at * 7 % 1000, at % 100, at % 9 + 1));
        }
        text.push_str("A1,坏,2024-06-01\n");
        let host = Memory::default()
            .with("d/1.csv", text.as_str())
            .with("d/2.parquet", &include_bytes!("../../tests/parquet/plain.parquet")[..])
            .with("d/3.parquet", &include_bytes!("../../tests/parquet/zstd.parquet")[..]);
        let mut source =
            source("*", &[("工号", Kind::Text), ("人数", Kind::Number), ("下单", Kind::Date), ("日期", Kind::Date)]);
        source.period = PeriodFrom::FileName("{period}.csv".into());
        let (values, numbers, said, batches) = joined(&host, &source);
        let mut report = Report::default();
        let table = load(&host, Path::new("d"), &source, &mut report);
        assert!(batches > 4, "{batches}");
        assert_eq!(numbers, table.origins.number);
        for (values, column) in values.iter().zip(&table.columns) {
            assert!(*values == shown(&column.lane), "{}", column.name);
        }
        let but_repeated = |report: &Report| {
            let all = report.findings.all.iter().filter(|finding| finding.code != crate::input::codes::DUPLICATE_ROWS);
            all.cloned().collect::<Vec<_>>()
        };
        assert_eq!(but_repeated(&said), but_repeated(&report));
        assert_eq!((said.files, said.skipped), (report.files, report.skipped));
    }

    #[test]
    fn what_cannot_be_streamed_says_so() {
        let host = Memory::default().with("d/1.csv", "工号,人数\n1,2\n");
        let source = source("*", &[("工号", Kind::Text)]);
        assert!(!stream(&host, Path::new("d"), &source, &mut Report::default(), &mut |_| {}));
    }
}
