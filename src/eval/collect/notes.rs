//! What a reader of the results must know: undecided vetoes, totals raised by what was left out,
//! groups too small for a first place.

use std::collections::BTreeMap;

use super::View;
use super::checks::{name_some, some_names};
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::codes;
use crate::plan::PeersId;
use crate::result::{IndicatorResult, Results};
use crate::rubric::{Name, Preparation};
use crate::table::figure::digits;
use crate::table::{Nothing, NothingKind};
use crate::text::Words;
use crate::text::words::plural;
use crate::words;

pub fn all(view: &View<'_>, results: &Results) -> Bag {
    let mut bag = Bag::default();
    variants(view, results, &mut bag);
    vetoes(view, results, &mut bag);
    imputed(view, results, &mut bag);
    raised(view, results, &mut bag);
    without_group(view, &mut bag);
    small_groups(view, results, &mut bag);
    idle(view, results, &mut bag);
    bag
}

/// A name in each language, the id where one is not given.
fn shown<'a>(name: &'a Name, id: &'a str) -> (&'a str, &'a str) {
    let or_id = |text: &'a str| if text.is_empty() { id } else { text };
    (or_id(&name.zh), or_id(&name.en))
}

/// Subjects of no variant, or of several: by whose marks they are judged is open.
fn variants(view: &View<'_>, results: &Results, bag: &mut Bag) {
    let (Some(nodes), Some(index)) = (&view.program.outputs.variant, &results.variant) else { return };
    let conditions: Vec<Option<crate::table::Numbers>> =
        nodes.conditions.iter().map(|node| node.map(|node| view.slice.numbers(node))).collect();
    for (subject, info) in results.subjects.iter().enumerate().filter(|(subject, _)| index.get(*subject).is_err()) {
        let of = |wanted: fn(Result<f64, Nothing>) -> bool| -> Vec<usize> {
            let decided = conditions.iter().enumerate();
            let those = decided.filter(|(_, holds)| holds.as_ref().is_some_and(|holds| wanted(holds.get(subject))));
            those.map(|(variant, _)| variant).collect()
        };
        let (held, open) = (of(|holds| holds.is_ok_and(|holds| holds != 0.0)), of(|holds| holds.is_err()));
        let which = if held.len() > 1 { &held } else { &open };
        let names = |pick: fn(&Name) -> &str| -> Vec<&str> {
            which.iter().filter_map(|at| view.rubric.variants.get(*at)).map(|variant| pick(&variant.name)).collect()
        };
        let (zh, en) = (some_names(&names(|name| &name.zh)).zh, some_names(&names(|name| &name.en)).en);
        let label = &info.label;
        let message = match (held.len(), open.first()) {
            (2.., _) => words!("`{label}` 同时属于考核类型 {zh}", "`{label}` belongs to the variants {en} at once"),
            (_, Some(_)) => words!(
                "无法判断 `{label}` 是否属于考核类型 {zh}",
                "whether `{label}` belongs to the variant {en} cannot be decided"
            ),
            (_, None) => words!("`{label}` 不属于任何考核类型", "`{label}` belongs to no variant"),
        };
        let mut finding = Diagnostic::error(codes::NO_VARIANT, message);
        for variant in which.iter().filter_map(|at| view.rubric.variants.get(*at)) {
            finding = finding.at((view.rubric.source, variant.span), Words::default());
        }
        bag.push(finding.help(words!(
            "更正名册，或改 `[[variant]]` 的 `when`；不写 `when` 的类型适用于其余所有对象",
            "mend the roster or the `when` of a `[[variant]]`; one without `when` is for everybody else"
        )));
    }
}

fn vetoes(view: &View<'_>, results: &Results, bag: &mut Bag) {
    for (veto, strikes) in view.rubric.vetoes.iter().zip(&results.vetoes) {
        let undecided: Vec<_> = results
            .subjects
            .iter()
            .enumerate()
            .filter_map(|(subject, info)| Some((info.label.as_str(), strikes.nothing(subject)?)))
            .collect();
        let Some(who) = name_some(&undecided) else { continue };
        let (zh, en) = shown(&veto.name, &veto.id);
        let message = Words {
            zh: format!("否决 `{zh}` 无法判断，未执行，{}", who.zh),
            en: format!("the veto `{en}` was not applied, as it cannot be decided for {}", who.en),
        };
        let finding = Diagnostic::warning(codes::VETO_UNDECIDED, message);
        bag.push(finding.at((view.rubric.source, veto.span), Words::default()));
    }
}

/// Figures that nobody reported and that the rubric has filled in.
fn imputed(view: &View<'_>, results: &Results, bag: &mut Bag) {
    let indicators = view.rubric.indicators.iter().zip(&view.program.outputs.indicators);
    for ((indicator, nodes), result) in indicators.zip(&results.indicators) {
        let (Some(Preparation::Impute(_)), Some(node)) = (indicator.preparation.first(), nodes.prepared.first()) else {
            continue;
        };
        let filled = view.slice.numbers(*node);
        let without = result.without_value().into_iter().filter(|(subject, _)| filled.get(*subject).is_ok());
        let who: Vec<&str> =
            without.filter_map(|(subject, _)| results.subjects.get(subject)).map(|info| info.label.as_str()).collect();
        if who.is_empty() {
            continue;
        }
        let (zh, en) = shown(&indicator.name, &indicator.id);
        let (names, count) = (some_names(&who), who.len());
        let message = Words {
            zh: format!("`{zh}` 有 {count} 个缺失的值按规定补上：{}", names.zh),
            en: format!("`{en}` has missing values filled in for {count}: {}", names.en),
        };
        let finding = Diagnostic::note(codes::IMPUTED, message);
        bag.push(finding.at((view.rubric.source, indicator.span), Words::default()));
    }
}

/// Of so many each is told of; of more, how many they are.
const ONE_BY_ONE: usize = 1000;

fn raised(view: &View<'_>, results: &Results, bag: &mut Bag) {
    let Some(node) = view.program.outputs.total_at_median else { return };
    let at_median = view.slice.numbers(node);
    let marked = results.total_before.as_ref().unwrap_or(&results.total);
    let is_raised = |subject: &usize| match (marked.get(*subject), at_median.get(*subject)) {
        (Ok(total), Ok(median)) => total > median + 1e-9,
        _ => false,
    };
    let mut left_out = vec![false; results.subjects.len()];
    for (subject, why) in results.indicators.iter().flat_map(IndicatorResult::without_points) {
        if let (true, Some(left_out)) = (why != Nothing::NotInVariant, left_out.get_mut(subject)) {
            *left_out = true;
        }
    }
    let found: Vec<usize> =
        (0..results.subjects.len()).filter(|subject| left_out[*subject]).filter(is_raised).collect();
    if found.len() > ONE_BY_ONE {
        let who: Vec<&str> = found.iter().map(|subject| results.subjects[*subject].label.as_str()).collect();
        let (names, count) = (some_names(&who), who.len());
        let message = Words {
            zh: format!("{count} 个对象因有指标略去，总分高于按组内中位数计的：{}", names.zh),
            en: format!(
                "{} with indicators left out have a total above that with the group's median: {}",
                plural(count, "subject"),
                names.en
            ),
        };
        bag.push(Diagnostic::note(codes::RAISED_BY_SKIP, message));
        return;
    }
    for subject in found {
        let info = &results.subjects[subject];
        let (Ok(total), Ok(median)) = (marked.get(subject), at_median.get(subject)) else { continue };
        let left_out: Vec<&Name> = view
            .rubric
            .indicators
            .iter()
            .zip(&results.indicators)
            .filter(|(_, result)| result.no_points(subject).is_some_and(|why| why != Nothing::NotInVariant))
            .map(|(indicator, _)| &indicator.name)
            .collect();
        let names = |pick: fn(&Name) -> &str| left_out.iter().map(|name| pick(name)).collect::<Vec<_>>();
        let (zh, en) = (some_names(&names(|name| &name.zh)).zh, some_names(&names(|name| &name.en)).en);
        let (label, total, median) = (&info.label, digits(total), digits(median));
        bag.push(Diagnostic::note(
            codes::RAISED_BY_SKIP,
            words!(
                "`{label}` 因略去 {zh}，总分 {total} 高于按组内中位数计的 {median}",
                "`{label}` has a total of {total} with {en} left out, above {median} with the group's median"
            ),
        ));
    }
}

/// Subjects that stand in no peer group have no place and no peer-relative score.
fn without_group(view: &View<'_>, bag: &mut Bag) {
    for index in 0..view.program.plan.peers.len() {
        let Some(groups) = view.lanes.groups(PeersId(index as u16)) else { continue };
        let without: Vec<_> = view
            .subjects
            .iter()
            .filter_map(|subject| {
                Some((view.bound.subjects[*subject].label.as_str(), groups.of(view.slice.row(*subject)).err()?))
            })
            .collect();
        if let Some(who) = name_some(&without) {
            let message = Words {
                zh: format!("没有分组，不参加组内比较和排名，{}", who.zh),
                en: format!("no peer group, and so no place in one, for {}", who.en),
            };
            bag.push(Diagnostic::warning(codes::NO_GROUP, message));
        }
    }
}

/// Who has no indicator that applies, and which indicator applies to nobody.
fn idle(view: &View<'_>, results: &Results, bag: &mut Bag) {
    let count = results.subjects.len();
    // Of each subject how many indicators are not for it, of each indicator how many subjects.
    let (mut of_subject, mut of_indicator) = (vec![0_usize; count], Vec::new());
    for result in &results.indicators {
        let mut all = 0;
        for (subject, _) in result.without_value().iter().filter(|(_, w)| w.kind() == NothingKind::NotApplicable) {
            all += 1;
            if let Some(of_subject) = of_subject.get_mut(*subject) {
                *of_subject += 1;
            }
        }
        of_indicator.push(all);
    }
    let without = results.subjects.iter().zip(&of_subject).filter(|(_, out)| **out == of_indicator.len());
    let people: Vec<&str> = without.filter(|_| !of_indicator.is_empty()).map(|(info, _)| info.label.as_str()).collect();
    if !people.is_empty() {
        let (names, count) = (some_names(&people), people.len());
        let message = Words {
            zh: format!("{count} 个考核对象没有适用的指标：{}", names.zh),
            en: format!("{} without any indicator that applies: {}", plural(count, "subject"), names.en),
        };
        bag.push(Diagnostic::note(codes::WITHOUT_INDICATOR, message));
    }
    if results.subjects.is_empty() || people.len() == results.subjects.len() {
        return;
    }
    for (indicator, out) in view.rubric.indicators.iter().zip(of_indicator) {
        if out == count {
            let (zh, en) = shown(&indicator.name, &indicator.id);
            let message = Words {
                zh: format!("指标 `{zh}` 不适用于任何人"),
                en: format!("the indicator `{en}` applies to nobody"),
            };
            let finding = Diagnostic::note(codes::OF_NOBODY, message);
            bag.push(finding.at((view.rubric.source, indicator.span), Words::default()));
        }
    }
}

fn small_groups(view: &View<'_>, results: &Results, bag: &mut Bag) {
    let least = view.rubric.subject.min_group;
    if !view.rubric.consequences.iter().any(|consequence| consequence.by_place) {
        return;
    }
    let mut small: BTreeMap<&str, f64> = BTreeMap::new();
    for (subject, info) in results.subjects.iter().enumerate() {
        if let Ok(size) = results.group_size.get(subject)
            && size < least as f64
        {
            small.insert(info.groups.first().map_or("", String::as_str), size);
        }
    }
    for (name, size) in small {
        let members = plural(size as usize, "member");
        let (zh, en) = if name.is_empty() {
            ("参加排名的".to_string(), "the ranking".to_string())
        } else {
            (format!("`{name}` "), format!("`{name}`"))
        };
        bag.push(Diagnostic::note(
            codes::SMALL_GROUP,
            words!(
                "{zh}只有 {size} 个对象，少于 {least} 个，不按名次奖惩",
                "{en} has {members}, fewer than {least}: no consequence is drawn from places"
            ),
        ));
    }
}
