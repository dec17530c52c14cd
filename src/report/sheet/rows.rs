//! Tables as text, row by row: chunks of rows are drawn side by side and written in their order.

use std::io::{self, Write};

use rayon::prelude::*;

use super::values::{Cell, Values};
use super::{Column, Sheet, Shown};
use crate::table::{Nothing, Texts};

/// Cells that are drawn at a time: what they are made from stays in the cache of one processor.
const CELLS: usize = 1 << 16;

/// How a format writes a row.
pub trait Style: Sync {
    /// What stands before the cell of a column.
    fn open(&self, column: usize, out: &mut Vec<u8>);
    fn end_row(&self, out: &mut Vec<u8>);
    fn figure(&self, shown: Shown, value: f64, out: &mut Vec<u8>);
    fn text(&self, shown: Shown, text: &str, out: &mut Vec<u8>);
    /// Where there is no value; [`Shown::Why`] has the reason instead.
    fn nothing(&self, column: &Column, why: Nothing, out: &mut Vec<u8>);
    fn masked(&self, column: &Column, word: &str, out: &mut Vec<u8>);
    fn empty(&self, out: &mut Vec<u8>);
}

/// Writes all rows of a table.
///
/// # Errors
/// What the system says.
pub fn write_rows(sheet: &Sheet, style: &dyn Style, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let chunk = (CELLS / sheet.columns.len().max(1)).clamp(64, 4096);
    // Several for each thread, as they differ in length; those of a round are in memory at once.
    let round = rayon::current_num_threads() * 4;
    let mut drawn: Vec<Vec<u8>> = Vec::new();
    for (period, order) in sheet.orders.iter().enumerate() {
        let ready = Ready::of(sheet, style, period);
        let chunks: Vec<&[usize]> = order.chunks(chunk).collect();
        for round in chunks.chunks(round) {
            let last = std::mem::take(&mut drawn);
            let (written, next) = rayon::join(
                || last.iter().try_for_each(|bytes| out.write_all(bytes)),
                || round.par_iter().map(|subjects| ready.draw(style, subjects)).collect(),
            );
            written?;
            drawn = next;
        }
    }
    drawn.iter().try_for_each(|bytes| out.write_all(bytes))
}

/// The columns of one period, with the text of each word and each reason drawn once.
struct Ready<'s> {
    columns: Vec<ReadyColumn<'s>>,
}

struct ReadyColumn<'s> {
    column: &'s Column<'s>,
    values: &'s Values<'s>,
    /// Of each word of a dictionary.
    words: Vec<Vec<u8>>,
    /// Of each reason, by its number.
    reasons: Vec<Vec<u8>>,
}

impl<'s> Ready<'s> {
    fn of(sheet: &'s Sheet<'s>, style: &dyn Style, period: usize) -> Ready<'s> {
        let bytes = |draw: &dyn Fn(&mut Vec<u8>)| {
            let mut out = Vec::new();
            draw(&mut out);
            out
        };
        let ready = |column: &'s Column<'s>| {
            let values = &**column.values.get(period)?;
            let text = |text: &str| bytes(&|out| style.text(column.shown, text, out));
            let words = match (values, column.shown) {
                (_, Shown::Why) => Vec::new(),
                (Values::Texts(texts), _) => texts.dictionary.iter().map(|word| text(word)).collect(),
                (Values::Codes { words, .. }, _) => words.iter().map(|word| text(word)).collect(),
                (Values::Same(word), _) => vec![text(word)],
                _ => Vec::new(),
            };
            let reason = |why: &Nothing| bytes(&|out| style.nothing(column, *why, out));
            // Numbers of reasons begin with one.
            let reasons = std::iter::once(Vec::new()).chain(Nothing::ALL.iter().map(reason)).collect();
            Some(ReadyColumn { column, values, words, reasons })
        };
        Ready { columns: sheet.columns.iter().filter_map(ready).collect() }
    }

    fn draw(&self, style: &dyn Style, subjects: &[usize]) -> Vec<u8> {
        // Column by column first: the places of one column lie near each other, those of a row do not.
        let gathered: Vec<Vec<f64>> = self.columns.iter().map(|ready| ready.gather(subjects)).collect();
        let mut out = Vec::with_capacity(subjects.len() * (self.columns.len() * 8 + 16));
        for (row, subject) in subjects.iter().enumerate() {
            for (index, (ready, numbers)) in self.columns.iter().zip(&gathered).enumerate() {
                style.open(index, &mut out);
                match numbers.get(row) {
                    Some(value) if !value.is_nan() => style.figure(ready.column.shown, *value, &mut out),
                    _ => ready.draw(style, *subject, &mut out),
                }
            }
            style.end_row(&mut out);
        }
        out
    }
}

impl ReadyColumn<'_> {
    /// The numbers of these subjects, NaN where there are none; empty where the column has no numbers.
    fn gather(&self, subjects: &[usize]) -> Vec<f64> {
        match self.values {
            Values::Numbers(numbers) if self.column.shown != Shown::Why => {
                subjects.iter().map(|subject| numbers.values.get(*subject).copied().unwrap_or(f64::NAN)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A cell that is no number.
    fn draw(&self, style: &dyn Style, subject: usize, out: &mut Vec<u8>) {
        let is_why = self.column.shown == Shown::Why;
        let code = match self.values {
            Values::Texts(texts) => texts.codes.get(subject).copied().unwrap_or(Texts::NONE),
            Values::Codes { codes, .. } => codes.get(subject).copied().unwrap_or(Texts::NONE),
            Values::Same(_) => 0,
            _ => Texts::NONE,
        };
        if let Some(word) = self.words.get(code as usize) {
            return out.extend_from_slice(word);
        }
        match self.values.at(subject) {
            Cell::Nothing(why) => out.extend_from_slice(self.reasons.get(why as usize).map_or(&[], Vec::as_slice)),
            Cell::Masked(word) => style.masked(self.column, word, out),
            Cell::Empty => style.empty(out),
            _ if is_why => style.empty(out),
            Cell::Number(value) => style.figure(self.column.shown, value, out),
            Cell::Text(text) => style.text(self.column.shown, text, out),
        }
    }
}
