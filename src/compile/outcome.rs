//! From totals to places, grades and consequences.

use super::Compiler;
use super::formula::Scope;
use crate::plan::{
    Agg, Binary, Closed, ConsequenceNodes, Grain, Is, Nary, NodeId, Op, RankKey, Real, Ties as PlanTies, Unary,
};
use crate::rubric::{Effect, Ref, Ties};
use crate::table::{Kind, Nothing};

#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub total: NodeId,
    pub ranked: NodeId,
    pub rank: NodeId,
    pub rank_from_last: NodeId,
    pub group_size: NodeId,
    pub grade: Option<NodeId>,
}

impl Compiler<'_> {
    pub(super) fn outcome(&mut self, total: NodeId, vetoes: &[NodeId]) -> Outcome {
        let rubric = self.rubric;
        let nothing = self.b.is(Is::Nothing, total);
        let mut ranked = self.b.unary(Unary::Not, nothing);
        for (veto, when) in rubric.vetoes.iter().zip(vetoes) {
            if veto.effect == Effect::Unranked {
                let strikes = self.strikes(*when);
                let stands = self.b.unary(Unary::Not, strikes);
                ranked = self.b.binary(Binary::And, ranked, stands);
            }
        }
        let out = self.b.nothing(Nothing::NotApplicable, Kind::Number);
        let placed = self.b.select(ranked, total, out);
        let rank = self.place(placed, true);
        let rank_from_last = self.place(placed, false);
        let group_size = self.b.over_peers(Agg::Count, placed, None, self.peers());
        let grade = self.grade(total, placed, group_size, vetoes);
        Outcome { total, ranked, rank, rank_from_last, group_size, grade }
    }

    /// The place from the front, or from the end.
    fn place(&mut self, placed: NodeId, from_first: bool) -> NodeId {
        let mut keys = vec![RankKey { node: placed, descending: from_first }];
        let mut ties = PlanTies::Min;
        match &self.rubric.header.ties {
            Ties::Shared => {}
            Ties::Dense => ties = PlanTies::Dense,
            Ties::By(chain) => {
                // Who has no points there stands behind all who have, from whichever end one counts.
                let none = self.b.number(f64::MIN);
                for index in chain {
                    let node = self.b.coalesce(vec![self.points[*index], none]);
                    keys.push(RankKey { node, descending: from_first });
                }
            }
        }
        let within = self.peers();
        self.b.push(Op::Rank { keys, within, ties }, Grain::Subject, Kind::Number)
    }

    /// The index of the grade: by the total, then ceilings, then quotas.
    fn grade(&mut self, total: NodeId, placed: NodeId, size: NodeId, vetoes: &[NodeId]) -> Option<NodeId> {
        let rubric = self.rubric;
        let last = rubric.grades.last()?;
        let mut edges: Vec<(f64, f64)> = Vec::new();
        for (index, grade) in rubric.grades.iter().enumerate() {
            if let Some(min) = grade.min {
                edges.push((min.to_f64(), index as f64));
            }
        }
        edges.reverse();
        let mut values = vec![Real((rubric.grades.len() - 1) as f64)];
        values.extend(edges.iter().map(|(_, index)| Real(*index)));
        let op = Op::Steps {
            input: total,
            edges: edges.iter().map(|(min, _)| Real(*min)).collect(),
            closed: Closed::Lower,
            values,
        };
        let mut grade = self.b.push(op, Grain::Subject, Kind::Number);
        if let Some(min) = last.min {
            let min = self.b.number(min.to_f64());
            let reached = self.b.binary(Binary::Ge, total, min);
            let none = self.b.nothing(Nothing::NotApplicable, Kind::Number);
            grade = self.b.select(reached, grade, none);
        }
        // Whom a ceiling lowers takes no place of a grade above; quotas only lower further.
        let grade = self.ceilings(grade, vetoes);
        let grade = self.quotas(grade, placed, size);
        Some(self.b.at_subject(grade))
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

    /// Whoever does not fit into a grade's share goes to the next; of those tied across the line
    /// none fits.
    fn quotas(&mut self, grade: NodeId, placed: NodeId, size: NodeId) -> NodeId {
        let mut grade = grade;
        let within = self.peers();
        for (index, spec) in self.rubric.grades.iter().enumerate() {
            let Some(share) = spec.max_share.filter(|_| index + 1 < self.rubric.grades.len()) else { continue };
            let here = self.b.number(index as f64);
            let candidate = self.b.binary(Binary::Eq, grade, here);
            let out = self.b.nothing(Nothing::NotApplicable, Kind::Number);
            let contender = self.b.select(candidate, placed, out);
            let keys = vec![RankKey { node: contender, descending: true }];
            let place = self.b.push(Op::Rank { keys, within, ties: PlanTies::Max }, Grain::Subject, Kind::Number);
            let share = self.b.number(share.to_f64());
            let limit = self.b.binary(Binary::Mul, size, share);
            let limit = self.b.unary(Unary::Floor, limit);
            let over = self.b.binary(Binary::Gt, place, limit);
            let no = self.b.boolean(false);
            let over = self.b.coalesce(vec![over, no]);
            let next = self.b.number((index + 1) as f64);
            grade = self.b.select(over, next, grade);
        }
        grade
    }

    pub(super) fn consequences(&mut self) -> Vec<ConsequenceNodes> {
        let rubric = self.rubric;
        rubric
            .consequences
            .iter()
            .map(|consequence| {
                let mut when = self.formula(&consequence.when, &Scope::Subject(None));
                if let (true, Some(outcome)) = (consequence.by_place, self.outcome.clone()) {
                    // No first or last among those without a place, nor in too small a group.
                    let least = self.b.number(rubric.subject.min_group as f64);
                    let enough = self.b.binary(Binary::Ge, outcome.group_size, least);
                    let eligible = self.b.binary(Binary::And, outcome.ranked, enough);
                    when = self.b.binary(Binary::And, eligible, when);
                }
                let when = self.b.at_subject(when);
                let money = consequence.money.as_ref().map(|money| {
                    let money = self.formula(money, &Scope::Subject(None));
                    let money = self.b.round(money, 2);
                    self.b.at_subject(money)
                });
                ConsequenceNodes { when, money }
            })
            .collect()
    }

    pub(super) fn outcome_name(&mut self, name: &Ref) -> NodeId {
        let Some(outcome) = self.outcome.clone() else {
            return self.b.nothing(Nothing::Given, Kind::Number);
        };
        match name {
            Ref::Total => outcome.total,
            Ref::Rank => outcome.rank,
            Ref::RankFromLast => outcome.rank_from_last,
            Ref::GroupSize => outcome.group_size,
            _ => {
                let mut text = self.b.nothing(Nothing::NotApplicable, Kind::Text);
                let Some(grade) = outcome.grade else { return text };
                for (index, spec) in self.rubric.grades.iter().enumerate().rev() {
                    let here = self.b.number(index as f64);
                    let is = self.b.binary(Binary::Eq, grade, here);
                    let name = self.b.text(&spec.name.zh);
                    text = self.b.select(is, name, text);
                }
                text
            }
        }
    }
}
