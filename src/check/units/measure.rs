//! A unit: dimensions with exponents, and how many of the base unit one of it is.
//!
//! A number written in a formula may convert (`* 100`), may be so much for each (`5 * 投诉次数`) or a
//! target (`产量 / 1200`). Which of them it is cannot be known, so a scale may be one of several, and
//! only what fits none of them is a mistake.

use super::known::{ANY, Dim, HOUSEHOLD, MONTH, OWN, PERSON, POINTS, TIME, WORKDAY, measured};

const MOST: usize = 4;

/// A number of another kind than a conversion came in: so much for each, or a target.
pub(super) const CARRIED_UP: u8 = 1;
pub(super) const CARRIED_DOWN: u8 = 2;
/// Something was multiplied or divided: what it is counted per may be left out.
const COMPUTED: u8 = 4;
/// By how much two shares differ.
const DIFFERENCE: u8 = 8;
/// No unit was written for anything in it: only a function says that it is a count or a share.
const UNWRITTEN: u8 = 16;

#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    dims: [(Dim, i8); MOST],
    len: u8,
    /// The scale if numbers are only numbers, then as they convert; the last with all of them.
    scales: [f64; MOST],
    ways: u8,
    /// 0 if it is what it says; a sum of weights on the way to 1; or some number that was multiplied.
    pub weight: f64,
    bits: u8,
}

/// What is wrong between two units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Clash {
    /// 元 and 秒.
    Dimension,
    /// 秒 and 分钟: so many times too large or small.
    Scale(f64),
    /// 人 and 户.
    Counted,
    /// 元 and 元/人.
    Each,
    /// % and percentage points.
    Difference,
    /// 分 for 分钟.
    Minutes,
}

/// Two scales are the same but for the last digits.
pub(super) fn same(a: f64, b: f64) -> bool {
    (a / b - 1.0).abs() < 1e-9
}

/// 100, 1000, …, and 0.01, …: so numbers convert shares.
fn power_of_ten(number: f64) -> bool {
    [1e2, 1e3, 1e4, 1e5, 1e6, 1e8, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6].iter().any(|power| same(number, *power))
}

impl Measure {
    pub(super) fn plain(scale: f64) -> Measure {
        Measure { dims: [(0, 0); MOST], len: 0, scales: [scale; MOST], ways: 1, weight: 0.0, bits: 0 }
    }

    pub(super) fn of(dim: Dim, scale: f64, difference: bool) -> Measure {
        let mut measure = Measure::plain(scale);
        if dim != 0 {
            measure.dims[0] = (dim, 1);
            measure.len = 1;
        }
        measure.bits = if difference { DIFFERENCE } else { 0 };
        measure
    }

    pub(super) fn dims(&self) -> &[(Dim, i8)] {
        self.dims.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The scale if all numbers convert that can.
    pub(super) fn scale(&self) -> f64 {
        self.scales().last().copied().unwrap_or(1.0)
    }

    /// The scale if numbers are only numbers.
    pub(super) fn unconverted(&self) -> f64 {
        self.scales[0]
    }

    fn scales(&self) -> &[f64] {
        self.scales.get(..usize::from(self.ways)).unwrap_or_default()
    }

    fn scale_by(&mut self, factor: f64) {
        self.scales.iter_mut().for_each(|scale| *scale *= factor);
    }

    /// A share of a whole: %, ‰, a ratio.
    pub(super) fn is_share(&self) -> bool {
        self.len == 0
    }

    pub(super) fn is_points(&self) -> bool {
        matches!(self.dims(), [(POINTS, 1), ..]) && !self.dims().iter().any(|(dim, _)| measured(*dim))
    }

    fn has(&self, test: impl Fn(Dim) -> bool) -> bool {
        self.dims().iter().any(|(dim, _)| test(*dim))
    }

    pub(super) fn is_measured(&self) -> bool {
        self.has(measured)
    }

    pub(super) fn is_difference(&self) -> bool {
        self.bits & DIFFERENCE != 0
    }

    pub(super) fn exact(&self) -> bool {
        self.weight == 0.0
    }

    /// No number was multiplied in or divided by.
    pub(super) fn bare(&self) -> bool {
        self.exact() && self.bits & (CARRIED_UP | CARRIED_DOWN) == 0 && self.ways == 1
    }

    fn power(&self, dim: Dim) -> i8 {
        self.dims().iter().find(|(other, _)| *other == dim).map_or(0, |(_, power)| *power)
    }

    /// How many times things are counted in it: 0 in 件/户.
    fn net(&self) -> i8 {
        self.dims().iter().filter(|(dim, _)| !measured(*dim)).map(|(_, power)| *power).sum()
    }

    fn add_power(&mut self, dim: Dim, power: i8) -> Option<()> {
        let len = usize::from(self.len);
        if let Some(place) = self.dims.get_mut(..len)?.iter_mut().find(|(other, _)| *other == dim) {
            place.1 = place.1.checked_add(power)?;
        } else {
            *self.dims.get_mut(len)? = (dim, power);
            self.len += 1;
        }
        // In order, so that equal units are equal.
        let mut kept: [(Dim, i8); MOST] = [(0, 0); MOST];
        let mut count = 0;
        for entry in self.dims().iter().filter(|(_, power)| *power != 0) {
            *kept.get_mut(count)? = *entry;
            count += 1;
        }
        kept.get_mut(..count)?.sort_unstable();
        self.dims = kept;
        self.len = count as u8;
        Some(())
    }

    /// The product, or with `-1` the quotient; `None` where nothing can be said of it.
    pub(super) fn times(&self, other: &Measure, sign: i8) -> Option<Measure> {
        if other.weight != 0.0 && (sign < 0 || self.weight != 0.0) {
            return None;
        }
        let mut out = *self;
        for (dim, power) in other.dims() {
            out.add_power(*dim, power.checked_mul(sign)?)?;
        }
        // Marks times money is a share of the money, and a word that no list knows may mean any days.
        let marks = self.is_points() != other.is_points();
        let for_each = self.is_points() && !other.is_measured() && !other.is_share();
        let lasts = [TIME, MONTH, WORKDAY].iter().any(|dim| out.power(*dim) != 0);
        if marks && !for_each || lasts && out.has(|dim| dim >= OWN) {
            return None;
        }
        let mut ways = 0;
        for a in self.scales() {
            for b in other.scales() {
                *out.scales.get_mut(ways)? = if sign > 0 { a * b } else { a / b };
                ways += 1;
            }
        }
        out.ways = ways as u8;
        out.weight = self.weight + other.weight;
        let carried = (self.bits | other.bits) & (CARRIED_UP | CARRIED_DOWN);
        let unwritten = self.bits & other.bits & UNWRITTEN;
        out.bits =
            carried | unwritten | COMPUTED | if other.is_share() && sign > 0 { self.bits & DIFFERENCE } else { 0 };
        Some(out)
    }

    /// Times a number as it is written; `-1`: divided by it.
    pub(super) fn times_number(&self, number: f64, sign: i8) -> Option<Measure> {
        if same(number.abs(), 1.0) {
            return Some(*self);
        }
        let factor = if sign > 0 { number } else { 1.0 / number };
        if !factor.is_finite() || factor <= 0.0 {
            return None;
        }
        let mut out = *self;
        let turns = [60.0, 3600.0, 24.0, 1440.0, 86400.0, 7.0, 1000.0];
        let of_time = self.power(TIME) != 0 && turns.iter().any(|turn| same(number, *turn));
        let of_months = self.power(MONTH) != 0 && [12.0, 4.0, 3.0].iter().any(|turn| same(number, *turn));
        let tenfold = power_of_ten(number);
        if tenfold || of_time || of_months {
            out.bits |= match (tenfold, sign > 0) {
                (true, true) => CARRIED_UP,
                (true, false) if self.is_share() => 0,
                _ => CARRIED_UP | CARRIED_DOWN,
            };
            let ways = usize::from(self.ways);
            if ways * 2 > MOST {
                return None;
            }
            for way in 0..ways {
                *out.scales.get_mut(ways + way)? = self.scales.get(way)? / factor;
            }
            out.ways = (ways * 2) as u8;
            return Some(out);
        }
        out.weight = if self.exact() { factor } else { self.weight * factor };
        Some(out)
    }

    pub(super) fn power_of(&self, power: i8) -> Option<Measure> {
        let mut out = Measure::plain(1.0);
        out.bits = self.bits & UNWRITTEN;
        for _ in 0..power {
            out = out.times(self, 1)?;
        }
        Some(out)
    }

    /// Its square root, if it is a square.
    pub(super) fn root(&self) -> Option<Measure> {
        if !self.exact() || self.dims().iter().any(|(_, power)| power % 2 != 0) {
            return None;
        }
        let mut out = *self;
        out.dims.iter_mut().for_each(|(_, power)| *power /= 2);
        out.scales.iter_mut().for_each(|scale| *scale = scale.sqrt());
        Some(out)
    }

    /// `number / x`
    pub(super) fn under(&self, number: f64) -> Option<Measure> {
        let mut one = Measure::plain(1.0);
        one.bits = self.bits & UNWRITTEN;
        let one = one.times(self, -1)?;
        one.times_number(number, 1)
    }

    /// The factor by which it may be converted is fixed: a mean of so many.
    pub(super) fn settled(mut self) -> Measure {
        self.weight = 0.0;
        self
    }

    /// What the sum of two is in, after they were found to agree.
    pub(super) fn joined(&self, other: &Measure, apart: bool) -> Measure {
        let mut out = if other.ways < self.ways || self.has(|dim| dim == ANY) { *other } else { *self };
        out.bits = (self.bits | other.bits) & !UNWRITTEN | self.bits & other.bits & UNWRITTEN;
        let share = self.is_share() && other.is_share();
        let difference = match (self.is_difference(), other.is_difference()) {
            (false, false) => share && apart,
            (true, true) => true,
            _ => false,
        };
        out.bits = if difference { out.bits | DIFFERENCE } else { out.bits & !DIFFERENCE };
        out
    }

    pub(super) fn unwritten(mut self) -> Measure {
        self.bits |= UNWRITTEN;
        self
    }

    pub(super) fn is_unwritten(&self) -> bool {
        self.bits & UNWRITTEN != 0
    }

    /// Whether what was counted is said nowhere.
    pub(super) fn is_vague(&self) -> bool {
        self.has(|dim| dim == ANY)
    }

    /// One thing of whatever was counted: so days are counted too.
    fn counts_any(&self) -> bool {
        self.dims() == [(ANY, 1)] && self.bare()
    }

    fn counts_days(&self) -> bool {
        match self.dims() {
            [(WORKDAY | MONTH, 1)] => true,
            [(TIME, 1)] => self.scale() >= 3600.0,
            [(dim, 1)] => !measured(*dim),
            _ => false,
        }
    }

    /// What keeps `self` from being what is wanted.
    pub(super) fn clash(&self, wanted: &Measure) -> Option<Clash> {
        if !self.exact() || !wanted.exact() {
            return None;
        }
        if self.counts_any() && wanted.counts_days() || wanted.counts_any() && self.counts_days() {
            return None;
        }
        let strict = |m: &Measure| m.is_measured();
        if self.is_points() != wanted.is_points() {
            let (points, other) = if self.is_points() { (self, wanted) } else { (wanted, self) };
            return match other.dims() {
                [(TIME, 1), rest @ ..] if !rest.iter().any(|(dim, _)| measured(*dim)) => {
                    (points.bare() && other.weight == 0.0).then_some(Clash::Minutes)
                }
                _ if strict(other) && other.bits & CARRIED_UP == 0 && points.bare() => Some(Clash::Dimension),
                _ => None,
            };
        }
        let carried = (self.bits | wanted.bits) & (CARRIED_UP | CARRIED_DOWN);
        let agree = |a: &Measure, b: &Measure| {
            a.dims().iter().filter(|(dim, _)| measured(*dim)).all(|(dim, power)| b.power(*dim) == *power)
        };
        if !agree(self, wanted) || !agree(wanted, self) {
            let stray = if wanted.is_share() { carried & CARRIED_DOWN } else { carried };
            return (stray == 0).then_some(Clash::Dimension);
        }
        self.clash_of_counts(wanted, carried).or_else(|| self.clash_of_scales(wanted))
    }

    fn clash_of_counts(&self, wanted: &Measure, carried: u8) -> Option<Clash> {
        let (net, other) = (self.net(), wanted.net());
        if strict_free(self) {
            if net != other {
                // The mean number for each may be said as that number.
                let above = |m: &Measure| -> i8 { m.dims().iter().map(|(_, power)| (*power).max(0)).sum() };
                let mean = self.bits & COMPUTED != 0 && net == 0 && above(self) == other && above(self) > 0;
                let stray = if wanted.is_share() { carried & CARRIED_DOWN } else { carried };
                let own = self.has(|dim| dim >= OWN) && wanted.has(|dim| dim >= OWN) || mean;
                return (stray == 0 && !own).then_some(Clash::Dimension);
            }
            let mixed = |m: &Measure| m.power(PERSON) * m.power(HOUSEHOLD) < 0;
            if wanted.is_share() && mixed(self) || self.is_share() && mixed(wanted) {
                return Some(Clash::Counted);
            }
        } else if other < 0 && net >= 0 && self.bits & COMPUTED == 0 && carried == 0 {
            return Some(Clash::Each);
        }
        let swapped = [(PERSON, HOUSEHOLD), (HOUSEHOLD, PERSON)].into_iter().any(|(one, two)| {
            let (here, there) = (self.power(one), wanted.power(two));
            here != 0 && here.signum() == there.signum() && wanted.power(one) == 0 && self.power(two) == 0
        });
        swapped.then_some(Clash::Counted)
    }

    fn clash_of_scales(&self, wanted: &Measure) -> Option<Clash> {
        // Of a share all numbers convert; of anything else some may be so much for each.
        let ways = |m: &Measure| -> std::ops::Range<usize> {
            let all = usize::from(m.ways);
            if all == 2 && strict_free(m) && m.net() == 0 { 1..2 } else { 0..all }
        };
        let (mine, theirs) = (self.scales.get(ways(self))?, wanted.scales.get(ways(wanted))?);
        if mine.iter().any(|a| theirs.iter().any(|b| same(*a, *b))) {
            let shares = self.is_share() && wanted.is_share();
            return (shares && self.is_difference() != wanted.is_difference()).then_some(Clash::Difference);
        }
        Some(Clash::Scale(self.unconverted() / wanted.scale()))
    }

    /// Two weighted figures of which one is in another scale: they cannot be parts of one mean.
    pub(super) fn weighed_apart(&self, other: &Measure) -> bool {
        let part = |m: &Measure| m.weight > 0.0 && m.weight < 1.0;
        part(self)
            && part(other)
            && self.dims() == other.dims()
            && self.ways == 1
            && other.ways == 1
            && !same(self.scale(), other.scale())
    }

    pub(super) fn same_kind(&self, other: &Measure) -> bool {
        self.dims() == other.dims() && same(self.scale(), other.scale())
    }

    pub(super) fn multiply_scale(mut self, factor: f64) -> Measure {
        self.scale_by(factor);
        self
    }

    /// As it is written, not computed.
    pub(super) fn written(mut self) -> Measure {
        self.bits &= DIFFERENCE;
        self
    }
}

fn strict_free(m: &Measure) -> bool {
    !m.is_measured()
}
