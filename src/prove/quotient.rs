//! Differences and quotients, where the order of two figures says more than their ranges.

use super::analysis::{Analysis, Context};
use super::nothings::Nothings;
use super::order::plain;
use super::range::{Range, both};
use crate::plan::{Binary, NodeId, Op};
use crate::table::Nothing;

pub fn difference(analysis: &Analysis<'_>, a: NodeId, b: NodeId, context: &Context) -> Range {
    let (left, right) = (analysis.range_in(a, context), analysis.range_in(b, context));
    if !left.some || !right.some {
        return both(left, right, Range::ANY);
    }
    let (mut low, mut high) = (left.low - right.high, left.high - right.low);
    if analysis.at_most(a, b, context) {
        high = high.min(0.0);
    }
    if analysis.at_most(b, a, context) {
        low = low.max(0.0);
    }
    if plain(analysis.plan, a) == plain(analysis.plan, b) {
        (low, high) = (0.0, 0.0);
    }
    let result = Range { whole: left.whole && right.whole, ..Range::between(low.min(high), high) };
    both(left, right, result)
}

pub fn quotient(analysis: &Analysis<'_>, a: NodeId, b: NodeId, context: &Context) -> Range {
    let (left, right) = (analysis.range_in(a, context), analysis.range_in(b, context));
    if !left.some || !right.some {
        return both(left, right, Range::ANY);
    }
    let lost = if right.can_be_zero() { Nothings::only(Nothing::DivisionByZero) } else { Nothings::NONE };
    // Where there is a quotient, the divisor is not zero.
    let divisor = right.within(Range { nonzero: true, ..Range::ANY });
    if !divisor.some {
        return Range::never(left.nothings | right.nothings | lost);
    }
    let mut result = plain_quotient(left, divisor);
    for (factor, part) in parts(analysis, a) {
        result = result.within(bounded(analysis, factor, part, b, divisor, context));
    }
    both(left, right, result.with_nothings(lost))
}

fn plain_quotient(a: Range, b: Range) -> Range {
    if b.low < 0.0 && b.high > 0.0 {
        return if a.is_exactly() == Some(0.0) { a.with_nothings(Nothings::NONE) } else { Range::ANY };
    }
    if b.high <= 0.0 {
        let (a, b) = (Range { low: -a.high, high: -a.low, ..a }, Range { low: -b.high, high: -b.low, ..b });
        return plain_quotient(a, b);
    }
    let over = |x: f64, y: f64| match (x, y) {
        (0.0, _) => 0.0,
        (x, y) if x.is_infinite() && y.is_infinite() => 0.0,
        (x, 0.0) => x.signum() * f64::INFINITY,
        (x, y) => x / y,
    };
    // The least is the least numerator, over the divisor that makes it least.
    let low = if a.low >= 0.0 { over(a.low, b.high) } else { over(a.low, b.low) };
    let high = if a.high >= 0.0 { over(a.high, b.low) } else { over(a.high, b.high) };
    let unbounded = a.high.is_infinite() && b.high.is_infinite() && b.low.is_infinite();
    Range { nonzero: !a.can_be_zero(), ..if unbounded { Range::ANY } else { Range::between(low, high) } }
}

/// A node as a product of a factor that is not negative and a part that may be in order with
/// something: `x · 100` is both 100 times x and x times 100.
fn parts(analysis: &Analysis<'_>, a: NodeId) -> Vec<(Option<NodeId>, NodeId)> {
    let a = plain(analysis.plan, a);
    let mut found = vec![(None, a)];
    if let Op::Binary(Binary::Mul, x, y) = &analysis.plan.node(a).op {
        found.push((Some(*x), *y));
        found.push((Some(*y), *x));
    }
    found
}

/// factor · part ÷ divisor, where the part and the positive divisor are in order.
fn bounded(
    analysis: &Analysis<'_>,
    factor: Option<NodeId>,
    part: NodeId,
    divisor: NodeId,
    of_divisor: Range,
    context: &Context,
) -> Range {
    let factor = factor.map_or(Range::exactly(1.0), |factor| analysis.range_in(factor, context));
    if !factor.some || factor.low < 0.0 || analysis.range_in(part, context).low < 0.0 {
        return Range::ANY;
    }
    let divided = plain(analysis.plan, divisor);
    if of_divisor.low >= 0.0 && plain(analysis.plan, part) == divided {
        return factor.with_nothings(Nothings::NONE);
    }
    // What is at least a part that is not negative is not negative itself.
    if analysis.at_most(part, divisor, context) {
        return Range::between(0.0, factor.high);
    }
    if of_divisor.low >= 0.0 && analysis.at_most(divisor, part, context) {
        return Range::at_least(factor.low);
    }
    Range::ANY
}

pub fn remainder(a: Range, b: Range) -> Range {
    let lost = if b.can_be_zero() { Nothings::only(Nothing::DivisionByZero) } else { Nothings::NONE };
    let largest = b.high.abs().max(b.low.abs()).min(a.high.abs().max(a.low.abs()));
    let low = if a.low >= 0.0 { 0.0 } else { -largest };
    let high = if a.high <= 0.0 { 0.0 } else { largest };
    let result = Range { whole: a.whole && b.whole, ..Range::between(low, high) };
    both(a, b, result.or_nothing(lost))
}
