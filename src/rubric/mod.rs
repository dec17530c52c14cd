//! The checked rubric: names are ids, formulas are typed trees, weights are exact, defaults are
//! said. If a [`Rubric`] exists it is well-formed: no unknown name, no cycle, no sum that does
//! not come out.
//!
//! Data only. It knows neither TOML nor how anything is computed; scoring methods and functions
//! are named by [`MethodId`] and [`FunctionId`], which the library explains.

mod data;
mod expr;
mod outcome;
mod scoring;

pub use data::{
    Check, Column, DataSource, Element, ElementSource, Header, PERIOD_COLUMN, PeriodFrom, SubjectSpec, Summary,
    Through, quoted,
};
pub use expr::{Expr, ExprKind, FunctionId, Ref};
pub use outcome::{
    Adjust, Consequence, Due, DueAfter, Effect, Expected, Given, GivenFor, Grade, Target, TestCase, Ties, Veto,
    ZeroTarget,
};
pub use scoring::{
    Better, Category, Combine, CombineRatings, Impute, Indicator, Marking, MethodId, Missing, Outliers, Parent,
    Preparation, Rated, Rater, RaterMissing, RoundStage, Scoring, Setting, Settings, Transform,
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
    pub elements: Vec<Element>,
    pub checks: Vec<Check>,
    pub categories: Vec<Category>,
    pub indicators: Vec<Indicator>,
    pub raters: Vec<Rater>,
    pub vetoes: Vec<Veto>,
    pub adjusts: Vec<Adjust>,
    pub grades: Vec<Grade>,
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

#[derive(Debug, Clone, PartialEq)]
pub enum ParamValue {
    Number(Decimal),
    Text(String),
    /// A value for each peer group (by the first of the rubric's groups), and for the others.
    ByGroup {
        groups: Vec<(String, Decimal)>,
        otherwise: Option<Decimal>,
    },
}
