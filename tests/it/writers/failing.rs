//! Disks that are full, processes that are killed: the whole file or none.

use std::io::{self, Write};

use kaohe::report::{REPORTS, Series};
use kaohe::text::Lang;

use super::Made;

/// Takes so many bytes and no more.
struct Full {
    room: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        let taken = bytes.len().min(self.room);
        self.room -= taken;
        if taken == 0 { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_wherever_it_happens() {
    let made = Made::shipped("rubrics/ecommerce-cs/presales.toml".as_ref());
    let views = made.views(true, Lang::Zh);
    let series = Series { all_periods: true, detail: true, ..Series::of(&views) };
    for report in REPORTS {
        let whole = made.write(report.name(), true, true).len();
        for room in [0, 1, 100, whole / 2, whole - 1] {
            let error = report.write_to(&series, &mut Full { room }).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{} {room}", report.name());
        }
        report.write_to(&series, &mut Full { room: whole }).unwrap();
    }
}

/// A limit on the size of files stands in for a disk that is full; where the signal is not ignored it
/// kills the process in the middle of the file.
#[cfg(unix)]
#[test]
fn neither_a_full_disk_nor_a_killed_process_leaves_a_part() {
    use std::process::Command;
    let dir = tempfile::tempdir().unwrap();
    let rubric = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/teachers/yearend.toml");
    let run = |script: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_kaohe")]).arg(&rubric).current_dir(dir.path());
        command.output().unwrap()
    };
    let names = || std::fs::read_dir(dir.path()).unwrap().count();
    for format in ["csv", "ndjson", "json", "parquet"] {
        let evaluate = format!("exec \"$1\" --lang en evaluate \"$2\" --period all -o ok.txt -o r.{format}");
        let full = run(&format!("trap '' XFSZ; ulimit -f 8; {evaluate}"));
        let said = String::from_utf8_lossy(&full.stderr).into_owned();
        assert_eq!(full.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot write"), "{said}");
        assert_eq!(names(), 0, "{format}");
        #[cfg(target_os = "linux")]
        {
            let killed = run(&format!("ulimit -c 0; ulimit -f 8; {evaluate}"));
            assert!(!killed.status.success());
            assert_eq!(killed.status.code(), None, "killed by the signal");
            assert_eq!(names(), 0, "{format}");
        }
    }
}
