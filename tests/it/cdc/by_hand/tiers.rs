//! What a city and a province are asked that a county is not, and the other way round: written from
//! `docs/rubrics/cdc.md`, not read from the rubrics.

use super::super::tiers::{TIERS, Tier};
use super::files::{Books, Figure};
use super::score::{Rule, Scale};
use super::table::{ROWS, Row, Value};
use super::{Institution, appraised};

/// In the order of their codes.
fn in_order(mut rows: Vec<Row>) -> Vec<Row> {
    let number = |row: &Row| -> Vec<u32> { row.code.split('.').map(|part| part.parse().unwrap()).collect() };
    rows.sort_by_key(number);
    rows
}

/// 100 rows of one weight; that of 4.3.1 is six fifths of the others.
fn city_rows() -> Vec<Row> {
    let mut rows: Vec<Row> = ROWS.iter().copied().filter(|row| !["1.2.5", "1.2.6"].contains(&row.code)).collect();
    let guided = Value::Percent("接受督导县区数", "辖区县区数");
    rows.push(Row { code: "1.2.1", marks: 0.0, value: guided, rule: Rule::Share(90.0) });
    for row in &mut rows {
        row.marks = if row.code == "4.3.1" { 11.98 } else { 9.98 };
        match row.code {
            "1.10.2" => {
                row.value = Value::Percent("危险因素监测达标县区数", "辖区县区数");
                row.rule = Rule::Own(watched);
            }
            "5.1.1" => row.rule = Rule::Share(90.0),
            "6.2.1" => row.rule = Rule::Share(75.0),
            "6.2.2" => row.rule = Rule::Share(65.0),
            "7.3.1" => row.rule = Rule::Share(0.2),
            "7.3.2" => row.rule = Rule::Pass(2.0),
            _ => {}
        }
    }
    in_order(rows)
}

/// 97 rows of one weight; that of 1.10.2 is eight fifteenths of the others.
fn province_rows() -> Vec<Row> {
    let gone = ["1.8.2", "1.10.6", "4.4.2"];
    let mut rows: Vec<Row> = city_rows().into_iter().filter(|row| !gone.contains(&row.code)).collect();
    let lowered = ["1.10.5", "2.4.1", "3.3.2", "4.5.1", "5.3.1", "6.2.2", "7.3.2", "8.5.2"];
    for row in &mut rows {
        row.marks = match row.code {
            "1.10.2" => 5.52,
            code if lowered.contains(&code) => 10.35,
            _ => 10.36,
        };
        match row.code {
            "1.4.6" => row.value = Value::Percent("接受结核筛查感染者数", "应接受结核筛查感染者数"),
            "5.1.1" => row.rule = Rule::Share(95.0),
            "6.2.1" => row.rule = Rule::Own(known_to_people),
            "6.2.2" => row.rule = Rule::Own(done_by_people),
            "7.3.1" => row.rule = Rule::Share(0.3),
            "7.3.2" => row.rule = Rule::Pass(3.0),
            _ => {}
        }
    }
    rows
}

/// Counties that reach the aim are worth four fifths; nutrition watched in 15 % of them one fifth.
fn watched(x: f64, scale: &Scale<'_>) -> Figure {
    let nutrition = (scale.figure)("营养监测县区数").over((scale.figure)("辖区县区数"));
    nutrition.with(Figure::Known(x), |nutrition, counties| {
        Figure::Known(80.0 * (counties / 100.0).min(1.0) + 20.0 * (nutrition / 0.15).min(1.0))
    })
}

/// Between the aim of the country and that of towns, by where people live.
fn by_towns(x: f64, country: f64, scale: &Scale<'_>) -> Figure {
    let towns = (scale.figure)("城镇人口").over((scale.figure)("常住人口"));
    towns.with(Figure::Known(x), |towns, rate| Figure::Known((rate / (country + 5.0 * towns) * 100.0).min(100.0)))
}

fn known_to_people(x: f64, scale: &Scale<'_>) -> Figure {
    by_towns(x, 70.0, scale)
}

fn done_by_people(x: f64, scale: &Scale<'_>) -> Figure {
    by_towns(x, 60.0, scale)
}

fn books(tier: &Tier) -> Books {
    Books::of_tier(&tier.directory(), tier.roster, tier.group)
}

pub fn city(year: i64) -> Vec<Institution> {
    appraised(&city_rows(), &books(&TIERS[0]), year)
}

pub fn province(year: i64) -> Vec<Institution> {
    appraised(&province_rows(), &books(&TIERS[1]), year)
}

#[test]
fn the_rows_of_all_levels_have_1000_marks() {
    let hundredths = |rows: &[Row]| rows.iter().map(|row| (row.marks * 100.0).round() as i64).sum::<i64>();
    assert_eq!((city_rows().len(), hundredths(&city_rows())), (100, 100_000));
    assert_eq!((province_rows().len(), hundredths(&province_rows())), (97, 100_000));
}
