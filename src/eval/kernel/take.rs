//! Rows of one column put together anew: what spread, shift and slices are made of.

use std::ops::Range;

use super::scratch;
use super::view::{Operand, TextView};
use crate::table::{Lane, Nothing, Numbers, Texts};

/// The rows named, in that order; a nothing where there is no row to take.
pub fn take(input: Operand<'_>, rows: impl Iterator<Item = Result<usize, Nothing>>) -> Lane {
    match input {
        Operand::Numbers(view) => {
            let mut out = Numbers::with_capacity(rows.size_hint().0);
            for row in rows {
                out.push(row.and_then(|row| {
                    let value = view.value(row);
                    if value.is_nan() { Err(view.nothing(row).unwrap_or(Nothing::NoRows)) } else { Ok(value) }
                }));
            }
            Lane::Numbers(out)
        }
        Operand::Texts(view) => {
            let mut merge = Merge::new([view]);
            for row in rows {
                match row {
                    Ok(row) => merge.push(0, row),
                    Err(nothing) => merge.push_nothing(nothing),
                }
            }
            Lane::Texts(merge.finish())
        }
    }
}

/// For each row in a range the value of the row that stands for it.
pub fn map_rows(input: Operand<'_>, rows: Range<usize>, from: impl Fn(usize) -> Result<usize, Nothing>) -> Lane {
    let Operand::Numbers(view) = input else { return take(input, rows.map(from)) };
    let mut values = scratch::values(rows.len());
    values.extend(rows.clone().map(|row| from(row).map_or(f64::NAN, |row| view.value(row))));
    if !values.iter().fold(false, |any, value| any | value.is_nan()) {
        return Lane::Numbers(Numbers::from_values(values));
    }
    let mut nothings = vec![None; values.len()];
    for ((row, value), nothing) in rows.zip(&mut values).zip(&mut nothings) {
        if value.is_nan() {
            *value = f64::NAN;
            *nothing = Some(from(row).map_or_else(|why| why, |row| view.nothing(row).unwrap_or(Nothing::NoRows)));
        }
    }
    Lane::Numbers(Numbers { values, nothings })
}

/// A text column made from rows of others. Codes are translated once for each distinct text.
pub struct Merge<'a> {
    sources: Vec<(TextView<'a>, Vec<u32>)>,
    out: Texts,
}

impl<'a> Merge<'a> {
    pub fn new(sources: impl IntoIterator<Item = TextView<'a>>) -> Merge<'a> {
        let sources = sources
            .into_iter()
            .map(|view| {
                let size = if let TextView::Many(texts) = view { texts.dictionary.len() } else { 1 };
                (view, vec![Texts::NONE; size])
            })
            .collect();
        Merge { sources, out: Texts::default() }
    }

    /// Appends a row of a source.
    pub fn push(&mut self, source: usize, row: usize) {
        let Some((view, known)) = self.sources.get_mut(source) else {
            return self.push_nothing(Nothing::NoRows);
        };
        let text = match view.get(row) {
            Ok(text) => text,
            Err(nothing) => return self.push_nothing(nothing),
        };
        let code = if let TextView::Many(texts) = view { texts.codes[row] as usize } else { 0 };
        if known[code] == Texts::NONE {
            known[code] = self.out.code_of(text);
        }
        self.out.codes.push(known[code]);
        if !self.out.nothings.is_empty() {
            self.out.nothings.push(None);
        }
    }

    pub fn push_nothing(&mut self, nothing: Nothing) {
        self.out.push(Err(nothing));
    }

    pub fn finish(self) -> Texts {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::View;
    use super::super::view::testing::{list, numbers};
    use super::*;

    #[test]
    fn rows_are_taken_with_their_nothings() {
        let column = numbers(&[Ok(1.0), Err(Nothing::Blank)]);
        let rows = [Ok(1), Ok(0), Err(Nothing::NoPeriod), Ok(9)];
        let lane = take(Operand::Numbers(View::many(&column)), rows.into_iter());
        let none = Err(Nothing::NoRows);
        assert_eq!(list(lane.numbers()), [Err(Nothing::Blank), Ok(1.0), Err(Nothing::NoPeriod), none]);
        let texts: Texts = [Ok("甲"), Err(Nothing::Blank)].into_iter().collect();
        let lane = take(Operand::Texts(TextView::Many(&texts)), rows.into_iter());
        assert_eq!(lane.texts().get(0), Err(Nothing::Blank));
        assert_eq!(lane.texts().get(1), Ok("甲"));
        assert_eq!(lane.texts().get(3), Err(Nothing::NoRows));
    }
}
