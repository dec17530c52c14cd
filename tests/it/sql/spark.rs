//! Scripts on a Spark cluster: `KAOHE_SPARK` is its address, such as `spark://127.0.0.1:7077` or `local[2]`.

use std::path::Path;

use kaohe::cluster::{self, Given, Job};
use kaohe::host::Disk;
use kaohe::session::{self, Request};
use kaohe::sql::{Script, Source, dialect};
use kaohe::text::{Lang, Sources};

use super::database::skipped;
use super::{compare, shipped};

pub fn master() -> Option<String> {
    let master = std::env::var("KAOHE_SPARK").ok().filter(|master| !master.is_empty());
    if master.is_none() {
        skipped("spark", "KAOHE_SPARK names no cluster");
    }
    master
}

/// A shipped rubric on the data shipped with it, as a job that hands back every figure.
pub fn job(master: &str, rubric: &Path) -> (Script, Job) {
    let request = Request { rubric: rubric.to_path_buf(), ..Request::default() };
    let spark = dialect("spark").unwrap();
    let handed = session::hand_over(&Disk, &request, spark, &[], Lang::En, &mut Sources::default());
    let handed = handed.unwrap_or_else(|stopped| panic!("{}: {stopped:?}", rubric.display()));
    let script = handed.script;
    let mut columns = script.keys.to_vec();
    columns.extend(script.answers.iter().flat_map(|answer| [Some(answer.name.clone()), answer.why.clone()]).flatten());
    let given = |typed: &session::Typed| Given::new(&typed.name, &typed.columns, &typed.table, Source::reason);
    let (remote, master) = if master.starts_with("sc://") { (Some(master), None) } else { (None, Some(master)) };
    let job = Job {
        name: format!("test of {}", rubric.display()),
        master: master.map(String::from),
        remote: remote.map(String::from),
        given: handed.tables.iter().map(given).collect(),
        before: script.statements.clone(),
        query: script.query.clone(),
        settings: SETTINGS.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        summaries: vec![("all".to_string(), columns, "SELECT * FROM results".to_string())],
        ..Job::default()
    };
    (script, job)
}

/// Rows are few: no parts, no second plan, no code made for a query that is run once.
const SETTINGS: &[(&str, &str)] = &[
    ("spark.sql.shuffle.partitions", "2"),
    ("spark.sql.adaptive.enabled", "false"),
    ("spark.sql.codegen.wholeStage", "false"),
    ("spark.sql.codegen.factoryMode", "NO_CODEGEN"),
    ("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1"),
    ("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1"),
    ("spark.ui.enabled", "false"),
];

/// Every figure is as the engine has it.
fn agrees(master: &str, rubric: &str) {
    let path = Path::new(rubric);
    let (script, job) = job(master, path);
    let outcome = cluster::run(&job, &mut |_| {}).unwrap_or_else(|finding| panic!("{rubric}: {}", finding.message.en));
    let rows = outcome.tables.into_iter().next().map(|table| table.rows).unwrap_or_default();
    let told = compare::differences(&shipped(path), &script, &rows);
    assert!(told.is_empty(), "{rubric}:\n{}", told.join("\n"));
}

#[test]
fn the_shop_on_spark() {
    if let Some(master) = master() {
        agrees(&master, "rubrics/ecommerce-cs/presales.toml");
    }
}

/// Through a server of Spark Connect, `KAOHE_SPARK_CONNECT`.
#[test]
fn the_shop_through_spark_connect() {
    match std::env::var("KAOHE_SPARK_CONNECT") {
        Ok(remote) if !remote.is_empty() => agrees(&remote, "rubrics/ecommerce-cs/presales.toml"),
        _ => skipped("spark", "KAOHE_SPARK_CONNECT names no server of Spark Connect"),
    }
}
