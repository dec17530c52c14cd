//! How long reading and checking rubrics takes, pass by pass:
//!
//! ```text
//! cargo bench --bench rubrics                        the made rubric at four sizes, and the shipped county rubric
//! cargo bench --bench rubrics -- write DIR [N]       N copies of the made rubric of 101 indicators (1,000 if not said)
//! ```
//!
//! Each figure is the least of many rounds: what the machine does besides only ever adds.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints its figures, and stops where it cannot go on"
)]

mod made;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use kaohe::check::{self, Overrides, Reading};
use kaohe::compile::compile;
use kaohe::diagnostic::Bag;
use kaohe::host::Memory;
use kaohe::session;
use kaohe::syntax;
use kaohe::text::{SourceId, Sources};

/// How long each figure is measured.
const PATIENCE: Duration = Duration::from_millis(400);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [verb, dir, rest @ ..] = arguments.as_slice()
        && verb == "write"
    {
        let copies = rest.first().and_then(|count| count.parse().ok()).unwrap_or(1000);
        return write(Path::new(dir), copies);
    }
    println!("{:<28}{:>9}{:>10}{:>10}{:>10}{:>10}{:>12}", "", "bytes", "parse", "check", "compile", "whole", "files/s");
    for indicators in [50, made::INDICATORS, 200, 400] {
        measure(&format!("made, {indicators} indicators"), &made::rubric(0, indicators));
    }
    let county = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/cdc/county.toml");
    if let Ok(text) = std::fs::read_to_string(county) {
        measure("cdc/county.toml", &text);
    }
}

/// One line: the passes by themselves, and all that `validate` does with a file in memory but prove.
fn measure(name: &str, text: &str) {
    let source = SourceId(0);
    let parsed = least(|| syntax::parse(source, text, &mut Bag::default()));
    let document = syntax::parse(source, text, &mut Bag::default());
    let checked = least(|| check::check(&Reading::of(&document, text), &Overrides::default()));
    let (rubric, findings) = check::check(&Reading::of(&document, text), &Overrides::default());
    let Some(rubric) = rubric else {
        println!("{name}: {:?}", findings.all);
        return;
    };
    let compiled = least(|| compile(&rubric));
    let host = Memory::default().with("a.toml", text.as_bytes());
    let whole = least(|| session::look_over(&host, Path::new("a.toml"), &mut Sources::default()));
    let micros = |time: Duration| format!("{:.0} µs", time.as_secs_f64() * 1e6);
    println!(
        "{name:<28}{:>9}{:>10}{:>10}{:>10}{:>10}{:>12.0}",
        text.len(),
        micros(parsed),
        micros(checked),
        micros(compiled),
        micros(whole),
        1.0 / whole.as_secs_f64(),
    );
}

fn least<T>(mut work: impl FnMut() -> T) -> Duration {
    let (begun, mut least) = (Instant::now(), Duration::MAX);
    while begun.elapsed() < PATIENCE {
        let round = Instant::now();
        black_box(work());
        least = least.min(round.elapsed());
    }
    least
}

fn write(dir: &Path, copies: u64) {
    std::fs::create_dir_all(dir).expect("the folder is made");
    for copy in 0..copies {
        let text = made::rubric(copy, made::INDICATORS);
        std::fs::write(dir.join(format!("r{copy:04}.toml")), text).expect("the file is written");
    }
}
