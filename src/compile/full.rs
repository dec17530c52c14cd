//! Full marks, which may differ between subjects, and the variant that decides.

use super::Compiler;
use super::formula::Scope;
use crate::plan::{Agg, Binary, Closed, Grain, Nary, NodeId, Op, Real, TableId, VariantNodes};
use crate::rubric::Item;
use crate::table::{Kind, Nothing};

impl Compiler<'_> {
    /// Full marks of an item: a constant where they are the same for everybody.
    pub(super) fn full(&mut self, item: Item) -> NodeId {
        if let Item::Indicator(index) = item
            && let Some((weights, at)) = self.weighed_by(index)
        {
            let marks = self.weighed(weights).1;
            return marks.get(at).copied().unwrap_or_else(|| self.b.number(0.0));
        }
        let fulls: Vec<f64> = self.rubric.fulls(item).into_iter().map(Option::unwrap_or_default).collect();
        self.by_variant(&fulls)
    }

    /// Where an item is no part of the subject's variant; `None` if it is part of all.
    pub(super) fn outside(&mut self, item: Item) -> Option<NodeId> {
        let fulls = self.rubric.fulls(item);
        if fulls.iter().all(Option::is_some) {
            return None;
        }
        let flags: Vec<f64> = fulls.iter().map(|full| f64::from(u8::from(full.is_none()))).collect();
        let flag = self.by_variant(&flags);
        let one = self.b.number(1.0);
        Some(self.b.binary(Binary::Eq, flag, one))
    }

    /// The figure of the subject's variant.
    fn by_variant(&mut self, figures: &[f64]) -> NodeId {
        let first = figures.first().copied().unwrap_or_default();
        let (Some(input), true) = (self.variant(), figures.iter().any(|figure| figure.to_bits() != first.to_bits()))
        else {
            return self.b.number(first);
        };
        let edges = (1..figures.len()).map(|at| Real(at as f64 - 0.5)).collect();
        let values = figures.iter().copied().map(Real).collect();
        let op = Op::Steps { input, edges, closed: Closed::Lower, values };
        self.b.push(op, Grain::Subject, Kind::Number)
    }

    /// The index of the subject's variant. It is a nothing where no condition holds (and there is no
    /// variant for everybody else), where several do, and where one cannot be decided.
    pub(super) fn variant(&mut self) -> Option<NodeId> {
        if self.rubric.variants.is_empty() || self.variant.is_some() {
            return self.variant;
        }
        let conditions = self.conditions();
        let unknown = self.b.nothing(Nothing::NoVariant, Kind::Number);
        let mut node = match conditions.iter().position(Option::is_none) {
            Some(index) => self.b.number(index as f64),
            None => unknown,
        };
        let (zero, one) = (self.b.number(0.0), self.b.number(1.0));
        let mut held = Vec::new();
        for (index, condition) in conditions.iter().enumerate().rev() {
            let Some(condition) = condition else { continue };
            let here = self.b.number(index as f64);
            node = self.b.select(*condition, here, node);
            held.push(self.b.select(*condition, one, zero));
        }
        if held.len() > 1 {
            let held = self.b.nary(Nary::Sum, held);
            let several = self.b.binary(Binary::Gt, held, one);
            node = self.b.select(several, unknown, node);
        }
        self.variant = Some(self.b.at_subject(node));
        self.variant
    }

    fn conditions(&mut self) -> Vec<Option<NodeId>> {
        let rubric = self.rubric;
        let scope = Scope::Value(TableId(rubric.subject.roster as u16), None);
        let conditions = rubric.variants.iter().map(|variant| {
            let condition = self.formula(variant.when.as_ref()?, &scope);
            Some(self.b.at_subject(condition))
        });
        conditions.collect()
    }

    pub(super) fn variant_nodes(&mut self) -> Option<VariantNodes> {
        let index = self.variant()?;
        let conditions = self.conditions();
        let roster = TableId(self.rubric.subject.roster as u16);
        let columns = self.rubric.variant_columns.iter().map(|(name, kind)| {
            let column = self.b.column(roster, name, *kind);
            self.b.gather(Agg::Only, column, None, Grain::Subject)
        });
        Some(VariantNodes { index, conditions, columns: columns.collect() })
    }
}
