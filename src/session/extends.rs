//! A rubric and the chain of those it extends, read as one text.

use std::path::{Path, PathBuf};

use super::chain::inner_path;
use super::codes;
use super::open::{NotOpened, open, read as read_text, shown};
use crate::diagnostic::{Bag, Diagnostic};
use crate::host::Host;
use crate::syntax::{self, Document, Node, Table, Value};
use crate::text::{SourceId, Sources};
use crate::words;

/// The files of a rubric.
pub(super) struct Read {
    pub source: SourceId,
    /// The nearest first; what could not be had is left out.
    pub documents: Vec<Document>,
    /// Where the nearest ends in the text of all.
    pub own: usize,
    /// The files of the others, also of one that could not be had.
    pub bases: Vec<PathBuf>,
    /// One that could not be had.
    pub unreadable: bool,
}

/// Reads a rubric and, one after the other, what it extends.
///
/// # Errors
/// The rubric itself cannot be opened. Of a base that cannot be, the findings tell.
pub(super) fn read(host: &dyn Host, path: &Path, sources: &mut Sources, findings: &mut Bag) -> Result<Read, NotOpened> {
    let source = open(host, path, sources, findings)?;
    let text = sources.text(source).clone();
    let mut read = Read { source, documents: Vec::new(), own: text.len(), bases: Vec::new(), unreadable: false };
    read.documents.push(syntax::parse(source, &text, findings));
    let here = inner_path(path, &path.file_name().unwrap_or_default().to_string_lossy());
    let mut chain = vec![here];
    while let Some(named) = read.documents.last().and_then(|last| last.root.get("extends")).cloned() {
        let (Some(current), Some(written)) = (chain.last(), named.as_text()) else { break };
        let base = inner_path(current, written);
        let place = (source, named.span);
        if let Some(begin) = chain.iter().position(|known| *known == base) {
            findings.push(in_a_circle(&chain[begin..], &base).at(place, words!("这里", "here")));
            break;
        }
        read.bases.push(base.clone());
        match read_text(host, &base, findings) {
            Ok(text) => {
                let start = sources.join(source, &shown(&base), &text);
                let mut found = Bag::default();
                let mut document = syntax::parse(source, &text, &mut found).moved(start);
                found.move_spans(source, start);
                findings.extend(found);
                seen_from(path, &base, &mut document);
                read.documents.push(document);
            }
            Err(reason) => {
                findings.push(reason.finding.at(place, words!("在此引用", "named here")));
                read.unreadable |= reason.unreadable;
                break;
            }
        }
        chain.push(base);
    }
    Ok(read)
}

fn in_a_circle(chain: &[PathBuf], back: &Path) -> Diagnostic {
    let names: Vec<String> =
        chain.iter().map(PathBuf::as_path).chain([back]).map(|path| format!("`{}`", shown(path))).collect();
    let names = names.join(" → ");
    Diagnostic::error(
        codes::EXTENDS_IN_A_CIRCLE,
        words!("方案互为基础，成了一圈：{names}", "rubrics extend each other in a circle: {names}"),
    )
    .help(words!("去掉其中一处 `extends`", "remove one `extends` of them"))
}

/// Paths that a base writes start where it lies; from here on they start where the nearest lies.
fn seen_from(nearest: &Path, base: &Path, document: &mut Document) {
    let Some(between) = between(nearest, base) else { return };
    let rewrite = |table: Option<&mut Table>, key: &str| {
        if let Some(Node { value: Value::Text(path), .. }) = table.and_then(|table| table.get_mut(key))
            && !Path::new(path.as_str()).is_absolute()
        {
            let seen = shown(&inner_path(&between, path));
            *path = if seen.is_empty() { ".".into() } else { seen };
        }
    };
    rewrite(document.root.get_mut("rubric").and_then(as_table_mut), "data");
    rewrite(document.root.get_mut("calendar").and_then(as_table_mut), "file");
    if let Some(tables) = document.root.get_mut("data").and_then(as_table_mut) {
        for entry in &mut tables.entries {
            rewrite(as_table_mut(&mut entry.node), "rubric");
        }
    }
}

fn as_table_mut(node: &mut Node) -> Option<&mut Table> {
    match &mut node.value {
        Value::Table(table) => Some(table),
        Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Date(_) | Value::List(_) => None,
    }
}

/// The path of a base from the folder of the nearest; none where both lie in one.
fn between(nearest: &Path, base: &Path) -> Option<PathBuf> {
    let folder = inner_path(nearest, "");
    let home = inner_path(base, "");
    if folder == home {
        return None;
    }
    if folder.is_absolute() != home.is_absolute() {
        return Some(base.to_path_buf());
    }
    let common = folder.components().zip(home.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(common).map(|_| std::path::Component::ParentDir.as_os_str().to_owned());
    let down = home.components().skip(common).map(|part| part.as_os_str().to_owned());
    let mut path: PathBuf = up.chain(down).collect();
    path.push(base.file_name()?);
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(nearest: &str, base: &str) -> Option<String> {
        between(Path::new(nearest), Path::new(base)).map(|path| shown(&path))
    }

    #[test]
    fn a_base_as_seen_from_the_nearest() {
        assert_eq!(path("a/near.toml", "a/base.toml"), None);
        assert_eq!(path("near.toml", "base.toml"), None);
        assert_eq!(path("./near.toml", "base.toml"), None);
        assert_eq!(path("a/near.toml", "b/base.toml").as_deref(), Some("../b/base.toml"));
        assert_eq!(path("near.toml", "b/c/base.toml").as_deref(), Some("b/c/base.toml"));
        assert_eq!(path("a/b/near.toml", "base.toml").as_deref(), Some("../../base.toml"));
        assert_eq!(path("/x/near.toml", "/y/base.toml").as_deref(), Some("../y/base.toml"));
    }
}
