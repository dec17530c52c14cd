//! What came out: every figure of every subject, ranks, grades, consequences and findings.
//!
//! Plain data. All reports read this and the rubric, and nothing else, so that every format shows
//! the same digits. The vectors run parallel to those of the rubric.

mod diagnosis;
mod goal;
mod record;
mod trail;
mod versus;

pub use diagnosis::{Diagnosis, DiagnosisSection, FigureCell, FigureTable, Verdict, Weight};
pub use goal::{Goal, Move, Reached};
pub use record::{Cause, Objection, Papers, PointsRevised, Record, Revision, Standing, Status, VoidResult};
pub use trail::{After, Step, Trail};
pub use versus::{Part, PartKind, Side, Versus};

use std::sync::Arc;

use crate::diagnostic::{Bag, Cell};
use crate::table::{Few, Lane, Nothing, Numbers, Values};
use crate::text::Words;

/// How much of what led to results is kept with them, where there are many rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// What the rubric decides: totals, places, what follows. Of elements and indicators only what there
    /// is to say of them: which are nothings, and why.
    Outcomes,
    /// And values, scores and points of indicators.
    Figures,
    /// And elements.
    Details,
    /// And every step between, so that each figure can be explained.
    #[default]
    Whole,
}

/// The results of one period.
#[derive(Debug, Clone)]
pub struct Results {
    pub period: Period,
    /// All periods of the data, oldest first.
    pub periods: Vec<Period>,
    pub subjects: Vec<SubjectInfo>,
    /// Indices of subjects by peer group, then from first to last place, those without a place
    /// after them. Equal
    /// places are ordered by key, so that row order never shows.
    pub order: Vec<usize>,
    /// Without rows where only outcomes were asked for; so are values, scores, points and full marks of
    /// indicators, of which the nothings may be there all the same.
    pub elements: Vec<Lane>,
    /// For each element the rows it was gathered from; `None` for one that is a formula.
    pub rows: Vec<Option<ElementRows>>,
    /// For each of the rubric's rules on ballots, what came of it.
    pub ballots: Vec<BallotResult>,
    pub indicators: Vec<IndicatorResult>,
    /// Of the kinds of rater of which it is said how many ratings they should give.
    pub participation: Vec<Participation>,
    /// By indicator, then by group; without groups that are too small.
    pub inflation: Vec<GroupInflation>,
    pub categories: Vec<CategoryResult>,
    /// For each of the rubric's weights from the data, the share of each item.
    pub weights: Vec<Vec<Numbers>>,
    /// Index into the rubric's variants; `None` for a rubric without variants.
    pub variant: Option<Numbers>,
    /// Points of each adjustment.
    pub adjusts: Vec<Numbers>,
    /// 1 where the veto strikes; a nothing where it could not be decided.
    pub vetoes: Vec<Numbers>,
    pub total: Numbers,
    /// Where the total is rescaled as a whole: what it was before, and the marks that are there.
    pub unscaled: Option<(Numbers, Numbers)>,
    /// Before correction, caps on means and carry-over, where there are any.
    pub total_before: Option<Numbers>,
    pub rank: Numbers,
    pub rank_from_last: Numbers,
    pub group_size: Numbers,
    /// Index into the rubric's grades.
    pub grade: Numbers,
    pub consequences: Vec<ConsequenceResult>,
    /// Findings of this run: failed checks, unreadable cells, unknown keys.
    pub findings: Bag,
    /// What was read but not used, and why.
    pub skipped: Vec<Skipped>,
    /// Data files read, with their row counts.
    pub files: Vec<FileRead>,
    /// Whether anything makes the result provisional: an unsettled figure, a partial period.
    pub provisional: Vec<Words>,
    /// Void data, objections, and what they changed.
    pub record: Record,
}

/// A period, e.g. June 2024.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// `2024-06`, `2024Q2`, `2024H1`, `2024`; empty for a rubric without cycle.
    pub name: String,
    /// Consecutive periods have consecutive ordinals.
    pub ordinal: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectInfo {
    pub key: String,
    pub label: String,
    /// One for each of the rubric's groups.
    pub groups: Vec<String>,
    pub origin: Option<Cell>,
}

/// The rows behind an element.
#[derive(Debug, Clone, PartialEq)]
pub struct ElementRows {
    /// Index into the rubric's data.
    pub table: usize,
    pub counts: Counts,
}

/// How many rows of each subject count.
#[derive(Debug, Clone, PartialEq)]
pub enum Counts {
    Each(Vec<RowCounts>),
    /// So many subjects have one row each; it counts unless its value is a nothing. There is no
    /// entry while none is.
    One(usize, Values<Option<Nothing>>),
    /// Only those of all subjects together were asked for.
    Sum(RowCounts),
}

impl Counts {
    /// Those of a subject.
    pub fn of(&self, subject: usize) -> RowCounts {
        match self {
            Counts::Each(counts) => counts.get(subject).copied().unwrap_or_default(),
            Counts::One(subjects, _) if subject >= *subjects => RowCounts::default(),
            Counts::One(_, nothings) => match nothings.get(subject) {
                Some(Some(_)) => RowCounts { missing: 1, ..RowCounts::default() },
                Some(None) | None => RowCounts { counted: 1, ..RowCounts::default() },
            },
            Counts::Sum(_) => RowCounts::default(),
        }
    }

    /// Those of all subjects together.
    pub fn sum(&self) -> RowCounts {
        match self {
            Counts::Each(counts) => {
                let mut sum = RowCounts::default();
                counts.iter().for_each(|counts| sum.add(counts));
                sum
            }
            Counts::One(subjects, nothings) => {
                let missing = nothings.iter().filter(|nothing| nothing.is_some()).count();
                RowCounts { counted: subjects - missing, missing, ..RowCounts::default() }
            }
            Counts::Sum(sum) => *sum,
        }
    }
}

/// How many rows of a subject count for an element, and how many do not, each under the first
/// reason that there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    pub counted: usize,
    /// By the table's `drop`.
    pub dropped: usize,
    /// Declared void.
    pub void: usize,
    /// On void ballots.
    pub ballot: usize,
    /// Outside the element's condition.
    pub filtered: usize,
    /// The condition could not be decided.
    pub undecided: usize,
    /// Without the value that is gathered.
    pub missing: usize,
}

impl RowCounts {
    /// Each reason by the word for machines, with its count.
    pub fn left_out(&self) -> [(&'static str, usize); 6] {
        [
            ("drop", self.dropped),
            ("void", self.void),
            ("void_ballot", self.ballot),
            ("where", self.filtered),
            ("undecided", self.undecided),
            ("missing", self.missing),
        ]
    }

    /// Rows there were, whether they count or not.
    pub fn all(&self) -> usize {
        self.counted + self.left_out().iter().map(|(_, count)| count).sum::<usize>()
    }

    pub fn add(&mut self, other: &RowCounts) {
        self.counted += other.counted;
        self.dropped += other.dropped;
        self.void += other.void;
        self.ballot += other.ballot;
        self.filtered += other.filtered;
        self.undecided += other.undecided;
        self.missing += other.missing;
    }
}

/// The ballots of one table in the period.
#[derive(Debug, Clone, PartialEq)]
pub struct BallotResult {
    pub ballots: usize,
    /// In the order of their raters.
    pub void: Vec<VoidBallot>,
    /// Rows for which it could not be decided.
    pub undecided: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct VoidBallot {
    /// What the rule's columns have.
    pub rater: Vec<String>,
    pub ratings: usize,
    /// The first of its rows.
    pub cell: Option<Cell>,
}

/// What one kind of rater gave.
#[derive(Debug, Clone)]
pub struct RatingResult {
    /// Index into the rubric's raters.
    pub rater: usize,
    pub rating: Numbers,
    /// How many ratings count.
    pub count: Numbers,
    /// How many do not.
    pub left_out: Numbers,
    /// How many there should be, where that is said.
    pub expected: Option<Numbers>,
}

/// How many of the ratings that a kind of rater should give have come, over all subjects and items.
#[derive(Debug, Clone, PartialEq)]
pub struct Participation {
    /// Index into the rubric's raters.
    pub rater: usize,
    pub came: f64,
    pub expected: f64,
}

/// The rating of oneself beside the mean of those by others.
#[derive(Debug, Clone)]
pub struct Inflation {
    pub own: Numbers,
    pub others: Numbers,
    /// The first less the second.
    pub gap: Numbers,
}

/// The same of a whole group: of those who have both figures.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupInflation {
    /// Index into the rubric's indicators.
    pub indicator: usize,
    /// Index into the subject's groups, and the name; `None` for everybody.
    pub group: Option<(usize, String)>,
    pub members: usize,
    pub own: f64,
    pub others: f64,
}

#[derive(Debug, Clone)]
pub struct IndicatorResult {
    pub value: Lane,
    /// For each kind of rater of a rated indicator.
    pub ratings: Vec<RatingResult>,
    /// Where people rate themselves, and others rate them too.
    pub inflation: Option<Inflation>,
    pub score: Numbers,
    pub points: Numbers,
    /// Full marks; 0 for an indicator that is no part of the subject's variant.
    pub full: Numbers,
    /// Of a value and of points that are not kept: which are nothings.
    pub left: [Option<Arc<Few>>; 2],
}

impl IndicatorResult {
    /// Why there is no value.
    pub fn no_value(&self, subject: usize) -> Option<Nothing> {
        match &self.left[0] {
            Some(few) => few.nothing(subject),
            None if subject < self.value.len() => self.value.nothing(subject),
            None => None,
        }
    }

    /// Why there are no points.
    pub fn no_points(&self, subject: usize) -> Option<Nothing> {
        match &self.left[1] {
            Some(few) => few.nothing(subject),
            None => self.points.nothing(subject),
        }
    }

    /// Every subject without a value.
    pub fn without_value(&self) -> Vec<(usize, Nothing)> {
        match (&self.left[0], &self.value) {
            (Some(few), _) => nothings_of(few),
            (None, Lane::Numbers(numbers)) => nothings(&numbers.nothings),
            (None, Lane::Texts(texts)) => nothings(&texts.nothings),
        }
    }

    /// Every subject without points.
    pub fn without_points(&self) -> Vec<(usize, Nothing)> {
        self.left[1].as_ref().map_or_else(|| nothings(&self.points.nothings), |few| nothings_of(few))
    }
}

fn nothings(all: &[Option<Nothing>]) -> Vec<(usize, Nothing)> {
    all.iter().enumerate().filter_map(|(subject, nothing)| Some((subject, (*nothing)?))).collect()
}

fn nothings_of(few: &Few) -> Vec<(usize, Nothing)> {
    few.iter().filter_map(|(subject, kept)| Some((subject, kept.err()?))).collect()
}

#[derive(Debug, Clone)]
pub struct CategoryResult {
    pub points: Numbers,
    pub present: Numbers,
    pub full: Numbers,
    /// Of a category that must have so much: marks reported, marks that apply, parts reported.
    pub reported: Option<[Numbers; 3]>,
}

#[derive(Debug, Clone)]
pub struct ConsequenceResult {
    pub when: Numbers,
    pub money: Option<Numbers>,
}

/// Rows or cells that were read and left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    pub table: Arc<str>,
    pub reason: Words,
    pub count: usize,
    /// The first few.
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FileRead {
    pub table: Arc<str>,
    pub file: Arc<str>,
    pub sheet: Option<Arc<str>>,
    pub rows: usize,
    /// `UTF-8`, `GB18030`, `xlsx`.
    pub format: Arc<str>,
    /// Of the file as it is; `None` for what is no file.
    pub sha256: Option<Arc<str>>,
}
