//! How two rows of figures go together.

use super::moments::{mean, sum};

/// Product-moment correlation (Pearson); `None` for fewer than three pairs or where one side has no spread.
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() || a.len() < 3 {
        return None;
    }
    let (mean_a, mean_b) = (mean(a)?, mean(b)?);
    let product = sum(a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)));
    let (of_a, of_b) =
        (sum(a.iter().map(|x| (x - mean_a) * (x - mean_a))), sum(b.iter().map(|y| (y - mean_b) * (y - mean_b))));
    // What is left of equal figures after the mean is taken from them is no spread.
    let none = |squares: f64, mean: f64| squares <= 1e-18 * (1.0 + mean * mean) * a.len() as f64;
    if none(of_a, mean_a) || none(of_b, mean_b) {
        return None;
    }
    Some((product / (of_a * of_b).sqrt()).clamp(-1.0, 1.0))
}

/// Places from 1 by size, equal figures sharing the mean of theirs.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    order.sort_by(|a, b| at(*a).total_cmp(&at(*b)));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let value = order.get(start).map_or(f64::NAN, |index| at(*index));
        let ties = order.iter().skip(start).take_while(|index| at(**index) == value).count().max(1);
        let shared = (2 * start + ties + 1) as f64 / 2.0;
        for index in order.iter().skip(start).take(ties) {
            if let Some(rank) = ranks.get_mut(*index) {
                *rank = shared;
            }
        }
        start += ties;
    }
    ranks
}

/// Rank correlation (Spearman): the product-moment correlation of the places, so that ties are right.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    pearson(&ranks(a), &ranks(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Intelligence and hours of television of ten people, the example of the English Wikipedia on Spearman's
    /// coefficient: −29/165.
    #[test]
    fn spearman_as_published() {
        let iq = [106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0];
        let hours = [7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
        assert!((spearman(&iq, &hours).unwrap() + 29.0 / 165.0).abs() < 1e-12);
    }

    #[test]
    fn ties_share_their_places() {
        assert_eq!(ranks(&[10.0, 20.0, 10.0, 30.0]), [1.5, 3.0, 1.5, 4.0]);
        assert_eq!(ranks(&[]), Vec::<f64>::new());
    }

    #[test]
    fn without_spread_there_is_none() {
        assert_eq!(pearson(&[0.1; 5], &[1.0, 2.0, 3.0, 4.0, 5.0]), None);
        assert_eq!(pearson(&[1.0, 2.0], &[1.0, 2.0]), None);
        assert_eq!(pearson(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]), Some(1.0));
    }
}
