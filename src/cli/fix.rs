//! `kaohe validate --fix`: writing back what was mended, or showing it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::Exit;
use super::console::Console;
use crate::host::{Disk, write_atomically};
use crate::session::{Mended, Mender, Outcome};
use crate::text::diff::unified;
use crate::text::words::plural;
use crate::text::{Words, inert};
use crate::words;

/// Mends the rubrics. What is done is told on standard error, a diff goes to standard output.
pub(super) fn mend(rubrics: &[PathBuf], dry: bool, console: &mut Console) -> io::Result<Exit> {
    let named: BTreeSet<PathBuf> = rubrics.iter().map(|path| real(path)).collect();
    let mut mender = Mender::new(&Disk);
    let mut total = Outcome::default();
    for rubric in rubrics {
        let outcome = mender.mend(rubric, &|path| named.contains(&real(path)));
        total.mended += outcome.mended;
        total.proposed += outcome.proposed;
        total.elsewhere.extend(outcome.elsewhere);
    }
    let changes = mender.changes();
    let mut exit = Exit::Fine;
    for change in &changes {
        if dry {
            show(change, console)?;
            exit = Exit::Findings;
        } else if let Err(error) = write_atomically(&real(&change.path), &change.bytes) {
            let file = change.path.display();
            console.complain(&words!("无法写 `{file}`：{error}", "cannot write `{file}`: {error}"))?;
            exit = Exit::Unusable;
        }
    }
    if exit != Exit::Unusable {
        tell(&total, changes.len(), dry, console)?;
    }
    Ok(exit)
}

/// A file by its own name, not by that of a link to it: what is written through a link stays one.
pub(super) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The lines that change.
pub(super) fn show(change: &Mended, console: &mut Console) -> io::Result<()> {
    let diff = unified(&change.path.to_string_lossy(), &change.before, &change.after);
    for line in diff.lines() {
        let painted = match line.as_bytes().first() {
            Some(b'+') => console.paint("32", &inert(line)),
            Some(b'-') => console.paint("31", &inert(line)),
            Some(b'@') => console.paint("36", line),
            _ => inert(line).into_owned(),
        };
        console.line(&painted)?;
    }
    Ok(())
}

fn tell(outcome: &Outcome, files: usize, dry: bool, console: &mut Console) -> io::Result<()> {
    let (mended, in_files) = (outcome.mended, plural(files, "file"));
    let found = plural(mended, "finding");
    console.note(&match (mended, dry) {
        (0, _) => words!("没有改法确定的问题", "nothing can be mended for certain"),
        (_, true) => words!("{files} 个文件中有 {mended} 处可以改好", "{found} in {in_files} can be mended"),
        (_, false) => words!("改好了 {files} 个文件中的 {mended} 处", "mended {found} in {in_files}"),
    })?;
    if outcome.proposed > 0 {
        let proposed = outcome.proposed;
        let those = plural(proposed, "finding");
        console.note(&words!(
            "另有 {proposed} 处有改法，但要由人来定",
            "{those} could be mended in a way that somebody has to decide on"
        ))?;
    }
    let elsewhere: BTreeSet<&String> = outcome.elsewhere.iter().collect();
    for file in elsewhere {
        console.note(&Words {
            zh: format!("`{file}` 中也有可以改好的，但没有点名要改它"),
            en: format!("`{file}` has findings that can be mended too, but was not named"),
        })?;
    }
    Ok(())
}
