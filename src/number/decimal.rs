//! Exact decimals: what weights, points and sums are made of.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Sub};

/// A decimal `mantissa · 10^-scale`, always in lowest terms, so equal values are equal structs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

/// Powers of ten that are exact.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

impl Decimal {
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };

    /// `mantissa · 10^-scale`.
    pub fn new(mantissa: i128, scale: u32) -> Decimal {
        let (mut mantissa, mut scale) = (mantissa, scale);
        if let Ok(mut short) = i64::try_from(mantissa) {
            while scale > 0 && short % 10 == 0 {
                short /= 10;
                scale -= 1;
            }
            return Decimal { mantissa: i128::from(short), scale };
        }
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal { mantissa, scale }
    }

    pub fn from_int(value: i64) -> Decimal {
        Decimal::new(i128::from(value), 0)
    }

    /// Reads `-12.50`, `1_000`, `1e3`. `None` for what is not a number or has more than 30 digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        if let Some(plain) = Decimal::plain(text) {
            return Some(plain);
        }
        let clean: String = text.chars().filter(|c| *c != '_').collect();
        let (body, exponent) = match clean.split_once(['e', 'E']) {
            Some((body, exponent)) => (body, exponent.parse::<i32>().ok()?),
            None => (clean.as_str(), 0),
        };
        let (negative, digits) = match body.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, body.strip_prefix('+').unwrap_or(body)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() || whole.len() + fraction.len() > 30 {
            return None;
        }
        let mut mantissa: i128 = 0;
        for c in whole.chars().chain(fraction.chars()) {
            mantissa = mantissa * 10 + i128::from(c.to_digit(10)?);
        }
        let scale = fraction.len() as i32 - exponent;
        if !(-8..=30).contains(&scale) {
            return None;
        }
        if scale < 0 {
            mantissa = mantissa.checked_mul(10_i128.pow(scale.unsigned_abs()))?;
        }
        let signed = if negative { -mantissa } else { mantissa };
        Some(Decimal::new(signed, scale.max(0) as u32))
    }

    /// Digits and at most one point between them, few enough for a machine word: nearly all there are.
    fn plain(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if digits.len() > 18 {
            return None;
        }
        let (mut mantissa, mut point) = (0_i64, None);
        for (at, byte) in digits.bytes().enumerate() {
            match byte {
                b'0'..=b'9' => mantissa = mantissa * 10 + i64::from(byte - b'0'),
                b'.' if point.is_none() => point = Some(at),
                _ => return None,
            }
        }
        let scale = point.map_or(0, |at| digits.len() - at - 1);
        // Of digits there is at least one.
        if digits.len() == usize::from(point.is_some()) {
            return None;
        }
        Some(Decimal::new(i128::from(if negative { -mantissa } else { mantissa }), scale as u32))
    }

    /// The decimal a person would write for this f64 (its shortest form).
    pub fn from_f64(value: f64) -> Option<Decimal> {
        if value.is_finite() { Decimal::parse(&format!("{value:e}")) } else { None }
    }

    /// The nearest f64.
    pub fn to_f64(self) -> f64 {
        // Both are exact, so the division rounds once.
        if let (true, Some(power)) = (self.mantissa.unsigned_abs() <= 1 << 53, POWERS.get(self.scale as usize)) {
            return self.mantissa as f64 / power;
        }
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Mantissa and scale: the value is `mantissa · 10^-scale`.
    pub fn parts(self) -> (i128, u32) {
        (self.mantissa, self.scale)
    }

    fn aligned(self, other: Decimal) -> (i128, i128, u32) {
        let scale = self.scale.max(other.scale);
        let up = |d: Decimal| d.mantissa.saturating_mul(10_i128.saturating_pow(scale - d.scale));
        (up(self), up(other), scale)
    }
}

impl Add for Decimal {
    type Output = Decimal;
    fn add(self, other: Decimal) -> Decimal {
        let (a, b, scale) = self.aligned(other);
        Decimal::new(a.saturating_add(b), scale)
    }
}

impl Sub for Decimal {
    type Output = Decimal;
    fn sub(self, other: Decimal) -> Decimal {
        let (a, b, scale) = self.aligned(other);
        Decimal::new(a.saturating_sub(b), scale)
    }
}

impl std::iter::Sum for Decimal {
    fn sum<I: Iterator<Item = Decimal>>(items: I) -> Decimal {
        items.fold(Decimal::ZERO, Add::add)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let (a, b, _) = self.aligned(*other);
        a.cmp(&b)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        if self.scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let scale = self.scale as usize;
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn sums_are_exact() {
        let tenth: Decimal = std::iter::repeat_n(d("0.1"), 10).sum();
        assert_eq!(tenth, d("1"));
        assert_eq!((d("33.3") + d("33.3") + d("33.4")).to_string(), "100");
        assert_eq!((d("1") - d("0.995")).to_string(), "0.005");
    }

    #[test]
    fn short_ways_give_what_long_ones_give() {
        for text in
            ["0", "-0", "0.0", "7", "-12.50", "0.1", "99.97", "5.", ".5", "123456789012.345678", "900719925474099.3"]
        {
            let (long, short) = (d(&format!("{text}e0")), d(text));
            assert_eq!(long, short, "{text}");
            assert_eq!(short.to_f64().to_bits(), short.to_string().parse::<f64>().unwrap().to_bits(), "{text}");
        }
        for text in ["", ".", "-", "-.", "1.2.3", "+-1"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn forms() {
        assert_eq!(d("1_000.50").to_string(), "1000.5");
        assert_eq!(d("1e3"), d("1000"));
        assert_eq!(d("-0.07").to_f64(), -0.07);
        assert_eq!(Decimal::from_f64(98.52), Some(d("98.52")));
        assert!(Decimal::parse("abc").is_none());
        assert!(d("9.99") < d("10"));
    }
}
