//! The papers around the figures: data that are void, objections to results.

use super::{Calendar, Due, DueAfter, Expr};
use crate::table::Cycle;
use crate::table::time::SECONDS_A_DAY;
use crate::text::Span;

/// Data that do not count, and why.
#[derive(Debug, Clone)]
pub struct Void {
    pub what: VoidWhat,
    pub reason: String,
    /// Who decided it.
    pub by: Option<String>,
    /// When, in seconds.
    pub on: Option<f64>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum VoidWhat {
    /// Rows of a table (an index into the rubric's data).
    Rows { data: usize, condition: Expr },
    /// The value of an element (an index): of one subject by key or label, in one period by its
    /// ordinal; of all where not said.
    Value { element: usize, subject: Option<String>, period: Option<i64> },
}

/// Where objections to results are kept: a table with one row for each.
#[derive(Debug, Clone)]
pub struct Objections {
    /// Index into the rubric's data.
    pub data: usize,
    /// The column of the indicator objected to.
    pub indicator: String,
    /// The column of the element or indicator whose value is corrected.
    pub element: String,
    pub status: String,
    /// The corrected value, read as a number, and the same column read as text.
    pub value: String,
    pub value_text: String,
    pub raised: String,
    pub reason: String,
    pub decided_by: String,
    /// Words in the data for each status.
    pub words: StatusWords,
    /// Days after the notice in which to object.
    pub window: Option<Due>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusWords {
    pub open: Vec<String>,
    pub upheld: Vec<String>,
    pub rejected: Vec<String>,
}

impl Due {
    /// The day on which the time runs out, in days since 1970-01-01.
    ///
    /// `notice` is the day of the notice in seconds, `period` the ordinal of the period in its
    /// cycle. `None` where the day from which the time runs is not known. The first day counted is
    /// the day after it.
    pub fn deadline(self, notice: Option<f64>, cycle: Cycle, period: i64, calendar: &Calendar) -> Option<i64> {
        let start = match self.after {
            DueAfter::Notice => notice.filter(|at| at.is_finite()).map(|at| (at / SECONDS_A_DAY).floor() as i64)?,
            DueAfter::PeriodEnd => cycle.days(period)?.1,
        };
        let days = i64::from(self.days);
        Some(if self.working { calendar.add_working(start, days) } else { start + days })
    }
}
