//! The program as it is called: arguments in, streams and exit code out.

mod completions;
mod evaluate;
mod explain;
mod files;
mod help;
mod mending;
mod new;
mod rubric_tests;
mod schema;
mod validate;
mod watch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// Checks the exit code, showing everything where it is another one.
    #[track_caller]
    fn exits(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "\n--- stdout\n{}\n--- stderr\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn says(self, text: &str) -> Ran {
        assert!(self.out.contains(text), "no `{text}` on stdout:\n{}\n--- stderr\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn complains(self, text: &str) -> Ran {
        assert!(self.err.contains(text), "no `{text}` on stderr:\n{}", self.err);
        self
    }

    #[track_caller]
    fn silent(self) -> Ran {
        assert_eq!(self.out, "", "nothing was expected on stdout");
        self
    }

    #[track_caller]
    fn without_complaint(self) -> Ran {
        assert_eq!(self.err, "", "nothing was expected on stderr");
        self
    }
}

/// A directory of its own with files in it.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    /// The smallest rubric, `a.toml`, with its data.
    fn minimal() -> Place {
        let place = Place::new();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/examples/minimal");
        fs::copy(shipped.join("rubric.toml"), place.at("a.toml")).unwrap();
        fs::copy(shipped.join("june.csv"), place.at("june.csv")).unwrap();
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Place {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Replaces a part of a file that must be there.
    fn edit(&self, name: &str, from: &str, to: &str) -> &Place {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no `{from}`");
        self.write(name, text.replace(from, to))
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap()
    }

    /// The names of everything in it, sorted.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The program, called from inside it, in Chinese if not asked otherwise.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kaohe"));
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("NO_COLOR")
            .env("LANG", "zh_CN.UTF-8");
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments))
    }
}

fn ran(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A file of the repository.
fn shipped(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).to_string_lossy().into_owned()
}
