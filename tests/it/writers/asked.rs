//! What is asked for on the command line.

use std::process::{Command, Output};

use super::read::{csv, ndjson, parquet};

const PRESALES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rubrics/ecommerce-cs/presales.toml");
const MINIMAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rubrics/examples/minimal/rubric.toml");

fn evaluate(dir: &std::path::Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kaohe"));
    command.args(["--lang", "zh", "evaluate"]).args(arguments).current_dir(dir).output().unwrap()
}

#[track_caller]
fn fine(output: Output) -> Output {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn every_period_in_one_file() {
    let dir = tempfile::tempdir().unwrap();
    let files = ["-o", "r.csv", "-o", "r.ndjson", "-o", "r.parquet", "-o", "r.json", "-o", "r.txt"];
    let said = fine(evaluate(dir.path(), &[&[PRESALES, "--period", "all"], &files[..]].concat()));
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("—— 期间 2024-06") && said.contains("—— 期间 2024-07"), "{said}");
    let read = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
    let (header, rows) = csv(&read("r.csv"));
    let at = header.iter().position(|name| name == "期间").unwrap();
    let periods: Vec<&str> = rows.iter().map(|row| row[at].as_str()).collect();
    assert!(periods.is_sorted() && periods.contains(&"2024-06") && periods.contains(&"2024-07"));
    assert_eq!(ndjson(&read("r.ndjson")).len(), rows.len());
    assert_eq!(parquet(read("r.parquet")).rows.len(), rows.len());
    let json: serde_json::Value = serde_json::from_slice(&read("r.json")).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 2);
    let text = String::from_utf8(read("r.txt")).unwrap();
    assert!(text.find("期间 2024-06").unwrap() < text.find("期间 2024-07").unwrap());
    // What is said of one period in one file is what is said of it among all.
    let one = fine(evaluate(dir.path(), &[PRESALES, "--period", "2024-06", "--format", "ndjson"]));
    let all = String::from_utf8(read("r.ndjson")).unwrap();
    assert_eq!(
        String::from_utf8(one.stdout).unwrap().lines().count(),
        periods.iter().filter(|p| **p == "2024-06").count()
    );
    assert!(all.lines().count() == rows.len());
    // A rubric without periods has one.
    let once = fine(evaluate(dir.path(), &[MINIMAL, "--period", "all", "--format", "csv"]));
    assert_eq!(csv(&once.stdout).1.len(), 4);
}

#[test]
fn a_single_period_reads_the_same_alone_and_among_all() {
    let dir = tempfile::tempdir().unwrap();
    let all = fine(evaluate(dir.path(), &[PRESALES, "--period", "all", "--detail", "--format", "csv"]));
    let one = fine(evaluate(dir.path(), &[PRESALES, "--period", "2024-07", "--detail", "--format", "csv"]));
    let (all, one) = (csv(&all.stdout), csv(&one.stdout));
    assert_eq!(all.0, one.0);
    let at = all.0.iter().position(|name| name == "期间").unwrap();
    let july: Vec<&Vec<String>> = all.1.iter().filter(|row| row[at] == "2024-07").collect();
    assert_eq!(july, one.1.iter().collect::<Vec<_>>());
}

#[test]
fn gbk_for_excel() {
    let dir = tempfile::tempdir().unwrap();
    let utf8 = fine(evaluate(dir.path(), &[PRESALES, "--format", "csv"])).stdout;
    let gbk = fine(evaluate(dir.path(), &[PRESALES, "-o", "r.csv", "--encoding", "gbk"]));
    assert!(!String::from_utf8_lossy(&gbk.stderr).contains("GB18030"));
    let bytes = std::fs::read(dir.path().join("r.csv")).unwrap();
    let (text, _, errors) = encoding_rs::GBK.decode(&bytes);
    assert!(!errors && !text.starts_with('\u{feff}'));
    assert_eq!(String::from_utf8(utf8).unwrap().trim_start_matches('\u{feff}'), text);
    // What GBK lacks is written in GB18030, and told.
    let rubric = std::fs::read_to_string(MINIMAL).unwrap();
    std::fs::write(dir.path().join("a.toml"), rubric).unwrap();
    let data = std::path::Path::new(MINIMAL).with_file_name("june.csv");
    let data = std::fs::read_to_string(data).unwrap().replace("王芳", "王𠮷");
    std::fs::write(dir.path().join("june.csv"), data).unwrap();
    let told = fine(evaluate(dir.path(), &["a.toml", "--format", "csv", "--encoding", "gbk"]));
    let said = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(said.contains("`𠮷`") && said.contains("GB18030"), "{said}");
    assert!(encoding_rs::GB18030.decode(&told.stdout).0.contains("王𠮷"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    for (arguments, word) in [
        (&[MINIMAL, "--encoding", "gbk"][..], "--encoding gbk"),
        (&[MINIMAL, "--encoding", "gbk", "-o", "r.parquet"], "--encoding gbk"),
        (&[MINIMAL, "--detail"], "--detail"),
        (&[MINIMAL, "--detail", "-o", "r.json"], "--detail"),
    ] {
        let output = evaluate(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(word), "{arguments:?}");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

/// A file of results is a file of data: what was written can be read again.
#[test]
fn parquet_on_standard_output() {
    let dir = tempfile::tempdir().unwrap();
    let output = fine(evaluate(dir.path(), &[MINIMAL, "--format", "parquet"]));
    assert_eq!(parquet(output.stdout).rows.len(), 4);
}
