//! The engine and the plain code agree on every county, indicator, category and total of the
//! shipped data.

use std::path::Path;

use kaohe::host::Disk;
use kaohe::number::Near;
use kaohe::session;
use kaohe::table::Lane;
use kaohe::text::Sources;

use super::by_hand::{self, Institution};
use crate::world::{Run, run_checked, run_in};

/// The rubric in one year; `first` is the first year of its data.
fn run(name: &str, year: usize, first: usize) -> Run {
    let text = std::fs::read_to_string(format!("rubrics/cdc/{name}.toml")).expect("a shipped rubric");
    let run = run_in(&text, &Disk, Path::new("data/cdc"), Some(year - first));
    assert_eq!(run.results.period.name, year.to_string());
    run
}

fn assert_near(got: Option<f64>, expected: Option<f64>, what: &str) {
    let same = match (got, expected) {
        // The plain code adds in another order: a last digit may differ.
        (Some(got), Some(expected)) => got.near_eq(expected) || (got - expected).abs() < 1e-9,
        (got, expected) => got.is_none() && expected.is_none(),
    };
    assert!(same, "{what}: the engine has {got:?}, by hand it is {expected:?}");
}

/// The rubric of a level and the plain code agree in every figure.
fn agree(run: &Run, institutions: &[Institution], year: usize) {
    assert_eq!(run.results.subjects.len(), institutions.len());
    for one in institutions {
        let row = run.results.subjects.iter().position(|subject| subject.key == one.code).expect("the same ones");
        let who = |what: &str| format!("{year} {} {what}", one.code);
        assert_eq!(run.rubric.indicators.len(), one.indicators.len());
        for (indicator, result) in run.rubric.indicators.iter().zip(&run.results.indicators) {
            let code = indicator.code.as_deref().unwrap_or_default();
            let own = one.indicators.iter().find(|known| known.code == code).expect("the same indicators");
            let value = match &result.value {
                Lane::Numbers(numbers) => numbers.get(row).ok(),
                Lane::Texts(_) => None,
            };
            assert_near(value, own.value, &who(code));
            assert_near(result.score.get(row).ok(), own.score, &who(&format!("{code} score")));
            assert_near(result.points.get(row).ok(), own.points, &who(&format!("{code} points")));
        }
        for (category, result) in run.rubric.categories.iter().zip(&run.results.categories) {
            let code = category.code.as_deref().unwrap_or_default();
            assert_near(result.points.get(row).ok(), one.groups[code], &who(code));
        }
        assert_near(run.results.total.get(row).ok(), one.total, &who("total"));
        assert_near(run.results.rank.get(row).ok(), one.rank.map(|rank| rank as f64), &who("rank"));
        let grade = run.results.grade.get(row).ok().map(|index| run.rubric.grades[index as usize].name.zh.as_str());
        assert_eq!(grade, one.grade, "{}", who("grade"));
    }
}

#[test]
fn the_counties_are_appraised_as_by_hand() {
    for year in [2023, 2024_usize] {
        agree(&run("county", year, 2022), &by_hand::county(year as i64), year);
    }
}

/// Cities extend the counties' rubric, provinces that of the cities.
#[test]
fn cities_and_provinces_are_appraised_as_by_hand() {
    for year in [2023, 2024_usize] {
        for (name, folder, institutions) in [
            ("city", "data/cdc-city", by_hand::city(year as i64)),
            ("province", "data/cdc-province", by_hand::province(year as i64)),
        ] {
            let path = format!("rubrics/cdc/{name}.toml");
            let checked = session::check(&Disk, Path::new(&path), &[], &mut Sources::default());
            let run = run_checked(checked.rubric.expect("sound"), &Disk, Path::new(folder), Some(year - 2022));
            assert_eq!(run.results.period.name, year.to_string());
            assert!(institutions.iter().filter(|one| one.total.is_some()).count() > 7);
            agree(&run, &institutions, year);
        }
    }
}

#[test]
fn the_regions_are_appraised_as_by_hand() {
    for year in [2023, 2024_usize] {
        let run = run("region", year, 2018);
        for one in by_hand::region(year as i64) {
            let row =
                run.results.subjects.iter().position(|subject| subject.key == one.code).expect("the same counties");
            for (indicator, result) in run.rubric.indicators.iter().zip(&run.results.indicators) {
                let code = indicator.code.as_deref().unwrap_or_default();
                let (_, points, _) = one.indicators.iter().find(|known| known.0 == code).expect("the same indicators");
                assert_near(result.points.get(row).ok(), *points, &format!("{year} {} {code}", one.code));
            }
            assert_near(run.results.total.get(row).ok(), one.total, &format!("{year} {} total", one.code));
        }
    }
}
