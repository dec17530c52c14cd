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
    /// The rubrics it extends, as of the last version that could be opened.
    bases: Vec<PathBuf>,
    /// The rubrics whose results are used, as of that version.
    inner: Vec<Watched>,
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
        Session { request, data: None, bases: Vec::new(), inner: Vec::new(), last_good: None }
    }

    /// The latest results that were whole.
    pub fn last_good(&self) -> Option<&Good> {
        self.last_good.as_ref()
    }

    /// Validates, tests and evaluates. A round whose rubric has errors, or whose data files cannot
    /// be had, leaves the last good results in place. `about_to_read` is told of the files that
    /// matter before they are read: of the rubric's, then of the data's that it names.
    pub fn run(&mut self, host: &dyn Host, at: &str, about_to_read: &mut dyn FnMut(&Watched)) -> Round {
        about_to_read(&self.watched());
        let mut sources = Sources::default();
        let checked = check(host, &self.request.rubric, &self.request.set, &mut sources);
        // Of a file that is away nobody knows what it extended.
        if !checked.unreadable || !checked.bases.is_empty() {
            self.bases = checked.bases;
        }
        // A rubric with mistakes of its own does not say which others it uses.
        if checked.rubric.is_some() || !checked.inner.is_empty() {
            self.inner = checked.inner;
        }
        let Some(rubric) = checked.rubric else {
            return Round { sources, findings: checked.findings, tests: Vec::new(), good: false };
        };
        self.data = Some((data_folder(&self.request, &rubric), rubric.data.iter().flat_map(input::patterns).collect()));
        about_to_read(&self.watched());
        let tests = if rubric.tests.is_empty() { Vec::new() } else { test(&rubric, &compile(&rubric)) };
        let mut findings = checked.findings;
        match run(host, rubric, Bag::default(), &self.request, &mut sources) {
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
        Watched { rubric: self.request.rubric.clone(), bases: self.bases.clone(), data, inner: self.inner.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Memory;

    const RUBRIC: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rubrics/examples/minimal/rubric.toml"));
    const DATA: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rubrics/examples/minimal/june.csv"));

    fn world(rubric: &str) -> Memory {
        Memory::default().with("x/a.toml", rubric).with("x/june.csv", DATA)
    }

    #[test]
    fn the_last_good_results_stay_while_there_are_none() {
        let mut session = Session::new(Request { rubric: "x/a.toml".into(), ..Request::default() });
        let mut told = Vec::new();
        let round = session.run(&world(RUBRIC), "08:00:00", &mut |watched| told.push(watched.clone()));
        assert!(round.good && !round.findings.has_errors());
        assert_eq!(told.last().and_then(|watched| watched.data.clone()), Some(("x".into(), vec!["june.csv".into()])));

        let broken = world(&RUBRIC.replace("points = 60", "points = 61"));
        let round = session.run(&broken, "08:00:01", &mut |_| {});
        assert!(!round.good && round.findings.has_errors());
        assert_eq!(session.last_good().map(|good| good.at.as_str()), Some("08:00:00"));

        let without_data = Memory::default().with("x/a.toml", RUBRIC);
        assert!(!session.run(&without_data, "08:00:02", &mut |_| {}).good);
        assert_eq!(session.last_good().map(|good| good.at.as_str()), Some("08:00:00"));

        assert!(session.run(&world(RUBRIC), "08:00:03", &mut |_| {}).good);
        assert_eq!(session.last_good().map(|good| good.at.as_str()), Some("08:00:03"));
    }
}
