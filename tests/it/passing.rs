//! Raw records that pass by without being held: every figure, count and finding is the same, to the
//! bit, as when they are, for any number of threads.

use std::path::{Path, PathBuf};

use kaohe::host::{Disk, Host, Memory};
use kaohe::plan::TableId;
use kaohe::result::{Counts, Extent, Results};
use kaohe::session::{Evaluated, Passing, Request, evaluate, every_period};
use kaohe::text::Sources;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::agreement::{Case, config, decisions};

fn run(host: &dyn Host, path: &Path, passing: Passing, threads: usize) -> Result<Evaluated, String> {
    let request = Request { rubric: path.to_path_buf(), extent: Extent::Details, passing, ..Request::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let evaluated = pool.install(|| evaluate(host, &request, &mut Sources::default()));
    evaluated.map_err(|stopped| format!("{:?}", stopped.findings.all))
}

/// All that is said of all periods. How counts of rows are kept is no matter.
fn shown(evaluated: &Evaluated) -> String {
    let mut all = every_period(evaluated).results;
    all.push(evaluated.results.clone());
    for results in &mut all {
        for rows in results.rows.iter_mut().flatten() {
            rows.counts = Counts::Each((0..results.subjects.len()).map(|subject| rows.counts.of(subject)).collect());
        }
    }
    format!("{:?} {}", all.iter().map(|results: &Results| results).collect::<Vec<_>>(), evaluated.incomplete)
}

/// How many tables passed by; an error says where results are others.
fn passed(host: &dyn Host, path: &Path) -> Result<usize, String> {
    let held = match run(host, path, Passing::Never, 1) {
        Ok(held) => held,
        Err(held) => {
            let passing = run(host, path, Passing::Always, 2).err();
            return if passing.as_ref() == Some(&held) { Ok(0) } else { Err(format!("{held}\n{passing:?}")) };
        }
    };
    let expected = shown(&held);
    let mut count = 0;
    for threads in [1, 2, 3] {
        let passing = run(host, path, Passing::Always, threads)?;
        let tables = (0..passing.bound.tables.len()).map(|table| TableId(table as u16));
        count = tables.filter(|table| passing.bound.passed(*table).is_some()).count();
        let found = shown(&passing);
        if found != expected {
            let same = found.bytes().zip(expected.bytes()).take_while(|(a, b)| a == b).count();
            let near = |text: &str| {
                String::from_utf8_lossy(&text.as_bytes()[same.saturating_sub(300)..text.len().min(same + 300)])
                    .into_owned()
            };
            return Err(format!(
                "{} with {threads} threads:\n{}\n---\n{}",
                path.display(),
                near(&expected),
                near(&found)
            ));
        }
    }
    Ok(count)
}

fn rubrics(dir: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(dir).unwrap_or_else(|_| panic!("{dir}")).map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rubrics(&path.to_string_lossy(), found);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
}

#[test]
fn rubrics_with_data() {
    let mut all = Vec::new();
    for dir in ["rubrics", "tests/cases", "tests/methods"] {
        rubrics(dir, &mut all);
    }
    let (mut with, mut different) = (0, Vec::new());
    for path in &all {
        match passed(&Disk, path) {
            Ok(tables) => with += usize::from(tables > 0),
            Err(difference) => different.push(difference),
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n\n"));
    assert!(with > 4, "of {} rubrics {with} have tables that pass by", all.len());
}

#[test]
fn random_rubrics() {
    let with = std::cell::Cell::new(0);
    let result = TestRunner::new(config(400)).run(&decisions(), |decisions| {
        let case = Case::random(&decisions);
        let host = case.files.iter().fold(Memory::default(), |host, file| host.with(&file.name, file.csv()));
        let host = host.with("rubric.toml", case.text.as_str());
        match passed(&host, Path::new("rubric.toml")) {
            Ok(tables) => with.set(with.get() + usize::from(tables > 0)),
            Err(difference) => prop_assert!(false, "{}\n{difference}", case.shown()),
        }
        Ok(())
    });
    if let Err(error) = result {
        let text = error.to_string();
        panic!("{}", text.split("minimal failing input").next().unwrap_or(&text));
    }
    assert!(with.get() > 40, "only {} had tables that pass by", with.get());
}
