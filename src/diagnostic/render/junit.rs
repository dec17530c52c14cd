//! Findings as a JUnit report, which build servers read: what was looked at is a test case, and it
//! has failed where there is an error.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{headline, short_line, summary};
use crate::diagnostic::{Bag, Diagnostic, Place, Severity};
use crate::text::{Lang, Sources};

/// Cases that belong together: those of one rubric, or all rubrics.
#[derive(Debug, Clone)]
pub struct Suite {
    pub name: String,
    pub cases: Vec<Case>,
}

/// One thing that was looked at.
#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    pub findings: Vec<Diagnostic>,
}

impl Case {
    fn failed(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// The report with a line end; `name` is the command that was called.
pub fn report(name: &str, suites: &[Suite], sources: &Sources, lang: Lang) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    let failed = all().filter(|case| case.failed()).count();
    let _ = writeln!(
        out,
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\">",
        attribute(name),
        all().count()
    );
    for suite in suites {
        let failed = suite.cases.iter().filter(|case| case.failed()).count();
        let suite_name = attribute(&suite.name);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{suite_name}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\">",
            suite.cases.len()
        );
        for case in &suite.cases {
            out.push_str(&test_case(case, &suite_name, sources, lang));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// The findings of a bag, a case for each file they are in.
pub(super) fn by_file(bag: &Bag, sources: &Sources, lang: Lang) -> String {
    let mut cases: Vec<Case> = Vec::new();
    for finding in &bag.all {
        let name = match finding.labels.first().map(|label| &label.place) {
            Some(Place::Text { source, span }) => sources.locate(*source, *span).source.name.to_string(),
            Some(Place::Cell(cell)) => cell.file.to_string(),
            Some(Place::File(file)) => file.to_string(),
            None => String::new(),
        };
        match cases.iter_mut().find(|case| case.name == name) {
            Some(case) => case.findings.push(finding.clone()),
            None => cases.push(Case { name, findings: vec![finding.clone()] }),
        }
    }
    report("kaohe", &[Suite { name: "kaohe".into(), cases }], sources, lang)
}

/// Errors make the failure; warnings and notes are what the case printed.
fn test_case(case: &Case, suite: &str, sources: &Sources, lang: Lang) -> String {
    let mut out = format!("    <testcase name=\"{}\" classname=\"{suite}\"", attribute(&case.name));
    if case.findings.is_empty() {
        out.push_str("/>\n");
        return out;
    }
    out.push_str(">\n");
    let lines = |of: &dyn Fn(Severity) -> bool| -> String {
        let told = case.findings.iter().filter(|finding| of(finding.severity));
        told.map(|finding| lines_of(finding, sources, lang)).collect::<Vec<_>>().join("\n")
    };
    let mut errors = case.findings.iter().filter(|finding| finding.severity == Severity::Error);
    if let Some(first) = errors.next() {
        let counted = Bag { all: std::iter::once(first).chain(errors).cloned().collect() };
        let message = match counted.all.len() {
            1 => headline(first, lang),
            _ => format!("{}{}{}", summary(&counted, lang), lang.pick("：", ": "), headline(first, lang)),
        };
        let told = text(&lines(&|severity| severity == Severity::Error)).into_owned();
        let (code, message) = (first.code.id, attribute(&message));
        let _ = writeln!(out, "      <failure type=\"{code}\" message=\"{message}\">{told}</failure>");
    }
    let others = lines(&|severity| severity != Severity::Error);
    if !others.is_empty() {
        let _ = writeln!(out, "      <system-out>{}</system-out>", text(&others));
    }
    out.push_str("    </testcase>\n");
    out
}

/// The finding as the short format has it, its other places and its help below.
fn lines_of(finding: &Diagnostic, sources: &Sources, lang: Lang) -> String {
    let mut out = short_line(finding, sources, lang);
    for label in finding.labels.iter().skip(1) {
        let place = super::short::place(&label.place, sources, lang);
        let words = label.words.in_lang(lang);
        let _ = write!(out, "\n  {place}{}{words}", if words.is_empty() { "" } else { "  " });
    }
    if let Some(help) = &finding.help {
        let _ = write!(out, "\n  {}{}", lang.pick("帮助：", "help: "), help.in_lang(lang));
    }
    out
}

/// Text between tags.
fn text(text: &str) -> Cow<'_, str> {
    escaped(text, false)
}

/// Text in double quotes.
fn attribute(text: &str) -> Cow<'_, str> {
    escaped(text, true)
}

/// XML has no way to write most control characters, so they are shown as `�`.
fn escaped(text: &str, quoted: bool) -> Cow<'_, str> {
    let plain = |c: char| !matches!(c, '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}') && !c.is_control();
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // An attribute would turn them into spaces.
            '\t' | '\n' if quoted => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\t' | '\n' => out.push(c),
            c if plain(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_escaped_or_shown() {
        assert_eq!(text("a < b && \"c\"\n\u{1b}[1m\u{ffff}"), "a &lt; b &amp;&amp; &quot;c&quot;\n\u{fffd}[1m\u{fffd}");
        assert_eq!(attribute("a\n\tb"), "a&#10;&#9;b");
        assert!(matches!(text("咨询转化率"), Cow::Borrowed(_)));
    }
}
