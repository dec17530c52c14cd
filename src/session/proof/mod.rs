//! Whether a rubric is sound: what the prover could not decide is tried on the engine, and what
//! is refuted becomes a finding with the figures that show it.

mod behind;
mod found;
mod mixed;
mod rows;
mod search;
mod sweep;
mod told;
mod tried;

use crate::diagnostic::Diagnostic;
use crate::plan::Program;
use crate::prove::{self, Claim, Verdict};
use crate::rubric::Rubric;
use crate::text::Words;

/// All claims with what came of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Proved {
    pub claims: Vec<Claim>,
    pub findings: Vec<Diagnostic>,
}

impl Proved {
    /// Every claim in words, with what came of it.
    pub fn told(&self, rubric: &Rubric, program: &Program) -> Vec<Words> {
        self.claims.iter().map(|claim| told::told(rubric, program, claim)).collect()
    }

    /// How many claims hold, do not hold, and are open.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |test: fn(&Verdict) -> bool| self.claims.iter().filter(|claim| test(&claim.verdict)).count();
        (
            count(|verdict| matches!(verdict, Verdict::Proved | Verdict::Shown { .. })),
            count(|verdict| matches!(verdict, Verdict::Impossible { .. } | Verdict::Refuted { .. })),
            count(|verdict| *verdict == Verdict::Unknown),
        )
    }
}

/// Judges a rubric that has been checked.
pub fn prove(rubric: &Rubric, program: &Program) -> Proved {
    let mut proof = prove::prove(rubric, program);
    sweep::decide(rubric, program, &mut proof);
    search::decide(rubric, program, &mut proof.claims);
    let findings = proof.claims.iter().filter_map(|claim| found::finding(rubric, program, claim)).collect();
    Proved { claims: proof.claims, findings }
}
