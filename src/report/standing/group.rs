//! Figures of a peer group, and when it is too small for them.

use std::collections::BTreeMap;

use super::spread::median;
use crate::number::compare::{compare, same};
use crate::report::View;
use crate::report::outcome::figure;
use crate::table::Numbers;

/// Of fewer than this a figure of the group is as good as one of a person, and is not told to anybody else.
pub const LEAST_GROUP: usize = 5;

/// Those who are ranked together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Empty for a rubric without groups.
    pub name: String,
    /// Indices of subjects.
    pub members: Vec<usize>,
}

/// What a group has on one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartOfGroup {
    /// How many have the figure, with the same full marks.
    pub count: usize,
    pub median: f64,
    pub best: f64,
}

/// The groups by name, and the group of each subject.
pub(super) fn all(view: &View) -> (Vec<Group>, Vec<usize>) {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, subject) in view.results.subjects.iter().enumerate() {
        by_name.entry(subject.groups.first().map_or("", String::as_str)).or_default().push(at);
    }
    let mut group_of = vec![0; view.results.subjects.len()];
    let mut groups = Vec::new();
    for (name, members) in by_name {
        for member in &members {
            if let Some(of) = group_of.get_mut(*member) {
                *of = groups.len();
            }
        }
        groups.push(Group { name: name.to_string(), members });
    }
    (groups, group_of)
}

impl Group {
    /// Whether it is large enough to be spoken of.
    pub fn is_told(&self) -> bool {
        self.members.len() >= LEAST_GROUP
    }

    /// Totals; `None` where fewer than [`LEAST_GROUP`] have one.
    pub fn total(&self, view: &View) -> Option<PartOfGroup> {
        self.figures(&view.results.total, |_| true)
    }

    /// Points of those for whom an indicator has the full marks that it has for the subject.
    pub fn indicator(&self, view: &View, indicator: usize, subject: usize) -> Option<PartOfGroup> {
        let result = view.results.indicators.get(indicator)?;
        self.alike(&result.points, &result.full, subject)
    }

    /// Likewise of a category.
    pub fn category(&self, view: &View, category: usize, subject: usize) -> Option<PartOfGroup> {
        let result = view.results.categories.get(category)?;
        self.alike(&result.points, &result.full, subject)
    }

    fn alike(&self, points: &Numbers, full: &Numbers, subject: usize) -> Option<PartOfGroup> {
        let own = figure(full, subject).ok()?;
        self.figures(points, |member| figure(full, member).is_ok_and(|full| same(full, own)))
    }

    fn figures(&self, numbers: &Numbers, counts: impl Fn(usize) -> bool) -> Option<PartOfGroup> {
        let of = |member: &usize| figure(numbers, *member).ok().filter(|_| counts(*member));
        let all: Vec<f64> = self.members.iter().filter_map(of).collect();
        if all.len() < LEAST_GROUP {
            return None;
        }
        let best = all.iter().copied().reduce(|a, b| if compare(a, b).is_lt() { b } else { a })?;
        Some(PartOfGroup { count: all.len(), median: median(&all)?, best })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::standing::Standings;
    use crate::text::Lang;

    #[test]
    fn a_small_group_is_not_spoken_of() {
        let shop = fixture::shop();
        let view = shop.view(Lang::Zh);
        let all = Standings::of(&view);
        let group = all.group_of(0).unwrap();
        assert!(!group.is_told());
        assert_eq!(group.total(&view), None);
        assert_eq!(group.indicator(&view, 0, 0), None);
    }

    #[test]
    fn five_have_a_middle_and_a_best() {
        let shop = fixture::shop();
        let mut results = shop.results.clone();
        while results.subjects.len() < 6 {
            results.subjects.push(results.subjects[0].clone());
        }
        let totals: Numbers = [Ok(70.0), Ok(90.0), Ok(80.0), Ok(60.0), Ok(100.0)].into_iter().collect();
        results.total = totals;
        let group = Group { name: String::new(), members: (0..6).collect() };
        let view = View { results: &results, ..shop.view(Lang::Zh) };
        assert_eq!(group.total(&view), Some(PartOfGroup { count: 5, median: 80.0, best: 100.0 }));
    }
}
