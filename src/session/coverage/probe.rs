//! Whether the computed columns of a test went a way.

use crate::eval::Lanes;
use crate::number::Near;
use crate::number::compare::same;
use crate::plan::{Closed, NodeId};
use crate::table::{Lane, Nothing, NothingKind};

/// One outcome of a node.
#[derive(Debug, Clone)]
pub enum Probe {
    /// The value lies in the interval of this index between ascending edges.
    Interval {
        node: NodeId,
        edges: Vec<f64>,
        closed: Closed,
        index: usize,
    },
    /// The text is this one.
    Level {
        node: NodeId,
        text: String,
    },
    Truth {
        node: NodeId,
        is: bool,
    },
    Kind {
        node: NodeId,
        kind: NothingKind,
    },
    Equal {
        node: NodeId,
        to: f64,
    },
    /// The same of this one or another.
    AnyEqual {
        node: NodeId,
        others: Vec<NodeId>,
        to: f64,
    },
    NotZero {
        node: NodeId,
    },
    /// The two differ.
    Changed {
        node: NodeId,
        before: NodeId,
    },
}

impl Probe {
    pub fn node(&self) -> NodeId {
        match self {
            Probe::Interval { node, .. }
            | Probe::Level { node, .. }
            | Probe::Truth { node, .. }
            | Probe::Kind { node, .. }
            | Probe::Equal { node, .. }
            | Probe::AnyEqual { node, .. }
            | Probe::NotZero { node }
            | Probe::Changed { node, .. } => *node,
        }
    }

    /// All nodes that it looks at.
    pub fn nodes(&self) -> Vec<NodeId> {
        let mut all = vec![self.node()];
        match self {
            Probe::Changed { before, .. } => all.push(*before),
            Probe::AnyEqual { others, .. } => all.extend(others),
            Probe::Interval { .. }
            | Probe::Level { .. }
            | Probe::Truth { .. }
            | Probe::Kind { .. }
            | Probe::Equal { .. }
            | Probe::NotZero { .. } => {}
        }
        all
    }

    /// Whether any row of a run does it.
    pub fn hit(&self, lanes: &Lanes) -> bool {
        let any = |test: &dyn Fn(f64) -> bool| figures(lanes, self.node()).any(|found| found.is_ok_and(test));
        match self {
            Probe::Interval { edges, closed, index, .. } => any(&|value| interval(value, edges, *closed) == *index),
            Probe::Level { node, text } => match lanes.get(*node) {
                Lane::Texts(texts) => (0..texts.len()).any(|row| texts.get(row) == Ok(text.as_str())),
                Lane::Numbers(_) => false,
            },
            Probe::Truth { is, .. } => any(&|value| (value != 0.0) == *is),
            Probe::Kind { node, kind } => {
                figures(lanes, *node).any(|found| found.is_err_and(|why| why.kind() == *kind))
            }
            Probe::Equal { to, .. } => any(&|value| same(value, *to)),
            Probe::AnyEqual { node, others, to } => {
                let all = std::iter::once(node).chain(others);
                let reaches =
                    |node: &NodeId| figures(lanes, *node).any(|found| found.is_ok_and(|value| same(value, *to)));
                all.into_iter().any(reaches)
            }
            Probe::NotZero { .. } => any(&|value| value != 0.0),
            Probe::Changed { node, before } => figures(lanes, *node).zip(figures(lanes, *before)).any(|(a, b)| a != b),
        }
    }
}

fn figures(lanes: &Lanes, node: NodeId) -> impl Iterator<Item = Result<f64, Nothing>> {
    let lane = lanes.get(node);
    let rows = match lane {
        Lane::Numbers(numbers) => numbers.len(),
        Lane::Texts(texts) => texts.len(),
    };
    (0..rows).map(move |row| match lane {
        Lane::Numbers(numbers) => numbers.get(row),
        Lane::Texts(texts) => texts.get(row).map(|_| 0.0),
    })
}

/// In which interval a value lies, as `Op::Steps` has it.
fn interval(value: f64, edges: &[f64], closed: Closed) -> usize {
    edges.partition_point(|edge| match closed {
        Closed::Lower => edge.near_le(value),
        Closed::Upper => edge.near_lt(value),
    })
}
