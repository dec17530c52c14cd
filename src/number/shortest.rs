//! The shortest decimal that reads back as a number, as two integers.
//!
//! The algorithm is Raffaele Giulietti's (Schubfach), for the numbers that tables are made of:
//! there the powers of ten that it multiplies by fit 128 bits exactly.

/// Powers of ten up to the last that fits.
const TENS: [u128; 39] = {
    let mut all = [1_u128; 39];
    let mut at = 1;
    while at < all.len() {
        all[at] = all[at - 1] * 10;
        at += 1;
    }
    all
};

/// Ten to a power from 0 to 38.
pub fn ten_to(power: usize) -> Option<u128> {
    TENS.get(power).copied()
}

/// `m` and `e` of the shortest decimal `m · 10^e` that reads back as `x`, of several the nearest;
/// `None` for what is not between 2⁻⁷² and 2⁵², where that takes more than 128 bits.
pub fn shortest(x: f64) -> Option<(u64, i32)> {
    const HIDDEN: u64 = 1 << 52;
    let bits = x.to_bits();
    let fraction = bits & (HIDDEN - 1);
    // The sign makes this too great.
    let q = (bits >> 52) as i32 - 1075;
    if !(-125..0).contains(&q) {
        return None;
    }
    let c = HIDDEN | fraction;
    if q > -53 && c.trailing_zeros() as i32 >= -q {
        return Some((c >> -q, 0));
    }
    // Below a power of two the next number is nearer than above it.
    let closer = u64::from(fraction == 0);
    let k = (q * 1_262_611 - if closer == 1 { 524_031 } else { 0 }) >> 22;
    let ten = *TENS.get(-k as usize)?;
    let h = q + ((-k * 1_741_647) >> 19) + 1;
    let g = ten << ten.leading_zeros();
    let at = |quarters: u64| to_odd(g, quarters << h);
    let (low, this, high) = (at(4 * c - 2 + closer), at(4 * c), at(4 * c + 2));
    // The ends read back as this number only if its last bit is even.
    let (low, high) = (low + (c & 1), high - (c & 1));
    let s = this / 4;
    if s >= 10 {
        let t = s / 10;
        let (down, up) = (low <= 40 * t, 40 * t + 40 <= high);
        if down != up {
            return Some((t + u64::from(up), k + 1));
        }
    }
    let (down, up) = (low <= 4 * s, 4 * s + 4 <= high);
    if down != up {
        return Some((s + u64::from(up), k));
    }
    // Halfway between two the standard library takes the greater, and so do sums.
    Some((s + u64::from(this >= 4 * s + 2), k))
}

/// The upper bits of a product, odd where the lower are not nothing.
fn to_odd(g: u128, by: u64) -> u64 {
    let by = u128::from(by);
    let low = u128::from(g as u64) * by;
    let high = (g >> 64) * by + (low >> 64);
    (high >> 64) as u64 | u64::from(high as u64 > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As the standard library writes it.
    fn written(x: f64) -> (u64, i32) {
        let text = format!("{x:e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, behind) = digits.split_once('.').unwrap_or((digits, ""));
        (format!("{whole}{behind}").parse().unwrap_or(0), power.parse::<i32>().unwrap_or(0) - behind.len() as i32)
    }

    fn bare((mut m, mut e): (u64, i32)) -> (u64, i32) {
        while m != 0 && m % 10 == 0 {
            (m, e) = (m / 10, e + 1);
        }
        (m, e)
    }

    #[test]
    fn edges() {
        for x in [
            0.1,
            0.2,
            0.3,
            1.0,
            1.5,
            3.0,
            100.0,
            1.0 / 3.0,
            2.0 / 3.0,
            0.1 + 0.2,
            2251799813685248.5,
            1e15,
            libm::pow(2.0, -72.0),
        ] {
            assert_eq!(shortest(x).map(bare), Some(bare(written(x))), "{x}");
        }
        // Powers of two have a nearer neighbour below.
        for power in -72..52 {
            let x = libm::pow(2.0, f64::from(power));
            assert_eq!(shortest(x).map(bare), Some(bare(written(x))), "{x}");
        }
        for x in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-30, 1e16, 5e-324] {
            assert_eq!(shortest(x), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn digits_are_those_of_the_standard_library(q in 951_u64..1075, fraction in 0_u64..1 << 52) {
            let x = f64::from_bits((q << 52) | fraction);
            prop_assert_eq!(shortest(x).map(bare), Some(bare(written(x))));
        }

        #[test]
        fn short_decimals_come_back(m in 1_u64..1_000_000_000_000, power in 0_i32..9) {
            let x = format!("{m}e-{power}").parse::<f64>().unwrap_or(f64::NAN);
            prop_assert_eq!(shortest(x).map(bare), Some(bare((m, -power))));
        }
    }
}
