//! What is done to totals once they are known (leniency correction, caps on means, carry-over),
//! and how many of a group may have which grade.

use super::{Expr, Name};
use crate::number::Decimal;
use crate::text::Span;

/// Everything between the total of a subject and its place and grade.
#[derive(Debug, Clone, Default)]
pub struct Afterwards {
    pub correction: Option<Correction>,
    pub mean_caps: Vec<MeanCap>,
    /// What the total becomes, from it and those of earlier periods.
    pub carried: Option<Expr>,
    pub quotas: Vec<Quota>,
}

/// Who stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    Everybody,
    /// Those who agree in the n-th of the rubric's groups.
    Group(usize),
}

/// Makes up for units that mark more leniently or more strictly than others.
#[derive(Debug, Clone)]
pub struct Correction {
    pub among: Among,
    pub method: CorrectionMethod,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum CorrectionMethod {
    /// The total times this.
    Factor(Expr),
    /// The distance from the group's mean, in its standard deviations, carried over to a common
    /// mean and standard deviation: those of everybody where they are not said.
    ZScore {
        mean: Option<Expr>,
        std: Option<Expr>,
        /// For a group whose totals are all equal.
        all_equal: Unspread,
        /// For a group of one.
        alone: Unspread,
    },
}

/// What becomes of a total that has nothing to be measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unspread {
    Keep,
    /// It becomes the common mean.
    Mean,
}

/// The mean of a group's totals is at most this.
#[derive(Debug, Clone)]
pub struct MeanCap {
    pub id: String,
    pub name: Name,
    pub max: Expr,
    pub among: Among,
    pub then: AboveMean,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AboveMean {
    /// The results are not to be used: a finding of severity error.
    Reject,
    /// All totals of the group are multiplied down.
    Rescale,
}

/// How many of a group may have certain grades, or must.
#[derive(Debug, Clone)]
pub struct Quota {
    pub name: Name,
    pub bound: Bound,
    /// The first and the last of the grades that the quota limits from above. A quota that wants
    /// so many in the lowest grades limits the grades above these.
    pub grades: (usize, usize),
    pub size: Size,
    pub among: Among,
    pub rounding: Rounding,
    pub tied: Tied,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// At most so many in the grades.
    Most,
    /// At least so many below the grades.
    Least,
}

#[derive(Debug, Clone)]
pub enum Size {
    /// A share of the group, 0 to 1.
    Share(Expr),
    Count(Expr),
    /// Heads by the size of the group: ascending sizes up to which each holds, and for larger ones.
    CountBySize {
        at_most: Vec<(Decimal, Decimal)>,
        otherwise: Option<Decimal>,
    },
}

/// How a share of a group becomes heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    Down,
    Nearest,
    Up,
}

/// What becomes of those who are tied across the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tied {
    /// All of them go down.
    Down,
    /// All of them stay up.
    Up,
}

/// A sum of money that is divided without remainder among those for whom the condition holds.
#[derive(Debug, Clone)]
pub struct Pool {
    pub amount: Expr,
    /// By what it is divided; equally if not said.
    pub share: Option<Expr>,
    pub among: Among,
    pub decimals: i32,
    pub span: Span,
}
