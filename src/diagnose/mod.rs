//! Whether the appraisal itself is sound: do its indicators tell people apart, do its weights weigh what they
//! say, do raters agree, and would the order stand if this or that were a little different.
//!
//! Reads results and the rubric and computes no score. Each question is a file that makes one section and a line
//! in [`QUESTIONS`]; statistics stand in their own room. Knows no files, no format and no engine.

mod combined;
mod completeness;
mod discrimination;
mod fairness;
mod lines;
mod marks;
mod periods;
mod raters;
mod stability;
mod weights;

pub use marks::Marks;

use crate::result::{Diagnosis, DiagnosisSection, Results, Verdict, Weight};
use crate::rubric::Rubric;

/// Below so many subjects a figure over subjects is not judged by.
const FEW: usize = 10;

/// What the questions are asked of.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub rubric: &'a Rubric,
    pub results: &'a Results,
    /// Of the period before, where there is one.
    pub before: Option<&'a Results>,
    pub marks: &'a Marks,
    /// How many draws are made where something is tried out, and from which seed.
    pub draws: usize,
    pub seed: u64,
    /// By how much of itself a weight may be off (0.2: a fifth up or down).
    pub jitter: f64,
}

type Question = fn(&Asked) -> DiagnosisSection;

/// All questions, in the order in which they are answered.
const QUESTIONS: &[Question] = &[
    discrimination::section,
    weights::section,
    combined::section,
    raters::section,
    stability::section,
    lines::section,
    periods::section,
    fairness::section,
    completeness::section,
];

/// Asks all questions; `done` is told after each.
pub fn diagnose(asked: &Asked, done: &dyn Fn(usize, usize)) -> Diagnosis {
    let mut sections = Vec::new();
    for (index, question) in QUESTIONS.iter().enumerate() {
        let mut section = question(asked);
        section.verdicts.sort_by_key(|verdict| verdict.weight);
        sections.push(section);
        done(index + 1, QUESTIONS.len());
    }
    Diagnosis { period: asked.results.period.name.clone(), subjects: asked.results.subjects.len(), sections }
}

/// A verdict about the whole.
fn whole(weight: Weight, id: &'static str, text: crate::text::Words, figure: Option<f64>, sample: usize) -> Verdict {
    Verdict { weight, id, about: String::new(), text, figure, sample }
}
