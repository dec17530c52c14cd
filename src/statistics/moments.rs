//! Mean and spread, from exact sums, so that they depend on no order.

use crate::number::ExactSum;

pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().collect::<ExactSum>().value()
}

/// `None` for no values.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values.iter().copied()) / values.len() as f64)
}

/// Σ(x−x̄)².
pub fn squares(values: &[f64]) -> f64 {
    let mean = mean(values).unwrap_or(0.0);
    sum(values.iter().map(|value| (value - mean) * (value - mean)))
}

/// Of a sample, by n−1; `None` for fewer than two.
pub fn variance(values: &[f64]) -> Option<f64> {
    (values.len() > 1).then(|| squares(values) / (values.len() - 1) as f64)
}

/// Of a sample, by n−1; `None` for fewer than two.
pub fn deviation(values: &[f64]) -> Option<f64> {
    variance(values).map(f64::sqrt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(mean(&values), Some(5.0));
        assert_eq!(squares(&values), 32.0);
        assert_eq!(variance(&values), Some(32.0 / 7.0));
        assert_eq!((mean(&[]), variance(&[1.0])), (None, None));
    }
}
