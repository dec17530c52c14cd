//! What would be with other figures in the rubric: an answer of which no file knows.
//!
//! Parameters are set as `--set` sets them. For marks, a copy of the rubric's text gets other numbers and goes
//! through everything that a saved text goes through, so that the answer is what a save would bring. It rests
//! on the last good version, and on the files as that round read them.

mod marks;

use std::path::Path;

use super::kept::Keeping;
use super::moved::{Board, Moves};
use super::pipeline::{Evaluated, Request, Stopped, evaluate_kept};
use super::watch::{Good, Session};
use crate::host::{Host, Instead};
use crate::number::Decimal;
use crate::rubric::{Item, ParamValue, Rubric};
use crate::text::{Sources, Span};

pub use marks::Mark;

/// Figures other than the written ones.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    pub params: Vec<(String, Decimal)>,
    pub marks: Vec<(Item, Decimal)>,
}

impl Figures {
    pub fn is_empty(&self) -> bool {
        self.params.is_empty() && self.marks.is_empty()
    }
}

/// What there is to change: numbers that are parameters, and marks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Movable {
    pub params: Vec<(String, Decimal)>,
    pub marks: Vec<Mark>,
}

impl Movable {
    pub fn of(rubric: &Rubric, sources: &Sources) -> Movable {
        let number = |value: &ParamValue| match value {
            ParamValue::Number(number) => Some(*number),
            ParamValue::Text(_) | ParamValue::Dated(_) | ParamValue::ByGroup { .. } => None,
        };
        let params = rubric.params.iter().filter_map(|param| Some((param.id.clone(), number(&param.value)?)));
        Movable { params: params.collect(), marks: marks::marks(rubric, sources) }
    }
}

/// The answer.
#[derive(Debug)]
pub struct WhatIf {
    /// What came of it, or why nothing did.
    pub ran: Result<Evaluated, Stopped>,
    /// The texts that findings point into: the copy among them.
    pub sources: Sources,
    /// Against the last good results.
    pub moves: Moves,
    /// All marks that are others, those that gave way among them.
    pub marks: Vec<(Item, Decimal)>,
}

impl Session {
    /// What would be with these figures; nothing where there are no good results yet.
    pub fn what_if(&self, host: &dyn Host, figures: &Figures) -> Option<WhatIf> {
        let good = self.last_good()?;
        let rubric = &good.evaluated.rubric;
        let all = marks::marks(rubric, &good.sources);
        let changed = marks::changed(rubric, &all, &figures.marks);
        let text = rewritten(good, &changed);
        let request = self.request();
        let set = figures.params.iter().map(|(name, value)| (name.clone(), value.to_string()));
        let kept_out = |name: &str| figures.params.iter().any(|(other, _)| other == name);
        let before = request.set.iter().filter(|(name, _)| !kept_out(name)).cloned();
        let request = Request { set: before.chain(set).collect(), ..request.clone() };
        let keeping = Keeping::new(host, self.kept());
        let path: &Path = &request.rubric;
        let host = Instead::new(&keeping, path, text.into_bytes());
        let mut sources = Sources::default();
        let ran = evaluate_kept(&host, &request, &mut sources, Some(self.kept()));
        let mut moves = Moves { since: Some(good.at.clone()), ..Moves::default() };
        if let Ok(evaluated) = &ran {
            good.board().compare(&Board::of(evaluated), &mut moves);
        }
        let marks = changed.into_iter().map(|(mark, value)| (mark.item, value)).collect();
        Some(WhatIf { ran, sources, moves, marks })
    }
}

/// The rubric's own text with other marks.
fn rewritten(good: &Good, changed: &[(Mark, Decimal)]) -> String {
    let source = good.sources.locate(good.evaluated.rubric.source, Span::new(0, 0)).source;
    let mut text = source.text.to_string();
    let mut edits: Vec<(Span, String)> = changed.iter().map(|(mark, value)| (mark.span, value.to_string())).collect();
    // From the end on, so that places before keep.
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    for (span, with) in edits {
        if text.get(span.start..span.end).is_some() {
            text.replace_range(span.start..span.end, &with);
        }
    }
    text
}
