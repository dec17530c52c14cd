//! The figures of the seed document's own annual summary, and what the shipped rubric says of them.

use super::agree;
use crate::shop::files::{Encoding, csv, row};

pub fn file() -> Vec<u8> {
    let table = vec![
        row(&["项目", "截止", "接房户数", "装修户数", "在住户数", "已缴费户数", "填报收缴率"]),
        row(&["x物业", "x年12月底", "8483", "6976", "3500余", "6247", "75%"]),
    ];
    csv(&table, Encoding::Utf8, false)
}

/// 6247 of 8483 households are 73.64 %, and no rounding makes 75 % of it.
#[test]
fn the_stated_75_percent_is_refused() {
    let run = agree::shipped("rubrics/property/seed-figures.toml", "data/property/seed-figures", 0);
    let said: Vec<&str> = run.results.findings.all.iter().map(|found| found.message.zh.as_str()).collect();
    assert!(said.iter().any(|text| text.contains("73.64") && text.contains("75")), "{said:#?}");
}
