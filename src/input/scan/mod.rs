//! Large text files → typed columns, on all threads and without a cell for each field.
//!
//! The text is cut at line ends into chunks; each chunk reads the columns that are asked for
//! straight into lanes of its own, which are then joined in order. Whatever is not plainly a
//! number, and each text and date once, goes through the same functions as the cells of a small
//! file, so that values and findings are the same. A chunk must end where a record ends: if one
//! does not, or the text has anything that only the patient reader understands, that one reads the
//! whole file. The first records (titles, header) and the last ones (notes at the foot) are cells
//! in any case.

mod row;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use rayon::prelude::*;

use super::header::{self, Header};
use super::missing::MissingWords;
use super::ready::{Batch, places};
use super::rows::{Print, is_blank, is_note, print_of, repeats};
use super::typed::{Builder, Part};
use super::{Left, LeftOut, RowNumbers, Typed, csv, number};
use crate::diagnostic::Cell;
use crate::rubric::Column;
use crate::table::{Kind, RawCell, RawSheet};

/// Smaller files are read at once anyhow.
pub const WORTH: usize = 1 << 18;

/// Records in which the header is looked for, and one more.
const HEAD: usize = 40;

/// How a file is cut up.
#[derive(Debug, Clone, Copy)]
pub struct Cuts {
    pub chunk: usize,
    /// Bytes at the end of which the records are looked at as cells.
    pub tail: usize,
}

pub const CUTS: Cuts = Cuts { chunk: 1 << 21, tail: 1 << 15 };

/// What is read, and how the file is written.
pub struct Plan<'a> {
    file: Arc<str>,
    separator: u8,
    /// Bytes at which a field without quotation marks may end.
    stops: [bool; 256],
    header: &'a Header,
    words: &'a MissingWords,
    /// In the order of the file.
    wants: Vec<Want<'a>>,
    /// Bytes of a record, roughly.
    length: usize,
}

/// A column that is asked for.
pub struct Want<'a> {
    at: usize,
    column: &'a Column,
    /// Whether plain figures need no second look.
    quick: bool,
    /// Its header, where a row that begins with it may be the header once more.
    repeated: Option<&'a str>,
}

/// Whole records, the line they begin on.
pub struct Chunk<'a> {
    text: &'a str,
    line: u32,
}

#[derive(Default)]
struct Scanned {
    parts: Vec<Part>,
    numbers: Vec<u32>,
    prints: Vec<Print>,
    blank: LeftOut,
    repeated: LeftOut,
}

/// As [`CUTS`], for chunks that are given away: each is a batch.
pub const STREAMED: Cuts = Cuts { chunk: 1 << 20, tail: 1 << 15 };

/// Reads a text file, if it is written as programs write them.
pub fn read(text: &str, file: &Arc<str>, wanted: &[Column], words: &MissingWords, cuts: Cuts) -> Option<Typed> {
    let head = Head::of(text, file, wanted)?;
    let body = head.body(text, file, wanted, words, cuts)?;
    let mut scanned: Vec<Scanned> =
        body.chunks.par_iter().map(|chunk| row::scan(&body.plan, chunk)).collect::<Option<_>>()?;
    scanned.push(body.tail);
    let mut left = body.left;
    left.extend(between(&mut scanned));
    let Batch { numbers, prints, parts, .. } = joined(wanted, &body.plan, scanned);
    let rows = u32::try_from(numbers.len()).ok()?;
    Some(Typed { numbers: RowNumbers::Lines(numbers), prints, parts, left, rows, ..head.typed() })
}

/// Reads a text file chunk by chunk, on all threads and in any order. What it returns has no
/// values, but in the order of the file what `each` made of the batches. `None` for a file that is
/// not written as programs write it; what was given by then is void.
pub fn each<R: Send>(
    text: &str,
    file: &Arc<str>,
    wanted: &[Column],
    words: &MissingWords,
    cuts: Cuts,
    each: &(dyn Fn(Batch) -> R + Sync),
) -> Option<(Typed, Vec<R>)> {
    let head = Head::of(text, file, wanted)?;
    let body = head.body(text, file, wanted, words, cuts)?;
    let one = |scanned: Scanned| {
        let mut scanned = vec![scanned];
        let left = between(&mut scanned);
        let batch = joined(wanted, &body.plan, scanned);
        (batch.numbers.len(), left, each(batch))
    };
    let done: Option<Vec<_>> = body.chunks.par_iter().map(|chunk| Some(one(row::scan(&body.plan, chunk)?))).collect();
    let (mut rows, mut left, mut all) = (0, body.left, Vec::new());
    let mut found = [LeftOut::of(Left::Blank), LeftOut::of(Left::RepeatedHeader)];
    for (here, left, made) in done?.into_iter().chain([one(body.tail)]) {
        rows += here;
        found.iter_mut().zip(left).for_each(|(all, one)| all.absorb(one));
        all.push(made);
    }
    left.extend(found);
    Some((Typed { left, rows: u32::try_from(rows).ok()?, ..head.typed() }, all))
}

/// The first records and the header among them.
struct Head {
    sheet: RawSheet,
    header: Header,
    separator: u8,
    /// Where the data begin.
    start: usize,
}

/// What is below the header.
struct Body<'a> {
    plan: Plan<'a>,
    chunks: Vec<Chunk<'a>>,
    tail: Scanned,
    left: Vec<LeftOut>,
}

impl Head {
    fn of(text: &str, file: &Arc<str>, wanted: &[Column]) -> Option<Head> {
        let separator = csv::delimiter(text);
        let (sheet, starts) = csv::first_records(text, separator, file, HEAD)?;
        let header = header::find(&sheet, &[], wanted)?;
        let start = *starts.get(header.end())?;
        Some(Head { sheet, header, separator, start })
    }

    fn body<'a>(
        &'a self,
        text: &'a str,
        file: &Arc<str>,
        wanted: &'a [Column],
        words: &'a MissingWords,
        cuts: Cuts,
    ) -> Option<Body<'a>> {
        let data = text.get(self.start..)?;
        let plan = plan(file, self.separator, &self.header, wanted, words, data)?;
        let line = 1 + lines(&text.as_bytes()[..self.start]);
        let (chunks, last) = chunks(data, line, cuts)?;
        let (tail, left) = foot(&plan, &last)?;
        Some(Body { plan, chunks, tail, left })
    }

    /// The file without values.
    fn typed(&self) -> Typed {
        Typed {
            sheet: self.sheet.clone(),
            header: Some(self.header.clone()),
            rows: 0,
            numbers: RowNumbers::Counted,
            parts: Vec::new(),
            prints: Vec::new(),
            left: Vec::new(),
            streamed: false,
            findings: Vec::new(),
        }
    }
}

/// Rows between the data that were left out.
fn between(scanned: &mut [Scanned]) -> [LeftOut; 2] {
    let (mut blank, mut repeated) = (LeftOut::of(Left::Blank), LeftOut::of(Left::RepeatedHeader));
    for one in scanned {
        blank.absorb(std::mem::take(&mut one.blank));
        repeated.absorb(std::mem::take(&mut one.repeated));
    }
    [blank, repeated]
}

/// Whole records, and those at the foot.
fn chunks(data: &str, mut line: u32, cuts: Cuts) -> Option<(Vec<Chunk<'_>>, Chunk<'_>)> {
    let bytes = data.as_bytes();
    let ends = ends(bytes, cuts)?;
    let from = |at: usize| at.checked_sub(1).and_then(|at| ends.get(at)).copied().unwrap_or(0);
    let counted: Vec<u32> = ends.par_iter().enumerate().map(|(at, end)| lines(&bytes[from(at)..*end])).collect();
    let mut chunks = Vec::with_capacity(ends.len());
    for ((at, end), counted) in ends.iter().enumerate().zip(counted) {
        chunks.push(Chunk { text: data.get(from(at)..*end)?, line });
        line = line.checked_add(counted)?;
    }
    let last = Chunk { text: data.get(from(ends.len())..)?, line };
    Some((chunks, last))
}

fn plan<'a>(
    file: &Arc<str>,
    separator: u8,
    header: &'a Header,
    wanted: &'a [Column],
    words: &'a MissingWords,
    data: &str,
) -> Option<Plan<'a>> {
    let mut wants: Vec<Want<'_>> = Vec::with_capacity(wanted.len());
    for (found, column) in header.found.iter().zip(wanted) {
        if let Some(first) = found.first() {
            let quick = column.kind == Kind::Number && !words.has_figures();
            let repeated = (header.height == 1).then_some(first.text.as_str());
            wants.push(Want { at: first.at, column, quick, repeated });
        }
    }
    wants.sort_by_key(|want| want.at);
    let twice = wants.windows(2).any(|pair| matches!(pair, [one, other] if one.at == other.at));
    // A header that reads as a figure is passed over by the quick way.
    if twice || wants.first()?.repeated.is_some_and(|text| number::parse(text).is_some()) {
        return None;
    }
    let mut stops = [false; 256];
    for byte in [separator, b'\n', b'\r', b'"'] {
        stops[usize::from(byte)] = true;
    }
    let sample = data.as_bytes().get(..1 << 14).unwrap_or(data.as_bytes());
    let length = sample.len() / (lines(sample) as usize).max(1);
    Some(Plan { file: file.clone(), separator, stops, header, words, wants, length })
}

fn lines(bytes: &[u8]) -> u32 {
    // In pieces, so that the counts of a piece fit a byte and many are counted at once.
    bytes.chunks(1 << 12).map(|piece| piece.iter().filter(|byte| **byte == b'\n').count() as u32).sum()
}

/// Where chunks end: behind a line end outside quotation marks, if these are used as they should.
/// What follows the last is the tail.
fn ends(bytes: &[u8], cuts: Cuts) -> Option<Vec<usize>> {
    let body = bytes.len().checked_sub(cuts.tail).filter(|body| *body > 0)?;
    let mut places: Vec<usize> = (1..=body / cuts.chunk.max(1)).map(|at| at * cuts.chunk).collect();
    places.retain(|place| *place < body);
    places.push(body);
    let from = |at: usize| if at == 0 { 0 } else { places.get(at - 1).copied().unwrap_or(0) };
    let odd: Vec<bool> = places
        .par_iter()
        .enumerate()
        .map(|(at, place)| bytes[from(at)..*place].iter().filter(|byte| **byte == b'"').count() % 2 == 1)
        .collect();
    let mut ends: Vec<usize> = Vec::with_capacity(places.len());
    let mut quoted = false;
    for (place, odd) in places.iter().zip(odd) {
        quoted ^= odd;
        let mut inside = quoted;
        let end = bytes[*place..].iter().position(|byte| {
            inside ^= *byte == b'"';
            *byte == b'\n' && !inside
        });
        let end = place + end? + 1;
        if ends.last().is_none_or(|last| *last < end) {
            ends.push(end);
        }
    }
    Some(ends)
}

/// The last records, as cells, without the notes and blank rows at the foot; `None` where these
/// may reach further up.
fn foot(plan: &Plan<'_>, chunk: &Chunk<'_>) -> Option<(Scanned, Vec<LeftOut>)> {
    let sheet = csv::all_records(chunk.text, plan.separator, &plan.file, chunk.line)?;
    let wanted: Vec<usize> = plan.header.found.iter().filter_map(|found| Some(found.first()?.at)).collect();
    let mut end = sheet.rows.len();
    let (mut below, mut blank) = (LeftOut::of(Left::Below), LeftOut::of(Left::Blank));
    while let Some(row) = end.checked_sub(1).and_then(|at| sheet.rows.get(at)) {
        if is_blank(row) {
            blank.note(sheet.number(end - 1));
        } else if is_note(row, &wanted) {
            below.note(sheet.number(end - 1));
        } else {
            break;
        }
        end -= 1;
    }
    if end == 0 {
        return None;
    }
    let mut found = Scanned::default();
    let mut builders: Vec<Builder<'_>> = plan.wants.iter().map(|want| Builder::new(want.column, plan.words)).collect();
    for (row, number) in sheet.rows.iter().zip(&sheet.numbers).take(end) {
        if is_blank(row) {
            found.blank.note(*number);
        } else if repeats(row, plan.header) {
            found.repeated.note(*number);
        } else {
            found.numbers.push(*number);
            found.prints.push(print_of(row));
            for (want, builder) in plan.wants.iter().zip(&mut builders) {
                let column = want.at as u32 + 1;
                let place = || Cell { file: plan.file.clone(), sheet: None, row: *number, column };
                builder.push(row.get(want.at).unwrap_or(&RawCell::Empty), place);
            }
        }
    }
    found.parts = builders.into_iter().map(|builder| builder.part).collect();
    Some((found, vec![below, blank]))
}

/// Chunks one behind the other.
fn joined(wanted: &[Column], plan: &Plan<'_>, scanned: Vec<Scanned>) -> Batch {
    let rows = scanned.iter().map(|one| one.numbers.len()).sum();
    let (mut numbers, mut prints) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let mut by_column: Vec<Vec<Part>> = plan.wants.iter().map(|_| Vec::with_capacity(scanned.len())).collect();
    for one in scanned {
        numbers.extend_from_slice(&one.numbers);
        prints.extend_from_slice(&one.prints);
        for (column, part) in by_column.iter_mut().zip(one.parts) {
            column.push(part);
        }
    }
    let read: Vec<Option<Part>> = by_column
        .into_par_iter()
        .map(|parts| {
            let mut parts = parts.into_iter();
            let mut all = parts.next()?;
            all.lane.reserve(rows.saturating_sub(all.lane.len()));
            parts.for_each(|part| all.absorb(part));
            Some(all)
        })
        .collect();
    let mut parts: Vec<Option<Part>> = wanted.iter().map(|_| None).collect();
    for (want, part) in plan.wants.iter().zip(read) {
        let at = wanted.iter().position(|column| std::ptr::eq(column, want.column));
        if let Some(slot) = at.and_then(|at| parts.get_mut(at)) {
            *slot = part;
        }
    }
    Batch { numbers, prints, parts, at: places(plan.header) }
}
