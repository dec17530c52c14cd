//! A rubric made ready for a cluster: the script, and the rows that lie here and not there.

use std::path::Path;
use std::sync::Arc;

use super::pipeline::{Request, Stopped, data_folder, is_unreadable_file};
use super::{chain, script};
use crate::compile::compile;
use crate::diagnostic::Bag;
use crate::host::Host;
use crate::input;
use crate::rubric::Rubric;
use crate::sql::{self, Dialect, Layout, Script, Source, Task};
use crate::table::{Kind, Table};
use crate::text::{Lang, Sources};

/// What a cluster is given.
#[derive(Debug)]
pub struct Handed {
    pub rubric: Rubric,
    pub script: Script,
    /// Tables that were read here, under the names that the script has for them.
    pub tables: Vec<Typed>,
    /// Whether these are all tables there are.
    pub all_here: bool,
    /// What there is to say of the rubric and of the files that were read here.
    pub findings: Bag,
}

/// A table as our own reader reads it, with the columns that the script uses.
#[derive(Debug)]
pub struct Typed {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
    pub table: Arc<Table>,
}

/// Whether a folder is one that only a cluster knows: `s3a://…`, `hdfs://…`.
fn is_elsewhere(folder: &Path) -> bool {
    folder.to_string_lossy().contains("://")
}

/// Checks a rubric, reads the files that lie here, and writes the script for the rest. Parquet files and tables of the
/// warehouse are left to the cluster.
///
/// # Errors
/// Findings of the rubric or of the files, and what the dialect cannot say.
pub fn hand_over(
    host: &dyn Host,
    request: &Request,
    dialect: &dyn Dialect,
    tables: &[(String, String)],
    lang: Lang,
    sources: &mut Sources,
) -> Result<Handed, Stopped> {
    let (rubric, mut findings) = script::sound(host, request, sources)?;
    let program = compile(&rubric);
    let folder = data_folder(request, &rubric);
    let (mut places, mut typed) = (Vec::new(), Vec::new());
    for (index, (data, spec)) in rubric.data.iter().zip(&program.plan.tables).enumerate() {
        let there = script::place(data, tables, dialect, &folder);
        let left = match &there {
            Source::Table(_) | Source::Typed(_) => true,
            Source::Files { layout, .. } => {
                data.rubric.is_none() && (is_elsewhere(&folder) || matches!(layout, Layout::Parquet))
            }
        };
        if left {
            places.push(there);
            continue;
        }
        let table = if data.rubric.is_some() {
            let given = chain::results(host, &request.rubric, rubric.header.cycle, data, sources, None);
            let given = given.map_err(|stopped| *stopped)?;
            findings.extend(Bag { all: given.findings.into_iter().map(|(_, finding)| finding).collect() });
            given.table
        } else {
            let mut report = input::Report::default();
            let mut read = input::load_all(host, &folder, std::slice::from_ref(data), &mut report);
            let broken = report.findings.all.iter().any(is_unreadable_file);
            findings.extend(report.findings);
            if broken {
                return Err(Stopped { findings, unusable: true });
            }
            read.pop().unwrap_or_default()
        };
        let name = format!("kaohe_data_{index}");
        let mut columns: Vec<(String, Kind)> =
            spec.columns.iter().map(|column| (column.name.to_string(), column.kind)).collect();
        columns.sort_by(|a, b| a.0.cmp(&b.0));
        columns.dedup_by(|a, b| a.0 == b.0);
        places.push(Source::Typed(dialect.quoted(&name)));
        typed.push(Typed { name, columns, table: Arc::new(table) });
    }
    let task = Task { rubric: &rubric, program: &program, sources: &places, lang };
    match sql::write(task, dialect) {
        Ok(script) => Ok(Handed { all_here: typed.len() == places.len(), rubric, script, tables: typed, findings }),
        Err(found) => Err(Stopped { findings: found, unusable: false }),
    }
}
