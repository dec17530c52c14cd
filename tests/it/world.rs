//! A small world for tests: a rubric's text and some files, and everything that comes of them.

use std::collections::HashMap;
use std::path::Path;

use kaohe::check::{Overrides, Reading, check};
use kaohe::compile::compile;
use kaohe::diagnostic::Bag;
use kaohe::eval::{self, Bound, Lanes};
use kaohe::host::{Host, Memory};
use kaohe::input;
use kaohe::plan::Program;
use kaohe::result::Results;
use kaohe::rubric::Rubric;
use kaohe::syntax::parse;
use kaohe::text::Sources;

/// What came of a run.
#[allow(dead_code, reason = "each test looks at its own part")]
pub struct Run {
    pub rubric: Rubric,
    pub program: Program,
    pub bound: Bound,
    pub lanes: Lanes,
    pub results: Results,
}

/// Checks a rubric's text.
pub fn checked(text: &str) -> (Option<Rubric>, Bag, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("rubric.toml", text);
    let mut bag = Bag::default();
    let document = parse(id, text, &mut bag);
    let (rubric, found) = check(&Reading::of(&document, text), &Overrides::default());
    let sound = !bag.has_errors();
    bag.extend(found);
    kaohe::session::settle(&kaohe::check::lints(&Reading::of(&document, text)), &mut bag);
    (rubric.filter(|_| sound && !bag.has_errors()), bag, sources)
}

/// Checks a rubric's text with others beside it, which it may extend.
pub fn checked_beside(text: &str, others: &[(String, String)]) -> (Option<Rubric>, Bag, Sources) {
    let host = Memory::default().with("rubric.toml", text);
    let host = others.iter().fold(host, |host, (name, text)| host.with(name, text.as_str()));
    let mut sources = Sources::default();
    let checked = kaohe::session::check(&host, Path::new("rubric.toml"), &[], &mut sources);
    (checked.rubric, checked.findings, sources)
}

/// Runs a rubric's text over files in memory; `period` counts from the oldest, the last if `None`.
pub fn run(text: &str, files: &[(&str, &str)], period: Option<usize>) -> Run {
    let host = files.iter().fold(Memory::default(), |host, (name, bytes)| host.with(name, *bytes));
    run_in(text, &host, Path::new(""), period)
}

pub fn run_in(text: &str, host: &dyn Host, dir: &Path, period: Option<usize>) -> Run {
    let (rubric, bag, _) = checked(text);
    let messages: Vec<&str> = bag.all.iter().map(|d| d.message.en.as_str()).collect();
    let rubric = rubric.unwrap_or_else(|| panic!("the rubric is not sound: {messages:#?}"));
    run_checked(rubric, host, dir, period)
}

pub fn run_checked(rubric: Rubric, host: &dyn Host, dir: &Path, period: Option<usize>) -> Run {
    let program = compile(&rubric);
    let mut report = input::Report::default();
    let tables = rubric.data.iter().map(|source| input::load(host, dir, source, &mut report)).collect();
    let bound = eval::bind(&program.plan, tables);
    let lanes = eval::run(&program.plan, &bound, &HashMap::new());
    let period = period.unwrap_or(bound.periods.len() - 1);
    let reading = eval::Reading { findings: report.findings, skipped: report.skipped, files: report.files };
    let results = eval::collect(&rubric, &program, &bound, &lanes, period, reading);
    Run { rubric, program, bound, lanes, results }
}
