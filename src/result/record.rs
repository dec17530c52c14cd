//! The papers around the figures: what is void, who objected, and what that changed.

use crate::diagnostic::Cell;
use crate::table::Nothing;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Parallel to the rubric's voids.
    pub voids: Vec<VoidResult>,
    /// Links to papers, by table.
    pub papers: Vec<Papers>,
    /// When the rows of a table (an index into the rubric's data) were exported, as they say.
    pub exports: Vec<(usize, Vec<String>)>,
    /// By subject, then by file and row.
    pub objections: Vec<Objection>,
    /// For each subject whether an objection of theirs is open.
    pub disputed: Vec<bool>,
    /// For each subject whether a place in their group may still change for that reason.
    pub place_disputed: Vec<bool>,
    /// What voids and upheld objections changed, by cause and then in the order of results.
    pub revisions: Vec<Revision>,
}

impl Record {
    pub fn is_disputed(&self, subject: usize) -> bool {
        self.disputed.get(subject) == Some(&true)
    }

    pub fn is_place_disputed(&self, subject: usize) -> bool {
        self.place_disputed.get(subject) == Some(&true)
    }
}

/// Links to the papers behind the rows of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Papers {
    /// Index into the rubric's data.
    pub data: usize,
    /// Of each subject, in the order of rows.
    pub links: Vec<Vec<String>>,
}

/// What one void took away in the period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VoidResult {
    /// Rows, or subjects whose value is void.
    pub count: usize,
    /// The first few.
    pub cells: Vec<Cell>,
    /// Indices of those concerned.
    pub subjects: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Objection {
    pub subject: usize,
    /// As written.
    pub indicator: String,
    pub status: Status,
    /// The element or indicator corrected, as written, and its value; where upheld.
    pub corrects: Option<(String, String)>,
    /// In seconds.
    pub raised: Option<f64>,
    /// After the last day on which it could be raised.
    pub late: bool,
    pub reason: Option<String>,
    pub decided_by: Option<String>,
    pub cell: Option<Cell>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Open,
    Upheld,
    Rejected,
}

impl Status {
    /// For machines.
    pub fn name(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Upheld => "upheld",
            Status::Rejected => "rejected",
        }
    }
}

/// What a subject's results would be otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    pub cause: Cause,
    pub subject: usize,
    pub before: Standing,
    pub after: Standing,
    /// Points of indicators that changed.
    pub points: Vec<PointsRevised>,
}

/// Points of an indicator (an index) before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointsRevised {
    pub indicator: usize,
    pub before: Result<f64, Nothing>,
    pub after: Result<f64, Nothing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Void data: before is with them, after without.
    Void,
    /// Upheld objections.
    Objection,
}

impl Cause {
    /// For machines.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Void => "void",
            Cause::Objection => "objection",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    pub total: Result<f64, Nothing>,
    pub rank: Result<f64, Nothing>,
    /// Index into the rubric's grades.
    pub grade: Result<f64, Nothing>,
}
