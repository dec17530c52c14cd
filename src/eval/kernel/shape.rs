//! Shapes of scores: rounding, steps, broken lines, tables of levels.

use super::compare::by_code;
use super::view::{TextView, View, map, settle};
use crate::number::compare::same;
use crate::number::{Near, round_half_away};
use crate::plan::{Closed, Real};
use crate::table::{Nothing, Numbers};

pub fn round(input: View<'_>, decimals: i32, rows: usize) -> Numbers {
    let values = map(input, rows, |x| round_half_away(x, decimals));
    settle(values, |row| input.nothing(row).unwrap_or(Nothing::Overflow))
}

/// The value of the interval between ascending edges in which the input lies.
pub fn steps(input: View<'_>, edges: &[Real], closed: Closed, of: &[Real], rows: usize) -> Numbers {
    let values = map(input, rows, |x| {
        if x.is_nan() {
            return x;
        }
        // How many edges have been reached (`Lower`) or passed (`Upper`).
        let below = edges.partition_point(|edge| match closed {
            Closed::Lower => edge.0.near_le(x),
            Closed::Upper => edge.0.near_lt(x),
        });
        of.get(below).map_or(f64::NAN, |value| value.0)
    });
    settle(values, |row| input.nothing(row).unwrap_or(Nothing::NoSuchLevel))
}

/// Straight lines between points of ascending x, level outside, with jumps where two points share
/// an x.
pub fn piecewise(input: View<'_>, points: &[(Real, Real)], closed: Closed, rows: usize) -> Numbers {
    let values = map(input, rows, |x| if x.is_nan() { x } else { on_line(x, points, closed) });
    settle(values, |row| input.nothing(row).unwrap_or(Nothing::NoSuchLevel))
}

fn on_line(x: f64, points: &[(Real, Real)], closed: Closed) -> f64 {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return f64::NAN };
    // The points left of x, and those at it.
    let left = points.partition_point(|point| point.0.0.near_lt(x));
    let at = points[left..].iter().take_while(|point| same(point.0.0, x)).count();
    if at > 0 {
        let chosen = if closed == Closed::Lower { left + at - 1 } else { left };
        return points[chosen].1.0;
    }
    if left == 0 {
        return first.1.0;
    }
    let (Some(from), Some(to)) = (points.get(left - 1), points.get(left)) else { return last.1.0 };
    let share = (x - from.0.0) / (to.0.0 - from.0.0);
    let y = from.1.0 + share * (to.1.0 - from.1.0);
    // Binary noise must not leave the line's own ends.
    y.max(from.1.0.min(to.1.0)).min(from.1.0.max(to.1.0))
}

/// Text → number by a table of levels.
pub fn levels(input: TextView<'_>, entries: &[(std::sync::Arc<str>, Real)], rows: usize) -> Numbers {
    let level = |text: &str| entries.iter().find(|(name, _)| **name == *text).map_or(f64::NAN, |(_, value)| value.0);
    let values = match input {
        TextView::Many(texts) => by_code(texts, level),
        TextView::One(text) => vec![text.map_or(f64::NAN, level); rows],
    };
    settle(values, |row| input.nothing(row).unwrap_or(Nothing::NoSuchLevel))
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{list, numbers};
    use super::*;
    use crate::table::Texts;

    fn real(values: &[f64]) -> Vec<Real> {
        values.iter().map(|value| Real(*value)).collect()
    }

    fn step(x: f64, closed: Closed) -> f64 {
        steps(View::constant(Ok(x)), &real(&[57.0, 60.0]), closed, &real(&[1.0, 2.0, 3.0]), 1).values[0]
    }

    #[test]
    fn steps_close_on_the_side_said() {
        assert_eq!(step(56.99, Closed::Lower), 1.0);
        assert_eq!(step(0.57 * 100.0, Closed::Lower), 2.0);
        assert_eq!(step(60.0, Closed::Lower), 3.0);
        assert_eq!(step(1e9, Closed::Lower), 3.0);
        assert_eq!(step(57.0, Closed::Upper), 1.0);
        assert_eq!(step(0.57 * 100.0, Closed::Upper), 1.0);
        assert_eq!(step(57.01, Closed::Upper), 2.0);
        assert_eq!(step(60.0, Closed::Upper), 2.0);
        assert_eq!(step(60.01, Closed::Upper), 3.0);
    }

    #[test]
    fn steps_let_nothings_through() {
        let column = numbers(&[Err(Nothing::Blank), Ok(1.0)]);
        let result = steps(View::many(&column), &[], Closed::Lower, &real(&[7.0]), 2);
        assert_eq!(list(&result), [Err(Nothing::Blank), Ok(7.0)]);
        let result = steps(View::many(&column), &real(&[0.0]), Closed::Lower, &real(&[7.0]), 2);
        assert_eq!(list(&result), [Err(Nothing::Blank), Err(Nothing::NoSuchLevel)]);
    }

    fn line(x: f64, closed: Closed) -> f64 {
        let points = [(0.0, 0.0), (60.0, 30.0), (60.0, 60.0), (100.0, 100.0)].map(|(x, y)| (Real(x), Real(y)));
        piecewise(View::constant(Ok(x)), &points, closed, 1).values[0]
    }

    #[test]
    fn lines_are_level_outside_and_jump_where_two_points_share_an_x() {
        for closed in [Closed::Lower, Closed::Upper] {
            assert_eq!(line(-5.0, closed), 0.0);
            assert_eq!(line(30.0, closed), 15.0);
            assert_eq!(line(80.0, closed), 80.0);
            assert_eq!(line(100.0, closed), 100.0);
            assert_eq!(line(120.0, closed), 100.0);
        }
        assert_eq!(line(60.0, Closed::Lower), 60.0);
        assert_eq!(line(0.6 * 100.0 - 1e-13, Closed::Lower), 60.0);
        assert_eq!(line(60.0, Closed::Upper), 30.0);
        assert!(line(59.999, Closed::Lower) < 30.0);
        assert!(line(60.001, Closed::Upper) > 60.0);
        let empty = piecewise(View::constant(Ok(1.0)), &[], Closed::Lower, 1);
        assert_eq!(list(&empty), [Err(Nothing::NoSuchLevel)]);
    }

    #[test]
    fn levels_not_in_the_table_are_undefined() {
        let texts: Texts = [Ok("优"), Ok("极好"), Err(Nothing::Blank)].into_iter().collect();
        let entries = [("优".into(), Real(100.0))];
        let result = levels(TextView::Many(&texts), &entries, 3);
        assert_eq!(list(&result), [Ok(100.0), Err(Nothing::NoSuchLevel), Err(Nothing::Blank)]);
        assert_eq!(list(&levels(TextView::One(Ok("优")), &entries, 2)), [Ok(100.0); 2]);
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        let column = numbers(&[Ok(1.005), Ok(-2.5), Err(Nothing::NotApplicable)]);
        assert_eq!(list(&round(View::many(&column), 2, 3)), [Ok(1.01), Ok(-2.5), Err(Nothing::NotApplicable)]);
    }
}
