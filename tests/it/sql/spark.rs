//! Scripts on a Spark cluster: `KAOHE_SPARK` is its address, such as `spark://127.0.0.1:7077` or `local[2]`.

use std::collections::BTreeMap;
use std::path::Path;

use kaohe::cluster::{self, Given, Job};
use kaohe::host::Disk;
use kaohe::session::{self, Request};
use kaohe::sql::{Source, dialect};
use kaohe::text::{Lang, Sources};

use super::{compare, shipped};

fn master() -> Option<String> {
    let master = std::env::var("KAOHE_SPARK").ok().filter(|master| !master.is_empty());
    if master.is_none() {
        let required = std::env::var("KAOHE_REQUIRE").unwrap_or_default();
        assert!(
            !required.split(',').any(|name| name == "spark"),
            "spark is required, but KAOHE_SPARK names no cluster"
        );
        eprintln!("\n*** SKIPPED: nothing was compared with Spark: KAOHE_SPARK names no cluster ***\n");
    }
    master
}

/// Every figure of a shipped rubric on the data shipped with it, as the engine has it.
fn agrees(master: &str, rubric: &str) {
    let path = Path::new(rubric);
    let request = Request { rubric: path.to_path_buf(), ..Request::default() };
    let spark = dialect("spark").unwrap();
    let handed = session::hand_over(&Disk, &request, spark, &[], Lang::En, &mut Sources::default());
    let handed = handed.unwrap_or_else(|stopped| panic!("{rubric}: {stopped:?}"));
    let script = &handed.script;
    let mut columns = script.keys.to_vec();
    columns.extend(script.answers.iter().flat_map(|answer| [Some(answer.name.clone()), answer.why.clone()]).flatten());
    let given = |typed: &session::Typed| Given::new(&typed.name, &typed.columns, &typed.table, Source::reason);
    let job = Job {
        name: format!("test of {rubric}"),
        master: Some(master.to_string()),
        given: handed.tables.iter().map(given).collect(),
        before: script.statements.clone(),
        query: script.query.clone(),
        settings: BTreeMap::from([("spark.sql.shuffle.partitions".to_string(), "4".to_string())]),
        summaries: vec![("all".to_string(), columns, "SELECT * FROM results".to_string())],
        ..Job::default()
    };
    let outcome = cluster::run(&job, &mut |_| {}).unwrap_or_else(|finding| panic!("{rubric}: {}", finding.message.en));
    let rows = outcome.tables.into_iter().next().map(|table| table.rows).unwrap_or_default();
    let told = compare::differences(&shipped(path), script, &rows);
    assert!(told.is_empty(), "{rubric}:\n{}", told.join("\n"));
}

#[test]
fn the_shop_on_spark() {
    if let Some(master) = master() {
        agrees(&master, "rubrics/ecommerce-cs/presales.toml");
    }
}

#[test]
fn the_county_on_spark() {
    if let Some(master) = master() {
        agrees(&master, "rubrics/cdc/county.toml");
    }
}
