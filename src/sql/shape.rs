//! Shapes: rounding, steps, lines, tables of levels, and the days of a period.

use super::cell::{Cell, Facts, Place, bracketed};
use super::dialect::Function;
use super::writer::Writer;
use crate::plan::{Binary, Closed, NodeId, PeriodEdge, Real};
use crate::table::{Cycle, Kind, Nothing};

impl Writer<'_> {
    pub(super) fn round(&mut self, input: (bool, NodeId), decimals: i32) -> Cell {
        let x = self.number(input);
        let x = if self.dialect.define(Function::Rounded).is_none() { self.number_atom(input) } else { x };
        let v = if x.is_literal { self.doubled(&x.value) } else { x.value.clone() };
        let value = if decimals >= 0 {
            self.call(Function::Rounded, &[&v, &decimals.min(15).to_string()])
        } else {
            let power = self.digits(libm::pow(10.0, f64::from(decimals.unsigned_abs().min(15))));
            let scaled = format!("{} / {power}", bracketed(&v));
            format!("{} * {power}", self.call(Function::Rounded, &[&scaled, "0"]))
        };
        let step = libm::pow(10.0, f64::from(-decimals));
        let facts =
            Facts { low: x.facts.low - step, high: x.facts.high + step, decimals: Some(decimals.max(0) as u32) };
        Cell::new(value, Kind::Number, facts, &[&x]).strict(&[&x])
    }

    pub(super) fn steps(&mut self, input: (bool, NodeId), edges: &[Real], closed: Closed, values: &[Real]) -> Cell {
        let x = self.number_atom(input);
        let op = if closed == Closed::Lower { Binary::Ge } else { Binary::Gt };
        let mut text = String::from("CASE");
        if x.can_be_nothing() {
            text.push_str(&format!(" WHEN {} IS NULL THEN NULL", bracketed(&x.value)));
        }
        for (edge, value) in edges.iter().zip(values.iter().skip(1)).rev() {
            let edge = self.literal(edge.0, Kind::Number);
            let test = self.compared(op, &x, &edge);
            text.push_str(&format!(" WHEN {test} THEN {}", self.value_or_null(value.0)));
        }
        let lowest = values.first().map_or(f64::NAN, |value| value.0);
        text.push_str(&format!(" ELSE {} END", self.value_or_null(lowest)));
        self.table_of(text, &x, values.iter().map(|value| value.0))
    }

    fn value_or_null(&self, value: f64) -> String {
        if value.is_finite() { self.digits(value) } else { "NULL".to_string() }
    }

    /// Values from a list; where the list has none for a value that is there, `NoSuchLevel`.
    fn table_of(&mut self, text: String, x: &Cell, values: impl Iterator<Item = f64> + Clone) -> Cell {
        let lacking = values.clone().any(|value| !value.is_finite());
        let facts = Facts::of_all(values.filter(|value| value.is_finite()));
        let value = self.doubled(&text);
        let mut cell = Cell::new(value.clone(), Kind::Number, facts, &[x]).strict(&[x]);
        if lacking {
            self.no_such_level(&mut cell, x, &format!("{value} IS NULL"));
        }
        cell
    }

    fn no_such_level(&self, cell: &mut Cell, x: &Cell, test: &str) {
        cell.reasons = cell.reasons.with(Nothing::NoSuchLevel);
        let code = format!("CASE WHEN {test} THEN 7 END");
        cell.why = Some(x.reason().map_or(code.clone(), |why| format!("COALESCE({why}, {code})")));
    }

    pub(super) fn piecewise(&mut self, input: (bool, NodeId), points: &[(Real, Real)], closed: Closed) -> Cell {
        let x = self.number_atom(input);
        let mut text = String::from("CASE");
        if x.can_be_nothing() {
            text.push_str(&format!(" WHEN {} IS NULL THEN NULL", bracketed(&x.value)));
        }
        let Some(last) = points.last() else { return self.no_value(Nothing::NoSuchLevel, Kind::Number) };
        let mut before: Option<(f64, f64)> = None;
        let mut at = 0;
        while let Some((edge, first)) = points.get(at) {
            let run =
                points[at..].iter().take_while(|point| crate::number::compare::same(point.0.0, edge.0)).count().max(1);
            let leave = points.get(at + run - 1).map_or(first.0, |point| point.1.0);
            let line = match before {
                None => self.digits(first.0),
                Some((x0, y0)) if y0 == first.0 => {
                    let _ = x0;
                    self.digits(y0)
                }
                Some((x0, y0)) => {
                    let (run, rise) = (edge.0 - x0, first.0 - y0);
                    let offset =
                        if x0 == 0.0 { x.value.clone() } else { format!("({} - {})", x.value, self.digits(x0)) };
                    let begin = if y0 == 0.0 { String::new() } else { format!("{} + ", self.digits(y0)) };
                    if run == rise {
                        format!("{begin}{offset}")
                    } else {
                        format!("{begin}{offset} / {} * {}", self.real(run), self.digits(rise))
                    }
                }
            };
            let bound = self.literal(edge.0, Kind::Number);
            if leave == first.0 {
                let test = self.compared(Binary::Le, &x, &bound);
                text.push_str(&format!(" WHEN {test} THEN {line}"));
            } else {
                let below = self.compared(Binary::Lt, &x, &bound);
                let here = self.compared(Binary::Eq, &x, &bound);
                let chosen = self.digits(if closed == Closed::Lower { leave } else { first.0 });
                text.push_str(&format!(" WHEN {below} THEN {line} WHEN {here} THEN {chosen}"));
            }
            before = Some((edge.0, leave));
            at += run;
        }
        text.push_str(&format!(" ELSE {} END", self.digits(last.1.0)));
        let values = points.iter().map(|point| point.1.0);
        let mut cell = self.table_of(text, &x, values);
        cell.facts.decimals = None;
        cell
    }

    /// A divisor that is a number of the database's own kind, so that no division is one of integers.
    fn real(&self, value: f64) -> String {
        let text = self.digits(value);
        if text.contains(['.', 'e', '(']) { text } else { format!("{text}e0") }
    }

    pub(super) fn levels(&mut self, input: (bool, NodeId), entries: &[(std::sync::Arc<str>, Real)]) -> Cell {
        let x = self.atom(input);
        if x.kind != Kind::Text {
            return self.no_value(Nothing::Unreadable, Kind::Number);
        }
        let mut text = format!("CASE {}", x.value);
        let mut names: Vec<String> = Vec::new();
        for (name, value) in entries {
            let name = self.dialect.text(name);
            if names.contains(&name) {
                continue;
            }
            text.push_str(&format!(" WHEN {name} THEN {}", self.value_or_null(value.0)));
            names.push(name);
        }
        text.push_str(" END");
        if names.is_empty() {
            return self.no_value(Nothing::NoSuchLevel, Kind::Number);
        }
        let facts = Facts::of_all(entries.iter().map(|(_, value)| value.0));
        let mut cell = Cell::new(self.doubled(&text), Kind::Number, facts, &[&x]);
        let test = if names.len() > 1 {
            format!("{} NOT IN ({})", x.value, names.join(", "))
        } else {
            format!("{} <> {}", x.value, names.join(""))
        };
        self.no_such_level(&mut cell, &x, &test);
        cell
    }

    pub(super) fn period_day(&mut self, edge: PeriodEdge) -> Cell {
        let day = match edge {
            PeriodEdge::Start => self.first_day("period"),
            PeriodEdge::End => self.last_day("period"),
        };
        let Some(value) = day else { return self.no_value(Nothing::NoPeriod, Kind::Date) };
        let mut cell = Cell::new(value, Kind::Date, Facts::DATE, &[]);
        cell.level = self.base(Place::Subject);
        cell
    }

    /// The first day of the period of this number; a rubric without cycle has none.
    fn first_day(&self, period: &str) -> Option<String> {
        let (year, first, months) = match self.plan.cycle {
            Cycle::Once => return None,
            Cycle::Month => (12, 1, 1),
            Cycle::Quarter => (4, 1, 3),
            Cycle::HalfYear => (2, 1, 6),
            Cycle::Semester => (2, 2, 6),
            Cycle::Year => (1, 1, 12),
        };
        let year_of = format!("CAST(FLOOR({period} / {year}e0) AS INTEGER)");
        let part = format!("({period} - {year_of} * {year})");
        Some(self.dialect.month_start(&year_of, &format!("CAST({part} * {months} + {first} AS INTEGER)")))
    }

    pub(super) fn last_day(&self, period: &str) -> Option<String> {
        self.first_day(&format!("({period} + 1)")).map(|next| format!("{next} - 86400"))
    }
}
