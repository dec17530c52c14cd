//! One round after each save, and the last round that was good.

use std::path::PathBuf;

use super::pipeline::{Evaluated, Request, check, data_folder, run};
use super::self_test::{TestReport, test};
use super::watcher::Watched;
use crate::compile::compile;
use crate::diagnostic::Bag;
use crate::host::Host;
use crate::input;
use crate::text::Sources;

/// A rubric that is being worked on.
#[derive(Debug)]
pub struct Session {
    request: Request,
    /// The data directory and its patterns, as of the last version of the rubric that could be read.
    data: Option<(PathBuf, Vec<String>)>,
    last_good: Option<Good>,
}

/// Results to fall back on.
#[derive(Debug)]
pub struct Good {
    /// When the files were read, as the caller names it.
    pub at: String,
    pub evaluated: Evaluated,
    /// The texts that its findings point into.
    pub sources: Sources,
}

/// What one round found.
#[derive(Debug)]
pub struct Round {
    pub sources: Sources,
    /// Of the rubric; and, where there are no results, of the data.
    pub findings: Bag,
    /// Empty where the rubric could not be read.
    pub tests: Vec<TestReport>,
    /// Whether [`Session::last_good`] is what this round computed.
    pub good: bool,
}

impl Session {
    pub fn new(request: Request) -> Session {
        Session { request, data: None, last_good: None }
    }

    /// The latest results that were whole.
    pub fn last_good(&self) -> Option<&Good> {
        self.last_good.as_ref()
    }

    /// Validates, tests and evaluates. A round whose rubric has errors, or whose data files cannot
    /// be had, leaves the last good results in place.
    pub fn run(&mut self, host: &dyn Host, at: &str) -> Round {
        let mut sources = Sources::default();
        let checked = check(host, &self.request.rubric, &self.request.set, &mut sources);
        let Some(rubric) = checked.rubric else {
            return Round { sources, findings: checked.findings, tests: Vec::new(), good: false };
        };
        self.data =
            Some((data_folder(&self.request, &rubric), rubric.data.iter().flat_map(input::patterns).collect()));
        let tests = if rubric.tests.is_empty() { Vec::new() } else { test(&rubric, &compile(&rubric)) };
        let mut findings = checked.findings;
        match run(host, rubric, Bag::default(), &self.request) {
            Ok(evaluated) if evaluated.incomplete => {
                findings.extend(evaluated.results.findings);
                Round { sources, findings, tests, good: false }
            }
            Ok(evaluated) => {
                self.last_good = Some(Good { at: at.to_string(), evaluated, sources: sources.clone() });
                Round { sources, findings, tests, good: true }
            }
            Err(stopped) => {
                findings.extend(stopped.findings);
                Round { sources, findings, tests, good: false }
            }
        }
    }

    /// The files whose changes matter.
    pub fn watched(&self) -> Watched {
        let data = self.data.clone().or_else(|| self.request.data.clone().map(|folder| (folder, Vec::new())));
        Watched { rubric: self.request.rubric.clone(), data }
    }
}
