//! From totals to places, grades and consequences.

use super::Compiler;
use super::formula::Scope;
use crate::number::{BinaryOp, UnaryOp};
use crate::plan::{
    Agg, Binary, ConsequenceNodes, Grain, Is, NodeId, Op, PeersId, QuotaNodes, RankKey, StepNodes, Ties as PlanTies,
    Unary,
};
use crate::rubric::{Effect, Expr, ExprKind, Ref, Ties};
use crate::table::{Kind, Nothing};

#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub total: NodeId,
    /// Before the steps between the marks and the places.
    pub before: NodeId,
    pub steps: Vec<StepNodes>,
    /// The total of those who take part in the ranking.
    pub standing: NodeId,
    pub ranked: NodeId,
    pub rank: NodeId,
    pub rank_from_last: NodeId,
    pub group_size: NodeId,
    pub grade: Option<NodeId>,
    pub quotas: Vec<QuotaNodes>,
}

/// A total, and the same of those only who take part in the ranking.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub total: NodeId,
    pub standing: NodeId,
}

impl Compiler<'_> {
    pub(super) fn outcome(&mut self, before: NodeId, vetoes: &[NodeId]) -> Outcome {
        let rubric = self.rubric;
        let (total, steps) = self.afterwards(before, vetoes);
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
        let standing = self.b.select(ranked, total, out);
        let within = self.peers();
        let rank = self.place(standing, true, within);
        let rank_from_last = self.place(standing, false, within);
        let group_size = self.b.over_peers(Agg::Count, standing, None, within);
        let (grade, quotas) = self.grade(Placed { total, standing }, vetoes).unzip();
        let quotas = quotas.unwrap_or_default();
        Outcome { total, before, steps, standing, ranked, rank, rank_from_last, group_size, grade, quotas }
    }

    /// The place from the front, or from the end.
    fn place(&mut self, standing: NodeId, from_first: bool, within: PeersId) -> NodeId {
        let mut keys = vec![RankKey { node: standing, descending: from_first }];
        let ties = if self.rubric.header.ties == Ties::Dense { PlanTies::Dense } else { PlanTies::Min };
        keys.extend(self.tie_breaks(from_first));
        self.b.push(Op::Rank { keys, within, ties }, Grain::Subject, Kind::Number)
    }

    /// The declared indicators that decide between equal totals.
    pub(super) fn tie_breaks(&mut self, from_first: bool) -> Vec<RankKey> {
        let Ties::By(chain) = &self.rubric.header.ties else { return Vec::new() };
        // Who has no points there stands behind all who have, from whichever end one counts.
        let none = self.b.number(f64::MIN);
        chain
            .iter()
            .map(|index| {
                let node = self.b.coalesce(vec![self.points[*index], none]);
                RankKey { node, descending: from_first }
            })
            .collect()
    }

    pub(super) fn consequences(&mut self) -> Vec<ConsequenceNodes> {
        let rubric = self.rubric;
        let mut purses = Vec::new();
        let all = rubric.consequences.iter();
        all.map(|consequence| {
            let when = if consequence.by_place {
                self.condition(&consequence.when, true)
            } else {
                self.formula(&consequence.when, &Scope::Subject(None))
            };
            let when = self.b.at_subject(when);
            if let Some(pool) = &consequence.pool {
                let (when, money, nodes) = self.pool(pool, when);
                return ConsequenceNodes { when, money: Some(money), pool: Some(nodes), limited: None };
            }
            let money = consequence.money.as_ref().map(|money| {
                let money = self.formula(money, &Scope::Subject(None));
                let money = self.b.round(money, 2);
                self.b.at_subject(money)
            });
            let mut nodes = ConsequenceNodes { when, money, pool: None, limited: None };
            if let (Some(money), Some(out_of)) = (money, &consequence.out_of) {
                let out_of = self.formula(out_of, &Scope::Subject(None));
                let out_of = self.b.round(out_of, 2);
                let (limited, there) = self.limited(money, when, out_of, &mut purses);
                nodes.money = Some(limited);
                nodes.limited = Some((money, there));
            }
            nodes
        })
        .collect()
    }

    /// A condition in which every statement about places holds only of those who have one, in a
    /// group that is large enough; what else the condition says stands by itself.
    fn condition(&mut self, expr: &Expr, wanted: bool) -> NodeId {
        match &expr.kind {
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
                let left = self.condition(left, wanted);
                let right = self.condition(right, wanted);
                let op = if *op == BinaryOp::And { Binary::And } else { Binary::Or };
                self.b.binary(op, left, right)
            }
            ExprKind::Unary(UnaryOp::Not, inner) => {
                let inner = self.condition(inner, !wanted);
                self.b.unary(Unary::Not, inner)
            }
            ExprKind::Within(among, inner) => {
                let within = self.within.replace(self.among(*among));
                let inner = self.condition(inner, wanted);
                self.within = within;
                inner
            }
            _ => {
                let mut holds = self.formula(expr, &Scope::Subject(None));
                let mut groups = Vec::new();
                self.places_in(expr, self.peers(), &mut groups);
                for within in groups {
                    let eligible = self.eligible(within);
                    holds = if wanted {
                        self.b.binary(Binary::And, eligible, holds)
                    } else {
                        let not = self.b.unary(Unary::Not, eligible);
                        self.b.binary(Binary::Or, not, holds)
                    };
                }
                holds
            }
        }
    }

    /// The groups in which an expression asks for a place.
    fn places_in(&self, expr: &Expr, within: PeersId, found: &mut Vec<PeersId>) {
        match &expr.kind {
            ExprKind::Ref(Ref::Rank | Ref::RankFromLast) => {
                if !found.contains(&within) {
                    found.push(within);
                }
            }
            ExprKind::Within(among, inner) => self.places_in(inner, self.among(*among), found),
            ExprKind::Unary(_, inner) | ExprKind::Lookup(_, inner) => self.places_in(inner, within, found),
            ExprKind::Binary(_, left, right) => {
                self.places_in(left, within, found);
                self.places_in(right, within, found);
            }
            ExprKind::Call(_, args) => args.iter().for_each(|arg| self.places_in(arg, within, found)),
            // Rows have no places.
            ExprKind::Across(_) => {}
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Ref(_) => {}
        }
    }

    /// Whether the subject has a place in a group of sufficient size.
    fn eligible(&mut self, within: PeersId) -> NodeId {
        let Some(outcome) = self.outcome.clone() else { return self.b.boolean(false) };
        let size = self.size_of(outcome.standing, within);
        let least = self.b.number(self.rubric.subject.min_group as f64);
        let enough = self.b.binary(Binary::Ge, size, least);
        self.b.binary(Binary::And, outcome.ranked, enough)
    }

    fn size_of(&mut self, standing: NodeId, within: PeersId) -> NodeId {
        self.b.over_peers(Agg::Count, standing, None, within)
    }

    pub(super) fn outcome_name(&mut self, name: &Ref) -> NodeId {
        if let (Ref::Total | Ref::TotalBefore, Some(total)) = (name, self.running_total) {
            return total;
        }
        let Some(outcome) = self.outcome.clone() else {
            return self.b.nothing(Nothing::Given, Kind::Number);
        };
        let within = self.peers();
        match name {
            Ref::Total => outcome.total,
            Ref::TotalBefore => outcome.before,
            Ref::Rank => self.place(outcome.standing, true, within),
            Ref::RankFromLast => self.place(outcome.standing, false, within),
            Ref::GroupSize => self.size_of(outcome.standing, within),
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
