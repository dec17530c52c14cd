//! Grades by the total, ceilings, and quotas: how many of a group may have which grade.

use super::Compiler;
use super::formula::Scope;
use super::outcome::Placed;
use crate::plan::{
    Agg, Binary, Closed, Grain, Nary, NodeId, Op, PeersId, QuotaNodes, RankKey, Real, Ties as PlanTies, Unary,
};
use crate::rubric::{Bound, Effect, Quota, Rounding, Size, Tied};
use crate::table::{Kind, Nothing};

impl Compiler<'_> {
    /// The index of the grade: by the total, then ceilings, then quotas.
    pub(super) fn grade(&mut self, placed: Placed, vetoes: &[NodeId]) -> Option<(NodeId, Vec<QuotaNodes>)> {
        let rubric = self.rubric;
        let last = rubric.grades.last()?;
        // Whoever reaches no edge has the first grade without one: only a quota keeps them out of it.
        let base = rubric.grades.iter().position(|grade| grade.min.is_none()).unwrap_or(rubric.grades.len() - 1);
        let mut edges: Vec<(f64, f64)> = Vec::new();
        for (index, grade) in rubric.grades.iter().enumerate().take(base + 1) {
            if let Some(min) = grade.min {
                edges.push((min.to_f64(), index as f64));
            }
        }
        edges.reverse();
        let mut values = vec![Real(base as f64)];
        values.extend(edges.iter().map(|(_, index)| Real(*index)));
        let op = Op::Steps {
            input: placed.total,
            edges: edges.iter().map(|(min, _)| Real(*min)).collect(),
            closed: Closed::Lower,
            values,
        };
        let mut grade = self.b.push(op, Grain::Subject, Kind::Number);
        if let Some(min) = last.min.filter(|_| base + 1 == rubric.grades.len()) {
            let min = self.b.number(min.to_f64());
            let reached = self.b.binary(Binary::Ge, placed.total, min);
            let none = self.b.nothing(Nothing::NotApplicable, Kind::Number);
            grade = self.b.select(reached, grade, none);
        }
        // Whom a ceiling lowers takes no place of a grade above; quotas only lower further.
        let grade = self.ceilings(grade, vetoes);
        let (grade, quotas) = self.quotas(grade, placed.standing);
        Some((self.b.at_subject(grade), quotas))
    }

    /// No grade above what a veto leaves.
    fn ceilings(&mut self, mut grade: NodeId, vetoes: &[NodeId]) -> NodeId {
        for (veto, when) in self.rubric.vetoes.iter().zip(vetoes) {
            if let Effect::GradeAtMost(index) = veto.effect {
                let strikes = self.strikes(*when);
                let ceiling = self.b.number(index as f64);
                // A greater index is a lower grade.
                let lowered = self.b.nary(Nary::Max, vec![grade, ceiling]);
                grade = self.b.select(strikes, lowered, grade);
            }
        }
        grade
    }

    /// Whoever does not fit goes to the grade below those that the quota limits. From the top down,
    /// and of the grades limited together the lowest go first, so that no quota undoes another.
    fn quotas(&mut self, grade: NodeId, standing: NodeId) -> (NodeId, Vec<QuotaNodes>) {
        let rubric = self.rubric;
        let mut grade = grade;
        let mut nodes = Vec::new();
        let mut order: Vec<usize> = (0..rubric.afterwards.quotas.len()).collect();
        order.sort_by_key(|index| rubric.afterwards.quotas.get(*index).map(|quota| (quota.grades.1, quota.grades.0)));
        for index in order {
            let Some(quota) = rubric.afterwards.quotas.get(index) else { continue };
            let within = self.among(quota.among);
            let size = self.b.over_peers(Agg::Count, standing, None, within);
            let limit = self.limit(quota, size, standing, within);
            let limit = self.b.at_subject(limit);
            let (first, last) = quota.grades;
            let (top, bottom) = (self.b.number(first as f64), self.b.number(last as f64));
            let candidate = if first == last {
                self.b.binary(Binary::Eq, grade, top)
            } else {
                let from = self.b.binary(Binary::Ge, grade, top);
                let to = self.b.binary(Binary::Le, grade, bottom);
                self.b.binary(Binary::And, from, to)
            };
            let out = self.b.nothing(Nothing::NotApplicable, Kind::Number);
            let contender = self.b.select(candidate, standing, out);
            let mut keys = Vec::new();
            if first != last {
                let known = self.b.is(crate::plan::Is::Nothing, contender);
                let own = self.b.select(known, contender, grade);
                keys.push(RankKey { node: own, descending: false });
            }
            keys.push(RankKey { node: contender, descending: true });
            keys.extend(self.tie_breaks(true));
            let ties = match quota.tied {
                Tied::Down => PlanTies::Max,
                Tied::Up => PlanTies::Min,
            };
            let place = self.b.push(Op::Rank { keys, within, ties }, Grain::Subject, Kind::Number);
            let over = self.b.binary(Binary::Gt, place, limit);
            let over = self.strikes(over);
            let next = self.b.number((last + 1) as f64);
            grade = self.b.select(over, next, grade);
            nodes.push(QuotaNodes { quota: index, limit, size, within });
        }
        (grade, nodes)
    }

    /// How many of the group may have the grades that the quota limits.
    fn limit(&mut self, quota: &Quota, size: NodeId, standing: NodeId, within: PeersId) -> NodeId {
        let heads = match &quota.size {
            Size::Share(share) => {
                let share = self.formula(share, &Scope::Subject(None));
                let share = self.of_group(share, standing, within);
                let product = self.b.binary(Binary::Mul, size, share);
                // Twelve digits decide, so that 12 × 15 % is 1.8 and 20 × 15 % is 3.
                match quota.rounding {
                    Rounding::Down => self.b.unary(Unary::Floor, product),
                    Rounding::Nearest => self.b.round(product, 0),
                    Rounding::Up => self.b.unary(Unary::Ceil, product),
                }
            }
            Size::Count(count) => {
                let count = self.formula(count, &Scope::Subject(None));
                self.of_group(count, standing, within)
            }
            Size::CountBySize { at_most, otherwise } => {
                let mut values: Vec<Real> = at_most.iter().map(|(_, count)| Real(count.to_f64())).collect();
                // Where larger groups are not spoken of they are not limited.
                values.push(Real(otherwise.map_or(f64::MAX, crate::number::Decimal::to_f64)));
                let edges = at_most.iter().map(|(size, _)| Real(size.to_f64())).collect();
                let op = Op::Steps { input: size, edges, closed: Closed::Upper, values };
                self.b.push(op, Grain::Subject, Kind::Number)
            }
        };
        match quota.bound {
            Bound::Most => heads,
            Bound::Least => {
                let zero = self.b.number(0.0);
                let left = self.b.binary(Binary::Sub, size, heads);
                self.b.nary(Nary::Max, vec![left, zero])
            }
        }
    }

    /// One figure for a whole group: a nothing where its members do not agree.
    fn of_group(&mut self, figure: NodeId, standing: NodeId, within: PeersId) -> NodeId {
        if self.b.grain(figure) == Grain::One {
            return figure;
        }
        let none = self.b.is(crate::plan::Is::Nothing, standing);
        let counts = self.b.unary(Unary::Not, none);
        self.b.over_peers(Agg::Only, figure, Some(counts), within)
    }
}
