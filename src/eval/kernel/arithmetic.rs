//! Arithmetic: one result for each row, nothings passing through.

use std::borrow::Cow;

use super::scratch;
use super::view::{View, greatest, map, settle, zip};
use crate::number::ExactSum;
use crate::number::compare::same;
use crate::number::sum::millionths;
use crate::plan::{Binary, Nary, Unary};
use crate::table::{Nothing, Numbers};

/// `Not` is logic, but has one operand like the others here.
pub fn unary(op: Unary, a: View<'_>, rows: usize) -> Numbers {
    let values = match op {
        // Zero minus zero is zero, not −0, which nobody wants to read.
        Unary::Neg => map(a, rows, |x| 0.0 - x),
        Unary::Not => map(a, rows, |x| if x.is_nan() { x } else { f64::from(u8::from(x == 0.0)) }),
        Unary::Abs => map(a, rows, f64::abs),
        Unary::Floor => map(a, rows, floor),
        Unary::Ceil => map(a, rows, |x| whole(x).unwrap_or(x.ceil()) + 0.0),
        Unary::Sqrt => map(a, rows, |x| x.sqrt() + 0.0),
        Unary::Ln => map(a, rows, |x| if x > 0.0 { libm::log(x) } else { f64::NAN }),
        Unary::Log10 => map(a, rows, |x| if x > 0.0 { libm::log10(x) } else { f64::NAN }),
        Unary::Exp => map(a, rows, libm::exp),
    };
    settle(values, |row| {
        a.nothing(row).unwrap_or(match op {
            Unary::Sqrt if a.value(row) < 0.0 => Nothing::RootOfNegative,
            Unary::Ln | Unary::Log10 if a.value(row) <= 0.0 => Nothing::LogOfNonPositive,
            _ => Nothing::Overflow,
        })
    })
}

/// The whole number that agrees with `x` to twelve digits. Where twelve digits do not reach the
/// units, the tolerance must not swallow a half.
fn whole(x: f64) -> Option<f64> {
    let near = x.round();
    ((x - near).abs() <= 1e-3 && same(x, near)).then_some(near)
}

/// The six operators of arithmetic; others come out as an undefined.
pub fn binary(op: Binary, a: View<'_>, b: View<'_>, rows: usize) -> Numbers {
    // Adding zero turns −0 into 0.
    let values = match op {
        Binary::Add => zip(a, b, rows, |x, y| x + y),
        Binary::Sub => zip(a, b, rows, |x, y| x - y),
        Binary::Mul => zip(a, b, rows, |x, y| x * y + 0.0),
        Binary::Div => zip(a, b, rows, |x, y| x / y + 0.0),
        Binary::Rem => zip(a, b, rows, |x, y| x % y + 0.0),
        Binary::Pow => zip(a, b, rows, pow),
        _ => zip(a, b, rows, |_, _| f64::NAN),
    };
    settle(values, |row| {
        greatest(&[a, b], row).unwrap_or_else(|| {
            let (x, y) = (a.value(row), b.value(row));
            match op {
                Binary::Div | Binary::Rem if y == 0.0 => Nothing::DivisionByZero,
                Binary::Pow if x == 0.0 || x < 0.0 && y.fract() != 0.0 => Nothing::PowerUndefined,
                _ => Nothing::Overflow,
            }
        })
    })
}

/// IEEE has `NaN^0 = 1` and `1^NaN = 1`; a nothing must stay one.
fn pow(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() { f64::NAN } else { libm::pow(x, y) + 0.0 }
}

/// Over several operands; the greatest nothing among them wins.
pub fn nary(op: Nary, all: &[View<'_>], rows: usize) -> Numbers {
    let Some((first, rest)) = all.split_first() else {
        return settle(vec![f64::NAN; rows], |_| Nothing::NoRows);
    };
    let values = match op {
        Nary::Sum => sums(all, rows),
        Nary::Min => fold(*first, rest, rows, |least, x| x < least),
        Nary::Max => fold(*first, rest, rows, |greatest, x| x > greatest),
    };
    settle(values, |row| greatest(all, row).unwrap_or(Nothing::Overflow))
}

/// Of figures with few decimals whole columns are added at once, as whole numbers of millionths;
/// the other rows one by one.
fn sums(all: &[View<'_>], rows: usize) -> Vec<f64> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    let mut sums = scratch::values(rows);
    sums.resize(rows, 0.0);
    let mut sizes = scratch::values(rows);
    sizes.resize(rows, 0.0);
    let add = |sum: &mut f64, size: &mut f64, value: f64| {
        // What is no whole number of millionths takes the sum out of bounds.
        let whole = millionths(value).unwrap_or(f64::INFINITY);
        *sum += whole;
        *size += whole.abs();
    };
    let columns: Vec<Cow<'_, [f64]>> = all.iter().map(|view| view.spread(rows)).collect();
    for values in &columns {
        let each = sums.iter_mut().zip(&mut sizes).zip(values.iter());
        each.for_each(|((sum, size), value)| add(sum, size, *value));
    }
    for (row, (sum, size)) in sums.iter_mut().zip(&sizes).enumerate() {
        // Every step on the way was exact below this.
        *sum = if *size < MOST { *sum / 1e6 } else { exact_sum(&columns, row) };
    }
    scratch::give_back(sizes);
    columns.into_iter().for_each(scratch::give_back_own);
    sums
}

fn exact_sum(columns: &[Cow<'_, [f64]>], row: usize) -> f64 {
    let mut sum = ExactSum::new();
    for value in columns.iter().filter_map(|values| values.get(row).copied()) {
        if !value.is_finite() {
            return value;
        }
        sum.add(value);
    }
    sum.value()
}

fn fold(first: View<'_>, rest: &[View<'_>], rows: usize, better: impl Fn(f64, f64) -> bool) -> Vec<f64> {
    let mut best = map(first, rows, |x| x + 0.0);
    for view in rest {
        let others = view.spread(rows);
        for (best, x) in best.iter_mut().zip(others.iter()) {
            // A NaN is better than anybody, and stays once it is here.
            *best = if x.is_nan() || better(*best, *x) { *x + 0.0 } else { *best };
        }
        scratch::give_back_own(others);
    }
    best
}

/// Toward −∞, but a value within twelve digits of a whole number is that number.
pub fn floor(x: f64) -> f64 {
    whole(x).unwrap_or(x.floor()) + 0.0
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{list, numbers};
    use super::*;

    const BLANK: Result<f64, Nothing> = Err(Nothing::Blank);
    const NA: Result<f64, Nothing> = Err(Nothing::NotApplicable);

    fn both(op: Binary, a: Result<f64, Nothing>, b: Result<f64, Nothing>) -> Result<f64, Nothing> {
        let (left, right) = (numbers(&[a]), numbers(&[b]));
        let result = binary(op, View::many(&left), View::many(&right), 1).get(0);
        // A constant on either side must not make a difference.
        assert_eq!(result, binary(op, View::constant(a), View::many(&right), 1).get(0));
        assert_eq!(result, binary(op, View::many(&left), View::constant(b), 1).get(0));
        assert_eq!(result, binary(op, View::constant(a), View::constant(b), 1).get(0));
        result
    }

    fn one(op: Unary, a: f64) -> Result<f64, Nothing> {
        unary(op, View::constant(Ok(a)), 1).get(0)
    }

    #[test]
    fn results_that_are_not_numbers_say_why() {
        assert_eq!(both(Binary::Div, Ok(1.0), Ok(0.0)), Err(Nothing::DivisionByZero));
        assert_eq!(both(Binary::Div, Ok(0.0), Ok(0.0)), Err(Nothing::DivisionByZero));
        assert_eq!(both(Binary::Rem, Ok(7.0), Ok(0.0)), Err(Nothing::DivisionByZero));
        assert_eq!(both(Binary::Pow, Ok(-8.0), Ok(0.5)), Err(Nothing::PowerUndefined));
        assert_eq!(both(Binary::Pow, Ok(0.0), Ok(-1.0)), Err(Nothing::PowerUndefined));
        assert_eq!(both(Binary::Mul, Ok(1e308), Ok(10.0)), Err(Nothing::Overflow));
        assert_eq!(both(Binary::Pow, Ok(1e300), Ok(2.0)), Err(Nothing::Overflow));
        assert_eq!(one(Unary::Ln, 0.0), Err(Nothing::LogOfNonPositive));
        assert_eq!(one(Unary::Log10, -1.0), Err(Nothing::LogOfNonPositive));
        assert_eq!(one(Unary::Sqrt, -1.0), Err(Nothing::RootOfNegative));
        assert_eq!(one(Unary::Exp, 1e6), Err(Nothing::Overflow));
        assert_eq!(one(Unary::Log10, 1000.0), Ok(3.0));
        assert_eq!(both(Binary::Pow, Ok(1.1), Ok(2.0)), Ok(1.1 * 1.1));
    }

    #[test]
    fn the_greatest_nothing_wins_whatever_the_order() {
        assert_eq!(both(Binary::Add, BLANK, NA), NA);
        assert_eq!(both(Binary::Add, NA, BLANK), NA);
        assert_eq!(both(Binary::Div, BLANK, Ok(0.0)), BLANK);
        assert_eq!(both(Binary::Sub, Err(Nothing::DivisionByZero), BLANK), BLANK);
        assert_eq!(both(Binary::Pow, BLANK, Ok(0.0)), BLANK);
        assert_eq!(both(Binary::Pow, Ok(1.0), BLANK), BLANK);
    }

    #[test]
    fn remainders_have_the_sign_of_the_dividend() {
        assert_eq!(both(Binary::Rem, Ok(-7.0), Ok(3.0)), Ok(-1.0));
        assert_eq!(both(Binary::Rem, Ok(7.0), Ok(-3.0)), Ok(1.0));
        assert!(both(Binary::Rem, Ok(-6.0), Ok(3.0)).is_ok_and(f64::is_sign_positive));
        assert!(both(Binary::Mul, Ok(-6.0), Ok(0.0)).is_ok_and(f64::is_sign_positive));
    }

    #[test]
    fn floor_and_ceil_see_through_binary_noise() {
        assert_eq!(one(Unary::Floor, 0.29 * 100.0), Ok(29.0));
        assert_eq!(one(Unary::Ceil, 0.07 * 100.0), Ok(7.0));
        assert_eq!(one(Unary::Floor, -1.5), Ok(-2.0));
        assert_eq!(one(Unary::Floor, 700_000_000_000.5), Ok(700_000_000_000.0));
        assert_eq!(one(Unary::Ceil, 1.000001), Ok(2.0));
        assert!(one(Unary::Neg, 0.0).is_ok_and(f64::is_sign_positive));
        assert_eq!(one(Unary::Not, 0.0), Ok(1.0));
    }

    #[test]
    fn sums_over_operands_are_exact() {
        let column = numbers(&[Ok(0.1), BLANK, Ok(1e300)]);
        let all = [View::many(&column), View::constant(Ok(0.2)), View::constant(Ok(0.0))];
        assert_eq!(list(&nary(Nary::Sum, &all, 3)), [Ok(0.3), BLANK, Ok(1e300)]);
    }

    #[test]
    fn least_and_greatest_let_nothings_through() {
        let column = numbers(&[Ok(5.0), BLANK, Ok(-1.0)]);
        let other = numbers(&[NA, NA, Ok(2.0)]);
        let all = [View::many(&column), View::constant(Ok(3.0)), View::many(&other)];
        assert_eq!(list(&nary(Nary::Min, &all, 3)), [NA, NA, Ok(-1.0)]);
        let open = [View::many(&column), View::constant(Ok(f64::INFINITY))];
        assert_eq!(list(&nary(Nary::Min, &open, 3)), [Ok(5.0), BLANK, Ok(-1.0)]);
        assert_eq!(list(&nary(Nary::Max, &all[..2], 3)), [Ok(5.0), BLANK, Ok(3.0)]);
        assert_eq!(list(&nary(Nary::Max, &[], 1)), [Err(Nothing::NoRows)]);
    }
}
