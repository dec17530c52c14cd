//! Periods: how the calendar is cut.

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cycle {
    Month,
    Quarter,
    HalfYear,
    /// Two a year: February–July and August–January (named by the year it begins in).
    Semester,
    Year,
    Once,
}
