//! Operands: a column, or one value for all rows.

use std::ops::Range;

use super::scratch;
use crate::table::{Lane, Nothing, Numbers, Texts};

/// Numbers, dates or booleans as an operand.
#[derive(Debug, Clone, Copy)]
pub enum View<'a> {
    /// A constant; NaN with its reason for a nothing.
    One {
        value: f64,
        nothing: Option<Nothing>,
    },
    Many {
        values: &'a [f64],
        nothings: &'a [Option<Nothing>],
    },
}

impl<'a> View<'a> {
    pub fn constant(value: Result<f64, Nothing>) -> View<'a> {
        match value {
            Ok(value) => View::One { value, nothing: None },
            Err(nothing) => View::One { value: f64::NAN, nothing: Some(nothing) },
        }
    }

    pub fn many(numbers: &'a Numbers) -> View<'a> {
        View::Many { values: &numbers.values, nothings: &numbers.nothings }
    }

    /// NaN for a nothing.
    pub fn value(&self, row: usize) -> f64 {
        match self {
            View::One { value, .. } => *value,
            View::Many { values, .. } => values.get(row).copied().unwrap_or(f64::NAN),
        }
    }

    pub fn nothing(&self, row: usize) -> Option<Nothing> {
        match self {
            View::One { nothing, .. } => *nothing,
            View::Many { nothings, .. } => nothings.get(row).copied().flatten(),
        }
    }

    /// Whether a boolean is true; a nothing is not.
    pub fn is_true(&self, row: usize) -> bool {
        let value = self.value(row);
        value != 0.0 && !value.is_nan()
    }
}

/// Text as an operand.
#[derive(Debug, Clone, Copy)]
pub enum TextView<'a> {
    One(Result<&'a str, Nothing>),
    Many(&'a Texts),
}

impl<'a> TextView<'a> {
    pub fn get(&self, row: usize) -> Result<&'a str, Nothing> {
        match self {
            TextView::One(text) => *text,
            TextView::Many(texts) if row < texts.len() => texts.get(row),
            TextView::Many(_) => Err(Nothing::NoRows),
        }
    }

    pub fn nothing(&self, row: usize) -> Option<Nothing> {
        self.get(row).err()
    }
}

/// An operand of either kind.
#[derive(Debug, Clone, Copy)]
pub enum Operand<'a> {
    Numbers(View<'a>),
    Texts(TextView<'a>),
}

impl<'a> Operand<'a> {
    /// A lane seen from `rows` rows: as it is, or its one value for all of them.
    pub fn new(lane: &'a Lane, rows: usize) -> Operand<'a> {
        let (whole, one) = (lane.len() == rows, lane.len() == 1);
        match lane {
            Lane::Numbers(numbers) if whole => Operand::Numbers(View::many(numbers)),
            Lane::Numbers(numbers) if one => Operand::Numbers(View::constant(numbers.get(0))),
            Lane::Texts(texts) if whole => Operand::Texts(TextView::Many(texts)),
            Lane::Texts(texts) if one => Operand::Texts(TextView::One(texts.get(0))),
            // Only a malformed plan gets here: there is no value to be seen.
            Lane::Numbers(_) => Operand::Numbers(View::constant(Err(Nothing::NoRows))),
            Lane::Texts(_) => Operand::Texts(TextView::One(Err(Nothing::NoRows))),
        }
    }

    /// Some of the rows of a lane of numbers that has `whole` of them, or its one value for all.
    pub fn part(lane: &'a Lane, whole: usize, rows: Range<usize>) -> Operand<'a> {
        let Operand::Numbers(View::Many { values, nothings }) = Operand::new(lane, whole) else {
            return Operand::new(lane, whole);
        };
        let (values, nothings) = (values.get(rows.clone()), nothings.get(rows));
        Operand::Numbers(View::Many { values: values.unwrap_or(&[]), nothings: nothings.unwrap_or(&[]) })
    }

    /// As numbers; text cannot be read as such.
    pub fn numbers(self) -> View<'a> {
        match self {
            Operand::Numbers(view) => view,
            Operand::Texts(_) => View::constant(Err(Nothing::Unreadable)),
        }
    }

    /// As text; a number is none.
    pub fn texts(self) -> TextView<'a> {
        match self {
            Operand::Texts(view) => view,
            Operand::Numbers(_) => TextView::One(Err(Nothing::Unreadable)),
        }
    }

    pub fn nothing(&self, row: usize) -> Option<Nothing> {
        match self {
            Operand::Numbers(view) => view.nothing(row),
            Operand::Texts(view) => view.nothing(row),
        }
    }
}

/// The greatest nothing that any of the operands has in this row.
pub fn greatest(views: &[View<'_>], row: usize) -> Option<Nothing> {
    views.iter().filter_map(|view| view.nothing(row)).max()
}

/// Turns what is not finite into a nothing: `why` is asked for those rows only. Every nothing
/// gets the same NaN, so that equal columns have equal bits.
pub fn settle(mut values: Vec<f64>, why: impl Fn(usize) -> Nothing) -> Numbers {
    // Every value is looked at, which is quicker than to ask at each whether to go on.
    if !values.iter().fold(false, |any, value| any | !value.is_finite()) {
        return Numbers::from_values(values);
    }
    let mut nothings = vec![None; values.len()];
    for (row, (value, nothing)) in values.iter_mut().zip(&mut nothings).enumerate() {
        if !value.is_finite() {
            *value = f64::NAN;
            *nothing = Some(why(row));
        }
    }
    Numbers { values, nothings }
}

/// Applies `f` to each row.
pub fn map(a: View<'_>, rows: usize, f: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut out = scratch::values(rows);
    match a {
        View::Many { values, .. } => out.extend(values.iter().map(|x| f(*x))),
        View::One { value, .. } => out.resize(rows, f(value)),
    }
    out
}

/// Applies `f` to each pair of values; a constant is not spread out first.
pub fn zip(a: View<'_>, b: View<'_>, rows: usize, f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let mut out = scratch::values(rows);
    match (a, b) {
        (View::Many { values: x, .. }, View::Many { values: y, .. }) => {
            out.extend(x.iter().zip(y).map(|(x, y)| f(*x, *y)));
        }
        (View::Many { values: x, .. }, View::One { value: y, .. }) => out.extend(x.iter().map(|x| f(*x, y))),
        (View::One { value: x, .. }, View::Many { values: y, .. }) => out.extend(y.iter().map(|y| f(x, *y))),
        (View::One { value: x, .. }, View::One { value: y, .. }) => out.resize(rows, f(x, y)),
    }
    out
}

#[cfg(test)]
pub mod testing {
    use super::*;

    /// Numbers with nothings, for tests.
    pub fn numbers(values: &[Result<f64, Nothing>]) -> Numbers {
        values.iter().copied().collect()
    }

    /// What a test compares: values or reasons.
    pub fn list(numbers: &Numbers) -> Vec<Result<f64, Nothing>> {
        (0..numbers.len()).map(|row| numbers.get(row)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_of_one_row_stands_for_all_rows() {
        let lane = Lane::Numbers(Numbers::from_values(vec![7.0]));
        assert_eq!(Operand::new(&lane, 3).numbers().value(2), 7.0);
        assert_eq!(Operand::new(&lane, 3).texts().get(0), Err(Nothing::Unreadable));
        let lane = Lane::Numbers(Numbers::from_values(vec![7.0, 8.0]));
        assert_eq!(Operand::new(&lane, 3).nothing(0), Some(Nothing::NoRows));
    }

    #[test]
    fn what_is_not_finite_is_a_nothing() {
        let numbers =
            settle(
                vec![1.0, f64::INFINITY, -f64::NAN],
                |row| {
                    if row == 1 { Nothing::Overflow } else { Nothing::Blank }
                },
            );
        assert_eq!(testing::list(&numbers), [Ok(1.0), Err(Nothing::Overflow), Err(Nothing::Blank)]);
        assert_eq!(numbers.values[2].to_bits(), f64::NAN.to_bits());
    }
}
