//! What the page draws, as JSON of texts in the language of the program: figures as all reports print them.

mod findings;
mod standing;
mod trail;
mod tree;
mod what_if;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::report::View;
use crate::report::html::{self, clip};
use crate::report::outcome::say;
use crate::session::{Changed, Evaluated, Moved, Moves, Round, Session};
use crate::text::{Lang, Sources};

pub use trail::explained;
pub use what_if::{figures, told as what_if};

/// More than this many people, or findings, are not sent.
const PEOPLE: usize = 5_000;
const FINDINGS: usize = 200;

/// What is known of a round besides what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    pub version: u64,
    pub at: &'a str,
    pub took: Duration,
}

/// A round. `moves` are those of the last round that changed anything.
pub fn round(session: &Session, round: &Round, moves: &Moves, lang: Lang, head: &Head) -> String {
    let good = session.last_good();
    // Of a rubric with mistakes there is the version before.
    let known = session.rubric().map(|rubric| (rubric, &round.sources));
    let rubric = known.or_else(|| good.map(|good| (&good.evaluated.rubric, &good.sources)));
    let of_data = good.filter(|_| round.good).map(|good| (&good.evaluated.results.findings, &good.sources));
    let findings = std::iter::once((&round.findings, &round.sources)).chain(of_data);
    let failed = round.tests.iter().filter(|test| !test.passed()).map(|test| clip(&test.name));
    let value = json!({
        "version": head.version,
        "at": head.at,
        "took": u64::try_from(head.took.as_millis()).unwrap_or(u64::MAX),
        "good": round.good,
        "changed": match round.changed {
            Changed::Nothing => "nothing",
            Changed::Layout => "layout",
            Changed::Something => "something",
        },
        "rubric": rubric.map(|(rubric, sources)| tree::rubric(rubric, sources, lang)),
        "findings": findings::all(findings, lang),
        "tests": {
            "count": round.tests.len(),
            "failed": failed.collect::<Vec<_>>(),
        },
        "board": good.map(|good| {
            let mut board = board(&good.evaluated, &good.sources, moves, lang);
            if let Value::Object(fields) = &mut board {
                fields.insert("at".into(), good.at.as_str().into());
            }
            board
        }),
    });
    value.to_string()
}

/// Everybody's figures, and what moved.
fn board(evaluated: &Evaluated, sources: &Sources, moves: &Moves, lang: Lang) -> Value {
    let (rubric, results) = (&evaluated.rubric, &evaluated.results);
    // Width and colour are a terminal's.
    let view = View { rubric, results, sources, lang, width: 100, color: false };
    let board = html::board(&view);
    let moved: BTreeMap<&str, &Moved> = moves.moved.iter().map(|moved| (moved.key.as_str(), moved)).collect();
    let shown = board.rows.iter().zip(&results.order).take(PEOPLE);
    let rows = shown.map(|(row, at)| {
        let key = results.subjects.get(*at).map(|subject| subject.key.as_str());
        let moved = key.and_then(|key| moved.get(key));
        json!({
            "key": key,
            "cells": row.cells,
            "below": row.key,
            "moved": moved.map(|moved| standing::moved(moved, rubric.header.decimals, lang)),
        })
    });
    json!({
        "period": clip(&results.period.name),
        "columns": board.columns,
        "rows": rows.collect::<Vec<_>>(),
        "more": board.rows.len().saturating_sub(PEOPLE),
        "starred": board.starred,
        "provisional": results.provisional.iter().map(|words| say(words, lang)).collect::<Vec<_>>(),
        "moves": standing::told(moves, lang),
    })
}
