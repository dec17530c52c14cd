//! The tree behind one score, as data: label, figure, how it was got, and from what.

use crate::diagnostic::Cell;
use crate::text::Words;

/// The explanation of one subject's result in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Trail {
    pub subject: String,
    pub label: String,
    pub period: String,
    pub root: Step,
}

/// One node of the tree. The figures of the children are what this one was made from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Step {
    /// What it is: `服务类`, `咨询转化率`, `付款人数`.
    pub name: Words,
    /// The figure or the nothing, as printed.
    pub figure: Words,
    /// The figure as a number, where it is one.
    pub number: Option<f64>,
    /// How it came about: a formula, the band hit, a weight, a policy.
    pub how: Vec<Words>,
    /// The cells it was read from (the first few), and how many there are in all.
    pub cells: Vec<Cell>,
    pub cell_count: usize,
    pub children: Vec<Step>,
    /// Where the figure is the sum of the children's numbers: what was done to the sum, in turn.
    /// Children without a number are no part of it.
    pub sum: Option<Vec<After>>,
}

/// What is done to a sum before it is the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum After {
    /// Times `to` over `from`: marks of parts that were left out go to those that are there.
    Scale {
        from: f64,
        to: f64,
    },
    AtLeast(f64),
    AtMost(f64),
    /// A veto.
    Zero,
    /// Half away from zero, to so many decimals.
    Round(i32),
}
