//! What a column can hold: an interval of numbers, and the nothings beside them.

use super::nothings::Nothings;
use crate::number::Near;

/// Every value that a column can have lies in it; not every value in it need occur.
///
/// Truth is 0 or 1. A text has no bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
    /// Whether there can be a value at all. If not, the bounds mean nothing.
    pub some: bool,
    /// Only whole numbers.
    pub whole: bool,
    /// Zero is not among them, even if the bounds hold it.
    pub nonzero: bool,
    pub nothings: Nothings,
}

impl Range {
    pub const ANY: Range = Range::between(f64::NEG_INFINITY, f64::INFINITY);
    pub const TRUTH: Range = Range { whole: true, ..Range::between(0.0, 1.0) };

    pub const fn between(low: f64, high: f64) -> Range {
        Range { low, high, some: true, whole: false, nonzero: false, nothings: Nothings::NONE }
    }

    pub fn at_least(low: f64) -> Range {
        Range::between(low, f64::INFINITY)
    }

    pub fn exactly(value: f64) -> Range {
        Range { whole: value.fract() == 0.0, ..Range::between(value, value) }
    }

    pub fn truth(can_be_false: bool, can_be_true: bool) -> Range {
        match (can_be_false, can_be_true) {
            (true, true) => Range::TRUTH,
            (true, false) => Range::exactly(0.0),
            (false, true) => Range::exactly(1.0),
            (false, false) => Range::never(Nothings::NONE),
        }
    }

    /// No value, only these.
    pub fn never(nothings: Nothings) -> Range {
        Range { some: false, nothings, ..Range::between(f64::INFINITY, f64::NEG_INFINITY) }
    }

    pub fn or_nothing(self, nothings: Nothings) -> Range {
        Range { nothings: self.nothings | nothings, ..self }
    }

    pub fn with_nothings(self, nothings: Nothings) -> Range {
        Range { nothings, ..self }
    }

    pub fn counted(self) -> Range {
        Range { whole: true, ..self }
    }

    pub fn is_exactly(&self) -> Option<f64> {
        (self.some && self.low == self.high).then_some(self.low)
    }

    pub fn can_be_true(&self) -> bool {
        self.some && self.high > 0.0
    }

    pub fn can_be_false(&self) -> bool {
        self.some && self.low <= 0.0
    }

    pub fn can_be_zero(&self) -> bool {
        self.some && self.low <= 0.0 && self.high >= 0.0 && !self.nonzero
    }

    /// Whatever either can hold.
    pub fn hull(self, other: Range) -> Range {
        let nothings = self.nothings | other.nothings;
        match (self.some, other.some) {
            (true, true) => Range {
                low: self.low.min(other.low),
                high: self.high.max(other.high),
                some: true,
                whole: self.whole && other.whole,
                nonzero: !self.can_be_zero() && !other.can_be_zero(),
                nothings,
            },
            (true, false) => self.with_nothings(nothings),
            (false, _) => other.with_nothings(nothings),
        }
    }

    /// The values of this one that lie in the other too; its own nothings.
    pub fn within(self, other: Range) -> Range {
        if !self.some || !other.some {
            return Range::never(self.nothings);
        }
        let mut met = Range {
            low: self.low.max(other.low),
            high: self.high.min(other.high),
            whole: self.whole || other.whole,
            nonzero: self.nonzero || other.nonzero,
            ..self
        };
        if met.whole {
            (met.low, met.high) = (ceil(met.low), floor(met.high));
        }
        // Bounds that agree to twelve digits are the same bound.
        if met.low > met.high && met.low.near_eq(met.high) {
            met.high = met.low;
        }
        if met.low > met.high { Range::never(self.nothings) } else { met.tightened() }
    }

    /// Whole numbers without zero begin at one.
    fn tightened(self) -> Range {
        let mut range = self;
        if range.nonzero && range.whole {
            if range.low == 0.0 {
                range.low = 1.0;
            }
            if range.high == 0.0 {
                range.high = -1.0;
            }
        }
        let only_zero = range.nonzero && range.low == 0.0 && range.high == 0.0;
        if range.some && (range.low > range.high || only_zero) { Range::never(range.nothings) } else { range }
    }
}

/// `result` where both operands have a value.
pub fn both(a: Range, b: Range, result: Range) -> Range {
    let nothings = a.nothings | b.nothings;
    if a.some && b.some { result.or_nothing(nothings) } else { Range::never(nothings) }
}

pub fn hull_of(values: impl Iterator<Item = f64>) -> Range {
    values.map(Range::exactly).fold(Range::never(Nothings::NONE), Range::hull)
}

fn ceil(value: f64) -> f64 {
    let nearest = value.round();
    if value.is_finite() && nearest.near_eq(value) { nearest } else { value.ceil() }
}

fn floor(value: f64) -> f64 {
    let nearest = value.round();
    if value.is_finite() && nearest.near_eq(value) { nearest } else { value.floor() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_other_than_zero_begin_at_one() {
        let count = Range::at_least(0.0).counted();
        let some = count.within(Range { nonzero: true, ..Range::ANY });
        assert_eq!((some.low, some.can_be_zero()), (1.0, false));
        assert!(!Range::between(0.2, 0.8).within(Range::ANY.counted()).some);
    }

    #[test]
    fn a_hull_holds_both() {
        let hull = Range::exactly(1.0).hull(Range::between(3.0, 4.5));
        assert_eq!((hull.low, hull.high, hull.whole, hull.can_be_zero()), (1.0, 4.5, false, false));
        assert_eq!(Range::exactly(2.0).hull(Range::never(Nothings::NONE)), Range::exactly(2.0));
    }
}
