//! What is said of a planted fault, and where.

use std::ops::RangeInclusive;
use std::path::Path;

use kaohe::diagnostic::{Bag, Diagnostic, Place, Severity};
use kaohe::host::{Disk, Instead};
use kaohe::rubric::Rubric;
use kaohe::session::{self, Fate, Judge, Request};
use kaohe::text::{Sources, Span};

use super::Fault;
use super::place::{Text, lines};

/// What became of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It changes nothing.
    Same,
    OnLine,
    Elsewhere,
    No,
}

/// A fault with what was said of it.
#[derive(Debug)]
pub struct Held {
    pub seen: Seen,
    /// `84: points = 15 → points = 16`
    pub change: String,
    /// Of what was found elsewhere: the lines and the message.
    pub told: String,
}

/// A label that covers more lines than this points at nothing.
const BROAD: usize = 12;

pub struct Holder<'a> {
    pub path: &'a Path,
    pub judge: &'a Judge<'a>,
    /// What is said of the data of the rubric as it is.
    pub before: &'a [String],
}

impl Holder<'_> {
    pub fn hold(&self, text: &Text<'_>, fault: &Fault, says: bool) -> Held {
        let mut edits = fault.edits.clone();
        edits.sort();
        let (mut new, mut at, mut spans) = (String::new(), 0, Vec::new());
        for edit in &edits {
            new.push_str(&text.text[at..edit.span.start]);
            spans.push(Span::new(new.len(), new.len() + edit.text.len()));
            new.push_str(&edit.text);
            at = edit.span.end;
        }
        new.push_str(&text.text[at..]);
        let wanted = wanted(&new, fault, &spans);
        let on_line = |findings: &[Diagnostic], sources: &Sources| {
            findings.iter().any(|finding| places(finding, sources, &new).iter().any(|place| touches(place, &wanted)))
        };
        let noticed = self.judge.notice(new.clone(), &on_line);
        let mut findings = noticed.findings;
        let mut seen = match (on_line(&findings, &noticed.sources), &noticed.fate) {
            (true, _) => Seen::OnLine,
            (false, Fate::Same) if !says => Seen::Same,
            (false, Fate::Refused(_) | Fate::Killed(_)) => Seen::Elsewhere,
            (false, Fate::Same | Fate::Survived { .. }) => Seen::No,
        };
        let mut sources = noticed.sources;
        if let (Seen::No | Seen::Elsewhere, Some(rubric)) = (seen, noticed.rubric) {
            let host = Instead::new(&Disk, self.path, new.clone().into_bytes());
            let data = against_data(&host, self.path, rubric, &mut sources);
            findings.extend(data.into_iter().filter(|finding| !self.before.contains(&finding.message.zh)));
            if on_line(&findings, &sources) {
                seen = Seen::OnLine;
            } else if !findings.is_empty() {
                seen = Seen::Elsewhere;
            }
        }
        let told = findings.iter().filter(|_| seen == Seen::Elsewhere).take(2).map(|finding| {
            let places: Vec<String> =
                places(finding, &sources, &new).iter().map(|place| place.start().to_string()).collect();
            format!("{} {} @{}", finding.code.id, finding.message.zh, places.join(","))
        });
        let told = told.collect::<Vec<_>>().join(" | ");
        Held { seen, change: change(text, &edits), told }
    }
}

/// Errors and warnings that a rubric's data give cause to.
pub fn against_data(
    host: &dyn kaohe::host::Host,
    path: &Path,
    rubric: Rubric,
    sources: &mut Sources,
) -> Vec<Diagnostic> {
    let request = Request { rubric: path.to_path_buf(), ..Request::default() };
    let found = match session::run(host, rubric, Bag::default(), &request, sources) {
        Ok(evaluated) => evaluated.results.findings,
        Err(stopped) => stopped.findings,
    };
    found.all.into_iter().filter(|finding| finding.severity != Severity::Note).collect()
}

/// The lines on which a finding about this fault may stand.
fn wanted(new: &str, fault: &Fault, spans: &[Span]) -> Vec<RangeInclusive<usize>> {
    let mut all: Vec<RangeInclusive<usize>> = spans.iter().map(|span| lines(new, *span)).collect();
    if fault.also.around {
        let blocks = super::place::heads(new);
        for span in spans {
            let line = *lines(new, *span).start();
            all.push(line.saturating_sub(1)..=line + 1);
            // The block in which it stood, or those that stood before and behind.
            let at = blocks.partition_point(|start| *start < span.start);
            let begin = at.checked_sub(1).map_or(0, |at| blocks[at]);
            let mut end = blocks.get(at).copied().unwrap_or(new.len());
            if blocks.get(at) == Some(&span.start) {
                end = blocks.get(at + 1).copied().unwrap_or(new.len());
            }
            all.push(lines(new, Span::new(begin, end)));
        }
    }
    for (at, line) in new.lines().enumerate() {
        if fault.also.names.iter().any(|name| line.contains(name.as_str())) {
            all.push(at + 1..=at + 1);
        }
    }
    all
}

/// The lines of the changed file at which a finding points.
fn places(finding: &Diagnostic, sources: &Sources, new: &str) -> Vec<RangeInclusive<usize>> {
    let labels = finding.labels.iter().filter_map(|label| match &label.place {
        Place::Text { source, span } => {
            let located = sources.locate(*source, *span);
            (located.file == 0 && *located.source.text == *new).then(|| lines(new, located.span))
        }
        Place::Cell(_) | Place::File(_) => None,
    });
    labels.filter(|lines| lines.end() - lines.start() < BROAD).collect()
}

fn touches(place: &RangeInclusive<usize>, wanted: &[RangeInclusive<usize>]) -> bool {
    wanted.iter().any(|lines| lines.start() <= place.end() && place.start() <= lines.end())
}

fn change(text: &Text<'_>, edits: &[kaohe::session::Edit]) -> String {
    let first = edits.first().map_or(0, |edit| edit.span.start);
    let line = *lines(text.text, Span::new(first, first)).start();
    let short = |text: &str| {
        let text = text.replace('\n', "⏎");
        if text.chars().count() > 60 { format!("{}…", text.chars().take(60).collect::<String>()) } else { text }
    };
    let changes = edits.iter().map(|edit| {
        let old = text.raw(edit.span);
        let around = text.text.lines().nth(line - 1).unwrap_or_default();
        if old.is_empty() || old.chars().count() < 4 {
            format!("`{}`: `{old}` → `{}`", short(around.trim()), short(&edit.text))
        } else {
            format!("`{}` → `{}`", short(old), short(&edit.text))
        }
    });
    format!("{line}: {}", changes.collect::<Vec<_>>().join(", "))
}
