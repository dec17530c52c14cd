//! How a finding can be mended, as edits of the texts it was found in.

use crate::text::{SourceId, Span, Words};
use crate::words;

/// One change that mends a finding; its edits belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What is done, as a command: `写成 …`.
    pub title: Words,
    pub edits: Vec<Edit>,
    /// Whether nothing else can have been meant, so that it may be done unasked.
    pub sure: bool,
}

/// A piece of a text and what is to stand there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub source: SourceId,
    pub span: Span,
    pub with: String,
}

impl Fix {
    /// Several edits under one title.
    pub fn new(source: SourceId, title: Words, edits: Vec<(Span, String)>) -> Fix {
        let edits = edits.into_iter().map(|(span, with)| Edit { source, span, with }).collect();
        Fix { title, edits, sure: true }
    }

    /// One piece of text in place of another.
    pub fn replace(source: SourceId, span: Span, with: impl Into<String>) -> Fix {
        let with = with.into();
        let title = match (span.is_empty(), with.trim()) {
            (_, "") => words!("删去", "remove it"),
            (true, text) => words!("补上 `{text}`", "add `{text}`"),
            (false, text) => words!("改成 `{text}`", "write `{text}`"),
        };
        Fix::new(source, title, vec![(span, with)])
    }

    /// The same, only to be proposed unless it is certain.
    pub fn sure_if(self, sure: bool) -> Fix {
        Fix { sure: self.sure && sure, ..self }
    }

    /// The same, only to be proposed.
    pub fn maybe(self) -> Fix {
        self.sure_if(false)
    }
}
