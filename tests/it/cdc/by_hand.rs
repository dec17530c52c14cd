//! The appraisal of the counties by plain code: files in, marks out. The table in [`table`] was
//! written from the scheme (`docs/rubrics/cdc.md`), not read from the rubric, and no helper is
//! shared with the engine. Where the two disagree one of them is wrong.

mod files;
mod region;
mod score;
mod table;
mod tiers;

use std::collections::BTreeMap;

use files::{Books, Figure};
pub use region::region;
use score::Scale;
use table::{ITEMS, ROWS, Row, Value};
pub use tiers::{city, province};

/// What the scheme says of one county in one year.
#[derive(Debug)]
pub struct Institution {
    pub code: String,
    /// In the order of the 101 rows.
    pub indicators: Vec<Indicator>,
    /// Points by the code of item or category; nothing where a figure is missing.
    pub groups: BTreeMap<String, Option<f64>>,
    /// Nothing where a figure is missing or a check failed.
    pub total: Option<f64>,
    pub rank: Option<usize>,
    pub grade: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Indicator {
    pub code: &'static str,
    pub value: Option<f64>,
    pub score: Option<f64>,
    pub points: Option<f64>,
    /// No such task here, so its marks go to the others.
    pub left_out: bool,
}

/// Half up on two decimals; a hair below a half counts as the half.
fn cents(value: f64) -> f64 {
    (value * 100.0 + 0.5 + 1e-7).floor() / 100.0
}

/// The figure of an indicator; several nothings: no such task wins over not reported.
fn value(row: &Row, books: &Books, code: &str, year: i64) -> Figure {
    let figure = |name: &str| books.figure(code, year, name);
    match row.value {
        Value::Percent(part, whole) => figure(part).over(figure(whole)).times(100.0),
        Value::Ratio(part, whole) => figure(part).over(figure(whole)),
        Value::Count(name) => figure(name),
        Value::Own(own) => own(&figure),
    }
}

fn indicator(row: &Row, books: &Books, code: &str, year: i64) -> Indicator {
    let own = value(row, books, code, year);
    let score = match own {
        Figure::Known(x) => {
            let scale = Scale {
                figure: &|name| books.figure(code, year, name),
                before: &|| value(row, books, code, year - 1),
                neighbours: &|| {
                    let city = books.neighbours(code);
                    let known = city.iter().filter_map(|other| value(row, books, other, year).known());
                    let known: Vec<f64> = known.collect();
                    known.iter().sum::<f64>() / known.len() as f64
                },
                urban: books.urban(code),
                year,
            };
            score::score(&row.rule, x, &scale)
        }
        nothing => nothing,
    };
    Indicator {
        code: row.code,
        value: own.known(),
        score: score.known(),
        points: score.known().map(|score| cents(score * row.marks / 100.0)),
        left_out: score == Figure::NoTask,
    }
}

/// Marks of parts that are left out go to the others. `None` inside: a figure is missing.
fn join(parts: &[(Option<f64>, f64, bool)]) -> (Option<f64>, f64, bool) {
    let full: f64 = parts.iter().map(|part| part.1).sum();
    let there: Vec<_> = parts.iter().filter(|part| !part.2).collect();
    let present: f64 = there.iter().map(|part| part.1).sum();
    let earned: Option<f64> = there.iter().map(|part| part.0).sum();
    (earned.map(|earned| earned * full / present), full, there.is_empty())
}

/// Whether a logic check of severity error fails.
fn contradiction(rows: &[Row], books: &Books, code: &str, year: i64) -> bool {
    let known = |name: &str| books.figure(code, year, name).known();
    rows.iter().any(|row| match row.value {
        Value::Percent(part, whole) if !table::MAY_EXCEED.contains(&row.code) => {
            matches!((known(part), known(whole)), (Some(part), Some(whole)) if part > whole)
        }
        _ => false,
    })
}

pub fn county(year: i64) -> Vec<Institution> {
    appraised(&ROWS, &Books::open(), year)
}

/// Every institution of the books, by the rows of its level.
fn appraised(rows: &[Row], books: &Books, year: i64) -> Vec<Institution> {
    let mut all: Vec<Institution> = books.codes().map(|code| institution(rows, books, code, year)).collect();
    place(&mut all, books, year);
    all
}

fn institution(table: &[Row], books: &Books, code: &str, year: i64) -> Institution {
    let indicators: Vec<Indicator> = table.iter().map(|row| indicator(row, books, code, year)).collect();
    let mut groups = BTreeMap::new();
    let mut categories = Vec::new();
    for category in '1'..='8' {
        let mut items = Vec::new();
        for item in ITEMS.iter().filter(|item| item.starts_with(category)) {
            let inside =
                |known: &&(&Row, &Indicator)| known.0.code.rsplit_once('.').map(|(head, _)| head) == Some(item);
            let rows: Vec<(&Row, &Indicator)> = table.iter().zip(&indicators).collect();
            let parts: Vec<_> =
                rows.iter().filter(inside).map(|(row, own)| (own.points, row.marks, own.left_out)).collect();
            let joined = join(&parts);
            groups.insert((*item).to_owned(), joined.0.filter(|_| !joined.2));
            items.push(joined);
        }
        let joined = join(&items);
        groups.insert(category.to_string(), joined.0);
        categories.push(joined);
    }
    let total = join(&categories).0.filter(|_| !contradiction(table, books, code, year)).map(cents);
    Institution { code: code.to_owned(), indicators, groups, total, rank: None, grade: None }
}

/// Places within the city; excellent for at most half of it, and not after a forgery, which takes no
/// place of the excellent either.
fn place(all: &mut [Institution], books: &Books, year: i64) {
    let forged = |code: &str| books.figure(code, year, "查实造假数").known().is_some_and(|count| count > 0.0);
    for index in 0..all.len() {
        let Some(total) = all[index].total else { continue };
        let city = books.neighbours(&all[index].code);
        let totals: Vec<f64> =
            all.iter().filter(|other| city.contains(&other.code)).filter_map(|other| other.total).collect();
        let rank = 1 + totals.iter().filter(|other| **other > total + 1e-9).count();
        let not_behind = |other: &&Institution| other.total.is_some_and(|other| other > total - 1e-9);
        let rivals = all.iter().filter(|other| city.contains(&other.code) && !forged(&other.code));
        let excellent = rivals.filter(not_behind).count();
        let mut grade = match total {
            t if t >= 900.0 => 0,
            t if t >= 800.0 => 1,
            t if t >= 600.0 => 2,
            _ => 3,
        };
        if grade == 0 && excellent > totals.len() / 2 {
            grade = 1;
        }
        if forged(&all[index].code) {
            grade = grade.max(2);
        }
        all[index].rank = Some(rank);
        all[index].grade = Some(["优秀", "良好", "合格", "不合格"][grade]);
    }
}

#[test]
fn cdc_by_hand() {
    let mut text = String::new();
    for year in [2023, 2024] {
        for one in county(year) {
            let figure = |value: Option<f64>| value.map_or("—".to_owned(), |value| format!("{value:.2}"));
            let categories: Vec<String> = ('1'..='8').map(|c| figure(one.groups[&c.to_string()])).collect();
            let out: Vec<&str> = one.indicators.iter().filter(|i| i.left_out).map(|i| i.code).collect();
            text += &format!(
                "{year} {} 总分 {} 名次 {} {} | {} | 不适用 {}\n",
                one.code,
                figure(one.total),
                one.rank.map_or("—".to_owned(), |rank| rank.to_string()),
                one.grade.unwrap_or("—"),
                categories.join(" "),
                out.join(" ")
            );
        }
    }
    insta::assert_snapshot!(text);
}
