//! A rubric as a script for a database.

use std::path::PathBuf;

use super::codes::IN_WAREHOUSE;
use super::pipeline::{Request, Stopped, as_asked, check, data_folder};
use crate::compile::compile;
use crate::diagnostic::{Bag, Diagnostic};
use crate::host::Host;
use crate::rubric::{DataSource, Rubric};
use crate::sql::{self, Dialect, Layout, Script, Source, Task};
use crate::text::{Lang, Sources};
use crate::words;

/// Checks a rubric and writes its script. `tables` names tables of the database by data source, in
/// place of what the rubric says.
///
/// # Errors
/// Findings of the rubric, and what the dialect cannot say.
pub fn script(
    host: &dyn Host,
    request: &Request,
    dialect: &dyn Dialect,
    tables: &[(String, String)],
    lang: Lang,
    sources: &mut Sources,
) -> Result<Script, Stopped> {
    let (rubric, _) = sound(host, request, sources)?;
    let program = compile(&rubric);
    let folder = data_folder(request, &rubric);
    let found: Vec<Source> = rubric.data.iter().map(|data| place(data, tables, dialect, &folder)).collect();
    let task = Task { rubric: &rubric, program: &program, sources: &found, lang };
    sql::write(task, dialect).map_err(|findings| Stopped { findings, unusable: false })
}

/// A rubric without errors, and what else there is to say of it.
pub(super) fn sound(host: &dyn Host, request: &Request, sources: &mut Sources) -> Result<(Rubric, Bag), Stopped> {
    let checked = check(host, &request.rubric, &request.set, sources);
    match checked.rubric {
        Some(rubric) => Ok((as_asked(rubric, request), checked.findings)),
        None => Err(Stopped { findings: checked.findings, unusable: checked.unreadable }),
    }
}

/// Where the rows of a data source are: in the table that was named for it, or where the rubric says.
pub(super) fn place(
    data: &DataSource,
    tables: &[(String, String)],
    dialect: &dyn Dialect,
    folder: &std::path::Path,
) -> Source {
    match tables.iter().find(|(id, _)| *id == data.id) {
        Some((_, table)) => Source::Table(quoted(dialect, table)),
        None => source(data, dialect, folder),
    }
}

fn quoted(dialect: &dyn Dialect, table: &str) -> String {
    let parts: Vec<String> = table.split('.').map(|part| dialect.quoted(part.trim())).collect();
    parts.join(".")
}

fn source(data: &DataSource, dialect: &dyn Dialect, folder: &std::path::Path) -> Source {
    if let Some(table) = &data.table {
        return Source::Table(quoted(dialect, table));
    }
    let paths: Vec<PathBuf> = data.files.iter().map(|file| folder.join(file)).collect();
    let ending = |path: &PathBuf| path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let endings: Vec<Option<String>> = paths.iter().map(ending).collect();
    let all = |wanted: &[&str]| {
        !endings.is_empty() && endings.iter().all(|own| own.as_deref().is_some_and(|own| wanted.contains(&own)))
    };
    let paths = || paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    if all(&["csv", "tsv"]) {
        Source::Files { layout: Layout::Csv, paths: paths() }
    } else if all(&["parquet"]) {
        Source::Files { layout: Layout::Parquet, paths: paths() }
    } else {
        // Nothing that a database reads: workbooks, results of another rubric.
        Source::Files { layout: Layout::Other, paths: Vec::new() }
    }
}

/// Tables whose rows only a database has: the engine cannot read them.
pub(super) fn in_warehouse(rubric: &Rubric) -> Option<Stopped> {
    let mut findings = Bag::default();
    for data in rubric.data.iter().filter(|data| data.files.is_empty()) {
        let Some(table) = &data.table else { continue };
        let name = &data.id;
        findings.push(
            Diagnostic::error(
                IN_WAREHOUSE,
                words!(
                    "`{name}` 的数据在数据库的表 `{table}` 中，这里读不到",
                    "the rows of `{name}` are in the table `{table}` of a database"
                ),
            )
            .at((rubric.source, data.file_span), words!("方案在此写明", "the rubric says so here"))
            .help(words!(
                "用 `kaohe sql` 写出脚本，在数据库中运行；或补上 `file`",
                "write a script with `kaohe sql` and run it in the database, or add `file`"
            )),
        );
    }
    findings.has_errors().then_some(Stopped { findings, unusable: true })
}
