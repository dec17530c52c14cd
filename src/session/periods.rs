//! One period after the other of a run: what was computed once is cut into results for each.

use std::collections::HashMap;

use rayon::prelude::*;

use super::elsewhere::{self, Elsewhere};
use super::pipeline::Evaluated;
use super::{lint, revise};
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::{self, Bound, Lanes, Reading};
use crate::plan::Program;
use crate::result::Results;
use crate::rubric::Rubric;
use crate::text::Words;

/// What results are made from besides the columns, whatever the period.
#[derive(Debug)]
pub struct Behind {
    /// What the reader of the files has to say of all of them.
    pub reading: Reading,
    /// Of the rubrics whose results are used, by period; `None` for all.
    pub findings: Vec<(Option<i64>, Diagnostic)>,
    /// Why results that are used are provisional; likewise.
    pub provisional: Vec<(Option<i64>, Words)>,
}

/// The results of a period, and what concerns them.
#[derive(Debug)]
pub struct Shown {
    pub results: Results,
    /// Without what concerns other periods alone.
    pub reading: Reading,
    pub elsewhere: Vec<Elsewhere>,
}

impl Behind {
    /// Cuts out one period.
    pub fn collect(
        &self,
        (rubric, program): (&Rubric, &Program),
        (bound, lanes): (&Bound, &Lanes),
        period: usize,
        note: Option<Diagnostic>,
    ) -> Shown {
        let mut reading = self.reading.clone();
        reading.findings.all.extend(note);
        let elsewhere = elsewhere::take_out(&mut reading.findings, &program.plan, bound, period);
        let mut results = eval::collect(rubric, program, bound, lanes, period, reading.clone());
        results.record.revisions = revise::revisions(rubric, &bound.tables, &results);
        let ordinal = results.period.ordinal;
        let concerned = |of: &Option<i64>| of.is_none_or(|of| of == ordinal);
        // Two tables may come from one rubric.
        for (_, finding) in self.findings.iter().filter(|(of, _)| concerned(of)) {
            if !results.findings.all.contains(finding) {
                results.findings.push(finding.clone());
            }
        }
        for (_, why) in self.provisional.iter().filter(|(of, _)| concerned(of)) {
            if !results.provisional.contains(why) {
                results.provisional.push(why.clone());
            }
        }
        lint::settle_data(&rubric.lints, &mut results.findings);
        Shown { results, reading, elsewhere }
    }
}

/// The results of all periods.
#[derive(Debug)]
pub struct Every {
    /// Oldest first.
    pub results: Vec<Results>,
    /// Periods of the data in which nobody is on the roster.
    pub without: Vec<String>,
}

/// The results of the period before the one that was evaluated in which somebody is on the roster, if there is one.
pub fn period_before(evaluated: &Evaluated) -> Option<Results> {
    let Evaluated { rubric, program, bound, lanes, behind, .. } = evaluated;
    let earlier = (0..evaluated.period).rev().find(|period| is_anybody_there(bound, *period))?;
    Some(behind.collect((rubric, program), (bound, lanes), earlier, None).results)
}

fn is_anybody_there(bound: &Bound, period: usize) -> bool {
    (0..bound.subjects.len()).any(|subject| bound.is_assessed(subject, period))
}

/// The results of every period in which somebody is on the roster; where nobody ever is, those of the one
/// that is shown.
pub fn every_period(evaluated: &Evaluated) -> Every {
    let Evaluated { rubric, program, bound, lanes, behind, .. } = evaluated;
    let (periods, without): (Vec<usize>, Vec<usize>) =
        (0..bound.periods.len()).partition(|period| is_anybody_there(bound, *period));
    if periods.is_empty() {
        return Every { results: vec![evaluated.results.clone()], without: Vec::new() };
    }
    let collected = |period: usize| behind.collect((rubric, program), (bound, lanes), period, None).results;
    let name = |period: usize| bound.periods.get(period).map(|period| period.name.clone());
    Every {
        results: periods.into_par_iter().map(collected).collect(),
        without: without.into_iter().filter_map(name).collect(),
    }
}

impl Every {
    pub fn has_errors(&self) -> bool {
        self.results.iter().any(|results| results.findings.has_errors())
    }

    /// What is said of all periods alike, without a name; then what is said of each.
    pub fn findings(&self) -> Vec<(Option<&str>, Bag)> {
        // By their words first: a period may have as many findings as people.
        let known: Vec<HashMap<(&str, &str), Vec<&Diagnostic>>> = self.results.iter().map(by_words).collect();
        let in_all = |finding: &Diagnostic| {
            let alike = |of: &HashMap<(&str, &str), Vec<&Diagnostic>>| {
                of.get(&words_of(finding)).is_some_and(|alike| alike.contains(&finding))
            };
            known.iter().all(alike)
        };
        let mut common = Bag::default();
        let mut all = Vec::new();
        for (index, results) in self.results.iter().enumerate() {
            let (of_all, own): (Vec<_>, Vec<_>) = results.findings.all.iter().cloned().partition(in_all);
            if index == 0 {
                common = Bag { all: of_all };
            }
            all.push((Some(results.period.name.as_str()), Bag { all: own }));
        }
        std::iter::once((None, common)).chain(all).filter(|(_, bag)| !bag.is_empty()).collect()
    }
}

fn words_of(finding: &Diagnostic) -> (&str, &str) {
    (finding.code.id, &finding.message.zh)
}

fn by_words(results: &Results) -> HashMap<(&str, &str), Vec<&Diagnostic>> {
    let mut all: HashMap<(&str, &str), Vec<&Diagnostic>> = HashMap::new();
    for finding in &results.findings.all {
        all.entry(words_of(finding)).or_default().push(finding);
    }
    all
}
