//! The appraisal of heads and deputies by plain code, written from the scheme (`docs/rubrics/power.md`) and not
//! from the rubric or the engine.

use kaohe::host::Disk;
use kaohe::session::{self, Request};
use kaohe::text::Sources;

use super::by_hand::units;
use super::generate::directory;
use crate::property::agree::{Item, Person, assert_same, cents, place, show, total};
use crate::property::calendar::{DAY, moment};
use crate::property::rows::{Row, csv_rows, number, sum};

fn rows(name: &str, header: &str) -> Vec<Row> {
    csv_rows(&directory().join(name), header)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Completion less days late and poor quality, by the weights of the tasks.
fn tasks(id: &str) -> (f64, f64) {
    let own: Vec<Row> = rows("目标任务.csv", "年度").into_iter().filter(|row| row["工号"] == id).collect();
    let marks: f64 = own
        .iter()
        .map(|row| {
            let late = ((moment(&row["实际完成"]) - moment(&row["计划完成"])) / DAY).clamp(0, 10) as f64;
            let poor = match row["质量"].as_str() {
                "优" => 0.0,
                "良" => 5.0,
                _ => 20.0,
            };
            number(row, "权重") * (number(row, "完成率") - 2.0 * late - poor).clamp(0.0, 100.0)
        })
        .sum();
    (marks / 100.0, sum(&own, "权重"))
}

/// Cooperation, and how far the own mark lies above those of peers.
fn cooperation(id: &str, post: &str) -> (f64, f64) {
    let all = rows("干部互评.csv", "年度");
    let given = |from: &str| -> Vec<&Row> {
        all.iter().filter(|row| row["身份"] == "同级" && row["评价人"] == from).collect()
    };
    let valid = |row: &Row| {
        let ballot = given(&row["评价人"]);
        row["评价人"] != row["被评人"] && ballot.iter().any(|other| other["分"] != ballot[0]["分"])
    };
    let kept: Vec<&Row> = all.iter().filter(|row| row["身份"] == "同级" && valid(row)).collect();
    let of = |test: &dyn Fn(&Row) -> bool| -> Vec<f64> {
        kept.iter().filter(|row| test(row)).map(|row| number(row, "分")).collect()
    };
    let everybody = mean(&of(&|row| row["职务"] == post));
    let own: Vec<f64> = kept
        .iter()
        .filter(|row| row["被评人"] == id)
        .map(|row| number(row, "分") - mean(&of(&|other| other["评价人"] == row["评价人"])) + everybody)
        .collect();
    let one = |kind: &str| {
        let row = all.iter().find(|row| row["身份"] == kind && row["被评人"] == id).unwrap();
        number(row, "分")
    };
    let peers = mean(&own);
    (one("上级") * 0.6 + peers * 0.3 + one("本人") * 0.1, one("本人") - peers)
}

fn judged(id: &str, item: &str) -> f64 {
    let own: Vec<Row> =
        rows("干部评价.csv", "年度").into_iter().filter(|row| row["被评人"] == id && row["指标"] == item).collect();
    let (mut marks, mut weights) = (0.0, 0.0);
    for (role, weight) in [("上级", 60.0), ("同级", 30.0), ("本人", 10.0)] {
        let given: Vec<f64> = own
            .iter()
            .filter(|row| row["角色"] == role)
            .map(|row| 100.0 - 20.0 * "ABCDE".find(&row["等级"]).unwrap() as f64)
            .collect();
        if !given.is_empty() {
            marks += mean(&given) * weight;
            weights += weight;
        }
    }
    marks / weights
}

fn managers() -> Vec<Person> {
    let units = units("2024");
    let roster = rows("管理人员.csv", "工号");
    let post = |id: &str| roster.iter().find(|row| row["工号"] == id).map(|row| row["职务"].clone()).unwrap();
    let mut people = Vec::new();
    let mut vain = std::collections::HashMap::new();
    let mut struck = std::collections::HashMap::new();
    for who in &roster {
        let id = &who["工号"];
        let unit = units.iter().find(|unit| unit.key == who["编码"]).unwrap().total;
        let (marks, weights) = tasks(id);
        let (cooperation, above) = cooperation(id, &who["职务"]);
        vain.insert(id.clone(), above > 8.0 + 1e-9);
        struck.insert(id.clone(), unit == Some(0.0));
        let indicators = vec![
            Item::new("单位结果", 40.0, unit, |x| match x {
                x if x < 70.0 => 0.0,
                x if x <= 100.0 => x,
                x => (100.0 + (x - 100.0) * 2.0).min(120.0),
            }),
            Item::new("目标任务", 40.0, Some(marks), |x| x),
            Item::new("协作", 8.0, Some(cooperation), |x| x.clamp(0.0, 100.0)),
            Item::new("主动", 6.0, Some(judged(id, "主动")), |x| x),
            Item::new("守规", 6.0, Some(judged(id, "守规")), |x| x),
        ];
        let sum = total(&indicators, &[&["单位结果"], &["目标任务"], &["协作", "主动", "守规"]]);
        people.push(Person {
            key: id.clone(),
            name: who["姓名"].clone(),
            total: (weights == 100.0 && unit.is_some()).then(|| cents(sum.clamp(0.0, 108.0))),
            rank: None,
            rank_from_last: None,
            grade: None,
            consequences: Vec::new(),
            indicators,
        });
    }
    place(&mut people, |_| true, |one, other| post(&one.key) == post(&other.key));
    let copy = people.clone();
    for person in &mut people {
        let Some(total) = person.total else {
            if vain[&person.key] {
                person.consequences.push(("谈话", None));
            }
            continue;
        };
        let mut level = [90.0, 70.0, 60.0].iter().filter(|line| total < **line).count();
        if struck[&person.key] {
            level = 3;
        }
        let same = || copy.iter().filter(|other| post(&other.key) == post(&person.key));
        let seats = same().filter(|other| other.rank.is_some()).count() / 5;
        let not_behind = same().filter(|other| other.total >= Some(total) && !struck[&other.key]).count();
        if level == 0 && not_behind > seats {
            level = 1;
        }
        person.grade = Some(["优秀", "称职", "基本称职", "不称职"][level].to_owned());
        let base = if post(&person.key) == "负责人" { 30_000.0 } else { 24_000.0 };
        person.consequences.push(("年度绩效", Some(base * [1.3, 1.0, 0.8, 0.5][level])));
        if level >= 2 || vain[&person.key] {
            person.consequences.push(("谈话", None));
        }
    }
    people
}

#[test]
fn managers_by_hand() {
    insta::assert_snapshot!("管理_2024", show(&managers()));
}

#[test]
fn managers_are_appraised_as_by_hand() {
    let request = Request { rubric: "rubrics/power/management.toml".into(), ..Request::default() };
    let run = session::evaluate(&Disk, &request, &mut Sources::default());
    let run = run.unwrap_or_else(|stopped| panic!("{stopped:?}"));
    assert_same(&run.rubric, &run.results, &managers(), "2024");
}
