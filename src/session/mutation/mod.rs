//! Whether a rubric's own tests would notice a slip: each mutant is the rubric with one small change
//! to its text, and a good set of tests fails for it.
//!
//! [`mutants`] makes them, by one operation after another of [`OPERATIONS`]; an operation is a
//! function from the text as parsed to edits of it, and knows neither plan nor tests. [`judge`] checks
//! and tests each. To add an operation, add its entry to the list.

mod alike;
mod formulas;
mod judge;
mod numbers;
mod same;
mod site;
mod tables;

pub use judge::{Fate, Judged, judge};

use crate::text::{Span, Words};
use site::Site;

/// A way to change a rubric.
#[derive(Debug)]
pub struct Operation {
    /// In lists for programs.
    pub id: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    make: fn(&Site<'_>) -> Vec<Vec<Edit>>,
}

/// All ways, in the order in which mutants are made.
pub const OPERATIONS: &[&Operation] = &[
    &formulas::STRICTNESS,
    &formulas::DIRECTION,
    &formulas::LOGIC,
    &formulas::OPERANDS,
    &formulas::PER_CENT,
    &formulas::CONSTANT,
    &numbers::EDGE,
    &numbers::WRONG_SIDE,
    &numbers::FIGURE,
    &numbers::TENFOLD,
    &tables::MARKS,
    &tables::DROP_PAIR,
    &tables::DROP_TABLE,
    &tables::BETTER,
    &tables::POLICY,
    &tables::COMBINE,
    &tables::DECIMALS,
    &tables::SIDE,
];

/// Other text in place of a span.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// One small change.
#[derive(Debug, Clone)]
pub struct Mutant {
    pub operation: &'static Operation,
    /// In the order of the text; they do not overlap.
    pub edits: Vec<Edit>,
}

impl Mutant {
    /// The text with the change.
    pub fn applied(&self, text: &str) -> String {
        let (mut out, mut at) = (String::with_capacity(text.len() + 8), 0);
        for edit in &self.edits {
            out.push_str(text.get(at..edit.span.start).unwrap_or_default());
            out.push_str(&edit.text);
            at = edit.span.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }

    /// Where the change begins.
    pub fn span(&self) -> Span {
        self.edits.first().map_or(Span::default(), |edit| edit.span)
    }

    /// `60 → 61`; what is taken away is named by its first line.
    pub fn change(&self, text: &str) -> Words {
        let one = |edit: &Edit| {
            let old = text.get(edit.span.start..edit.span.end).unwrap_or_default().trim();
            let old = match old.split_once('\n') {
                Some((first, rest)) => {
                    let id = rest.lines().find(|line| line.starts_with("id") || line.starts_with("name"));
                    format!("{first} {}", id.unwrap_or("…"))
                }
                None => old.to_string(),
            };
            let new = edit.text.trim();
            if new.is_empty() {
                Words { zh: format!("去掉 {old}"), en: format!("without {old}") }
            } else {
                Words::same(format!("{old} → {new}"))
            }
        };
        let all: Vec<Words> = self.edits.iter().map(one).collect();
        let joined = |lang: fn(&Words) -> &str, between: &str| all.iter().map(lang).collect::<Vec<_>>().join(between);
        Words { zh: joined(|words| &words.zh, "，"), en: joined(|words| &words.en, ", ") }
    }
}

/// Every mutant of a rubric's text, each once, in the order of the list and then of the text.
pub fn mutants(text: &str) -> Vec<Mutant> {
    let mut findings = crate::diagnostic::Bag::default();
    let document = crate::syntax::parse(crate::text::SourceId(0), text, &mut findings);
    let site = Site::new(text, &document.root);
    let mut seen = std::collections::BTreeSet::new();
    let mut all = Vec::new();
    for operation in OPERATIONS {
        for mut edits in (operation.make)(&site) {
            edits.sort();
            let overlap = edits.windows(2).any(|pair| matches!(pair, [a, b] if a.span.end > b.span.start));
            if !overlap && !edits.is_empty() && seen.insert(edits.clone()) {
                all.push(Mutant { operation, edits });
            }
        }
    }
    all
}
