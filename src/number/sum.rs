//! Exact sums: the correctly rounded sum of the decimals that stand in the file, in any order.
//!
//! A cell `0.1` is one tenth, not the binary fraction nearest to it. Every f64 stands for the
//! shortest decimal that reads back as it; those decimals are added without loss and the result
//! is rounded once. So no figure depends on the order of rows or on the number of threads.

use std::fmt::Write;

/// Adds decimals exactly.
///
/// Values with up to six decimals and below 9·10⁹ take a fast path: one scaled integer. All
/// others go to limbs of nine decimal digits that span the whole range of f64.
#[derive(Debug, Clone, Default)]
pub struct ExactSum {
    millionths: i128,
    wide: Option<Box<Wide>>,
}

const LIMBS: usize = 80;
/// The power of ten of the lowest limb: below the last digit of the smallest f64's shortest form.
const LOWEST: i32 = -360;

#[derive(Debug, Clone)]
struct Wide {
    /// Signed limbs in base 10⁹; carries are settled often enough that none overflows.
    limbs: [i64; LIMBS],
    pending: u32,
}

impl ExactSum {
    pub fn new() -> Self {
        ExactSum::default()
    }

    /// Adds a finite value. NaN and infinities must be handled by the caller.
    pub fn add(&mut self, value: f64) {
        let scaled = (value * 1e6).round();
        // Division by 1e6 is correctly rounded, so equality says that `value` is the f64 nearest
        // to the decimal `scaled / 10^6`.
        if scaled.abs() < 9e15 && scaled / 1e6 == value {
            self.millionths += scaled as i128;
        } else {
            self.wide.get_or_insert_with(Wide::new).add(value);
        }
    }

    /// Adds another sum to this one.
    pub fn merge(&mut self, other: &ExactSum) {
        self.millionths += other.millionths;
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
        match &self.wide {
            None if self.millionths.unsigned_abs() < 1 << 53 => self.millionths as f64 / 1e6,
            None => format!("{}e-6", self.millionths).parse().unwrap_or(f64::NAN),
            Some(wide) => {
                let mut all = wide.clone();
                all.add_scaled(self.millionths, -6);
                all.value()
            }
        }
    }
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

    proptest! {
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
