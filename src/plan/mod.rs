//! The waist: one DAG of columns over a small closed set of operators.
//!
//! Everything a rubric says is lowered to [`Op`]s; the engine, the explainer and (later) the
//! prover and the SQL writer read operators and nothing else. This room is data: it knows no
//! method, no formula syntax, and cannot evaluate anything. To add an operator is to add it to
//! every reader, so look twice for a way to say it with those there are.
//!
//! # How operators treat nothings
//!
//! *map*: the greatest nothing among the operands wins ([`crate::table::Nothing`]'s order), except
//! where an operator says otherwise; a result that is not finite becomes an undefined with its
//! reason. *gather*: nothings are left out. *order*: a nothing has no rank.

mod build;
mod op;
mod outputs;
mod program;
mod show;

pub use build::Builder;
pub use op::{Agg, At, Binary, Closed, DatePart, Is, Nary, Op, PeriodEdge, RankKey, Real, Ties, Unary};
pub use program::{
    AfterNodes, BallotNodes, CategoryNodes, CheckNode, ClauseNode, ConsequenceNodes, Corrected, IndicatorNodes,
    InflationNodes, LeftOut, Outputs, PoolNodes, Program, QuotaNodes, RatedRows, RatingFault, RatingNodes,
    ReportedNodes, RowsNodes, SkewedNodes, StepKind, StepNodes, VariantNodes,
};
pub use show::show;

use std::sync::Arc;

use crate::table::{Cycle, Kind, NoRows};

/// A node of the plan; nodes stand in an order in which inputs come before users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub u16);

/// A way to divide the subjects into peer groups; entry 0 is everybody together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PeersId(pub u16);

/// The rows a column lives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grain {
    /// A single value that any grain may use.
    One,
    /// The rows of a table.
    Table(TableId),
    /// Subject × period. Row = period index × number of subjects + subject index.
    Subject,
    /// Peer group × period. Row = period index × number of groups + group index.
    Peers(PeersId),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub op: Op,
    pub grain: Grain,
    pub kind: Kind,
}

/// A table the plan reads.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSpec {
    pub name: Arc<str>,
    pub columns: Vec<ColumnSpec>,
    /// How rows find their subject; without it the table joins nothing (a binding table).
    pub key: Option<KeySpec>,
    pub period: PeriodSpec,
    /// Rows for which this boolean is true belong to nobody: 汇总, 均值. Counted and listed.
    pub drop: Option<NodeId>,
    /// Rows that were declared void: they do not count, and whose all are void has no figures.
    pub void: Vec<VoidRows>,
    /// What sums and counts are where there is no row.
    pub no_rows: NoRows,
}

/// Rows of a table for which a condition says that they are void.
#[derive(Debug, Clone, PartialEq)]
pub struct VoidRows {
    pub condition: NodeId,
    /// Which of the rubric's voids says so.
    pub void: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ColumnSpec {
    pub name: Arc<str>,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub struct KeySpec {
    pub column: Arc<str>,
    /// A binding table: the key is looked up in its `from` column and replaced by `to`.
    pub through: Option<Through>,
    /// A column of the roster: a row belongs to every subject that has the row's key in it, in
    /// the period of both. Such a table is not bound through another.
    pub of: Option<Arc<str>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Through {
    pub table: TableId,
    pub from: Arc<str>,
    pub to: Arc<str>,
    /// The table says who belongs to which unit: a row is multiplied, one for each person.
    pub share: Option<Share>,
}

/// How much of a unit's row reaches somebody, and between which days.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Also the name of the column that multiplied rows have.
    pub column: Arc<str>,
    pub since: Option<Arc<str>>,
    pub until: Option<Arc<str>>,
}

impl Share {
    /// The column of a multiplied row that says whose it is.
    pub const MEMBER: &'static str = "@member";
    /// And the one that says by which row of the membership table.
    pub const MEMBERSHIP: &'static str = "@membership";
}

#[derive(Debug, Clone, PartialEq)]
pub enum PeriodSpec {
    /// The rows hold in every period (a roster).
    Always,
    /// A text column such as `2024-06`, or a date column that is cut to the cycle. The reader
    /// supplies a period taken from the file's name as a column of its own.
    Column(Arc<str>),
}

/// Who is assessed.
#[derive(Debug, Clone, PartialEq)]
pub struct Roster {
    pub table: TableId,
    pub key: Arc<str>,
    pub label: Arc<str>,
    /// Roster rows for which this is false are not assessed by this rubric.
    pub filter: Option<NodeId>,
}

/// The whole of what an evaluation reads and computes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub tables: Vec<TableSpec>,
    pub nodes: Vec<Node>,
    pub roster: Roster,
    pub cycle: Cycle,
    /// For each [`PeersId`] the text node at the subject grain that names the group; `None` for
    /// everybody together (entry 0).
    pub peers: Vec<Option<NodeId>>,
}

impl Plan {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }
}
