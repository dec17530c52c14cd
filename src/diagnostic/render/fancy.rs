//! Findings for people: the message, the lines at fault with carets under them, and what to do.
//!
//! miette draws the lines. The head, the cells and the help are ours, because they are bilingual,
//! and so is the position on top of a snippet: miette counts bytes there, people count characters.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents};
use miette::{SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles};

use crate::diagnostic::{Diagnostic, Label, Place, Severity};
use crate::text::inert::inert_in_place;
use crate::text::{Lang, Source, SourceId, Sources, Span, inert, wrap};

#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub lang: Lang,
    pub color: bool,
    pub width: usize,
}

/// The finding with a line end. The file of the first label comes first.
pub(super) fn draw(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let mut out = head(diagnostic, style);
    let mut drawn: Vec<(SourceId, usize)> = Vec::new();
    for label in &diagnostic.labels {
        match &label.place {
            Place::Text { source, span } => {
                let found = sources.locate(*source, *span);
                let file = (*source, found.file);
                if !drawn.contains(&file) {
                    drawn.push(file);
                    let spans = labels_of(file, diagnostic, sources, style.lang);
                    out.push_str(&snippet(spans, found.source, diagnostic.severity, style));
                }
            }
            Place::Cell(cell) => out.push_str(&line_of(&cell.in_lang(style.lang), label, style)),
            Place::File(file) => out.push_str(&line_of(file, label, style)),
        }
    }
    let sure = diagnostic.sure_fix();
    if let Some(help) = diagnostic.help.as_ref().or(sure.map(|fix| &fix.title)) {
        let name = style.lang.pick("帮助：", "help: ");
        let done = if sure.is_some() { style.lang.pick("（`--fix` 可代劳）", " (`--fix` does it)") } else { "" };
        let text = format!("{}{done}", inert(help.in_lang(style.lang)));
        out.push_str(&hanging(
            &format!("  {}", paint(style, "36", name)),
            2 + crate::text::width::width(name),
            &text,
            style,
        ));
    }
    out
}

fn head(diagnostic: &Diagnostic, style: Style) -> String {
    let color = match diagnostic.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Note => "1;36",
    };
    let full = super::headline(diagnostic, style.lang);
    let lines = wrap(&full, style.width);
    let severity = diagnostic.severity.words();
    let name = format!("{}[{}]", severity.in_lang(style.lang), diagnostic.code.id);
    let text = lines.join("\n    ");
    // The name is short and stands at the start, so a narrow width is the only case without it.
    let text = match text.strip_prefix(name.as_str()) {
        Some(rest) => format!("{}{rest}", paint(style, color, &name)),
        None => text,
    };
    text + "\n"
}

/// `  ─ 订单.xlsx › Sheet1!F12  这里是 128`
fn line_of(place: &str, label: &Label, style: Style) -> String {
    let words = inert(label.words.in_lang(style.lang));
    let gap = if words.is_empty() { "" } else { "  " };
    format!("  ─ {}{gap}{words}\n", paint(style, "1;4;36", &inert(place)))
}

/// `text` behind `name`, wrapped, its further lines set under the first.
fn hanging(name: &str, indent: usize, text: &str, style: Style) -> String {
    let lines = wrap(text, style.width.saturating_sub(indent).max(20));
    format!("{name}{}\n", lines.join(&format!("\n{}", " ".repeat(indent))))
}

fn paint(style: Style, code: &str, text: &str) -> String {
    if style.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
}

/// The labels that lie in one file of a text, each with its place there and its words.
fn labels_of(
    file: (SourceId, usize),
    diagnostic: &Diagnostic,
    sources: &Sources,
    lang: Lang,
) -> Vec<(Span, Option<String>)> {
    let in_file = diagnostic.labels.iter().filter_map(|label| match &label.place {
        Place::Text { source, span } => {
            let found = sources.locate(*source, *span);
            let words = inert(label.words.in_lang(lang)).into_owned();
            ((*source, found.file) == file)
                .then(|| (on_characters(found.span, &found.source.text), Some(words).filter(|words| !words.is_empty())))
        }
        Place::Cell(_) | Place::File(_) => None,
    });
    in_file.collect()
}

/// The lines of one file with all labels that lie in it.
fn snippet(mut spans: Vec<(Span, Option<String>)>, source: &Source, severity: Severity, style: Style) -> String {
    // The first label is the primary one; two labels on one place would be drawn over each other.
    let mut merged: Vec<(Span, Option<String>)> = Vec::new();
    for (span, words) in spans.drain(..) {
        match merged.iter_mut().find(|(known, _)| *known == span) {
            Some((_, known)) => {
                *known = match (known.take(), words) {
                    (Some(a), Some(b)) if a != b => Some(format!("{a}{}{b}", style.lang.pick("；", "; "))),
                    (a, b) => a.or(b),
                }
            }
            None => merged.push((span, words)),
        }
    }
    if merged.iter().any(|(span, _)| beside_a_long_line(*span, &source.text)) {
        // No frame is wide enough: the place alone says more than a screen full of one line.
        let place = |span: Span| {
            let at = source.line_column(span.start);
            format!("{}:{}:{}", source.name, at.line, at.column)
        };
        return merged
            .into_iter()
            .map(|(span, words)| {
                let gap = if words.is_some() { "  " } else { "" };
                let place = paint(style, "1;4;36", &inert(&place(span)));
                format!("  ─ {place}{gap}{}\n", words.unwrap_or_default())
            })
            .collect();
    }
    let mut text = inert_in_place(&source.text).into_owned();
    if merged.iter().any(|(span, _)| span.end >= text.len()) {
        // A caret behind the last character needs something to stand under.
        text.push(' ');
    }
    let view = View {
        severity,
        labels: merged
            .into_iter()
            .enumerate()
            .map(|(index, (span, words))| {
                let place = SourceSpan::new(span.start.into(), span.len());
                match index {
                    0 => LabeledSpan::new_primary_with_span(words, place),
                    _ => LabeledSpan::new_with_span(words, place),
                }
            })
            .collect(),
        source: Text { name: inert(&source.name).into_owned(), text, source: source.clone() },
    };
    let styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width.max(20)).with_links(false);
    let mut out = String::new();
    if handler.render_report(&mut out, &view).is_err() {
        return String::new();
    }
    // miette's own message line, empty here, stands before the frame.
    let frame: Vec<&str> = out.lines().skip_while(|line| !line.contains('╭')).map(str::trim_end).collect();
    frame.iter().map(|line| format!("{line}\n")).collect()
}

/// Lines longer than this are not drawn.
const LONG_LINE: usize = 2_000;

/// Whether the line of a span, or one beside it, is too long to draw.
fn beside_a_long_line(span: Span, text: &str) -> bool {
    let start = text[..span.start].rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    let end = text[span.end..].match_indices('\n').nth(1).map_or(text.len(), |(at, _)| span.end + at);
    text[start..end].lines().any(|line| line.len() > LONG_LINE)
}

/// The span within the text and on character boundaries.
fn on_characters(span: Span, text: &str) -> Span {
    let down = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        // Between `\r` and `\n` there is no line to stand on.
        if at > 0 && text.as_bytes().get(at) == Some(&b'\n') && text.as_bytes().get(at - 1) == Some(&b'\r') {
            at -= 1;
        }
        at
    };
    let start = down(span.start);
    Span::new(start, down(span.end).max(start))
}

/// What miette asks for.
#[derive(Debug)]
struct View {
    severity: Severity,
    labels: Vec<LabeledSpan>,
    source: Text,
}

impl fmt::Display for View {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for View {}

impl miette::Diagnostic for View {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A source as miette reads it, with the position of a span in characters.
#[derive(Debug)]
struct Text {
    name: String,
    /// Of the same length as the source's, or one space longer.
    text: String,
    source: Source,
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.text.as_str().read_span(span, before, after)?;
        let (mut line, mut column) = (read.line(), read.column());
        if before == 0 {
            // Asked without context: this is for the position on top of the snippet.
            let at = self.source.line_column(span.offset());
            (line, column) = (at.line - 1, at.column - 1);
        }
        let data = read.data();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data,
            *read.span(),
            line,
            column,
            read.line_count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::text::Words;
    use proptest::prelude::*;

    const CODE: Code = Code::new("K0001", "试", "test");

    fn drawn(text: &str, spans: &[(usize, usize)]) -> String {
        let mut sources = Sources::default();
        let id = sources.add("方案.toml", text);
        let mut diagnostic = Diagnostic::error(CODE, Words::same("message"));
        for (start, end) in spans {
            diagnostic = diagnostic.at((id, Span::new(*start, *end)), Words::same("这里"));
        }
        draw(&diagnostic, &sources, Style { lang: Lang::En, color: false, width: 80 })
    }

    #[test]
    fn the_position_counts_characters_and_the_caret_counts_cells() {
        let text = "x = 1\n公式 = \"付款人数 / 询单\"\n";
        let at = text.find("询单").unwrap();
        insta::assert_snapshot!(drawn(text, &[(at, at + 6)]), @r#"
        error[K0001]: message
           ╭─[方案.toml:2:14]
         1 │ x = 1
         2 │ 公式 = "付款人数 / 询单"
           ·                    ──┬─
           ·                      ╰── 这里
           ╰────
        "#);
    }

    #[test]
    fn a_line_as_long_as_a_book_is_named_and_not_drawn() {
        let text = format!("x = 1\n公式 = \"{}\"\n", "(".repeat(100_000));
        assert_eq!(drawn(&text, &[(13, 14)]), "error[K0001]: message\n  ─ 方案.toml:2:4  这里\n");
    }

    #[test]
    fn odd_spans() {
        let text = "\tid = 1\r\n第二行\n";
        let mut all = String::new();
        for spans in [
            &[(1, 3)][..],
            &[(8, 9)],
            &[(text.len(), text.len())],
            &[(0, 0)],
            &[(1, 12)],
            &[(500, 900)],
            &[(9, 12), (9, 12), (15, 18), (1, 3)],
        ] {
            all.push_str(&format!("{spans:?}\n{}", drawn(text, spans)));
        }
        all.push_str(&format!("empty\n{}", drawn("", &[(0, 0)])));
        all.push_str(&format!("no line end\n{}", drawn("甲乙", &[(6, 6)])));
        all.push_str(&format!("control characters\n{}", drawn("a = \"\u{1b}[31m\u{202e}\" # 注", &[(0, 1), (16, 19)])));
        insta::assert_snapshot!(all);
    }

    proptest! {
        #[test]
        fn no_text_and_no_span_stops_the_drawing(text in "(?s)[a甲\t\r\n\u{1b}😀 é]{0,30}", spans in prop::collection::vec((0usize..60, 0usize..60), 0..4)) {
            let spans: Vec<(usize, usize)> = spans.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
            let out = drawn(&text, &spans);
            prop_assert!(!out.contains('\x1b'));
            prop_assert_eq!(out.contains('╭'), !spans.is_empty());
        }
    }
}
