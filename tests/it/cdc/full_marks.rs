//! A county that does everything right has exactly 1000.00.

use std::path::Path;

use kaohe::host::Memory;

use super::counties::{COUNTIES, County};
use super::departments::DEPARTMENTS;
use super::figures::{Cell, Figures, figures};
use super::generate::{deliver, header_of, lines, roster};
use super::pairs::PAIRS;
use super::sheets::Sheet;
use crate::world::run_in;

/// Every part is as good as it can be; nothing is ever lost, wrong or late.
fn perfect(county: &County, year: i64) -> Figures {
    let mut all = figures(county, year);
    for pair in PAIRS {
        let best = match &all[pair.whole] {
            whole if !pair.lower => whole.clone(),
            Cell::NotApplicable => Cell::NotApplicable,
            _ => Cell::Whole(0),
        };
        all.insert(pair.part, best);
    }
    for (given, due) in super::figures::VACCINES {
        all.insert(given, all[due].clone());
    }
    for (name, percent) in [("网络报告率", 10_000), ("及时报告率", 10_000), ("及时审核率", 10_000), ("重卡率", 0)]
    {
        all.insert(name, Cell::Percent(percent));
    }
    for (small, large) in [("死因监测乡镇数", "辖区乡镇数"), ("建点数", "辖区单位数"), ("开展服务单位数", "辖区单位数")]
    {
        all.insert(small, all[large].clone());
    }
    all.insert("疟疾报告病例数", Cell::Whole(0));
    all.insert("规范治疗疟疾病例数", Cell::NotApplicable);
    all.insert("抗病毒治疗人数", all["接受治疗人数"].clone());
    all.insert("建有实验室机构数", all["质控实验室数"].clone());
    let registered = Cell::Whole(all["估算新涂阳人数"].hundredths() / 100);
    all.insert("登记新涂阳人数", registered);
    all
}

#[test]
fn a_county_that_does_everything_right_has_full_marks() {
    // With schistosomiasis and malaria, and without: not applicable costs nothing.
    let counties: Vec<County> = [2, 0].map(|index| COUNTIES[index]).to_vec();
    let mut host = Memory::default().with("区县名册.csv", roster(&counties));
    for department in DEPARTMENTS {
        let sheet = |year: i64| Sheet {
            department: department.name,
            year,
            header: department.columns.iter().map(|name| header_of(name)).collect(),
            lines: lines(department, |county| perfect(county, year), &counties),
        };
        for (name, bytes) in deliver(department, &[sheet(2022), sheet(2023)]) {
            host = host.with(&name, bytes);
        }
    }
    let text = std::fs::read_to_string("rubrics/cdc/county.toml").unwrap();
    let run = run_in(&text, &host, Path::new(""), None);
    let lost: Vec<String> = run
        .rubric
        .indicators
        .iter()
        .zip(&run.results.indicators)
        .filter(|(indicator, result)| result.points.get(0).is_ok_and(|points| points != indicator.full))
        .map(|(indicator, result)| format!("{} {:?}", indicator.id, result.points.get(0)))
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");
    for row in 0..2 {
        assert_eq!(run.results.total.get(row), Ok(1000.0), "{:?}", run.results.findings);
    }
}
