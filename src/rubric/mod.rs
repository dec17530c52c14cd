//! The checked rubric: names are ids, formulas are typed trees, weights are exact, defaults are
//! said. If a [`Rubric`] exists it is well-formed: no unknown name, no cycle, no sum that does
//! not come out.
//!
//! Data only. It knows neither TOML nor how anything is computed; scoring methods and functions
//! are named by [`MethodId`] and [`FunctionId`], which the library explains.

mod after;
mod data;
mod expr;
mod outcome;
mod rating;
mod record;
mod scoring;

pub use after::{
    AboveMean, Afterwards, Among, Bound, Correction, CorrectionMethod, MeanCap, Pool, Quota, Rounding, Size, Tied,
    Unspread,
};
pub use data::{
    Check, Column, DataSource, Element, ElementSource, Header, PERIOD_COLUMN, PeriodFrom, Share, SubjectSpec, Summary,
    Through, quoted,
};
pub use expr::{Expr, ExprKind, FunctionId, Ref};
pub use outcome::{
    Adjust, Consequence, Due, DueAfter, Effect, Expected, Given, GivenFor, Grade, Target, TestCase, Ties, Veto,
    ZeroTarget,
};
pub use rating::{Allowed, Ballot, CombineRatings, Evidence, Outlying, Rated, Rater, RaterMissing, RaterWeight, Then};
pub use record::{Objections, StatusWords, Void, VoidWhat};
pub use scoring::{
    Better, Category, Combine, Impute, Indicator, Marking, MethodId, Missing, Outliers, Parent, Preparation,
    RoundStage, Scoring, Setting, Settings, Transform, WhileSkewed,
};

use crate::number::Decimal;
use crate::text::{SourceId, Span};

/// A name in both languages.
pub use crate::text::Words as Name;

/// A whole appraisal scheme, resolved.
#[derive(Debug, Clone)]
pub struct Rubric {
    pub source: SourceId,
    pub header: Header,
    pub subject: SubjectSpec,
    pub data: Vec<DataSource>,
    pub params: Vec<Param>,
    pub lookups: Vec<LookupTable>,
    pub elements: Vec<Element>,
    pub checks: Vec<Check>,
    pub voids: Vec<Void>,
    pub objections: Option<Objections>,
    pub categories: Vec<Category>,
    pub indicators: Vec<Indicator>,
    pub raters: Vec<Rater>,
    pub ballots: Vec<Ballot>,
    pub vetoes: Vec<Veto>,
    pub adjusts: Vec<Adjust>,
    pub grades: Vec<Grade>,
    pub afterwards: Afterwards,
    pub consequences: Vec<Consequence>,
    pub tests: Vec<TestCase>,
}

/// A named constant.
#[derive(Debug, Clone)]
pub struct Param {
    pub id: String,
    pub value: ParamValue,
    pub span: Span,
}

/// A value and the days on which it is in force, both included; in seconds since 1970-01-01.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    pub value: Decimal,
    pub from: Option<f64>,
    pub until: Option<f64>,
}

/// A table of values by text, or by bands of numbers.
#[derive(Debug, Clone)]
pub struct LookupTable {
    pub id: String,
    pub entries: LookupEntries,
    pub otherwise: Option<Decimal>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum LookupEntries {
    /// `"国家级" = 5`
    Words(Vec<(String, Decimal)>),
    /// Ascending lower edges and the value from each on.
    AtLeast(Vec<(Decimal, Decimal)>),
    /// Ascending upper edges and the value up to each.
    AtMost(Vec<(Decimal, Decimal)>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum ParamValue {
    Number(Decimal),
    Text(String),
    /// Judged by the value in force on the first day of the period.
    Dated(Vec<Dated>),
    /// A value for each peer group (by the first of the rubric's groups), and for the others.
    ByGroup {
        groups: Vec<(String, Decimal)>,
        otherwise: Option<Decimal>,
    },
}
