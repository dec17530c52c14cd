//! How long evaluating takes, pass by pass, over made data:
//!
//! ```text
//! cargo bench --bench engine               at four sizes in rows, and at four in indicators
//! ```
//!
//! Each figure is the least of a few rounds: what the machine does besides only ever adds.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints its figures, and stops where it cannot go on"
)]

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kaohe::host::{Host, Memory};
use kaohe::result::Extent;
use kaohe::session::{Lap, Request, evaluate};
use kaohe::text::Sources;

const COLUMNS: usize = 40;
const ROUNDS: usize = 3;

fn main() {
    println!(
        "{:>10}{:>12}{:>10}{:>10}{:>10}{:>10}{:>14}",
        "rows", "indicators", "read", "bind", "evaluate", "collect", "values/s"
    );
    for rows in [1_000, 10_000, 30_000, 100_000] {
        measure(rows, 101);
    }
    for indicators in [13, 25, 50, 101] {
        measure(30_000, indicators);
    }
}

/// One line: milliseconds of each pass, and how many values the plan's nodes have in a second of
/// evaluating.
fn measure(rows: usize, indicators: usize) {
    let host = Timed(world(rows, indicators), Instant::now());
    let request = Request { rubric: PathBuf::from("made.toml"), extent: Extent::Outcomes, ..Request::default() };
    let mut least = [Duration::MAX; 4];
    let mut nodes = 0;
    for _ in 0..ROUNDS {
        let evaluated = evaluate(&host, &request, &mut Sources::default()).expect("the made rubric is sound");
        nodes = evaluated.program.plan.nodes.len();
        for (best, lap) in least.iter_mut().zip([Lap::Read, Lap::Bind, Lap::Evaluate, Lap::Collect]) {
            let took = evaluated.laps.iter().find(|(known, _)| *known == lap).map_or(Duration::ZERO, |(_, took)| *took);
            *best = (*best).min(took);
        }
    }
    let [read, bind, evaluate, collect] = least.map(|took| took.as_secs_f64() * 1e3);
    let speed = (nodes * rows) as f64 / least[2].as_secs_f64();
    println!("{rows:>10}{indicators:>12}{read:>10.1}{bind:>10.1}{evaluate:>10.1}{collect:>10.1}{speed:>14.0}");
}

/// A world with a clock.
struct Timed(Memory, Instant);

impl Host for Timed {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.read(path)
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        self.0.find(dir, pattern)
    }

    fn elapsed(&self) -> Option<Duration> {
        Some(self.1.elapsed())
    }
}

/// Units in a hundred groups, with figures of up to two decimals, one in fifty of them blank.
fn world(rows: usize, indicators: usize) -> Memory {
    let mut state = 7_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut data = String::from("unit,dept");
    (0..COLUMNS).for_each(|column| write!(data, ",c{column}").expect("to memory"));
    for row in 0..rows {
        write!(data, "\nu{row},d{}", next(100)).expect("to memory");
        for column in 0..COLUMNS {
            match next(50) {
                0 => data.push(','),
                _ if column % 5 < 3 => write!(data, ",{}", next(500)).expect("to memory"),
                _ => write!(data, ",{}.{:02}", next(10_000), next(100)).expect("to memory"),
            }
        }
    }
    Memory::default().with("made.toml", rubric(indicators)).with("units.csv", data)
}

fn rubric(indicators: usize) -> String {
    let mut text = String::from(
        "kaohe = 1\n\n[rubric]\ntitle = \"made\"\nmarking = \"weights\"\npoints = 100\ndecimals = 2\nround_at = [\"total\"]\n\
         missing = \"skip\"\n\n[subject]\nnoun = \"unit\"\nroster = \"units\"\nkey = \"unit\"\ngroups = [\"dept\"]\n\n\
         [data.units]\nfile = \"units.csv\"\n",
    );
    for column in 0..COLUMNS {
        write!(text, "\n[[element]]\nid = \"c{column}\"\nfrom = \"units\"\n").expect("to memory");
    }
    for indicator in 0..indicators {
        let [a, b, c] = [7, 11, 13].map(|step| (indicator * step + step) % COLUMNS);
        let formula = match indicator % 3 {
            0 => format!("c{a} / c{b} * 100"),
            1 => format!("(c{a} + c{b}) / c{c} * 100"),
            _ => format!("c{a} / (c{a} + c{b}) * 100"),
        };
        let score = match indicator % 10 {
            0..=3 => "score.linear = { zero = 5, full = 60 }",
            4..=6 => "score.bands.at_least = [[95, 100], [70, 90], [45, 75], [20, 60]]",
            7 => "score.formula = \"max(0, 100 - max(0, 86 - value) * 0.6)\"",
            8 => "score.min_max = { all_equal = 100 }",
            _ => "score.percentile = { alone = 100 }",
        };
        write!(
            text,
            "\n[[indicator]]\nid = \"i{indicator}\"\nweight = \"100/{indicators}\"\nformula = \"{formula}\"\nbetter = \"higher\"\n{score}\n"
        )
        .expect("to memory");
    }
    text
}
