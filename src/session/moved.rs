//! What one round changed: places, grades and totals, tests, findings.

use std::collections::BTreeMap;

use super::pipeline::Evaluated;
use super::self_test::TestReport;
use crate::diagnostic::{Diagnostic, Severity};
use crate::number::compare::same;
use crate::report::outcome::{figure, names};
use crate::table::figure::Figure;
use crate::text::Words;

/// Where somebody stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub total: Figure,
    pub rank: Figure,
    pub grade: Option<Words>,
}

/// Where everybody stood, by key.
#[derive(Debug, Clone, Default)]
pub(super) struct Board {
    period: String,
    standings: BTreeMap<String, (String, Standing)>,
}

/// Somebody who stands elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    pub key: String,
    pub who: String,
    pub before: Standing,
    pub after: Standing,
}

/// Against the round before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moves {
    /// When the results before were read; `None` where there are none to compare.
    pub since: Option<String>,
    /// The period before and now, where that is another: then nobody is compared.
    pub period: Option<(String, String)>,
    /// The greatest difference of totals first.
    pub moved: Vec<Moved>,
    pub came: Vec<String>,
    pub went: Vec<String>,
    /// Tests that passed before and fail now, and the other way round.
    pub failing: Vec<String>,
    pub passing: Vec<String>,
    /// Findings without notes.
    pub found: Vec<Diagnostic>,
    pub gone: Vec<Diagnostic>,
}

impl Board {
    pub fn of(evaluated: &Evaluated) -> Board {
        let results = &evaluated.results;
        let names = names(results);
        let grade = |subject: usize| {
            let index = figure(&results.grade, subject).ok()?;
            Some(evaluated.rubric.grades.get(index as usize)?.name.clone())
        };
        let standings = results.subjects.iter().zip(names).enumerate().map(|(at, (subject, name))| {
            let standing =
                Standing { total: figure(&results.total, at), rank: figure(&results.rank, at), grade: grade(at) };
            (subject.key.clone(), (name, standing))
        });
        Board { period: results.period.name.clone(), standings: standings.collect() }
    }

    /// Enters who moved from here to `after`.
    pub fn compare(&self, after: &Board, moves: &mut Moves) {
        if self.period != after.period {
            moves.period = Some((self.period.clone(), after.period.clone()));
            return;
        }
        for (key, (who, standing)) in &after.standings {
            match self.standings.get(key) {
                None => moves.came.push(who.clone()),
                Some((_, before)) if differ(before, standing) => {
                    moves.moved.push(Moved {
                        key: key.clone(),
                        who: who.clone(),
                        before: before.clone(),
                        after: standing.clone(),
                    });
                }
                Some(_) => {}
            }
        }
        let gone = self.standings.iter().filter(|(key, _)| !after.standings.contains_key(*key));
        moves.went.extend(gone.map(|(_, (who, _))| who.clone()));
        // Stable: equal ones stay in the order of their keys.
        moves.moved.sort_by(|a, b| b.far().total_cmp(&a.far()));
    }
}

impl Moved {
    /// By how much the total changed; without end where there was or is none.
    fn far(&self) -> f64 {
        match (self.before.total, self.after.total) {
            (Ok(before), Ok(after)) => (after - before).abs(),
            (Err(_), Err(_)) => 0.0,
            _ => f64::INFINITY,
        }
    }
}

fn differ(before: &Standing, after: &Standing) -> bool {
    let other = |a: Figure, b: Figure| match (a, b) {
        (Ok(a), Ok(b)) => !same(a, b),
        (a, b) => a != b,
    };
    other(before.total, after.total) || other(before.rank, after.rank) || before.grade != after.grade
}

impl Moves {
    pub(super) fn tests(&mut self, before: &[(String, bool)], after: &[TestReport]) {
        for test in after {
            let passed = before.iter().find(|(name, _)| *name == test.name).map(|(_, passed)| *passed);
            match (passed, test.passed()) {
                (Some(true), false) => self.failing.push(test.name.clone()),
                (Some(false), true) => self.passing.push(test.name.clone()),
                _ => {}
            }
        }
    }

    /// Findings are the same if they say the same: a line above moves them all.
    pub(super) fn findings(&mut self, before: &[Diagnostic], after: &[Diagnostic]) {
        self.found = missing_from(before, after);
        self.gone = missing_from(after, before);
    }

    pub fn is_empty(&self) -> bool {
        *self == Moves { since: self.since.clone(), ..Moves::default() }
    }
}

/// Those of `all` that `others` has not, or not so often.
fn missing_from(others: &[Diagnostic], all: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut left: Vec<&Diagnostic> = others.iter().collect();
    let mut missing = Vec::new();
    for finding in all.iter().filter(|finding| finding.severity != Severity::Note) {
        let alike = |other: &&Diagnostic| other.code == finding.code && other.message == finding.message;
        match left.iter().position(alike) {
            Some(at) => drop(left.swap_remove(at)),
            None => missing.push(finding.clone()),
        }
    }
    missing
}
