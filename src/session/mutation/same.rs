//! What of two plans is the same, so that only those tests run again which a change can reach.

use std::collections::HashMap;

use crate::plan::{Grain, NodeId, Op, Plan, Program};
use crate::rubric::{Rubric, TestCase};
use crate::session::self_test::looked_at;

/// The nodes of a plan, to find there those of another.
pub struct Known {
    nodes: HashMap<(Op, Grain), NodeId>,
}

impl Known {
    pub fn new(plan: &Plan) -> Known {
        let all = plan.nodes.iter().enumerate();
        Known { nodes: all.map(|(at, node)| ((node.op.clone(), node.grain), NodeId(at as u32))).collect() }
    }

    /// For each node of the other plan the one that computes the same of the same.
    pub fn matched(&self, other: &Plan) -> Vec<Option<NodeId>> {
        let mut all: Vec<Option<NodeId>> = Vec::with_capacity(other.nodes.len());
        for node in &other.nodes {
            let op = node.op.over(&|input| all.get(input.0 as usize).copied().flatten());
            all.push(op.and_then(|op| self.nodes.get(&(op, node.grain)).copied()));
        }
        all
    }
}

/// Whether two rubrics have the same plan and the same answers in it.
pub fn identical(before: (&Rubric, &Program), after: (&Rubric, &Program)) -> bool {
    before.1.plan == after.1.plan
        && format!("{:?}", before.1.outputs) == format!("{:?}", after.1.outputs)
        && given_alike(before.0, after.0)
}

/// Whether the tests of two rubrics give the same.
pub fn given_alike(before: &Rubric, after: &Rubric) -> bool {
    let given = |rubric: &Rubric| rubric.tests.iter().map(|case| case.given.clone()).collect::<Vec<_>>();
    given(before) == given(after)
}

/// Whether a change of the plan can change how a test comes out.
pub fn reaches(
    before: (&Rubric, &Program, &TestCase),
    after: (&Rubric, &Program, &TestCase),
    matched: &[Option<NodeId>],
) -> bool {
    let (old, new) = (&before.1.plan, &after.1.plan);
    let frame =
        old.tables == new.tables && old.peers == new.peers && old.roster == new.roster && old.cycle == new.cycle;
    let figures = before.2.given == after.2.given && before.2.earlier == after.2.earlier;
    if !frame || !figures || before.2.expect.len() != after.2.expect.len() {
        return true;
    }
    before.2.expect.iter().zip(&after.2.expect).any(|(one, other)| {
        let (old, new) = (looked_at(before.1, &one.target), looked_at(after.1, &other.target));
        old.is_empty()
            || old.len() != new.len()
            || old.iter().zip(&new).any(|(old, new)| matched.get(new.0 as usize).copied().flatten() != Some(*old))
    })
}
