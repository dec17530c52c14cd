//! What the program really prints, for pages that show it.

use std::path::Path;

use kaohe::host::Disk;
use kaohe::report::{self, View};
use kaohe::text::{Lang, Sources};

use super::root;
use crate::world::{Run, run_in};

/// The width at which outputs are shown.
const WIDTH: usize = 100;

pub fn named(name: &str, lang: Lang) -> Option<String> {
    Some(match name {
        "evaluate" => fenced(&first_table(&evaluated("rubrics/ecommerce-cs/presales.toml", lang))),
        _ => return None,
    })
}

fn fenced(text: &str) -> String {
    format!("```text\n{}\n```\n", text.trim_end())
}

/// A rubric with the data it names, from the disk.
fn run_file(rubric: &str) -> Run {
    let path = root().join(rubric);
    let text = std::fs::read_to_string(&path).unwrap();
    let (checked, ..) = crate::world::checked(&text);
    let data = checked.and_then(|rubric| rubric.header.data).unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new("")).join(data);
    run_in(&text, &Disk, &folder, None)
}

fn evaluated(rubric: &str, lang: Lang) -> String {
    let run = run_file(rubric);
    let mut sources = Sources::default();
    sources.add(rubric, &std::fs::read_to_string(root().join(rubric)).unwrap());
    let view =
        View { rubric: &run.rubric, results: &run.results, sources: &sources, lang, width: WIDTH, color: false };
    let text = report::named("text").unwrap();
    String::from_utf8(text.write(&view)).unwrap()
}

/// Title, leaderboard, and the part after it; the rest is for those who run it.
fn first_table(text: &str) -> String {
    let mut rules = 0;
    let mut out = String::new();
    for line in text.lines() {
        out.push_str(line);
        out.push('\n');
        rules += usize::from(line.starts_with('─'));
        if rules == 2 {
            break;
        }
    }
    out
}
