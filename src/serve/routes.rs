//! What there is behind the token.

use serde_json::Value;

use super::http::{Answer, Asked, JSON, Method};
use super::live::Live;
use super::show;

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
        "explain" => Method::Post,
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
            Ok(question) => explain(live, &question),
            Err(_) => Answer::refused(400),
        },
    })
}

fn explain(live: &Live, question: &Value) -> Answer {
    let Some(key) = question.get("subject").and_then(Value::as_str) else { return Answer::refused(400) };
    let session = live.session();
    let Some(good) = session.last_good() else { return Answer::refused(404) };
    match show::explained(&good.evaluated, &good.sources, key, live.lang) {
        Some(trail) => Answer::of(JSON, trail.to_string()),
        None => Answer::refused(404),
    }
}
