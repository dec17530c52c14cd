//! The file system.

use std::fs;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Host, Look, Staged};

/// Within this time two changes of a file may bear the same time.
const COARSE: Duration = Duration::from_secs(2);

/// The real one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Host for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn read_part(&self, path: &Path, from: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut file = fs::File::open(path)?;
        file.seek(io::SeekFrom::Start(from))?;
        let mut bytes = Vec::with_capacity(length.min(1 << 28));
        if file.take(length as u64).read_to_end(&mut bytes)? < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(bytes)
    }

    fn length(&self, path: &Path) -> Option<u64> {
        let meta = fs::metadata(path).ok()?;
        meta.is_file().then_some(meta.len())
    }

    fn look(&self, path: &Path) -> Option<Look> {
        let look = Look::of(path)?;
        let age = SystemTime::now().duration_since(look.changed?).ok()?;
        (age >= COARSE).then_some(look)
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        let plain = dir.join(pattern);
        if plain.exists() {
            return Ok(vec![plain]);
        }
        // The directory's own name must not be read as a pattern.
        let full = format!("{}/{}", glob::Pattern::escape(&dir.to_string_lossy()), pattern);
        let found = glob::glob(&full).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        // Spreadsheet programs leave lock files such as `~$订单.xlsx` and `.~lock.订单.xlsx#` beside open workbooks.
        let mut paths: Vec<PathBuf> = found
            .filter_map(Result::ok)
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                !name.starts_with("~$") && !name.starts_with(".~")
            })
            .collect();
        paths.sort();
        Ok(paths)
    }
}

impl Look {
    /// Of the file that a path leads to; `None` if it leads nowhere.
    pub fn of(path: &Path) -> Option<Look> {
        let meta = fs::metadata(path).ok()?;
        #[cfg(unix)]
        let id = std::os::unix::fs::MetadataExt::ino(&meta);
        #[cfg(not(unix))]
        let id = 0;
        Some(Look { changed: meta.modified().ok(), length: meta.len(), id })
    }
}

/// Writes a file whole or not at all: to a temporary file in the same directory, then renamed.
///
/// # Errors
/// What the system says; the old file, if any, is then untouched.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Staged::create(path)?;
    file.write_all(bytes)?;
    file.commit()
}
