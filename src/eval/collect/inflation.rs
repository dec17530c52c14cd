//! How far groups rate themselves above what others give them.

use std::collections::BTreeMap;

use super::View;
use super::checks::NAMED;
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::codes;
use crate::number::compare::compare;
use crate::number::{ExactSum, round_half_away};
use crate::result::{GroupInflation, Results};
use crate::rubric::Rubric;
use crate::table::figure::short;
use crate::text::Words;

/// What each member gives himself, and what others give him.
type Pairs = Vec<(f64, f64)>;

/// Means over those of a group who have both figures. A group of fewer than `min_group`, or of one,
/// would only repeat what stands beside its members.
pub fn of_groups(rubric: &Rubric, results: &Results) -> Vec<GroupInflation> {
    let least = rubric.subject.min_group.max(2);
    let mut all = Vec::new();
    for (indicator, result) in results.indicators.iter().enumerate() {
        let Some(inflation) = &result.inflation else { continue };
        let mut groups: BTreeMap<Option<(usize, String)>, Pairs> = BTreeMap::new();
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
            let mean =
                |pick: fn(&(f64, f64)) -> f64| figures.iter().map(pick).collect::<ExactSum>().value() / count as f64;
            all.push(GroupInflation { indicator, group, members: count, own: mean(|f| f.0), others: mean(|f| f.1) });
        }
    }
    all
}

/// Who rates himself above what others give by more than the rubric lets pass, the farthest first.
pub fn tell(view: &View<'_>, results: &Results) -> Bag {
    let mut bag = Bag::default();
    for (indicator, result) in view.rubric.indicators.iter().zip(&results.indicators) {
        let raters = result.ratings.iter().filter_map(|given| view.rubric.raters.get(given.rater));
        let (Some(inflation), Some(limit)) = (&result.inflation, raters.filter_map(|rater| rater.tell_above).next())
        else {
            continue;
        };
        let mut above: Vec<(f64, usize)> = (0..results.subjects.len())
            .filter_map(|subject| Some((inflation.gap.get(subject).ok()?, subject)))
            .filter(|(gap, _)| compare(*gap, limit.to_f64()).is_gt())
            .collect();
        if above.is_empty() {
            continue;
        }
        above.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let said = |(gap, subject): &(f64, usize)| {
            let gap = short(round_half_away(*gap, 2));
            results.subjects.get(*subject).map(|info| format!("{} {gap}", info.label))
        };
        let named: Vec<String> = above.iter().take(NAMED).filter_map(said).collect();
        let (count, more) = (above.len(), above.len().saturating_sub(NAMED));
        let (zh_who, en_who) = (named.join("、"), named.join(", "));
        let (zh_more, en_more) = if more > 0 {
            (format!(" 等另 {more} 个"), format!(" and {more} more"))
        } else {
            (String::new(), String::new())
        };
        let message = Words {
            zh: format!("`{}` 有 {count} 个自评高出他评 {limit} 分以上：{zh_who}{zh_more}", indicator.name.zh),
            en: format!(
                "`{}`: {count} self-ratings more than {limit} above those by others: {en_who}{en_more}",
                indicator.name.en
            ),
        };
        let finding = Diagnostic::warning(codes::ABOVE_OTHERS, message);
        bag.push(finding.at((view.rubric.source, indicator.span), Words::default()));
    }
    bag
}
