//! The closed set of operators.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Grain, NodeId, PeersId};
use crate::table::Nothing;

/// An f64 constant that can be a key: equal when the bits are equal.
#[derive(Debug, Clone, Copy)]
pub struct Real(pub f64);

impl PartialEq for Real {
    fn eq(&self, other: &Real) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}
impl Eq for Real {}
impl Hash for Real {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    // --- source ---
    Number(Real),
    Text(Arc<str>),
    Nothing(Nothing),
    /// A column of the table whose grain the node has.
    Column(Arc<str>),
    /// The first or last day of the period, at the Subject grain; `NoPeriod` for a scheme
    /// without cycle.
    PeriodDay(PeriodEdge),

    // --- map: operands share one grain, or are of grain One ---
    Unary(Unary, NodeId),
    Binary(Binary, NodeId, NodeId),
    /// Of at least one operand.
    Nary(Nary, Vec<NodeId>),
    /// Only the chosen branch's nothing counts; a condition that is a nothing is the result.
    Select {
        condition: NodeId,
        then: NodeId,
        otherwise: NodeId,
    },
    /// The first operand that is not a nothing; if all are, the greatest nothing.
    Coalesce(Vec<NodeId>),
    /// A test for nothings; never a nothing itself.
    Is(Is, NodeId),
    /// Half away from zero, see [`crate::number::round_half_away`].
    Round {
        input: NodeId,
        decimals: i32,
    },
    /// A value for each interval between ascending edges; `values` has one entry more than
    /// `edges`. Comparison is the twelve-digit one.
    Steps {
        input: NodeId,
        edges: Vec<Real>,
        closed: Closed,
        values: Vec<Real>,
    },
    /// Straight lines between points of ascending x, level outside. Where two points share an x
    /// there is a jump, and at the x itself (by twelve digits) `closed` decides: `Lower` takes
    /// the second point, `Upper` the first.
    Piecewise {
        input: NodeId,
        points: Vec<(Real, Real)>,
        closed: Closed,
    },
    /// Text → number; `NoSuchLevel` for what is not in the table.
    Match {
        input: NodeId,
        entries: Vec<(Arc<str>, Real)>,
    },
    /// A part of a date, as a number.
    DatePart(DatePart, NodeId),

    // --- gather: fine → coarse ---
    /// From a table to Subject, or from Subject to Peers. Rows where `filter` is not true and
    /// rows whose input is a nothing are left out.
    ///
    /// Of no rows at all: `Count`, `CountDistinct` and `Sum` give 0, the others `NoRows`. From a
    /// table that has no row for the period they too may give `NoRows`, as
    /// [`super::TableSpec::no_rows`] says. Where rows were there but each input was a nothing,
    /// `Sum` and the others give the greatest of those nothings; counts count what is there.
    Gather {
        agg: Agg,
        input: NodeId,
        filter: Option<NodeId>,
        to: Grain,
    },

    /// An aggregate over the rows of one table that agree in every `by` (numbers by twelve
    /// digits, text by its characters), back at each of those rows: a gather by key and a spread
    /// in one. A row with a nothing in `by` is in no group and gets that nothing; rows whose
    /// input is a nothing are left out, as in `Gather`.
    ///
    /// With `at`, at the rows of a table of its own (this node's grain): each finds the rows,
    /// whoever they belong to, whose `by` equals its `at`. Rows that are dropped or void are not
    /// found. Of none found `Count`, `CountDistinct` and `Sum` give 0, the others `NoRows`; where
    /// the other table has no row at all to look among, they give `NoRows` too.
    Window {
        agg: Agg,
        input: NodeId,
        by: Vec<NodeId>,
        at: Option<At>,
    },

    // --- spread: coarse → fine ---
    /// From Peers to Subject, or from Subject to a table's rows.
    Spread {
        input: NodeId,
        to: Grain,
    },

    // --- order, at the Subject grain ---
    /// The place, from 1, among the peers of the same period: by the first key, where equal (by
    /// twelve digits) by the next. A subject whose first key is a nothing has no place; in a
    /// later key a nothing is last. Texts are ordered by their characters.
    Rank {
        keys: Vec<RankKey>,
        within: PeersId,
        ties: Ties,
    },
    /// The value `periods` earlier; `NoPeriod` where the data has no such period.
    Shift {
        input: NodeId,
        periods: u32,
    },
}

/// The rows at which a window over another table (or other keys of its own) is looked into.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct At {
    /// As many as the window's `by`, of the same kinds.
    pub keys: Vec<NodeId>,
    /// Whether only rows of the same period are found. A row that holds in every period goes with
    /// each of them.
    pub same_period: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unary {
    Neg,
    Not,
    Abs,
    /// Toward −∞; a value within twelve digits of a whole number is that number. Same for `Ceil`.
    Floor,
    Ceil,
    Sqrt,
    Ln,
    Log10,
    Exp,
}

/// Comparison of numbers is the twelve-digit one; of text, equality of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    /// The remainder with the sign of the dividend; by zero undefined.
    Rem,
    Pow,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    /// `false && nothing` is false.
    And,
    /// `true || nothing` is true.
    Or,
    /// Text tests: does the first contain, or start with, the second?
    Contains,
    StartsWith,
    /// Second minus first, in whole days of the calendar.
    DaysBetween,
    /// Second minus first, in hours.
    HoursBetween,
    /// Mondays to Fridays after the first date, up to and with the second; negative if reversed.
    WorkingDays,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nary {
    /// The exact sum of the operands' decimals, see [`crate::number::ExactSum`].
    Sum,
    Min,
    Max,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Is {
    Nothing,
    Missing,
    NotApplicable,
    Undefined,
}

/// The side on which an interval between edges is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closed {
    /// `[lo, hi)`: "at least".
    Lower,
    /// `(lo, hi]`: "at most".
    Upper,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatePart {
    Year,
    Month,
    Day,
    /// 0–23.
    Hour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodEdge {
    Start,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Agg {
    Sum,
    /// Rows whose input is not a nothing.
    Count,
    CountDistinct,
    Mean,
    Min,
    Max,
    Median,
    /// Linear between order statistics (Hyndman & Fan type 7).
    Quantile(Real),
    /// The mean without the lowest and highest share of the values (each `floor(n·share)`).
    TrimmedMean(Real),
    /// The mean without the `ends` lowest and highest values, if there are more than `above`.
    DropEnds {
        ends: u32,
        above: u32,
    },
    /// Sample standard deviation; of fewer than two values `NoSpread`.
    Std,
    /// The value of the row with the least (greatest) `order`; equal orders: the least value.
    First {
        order: NodeId,
    },
    Last {
        order: NodeId,
    },
    /// The one value; the same value twice is that value, different values are `Conflict`.
    Only,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RankKey {
    pub node: NodeId,
    /// Whether the greatest value comes first.
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ties {
    /// 1, 1, 3.
    Min,
    /// 2, 2, 3: every one of those tied has the worst place (used by quotas).
    Max,
    /// 1, 1, 2.
    Dense,
}

impl Op {
    /// Whether a row's value is made of values of the same row and nothing else: the *map* family.
    pub fn is_map(&self) -> bool {
        match self {
            Op::Unary(..)
            | Op::Binary(..)
            | Op::Nary(..)
            | Op::Select { .. }
            | Op::Coalesce(_)
            | Op::Is(..)
            | Op::Round { .. }
            | Op::Steps { .. }
            | Op::Piecewise { .. }
            | Op::Match { .. }
            | Op::DatePart(..) => true,
            Op::Column(_)
            | Op::Number(_)
            | Op::Text(_)
            | Op::Nothing(_)
            | Op::PeriodDay(_)
            | Op::Gather { .. }
            | Op::Spread { .. }
            | Op::Window { .. }
            | Op::Rank { .. }
            | Op::Shift { .. } => false,
        }
    }

    /// The nodes this one reads.
    pub fn inputs(&self) -> Vec<NodeId> {
        match self {
            Op::Number(_) | Op::Text(_) | Op::Nothing(_) | Op::Column(_) | Op::PeriodDay(_) => Vec::new(),
            Op::Unary(_, a) | Op::Is(_, a) | Op::DatePart(_, a) => vec![*a],
            Op::Binary(_, a, b) => vec![*a, *b],
            Op::Nary(_, all) | Op::Coalesce(all) => all.clone(),
            Op::Select { condition, then, otherwise } => vec![*condition, *then, *otherwise],
            Op::Round { input, .. }
            | Op::Steps { input, .. }
            | Op::Piecewise { input, .. }
            | Op::Match { input, .. }
            | Op::Spread { input, .. }
            | Op::Shift { input, .. } => vec![*input],
            Op::Gather { agg, input, filter, .. } => {
                let mut all = vec![*input];
                all.extend(*filter);
                if let Agg::First { order } | Agg::Last { order } = agg {
                    all.push(*order);
                }
                all
            }
            Op::Window { input, by, at, .. } => {
                let mut all = vec![*input];
                all.extend(by);
                all.extend(at.iter().flat_map(|at| &at.keys));
                all
            }
            Op::Rank { keys, .. } => keys.iter().map(|key| key.node).collect(),
        }
    }

    /// The same operator over other nodes, those that `to` puts in place of its own; `None` where
    /// there is none for one of them.
    pub fn over(&self, to: &dyn Fn(NodeId) -> Option<NodeId>) -> Option<Op> {
        let every = |nodes: &[NodeId]| nodes.iter().map(|node| to(*node)).collect::<Option<Vec<NodeId>>>();
        let aggregate = |agg: Agg| {
            Some(match agg {
                Agg::First { order } => Agg::First { order: to(order)? },
                Agg::Last { order } => Agg::Last { order: to(order)? },
                other => other,
            })
        };
        let mut op = self.clone();
        match &mut op {
            Op::Number(_) | Op::Text(_) | Op::Nothing(_) | Op::Column(_) | Op::PeriodDay(_) => {}
            Op::Unary(_, a) | Op::Is(_, a) | Op::DatePart(_, a) => *a = to(*a)?,
            Op::Binary(_, a, b) => (*a, *b) = (to(*a)?, to(*b)?),
            Op::Nary(_, all) | Op::Coalesce(all) => *all = every(all)?,
            Op::Select { condition, then, otherwise } => {
                (*condition, *then, *otherwise) = (to(*condition)?, to(*then)?, to(*otherwise)?);
            }
            Op::Round { input, .. }
            | Op::Steps { input, .. }
            | Op::Piecewise { input, .. }
            | Op::Match { input, .. }
            | Op::Spread { input, .. }
            | Op::Shift { input, .. } => *input = to(*input)?,
            Op::Gather { agg, input, filter, .. } => {
                (*agg, *input) = (aggregate(*agg)?, to(*input)?);
                if let Some(filter) = filter {
                    *filter = to(*filter)?;
                }
            }
            Op::Window { agg, input, by, at } => {
                (*agg, *input, *by) = (aggregate(*agg)?, to(*input)?, every(by)?);
                if let Some(at) = at {
                    at.keys = every(&at.keys)?;
                }
            }
            Op::Rank { keys, .. } => {
                for key in keys {
                    key.node = to(key.node)?;
                }
            }
        }
        Some(op)
    }
}
