//! Unpacked pages → the values of a column: numbers straight into their place, everything else
//! through the same reading of cells as in any other format.

use super::bits::Fault;
use super::kinds::Leaf;
use super::pages::Sink;
use crate::diagnostic::Cell;
use crate::input::typed::Builder;
use crate::table::{Kind, Lane, RawCell, Texts};

/// Numbers and days, row for row, with NaN where there is none.
pub struct Direct<'a> {
    leaf: &'a Leaf,
    out: &'a mut [f64],
    at: usize,
    dictionary: Vec<f64>,
}

impl<'a> Direct<'a> {
    pub fn new(leaf: &'a Leaf, out: &'a mut [f64]) -> Direct<'a> {
        Direct::with(leaf, out, Vec::new())
    }

    /// With the dictionary that was met before.
    pub fn with(leaf: &'a Leaf, out: &'a mut [f64], dictionary: Vec<f64>) -> Direct<'a> {
        Direct { leaf, out, at: 0, dictionary }
    }

    pub fn into_dictionary(self) -> Vec<f64> {
        self.dictionary
    }

    fn next(&mut self, rows: usize) -> Result<&mut [f64], Fault> {
        let out = self.out.get_mut(self.at..self.at + rows).ok_or("a column has more values than rows")?;
        self.at += rows;
        Ok(out)
    }
}

impl Sink for Direct<'_> {
    fn dictionary(&mut self, plain: &[u8], count: usize) -> Result<(), Fault> {
        self.dictionary = vec![0.0; count];
        self.leaf.numbers(plain, &mut self.dictionary)
    }

    fn plain(&mut self, plain: &[u8], count: usize, rows: usize, present: Option<&[bool]>) -> Result<(), Fault> {
        let leaf = self.leaf;
        let out = self.next(rows)?;
        leaf.numbers(plain, &mut out[..count.min(rows)])?;
        spread(out, count, present);
        Ok(())
    }

    fn indices(&mut self, indices: &[u32], rows: usize, present: Option<&[bool]>) -> Result<(), Fault> {
        let dictionary = std::mem::take(&mut self.dictionary);
        let out = self.next(rows)?;
        let mut beyond = false;
        for (out, index) in out.iter_mut().zip(indices) {
            match dictionary.get(*index as usize) {
                Some(value) => *out = *value,
                None => beyond = true,
            }
        }
        spread(out, indices.len(), present);
        self.dictionary = dictionary;
        if beyond { Err(BEYOND) } else { Ok(()) }
    }
}

const BEYOND: Fault = "a place outside the dictionary";

/// The first `count` values to their places, from the last on.
fn spread(out: &mut [f64], count: usize, present: Option<&[bool]>) {
    let Some(present) = present else { return };
    let mut left = count;
    for at in (0..out.len().min(present.len())).rev() {
        if left > at {
            break;
        }
        if present[at] {
            left -= 1;
            out[at] = out[left];
        } else {
            out[at] = f64::NAN;
        }
    }
}

/// Cells, read as those of any other file are.
pub struct Cells<'a, 'b, P> {
    leaf: &'a Leaf,
    pub builder: &'b mut Builder<'a>,
    place: P,
    row: usize,
    dictionary: Vec<RawCell>,
    /// The code of each text of the dictionary that has been met.
    codes: Vec<u32>,
}

impl<'a, 'b, P: Fn(usize) -> Cell> Cells<'a, 'b, P> {
    pub fn new(leaf: &'a Leaf, builder: &'b mut Builder<'a>, place: P) -> Cells<'a, 'b, P> {
        Cells { leaf, builder, place, row: 0, dictionary: Vec::new(), codes: Vec::new() }
    }

    /// Goes through rows, giving a cell to those that have one.
    fn rows(
        &mut self,
        rows: usize,
        present: Option<&[bool]>,
        mut next: impl FnMut(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        for at in 0..rows {
            if present.is_none_or(|present| present.get(at).copied().unwrap_or(false)) {
                next(self)?;
            } else {
                self.builder.push_blanks(1);
            }
            self.row += 1;
        }
        Ok(())
    }

    fn push(&mut self, cell: &RawCell) {
        let (row, place) = (self.row, &self.place);
        self.builder.push(cell, || place(row));
    }

    fn push_entry(&mut self, index: usize) -> Result<(), Fault> {
        let code = *self.codes.get(index).ok_or(BEYOND)?;
        if code != Texts::NONE {
            if let Lane::Texts(texts) = &mut self.builder.part.lane {
                texts.push_code(code);
            }
            return Ok(());
        }
        let cell = std::mem::replace(self.dictionary.get_mut(index).ok_or(BEYOND)?, RawCell::Empty);
        self.push(&cell);
        if let (Lane::Texts(texts), RawCell::Text(_)) = (&self.builder.part.lane, &cell) {
            self.codes[index] = texts.codes.last().copied().unwrap_or(Texts::NONE);
        }
        self.dictionary[index] = cell;
        Ok(())
    }
}

impl<P: Fn(usize) -> Cell> Sink for Cells<'_, '_, P> {
    fn dictionary(&mut self, mut plain: &[u8], count: usize) -> Result<(), Fault> {
        self.dictionary = (0..count).map(|_| self.leaf.cell(&mut plain)).collect::<Result<_, _>>()?;
        self.codes = vec![Texts::NONE; count];
        Ok(())
    }

    fn plain(&mut self, mut plain: &[u8], _count: usize, rows: usize, present: Option<&[bool]>) -> Result<(), Fault> {
        self.rows(rows, present, |cells| {
            let cell = cells.leaf.cell(&mut plain)?;
            cells.push(&cell);
            Ok(())
        })
    }

    fn indices(&mut self, indices: &[u32], rows: usize, present: Option<&[bool]>) -> Result<(), Fault> {
        let mut indices = indices.iter();
        self.rows(rows, present, |cells| {
            let index = indices.next().ok_or("fewer values than the page declares")?;
            if cells.builder.spec.kind == Kind::Text {
                return cells.push_entry(*index as usize);
            }
            let cell = cells.dictionary.get(*index as usize).ok_or(BEYOND)?.clone();
            cells.push(&cell);
            Ok(())
        })
    }
}

/// Cells as they are, for rows that are looked at as a whole.
pub struct Kept<'a> {
    leaf: &'a Leaf,
    pub cells: Vec<RawCell>,
    dictionary: Vec<RawCell>,
}

impl<'a> Kept<'a> {
    pub fn new(leaf: &'a Leaf) -> Kept<'a> {
        Kept { leaf, cells: Vec::new(), dictionary: Vec::new() }
    }

    fn rows(
        &mut self,
        rows: usize,
        present: Option<&[bool]>,
        mut next: impl FnMut(&Self) -> Result<RawCell, Fault>,
    ) -> Result<(), Fault> {
        for at in 0..rows {
            let there = present.is_none_or(|present| present.get(at).copied().unwrap_or(false));
            let cell = if there { next(self)? } else { RawCell::Empty };
            self.cells.push(cell);
        }
        Ok(())
    }
}

impl Sink for Kept<'_> {
    fn dictionary(&mut self, mut plain: &[u8], count: usize) -> Result<(), Fault> {
        self.dictionary = (0..count).map(|_| self.leaf.cell(&mut plain)).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn plain(&mut self, mut plain: &[u8], _count: usize, rows: usize, present: Option<&[bool]>) -> Result<(), Fault> {
        self.rows(rows, present, |kept| kept.leaf.cell(&mut plain))
    }

    fn indices(&mut self, indices: &[u32], rows: usize, present: Option<&[bool]>) -> Result<(), Fault> {
        let mut indices = indices.iter();
        self.rows(rows, present, |kept| {
            let index = indices.next().ok_or("fewer values than the page declares")?;
            kept.dictionary.get(*index as usize).cloned().ok_or(BEYOND)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_to_their_rows() {
        let mut out = [1.0, 2.0, 9.0, 9.0, 9.0];
        spread(&mut out, 2, Some(&[false, true, false, true, false]));
        assert!(out[0].is_nan() && out[2].is_nan() && out[4].is_nan());
        assert_eq!((out[1], out[3]), (1.0, 2.0));
        let mut out = [1.0, 2.0, 3.0];
        spread(&mut out, 3, Some(&[true; 3]));
        assert_eq!(out, [1.0, 2.0, 3.0]);
    }
}
