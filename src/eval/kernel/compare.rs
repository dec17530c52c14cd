//! Comparison: numbers to twelve digits, text by characters.

use std::cmp::Ordering;

use super::view::{Operand, TextView, View, greatest, settle, zip};
use crate::number::compare as near;
use crate::plan::Binary;
use crate::table::{Nothing, Numbers, Texts};

/// The six comparisons of two operands of one kind; others come out as an undefined.
pub fn compare(op: Binary, a: Operand<'_>, b: Operand<'_>, rows: usize) -> Numbers {
    match (a, b) {
        (Operand::Texts(a), Operand::Texts(b)) => texts(op, a, b, rows),
        (a, b) => numbers(op, a.numbers(), b.numbers(), rows),
    }
}

fn holds(op: Binary, order: Ordering) -> bool {
    match op {
        Binary::Eq => order.is_eq(),
        Binary::Ne => order.is_ne(),
        Binary::Lt => order.is_lt(),
        Binary::Le => order.is_le(),
        Binary::Gt => order.is_gt(),
        Binary::Ge => order.is_ge(),
        _ => false,
    }
}

fn numbers(op: Binary, a: View<'_>, b: View<'_>, rows: usize) -> Numbers {
    let values =
        zip(
            a,
            b,
            rows,
            |x, y| {
                if x.is_nan() || y.is_nan() { f64::NAN } else { f64::from(u8::from(holds(op, near(x, y)))) }
            },
        );
    settle(values, |row| greatest(&[a, b], row).unwrap_or(Nothing::Overflow))
}

/// Text has an equality; an order by characters is given too, so that no plan can stop the engine.
fn texts(op: Binary, a: TextView<'_>, b: TextView<'_>, rows: usize) -> Numbers {
    let flag = |yes: bool| f64::from(u8::from(yes));
    let values: Vec<f64> = match (a, b) {
        // A column against a constant: once for each distinct text.
        (TextView::Many(column), TextView::One(Ok(text))) => by_code(column, |entry| flag(holds(op, entry.cmp(text)))),
        (TextView::One(Ok(text)), TextView::Many(column)) => by_code(column, |entry| flag(holds(op, text.cmp(entry)))),
        (a, b) => (0..rows)
            .map(|row| match (a.get(row), b.get(row)) {
                (Ok(x), Ok(y)) => flag(holds(op, x.cmp(y))),
                _ => f64::NAN,
            })
            .collect(),
    };
    settle(values, |row| a.nothing(row).max(b.nothing(row)).unwrap_or(Nothing::Overflow))
}

/// A figure for each row of a text column, computed once for each distinct text; NaN for nothings.
pub fn by_code(texts: &Texts, figure: impl Fn(&str) -> f64) -> Vec<f64> {
    let known: Vec<f64> = texts.dictionary.iter().map(|entry| figure(entry)).collect();
    texts.codes.iter().map(|code| known.get(*code as usize).copied().unwrap_or(f64::NAN)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::list;
    use super::*;

    fn two(op: Binary, a: f64, b: f64) -> f64 {
        numbers(op, View::constant(Ok(a)), View::constant(Ok(b)), 1).values[0]
    }

    #[test]
    fn twelve_digits_decide() {
        assert_eq!(two(Binary::Ge, 0.57 * 100.0, 57.0), 1.0);
        assert_eq!(two(Binary::Lt, 0.57 * 100.0, 57.0), 0.0);
        assert_eq!(two(Binary::Eq, 0.1 + 0.2, 0.3), 1.0);
        assert_eq!(two(Binary::Ne, 0.1 + 0.2, 0.3), 0.0);
        assert_eq!(two(Binary::Gt, 60.0, 59.99), 1.0);
        assert_eq!(two(Binary::Le, 59.99, 60.0), 1.0);
        assert_eq!(two(Binary::Lt, 5.0, f64::INFINITY), 1.0);
    }

    #[test]
    fn text_is_equal_by_characters() {
        let left: Texts = [Ok("是"), Ok("否"), Err(Nothing::Blank)].into_iter().collect();
        let right: Texts = [Ok("否"), Ok("否"), Err(Nothing::NotApplicable)].into_iter().collect();
        let (l, r) = (Operand::Texts(TextView::Many(&left)), Operand::Texts(TextView::Many(&right)));
        let yes = Operand::Texts(TextView::One(Ok("是")));
        assert_eq!(list(&compare(Binary::Eq, l, yes, 3)), [Ok(1.0), Ok(0.0), Err(Nothing::Blank)]);
        assert_eq!(list(&compare(Binary::Ne, yes, l, 3)), [Ok(0.0), Ok(1.0), Err(Nothing::Blank)]);
        assert_eq!(list(&compare(Binary::Eq, l, r, 3)), [Ok(0.0), Ok(1.0), Err(Nothing::NotApplicable)]);
        let none = Operand::Texts(TextView::One(Err(Nothing::Given)));
        assert_eq!(list(&compare(Binary::Eq, l, none, 3)), [Err(Nothing::Given); 3]);
    }
}
