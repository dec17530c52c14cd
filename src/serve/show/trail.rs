//! The tree behind one total.

use serde_json::{Value, json};

use crate::report::outcome::say;
use crate::report::trail::places;
use crate::result::Step;
use crate::session::{Evaluated, explain};
use crate::text::{Lang, Sources, inert};

/// Of the subject with that key; `None` where there is none.
pub fn explained(run: &Evaluated, sources: &Sources, key: &str, lang: Lang) -> Option<Value> {
    let subject = run.bound.subjects.iter().position(|subject| subject.key == key)?;
    let trail = explain(run, sources, subject, None);
    Some(json!({
        "subject": inert(&trail.subject),
        "label": inert(&trail.label),
        "period": inert(&trail.period),
        "root": step(&trail.root, lang),
    }))
}

fn step(at: &Step, lang: Lang) -> Value {
    let how = at.how.iter().map(|words| say(words, lang)).filter(|how| !how.is_empty());
    json!({
        "name": say(&at.name, lang),
        "figure": say(&at.figure, lang),
        "how": how.collect::<Vec<_>>(),
        "cells": places(&at.cells, at.cell_count, lang),
        "children": at.children.iter().map(|child| step(child, lang)).collect::<Vec<_>>(),
    })
}
