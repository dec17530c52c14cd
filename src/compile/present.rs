//! How much of a category is there, and what a total was before it was rescaled.

use super::Compiler;
use super::points::Part;
use crate::plan::{Binary, Is, Nary, NodeId, ReportedNodes, Unary};
use crate::rubric::{Needs, RoundStage, SkipWithin};

impl Compiler<'_> {
    /// Whether a value was reported, whatever is done about it if not; and whether it had to be.
    pub(super) fn reported(&mut self, value: NodeId) -> (NodeId, NodeId) {
        let nothing = self.b.is(Is::Nothing, value);
        let not_due = self.b.is(Is::NotApplicable, value);
        (self.b.unary(Unary::Not, nothing), self.b.unary(Unary::Not, not_due))
    }

    /// A category counts as reported, or due, where anything in it is.
    pub(super) fn reported_parts(&mut self, parts: &[Part]) -> (NodeId, NodeId) {
        let mut any = |flag: fn(&Part) -> NodeId| {
            let mut any = self.b.boolean(false);
            for part in parts {
                any = self.b.binary(Binary::Or, any, flag(part));
            }
            any
        };
        (any(|part| part.reported), any(|part| part.due))
    }

    /// Whether enough of a category is reported. What does not apply is asked of nobody.
    pub(super) fn needed(&mut self, needs: &Needs, parts: &[Part]) -> ReportedNodes {
        let (zero, one) = (self.b.number(0.0), self.b.number(1.0));
        let mut sum = |flag: fn(&Part) -> NodeId, what: &dyn Fn(&Part) -> NodeId| {
            let all = parts.iter().map(|part| self.b.select(flag(part), what(part), zero)).collect();
            self.b.nary(Nary::Sum, all)
        };
        let marks = sum(|part| part.reported, &|part| part.full);
        let of = sum(|part| part.due, &|part| part.full);
        let items = sum(|part| part.reported, &|_| one);
        let mut enough = self.b.binary(Binary::Eq, of, zero);
        let mut reached = self.b.boolean(true);
        if let Some(share) = needs.share {
            let share = self.b.number(share.to_f64());
            let least = self.b.binary(Binary::Mul, share, of);
            let here = self.b.binary(Binary::Ge, marks, least);
            reached = self.b.binary(Binary::And, reached, here);
        }
        if let Some(least) = needs.items {
            let least = self.b.number(f64::from(least));
            let here = self.b.binary(Binary::Ge, items, least);
            reached = self.b.binary(Binary::And, reached, here);
        }
        // Of what nothing is asked nothing is lacking.
        enough = self.b.binary(Binary::Or, enough, reached);
        let short = self.b.unary(Unary::Not, enough);
        let [marks, of, items, short] = [marks, of, items, short].map(|node| self.b.at_subject(node));
        ReportedNodes { marks, of, items, short }
    }

    /// What the parts and adjustments came to before the total was rescaled, and the marks there.
    pub(super) fn before_scaling(
        &mut self,
        earned: NodeId,
        present: NodeId,
        adjusts: &[NodeId],
    ) -> Option<(NodeId, NodeId)> {
        if self.rubric.header.skip_within != SkipWithin::Total {
            return None;
        }
        let mut raw = self.with_adjusts(earned, adjusts);
        if self.rounds_at(RoundStage::Total) {
            raw = self.b.round(raw, self.rubric.header.decimals);
        }
        Some((self.b.at_subject(raw), self.b.at_subject(present)))
    }
}
