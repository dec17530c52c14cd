//! The world outside: files by name. The core sees it through [`Host`] only, so that tests can
//! give it a world of their own.

mod digest;
mod disk;
mod folder;
mod instead;
mod memory;
mod staged;

pub use digest::sha256;
pub use disk::{Disk, write_atomically};
pub use folder::StagedFolder;
pub use instead::Instead;
pub use memory::Memory;
pub use staged::Staged;

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Where files come from; several may be asked for at once.
pub trait Host: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// What the system says; a directory is an error, not an empty file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// So many bytes of a file.
    ///
    /// # Errors
    /// What the system says, also where the file ends before.
    fn read_part(&self, path: &Path, from: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = self.read(path)?;
        let from = usize::try_from(from).ok().filter(|from| from.saturating_add(length) <= bytes.len());
        let from = from.ok_or(io::ErrorKind::UnexpectedEof)?;
        bytes.truncate(from + length);
        Ok(bytes.split_off(from))
    }

    /// How long a file is, where that can be told without reading it, and parts of it can be read.
    fn length(&self, path: &Path) -> Option<u64> {
        let _ = path;
        None
    }

    /// How a file looks from outside, where the same look means the same content; `None` where only
    /// reading tells.
    fn look(&self, path: &Path) -> Option<Look> {
        let _ = path;
        None
    }

    /// How long it is since some moment, for telling what took how long; `None` where there is no
    /// clock. No result may depend on it.
    fn elapsed(&self) -> Option<Duration> {
        None
    }

    /// The files that match a name or a glob pattern below `dir`, in the order of their names.
    /// None is not an error.
    ///
    /// # Errors
    /// A malformed pattern.
    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>>;
}

/// When a file was changed, how long it is, and which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub changed: Option<SystemTime>,
    pub length: u64,
    /// A file that another was renamed over is another file; 0 where the system does not say.
    pub id: u64,
}
