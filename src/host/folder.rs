//! A folder of files in the making: filled aside, and put in its place when all of them are whole.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Appears under its name with [`StagedFolder::commit`] and not before. A folder that is there already gives way only
/// if it is empty or holds nothing but files of ours, which begin with a mark.
#[derive(Debug)]
pub struct StagedFolder {
    path: PathBuf,
    aside: TempDir,
}

/// So much of a file is looked at for the mark.
const LOOKED_AT: u64 = 512;

impl StagedFolder {
    /// # Errors
    /// What the system says; `AlreadyExists` of a folder that holds other things.
    pub fn create(path: &Path, mark: &str) -> io::Result<StagedFolder> {
        match fs::symlink_metadata(path) {
            Ok(there) if !there.is_dir() => {
                return Err(io::Error::new(io::ErrorKind::NotADirectory, "is not a directory"));
            }
            Ok(_) if !is_ours(path, mark)? => {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, "holds other files"));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let aside = tempfile::Builder::new().prefix(".kaohe-").tempdir_in(around(path))?;
        Ok(StagedFolder { path: path.to_path_buf(), aside })
    }

    /// Writes a file of the folder; several may be written at once.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, name: &str, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
        let mut file = File::create_new(self.aside.path().join(name))?;
        fill(&mut file)?;
        file.flush()?;
        file.sync_all()
    }

    /// Puts the folder in its place.
    ///
    /// # Errors
    /// What the system says; the old folder, if any, is then where it was.
    pub fn commit(self) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // A temporary folder is private; one of reports is as readable as any.
            fs::set_permissions(self.aside.path(), fs::Permissions::from_mode(0o755))?;
        }
        if fs::symlink_metadata(&self.path).is_err() {
            return fs::rename(self.aside.path(), &self.path);
        }
        let old = tempfile::Builder::new().prefix(".kaohe-").tempdir_in(around(&self.path))?;
        let kept = old.path().join("old");
        fs::rename(&self.path, &kept)?;
        fs::rename(self.aside.path(), &self.path).inspect_err(|_| {
            // If not even this is possible, the old one is beside it.
            let _ = fs::rename(&kept, &self.path);
        })
    }
}

/// The folder around; a name without one lies where we are.
fn around(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether every entry is a file that begins with the mark.
fn is_ours(folder: &Path, mark: &str) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_type()?.is_file() {
            return Ok(false);
        }
        let mut head = Vec::new();
        File::open(entry.path())?.take(LOOKED_AT).read_to_end(&mut head)?;
        if !String::from_utf8_lossy(&head).contains(mark) {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_when_it_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sheets");
        let write = |name: &str, text: &str| {
            let folder = StagedFolder::create(&path, "MARK").unwrap();
            folder.write(name, |file| file.write_all(text.as_bytes())).unwrap();
            assert!(!path.join(name).exists() || name == "b.html");
            folder.commit().unwrap();
        };
        write("a.html", "MARK a");
        write("b.html", "MARK b");
        assert!(!path.join("a.html").exists() && path.join("b.html").exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_is_not_ours_stays() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("工资.xlsx"), "x").unwrap();
        let error = StagedFolder::create(dir.path(), "MARK").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        let error = StagedFolder::create(&dir.path().join("工资.xlsx"), "MARK").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotADirectory);
    }

    #[test]
    fn what_is_given_up_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = StagedFolder::create(&dir.path().join("sheets"), "MARK").unwrap();
        folder.write("a.html", |file| file.write_all(b"x")).unwrap();
        assert!(folder.write("b.html", |_| Err(io::Error::other("the disk is full"))).is_err());
        drop(folder);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
