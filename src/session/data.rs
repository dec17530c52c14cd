//! The tables of a rubric, and those of them that are not held while they are read.

use std::path::Path;
use std::sync::Arc;

use super::elsewhere;
use super::kept::Kept;
use super::laps::{Lap, Laps};
use super::pipeline::{Passing, Request};
use crate::eval::stream::{Course, Flow, State, courses};
use crate::eval::{self, Bound};
use crate::host::Host;
use crate::input;
use crate::plan::Program;
use crate::result::Extent;
use crate::rubric::{DataSource, Rubric};
use crate::table::Table;

/// Files of so many bytes in all are too many to be held.
const LARGE: u64 = 1 << 24;

/// What was read so far.
pub struct Data {
    /// In the order of the plan's tables; empty where the rows are yet to pass by.
    pub tables: Vec<Arc<Table>>,
    /// What the reader said of each.
    said: Vec<input::Report>,
    courses: Vec<Course>,
}

/// Reads what is to be held.
pub fn read(
    host: &dyn Host,
    folder: &Path,
    (rubric, program): (&Rubric, &Program),
    request: &Request,
    kept: Option<&Kept>,
) -> Data {
    if let Some(kept) = kept {
        let mut said = input::Report::default();
        let tables = kept.tables(host, folder, &rubric.data, &mut said);
        return Data { tables, said: vec![said], courses: Vec::new() };
    }
    let is_worth = |course: &Course| {
        let source = rubric.data.get(usize::from(course.table.0));
        match request.passing {
            Passing::Never => false,
            Passing::Always => true,
            Passing::Large => {
                request.extent < Extent::Whole && source.is_some_and(|source| is_large(host, folder, source))
            }
        }
    };
    let forms = input::form::find(host, folder);
    let mut courses = courses(rubric, program);
    courses.retain(is_worth);
    let passes = |at: usize| courses.iter().any(|course| usize::from(course.table.0) == at);
    let held: Vec<&DataSource> =
        rubric.data.iter().enumerate().filter(|(at, _)| !passes(*at)).map(|(_, source)| source).collect();
    let mut read = input::load_each(host, folder, &held, &forms).into_iter();
    let (mut tables, mut said) = (Vec::new(), Vec::new());
    for (at, source) in rubric.data.iter().enumerate() {
        let empty = || (Table { name: source.id.clone(), ..Table::default() }, input::Report::default());
        let (table, report) = if passes(at) { empty() } else { read.next().unwrap_or_else(empty) };
        tables.push(Arc::new(table));
        said.push(report);
    }
    let mut of_forms = input::Report::default();
    input::form::tell(&forms, &rubric.data, &mut of_forms.findings);
    said.push(of_forms);
    Data { tables, said, courses }
}

impl Data {
    /// Binds the tables, reading those that are not held; also gives what the reader said of all.
    pub fn bind(
        self,
        host: &dyn Host,
        folder: &Path,
        (rubric, program): (&Rubric, &Program),
        laps: &mut Laps<'_>,
    ) -> (Bound, input::Report) {
        let Data { mut tables, mut said, courses } = self;
        let passing: Vec<usize> = courses.iter().map(|course| usize::from(course.table.0)).collect();
        let mut bound = if courses.is_empty() {
            eval::bind(&program.plan, tables.clone())
        } else {
            let mut pass = |course: &Course, flow: &Flow<'_>| -> State {
                laps.end(Lap::Bind);
                let at = usize::from(course.table.0);
                let (Some(source), Some(report)) = (rubric.data.get(at), said.get_mut(at)) else {
                    return flow.state();
                };
                let take = |state: &mut State, batch: &input::Batch<'_>| flow.take(state, batch.table, batch.fresh);
                let states = input::stream(host, folder, source, report, &|| flow.state(), &take);
                let state = flow.merged(states);
                laps.end(Lap::Pass);
                state
            };
            eval::bind_passing(&program.plan, tables.clone(), eval::Passing { courses, pass: &mut pass })
        };
        let of_rows = |at: &usize| said.get(*at).is_some_and(|said| elsewhere::names_rows(&said.findings));
        if bound.periods.len() > 1 && passing.iter().any(of_rows) {
            // Whether a finding is of another period, its row knows.
            for at in passing {
                let Some(source) = rubric.data.get(at) else { continue };
                let mut report = input::Report::default();
                tables[at] = Arc::new(input::load(host, folder, source, &mut report));
                said[at] = report;
            }
            bound = eval::bind(&program.plan, tables);
        }
        let mut report = input::Report::default();
        said.into_iter().for_each(|said| report.add(said));
        (bound, report)
    }
}

fn is_large(host: &dyn Host, folder: &Path, source: &DataSource) -> bool {
    let forms = input::form::Forms::default();
    let files = input::files_of(host, folder, source, &forms, &mut crate::diagnostic::Bag::default());
    let length = |(path, _): &(std::path::PathBuf, Arc<str>)| host.length(path).unwrap_or(0);
    files.iter().map(length).fold(0, u64::saturating_add) >= LARGE
}
