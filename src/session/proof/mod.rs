//! Whether a rubric is sound: what the prover could not decide is tried on the engine, and what
//! is refuted becomes a finding with the figures that show it.

mod behind;
mod counter;
mod example;
mod found;
mod mixed;
mod rows;
mod search;
mod sweep;
mod told;
mod tried;

use super::lint;
use crate::diagnostic::{Bag, Diagnostic};
use crate::plan::Program;
use crate::prove::{self, Claim, Verdict};
use crate::rubric::Rubric;
use crate::text::Words;

/// All claims with what came of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proved {
    pub claims: Vec<Claim>,
    pub findings: Vec<Diagnostic>,
    /// How many findings the rubric's `[lint]` allows, so that they are not among them.
    pub allowed: usize,
}

impl Proved {
    /// Every claim in words, with what came of it.
    pub fn told(&self, rubric: &Rubric, program: &Program) -> Vec<Words> {
        self.claims.iter().map(|claim| told::told(rubric, program, claim)).collect()
    }

    /// Puts the findings where a rubric that means the same says it.
    pub(super) fn place(&mut self, rubric: &Rubric, program: &Program) {
        self.findings = self.claims.iter().filter_map(|claim| found::finding(rubric, program, claim)).collect();
    }

    /// How many claims hold, do not hold, and are open.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |test: fn(&Verdict) -> bool| self.claims.iter().filter(|claim| test(&claim.verdict)).count();
        (
            count(|verdict| matches!(verdict, Verdict::Proved | Verdict::Shown { .. })),
            count(|verdict| {
                matches!(
                    verdict,
                    Verdict::Impossible { .. }
                        | Verdict::Refuted { .. }
                        | Verdict::Broken { .. }
                        | Verdict::AtSize { .. }
                )
            }),
            count(|verdict| *verdict == Verdict::Unknown),
        )
    }
}

/// Judges a rubric that has been checked.
pub fn prove(rubric: &Rubric, program: &Program) -> Proved {
    let mut proof = prove::prove(rubric, program);
    sweep::decide(rubric, program, &mut proof);
    counter::confirm(rubric, program, &mut proof);
    search::decide(rubric, program, &mut proof.claims);
    let findings = proof.claims.iter().filter_map(|claim| found::finding(rubric, program, claim)).collect();
    let mut findings = Bag { all: findings };
    let allowed = lint::settle_proofs(&rubric.lints, &mut findings);
    Proved { claims: proof.claims, findings: findings.all, allowed }
}
