//! One chunk of lines → the values of its columns, field by field, without cells in between.

use rustc_hash::FxHashMap;

use super::{Chunk, Plan, Scanned, Want};
use crate::diagnostic::Cell;
use crate::input::rows::{self, is_blank, repeats};
use crate::input::typed::Builder;
use crate::input::{csv, number};
use crate::table::{Kind, Lane, Nothing, Numbers, RawCell};

/// A record of more lines than this is left to the reader that tells of it.
const LINES_OF_A_RECORD: u32 = 90;

/// Texts of dates that are remembered.
const REMEMBERED: usize = 1 << 12;

/// Where a field lies.
struct Field {
    /// What is between its quotation marks, if it has any.
    from: usize,
    to: usize,
    /// The separator or line end behind it.
    end: usize,
    quoted: bool,
    /// Whether there are some in it that mean nothing.
    marks: bool,
    /// Whether quotation marks are doubled in it.
    doubled: bool,
    lines: u32,
}

/// Reads a chunk. `None` for text that is not written as programs write it: text
/// behind a closing quotation mark, a line end of another kind, a record over very many lines.
pub fn scan<'a>(plan: &'a Plan<'a>, chunk: &Chunk<'a>) -> Option<Scanned> {
    let mut scan = Scan::new(plan, chunk);
    while scan.at < scan.bytes.len() {
        scan.record()?;
    }
    let parts = scan.builders.into_iter().map(|builder| builder.part).collect();
    Some(Scanned { parts, ..scan.found })
}

struct Scan<'a> {
    plan: &'a Plan<'a>,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u32,
    builders: Vec<Builder<'a>>,
    /// For each column of dates what a text was read as.
    known: Vec<FxHashMap<&'a str, f64>>,
    found: Scanned,
    /// The record as it is compared, where that is not how it is written.
    print: Vec<u8>,
}

impl<'a> Scan<'a> {
    fn new(plan: &'a Plan<'a>, chunk: &Chunk<'a>) -> Scan<'a> {
        let rows = chunk.text.len() / plan.length.max(1) + 16;
        let builders = plan.wants.iter().map(|want| {
            let mut builder = Builder::new(want.column, plan.words);
            if let Lane::Numbers(numbers) = &mut builder.part.lane {
                *numbers = Numbers::with_capacity(rows);
            }
            builder
        });
        Scan {
            plan,
            text: chunk.text,
            bytes: chunk.text.as_bytes(),
            at: 0,
            line: chunk.line,
            builders: builders.collect(),
            known: plan.wants.iter().map(|_| FxHashMap::default()).collect(),
            found: Scanned {
                numbers: Vec::with_capacity(rows),
                prints: Vec::with_capacity(rows),
                ..Scanned::default()
            },
            print: Vec::new(),
        }
    }

    /// One record, or an empty line.
    fn record(&mut self) -> Option<()> {
        let (start, line) = (self.at, self.line);
        if self.line_end()? {
            return Some(());
        }
        if !self.begins_plainly() {
            let (cells, end, lines) = self.cells(start)?;
            if is_blank(&cells) {
                self.found.blank.note(line);
                return self.leave(end, lines);
            }
        }
        let plan = self.plan;
        let comma = plan.separator == b',';
        let mut clean_from = start;
        let mut as_written = true;
        self.print.clear();
        let mut wants = plan.wants.iter().enumerate().peekable();
        let mut index = 0;
        loop {
            let want = wants.next_if(|(_, want)| want.at == index);
            let quick = want.filter(|(_, want)| want.quick).and_then(|(at, _)| Some((at, self.figure()?)));
            if let Some((at, (value, end))) = quick {
                let from = self.at;
                self.push_figure(at, value, from, end, line);
                if !comma {
                    self.print_field(index, from, end);
                }
                self.at = end;
            } else {
                let field = self.field(self.at)?;
                if let Some((at, want)) = want {
                    if at == 0 && self.is_header(want, &field) {
                        let (cells, end, lines) = self.cells(start)?;
                        if repeats(&cells, plan.header) {
                            self.found.repeated.note(line);
                            return self.leave(end, lines);
                        }
                    }
                    self.push(at, want, &field, line);
                }
                if !comma {
                    self.print_field_of(index, &field);
                } else if field.quoted || field.marks || self.has_edges(&field) {
                    self.print.extend_from_slice(&self.bytes[clean_from..self.at]);
                    as_written = false;
                    self.print_content(&field);
                    clean_from = field.end;
                }
                self.line += field.lines;
                self.at = field.end;
            }
            index += 1;
            if self.bytes.get(self.at) == Some(&plan.separator) {
                self.at += 1;
                continue;
            }
            break;
        }
        let end = self.at;
        for (at, _) in wants {
            self.builders[at].push_blanks(1);
        }
        if self.line - line > LINES_OF_A_RECORD {
            return None;
        }
        self.found.numbers.push(line);
        let print = if comma && as_written {
            rows::print(&self.bytes[start..end])
        } else {
            if comma {
                self.print.extend_from_slice(&self.bytes[clean_from..end]);
            }
            rows::print(&self.print)
        };
        self.found.prints.push(print);
        if self.at < self.bytes.len() {
            self.line_end()?;
        }
        Some(())
    }

    fn leave(&mut self, end: usize, lines: u32) -> Option<()> {
        self.at = end;
        self.line += lines;
        if self.at < self.bytes.len() {
            self.line_end()?;
        }
        Some(())
    }

    /// Passes over a line end, if there is one.
    fn line_end(&mut self) -> Option<bool> {
        match (self.bytes.get(self.at), self.bytes.get(self.at + 1)) {
            (Some(b'\n'), _) => self.at += 1,
            (Some(b'\r'), Some(b'\n')) => self.at += 2,
            // Elsewhere a line may end with this alone.
            (Some(b'\r'), _) => return None,
            _ => return Some(false),
        }
        self.line += 1;
        Some(true)
    }

    /// Whether the first cell of the record is surely not empty.
    fn begins_plainly(&self) -> bool {
        let first = match self.bytes.get(self.at) {
            Some(b'"') => self.bytes.get(self.at + 1),
            first => first,
        };
        first.is_some_and(|byte| !EDGES[usize::from(*byte)] && *byte != self.plan.separator)
    }

    fn field(&self, start: usize) -> Option<Field> {
        let separator = self.plan.separator;
        let bytes = self.bytes;
        let ends = |at: usize| match bytes.get(at) {
            None | Some(b'\n') => true,
            Some(b'\r') => bytes.get(at + 1) == Some(&b'\n'),
            Some(byte) => *byte == separator,
        };
        if bytes.get(start) != Some(&b'"') {
            let rest = bytes.get(start..).unwrap_or_default();
            let stop = |rest: &[u8]| rest.iter().position(|byte| self.plan.stops[usize::from(*byte)]);
            let mut length = stop(rest).unwrap_or(rest.len());
            // Inside a field that does not begin with one a quotation mark is a character as any other.
            let marks = rest.get(length) == Some(&b'"');
            while rest.get(length) == Some(&b'"') {
                let behind = rest.get(length + 1..).unwrap_or_default();
                length += 1 + stop(behind).unwrap_or(behind.len());
            }
            let end = start + length;
            return ends(end).then_some(Field {
                from: start,
                to: end,
                end,
                quoted: false,
                marks,
                doubled: false,
                lines: 0,
            });
        }
        let mut field =
            Field { from: start + 1, to: start + 1, end: start, quoted: true, marks: false, doubled: false, lines: 0 };
        let mut at = start + 1;
        loop {
            match bytes.get(at)? {
                b'"' if bytes.get(at + 1) == Some(&b'"') => {
                    field.doubled = true;
                    at += 2;
                    continue;
                }
                b'"' => break,
                b'\n' => field.lines += 1,
                b'\r' if bytes.get(at + 1) != Some(&b'\n') => return None,
                _ => {}
            }
            at += 1;
        }
        (field.to, field.end) = (at, at + 1);
        ends(field.end).then_some(field)
    }

    /// All cells of a record, where it ends, and the line ends inside.
    fn cells(&self, start: usize) -> Option<(Vec<RawCell>, usize, u32)> {
        let (mut cells, mut at, mut lines) = (Vec::new(), start, 0);
        loop {
            let field = self.field(at)?;
            cells.push(csv::cell(&self.content(&field)));
            lines += field.lines;
            at = field.end;
            if self.bytes.get(at) != Some(&self.plan.separator) {
                return Some((cells, at, lines));
            }
            at += 1;
        }
    }

    fn raw(&self, field: &Field) -> &'a str {
        self.text.get(field.from..field.to).unwrap_or_default()
    }

    fn content(&self, field: &Field) -> std::borrow::Cow<'a, str> {
        let raw = self.raw(field);
        if field.doubled { raw.replace("\"\"", "\"").into() } else { raw.into() }
    }

    /// Whether white space or a disguise may stand at the edges of a field.
    fn has_edges(&self, field: &Field) -> bool {
        let content = &self.bytes[field.from..field.to];
        let edge = |byte: Option<&u8>, at: fn(&str) -> Option<char>| match byte {
            Some(byte) if byte.is_ascii() => EDGES[usize::from(*byte)],
            Some(_) => at(self.raw(field)).is_none_or(|c| c.is_whitespace() || c == '\u{feff}'),
            None => false,
        };
        edge(content.first(), |raw| raw.chars().next()) || edge(content.last(), |raw| raw.chars().next_back())
    }

    fn is_header(&self, want: &Want<'_>, field: &Field) -> bool {
        let Some(text) = want.repeated else { return false };
        field.to - field.from >= text.len()
            && matches!(csv::cell(&self.content(field)), RawCell::Text(cell) if *cell == *text)
    }

    /// A number as programs print it, of at most fifteen digits, and where it ends.
    fn figure(&self) -> Option<(Option<f64>, usize)> {
        let bytes = self.bytes;
        let negative = bytes.get(self.at) == Some(&b'-');
        let begin = self.at + usize::from(negative);
        let (mut at, mut mantissa, mut digits, mut point) = (begin, 0_u64, 0_usize, None);
        let stop = loop {
            match bytes.get(at) {
                Some(digit @ b'0'..=b'9') => {
                    mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
                    digits += 1;
                }
                Some(b'.') if point.is_none() && at > begin => point = Some(at),
                other => break other,
            }
            at += 1;
        };
        let ends = match stop {
            None | Some(b'\n') => true,
            Some(b'\r') => bytes.get(at + 1) == Some(&b'\n'),
            Some(byte) => *byte == self.plan.separator,
        };
        if !ends || digits > 15 {
            return None;
        }
        if digits == 0 {
            return (at == self.at).then_some((None, at));
        }
        let decimals = point.map_or(0, |point| at - point - 1);
        let value = number::divided(mantissa, decimals)?;
        Some((Some(if negative && value != 0.0 { -value } else { value }), at))
    }

    fn push_figure(&mut self, at: usize, value: Option<f64>, from: usize, end: usize, line: u32) {
        let plan = self.plan;
        let builder = &mut self.builders[at];
        let Some(value) = value else { return builder.push_blanks(1) };
        // The first fraction is shown as it is written, if it comes to that.
        if value.abs() < 1.0 && value != 0.0 && builder.part.lacks_fraction() {
            let cell = csv::cell(self.text.get(from..end).unwrap_or_default());
            return builder.push(&cell, || plan.place(at, line));
        }
        if let Lane::Numbers(numbers) = &mut builder.part.lane {
            let value = if plan.words.number(value) { Err(Nothing::Blank) } else { Ok(value) };
            numbers.push(value);
        }
    }

    fn push(&mut self, at: usize, want: &Want<'a>, field: &Field, line: u32) {
        if field.from == field.to {
            return self.builders[at].push_blanks(1);
        }
        let plan = self.plan;
        let place = || plan.place(at, line);
        let plain = !field.doubled && !self.has_edges(field);
        let raw = self.raw(field);
        match want.column.kind {
            Kind::Text if plain => {
                let builder = &mut self.builders[at];
                if let Lane::Texts(texts) = &mut builder.part.lane
                    && let Some(code) = texts.find(raw)
                {
                    return texts.push_code(code);
                }
                builder.push(&csv::cell(raw), place);
            }
            Kind::Date | Kind::Bool if plain => {
                if let (Some(value), Lane::Numbers(numbers)) =
                    (self.known[at].get(raw), &mut self.builders[at].part.lane)
                {
                    return numbers.push(Ok(*value));
                }
                let builder = &mut self.builders[at];
                builder.push(&csv::cell(raw), place);
                let value = match &builder.part.lane {
                    Lane::Numbers(numbers) => numbers.values.last().copied().filter(|value| !value.is_nan()),
                    Lane::Texts(_) => None,
                };
                if let Some(value) = value.filter(|_| self.known[at].len() < REMEMBERED) {
                    self.known[at].insert(raw, value);
                }
            }
            _ => {
                let cell = csv::cell(&self.content(field));
                self.builders[at].push(&cell, place);
            }
        }
    }

    fn print_content(&mut self, field: &Field) {
        if field.doubled || self.has_edges(field) {
            let cell = csv::cell(&self.content(field));
            rows::print_cell(&mut self.print, &cell);
        } else {
            let raw = self.raw(field);
            rows::print_text(&mut self.print, raw);
        }
    }

    fn print_field_of(&mut self, index: usize, field: &Field) {
        if index > 0 {
            self.print.push(b',');
        }
        self.print_content(field);
    }

    fn print_field(&mut self, index: usize, from: usize, end: usize) {
        if index > 0 {
            self.print.push(b',');
        }
        self.print.extend_from_slice(&self.bytes[from..end]);
    }
}

impl Plan<'_> {
    fn place(&self, want: usize, line: u32) -> Cell {
        let column = self.wants.get(want).map_or(0, |want| want.at as u32 + 1);
        Cell { file: self.file.clone(), sheet: None, row: line, column }
    }
}

/// Bytes with which white space begins, or a disguise.
const EDGES: [bool; 256] = edges();

const fn edges() -> [bool; 256] {
    let mut edges = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let disguise = matches!(byte as u8, b'"' | b'\'' | b'=');
        // White space of other alphabets begins with these.
        let foreign = matches!(byte, 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef);
        edges[byte] = byte <= 0x20 || disguise || foreign;
        byte += 1;
    }
    edges
}
