//! Exact fractions: weights such as one third, whose sums must come out.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Div, Mul, Sub};

use super::Decimal;

/// A fraction in lowest terms with a positive denominator, so equal values are equal structs.
///
/// Where terms grow beyond 128 bits, which no scheme that people write comes near, the result is
/// the nearest f64 instead, or zero where a decimal cannot hold that either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rational {
    numerator: i128,
    denominator: i128,
}

impl Rational {
    pub const ZERO: Rational = Rational { numerator: 0, denominator: 1 };
    pub const ONE: Rational = Rational { numerator: 1, denominator: 1 };

    /// `None` for a denominator of zero.
    pub fn new(numerator: i128, denominator: i128) -> Option<Rational> {
        if denominator == 0 {
            return None;
        }
        let (numerator, denominator) = shortened(numerator, denominator)?;
        let sign = denominator.signum();
        Some(Rational { numerator: numerator.checked_mul(sign)?, denominator: denominator.checked_mul(sign)? })
    }

    pub fn from_int(value: i64) -> Rational {
        Rational { numerator: i128::from(value), denominator: 1 }
    }

    /// Reads `1/3`, `100 / 3`, `33.5`. `None` for what is neither a number nor a fraction.
    pub fn parse(text: &str) -> Option<Rational> {
        match text.split_once(['/', '／']) {
            Some((above, below)) => {
                let (above, below) = (Decimal::parse(above.trim())?, Decimal::parse(below.trim())?);
                if below.is_zero() { None } else { Rational::from(above).checked_div(Rational::from(below)) }
            }
            None => Decimal::parse(text.trim()).map(Rational::from),
        }
    }

    /// The fraction of the decimal that a person would write for this f64; zero if there is none.
    pub fn from_f64(value: f64) -> Rational {
        Decimal::from_f64(value).map_or(Rational::ZERO, Rational::from)
    }

    /// The nearest f64.
    pub fn to_f64(self) -> f64 {
        const EXACT: u128 = 1 << 53;
        if self.numerator.unsigned_abs() <= EXACT && self.denominator.unsigned_abs() <= EXACT {
            // Both terms are exact, so the division rounds once.
            return self.numerator as f64 / self.denominator as f64;
        }
        self.decimal().map_or(self.numerator as f64 / self.denominator as f64, Decimal::to_f64)
    }

    /// The decimal that it is, if it ends.
    pub fn decimal(self) -> Option<Decimal> {
        let (mut numerator, mut denominator, mut scale) = (self.numerator, self.denominator, 0);
        while denominator > 1 {
            let factor = match (denominator % 10, denominator % 5, denominator % 2) {
                (0, ..) => 10,
                (_, 0, _) => 5,
                (_, _, 0) => 2,
                _ => return None,
            };
            denominator /= factor;
            numerator = numerator.checked_mul(10 / factor)?;
            scale += 1;
        }
        (scale <= 30).then(|| Decimal::new(numerator, scale))
    }

    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    fn checked_add(self, other: Rational) -> Option<Rational> {
        if self.denominator == 1 && other.denominator == 1 {
            return Some(Rational { numerator: self.numerator.checked_add(other.numerator)?, denominator: 1 });
        }
        let shared = gcd(self.denominator.unsigned_abs(), other.denominator.unsigned_abs());
        let shared = i128::try_from(shared).ok()?.max(1);
        let (ours, theirs) = (other.denominator / shared, self.denominator / shared);
        let sum = self.numerator.checked_mul(ours)?.checked_add(other.numerator.checked_mul(theirs)?)?;
        Rational::new(sum, self.denominator.checked_mul(ours)?)
    }

    fn checked_mul(self, other: Rational) -> Option<Rational> {
        // Shortened crosswise first, so that the products stay small.
        let (a, d) = shortened(self.numerator, other.denominator)?;
        let (c, b) = shortened(other.numerator, self.denominator)?;
        Rational::new(a.checked_mul(c)?, b.checked_mul(d)?)
    }

    fn checked_div(self, other: Rational) -> Option<Rational> {
        self.checked_mul(Rational::new(other.denominator, other.numerator)?)
    }
}

fn shortened(above: i128, below: i128) -> Option<(i128, i128)> {
    if below == 1 {
        return Some((above, below));
    }
    let divisor = i128::try_from(gcd(above.unsigned_abs(), below.unsigned_abs())).ok()?.max(1);
    Some((above / divisor, below / divisor))
}

fn gcd(a: u128, b: u128) -> u128 {
    if let (Ok(mut a), Ok(mut b)) = (u64::try_from(a), u64::try_from(b)) {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        return u128::from(a);
    }
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl From<Decimal> for Rational {
    fn from(decimal: Decimal) -> Rational {
        let (mantissa, scale) = decimal.parts();
        let denominator = 10_i128.checked_pow(scale);
        denominator
            .and_then(|denominator| Rational::new(mantissa, denominator))
            // Below thirty decimals there is nothing that a weight could mean.
            .unwrap_or(Rational::ZERO)
    }
}

impl Add for Rational {
    type Output = Rational;
    fn add(self, other: Rational) -> Rational {
        self.checked_add(other).unwrap_or_else(|| Rational::from_f64(self.to_f64() + other.to_f64()))
    }
}

impl Sub for Rational {
    type Output = Rational;
    fn sub(self, other: Rational) -> Rational {
        self.add(Rational { numerator: other.numerator.saturating_neg(), ..other })
    }
}

impl Mul for Rational {
    type Output = Rational;
    fn mul(self, other: Rational) -> Rational {
        self.checked_mul(other).unwrap_or_else(|| Rational::from_f64(self.to_f64() * other.to_f64()))
    }
}

impl Div for Rational {
    type Output = Rational;
    /// By zero it is zero: what has no weight has no share.
    fn div(self, other: Rational) -> Rational {
        if other.is_zero() {
            return Rational::ZERO;
        }
        self.checked_div(other).unwrap_or_else(|| Rational::from_f64(self.to_f64() / other.to_f64()))
    }
}

impl std::iter::Sum for Rational {
    fn sum<I: Iterator<Item = Rational>>(items: I) -> Rational {
        items.fold(Rational::ZERO, Add::add)
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Rational) -> Ordering {
        (*self - *other).numerator.cmp(&0)
    }
}

/// `33.5`, or `100/3` where the decimal does not end.
impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimal() {
            Some(decimal) => decimal.fmt(f),
            None => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn r(text: &str) -> Rational {
        Rational::parse(text).unwrap()
    }

    #[test]
    fn thirds_add_up() {
        assert_eq!(r("1/3") + r("1/3") + r("1/3"), Rational::ONE);
        assert_eq!(r("100/3") + r("100 / 3") + r("200/6"), Rational::from_int(100));
        assert_eq!((r("33.3") + r("33.3") + r("33.4")).to_string(), "100");
        assert_eq!(r("1") - r("1/3"), r("2/3"));
        assert_eq!(r("52") * r("30") / r("100"), r("15.6"));
        assert_eq!(r("1/3") / Rational::ZERO, Rational::ZERO);
    }

    #[test]
    fn forms() {
        assert_eq!(r("100/3").to_string(), "100/3");
        assert_eq!(r("-0.5/2").to_string(), "-0.25");
        assert_eq!(r("1/3").to_f64(), 1.0 / 3.0);
        assert_eq!(r("33.3").to_f64(), 33.3);
        assert_eq!(r("7/-2"), r("-3.5"));
        assert!(Rational::parse("1/0").is_none());
        assert!(Rational::parse("a/3").is_none());
        assert!(r("1/3") < r("0.34"));
    }

    #[test]
    fn nothing_overflows() {
        let huge = r("999999999999999999999999999999");
        let tiny = r("0.00000000000000000000000000001");
        assert!((huge * huge + tiny).to_f64().is_finite());
        assert!((huge / tiny - huge).to_f64().is_finite());
    }
}
