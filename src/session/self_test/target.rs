//! Where in the plan a test looks.

use crate::plan::{NodeId, Program};
use crate::rubric::Target;

/// The nodes in which a test looks; none where that is not known.
pub fn looked_at(program: &Program, target: &Target) -> Vec<NodeId> {
    let outputs = &program.outputs;
    let indicator = |index: usize| outputs.indicators.get(index);
    let found: Vec<Option<NodeId>> = match *target {
        Target::Element(index) => vec![outputs.elements.get(index).copied()],
        Target::Value(index) => vec![indicator(index).map(|nodes| nodes.value)],
        Target::Score(index) => vec![indicator(index).map(|nodes| nodes.score)],
        Target::Points(index) => vec![indicator(index).map(|nodes| nodes.points)],
        Target::AboveOthers(index) => vec![indicator(index).and_then(|nodes| nodes.inflation.as_ref()).map(|i| i.gap)],
        Target::Category(index) => vec![outputs.categories.get(index).map(|nodes| nodes.points)],
        Target::Total => vec![Some(outputs.total)],
        Target::TotalBefore => vec![Some(outputs.afterwards.before.unwrap_or(outputs.total))],
        Target::Rank => vec![Some(outputs.rank), Some(outputs.ranked)],
        Target::RankFromLast => vec![Some(outputs.rank_from_last), Some(outputs.ranked)],
        Target::Grade => vec![outputs.grade],
        Target::Adjust(index) => vec![outputs.adjusts.get(index).copied()],
        Target::Veto(index) => vec![outputs.vetoes.get(index).copied()],
        Target::Check(index) => vec![outputs.checks.get(index).map(|check| check.holds)],
        Target::Consequence(index) => vec![outputs.consequences.get(index).map(|nodes| nodes.when)],
        Target::Money(index) => match outputs.consequences.get(index) {
            Some(nodes) => std::iter::once(Some(nodes.when)).chain(nodes.money.map(Some)).collect(),
            None => Vec::new(),
        },
    };
    found.into_iter().collect::<Option<Vec<NodeId>>>().unwrap_or_default()
}
