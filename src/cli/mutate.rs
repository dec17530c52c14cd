//! `kaohe test --mutate`: which slips in a rubric its own tests would not notice.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::bar::Bar;
use super::console::Console;
use crate::host::Disk;
use crate::rubric::Rubric;
use crate::session::{self, Fate, Judged};
use crate::text::words::plural;
use crate::text::{Lang, Sources, Words, inert};
use crate::words;

/// What became of the mutants of one rubric or of all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub killed: usize,
    pub refused: usize,
    pub survived: usize,
    pub same: usize,
}

impl Tally {
    pub fn of(judged: &[Judged]) -> Tally {
        let mut tally = Tally::default();
        for one in judged {
            match one.fate {
                Fate::Same => tally.same += 1,
                Fate::Refused(_) => tally.refused += 1,
                Fate::Killed(_) => tally.killed += 1,
                Fate::Survived { .. } => tally.survived += 1,
            }
        }
        tally
    }

    pub fn add(&mut self, other: Tally) {
        self.killed += other.killed;
        self.refused += other.refused;
        self.survived += other.survived;
        self.same += other.same;
    }

    /// Of those that change anything, how many of a hundred are noticed.
    pub fn share(self) -> f64 {
        let all = self.killed + self.refused + self.survived;
        if all == 0 { 100.0 } else { (self.killed + self.refused) as f64 * 100.0 / all as f64 }
    }

    pub fn words(self) -> Words {
        let Tally { killed, refused, survived, same } = self;
        let all = killed + refused + survived;
        let share = tenths(self.share());
        Words {
            zh: format!(
                "改动 {all} 处：测试发现 {killed}，检查发现 {refused}，没有发现 {survived}，发现率 {share}%（另有 {same} 处改了等于没改）"
            ),
            en: format!(
                "{}: {killed} killed by tests, {refused} refused, {survived} survived, {share} % noticed ({same} more change nothing)",
                plural(all, "mutant")
            ),
        }
    }
}

/// Rounded down, so that 100 is said only of all.
pub fn tenths(share: f64) -> String {
    format!("{:.1}", (share * 10.0 + 1e-9).floor() / 10.0)
}

/// Judges the mutants, with a line of progress where it takes long and somebody looks.
pub fn judge(path: &Path, rubric: &Rubric, sources: &Sources, proofs: bool, lang: Lang) -> Vec<Judged> {
    let (bar, done) = (Bar::new(words!("处改动", "mutants"), lang), AtomicUsize::new(0));
    let text = &sources.locate(rubric.source, crate::text::Span::new(0, 0)).source.text;
    session::judge(&Disk, path, text, rubric, proofs, &|all| {
        bar.tell(done.fetch_add(1, Ordering::Relaxed) + 1, all);
    })
}

/// Those that survived, each with its line and the nearest test, and the count.
pub fn show(judged: &[Judged], rubric: &Rubric, sources: &Sources, console: &mut Console) -> io::Result<()> {
    for one in judged {
        let Fate::Survived { near } = one.fate else { continue };
        let (place, text) = place(one, rubric, sources);
        let (operation, change) = (one.mutant.operation, one.mutant.change(&text));
        let mark = console.paint("33", console.lang.pick("没发现", "survived"));
        let what = console.lang.pick(operation.zh, operation.en);
        let change = inert(change.in_lang(console.lang)).into_owned();
        console.line(&format!("{mark} {place} {what}{} {change}", console.lang.pick("：", ":")))?;
        let nearest = match near.and_then(|near| rubric.tests.get(near)) {
            Some(test) => Words {
                zh: format!("      最近的测试：“{}”", inert(&test.name)),
                en: format!("      nearest test: \"{}\"", inert(&test.name)),
            },
            None => Words::new("      没有测试看到受它影响的数", "      no test looks at a figure that it changes"),
        };
        console.say(&nearest)?;
    }
    console.say(&Tally::of(judged).words())
}

/// `presales.toml:412:29`, and the text of the file.
fn place(one: &Judged, rubric: &Rubric, sources: &Sources) -> (String, std::sync::Arc<str>) {
    let found = sources.locate(rubric.source, one.mutant.span());
    let at = found.source.line_column(found.span.start);
    (format!("{}:{}:{}", found.source.name, at.line, at.column), found.source.text.clone())
}

/// For programs.
pub fn value(judged: &[Judged], rubric: &Rubric, sources: &Sources) -> Value {
    let tally = Tally::of(judged);
    let survivors: Vec<Value> = judged
        .iter()
        .filter_map(|one| {
            let Fate::Survived { near } = one.fate else { return None };
            let found = sources.locate(rubric.source, one.mutant.span());
            let at = found.source.line_column(found.span.start);
            let change = one.mutant.change(&found.source.text);
            Some(json!({
                "operation": one.mutant.operation.id,
                "line": at.line,
                "column": at.column,
                "change": change.en,
                "nearest_test": near.and_then(|near| rubric.tests.get(near)).map(|test| test.name.as_str()),
            }))
        })
        .collect();
    json!({
        "killed": tally.killed,
        "refused": tally.refused,
        "survived": tally.survived,
        "same": tally.same,
        "noticed_percent": tally.share(),
        "survivors": survivors,
    })
}
