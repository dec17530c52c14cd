//! What a rubric declares of its figures, as ranges and an order.

use rustc_hash::FxHashMap;

use super::order::Order;
use super::range::Range;
use crate::diagnostic::Severity;
use crate::plan::{NodeId, Program};
use crate::rubric::Rubric;

/// The declared ranges of elements.
pub fn ranges(rubric: &Rubric, program: &Program) -> FxHashMap<NodeId, Range> {
    let mut given = FxHashMap::default();
    for (element, node) in rubric.elements.iter().zip(&program.outputs.elements) {
        if let Some((low, high)) = element.range {
            given.insert(*node, Range::between(low.to_f64(), high.to_f64()));
        }
    }
    given
}

/// What checks of severity error say: whoever breaks one has no total.
pub fn order(rubric: &Rubric, program: &Program) -> Order {
    let checks = rubric.checks.iter().zip(&program.outputs.checks);
    let holding: Vec<NodeId> = checks
        .filter(|(check, _)| check.severity == Severity::Error && check.data.is_none())
        .map(|(_, nodes)| nodes.holds)
        .collect();
    Order::new(&program.plan, &holding)
}
