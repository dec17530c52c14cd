//! Findings with the lines they are about.

use serde_json::{Value, json};

use super::FINDINGS;
use crate::diagnostic::{Bag, Diagnostic, Label, Place, Severity, page};
use crate::report::outcome::say;
use crate::text::{Lang, Source, SourceId, Sources, Span, inert};

/// Lines of a place that are shown, and the characters of each part of a line.
const LINES: usize = 4;
const PART: usize = 240;

/// All, the gravest first.
pub fn all<'a>(bags: impl Iterator<Item = (&'a Bag, &'a Sources)>, lang: Lang) -> Value {
    let mut all: Vec<(&Diagnostic, &Sources)> =
        bags.flat_map(|(bag, sources)| bag.all.iter().map(move |finding| (finding, sources))).collect();
    all.sort_by_key(|(finding, _)| finding.severity);
    let count = |severity: Severity| all.iter().filter(|(finding, _)| finding.severity == severity).count();
    json!({
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "notes": count(Severity::Note),
        "shown": all.iter().take(FINDINGS).map(|(finding, sources)| one(finding, sources, lang)).collect::<Vec<_>>(),
    })
}

fn one(finding: &Diagnostic, sources: &Sources, lang: Lang) -> Value {
    let why = page::find(finding.code.id).map(|_| format!("kaohe validate --explain {}", finding.code.id));
    json!({
        "severity": finding.severity.name(),
        "said": say(&finding.severity.words(), lang),
        "code": finding.code.id,
        "message": say(&finding.message, lang),
        "help": finding.help.as_ref().map(|help| say(help, lang)),
        "why": why,
        "places": finding.labels.iter().map(|label| place(label, sources, lang)).collect::<Vec<_>>(),
    })
}

fn place(label: &Label, sources: &Sources, lang: Lang) -> Value {
    let (at, lines) = match &label.place {
        Place::Text { source, span } => lines(sources, *source, *span),
        Place::Cell(cell) => (inert(&cell.in_lang(lang)).into_owned(), Vec::new()),
        Place::File(file) => (inert(file).into_owned(), Vec::new()),
    };
    json!({ "at": at, "words": say(&label.words, lang), "lines": lines })
}

/// `a.toml:12:8`, and the lines from the one before on: number, what is marked, what stands around it.
fn lines(sources: &Sources, source: SourceId, span: Span) -> (String, Vec<Value>) {
    let found = sources.locate(source, span);
    let (file, span) = (found.source, found.span);
    let begin = file.line_column(span.start);
    let at = format!("{}:{}:{}", inert(&file.name), begin.line, begin.column);
    let mut all = Vec::new();
    let mut start = 0;
    for (number, line) in file.text.split('\n').enumerate() {
        let end = start + line.len();
        // A place without extent is shown too.
        let is_marked = span.start <= end && (span.end > start || span.start >= start);
        if is_marked || number + 2 == begin.line {
            all.push(drawn(file, number + 1, [start, end], span.start.max(start), span.end.min(end)));
        }
        start = end + 1;
        if start > span.end || all.len() > LINES {
            break;
        }
    }
    (at, all)
}

fn drawn(file: &Source, number: usize, [start, end]: [usize; 2], from: usize, to: usize) -> Value {
    let (from, to) = (from.clamp(start, end), to.clamp(start, end));
    let to = to.max(from);
    let part =
        |from: usize, to: usize| inert(file.text.get(from..to).unwrap_or_default().trim_end_matches('\r')).into_owned();
    let (before, marked, after) = (part(start, from), part(from, to), part(to, end));
    let skip = before.chars().count().saturating_sub(PART);
    json!({
        "n": number,
        "before": before.chars().skip(skip).collect::<String>(),
        "marked": marked.chars().take(PART).collect::<String>(),
        "after": after.chars().take(PART).collect::<String>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_before_and_the_marked_part() {
        let mut sources = Sources::default();
        let text = "# 头\n[rubric]\r\nname = \"<b>客服</b>\"\nlast = 1\n";
        let id = sources.add("a.toml", text);
        let from = text.find('"').unwrap();
        let to = text.rfind('"').unwrap() + 1;
        let (at, lines) = lines(&sources, id, Span::new(from, to));
        assert_eq!(at, "a.toml:3:8");
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0], json!({ "n": 2, "before": "[rubric]", "marked": "", "after": "" }));
        assert_eq!(lines[1], json!({ "n": 3, "before": "name = ", "marked": "\"<b>客服</b>\"", "after": "" }));
    }

    #[test]
    fn places_at_the_end_over_many_lines_and_of_monsters() {
        let mut sources = Sources::default();
        let id = sources.add("a.toml", "a = 1\nb = 2\n");
        let end = super::lines(&sources, id, Span::new(12, 12));
        assert_eq!(end.0, "a.toml:3:1");
        assert_eq!(end.1.len(), 2);
        let tall = "x\n".repeat(100);
        let id = sources.add("b.toml", &tall);
        assert!(super::lines(&sources, id, Span::new(0, tall.len())).1.len() <= LINES + 1);
        let wide = "长".repeat(10_000);
        let id = sources.add("c.toml", &wide);
        let drawn = super::lines(&sources, id, Span::new(15_000, 15_003)).1;
        assert!(drawn[0].to_string().chars().count() < 3 * PART + 100);
        assert_eq!(drawn[0]["marked"], "长");
    }
}
