//! Formulas → nodes.

use super::Compiler;
use crate::library::{Call, FUNCTIONS, Family};
use crate::number::{BinaryOp, UnaryOp};
use crate::plan::{Agg, Binary, Builder, Grain, NodeId, TableId, Unary};
use crate::rubric::{Expr, ExprKind, ParamValue, Ref};
use crate::table::{Kind, Nothing};

/// Where a formula lives.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope {
    Rows(TableId),
    /// Aggregates over the rows of a table that satisfy a condition.
    Value(TableId, Option<NodeId>),
    /// At the subject grain; the value being scored, inside a method.
    Subject(Option<NodeId>),
}

impl Compiler<'_> {
    pub(super) fn formula(&mut self, expr: &Expr, scope: &Scope) -> NodeId {
        match &expr.kind {
            ExprKind::Number(value) => self.b.number(*value),
            ExprKind::Text(text) => self.b.text(text),
            ExprKind::Bool(flag) => self.b.boolean(*flag),
            ExprKind::Ref(name) => self.name(name, expr, scope),
            ExprKind::Unary(op, inner) => {
                let inner = self.formula(inner, scope);
                let op = match op {
                    UnaryOp::Neg => Unary::Neg,
                    UnaryOp::Not => Unary::Not,
                };
                self.b.unary(op, inner)
            }
            ExprKind::Binary(op, left, right) => {
                let left = self.formula(left, scope);
                let right = self.formula(right, scope);
                self.b.binary(binary(*op), left, right)
            }
            ExprKind::Call(function, args) => {
                let function = FUNCTIONS[function.0 as usize];
                let inner = match (function.family, scope) {
                    (Family::Rows, Scope::Value(table, _)) => Scope::Rows(*table),
                    _ => *scope,
                };
                let args: Vec<NodeId> = args.iter().map(|arg| self.formula(arg, &inner)).collect();
                let rows = match scope {
                    Scope::Value(table, filter) => Some((*table, *filter)),
                    Scope::Rows(_) | Scope::Subject(_) => None,
                };
                let call = Call { args: &args, peers: self.peers(), rows, periods_a_year: self.periods_a_year() };
                (function.lower)(&mut self.b, &call)
            }
        }
    }

    fn name(&mut self, name: &Ref, expr: &Expr, scope: &Scope) -> NodeId {
        match name {
            Ref::Column(column) => {
                let table = match scope {
                    Scope::Rows(table) | Scope::Value(table, _) => *table,
                    Scope::Subject(_) => TableId(self.rubric.subject.roster as u16),
                };
                // The kind that all uses of the column agreed on.
                let source = &self.rubric.data[table.0 as usize];
                let kind = source.columns.iter().find(|known| known.id == *column).map_or(expr.ty, |known| known.kind);
                self.b.column(table, column, kind)
            }
            Ref::Element(index) => self.element(*index),
            Ref::Param(index) => self.param(*index),
            Ref::Indicator(index) => self.indicator(*index).value,
            Ref::IndicatorScore(index) => match self.scores.as_ref().and_then(|scores| scores.get(*index)) {
                Some(score) => *score,
                None => self.indicator(*index).score,
            },
            Ref::IndicatorPoints(index) => match self.points.get(*index) {
                Some(points) => *points,
                None => self.indicator(*index).points,
            },
            Ref::CategoryPoints(index) => self.categories.get(*index).copied().unwrap_or_else(|| missing(&mut self.b)),
            Ref::CategoryScore(index) => {
                self.category_scores.get(*index).copied().flatten().unwrap_or_else(|| missing(&mut self.b))
            }
            Ref::Value => match scope {
                Scope::Subject(Some(value)) => *value,
                Scope::Subject(None) | Scope::Rows(_) | Scope::Value(..) => missing(&mut self.b),
            },
            Ref::Group(index) => self.groups[*index],
            Ref::Key => {
                let roster = TableId(self.rubric.subject.roster as u16);
                let column = self.b.column(roster, &self.rubric.subject.key, Kind::Text);
                self.b.gather(Agg::Only, column, None, Grain::Subject)
            }
            Ref::Total | Ref::Rank | Ref::RankFromLast | Ref::GroupSize | Ref::Grade => self.outcome_name(name),
        }
    }

    fn param(&mut self, index: usize) -> NodeId {
        match &self.rubric.params[index].value {
            ParamValue::Number(number) => self.b.number(number.to_f64()),
            ParamValue::Text(text) => self.b.text(text),
            ParamValue::ByGroup { groups, otherwise } => {
                let mut node = match otherwise {
                    Some(number) => self.b.number(number.to_f64()),
                    None => missing(&mut self.b),
                };
                let Some(group) = self.groups.first().copied() else { return node };
                for (name, number) in groups.iter().rev() {
                    let name = self.b.text(name);
                    let here = self.b.binary(Binary::Eq, group, name);
                    let number = self.b.number(number.to_f64());
                    node = self.b.select(here, number, node);
                }
                node
            }
        }
    }
}

fn missing(b: &mut Builder) -> NodeId {
    b.nothing(Nothing::Given, Kind::Number)
}

fn binary(op: BinaryOp) -> Binary {
    match op {
        BinaryOp::Add => Binary::Add,
        BinaryOp::Sub => Binary::Sub,
        BinaryOp::Mul => Binary::Mul,
        BinaryOp::Div => Binary::Div,
        BinaryOp::Rem => Binary::Rem,
        BinaryOp::Pow => Binary::Pow,
        BinaryOp::Eq => Binary::Eq,
        BinaryOp::Ne => Binary::Ne,
        BinaryOp::Lt => Binary::Lt,
        BinaryOp::Le => Binary::Le,
        BinaryOp::Gt => Binary::Gt,
        BinaryOp::Ge => Binary::Ge,
        BinaryOp::And => Binary::And,
        BinaryOp::Or => Binary::Or,
    }
}
