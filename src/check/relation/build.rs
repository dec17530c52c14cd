//! Expressions, written by the forms instead of by a person.

use crate::library::function::{self, Returns};
use crate::number::{BinaryOp, UnaryOp};
use crate::rubric::{Expr, ExprKind, FunctionId};
use crate::table::Kind;
use crate::text::Span;

pub fn number(value: f64, span: Span) -> Expr {
    Expr { kind: ExprKind::Number(value), span, ty: Kind::Number }
}

/// A call of a library function; it has one with that many arguments.
pub fn call(name: &str, args: Vec<Expr>, span: Span) -> Option<Expr> {
    let (index, function) = function::named(name).find(|(_, function)| function.accepts(args.len()))?;
    let ty = match function.returns {
        Returns::Kind(kind) => kind,
        Returns::Like(at) => args.get(at)?.ty,
    };
    Some(Expr { kind: ExprKind::Call(FunctionId(index as u16), args), span, ty })
}

pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let (span, ty) = (left.span, if op.is_arithmetic() { Kind::Number } else { Kind::Bool });
    Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span, ty }
}

pub fn not(inner: Expr) -> Expr {
    let span = inner.span;
    Expr { kind: ExprKind::Unary(UnaryOp::Not, Box::new(inner)), span, ty: Kind::Bool }
}

pub fn or(left: Expr, right: Expr) -> Expr {
    binary(BinaryOp::Or, left, right)
}

pub fn is_missing(of: &Expr) -> Option<Expr> {
    call("is_missing", vec![of.clone()], of.span)
}

/// All of the conditions; `None` of none.
pub fn all(conditions: impl Iterator<Item = Expr>, span: Span) -> Option<Expr> {
    let joined = conditions.reduce(|left, right| binary(BinaryOp::And, left, right))?;
    Some(Expr { span, ..joined })
}

/// Whether two figures differ by no more than a tolerance.
pub fn agree(one: Expr, other: Expr, tolerance: f64) -> Option<Expr> {
    if tolerance == 0.0 {
        return Some(binary(BinaryOp::Eq, one, other));
    }
    let span = one.span;
    let apart = call("abs", vec![binary(BinaryOp::Sub, one, other)], span)?;
    Some(binary(BinaryOp::Le, apart, number(tolerance, span)))
}
