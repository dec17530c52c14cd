//! Void data become nothings; upheld objections replace figures.

use super::Compiler;
use super::formula::Scope;
use crate::plan::{Agg, Binary, Corrected, Grain, Is, NodeId, Op, PeriodEdge, Real, TableId, VoidRows};
use crate::rubric::{Expr, ExprKind, Objections, Ref, VoidWhat};
use crate::table::time::SECONDS_A_DAY;
use crate::table::{Kind, Nothing};
use crate::text::Span;

impl Compiler<'_> {
    pub(super) fn void_rows(&mut self, table: usize) -> Vec<VoidRows> {
        let rubric = self.rubric;
        let of_table = rubric.voids.iter().enumerate().filter_map(|(void, declared)| match &declared.what {
            VoidWhat::Rows { data, condition } if *data == table => Some((void, condition)),
            VoidWhat::Rows { .. } | VoidWhat::Value { .. } => None,
        });
        let scope = Scope::Rows(TableId(table as u16));
        of_table.map(|(void, condition)| VoidRows { condition: self.formula(condition, &scope), void }).collect()
    }

    /// Whether a void of a value holds for the subject in the period.
    pub(super) fn void_value(&mut self, index: usize) -> Option<NodeId> {
        let VoidWhat::Value { subject, period, .. } = &self.rubric.voids.get(index)?.what else { return None };
        let mut holds = self.b.boolean(true);
        if let Some(subject) = subject {
            let key = self.formula(&key(), &Scope::Subject(None));
            let roster = TableId(self.rubric.subject.roster as u16);
            let label = self.b.column(roster, &self.rubric.subject.label, Kind::Text);
            let label = self.b.gather(Agg::Only, label, None, Grain::Subject);
            let name = self.b.text(subject);
            let by_key = self.b.binary(Binary::Eq, key, name);
            let by_label = self.b.binary(Binary::Eq, label, name);
            holds = self.b.binary(Binary::Or, by_key, by_label);
        }
        if let Some((first, last)) = period.and_then(|ordinal| self.rubric.header.cycle.days(ordinal)) {
            let start = self.b.push(Op::PeriodDay(PeriodEdge::Start), Grain::Subject, Kind::Date);
            for (day, op) in [(first, Binary::Ge), (last, Binary::Le)] {
                let day = self.b.push(Op::Number(Real(day as f64 * SECONDS_A_DAY)), Grain::One, Kind::Date);
                let here = self.b.binary(op, start, day);
                holds = self.b.binary(Binary::And, holds, here);
            }
        }
        Some(self.decided(holds))
    }

    /// A condition, false where it is undecided.
    fn decided(&mut self, condition: NodeId) -> NodeId {
        let no = self.b.boolean(false);
        let decided = self.b.coalesce(vec![condition, no]);
        self.b.at_subject(decided)
    }

    /// A nothing where a void takes the element's value away.
    pub(super) fn without_void(&mut self, element: usize, value: NodeId) -> NodeId {
        let rubric = self.rubric;
        let mut node = value;
        for (index, void) in rubric.voids.iter().enumerate() {
            let concerned = matches!(void.what, VoidWhat::Value { element: of, .. } if of == element);
            if let Some(holds) = concerned.then(|| self.void_value(index)).flatten() {
                let none = self.b.nothing(Nothing::Void, self.b.kind(value));
                node = self.b.select(holds, none, node);
            }
        }
        node
    }

    pub(super) fn corrected_element(&mut self, index: usize, original: NodeId) -> NodeId {
        let rubric = self.rubric;
        let Some(objections) = &rubric.objections else { return original };
        let table = TableId(objections.data as u16);
        let column = self.b.column(table, &objections.element, Kind::Text);
        let name = self.b.text(&rubric.elements[index].id);
        let of_element = self.b.binary(Binary::Eq, column, name);
        let corrected = self.corrected(objections, of_element, original);
        self.corrected_elements[index] = corrected;
        self.replaced_by(corrected, original)
    }

    /// Where no element is named the value of the indicator itself is corrected.
    pub(super) fn corrected_indicator(&mut self, index: usize, original: NodeId) -> NodeId {
        let rubric = self.rubric;
        let Some(objections) = &rubric.objections else { return original };
        let table = TableId(objections.data as u16);
        let id = &rubric.indicators[index].id;
        let (element, indicator) = (
            self.b.column(table, &objections.element, Kind::Text),
            self.b.column(table, &objections.indicator, Kind::Text),
        );
        let name = self.b.text(id);
        let blank = self.b.is(Is::Nothing, element);
        let itself = self.b.binary(Binary::Eq, indicator, name);
        let mut concerned = self.b.binary(Binary::And, blank, itself);
        // An element of the same name is what such a row means.
        if !rubric.elements.iter().any(|element| element.id == *id) {
            let named = self.b.binary(Binary::Eq, element, name);
            concerned = self.b.binary(Binary::Or, concerned, named);
        }
        let corrected = self.corrected(objections, concerned, original);
        self.corrected_indicators[index] = corrected;
        self.replaced_by(corrected, original)
    }

    /// What upheld objections give for a figure; `None` for a kind that no column of them holds.
    fn corrected(&mut self, objections: &Objections, concerned: NodeId, original: NodeId) -> Option<Corrected> {
        let table = TableId(objections.data as u16);
        let kind = self.b.kind(original);
        let name = match kind {
            Kind::Number => &objections.value,
            Kind::Text => &objections.value_text,
            Kind::Date | Kind::Bool => return None,
        };
        let value = self.b.column(table, name, kind);
        let status = self.b.column(table, &objections.status, Kind::Text);
        let mut upheld = self.b.boolean(false);
        for word in &objections.words.upheld {
            let word = self.b.text(word);
            let here = self.b.binary(Binary::Eq, status, word);
            upheld = self.b.binary(Binary::Or, upheld, here);
        }
        let filter = self.b.binary(Binary::And, upheld, concerned);
        let corrected = self.b.gather(Agg::Only, value, Some(filter), Grain::Subject);
        let count = self.b.gather(Agg::Count, value, Some(filter), Grain::Subject);
        let zero = self.b.number(0.0);
        let some = self.b.binary(Binary::Gt, count, zero);
        let applies = self.decided(some);
        Some(Corrected { applies, corrected, original })
    }

    fn replaced_by(&mut self, corrected: Option<Corrected>, original: NodeId) -> NodeId {
        match corrected {
            Some(Corrected { applies, corrected, .. }) => self.b.select(applies, corrected, original),
            None => original,
        }
    }
}

/// The key of the subject.
fn key() -> Expr {
    Expr { kind: ExprKind::Ref(Ref::Key), span: Span::default(), ty: Kind::Text }
}
