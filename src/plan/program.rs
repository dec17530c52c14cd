//! A plan together with which node answers which question of the rubric.

use super::{NodeId, PeersId, Plan, TableId};

/// The plan of a rubric. The vectors of [`Outputs`] run parallel to those of the rubric.
#[derive(Debug, Clone)]
pub struct Program {
    pub plan: Plan,
    pub outputs: Outputs,
}

/// Nodes at the subject grain, unless said otherwise.
#[derive(Debug, Clone)]
pub struct Outputs {
    pub elements: Vec<NodeId>,
    pub ballots: Vec<BallotNodes>,
    pub rating_faults: Vec<RatingFault>,
    /// For each judged indicator.
    pub rated_rows: Vec<RatedRows>,
    /// For each void whether it holds for the subject; `None` for those of rows.
    pub voids: Vec<Option<NodeId>>,
    /// How values were treated whose distribution was skewed.
    pub skewed: Vec<SkewedNodes>,
    /// Of each element: the rows it is gathered from; `None` for one that is a formula.
    pub element_rows: Vec<Option<RowsNodes>>,
    /// Of each element: its value before objections were upheld, where there may be any.
    pub corrected_elements: Vec<Option<Corrected>>,
    /// Likewise of each indicator.
    pub corrected_indicators: Vec<Option<Corrected>>,
    pub checks: Vec<CheckNode>,
    pub indicators: Vec<IndicatorNodes>,
    pub categories: Vec<CategoryNodes>,
    /// Condition of each veto.
    pub vetoes: Vec<NodeId>,
    /// Points of each adjustment, within its bounds; 0 where it does not apply.
    pub adjusts: Vec<NodeId>,
    /// Which variant of the rubric a subject is judged by; `None` for a rubric without variants.
    pub variant: Option<VariantNodes>,
    /// For each of the rubric's weights from the data, the share of each item.
    pub weights: Vec<Vec<NodeId>>,
    /// What the parts come to, 0–100, before adjustments.
    pub score: NodeId,
    /// Where the total is rescaled as a whole: what it was before, and the marks that are there.
    pub unscaled: Option<(NodeId, NodeId)>,
    /// Before vetoes on the total and before rounding.
    pub total_raw: NodeId,
    /// What is printed and what decides.
    pub total: NodeId,
    /// The total that the group's median values would give where `skip` left something out; a
    /// subject whose total lies above it is told of in the report.
    pub total_at_median: Option<NodeId>,
    /// 1 where the subject takes part in the ranking.
    pub ranked: NodeId,
    pub rank: NodeId,
    pub rank_from_last: NodeId,
    /// Number of ranked subjects in the peer group.
    pub group_size: NodeId,
    /// Index into the rubric's grades; a nothing for a total below all of them.
    pub grade: Option<NodeId>,
    pub consequences: Vec<ConsequenceNodes>,
    pub afterwards: AfterNodes,
}

/// What lies between the total of a subject and its place and grade.
#[derive(Debug, Clone, Default)]
pub struct AfterNodes {
    /// The total before the steps; `None` where there are none.
    pub before: Option<NodeId>,
    pub steps: Vec<StepNodes>,
    pub quotas: Vec<QuotaNodes>,
    /// The subject's key, where the cents of a pool depend on it.
    pub key: Option<NodeId>,
}

/// A step that changes totals.
#[derive(Debug, Clone, Copy)]
pub struct StepNodes {
    pub kind: StepKind,
    pub from: NodeId,
    pub to: NodeId,
    pub within: PeersId,
    /// The factor, or the mean that the group is brought to or may have.
    pub measure: Option<NodeId>,
    /// Mean and standard deviation of the group.
    pub mean: Option<NodeId>,
    pub std: Option<NodeId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    Correction,
    /// By its index.
    MeanCap(usize),
    Carried,
}

/// A quota: at most `limit` of the `size` who have a place in the group.
#[derive(Debug, Clone, Copy)]
pub struct QuotaNodes {
    /// Index into the rubric's quotas.
    pub quota: usize,
    pub limit: NodeId,
    pub size: NodeId,
    pub within: PeersId,
}

/// A figure that an upheld objection may replace.
#[derive(Debug, Clone, Copy)]
pub struct Corrected {
    /// Whether it does.
    pub applies: NodeId,
    /// The corrected figure, gathered from the objections.
    pub corrected: NodeId,
    /// What it was before.
    pub original: NodeId,
}

/// The treatment of a skewed distribution; skewness and kurtosis are the peers'.
#[derive(Debug, Clone, Copy)]
pub struct SkewedNodes {
    /// The treated value.
    pub value: NodeId,
    /// Skewness and excess kurtosis before, and after winsorising.
    pub before: [NodeId; 2],
    pub after: [NodeId; 2],
    /// How many values of the peers were set to the next.
    pub treated: NodeId,
    /// Whether what winsorising leaves is within bounds; logarithms are taken where it is not.
    pub fine: NodeId,
}

/// The rows of a table that an element is gathered from.
#[derive(Debug, Clone, Copy)]
pub struct RowsNodes {
    pub table: TableId,
    /// The element's own condition on rows.
    pub filter: Option<NodeId>,
}

/// A logic check.
#[derive(Debug, Clone)]
pub struct CheckNode {
    /// True where the check holds. At the subject grain, or at a table's for row checks.
    pub holds: NodeId,
    /// The elements (nodes) or columns whose figures the message quotes: name and node.
    pub quoted: Vec<(String, NodeId)>,
    /// Of a declared form, as in the rubric.
    pub clauses: Vec<ClauseNode>,
}

/// One condition of a check, on the same grain.
#[derive(Debug, Clone)]
pub struct ClauseNode {
    pub holds: NodeId,
    pub figures: Vec<NodeId>,
    /// Rows that agree in all of these are named with the one that fails.
    pub twins: Vec<NodeId>,
}

#[derive(Debug, Clone)]
pub struct IndicatorNodes {
    /// The raw value, before the policy for nothings; text for verbal levels.
    pub value: NodeId,
    /// After each step of preparation, in the rubric's order; the method scores the last.
    pub prepared: Vec<NodeId>,
    /// Per rater, for rated indicators.
    pub ratings: Vec<RatingNodes>,
    /// Of an indicator that people rate themselves in, and others too.
    pub inflation: Option<InflationNodes>,
    /// 0–100 (or more where the method allows), after the policy for nothings.
    pub score: NodeId,
    /// The node of the method itself, before the policy: what the explainer reads.
    pub scored: NodeId,
    /// In marks, rounded if the rubric rounds here, after vetoes on the item; a nothing where
    /// the item is left out.
    pub points: NodeId,
    /// Full marks; 0 where the item is no part of the subject's variant.
    pub full: NodeId,
}

/// What one kind of rater gave.
#[derive(Debug, Clone)]
pub struct RatingNodes {
    /// Index into the rubric's raters.
    pub rater: usize,
    /// Combined over the raters of this kind; a nothing where there are too few.
    pub rating: NodeId,
    /// The gather of the ratings that count, however few they are.
    pub gathered: NodeId,
    /// How many count.
    pub count: NodeId,
    /// What this kind counts.
    pub weight: NodeId,
    /// How many ratings there should be, where that is said.
    pub expected: Option<NodeId>,
    /// How many do not, each under the first reason that there is.
    pub left_out: Vec<(LeftOut, NodeId)>,
}

/// How far the rating of oneself lies above those by others.
#[derive(Debug, Clone, Copy)]
pub struct InflationNodes {
    pub own: NodeId,
    /// The mean of the other kinds that rated, by their weights.
    pub others: NodeId,
    pub gap: NodeId,
}

/// Why a rating does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// The indicator's condition on rows.
    Where,
    /// The ballot it is on is void: an index into the rubric's ballots.
    Ballot(usize),
    /// The rater rated himself.
    Own,
    /// The rater rated somebody else where everybody rates himself.
    NotOwn,
    /// The rater is not of the subject's group.
    OtherGroup,
    /// No figure that a rating may be.
    NotAllowed,
    /// The evidence that it needs is not there.
    NoEvidence,
    /// Too far from the mean of those beside it.
    Outlier,
}

/// Which rows of a table of ratings an indicator uses.
#[derive(Debug, Clone, Copy)]
pub struct RatedRows {
    /// Index into the rubric's indicators.
    pub indicator: usize,
    pub table: TableId,
    /// Whether a row is about it.
    pub about: NodeId,
    /// Whether a row is by a kind of rater that judges it.
    pub by: NodeId,
    /// Whether a row satisfies its condition, if it has one; never a nothing.
    pub chosen: Option<NodeId>,
}

/// Ratings of an indicator that are at fault, at the rows of their table.
#[derive(Debug, Clone)]
pub struct RatingFault {
    /// Index into the rubric's indicators.
    pub indicator: usize,
    pub why: LeftOut,
    pub table: TableId,
    pub rating: NodeId,
    pub fault: NodeId,
    /// Whether such a rating counts all the same.
    pub counts: bool,
}

/// Whether the ballots of a table are void.
#[derive(Debug, Clone)]
pub struct BallotNodes {
    pub table: TableId,
    /// At each row: what tells its ballot from others of the period.
    pub by: Vec<NodeId>,
    /// At each row: whether it is on a ballot at all.
    pub on: Option<NodeId>,
    /// At each row on a ballot: whether the ballot is void; a nothing where that is undecided.
    pub void: NodeId,
    /// At each row: true unless it is on a void ballot.
    pub counts: NodeId,
}

#[derive(Debug, Clone)]
pub struct CategoryNodes {
    pub points: NodeId,
    /// The points as a score of 0–100, before rounding.
    pub score: NodeId,
    /// Marks of the parts that were there to be scored; less than full where some were left out.
    pub present: NodeId,
    /// Full marks; 0 where the category is no part of the subject's variant.
    pub full: NodeId,
    /// Of a category that must have so much: how much is reported.
    pub reported: Option<ReportedNodes>,
}

/// How much of a category is reported.
#[derive(Debug, Clone, Copy)]
pub struct ReportedNodes {
    /// Marks of the parts that are reported, and of those that apply.
    pub marks: NodeId,
    pub of: NodeId,
    /// How many parts are reported.
    pub items: NodeId,
    /// Whether that is too little.
    pub short: NodeId,
}

/// How subjects find their variant.
#[derive(Debug, Clone)]
pub struct VariantNodes {
    /// Index into the rubric's variants; a nothing where none holds, or several.
    pub index: NodeId,
    /// The condition of each variant that has one.
    pub conditions: Vec<Option<NodeId>>,
    /// Columns of the roster that the conditions read, as the rubric lists them.
    pub columns: Vec<NodeId>,
}

#[derive(Debug, Clone)]
pub struct ConsequenceNodes {
    pub when: NodeId,
    pub money: Option<NodeId>,
    pub pool: Option<PoolNodes>,
    /// The money before it was limited to what there is to take it from, and how much there is.
    pub limited: Option<(NodeId, NodeId)>,
}

/// A pool at each subject of its group.
#[derive(Debug, Clone, Copy)]
pub struct PoolNodes {
    pub amount: NodeId,
    /// The subject's share, and those of the whole group.
    pub share: NodeId,
    pub shares: NodeId,
    pub within: PeersId,
}
