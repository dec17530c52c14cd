//! The shipped rubrics are sound: nothing is refuted, and what stays open is known. What is proved
//! holds, and what is refuted is shown by rows that a test can give.

mod peers;

use std::cell::Cell;
use std::path::PathBuf;

use kaohe::compile::compile;
use kaohe::diagnostic::Severity;
use kaohe::host::Disk;
use kaohe::plan::{NodeId, Op};
use kaohe::prove::{About, Claim, Example, Verdict, What};
use kaohe::rubric::Better;
use kaohe::session;
use kaohe::table::Lane;
use kaohe::text::Sources;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::agreement::{Case, config, decisions};
use crate::world::{Run, checked};

/// Claims that are neither proved nor refuted, by the beginning of their words; both pages on
/// proofs name every one of them and say why.
const OPEN: &[(&str, &[&str])] = &[
    ("rubrics/cascade/person.toml", &["总分"]),
    ("rubrics/examples/call-centre/rubric.toml", &["总分"]),
    ("rubrics/examples/minimal/rubric.toml", &["`出勤率`", "总分"]),
    ("rubrics/power/department.toml", &["`线损率`"]),
    ("rubrics/teachers/yearend.toml", &["`测验进步`", "考核类型 `理实一体课` 的总分"]),
];

#[test]
fn the_pages_name_what_is_open() {
    for page in ["docs/language/proofs.md", "docs/language/proofs.zh.md"] {
        let text = std::fs::read_to_string(page).expect("a page");
        for (rubric, claims) in OPEN {
            let line = text.lines().find(|line| line.contains(rubric));
            let line = line.unwrap_or_else(|| panic!("{page} says nothing of {rubric}"));
            for claim in claims.iter().filter(|claim| claim.contains('`')) {
                let name = claim.split('`').nth(1).expect("a name");
                assert!(line.contains(name), "{page} says nothing of {claim} in {rubric}");
            }
        }
    }
}

/// The rubric with a test that gives a counter-example and expects what was claimed of it.
fn pasted(text: &str, example: &Example) -> String {
    let Example { given, expect } = example;
    format!("{text}\n[[test]]\nname = \"pasted counter-example\"\ngiven = {given}\nexpect = {expect}\n")
}

/// Runs a pasted counter-example: what fails, if anything.
fn failures(text: &str, example: &Example) -> Vec<String> {
    let text = pasted(text, example);
    let (rubric, bag, _) = checked(&text);
    let Some(rubric) = rubric else { return bag.all.iter().map(|found| found.message.zh.clone()).collect() };
    let reports = session::test(&rubric, &compile(&rubric));
    let report = reports.last().expect("the pasted test");
    assert!(report.expectations > 0);
    report.failures.iter().map(|failure| failure.message.zh.clone()).collect()
}

fn example(verdict: &Verdict) -> Option<&Example> {
    match verdict {
        Verdict::Refuted { example, .. } | Verdict::Broken { example, .. } => example.as_ref(),
        _ => None,
    }
}

/// Every refutation printed over the corpus of mistakes can be pasted into its rubric as a test,
/// and the engine then shows the refuted fact.
#[test]
fn counter_examples_are_tests() {
    let mut shown = 0;
    for family in std::fs::read_dir("tests/mistakes").expect("mistakes") {
        for file in std::fs::read_dir(family.expect("a family").path()).expect("files") {
            let path = file.expect("a file").path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a rubric");
            let (Some(rubric), ..) = checked(&text) else { continue };
            let proved = session::prove(&rubric, &compile(&rubric));
            for claim in &proved.claims {
                if matches!(claim.verdict, Verdict::Refuted { .. }) {
                    assert!(example(&claim.verdict).is_some(), "{}: {claim:?} has no rows", path.display());
                }
                let Some(example) = example(&claim.verdict) else { continue };
                let failures = failures(&text, example);
                assert!(failures.is_empty(), "{}: {example:?}\n{}", path.display(), failures.join("\n"));
                shown += 1;
            }
        }
    }
    assert!(shown >= 4, "{shown}");
}

/// Random rubrics over random data: what is proved or said to be impossible is never seen, and
/// every counter-example holds.
#[test]
fn claims_are_never_a_guess() {
    let judged = Cell::new([0_usize; 2]);
    let result = TestRunner::new(config(100)).run(&decisions(), |decisions| {
        let case = Case::random(&decisions);
        let run = case.run();
        let proved = session::prove(&run.rubric, &run.program);
        for example in proved.claims.iter().filter_map(|claim| example(&claim.verdict)) {
            let failures = failures(&case.text, example);
            prop_assert!(failures.is_empty(), "{}\n{example:?}\n{}", case.shown(), failures.join("\n"));
        }
        let [claims, within] = judged.get();
        judged.set([claims + proved.claims.len(), within + usize::from(within_ranges(&run))]);
        if !within_ranges(&run) {
            return Ok(());
        }
        for claim in &proved.claims {
            let seen = contradicted(&run, claim);
            prop_assert!(!seen, "{}\n{claim:?}", case.shown());
        }
        Ok(())
    });
    if let Err(error) = result {
        let text = error.to_string();
        panic!("{}", text.split("minimal failing input").next().unwrap_or(&text));
    }
    let [claims, within] = judged.get();
    assert!(claims > 500 && within > 0, "{claims} claims, {within} rubrics whose data keep to their ranges");
}

/// What a node comes to for those who are assessed: of others nothing is claimed.
fn figures(run: &Run, node: NodeId) -> Vec<f64> {
    let Lane::Numbers(numbers) = run.lanes.get(node) else { return Vec::new() };
    let (count, periods) = (run.bound.subjects.len(), run.bound.periods.len());
    if numbers.len() != count * periods {
        return (0..numbers.len()).filter_map(|row| numbers.get(row).ok()).collect();
    }
    let rows = (0..periods)
        .flat_map(|period| run.bound.assessed_in(period).into_iter().map(move |subject| period * count + subject));
    rows.filter_map(|row| numbers.get(row).ok()).collect()
}

/// Whether the data keep to what the claims take for granted: ranges, and checks of severity error.
fn within_ranges(run: &Run) -> bool {
    let outputs = &run.program.outputs;
    let ranges = run.rubric.elements.iter().zip(&outputs.elements).all(|(element, node)| {
        element.range.is_none_or(|(low, high)| {
            figures(run, *node).iter().all(|figure| low.to_f64() <= *figure && *figure <= high.to_f64())
        })
    });
    let errors = run.rubric.checks.iter().zip(&outputs.checks);
    let mut errors = errors.filter(|(check, _)| check.severity == Severity::Error);
    ranges && errors.all(|(_, nodes)| figures(run, nodes.holds).iter().all(|holds| *holds != 0.0))
}

/// Whether the data show what a claim excludes.
fn contradicted(run: &Run, claim: &Claim) -> bool {
    let outputs = &run.program.outputs;
    let any = |node: NodeId, test: &dyn Fn(f64) -> bool| figures(run, node).into_iter().any(test);
    match (claim.about, &claim.what, &claim.verdict) {
        (About::Indicator(index), What::FullMarks, Verdict::Impossible { .. }) => {
            any(outputs.indicators[index].scored, &|score| score >= 100.0)
        }
        (_, What::Band { node, index: band }, Verdict::Impossible { .. }) => {
            let Op::Steps { values, .. } = &run.program.plan.node(*node).op else { return false };
            // Only a band with a score of its own can be told from the others.
            let own = values[*band];
            let alone = values.iter().filter(|value| **value == own).count() == 1;
            alone && any(*node, &|score| score == own.0)
        }
        (About::Category(index), What::FullMarks, Verdict::Impossible { .. }) => {
            any(outputs.categories[index].score, &|score| score >= 100.0)
        }
        (About::Total, What::FullMarks, Verdict::Impossible { .. }) => {
            any(outputs.total, &|total| total >= run.rubric.header.points.to_f64())
        }
        (About::Total, What::WithinBounds, Verdict::Proved) => {
            let high = run.rubric.header.total_range.1.to_f64();
            !run.rubric.header.total_range_said && any(outputs.total_raw, &|total| total > high * (1.0 + 1e-9))
        }
        (About::Grade(index), What::Happens, Verdict::Impossible { .. }) => {
            outputs.grade.is_some_and(|node| any(node, &|grade| grade == index as f64))
        }
        (About::Veto(index), What::Happens, Verdict::Impossible { .. }) => {
            any(outputs.vetoes[index], &|strikes| strikes != 0.0)
        }
        (About::Veto(index), What::CanFail, Verdict::Impossible { .. }) => {
            any(outputs.vetoes[index], &|strikes| strikes == 0.0)
        }
        (About::Consequence(index), What::Happens, Verdict::Impossible { .. }) => {
            any(outputs.consequences[index].when, &|drawn| drawn != 0.0)
        }
        (About::Indicator(index), What::Monotone, Verdict::Proved) => wrong_way(run, index),
        _ => false,
    }
}

/// Whether of two the better value scores less, where nothing but the value decides.
fn wrong_way(run: &Run, index: usize) -> bool {
    let nodes = &run.program.outputs.indicators[index];
    let value = nodes.prepared.last().copied().unwrap_or(nodes.value);
    let mut open = vec![nodes.scored];
    while let Some(node) = open.pop() {
        if node == value {
            continue;
        }
        let op = &run.program.plan.node(node).op;
        if op.inputs().is_empty() && !matches!(op, Op::Number(_)) || matches!(op, Op::Gather { .. } | Op::Rank { .. }) {
            return false;
        }
        open.extend(op.inputs());
    }
    let (Lane::Numbers(values), Lane::Numbers(scores)) = (run.lanes.get(value), run.lanes.get(nodes.scored)) else {
        return false;
    };
    let rows = 0..values.len().min(scores.len());
    let mut pairs: Vec<(f64, f64)> =
        rows.filter_map(|row| Some((values.get(row).ok()?, scores.get(row).ok()?))).collect();
    if run.rubric.indicators[index].better == Some(Better::Lower) {
        pairs.iter_mut().for_each(|(value, _)| *value = -*value);
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    pairs.windows(2).any(|pair| pair[0].0 < pair[1].0 - 1e-9 && pair[1].1 < pair[0].1 - 1e-9)
}

#[test]
fn shipped_rubrics_are_proved() {
    let rubrics = session::rubrics(&Disk, &[PathBuf::from("rubrics")]).expect("rubrics");
    assert!(rubrics.len() > 20);
    let mut wrong = Vec::new();
    for path in rubrics {
        let mut sources = Sources::default();
        let rubric = session::check(&Disk, &path, &[], &mut sources).rubric.expect("a sound rubric");
        let program = compile(&rubric);
        let proved = session::prove(&rubric, &program);
        let known = OPEN.iter().find(|(name, _)| path.ends_with(name)).map_or(&[][..], |(_, open)| open);
        for (claim, words) in proved.claims.iter().zip(proved.told(&rubric, &program)) {
            match claim.verdict {
                Verdict::Proved | Verdict::Shown { .. } => {}
                Verdict::Unknown if known.iter().any(|open| words.zh.starts_with(open)) => {}
                Verdict::Unknown
                | Verdict::Impossible { .. }
                | Verdict::Refuted { .. }
                | Verdict::Broken { .. }
                | Verdict::AtSize { .. } => {
                    wrong.push(format!("{}: {}", path.display(), words.zh));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
