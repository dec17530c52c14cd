//! Why one subject stands above another, as data: what each item gives, and what is done to sums.

use crate::number::Decimal;
use crate::table::Nothing;
use crate::text::Words;

use super::After;

/// Two subjects of one period beside each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Versus {
    pub period: String,
    pub sides: [Side; 2],
    /// Each item with its difference; the differences add up to that of the totals.
    pub parts: Vec<Part>,
    /// The first total less the second.
    pub gap: Decimal,
    /// Decimals of points as the rubric prints them.
    pub decimals: i32,
    /// What a reader must know: groups that are ranked apart, how equal totals are placed.
    pub notes: Vec<Words>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub subject: String,
    pub label: String,
    pub total: f64,
    /// Place and grade.
    pub outcome: Vec<Words>,
}

/// What an item of the rubric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    Indicator(usize),
    /// A category, or the whole, whose parts do not add up: its points.
    Combined(Option<usize>),
    Adjust(usize),
    /// What is done to the sum of a category's parts, or of the whole.
    Limits(Option<usize>),
    /// Corrections between the total of the marks and the total that is ranked.
    Correction,
    /// What is left where differences have more digits than are shown.
    Digits,
}

/// The difference that one item makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub kind: PartKind,
    pub name: Words,
    /// The category it stands in.
    pub within: Option<Words>,
    /// What each was measured at, as printed; of indicators.
    pub values: Option<[Words; 2]>,
    /// What each got; an item that a subject does not have counts as nothing in the sum.
    pub points: [Result<f64, Nothing>; 2],
    /// What was done to the sum of each; of limits.
    pub stages: [Vec<After>; 2],
    /// The first less the second.
    pub gap: Decimal,
}
