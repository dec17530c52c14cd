//! Findings as workflow commands, which GitHub shows beside the lines of a change.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::text::{Lang, Sources, inert};

/// `::error file=…,line=…,col=…,endColumn=…,title=K0301::…`, without a line end.
///
/// The title is the code; the message names what is wrong, the other places and what to do, a line
/// each.
pub(super) fn line(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = diagnostic.labels.first().map(|label| place(&label.place, sources)).unwrap_or_default();
    properties.push(("title", diagnostic.code.id.to_string()));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", escaped_property(value))).collect();
    let mut message = vec![inert(diagnostic.message.in_lang(lang)).into_owned()];
    for label in &diagnostic.labels {
        let words = inert(label.words.in_lang(lang));
        let place = super::short::place(&label.place, sources, lang);
        let cell = matches!(label.place, Place::Cell(_));
        if !words.is_empty() || cell {
            message.push(format!(
                "{}{}",
                inert(&place),
                if words.is_empty() { String::new() } else { format!("  {words}") }
            ));
        }
    }
    if let Some(help) = &diagnostic.help {
        message.push(format!("{}{}", lang.pick("帮助：", "help: "), inert(help.in_lang(lang))));
    }
    format!("::{command} {}::{}", properties.join(","), escaped(&message.join("\n")))
}

/// A cell is shown at its row: in a text file that is a line.
fn place(place: &Place, sources: &Sources) -> Vec<(&'static str, String)> {
    match place {
        Place::Text { source, span } => {
            let found = sources.locate(*source, *span);
            let (start, end) = (found.source.line_column(found.span.start), found.source.line_column(found.span.end));
            let mut all = vec![("file", found.source.name.to_string()), ("line", start.line.to_string())];
            // Columns are taken only where one line is meant.
            if start.line == end.line {
                all.push(("col", start.column.to_string()));
                all.push(("endColumn", end.column.to_string()));
            } else {
                all.push(("endLine", end.line.to_string()));
            }
            all
        }
        Place::Cell(cell) if cell.sheet.is_none() => {
            vec![("file", cell.file.to_string()), ("line", cell.row.to_string())]
        }
        Place::Cell(cell) => vec![("file", cell.file.to_string())],
        Place::File(file) => vec![("file", file.to_string())],
    }
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escaped_property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(escaped("95%,\r\n::"), "95%25,%0D%0A::");
        assert_eq!(escaped_property("C:/a,b%.toml"), "C%3A/a%2Cb%25.toml");
    }
}
