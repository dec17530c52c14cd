//! Comparison as people read numbers: equal where twelve significant digits agree.

use std::cmp::Ordering;

/// Two numbers are the same when `|a−b| ≤ 1e-12·max(1,|a|,|b|)`.
pub fn same(a: f64, b: f64) -> bool {
    let apart = (a - b).abs();
    // An infinity is infinitely far from every number, but not from itself.
    a == b || apart <= 1e-12 * a.abs().max(b.abs()).max(1.0) && apart < f64::INFINITY
}

/// Order under the twelve-digit rule. Neither value may be NaN.
pub fn compare(a: f64, b: f64) -> Ordering {
    if same(a, b) {
        Ordering::Equal
    } else if a < b {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

/// The comparisons as methods on `f64`, for code that reads better that way.
pub trait Near {
    fn near_eq(self, other: Self) -> bool;
    fn near_lt(self, other: Self) -> bool;
    fn near_le(self, other: Self) -> bool;
}

impl Near for f64 {
    fn near_eq(self, other: f64) -> bool {
        same(self, other)
    }
    fn near_lt(self, other: f64) -> bool {
        self < other && !same(self, other)
    }
    fn near_le(self, other: f64) -> bool {
        self <= other || same(self, other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_noise_does_not_decide() {
        assert!(57.0_f64.near_le(0.57 * 100.0));
        assert_eq!(compare(0.1 + 0.2, 0.3), Ordering::Equal);
        assert_eq!(compare(59.99, 60.0), Ordering::Less);
        assert_eq!(compare(60.0, f64::INFINITY), Ordering::Less);
    }
}
