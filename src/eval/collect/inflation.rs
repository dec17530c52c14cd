//! How far groups rate themselves above what others give them.

use std::collections::BTreeMap;

use crate::number::ExactSum;
use crate::result::{GroupInflation, Results};
use crate::rubric::Rubric;

/// Means over those of a group who have both figures. A group of fewer than `min_group`, or of one,
/// would only repeat what stands beside its members.
pub fn of_groups(rubric: &Rubric, results: &Results) -> Vec<GroupInflation> {
    let least = rubric.subject.min_group.max(2);
    let mut all = Vec::new();
    for (indicator, result) in results.indicators.iter().enumerate() {
        let Some(inflation) = &result.inflation else { continue };
        let mut groups: BTreeMap<Option<(usize, String)>, Vec<(f64, f64)>> = BTreeMap::new();
        for (subject, info) in results.subjects.iter().enumerate() {
            let (Ok(own), Ok(others)) = (inflation.own.get(subject), inflation.others.get(subject)) else { continue };
            if info.groups.is_empty() {
                groups.entry(None).or_default().push((own, others));
            }
            for (column, name) in info.groups.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
                groups.entry(Some((column, name.clone()))).or_default().push((own, others));
            }
        }
        for (group, figures) in groups.into_iter().filter(|(_, figures)| figures.len() >= least) {
            let count = figures.len();
            let mean = |pick: fn(&(f64, f64)) -> f64| {
                figures.iter().map(pick).collect::<ExactSum>().value() / count as f64
            };
            all.push(GroupInflation { indicator, group, members: count, own: mean(|f| f.0), others: mean(|f| f.1) });
        }
    }
    all
}
