//! Findings as data: what is wrong, where, why, and what to do.
//!
//! A pass never prints and never stops at the first finding: it puts [`Diagnostic`]s into a
//! [`Bag`] and goes on. Drawing them is `render/`'s task. This room knows texts and cells, not
//! rubrics. To add a finding, give it a [`Code`] in the room that raises it and list it there.

mod bag;
mod fix;
pub mod page;
mod place;
pub mod render;

pub use bag::Bag;
pub use fix::{Edit, Fix};
pub use place::{Cell, Label, Place, column_letters};

use crate::text::{SourceId, Span, Words};

/// A stable name such as `K0101`, with the title under which it is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub id: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// How serious such a finding is where it is no error; a rubric may allow it, or set another level.
    pub level: Severity,
}

impl Code {
    /// Of findings that are errors, whatever a rubric says.
    pub const fn new(id: &'static str, zh: &'static str, en: &'static str) -> Code {
        Code { id, zh, en, level: Severity::Error }
    }

    /// Of findings that are warnings, or may be.
    pub const fn warning(self) -> Code {
        Code { level: Severity::Warning, ..self }
    }

    /// Of findings that are notes, or may be.
    pub const fn note(self) -> Code {
        Code { level: Severity::Note, ..self }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    /// The word used in rubrics and in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }

    pub fn words(self) -> Words {
        match self {
            Severity::Error => Words::new("错误", "error"),
            Severity::Warning => Words::new("警告", "warning"),
            Severity::Note => Words::new("提示", "note"),
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// One sentence without a full stop; names in backticks.
    pub message: Words,
    /// The first label is the main one.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<Words>,
    /// How the text can be changed so that the finding is gone: ways to choose from.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    pub fn error(code: Code, message: Words) -> Diagnostic {
        Diagnostic { code, severity: Severity::Error, message, labels: Vec::new(), help: None, fixes: Vec::new() }
    }

    pub fn warning(code: Code, message: Words) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    pub fn note(code: Code, message: Words) -> Diagnostic {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error(code, message) }
    }

    /// Adds a labelled place.
    pub fn at(mut self, place: impl Into<Place>, words: Words) -> Diagnostic {
        self.labels.push(Label { place: place.into(), words });
        self
    }

    /// Adds what to do.
    pub fn help(mut self, words: Words) -> Diagnostic {
        self.help = Some(words);
        self
    }

    /// Adds a way to mend it.
    pub fn fix(mut self, fix: Fix) -> Diagnostic {
        self.fixes.push(fix);
        self
    }

    /// Adds what ways to mend it there are.
    pub fn fixes(mut self, fixes: impl IntoIterator<Item = Fix>) -> Diagnostic {
        self.fixes.extend(fixes);
        self
    }

    /// Puts the new texts of all edits as the place they go to needs them; a fix that cannot stand
    /// there is dropped.
    pub fn rewrite_edits(&mut self, written: &dyn Fn(&str) -> Option<String>) {
        self.fixes.retain_mut(|fix| {
            fix.edits.iter_mut().all(|edit| {
                let text = written(&edit.with);
                let fits = text.is_some();
                edit.with = text.unwrap_or_default();
                fits
            })
        });
    }

    /// The way to mend it that needs no asking.
    pub fn sure_fix(&self) -> Option<&Fix> {
        self.fixes.iter().find(|fix| fix.sure)
    }

    /// The spans of this finding in one text, of labels and of edits.
    fn spans_in(&mut self, of: SourceId) -> impl Iterator<Item = &mut Span> {
        let labels = self.labels.iter_mut().filter_map(move |label| match &mut label.place {
            Place::Text { source, span } if *source == of => Some(span),
            Place::Text { .. } | Place::Cell(_) | Place::File(_) => None,
        });
        let edits = self.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
        labels.chain(edits.filter(move |edit| edit.source == of).map(|edit| &mut edit.span))
    }
}
