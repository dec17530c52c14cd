//! A rubric held against its data: what all periods of them give cause to say.
//!
//! [`hold`] takes an evaluation and looks again at what it was made from: findings of every period,
//! told once and with the period; cells behind failed checks, and the smallest set of them to look
//! at; who has no figure and who has not been rated; rates written as fractions among percentages;
//! periods that may still change. It knows the lanes and the cells, and computes with the engine
//! only; it reads no file, knows no clock, and changes no result. To add a look, add a file and its
//! line in [`hold`].

mod clash;
mod periods;
mod presence;
mod problem;
mod scale;
mod search;
mod settled;
mod suspects;

pub use presence::{Count, ElementPresence, Presence, RaterPresence};

use super::lint;
use super::pipeline::Evaluated;
use crate::diagnostic::Bag;

/// What is asked for beyond the data themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// In days since 1970-01-01; without it nothing is said of periods that may still change.
    pub today: Option<i64>,
    /// Only the period that was evaluated.
    pub one_period: bool,
}

/// What the data give cause to say, and of whom they hold a figure.
#[derive(Debug, Clone)]
pub struct Held {
    pub findings: Bag,
    pub presence: Presence,
}

/// Holds a rubric against the data it was evaluated on.
pub fn hold(evaluated: &Evaluated, asked: Asked) -> Held {
    let judged = periods::judged(evaluated, asked.one_period);
    let mut findings = periods::findings(evaluated, &judged);
    suspects::tell(evaluated, &judged, &mut findings);
    clash::tell(evaluated, &judged, &mut findings);
    scale::tell(evaluated, &mut findings);
    let presence = presence::of(evaluated, &judged);
    presence.tell(evaluated, &mut findings);
    settled::tell(evaluated, &judged, asked.today, &mut findings);
    findings.all.extend(judged.iter().flat_map(|judged| judged.allowed.iter().cloned()));
    lint::settle_data(&evaluated.rubric.lints, &mut findings);
    Held { findings, presence }
}

/// The name of a period, as messages quote it; empty for a rubric without cycle.
fn period_name(evaluated: &Evaluated, period: usize) -> &str {
    evaluated.bound.periods.get(period).map_or("", |period| &period.name)
}
