//! Why one stands above another, over the shipped rubrics: the parts add up exactly to the gap.

use std::path::PathBuf;

use kaohe::host::Disk;
use kaohe::number::Decimal;
use kaohe::result::PartKind;
use kaohe::session::{self, Request};
use kaohe::text::Sources;

use crate::world;

/// Every pair of neighbours, and the first with the last, of a run.
fn check(run: &session::Evaluated, sources: &Sources) -> usize {
    let everybody: Vec<usize> =
        (0..run.bound.subjects.len()).filter(|subject| run.bound.is_assessed(*subject, run.period)).collect();
    let neighbours = everybody.windows(2).map(|pair| [pair[0], pair[1]]);
    let ends = everybody.first().zip(everybody.last()).map(|(first, last)| [*first, *last]);
    let mut compared = 0;
    for pair in neighbours.chain(ends) {
        let Ok(versus) = session::versus(run, sources, pair) else { continue };
        let [first, second] = &versus.sides;
        let totals = [first.total, second.total].map(|total| Decimal::from_f64(total).unwrap());
        let name = format!("{}: {} and {}", run.rubric.header.id, first.subject, second.subject);
        assert_eq!(versus.parts.iter().map(|part| part.gap).sum::<Decimal>(), versus.gap, "{name}");
        // The gap is cut to two decimals beyond those of points.
        let apart = (totals[0] - totals[1] - versus.gap).to_f64().abs();
        assert!(apart <= 0.5 / [1e2, 1e3, 1e4, 1e5, 1e6][versus.decimals as usize], "{name}: {apart}");
        // What an item gives is what it got more.
        for part in versus.parts.iter().filter(|part| matches!(part.kind, PartKind::Indicator(_))) {
            let [a, b] = part.points.map(Result::unwrap_or_default);
            assert!((a - b - part.gap.to_f64()).abs() <= 1e-4, "{name}: {part:?}");
        }
        compared += 1;
    }
    compared
}

#[test]
fn the_parts_add_up_to_the_gap_in_every_shipped_rubric() {
    let files = session::rubrics(&Disk, &[PathBuf::from("rubrics")]).unwrap();
    let mut compared = 0;
    for rubric in files {
        let request = Request { rubric, ..Request::default() };
        let mut sources = Sources::default();
        if let Ok(run) = session::evaluate(&Disk, &request, &mut sources) {
            compared += check(&run, &sources);
        }
    }
    assert!(compared > 100, "{compared} pairs");
}

const RUBRIC: &str = r#"
kaohe = 1
[rubric]
title = "试"
points = 100
decimals = 2
round_at = ["total"]
total_range = [0, 100]
[subject]
key = "姓名"
file = "a.csv"
[[indicator]]
id = "甲"
points = 60
formula = "x"
missing = "skip"
score.linear = { zero = 0, full = 90 }
[[indicator]]
id = "乙"
points = 40
formula = "y"
missing = "skip"
score.linear = { zero = 0, full = 100 }
[[adjust]]
id = "奖"
points = "z"
[[veto]]
id = "假"
when = "w > 0"
effect = { zero = "total" }
"#;

/// By hand: 王 60·70/90 + 40·80/100 + 1 = 46.6667 + 32 + 1 → 79.67; 李 has no 乙: 46.6667 · 100/60 = 77.7778 → 77.78.
#[test]
fn what_is_done_to_sums_is_a_part_of_its_own() {
    let data = "姓名,x,y,z,w\n王,70,80,1,0\n李,70,,0,0\n赵,70,80,30,1\n";
    let run = world::run(RUBRIC, &[("a.csv", data)], None);
    let facts = session::Run { bound: &run.bound, lanes: &run.lanes, text: RUBRIC };
    let at = |name: &str| run.bound.subjects.iter().position(|subject| subject.key == name).unwrap();
    let gaps = |a: &str, b: &str| -> Vec<(PartKind, String)> {
        let versus = kaohe::explain::versus(&run.rubric, &run.program, &facts, [at(a), at(b)], 0).unwrap();
        assert_eq!(versus.parts.iter().map(|part| part.gap).sum::<Decimal>(), versus.gap);
        let differ = versus.parts.iter().filter(|part| !part.gap.is_zero());
        differ.map(|part| (part.kind, part.gap.to_string())).collect()
    };
    let said = |kind, gap: &str| (kind, gap.to_string());
    // 79.67 − 77.78 = 1.89 = 32 + 1 − 31.11: the marks of 乙 went to 甲 for 李.
    assert_eq!(
        gaps("王", "李"),
        [said(PartKind::Indicator(1), "32"), said(PartKind::Adjust(0), "1"), said(PartKind::Limits(None), "-31.11"),]
    );
    // 79.67 − 0: the veto takes away 46.6667 + 32 + 30 = 108.6667.
    assert_eq!(gaps("王", "赵"), [said(PartKind::Adjust(0), "-29"), said(PartKind::Limits(None), "108.67")]);
}
