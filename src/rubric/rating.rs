//! What people judge: who rates, in which table their ratings are, and which of them count.

use super::{Expr, Name};
use crate::number::{Decimal, Rational};
use crate::text::Span;

/// A judged indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Rated {
    /// The table of ballots (index into the rubric's data) and its columns.
    pub data: usize,
    pub rater_column: String,
    /// `None` where the whole table is about this indicator.
    pub indicator_column: Option<String>,
    pub score_column: String,
    /// What the indicator is called there.
    pub indicator: String,
    /// Raters (indices) who judge this indicator.
    pub raters: Vec<usize>,
    pub combine: CombineRatings,
    /// Which rows of the table count at all.
    pub filter: Option<Expr>,
    /// The fewest ratings that one kind of rater has to give, where the rater does not say.
    pub min_raters: u32,
    pub outliers: Option<Outlying>,
    /// What each of `raters` counts, where this indicator says otherwise than they do.
    pub weights: Vec<Option<Rational>>,
    /// The column of the rater's own key, for who must not rate himself.
    pub rater_key_column: Option<String>,
    /// The column of the group that the rater belongs to.
    pub rater_group_column: Option<String>,
    pub allowed: Option<Allowed>,
    pub evidence: Option<Evidence>,
}

impl Rated {
    /// Whether people rate themselves here, and others rate them too.
    pub fn is_by_oneself(&self, raters: &[Rater]) -> bool {
        let own = |rater: &usize| raters.get(*rater).is_some_and(|rater| rater.own);
        self.raters.iter().any(own) && !self.raters.iter().all(own)
    }
}

/// Which figures a rating may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Allowed {
    /// A rating lies in one of these, both ends included; anywhere if there are none.
    pub intervals: Vec<(Decimal, Decimal)>,
    /// A rating is a multiple of this.
    pub step: Option<Decimal>,
    pub then: Then,
}

/// Which ratings need words to go with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub column: String,
    pub when: Expr,
    pub then: Then,
}

/// What becomes of a rating that is at fault; it is told of in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Warn,
    /// It does not count.
    Void,
}

/// How the ratings of several raters of one kind are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CombineRatings {
    Mean,
    Median,
    Min,
    Max,
    /// The mean without this share of the ratings at each end, rounded down.
    Trimmed(Decimal),
    /// The mean without so many ratings at each end, where there are more than `above`.
    DropEnds {
        ends: u32,
        above: u32,
    },
}

/// Ratings too far from the mean of those beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlying {
    /// How many standard deviations are too far.
    pub sigma: Decimal,
    /// Columns in which ratings agree that are compared: of one class, of one course.
    pub within: Vec<String>,
}

/// The ballots of a table: all the rows that one rater filled in, which may be void as a whole.
#[derive(Debug, Clone)]
pub struct Ballot {
    /// The table, an index into the rubric's data.
    pub data: usize,
    /// The columns that tell whose ballot a row is on.
    pub by: Vec<String>,
    /// Which rows are on a ballot; all if not said.
    pub filter: Option<Expr>,
    /// An aggregate over the rows of a ballot.
    pub void_when: Expr,
    pub reason: Option<String>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Rater {
    pub id: String,
    pub name: Name,
    /// Words that name this rater in the data, the id and the names among them.
    pub aliases: Vec<String>,
    /// What he is to look at.
    pub focus: Option<String>,
    pub weight: RaterWeight,
    pub missing: RaterMissing,
    /// Whether this is whoever is rated, rating himself.
    pub own: bool,
    /// Of ratings of oneself: how far above those by others is told of.
    pub tell_above: Option<Decimal>,
    /// Whether a rating of oneself does not count.
    pub not_self: bool,
    /// A column of the roster: only raters of the same group count.
    pub same_group: Option<String>,
    /// A column of the roster: raters of the same group as the subject have an interest of their own.
    pub conflict: Option<String>,
    /// How many ratings of this kind there should be of a subject and item.
    pub expected: Option<Expr>,
    /// The least share of the expected ratings that should come.
    pub min_participation: Option<Decimal>,
    /// The fewest ratings of this kind that count.
    pub min_raters: Option<u32>,
    pub span: Span,
}

/// What a kind of rater counts.
#[derive(Debug, Clone, PartialEq)]
pub enum RaterWeight {
    Fixed(Rational),
    /// By a column of the roster.
    ByGroup {
        column: String,
        groups: Vec<(String, Rational)>,
        otherwise: Option<Rational>,
    },
    Formula(Expr),
}

impl Rater {
    /// What the rubric says that this kind counts for an indicator, as it is written: the fraction
    /// nearest to a figure of the plan. `None` where a formula decides.
    pub fn written_weight(&self, own: Option<Rational>, figure: f64) -> Option<Rational> {
        let mut written = Vec::new();
        match (&self.weight, own) {
            (_, Some(own)) => written.push(own),
            (RaterWeight::Fixed(weight), None) => written.push(*weight),
            (RaterWeight::ByGroup { groups, otherwise, .. }, None) => {
                written.extend(groups.iter().map(|(_, weight)| *weight).chain(*otherwise));
            }
            (RaterWeight::Formula(_), None) => {}
        }
        written.into_iter().find(|weight| weight.to_f64() == figure)
    }

    /// How many ratings of this kind an indicator needs.
    pub fn least(&self, rated: &Rated) -> u32 {
        self.min_raters.unwrap_or(rated.min_raters)
    }
}

/// What happens when a rater has not rated, or too few have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RaterMissing {
    /// The weights of the others are scaled up.
    Renormalise,
    /// The indicator is missing.
    Fail,
    Zero,
}
