//! Digits of many figures, fast: whole numbers of the last place that is kept, written without the
//! general machinery. The digits are those of [`super::figure`] and of JSON, to the last.

use std::io::Write;

use crate::number::round::{POWERS, whole};
use crate::number::round_half_away;

/// Below this every whole number of the last place has at most fifteen digits, so that the decimal and
/// the f64 nearest to it name each other.
const FIFTEEN_DIGITS: f64 = 1e15;

/// With so many decimals, half away from zero: `88.50`.
pub fn fixed(out: &mut Vec<u8>, value: f64, decimals: i32) {
    let Some(power) = usize::try_from(decimals).ok().and_then(|at| POWERS.get(at)) else {
        return plainly(out, value, decimals);
    };
    match whole(value.abs() * power) {
        Some(whole) if whole < FIFTEEN_DIGITS => {
            if value < 0.0 && whole != 0.0 {
                out.push(b'-');
            }
            parts(out, whole as u64, decimals as usize, false);
        }
        _ => plainly(out, value, decimals),
    }
}

/// With at most four decimals, none of them a trailing zero: `47.5`. `false`, and nothing written, of a
/// figure that would become 0, or is too large.
#[must_use]
pub fn short(out: &mut Vec<u8>, value: f64) -> bool {
    let rounded = whole(value.abs() * 1e4).filter(|whole| *whole < FIFTEEN_DIGITS && (*whole != 0.0 || value == 0.0));
    let Some(whole) = rounded else { return false };
    if value < 0.0 && whole != 0.0 {
        out.push(b'-');
    }
    parts(out, whole as u64, 4, true);
    true
}

/// As [`short`], of a figure that has no more than four decimals or no more than eight; of others
/// nothing is written, and it is `false`.
#[must_use]
pub fn exact(out: &mut Vec<u8>, value: f64) -> bool {
    let few = |decimals: usize| {
        let power = POWERS.get(decimals)?;
        let whole = (value.abs() * power).round();
        (whole < FIFTEEN_DIGITS && whole / power == value.abs()).then_some((whole, decimals))
    };
    let Some((whole, decimals)) = few(4).or_else(|| few(8)) else { return false };
    // Below, other writers of JSON use exponents.
    if whole != 0.0 && value.abs() < 1e-3 {
        return false;
    }
    if value < 0.0 && whole != 0.0 {
        out.push(b'-');
    }
    parts(out, whole as u64, decimals, true);
    true
}

/// A whole number of the last of so many decimals, with its trailing zeros or without.
fn parts(out: &mut Vec<u8>, whole: u64, decimals: usize, trim: bool) {
    let (mut rest, mut left) = (whole, decimals);
    if trim {
        while left > 0 && rest % 10 == 0 {
            rest /= 10;
            left -= 1;
        }
    }
    // Fifteen digits, a point, and zeros in front of a small fraction.
    let mut text = [b'0'; 32];
    let mut at = text.len();
    let mut put = |byte: u8| {
        at = at.saturating_sub(1);
        if let Some(slot) = text.get_mut(at) {
            *slot = byte;
        }
    };
    if left > 0 {
        for _ in 0..left {
            put(b'0' + (rest % 10) as u8);
            rest /= 10;
        }
        put(b'.');
    }
    loop {
        put(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(text.get(at..).unwrap_or_default());
}

fn plainly(out: &mut Vec<u8>, value: f64, decimals: i32) {
    let rounded = round_half_away(value, decimals);
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    // Writing to memory does not fail.
    let _ = write!(out, "{rounded:.*}", decimals.clamp(0, 15) as usize);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::figure;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Vec<u8>) -> bool) -> Option<String> {
        let mut out = Vec::new();
        let done = write(&mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(done || text.is_empty());
        done.then_some(text)
    }

    fn agree(value: f64) {
        for decimals in [-2, 0, 1, 2, 3, 4, 9, 15, 16] {
            let mut out = Vec::new();
            fixed(&mut out, value, decimals);
            assert_eq!(String::from_utf8(out).unwrap(), figure::fixed(value, decimals), "{value:e} {decimals}");
        }
        if let Some(text) = written(|out| short(out, value)) {
            assert_eq!(text, figure::short(value), "{value:e}");
        }
        if let Some(text) = written(|out| exact(out, value)) {
            let kept: f64 = format!("{value:.14e}").parse().unwrap();
            let json =
                if kept == kept.trunc() { (kept as i64).to_string() } else { serde_json::json!(kept).to_string() };
            assert_eq!(text, json, "{value:e}");
        }
    }

    #[test]
    fn digits_are_those_of_reports() {
        for value in [
            0.0,
            -0.0,
            1.005,
            2.5,
            -2.5,
            0.285,
            89.995,
            -0.001,
            0.000_05,
            0.000_049,
            1e-5,
            1e-9,
            0.001,
            0.1 + 0.2,
            1e10,
            1e11,
            99_999_999_999.999_9,
            1e15,
            4.5e15,
            1e16,
            1e300,
            f64::MAX,
            f64::MIN_POSITIVE,
            6_000_000_000.3,
            1.0 / 3.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
            123_456_789.123_4,
        ] {
            agree(value);
            agree(-value);
        }
        assert_eq!(written(|out| short(out, 47.5)).as_deref(), Some("47.5"));
        assert_eq!(written(|out| exact(out, 0.07)).as_deref(), Some("0.07"));
        assert_eq!(written(|out| exact(out, 0.3333)).as_deref(), Some("0.3333"));
        assert!(written(|out| exact(out, 1.0 / 3.0)).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn of_any_number(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            if !value.is_nan() {
                agree(value);
            }
        }

        #[test]
        fn of_numbers_people_write(whole in -10_000_000_000i64..10_000_000_000, decimals in 0u32..9, noise in -3i64..4) {
            let value = whole as f64 / POWERS[decimals as usize];
            agree(f64::from_bits((value.to_bits() as i64 + noise) as u64));
            agree(value + 0.5 / POWERS[decimals as usize]);
        }
    }
}
