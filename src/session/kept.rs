//! What was read stays until it changes: the bytes of files, and the tables made of them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::diagnostic::Bag;
use crate::host::{Host, Look};
use crate::input::form::Forms;
use crate::input::{self, Report};
use crate::rubric::{Column, DataSource, Summary};
use crate::table::Table;
use crate::text::Span;

/// Files and tables of the rounds so far, as far as the last one needed them.
#[derive(Debug, Default)]
pub struct Kept {
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    round: u64,
    /// Nothing is to be forgotten when the next round begins.
    held: bool,
    version: u64,
    files: BTreeMap<PathBuf, File>,
    tables: BTreeMap<String, Made>,
    /// How many files were read from outside, and how many tables were made, in all rounds.
    reads: usize,
    made: usize,
}

#[derive(Debug)]
struct File {
    look: Option<Look>,
    content: Result<Arc<[u8]>, Failed>,
    /// Another number for other content.
    version: u64,
    /// The last round that asked for it.
    round: u64,
}

/// Why a file could not be read: an [`io::Error`] that can be told again.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Failed {
    kind: io::ErrorKind,
    code: Option<i32>,
}

#[derive(Debug)]
struct Made {
    /// The files with their versions.
    of: Vec<(PathBuf, u64)>,
    table: Arc<Table>,
    report: Report,
    round: u64,
}

/// Something that was asked of the world, and the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    Read(PathBuf, u64),
    Find(PathBuf, String, Vec<PathBuf>),
}

impl Kept {
    /// A new look at the world; until the next one every file is what it was when first asked for.
    pub fn begin(&self) {
        let mut inside = self.inside();
        let last = inside.round;
        if !std::mem::take(&mut inside.held) {
            inside.files.retain(|_, file| file.round == last);
            inside.tables.retain(|_, made| made.round == last);
        }
        inside.round += 1;
    }

    /// How many files were read and how many tables made since the beginning.
    pub fn counts(&self) -> (usize, usize) {
        let inside = self.inside();
        (inside.reads, inside.made)
    }

    /// Whether the world would give the same answers now.
    pub fn still(&self, host: &dyn Host, asked: &[Asked]) -> bool {
        // All of them, so that none is forgotten as no longer needed.
        let differs = asked.iter().filter(|asked| match asked {
            Asked::Read(path, version) => self.file(host, path).1 != *version,
            Asked::Find(dir, pattern, found) => host.find(dir, pattern).unwrap_or_default() != *found,
        });
        differs.count() == 0
    }

    /// Keeps what this round did not ask for; the next may.
    pub fn hold(&self) {
        self.inside().held = true;
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        // What a thread left that panicked is whole: it is written last.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, host: &dyn Host, path: &Path) -> (io::Result<Arc<[u8]>>, u64) {
        let mut inside = self.inside();
        let round = inside.round;
        if let Some(file) = inside.files.get(path).filter(|file| file.round == round) {
            return file.answer();
        }
        let look = host.look(path);
        if let Some(file) = inside.files.get_mut(path).filter(|file| look.is_some() && file.look == look) {
            file.round = round;
            return file.answer();
        }
        let read = host.read(path);
        inside.reads += 1;
        inside.version += 1;
        let new = inside.version;
        let content: Result<Arc<[u8]>, Failed> = match read {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => Err(Failed { kind: error.kind(), code: error.raw_os_error() }),
        };
        if let Some(file) = inside.files.get_mut(path).filter(|file| file.content == content) {
            (file.look, file.round) = (look, round);
            return file.answer();
        }
        let file = File { look, content, version: new, round };
        let answer = file.answer();
        inside.files.insert(path.to_path_buf(), file);
        answer
    }

    /// The tables of data sources: those whose files are as they were, and others anew.
    pub fn tables(&self, host: &dyn Host, dir: &Path, sources: &[DataSource], report: &mut Report) -> Vec<Arc<Table>> {
        let forms = input::form::find(host, dir);
        input::form::tell(&forms, sources, &mut report.findings);
        let stamps: Vec<(String, Vec<(PathBuf, u64)>)> =
            sources.iter().map(|source| (name_of(dir, source), self.stamp(host, dir, source, &forms))).collect();
        let mut found: Vec<Option<(Arc<Table>, Report)>> = stamps.iter().map(|stamp| self.known(stamp)).collect();
        let stale: Vec<usize> = (0..sources.len()).filter(|at| found.get(*at).is_some_and(Option::is_none)).collect();
        let wanted: Vec<&DataSource> = stale.iter().filter_map(|at| sources.get(*at)).collect();
        for (at, (table, said)) in stale.into_iter().zip(input::load_each(host, dir, &wanted, &forms)) {
            let table = Arc::new(table);
            let mut inside = self.inside();
            inside.made += 1;
            let round = inside.round;
            // Why a file is not there may have to do with others that are.
            if let (false, Some((name, of))) = (said.findings.has_errors(), stamps.get(at)) {
                let made = Made { of: of.clone(), table: table.clone(), report: said.clone(), round };
                inside.tables.insert(name.clone(), made);
            }
            if let Some(slot) = found.get_mut(at) {
                *slot = Some((table, said));
            }
        }
        found
            .into_iter()
            .map(|found| {
                let (table, said) = found.unwrap_or_default();
                report.add(said);
                table
            })
            .collect()
    }

    fn stamp(&self, host: &dyn Host, dir: &Path, source: &DataSource, forms: &Forms) -> Vec<(PathBuf, u64)> {
        let files = input::files_of(host, dir, source, forms, &mut Bag::default());
        // Through the host, so that it is noted.
        files
            .into_iter()
            .map(|(path, _)| {
                let _ = host.read(&path);
                let version = self.file(host, &path).1;
                (path, version)
            })
            .collect()
    }

    fn known(&self, (name, of): &(String, Vec<(PathBuf, u64)>)) -> Option<(Arc<Table>, Report)> {
        let mut inside = self.inside();
        let round = inside.round;
        let made = inside.tables.get_mut(name).filter(|made| made.of == *of)?;
        made.round = round;
        Some((made.table.clone(), made.report.clone()))
    }
}

impl File {
    fn answer(&self) -> (io::Result<Arc<[u8]>>, u64) {
        let content = self.content.clone().map_err(|failed| match failed.code {
            Some(code) => io::Error::from_raw_os_error(code),
            None => failed.kind.into(),
        });
        (content, self.version)
    }
}

/// What the reader of files goes by, of a source in a folder: not where the rubric says it.
fn name_of(dir: &Path, source: &DataSource) -> String {
    let nowhere = Span::new(0, 0);
    let columns = source.columns.iter().map(|column| Column { span: nowhere, ..column.clone() }).collect();
    let summary = source.summary.as_ref().map(|summary| Summary { span: nowhere, ..summary.clone() });
    let read = DataSource {
        columns,
        summary,
        drop: None,
        span: nowhere,
        file_span: nowhere,
        sheet_span: nowhere,
        ..source.clone()
    };
    format!("{dir:?} {read:?}")
}

/// A host that answers from what is kept, and notes what it was asked.
pub struct Keeping<'a> {
    host: &'a dyn Host,
    kept: &'a Kept,
    asked: Mutex<Vec<Asked>>,
}

impl<'a> Keeping<'a> {
    pub fn new(host: &'a dyn Host, kept: &'a Kept) -> Keeping<'a> {
        Keeping { host, kept, asked: Mutex::default() }
    }

    /// Everything it was asked, each once.
    pub fn asked(self) -> Vec<Asked> {
        let all = self.asked.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut once: Vec<Asked> = Vec::with_capacity(all.len());
        for asked in all {
            if !once.contains(&asked) {
                once.push(asked);
            }
        }
        once
    }

    fn note(&self, asked: Asked) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    }
}

impl Host for Keeping<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let (content, version) = self.kept.file(self.host, path);
        self.note(Asked::Read(path.to_path_buf(), version));
        content.map(|bytes| bytes.to_vec())
    }

    fn look(&self, path: &Path) -> Option<Look> {
        self.host.look(path)
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        let found = self.host.find(dir, pattern);
        let names = found.as_ref().map_or_else(|_| Vec::new(), Clone::clone);
        self.note(Asked::Find(dir.to_path_buf(), pattern.to_string(), names));
        found
    }
}
