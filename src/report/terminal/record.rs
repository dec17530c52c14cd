//! Void data, objections, and what they changed.

use crate::report::View;
use crate::report::outcome::say;
use crate::report::{record, trail};
use crate::result::Cause;
use crate::text::words::plural;
use crate::text::{Lang, inert};

use super::notes::section;
use super::{head, paragraph};

/// Data that do not count, with the reason, and whose results that changed.
pub(super) fn voids(view: &View, names: &[String], out: &mut String) {
    let pairs = view.rubric.voids.iter().zip(&view.results.record.voids).filter(|(_, result)| result.count > 0);
    let mut told = pairs.peekable();
    if told.peek().is_none() {
        return;
    }
    head(view, "作废的数据", "Void data", out);
    for (void, result) in told {
        let count = match view.lang {
            Lang::Zh => format!("{} 处", result.count),
            Lang::En => plural(result.count, "place"),
        };
        let mut parts = vec![count, say(&record::void_why(void), view.lang)];
        let of: Vec<&str> =
            result.subjects.iter().filter_map(|subject| names.get(*subject)).map(String::as_str).collect();
        if !of.is_empty() {
            parts.push(some(&of, view.lang));
        }
        parts.extend(trail::places(&result.cells, result.count, view.lang));
        paragraph(view, &format!("  {}  ", say(&record::void_of(view, void), view.lang)), &parts.join("  "), out);
    }
    revisions(view, names, Cause::Void, ["作废前 → 作废后", "With the void data → without"], out);
}

/// Who objected to what, how that stands, and what it changed.
pub(super) fn objections(view: &View, names: &[String], out: &mut String) {
    let Some(kept) = &view.rubric.objections else { return };
    let all = &view.results.record.objections;
    if all.is_empty() && kept.window.is_none() {
        return;
    }
    head(view, "异议", "Objections", out);
    if let Some(window) = kept.window {
        paragraph(view, "  ", &say(&record::window(view, window), view.lang), out);
    }
    for objection in all {
        let name = names.get(objection.subject).map_or("", String::as_str);
        let cell = objection.cell.as_ref().map(|cell| format!("  {}", inert(&cell.in_lang(view.lang))));
        let text = format!("{}{}", say(&record::objection(objection), view.lang), cell.unwrap_or_default());
        paragraph(view, &format!("  {name}  "), &text, out);
    }
    revisions(view, names, Cause::Objection, ["更正前 → 更正后", "Before corrections → after"], out);
}

fn revisions(view: &View, names: &[String], cause: Cause, title: [&str; 2], out: &mut String) {
    let of_cause = view.results.record.revisions.iter().filter(|revision| revision.cause == cause);
    let lines: Vec<(&str, String)> = of_cause
        .filter_map(|revision| {
            let name = names.get(revision.subject)?.as_str();
            Some((name, say(&record::revision(view, revision), view.lang)))
        })
        .collect();
    section(view, title, &lines, out);
}

/// The first few, and how many more there are.
fn some(names: &[&str], lang: Lang) -> String {
    const NAMED: usize = 6;
    let mut list = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(lang.pick("、", ", "));
    if names.len() > NAMED {
        let more = names.len() - NAMED;
        list.push_str(&match lang {
            Lang::Zh => format!(" 等另 {more} 人"),
            Lang::En => format!(" and {more} more"),
        });
    }
    list
}
