//! Every mutant checked and tested.

use std::path::Path;

use rayon::prelude::*;

use super::alike::alike;
use super::same::{Known, given_alike, identical, reaches};
use super::{Mutant, mutants};
use crate::compile::compile;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::host::{Host, Instead};
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
    let judge = Judge::new(host, path, rubric, proofs);
    let all = mutants(text);
    let count = all.len();
    let judged = all.into_par_iter().map(|mutant| {
        let fate = judge.notice(mutant.applied(text), &|findings, _| !findings.is_empty()).fate;
        done(count);
        Judged { mutant, fate }
    });
    judged.collect()
}

/// A rubric whose own tests pass, to hold changed texts of it against.
pub struct Judge<'a> {
    host: &'a dyn Host,
    path: &'a Path,
    rubric: &'a Rubric,
    program: Program,
    known: Known,
    /// Of the nodes of the program.
    ranges: Vec<Range>,
    proofs: bool,
    /// Warnings that it has as it stands, in words.
    told: Vec<String>,
}

/// What was found wrong with a changed text.
#[derive(Debug)]
pub struct Noticed {
    pub fate: Fate,
    /// Errors and warnings of the check and the prover, and of tests that fail.
    pub findings: Vec<Diagnostic>,
    pub sources: Sources,
    /// There is one if there are no errors.
    pub rubric: Option<Rubric>,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Judge({})", self.path.display())
    }
}

impl<'a> Judge<'a> {
    pub fn new(host: &'a dyn Host, path: &'a Path, rubric: &'a Rubric, proofs: bool) -> Judge<'a> {
        let program = compile(rubric);
        let known = Known::new(&program.plan);
        let ranges = crate::prove::ranges(rubric, &program);
        let findings = check(host, path, &[], &mut Sources::default()).findings;
        let told = findings.all.into_iter().map(|finding| finding.message.zh).collect();
        Judge { host, path, rubric, program, known, ranges, proofs, told }
    }

    /// Checks, proves, and tests a changed text, one after the other until what was found is `enough`.
    pub fn notice(&self, text: String, enough: &dyn Fn(&[Diagnostic], &Sources) -> bool) -> Noticed {
        let host = Instead::new(self.host, self.path, text.into_bytes());
        let mut sources = Sources::default();
        let checked = check(&host, self.path, &[], &mut sources);
        let counts = |finding: &Diagnostic| {
            finding.severity == Severity::Error
                || finding.severity == Severity::Warning && !self.told.contains(&finding.message.zh)
        };
        let findings = checked.findings.all.into_iter().filter(counts).collect();
        let mut noticed = Noticed { fate: Fate::Survived { near: None }, findings, sources, rubric: checked.rubric };
        let worst = noticed.findings.iter().min_by_key(|finding| finding.severity);
        if let Some(finding) = worst {
            noticed.fate = Fate::Refused(finding.code);
        }
        let Some(rubric) = &noticed.rubric else {
            return if noticed.findings.is_empty() { Noticed { fate: Fate::Same, ..noticed } } else { noticed };
        };
        let program = compile(rubric);
        if enough(&noticed.findings, &noticed.sources) {
            return noticed;
        }
        if self.proofs {
            let proved = prove(rubric, &program).findings.into_iter();
            let before = noticed.findings.len();
            noticed.findings.extend(proved.filter(|finding| finding.severity != Severity::Note));
            if let (Fate::Survived { .. }, Some(finding)) = (&noticed.fate, noticed.findings.get(before)) {
                noticed.fate = Fate::Refused(finding.code);
            }
            if enough(&noticed.findings, &noticed.sources) {
                return noticed;
            }
        }
        if identical((self.rubric, &self.program), (rubric, &program)) {
            if matches!(noticed.fate, Fate::Survived { .. }) {
                noticed.fate = Fate::Same;
            }
            return noticed;
        }
        let matched = self.known.matched(&program.plan);
        for (place, case) in rubric.tests.iter().enumerate() {
            let Some(own) = self.rubric.tests.get(place) else { continue };
            if !reaches((self.rubric, &self.program, own), (rubric, &program, case), &matched) {
                continue;
            }
            let failures = self_test::run(rubric, &program, case).failures;
            match &mut noticed.fate {
                Fate::Survived { .. } if !failures.is_empty() => noticed.fate = Fate::Killed(place),
                Fate::Survived { near } if near.is_none() => *near = Some(place),
                _ => {}
            }
            noticed.findings.extend(failures);
            if enough(&noticed.findings, &noticed.sources) {
                break;
            }
        }
        if let Fate::Survived { .. } = noticed.fate
            && given_alike(self.rubric, rubric)
            && alike(&self.program, &program, &self.ranges, &matched)
        {
            noticed.fate = Fate::Same;
        }
        noticed
    }
}
