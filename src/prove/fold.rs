//! Sums, products, powers, extremes and steps of ranges.

use super::nothings::Nothings;
use super::range::{Range, both};
use crate::number::Near;
use crate::plan::{Closed, Real};
use crate::table::Nothing;

fn nothings_of(all: &[Range]) -> Nothings {
    all.iter().fold(Nothings::NONE, |nothings, range| nothings | range.nothings)
}

pub fn sum(all: &[Range]) -> Range {
    let nothings = nothings_of(all);
    if all.iter().any(|range| !range.some) {
        return Range::never(nothings);
    }
    let positive = all.iter().all(|range| range.low >= 0.0) && all.iter().any(|range| !range.can_be_zero());
    Range {
        low: bound(all, |range| range.low),
        high: bound(all, |range| range.high),
        some: true,
        whole: all.iter().all(|range| range.whole),
        nonzero: positive,
        nothings,
    }
}

/// The sum of one end of each; without end where any of them is.
fn bound(all: &[Range], end: fn(&Range) -> f64) -> f64 {
    match all.iter().map(end).find(|end| end.is_infinite()) {
        Some(infinite) => infinite,
        None => all.iter().map(end).collect::<crate::number::ExactSum>().value(),
    }
}

/// The least or the greatest of several.
pub fn extreme(all: &[Range], pick: fn(f64, f64) -> f64) -> Range {
    let nothings = nothings_of(all);
    if all.iter().any(|range| !range.some) {
        return Range::never(nothings);
    }
    let ends = |end: fn(&Range) -> f64| all.iter().map(end).reduce(pick).unwrap_or(f64::NAN);
    Range {
        low: ends(|range| range.low),
        high: ends(|range| range.high),
        some: true,
        whole: all.iter().all(|range| range.whole),
        nonzero: all.iter().all(|range| !range.can_be_zero()),
        nothings,
    }
}

/// Nothing times the unbounded is nothing: the bound itself is never reached.
fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

pub fn product(a: Range, b: Range) -> Range {
    let ends = [times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high)];
    let result = Range {
        low: ends.iter().copied().fold(f64::INFINITY, f64::min),
        high: ends.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        some: true,
        whole: a.whole && b.whole,
        nonzero: !a.can_be_zero() && !b.can_be_zero(),
        nothings: Nothings::NONE,
    };
    both(a, b, result)
}

/// Of a base that is not negative; other powers are not followed.
pub fn power(a: Range, b: Range) -> Range {
    let lost = Nothings::only(Nothing::PowerUndefined);
    let Some(exponent) = b.is_exactly() else {
        let result = if a.low >= 0.0 { Range::at_least(0.0) } else { Range::ANY };
        let ends = [(a.low, b.low), (a.low, b.high), (a.high, b.low), (a.high, b.high)].map(|(x, y)| libm::pow(x, y));
        let bounded = a.low >= 0.0 && b.low >= 0.0 && ends.iter().all(|end| end.is_finite());
        let result = if bounded {
            // For every base the power moves one way with the exponent, and the other way round.
            let (low, high) =
                ends.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), end| (low.min(*end), high.max(*end)));
            Range::between(low, high)
        } else {
            result
        };
        let lost = if a.low > 0.0 || a.low >= 0.0 && b.low >= 0.0 { Nothings::NONE } else { lost };
        return both(a, b, result.or_nothing(lost));
    };
    if exponent == 0.0 {
        return both(a, b, Range::exactly(1.0));
    }
    if a.low >= 0.0 {
        let (mut low, mut high) = (libm::pow(a.low, exponent), libm::pow(a.high, exponent));
        if exponent < 0.0 {
            (low, high) = (high, low);
        }
        let result = Range { nonzero: !a.can_be_zero(), ..Range::between(low, high) };
        let lost = if exponent < 0.0 && a.can_be_zero() { lost } else { Nothings::NONE };
        return both(a, b, result.or_nothing(lost));
    }
    if exponent.fract() == 0.0 && exponent > 0.0 {
        let (low, high) = (libm::pow(a.low, exponent), libm::pow(a.high, exponent));
        let even = exponent % 2.0 == 0.0;
        let result = match (even, a.high <= 0.0) {
            (false, _) => Range::between(low, high),
            (true, true) => Range::between(high, low),
            (true, false) => Range::between(0.0, low.max(high)),
        };
        return both(a, b, result);
    }
    both(a, b, Range::ANY.or_nothing(lost))
}

/// Which of the values of a ladder can be met.
pub fn steps_reached(input: Range, edges: &[Real], closed: Closed) -> Vec<bool> {
    let inside = |low: f64, high: f64| {
        if !input.some {
            return false;
        }
        // An interval is closed on one side only.
        let beyond_low = if closed == Closed::Lower { input.high.near_lt(low) } else { input.high.near_le(low) };
        let before_high = if closed == Closed::Lower { high.near_le(input.low) } else { high.near_lt(input.low) };
        let unbounded = (low == f64::NEG_INFINITY, high == f64::INFINITY);
        let empty = (!unbounded.0 && beyond_low) || (!unbounded.1 && before_high);
        if empty || !input.whole {
            return !empty;
        }
        !no_whole(low.max(input.low), high.min(input.high), closed, low > input.low, high < input.high)
    };
    let mut bounds = vec![f64::NEG_INFINITY];
    bounds.extend(edges.iter().map(|edge| edge.0));
    bounds.push(f64::INFINITY);
    bounds.windows(2).map(|pair| matches!(pair, [low, high] if inside(*low, *high))).collect()
}

/// Whether no whole number lies between; an end that is an edge is open where the ladder says so.
fn no_whole(low: f64, high: f64, closed: Closed, low_is_edge: bool, high_is_edge: bool) -> bool {
    if !low.is_finite() || !high.is_finite() {
        return false;
    }
    let mut first = low.ceil();
    if low_is_edge && closed == Closed::Upper && first == low {
        first += 1.0;
    }
    let mut last = high.floor();
    if high_is_edge && closed == Closed::Lower && last == high {
        last -= 1.0;
    }
    first > last
}
