//! Weights from pairwise judgements (the analytic hierarchy process), and how far these agree.

/// Saaty's random index for matrices of 1 to 15 items (Saaty, The Analytic Hierarchy Process, 1980).
const RANDOM_INDEX: [f64; 15] =
    [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/// The most items that can be judged with a known random index.
pub const MOST_ITEMS: usize = RANDOM_INDEX.len();

/// What a matrix of judgements comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Of each item; they add up to 1 but for binary noise.
    pub weights: Vec<f64>,
    /// The principal eigenvalue, or its estimate from the weights.
    pub eigenvalue: f64,
    /// The consistency ratio: (λ − n) / (n − 1), over the random index.
    pub ratio: f64,
}

/// Weights by the principal eigenvector, found by power iteration.
///
/// `matrix[i][j]` says how many times item i counts as much as item j; it is square and positive.
pub fn eigenvector(matrix: &[Vec<f64>]) -> Judged {
    let count = matrix.len();
    let mut weights = vec![1.0 / count.max(1) as f64; count];
    let mut eigenvalue = count as f64;
    for _ in 0..1000 {
        let product = times(matrix, &weights);
        // The weights add up to 1, so this is what the product grew by.
        eigenvalue = product.iter().sum();
        let next: Vec<f64> = product.iter().map(|x| x / eigenvalue).collect();
        let change = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if change < 1e-16 {
            break;
        }
    }
    judged(weights, eigenvalue)
}

/// Weights by the geometric means of the rows (Crawford & Williams 1985).
pub fn geometric_mean(matrix: &[Vec<f64>]) -> Judged {
    let count = matrix.len().max(1) as f64;
    let means: Vec<f64> = matrix
        .iter()
        .map(|row| libm::exp(row.iter().map(|judgement| libm::log(*judgement)).sum::<f64>() / count))
        .collect();
    let sum: f64 = means.iter().sum();
    let weights: Vec<f64> = means.iter().map(|mean| mean / sum).collect();
    let ratios = times(matrix, &weights).iter().zip(&weights).map(|(product, weight)| product / weight).sum::<f64>();
    judged(weights, ratios / count)
}

fn times(matrix: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.iter().zip(weights).map(|(a, w)| a * w).sum()).collect()
}

fn judged(weights: Vec<f64>, eigenvalue: f64) -> Judged {
    let count = weights.len();
    let random = count.checked_sub(1).and_then(|at| RANDOM_INDEX.get(at)).copied().unwrap_or(0.0);
    // Of two items there is one judgement, and it cannot contradict another.
    let ratio = if random > 0.0 { (eigenvalue - count as f64) / (count as f64 - 1.0) / random } else { 0.0 };
    Judged { weights, eigenvalue, ratio: ratio.max(0.0) }
}

/// The judgement that agrees least with the weights: row and column, and what the weights say.
pub fn most_inconsistent(matrix: &[Vec<f64>], weights: &[f64]) -> Option<(usize, usize, f64)> {
    let mut worst = None;
    let mut most = 0.0;
    for (i, (row, above)) in matrix.iter().zip(weights).enumerate() {
        for (j, (judgement, below)) in row.iter().zip(weights).enumerate().skip(i + 1) {
            let implied = above / below;
            let apart = libm::log(judgement / implied).abs();
            if apart > most + 1e-12 {
                most = apart;
                worst = Some((i, j, implied));
            }
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(upper: &[&[f64]]) -> Vec<Vec<f64>> {
        let count = upper.len() + 1;
        let mut all = vec![vec![1.0; count]; count];
        for (i, row) in upper.iter().enumerate() {
            for (k, judgement) in row.iter().enumerate() {
                all[i][i + 1 + k] = *judgement;
                all[i + 1 + k][i] = 1.0 / judgement;
            }
        }
        all
    }

    #[test]
    fn judgements_without_contradiction_give_their_ratios() {
        let all = matrix(&[&[2.0, 4.0], &[2.0]]);
        for judged in [eigenvector(&all), geometric_mean(&all)] {
            for (weight, expected) in judged.weights.iter().zip([4.0 / 7.0, 2.0 / 7.0, 1.0 / 7.0]) {
                assert!((weight - expected).abs() < 1e-14, "{judged:?}");
            }
            assert!((judged.eigenvalue - 3.0).abs() < 1e-12 && judged.ratio < 1e-12);
        }
    }

    #[test]
    fn a_matrix_with_contradictions() {
        // λ of a 3 × 3 matrix is 1 + c + 1/c with c = ∛(a₁₂·a₂₃ / a₁₃), and both ways agree.
        let all = matrix(&[&[3.0, 2.0], &[5.0]]);
        let c = libm::cbrt(3.0 * 5.0 / 2.0);
        for judged in [eigenvector(&all), geometric_mean(&all)] {
            assert!((judged.eigenvalue - (1.0 + c + 1.0 / c)).abs() < 1e-12, "{judged:?}");
            assert!((judged.ratio - (c + 1.0 / c - 2.0) / 2.0 / 0.58).abs() < 1e-12);
        }
        let two = eigenvector(&matrix(&[&[9.0]]));
        assert_eq!((two.weights[0], two.ratio), (0.9, 0.0));
    }

    #[test]
    fn the_judgement_at_fault_is_found() {
        // a is twice b is twice c is twice d, but d is said to be worth twice a.
        let all = matrix(&[&[2.0, 4.0, 0.5], &[2.0, 4.0], &[2.0]]);
        let judged = eigenvector(&all);
        assert!(judged.ratio > 0.1);
        assert_eq!(most_inconsistent(&all, &judged.weights).map(|(i, j, _)| (i, j)), Some((0, 3)));
    }
}
