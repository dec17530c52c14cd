//! Exact sums: the correctly rounded sum of the decimals that stand in the file, in any order.
//!
//! A cell `0.1` is one tenth, not the binary fraction nearest to it. Every f64 stands for the
//! shortest decimal that reads back as it; those decimals are added without loss and the result
//! is rounded once. So no figure depends on the order of rows or on the number of threads.

use std::fmt::Write;

use super::shortest::{shortest, ten_to};

/// Adds decimals exactly.
///
/// Values with up to six decimals and below 2·10⁹ are added as one scaled integer, and so, on a
/// finer scale, are those below 10¹² whose last digit is not too small. All others go to limbs of
/// nine decimal digits that span the whole range of f64. Each way is exact, so it does not matter
/// which is taken.
#[derive(Debug, Clone, Default)]
pub struct ExactSum {
    millionths: i128,
    /// In units of 10⁻²².
    fine: i128,
    wide: Option<Box<Wide>>,
}

const LIMBS: usize = 80;
/// The power of ten of the lowest limb: below the last digit of the smallest f64's shortest form.
const LOWEST: i32 = -360;
/// The last decimal place of the fine scale: 10²² is the greatest power that an f64 holds exactly.
const PLACES: i32 = 22;
const MILLIONTH: i128 = 10_i128.pow(PLACES as u32 - 6);

#[derive(Debug, Clone)]
struct Wide {
    /// Signed limbs in base 10⁹; carries are settled often enough that none overflows.
    limbs: [i64; LIMBS],
    pending: u32,
}

/// How many millionths a number is, if it is the f64 nearest to so many and they are not too many
/// for another step of f64.
#[inline]
pub fn millionths(value: f64) -> Option<f64> {
    // Adding and subtracting this leaves the nearest whole number.
    const HALF: f64 = 6_755_399_441_055_744.0;
    let scaled = value * 1e6;
    let whole = (scaled + HALF) - HALF;
    // Division by 1e6 is correctly rounded, so equality says that `value` is the f64 nearest to
    // the decimal `whole / 10^6`.
    (scaled.abs() < 2_251_799_813_685_248.0 && whole / 1e6 == value).then_some(whole)
}

impl ExactSum {
    pub fn new() -> Self {
        ExactSum::default()
    }

    /// Adds a finite value. NaN and infinities must be handled by the caller.
    pub fn add(&mut self, value: f64) {
        if let Some(whole) = millionths(value) {
            self.millionths += i128::from(whole as i64);
        } else if let Some(sum) = fine(value).and_then(|fine| self.fine.checked_add(fine)) {
            self.fine = sum;
        } else {
            self.wide.get_or_insert_with(Wide::new).add(value);
        }
    }

    /// Adds so many millionths.
    pub fn add_millionths(&mut self, millionths: i64) {
        self.millionths += i128::from(millionths);
    }

    /// Adds another sum to this one.
    pub fn merge(&mut self, other: &ExactSum) {
        self.millionths += other.millionths;
        match self.fine.checked_add(other.fine) {
            Some(sum) => self.fine = sum,
            None => self.wide.get_or_insert_with(Wide::new).add_scaled(other.fine, -PLACES),
        }
        if let Some(theirs) = &other.wide {
            let ours = self.wide.get_or_insert_with(Wide::new);
            ours.settle();
            let mut settled = theirs.clone();
            settled.settle();
            for (mine, add) in ours.limbs.iter_mut().zip(settled.limbs.iter()) {
                *mine += add;
            }
            ours.pending += 2;
        }
    }

    /// The f64 nearest to the exact sum.
    pub fn value(&self) -> f64 {
        if let Some(wide) = &self.wide {
            return self.widened(wide.clone());
        }
        if self.fine == 0 {
            return if self.millionths.unsigned_abs() < 1 << 53 {
                self.millionths as f64 / 1e6
            } else {
                format!("{}e-6", self.millionths).parse().unwrap_or(f64::NAN)
            };
        }
        let all = self.millionths.checked_mul(MILLIONTH).and_then(|all| all.checked_add(self.fine));
        match all {
            Some(all) => nearest(all),
            None => self.widened(Wide::new()),
        }
    }

    fn widened(&self, mut wide: Box<Wide>) -> f64 {
        wide.add_scaled(self.millionths, -6);
        wide.add_scaled(self.fine, -PLACES);
        wide.value()
    }
}

/// A decimal on the fine scale, where it fits.
fn fine(value: f64) -> Option<i128> {
    let size = value.abs();
    if size >= 1e12 {
        return None;
    }
    let (digits, power) = shortest(size)?;
    let up = ten_to(usize::try_from(power + PLACES).ok()?)?;
    // Below 10¹² · 10²², which fits.
    let scaled = i128::from(digits) * up as i128;
    Some(if value < 0.0 { -scaled } else { scaled })
}

/// The f64 nearest to so many units of the fine scale.
fn nearest(units: i128) -> f64 {
    const SCALE: f64 = 1e22;
    let high = units as f64;
    if units.unsigned_abs() <= 1 << 53 {
        return high / SCALE;
    }
    // What is left of the dividend, then a quotient, and what is left of that.
    let low = (units - high as i128) as f64;
    let quotient = high / SCALE;
    let (product, error) = product(quotient, SCALE);
    let rest = ((high - product) - error + low) / SCALE;
    // Far more than all that was rounded here. Where it does not matter for the sum of both, that
    // is the nearest.
    let slack = rest.abs() * 1e-13 + quotient.abs() * 1e-29;
    let (one, other) = (quotient + (rest - slack), quotient + (rest + slack));
    if one == other { one } else { format!("{units}e-{PLACES}").parse().unwrap_or(f64::NAN) }
}

/// A product and what rounding took from it (Dekker), for factors far from the limits of f64.
fn product(a: f64, b: f64) -> (f64, f64) {
    let halves = |x: f64| {
        let wide = x * 134_217_729.0;
        let high = wide - (wide - x);
        (high, x - high)
    };
    let product = a * b;
    let ((a, below_a), (b, below_b)) = (halves(a), halves(b));
    (product, ((a * b - product) + a * below_b + below_a * b) + below_a * below_b)
}

impl Wide {
    fn new() -> Box<Wide> {
        Box::new(Wide { limbs: [0; LIMBS], pending: 0 })
    }

    fn add(&mut self, value: f64) {
        let mut text = Shortest::default();
        // The longest form is `-1.2345678901234567e-308`, which fits.
        let _ = write!(text, "{value:e}");
        self.add_scaled(if value < 0.0 { -text.digits } else { text.digits }, text.exponent());
    }

    /// Adds `mantissa · 10^exponent`.
    fn add_scaled(&mut self, mantissa: i128, exponent: i32) {
        const BASE: u128 = 1_000_000_000;
        let offset = (exponent - LOWEST) as usize;
        let (mut limb, shift) = (offset / 9, (offset % 9) as u32);
        let sign = if mantissa < 0 { -1 } else { 1 };
        let mut rest = mantissa.unsigned_abs();
        // Split before shifting, so that the product cannot leave 128 bits.
        let mut carry: u128 = 0;
        while rest > 0 || carry > 0 {
            let part = (rest % BASE) * 10_u128.pow(shift) + carry;
            rest /= BASE;
            carry = part / BASE;
            self.limbs[limb] += sign * (part % BASE) as i64;
            limb += 1;
        }
        self.pending += 1;
        if self.pending > 1 << 30 {
            self.settle();
        }
    }

    /// Carries, so that every limb but the top one lies in 0..10⁹.
    fn settle(&mut self) {
        const BASE: i64 = 1_000_000_000;
        let mut carry = 0;
        for limb in &mut self.limbs[..LIMBS - 1] {
            let whole = *limb + carry;
            carry = whole.div_euclid(BASE);
            *limb = whole.rem_euclid(BASE);
        }
        self.limbs[LIMBS - 1] += carry;
        self.pending = 0;
    }

    fn value(&self) -> f64 {
        let mut settled = self.clone();
        settled.settle();
        let negative = settled.limbs[LIMBS - 1] < 0;
        if negative {
            settled.limbs.iter_mut().for_each(|limb| *limb = -*limb);
            settled.settle();
        }
        let used = |limb: &i64| *limb != 0;
        let (Some(lowest), Some(highest)) = (settled.limbs.iter().position(used), settled.limbs.iter().rposition(used))
        else {
            return 0.0;
        };
        let mut text = String::with_capacity((highest + 1 - lowest) * 9 + 8);
        if negative {
            text.push('-');
        }
        for limb in settled.limbs[lowest..=highest].iter().rev() {
            let _ = write!(text, "{limb:09}");
        }
        let _ = write!(text, "e{}", LOWEST + 9 * lowest as i32);
        text.parse().unwrap_or(f64::NAN)
    }
}

/// The digits of a number as it is written in the form `1.25e-3`, gathered without a text.
#[derive(Default)]
struct Shortest {
    digits: i128,
    /// Digits behind the point.
    fraction: i32,
    power: i32,
    behind_point: bool,
    behind_e: bool,
    power_is_negative: bool,
}

impl Shortest {
    /// The power of ten of the last digit.
    fn exponent(&self) -> i32 {
        (if self.power_is_negative { -self.power } else { self.power }) - self.fraction
    }
}

impl Write for Shortest {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if self.behind_e => self.power = self.power * 10 + i32::from(byte - b'0'),
                b'0'..=b'9' => {
                    self.digits = self.digits * 10 + i128::from(byte - b'0');
                    self.fraction += i32::from(self.behind_point);
                }
                b'.' => self.behind_point = true,
                b'e' => self.behind_e = true,
                b'-' if self.behind_e => self.power_is_negative = true,
                _ => {}
            }
        }
        Ok(())
    }
}

impl FromIterator<f64> for ExactSum {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sum = ExactSum::new();
        values.into_iter().for_each(|value| sum.add(value));
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(values: &[f64]) -> f64 {
        values.iter().copied().collect::<ExactSum>().value()
    }

    #[test]
    fn decimals_add_as_decimals() {
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[0.1, 0.2]), 0.3);
        assert_eq!(sum(&[1e300, 1e-300, -1e300]), 1e-300);
        // The decimals that stand for a third and two thirds end in 3 and 6.
        assert_eq!(sum(&[1.0 / 3.0, 2.0 / 3.0]), 0.9999999999999999);
        assert_eq!(sum(&[-5e-324, 5e-324]), 0.0);
        assert_eq!(sum(&[f64::MAX, -f64::MAX, 0.25]), 0.25);
        assert_eq!(sum(&[]), 0.0);
        assert_eq!(sum(&[-1e20, 0.3]), -1e20);
    }

    /// With nothing but limbs.
    fn slowly(values: &[f64]) -> f64 {
        let mut wide = Wide::new();
        values.iter().for_each(|value| wide.add(*value));
        wide.value()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn every_way_to_add_is_exact(
            values in prop::collection::vec(prop_oneof![
                -1e3_f64..1e3,
                0.0_f64..1.0,
                -1e-6_f64..1e-6,
                (0_i64..100_000_000, 0_i32..9).prop_map(|(m, e)| format!("{m}e-{e}").parse().unwrap_or(0.0)),
                -1e13_f64..1e13,
            ], 0..30),
        ) {
            prop_assert_eq!(sum(&values).to_bits(), slowly(&values).to_bits());
        }

        #[test]
        fn units_become_the_nearest_number(high in any::<i64>(), low in any::<u64>(), shift in 0_u32..100) {
            let units = (i128::from(high) << 60 | i128::from(low)) >> shift;
            let read: f64 = format!("{units}e-22").parse().unwrap_or(f64::NAN);
            prop_assert_eq!(nearest(units), read);
        }

        #[test]
        fn order_and_grouping_do_not_matter(values in prop::collection::vec(-1e12_f64..1e12, 0..60), cut in 0usize..60) {
            let forwards = sum(&values);
            let mut backwards = values.clone();
            backwards.reverse();
            prop_assert_eq!(forwards.to_bits(), sum(&backwards).to_bits());
            let cut = cut.min(values.len());
            let mut left: ExactSum = values[..cut].iter().copied().collect();
            let right: ExactSum = values[cut..].iter().copied().collect();
            left.merge(&right);
            prop_assert_eq!(forwards.to_bits(), left.value().to_bits());
        }
    }
}
