//! Every mutant checked and tested.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::alike::alike;
use super::same::{Known, given_alike, identical, reaches};
use super::{Mutant, mutants};
use crate::compile::compile;
use crate::diagnostic::{Code, Severity};
use crate::host::Host;
use crate::plan::Program;
use crate::prove::Range;
use crate::rubric::Rubric;
use crate::session::{check, prove, self_test};
use crate::text::Sources;

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// The change changes nothing.
    Same,
    /// By what was found wrong with it.
    Refused(Code),
    /// By a test that fails for it, by its place in the rubric.
    Killed(usize),
    /// Nobody noticed; a test that looks at figures which the change can reach, if there is one.
    Survived { near: Option<usize> },
}

#[derive(Debug, Clone)]
pub struct Judged {
    pub mutant: Mutant,
    pub fate: Fate,
}

/// Judges all mutants of a rubric whose own tests pass. `text` is that of its file; `proofs` asks the
/// prover too; `done` is told of each that is judged, on any thread.
pub fn judge(
    host: &dyn Host,
    path: &Path,
    text: &str,
    rubric: &Rubric,
    proofs: bool,
    done: &(dyn Fn(usize) + Sync),
) -> Vec<Judged> {
    let program = compile(rubric);
    let ranges = crate::prove::ranges(rubric, &program);
    let before = Before { host, path, rubric, known: Known::new(&program.plan), program, ranges, proofs };
    let all = mutants(text);
    let count = all.len();
    let judged = all.into_par_iter().map(|mutant| {
        let fate = before.fate(mutant.applied(text));
        done(count);
        Judged { mutant, fate }
    });
    judged.collect()
}

/// The rubric as it stands.
struct Before<'a> {
    host: &'a dyn Host,
    path: &'a Path,
    rubric: &'a Rubric,
    program: Program,
    known: Known,
    /// Of the nodes of the program.
    ranges: Vec<Range>,
    proofs: bool,
}

impl Before<'_> {
    fn fate(&self, text: String) -> Fate {
        let host = Instead { host: self.host, path: self.path.to_path_buf(), bytes: text.into_bytes() };
        let checked = check(&host, self.path, &[], &mut Sources::default());
        let Some(rubric) = checked.rubric else {
            let error = checked.findings.all.iter().find(|finding| finding.severity == Severity::Error);
            return error.map_or(Fate::Same, |finding| Fate::Refused(finding.code));
        };
        let program = compile(&rubric);
        if identical((self.rubric, &self.program), (&rubric, &program)) {
            return Fate::Same;
        }
        if self.proofs
            && let Some(finding) =
                prove(&rubric, &program).findings.iter().find(|finding| finding.severity != Severity::Note)
        {
            return Fate::Refused(finding.code);
        }
        let matched = self.known.matched(&program.plan);
        let mut near = None;
        for (place, case) in rubric.tests.iter().enumerate() {
            let Some(own) = self.rubric.tests.get(place) else { continue };
            if reaches((self.rubric, &self.program, own), (&rubric, &program, case), &matched) {
                if !self_test::passes(&rubric, &program, case) {
                    return Fate::Killed(place);
                }
                near.get_or_insert(place);
            }
        }
        if given_alike(self.rubric, &rubric) && alike(&self.program, &program, &self.ranges, &matched) {
            return Fate::Same;
        }
        Fate::Survived { near }
    }
}

/// A world in which one file has other bytes.
struct Instead<'a> {
    host: &'a dyn Host,
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Host for Instead<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == self.path { Ok(self.bytes.clone()) } else { self.host.read(path) }
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        self.host.find(dir, pattern)
    }
}
