//! What the region rubric needs beyond the departments' files: cases of seven years, and a sheet of
//! the county's health bureau.

use super::counties::{COUNTIES, County};
use super::figures::{Cell, figures, population};
use super::generate::LAST;
use super::sheets::{Line, Sheet, bytes};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

const COLUMNS: [&str; 8] = [
    "建档居民数",
    "水样合格数",
    "监测水样数",
    "卫生厕所户数",
    "农村户数",
    "食品合格样品数",
    "食品监测样品数",
    "疾控应配人数",
];

pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("区域_传染病报告.csv".to_owned(), cases())];
    for year in 2023..=LAST {
        let lines = COUNTIES.iter().map(|county| line(county, year)).collect();
        let header = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
        let sheet = Sheet { department: "区域指标", year, header, lines };
        files.push((format!("区域指标_{year}.xlsx"), bytes(&sheet, super::departments::Style::Titled)));
    }
    files
}

/// One row a county and year, from 2018 on: the mean of five earlier years is needed.
fn cases() -> Vec<u8> {
    let mut table = vec![row(&["行政区划代码", "区县", "年份", "传染病报告病例数", "年末人口"])];
    for county in &COUNTIES {
        let mut random = Random::named(&format!("cdc cases {}", county.code));
        let usual = random.between(150, 420);
        for year in 2018..=LAST {
            let people = population(county, year);
            let cases = people * usual * random.between(78, 118) / 10_000_000;
            table.push(row(&[county.code, county.name, &year.to_string(), &cases.to_string(), &people.to_string()]));
        }
    }
    csv(&table, Encoding::Gb18030, false)
}

fn line(county: &County, year: i64) -> Line {
    let mut random = Random::named(&format!("cdc region {} {year}", county.code));
    let people = population(county, year);
    let share = |random: &mut Random, whole: i64, low: i64, high: i64| whole * random.between(low, high) / 1000;
    let (water, homes, food) = (random.between(60, 240), people / 5, random.between(300, 900));
    let staff = figures(county, year)["职工总数"].hundredths() / 100;
    let counts = [
        share(&mut random, people, 620, 930),
        share(&mut random, water, 820, 1000),
        water,
        share(&mut random, homes, 640, 960),
        homes,
        share(&mut random, food, 900, 1000),
        food,
        staff * 1000 / random.between(780, 1080),
    ];
    Line {
        code: county.code.to_owned(),
        name: county.name.to_owned(),
        cells: counts.into_iter().map(Cell::Whole).collect(),
    }
}
