//! Rounding half away from zero on the decimal value.

use super::compare::same;

/// Rounds to `decimals` places, half away from zero. A value within the twelve-digit tolerance
/// of a tie counts as the tie, so `1.005` (which is a little less in binary) rounds to `1.01`.
///
/// The result is the f64 nearest to the rounded decimal. `decimals` may be negative (tens,
/// hundreds). NaN and infinities come back unchanged.
pub fn round_half_away(value: f64, decimals: i32) -> f64 {
    if !value.is_finite() {
        return value;
    }
    let power = POWERS[decimals.unsigned_abs().min(15) as usize];
    let scaled = if decimals >= 0 { value.abs() * power } else { value.abs() / power };
    let Some(whole) = whole(scaled) else { return value };
    let rounded = if decimals >= 0 { whole / power } else { whole * power };
    // -0.00 is not a figure anybody wants to read.
    if rounded == 0.0 { 0.0 } else { rounded.copysign(value) }
}

/// The whole number that a number without sign rounds to; `None` where nothing is left to round.
pub fn whole(scaled: f64) -> Option<f64> {
    // Above 2^52 every f64 is whole.
    if scaled >= 4_503_599_627_370_496.0 {
        return None;
    }
    let floor = scaled.floor();
    // Where twelve digits do not reach the last place kept, the tolerance must not swallow it.
    let tie = floor + 0.5;
    let up = scaled >= tie || tie - scaled <= 1e-3 && same(scaled, tie);
    Some(if up { floor + 1.0 } else { floor })
}

/// Ten to the power of each index.
pub const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(round_half_away(1.005, 2), 1.01);
        assert_eq!(round_half_away(-2.5, 0), -3.0);
        assert_eq!(round_half_away(2.4999, 0), 2.0);
        assert_eq!(round_half_away(89.995, 2), 90.0);
        assert_eq!(round_half_away(1250.0, -2), 1300.0);
        assert!(round_half_away(-0.001, 2).is_sign_positive());
    }

    #[test]
    fn large_figures_are_not_pushed_up() {
        assert_eq!(round_half_away(6_000_000_000.0, 2), 6_000_000_000.0);
        assert_eq!(round_half_away(6_000_000_000.3, 0), 6_000_000_000.0);
        assert_eq!(round_half_away(700_000_000_000.0, 0), 700_000_000_000.0);
        assert_eq!(round_half_away(700_000_000_000.5, 0), 700_000_000_001.0);
        assert_eq!(round_half_away(88.0, 12), 88.0);
    }
}
