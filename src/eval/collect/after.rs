//! Quotas that do not come out, means that are too high, money that stays where it was.

use super::View;
use super::checks::NAMED;
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::codes;
use crate::plan::{NodeId, PeersId, StepKind};
use crate::result::Results;
use crate::rubric::{AboveMean, Bound, CorrectionMethod, Unspread};
use crate::table::Nothing;
use crate::table::figure::{self, digits, short};
use crate::text::Words;
use crate::words;

/// The members of a group in the period, as positions among the assessed.
struct Group<'a> {
    name: &'a str,
    members: Vec<usize>,
}

/// Findings, and why results are not to be used yet.
pub fn all(view: &View<'_>, results: &Results) -> (Bag, Vec<Words>) {
    let (mut bag, mut rejected) = (Bag::default(), Vec::new());
    steps(view, results, &mut bag, &mut rejected);
    quotas(view, results, &mut bag);
    pools(view, results, &mut bag);
    deductions(view, results, &mut bag);
    (bag, rejected)
}

fn groups<'a>(view: &View<'a>, within: PeersId) -> Vec<Group<'a>> {
    let Some(groups) = view.lanes.groups(within) else { return Vec::new() };
    let mut all: Vec<Group<'a>> = groups.names.iter().map(|name| Group { name, members: Vec::new() }).collect();
    for (position, subject) in view.subjects.iter().enumerate() {
        if let Ok(group) = groups.of(view.slice.row(*subject))
            && let Some(group) = all.get_mut(group)
        {
            group.members.push(position);
        }
    }
    all.retain(|group| !group.members.is_empty());
    all
}

/// `甲班 `, or nothing for everybody: what a sentence about the group begins with.
fn begins(group: &Group<'_>) -> Words {
    if group.name.is_empty() {
        return words!("全体 ", "everybody");
    }
    let name = group.name;
    words!("`{name}` ", "`{name}`")
}

/// The figure of a group at any of its members.
fn of(view: &View<'_>, node: NodeId, group: &Group<'_>) -> Result<f64, Nothing> {
    let numbers = view.slice.numbers(node);
    let mut why = Nothing::NoRows;
    for position in &group.members {
        match numbers.get(*position) {
            Ok(value) => return Ok(value),
            Err(nothing) => why = nothing,
        }
    }
    Err(why)
}

fn steps(view: &View<'_>, results: &Results, bag: &mut Bag, rejected: &mut Vec<Words>) {
    let after = &view.rubric.afterwards;
    for step in &view.program.outputs.afterwards.steps {
        match step.kind {
            StepKind::Correction => correction(view, results, step.within, step.std, bag),
            StepKind::MeanCap(index) => {
                let (Some(cap), Some(mean), Some(most)) = (after.mean_caps.get(index), step.mean, step.measure) else {
                    continue;
                };
                for group in groups(view, step.within) {
                    let (Ok(mean), Ok(most)) = (of(view, mean, &group), of(view, most, &group)) else { continue };
                    if crate::number::compare(mean, most).is_le() {
                        continue;
                    }
                    let who = begins(&group);
                    let (zh, en) = (&cap.name.zh, &cap.name.en);
                    let (mean, most) = (short(mean), short(most));
                    let place = (view.rubric.source, cap.span);
                    match cap.then {
                        AboveMean::Reject => {
                            let said = Words {
                                zh: format!("{}平均分 {mean}，超过 `{zh}` 的 {most}", who.zh),
                                en: format!("{} has a mean of {mean}, above the {most} of `{en}`", who.en),
                            };
                            rejected.push(said.clone());
                            bag.push(Diagnostic::error(codes::MEAN_ABOVE, said).at(place, Words::default()).help(
                                words!(
                                    "请各评分人重新评定后再算；结果此前不可使用",
                                    "have the marks revised; until then the results are not to be used"
                                ),
                            ));
                        }
                        AboveMean::Rescale => {
                            let said = Words {
                                zh: format!(
                                    "{}平均分 {mean}，超过 `{zh}` 的 {most}，各人总分乘 {most} / {mean}",
                                    who.zh
                                ),
                                en: format!(
                                    "{} has a mean of {mean}, above the {most} of `{en}`: totals are multiplied by {most} / {mean}",
                                    who.en
                                ),
                            };
                            bag.push(Diagnostic::note(codes::MEAN_ABOVE, said).at(place, Words::default()));
                        }
                    }
                }
            }
            StepKind::Carried => {}
        }
    }
}

/// Groups of one and groups without spread have nothing to be corrected by.
fn correction(view: &View<'_>, results: &Results, within: PeersId, std: Option<NodeId>, bag: &mut Bag) {
    let Some(correction) = &view.rubric.afterwards.correction else { return };
    let (CorrectionMethod::ZScore { all_equal, alone, .. }, Some(std)) = (&correction.method, std) else { return };
    let totals = results.total_before.as_ref().unwrap_or(&results.total);
    for group in groups(view, within) {
        let count = group.members.iter().filter(|position| totals.get(**position).is_ok()).count();
        let (why, rule) = match of(view, std, &group) {
            _ if count == 1 => (words!("只有一人有总分", "has one total only"), *alone),
            Ok(0.0) => (words!("总分全都一样", "has equal totals only"), *all_equal),
            _ => continue,
        };
        let done = match rule {
            Unspread::Keep => words!("不修正", "they stay as they are"),
            Unspread::Mean => words!("取折算到的平均", "they become the common mean"),
        };
        let who = begins(&group);
        let said = Words {
            zh: format!("{}{}，宽严修正按规定{}", who.zh, why.zh, done.zh),
            en: format!("{} {}, so by the rule of the correction {}", who.en, why.en, done.en),
        };
        bag.push(
            Diagnostic::note(codes::NOT_CORRECTED, said).at((view.rubric.source, correction.span), Words::default()),
        );
    }
}

fn quotas(view: &View<'_>, results: &Results, bag: &mut Bag) {
    let ranked = view.slice.numbers(view.program.outputs.ranked);
    for nodes in &view.program.outputs.afterwards.quotas {
        let Some(quota) = view.rubric.afterwards.quotas.get(nodes.quota) else { continue };
        let place = (view.rubric.source, quota.span);
        let (zh, en) = (&quota.name.zh, &quota.name.en);
        for group in groups(view, nodes.within) {
            let standing: Vec<usize> =
                group.members.iter().copied().filter(|position| ranked.get(*position) == Ok(1.0)).collect();
            if standing.is_empty() {
                continue;
            }
            let who = begins(&group);
            let limit = match of(view, nodes.limit, &group) {
                Ok(limit) => limit,
                Err(why) => {
                    let why = figure::nothing(why);
                    let said = Words {
                        zh: format!("{}{zh} 的名额无法确定，没有执行：{}", who.zh, why.zh),
                        en: format!("the quota of {en} of {} is not applied, its size is {}", who.en, why.en),
                    };
                    bag.push(Diagnostic::warning(codes::QUOTA_UNDECIDED, said).at(place, Words::default()));
                    continue;
                }
            };
            let (first, last) = (quota.grades.0 as f64, quota.grades.1 as f64);
            let inside = |position: &&usize| results.grade.get(**position).is_ok_and(|g| g >= first && g <= last);
            let there = standing.iter().filter(inside).count();
            if there as f64 <= limit {
                continue;
            }
            let (size, limit) = (standing.len(), limit.max(0.0) as usize);
            let said = match quota.bound {
                Bound::Most => Words {
                    zh: format!("{}{size} 人中 {zh} 最多 {limit} 人，因并列有 {there} 人", who.zh),
                    en: format!("{}: {there} of {size} have {en}, the most is {limit}; ties are kept", who.en),
                },
                Bound::Least => {
                    let (least, low) = (size.saturating_sub(limit), size - there);
                    Words {
                        zh: format!("{}{size} 人中 {zh} 至少 {least} 人，因并列只有 {low} 人", who.zh),
                        en: format!("{}: {low} of {size} have {en}, the least is {least}; ties are kept", who.en),
                    }
                }
            };
            bag.push(Diagnostic::warning(codes::QUOTA_MISSED, said).at(place, Words::default()));
        }
    }
}

/// Pools in which nobody has a share, or of which the amount is not known.
fn pools(view: &View<'_>, results: &Results, bag: &mut Bag) {
    let consequences = view.rubric.consequences.iter().zip(&view.program.outputs.consequences);
    for ((rule, nodes), result) in consequences.zip(&results.consequences) {
        let (Some(pool), Some(spec)) = (&nodes.pool, &rule.pool) else { continue };
        let place = (view.rubric.source, spec.span);
        let (zh, en) = (&rule.name.zh, &rule.name.en);
        for group in groups(view, pool.within) {
            let takers = group.members.iter().filter(|position| result.when.get(**position).is_ok_and(|w| w != 0.0));
            let who = begins(&group);
            if takers.count() == 0 {
                let said = Words {
                    zh: format!("{}没有人分 `{zh}`，没有发放", who.zh),
                    en: format!("nobody of {} shares in `{en}`: it is not paid", who.en),
                };
                bag.push(Diagnostic::warning(codes::POOL_UNSHARED, said).at(place, Words::default()));
            } else if let Err(why) = of(view, pool.amount, &group) {
                let why = figure::nothing(why);
                let said = Words {
                    zh: format!("{}`{zh}` 的总额无法确定：{}", who.zh, why.zh),
                    en: format!("the amount of `{en}` for {} is {}", who.en, why.en),
                };
                bag.push(Diagnostic::warning(codes::POOL_UNSHARED, said).at(place, Words::default()));
            }
        }
    }
}

fn deductions(view: &View<'_>, results: &Results, bag: &mut Bag) {
    let consequences = view.rubric.consequences.iter().zip(&view.program.outputs.consequences);
    for ((rule, nodes), result) in consequences.zip(&results.consequences) {
        let (Some((wanted, _)), Some(money)) = (nodes.limited, &result.money) else { continue };
        let wanted = view.slice.numbers(wanted);
        let mut cut = Vec::new();
        for (position, info) in results.subjects.iter().enumerate() {
            let strikes = result.when.get(position).is_ok_and(|when| when != 0.0);
            if let (true, Ok(wanted), Ok(done)) = (strikes, wanted.get(position), money.get(position))
                && wanted < done
            {
                let (label, wanted, done) = (&info.label, digits(-wanted), digits(-done));
                cut.push(words!("`{label}` 应扣 {wanted} 实扣 {done}", "`{label}` {wanted}, {done} taken"));
            }
        }
        if cut.is_empty() {
            continue;
        }
        let more = cut.len().saturating_sub(NAMED);
        let shown = |pick: fn(&Words) -> &str| cut.iter().take(NAMED).map(pick).collect::<Vec<_>>();
        let (mut zh, mut en) = (shown(|said| &said.zh).join("；"), shown(|said| &said.en).join("; "));
        if more > 0 {
            zh.push_str(&format!(" 等（另有 {more} 人）"));
            en.push_str(&format!(" and {more} more"));
        }
        let said = Words {
            zh: format!("`{}` 超过可扣的数额，只扣到 0：{zh}", rule.name.zh),
            en: format!("`{}` is more than there is to take it from: {en}", rule.name.en),
        };
        bag.push(
            Diagnostic::warning(codes::DEDUCTION_LIMITED, said).at((view.rubric.source, rule.span), Words::default()),
        );
    }
}
