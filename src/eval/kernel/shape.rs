//! Shapes of scores: rounding, steps, broken lines, tables of levels.

use super::compare::by_code;
use super::view::{TextView, View, map, settle};
use crate::number::{Near, round_half_away};
use crate::plan::{Closed, Real};
use crate::table::{Nothing, Numbers};

pub fn round(input: View<'_>, decimals: i32, rows: usize) -> Numbers {
    let values = map(input, rows, |x| round_half_away(x, decimals));
    settle(values, |row| input.nothing(row).unwrap_or(Nothing::Overflow))
}

/// The value of the interval between ascending edges in which the input lies.
pub fn steps(input: View<'_>, edges: &[Real], closed: Closed, of: &[Real], rows: usize) -> Numbers {
    let edges = Edges::new(edges.iter().map(|edge| edge.0), closed == Closed::Upper, rows);
    // How many edges have been reached (`Lower`) or passed (`Upper`) says which value it is.
    let values =
        map(input, rows, |x| if x.is_nan() { x } else { of.get(edges.below(x)).map_or(f64::NAN, |value| value.0) });
    settle(values, |row| input.nothing(row).unwrap_or(Nothing::NoSuchLevel))
}

/// Straight lines between points of ascending x, level outside, with jumps where two points share
/// an x.
pub fn piecewise(input: View<'_>, points: &[(Real, Real)], closed: Closed, rows: usize) -> Numbers {
    let edges = |passed| Edges::new(points.iter().map(|point| point.0.0), passed, rows);
    let (reached, passed) = (edges(false), edges(true));
    let values = map(input, rows, |x| {
        if x.is_nan() {
            return x;
        }
        // The points left of x, and those at it.
        let left = passed.below(x);
        on_line(x, points, left, reached.below(x).saturating_sub(left), closed)
    });
    settle(values, |row| input.nothing(row).unwrap_or(Nothing::NoSuchLevel))
}

/// Ascending edges, and whether they are to be passed or only reached.
struct Edges {
    edges: Vec<f64>,
    passed: bool,
    /// Whether the edges have been moved to where they begin to count, by the digit.
    exact: bool,
}

impl Edges {
    /// It takes some rows for moving them to be worth while.
    const MANY: usize = 256;

    fn new(edges: impl Iterator<Item = f64>, passed: bool, rows: usize) -> Edges {
        let exact = rows >= Edges::MANY;
        let begin = |edge| match (exact, passed) {
            (false, _) => edge,
            (true, false) => self::reached(edge),
            (true, true) => self::passed(edge),
        };
        Edges { edges: edges.map(begin).collect(), passed, exact }
    }

    /// How many edges a number has reached or passed.
    fn below(&self, x: f64) -> usize {
        match (self.exact, self.passed) {
            (true, _) if self.edges.len() <= 16 => self.edges.iter().map(|edge| usize::from(*edge <= x)).sum(),
            (true, _) => self.edges.partition_point(|edge| *edge <= x),
            (false, false) => self.edges.partition_point(|edge| edge.near_le(x)),
            (false, true) => self.edges.partition_point(|edge| edge.near_lt(x)),
        }
    }
}

/// The least number that is not less than an edge, by twelve digits: a hair below it.
fn reached(edge: f64) -> f64 {
    least(edge, |x| edge.near_le(x))
}

/// The least number that is greater, by twelve digits.
fn passed(edge: f64) -> f64 {
    least(edge, |x| edge.near_lt(x))
}

/// The least number near an edge for which something holds that holds for all above it.
fn least(edge: f64, holds: impl Fn(f64) -> bool) -> f64 {
    // As whole numbers these are in the order of the numbers that they stand for.
    let ordered = |bits: i64| if bits < 0 { i64::MIN - bits } else { bits };
    let at = |key: i64| f64::from_bits(ordered(key) as u64);
    let reach = 4e-12 * edge.abs().max(1.0);
    let (low, high) = (edge - reach, edge + reach);
    if !low.is_finite() || !high.is_finite() {
        // Every number is beyond the least infinity, and none beyond the greatest.
        return if holds(edge) {
            edge
        } else if edge == f64::NEG_INFINITY {
            f64::MIN
        } else {
            f64::NAN
        };
    }
    let (mut not, mut yes) = (ordered(low.to_bits() as i64), ordered(high.to_bits() as i64));
    while yes - not > 1 {
        let middle = not + (yes - not) / 2;
        if holds(at(middle)) {
            yes = middle;
        } else {
            not = middle;
        }
    }
    at(yes)
}

fn on_line(x: f64, points: &[(Real, Real)], left: usize, at: usize, closed: Closed) -> f64 {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return f64::NAN };
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

    proptest::proptest! {
        #[test]
        fn edges_are_met_by_twelve_digits(edge in -1e4_f64..1e4, hair in -8_i32..8, scale in 0_u32..3) {
            // Around the places where it turns: a few steps of f64 from a difference of 1e-12.
            let size = 1e-12 * edge.abs().max(1.0) * f64::from(scale);
            for base in [edge - size, edge, edge + size] {
                let x = f64::from_bits((base.to_bits() as i64 + i64::from(hair)) as u64);
                assert_eq!(reached(edge) <= x, edge.near_le(x), "{edge} {x}");
                assert_eq!(passed(edge) <= x, edge.near_lt(x), "{edge} {x}");
            }
        }
    }
}
