//! Findings gathered over a pass.

use super::{Diagnostic, Severity};

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

    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|d| d.severity == Severity::Error)
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.all.iter().filter(|d| d.severity == severity).count()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}
