//! The shape that the rubrics declare, read with another TOML reader and plain addition.

use toml::{Table, Value};

fn rubric(name: &str) -> Table {
    std::fs::read_to_string(format!("rubrics/cdc/{name}.toml")).unwrap().parse().unwrap()
}

fn list<'a>(rubric: &'a Table, key: &str) -> Vec<&'a Table> {
    rubric[key].as_array().unwrap().iter().filter_map(Value::as_table).collect()
}

/// Marks as whole hundredths.
fn hundredths(value: &Value) -> i64 {
    match value {
        Value::Integer(whole) => whole * 100,
        value => (value.as_float().unwrap() * 100.0).round() as i64,
    }
}

#[test]
fn cdc_county_has_8_categories_35_items_and_101_indicators_of_1000_marks() {
    let rubric = rubric("county");
    let (top, items): (Vec<&Table>, Vec<&Table>) =
        list(&rubric, "category").into_iter().partition(|category| !category.contains_key("in"));
    let indicators = list(&rubric, "indicator");
    assert_eq!((top.len(), items.len(), indicators.len()), (8, 35, 101));
    let sum = |all: &[&Table]| all.iter().map(|item| hundredths(&item["points"])).sum::<i64>();
    assert_eq!((sum(&top), sum(&items), sum(&indicators)), (100_000, 100_000, 100_000));
    // Ten rows are lifted by a hundredth so that the sum comes out.
    assert_eq!(indicators.iter().filter(|item| hundredths(&item["points"]) == 991).count(), 10);
    for parent in top.iter().chain(&items) {
        let inside = |all: &[&Table]| {
            all.iter()
                .filter(|child| child.get("in") == parent.get("id"))
                .map(|child| hundredths(&child["points"]))
                .sum::<i64>()
        };
        assert_eq!(hundredths(&parent["points"]), inside(&items) + inside(&indicators), "{}", parent["id"]);
    }
    // 52 indicators in the first category, as the printed subtotal of the source implies.
    let first = |code: &str| code.starts_with("1.");
    assert_eq!(indicators.iter().filter(|item| first(item["code"].as_str().unwrap())).count(), 52);
}

#[test]
fn cdc_region_has_6_classes_and_17_indicators() {
    let rubric = rubric("region");
    assert_eq!((list(&rubric, "category").len(), list(&rubric, "indicator").len()), (6, 17));
    let sum = list(&rubric, "indicator").iter().map(|item| hundredths(&item["points"])).sum::<i64>();
    assert_eq!(sum, 17_000);
}

#[test]
fn cdc_every_row_says_where_it_comes_from() {
    for name in ["county", "region"] {
        let rubric = rubric(name);
        for item in list(&rubric, "indicator") {
            let basis = item["basis"].as_str().unwrap();
            assert!(basis.contains("推定") || basis.starts_with("出处"), "{}: {basis}", item["id"]);
            for key in ["code", "unit", "better", "owner", "definition"] {
                assert!(item.contains_key(key), "{} has no {key}", item["id"]);
            }
        }
        for element in list(&rubric, "element") {
            for key in ["owner", "definition", "basis"] {
                assert!(element.contains_key(key), "{} has no {key}", element["id"]);
            }
        }
    }
    let county = rubric("county");
    let sourced =
        list(&county, "indicator").iter().filter(|item| item["basis"].as_str().unwrap().starts_with("出处")).count();
    assert_eq!(sourced, 35);
}

#[test]
fn cdc_every_indicator_has_a_unit_a_person_and_a_deputy() {
    for name in ["county", "city", "province", "region"] {
        let rubric = rubric(name);
        let indicators = list(&rubric, "indicator");
        // Those that change others inherit their owners.
        for item in indicators.into_iter().filter(|item| item.contains_key("formula") && !item.contains_key("override"))
        {
            let owner = item["owner"].as_table().unwrap();
            let [unit, person, deputy] = ["unit", "person", "deputy"].map(|key| owner[key].as_str().unwrap());
            assert!(person.starts_with(unit) && deputy.starts_with(unit) && person != deputy, "{}", item["id"]);
        }
    }
}

/// What a rubric comes to over its base, by the rules of `docs/language/extends.md` alone.
fn over(base: &Table, near: &Table, key: &str) -> Vec<Table> {
    let id = |item: &Table| item["id"].as_str().unwrap().to_owned();
    let mut all: Vec<Table> = list(base, key).into_iter().cloned().collect();
    for item in list(near, key) {
        if item.contains_key("remove") {
            all.retain(|known| id(known) != id(item));
        } else if item.contains_key("override") {
            let known = all.iter_mut().find(|known| id(known) == id(item)).unwrap();
            known.extend(item.clone());
        } else {
            all.push(item.clone());
        }
    }
    all
}

#[test]
fn cdc_city_and_province_have_1000_marks_at_every_level() {
    let mut base = rubric("county");
    for (name, count, without) in [("city", 100, 51), ("province", 97, 49)] {
        let near = rubric(name);
        for key in ["category", "indicator"] {
            let all = over(&base, &near, key).into_iter().map(Value::Table).collect();
            base.insert(key.to_owned(), Value::Array(all));
        }
        let (categories, indicators) = (list(&base, "category"), list(&base, "indicator"));
        assert_eq!((categories.len(), indicators.len()), (8 + 35, count), "{name}");
        assert_eq!(indicators.iter().filter(|item| item["code"].as_str().unwrap().starts_with("1.")).count(), without);
        let sum = |all: &[&Table]| all.iter().map(|item| hundredths(&item["points"])).sum::<i64>();
        assert_eq!(sum(&indicators), 100_000, "{name}");
        for parent in &categories {
            let inside = |all: &[&Table]| {
                all.iter()
                    .filter(|child| child.get("in") == parent.get("id"))
                    .map(|child| hundredths(&child["points"]))
                    .sum::<i64>()
            };
            assert_eq!(hundredths(&parent["points"]), inside(&categories) + inside(&indicators), "{}", parent["id"]);
        }
        // Of what is new or scored otherwise, nothing is said to stand in the ministry's text.
        for item in list(&near, "indicator").into_iter().filter(|item| item.contains_key("formula")) {
            assert!(item["basis"].as_str().unwrap().starts_with("推定"), "{}", item["id"]);
        }
        for item in list(&near, "element").into_iter().filter(|item| item.contains_key("from")) {
            assert!(["owner", "definition", "basis"].iter().all(|key| item.contains_key(*key)), "{}", item["id"]);
        }
    }
}
