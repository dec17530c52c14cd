//! Which rubrics are meant by the names on a command line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::codes;
use super::open::shown;
use crate::diagnostic::{Diagnostic, Place};
use crate::host::Host;
use crate::input::encoding;
use crate::words;

/// Files stand for themselves, directories for all rubrics below them, in the order of their
/// names. A file is a rubric if it is called `*.toml` and has the key `kaohe` before its first table.
///
/// # Errors
/// The directories that hold no rubric.
pub fn rubrics(host: &dyn Host, names: &[PathBuf]) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for name in names {
        if !name.is_dir() {
            found.push(name.clone());
            continue;
        }
        let below = below(host, name);
        if below.is_empty() {
            let dir = shown(name);
            let finding = Diagnostic::error(
                codes::NO_RUBRICS,
                words!("目录 `{dir}` 中没有方案", "there is no rubric in the directory `{dir}`"),
            )
            .at(Place::File(dir.as_str().into()), Default::default())
            .help(words!(
                "方案是开头写着 `kaohe = 1` 的 `.toml` 文件",
                "a rubric is a `.toml` file that begins with `kaohe = 1`"
            ));
            errors.push(finding);
        }
        found.extend(below);
    }
    // A file that is named and lies in a named directory is one rubric.
    let mut known = BTreeSet::new();
    found.retain(|path| known.insert(path.clone()));
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

fn below(host: &dyn Host, dir: &Path) -> Vec<PathBuf> {
    let mut found = host.find(dir, "**/*.toml").unwrap_or_default();
    found.retain(|path| {
        let inside = path.strip_prefix(dir).unwrap_or(path);
        let hidden = inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
        !hidden && host.read(path).is_ok_and(|bytes| is_rubric(&bytes))
    });
    found.sort();
    found
}

/// A rubric with mistakes in it is still one, so the text is looked at rather than parsed.
fn is_rubric(bytes: &[u8]) -> bool {
    let Some(decoded) = encoding::decode(bytes) else { return false };
    decoded
        .text
        .lines()
        .map(str::trim_start)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.strip_prefix("kaohe"))
        .any(|rest| rest.trim_start().starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rubrics_are_told_from_other_toml() {
        assert!(is_rubric("\u{feff}# 方案\n kaohe=1\n[rubric]".as_bytes()));
        assert!(!is_rubric(b"[package]\nkaohe = 1"));
        assert!(!is_rubric(b"kaohe_version = 1"));
    }
}
