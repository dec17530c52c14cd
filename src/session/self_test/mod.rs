//! A rubric's own tests: figures are given, the plan runs without data, and what comes out is
//! compared.

mod cause;
mod found;
mod given;
mod rows;
mod target;

use std::collections::HashMap;

use rayon::prelude::*;

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::eval::{self, Bound, Lanes, Reading};
use crate::plan::{NodeId, Program};
use crate::rubric::{Expectation, Expected, Rubric, Target, TestCase};
use crate::table::{Lane, Nothing};
use crate::text::Words;
use crate::words;
pub use target::looked_at;

use found::{Found, View, agrees, show_expected};

/// How one test came out.
#[derive(Debug, Clone, PartialEq)]
pub struct TestReport {
    pub name: String,
    /// One for each expectation that does not hold.
    pub failures: Vec<Diagnostic>,
    /// Expectations in all.
    pub expectations: usize,
}

impl TestReport {
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Runs all tests of a rubric, in their order.
pub fn test(rubric: &Rubric, program: &Program) -> Vec<TestReport> {
    rubric.tests.par_iter().map(|case| run(rubric, program, case)).collect()
}

/// What some nodes come to with a test's figures, and how many subjects in how many periods that is.
pub fn lanes(rubric: &Rubric, program: &Program, case: &TestCase, nodes: &[NodeId]) -> (Lanes, usize) {
    let bound = eval::synthetic(&program.plan, rows::supplied(rubric, program, case));
    let given = given::overrides(rubric, program, &bound, case);
    (eval::run_only(&program.plan, &bound, &given, nodes), bound.subjects.len() * bound.periods.len())
}

/// The results of one test, and the tree behind those of its first subject with a total, whose place among
/// the subjects it is; `None` where nobody has a total.
pub(super) fn worked(
    rubric: &Rubric,
    program: &Program,
    text: &str,
    case: &TestCase,
) -> Option<(crate::result::Results, usize, crate::result::Trail)> {
    let Played { bound, lanes, .. } = play(rubric, program, case);
    let period = bound.periods.iter().position(|period| period.ordinal == case.period).unwrap_or_default();
    let results = eval::collect(rubric, program, &bound, &lanes, period, Reading::default());
    let at = (0..results.subjects.len()).find(|at| results.total.get(*at).is_ok())?;
    let key = &results.subjects.get(at)?.key;
    let subject = bound.subjects.iter().position(|subject| subject.key == *key)?;
    let facts = super::Run { bound: &bound, lanes: &lanes, text };
    let trail = crate::explain::explain(rubric, program, &facts, subject, period);
    Some((results, at, trail))
}

/// What a test is before anything is expected of it: who and when, the nodes that have figures of its own, and every lane.
#[derive(Debug)]
pub struct Played {
    pub bound: Bound,
    pub given: HashMap<NodeId, Lane>,
    pub lanes: Lanes,
}

pub fn play(rubric: &Rubric, program: &Program, case: &TestCase) -> Played {
    let bound = eval::synthetic(&program.plan, rows::supplied(rubric, program, case));
    let given = given::overrides(rubric, program, &bound, case);
    let lanes = eval::run(&program.plan, &bound, &given);
    Played { bound, given, lanes }
}

/// Runs one test.
pub fn run(rubric: &Rubric, program: &Program, case: &TestCase) -> TestReport {
    let Played { bound, lanes, .. } = play(rubric, program, case);
    let period = bound.periods.iter().position(|period| period.ordinal == case.period).unwrap_or_default();
    let results = eval::collect(rubric, program, &bound, &lanes, period, Reading::default());
    let view = View { rubric, program, bound: &bound, lanes: &lanes, results: &results, period };
    let mut missed: Vec<(&Expectation, Found)> = Vec::new();
    for one in &case.expect {
        let found = match place_of(&bound, case, one.subject) {
            Some(subject) => view.found(&one.target, subject),
            None => Found::Nothing(Nothing::NoRows),
        };
        if !agrees(&one.target, &one.wanted, one.tolerance, &found) {
            missed.push((one, found));
        }
    }
    let wrong = |subject: usize, target: &Target| {
        missed.iter().any(|(other, _)| other.subject == subject && other.target == *target)
    };
    let judged = |subject: usize, target: &Target| {
        let stands = case.expect.iter().any(|other| other.subject == subject && other.target == *target);
        stands.then(|| wrong(subject, target))
    };
    let failures = missed.iter().map(|(one, found)| {
        let finding = failure(rubric, case, one, found);
        let Some(subject) = place_of(&bound, case, one.subject) else { return finding };
        let decided = cause::of(&view, &one.target, &one.wanted, subject, &|target| judged(one.subject, target));
        decided.into_iter().fold(finding, |finding, (span, words)| finding.at((rubric.source, span), words))
    });
    TestReport { name: case.name.clone(), failures: failures.collect(), expectations: case.expect.len() }
}

fn failure(rubric: &Rubric, case: &TestCase, one: &Expectation, found: &Found) -> Diagnostic {
    let what = what(rubric, case, one.subject, &one.target);
    let (wanted, got) = (show_expected(&one.wanted), found.show(matches!(one.wanted, Expected::Nothing(_))));
    let within =
        one.tolerance.map_or(Words::default(), |tolerance| words!("（允差 {tolerance}）", " (within {tolerance})"));
    let name = &case.name;
    Diagnostic::error(
        codes::TEST_FAILED,
        Words {
            zh: format!("测试“{name}”：`{what}` 是 {}，不是 {}{}", got.zh, wanted.zh, within.zh),
            en: format!("test \"{name}\": `{what}` is {}, not {}{}", got.en, wanted.en, within.en),
        },
    )
    .at(
        (rubric.source, one.span),
        Words {
            zh: format!("期望 {}，得到 {}", wanted.zh, got.zh),
            en: format!("expected {}, got {}", wanted.en, got.en),
        },
    )
    .at((rubric.source, case.span), words!("这个测试", "this test"))
}

/// Where a subject of the test stands among those that were bound.
fn place_of(bound: &Bound, case: &TestCase, subject: usize) -> Option<usize> {
    let (name, _) = case.given.get(subject)?;
    bound.subjects.iter().position(|known| known.key == *name)
}

/// `甲.咨询转化率.score`; the subject is named where there are several.
fn what(rubric: &Rubric, case: &TestCase, subject: usize, target: &Target) -> String {
    fn id<T>(all: &[T], index: usize, id: impl Fn(&T) -> &String) -> String {
        all.get(index).map(id).cloned().unwrap_or_default()
    }
    let indicator = |index: usize| id(&rubric.indicators, index, |i| &i.id);
    let thing = match *target {
        Target::Element(index) => id(&rubric.elements, index, |e| &e.id),
        Target::Value(index) => indicator(index),
        Target::Score(index) => indicator(index) + ".score",
        Target::Points(index) => indicator(index) + ".points",
        Target::AboveOthers(index) => indicator(index) + ".above_others",
        Target::Category(index) => id(&rubric.categories, index, |c| &c.id) + ".points",
        Target::Total => "total".to_string(),
        Target::TotalBefore => "total_before".to_string(),
        Target::Rank => "rank".to_string(),
        Target::RankFromLast => "rank_from_last".to_string(),
        Target::Grade => "grade".to_string(),
        Target::Consequence(index) => id(&rubric.consequences, index, |c| &c.id),
        Target::Money(index) => id(&rubric.consequences, index, |c| &c.id) + ".money",
        Target::Check(index) => id(&rubric.checks, index, |c| &c.id),
        Target::Veto(index) => id(&rubric.vetoes, index, |v| &v.id),
        Target::Adjust(index) => id(&rubric.adjusts, index, |a| &a.id),
    };
    match case.given.get(subject) {
        Some((name, _)) if case.given.len() > 1 => format!("{name}.{thing}"),
        _ => thing,
    }
}
