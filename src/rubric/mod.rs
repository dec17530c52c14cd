//! The checked rubric: names are ids, formulas are typed trees, weights are exact, defaults are
//! said. If a [`Rubric`] exists it is well-formed: no unknown name, no cycle, no sum that does
//! not come out.
//!
//! Data only. It knows neither TOML nor how anything is computed; scoring methods and functions
//! are named by [`MethodId`] and [`FunctionId`], which the library explains.

mod after;
mod answers;
mod calendar;
mod data;
mod expr;
pub mod form;
mod lint;
mod outcome;
mod rating;
mod record;
mod scoring;
mod variant;

pub use after::{
    AboveMean, Afterwards, Among, Bound, Correction, CorrectionMethod, MeanCap, Pool, Quota, Rounding, Size, Tied,
    Unspread,
};
pub use answers::{Answers, Duty, Moment, Outside, Stage};
pub use calendar::Calendar;
pub use data::{
    Check, Clause, Column, DataSource, Element, ElementSource, Header, PERIOD_COLUMN, PeriodFrom, Share, SubjectSpec,
    Summary, Through, quoted,
};
pub use expr::{Across, AcrossHow, Expr, ExprKind, FunctionId, Ref};
pub use lint::{Allow, Exempt, Lint, Lints};
pub use outcome::{
    Adjust, Consequence, Due, DueAfter, Earlier, Effect, Expectation, Expected, Given, GivenFor, GivenRow, Grade,
    Target, TestCase, Ties, Veto, ZeroTarget,
};
pub use rating::{Allowed, Ballot, CombineRatings, Evidence, Outlying, Rated, Rater, RaterMissing, RaterWeight, Then};
pub use record::{Objections, StatusWords, Void, VoidWhat};
pub use scoring::{
    Better, Category, Combine, DataWeights, Impute, Indicator, IndicatorPlaces, Marking, Matrix, MethodId, Missing,
    Needs, Outliers, Parent, Preparation, RoundStage, Scoring, Setting, Settings, SkipWithin, TooLittle, Transform,
    WeighBy, WhileSkewed,
};

pub use variant::{Item, Variant};

use crate::number::Decimal;
use crate::table::Kind;
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
    pub duties: Vec<Duty>,
    pub stages: Vec<Stage>,
    pub voids: Vec<Void>,
    pub objections: Option<Objections>,
    pub categories: Vec<Category>,
    pub indicators: Vec<Indicator>,
    /// Weights that come from the data.
    pub data_weights: Vec<DataWeights>,
    /// Kinds of subject that are judged by marks of their own; empty where all have the same.
    pub variants: Vec<Variant>,
    /// Columns of the roster that the conditions of variants read, and what they hold.
    pub variant_columns: Vec<(String, Kind)>,
    pub raters: Vec<Rater>,
    pub ballots: Vec<Ballot>,
    pub vetoes: Vec<Veto>,
    pub adjusts: Vec<Adjust>,
    pub grades: Vec<Grade>,
    pub afterwards: Afterwards,
    pub consequences: Vec<Consequence>,
    pub tests: Vec<TestCase>,
    /// What it says of findings about itself.
    pub lints: Lints,
    /// The files it was read from, itself first, with their SHA-256.
    pub files: Vec<(String, String)>,
    /// Whether figures that are confidential are shown all the same.
    pub reveal: bool,
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
