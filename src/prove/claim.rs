//! What is claimed of a rubric, and what came of it.

use crate::plan::NodeId;
use crate::table::Nothing;

/// What a claim is about; indices are those of the rubric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Indicator(usize),
    Total,
    /// The total of a variant's subjects.
    Variant(usize),
    Grade(usize),
    Veto(usize),
    Consequence(usize),
    Check(usize),
    Category(usize),
    Quota(usize),
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The score cannot grow or fall without end.
    Bounded,
    /// Full marks can be had.
    FullMarks,
    /// A better value never has a lower score.
    Monotone,
    /// Where the value is undefined for such a reason, the rubric says what happens.
    Policy(Nothing),
    /// A band, level or step of the scoring, by its place in the plan's operator, can be met.
    Band { node: NodeId, index: usize },
    /// It can be reached, strike or be drawn.
    Happens,
    /// It can fail to hold: what always holds decides nothing.
    CanFail,
    /// What the parts come to stays within the bounds of the total, unless bounds are declared.
    WithinBounds,
    /// Together with the other quotas it asks for no more than there are.
    Fits,
    /// There are groups in which the quota changes something.
    Limits,
    /// A larger group never has fewer places.
    Rises,
}

/// Figures that an analyst can give in a test of the rubric, and what comes of them; as the
/// rubric's language writes them.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    pub given: String,
    pub expect: String,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Proved,
    /// Follows from the ranges alone; the figure is the bound that stands in the way.
    Impossible {
        bound: f64,
    },
    /// By a row of figures that the engine was given: what the value was, and what it scored.
    Shown {
        value: f64,
        score: f64,
    },
    /// By two such rows: the better value has the lower score.
    Refuted {
        worse: (f64, f64),
        better: (f64, f64),
        example: Option<Example>,
    },
    /// By one such row: what came out.
    Broken {
        figure: f64,
        example: Option<Example>,
    },
    /// In a group of this size, the smallest; how many heads that would be.
    AtSize {
        size: u32,
        heads: f64,
    },
    /// Neither proved nor refuted.
    Unknown,
}

/// Figures that the value of an indicator is to take, rising, to see what they score.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    pub indicator: usize,
    pub value: NodeId,
    pub scored: NodeId,
    pub figures: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    pub about: About,
    pub what: What,
    pub verdict: Verdict,
}
