//! Findings gathered over a pass.

use super::{Diagnostic, Severity};
use crate::text::SourceId;

/// All findings so far, in the order they were made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bag {
    pub all: Vec<Diagnostic>,
}

impl Bag {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.all.push(diagnostic);
    }

    pub fn extend(&mut self, other: Bag) {
        self.all.extend(other.all);
    }

    /// One mistake may be met twice (a formula used in two places, a file read as two tables); it is told once.
    pub fn tell_once(&mut self) {
        let mut told: Vec<Diagnostic> = Vec::new();
        for diagnostic in self.all.drain(..) {
            if !told.contains(&diagnostic) {
                told.push(diagnostic);
            }
        }
        self.all = told;
    }

    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|d| d.severity == Severity::Error)
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.all.iter().filter(|d| d.severity == severity).count()
    }

    /// Moves every label and edit of a source by so many bytes: what was found in a file that stands behind
    /// others of the same text.
    pub fn move_spans(&mut self, of: SourceId, by: usize) {
        self.all.iter_mut().flat_map(|finding| finding.spans_in(of)).for_each(|span| *span = span.moved(by));
    }

    /// Puts every label of a source between characters: what a parser makes of a broken text may
    /// begin or end inside one.
    pub fn settle_spans(&mut self, of: SourceId, text: &str) {
        self.all.iter_mut().flat_map(|finding| finding.spans_in(of)).for_each(|span| *span = span.on_characters(text));
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}
