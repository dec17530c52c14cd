//! What the explainer asks, answered from an evaluation.

use super::{Evaluated, codes};
use crate::diagnostic::Diagnostic;
use crate::eval::{Bound, Lanes};
use crate::explain::{self, Facts};
use crate::plan::{NodeId, TableId};
use crate::report::{self, View};
use crate::result::{Cause, Period, Trail, Versus};
use crate::table::{Lane, Table};
use crate::text::{Lang, Sources, Words};
use crate::words;

/// The tree behind a subject's result in the period that was evaluated: of the total, or of one
/// indicator.
pub fn explain(run: &Evaluated, sources: &Sources, subject: usize, indicator: Option<usize>) -> Trail {
    let text = sources.text(run.rubric.source).clone();
    let facts = Run { bound: &run.bound, lanes: &run.lanes, text: &text };
    let (rubric, program) = (&run.rubric, &run.program);
    match indicator {
        Some(indicator) => explain::explain_indicator(rubric, program, &facts, subject, run.period, indicator),
        None => {
            let mut trail = explain::explain(rubric, program, &facts, subject, run.period);
            trail.root.how.extend(on_record(run, sources, subject));
            trail
        }
    }
}

/// What each item adds to the difference between two totals of the period that was evaluated.
///
/// # Errors
/// Who of the two has no total, and why.
pub fn versus(run: &Evaluated, sources: &Sources, subjects: [usize; 2]) -> Result<Versus, Box<Diagnostic>> {
    let text = sources.text(run.rubric.source).clone();
    let facts = Run { bound: &run.bound, lanes: &run.lanes, text: &text };
    explain::versus(&run.rubric, &run.program, &facts, subjects, run.period).map_err(|(at, nothing)| {
        let subject = subjects.get(at).copied().unwrap_or_default();
        let name = facts.subject(subject).1;
        let why = nothing.words();
        let message = Words {
            zh: format!("`{name}` 没有总分（{}），无从比较", why.zh),
            en: format!("`{name}` has no total ({}), so there is nothing to compare", why.en),
        };
        let help = words!(
            "`kaohe explain … --subject {name}` 说明总分缺在哪里",
            "`kaohe explain … --subject {name}` tells what the total lacks"
        );
        Box::new(Diagnostic::error(codes::NO_TOTAL_TO_COMPARE, message).help(help))
    })
}

/// Open objections, and what void data and upheld objections changed.
fn on_record(run: &Evaluated, sources: &Sources, subject: usize) -> Vec<Words> {
    let results = &run.results;
    let key = run.bound.subjects.get(subject).map(|subject| &subject.key);
    let Some(at) = results.subjects.iter().position(|info| Some(&info.key) == key) else { return Vec::new() };
    let view = View { rubric: &run.rubric, results, sources, lang: Lang::Zh, width: 100, color: false };
    let mut all = Vec::new();
    if results.record.is_disputed(at) {
        all.push(words!("有异议未决，暂定", "provisional: an objection is open"));
    }
    for revision in results.record.revisions.iter().filter(|revision| revision.subject == at) {
        let said = report::record::revision(&view, revision);
        let (zh, en) = match revision.cause {
            Cause::Void => ("数据作废前后", "by data declared void"),
            Cause::Objection => ("异议更正前后", "by objections upheld"),
        };
        all.push(Words { zh: format!("{zh}：{}", said.zh), en: format!("{en}: {}", said.en) });
    }
    all
}

/// An evaluation as the explainer sees it.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    pub bound: &'a Bound,
    pub lanes: &'a Lanes,
    /// The rubric's text.
    pub text: &'a str,
}

impl Facts for Run<'_> {
    fn lane(&self, node: NodeId) -> &Lane {
        self.lanes.get(node)
    }

    fn table(&self, table: TableId) -> Option<&Table> {
        self.bound.tables.get(usize::from(table.0)).map(std::convert::AsRef::as_ref)
    }

    fn rows(&self, table: TableId, subject: usize, period: usize) -> Vec<usize> {
        self.bound.rows_of(table, subject, period)
    }

    fn subjects(&self) -> usize {
        self.bound.subjects.len()
    }

    fn is_assessed(&self, subject: usize, period: usize) -> bool {
        self.bound.is_assessed(subject, period)
    }

    fn subject(&self, index: usize) -> (&str, &str) {
        self.bound.subjects.get(index).map_or(("", ""), |subject| (subject.key.as_str(), subject.label.as_str()))
    }

    fn periods(&self) -> &[Period] {
        &self.bound.periods
    }

    fn text(&self) -> &str {
        self.text
    }
}
