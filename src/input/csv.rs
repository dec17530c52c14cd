//! Separated text: csv, tsv, txt, in any encoding and with any of the usual separators.

use std::sync::Arc;

use super::codes::{NOT_TEXT, OPEN_QUOTE, UNDECODABLE, UNREADABLE_FILE};
use super::encoding::{Decoded, decode};
use super::{Format, Options, Reading, Sheet, number};
use crate::diagnostic::{Cell, Diagnostic, Place};
use crate::table::{RawCell, RawSheet};
use crate::text::words::plural;
use crate::words;

pub struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv", "txt"]
    }

    /// Text has no signature: whatever no other format claims is tried as text.
    fn recognises(&self, _bytes: &[u8]) -> bool {
        false
    }

    fn read(&self, bytes: &[u8], file: &Arc<str>, _options: &Options<'_>) -> Result<Reading, Box<Diagnostic>> {
        let (decoded, mut reading) = decoded(bytes, file)?;
        read_all(&decoded.text, file, &mut reading)?;
        Ok(reading)
    }
}

/// The text of a file, and what there is to say of its characters.
///
/// # Errors
/// That it is no text.
pub fn decoded<'a>(bytes: &'a [u8], file: &Arc<str>) -> Result<(Decoded<'a>, Reading), Box<Diagnostic>> {
    let Some(decoded) = decode(bytes) else {
        return Err(Box::new(
            Diagnostic::error(
                NOT_TEXT,
                words!(
                    "`{file}` 是二进制文件，不是文本、也不是工作簿",
                    "`{file}` is a binary file, neither text nor a workbook"
                ),
            )
            .at(Place::File(file.clone()), Default::default())
            .help(words!("请从系统重新导出为 csv 或 xlsx", "export it again as csv or xlsx")),
        ));
    };
    let mut reading = Reading::new(decoded.name);
    if let Some(first) = decoded.bad_lines.first() {
        let lines = decoded.bad_lines.len();
        let cell = Cell { file: file.clone(), sheet: None, row: *first, column: 0 };
        let rows = plural(lines, "line");
        reading.findings.push(
            Diagnostic::warning(
                UNDECODABLE,
                words!(
                    "`{file}` 有 {lines} 行含无法按 {} 解码的字节，已用 `�` 代替",
                    "{rows} of `{file}` hold bytes that mean nothing in {}; they are shown as `�`",
                    decoded.name
                ),
            )
            .at(cell, words!("第一处", "the first"))
            .help(words!("请从系统重新导出，或另存为 UTF-8", "export it again, or save it as UTF-8")),
        );
    }
    Ok((decoded, reading))
}

/// All records as cells.
///
/// # Errors
/// What the parser says.
pub fn read_all(text: &str, file: &Arc<str>, reading: &mut Reading) -> Result<(), Box<Diagnostic>> {
    let (raw, opened) = records(text, delimiter(text), file, 1, usize::MAX).map_err(|error| {
        let message = words!("`{file}` 无法读取：{error}", "`{file}` cannot be read: {error}");
        let finding = Diagnostic::error(UNREADABLE_FILE, message);
        Box::new(finding.at(Place::File(file.clone()), Default::default()))
    })?;
    if let Some(line) = opened {
        reading.findings.push(open_quote(file, line));
    }
    reading.sheets.push(Sheet { raw: raw.0, merges: Vec::new() });
    Ok(())
}

/// The first records as cells, and where in the text each begins; nothing where the text is shorter.
pub fn first_records(text: &str, separator: u8, file: &Arc<str>, count: usize) -> Option<(RawSheet, Vec<usize>)> {
    let ((sheet, starts), opened) = records(text, separator, file, 1, count).ok()?;
    (opened.is_none() && sheet.rows.len() == count).then_some((sheet, starts))
}

/// All records of a part of a text that begins on the given line.
pub fn all_records(text: &str, separator: u8, file: &Arc<str>, line: u32) -> Option<RawSheet> {
    let ((sheet, _), opened) = records(text, separator, file, line, usize::MAX).ok()?;
    opened.is_none().then_some(sheet)
}

/// A record of more lines than this has swallowed its neighbours.
const LINES_OF_A_RECORD: u32 = 100;

/// Records as cells and where each begins; the line of the first that is suspiciously long.
#[expect(clippy::type_complexity, reason = "told apart at once by those who ask")]
fn records(
    text: &str,
    separator: u8,
    file: &Arc<str>,
    line: u32,
    most: usize,
) -> Result<((RawSheet, Vec<usize>), Option<u32>), csv::Error> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut sheet = RawSheet::empty(file.clone());
    let mut starts = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut lines = Lines { bytes: text.as_bytes(), at: 0, line };
    let mut opened = None;
    while sheet.rows.len() < most && reader.read_record(&mut record)? {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let line = lines.of_record(start);
        if lines.of(reader.position().byte() as usize) > line.saturating_add(LINES_OF_A_RECORD) {
            opened = opened.or(Some(line));
        }
        let mut row: Vec<RawCell> = Vec::with_capacity(record.len());
        row.extend(record.iter().map(cell));
        sheet.rows.push(row);
        sheet.numbers.push(line);
        if most < usize::MAX {
            starts.push(start);
        }
    }
    Ok(((sheet, starts), opened))
}

fn open_quote(file: &Arc<str>, line: u32) -> Diagnostic {
    let place = Cell { file: file.clone(), sheet: None, row: line, column: 0 };
    Diagnostic::error(
        OPEN_QUOTE,
        words!(
            "`{file}` 第 {line} 行的一条记录超过 {LINES_OF_A_RECORD} 行，很可能有引号没有闭合",
            "the record on line {line} of `{file}` runs over more than {LINES_OF_A_RECORD} lines: a quotation mark is probably never closed"
        ),
    )
    .at(place, Default::default())
    .help(words!("请删去多余的引号，或重新导出", "remove the stray quotation mark, or export the file again"))
}

/// Counts lines forwards only, so that a whole file is counted once.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> u32 {
        let offset = offset.min(self.bytes.len());
        while self.at < offset {
            match (self.bytes[self.at], self.bytes.get(self.at + 1)) {
                (b'\n', _) => self.line = self.line.saturating_add(1),
                (b'\r', next) if next != Some(&b'\n') => self.line = self.line.saturating_add(1),
                _ => {}
            }
            self.at += 1;
        }
        self.line
    }

    /// The parser counts the end of the line before, and blank lines, to the record that follows.
    fn of_record(&mut self, offset: usize) -> u32 {
        let rest = self.bytes.get(offset..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.of(offset + blank)
    }
}

/// The separator that most lines agree on.
pub fn delimiter(text: &str) -> u8 {
    let mut best = (0, b',');
    for candidate in [b',', b'\t', b';'] {
        let mut counts: Vec<usize> = Vec::new();
        for line in text.lines().take(60) {
            let count = separators(line.as_bytes(), candidate);
            if count > 0 {
                counts.push(count);
            }
        }
        // Lines that have as many separators as the most usual line, times that many.
        let agreed =
            counts.iter().map(|count| counts.iter().filter(|other| *other == count).count() * count).max().unwrap_or(0);
        if agreed > best.0 {
            best = (agreed, candidate);
        }
    }
    best.1
}

/// Separators outside quotation marks. A tab at the end of a cell pads the cell.
fn separators(line: &[u8], candidate: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for (place, byte) in line.iter().enumerate() {
        if *byte == b'"' {
            quoted = !quoted;
        } else if *byte == candidate && !quoted {
            let padding = candidate == b'\t' && matches!(line.get(place + 1), None | Some(b',' | b';' | b'"' | b'\r'));
            count += usize::from(!padding);
        }
    }
    count
}

/// One cell of a text file. What is printed back exactly as it is written becomes a number at
/// once, so that a column of numbers costs no allocations; everything else stays text.
pub fn cell(text: &str) -> RawCell {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if trimmed.is_empty() {
        return RawCell::Empty;
    }
    if let Some(value) = number::canonical(trimmed) {
        return RawCell::Number { value, percent: false };
    }
    let bare = undisguised(trimmed);
    if bare.is_empty() { RawCell::Empty } else { RawCell::Text(bare.into()) }
}

/// The text behind `="1930679858170647"` and `'18618486065`: disguises that keep spreadsheet
/// programs from reading an id as a number.
pub fn undisguised(text: &str) -> &str {
    let inner = match text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.trim(),
        None => text,
    };
    match inner.strip_prefix('\'') {
        Some(rest) if !rest.ends_with('\'') => rest.trim(),
        _ => inner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> RawSheet {
        let options = Options { sheet: None, enough: &|_| true };
        Csv.read(text.as_bytes(), &"a.csv".into(), &options).unwrap().sheets.remove(0).raw
    }

    fn text(text: &str) -> RawCell {
        RawCell::Text(text.into())
    }

    fn number(value: f64) -> RawCell {
        RawCell::Number { value, percent: false }
    }

    #[test]
    fn disguised_ids_are_unwrapped() {
        assert_eq!(cell("=\"1930679858170647\""), text("1930679858170647"));
        assert_eq!(cell("'18618486065"), text("18618486065"));
        assert_eq!(cell("54632446537371\t"), number(54632446537371.0));
        assert_eq!(cell("007"), text("007"));
        assert_eq!(cell(" 张三\u{3000}"), text("张三"));
        assert_eq!(cell("=\"\""), RawCell::Empty);
        assert_eq!(cell("'quoted'"), text("'quoted'"));
        assert_eq!(cell("5116032541422009305"), text("5116032541422009305"));
    }

    #[test]
    fn the_separator_is_found() {
        assert_eq!(delimiter("a;b;c\n1;2,5;3\n"), b';');
        assert_eq!(delimiter("a\tb\n1,5\t2\n"), b'\t');
        assert_eq!(delimiter("#账号\na\t,b\t,c\t\n1\t,2\t,3\t\n"), b',');
        assert_eq!(delimiter("\"a;b;c;d\",x\n"), b',');
        assert_eq!(delimiter(""), b',');
    }

    #[test]
    fn lines_are_those_an_editor_shows() {
        let sheet = read("a,b\r\n\r\n\"x\r\ny\",1\r\n2,3\r\n");
        assert_eq!(sheet.numbers, [1, 3, 5]);
        assert_eq!(sheet.rows[2], [number(2.0), number(3.0)]);
        assert_eq!(read("\n\na,b\n1,2").numbers, [3, 4]);
        assert_eq!(read("a,b\r1,2\r").numbers, [1, 2]);
    }

    #[test]
    fn an_open_quote_is_told() {
        let text = format!("a,b\n\"x,1\n{}", "y,2\n".repeat(200));
        let options = Options { sheet: None, enough: &|_| true };
        let reading = Csv.read(text.as_bytes(), &"a.csv".into(), &options).unwrap();
        assert_eq!(reading.findings.len(), 1);
        assert!(reading.findings[0].message.en.contains("line 2"), "{:?}", reading.findings);
    }
}
