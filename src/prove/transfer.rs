//! What an operator makes of the ranges of its operands.

use super::analysis::{Analysis, Context};
use super::nothings::Nothings;
use super::range::{Range, both, hull_of};
use super::{fold, quotient};
use crate::number::{Near, round_half_away};
use crate::plan::{Agg, Binary, DatePart, Grain, Is, Nary, NodeId, Op, Real, Unary};
use crate::table::{Kind, Nothing};

type Ask<'a> = &'a dyn Fn(NodeId) -> Range;

/// Every operator but the choice, whose branches are looked at under its condition.
pub fn transfer(analysis: &Analysis<'_>, id: NodeId, context: &Context, range: Ask<'_>) -> Range {
    let node = analysis.plan.node(id);
    match &node.op {
        Op::Number(value) => Range::exactly(value.0),
        Op::Text(_) => Range::ANY,
        Op::Nothing(nothing) => Range::never(Nothings::only(*nothing)),
        Op::Column(_) => of_kind(node.kind).or_nothing(Nothings::of_cells()),
        Op::PeriodDay(_) => Range::ANY.or_nothing(Nothings::only(Nothing::NoPeriod)),
        Op::Unary(op, a) => unary(*op, range(*a)),
        Op::Binary(op, a, b) => match op {
            Binary::Add => fold::sum(&[range(*a), range(*b)]),
            Binary::Sub => quotient::difference(analysis, *a, *b, context),
            Binary::Mul => fold::product(range(*a), range(*b)),
            Binary::Div => quotient::quotient(analysis, *a, *b, context),
            Binary::Rem => quotient::remainder(range(*a), range(*b)),
            Binary::Pow => fold::power(range(*a), range(*b)),
            Binary::And | Binary::Or => connective(*op, range(*a), range(*b)),
            Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => {
                let kind = analysis.plan.node(*a).kind;
                comparison(analysis, *op, (*a, *b), kind, context)
            }
            Binary::Contains | Binary::StartsWith => both(range(*a), range(*b), Range::TRUTH),
            Binary::DaysBetween | Binary::WorkingDays => both(range(*a), range(*b), Range::ANY.counted()),
            Binary::HoursBetween => both(range(*a), range(*b), Range::ANY),
        },
        Op::Nary(op, all) => {
            let ranges: Vec<Range> = all.iter().map(|id| range(*id)).collect();
            match op {
                Nary::Sum => fold::sum(&ranges),
                Nary::Min => fold::extreme(&ranges, f64::min),
                Nary::Max => fold::extreme(&ranges, f64::max),
            }
        }
        Op::Select { condition, then, otherwise } => {
            range(*then).hull(range(*otherwise)).or_nothing(range(*condition).nothings)
        }
        Op::Coalesce(all) => coalesce(all.iter().map(|id| range(*id))),
        Op::Is(what, a) => is(*what, range(*a)),
        Op::Round { input, decimals } => rounded(range(*input), *decimals),
        Op::Steps { input, edges, closed, values } => {
            let input = range(*input);
            let reached = fold::steps_reached(input, edges, *closed);
            let reached = values.iter().zip(reached).filter(|(_, reached)| *reached).map(|(value, _)| value.0);
            hull_of(reached).with_nothings(input.nothings)
        }
        Op::Piecewise { input, points, .. } => piecewise(range(*input), points),
        Op::Match { input, entries } => {
            let input = range(*input);
            hull_of(entries.iter().map(|(_, value)| value.0)).with_nothings(input.nothings.with(Nothing::NoSuchLevel))
        }
        Op::DatePart(part, a) => {
            let (low, high) = match part {
                DatePart::Year => (0.0, 9999.0),
                DatePart::Month => (1.0, 12.0),
                DatePart::Day => (1.0, 31.0),
                DatePart::Hour => (0.0, 23.0),
            };
            Range::between(low, high).counted().with_nothings(range(*a).nothings)
        }
        Op::Gather { agg, input, filter, to } => {
            let from_rows = matches!(analysis.plan.node(*input).grain, Grain::Table(_));
            let certain = !from_rows && filter.is_none() && matches!(to, Grain::Peers(_));
            // What is taken to hold of one row says nothing of the others.
            aggregate(*agg, analysis.range(*input), certain)
        }
        Op::Window { agg, input, by, at } => {
            let mut result = aggregate(*agg, analysis.range(*input), false);
            // Rows of another table that lack a key are not found; a row that looks needs its own.
            for key in at.as_ref().map_or(by, |at| &at.keys) {
                result = result.or_nothing(analysis.range(*key).nothings);
            }
            result
        }
        Op::Spread { input, .. } => range(*input).within(one_of_them(analysis, *input, range)),
        Op::Rank { keys, .. } => {
            let nothings = keys.first().map_or(Nothings::NONE, |key| range(key.node).nothings);
            Range::at_least(1.0).counted().with_nothings(nothings)
        }
        Op::Shift { input, .. } => analysis.range(*input).or_nothing(Nothings::only(Nothing::NoPeriod)),
    }
}

/// Back at its own row, a count of peers has at least that row, if it certainly has a value.
fn one_of_them(analysis: &Analysis<'_>, gathered: NodeId, range: Ask<'_>) -> Range {
    match &analysis.plan.node(gathered).op {
        Op::Gather { agg: Agg::Count | Agg::CountDistinct, input, filter: None, to: Grain::Peers(_) } => {
            let counted = analysis.plan.node(*input).grain == Grain::Subject && {
                let own = range(*input);
                own.some && own.nothings.is_empty()
            };
            if counted { Range::at_least(1.0) } else { Range::ANY }
        }
        _ => Range::ANY,
    }
}

fn of_kind(kind: Kind) -> Range {
    if kind == Kind::Bool { Range::TRUTH } else { Range::ANY }
}

fn unary(op: Unary, a: Range) -> Range {
    if !a.some {
        return a;
    }
    let monotone = |f: fn(f64) -> f64| Range { nonzero: false, whole: false, low: f(a.low), high: f(a.high), ..a };
    match op {
        Unary::Neg => Range { low: 0.0 - a.high, high: 0.0 - a.low, ..a },
        Unary::Not => Range::truth(a.can_be_true(), a.can_be_false()).with_nothings(a.nothings),
        Unary::Abs if a.low >= 0.0 => a,
        Unary::Abs if a.high <= 0.0 => Range { low: 0.0 - a.high, high: 0.0 - a.low, ..a },
        Unary::Abs => Range { low: 0.0, high: a.high.max(-a.low), ..a },
        Unary::Floor => monotone(f64::floor).counted(),
        Unary::Ceil => monotone(f64::ceil).counted(),
        Unary::Exp => monotone(libm::exp),
        Unary::Sqrt => {
            let lost = if a.low < 0.0 { Nothings::only(Nothing::RootOfNegative) } else { Nothings::NONE };
            if a.high < 0.0 {
                return Range::never(a.nothings | lost);
            }
            Range { low: a.low.max(0.0).sqrt(), high: a.high.sqrt(), whole: false, ..a }.or_nothing(lost)
        }
        Unary::Ln | Unary::Log10 => {
            let log = if op == Unary::Ln { libm::log } else { libm::log10 };
            let lost = if a.low <= 0.0 && !(a.low == 0.0 && a.nonzero) {
                Nothings::only(Nothing::LogOfNonPositive)
            } else {
                Nothings::NONE
            };
            if a.high <= 0.0 {
                return Range::never(a.nothings | lost);
            }
            let low = if a.low > 0.0 { log(a.low) } else { f64::NEG_INFINITY };
            Range { low, high: log(a.high), whole: false, nonzero: false, ..a }.or_nothing(lost)
        }
    }
}

fn connective(op: Binary, a: Range, b: Range) -> Range {
    let (false_a, false_b, true_a, true_b) = (a.can_be_false(), b.can_be_false(), a.can_be_true(), b.can_be_true());
    // `false && nothing` is false, `true || nothing` is true.
    let (can_be_false, can_be_true, decided) = if op == Binary::And {
        (false_a || false_b, true_a && true_b, only(&a, 0.0) || only(&b, 0.0))
    } else {
        (false_a && false_b, true_a || true_b, only(&a, 1.0) || only(&b, 1.0))
    };
    let nothings = if decided { Nothings::NONE } else { a.nothings | b.nothings };
    Range::truth(can_be_false, can_be_true).with_nothings(nothings)
}

/// Always this value, never a nothing.
fn only(range: &Range, value: f64) -> bool {
    range.nothings.is_empty() && range.is_exactly() == Some(value)
}

fn comparison(analysis: &Analysis<'_>, op: Binary, (a, b): (NodeId, NodeId), kind: Kind, context: &Context) -> Range {
    let range = |id: NodeId| analysis.range_in(id, context);
    let (left, right) = (range(a), range(b));
    if kind == Kind::Text {
        return both(left, right, Range::TRUTH);
    }
    let at_most = |a, b| analysis.at_most(a, b, context);
    let apart = |low: Range, high: Range| low.high < high.low && !low.high.near_eq(high.low);
    let same = || matches!((left.is_exactly(), right.is_exactly()), (Some(x), Some(y)) if x.near_eq(y));
    let touch = |low: Range, high: Range| low.nonzero && high.is_exactly() == Some(0.0) && low.low >= 0.0;
    let result = if !left.some || !right.some {
        Range::TRUTH
    } else {
        // Whether the comparison can come out as true, and as false.
        let (certain, excluded) = match op {
            Binary::Le => (at_most(a, b), apart(right, left) || touch(left, right)),
            Binary::Ge => (at_most(b, a), apart(left, right) || touch(right, left)),
            Binary::Lt => (apart(left, right), at_most(b, a)),
            Binary::Gt => (apart(right, left) || touch(left, right), at_most(a, b)),
            Binary::Eq => (same() || a == b, apart(left, right) || apart(right, left) || no_zero(left, right)),
            _ => (apart(left, right) || apart(right, left) || no_zero(left, right), same() || a == b),
        };
        Range::truth(!certain, !excluded)
    };
    both(left, right, result)
}

fn no_zero(a: Range, b: Range) -> bool {
    a.is_exactly() == Some(0.0) && !b.can_be_zero() || b.is_exactly() == Some(0.0) && !a.can_be_zero()
}

fn coalesce(all: impl Iterator<Item = Range>) -> Range {
    let mut result = Range::never(Nothings::NONE);
    let mut nothings = Nothings::NONE;
    for range in all {
        result = result.hull(range.with_nothings(Nothings::NONE));
        if range.nothings.is_empty() {
            return result;
        }
        nothings = nothings | range.nothings;
    }
    result.with_nothings(nothings)
}

fn is(what: Is, a: Range) -> Range {
    let there = a.nothings.kept(what);
    Range::truth(a.some || !a.nothings.without(what).is_empty(), !there.is_empty())
}

fn rounded(a: Range, decimals: i32) -> Range {
    if !a.some {
        return a;
    }
    let round = |value: f64| round_half_away(value, decimals);
    Range { low: round(a.low), high: round(a.high), whole: a.whole || decimals <= 0, nonzero: false, ..a }
}

fn piecewise(input: Range, points: &[(Real, Real)]) -> Range {
    if !input.some {
        return input;
    }
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Range::never(input.nothings) };
    let mut reached: Vec<f64> =
        points.iter().filter(|(x, _)| input.low.near_le(x.0) && x.0.near_le(input.high)).map(|(_, y)| y.0).collect();
    for end in [input.low, input.high] {
        if end <= first.0.0 {
            reached.push(first.1.0);
        } else if end >= last.0.0 {
            reached.push(last.1.0);
        } else {
            for pair in points.windows(2) {
                let [(x0, y0), (x1, y1)] = pair else { continue };
                if x0.0 < end && end < x1.0 {
                    reached.push(y0.0 + (y1.0 - y0.0) * (end - x0.0) / (x1.0 - x0.0));
                }
            }
        }
    }
    hull_of(reached.into_iter()).with_nothings(input.nothings)
}

/// `certain`: at least the row itself is among those gathered.
fn aggregate(agg: Agg, input: Range, certain: bool) -> Range {
    let empty = if certain { Nothings::NONE } else { Nothings::only(Nothing::NoRows) };
    let nothings = if certain && input.nothings.is_empty() { Nothings::NONE } else { input.nothings | empty };
    let counts = Range::at_least(0.0).counted();
    if matches!(agg, Agg::Count | Agg::CountDistinct) {
        return if certain { counts } else { counts.or_nothing(empty) };
    }
    if !input.some {
        return Range::never(nothings);
    }
    let result = match agg {
        Agg::Count | Agg::CountDistinct => counts,
        Agg::Sum => {
            let low =
                if input.low >= 0.0 { input.low.min(if certain { input.low } else { 0.0 }) } else { f64::NEG_INFINITY };
            let high = if input.high <= 0.0 { 0.0 } else { f64::INFINITY };
            Range { low, high, nonzero: false, ..input }
        }
        Agg::Std => {
            let high =
                if input.high.is_finite() && input.low.is_finite() { input.high - input.low } else { f64::INFINITY };
            Range::between(0.0, high).or_nothing(Nothings::only(Nothing::NoSpread))
        }
        Agg::Only => input.or_nothing(Nothings::only(Nothing::Conflict)),
        Agg::Min | Agg::Max | Agg::First { .. } | Agg::Last { .. } => input,
        Agg::Mean | Agg::Median | Agg::Quantile(_) | Agg::TrimmedMean(_) | Agg::DropEnds { .. } => {
            Range { whole: false, nonzero: input.low >= 0.0 && input.nonzero, ..input }
        }
    };
    let own = result.nothings.without(Is::Nothing) | nothings;
    match agg {
        Agg::Std => result.with_nothings(own.with(Nothing::NoSpread)),
        Agg::Only => result.with_nothings(own.with(Nothing::Conflict)),
        _ => result.with_nothings(own),
    }
}
