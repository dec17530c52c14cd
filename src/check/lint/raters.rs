//! Who decides: how much rests on judgement, on one person, on peers.

use super::{Scheme, codes, per_cent, several};
use crate::diagnostic::Diagnostic;
use crate::rubric::{Indicator, Rated, Rater, RaterWeight};
use crate::text::{Words, words::plural};
use crate::words;

/// What those are called who rate each other.
const PEERS: &[&str] = &["同行", "同事", "互评", "互相", "同级", "同僚", "peer", "colleague"];

/// What those are called who are never one person.
const CROWDS: &[&str] = &[
    "顾客",
    "客户",
    "学生",
    "群众",
    "业主",
    "住户",
    "代表",
    "评委",
    "小组",
    "委员",
    "专家",
    "下级",
    "下属",
    "家长",
    "考核组",
    "customer",
    "student",
    "panel",
    "committee",
    "subordinate",
    "jury",
];

fn is_called(rater: &Rater, words: &[&str]) -> bool {
    let named = |word: &&str| {
        [&rater.id, &rater.name.zh, &rater.name.en].iter().any(|name| name.to_lowercase().contains(*word))
    };
    words.iter().any(named)
}

/// What part of an indicator such raters decide, by the weights that are written.
fn part(scheme: &Scheme<'_>, rated: &Rated, of: &dyn Fn(&Rater) -> bool) -> f64 {
    let weight = |place: usize, rater: &Rater| match (rated.weights.get(place).copied().flatten(), &rater.weight) {
        (Some(own), _) => own.to_f64(),
        (None, RaterWeight::Fixed(weight)) => weight.to_f64(),
        // What differs from one to the other is taken at its least, so that nothing is told in vain.
        (None, RaterWeight::ByGroup { .. } | RaterWeight::Formula(_)) => 0.0,
    };
    let raters = rated.raters.iter().enumerate();
    let raters: Vec<(f64, bool)> = raters
        .filter_map(|(place, index)| {
            let rater = scheme.rubric.raters.get(*index)?;
            Some((weight(place, rater), of(rater)))
        })
        .collect();
    if let [(_, such)] = raters.as_slice() {
        return f64::from(*such);
    }
    let all: f64 = raters.iter().map(|(weight, _)| weight).sum();
    let such: f64 = raters.iter().filter(|(_, such)| *such).map(|(weight, _)| weight).sum();
    if all > 0.0 { such / all } else { 0.0 }
}

fn indicator<'a>(scheme: &'a Scheme<'_>, index: usize) -> Option<(&'a Indicator, &'a Rated)> {
    let indicator = scheme.rubric.indicators.get(index)?;
    Some((indicator, indicator.rated.as_ref()?))
}

/// Marks that people give rather than figures.
pub(super) fn judged(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let share = scheme.share(&|index| f64::from(indicator(scheme, index).is_some()));
    let first = scheme.rubric.indicators.iter().find(|indicator| indicator.rated.is_some());
    let Some(first) = first.filter(|_| scheme.is_whole() && share > scheme.limit) else { return Vec::new() };
    let (share, limit) = (per_cent(share), per_cent(scheme.limit));
    let finding = Diagnostic::note(
        codes::JUDGED,
        words!(
            "靠人评定的占总分的 {share}%，超过 {limit}%",
            "{share} % of the marks rest on judgement, more than {limit} %"
        ),
    );
    vec![scheme.at(finding, first.span, words!("如这一项", "such as this one")).help(words!(
        "能计量的改用 `formula`，或给评分写清等级和要点",
        "measure by a `formula` what can be, or give the levels words that tell them apart"
    ))]
}

/// Marks that one person gives alone.
pub(super) fn one_alone(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let sole = |index: usize| {
        let (_, rated) = indicator(scheme, index)?;
        let [only] = rated.raters.as_slice() else { return None };
        let rater = scheme.rubric.raters.get(*only)?;
        let many = is_called(rater, PEERS) || is_called(rater, CROWDS) || rater.expected.is_some();
        (!many && !rater.own && rater.least(rated) < 2).then_some(*only)
    };
    if !scheme.is_whole() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, rater) in scheme.rubric.raters.iter().enumerate() {
        let share = scheme.share(&|place| f64::from(sole(place) == Some(index)));
        if share <= scheme.limit {
            continue;
        }
        let (share, limit, zh, en) = (per_cent(share), per_cent(scheme.limit), &rater.name.zh, &rater.name.en);
        let finding = Diagnostic::note(
            codes::ONE_RATER,
            words!(
                "`{zh}` 一方单独评定总分的 {share}%，超过 {limit}%",
                "`{en}` alone decides {share} % of the marks, more than {limit} %"
            ),
        );
        found.push(scheme.at(finding, rater.span, words!("没有别人同评", "nobody else rates these")).help(words!(
            "加另一方同评，或写 `min_raters` 要求至少两人",
            "let somebody else rate them too, or ask for two by `min_raters`"
        )));
    }
    found
}

/// Those who rate each other have the greater part.
pub(super) fn peers(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let is_peer = |rater: &Rater| is_called(rater, PEERS) && !rater.own;
    let Some(peer) = scheme.rubric.raters.iter().find(|rater| is_peer(rater)).filter(|_| scheme.is_whole()) else {
        return Vec::new();
    };
    let by_peers = |index: usize| indicator(scheme, index).map_or(0.0, |(_, rated)| part(scheme, rated, &is_peer));
    let (share, limit) = (scheme.share(&by_peers), per_cent(scheme.limit));
    let help = || {
        words!(
            "减少同行的权重：彼此有利害关系，了解也未必够",
            "give peers less weight: they compete, and may not know each other's work"
        )
    };
    let mut found = Vec::new();
    if share > scheme.limit {
        let share = per_cent(share);
        let finding = Diagnostic::note(
            codes::PEERS,
            words!(
                "同行评的占总分的 {share}%，超过 {limit}%",
                "peers decide {share} % of the marks, more than {limit} %"
            ),
        );
        found.push(scheme.at(finding, peer.span, words!("同行", "the peers")).help(help()));
    }
    let all = scheme.rubric.indicators.iter().enumerate();
    let mixed = all.filter(|(index, indicator)| {
        indicator.rated.as_ref().is_some_and(|rated| rated.raters.len() > 1) && by_peers(*index) > scheme.limit
    });
    let mixed: Vec<_> = mixed.map(|(_, indicator)| (Words::same(indicator.id.clone()), indicator.span)).collect();
    let head = |count: usize| Words {
        zh: format!("同行占 {limit}% 以上的指标 {count} 个"),
        en: format!("{} of which peers decide more than {limit} %", plural(count, "indicator")),
    };
    let notes = several(scheme.source, scheme.lints, codes::PEERS, &mixed, &head);
    found.extend(notes.into_iter().map(|note| note.help(help())));
    found
}

/// Several kinds of rater, and no word on what happens when one does not rate.
pub(super) fn absent(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    // Who counts for nothing is not missed.
    let counts = |rater: &&usize| {
        let rater = scheme.rubric.raters.get(**rater);
        rater.is_some_and(|rater| !matches!(&rater.weight, RaterWeight::Fixed(weight) if weight.is_zero()))
    };
    let several = |indicator: &&Indicator| {
        indicator.rated.as_ref().is_some_and(|rated| rated.raters.iter().filter(counts).count() > 1)
    };
    let said = scheme.root.tables("rater").any(|table| table.has("missing"));
    let first = scheme.rubric.indicators.iter().find(several);
    let Some(rater) = scheme.rubric.raters.first().filter(|_| first.is_some() && !said && scheme.is_whole()) else {
        return Vec::new();
    };
    let finding = Diagnostic::note(
        codes::RATER_ABSENT,
        words!("没有说哪一方不评分时怎么办", "nothing says what happens when a rater does not rate"),
    );
    vec![scheme.at(finding, rater.span, words!("考核者", "the raters")).help(words!(
        "给 `[[rater]]` 写 `missing`：renormalise（由其余各方补，不写即如此）、fail 或 zero",
        "write `missing` at a `[[rater]]`: renormalise (the others make up for it, as if not said), fail or zero"
    ))]
}
