//! More rows than are computed at once: the same figures for any number of threads, any order of
//! rows, and whatever is kept besides results.

use std::fmt::Write;
use std::path::PathBuf;

use kaohe::host::Memory;
use kaohe::result::Results;
use kaohe::session::{Request, evaluate};
use kaohe::text::Sources;

const UNITS: usize = 1500;

const RUBRIC: &str = r#"
kaohe = 1

[rubric]
title = "large"
marking = "weights"
points = 100
decimals = 2
round_at = ["total"]
missing = "skip"

[subject]
noun = "unit"
roster = "units"
key = "unit"
groups = ["dept"]

[data.units]
file = "units.csv"

[data.records]
file = "records.csv"
key = "unit"

[[element]]
id = "a"
from = "units"
range = [0, 95]

[[element]]
id = "b"
from = "units"

[[element]]
id = "amount"
from = "records"
value = "sum(amount)"

[[element]]
id = "large"
from = "records"
value = "count_if(amount > 50)"

[[indicator]]
id = "share"
weight = "100/7"
formula = "a / b * 100"
better = "higher"
score.linear = { zero = 5, full = 160 }

[[indicator]]
id = "best"
weight = "200/7"
formula = "(a + amount) / b"
better = "higher"
score.min_max = { all_equal = 100 }

[[indicator]]
id = "beaten"
weight = "300/7"
formula = "a - b"
better = "higher"
score.percentile = { alone = 100 }

[[indicator]]
id = "steps"
weight = "100/7"
formula = "large"
better = "higher"
score.bands.at_least = [[20, 100], [16, 60]]

[[veto]]
id = "zero"
when = "a > 94"
effect = { zero = "total" }

[[grade]]
name = "A"
min = 60

[[grade]]
name = "B"
min = 0
"#;

/// Figures that are the same every time.
fn figures() -> impl FnMut(u64) -> u64 {
    let mut state = 7_u64;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

/// The two tables, the rows of both turned round by so many.
fn world(turned: usize) -> Memory {
    let mut next = figures();
    let mut units: Vec<String> = (0..UNITS)
        .map(|unit| {
            let a = if next(50) == 0 { String::new() } else { next(97).to_string() };
            format!("u{unit},d{},{a},{}.{:02}", next(9), next(100), next(100))
        })
        .collect();
    let mut records: Vec<String> =
        (0..44 * UNITS).map(|_| format!("u{},{}.{}", next(UNITS as u64 + 3), next(80), next(10))).collect();
    units.rotate_left(turned);
    records.rotate_left(turned);
    let text = |head: &str, lines: &[String]| {
        let mut all = format!("{head}\n");
        lines.iter().for_each(|line| writeln!(all, "{line}").unwrap());
        all
    };
    Memory::default()
        .with("large.toml", RUBRIC)
        .with("units.csv", text("unit,dept,a,b", &units))
        .with("records.csv", text("unit,amount", &records))
}

fn results(host: &Memory, results_only: bool, threads: usize) -> Results {
    let request = Request { rubric: PathBuf::from("large.toml"), results_only, ..Request::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let evaluated = pool.install(|| evaluate(host, &request, &mut Sources::default()));
    evaluated.unwrap_or_else(|stopped| panic!("{:?}", stopped.findings.all)).results
}

#[test]
fn threads_and_what_is_kept_change_nothing() {
    let host = world(0);
    let whole = format!("{:?}", results(&host, false, 1));
    for threads in [1, 2, 3] {
        assert!(whole == format!("{:?}", results(&host, true, threads)), "{threads} threads");
    }
}

#[test]
fn neither_does_the_order_of_rows() {
    // All but the rows of the files, which are others.
    let figures = |results: Results| {
        let points: Vec<_> =
            results.indicators.iter().map(|result| (result.value.clone(), result.points.clone())).collect();
        let grades = (results.rank.clone(), results.grade.clone(), results.vetoes.clone());
        let messages: Vec<_> = results.findings.all.iter().map(|finding| finding.message.zh.clone()).collect();
        format!("{:?}", (points, grades, results.total, results.order, results.elements, messages))
    };
    let one = figures(results(&world(0), true, 2));
    assert!(one == figures(results(&world(1234), true, 2)));
    assert!(one.contains("超出声明的范围"), "{one}");
}
