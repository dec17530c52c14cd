//! The self-appraisal report of a unit: by category and department, what was achieved, what is below standard and why,
//! what the logic checks say, and which papers prove it.

use serde::Serialize;

use super::{Head, Part, Person, is_below, name_of, own_value, parts, points};
use crate::diagnostic::Severity;
use crate::number::{ExactSum, compare};
use crate::report::html::board::NONE;
use crate::report::html::notes::vetoes_of;
use crate::report::html::{clip, link};
use crate::report::number::{fixed, nothing};
use crate::report::outcome::say;
use crate::report::standing::{change, lost, share};
use crate::text::inert;

/// Points of so many hundredths of full marks are an achievement, and of fewer than so many below standard.
const ACHIEVED: f64 = 95.0;
const STANDARD: f64 = 60.0;

#[derive(Debug, Serialize)]
pub struct Appraisal {
    head: Head,
    parts: Vec<Part>,
    departments: Vec<Department>,
    achieved: Vec<[String; 3]>,
    risen: Vec<[String; 4]>,
    before: Option<String>,
    below: Vec<Below>,
    vetoes: Vec<String>,
    checks: usize,
    log: Vec<Logged>,
    evidence: Vec<Evidence>,
}

#[derive(Debug, Serialize)]
struct Department {
    name: String,
    indicators: usize,
    points: String,
    full: String,
    share: String,
}

#[derive(Debug, Serialize)]
struct Below {
    name: String,
    owner: String,
    value: String,
    points: String,
    reason: String,
}

#[derive(Debug, Serialize)]
struct Logged {
    severity: &'static str,
    word: String,
    message: String,
    cells: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Evidence {
    name: String,
    wanted: String,
    links: Vec<Link>,
}

#[derive(Debug, Serialize)]
struct Link {
    text: String,
    /// Of the web; other addresses are no links.
    to: Option<String>,
}

impl Appraisal {
    pub fn of(person: &Person) -> Appraisal {
        let Person { view, subject, before, .. } = *person;
        let (rubric, results, lang) = (view.rubric, view.results, view.lang);
        let mut in_order = lost(view, subject);
        in_order.sort_by_key(|one| one.indicator);
        let owner = |indicator: usize| {
            rubric.indicators.get(indicator).and_then(|of| of.owner.as_deref()).map_or(NONE.to_string(), clip)
        };
        let share_said =
            |indicator| share(results, indicator, subject).map_or(NONE.into(), |s| format!("{}%", fixed(s, 1)));
        let achieved = in_order
            .iter()
            .filter(|one| share(results, one.indicator, subject).is_some_and(|share| compare(share, ACHIEVED).is_ge()));
        let below =
            in_order.iter().filter(|one| one.points.is_err() || is_below(view, one.indicator, subject, STANDARD));
        let risen = before.map(|(earlier, at)| change(earlier, at, view, subject).points).unwrap_or_default();
        Appraisal {
            head: Head::of(person),
            parts: parts(person),
            departments: departments(person, &in_order),
            achieved: achieved
                .map(|one| {
                    [name_of(view, one.indicator), own_value(view, one.indicator, subject), share_said(one.indicator)]
                })
                .collect(),
            risen: risen
                .iter()
                .filter(|one| one.by > 0.0)
                .take(10)
                .map(|one| {
                    let by = super::difference(rubric, one.by);
                    [name_of(view, one.indicator), points(rubric, one.before), points(rubric, one.now), by]
                })
                .collect(),
            before: before.map(|(earlier, _)| earlier.results.period.name.clone()),
            below: below
                .map(|one| Below {
                    name: name_of(view, one.indicator),
                    owner: owner(one.indicator),
                    value: own_value(view, one.indicator, subject),
                    points: match one.points {
                        Ok(figure) => format!("{} / {}", points(rubric, figure), points(rubric, one.full)),
                        Err(_) => format!("{NONE} / {}", points(rubric, one.full)),
                    },
                    reason: one.points.err().map(|why| say(&nothing(why), lang)).unwrap_or_default(),
                })
                .collect(),
            vetoes: vetoes_of(view, subject),
            checks: rubric.checks.len(),
            log: log(person),
            evidence: evidence(person),
        }
    }
}

/// Points and full marks of the indicators that each department answers for, in the order of the rubric.
fn departments(person: &Person, all: &[crate::report::standing::Lost]) -> Vec<Department> {
    let rubric = person.view.rubric;
    let mut found: Vec<(String, usize, ExactSum, ExactSum)> = Vec::new();
    for one in all {
        let Some(owner) = rubric.indicators.get(one.indicator).and_then(|of| of.owner.as_deref()) else { continue };
        let at = match found.iter().position(|(name, ..)| name == owner) {
            Some(at) => at,
            None => {
                found.push((owner.to_string(), 0, ExactSum::new(), ExactSum::new()));
                found.len() - 1
            }
        };
        let Some((_, count, points, full)) = found.get_mut(at) else { continue };
        *count += 1;
        // What was not scored counts neither way.
        if let Ok(figure) = one.points {
            points.add(figure);
            full.add(one.full);
        }
    }
    let row = |(name, indicators, got, full): (String, usize, ExactSum, ExactSum)| {
        let (got, full) = (got.value(), full.value());
        Department {
            name: clip(&name),
            indicators,
            points: points(rubric, got),
            full: points(rubric, full),
            share: if full > 0.0 { format!("{}%", fixed(got / full * 100.0, 1)) } else { NONE.into() },
        }
    };
    found.into_iter().map(row).collect()
}

/// What was found of this subject, and of nobody else besides.
fn log(person: &Person) -> Vec<Logged> {
    let Person { view, subject, .. } = *person;
    let Some(own) = view.results.subjects.get(subject) else { return Vec::new() };
    let names = |text: &str, of: &crate::result::SubjectInfo| {
        [&of.label, &of.key].into_iter().any(|name| {
            let name = inert(name);
            !name.is_empty() && (text.contains(&format!("`{name}`")) || text.contains(&format!("（{name}）")))
        })
    };
    let others = |text: &str| {
        let mut all = view.results.subjects.iter().enumerate();
        all.any(|(at, other)| at != subject && other.label != own.label && names(text, other))
    };
    let all = view.results.findings.all.iter();
    let mine = all.filter(|finding| names(&finding.message.zh, own) && !others(&finding.message.zh));
    let logged = |finding: &crate::diagnostic::Diagnostic| Logged {
        severity: finding.severity.name(),
        word: say(&finding.severity.words(), view.lang),
        message: say(&finding.message, view.lang),
        cells: finding
            .labels
            .iter()
            .filter_map(|label| match &label.place {
                crate::diagnostic::Place::Cell(cell) => Some(inert(&cell.in_lang(view.lang)).into_owned()),
                crate::diagnostic::Place::Text { .. } | crate::diagnostic::Place::File(_) => None,
            })
            .take(6)
            .collect(),
    };
    let mut found: Vec<Logged> = mine.map(logged).collect();
    let weight =
        |logged: &Logged| [Severity::Error, Severity::Warning].iter().position(|s| s.name() == logged.severity);
    found.sort_by_key(|logged| weight(logged).unwrap_or(2));
    found
}

/// What is to prove each indicator, then the links of the rows by table.
fn evidence(person: &Person) -> Vec<Evidence> {
    let Person { view, subject, .. } = *person;
    let text = |text: &Option<String>| text.as_deref().map(|text| inert(text).into_owned()).unwrap_or_default();
    let declared = view.rubric.indicators.iter().enumerate().filter(|(_, of)| of.answers.evidence.is_some());
    let declared = declared.map(|(at, of)| Evidence {
        name: name_of(view, at),
        wanted: text(&of.answers.evidence),
        links: Vec::new(),
    });
    let papers = view.results.record.papers.iter().filter_map(|papers| {
        let links = papers.links.get(subject).filter(|links| !links.is_empty())?;
        let table = view.rubric.data.get(papers.data).map(|data| clip(&data.id)).unwrap_or_default();
        let links = links.iter().map(|to| Link { text: clip(to), to: link(to) }).collect();
        Some(Evidence { name: table, wanted: String::new(), links })
    });
    declared.chain(papers).collect()
}
