//! What has come of rows so far: for each slot (a subject in a period) counts, exact sums, extremes.
//!
//! Slot 0 is nobody's: rows that join nobody are added there, which takes less time than to leave
//! them out. Everything here comes to the same in whatever order rows are added.

use std::ops::Range;

use super::course::{Course, Need};
use crate::eval::kernel::view::{Operand, View};
use crate::number::ExactSum;
use crate::table::Nothing;

/// All that is added up.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Rows that belong to the slot.
    pub rows: Vec<u64>,
    /// Rows that would, but are dropped; empty while there is none.
    pub dropped: Vec<u64>,
    /// In the order of [`Course::sieves`].
    pub sieves: Vec<Sieve>,
    /// In the order of [`Course::pairs`].
    pub pairs: Vec<Sum>,
    /// In the order of [`Course::elements`]; empty for those that need it not.
    pub left_out: Vec<Vec<LeftOut>>,
    slots: usize,
}

/// How many rows satisfy a condition.
#[derive(Debug, Clone, Default)]
pub struct Sieve {
    pub holds: Vec<u64>,
    /// Rows for which it is undecided; empty while there is none.
    pub undecided: Vec<u64>,
}

/// Values under a condition.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    need: Option<Need>,
    millionths: Vec<i64>,
    moments: Vec<Moments>,
    /// What is no number of millionths, or too large; empty while there is none.
    others: Vec<ExactSum>,
    /// Rows without a value; empty while there is none.
    gaps: Vec<Gap>,
}

#[derive(Debug, Clone, Copy)]
struct Moments {
    millionths: i64,
    least: f64,
    greatest: f64,
}

const NO_MOMENTS: Moments = Moments { millionths: 0, least: f64::INFINITY, greatest: f64::NEG_INFINITY };

/// Rows without a value: how many, and the greatest nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gap {
    pub count: u64,
    pub nothing: Option<Nothing>,
}

/// Why rows do not count for an element.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeftOut {
    pub undecided: u64,
    pub filtered: u64,
    pub missing: u64,
}

/// Values of a batch as they are added.
#[derive(Debug, Default)]
pub struct Units {
    /// 0 for the odd ones.
    millionths: Vec<i64>,
    /// Rows whose value is no number of millionths, or a nothing.
    odd: Vec<u32>,
}

impl Units {
    pub fn set(&mut self, values: &[f64]) {
        // Adding this leaves the nearest whole number in the low bits.
        const HALF: f64 = 6_755_399_441_055_744.0;
        const MOST: f64 = 2_251_799_813_685_248.0;
        let base = HALF.to_bits() as i64;
        let mut fine = true;
        self.odd.clear();
        self.millionths.clear();
        self.millionths.extend(values.iter().map(|value| {
            let scaled = value * 1e6;
            let shifted = scaled + HALF;
            let is_whole = scaled.abs() < MOST && (shifted - HALF) / 1e6 == *value;
            fine &= is_whole;
            if is_whole { shifted.to_bits() as i64 - base } else { 0 }
        }));
        if !fine {
            let odd = |value: f64| crate::number::sum::millionths(value).is_none();
            self.odd.extend((0_u32..).zip(values).filter(|(_, value)| odd(**value)).map(|(row, _)| row));
        }
    }
}

impl Tally {
    pub fn new(course: &Course) -> Tally {
        let pair = |need| Sum { need: Some(need), ..Sum::default() };
        Tally {
            sieves: course.sieves.iter().map(|_| Sieve::default()).collect(),
            pairs: course.pairs.iter().map(|of| pair(of.need)).collect(),
            left_out: course.elements.iter().map(|_| Vec::new()).collect(),
            ..Tally::default()
        }
    }

    /// Makes room for so many slots.
    pub fn grow(&mut self, slots: usize) {
        self.slots = slots;
        self.rows.resize(slots, 0);
        for sieve in &mut self.sieves {
            sieve.holds.resize(slots, 0);
            grow(&mut sieve.undecided, slots);
        }
        for pair in &mut self.pairs {
            match pair.need {
                Some(Need::Sum) => pair.millionths.resize(slots, 0),
                Some(Need::Moments) => pair.moments.resize(slots, NO_MOMENTS),
                Some(Need::Count) | None => {}
            }
            grow(&mut pair.others, slots);
            grow(&mut pair.gaps, slots);
        }
        grow(&mut self.dropped, slots);
        self.left_out.iter_mut().for_each(|all| grow(all, slots));
    }

    pub fn drop_row(&mut self, slot: u32) {
        if let Some(count) = of(&mut self.dropped, self.slots, slot) {
            *count += 1;
        }
    }

    /// Rows that belong to their slots.
    pub fn add_rows(&mut self, slots: &[u32]) {
        count(&mut self.rows, slots);
    }

    /// Rows by a condition; `kept` gets the slots of those that satisfy it, and 0 for the others.
    pub fn sift(&mut self, sieve: usize, view: View<'_>, slots: &[u32], kept: &mut Vec<u32>) {
        let Some(sieve) = self.sieves.get_mut(sieve) else { return };
        kept.clear();
        let mut decided = true;
        match view {
            View::Many { values, .. } => kept.extend(slots.iter().zip(values).map(|(slot, value)| {
                decided &= !value.is_nan();
                if *value != 0.0 && !value.is_nan() { *slot } else { 0 }
            })),
            View::One { value, .. } => {
                decided = !value.is_nan();
                let holds = u32::from(value != 0.0 && decided);
                kept.extend(slots.iter().map(|slot| slot * holds));
            }
        }
        count(&mut sieve.holds, kept);
        if !decided {
            for (_, slot) in slots.iter().enumerate().filter(|(row, _)| view.value(*row).is_nan()) {
                if let Some(count) = of(&mut sieve.undecided, self.slots, *slot) {
                    *count += 1;
                }
            }
        }
    }

    /// Values of rows that count.
    pub fn add(&mut self, pair: usize, input: Operand<'_>, values: &[f64], units: &Units, slots: &[u32]) {
        let all = self.slots;
        let Some(pair) = self.pairs.get_mut(pair) else { return };
        match pair.need {
            Some(Need::Sum) => {
                for (slot, units) in slots.iter().zip(&units.millionths) {
                    let Some(sum) = pair.millionths.get_mut(*slot as usize) else { continue };
                    match sum.checked_add(*units) {
                        Some(more) => *sum = more,
                        None => spill(&mut pair.others, all, *slot, *units),
                    }
                }
            }
            Some(Need::Moments) => {
                for ((slot, units), value) in slots.iter().zip(&units.millionths).zip(values) {
                    let Some(moments) = pair.moments.get_mut(*slot as usize) else { continue };
                    // Adding zero turns −0 into 0; a nothing is neither less nor more.
                    let value = *value + 0.0;
                    moments.least = moments.least.min(value);
                    moments.greatest = moments.greatest.max(value);
                    match moments.millionths.checked_add(*units) {
                        Some(more) => moments.millionths = more,
                        None => spill(&mut pair.others, all, *slot, *units),
                    }
                }
            }
            Some(Need::Count) | None => {
                pair.add_gaps(input, slots, all);
                return;
            }
        }
        for row in &units.odd {
            let at = *row as usize;
            let (Some(slot), Some(value)) = (slots.get(at).filter(|slot| **slot != 0), values.get(at)) else {
                continue;
            };
            if value.is_finite() {
                if let Some(sum) = of(&mut pair.others, all, *slot) {
                    sum.add(*value + 0.0);
                }
            } else {
                pair.gap(*slot, input.nothing(at), all);
            }
        }
    }

    /// Rows that do not count for an element.
    pub fn leave_out(&mut self, element: usize, slot: u32, add: impl FnOnce(&mut LeftOut)) {
        if let Some(left) = self.left_out.get_mut(element).and_then(|all| of(all, self.slots, slot)) {
            add(left);
        }
    }

    /// Adds some slots of another tally of the same course to some of this one.
    pub fn merge(&mut self, to: usize, other: &Tally, from: Range<usize>) {
        let all = self.slots;
        let plus = |a: &mut u64, b: &u64| *a += b;
        add(&mut self.rows, &other.rows, (to, &from), all, plus);
        add(&mut self.dropped, &other.dropped, (to, &from), all, plus);
        for (sieve, other) in self.sieves.iter_mut().zip(&other.sieves) {
            add(&mut sieve.holds, &other.holds, (to, &from), all, plus);
            add(&mut sieve.undecided, &other.undecided, (to, &from), all, plus);
        }
        for (pair, other) in self.pairs.iter_mut().zip(&other.pairs) {
            pair.merge((to, &from), other, all);
        }
        for (left, other) in self.left_out.iter_mut().zip(&other.left_out) {
            add(left, other, (to, &from), all, |a, b| {
                a.undecided += b.undecided;
                a.filtered += b.filtered;
                a.missing += b.missing;
            });
        }
    }
}

impl Sum {
    fn add_gaps(&mut self, input: Operand<'_>, slots: &[u32], all: usize) {
        let none = match input {
            Operand::Numbers(View::Many { nothings: [], .. }) | Operand::Numbers(View::One { nothing: None, .. }) => {
                true
            }
            Operand::Numbers(_) | Operand::Texts(_) => false,
        };
        if none {
            return;
        }
        for (row, slot) in slots.iter().enumerate().filter(|(_, slot)| **slot != 0) {
            if let Some(nothing) = input.nothing(row) {
                self.gap(*slot, Some(nothing), all);
            }
        }
    }

    fn gap(&mut self, slot: u32, nothing: Option<Nothing>, all: usize) {
        if let Some(gap) = of(&mut self.gaps, all, slot) {
            gap.count += 1;
            gap.nothing = gap.nothing.max(Some(nothing.unwrap_or(Nothing::Overflow)));
        }
    }

    fn merge(&mut self, (to, from): (usize, &Range<usize>), other: &Sum, all: usize) {
        let mut over = Vec::new();
        for (at, more) in (to..).zip(other.millionths.get(from.clone()).unwrap_or_default()) {
            if let Some(sum) = self.millionths.get_mut(at) {
                match sum.checked_add(*more) {
                    Some(more) => *sum = more,
                    None => over.push((at as u32, *more)),
                }
            }
        }
        for (at, more) in (to..).zip(other.moments.get(from.clone()).unwrap_or_default()) {
            if let Some(moments) = self.moments.get_mut(at) {
                moments.least = moments.least.min(more.least);
                moments.greatest = moments.greatest.max(more.greatest);
                match moments.millionths.checked_add(more.millionths) {
                    Some(more) => moments.millionths = more,
                    None => over.push((at as u32, more.millionths)),
                }
            }
        }
        over.into_iter().for_each(|(slot, units)| spill(&mut self.others, all, slot, units));
        add(&mut self.others, &other.others, (to, from), all, ExactSum::merge);
        add(&mut self.gaps, &other.gaps, (to, from), all, |a, b| {
            a.count += b.count;
            a.nothing = a.nothing.max(b.nothing);
        });
    }

    pub fn gap_of(&self, slot: usize) -> Gap {
        self.gaps.get(slot).copied().unwrap_or_default()
    }

    pub fn sum_of(&self, slot: usize) -> ExactSum {
        let mut sum = self.others.get(slot).cloned().unwrap_or_default();
        let moments = self.moments.get(slot).map(|moments| moments.millionths);
        sum.add_millionths(self.millionths.get(slot).copied().or(moments).unwrap_or(0));
        sum
    }

    /// The least and the greatest.
    pub fn range_of(&self, slot: usize) -> (f64, f64) {
        let Moments { least, greatest, .. } = self.moments.get(slot).copied().unwrap_or(NO_MOMENTS);
        (least, greatest)
    }
}

fn count(counts: &mut [u64], slots: &[u32]) {
    for slot in slots {
        if let Some(count) = counts.get_mut(*slot as usize) {
            *count += 1;
        }
    }
}

#[cold]
fn spill(others: &mut Vec<ExactSum>, all: usize, slot: u32, units: i64) {
    if let Some(sum) = of(others, all, slot) {
        sum.add_millionths(units);
    }
}

/// What is made only when it is needed has room for all slots then.
fn of<T: Clone + Default>(all: &mut Vec<T>, slots: usize, slot: u32) -> Option<&mut T> {
    if all.is_empty() {
        all.resize(slots, T::default());
    }
    all.get_mut(slot as usize)
}

fn grow<T: Clone + Default>(all: &mut Vec<T>, slots: usize) {
    if !all.is_empty() {
        all.resize(slots, T::default());
    }
}

fn add<T: Clone + Default>(
    all: &mut Vec<T>,
    more: &[T],
    (to, from): (usize, &Range<usize>),
    slots: usize,
    plus: impl Fn(&mut T, &T),
) {
    let Some(more) = more.get(from.clone()) else { return };
    if all.is_empty() {
        all.resize(slots, T::default());
    }
    all.iter_mut().skip(to).zip(more).for_each(|(one, other)| plus(one, other));
}
