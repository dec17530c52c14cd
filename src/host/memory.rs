//! A world of files in memory, for tests.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

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

impl Host for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        let pattern =
            glob::Pattern::new(pattern).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let matches = |path: &&PathBuf| path.strip_prefix(dir).is_ok_and(|rest| pattern.matches_path(rest));
        Ok(self.files.keys().filter(matches).cloned().collect())
    }
}
