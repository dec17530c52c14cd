//! How figures spread: mean, median, quartiles, and how many lie where.

use crate::number::ExactSum;
use crate::number::compare::compare;

/// The same figures in any order give the same spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub count: usize,
    pub mean: f64,
    pub median: f64,
    pub least: f64,
    pub greatest: f64,
}

impl Spread {
    /// `None` of no figures.
    pub fn of(figures: &[f64]) -> Option<Spread> {
        let sorted = sorted(figures);
        let (least, greatest) = (*sorted.first()?, *sorted.last()?);
        let mut sum = ExactSum::new();
        figures.iter().for_each(|figure| sum.add(*figure));
        Some(Spread {
            count: figures.len(),
            mean: sum.value() / figures.len() as f64,
            median: middle(&sorted)?,
            least,
            greatest,
        })
    }
}

/// The one in the middle, or halfway between the two that are; `None` of no figures.
pub fn median(figures: &[f64]) -> Option<f64> {
    middle(&sorted(figures))
}

fn sorted(figures: &[f64]) -> Vec<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn middle(sorted: &[f64]) -> Option<f64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get(sorted.len() / 2 - 1)?;
    let mut sum = ExactSum::new();
    sum.add(lower);
    sum.add(upper);
    Some(sum.value() / 2.0)
}

/// How many figures lie from one edge to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Included.
    pub from: f64,
    /// Not included, but in the last.
    pub to: f64,
    pub count: usize,
}

/// `most` bins of one width at most, with edges that are round numbers, from about `from` to about `to`. What
/// lies beyond counts in the first or the last. An edge is met by the twelve digits of every comparison.
pub fn bins(figures: &[f64], from: f64, to: f64, most: usize) -> Vec<Bin> {
    let step = round_step(to - from, most);
    let first = (from / step + 1e-9).floor();
    let count = ((to / step - 1e-9).ceil() - first).max(1.0) as usize;
    let edge = |index: usize| clean((first + index as f64) * step);
    let mut bins: Vec<Bin> = (0..count).map(|index| Bin { from: edge(index), to: edge(index + 1), count: 0 }).collect();
    let last = bins.len() - 1;
    for figure in figures {
        let at = bins.iter().rposition(|bin| compare(bin.from, *figure).is_le()).unwrap_or(0).min(last);
        if let Some(bin) = bins.get_mut(at) {
            bin.count += 1;
        }
    }
    bins
}

/// The least of 1, 2, 5, 10, … (and their tenths) that goes no more than so many times into a range.
fn round_step(range: f64, most: usize) -> f64 {
    if !(range.is_finite() && range > 0.0) {
        return 1.0;
    }
    let wanted = range / most.max(1) as f64;
    let steps = (-9..=15).flat_map(|power| [1.0, 2.0, 5.0].map(|lead: f64| (lead, power)));
    let mut steps = steps.map(|(lead, power)| power_of_ten(lead, power));
    steps.find(|step| *step >= wanted * (1.0 - 1e-9)).unwrap_or(range)
}

/// Read from its decimal, so that a tenth is a tenth.
fn power_of_ten(lead: f64, power: i32) -> f64 {
    format!("{lead}e{power}").parse().unwrap_or(1.0)
}

/// An edge to twelve digits, so that 0.3 is not 0.30000000000000004.
fn clean(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_between_two() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[0.1, 0.2]), Some(0.15));
        assert_eq!(median(&[]), None);
        let spread = Spread::of(&[80.0, 90.0, 100.0]).unwrap();
        assert_eq!((spread.mean, spread.least, spread.greatest), (90.0, 80.0, 100.0));
    }

    #[test]
    fn edges_are_round_and_nobody_is_lost() {
        let all = [59.999, 60.0, 60.0, 79.0, 80.0, 95.5, 100.0, 106.0, -3.0];
        let found = bins(&all, 50.0, 100.0, 10);
        assert_eq!(found.len(), 10);
        assert_eq!((found[0].from, found[0].to), (50.0, 55.0));
        assert_eq!(found.iter().map(|bin| bin.count).collect::<Vec<_>>(), [1, 1, 2, 0, 0, 1, 1, 0, 0, 3]);
        // By twelve digits, as every comparison.
        assert_eq!(bins(&[0.1 + 0.2], 0.0, 1.0, 10)[3].count, 1);
        assert_eq!(bins(&[0.1 + 0.2], 0.0, 1.0, 10)[3].from, 0.3);
        // All alike: still a place to stand.
        assert_eq!(bins(&[7.0], 7.0, 7.0, 10).iter().map(|bin| bin.count).sum::<usize>(), 1);
        assert_eq!(bins(&[], f64::NAN, 1.0, 10).len(), 1);
    }
}
