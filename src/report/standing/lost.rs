//! Points lost, and where somebody is above or below the others.

use super::group::{Group, PartOfGroup};
use crate::number::compare::compare;
use crate::report::View;
use crate::report::outcome::figure;
use crate::table::Nothing;

/// What an indicator cost a subject against full marks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lost {
    /// An index into the rubric's indicators.
    pub indicator: usize,
    pub full: f64,
    /// Why there are none, where there are none.
    pub points: Result<f64, Nothing>,
    /// Full marks less points; a nothing loses none, and more than full marks neither.
    pub lost: f64,
}

/// Of every indicator that is a part of the subject's scheme: the greatest loss first, equal ones in the order
/// of the rubric.
pub fn lost(view: &View, subject: usize) -> Vec<Lost> {
    let mut all: Vec<Lost> = view
        .results
        .indicators
        .iter()
        .enumerate()
        .filter_map(|(indicator, result)| {
            let full = figure(&result.full, subject).ok().filter(|full| *full > 0.0)?;
            let points = figure(&result.points, subject);
            if points == Err(Nothing::NotInVariant) {
                return None;
            }
            let lost = points.map_or(0.0, |points| difference(full, points).max(0.0));
            Some(Lost { indicator, full, points, lost })
        })
        .collect();
    all.sort_by(|a, b| b.lost.total_cmp(&a.lost).then(a.indicator.cmp(&b.indicator)));
    all
}

/// To twelve digits: 20 less 19.9 is 0.1.
pub(super) fn difference(a: f64, b: f64) -> f64 {
    if compare(a, b).is_eq() {
        return 0.0;
    }
    let mut sum = crate::number::ExactSum::new();
    sum.add(a);
    sum.add(-b);
    sum.value()
}

/// Indicators (by index) beside the middle of the group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Strengths {
    /// Above it, the farthest first, with the points between.
    pub above: Vec<(usize, f64)>,
    /// Below it, likewise.
    pub below: Vec<(usize, f64)>,
}

impl Strengths {
    /// Nothing where the group is too small to be spoken of, nor of indicators on which too few are scored.
    pub fn of(view: &View, group: &Group, subject: usize) -> Strengths {
        let mut out = Strengths::default();
        for (indicator, result) in view.results.indicators.iter().enumerate() {
            let Ok(points) = figure(&result.points, subject) else { continue };
            let Some(PartOfGroup { median, .. }) = group.indicator(view, indicator, subject) else { continue };
            let gap = difference(points, median);
            if gap > 0.0 {
                out.above.push((indicator, gap));
            } else if gap < 0.0 {
                out.below.push((indicator, -gap));
            }
        }
        for side in [&mut out.above, &mut out.below] {
            side.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::text::Lang;

    #[test]
    fn losses_are_against_full_marks() {
        let shop = fixture::shop();
        let view = shop.view(Lang::Zh);
        for subject in 0..shop.results.subjects.len() {
            let all = lost(&view, subject);
            assert!(all.windows(2).all(|pair| pair[0].lost >= pair[1].lost));
            for one in &all {
                match one.points {
                    Ok(points) => assert!((one.full - points - one.lost).abs() < 1e-9 || points > one.full),
                    Err(_) => assert_eq!(one.lost, 0.0),
                }
            }
        }
        assert_eq!(difference(20.0, 19.9), 0.1);
    }
}
