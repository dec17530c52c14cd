//! Random rubrics over random data: the engine and the reference must agree on every figure and
//! every decision.

mod data;
mod formula;
mod rubric;
mod tape;

use std::fmt::Write;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use kaohe::eval::{self, Reading};
use kaohe::result::Results;
use kaohe::table::{Lane, Nothing, NothingKind, Numbers};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tape::Decisions;

use crate::reference::{Appraisal, File, No, V, appraise};
use crate::world::{Run, run};

/// A rubric and its data.
pub struct Case {
    pub text: String,
    pub files: Vec<File>,
}

impl Case {
    pub fn random(decisions: &Decisions) -> Case {
        let mut tape = tape::Tape::new(decisions);
        let draft = rubric::rubric(&mut tape);
        let files = data::files(&mut tape, &draft);
        Case { text: draft.text, files }
    }

    pub fn run(&self) -> Run {
        let files: Vec<(String, String)> = self.files.iter().map(|file| (file.name.clone(), file.csv())).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        run(&self.text, &files, None)
    }

    pub fn shown(&self) -> String {
        let mut shown = self.text.clone();
        for file in &self.files {
            let _ = write!(shown, "\n--- {}\n{}", file.name, file.csv());
        }
        shown
    }
}

/// Decisions for [`Case::random`].
pub fn decisions() -> impl Strategy<Value = Decisions> {
    let list = |most: usize| prop::collection::vec(any::<u32>(), 0..most);
    let head = (list(60), list(40), list(150), list(60), list(400));
    let tail = (list(150), list(60), list(400), list(150));
    (head, tail).prop_map(|((head, sources, elements, checks, indicators), (outcomes, roster, rows, ratings))| {
        [head, sources, elements, checks, indicators, outcomes, roster, rows, ratings]
    })
}

/// `PROPTEST_CASES` raises the number of cases.
pub fn config(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if config.cases == 256 {
        config.cases = cases;
    }
    config.max_shrink_iters = 10_000;
    config
}

#[test]
fn random_rubrics() {
    let result = TestRunner::new(config(2000)).run(&decisions(), |decisions| {
        let case = Case::random(&decisions);
        let differences = differences(&case);
        prop_assert!(differences.is_empty(), "{}\n{}", case.shown(), differences.join("\n"));
        Ok(())
    });
    if let Err(error) = result {
        // The decisions themselves say nothing to a reader.
        let text = error.to_string();
        panic!("{}", text.split("minimal failing input").next().unwrap_or(&text));
    }
}

/// Cases that showed a fault once: `tests/cases/*.toml`, each with a folder of data beside it.
#[test]
fn cases_of_before() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut rubrics: Vec<PathBuf> = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    rubrics.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    rubrics.sort();
    assert!(!rubrics.is_empty());
    for path in rubrics {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut files = Vec::new();
        for entry in std::fs::read_dir(path.with_extension("")).unwrap() {
            let file = entry.unwrap().path();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            files.push(File::from_csv(&name, &std::fs::read_to_string(&file).unwrap()));
        }
        let differences = differences(&Case { text, files });
        assert!(differences.is_empty(), "{}\n{}", path.display(), differences.join("\n"));
    }
}

/// Where the two disagree.
fn differences(case: &Case) -> Vec<String> {
    // Whatever stops the engine is told together with the case.
    let Ok(run) = catch_unwind(|| case.run()) else { return vec!["the engine stopped".to_string()] };
    let reference = appraise(&case.text, &case.files);
    let mut differences = Vec::new();
    let keys: Vec<&str> = run.bound.subjects.iter().map(|subject| subject.key.as_str()).collect();
    if keys != reference.subjects || run.bound.periods.len() != reference.periods {
        let periods = run.bound.periods.len();
        differences.push(format!("{keys:?} in {periods}: {:?} in {}", reference.subjects, reference.periods));
        return differences;
    }
    for period in 0..reference.periods {
        let results = eval::collect(&run.rubric, &run.program, &run.bound, &run.lanes, period, Reading::default());
        let here: Vec<usize> = (0..keys.len()).filter(|subject| reference.here[period][*subject]).collect();
        let got: Vec<&str> = results.subjects.iter().map(|subject| subject.key.as_str()).collect();
        if got != here.iter().map(|subject| keys[*subject]).collect::<Vec<_>>() {
            differences.push(format!("in {}: engine {got:?}, reference {here:?}", results.period.name));
            continue;
        }
        compare(&run, &results, &reference, (period, &here), &mut differences);
    }
    differences
}

fn compare(
    run: &Run,
    results: &Results,
    reference: &Appraisal,
    (period, here): (usize, &[usize]),
    differences: &mut Vec<String>,
) {
    let mut check = |what: &str, engine: &dyn Fn(usize) -> V| {
        let Some((_, figures)) = reference.figures.iter().find(|(name, _)| name == what) else {
            // Elements that a short rubric does not declare.
            assert!(what.starts_with("element "), "the reference knows no {what}");
            return;
        };
        for (subject, expected) in here.iter().map(|subject| &figures[period][*subject]).enumerate() {
            let got = engine(subject);
            if !agree(&got, expected) {
                let key = &results.subjects[subject].key;
                let period = &results.period.name;
                differences.push(format!("{what} of {key} in {period}: engine {got:?}, reference {expected:?}"));
            }
        }
    };
    let rubric = &run.rubric;
    // By which marks somebody of no variant is judged is open, and so is all but that there is no total.
    let open = reference.figures.iter().find(|(name, _)| name == "variant").map(|(_, figures)| &figures[period]);
    let open = |subject: usize| open.is_some_and(|figures| figures[here[subject]].is_nothing());
    if let Some(variant) = &results.variant {
        check("variant", &|s| number(variant, s));
    }
    let mut check = |what: &str, engine: &dyn Fn(usize) -> V| {
        let figures = reference.figures.iter().find(|(name, _)| name == what).map(|(_, figures)| &figures[period]);
        let always = ["total", "rank", "rank_from_last", "group_size", "grade"].contains(&what);
        let known = |s: usize| match figures {
            Some(figures) if open(s) && !always => figures[here[s]].clone(),
            _ => engine(s),
        };
        check(what, &known);
    };
    for (element, lane) in rubric.elements.iter().zip(&results.elements) {
        let flag = element.kind == kaohe::table::Kind::Bool;
        check(&format!("element {}", element.id), &|s| {
            if flag { condition_of(lane.numbers(), s) } else { value(lane, s) }
        });
    }
    for (indicator, result) in rubric.indicators.iter().zip(&results.indicators) {
        let id = &indicator.id;
        check(&format!("value {id}"), &|s| value(&result.value, s));
        check(&format!("score {id}"), &|s| number(&result.score, s));
        check(&format!("points {id}"), &|s| number(&result.points, s));
        for given in &result.ratings {
            let rater = &rubric.raters[given.rater].id;
            check(&format!("rating {id} {rater}"), &|s| number(&given.rating, s));
            check(&format!("ballots {id} {rater}"), &|s| number(&given.count, s));
            check(&format!("left out {id} {rater}"), &|s| number(&given.left_out, s));
        }
    }
    for (category, result) in rubric.categories.iter().zip(&results.categories) {
        check(&format!("category {}", category.id), &|s| number(&result.points, s));
        check(&format!("present {}", category.id), &|s| number(&result.present, s));
    }
    for (index, veto) in results.vetoes.iter().enumerate() {
        check(&format!("veto {index}"), &|s| condition_of(veto, s));
    }
    for (index, adjust) in results.adjusts.iter().enumerate() {
        check(&format!("adjust {index}"), &|s| number(adjust, s));
    }
    check("total", &|s| number(&results.total, s));
    check("rank", &|s| number(&results.rank, s));
    check("rank_from_last", &|s| number(&results.rank_from_last, s));
    check("group_size", &|s| number(&results.group_size, s));
    check("grade", &|s| number(&results.grade, s));
    for (index, consequence) in results.consequences.iter().enumerate() {
        check(&format!("consequence {index}"), &|s| condition_of(&consequence.when, s));
        if let Some(money) = &consequence.money {
            check(&format!("money {index}"), &|s| number(money, s));
        }
    }
}

fn agree(a: &V, b: &V) -> bool {
    match (a, b) {
        (V::Num(a), V::Num(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3),
        (a, b) => a == b,
    }
}

fn nothing(nothing: Nothing) -> V {
    V::Nothing(match nothing.kind() {
        NothingKind::Undefined => No::Undefined,
        NothingKind::Missing => No::Missing,
        NothingKind::NotApplicable => No::NotApplicable,
    })
}

fn number(numbers: &Numbers, row: usize) -> V {
    numbers.get(row).map_or_else(nothing, V::Num)
}

fn condition_of(numbers: &Numbers, row: usize) -> V {
    numbers.get(row).map_or_else(nothing, |flag| V::Flag(flag != 0.0))
}

fn value(lane: &Lane, row: usize) -> V {
    match lane {
        Lane::Numbers(numbers) => number(numbers, row),
        Lane::Texts(texts) => texts.get(row).map_or_else(nothing, |text| V::Text(text.to_string())),
    }
}
