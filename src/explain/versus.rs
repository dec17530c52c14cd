//! Why one subject's total is above another's: the difference of each item, adding up exactly.
//!
//! Items are the leaves that add up: indicators, categories whose parts do not, adjustments. Where
//! something is done to a sum (marks shared out again, limits, vetoes, rounding), the difference
//! that it makes is a part of its own, so that nothing is left unsaid.

use super::facts::Facts;
use super::scope::{Names, Scope, Told};
use super::{STEPS, points, total};
use crate::number::compare::same;
use crate::number::{Decimal, ExactSum, round_half_away};
use crate::plan::{NodeId, Program};
use crate::result::{After, Part, PartKind, Side, Step, Versus};
use crate::rubric::{Combine, Rubric, Ties};
use crate::table::Nothing;
use crate::text::Words;
use crate::words;

/// Decimals that a difference has beyond those of the rubric's points.
const FINER: u32 = 2;

/// Two subjects beside each other in a period (indices as in [`Facts`]).
///
/// # Errors
/// Which of the two (0 or 1) has no total, and why.
pub fn versus(
    rubric: &Rubric,
    program: &Program,
    facts: &dyn Facts,
    subjects: [usize; 2],
    period: usize,
) -> Result<Versus, (usize, Nothing)> {
    let names = Names::new(program);
    let told = Told::nothing_yet(STEPS);
    let both = Both(subjects.map(|subject| Scope {
        rubric,
        program,
        facts,
        names: &names,
        told: &told,
        depth: 0,
        subject,
        period,
    }));
    let [first, second] = both.0;
    let ranked = program.outputs.total;
    let totals =
        [first.number(ranked).map_err(|nothing| (0, nothing))?, second.number(ranked).map_err(|nothing| (1, nothing))?];
    let decimals = rubric.header.decimals;
    let scale = u32::try_from(decimals.max(0)).unwrap_or(0) + FINER;
    let gap = both.gap(ranked);
    let mut found = whole(both);
    let shown = |gap: f64| Decimal::from_f64(round_half_away(gap, scale as i32)).unwrap_or(Decimal::ZERO);
    let said: Decimal = found.iter().map(|item| shown(item.gap)).sum();
    let left = shown(gap) - said;
    if !left.is_zero() {
        let name = words!("显示位数以外", "digits beyond those shown");
        found.push(Found { gap: left.to_f64(), ..Found::new(PartKind::Digits, name) });
    }
    let side = |scope: Scope<'_>, total: f64| {
        let (key, label) = facts.subject(scope.subject);
        Side { subject: key.to_string(), label: label.to_string(), total, outcome: total::outcome(scope) }
    };
    Ok(Versus {
        period: first.period_name(period).to_string(),
        sides: [side(first, totals[0]), side(second, totals[1])],
        parts: found.into_iter().map(|item| item.part(shown)).collect(),
        gap: shown(gap),
        decimals,
        notes: notes(both, totals),
    })
}

/// The same place of two trees.
#[derive(Clone, Copy)]
struct Both<'a>([Scope<'a>; 2]);

impl Both<'_> {
    fn points(self, node: NodeId) -> [Result<f64, Nothing>; 2] {
        self.0.map(|scope| scope.number(node))
    }

    /// The first less the second; a nothing adds nothing.
    fn gap(self, node: NodeId) -> f64 {
        let [a, b] = self.points(node).map(Result::unwrap_or_default);
        sum([a, -b])
    }
}

/// A part before its difference is cut to the digits shown.
struct Found {
    kind: PartKind,
    name: Words,
    within: Option<Words>,
    values: Option<[Words; 2]>,
    points: [Result<f64, Nothing>; 2],
    stages: [Vec<After>; 2],
    gap: f64,
}

impl Found {
    fn new(kind: PartKind, name: Words) -> Found {
        let none = [Err(Nothing::NoRows); 2];
        Found { kind, name, within: None, values: None, points: none, stages: Default::default(), gap: 0.0 }
    }

    fn part(self, shown: impl Fn(f64) -> Decimal) -> Part {
        let Found { kind, name, within, values, points, stages, gap } = self;
        Part { kind, name, within, values, points, stages, gap: shown(gap) }
    }
}

fn sum(all: impl IntoIterator<Item = f64>) -> f64 {
    all.into_iter().collect::<ExactSum>().value()
}

/// Everything between the indicators and the total.
fn whole(both: Both<'_>) -> Vec<Found> {
    let Scope { rubric, program, .. } = both.0[0];
    let outputs = &program.outputs;
    let mut found = if rubric.header.combine == Combine::Sum {
        below(both, None)
    } else {
        let name = words!("合成得分", "the combined score");
        vec![combined(both, None, name, outputs.score, rubric.header.points.to_f64() / 100.0)]
    };
    for (index, (adjust, node)) in rubric.adjusts.iter().zip(&outputs.adjusts).enumerate() {
        let item = Found::new(PartKind::Adjust(index), adjust.name.clone());
        found.push(Found { points: both.points(*node), gap: both.gap(*node), ..item });
    }
    let marked = outputs.afterwards.before.unwrap_or(outputs.total);
    let name = words!("总分", "total");
    found.extend(limits(both, None, name, marked, &found, |scope| {
        total::marked(scope, words!("总分", "total"), marked)
    }));
    if outputs.afterwards.before.is_some() {
        let name = words!("总分修正", "corrections of the total");
        let gap = sum([both.gap(outputs.total), -both.gap(marked)]);
        found.push(Found { gap, ..Found::new(PartKind::Correction, name) });
    }
    found
}

/// The parts under a category, or under the total.
fn below(both: Both<'_>, parent: Option<usize>) -> Vec<Found> {
    let scope = both.0[0];
    let Scope { rubric, program, .. } = scope;
    let mut found = Vec::new();
    for (index, category) in rubric.categories.iter().enumerate().filter(|(_, item)| item.parent == parent) {
        let Some(nodes) = program.outputs.categories.get(index) else { continue };
        if !scope.may_go_on() {
            break;
        }
        if category.combine == Combine::Sum {
            let mut inside = below(both, Some(index));
            let name = category.name.clone();
            inside.extend(limits(both, Some(index), name, nodes.points, &inside, |scope| {
                points::category(scope, index).unwrap_or_default()
            }));
            found.append(&mut inside);
        } else {
            found.push(combined(both, Some(index), category.name.clone(), nodes.points, 1.0));
        }
    }
    let within = parent.and_then(|parent| rubric.categories.get(parent)).map(|category| category.name.clone());
    for (index, indicator) in rubric.indicators.iter().enumerate().filter(|(_, item)| item.parent == parent) {
        let Some(nodes) = program.outputs.indicators.get(index) else { continue };
        if both.points(nodes.points) == [Err(Nothing::NotInVariant); 2] {
            continue;
        }
        let values = both.0.map(|scope| scope.said(nodes.value, indicator.unit.as_deref()));
        found.push(Found {
            within: within.clone(),
            values: Some(values),
            points: both.points(nodes.points),
            gap: both.gap(nodes.points),
            ..Found::new(PartKind::Indicator(index), indicator.name.clone())
        });
    }
    found
}

/// What comes out of a way of combining that is no sum, times `marks`.
fn combined(both: Both<'_>, category: Option<usize>, name: Words, node: NodeId, marks: f64) -> Found {
    let points = both.points(node).map(|points| points.map(|points| points * marks));
    let [a, b] = points.map(Result::unwrap_or_default);
    Found { points, gap: sum([a, -b]), ..Found::new(PartKind::Combined(category), name) }
}

/// What is done to the sum of `parts` before it is the figure of `node`; nothing where the
/// difference is that of the parts.
fn limits(
    both: Both<'_>,
    category: Option<usize>,
    name: Words,
    node: NodeId,
    parts: &[Found],
    tree: impl Fn(Scope<'_>) -> Step,
) -> Option<Found> {
    let gap = sum(parts.iter().map(|part| -part.gap).chain([both.gap(node)]));
    if same(gap, 0.0) {
        return None;
    }
    let stages = both.0.map(|scope| {
        let step = tree(scope);
        // Where adjustments follow, the parts were scaled together in a step of their own.
        let inner = step.children.iter().filter(|child| child.name == total::together());
        let mut all: Vec<After> = inner.flat_map(|child| child.sum.iter().flatten().copied()).collect();
        all.extend(step.sum.iter().flatten().copied());
        all
    });
    Some(Found { stages, points: both.points(node), gap, ..Found::new(PartKind::Limits(category), name) })
}

/// What the difference alone does not say.
fn notes(both: Both<'_>, totals: [f64; 2]) -> Vec<Words> {
    let Scope { rubric, program, .. } = both.0[0];
    let mut notes = Vec::new();
    let [first, second] = both.0;
    // The first group is the one that places are given in; before it stands everybody.
    if let Some(Some(node)) = program.plan.peers.get(1)
        && first.text(*node) != second.text(*node)
    {
        notes.push(words!(
            "两者不在同一组，名次在各自的组内排",
            "the two are in different groups, each placed within its own"
        ));
    }
    if same(totals[0], totals[1]) {
        notes.push(match &rubric.header.ties {
            Ties::Shared | Ties::Dense => {
                words!("总分相同，名次并列", "the totals are equal, so the place is shared")
            }
            Ties::By(chain) => {
                let names = chain.iter().filter_map(|index| rubric.indicators.get(*index)).map(|item| &item.name);
                let (zh, en): (Vec<&str>, Vec<&str>) = names.map(|name| (name.zh.as_str(), name.en.as_str())).unzip();
                let list = Words { zh: zh.join("、"), en: en.join(", ") };
                Words {
                    zh: format!("总分相同，依次比较{}的得分", list.zh),
                    en: format!("the totals are equal, so the points of {} decide, in turn", list.en),
                }
            }
        });
    }
    notes
}
