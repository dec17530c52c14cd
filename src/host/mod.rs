//! The world outside: files by name. The core sees it through [`Host`] only, so that tests can
//! give it a world of their own.

mod digest;
mod disk;
mod instead;
mod memory;

pub use digest::sha256;
pub use disk::{Disk, write_atomically};
pub use instead::Instead;
pub use memory::Memory;

use std::io;
use std::path::{Path, PathBuf};

/// Where files come from; several may be asked for at once.
pub trait Host: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// What the system says; a directory is an error, not an empty file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The files that match a name or a glob pattern below `dir`, in the order of their names.
    /// None is not an error.
    ///
    /// # Errors
    /// A malformed pattern.
    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>>;
}
