//! Whether raters agree: intraclass correlation and Kendall's coefficient of concordance.

use super::association::ranks;
use super::moments::{mean, squares, sum};

/// The six forms of the intraclass correlation. Shrout and Fleiss, Psychological Bulletin 86 (1979), 420–428.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Icc {
    /// ICC(1,1), ICC(1,k): each subject has raters of its own.
    pub one: [f64; 2],
    /// ICC(2,1), ICC(2,k): the same raters, drawn from many; agreement, so leniency counts against it.
    pub two: [f64; 2],
    /// ICC(3,1), ICC(3,k): just these raters; consistency, so leniency does not count.
    pub three: [f64; 2],
    pub subjects: usize,
    pub raters: usize,
}

/// `rows` are subjects, each with the ratings of the same raters in the same order. `None` for fewer than two
/// of either, for rows of unequal length, or where nothing differs.
pub fn icc(rows: &[Vec<f64>]) -> Option<Icc> {
    let (n, k) = (rows.len(), rows.first()?.len());
    if n < 2 || k < 2 || rows.iter().any(|row| row.len() != k) {
        return None;
    }
    let all: Vec<f64> = rows.iter().flatten().copied().collect();
    let of_subjects: Vec<f64> = rows.iter().filter_map(|row| mean(row)).collect();
    let of_raters: Vec<f64> = (0..k)
        .filter_map(|rater| mean(&rows.iter().filter_map(|row| row.get(rater).copied()).collect::<Vec<f64>>()))
        .collect();
    let (n_, k_) = (n as f64, k as f64);
    let whole = squares(&all);
    if whole <= 0.0 {
        return None;
    }
    let between = k_ * squares(&of_subjects);
    let judges = n_ * squares(&of_raters);
    let error = (whole - between - judges).max(0.0);
    let bms = between / (n_ - 1.0);
    let wms = (judges + error) / (n_ * (k_ - 1.0));
    let jms = judges / (k_ - 1.0);
    let ems = error / ((n_ - 1.0) * (k_ - 1.0));
    let over = |above: f64, below: f64| if below == 0.0 { 0.0 } else { above / below };
    Some(Icc {
        one: [over(bms - wms, bms + (k_ - 1.0) * wms), over(bms - wms, bms)],
        two: [over(bms - ems, bms + (k_ - 1.0) * ems + k_ * (jms - ems) / n_), over(bms - ems, bms + (jms - ems) / n_)],
        three: [over(bms - ems, bms + (k_ - 1.0) * ems), over(bms - ems, bms)],
        subjects: n,
        raters: k,
    })
}

/// Kendall's W with the correction for ties: 1 where all raters have the same order, 0 where their orders cancel
/// out. Kendall and Babington Smith (1939); Siegel and Castellan (1988), 262–272.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    pub w: f64,
    /// k(n−1)W, about χ² with n−1 degrees of freedom where n is above seven.
    pub chi_square: f64,
    pub subjects: usize,
    pub raters: usize,
}

/// `rows` as for [`icc`]. `None` for fewer than two of either, or where every rater gives everybody the same.
pub fn concordance(rows: &[Vec<f64>]) -> Option<Concordance> {
    let (n, k) = (rows.len(), rows.first()?.len());
    if n < 2 || k < 2 || rows.iter().any(|row| row.len() != k) {
        return None;
    }
    let (mut sums, mut ties) = (vec![0.0; n], 0.0);
    for rater in 0..k {
        let marks: Vec<f64> = rows.iter().filter_map(|row| row.get(rater).copied()).collect();
        let places = ranks(&marks);
        for (sum, place) in sums.iter_mut().zip(&places) {
            *sum += place;
        }
        let mut sorted = places;
        sorted.sort_by(f64::total_cmp);
        ties += sum(sorted.chunk_by(|a, b| a == b).map(|tied| {
            let t = tied.len() as f64;
            t * t * t - t
        }));
    }
    let (n_, k_) = (n as f64, k as f64);
    let most = k_ * k_ * (n_ * n_ * n_ - n_) - k_ * ties;
    if most <= 0.0 {
        return None;
    }
    let w = 12.0 * squares(&sums) / most;
    Some(Concordance { w, chi_square: k_ * (n_ - 1.0) * w, subjects: n, raters: k })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The six subjects and four judges of Shrout and Fleiss (1979), table 2, and the figures of their table 4.
    #[test]
    fn icc_as_published() {
        let rows = [
            [9.0, 2.0, 5.0, 8.0],
            [6.0, 1.0, 3.0, 2.0],
            [8.0, 4.0, 6.0, 8.0],
            [7.0, 1.0, 2.0, 6.0],
            [10.0, 5.0, 6.0, 9.0],
            [6.0, 2.0, 4.0, 7.0],
        ];
        let icc = icc(&rows.map(Vec::from)).unwrap();
        let printed = |pair: [f64; 2]| pair.map(|figure| format!("{figure:.2}"));
        assert_eq!(printed(icc.one), ["0.17", "0.44"]);
        assert_eq!(printed(icc.two), ["0.29", "0.62"]);
        assert_eq!(printed(icc.three), ["0.71", "0.91"]);
    }

    const ANXIETY: [[f64; 20]; 3] = [
        [3., 3., 3., 4., 5., 5., 2., 3., 5., 2., 2., 6., 1., 5., 2., 2., 1., 2., 4., 3.],
        [3., 6., 4., 6., 2., 4., 2., 4., 3., 3., 2., 3., 3., 3., 2., 2., 1., 3., 3., 4.],
        [2., 1., 4., 4., 3., 2., 1., 6., 1., 1., 1., 2., 3., 3., 1., 1., 3., 3., 2., 2.],
    ];

    /// The ratings of anxiety that come with the R package irr: `kendall(anxiety, TRUE)` prints Wt = 0.54,
    /// χ²(19) = 30.8, and `icc(anxiety, model = "twoway", type = "agreement")` ICC(A,1) = 0.198.
    #[test]
    fn w_with_ties_as_published() {
        let rows: Vec<Vec<f64>> = (0..20).map(|at| ANXIETY.iter().map(|rater| rater[at]).collect()).collect();
        let found = concordance(&rows).unwrap();
        assert_eq!(format!("{:.2}", found.w), "0.54");
        assert_eq!(format!("{:.1}", found.chi_square), "30.8");
        assert_eq!(format!("{:.3}", icc(&rows).unwrap().two[0]), "0.198");
    }

    #[test]
    fn what_says_nothing_has_no_figure() {
        assert!(icc(&[vec![1.0, 1.0], vec![1.0, 1.0]]).is_none());
        assert!(concordance(&[vec![1.0, 2.0], vec![1.0, 2.0]]).is_none());
        assert!(icc(&[vec![1.0, 2.0]]).is_none());
        assert!(icc(&[vec![1.0, 2.0], vec![1.0]]).is_none());
        let same = [vec![1.0, 1.0], vec![2.0, 2.0], vec![3.0, 3.0]];
        assert_eq!(icc(&same).unwrap().two, [1.0, 1.0]);
        assert_eq!(concordance(&same).unwrap().w, 1.0);
    }
}
