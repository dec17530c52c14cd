//! The questions about an appraisal, asked of a run.

use super::Evaluated;
use super::periods::period_before;
use crate::diagnose::{self, Asked, Marks};
use crate::result::Diagnosis;

/// How much is tried out.
#[derive(Debug, Clone, Copy)]
pub struct Trials {
    pub draws: usize,
    pub seed: u64,
    /// By how much of itself a weight may be off.
    pub jitter: f64,
}

impl Default for Trials {
    fn default() -> Trials {
        Trials { draws: 10_000, seed: 1, jitter: 0.2 }
    }
}

/// Asks them of the period that was evaluated, beside the one before; `done` is told how many of how many are
/// answered.
pub fn diagnose(run: &Evaluated, trials: Trials, done: &dyn Fn(usize, usize)) -> Diagnosis {
    let results = &run.results;
    let before = period_before(run);
    let marks = Marks::of(&run.rubric, results);
    let Trials { draws, seed, jitter } = trials;
    let asked = Asked { rubric: &run.rubric, results, before: before.as_ref(), marks: &marks, draws, seed, jitter };
    diagnose::diagnose(&asked, done)
}
