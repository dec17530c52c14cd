//! What would have to change for a subject to reach a grade, as data.

use crate::table::Nothing;

/// The way of one subject to a grade.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    pub subject: String,
    pub label: String,
    pub period: String,
    /// Index into the rubric's grades.
    pub grade: usize,
    /// The lowest total of that grade, where it has one.
    pub min: Option<f64>,
    pub now: Reached,
    /// Whether the rubric says what can be moved (`effort`); otherwise all indicators are looked at.
    pub declared: bool,
    /// Each of them is enough by itself, the least effort first.
    pub alone: Vec<Move>,
    /// Enough together, where none is by itself; the total stands with the last.
    pub together: Vec<Move>,
    /// What all that can be moved comes to, each at its best.
    pub best: Reached,
}

impl Goal {
    /// Whether it is reached already.
    pub fn is_reached(&self) -> bool {
        self.now.grade.is_some_and(|grade| grade <= self.grade)
    }

    /// Whether it can be reached by what can be moved.
    pub fn can_be_reached(&self) -> bool {
        self.is_reached() || !self.alone.is_empty() || !self.together.is_empty()
    }
}

/// A total and the grade it comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reached {
    pub total: Result<f64, Nothing>,
    /// Index into the rubric's grades.
    pub grade: Option<usize>,
}

/// An indicator and what it would have to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// Index into the rubric's indicators.
    pub indicator: usize,
    /// The value as it is.
    pub from: Result<f64, Nothing>,
    /// The value that is enough.
    pub to: f64,
    /// Points of the indicator, now and then.
    pub points: [Result<f64, Nothing>; 2],
    /// What follows, with the moves before it.
    pub then: Reached,
}
