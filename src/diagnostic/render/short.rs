//! One finding a line: `file:line:column: error[K0101]: message`, as editors and `grep` read it.

use crate::diagnostic::{Diagnostic, Place};
use crate::text::{Lang, Sources, inert};

/// The line without its end. The place is that of the first label; columns count characters.
pub fn line(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> String {
    let place = match diagnostic.labels.first() {
        Some(label) => format!("{}: ", inert(&place(&label.place, sources, lang))),
        None => String::new(),
    };
    let severity = diagnostic.severity.words();
    let message = inert(diagnostic.message.in_lang(lang));
    format!("{place}{}[{}]: {message}", severity.in_lang(lang), diagnostic.code.id)
}

/// `客服.toml:3:12`, `订单.xlsx › Sheet1!F12`, `多余.csv`.
pub fn place(place: &Place, sources: &Sources, lang: Lang) -> String {
    match place {
        Place::Text { source, span } => {
            let found = sources.locate(*source, *span);
            let at = found.source.line_column(found.span.start);
            format!("{}:{}:{}", found.source.name, at.line, at.column)
        }
        Place::Cell(cell) => cell.in_lang(lang),
        Place::File(file) => file.to_string(),
    }
}
