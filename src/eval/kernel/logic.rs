//! Three-valued and, or: a nothing decides nothing, and need not be decided where the other does.

use super::view::{View, greatest, settle, zip};
use crate::table::{Nothing, Numbers};

/// False where either is false, whatever the other is.
pub fn and(a: View<'_>, b: View<'_>, rows: usize) -> Numbers {
    let values = zip(a, b, rows, |x, y| {
        if x == 0.0 || y == 0.0 {
            0.0
        } else if x.is_nan() || y.is_nan() {
            f64::NAN
        } else {
            1.0
        }
    });
    settle(values, |row| greatest(&[a, b], row).unwrap_or(Nothing::Overflow))
}

/// True where either is true, whatever the other is.
pub fn or(a: View<'_>, b: View<'_>, rows: usize) -> Numbers {
    let yes = |x: f64| x != 0.0 && !x.is_nan();
    let values = zip(a, b, rows, |x, y| {
        if yes(x) || yes(y) {
            1.0
        } else if x.is_nan() || y.is_nan() {
            f64::NAN
        } else {
            0.0
        }
    });
    settle(values, |row| greatest(&[a, b], row).unwrap_or(Nothing::Overflow))
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{list, numbers};
    use super::*;

    #[test]
    fn a_guard_guards_from_either_side() {
        let blank = Err(Nothing::Blank);
        let a = numbers(&[Ok(0.0), blank, Ok(1.0), blank, Ok(1.0)]);
        let b = numbers(&[blank, Ok(0.0), blank, Err(Nothing::NotApplicable), Ok(1.0)]);
        let (a, b) = (View::many(&a), View::many(&b));
        let na = Err(Nothing::NotApplicable);
        assert_eq!(list(&and(a, b, 5)), [Ok(0.0), Ok(0.0), blank, na, Ok(1.0)]);
        assert_eq!(list(&or(a, b, 5)), [blank, blank, Ok(1.0), na, Ok(1.0)]);
        assert_eq!(list(&or(b, a, 5)), [blank, blank, Ok(1.0), na, Ok(1.0)]);
        assert_eq!(list(&and(a, View::constant(Ok(0.0)), 5)), [Ok(0.0); 5]);
    }
}
