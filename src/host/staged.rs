//! A file in the making: written aside and put in its place when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What is written here appears under its name with [`Staged::commit`] and not before. If that never
/// comes, because the disk is full or the process is killed, the old file, if any, is untouched and nothing
/// else is left: where the system knows files without a name, this is one.
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    dir: PathBuf,
    file: BufWriter<Aside>,
}

#[derive(Debug)]
enum Aside {
    #[cfg(target_os = "linux")]
    Nameless(File),
    Named(tempfile::NamedTempFile),
}

impl Aside {
    fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Aside::Nameless(file) => file,
            Aside::Named(named) => named.as_file_mut(),
        }
    }
}

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

impl Staged {
    /// # Errors
    /// What the system says; of a directory that it is one.
    pub fn create(path: &Path) -> io::Result<Staged> {
        let dir = match path.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        if path.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory"));
        }
        let file = BufWriter::with_capacity(1 << 16, aside(dir)?);
        Ok(Staged { path: path.to_path_buf(), dir: dir.to_path_buf(), file })
    }

    /// Puts the file in its place, in one step.
    ///
    /// # Errors
    /// What the system says; the old file, if any, is then untouched.
    pub fn commit(self) -> io::Result<()> {
        let Staged { path, dir, file } = self;
        let mut aside = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let whole = aside.file();
        whole.sync_all()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // A temporary file is private; a report is as readable as any new file.
            let mode = fs::metadata(&path).map_or(0o644, |old| old.permissions().mode());
            whole.set_permissions(fs::Permissions::from_mode(mode))?;
        }
        match aside {
            #[cfg(target_os = "linux")]
            Aside::Nameless(file) => {
                // A name of its own first: a link does not take the place of a file, a renamed file does.
                let linked = linked(&file, &dir)?;
                linked.persist(&path).map_err(|error| error.error)
            }
            Aside::Named(named) => named.persist(&path).map(drop).map_err(|error| error.error),
        }
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn names() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".kaohe-");
    builder
}

fn aside(dir: &Path) -> io::Result<Aside> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{Mode, OFlags};
        // Without /proc it could not be given a name afterwards.
        let nameless = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        if Path::new("/proc/self/fd").exists()
            && let Ok(file) = rustix::fs::open(dir, nameless, Mode::RUSR | Mode::WUSR)
        {
            return Ok(Aside::Nameless(File::from(file)));
        }
    }
    names().tempfile_in(dir).map(Aside::Named)
}

#[cfg(target_os = "linux")]
fn linked(file: &File, dir: &Path) -> io::Result<tempfile::NamedTempFile<()>> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd;
    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    names().make_in(dir, |path| linkat(CWD, open.as_str(), CWD, path, AtFlags::SYMLINK_FOLLOW).map_err(io::Error::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_there_when_it_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("r.csv");
        fs::write(&path, "old").unwrap();
        let mut staged = Staged::create(&path).unwrap();
        staged.write_all(&[b'a'; 200_000]).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        staged.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap().len(), 200_000);
        assert_eq!(names_in(dir.path()), ["r.csv"]);
    }

    #[test]
    fn what_is_given_up_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("r.csv");
        let mut staged = Staged::create(&path).unwrap();
        staged.write_all(&[b'a'; 200_000]).unwrap();
        drop(staged);
        assert!(names_in(dir.path()).is_empty());
        assert_eq!(Staged::create(dir.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn there_is_no_second_file_while_it_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("r.csv");
        let mut staged = Staged::create(&path).unwrap();
        staged.write_all(&[b'a'; 200_000]).unwrap();
        // Not on every file system; where it is named, it goes with the process unless that is killed.
        if let Aside::Nameless(_) = staged.file.get_ref() {
            assert!(names_in(dir.path()).is_empty());
        }
    }

    /// The way of systems without nameless files.
    #[test]
    fn a_named_file_takes_the_place_too() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("r.csv");
        let named = Aside::Named(names().tempfile_in(dir.path()).unwrap());
        let mut staged = Staged { path: path.clone(), dir: dir.path().to_path_buf(), file: BufWriter::new(named) };
        staged.write_all(b"whole").unwrap();
        staged.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(names_in(dir.path()), ["r.csv"]);
    }
}
