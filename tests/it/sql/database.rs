//! Databases that scripts are run in, where they are there.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What is run: tables are made, then the script. For Spark the script is a document of JSON that has both.
pub struct Job {
    pub setup: String,
    pub script: String,
}

/// Rows of the last query; `None` for NULL.
pub type Rows = Vec<Vec<Option<String>>>;

/// A database that can be reached.
#[derive(Debug)]
pub enum Database {
    /// Python with the package `duckdb`.
    DuckDb(PathBuf),
    /// An address for `psql`.
    Postgres(String),
    /// Python with the package `pyspark`, and the address of a cluster.
    Spark(PathBuf, String),
}

impl Database {
    pub fn dialect(&self) -> &'static dyn kaohe::sql::Dialect {
        kaohe::sql::dialect(match self {
            Database::DuckDb(_) => "duckdb",
            Database::Postgres(_) => "postgres",
            Database::Spark(..) => "spark",
        })
        .unwrap()
    }

    /// The databases that are there. Of those that are not it is said loudly that they are skipped; one named in
    /// `KAOHE_REQUIRE` must be there.
    pub fn all() -> Vec<Database> {
        let mut found = Vec::new();
        let python = python();
        let has = Command::new(&python).args(["-c", "import duckdb"]).output();
        if has.is_ok_and(|output| output.status.success()) {
            found.push(Database::DuckDb(python));
        } else {
            skipped("duckdb", "no python with the package duckdb; KAOHE_PYTHON names one");
        }
        match std::env::var("KAOHE_POSTGRES") {
            Ok(url) if !url.is_empty() => found.push(Database::Postgres(url)),
            _ => skipped("postgres", "KAOHE_POSTGRES names no server"),
        }
        found
    }

    /// Spark, where there is a cluster.
    pub fn spark() -> Option<Database> {
        match std::env::var("KAOHE_SPARK") {
            Ok(master) if !master.is_empty() => Some(Database::Spark(python(), master)),
            _ => {
                skipped("spark", "KAOHE_SPARK names no cluster");
                None
            }
        }
    }

    /// Runs each job by itself.
    pub fn run(&self, name: &str, jobs: &[Job]) -> Vec<Result<Rows, String>> {
        let dir =
            std::env::temp_dir().join(format!("kaohe-sql-{}-{name}-{}", self.dialect().name(), std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        let at = |index: usize, ending: &str| dir.join(format!("{index:05}.{ending}"));
        for (index, job) in jobs.iter().enumerate() {
            std::fs::write(at(index, "setup.sql"), &job.setup).unwrap();
            std::fs::write(at(index, "sql"), &job.script).unwrap();
        }
        match self {
            Database::DuckDb(python) => {
                let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/sql/run_duckdb.py");
                let output = Command::new(python).arg(driver).arg(&dir).output().unwrap();
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            }
            Database::Postgres(url) => {
                for index in 0..jobs.len() {
                    let output = Command::new("psql")
                        .args(["-X", "-q", "-A", "-t", "-F", "\t", "-P", "null=\\N", "-v", "ON_ERROR_STOP=1", url])
                        .arg("-f")
                        .arg(at(index, "setup.sql"))
                        .arg("-f")
                        .arg(at(index, "sql"))
                        .output()
                        .unwrap();
                    if output.status.success() {
                        let text = String::from_utf8_lossy(&output.stdout);
                        std::fs::write(at(index, "out"), text.as_bytes()).unwrap();
                    } else {
                        std::fs::write(at(index, "err"), &output.stderr).unwrap();
                    }
                }
            }
            Database::Spark(python, master) => {
                for (index, job) in jobs.iter().enumerate() {
                    std::fs::write(at(index, "json"), &job.script).unwrap();
                }
                let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/sql/run_spark.py");
                let output = Command::new(python).arg(driver).arg(&dir).arg(master).output().unwrap();
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            }
        }
        let results = (0..jobs.len())
            .map(|index| match std::fs::read_to_string(at(index, "out")) {
                Ok(text) => Ok(text.lines().map(row).collect()),
                Err(_) => Err(std::fs::read_to_string(at(index, "err")).unwrap_or_else(|_| "no answer".into())),
            })
            .collect();
        if std::env::var_os("KAOHE_KEEP").is_none() {
            let _ = std::fs::remove_dir_all(&dir);
        }
        results
    }
}

fn python() -> PathBuf {
    std::env::var_os("KAOHE_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from)
}

/// Says loudly that something was not compared; what `KAOHE_REQUIRE` names must not be.
pub fn skipped(name: &str, why: &str) {
    let required = std::env::var("KAOHE_REQUIRE").unwrap_or_default();
    assert!(!required.split(',').any(|required| required == name), "{name} is required, but {why}");
    eprintln!("\n*** SKIPPED: nothing was compared with {name}: {why} ***\n");
}

fn row(line: &str) -> Vec<Option<String>> {
    line.split('\t')
        .map(|field| match field {
            "\\N" => None,
            text => Some(text.replace("\\t", "\t").replace("\\n", "\n").replace("\\\\", "\\")),
        })
        .collect()
}
