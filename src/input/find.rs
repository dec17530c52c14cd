//! Which files belong to a data source.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::codes::{NO_FILE, UNREADABLE_FILE};
use super::form::{self, Forms};
use super::{FORMATS, parquet, period};
use crate::diagnostic::{Bag, Diagnostic, Place};
use crate::host::Host;
use crate::rubric::{DataSource, PeriodFrom};
use crate::text::suggest;
use crate::words;

/// The files of a source in the order of their names, each with the name messages use. Data-entry workbooks
/// are among them where they give it rows, and only there, whatever they are called.
pub fn files(
    host: &dyn Host,
    dir: &Path,
    source: &DataSource,
    forms: &Forms,
    findings: &mut Bag,
) -> Vec<(PathBuf, Arc<str>)> {
    let filled: BTreeSet<PathBuf> = form::of(forms, source).map(|(path, _)| path.clone()).collect();
    let whole = form::is_whole(forms, source);
    let patterns = if whole { Vec::new() } else { patterns(source) };
    let mut found = filled.clone();
    for pattern in &patterns {
        let paths = match host.find(dir, pattern) {
            Ok(paths) => paths,
            Err(error) => {
                findings.push(
                    Diagnostic::error(
                        UNREADABLE_FILE,
                        words!(
                            "`{pattern}` 不是有效的文件名模式：{error}",
                            "`{pattern}` is not a pattern of file names: {error}"
                        ),
                    )
                    .at(Place::File(shown(dir)), Default::default()),
                );
                continue;
            }
        };
        let paths: Vec<PathBuf> = paths.into_iter().filter(|path| !forms.contains_key(path)).collect();
        if paths.is_empty() && !source.optional && filled.is_empty() {
            findings.push(not_found(host, dir, &source.id, pattern));
        }
        found.extend(paths);
    }
    found
        .into_iter()
        .map(|path| {
            let name = shown(path.strip_prefix(dir).unwrap_or(&path));
            (path, name)
        })
        .collect()
}

/// The names and globs of a source's files, relative to the data directory.
pub fn patterns(source: &DataSource) -> Vec<String> {
    let mut patterns: Vec<String> = source.files.iter().map(|pattern| period::as_glob(pattern)).collect();
    if let (true, PeriodFrom::FileName(pattern)) = (patterns.is_empty(), &source.period) {
        patterns.push(period::as_glob(pattern));
    }
    patterns
}

/// One spelling on every system.
fn shown(path: &Path) -> Arc<str> {
    path.to_string_lossy().replace('\\', "/").into()
}

fn not_found(host: &dyn Host, dir: &Path, table: &str, pattern: &str) -> Diagnostic {
    let place = shown(dir);
    let finding = Diagnostic::error(
        NO_FILE,
        words!("数据 `{table}`：`{place}` 中没有文件 `{pattern}`", "data `{table}`: no file `{pattern}` in `{place}`"),
    )
    .at(Place::File(place.clone()), Default::default());
    let mut lying: Vec<String> = Vec::new();
    for path in host.find(dir, "*").unwrap_or_default() {
        let name = shown(path.strip_prefix(dir).unwrap_or(&path));
        let extension = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let known = FORMATS.iter().flat_map(|format| format.extensions()).chain(parquet::EXTENSIONS);
        if known.into_iter().any(|known| *known == extension) {
            lying.push(name.to_string());
        }
    }
    if lying.is_empty() {
        return finding.help(words!(
            "该目录不存在或没有数据文件；用 `--data` 指定数据目录",
            "the directory does not exist or has no data files; `--data` names another one"
        ));
    }
    let near = nearest(pattern, &lying);
    let all = lying.len();
    let (listed, is_near) = if near.is_empty() { (lying.into_iter().take(5).collect(), false) } else { (near, true) };
    let ticked: Vec<String> = listed.iter().map(|name| format!("`{name}`")).collect();
    let (zh, en) = (ticked.join("、"), ticked.join(", "));
    finding.help(if is_near {
        words!("该目录中相近的有 {zh}", "near it there are {en}")
    } else {
        words!("该目录中有 {all} 个数据文件，如 {zh}", "the directory has {all} data files, such as {en}")
    })
}

/// The nearest names, the nearest first.
fn nearest(pattern: &str, names: &[String]) -> Vec<String> {
    let bare = pattern.replace('*', "");
    let mut left: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut near = Vec::new();
    while near.len() < 5 {
        let Some(name) = suggest::nearest(&bare, left.iter().copied()) else { break };
        near.push(name.to_string());
        left.retain(|other| *other != name);
    }
    near
}
