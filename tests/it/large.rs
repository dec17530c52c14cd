//! More rows than are computed at once: the same figures for any number of threads, any order of
//! rows, and whatever is kept besides results.

use std::fmt::Write;
use std::path::PathBuf;

use kaohe::host::Memory;
use kaohe::report::{self, REPORTS, Report, Series, View};
use kaohe::result::{Extent, Results};
use kaohe::session::{Evaluated, Request, evaluate};
use kaohe::text::{Lang, Sources};

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
missing = "fail"
formula = "large + b * 0"
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
            let (dept, b) = (next(9), format!("{}.{:02}", next(100), next(100)));
            let b = if unit % 300 == 7 { "" } else { b.as_str() };
            format!("u{unit},d{dept},{a},{b}")
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

fn evaluated(host: &Memory, extent: Extent, threads: usize) -> (Evaluated, Sources) {
    let request = Request { rubric: PathBuf::from("large.toml"), extent, ..Request::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let mut sources = Sources::default();
    let evaluated = pool.install(|| evaluate(host, &request, &mut sources));
    (evaluated.unwrap_or_else(|stopped| panic!("{:?}", stopped.findings.all)), sources)
}

fn results(host: &Memory, extent: Extent, threads: usize) -> Results {
    evaluated(host, extent, threads).0.results
}

#[test]
fn threads_and_what_is_kept_change_nothing() {
    let host = world(0);
    let whole = format!("{:?}", results(&host, Extent::Whole, 1));
    for threads in [1, 2, 3] {
        assert!(whole == format!("{:?}", results(&host, Extent::Details, threads)), "{threads} threads");
    }
}

#[test]
fn a_report_is_the_same_whatever_is_kept_that_it_does_not_show() {
    let host = world(0);
    let (all, sources) = evaluated(&host, Extent::Whole, 1);
    let written = |of: &Evaluated, report: &dyn Report, detail: bool| {
        let (rubric, results) = (&of.rubric, &of.results);
        let view = View { rubric, results, sources: &sources, lang: Lang::Zh, width: 100, color: false };
        let (views, mut out) = ([view], Vec::new());
        let series = Series { detail, ..Series::of(&views) };
        report.write_to(&series, &mut out).unwrap();
        out
    };
    let text = String::from_utf8(written(&all, report::named("text").unwrap(), false)).unwrap();
    for said in ["超出声明的范围", "没有总分", "未计入的行", "高于按组内中位数计的"] {
        let messages = all.results.findings.all.iter().any(|finding| finding.message.zh.contains(said));
        assert!(text.contains(said) || messages, "{said}: {text}");
    }
    for (report, detail) in REPORTS.iter().flat_map(|report| [(*report, false), (*report, true)]) {
        let (some, _) = evaluated(&host, report.extent(detail), 2);
        let findings = |of: &Evaluated| format!("{:?}", of.results.findings.all);
        assert!(findings(&all) == findings(&some), "{report:?}");
        assert!(written(&all, report, detail) == written(&some, report, detail), "{report:?} {detail}");
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
    let one = figures(results(&world(0), Extent::Details, 2));
    assert!(one == figures(results(&world(1234), Extent::Details, 2)));
    assert!(one.contains("超出声明的范围"), "{one}");
}
