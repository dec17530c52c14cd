//! What follows from the scores: vetoes, bonus points, ranks, grades, consequences; and the
//! rubric's own tests.

use super::{Expr, Name, Pool, Rubric};
use crate::number::Decimal;
use crate::text::{Span, Words};
use crate::words;

/// How equal totals are placed.
#[derive(Debug, Clone, PartialEq)]
pub enum Ties {
    /// 1, 1, 3.
    Shared,
    /// 1, 1, 2.
    Dense,
    /// Decided by these indicators' points, in turn; what is still equal is shared.
    By(Vec<usize>),
}

#[derive(Debug, Clone)]
pub struct Veto {
    pub id: String,
    pub name: Name,
    pub when: Expr,
    pub effect: Effect,
    pub reason: Option<String>,
    pub span: Span,
}

/// The four strengths of a veto.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Zero(ZeroTarget),
    /// The total is at most this.
    Cap(Decimal),
    /// The grade is at most this one (index).
    GradeAtMost(usize),
    /// No place in the ranking.
    Unranked,
}

impl Effect {
    /// The most that a total may be; `None` where the total is not what it touches.
    pub fn limit(&self) -> Option<f64> {
        match self {
            Effect::Zero(ZeroTarget::Total) => Some(0.0),
            Effect::Cap(cap) => Some(cap.to_f64()),
            Effect::Zero(_) | Effect::GradeAtMost(_) | Effect::Unranked => None,
        }
    }

    /// What it does, in words: `报表数据真实性 记 0 分`, `总分不超过 59`.
    pub fn words(&self, rubric: &Rubric) -> Words {
        let zero = |name: Option<&Name>| match name {
            Some(name) => Words { zh: format!("{} 记 0 分", name.zh), en: format!("{} counts 0", name.en) },
            None => words!("总分记 0 分", "the total counts 0"),
        };
        match self {
            Effect::Zero(ZeroTarget::Total) => zero(None),
            Effect::Zero(ZeroTarget::Indicator(index)) => zero(rubric.indicators.get(*index).map(|i| &i.name)),
            Effect::Zero(ZeroTarget::Category(index)) => zero(rubric.categories.get(*index).map(|c| &c.name)),
            Effect::Cap(cap) => words!("总分不超过 {cap}", "the total is at most {cap}"),
            Effect::GradeAtMost(index) => {
                let name = rubric.grades.get(*index).map(|grade| grade.name.clone()).unwrap_or_default();
                Words { zh: format!("等级不高于 {}", name.zh), en: format!("the grade is at most {}", name.en) }
            }
            Effect::Unranked => words!("不参加排名", "no place in the ranking"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZeroTarget {
    Indicator(usize),
    Category(usize),
    Total,
}

#[derive(Debug, Clone)]
pub struct Adjust {
    pub id: String,
    pub name: Name,
    pub points: Expr,
    /// Where it applies; everywhere if not said.
    pub when: Option<Expr>,
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    pub span: Span,
}

/// Grades stand from best to worst.
#[derive(Debug, Clone)]
pub struct Grade {
    pub id: String,
    pub name: Name,
    pub min: Option<Decimal>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Consequence {
    pub id: String,
    pub name: Name,
    pub when: Expr,
    pub money: Option<Expr>,
    /// The money is a part of this instead.
    pub pool: Option<Pool>,
    /// The sum from which a deduction is taken: it never goes below 0.
    pub out_of: Option<Expr>,
    pub task: Option<String>,
    pub due: Option<Due>,
    /// Whether the condition speaks of a place, so that small groups are left out.
    pub by_place: bool,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub after: DueAfter,
    pub days: u32,
    /// Working days (Monday to Friday) instead of calendar days.
    pub working: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueAfter {
    Notice,
    PeriodEnd,
}

/// A test that the rubric carries.
#[derive(Debug, Clone)]
pub struct TestCase {
    pub name: String,
    /// One entry a subject: its name, and what is given for it.
    pub given: Vec<(String, Vec<(GivenFor, Given)>)>,
    /// The period it is about, by its ordinal in the cycle; 0 where none is said.
    pub period: i64,
    /// What is given for earlier periods: ordinal, subject (index into `given`), figures.
    pub earlier: Vec<Earlier>,
    /// Rows of tables (by their index), each cell with the name of its column.
    pub rows: Vec<(usize, Vec<GivenRow>)>,
    pub expect: Vec<Expectation>,
    pub span: Span,
}

/// What is expected of one figure.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Of whom: an index into what is given.
    pub subject: usize,
    pub target: Target,
    pub wanted: Expected,
    /// By how much a number may be off; what is printed must be met where nothing is said.
    pub tolerance: Option<Decimal>,
    pub span: Span,
}

/// The ordinal of a period, a subject, and what is given for it then.
pub type Earlier = (i64, usize, Vec<(GivenFor, Given)>);

/// One row of a table that a test supplies.
pub type GivenRow = Vec<(String, Given)>;

/// What a test supplies a figure for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GivenFor {
    Element(usize),
    /// What raters of a kind gave on an indicator: (indicator, rater), already on the score's scale.
    Rating(usize, usize),
    /// The subject's group, by the n-th of the rubric's groups.
    Group(usize),
    /// The subject's variant, as its index.
    Variant,
    /// A column of the roster that the conditions of variants read (index into those).
    VariantColumn(usize),
}

/// A figure that a test supplies.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    Number(Decimal),
    Text(String),
    /// What several raters of one kind gave.
    Ratings(Vec<Decimal>),
    Missing,
    NotApplicable,
}

/// What a test looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    Element(usize),
    Value(usize),
    Score(usize),
    Points(usize),
    /// How far the rating of oneself lies above those by others.
    AboveOthers(usize),
    Category(usize),
    Total,
    /// Before correction, caps on means and carry-over.
    TotalBefore,
    Rank,
    RankFromLast,
    Grade,
    /// Whether it is drawn.
    Consequence(usize),
    /// The sum of money that it brings, 0 where it is not drawn.
    Money(usize),
    Check(usize),
    Veto(usize),
    Adjust(usize),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    Number(Decimal),
    Text(String),
    Flag(bool),
    /// `missing`, `undefined`, `not_applicable`, or any (`nothing`).
    Nothing(Option<crate::table::NothingKind>),
}
