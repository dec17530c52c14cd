//! The ways in which a job can be started, the likeliest first.

use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::process::Command;

use super::Job;
use crate::host::write_atomically;

const DRIVER: &str = include_str!("driver.py");

/// What the driver reads, in a folder that goes when this does.
pub(super) struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    pub fn write(job: &Job) -> io::Result<Files> {
        let folder = tempfile::Builder::new().prefix("kaohe-spark-").tempdir()?;
        write_atomically(&folder.path().join("driver.py"), DRIVER.as_bytes())?;
        write_atomically(&folder.path().join("job.json"), &serde_json::to_vec(job)?)?;
        Ok(Files { folder })
    }

    fn driver(&self) -> PathBuf {
        self.folder.path().join("driver.py")
    }

    fn job(&self) -> PathBuf {
        self.folder.path().join("job.json")
    }
}

/// A Python that was named; else Spark's own starter, unless a server of Spark Connect is asked, which needs no Spark here;
/// else whatever Python there is.
pub(super) fn commands(job: &Job, files: &Files) -> Vec<Command> {
    let mut all = Vec::new();
    let named = std::env::var_os("KAOHE_PYTHON").filter(|name| !name.is_empty());
    all.extend(named.map(|python| by_python(&python, files)));
    if job.remote.is_none() {
        let home = std::env::var_os("SPARK_HOME").filter(|home| !home.is_empty());
        let starter = home.map(|home| PathBuf::from(home).join("bin").join("spark-submit"));
        all.push(by_submit(&starter.unwrap_or_else(|| "spark-submit".into()), job, files));
    }
    all.extend(["python3", "python"].map(|python| by_python(OsStr::new(python), files)));
    all
}

fn by_python(python: &OsStr, files: &Files) -> Command {
    let mut command = Command::new(python);
    command.arg(files.driver()).arg(files.job());
    command
}

fn by_submit(starter: &std::path::Path, job: &Job, files: &Files) -> Command {
    let mut command = Command::new(starter);
    if let Some(master) = &job.master {
        command.args(["--master", master]);
    }
    command.arg(files.driver()).arg(files.job());
    command
}

/// How the command is called, without what is of no use to anybody else.
pub(super) fn shown(command: &Command) -> String {
    format!("`{}`", command.get_program().to_string_lossy())
}
