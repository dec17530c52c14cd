//! A world in which one file has other bytes.

use std::io;
use std::path::{Path, PathBuf};

use super::Host;

/// What is asked of the world, but for one file.
pub struct Instead<'a> {
    host: &'a dyn Host,
    path: &'a Path,
    bytes: Vec<u8>,
}

impl<'a> Instead<'a> {
    pub fn new(host: &'a dyn Host, path: &'a Path, bytes: Vec<u8>) -> Instead<'a> {
        Instead { host, path, bytes }
    }
}

impl std::fmt::Debug for Instead<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Instead({})", self.path.display())
    }
}

impl Host for Instead<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == self.path { Ok(self.bytes.clone()) } else { self.host.read(path) }
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        self.host.find(dir, pattern)
    }
}
