//! Who is assessed, and from what.

use super::{Answers, Calendar, Combine, Expr, Marking, Missing, Name, RoundStage, SkipWithin, Ties};
use crate::diagnostic::Severity;
use crate::number::{Decimal, Rational};
use crate::table::{Cycle, Kind, NoRows};
use crate::text::Span;

#[derive(Debug, Clone)]
pub struct Header {
    pub id: String,
    pub title: Name,
    pub basis: Option<String>,
    pub purpose: Option<String>,
    pub scope: Option<String>,
    pub cycle: Cycle,
    /// Seconds since 1970-01-01.
    pub effective: Option<f64>,
    /// The last day on which it holds.
    pub until: Option<f64>,
    pub marking: Marking,
    /// Full marks of the total.
    pub points: Rational,
    /// Where they are written.
    pub span: Span,
    /// How the parts of the total come together.
    pub combine: Combine,
    pub decimals: i32,
    pub round_at: Vec<RoundStage>,
    pub ties: Ties,
    pub missing: Missing,
    pub skip_within: SkipWithin,
    /// Whether the header says so, rather than the default.
    pub missing_said: bool,
    /// By how much the figures of the rubric's own tests may be off.
    pub test_tolerance: Option<Decimal>,
    /// Lowest and highest total.
    pub total_range: (Rational, Rational),
    /// Whether the header says so, rather than the default.
    pub total_range_said: bool,
    /// Directory of the data files, as written.
    pub data: Option<String>,
    pub data_span: Span,
    pub sign_off: Vec<(String, String)>,
    /// The day of the notice from which deadlines run, if already known.
    pub notice: Option<f64>,
    /// Which days are worked.
    pub calendar: Calendar,
}

#[derive(Debug, Clone)]
pub struct SubjectSpec {
    pub noun: Name,
    /// Index into the rubric's data.
    pub roster: usize,
    pub key: String,
    pub label: String,
    /// Roster columns; the first is the peer group for ranks and peer-relative scores.
    pub groups: Vec<String>,
    pub min_group: usize,
    /// Who of the roster is assessed.
    pub filter: Option<Expr>,
}

/// One kind of data file.
#[derive(Debug, Clone)]
pub struct DataSource {
    pub id: String,
    /// The id of its rubric: a workbook that was filled in by hand says whose it is.
    pub scheme: String,
    /// Whether its columns are filled in by hand, subject by subject; where it is not said, it shows from what
    /// reads them.
    pub entered: Option<bool>,
    /// File names or globs, relative to the data directory.
    pub files: Vec<String>,
    /// Instead of files: another rubric, relative to this one, whose results are the rows.
    pub rubric: Option<String>,
    /// A table of a warehouse with the same rows, which scripts for databases read.
    pub table: Option<String>,
    pub sheet: Option<String>,
    /// Where its files, or the other rubric, are named.
    pub file_span: Span,
    /// Where the sheet is named; otherwise nowhere.
    pub sheet_span: Span,
    /// The key column, and the binding table it goes through.
    pub key: Option<(String, Option<Through>)>,
    /// A column of the roster: a row belongs to everybody who has the row's key in it.
    pub of: Option<String>,
    pub period: PeriodFrom,
    pub columns: Vec<Column>,
    pub drop: Option<Expr>,
    /// Words that mean "not reported".
    pub missing: Vec<String>,
    /// Words that mean "not settled yet".
    pub unsettled: Vec<String>,
    pub no_rows: NoRows,
    /// The column with links to the papers behind each row.
    pub evidence: Option<String>,
    /// The column with the time at which the rows were exported.
    pub exported: Option<String>,
    /// Until so many days after the end of a period its figures may still change.
    pub settles: Option<i64>,
    /// Who outside delivers it, and when.
    pub outside: Option<super::Outside>,
    /// Whether results of another rubric that are under objection are missing.
    pub leave_out_disputed: bool,
    /// A file that need not be there.
    pub optional: bool,
    pub summary: Option<Summary>,
    pub span: Span,
}

/// A column that the rubric uses.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name in formulas.
    pub id: String,
    /// Headers it may have in the files, the id itself first.
    pub headers: Vec<String>,
    pub kind: Kind,
    /// The first place that uses it.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Through {
    /// Index into the rubric's data.
    pub table: usize,
    pub from: String,
    pub to: String,
    pub share: Option<Share>,
}

/// Columns of a membership table: what part of a unit's figures reaches somebody, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    pub column: String,
    pub since: Option<String>,
    pub until: Option<String>,
}

/// The name of the column that the reader makes of a period in a file's name.
pub const PERIOD_COLUMN: &str = "@period";

#[derive(Debug, Clone, PartialEq)]
pub enum PeriodFrom {
    Always,
    Column(String),
    /// A pattern with `{period}` in it, such as `report_{period}.xlsx`; `{…至…}` ranges count
    /// as the period that holds them.
    FileName(String),
    /// The period for which the other rubric gave the row.
    Rubric,
}

/// Rows of totals inside the data: left out, and checked against the rows they sum up.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The column that holds the word.
    pub column: String,
    /// Words of a sum row: 汇总.
    pub sum: Vec<String>,
    /// Words of a row of means: 均值.
    pub mean: Vec<String>,
    /// Columns for which the sum row is compared.
    pub columns: Vec<String>,
    pub span: Span,
}

/// A figure entered once and shared by all indicators that use it.
#[derive(Debug, Clone)]
pub struct Element {
    pub id: String,
    pub name: Name,
    pub unit: Option<String>,
    pub range: Option<(Decimal, Decimal)>,
    pub source: ElementSource,
    pub kind: Kind,
    pub owner: Option<String>,
    pub answers: Answers,
    pub definition: Option<String>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum ElementSource {
    /// From the rows of a table: aggregates of row-level formulas, filtered.
    Rows { data: usize, value: Expr, filter: Option<Expr> },
    /// From other elements.
    Formula(Expr),
}

/// A logic check.
#[derive(Debug, Clone)]
pub struct Check {
    pub id: String,
    /// The table whose rows are checked; otherwise it is checked for each subject.
    pub data: Option<usize>,
    pub expr: Expr,
    /// What a declared form (`unique`, `order`, …) consists of; `expr` is all of them.
    pub clauses: Vec<Clause>,
    pub severity: Severity,
    /// May quote figures as `{name}`.
    pub message: Option<String>,
    pub span: Span,
}

/// One condition of a check, with what is to be said where it does not hold.
#[derive(Debug, Clone)]
pub struct Clause {
    pub holds: Expr,
    /// With `{0}`, `{1}`, … for the figures.
    pub says: Name,
    pub figures: Vec<Expr>,
    /// Rows that agree in all of these are named with the one that fails.
    pub twins: Vec<Expr>,
}

/// The names in `{…}` of a message.
pub fn quoted(message: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = message;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open + 1..].find('}') else { break };
        names.push(rest[open + 1..open + 1 + length].trim().to_string());
        rest = &rest[open + 2 + length..];
    }
    names
}
