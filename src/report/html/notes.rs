//! What follows for whom, what was found, and from what everything was computed.

use serde::Serialize;

use super::words::clip;
use crate::diagnostic::render::{place, summary};
use crate::diagnostic::{Place, Severity};
use crate::report::outcome::{effect, figure, names, outcomes, say, why_no_total};
use crate::report::{View, number, order};
use crate::text::{Words, inert};

/// So many lines of a list are shown.
const LINES: usize = 500;
/// So many findings are shown, and so many places of each.
const FINDINGS: usize = 200;
const PLACES: usize = 12;

/// Names with what is said of each.
#[derive(Debug, Serialize, Default)]
pub struct Listed {
    pub lines: Vec<[String; 2]>,
    pub more: usize,
}

impl Listed {
    fn of(all: Vec<[String; 2]>) -> Listed {
        let more = all.len().saturating_sub(LINES);
        Listed { lines: all.into_iter().take(LINES).collect(), more }
    }
}

#[derive(Debug, Serialize)]
pub struct Found {
    pub severity: &'static str,
    pub word: String,
    pub code: &'static str,
    pub message: String,
    /// A place and what is said of it.
    pub places: Vec<[String; 2]>,
    pub more: usize,
    pub help: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Findings {
    pub all: Vec<Found>,
    pub more: usize,
    pub summary: String,
}

/// Why some have no total.
pub fn without_total(view: &View) -> Listed {
    let names = names(view.results);
    let all = view.results.order.iter();
    let line = |at: &usize| Some([clip(names.get(*at)?), say(&why_no_total(view, *at)?, view.lang)]);
    Listed::of(all.filter_map(line).collect())
}

/// What follows for each, and what could not be decided.
pub fn consequences(view: &View) -> Listed {
    let names = names(view.results);
    let mut all = Vec::new();
    for at in &view.results.order {
        for outcome in outcomes(view, *at) {
            let name = names.get(*at).map(|name| clip(name)).unwrap_or_default();
            all.push([name, follows(view, &outcome)]);
        }
    }
    Listed::of(all)
}

/// One consequence in words: `整改方案 · 分析落后原因，提交整改方案 · 截止 2024-07-08`.
pub fn follows(view: &View, outcome: &crate::report::outcome::Outcome) -> String {
    let lang = view.lang;
    let mut parts = vec![say(&outcome.rule.name, lang)];
    if let Err(why) = outcome.applies {
        let why = say(&number::nothing(why), lang);
        parts.push(format!("{}{why}", lang.pick("无法判定：", "undecided: ")));
        return parts.join(" · ");
    }
    match outcome.money {
        Some(Ok(money)) => parts.push(number::money(money, lang)),
        Some(Err(why)) => parts.push(say(&number::nothing(why), lang)),
        None => {}
    }
    parts.extend(outcome.rule.task.as_deref().map(|task| inert(task).into_owned()));
    parts.extend(outcome.due(view).map(|due| say(&due, lang)));
    parts.join(" · ")
}

/// Vetoes that struck, or that could not be decided.
pub fn vetoes(view: &View) -> Listed {
    let names = names(view.results);
    let mut all = Vec::new();
    for at in &view.results.order {
        let name = || names.get(*at).map(|name| clip(name)).unwrap_or_default();
        all.extend(vetoes_of(view, *at).into_iter().map(|said| [name(), said]));
    }
    Listed::of(all)
}

/// Those of one subject.
pub fn vetoes_of(view: &View, subject: usize) -> Vec<String> {
    let lang = view.lang;
    let all = view.rubric.vetoes.iter().zip(&view.results.vetoes);
    all.filter_map(|(veto, strikes)| {
        let mut parts = vec![say(&veto.name, lang)];
        match figure(strikes, subject) {
            Ok(0.0) => return None,
            Ok(_) => {
                parts.push(say(&effect(view.rubric, &veto.effect), lang));
                parts.extend(veto.reason.as_deref().map(|reason| inert(reason).into_owned()));
            }
            Err(why) => {
                let why = say(&number::nothing(why), lang);
                parts.push(format!("{}{why}", lang.pick("无法判定：", "undecided: ")));
            }
        }
        Some(parts.join(" · "))
    })
    .collect()
}

/// Errors first, then warnings, then notes.
pub fn findings(view: &View) -> Findings {
    let bag = &view.results.findings;
    let of = |severity| bag.all.iter().filter(move |finding| finding.severity == severity);
    let all = of(Severity::Error).chain(of(Severity::Warning)).chain(of(Severity::Note));
    let shown: Vec<Found> = all.take(FINDINGS).map(|finding| found(view, finding)).collect();
    let summary = if bag.is_empty() { String::new() } else { summary(bag, view.lang) };
    Findings { more: bag.all.len() - shown.len(), all: shown, summary }
}

fn found(view: &View, finding: &crate::diagnostic::Diagnostic) -> Found {
    let lang = view.lang;
    let text = |words: &Words| inert(words.in_lang(lang)).into_owned();
    let said = |label: &crate::diagnostic::Label| {
        let at: &Place = &label.place;
        [inert(&place(at, view.sources, lang)).into_owned(), text(&label.words)]
    };
    Found {
        severity: finding.severity.name(),
        word: text(&finding.severity.words()),
        code: finding.code.id,
        message: text(&finding.message),
        places: finding.labels.iter().take(PLACES).map(said).collect(),
        more: finding.labels.len().saturating_sub(PLACES),
        help: finding.help.as_ref().map(text),
    }
}

/// The order in which figures come about.
pub fn steps(view: &View) -> Vec<&'static str> {
    order::ORDER.iter().map(|(zh, en)| view.lang.pick(zh, en)).collect()
}

/// A file: what it is to the rubric, its name, how much was read, its digest.
#[derive(Debug, Serialize)]
pub struct File {
    pub of: String,
    pub name: String,
    pub read: String,
    pub digest: String,
}

/// The rubric's files, then those of the data.
pub fn files(view: &View) -> Vec<File> {
    let lang = view.lang;
    let rubric = view.rubric.files.iter().map(|(file, digest)| File {
        of: lang.pick("方案", "rubric").to_string(),
        name: inert(file).into_owned(),
        read: String::new(),
        digest: digest.clone(),
    });
    let data = view.results.files.iter().map(|file| {
        let sheet = file.sheet.as_deref().map(|sheet| format!(" › {}", inert(sheet))).unwrap_or_default();
        let rows = match lang {
            crate::text::Lang::Zh => format!("{} 行", file.rows),
            crate::text::Lang::En => crate::text::words::plural(file.rows, "row"),
        };
        File {
            of: inert(&file.table).into_owned(),
            name: format!("{}{sheet}", inert(&file.file)),
            read: format!("{rows} · {}", inert(&file.format)),
            digest: file.sha256.as_deref().unwrap_or_default().to_string(),
        }
    });
    rubric.chain(data).collect()
}

/// What was read and not used.
pub fn skipped(view: &View) -> Listed {
    let lang = view.lang;
    let line = |skipped: &crate::result::Skipped| {
        let mut text = format!("{} × {}", say(&skipped.reason, lang), skipped.count);
        if let Some(cells) = crate::report::trail::places(&skipped.cells, skipped.count, lang) {
            text.push_str(&format!(" · {cells}"));
        }
        [inert(&skipped.table).into_owned(), text]
    };
    Listed::of(view.results.skipped.iter().map(line).collect())
}
