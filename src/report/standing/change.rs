//! Somebody's figures beside those of an earlier period.

use super::lost::difference;
use crate::number::compare::same;
use crate::report::View;
use crate::report::outcome::figure;
use crate::result::Results;
use crate::table::Nothing;

/// Before and now.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub total: [Result<f64, Nothing>; 2],
    pub rank: [Result<f64, Nothing>; 2],
    /// Indices into the rubric's grades.
    pub grade: [Option<usize>; 2],
    /// Of indicators whose points are known both times and differ: the greatest difference first.
    pub points: Vec<PointsChanged>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointsChanged {
    /// An index into the rubric's indicators.
    pub indicator: usize,
    pub before: f64,
    pub now: f64,
    /// Now less before.
    pub by: f64,
}

/// The subject of that key.
pub fn index_of(results: &Results, key: &str) -> Option<usize> {
    results.subjects.iter().position(|subject| subject.key == key)
}

/// What changed for a subject of `now`, which has the index `earlier` in `before`. Both are of one rubric.
pub fn change(before: &View, earlier: usize, now: &View, subject: usize) -> Change {
    let (old, new) = (before.results, now.results);
    let grade = |results: &Results, at| figure(&results.grade, at).ok().map(|index| index as usize);
    let mut points: Vec<PointsChanged> = old
        .indicators
        .iter()
        .zip(&new.indicators)
        .enumerate()
        .filter_map(|(indicator, (old, new))| {
            let (before, now) = (figure(&old.points, earlier).ok()?, figure(&new.points, subject).ok()?);
            (!same(before, now)).then(|| PointsChanged { indicator, before, now, by: difference(now, before) })
        })
        .collect();
    points.sort_by(|a, b| b.by.abs().total_cmp(&a.by.abs()).then(a.indicator.cmp(&b.indicator)));
    Change {
        total: [figure(&old.total, earlier), figure(&new.total, subject)],
        rank: [figure(&old.rank, earlier), figure(&new.rank, subject)],
        grade: [grade(old, earlier), grade(new, subject)],
        points,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::table::Numbers;
    use crate::text::Lang;

    #[test]
    fn what_changed_most_stands_first() {
        let shop = fixture::shop();
        let mut results = shop.results.clone();
        for (indicator, points) in results.indicators.iter_mut().zip([1.0, 9.0, 2.0]) {
            indicator.points = Numbers::from_values(vec![points; 4]);
        }
        let mut later = results.clone();
        later.indicators[0].points = Numbers::from_values(vec![1.5; 4]);
        later.indicators[1].points = Numbers::from_values(vec![4.0; 4]);
        let view = shop.view(Lang::Zh);
        let (before, now) = (View { results: &results, ..view }, View { results: &later, ..view });
        let changed = change(&before, 0, &now, 0);
        let said: Vec<(usize, f64)> = changed.points.iter().map(|points| (points.indicator, points.by)).collect();
        assert_eq!(said, [(1, -5.0), (0, 0.5)]);
        let key = &shop.results.subjects[2].key;
        assert_eq!(index_of(&later, key), Some(2));
    }
}
