//! Where people stand: spreads of figures, points lost against full marks, figures of the group,
//! change since the period before. What every report for people is made of.
//!
//! Reads results and computes no score; knows no format and no words but those of the rubric. What
//! is asked of a whole period is computed once, in [`Standings`]; the rest is asked by subject.

mod change;
mod group;
mod lost;
mod spread;

pub use change::{Change, PointsChanged, change, index_of};
pub use group::{Group, LEAST_GROUP, PartOfGroup};
pub use lost::{Lost, Strengths, lost};
pub use spread::{Bin, Spread, bins, median};

use super::View;
use super::outcome::figure;
use crate::result::Results;
use crate::table::Numbers;

/// Figures of a whole period.
#[derive(Debug, Clone)]
pub struct Standings {
    /// Of all totals; `None` where nobody has one.
    pub total: Option<Spread>,
    pub without_total: usize,
    /// How many have each of the rubric's grades, best first, and how many have none of them.
    pub grades: Vec<usize>,
    pub without_grade: usize,
    /// Parallel to the rubric's indicators.
    pub indicators: Vec<OfIndicator>,
    /// Peer groups in the order of their names.
    pub groups: Vec<Group>,
    /// For each subject an index into `groups`.
    group_of: Vec<usize>,
}

/// How an indicator came out.
#[derive(Debug, Clone, PartialEq)]
pub struct OfIndicator {
    /// Of the points, as shares (0–100) of full marks; `None` where nobody was scored.
    pub score: Option<Spread>,
    /// How many have full marks, and how many none.
    pub full: usize,
    pub zero: usize,
    /// Whom it is no part of, or who were not scored.
    pub nothing: usize,
    /// Ten of ten hundredths of full marks each.
    pub bins: Vec<Bin>,
}

impl Standings {
    pub fn of(view: &View) -> Standings {
        let results = view.results;
        let totals = figures(&results.total, results);
        let mut grades = vec![0; view.rubric.grades.len()];
        let mut without_grade = 0;
        for subject in 0..results.subjects.len() {
            let grade = figure(&results.grade, subject).ok();
            match grade.and_then(|index| grades.get_mut(index as usize)) {
                Some(count) => *count += 1,
                None => without_grade += 1,
            }
        }
        let indicators = (0..results.indicators.len()).map(|at| OfIndicator::of(results, at)).collect();
        let (groups, group_of) = group::all(view);
        Standings {
            without_total: results.subjects.len() - totals.len(),
            total: Spread::of(&totals),
            grades,
            without_grade,
            indicators,
            groups,
            group_of,
        }
    }

    /// The peer group of a subject.
    pub fn group_of(&self, subject: usize) -> Option<&Group> {
        self.groups.get(*self.group_of.get(subject)?)
    }
}

impl OfIndicator {
    fn of(results: &Results, indicator: usize) -> OfIndicator {
        let all: Vec<f64> =
            (0..results.subjects.len()).filter_map(|subject| share(results, indicator, subject)).collect();
        let is = |wanted: f64| move |share: &&f64| crate::number::compare::same(**share, wanted);
        OfIndicator {
            score: Spread::of(&all),
            full: all.iter().filter(|share| **share > 100.0).count() + all.iter().filter(is(100.0)).count(),
            zero: all.iter().filter(is(0.0)).count(),
            nothing: results.subjects.len() - all.len(),
            bins: bins(&all, 0.0, 100.0, 10),
        }
    }
}

/// Points as hundredths of full marks, where there are both.
pub fn share(results: &Results, indicator: usize, subject: usize) -> Option<f64> {
    let result = results.indicators.get(indicator)?;
    share_of(&result.points, &result.full, subject)
}

/// Likewise of a category.
pub fn share_of_category(results: &Results, category: usize, subject: usize) -> Option<f64> {
    let result = results.categories.get(category)?;
    share_of(&result.points, &result.full, subject)
}

/// Points as hundredths of full marks.
pub fn share_of(points: &Numbers, full: &Numbers, subject: usize) -> Option<f64> {
    let (points, full) = (figure(points, subject).ok()?, figure(full, subject).ok()?);
    (full > 0.0).then(|| points / full * 100.0)
}

/// Those of the subjects who have one.
fn figures(numbers: &Numbers, results: &Results) -> Vec<f64> {
    (0..results.subjects.len()).filter_map(|subject| figure(numbers, subject).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::text::Lang;

    #[test]
    fn everybody_is_counted_once() {
        let shop = fixture::shop();
        let view = shop.view(Lang::Zh);
        let all = Standings::of(&view);
        let people = shop.results.subjects.len();
        assert_eq!(all.total.as_ref().map_or(0, |total| total.count) + all.without_total, people);
        assert_eq!(all.grades.iter().sum::<usize>() + all.without_grade, people);
        for of in &all.indicators {
            assert_eq!(of.score.as_ref().map_or(0, |score| score.count) + of.nothing, people);
            assert_eq!(of.bins.iter().map(|bin| bin.count).sum::<usize>() + of.nothing, people);
        }
        assert_eq!(all.groups.iter().map(|group| group.members.len()).sum::<usize>(), people);
    }
}
