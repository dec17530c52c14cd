//! Scores that compare with the peers: what ranges and order say of them is true of random groups,
//! with ties, with missing figures, and of one alone.

use std::collections::HashMap;
use std::fmt::Write;

use kaohe::eval;
use kaohe::plan::NodeId;
use kaohe::prove::{About, Verdict, What, ranges};
use kaohe::session;
use kaohe::table::{Lane, Numbers};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::agreement::config;
use crate::world::{Run, run};

const METHODS: &[&str] = &[
    "percentile = {}",
    "percentile = { ties = \"mean\" }",
    "percentile = { ties = \"shared\" }",
    "percentile = { alone = 80 }",
    "min_max = {}",
    "min_max = { min = 1, max = 100 }",
    "min_max = { all_equal = 60 }",
];
const FORMULAS: &[&str] = &["甲", "甲 / 乙 * 100", "甲 - 乙", "甲 / 3"];

/// An indicator for every method, either way round.
fn rubric(formula: &str, missing: &str) -> String {
    let mut text = format!(
        r#"
kaohe = 1
[rubric]
title = "同组比较"
cycle = "month"
points = {}
missing = "{missing}"
[subject]
roster = "名单"
key = "人"
groups = ["组"]
[data."名单"]
file = "who.csv"
[data."数"]
file = "figures.csv"
key = "人"
period = "月"
"#,
        METHODS.len() * 20
    );
    for (id, range) in [("甲", "[0, 100]"), ("乙", "[0, 30]")] {
        let _ = write!(text, "[[element]]\nid = \"{id}\"\nfrom = \"数\"\nrange = {range}\n");
    }
    for (index, method) in METHODS.iter().enumerate() {
        for better in ["higher", "lower"] {
            let _ = write!(
                text,
                "[[indicator]]\nid = \"{better}{index}\"\npoints = 10\nformula = \"{formula}\"\nbetter = \"{better}\"\nscore.{method}\n"
            );
        }
    }
    text
}

/// The figures of somebody: their group, and two figures, each missing where it is none.
type Person = (u8, Option<u8>, Option<u8>);

fn people() -> impl Strategy<Value = Vec<Person>> {
    let figure = |most: u8| prop_oneof![1 => Just(None), 6 => (0..=most).prop_map(Some)];
    prop::collection::vec((0_u8..3, figure(100), figure(30)), 1..9)
}

fn world(formula: usize, missing: &str, people: &[Person]) -> Run {
    let (mut who, mut figures) = ("人,组\n".to_string(), "人,月,甲,乙\n".to_string());
    let cell = |figure: &Option<u8>| figure.map(|figure| figure.to_string()).unwrap_or_default();
    for (at, (group, own, other)) in people.iter().enumerate() {
        let _ = writeln!(who, "p{at},g{group}");
        // Figures that binary numbers do not hold exactly.
        let own = own.map(|own| f64::from(own) / if at % 2 == 0 { 1.0 } else { 10.0 });
        let own = own.map(|own| own.to_string()).unwrap_or_default();
        let _ = writeln!(figures, "p{at},2024-01,{own},{}", cell(other));
    }
    run(&rubric(FORMULAS[formula], missing), &[("who.csv", &who), ("figures.csv", &figures)], None)
}

fn lane(run: &Run, node: NodeId) -> Vec<Option<f64>> {
    let Lane::Numbers(numbers) = run.lanes.get(node) else { return Vec::new() };
    (0..numbers.len()).map(|row| numbers.get(row).ok()).collect()
}

#[test]
fn every_figure_lies_in_its_range() {
    let cases = (0..FORMULAS.len(), prop_oneof![Just("zero"), Just("skip")], people());
    let result = TestRunner::new(config(150)).run(&cases, |(formula, missing, people)| {
        let run = world(formula, missing, &people);
        let ranges = ranges(&run.rubric, &run.program);
        for (node, range) in ranges.iter().enumerate() {
            let node = NodeId(node as u32);
            let Lane::Numbers(numbers) = run.lanes.get(node) else { continue };
            for row in 0..numbers.len() {
                let op = &run.program.plan.node(node).op;
                match numbers.get(row) {
                    // Twelve digits are the same figure; scores are not to be beyond at all.
                    Ok(figure) => {
                        let slack = 1e-11 * figure.abs().max(1.0);
                        let inside = range.low - slack <= figure && figure <= range.high + slack;
                        prop_assert!(range.some && inside, "{node:?} {op:?}: {figure} is not in {range:?}");
                    }
                    Err(nothing) => {
                        prop_assert!(range.nothings.has(nothing), "{node:?} {op:?}: {nothing:?} in {range:?}");
                    }
                }
            }
        }
        for nodes in &run.program.outputs.indicators {
            let scores = lane(&run, nodes.scored);
            prop_assert!(scores.iter().flatten().all(|score| (0.0..=100.0).contains(score)), "{scores:?}");
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn bounds_direction_and_full_marks_are_known() {
    for formula in 0..FORMULAS.len() {
        let run = world(formula, "skip", &[(0, Some(1), Some(1))]);
        let proved = session::prove(&run.rubric, &run.program);
        for claim in &proved.claims {
            let About::Indicator(index) = claim.about else { continue };
            match claim.what {
                // The jump to the marks of a group that is all alike is not followed.
                What::Monotone if METHODS[index / 2].contains("all_equal") => {}
                What::Bounded | What::Monotone => assert_eq!(claim.verdict, Verdict::Proved, "{claim:?}"),
                What::FullMarks => assert!(matches!(claim.verdict, Verdict::Shown { .. }), "{formula} {claim:?}"),
                _ => {}
            }
        }
    }
}

/// Somebody's figure grows, those of the others stay: no score goes the wrong way.
#[test]
fn a_better_value_never_scores_less() {
    let cases = (prop_oneof![Just("zero"), Just("skip")], people(), any::<prop::sample::Index>(), 1_u8..40);
    let result = TestRunner::new(config(150)).run(&cases, |(missing, people, who, more)| {
        let run = world(0, missing, &people);
        let at = who.index(people.len());
        for (index, nodes) in run.program.outputs.indicators.iter().enumerate() {
            let value = nodes.prepared.last().copied().unwrap_or(nodes.value);
            let before = lane(&run, value);
            let Some(Some(own)) = before.get(at).copied() else { continue };
            let raised = before.iter().enumerate();
            let raised: Numbers = raised
                .map(|(row, figure)| {
                    let figure = figure.map(|figure| if row == at { own + f64::from(more) / 10.0 } else { figure });
                    figure.ok_or(kaohe::table::Nothing::Blank)
                })
                .collect();
            let overrides = HashMap::from([(value, Lane::Numbers(raised))]);
            let lanes = eval::run(&run.program.plan, &run.bound, &overrides);
            let Lane::Numbers(after) = lanes.get(nodes.scored) else { continue };
            let (Some(Some(before)), Ok(after)) = (lane(&run, nodes.scored).get(at).copied(), after.get(at)) else {
                continue;
            };
            let rises = if index % 2 == 0 { after - before } else { before - after };
            prop_assert!(rises >= -1e-9, "{} {people:?} {at}: {before}, {after}", METHODS[index / 2]);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
