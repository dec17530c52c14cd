//! Rubrics held against their data: what we ship raises no false alarm, and a cell that was spoilt is
//! among those that are named.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kaohe::diagnostic::{Bag, Diagnostic, Place};
use kaohe::host::{Disk, Memory};
use kaohe::session::{self, Asked, Request};
use kaohe::text::Sources;

fn held(host: &dyn kaohe::host::Host, rubric: &Path) -> Vec<Diagnostic> {
    let request = Request { rubric: rubric.to_path_buf(), ..Request::default() };
    let mut sources = Sources::default();
    let checked = session::check(host, rubric, &[], &mut sources);
    let rubric = checked.rubric.unwrap_or_else(|| panic!("{:#?}", checked.findings.all));
    match session::run(host, rubric, Bag::default(), &request, &mut sources) {
        Ok(evaluated) => session::hold(&evaluated, Asked::default()).findings.all,
        Err(stopped) => panic!("{:#?}", stopped.findings.all),
    }
}

fn rubrics(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rubrics(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
}

/// How often each of the codes of this part is told of the shipped rubrics with their data. Each is true:
/// the data have faults in them, as real ones have.
#[test]
fn what_is_said_of_shipped_data() {
    let mut found = Vec::new();
    rubrics(Path::new("rubrics"), &mut found);
    let mut told: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for path in found {
        for finding in held(&Disk, &path) {
            if ("K0763".."K0790").contains(&finding.code.id) {
                let name = path.strip_prefix("rubrics").unwrap().display().to_string();
                told.entry(name).or_default().push(finding.code.id);
            }
        }
    }
    insta::assert_debug_snapshot!(told);
}

const RUBRIC: &str = r#"kaohe = 1
[rubric]
title = "收费"
cycle = "month"
[subject]
roster = "staff"
key = "工号"
[data.staff]
file = "staff.csv"
[data.report]
file = "report.csv"
period = "月份"
[[element]]
id = "期初"
from = "report"
range = [0, 1000000]
[[element]]
id = "应收"
from = "report"
range = [0, 1000000]
[[element]]
id = "实收"
from = "report"
range = [0, 1000000]
[[element]]
id = "现金"
from = "report"
range = [0, 1000000]
[[element]]
id = "转账"
from = "report"
range = [0, 1000000]
[[element]]
id = "期末"
from = "report"
range = [0, 1000000]
[[check]]
id = "收支平衡"
expr = "期末 == 期初 + 应收 - 实收"
severity = "warning"
[[check]]
id = "方式相加"
expr = "现金 + 转账 == 实收"
severity = "warning"
[[check]]
id = "实收不超过应收"
expr = "实收 <= 期初 + 应收"
severity = "warning"
[[check]]
id = "期末不超过应收"
expr = "期末 <= 2 * 应收"
severity = "warning"
[[indicator]]
id = "收缴率"
points = 100
formula = "实收 / 应收 * 100"
score.linear = { zero = 0, full = 100 }
"#;

/// Every cell in turn is nought, three, ten or a hundred times what it was; the set that is named is the cell alone, or as small and
/// beside it: no other set of one explains all that fails, by the conditions written out here.
#[test]
fn a_spoilt_cell_is_named() {
    let good = [[50, 1000, 900, 400, 500, 150], [80, 1200, 1140, 40, 1100, 140], [10, 900, 800, 100, 700, 110]];
    let names = ["期初", "应收", "实收", "现金", "转账", "期末"];
    let holds = |f: &[i64; 6]| [f[5] == f[0] + f[1] - f[2], f[3] + f[4] == f[2], f[2] <= f[0] + f[1], f[5] <= 2 * f[1]];
    let (mut tried, mut alone) = (0, 0);
    for (row, figures) in good.iter().enumerate() {
        assert!(holds(figures).into_iter().all(|holds| holds));
        for (at, factor) in (0..6).flat_map(|at| [0, 3, 10, 100].map(|factor| (at, factor))) {
            let mut all = good;
            all[row][at] *= factor;
            if holds(&all[row]).into_iter().filter(|holds| !holds).count() < 2 {
                continue;
            }
            let lines = all.iter().enumerate().map(|(number, f)| {
                let figures: Vec<String> = f.iter().map(ToString::to_string).collect();
                format!("S{number},2024-06,{}\n", figures.join(","))
            });
            let report = format!("工号,月份,{}\n{}", names.join(","), lines.collect::<String>());
            let host = Memory::default()
                .with("rubric.toml", RUBRIC)
                .with("staff.csv", "工号\nS0\nS1\nS2\n")
                .with("report.csv", report.as_str());
            let findings = held(&host, Path::new("rubric.toml"));
            let told: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.code.id == "K0763").collect();
            assert_eq!(told.len(), 1, "{row} {at}: {findings:#?}");
            let suspects: Vec<u32> = told[0]
                .labels
                .iter()
                .filter(|label| label.words.en.starts_with("suspect"))
                .map(|label| match &label.place {
                    Place::Cell(cell) => {
                        assert_eq!(cell.row as usize, row + 2);
                        cell.column - 3
                    }
                    other => panic!("{other:?}"),
                })
                .collect();
            // By trying every whole figure up to twice the greatest: which cells alone can be to blame.
            let to_blame: Vec<u32> = (0..6_usize)
                .filter(|cell| {
                    (0..=30_000).any(|figure| {
                        let mut other = all[row];
                        other[*cell] = figure;
                        holds(&other).into_iter().all(|holds| holds)
                    })
                })
                .map(|cell| cell as u32)
                .collect();
            assert!(to_blame.contains(&(at as u32)));
            // Of those that can be, the ones that most of the failed checks read.
            assert!(suspects.iter().all(|cell| to_blame.contains(cell)), "{row} {at}: {suspects:?} of {to_blame:?}");
            assert!(!suspects.is_empty());
            tried += 1;
            alone += usize::from(suspects == [at as u32]);
        }
    }
    assert!(tried >= 8, "{tried}");
    assert!(alone * 2 >= tried, "{alone} of {tried}");
}
