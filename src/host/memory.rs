//! A world of files in memory, for tests.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::Host;

#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Memory {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

/// Without `.` and `..`: in memory there are no links, so that a folder and back is nowhere.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            _ => plain.push(part),
        }
    }
    plain
}

impl Host for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(&plain(path)).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        let pattern =
            glob::Pattern::new(pattern).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let dir = plain(dir);
        let matches = |path: &&PathBuf| path.strip_prefix(&dir).is_ok_and(|rest| pattern.matches_path(rest));
        Ok(self.files.keys().filter(matches).cloned().collect())
    }
}
