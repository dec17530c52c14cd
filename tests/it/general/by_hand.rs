//! The appraisal of the general staff by plain code, written from the scheme (`docs/rubrics/general.md`)
//! and not from the rubric or the engine.

use std::path::PathBuf;

use super::generate::directory;
use crate::property::agree::{Item, Person, assert_agree, cents, place, shipped, show, total};
use crate::property::calendar::moment;
use crate::property::rows::{Row, count, csv_rows, month, number, sum, xlsx_rows};

const CATEGORIES: [&[&str]; 3] = [
    &["工作目标完成", "工作质量", "工作效率"],
    &["专业知识与技能", "分析与解决问题", "学习与改进", "培训学时"],
    &["责任心", "协作", "纪律与出勤"],
];

fn path(name: &str) -> PathBuf {
    directory().join(name)
}

/// `2024-08` and its like in the quarter `2024Q3`.
fn quarter(date: &str) -> String {
    let month = month(date);
    let (year, number) = month.split_once('-').unwrap();
    format!("{year}Q{}", (number.parse::<i64>().unwrap() + 2) / 3)
}

fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| cents(part * 100.0 / whole))
}

fn own(rows: Vec<Row>, id: &str, date: &str, period: &str) -> Vec<Row> {
    rows.into_iter().filter(|row| row["工号"] == id && quarter(&row[date]) == period).collect()
}

struct Conduct {
    light: bool,
    grave: bool,
}

fn conduct(id: &str, period: &str) -> Conduct {
    let rows = own(csv_rows(&path("品德记录.csv"), "日期"), id, "日期", period);
    let found = |degree: &str| rows.iter().any(|row| row["程度"] == degree && row["是否查实"] == "是");
    Conduct { light: found("一般"), grave: found("严重") }
}

pub fn staff(period: &str) -> Vec<Person> {
    let attendance = xlsx_rows(&path("考勤.xlsx"), "期间");
    let mut people = Vec::new();
    let mut here = std::collections::HashMap::new();
    for who in csv_rows(&path("花名册.csv"), "期间") {
        if who["期间"] != period || who["职级"] != "员工" {
            continue;
        }
        let id = &who["工号"];
        let days = own(attendance.clone(), id, "期间", period);
        let (due, present) = (sum(&days, "应出勤"), sum(&days, "实出勤"));
        here.insert(id.clone(), (due, present));
        let (mut indicators, weights) = results(id, period);
        indicators.extend(ability(id, period));
        indicators.extend(attitude(id, period, &days));
        // Weights of tasks that are not 100 must be mended first.
        let total = (weights == 100.0).then(|| cents(total(&indicators, &CATEGORIES).clamp(0.0, 100.0)));
        people.push(Person {
            key: id.clone(),
            name: who["姓名"].clone(),
            total,
            rank: None,
            rank_from_last: None,
            grade: None,
            consequences: Vec::new(),
            indicators,
        });
    }
    let ranked = |person: &Person| {
        let (due, present) = here[&person.key];
        person.total.is_some() && present * 2.0 >= due
    };
    place(&mut people, ranked, |_, _| true);
    grades(&mut people, period);
    for person in &mut people {
        follow(person, here[&person.key], period);
    }
    people
}

/// Lines by the total, then conduct; then at most a tenth, a fifth and six tenths.
fn grades(people: &mut [Person], period: &str) {
    let size = people.iter().filter(|person| person.rank.is_some()).count() as f64;
    let mut order: Vec<(f64, usize)> =
        people.iter().enumerate().filter_map(|(n, person)| Some((person.total?, n))).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut level: Vec<Option<usize>> = vec![None; people.len()];
    for (total, n) in &order {
        level[*n] = Some([90.0, 80.0, 70.0, 60.0].iter().filter(|line| total < line).count());
    }
    // Whom conduct holds down takes no seat above.
    for (n, person) in people.iter().enumerate() {
        let Some(level) = &mut level[n] else { continue };
        let conduct = conduct(&person.key, period);
        if conduct.light {
            *level = (*level).max(2);
        }
        if conduct.grave {
            *level = (*level).max(4);
        }
        if person.rank.is_none() {
            *level = 5;
        }
    }
    for (grade, share) in [0.1, 0.2, 0.6].iter().enumerate() {
        let seats = (size * share + 1e-9).floor() as usize;
        let holders: Vec<usize> =
            order.iter().map(|(_, n)| *n).filter(|n| level[*n] == Some(grade) && people[*n].rank.is_some()).collect();
        for n in &holders {
            // Of those tied across the line none fits.
            let not_behind = holders.iter().filter(|m| people[**m].total >= people[*n].total).count();
            if not_behind > seats {
                level[*n] = Some(grade + 1);
            }
        }
    }
    for (person, level) in people.iter_mut().zip(level) {
        person.grade = level.map(|level| ["S", "A", "B", "C", "D", "不评等"][level].to_owned());
    }
}

fn follow(person: &mut Person, (due, present): (f64, f64), period: &str) {
    let conduct = conduct(&person.key, period);
    match person.grade.as_deref() {
        Some("不评等") => person.consequences.push(("按出勤发放", Some(cents(1800.0 * present / due)))),
        Some(grade) => {
            let factor = match grade {
                "S" => 1.5,
                "A" => 1.2,
                "B" => 1.0,
                "C" => 0.8,
                _ => 0.5,
            };
            person.consequences.push(("季度绩效工资", Some(1800.0 * factor)));
        }
        None => {}
    }
    let score = |id: &str| person.indicators.iter().find(|item| item.id == id).and_then(|item| item.score);
    if score("专业知识与技能").is_some_and(|s| s < 60.0) || score("分析与解决问题").is_some_and(|s| s < 60.0)
    {
        person.consequences.push(("列入培训计划", None));
    }
    let poor = person.grade.as_deref() == Some("D");
    if poor || conduct.light || conduct.grave {
        person.consequences.push(("绩效面谈", None));
    }
    let before = || staff("2024Q3").into_iter().find(|p| p.key == person.key).and_then(|p| p.total);
    if poor && period == "2024Q4" && before().is_some_and(|total| total < 60.0) {
        person.consequences.push(("连续两季 D", None));
    }
}

/// g1–g3, and the sum of the weights of the tasks.
fn results(id: &str, period: &str) -> (Vec<Item>, f64) {
    let tasks: Vec<Row> = xlsx_rows(&path(&format!("任务书_{period}.xlsx")), "工号")
        .into_iter()
        .filter(|row| row["工号"] == id)
        .collect();
    // The sheet shows 105 %, the cell holds 1.05.
    let done: f64 = tasks.iter().map(|row| number(row, "权重") * number(row, "完成率")).sum();
    let taken: f64 = own(csv_rows(&path("质量记录.csv"), "编号"), id, "日期", period)
        .iter()
        .map(|row| if row["类型"] == "返工" { 10.0 } else { 5.0 })
        .sum();
    let items = own(csv_rows(&path("事项台账.csv"), "编号"), id, "应完成日", period);
    let in_time =
        count(&items, |row| !row["实际完成日"].is_empty() && moment(&row["实际完成日"]) <= moment(&row["应完成日"]));
    let indicators = vec![
        Item::new("工作目标完成", 30.0, Some(cents(done)), |x| x.min(110.0)),
        Item::new("工作质量", 15.0, Some(taken), |x| (100.0 - x).max(0.0)),
        Item::new("工作效率", 15.0, percent(in_time, items.len() as f64), |x| {
            (100.0 - (95.0 - x).max(0.0) * 2.0).max(0.0)
        }),
    ];
    (indicators, sum(&tasks, "权重"))
}

fn levels(id: &str, period: &str, item: &str, role: &str) -> Vec<f64> {
    csv_rows(&path(&format!("评价表_{period}.csv")), "被考核人")
        .iter()
        .filter(|row| row["被考核人"] == id && row["指标"] == item && row["角色"] == role)
        .filter_map(|row| "EDCBA".find(&row["等级"]))
        .map(|place| place as f64 * 20.0 + 20.0)
        .collect()
}

/// The mean of each kind of rater, weighted; who did not rate gives his weight to the others.
fn judged(id: &str, period: &str, item: &str, roles: &[(&str, f64)]) -> Option<f64> {
    let (mut marks, mut weights) = (0.0, 0.0);
    for (role, weight) in roles {
        let given = levels(id, period, item, role);
        if !given.is_empty() {
            marks += given.iter().sum::<f64>() / given.len() as f64 * weight;
            weights += weight;
        }
    }
    (weights > 0.0).then(|| marks / weights)
}

fn ability(id: &str, period: &str) -> Vec<Item> {
    let roles = [("直接上级", 60.0), ("本人", 10.0), ("分管领导", 10.0)];
    let training: Vec<Row> = csv_rows(&path("培训学时.csv"), "期间")
        .into_iter()
        .filter(|row| row["工号"] == id && row["期间"] == period)
        .map(|mut row| {
            // Some are typed in full width.
            let done = row["完成学时"].chars().map(|c| match c {
                '０'..='９' => char::from_u32(c as u32 - 0xff10 + 0x30).unwrap(),
                c => c,
            });
            let done = done.collect();
            row.insert("完成学时".to_owned(), done);
            row
        })
        .collect();
    let by = |item| judged(id, period, item, &roles);
    vec![
        Item::new("专业知识与技能", 8.0, by("专业知识与技能"), |x| x),
        Item::new("分析与解决问题", 6.0, by("分析与解决问题"), |x| x),
        Item::new("学习与改进", 3.0, by("学习与改进"), |x| x),
        Item::new("培训学时", 3.0, percent(sum(&training, "完成学时"), sum(&training, "计划学时")), |x| {
            x.min(100.0)
        }),
    ]
}

fn attitude(id: &str, period: &str, days: &[Row]) -> Vec<Item> {
    let roles = [("直接上级", 60.0), ("同事", 20.0), ("本人", 10.0), ("分管领导", 10.0)];
    let mut peers = levels(id, period, "协作", "同事");
    peers.sort_by(f64::total_cmp);
    let middle = peers.len() / 2;
    let median = if peers.len() % 2 == 1 { peers[middle] } else { (peers[middle - 1] + peers[middle]) / 2.0 };
    let late: f64 = days.iter().map(|row| row["迟到早退"].trim_end_matches('次').parse::<f64>().unwrap()).sum();
    vec![
        Item::new("责任心", 7.0, judged(id, period, "责任心", &roles), |x| x),
        Item::new("协作", 7.0, Some(median), |x| x),
        Item::new("纪律与出勤", 6.0, Some(late), |n| match n {
            0.0 => 100.0,
            n if n <= 3.0 => 80.0,
            _ => 60.0,
        }),
    ]
}

#[test]
fn general_by_hand() {
    for period in ["2024Q3", "2024Q4"] {
        insta::assert_snapshot!(format!("员工_{period}"), show(&staff(period)));
    }
}

#[test]
fn the_staff_is_appraised_as_by_hand() {
    for (index, period) in ["2024Q3", "2024Q4"].into_iter().enumerate() {
        let run = shipped("rubrics/general/employee.toml", "data/general", index);
        assert_agree(&run, &staff(period), period);
    }
}
