//! The unit of a formula, from those of its parts; what does not go together is told on the way.

use super::Units;
use super::function::{Rule, rule};
use super::measure::{Clash, Measure};
use crate::library::function::FUNCTIONS;
use crate::number::{BinaryOp, UnaryOp};
use crate::rubric::{AcrossHow, Expr, ExprKind, Ref};

/// What is known of the unit of a figure.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    /// It may be anything.
    Unknown,
    /// A number that is written out: it is of whatever unit is needed.
    Number(f64),
    Known(Measure),
}

impl Unit {
    pub(super) fn measure(&self) -> Option<&Measure> {
        match self {
            Unit::Known(measure) => Some(measure),
            Unit::Unknown | Unit::Number(_) => None,
        }
    }
}

impl From<Option<Measure>> for Unit {
    fn from(measure: Option<Measure>) -> Unit {
        measure.map_or(Unit::Unknown, Unit::Known)
    }
}

impl<'a> Units<'a> {
    pub(super) fn of(&mut self, expr: &'a Expr) -> Unit {
        match &expr.kind {
            ExprKind::Number(number) => Unit::Number(*number),
            ExprKind::Text(_) | ExprKind::Bool(_) => Unit::Unknown,
            ExprKind::Ref(name) => self.name(name),
            ExprKind::Unary(op, inner) => match (op, self.of(inner)) {
                (UnaryOp::Neg, Unit::Number(number)) => Unit::Number(-number),
                (UnaryOp::Neg, unit) => unit,
                (UnaryOp::Not, _) => Unit::Unknown,
            },
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
            ExprKind::Call(id, args) => self.call(FUNCTIONS.get(usize::from(id.0)).map_or("", |f| f.name), args),
            ExprKind::Lookup(index, input) => {
                self.of(input);
                self.declared.lookup(*index)
            }
            ExprKind::Within(_, inner) => self.of(inner),
            ExprKind::Across(across) => {
                across.at.iter().for_each(|key| {
                    self.of(key);
                });
                let before = self.data.replace(across.data);
                let unit = self.of(&across.value);
                self.data = before;
                match across.how {
                    AcrossHow::Only | AcrossHow::Sum => unit,
                    AcrossHow::Count => self.said("@count"),
                }
            }
        }
    }

    /// A unit that the program itself gives.
    pub(super) fn said(&mut self, text: &'static str) -> Unit {
        match text {
            "@count" => Unit::Known(Measure::of(super::known::ANY, 1.0, false).unwritten()),
            text => match self.words.read(text) {
                // Times between dates are what they are; shares and marks are often taken for others.
                Unit::Known(measure) if !measure.is_measured() => Unit::Known(measure.unwritten()),
                unit => unit,
            },
        }
    }

    fn name(&mut self, name: &'a Ref) -> Unit {
        match name {
            Ref::Column(column) => self.data.map_or(Unit::Unknown, |data| self.declared.column(data, column)),
            Ref::Element(index) => self.of_element(*index),
            Ref::Param(index) => self.declared.param(*index),
            Ref::Indicator(index) => self.of_indicator(*index),
            Ref::Value => self.scored.map_or(Unit::Unknown, |index| self.of_indicator(index)),
            Ref::IndicatorScore(_)
            | Ref::IndicatorPoints(_)
            | Ref::CategoryScore(_)
            | Ref::CategoryPoints(_)
            | Ref::Total
            | Ref::TotalBefore => self.said("分"),
            Ref::GroupSize => self.said("@count"),
            Ref::Rank | Ref::RankFromLast | Ref::Grade | Ref::Group(_) | Ref::Key => Unit::Unknown,
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &'a Expr, right: &'a Expr) -> Unit {
        let (a, b) = (self.of(left), self.of(right));
        match op {
            BinaryOp::Mul => self.product(a, b),
            BinaryOp::Div => match (a, b) {
                // The mean of so many, written out.
                (Unit::Known(whole), Unit::Number(count)) if super::measure::same(terms(left) as f64, count) => {
                    Unit::Known(whole)
                }
                (a, b) => quotient(a, b),
            },
            BinaryOp::Pow => match (a, b) {
                (Unit::Known(base), Unit::Number(power)) if power == power.trunc() && (1.0..=4.0).contains(&power) => {
                    base.power_of(power as i8).into()
                }
                _ => Unit::Unknown,
            },
            BinaryOp::Rem => a,
            BinaryOp::And | BinaryOp::Or => Unit::Unknown,
            BinaryOp::Add => self.alike(op, (a, left), (b, right), false),
            BinaryOp::Sub => self.alike(op, (a, left), (b, right), true),
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                self.alike(op, (a, left), (b, right), false);
                Unit::Unknown
            }
        }
    }

    fn product(&mut self, a: Unit, b: Unit) -> Unit {
        match (a, b) {
            (Unit::Number(a), Unit::Number(b)) => Unit::Number(a * b),
            (Unit::Known(measure), Unit::Number(number)) | (Unit::Number(number), Unit::Known(measure)) => {
                measure.times_number(number, 1).into()
            }
            (Unit::Known(a), Unit::Known(b)) => a.times(&b, 1).into(),
            (Unit::Unknown, _) | (_, Unit::Unknown) => Unit::Unknown,
        }
    }

    /// What two figures come to that are to be of one unit.
    fn alike(&mut self, op: BinaryOp, (a, left): (Unit, &'a Expr), (b, right): (Unit, &'a Expr), apart: bool) -> Unit {
        match (a, b) {
            (Unit::Known(one), Unit::Known(two)) => {
                if !one.exact() || !two.exact() {
                    return self.weighed(op, (one, left), (two, right));
                }
                let clash = clash_of_two(&one, &two);
                if let Some(clash) = clash {
                    self.apart(op.symbol(), (one, left), (two, right), clash);
                    if clash != Clash::Difference {
                        return Unit::Unknown;
                    }
                }
                Unit::Known(one.joined(&two, apart))
            }
            (Unit::Known(measure), Unit::Number(number)) => {
                self.written_beside(op, (&measure, left), (number, right), false);
                Unit::Known(measure)
            }
            (Unit::Number(number), Unit::Known(measure)) => {
                self.written_beside(op, (&measure, right), (number, left), true);
                Unit::Known(measure)
            }
            (Unit::Number(a), Unit::Number(b)) => match op {
                BinaryOp::Add => Unit::Number(a + b),
                BinaryOp::Sub => Unit::Number(a - b),
                _ => Unit::Unknown,
            },
            (Unit::Known(known), _) | (_, Unit::Known(known)) if known.exact() => Unit::Known(known),
            _ => Unit::Unknown,
        }
    }

    /// `0.6 * a + 0.4 * b`: a mean once the weights come to 1.
    fn weighed(&mut self, op: BinaryOp, (one, left): (Measure, &'a Expr), (two, right): (Measure, &'a Expr)) -> Unit {
        if one.weighed_apart(&two) && !(one.is_unwritten() && two.is_unwritten()) {
            self.apart(op.symbol(), (one, left), (two, right), Clash::Scale(one.scale() / two.scale()));
            return Unit::Unknown;
        }
        if op != BinaryOp::Add || one.exact() || two.exact() || !one.same_kind(&two) {
            return Unit::Unknown;
        }
        let mut sum = one;
        sum.weight += two.weight;
        Unit::Known(if super::measure::same(sum.weight, 1.0) { sum.settled() } else { sum })
    }

    fn call(&mut self, name: &'static str, args: &'a [Expr]) -> Unit {
        let units: Vec<Unit> = args.iter().map(|arg| self.of(arg)).collect();
        let first = units.first().copied().unwrap_or(Unit::Unknown);
        match rule(name) {
            Rule::Keeps => match first {
                Unit::Number(_) => Unit::Unknown,
                unit => unit,
            },
            Rule::Of(text) => self.said(text),
            Rule::Alike(from) => self.all_alike(name, &units, args, from),
            Rule::Condition(from) => {
                self.all_alike(name, &units, args, from);
                Unit::Unknown
            }
            Rule::Share => {
                let (Some(part), Some(whole)) = (units.first(), units.get(1)) else { return Unit::Unknown };
                let (Unit::Known(_), Unit::Known(_)) = (part, whole) else { return Unit::Unknown };
                match quotient(*part, *whole) {
                    Unit::Known(ratio) => ratio.times_number(100.0, 1).into(),
                    other => other,
                }
            }
            Rule::Root => first.measure().and_then(Measure::root).into(),
            Rule::Unknown => Unit::Unknown,
        }
    }

    /// Arguments from a place on are of one unit: branches, bounds, what is compared.
    fn all_alike(&mut self, name: &str, units: &[Unit], args: &'a [Expr], from: usize) -> Unit {
        let mut out: Option<(Unit, &'a Expr)> = None;
        for (unit, arg) in units.iter().zip(args).skip(from) {
            out = Some(match out {
                None => (*unit, arg),
                Some((before, first)) => match (before, *unit) {
                    (Unit::Known(one), Unit::Known(two)) => {
                        if one.exact() && two.exact() {
                            if let Some(clash) = clash_of_two(&one, &two) {
                                self.apart(name, (one, first), (two, arg), clash);
                                return Unit::Unknown;
                            }
                            (Unit::Known(one.joined(&two, false)), first)
                        } else {
                            (Unit::Unknown, first)
                        }
                    }
                    (Unit::Known(known), _) => (Unit::Known(known), first),
                    (_, Unit::Known(known)) => (Unit::Known(known), arg),
                    _ => (Unit::Unknown, first),
                },
            });
        }
        match out {
            Some((Unit::Known(known), _)) => Unit::Known(known),
            _ => Unit::Unknown,
        }
    }
}

fn quotient(a: Unit, b: Unit) -> Unit {
    match (a, b) {
        (Unit::Number(a), Unit::Number(b)) => Unit::Number(a / b),
        (Unit::Known(measure), Unit::Number(number)) => measure.times_number(number, -1).into(),
        (Unit::Number(number), Unit::Known(measure)) => measure.under(number).into(),
        (Unit::Known(a), Unit::Known(b)) => a.times(&b, -1).into(),
        (Unit::Unknown, _) | (_, Unit::Unknown) => Unit::Unknown,
    }
}

/// Two figures agree if either may be said in the unit of the other.
fn clash_of_two(one: &Measure, two: &Measure) -> Option<Clash> {
    let counted = (one.is_vague() && !two.is_measured()) || (two.is_vague() && !one.is_measured());
    if counted || one.is_unwritten() && two.is_unwritten() {
        return None;
    }
    let there = one.clash(two);
    let back = two.clash(one);
    let each = [there, back].contains(&Some(Clash::Each)) && one.bare() && two.bare();
    if each { Some(Clash::Each) } else { back.and(there) }
}

/// How many figures are added.
fn terms(expr: &Expr) -> usize {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::Add, left, right) => terms(left) + terms(right),
        _ => 1,
    }
}
