//! Typed formulas.

use super::Among;
use crate::number::{BinaryOp, UnaryOp};
use crate::table::Kind;
use crate::text::Span;

/// Names a formula function; the library's `FUNCTIONS` has the entry of this index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FunctionId(pub u16);

/// A formula whose names are resolved and whose types agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    /// Where it stands in the rubric's source.
    pub span: Span,
    pub ty: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    Number(f64),
    Text(String),
    Bool(bool),
    Ref(Ref),
    Unary(UnaryOp, Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    Call(FunctionId, Vec<Expr>),
    /// A value found in a `[table.x]`.
    Lookup(usize, Box<Expr>),
    /// Places and comparisons with peers inside are among these.
    Within(Among, Box<Expr>),
    /// What the rows of a table come to that have the keys of the row at hand.
    Across(Box<Across>),
}

/// Looking from the rows of one table into another.
#[derive(Debug, Clone, PartialEq)]
pub struct Across {
    /// The table that is looked into.
    pub data: usize,
    pub how: AcrossHow,
    /// In its rows.
    pub value: Expr,
    /// Its keys, in its rows; as many as `at`.
    pub by: Vec<Expr>,
    /// The keys of the row at hand.
    pub at: Vec<Expr>,
    /// Whether only rows of the same period count.
    pub same_period: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcrossHow {
    /// The one value that they have.
    Only,
    Sum,
    /// How many there are.
    Count,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ref {
    /// A column of the table in whose rows the formula lives.
    Column(String),
    Element(usize),
    Param(usize),
    /// An indicator's raw value.
    Indicator(usize),
    /// `x.score`, `x.points` of an indicator; likewise of a category.
    IndicatorScore(usize),
    IndicatorPoints(usize),
    CategoryScore(usize),
    CategoryPoints(usize),
    /// The value being scored, inside a method's own formula.
    Value,
    Total,
    /// The total before correction, caps on means and carry-over.
    TotalBefore,
    Rank,
    RankFromLast,
    GroupSize,
    /// The name of the grade, as text.
    Grade,
    /// The subject's peer group by the n-th of the rubric's groups, as text.
    Group(usize),
    /// The subject's key, as text.
    Key,
}

impl Expr {
    /// Calls `visit` for this expression and everything inside it, outermost first.
    pub fn walk(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        match &self.kind {
            ExprKind::Unary(_, a) | ExprKind::Lookup(_, a) | ExprKind::Within(_, a) => a.walk(visit),
            ExprKind::Binary(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            ExprKind::Call(_, args) => args.iter().for_each(|arg| arg.walk(visit)),
            // What is inside stands in the rows of another table.
            ExprKind::Across(across) => across.at.iter().for_each(|key| key.walk(visit)),
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Ref(_) => {}
        }
    }

    /// Whether any name inside satisfies the test.
    pub fn mentions(&self, test: &dyn Fn(&Ref) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |e| {
            if let ExprKind::Ref(name) = &e.kind {
                found |= test(name);
            }
        });
        found
    }
}
