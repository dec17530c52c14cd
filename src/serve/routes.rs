//! What there is behind the token.

use serde_json::Value;

use super::http::{Answer, Asked, JSON, Method};
use super::live::Live;
use super::show;
use crate::host::Disk;
use crate::session::WhatIf;

const PAGE: &str = include_str!("assets/page.html");
const SCRIPT: &str = include_str!("assets/page.js");
const STYLE: &str = include_str!("assets/page.css");

/// An answer, or the stream of rounds.
#[derive(Debug)]
pub enum Route {
    Answer(Answer),
    Events,
}

pub fn route(path: &str, asked: &Asked, live: &Live) -> Route {
    let wanted = match path {
        "explain" | "what-if" => Method::Post,
        "" | "page.js" | "page.css" | "state" | "events" => Method::Get,
        _ => return Route::Answer(Answer::refused(404)),
    };
    if asked.method != wanted {
        return Route::Answer(Answer::refused(405));
    }
    Route::Answer(match path {
        "" => {
            let lang = live.lang.pick("zh-CN", "en");
            Answer::of("text/html; charset=utf-8", PAGE.replace("{lang}", lang))
        }
        "page.js" => Answer::of("text/javascript; charset=utf-8", SCRIPT),
        // The look of all pages comes first.
        "page.css" => Answer::of("text/css; charset=utf-8", format!("{}{STYLE}", crate::report::html::style())),
        "state" => Answer::of(JSON, live.latest().body.as_bytes()),
        "events" => return Route::Events,
        _ => match serde_json::from_slice::<Value>(&asked.body) {
            Ok(question) => answered(path, &question, live).unwrap_or_else(Answer::refused),
            Err(_) => Answer::refused(400),
        },
    })
}

/// The answer to what is asked with a body: what would be with other figures, or where somebody's total comes
/// from, as it is or as it would be.
fn answered(path: &str, question: &Value, live: &Live) -> Result<Answer, u16> {
    let session = live.session();
    let good = session.last_good().ok_or(404_u16)?;
    let figures = show::figures(&good.evaluated.rubric, question).ok_or(400_u16)?;
    let tried = if path == "what-if" || !figures.is_empty() { session.what_if(&Disk, &figures) } else { None };
    if path == "what-if" {
        let answer = tried.ok_or(404_u16)?;
        return Ok(Answer::of(JSON, show::what_if(good, &figures, &answer, live.lang).to_string()));
    }
    let key = question.get("subject").and_then(Value::as_str).ok_or(400_u16)?;
    let (run, sources) = match &tried {
        Some(WhatIf { ran: Ok(evaluated), sources, .. }) => (evaluated, sources),
        _ => (&good.evaluated, &good.sources),
    };
    let trail = show::explained(run, sources, key, live.lang).ok_or(404_u16)?;
    Ok(Answer::of(JSON, trail.to_string()))
}
