//! Sheets → one table: rows that are data, columns by their headers, file after file.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::codes::{
    AMBIGUOUS_COLUMN, DUPLICATE_HEADER, DUPLICATE_ROWS, EMPTY_FILE, NO_COLUMN, NO_HEADER, NO_PERIOD, NO_ROWS, NO_SHEET,
    STRAY_HEADER, TOO_LARGE, UNREADABLE_FILE,
};
use super::form::{Filled, Given};
use super::header::{self, Header};
use super::missing::MissingWords;
use super::rows::{self, Print, is_blank, is_note, repeats};
use super::summary::{self, SummaryRow, SummaryWords};
use super::typed::{Builder, Cases};
use super::{FORMATS, Lacking, Lacks, Options, PERIOD, Reading, Report, Sheet, csv, parquet, period, scan};
use super::{Left, NAMED, Typed};
use crate::diagnostic::{Bag, Cell, Diagnostic, Place};
use crate::host::{Host, sha256};
use crate::result::{FileRead, Skipped};
use crate::rubric::{DataSource, PeriodFrom};
use crate::table::{Column, FileOrigin, Lane, NoRows, Nothing, Origins, RawCell, RawSheet, Table, Texts};
use crate::text::words::plural;
use crate::text::{Lang, Words, fold, suggest};
use crate::words;

const LEFT: [(Left, &str, &str); 7] = [
    (Left::Above, "表头以上的标题行", "title rows above the header"),
    (Left::Below, "表尾的说明行", "notes below the data"),
    (Left::Blank, "空行", "blank rows"),
    (Left::RepeatedHeader, "重复的表头行", "header rows repeated inside the data"),
    (Left::Summary, "汇总行和均值行", "rows of totals and means"),
    (Left::HiddenSheet, "隐藏的工作表", "hidden sheets"),
    (Left::OtherSheet, "未使用的工作表", "sheets not used"),
];

/// Findings about headers, gathered over all files.
#[derive(Default)]
struct HeaderCases {
    missing: Cases,
    /// The header nearest to the missing one.
    nearest: Option<String>,
    duplicate: Cases,
    ambiguous: Cases,
    stray: Cases,
}

/// A table while it is put together.
pub struct Assembly<'a> {
    source: &'a DataSource,
    words: MissingWords,
    totals: Option<SummaryWords>,
    origins: Origins,
    columns: Vec<HeaderCases>,
    files: Vec<Loaded>,
    left: Vec<(usize, Vec<Cell>)>,
    /// What rows are compared by, and which rows these are.
    prints: Vec<Print>,
    printed: Vec<u32>,
    periods: Texts,
    nameless: Cases,
}

/// A file whose header is known: its sheet and what of it is data.
struct Loaded {
    sheet: RawSheet,
    header: Header,
    rows: Rows,
    totals: Vec<SummaryRow>,
    /// Of a data-entry workbook, which says for which period it is.
    period: Option<Arc<str>>,
}

/// The rows of a file that are data.
enum Rows {
    /// The index of each in the sheet.
    Cells(Vec<usize>),
    /// The values of each column that is asked for, read already.
    Typed(Box<Typed>),
}

/// Reads one file of a source, in whatever format it is.
///
/// # Errors
/// Why the file as a whole could not be read.
pub fn read_file(source: &DataSource, from: From<'_>, name: &Arc<str>) -> Result<Reading, Box<Diagnostic>> {
    let whole = |finding: Diagnostic| Box::new(finding.at(Place::File(name.clone()), Words::default()));
    let bytes = match from {
        From::Bytes(bytes) => bytes,
        From::Parts { host, path, length } => {
            return read_parquet(source, parquet::Bytes::There { host, path: &path, length }, name);
        }
        // It is not read a second time.
        From::Form(filled) => return Ok(Reading::new(&filled.format)),
    };
    let bytes = bytes.map_err(|error| {
        let message = words!("`{name}` 无法读取：{error}", "`{name}` cannot be read: {error}");
        whole(Diagnostic::error(UNREADABLE_FILE, message))
    })?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(whole(Diagnostic::error(EMPTY_FILE, words!("`{name}` 是空文件", "`{name}` is empty"))));
    }
    let wanted = &source.columns;
    let enough = |sheet: &Sheet| {
        header::find(&sheet.raw, &sheet.merges, wanted).is_some_and(|header| header.score() * 2 >= wanted.len())
    };
    let options = Options { sheet: source.sheet.as_deref(), enough: &enough };
    let digest = || Some(sha256(&bytes).into());
    if parquet::recognises(&bytes) {
        let sha256 = digest();
        return read_parquet(source, parquet::Bytes::Here(&bytes), name).map(|reading| Reading { sha256, ..reading });
    }
    let Some(format) = FORMATS.iter().copied().find(|format| format.recognises(&bytes)) else {
        let read = || read_text(source, &bytes, name, scan::WORTH, scan::CUTS);
        // One thread takes the digest of a large file while the others read it.
        let (sha256, reading) = if bytes.len() >= scan::WORTH { rayon::join(digest, read) } else { (digest(), read()) };
        return reading.map(|reading| Reading { sha256, ..reading });
    };
    let sha256 = digest();
    format.read(&bytes, name, &options).map(|reading| Reading { sha256, ..reading })
}

/// Reads separated text: from a certain length on in chunks, straight into columns.
///
/// # Errors
/// Why the file as a whole could not be read.
pub fn read_text(
    source: &DataSource,
    bytes: &[u8],
    name: &Arc<str>,
    worth: usize,
    cuts: scan::Cuts,
) -> Result<Reading, Box<Diagnostic>> {
    let (decoded, mut reading) = csv::decoded(bytes, name)?;
    // Rows of totals are told from the others by their cells.
    if bytes.len() >= worth && source.summary.is_none() {
        let words = MissingWords::of(source);
        if let Some(typed) = scan::read(&decoded.text, name, &source.columns, &words, cuts) {
            reading.typed = Some(Box::new(typed));
            return Ok(reading);
        }
    }
    csv::read_all(&decoded.text, name, &mut reading)?;
    Ok(reading)
}

/// Where the bytes of a file are: read, or to be read in parts as they are needed.
pub enum From<'h> {
    Bytes(io::Result<Vec<u8>>),
    Parts {
        host: &'h dyn Host,
        path: PathBuf,
        length: u64,
    },
    /// A data-entry workbook, read before.
    Form(&'h Filled),
}

impl From<'_> {
    pub fn length(&self) -> usize {
        match self {
            From::Bytes(bytes) => bytes.as_ref().map_or(0, Vec::len),
            From::Parts { length, .. } => usize::try_from(*length).unwrap_or(usize::MAX),
            From::Form(_) => 0,
        }
    }
}

fn read_parquet(source: &DataSource, bytes: parquet::Bytes<'_>, name: &Arc<str>) -> Result<Reading, Box<Diagnostic>> {
    let file = parquet::File::open(bytes, name)?;
    let mut reading = Reading::new("Parquet");
    if source.summary.is_some() {
        // Rows of totals are told from the others by their cells.
        reading.sheets.push(Sheet { raw: file.sheet()?, merges: Vec::new() });
        return Ok(reading);
    }
    let mut typed = file.read(&source.columns, &MissingWords::of(source))?;
    reading.findings.append(&mut typed.findings);
    reading.typed = Some(Box::new(typed));
    Ok(reading)
}

impl<'a> Assembly<'a> {
    pub fn new(source: &'a DataSource) -> Assembly<'a> {
        Assembly {
            source,
            words: MissingWords::of(source),
            totals: source.summary.as_ref().map(SummaryWords::of),
            origins: Origins::default(),
            columns: source.columns.iter().map(|_| HeaderCases::default()).collect(),
            files: Vec::new(),
            left: vec![(0, Vec::new()); LEFT.len()],
            prints: Vec::new(),
            printed: Vec::new(),
            periods: Texts::default(),
            nameless: Cases::default(),
        }
    }

    /// Takes over the rows of a file that was read.
    pub fn add_file(&mut self, read: Result<Reading, Box<Diagnostic>>, name: &Arc<str>, report: &mut Report) {
        if self.files.len() >= usize::from(u16::MAX) {
            let message =
                words!("文件超过 {} 个，`{name}` 没有读取", "more than {} files: `{name}` was not read", u16::MAX);
            let finding = Diagnostic::error(TOO_LARGE, message).at(Place::File(name.clone()), Words::default());
            report.findings.push(finding);
            return;
        }
        let first = report.findings.all.len();
        match read {
            Ok(reading) => self.add_reading(reading, name, report),
            Err(finding) => report.findings.push(*finding),
        }
        let source = &self.source.id;
        let said = report.findings.all.iter().enumerate().skip(first).filter(|(_, finding)| finding.code == NO_SHEET);
        let lacking = said.map(|(finding, _)| Lacking { finding, source: source.clone(), what: Lacks::Sheet });
        report.lacking.extend(lacking);
    }

    /// Takes over the rows of a data-entry workbook.
    pub fn add_form(&mut self, filled: &Filled, report: &mut Report) {
        let whole = filled.form.whole.as_deref() == Some(self.source.id.as_str());
        let mut counted = 0;
        for given in filled.given(self.source, whole) {
            if self.files.len() >= usize::from(u16::MAX) {
                break;
            }
            let Given { sheet, header, rows, period } = given;
            // Of ratings a workbook is read item by item; of a subject with any there is one row on the sheet.
            counted = rows.len().max(counted);
            let loaded = Loaded { sheet, header, rows: Rows::Cells(rows), totals: Vec::new(), period };
            self.take(loaded, &filled.file);
        }
        report.files.push(FileRead {
            table: self.source.id.as_str().into(),
            file: filled.file.clone(),
            sheet: filled.sheet.sheet.clone(),
            rows: counted,
            format: filled.format.clone(),
            sha256: Some(filled.sha256.clone()),
        });
    }

    fn add_reading(&mut self, mut reading: Reading, name: &Arc<str>, report: &mut Report) {
        report.findings.all.append(&mut reading.findings);
        for (left, sheets) in [(Left::HiddenSheet, &reading.hidden), (Left::OtherSheet, &reading.others)] {
            // Who names a sheet has chosen, and another table may name the others.
            let chosen = left == Left::OtherSheet && self.source.sheet.is_some();
            for sheet in sheets.iter().filter(|_| !chosen) {
                let sheet = Some(sheet.as_str().into());
                self.leave(left, || Cell { file: name.clone(), sheet, row: 1, column: 0 });
            }
        }
        if let Some(mut typed) = reading.typed {
            let sheet = std::mem::replace(&mut typed.sheet, RawSheet::empty(name.clone()));
            let Some(header) = typed.header.take() else {
                report.findings.push(self.no_header(&sheet, name));
                return;
            };
            for row in 0..header.row {
                if sheet.rows.get(row).is_some_and(|row| !is_blank(row)) {
                    self.leave(Left::Above, || row_cell(&sheet, sheet.number(row)));
                }
            }
            self.leave_rows(&mut typed, &sheet);
            let loaded = Loaded { sheet, header, rows: Rows::Typed(typed), totals: Vec::new(), period: None };
            self.enter(loaded, reading.format, reading.sha256, name, report);
            return;
        }
        let wanted = &self.source.columns;
        let mut best: Option<(Sheet, Option<Header>)> = None;
        for sheet in reading.sheets {
            let header = header::find(&sheet.raw, &sheet.merges, wanted);
            let score = |header: &Option<Header>| header.as_ref().map_or(0, |header| header.score() + 1);
            let better = best.as_ref().is_none_or(|(_, best)| score(&header) > score(best));
            let other = if better { best.replace((sheet, header)).map(|(sheet, _)| sheet) } else { Some(sheet) };
            if let Some(sheet) = other {
                self.leave(Left::OtherSheet, || row_cell(&sheet.raw, 1));
            }
        }
        let Some((sheet, header)) = best else {
            let message = words!("`{name}` 没有可见的工作表", "`{name}` has no visible sheet");
            let finding = Diagnostic::error(NO_SHEET, message).at(Place::File(name.clone()), Words::default());
            report.findings.push(
                finding.help(words!(
                    "取消隐藏，或用 `sheet` 写明工作表的名称",
                    "unhide the sheet, or name it with `sheet`"
                )),
            );
            return;
        };
        let Some(header) = header else {
            report.findings.push(self.no_header(&sheet.raw, name));
            return;
        };
        let loaded = self.rows_of(sheet.raw, header);
        self.enter(loaded, reading.format, reading.sha256, name, report);
    }

    fn enter(
        &mut self,
        loaded: Loaded,
        format: Arc<str>,
        sha256: Option<Arc<str>>,
        name: &Arc<str>,
        report: &mut Report,
    ) {
        report.files.push(FileRead {
            table: self.source.id.as_str().into(),
            file: name.clone(),
            sheet: loaded.sheet.sheet.clone(),
            rows: loaded.count(),
            format,
            sha256,
        });
        if loaded.count() == 0 && self.source.no_rows != NoRows::NoneHappened {
            let place = row_cell(&loaded.sheet, loaded.sheet.number(loaded.header.row));
            report.findings.push(
                Diagnostic::warning(
                    NO_ROWS,
                    words!("`{name}` 只有表头，没有数据行", "`{name}` has a header but no data rows"),
                )
                .at(place, words!("表头", "the header")),
            );
        }
        self.take(loaded, name);
    }

    fn no_header(&self, sheet: &RawSheet, name: &Arc<str>) -> Diagnostic {
        let wanted: Vec<String> =
            self.source.columns.iter().take(20).map(|column| format!("`{}`", column.id)).collect();
        let (zh, en) = (wanted.join("、"), wanted.join(", "));
        let first = sheet.rows.iter().position(|row| row.iter().any(|cell| *cell != RawCell::Empty));
        let finding = Diagnostic::error(
            NO_HEADER,
            words!("在 `{name}` 中找不到表头：{zh} 一个也没有", "no header row in `{name}`: it has none of {en}"),
        );
        let finding = match first {
            Some(row) => {
                let number = sheet.numbers.get(row).copied().unwrap_or(1);
                let seen: Vec<String> = sheet.rows[row].iter().take(20).map(super::typed::shown).collect();
                let seen = seen.join(", ");
                finding.at(row_cell(sheet, number), words!("第一行是：{seen}", "the first row is: {seen}"))
            }
            None => finding.at(Place::File(name.clone()), Words::default()),
        };
        finding.help(words!(
            "表头须在前 30 行内；列名不同时，请在 `columns` 中写上文件里的名称",
            "the header must be in the first 30 rows; where names differ, add those of the file to `columns`"
        ))
    }

    /// Tells the rows that are data from those that are not.
    fn rows_of(&mut self, sheet: RawSheet, header: Header) -> Loaded {
        let place = |row: usize| row_cell(&sheet, sheet.numbers.get(row).copied().unwrap_or(0));
        let mut end = sheet.rows.len();
        let wanted: Vec<usize> = header.found.iter().filter_map(|found| Some(found.first()?.at)).collect();
        let totals_at = self.source.summary.as_ref().and_then(|summary| {
            let column = self.source.columns.iter().position(|column| column.id == summary.column)?;
            Some(header.found.get(column)?.first()?.at)
        });
        for row in 0..header.row {
            if !is_blank(&sheet.rows[row]) {
                self.leave(Left::Above, || place(row));
            }
        }
        while end > header.end() && (is_blank(&sheet.rows[end - 1]) || is_note(&sheet.rows[end - 1], &wanted)) {
            end -= 1;
            let left = if is_blank(&sheet.rows[end]) { Left::Blank } else { Left::Below };
            self.leave(left, || place(end));
        }
        let (mut kept, mut totals): (Vec<usize>, Vec<SummaryRow>) = (Vec::new(), Vec::new());
        let mut since = 0;
        for row in header.end()..end {
            let cells = &sheet.rows[row];
            let role = totals_at.zip(self.totals.as_ref()).and_then(|(at, words)| words.role(cells.get(at)?));
            if let Some(role) = role {
                totals.push(SummaryRow { role, row, above: kept.len(), since });
                since = kept.len();
                self.leave(Left::Summary, || place(row));
            } else if is_blank(cells) {
                self.leave(Left::Blank, || place(row));
            } else if repeats(cells, &header) {
                self.leave(Left::RepeatedHeader, || place(row));
            } else {
                kept.push(row);
            }
        }
        Loaded { sheet, header, rows: Rows::Cells(kept), totals, period: None }
    }

    /// Rows of a typed file that were left out, by their numbers.
    fn leave_rows(&mut self, typed: &mut Typed, sheet: &RawSheet) {
        for out in std::mem::take(&mut typed.left) {
            let named = out.first.len();
            for number in out.first {
                self.leave(out.why, || row_cell(sheet, number));
            }
            let Some(at) = LEFT.iter().position(|(kind, ..)| *kind == out.why) else { continue };
            self.left[at].0 += out.count - named;
        }
    }

    fn leave(&mut self, left: Left, place: impl FnOnce() -> Cell) {
        let Some(at) = LEFT.iter().position(|(kind, ..)| *kind == left) else { return };
        let (count, cells) = &mut self.left[at];
        *count += 1;
        if cells.len() < NAMED {
            cells.push(place());
        }
    }

    /// Enters the rows of a file: their origin, period and print. The values follow in
    /// [`Assembly::finish`], column by column.
    fn take(&mut self, loaded: Loaded, name: &Arc<str>) {
        let file = self.origins.files.len() as u16;
        let sheet = loaded.sheet.sheet.clone();
        self.origins.files.push(FileOrigin { file: name.clone(), sheet });
        if !loaded.header.seen.is_empty() {
            self.note_headers(&loaded, name);
        }
        let period = match &self.source.period {
            PeriodFrom::FileName(pattern) => Some(loaded.period.as_deref().or_else(|| period::cut(pattern, name))),
            PeriodFrom::Always | PeriodFrom::Column(_) | PeriodFrom::Rubric => None,
        };
        if period == Some(None) {
            self.nameless.add(|| row_cell(&loaded.sheet, 1), String::new);
        }
        let first = self.origins.file.len();
        let count = loaded.held();
        self.origins.file.resize(first + count, file);
        self.origins.number.extend((0..count).map(|row| loaded.number(row)));
        if let Some(period) = period {
            (0..count).for_each(|_| self.periods.push(period.ok_or(Nothing::Blank)));
        }
        let period = period.flatten();
        let before = self.prints.len();
        match &loaded.rows {
            Rows::Cells(kept) => {
                let cells = kept.iter().filter_map(|at| loaded.sheet.rows.get(*at));
                self.prints.extend(cells.map(|cells| rows::of_period(rows::print_of(cells), period)));
            }
            Rows::Typed(typed) => {
                self.prints.extend(typed.prints.iter().map(|print| rows::of_period(*print, period)));
            }
        }
        let compared = self.prints.len() - before;
        self.printed.extend((first..first + compared).map(|row| row as u32));
        self.files.push(loaded);
    }

    fn note_headers(&mut self, loaded: &Loaded, name: &Arc<str>) {
        let row = loaded.sheet.number(loaded.header.end().saturating_sub(1));
        let cell_at = |at: usize| Cell { column: at as u32 + 1, ..row_cell(&loaded.sheet, row) };
        for ((found, cases), spec) in loaded.header.found.iter().zip(&mut self.columns).zip(&self.source.columns) {
            let Some(first) = found.first() else {
                let seen = &loaded.header.seen;
                if cases.nearest.is_none() {
                    let names = seen.iter().map(String::as_str);
                    cases.nearest = spec
                        .headers
                        .iter()
                        .chain([&spec.id])
                        .find_map(|wanted| suggest::nearest(wanted, names.clone()))
                        .map(str::to_string);
                }
                let mut list = seen.iter().take(40).map(String::as_str).collect::<Vec<_>>().join(", ");
                if seen.len() > 40 {
                    list.push_str(", …");
                }
                cases.missing.add(|| row_cell(&loaded.sheet, row), || format!("{name}: {list}"));
                continue;
            };
            if first.is_loose() {
                cases.stray.add(|| cell_at(first.at), || first.text.clone());
            }
            let others: Vec<_> = found.iter().skip(1).collect();
            let same = |text: &str| fold(text) == fold(&first.text);
            if others.iter().any(|other| !same(&other.text)) {
                for candidate in found {
                    cases.ambiguous.add(|| cell_at(candidate.at), || candidate.text.clone());
                }
            } else {
                for candidate in others {
                    cases.duplicate.add(|| cell_at(candidate.at), || candidate.text.clone());
                }
            }
        }
    }

    /// Reads the values, column by column, and says what there is to say.
    pub fn finish(self, report: &mut Report) -> Table {
        let Assembly {
            source,
            words,
            origins,
            columns: headers,
            mut files,
            left,
            prints,
            printed,
            periods,
            nameless,
            ..
        } = self;
        let findings = &mut report.findings;
        for (spec, cases) in source.columns.iter().zip(headers) {
            let first = findings.all.len();
            say_headers(&spec.id, cases, findings);
            let said = findings.all.iter().enumerate().skip(first).filter(|(_, finding)| finding.code == NO_COLUMN);
            report.lacking.extend(said.map(|(finding, _)| Lacking {
                finding,
                source: source.id.clone(),
                what: Lacks::Column(spec.id.clone()),
            }));
        }
        let mut columns: Vec<Column> = Vec::with_capacity(source.columns.len() + 1);
        for (index, spec) in source.columns.iter().enumerate() {
            let mut builder = Builder::new(spec, &words);
            let compared = source.summary.as_ref().is_some_and(|summary| summary.columns.contains(&spec.id));
            for loaded in &mut files {
                builder.unit_is_said = loaded.header.seen.is_empty();
                let start = builder.part.lane.len();
                let at = loaded.header.found.get(index).and_then(|found| Some(found.first()?.at));
                builder.at.push(at.map_or(0, |at| at as u32 + 1));
                let Some(at) = at else {
                    builder.push_blanks(loaded.held());
                    continue;
                };
                let held = loaded.held();
                let kept = match &mut loaded.rows {
                    Rows::Cells(kept) => kept,
                    Rows::Typed(typed) => {
                        match typed.parts.get_mut(index).and_then(Option::take) {
                            Some(part) => builder.part.absorb(part),
                            None if typed.streamed => {}
                            None => builder.push_blanks(held),
                        }
                        continue;
                    }
                };
                let place =
                    |row: usize| Cell { column: at as u32 + 1, ..row_cell(&loaded.sheet, loaded.sheet.number(row)) };
                for row in &*kept {
                    builder.push(loaded.sheet.rows[*row].get(at).unwrap_or(&RawCell::Empty), || place(*row));
                }
                for total in loaded.totals.iter().filter(|_| compared) {
                    let cell = loaded.sheet.rows[total.row].get(at).unwrap_or(&RawCell::Empty);
                    summary::compare(&builder, start, total, cell, &words, place(total.row), findings);
                }
            }
            let (lane, at) = builder.finish(findings);
            columns.push(Column { name: spec.id.clone(), lane, at });
        }
        let rows = origins.file.len();
        if let PeriodFrom::FileName(pattern) = &source.period {
            columns.push(Column { name: PERIOD.to_string(), lane: Lane::Texts(periods), at: vec![0; files.len()] });
            if nameless.count > 0 {
                let count = nameless.count;
                let files = plural(count, "file name");
                let finding = Diagnostic::error(
                    NO_PERIOD,
                    words!(
                        "{count} 个文件名不符合 `{pattern}`，取不到期间",
                        "{files} do not fit `{pattern}`, so the period is unknown"
                    ),
                )
                .help(words!("请改文件名，或改 `file_name` 的写法", "rename the files, or change `file_name`"));
                findings.push(nameless.label(finding));
            }
        }
        let mut duplicates = Cases::default();
        for (at, first) in rows::repeated(&prints) {
            let (Some(row), Some(first)) = (printed.get(at), printed.get(first)) else { continue };
            let cell = |row: u32| origins.cell(row as usize, |_| 0);
            let (here, first) = (cell(*row), cell(*first));
            let same_file = (&here.file, &here.sheet) == (&first.file, &first.sheet);
            duplicates.add_said(|| here, || same_as(&first, same_file));
        }
        if duplicates.count > 0 {
            let (table, count) = (&source.id, duplicates.count);
            let rows = plural(count, "row");
            let finding = Diagnostic::warning(
                DUPLICATE_ROWS,
                words!(
                    "数据 `{table}` 有 {count} 行与前面的行完全相同",
                    "{rows} of data `{table}` repeat an earlier row exactly"
                ),
            )
            .help(words!(
                "这些行都已计入；如果是重复导出，请删去",
                "they are all counted; remove them if they were exported twice"
            ));
            findings.push(duplicates.label(finding));
        }
        let table: Arc<str> = source.id.as_str().into();
        for ((_, zh, en), (count, cells)) in LEFT.iter().zip(left) {
            if count > 0 {
                report.skipped.push(Skipped { table: table.clone(), reason: Words::new(*zh, *en), count, cells });
            }
        }
        Table { name: source.id.clone(), rows, columns, origins }
    }
}

fn say_headers(id: &str, cases: HeaderCases, findings: &mut Bag) {
    let HeaderCases { missing, nearest, duplicate, ambiguous, stray } = cases;
    if missing.count > 0 {
        let count = missing.count;
        let files = plural(count, "file");
        let finding =
            Diagnostic::error(NO_COLUMN, words!("{count} 个文件没有列 `{id}`", "{files} have no column `{id}`"));
        let finding = if count == 1 {
            let file = missing.first.first().map(|(cell, _)| cell.file.clone()).unwrap_or_default();
            Diagnostic { message: words!("`{file}` 没有列 `{id}`", "`{file}` has no column `{id}`"), ..finding }
        } else {
            finding
        };
        let finding = finding.help(match nearest {
            Some(near) => words!(
                "是不是 `{near}`？如果是，请在 `columns` 中把它写给该列",
                "did it mean `{near}`? if so, give it to the column in `columns`"
            ),
            None => {
                words!("请在 `columns` 中写上该列在文件里的名称", "give the column its name in the file in `columns`")
            }
        });
        findings.push(missing.label(finding));
    }
    if ambiguous.count > 0 {
        let finding =
            Diagnostic::error(AMBIGUOUS_COLUMN, words!("有几列都可以是 `{id}`", "several columns could be `{id}`"))
                .help(words!("请在 `columns` 中只留一个名称", "leave one name only in `columns`"));
        findings.push(ambiguous.label(finding));
    }
    if duplicate.count > 0 {
        let finding = Diagnostic::warning(
            DUPLICATE_HEADER,
            words!(
                "列 `{id}` 的表头重复，只用了第一列",
                "the header of column `{id}` stands more than once; the first column was used"
            ),
        );
        findings.push(duplicate.label(finding));
    }
    if stray.count > 0 {
        let finding = Diagnostic::note(
            STRAY_HEADER,
            words!("不计标点后，表头才与 `{id}` 相同", "the header is `{id}` only without its punctuation"),
        )
        .help(words!("如果认错了，请改正表头", "correct the header if this is another column"));
        findings.push(stray.label(finding));
    }
}

impl Loaded {
    /// How many rows are data.
    fn count(&self) -> usize {
        match &self.rows {
            Rows::Cells(kept) => kept.len(),
            Rows::Typed(typed) => typed.rows as usize,
        }
    }

    /// How many of them are to be entered.
    fn held(&self) -> usize {
        match &self.rows {
            // Of those that are compared with others one must know where they stand.
            Rows::Typed(typed) if typed.streamed => typed.prints.len(),
            _ => self.count(),
        }
    }

    /// The number that a person sees for the given row of data.
    fn number(&self, row: usize) -> u32 {
        match &self.rows {
            Rows::Cells(kept) => kept.get(row).map_or(0, |at| self.sheet.number(*at)),
            Rows::Typed(typed) => typed.number(row),
        }
    }
}

/// `与第 3 行相同`, with its file where that is another.
fn same_as(first: &Cell, here: bool) -> Words {
    let row = first.row;
    if here {
        return words!("与第 {row} 行相同", "the same as row {row}");
    }
    let place = |lang| first.in_lang(lang);
    Words { zh: format!("与 {} 相同", place(Lang::Zh)), en: format!("the same as {}", place(Lang::En)) }
}

fn row_cell(sheet: &RawSheet, number: u32) -> Cell {
    Cell { file: sheet.file.clone(), sheet: sheet.sheet.clone(), row: number, column: 0 }
}
