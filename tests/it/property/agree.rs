//! The engine and the plain code agree on every person and item of shipped data.

use std::path::Path;

use kaohe::host::Disk;
use kaohe::number::Near;
use kaohe::result::Results;
use kaohe::rubric::Rubric;
use kaohe::table::Lane;

use super::by_hand;
use crate::world::{Run, run_in};

/// What a scheme says of one person in one period, by plain code.
#[derive(Debug, Clone)]
pub struct Person {
    pub key: String,
    pub name: String,
    pub indicators: Vec<Item>,
    /// None where the data must be mended first.
    pub total: Option<f64>,
    /// None for those who take no place.
    pub rank: Option<usize>,
    pub rank_from_last: Option<usize>,
    pub grade: Option<String>,
    /// What follows: the consequence and its money, if any.
    pub consequences: Vec<(&'static str, Option<f64>)>,
}

/// One item of one person; nothing where it is left out.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: &'static str,
    pub full: f64,
    pub value: Option<f64>,
    /// Mostly 0–100.
    pub score: Option<f64>,
    pub points: Option<f64>,
}

impl Item {
    pub fn new(id: &'static str, full: f64, value: Option<f64>, score: impl Fn(f64) -> f64) -> Item {
        let score = value.map(score);
        Item { id, full, value, score, points: score.map(|score| cents(score * full / 100.0)) }
    }
}

/// Half away from zero on two decimals; a hair short of a half counts as the half.
pub fn cents(value: f64) -> f64 {
    (value.abs() * 100.0 + 0.5 + 1e-7).floor() / 100.0 * value.signum()
}

/// The points of categories added up: an item left out gives its marks to the others of its category.
pub fn total(items: &[Item], categories: &[&[&str]]) -> f64 {
    let mut total = 0.0;
    for names in categories {
        let own = || items.iter().filter(|item| names.contains(&item.id));
        let full: f64 = own().map(|item| item.full).sum();
        let scored: f64 = own().filter(|item| item.points.is_some()).map(|item| item.full).sum();
        total += own().filter_map(|item| item.points).sum::<f64>() * full / scored;
    }
    total
}

/// Places among those who take one: the number of better totals and one.
pub fn place(people: &mut [Person], ranked: impl Fn(&Person) -> bool, same_group: impl Fn(&Person, &Person) -> bool) {
    let all: Vec<Person> = people.iter().filter(|person| ranked(person)).cloned().collect();
    for person in people.iter_mut().filter(|person| ranked(person)) {
        let Some(total) = person.total else { continue };
        let peers = all.iter().filter(|other| same_group(person, other));
        let peers: Vec<f64> = peers.filter_map(|other| other.total).collect();
        person.rank = Some(1 + peers.iter().filter(|other| **other > total + 1e-9).count());
        person.rank_from_last = Some(1 + peers.iter().filter(|other| **other < total - 1e-9).count());
    }
}

/// Runs a shipped rubric over shipped data.
pub fn shipped(rubric: &str, data: &str, period: usize) -> Run {
    let text = std::fs::read_to_string(rubric).unwrap();
    run_in(&text, &Disk, Path::new(data), Some(period))
}

fn assert_near(got: Option<f64>, expected: Option<f64>, what: &str) {
    let same = match (got, expected) {
        (Some(got), Some(expected)) => got.near_eq(expected),
        (got, expected) => got.is_none() && expected.is_none(),
    };
    assert!(same, "{what}: the engine has {got:?}, by hand it is {expected:?}");
}

/// Everything that both sides know of everybody.
pub fn assert_agree(run: &Run, people: &[Person], period: &str) {
    assert_same(&run.rubric, &run.results, people, period);
}

pub fn assert_same(rubric: &Rubric, results: &Results, people: &[Person], period: &str) {
    assert_eq!(results.period.name, period);
    for (row, subject) in results.subjects.iter().enumerate() {
        let Some(person) = people.iter().find(|person| person.key == subject.key) else {
            assert!(results.total.get(row).is_err(), "{} {}: known to the engine only", period, subject.key);
            continue;
        };
        let who = |what: &str| format!("{period} {} {what}", person.name);
        for (indicator, result) in rubric.indicators.iter().zip(&results.indicators) {
            let item = person.indicators.iter().find(|item| item.id == indicator.id).expect("the same items");
            let value = match &result.value {
                Lane::Numbers(numbers) => numbers.get(row).ok(),
                Lane::Texts(_) => None,
            };
            assert_near(value, item.value, &who(item.id));
            assert_near(result.score.get(row).ok(), item.score, &who(&format!("{} score", item.id)));
            assert_near(result.points.get(row).ok(), item.points, &who(&format!("{} points", item.id)));
        }
        assert_near(results.total.get(row).ok(), person.total, &who("total"));
        assert_near(results.rank.get(row).ok(), person.rank.map(|n| n as f64), &who("rank"));
        assert_near(
            results.rank_from_last.get(row).ok(),
            person.rank_from_last.map(|n| n as f64),
            &who("rank from last"),
        );
        let grade = results.grade.get(row).ok().map(|index| rubric.grades[index as usize].name.zh.clone());
        assert_eq!(grade, person.grade, "{}", who("grade"));
        for (spec, result) in rubric.consequences.iter().zip(&results.consequences) {
            let strikes = result.when.get(row) == Ok(1.0);
            let by_hand = person.consequences.iter().find(|(id, _)| *id == spec.id);
            assert_eq!(strikes, by_hand.is_some(), "{}", who(&spec.id));
            if let Some((_, money)) = by_hand {
                let got = result.money.as_ref().and_then(|money| money.get(row).ok());
                assert_near(got, *money, &who(&format!("{} money", spec.id)));
            }
        }
    }
    let keys: Vec<&str> = results.subjects.iter().map(|subject| subject.key.as_str()).collect();
    assert!(people.iter().all(|person| keys.contains(&person.key.as_str())), "{period}: known by hand only");
}

/// A table for people to look at.
pub fn show(people: &[Person]) -> String {
    let figure = |value: Option<f64>| value.map_or("—".to_owned(), |value| format!("{value:.2}"));
    let mut text = String::new();
    for person in people {
        let rank = person.rank.map_or("不排名".to_owned(), |rank| format!("第{rank}名"));
        let grade = person.grade.as_deref().unwrap_or("—");
        text += &format!("{} {} 总分 {} {rank} {grade}", person.key, person.name, figure(person.total));
        for (id, money) in &person.consequences {
            text += &money.map_or(format!(" {id}"), |money| format!(" {id}{money:+.2}元"));
        }
        text.push('\n');
        for item in &person.indicators {
            text +=
                &format!("    {} {} → {} → {}\n", item.id, figure(item.value), figure(item.score), figure(item.points));
        }
    }
    text
}

#[test]
fn the_estate_is_appraised_as_by_hand() {
    for (index, period) in ["2024-09", "2024-10"].into_iter().enumerate() {
        let run = shipped("rubrics/property/service-desk.toml", "data/property", index);
        assert_agree(&run, &by_hand::desk(period), period);
    }
}
