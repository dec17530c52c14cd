//! Everything at once, and the same for everybody: many indicators of small weight, one set for all posts.

use super::{Scheme, codes, per_cent, several};
use crate::diagnostic::Diagnostic;
use crate::rubric::{Item, ParamValue};
use crate::syntax::{Node, Value};
use crate::text::Words;
use crate::words;

/// So many indicators can be kept in mind.
const FEW: usize = 20;

/// In a scheme of many indicators, those whose marks are next to nothing wherever they apply.
pub(super) fn small(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let (all, limit) = (&scheme.rubric.indicators, scheme.limit);
    if all.len() <= FEW {
        return Vec::new();
    }
    let least = scheme.rubric.header.points.to_f64() * limit;
    let is_small = |index: usize| {
        let fulls = scheme.rubric.fulls(Item::Indicator(index));
        fulls.iter().flatten().copied().fold(0.0, f64::max) < least * (1.0 - 1e-12)
    };
    let small = all.iter().enumerate().filter(|(index, _)| is_small(*index));
    let small: Vec<_> = small.map(|(_, indicator)| (Words::same(indicator.id.clone()), indicator.span)).collect();
    let (total, limit) = (all.len(), per_cent(limit));
    let head = |count| {
        words!(
            "{total} 个指标中分值不到总分 {limit}% 的 {count} 个",
            "of {total} indicators, {count} with less than {limit} % of the marks"
        )
    };
    let notes = several(scheme.source, scheme.lints, codes::SMALL_WEIGHTS, &small, &head).into_iter();
    notes
        .map(|note| {
            note.help(words!(
                "合并或去掉一些：面面俱到则没有重点，分值太小的不影响结果",
                "merge some or leave them out: so little weighs nothing, and everything is no focus"
            ))
        })
        .collect()
}

/// What columns are called that tell the posts of people.
const POSTS: &[&str] = &["岗位", "工种", "职种", "岗别", "post", "job"];

/// People are grouped by their posts, and all posts have the same indicators, marks and thresholds.
pub(super) fn one_set(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let rubric = scheme.rubric;
    let is_post = |group: &&String| POSTS.iter().any(|word| group.to_lowercase().contains(word));
    let Some(post) = rubric.subject.groups.iter().find(is_post).filter(|_| scheme.is_whole()) else {
        return Vec::new();
    };
    let by_group = |value: &ParamValue| matches!(value, ParamValue::ByGroup { .. });
    let named = ["indicator", "category", "element", "weights", "rater"].iter().filter_map(|key| scheme.root.get(key));
    // Who takes part may be of one post only.
    let chosen = scheme.root.table("subject").and_then(|subject| subject.get("where"));
    let differ = chosen.is_some_and(|chosen| speaks_of(chosen, post))
        || !rubric.variants.is_empty()
        || rubric.indicators.iter().any(|indicator| indicator.applies.is_some())
        || rubric.params.iter().any(|param| by_group(&param.value))
        || named.into_iter().any(|node| speaks_of(node, post));
    if differ {
        return Vec::new();
    }
    let span = scheme.root.table("subject").map(|subject| subject.span_of("groups")).unwrap_or_default();
    let finding = Diagnostic::note(
        codes::ONE_SET,
        words!(
            "按 `{post}` 分组，各组的指标、分值和标准却完全一样",
            "grouped by `{post}`, and all have the same indicators, marks and thresholds"
        ),
    );
    vec![scheme.at(finding, span, words!("分组", "the groups")).help(words!(
        "各岗位不同的，用 `[[variant]]` 或指标的 `applies` 写出来",
        "write what differs from post to post as `[[variant]]`, or by `applies` of indicators"
    ))]
}

/// Whether a name stands in any text of a part of the rubric.
fn speaks_of(node: &Node, name: &str) -> bool {
    match &node.value {
        Value::Text(text) => text.contains(name),
        Value::List(items) => items.iter().any(|item| speaks_of(item, name)),
        Value::Table(table) => table.entries.iter().any(|entry| entry.key == name || speaks_of(&entry.node, name)),
        Value::Number(_) | Value::Bool(_) | Value::Date(_) => false,
    }
}
