//! What a merge leaves behind where two people changed the same lines.

use super::codes;
use crate::diagnostic::{Diagnostic, Fix};
use crate::text::{SourceId, Span};
use crate::words;

/// The lines of the marks, without their line feeds.
pub(super) struct Conflict {
    pub head: Span,
    pub middle: Span,
    pub tail: Span,
}

/// `<<<<<<<`, `=======` and `>>>>>>>` at the beginning of lines, in this order.
pub(super) fn conflicts(text: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    // Most files have none, and are read once.
    if !text.contains("<<<<<<< ") {
        return found;
    }
    let (mut head, mut middle, mut at) = (None, None, 0);
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.trim_end_matches(['\n', '\r']).len());
        at += line.len();
        if line.starts_with("<<<<<<< ") {
            (head, middle) = (Some(span), None);
        } else if line.trim_end() == "=======" && head.is_some() {
            middle = Some(span);
        } else if line.starts_with(">>>>>>> ")
            && let (Some(head), Some(middle)) = (head.take(), middle.take())
        {
            found.push(Conflict { head, middle, tail: span });
        }
    }
    found
}

impl Conflict {
    /// What is said of it; which side is meant nobody can know.
    pub fn told(&self, source: SourceId) -> Diagnostic {
        let keep = |first: Span, second: Span, title| {
            let edits = vec![(first, String::new()), (second, String::new())];
            Fix::new(source, title, edits).maybe()
        };
        let behind = |span: Span| Span::new(span.start, span.end + 1);
        let upper = keep(
            behind(self.head),
            Span::new(self.middle.start, self.tail.end),
            words!("保留上半段", "keep the upper part"),
        );
        let lower = keep(
            Span::new(self.head.start, self.middle.end + 1),
            self.tail,
            words!("保留下半段", "keep the lower part"),
        );
        Diagnostic::error(
            codes::CONFLICT,
            words!("合并时的冲突没有解决", "a conflict of a merge has not been resolved"),
        )
        .at((source, self.head), words!("两种写法，上半段从这里起", "two versions, the upper one from here"))
        .at((source, self.middle), words!("下半段从这里起", "the lower one from here"))
        .at((source, self.tail), words!("到这里为止", "up to here"))
        .help(words!(
            "两段留一段，并删去这三行记号；检查按上半段进行",
            "keep one of the two and remove the three marks; the upper one is what is checked"
        ))
        .fix(upper)
        .fix(lower)
    }
}
