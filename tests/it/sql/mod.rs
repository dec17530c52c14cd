//! Scripts for databases: what they give is what the engine gives.

mod compare;
mod database;
mod given;
mod lost_worker;
mod spark;

use std::path::{Path, PathBuf};

use database::{Database, Job};
use kaohe::host::Disk;
use kaohe::library::function::Example;
use kaohe::library::{FUNCTIONS, Family, METHODS};
use kaohe::session::{self, Request};
use kaohe::sql::Script;
use kaohe::text::{Lang, Sources};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::agreement::{Case, decisions};
use crate::world::{Run, run, run_in};
use crate::{library, methods};

/// Runs what is there through every database, and says where one differs from the engine.
fn all_agree(name: &str, runs: &[(String, Run)]) {
    for database in Database::all() {
        agree_in(&database, name, runs);
    }
}

fn agree_in(database: &Database, name: &str, runs: &[(String, Run)]) {
    let mut told = Vec::new();
    let every_node = std::env::var_os("KAOHE_NODES").is_some();
    let mut scripts: Vec<(usize, Script)> = Vec::new();
    let mut jobs: Vec<Job> = Vec::new();
    for (index, (what, run)) in runs.iter().enumerate() {
        match compare::job(run, database.dialect(), every_node) {
            Ok((script, job)) => {
                scripts.push((index, script));
                jobs.push(job);
            }
            Err(why) => told.push(format!("{what}: {why}")),
        }
    }
    for ((index, script), answer) in scripts.iter().zip(database.run(name, &jobs)) {
        let (what, run) = &runs[*index];
        match answer {
            // Where a database cannot have the engine's meaning it says so and stops.
            Err(error) if error.contains("kaohe: remainder of ") => eprintln!("{what}: stopped: {error}"),
            Err(error) => told.push(format!("{what}: {error}")),
            Ok(rows) => {
                let differences = compare::differences(run, script, &rows);
                let count = differences.len();
                told.extend(differences.iter().take(12).map(|difference| format!("{what}: {difference}")));
                if count > 12 {
                    told.push(format!("{what}: {} more", count - 12));
                }
            }
        }
    }
    let dialect = database.dialect().name();
    assert!(told.is_empty(), "{dialect}:\n{}", told.join("\n"));
}

fn shipped(path: &Path) -> Run {
    let request = Request { rubric: path.to_path_buf(), ..Request::default() };
    let run = session::evaluate(&Disk, &request, &mut Sources::default());
    let run = run.unwrap_or_else(|stopped| panic!("{}: {stopped:?}", path.display()));
    Run { rubric: run.rubric, program: run.program, bound: run.bound, lanes: run.lanes, results: run.results }
}

#[test]
fn a_small_rubric() {
    let path = PathBuf::from("rubrics/examples/minimal/rubric.toml");
    all_agree("minimal", &[("minimal".to_string(), shipped(&path))]);
}

/// Every rubric that is shipped, on the data that are shipped with it.
fn of_shipped() -> Vec<(String, Run)> {
    let only = std::env::var("KAOHE_ONLY").unwrap_or_default();
    let rubrics: Vec<PathBuf> = session::rubrics(&Disk, &[PathBuf::from("rubrics")]).unwrap_or_default();
    assert!(!rubrics.is_empty());
    let named = rubrics.into_iter().map(|path| (path.display().to_string(), path));
    named.filter(|(name, _)| name.contains(&only)).map(|(name, path)| (name, shipped(&path))).collect()
}

fn of_library() -> Vec<(String, Run)> {
    of_some_of_the_library(|_| true)
}

/// The same in fewer rubrics.
fn of_library_together() -> Vec<(String, Run)> {
    let mut runs = of_some_of_the_library(|family| family != Family::Map);
    let (text, files) = library::of_no_rows();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    runs.push(("examples that need no rows".to_string(), run(&text, &files, None)));
    runs
}

/// Every example of every function of these families, and of every method.
fn of_some_of_the_library(wanted: fn(Family) -> bool) -> Vec<(String, Run)> {
    let mut runs = Vec::new();
    for function in FUNCTIONS.iter().filter(|function| wanted(function.family)) {
        for example in function.examples {
            let (text, files) = library::case(function.family, example);
            let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
            runs.push((example.formula.to_string(), run(&text, &files, None)));
        }
    }
    for method in METHODS {
        for example in method.examples() {
            let (text, data) = library::method_case(example);
            runs.push((example.written.to_string(), run(&text, &[("d.csv", &data)], None)));
        }
    }
    runs
}

/// Rubrics and data drawn by lot, those of every run the same; `KAOHE_CASES` says how many.
fn of_lots(otherwise: usize) -> Vec<(String, Run)> {
    let count = std::env::var("KAOHE_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(otherwise);
    let mut runner = TestRunner::deterministic();
    let lots = (0..count).map(|number| {
        let decisions = decisions().new_tree(&mut runner).unwrap().current();
        (format!("case {number}"), Case::random(&decisions).run())
    });
    lots.collect()
}

/// Cases that showed a fault of the engine once: `tests/cases/*.toml`, each with a folder of data.
fn of_cases() -> Vec<(String, Run)> {
    let mut runs = Vec::new();
    for entry in std::fs::read_dir("tests/cases").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            runs.push((path.display().to_string(), run_in(&text, &Disk, &path.with_extension(""), None)));
        }
    }
    assert!(!runs.is_empty());
    runs
}

/// The methods of the catalogue on their data, and the tests that stand in their rubrics.
fn of_methods() -> Vec<(String, Run)> {
    let mut runs = methods::all_with_data();
    runs.extend(methods::all_rubrics().iter().flat_map(|(id, rubric)| given::tests(id, rubric)));
    runs
}

/// In the databases that are there.
fn held(name: &str, runs: fn() -> Vec<(String, Run)>) {
    if !Database::all().is_empty() {
        all_agree(name, &runs());
    }
}

#[test]
fn shipped_rubrics() {
    held("shipped", of_shipped);
}

#[test]
fn examples_of_the_library() {
    held("library", of_library);
}

#[test]
fn random_rubrics() {
    held("random", || of_lots(60));
}

#[test]
fn cases_of_before() {
    held("cases", of_cases);
}

#[test]
fn methods_of_the_catalogue() {
    held("methods", of_methods);
}

/// Keys that are computed agree to twelve digits, though the figures are not the same to the last bit.
fn of_computed_keys() -> Vec<(String, Run)> {
    let formula = "max(count_by(if(x == 0.3, 0.3, x + 0.2)))";
    let example = Example { formula, x: &["0.1", "0.3", "0.1", "7"], result: &["3"] };
    let (text, files) = library::case(Family::Window, &example);
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let run = run(&text, &files, None);
    assert_eq!(run.results.indicators[0].value.numbers().get(0), Ok(3.0));
    vec![(formula.to_string(), run)]
}

#[test]
fn computed_keys() {
    held("keys", of_computed_keys);
}

/// The same on Spark, many in one application.
#[test]
fn small_rubrics_on_spark() {
    let Some(spark) = Database::spark() else { return };
    let parts = [of_library_together(), of_lots(20), of_cases(), of_computed_keys(), methods::all_with_data()];
    agree_in(&spark, "small", &parts.into_iter().flatten().collect::<Vec<_>>());
}

#[test]
fn shipped_rubrics_on_spark() {
    let Some(spark) = Database::spark() else { return };
    agree_in(&spark, "shipped", &of_shipped());
}

/// The whole way, as a user goes it: DuckDB reads the files of the shipped examples by itself.
#[test]
fn files_in_place() {
    for database in Database::all() {
        let Database::DuckDb(_) = database else { continue };
        let mut told = Vec::new();
        for name in ["minimal", "ward", "call-centre"] {
            let path = PathBuf::from(format!("rubrics/examples/{name}/rubric.toml"));
            let request = Request { rubric: path.clone(), ..Request::default() };
            let script = session::script(&Disk, &request, database.dialect(), &[], Lang::Zh, &mut Sources::default());
            let script = script.unwrap_or_else(|stopped| panic!("{name}: {stopped:?}"));
            let job = Job { setup: String::new(), script: script.text() };
            match database.run(&format!("files-{name}"), &[job]).remove(0) {
                Err(error) => told.push(format!("{name}: {error}")),
                Ok(rows) => told.extend(compare::differences(&shipped(&path), &script, &rows)),
            }
        }
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
}

/// A Parquet file is read as a table is: what it lacks is NULL, and nothing beside it says why.
#[test]
fn parquet_in_place() {
    for database in Database::all() {
        let Database::DuckDb(_) = database else { continue };
        let folder = tempfile::tempdir().unwrap();
        let text = std::fs::read_to_string("rubrics/examples/minimal/rubric.toml").unwrap();
        let path = folder.path().join("rubric.toml");
        std::fs::write(&path, text.replace("june.csv", "june.parquet")).unwrap();
        let to = folder.path().join("june.parquet");
        let setup = format!(
            "COPY (SELECT * FROM READ_CSV('rubrics/examples/minimal/june.csv')) TO '{}' (FORMAT PARQUET)",
            to.display()
        );
        let request = Request { rubric: path, ..Request::default() };
        let script = session::script(&Disk, &request, database.dialect(), &[], Lang::Zh, &mut Sources::default());
        let script = script.unwrap_or_else(|stopped| panic!("{stopped:?}"));
        let job = Job { setup, script: script.text() };
        let rows = database.run("parquet", &[job]).remove(0).unwrap();
        let run = shipped(Path::new("rubrics/examples/minimal/rubric.toml"));
        let told = compare::differences(&run, &script, &rows);
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
}

/// One small rubric in each dialect: DuckDB as it is, the others by what differs from it.
#[test]
fn scripts_to_read() {
    let path = PathBuf::from("rubrics/examples/minimal/rubric.toml");
    let request = Request { rubric: path, ..Request::default() };
    let table = [("data".to_string(), "hr.june".to_string())];
    let mut generic = String::new();
    for dialect in kaohe::sql::DIALECTS {
        let script = session::script(&Disk, &request, *dialect, &table, Lang::En, &mut Sources::default()).unwrap();
        let text = script.text();
        if generic.is_empty() {
            insta::assert_snapshot!(dialect.name(), text);
            generic = text;
            continue;
        }
        let (old, new): (Vec<&str>, Vec<&str>) = (generic.lines().collect(), text.lines().collect());
        let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}"));
        let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}"));
        let differing: Vec<String> = gone.chain(come).collect();
        insta::assert_snapshot!(dialect.name(), differing.join("\n"));
    }
}
