//! From the total of the marks to the one that is ranked: leniency correction, caps on means,
//! carry-over.

use super::Compiler;
use super::formula::Scope;
use crate::plan::{Agg, Binary, Is, Nary, NodeId, PeersId, StepKind, StepNodes, Unary};
use crate::rubric::{AboveMean, Among, Correction, CorrectionMethod, Expr, MeanCap, RoundStage, Unspread};

/// All subjects together.
const EVERYBODY: PeersId = PeersId(0);

/// How many units of so many decimals make one.
pub(super) fn unit(decimals: i32) -> f64 {
    10_i64.checked_pow(decimals.unsigned_abs()).unwrap_or(1) as f64
}

impl Compiler<'_> {
    pub(super) fn among(&self, among: Among) -> PeersId {
        match among {
            Among::Everybody => EVERYBODY,
            Among::Group(index) => PeersId(index as u16 + 1),
        }
    }

    /// The total after all steps, and the steps.
    pub(super) fn afterwards(&mut self, total: NodeId, vetoes: &[NodeId]) -> (NodeId, Vec<StepNodes>) {
        let after = &self.rubric.afterwards;
        let (mut now, mut steps) = (total, Vec::new());
        if let Some(correction) = &after.correction {
            steps.push(self.correct(correction, now, vetoes));
        }
        for (index, cap) in after.mean_caps.iter().enumerate() {
            now = steps.last().map_or(now, |step| step.to);
            steps.push(self.mean_cap(index, cap, now));
        }
        if let Some(formula) = &after.carried {
            now = steps.last().map_or(now, |step| step.to);
            let carried = self.with_total(formula, now);
            let to = self.settled_again(carried, vetoes);
            let within = self.peers();
            let kind = StepKind::Carried;
            steps.push(StepNodes { kind, from: now, to, within, measure: None, mean: None, std: None });
        }
        (steps.last().map_or(total, |step| step.to), steps)
    }

    /// A formula in which `total` is the total so far.
    fn with_total(&mut self, formula: &Expr, total: NodeId) -> NodeId {
        self.running_total = Some(total);
        let node = self.formula(formula, &Scope::Subject(None));
        self.running_total = None;
        node
    }

    /// Within the bounds of totals, not above what a veto allows, rounded. A total that a veto held
    /// down is not lifted again by what comes after it.
    fn settled_again(&mut self, total: NodeId, vetoes: &[NodeId]) -> NodeId {
        let rubric = self.rubric;
        let (low, high) = rubric.header.total_range;
        let mut total = self.b.clamp(total, low.to_f64(), high.to_f64());
        for (veto, when) in rubric.vetoes.iter().zip(vetoes) {
            let Some(limit) = veto.effect.limit() else { continue };
            let strikes = self.strikes(*when);
            let limit = self.b.number(limit);
            let capped = self.b.nary(Nary::Min, vec![total, limit]);
            total = self.b.select(strikes, capped, total);
        }
        if self.rounds_at(RoundStage::Total) {
            total = self.b.round(total, rubric.header.decimals);
        }
        self.b.at_subject(total)
    }

    fn correct(&mut self, correction: &Correction, from: NodeId, vetoes: &[NodeId]) -> StepNodes {
        let within = self.among(correction.among);
        let kind = StepKind::Correction;
        match &correction.method {
            CorrectionMethod::Factor(factor) => {
                let factor = self.with_total(factor, from);
                let corrected = self.b.binary(Binary::Mul, from, factor);
                let to = self.settled_again(corrected, vetoes);
                StepNodes { kind, from, to, within, measure: Some(factor), mean: None, std: None }
            }
            CorrectionMethod::ZScore { mean, std, all_equal, alone } => {
                let common_mean = match mean {
                    Some(mean) => self.with_total(mean, from),
                    None => self.b.over_peers(Agg::Mean, from, None, EVERYBODY),
                };
                let common_std = match std {
                    Some(std) => self.with_total(std, from),
                    None => self.b.over_peers(Agg::Std, from, None, EVERYBODY),
                };
                let own_mean = self.b.over_peers(Agg::Mean, from, None, within);
                let own_std = self.b.over_peers(Agg::Std, from, None, within);
                let count = self.b.over_peers(Agg::Count, from, None, within);
                let distance = self.b.binary(Binary::Sub, from, own_mean);
                let scaled = self.b.binary(Binary::Mul, distance, common_std);
                let scaled = self.b.binary(Binary::Div, scaled, own_std);
                let moved = self.b.binary(Binary::Add, common_mean, scaled);
                let (zero, one) = (self.b.number(0.0), self.b.number(1.0));
                let otherwise = |rule: Unspread| if rule == Unspread::Keep { from } else { common_mean };
                let equal = self.b.binary(Binary::Eq, own_std, zero);
                let moved = self.b.select(equal, otherwise(*all_equal), moved);
                let single = self.b.binary(Binary::Eq, count, one);
                let moved = self.b.select(single, otherwise(*alone), moved);
                // Whoever has no total gets none.
                let none = self.b.is(Is::Nothing, from);
                let moved = self.b.select(none, from, moved);
                let to = self.settled_again(moved, vetoes);
                StepNodes {
                    kind,
                    from,
                    to,
                    within,
                    measure: Some(common_mean),
                    mean: Some(own_mean),
                    std: Some(own_std),
                }
            }
        }
    }

    fn mean_cap(&mut self, index: usize, cap: &MeanCap, from: NodeId) -> StepNodes {
        let within = self.among(cap.among);
        let mean = self.b.over_peers(Agg::Mean, from, None, within);
        let most = self.with_total(&cap.max, from);
        let most = self.b.at_subject(most);
        let to = match cap.then {
            AboveMean::Reject => from,
            AboveMean::Rescale => {
                let above = self.b.binary(Binary::Gt, mean, most);
                let product = self.b.binary(Binary::Mul, from, most);
                let mut scaled = self.b.binary(Binary::Div, product, mean);
                if self.rounds_at(RoundStage::Total) {
                    // Down, so that the mean of what is printed does not exceed the cap either.
                    let unit = self.b.number(unit(self.rubric.header.decimals));
                    let units = self.b.binary(Binary::Mul, scaled, unit);
                    let units = self.b.unary(Unary::Floor, units);
                    scaled = self.b.binary(Binary::Div, units, unit);
                }
                let above = self.strikes(above);
                let scaled = self.b.select(above, scaled, from);
                self.b.at_subject(scaled)
            }
        };
        let kind = StepKind::MeanCap(index);
        StepNodes { kind, from, to, within, measure: Some(most), mean: Some(mean), std: None }
    }
}
