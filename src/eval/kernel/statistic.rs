//! What a set of values comes to. No result depends on the order in which the values are given.

use std::cmp::Ordering;

use crate::number::ExactSum;
use crate::number::compare::same;
use crate::plan::Agg;
use crate::table::Nothing;

/// A value and what `First` and `Last` order it by (zero for the others).
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub value: f64,
    pub order: f64,
}

/// Of the values that are there. `entries` is scratch space: its order changes.
///
/// # Errors
/// `NoRows` where there are no values to take a figure from, and what the aggregate says.
pub fn statistic(agg: Agg, entries: &mut [Entry]) -> Result<f64, Nothing> {
    match agg {
        Agg::Sum => finite(sum(entries)),
        Agg::Count => Ok(entries.len() as f64),
        Agg::CountDistinct => Ok(distinct(entries)),
        _ if entries.is_empty() => Err(Nothing::NoRows),
        Agg::Mean => finite(mean(entries)),
        Agg::Min => Ok(least(entries)),
        Agg::Max => Ok(greatest(entries)),
        Agg::Median => Ok(quantile(entries, 0.5)),
        Agg::Quantile(share) => Ok(quantile(entries, share.0)),
        Agg::TrimmedMean(share) => {
            // 0.1 · 30 is three, not a hair less.
            let cut = super::arithmetic::floor(entries.len() as f64 * share.0.clamp(0.0, 0.5));
            finite(mean(inner(entries, cut as usize)))
        }
        Agg::DropEnds { ends, above } => {
            let cut = if entries.len() > above as usize { ends as usize } else { 0 };
            finite(mean(inner(entries, cut)))
        }
        Agg::Std => deviation(entries),
        Agg::First { .. } => Ok(at_extreme(entries, entries.iter().map(|e| e.order).fold(f64::INFINITY, f64::min))),
        Agg::Last { .. } => Ok(at_extreme(entries, entries.iter().map(|e| e.order).fold(f64::NEG_INFINITY, f64::max))),
        Agg::Only => {
            let (low, high) = (least(entries), greatest(entries));
            if one_value(low, high) { Ok(low) } else { Err(Nothing::Conflict) }
        }
    }
}

/// A figure that needs each value only once, and none of them afterwards.
#[derive(Debug, Clone)]
pub struct Running {
    agg: Agg,
    sum: ExactSum,
    count: usize,
    least: f64,
    greatest: f64,
}

impl Running {
    /// `None` for what has to see all values together.
    pub fn new(agg: Agg) -> Option<Running> {
        match agg {
            Agg::Sum | Agg::Count | Agg::Mean | Agg::Min | Agg::Max => {
                Some(Running { agg, sum: ExactSum::new(), count: 0, least: f64::INFINITY, greatest: f64::NEG_INFINITY })
            }
            Agg::CountDistinct
            | Agg::Median
            | Agg::Quantile(_)
            | Agg::TrimmedMean(_)
            | Agg::DropEnds { .. }
            | Agg::Std
            | Agg::First { .. }
            | Agg::Last { .. }
            | Agg::Only => None,
        }
    }

    /// Of values that were added up elsewhere.
    pub fn of(agg: Agg, count: usize, sum: ExactSum, (least, greatest): (f64, f64)) -> Running {
        Running { agg, sum, count, least, greatest }
    }

    pub fn add(&mut self, value: f64) {
        self.count += 1;
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
        if matches!(self.agg, Agg::Sum | Agg::Mean) {
            self.sum.add(value);
        }
    }

    /// Adds the values of another.
    pub fn merge(&mut self, other: &Running) {
        self.count += other.count;
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
        self.sum.merge(&other.sum);
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// # Errors
    /// As [`statistic`].
    pub fn result(&self) -> Result<f64, Nothing> {
        match self.agg {
            Agg::Sum => finite(self.sum.value()),
            Agg::Count => Ok(self.count as f64),
            _ if self.count == 0 => Err(Nothing::NoRows),
            Agg::Min => Ok(self.least),
            Agg::Max => Ok(self.greatest),
            // Three tenths by three is a little less than one tenth in binary; a mean never leaves
            // the values it is the mean of.
            _ => finite((self.sum.value() / self.count as f64).max(self.least).min(self.greatest)),
        }
    }
}

/// Of values in no order.
///
/// # Errors
/// As [`statistic`].
pub fn of(agg: Agg, values: &[f64]) -> Result<f64, Nothing> {
    let mut entries: Vec<Entry> = values.iter().map(|value| Entry { value: *value, order: 0.0 }).collect();
    statistic(agg, &mut entries)
}

fn finite(value: f64) -> Result<f64, Nothing> {
    if value.is_finite() { Ok(value) } else { Err(Nothing::Overflow) }
}

fn sum(entries: &[Entry]) -> f64 {
    entries.iter().map(|entry| entry.value).collect::<ExactSum>().value()
}

fn least(entries: &[Entry]) -> f64 {
    entries.iter().map(|entry| entry.value).fold(f64::INFINITY, f64::min)
}

fn greatest(entries: &[Entry]) -> f64 {
    entries.iter().map(|entry| entry.value).fold(f64::NEG_INFINITY, f64::max)
}

/// The exact sum divided once. Three tenths by three is a little less than one tenth in binary;
/// a mean never leaves the values it is the mean of.
fn mean(entries: &[Entry]) -> f64 {
    (sum(entries) / entries.len() as f64).max(least(entries)).min(greatest(entries))
}

/// Twelve digits decide, but whole numbers are told apart to the last one: they may be the numbers
/// of orders.
fn one_value(a: f64, b: f64) -> bool {
    a == b || same(a, b) && (a.fract() != 0.0 || b.fract() != 0.0)
}

/// Values that agree with the least of a run are one value.
fn distinct(entries: &mut [Entry]) -> f64 {
    sort(entries);
    let mut count = 0.0;
    let mut leader = f64::NAN;
    for entry in entries.iter() {
        if !one_value(leader, entry.value) {
            leader = entry.value;
            count += 1.0;
        }
    }
    count
}

/// Type 7 of Hyndman & Fan: linear between the order statistics around `(n−1)·share`.
fn quantile(entries: &mut [Entry], share: f64) -> f64 {
    sort(entries);
    let last = entries.len() - 1;
    let position = last as f64 * share.clamp(0.0, 1.0);
    let near = position.round();
    // 10 · 0.3 is the third, not a hair beyond it.
    let position = if same(position, near) { near } else { position };
    let below = entries[(position.floor() as usize).min(last)].value;
    let above = entries[(position.ceil() as usize).min(last)].value;
    below + position.fract() * (above - below)
}

/// Without so many values at each end; at least the middle one or two stay.
fn inner(entries: &mut [Entry], cut: usize) -> &[Entry] {
    sort(entries);
    let cut = cut.min((entries.len() - 1) / 2);
    &entries[cut..entries.len() - cut]
}

/// Two passes: squares of distances from the mean, summed exactly. Values that are all the same
/// have a deviation of exactly zero.
fn deviation(entries: &[Entry]) -> Result<f64, Nothing> {
    if entries.len() < 2 {
        return Err(Nothing::NoSpread);
    }
    if same(least(entries), greatest(entries)) {
        return Ok(0.0);
    }
    let mean = finite(mean(entries))?;
    let mut squares = ExactSum::new();
    for entry in entries {
        squares.add(finite((entry.value - mean) * (entry.value - mean))?);
    }
    finite((squares.value() / (entries.len() - 1) as f64).sqrt())
}

/// The least value of those whose order is the one given.
fn at_extreme(entries: &[Entry], order: f64) -> f64 {
    entries.iter().filter(|entry| same(entry.order, order)).map(|entry| entry.value).fold(f64::INFINITY, f64::min)
}

fn sort(entries: &mut [Entry]) {
    entries.sort_unstable_by(|a, b| a.value.partial_cmp(&b.value).unwrap_or(Ordering::Equal));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{NodeId, Real};

    fn of(agg: Agg, values: &[f64]) -> Result<f64, Nothing> {
        let mut entries: Vec<Entry> = values.iter().map(|value| Entry { value: *value, order: 0.0 }).collect();
        statistic(agg, &mut entries)
    }

    #[test]
    fn of_no_values() {
        for agg in [Agg::Sum, Agg::Count, Agg::CountDistinct] {
            assert_eq!(of(agg, &[]), Ok(0.0));
        }
        for agg in [Agg::Mean, Agg::Min, Agg::Max, Agg::Median, Agg::Std, Agg::Only, Agg::First { order: NodeId(0) }] {
            assert_eq!(of(agg, &[]), Err(Nothing::NoRows));
        }
    }

    #[test]
    fn sums_and_means_are_those_of_decimals() {
        assert_eq!(of(Agg::Sum, &[0.1; 10]), Ok(1.0));
        assert_eq!(of(Agg::Mean, &[0.1; 3]), Ok(0.1));
        assert_eq!(of(Agg::Mean, &[0.1, 0.2]), Ok(0.15));
        assert_eq!(of(Agg::Sum, &[f64::MAX, f64::MAX]), Err(Nothing::Overflow));
    }

    #[test]
    fn quantiles_are_linear() {
        assert_eq!(of(Agg::Median, &[3.0, 1.0, 2.0]), Ok(2.0));
        assert_eq!(of(Agg::Median, &[4.0, 1.0, 3.0, 2.0]), Ok(2.5));
        assert_eq!(of(Agg::Quantile(Real(0.25)), &[1.0, 2.0, 3.0, 4.0]), Ok(1.75));
        assert_eq!(of(Agg::Quantile(Real(1.0)), &[1.0, 2.0]), Ok(2.0));
        let eleven: Vec<f64> = (0..11).map(f64::from).collect();
        assert_eq!(of(Agg::Quantile(Real(0.3)), &eleven), Ok(3.0));
        assert_eq!(of(Agg::Quantile(Real(0.9)), &[7.0]), Ok(7.0));
    }

    #[test]
    fn deviation_is_that_of_a_sample() {
        assert_eq!(of(Agg::Std, &[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]), Ok((32.0_f64 / 7.0).sqrt()));
        assert_eq!(of(Agg::Std, &[5.0]), Err(Nothing::NoSpread));
        assert_eq!(of(Agg::Std, &[0.1, 0.1, 0.1]), Ok(0.0));
    }

    #[test]
    fn the_only_value() {
        assert_eq!(of(Agg::Only, &[0.3, 0.1 + 0.2]), Ok(0.3));
        assert_eq!(of(Agg::Only, &[1.0, 2.0]), Err(Nothing::Conflict));
        assert_eq!(of(Agg::CountDistinct, &[0.3, 1.0, 0.1 + 0.2, 1.0]), Ok(2.0));
        assert_eq!(of(Agg::CountDistinct, &[1_930_679_858_170_647.0, 1_930_679_858_170_646.0]), Ok(2.0));
        assert_eq!(of(Agg::Only, &[1_930_679_858_170_647.0, 1_930_679_858_170_646.0]), Err(Nothing::Conflict));
    }

    #[test]
    fn the_first_and_the_last() {
        let mut entries =
            [(3.0, 2.0), (9.0, 1.0), (4.0, 1.0), (8.0, 5.0), (6.0, 5.0)].map(|(value, order)| Entry { value, order });
        assert_eq!(statistic(Agg::First { order: NodeId(0) }, &mut entries), Ok(4.0));
        assert_eq!(statistic(Agg::Last { order: NodeId(0) }, &mut entries), Ok(6.0));
    }

    proptest::proptest! {
        #[test]
        fn value_by_value_or_all_together(values in proptest::collection::vec(-1e3_f64..1e3, 0..20)) {
            for agg in [Agg::Sum, Agg::Count, Agg::Mean, Agg::Min, Agg::Max] {
                let mut running = Running::new(agg).unwrap();
                values.iter().for_each(|value| running.add(*value));
                assert_eq!(running.result(), of(agg, &values));
            }
        }
    }
}
