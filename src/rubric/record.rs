//! The papers around the figures: data that are void, objections to results.

use super::{Due, DueAfter, Expr};
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
    /// the day after it; working days are Monday to Friday.
    pub fn deadline(self, notice: Option<f64>, cycle: Cycle, period: i64) -> Option<i64> {
        let start = match self.after {
            DueAfter::Notice => notice.filter(|at| at.is_finite()).map(|at| (at / SECONDS_A_DAY).floor() as i64)?,
            DueAfter::PeriodEnd => cycle.days(period)?.1,
        };
        let days = i64::from(self.days);
        Some(if self.working { add_working(start, days) } else { start + days })
    }
}

/// 0 is Monday. The first day of 1970 was a Thursday.
fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

fn add_working(start: i64, days: i64) -> i64 {
    if days == 0 {
        return start;
    }
    // Counting from a weekend is counting from the Friday before it.
    let from = start - (weekday(start) - 4).max(0);
    let rest = days % 5;
    let day = from + days / 5 * 7 + rest;
    if weekday(from) + rest > 4 { day + 2 } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::time::{days_of, show_date};

    fn date(day: i64) -> String {
        show_date(day as f64 * SECONDS_A_DAY)
    }

    #[test]
    fn working_days_step_over_weekends() {
        // 2024-07-05 is a Friday.
        let friday = days_of(2024, 7, 5).unwrap();
        assert_eq!(date(add_working(friday, 1)), "2024-07-08");
        assert_eq!(date(add_working(friday, 5)), "2024-07-12");
        assert_eq!(date(add_working(friday + 1, 1)), "2024-07-08");
        assert_eq!(date(add_working(friday + 2, 5)), "2024-07-12");
        assert_eq!(date(add_working(friday - 4, 4)), "2024-07-05");
        for start in friday..friday + 7 {
            let mut day = start;
            for n in 1..40 {
                day += 1;
                while weekday(day) > 4 {
                    day += 1;
                }
                assert_eq!(add_working(start, n), day, "{n} from {}", date(start));
            }
        }
    }
}
