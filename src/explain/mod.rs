//! The tree of one score: total, categories, indicators, scores, values, data, cells.
//!
//! Every figure shown is one the engine computed; nothing is computed again except to say how a
//! figure follows from those under it, and a way is only said if it gives the figure. How a value
//! became a score is read from the plan's operators, so this room knows no scoring method. What
//! the engine found out comes in through [`Facts`]; files and terminals are unknown here.
//!
//! To explain an operator better: its words inside a formula are in `phrase.rs`, as a way to a
//! score in `score.rs`, as a figure with a step of its own in `origin.rs`.

mod adds_up;
mod after;
mod chain;
mod combined;
mod expression;
mod facts;
mod origin;
mod phrase;
mod points;
mod prepared;
mod ratings;
mod record;
mod rows;
mod scope;
mod score;
#[cfg(test)]
mod tests;
mod total;
mod versus;

pub use adds_up::adds_up;
pub use facts::Facts;
pub use versus::versus;

use crate::plan::Program;
use crate::result::{Step, Trail};
use crate::rubric::Rubric;
use scope::{Names, Scope, Told};

/// How many steps of data a tree may have.
const STEPS: usize = 4000;

/// The tree behind a subject's total in a period (indices as in [`Facts`]). A subject or period
/// that does not exist has nothings everywhere.
pub fn explain(rubric: &Rubric, program: &Program, facts: &dyn Facts, subject: usize, period: usize) -> Trail {
    trail(rubric, program, facts, subject, period, total::step)
}

/// The part of the tree behind one indicator (an index into the rubric's).
pub fn explain_indicator(
    rubric: &Rubric,
    program: &Program,
    facts: &dyn Facts,
    subject: usize,
    period: usize,
    indicator: usize,
) -> Trail {
    trail(rubric, program, facts, subject, period, |scope| points::indicator(scope, indicator).unwrap_or_default())
}

fn trail(
    rubric: &Rubric,
    program: &Program,
    facts: &dyn Facts,
    subject: usize,
    period: usize,
    root: impl Fn(Scope<'_>) -> Step,
) -> Trail {
    let names = Names::new(program);
    let told = Told::nothing_yet(STEPS);
    let scope = Scope { rubric, program, facts, names: &names, told: &told, depth: 0, subject, period };
    let (key, label) = facts.subject(subject);
    Trail {
        subject: key.to_string(),
        label: label.to_string(),
        period: scope.period_name(period).to_string(),
        root: root(scope),
    }
}
