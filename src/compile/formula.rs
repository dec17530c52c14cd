//! Formulas → nodes.

use super::Compiler;
use crate::library::{Call, FUNCTIONS, Family};
use crate::number::{BinaryOp, UnaryOp};
use crate::plan::{Agg, At, Binary, Builder, Closed, Grain, Is, NodeId, Op, PeriodEdge, Real, TableId, Unary};
use crate::rubric::{Across, AcrossHow, Dated, Expr, ExprKind, LookupEntries, ParamValue, Ref};
use crate::table::{Kind, Nothing};

/// Where a formula lives.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope {
    Rows(TableId),
    /// Aggregates over the rows of a table that satisfy a condition.
    Value(TableId, Option<NodeId>),
    /// Aggregates over the rows of a ballot, at each of them; the ballots' rule, by its index.
    Ballot(TableId, Option<NodeId>, usize),
    /// At the subject grain; the value being scored, inside a method.
    Subject(Option<NodeId>),
}

impl Compiler<'_> {
    pub(super) fn formula(&mut self, expr: &Expr, scope: &Scope) -> NodeId {
        let node = self.part(expr, scope);
        if let Some(places) = &mut self.places {
            places.push((node, expr.span));
        }
        node
    }

    fn part(&mut self, expr: &Expr, scope: &Scope) -> NodeId {
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
            ExprKind::Lookup(table, input) => {
                let input = self.formula(input, scope);
                self.lookup(*table, input)
            }
            ExprKind::Within(among, inner) => {
                let outside = self.within.replace(self.among(*among));
                let inner = self.formula(inner, scope);
                self.within = outside;
                inner
            }
            ExprKind::Across(across) => self.across(across, scope),
            ExprKind::Call(function, args) => {
                let function = FUNCTIONS[function.0 as usize];
                let inner = match (function.family, scope) {
                    (Family::Rows, Scope::Value(table, _) | Scope::Ballot(table, ..)) => Scope::Rows(*table),
                    _ => *scope,
                };
                let mut args: Vec<NodeId> = args.iter().map(|arg| self.formula(arg, &inner)).collect();
                // Windows are over the rows that are kept; `drop` itself, compiled first, sees them all.
                if let (Family::Window, Scope::Rows(table)) = (function.family, inner) {
                    args.extend(self.dropped[table.0 as usize]);
                }
                let rows = match scope {
                    Scope::Value(table, filter) | Scope::Ballot(table, filter, _) => Some((*table, *filter)),
                    Scope::Rows(_) | Scope::Subject(_) => None,
                };
                let by = match scope {
                    Scope::Ballot(_, _, ballot) => self.ballot_keys.get(*ballot).map(Vec::as_slice),
                    Scope::Rows(_) | Scope::Value(..) | Scope::Subject(_) => None,
                };
                let (peers, periods_a_year, calendar) =
                    (self.peers(), self.periods_a_year(), &self.rubric.header.calendar);
                let call = Call { args: &args, peers, rows, by, periods_a_year, calendar };
                (function.lower)(&mut self.b, &call)
            }
        }
    }

    fn name(&mut self, name: &Ref, expr: &Expr, scope: &Scope) -> NodeId {
        if matches!(name, Ref::Total | Ref::TotalBefore | Ref::Rank | Ref::RankFromLast | Ref::GroupSize | Ref::Grade) {
            return self.outcome_name(name);
        }
        // What a name stands for was said elsewhere, and is compared with whom is said there.
        let outside = self.within.take();
        let node = self.named(name, expr, scope);
        self.within = outside;
        node
    }

    fn named(&mut self, name: &Ref, expr: &Expr, scope: &Scope) -> NodeId {
        match name {
            Ref::Column(column) => {
                let table = match scope {
                    Scope::Rows(table) | Scope::Value(table, _) | Scope::Ballot(table, ..) => *table,
                    Scope::Subject(_) => TableId(self.rubric.subject.roster as u16),
                };
                // The kind that all uses of the column agreed on.
                let source = &self.rubric.data[table.0 as usize];
                let kind = source.columns.iter().find(|known| known.id == *column).map_or(expr.ty, |known| known.kind);
                self.b.column(table, column, kind)
            }
            Ref::Element(index) => self.element(*index),
            Ref::Param(index) => {
                let param = self.param(*index);
                match scope {
                    // One value a subject, put on the subject's rows.
                    Scope::Rows(table) if self.b.grain(param) == Grain::Subject => {
                        let (to, kind) = (Grain::Table(*table), self.b.kind(param));
                        self.b.push(Op::Spread { input: param, to }, to, kind)
                    }
                    Scope::Rows(_) | Scope::Value(..) | Scope::Ballot(..) | Scope::Subject(_) => param,
                }
            }
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
                Scope::Subject(None) | Scope::Rows(_) | Scope::Value(..) | Scope::Ballot(..) => missing(&mut self.b),
            },
            Ref::Group(index) => self.groups[*index],
            Ref::Key => {
                let roster = TableId(self.rubric.subject.roster as u16);
                let column = self.b.column(roster, &self.rubric.subject.key, Kind::Text);
                self.b.gather(Agg::Only, column, None, Grain::Subject)
            }
            Ref::Total | Ref::TotalBefore | Ref::Rank | Ref::RankFromLast | Ref::GroupSize | Ref::Grade => {
                self.outcome_name(name)
            }
        }
    }

    /// A parameter, as the subject's variant has it.
    fn param(&mut self, index: usize) -> NodeId {
        let rubric = self.rubric;
        let mut node = self.param_value(&rubric.params[index].value);
        for (at, variant) in rubric.variants.iter().enumerate() {
            let Some((_, value)) = variant.params.iter().find(|(param, _)| *param == index) else { continue };
            let Some(which) = self.variant() else { continue };
            let here = self.b.number(at as f64);
            let here = self.b.binary(Binary::Eq, which, here);
            let value = self.param_value(value);
            node = self.b.select(here, value, node);
        }
        node
    }

    fn param_value(&mut self, value: &ParamValue) -> NodeId {
        match value {
            ParamValue::Number(number) => self.b.number(number.to_f64()),
            ParamValue::Text(text) => self.b.text(text),
            ParamValue::Dated(parts) => {
                let start = self.b.push(Op::PeriodDay(PeriodEdge::Start), Grain::Subject, Kind::Date);
                let mut node = missing(&mut self.b);
                // The latest beginning is asked last, so that it wins.
                let mut parts: Vec<&Dated> = parts.iter().collect();
                parts.sort_by(|a, b| a.from.unwrap_or(f64::MIN).total_cmp(&b.from.unwrap_or(f64::MIN)));
                for part in parts {
                    let mut holds = self.b.boolean(true);
                    for (day, op) in [(part.from, Binary::Ge), (part.until, Binary::Le)] {
                        if let Some(day) = day {
                            let day = self.b.push(Op::Number(Real(day)), Grain::One, Kind::Date);
                            let here = self.b.binary(op, start, day);
                            holds = self.b.binary(Binary::And, holds, here);
                        }
                    }
                    let value = self.b.number(part.value.to_f64());
                    node = self.b.select(holds, value, node);
                }
                node
            }
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

impl Compiler<'_> {
    /// What is found in the rows of another table, at the rows of this one.
    fn across(&mut self, across: &Across, scope: &Scope) -> NodeId {
        let Scope::Rows(table) = scope else { return missing(&mut self.b) };
        let theirs = Scope::Rows(TableId(across.data as u16));
        let input = self.formula(&across.value, &theirs);
        let by = across.by.iter().map(|key| self.formula(key, &theirs)).collect();
        let keys = across.at.iter().map(|key| self.formula(key, scope)).collect();
        let agg = match across.how {
            AcrossHow::Only => Agg::Only,
            AcrossHow::Sum => Agg::Sum,
            AcrossHow::Count => Agg::Count,
        };
        self.b.window_at(agg, input, by, At { keys, same_period: across.same_period }, *table)
    }

    /// A value found in a table; what is not in it is undefined, unless the table says otherwise.
    fn lookup(&mut self, table: usize, input: NodeId) -> NodeId {
        let Some(table) = self.rubric.lookups.get(table) else { return missing(&mut self.b) };
        let grain = self.b.grain(input);
        let reals = |all: &mut dyn Iterator<Item = crate::number::Decimal>| -> Vec<Real> {
            all.map(|value| Real(value.to_f64())).collect()
        };
        let otherwise = table.otherwise.map(crate::number::Decimal::to_f64);
        let (pairs, closed) = match &table.entries {
            LookupEntries::Words(words) => {
                let entries = words.iter().map(|(word, value)| (word.as_str().into(), Real(value.to_f64()))).collect();
                let found = self.b.push(Op::Match { input, entries }, grain, Kind::Number);
                let Some(otherwise) = otherwise else { return found };
                let none = self.b.is(Is::Undefined, found);
                let otherwise = self.b.number(otherwise);
                return self.b.select(none, otherwise, found);
            }
            LookupEntries::AtLeast(pairs) => (pairs, Closed::Lower),
            LookupEntries::AtMost(pairs) => (pairs, Closed::Upper),
        };
        let edges = reals(&mut pairs.iter().map(|pair| pair.0));
        let mut values = reals(&mut pairs.iter().map(|pair| pair.1));
        let outside = Real(otherwise.unwrap_or(0.0));
        values.insert(if closed == Closed::Lower { 0 } else { values.len() }, outside);
        let edge = if closed == Closed::Lower { edges.first() } else { edges.last() }.copied();
        let found = self.b.push(Op::Steps { input, edges, closed, values }, grain, Kind::Number);
        match (otherwise, edge) {
            (None, Some(edge)) => {
                let edge = self.b.number(edge.0);
                let op = if closed == Closed::Lower { Binary::Ge } else { Binary::Le };
                let inside = self.b.binary(op, input, edge);
                let none = self.b.nothing(Nothing::NoSuchLevel, Kind::Number);
                self.b.select(inside, found, none)
            }
            _ => found,
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
