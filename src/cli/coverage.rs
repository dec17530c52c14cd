//! `kaohe test --coverage`: which branches of a rubric its own tests reach.

use std::io;

use serde_json::{Value, json};

use super::console::Console;
use super::mutate::tenths;
use crate::rubric::Rubric;
use crate::session::{Branch, Share, shares};
use crate::table::figure::digits;
use crate::text::width::width;
use crate::text::{Sources, Words, inert};

/// How many branches are reached, and of how many.
pub fn totals(branches: &[Branch]) -> (usize, usize) {
    (branches.iter().filter(|branch| branch.tests > 0).count(), branches.len())
}

/// A line for each section, then what no test reaches, each with its line.
pub fn show(branches: &[Branch], rubric: &Rubric, sources: &Sources, console: &mut Console) -> io::Result<()> {
    let (reached, of) = totals(branches);
    let mut rows: Vec<(Words, usize, usize)> =
        shares(branches).into_iter().map(|share| (share.section.words(), share.reached, share.of)).collect();
    rows.push((Words::new("合计", "all"), reached, of));
    let widest = rows.iter().map(|(name, ..)| width(name.in_lang(console.lang))).max().unwrap_or(0);
    for (name, reached, of) in rows {
        let name = name.in_lang(console.lang).to_string();
        let pad = " ".repeat(widest - width(&name));
        let percent = tenths(Share::percent(reached, of));
        console.line(&format!("  {name}{pad} {:>11} {percent:>6}%", format!("{reached}/{of}")))?;
    }
    for branch in branches.iter().filter(|branch| branch.tests == 0) {
        let found = sources.locate(rubric.source, branch.span);
        let at = found.source.line_column(found.span.start);
        let mark = console.paint("33", console.lang.pick("没测到", "unreached"));
        let (owner, what) = (inert(&branch.owner), branch.what.in_lang(console.lang));
        let example = branch.value.map(digits).map_or(Words::default(), |value| Words {
            zh: format!("，如 expect = {{ \"{owner}\" = {value}, \"{owner}.score\" = … }}"),
            en: format!(", such as expect = {{ \"{owner}\" = {value}, \"{owner}.score\" = … }}"),
        });
        let example = example.in_lang(console.lang);
        console.line(&format!("{mark} {}:{}:{} `{owner}` {what}{example}", found.source.name, at.line, at.column))?;
    }
    Ok(())
}

/// For programs.
pub fn value(branches: &[Branch], rubric: &Rubric, sources: &Sources) -> Value {
    let (reached, of) = totals(branches);
    let sections: Vec<Value> = shares(branches)
        .into_iter()
        .map(|share| json!({ "section": share.section.words().en, "reached": share.reached, "of": share.of }))
        .collect();
    let all: Vec<Value> = branches
        .iter()
        .map(|branch| {
            let found = sources.locate(rubric.source, branch.span);
            let at = found.source.line_column(found.span.start);
            json!({
                "section": branch.section.words().en,
                "of": branch.owner,
                "branch": { "zh": branch.what.zh, "en": branch.what.en },
                "file": &*found.source.name,
                "line": at.line,
                "column": at.column,
                "tests": branch.tests,
            })
        })
        .collect();
    json!({
        "reached": reached,
        "of": of,
        "percent": Share::percent(reached, of),
        "sections": sections,
        "branches": all,
    })
}
