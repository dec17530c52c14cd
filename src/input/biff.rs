//! The records of an old binary `.xls` workbook, as far as calamine leaves them to us: which cells
//! are shown as percentages, and whether the workbook may be given to calamine at all.

use std::collections::HashSet;

use super::compound::{u16_at, u32_at, workbook_stream};
use super::percent::{Cells, shows};

/// What is known of a workbook before its values are read.
#[derive(Debug, Default)]
pub struct Workbook {
    /// The percentages of each sheet, in the order of the sheets.
    pub percents: Vec<Cells>,
    /// Whether places and sizes lie within the file: calamine takes memory for whatever size a
    /// sheet claims to have.
    pub sound: bool,
}

/// Scans a workbook. One that cannot be followed is not sound.
pub fn scan(bytes: &[u8]) -> Workbook {
    workbook_stream(bytes).map(|stream| sheets_of(&stream)).unwrap_or_default()
}

/// Records are a type, a length and that many bytes.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let start = self.at + 4;
        self.at = start + length;
        Some((kind, self.stream.get(start..self.at)?))
    }
}

/// The most rows and columns the format has.
const ROWS: u32 = 65_536;
const COLUMNS: u16 = 256;

fn sheets_of(stream: &[u8]) -> Workbook {
    const END: u16 = 0x000a;
    let mut formats: HashSet<u16> = HashSet::from([9, 10]);
    let mut styles: Vec<u16> = Vec::new();
    let mut sheets: Vec<u32> = Vec::new();
    let mut modern = true;
    for (kind, body) in (Records { stream, at: 0 }) {
        match kind {
            0x0809 => modern = u16_at(body, 0) == Some(0x0600),
            0x041e => {
                let code = format_code(body, modern);
                if let Some(id) = u16_at(body, 0) {
                    if shows(&code) {
                        formats.insert(id)
                    } else {
                        formats.remove(&id)
                    };
                }
            }
            0x00e0 => styles.push(u16_at(body, 2).unwrap_or(0)),
            0x0085 => sheets.extend(u32_at(body, 0)),
            END => break,
            _ => {}
        }
    }
    let percent: Vec<bool> = styles.iter().map(|format| formats.contains(format)).collect();
    let shown = |style: Option<u16>| style.is_some_and(|style| percent.get(usize::from(style)) == Some(&true));
    let mut sound = sheets.iter().all(|offset| (*offset as usize) < stream.len());
    let mut of_sheet = |offset: u32| {
        let mut cells = Cells::new();
        let mut depth = 0;
        for (kind, body) in (Records { stream, at: offset as usize }) {
            let (Some(row), column) = (u16_at(body, 0), u16_at(body, 2)) else {
                depth -= i32::from(kind == END);
                if depth <= 0 {
                    break;
                }
                continue;
            };
            match (kind, column) {
                (0x0809, _) => depth += 1,
                // The size of the sheet; older files have two bytes for a row, newer ones four.
                (0x0200, _) => sound &= sized(body),
                // Number, packed number, formula.
                (0x0203 | 0x027e | 0x0006, Some(column)) if depth == 1 && shown(u16_at(body, 4)) => {
                    cells.insert((u32::from(row), u32::from(column)));
                }
                // A run of packed numbers: a style and four bytes each.
                (0x00bd, Some(first)) if depth == 1 => {
                    for (run, packed) in body.get(4..).unwrap_or_default().chunks_exact(6).enumerate() {
                        if shown(u16_at(packed, 0)) {
                            cells.insert((u32::from(row), u32::from(first) + run as u32));
                        }
                    }
                }
                _ => {}
            }
        }
        cells
    };
    let percents = sheets.into_iter().map(&mut of_sheet).collect();
    Workbook { percents, sound }
}

/// Whether first and last row and column of a sheet are in order and within the format.
fn sized(body: &[u8]) -> bool {
    let (rows, columns) = if body.len() < 14 {
        (u16_at(body, 0).map(u32::from).zip(u16_at(body, 2).map(u32::from)), u16_at(body, 4).zip(u16_at(body, 6)))
    } else {
        (u32_at(body, 0).zip(u32_at(body, 4)), u16_at(body, 8).zip(u16_at(body, 10)))
    };
    rows.is_some_and(|(first, last)| first <= last && last <= ROWS)
        && columns.is_some_and(|(first, last)| first <= last && last <= COLUMNS)
}

/// The text of a number format; only its ASCII characters matter here.
fn format_code(body: &[u8], modern: bool) -> String {
    let ascii = |unit: u16| char::from_u32(u32::from(unit)).unwrap_or('?');
    if !modern {
        return body.get(3..).unwrap_or_default().iter().map(|byte| ascii(u16::from(*byte))).collect();
    }
    let text = body.get(5..).unwrap_or_default();
    if body.get(4).is_some_and(|flags| flags & 1 == 1) {
        text.chunks_exact(2).filter_map(|two| u16_at(two, 0)).map(ascii).collect()
    } else {
        text.iter().map(|byte| ascii(u16::from(*byte))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_of_a_binary_workbook() {
        let book = scan(include_bytes!("fixtures/percent.xls"));
        assert_eq!((book.percents.len(), book.sound), (2, true));
        let mut cells: Vec<(u32, u32)> = book.percents[1].iter().copied().collect();
        cells.sort_unstable();
        assert_eq!(cells, [(1, 1), (2, 1), (2, 2), (3, 1)]);
        assert!(book.percents[0].is_empty());
        assert!(!scan(b"\xd0\xcf\x11\xe0").sound);
    }
}
