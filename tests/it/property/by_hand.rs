//! The appraisal of the desk by plain code, written from the scheme (`docs/rubrics/property.md`) and
//! not from the rubric or the engine.

use std::path::PathBuf;

use super::agree::{Item, Person, cents, place, show, total};
use super::calendar::moment;
use super::generate::directory;
use super::rows::{Row, count, csv_rows, distinct, month, number, sum, xlsx_rows};

const CATEGORIES: [&[&str]; 4] = [
    &["收缴率", "户收缴率", "清欠率"],
    &["报修处理率", "派工及时率", "维修及时率", "完成及时率", "回访率"],
    &["投诉处理及时率", "业主满意率", "有效投诉"],
    &["走访完成率", "记录与台账", "服务规范"],
];

/// Last year's rate and the points to gain on it.
const TARGET: f64 = 74.0 + 2.0;

fn path(name: &str) -> PathBuf {
    directory().join(name)
}

fn at_least(value: f64, bands: &[(f64, f64)]) -> f64 {
    bands.iter().find(|(edge, _)| value >= edge - 1e-9).map_or(0.0, |(_, score)| *score)
}

/// Per cent, on two decimals.
fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| cents(part * 100.0 / whole))
}

fn minutes(row: &Row, from: &str, to: &str) -> f64 {
    (moment(&row[to]) - moment(&row[from])) as f64
}

pub fn desk(period: &str) -> Vec<Person> {
    let roster: Vec<Row> =
        csv_rows(&path("花名册.csv"), "期间").into_iter().filter(|row| row["期间"] == period).collect();
    let mut people = Vec::new();
    let mut posts = std::collections::HashMap::new();
    for who in roster.iter().filter(|row| row["岗位"].starts_with("客服")) {
        let (fees, recovered) = fees(period, who);
        let (answers, mean) = answers(period, who);
        let mut indicators = fees;
        indicators.extend(repairs(period, who));
        indicators.extend(answers);
        indicators.extend(records(period, who));
        let total = cents(total(&indicators, &CATEGORIES).clamp(0.0, 100.0));
        let half = number(who, "实出勤") * 2.0 >= number(who, "应出勤");
        let mut person = Person {
            key: who["工号"].clone(),
            name: who["姓名"].clone(),
            total: Some(total),
            rank: None,
            rank_from_last: None,
            grade: Some(grade(total, half).to_owned()),
            consequences: Vec::new(),
            indicators,
        };
        follow(&mut person, who, half, recovered, mean);
        posts.insert(person.key.clone(), (who["岗位"].clone(), half));
        people.push(person);
    }
    let ranked = |person: &Person| posts[&person.key].1;
    place(&mut people, ranked, |a, b| posts[&a.key].0 == posts[&b.key].0);
    people.sort_by(|a, b| a.key.cmp(&b.key));
    people
}

fn grade(total: f64, half: bool) -> &'static str {
    match total {
        _ if !half => "不评等",
        t if t >= 90.0 => "优秀",
        t if t >= 80.0 => "良好",
        t if t >= 70.0 => "合格",
        _ => "不合格",
    }
}

/// Money for the rate of collection and for arrears; a plan where satisfaction is low.
fn follow(person: &mut Person, who: &Row, half: bool, recovered: f64, mean: f64) {
    let rate = person.indicators[0].value.unwrap();
    let head = who["岗位"] == "客服领班";
    let days = (moment(&who["月末"]) - moment(&who["入职日期"])) / (24 * 60);
    let above = (rate - TARGET + 1e-9).floor();
    let below = (TARGET - rate + 1e-9).floor();
    if half && above >= 1.0 {
        person.consequences.push(("收缴率奖励", Some(above * if head { 40.0 } else { 60.0 })));
    }
    if half && below >= 1.0 && days >= 183 {
        let fine = (below * if head { 20.0 } else { 30.0 }).min(number(who, "月工资") * 0.2);
        person.consequences.push(("收缴率扣款", Some(-fine)));
    }
    if person.indicators[2].value.is_some_and(|rate| rate >= 20.0) {
        person.consequences.push(("清欠奖励", Some(cents(recovered * 0.02))));
    }
    if mean < 3.5 {
        person.consequences.push(("满意度整改", None));
    }
}

/// p1–p3, and the money of arrears that came in.
fn fees(period: &str, who: &Row) -> (Vec<Item>, f64) {
    let bills: Vec<Row> = csv_rows(&path(&format!("物业费账单_{period}.csv")), "账单号")
        .into_iter()
        .filter(|row| row["责任客服"] == who["姓名"] && row["状态"] != "争议")
        .collect();
    let of = |kind: &str| -> Vec<Row> { bills.iter().filter(|row| row["账款类别"] == kind).cloned().collect() };
    let current: Vec<Row> =
        of("当期").into_iter().filter(|row| moment(&row["到期日"]) <= moment(&row["统计截止日"])).collect();
    let owed = sum(&current, "应收") - sum(&current, "减免");
    let short: Vec<Row> = current
        .iter()
        .filter(|row| number(row, "实收") < number(row, "应收") - number(row, "减免") - 1e-6)
        .cloned()
        .collect();
    let houses = distinct(&current, "房号");
    let old = of("历史欠费");
    let (start, recovered) = (sum(&old, "应收") - sum(&old, "减免"), sum(&old, "实收"));
    let items = vec![
        Item::new("收缴率", 25.0, percent(sum(&current, "实收"), owed), |rate| {
            if rate >= TARGET {
                100.0 + ((rate - TARGET) * 2.0).min(10.0)
            } else {
                (100.0 - (TARGET - rate) * 5.0).max(0.0)
            }
        }),
        Item::new("户收缴率", 5.0, percent(houses - distinct(&short, "房号"), houses), |rate| {
            at_least(rate, &[(90.0, 100.0), (80.0, 85.0), (75.0, 70.0), (70.0, 60.0)])
        }),
        Item::new("清欠率", 6.0, percent(recovered, start), |rate| (rate * 5.0).min(120.0)),
    ];
    (items, recovered)
}

/// p4–p6.
fn repairs(period: &str, who: &Row) -> Vec<Item> {
    let tickets: Vec<Row> = xlsx_rows(&path(&format!("报修工单_{period}.xlsx")), "报修编号")
        .into_iter()
        .filter(|row| row["受理客服"] == who["姓名"] && row["取消时间"].is_empty() && row["责任归属"] == "物业")
        .collect();
    let accepted = count(&tickets, |row| !row["接单时间"].is_empty());
    let done = count(&tickets, |row| !row["完成时间"].is_empty());
    let punctual = count(&tickets, |row| {
        !row["到场时间"].is_empty()
            && match row["报修类型"].as_str() {
                "急修" => minutes(row, "报修时间", "到场时间") <= 30.0,
                _ => minutes(row, "预约时间", "到场时间") <= 0.0,
            }
    });
    // Dispatched within a quarter of an hour of the report; done within two hours of arrival.
    let within = |row: &Row, from: &str, to: &str, limit: f64| {
        !row[from].is_empty() && !row[to].is_empty() && minutes(row, from, to) <= limit
    };
    let sent = count(&tickets, |row| within(row, "报修时间", "派单时间", 15.0));
    let finished = count(&tickets, |row| within(row, "到场时间", "完成时间", 120.0));
    let called_back = |row: &Row, done: &str| {
        !row[done].is_empty() && !row["回访时间"].is_empty() && minutes(row, done, "回访时间") >= 0.0
    };
    let backs = count(&tickets, |row| called_back(row, "完成时间"));
    let wanted = (done * 0.3 - 1e-9).ceil();
    let complaints = complaints(period, who, "受理客服");
    let closed = count(&complaints, |row| !row["办结时间"].is_empty());
    let complaint_backs = count(&complaints, |row| called_back(row, "办结时间"));
    let below = |target: f64, each: f64| move |rate: f64| (100.0 - (target - rate).max(0.0) * each).max(0.0);
    vec![
        Item::new("报修处理率", 12.0, percent(done, accepted), below(98.0, 5.0)),
        Item::new("派工及时率", 1.0, percent(sent, tickets.len() as f64), below(95.0, 3.0)),
        Item::new("维修及时率", 8.0, percent(punctual, accepted), below(95.0, 3.0)),
        Item::new("完成及时率", 1.0, percent(finished, done), below(95.0, 3.0)),
        Item::new("回访率", 6.0, percent(complaint_backs + backs.min(wanted), closed + wanted), below(100.0, 2.0)),
    ]
}

fn complaints(period: &str, who: &Row, by: &str) -> Vec<Row> {
    csv_rows(&path("投诉登记.csv"), "编号")
        .into_iter()
        .filter(|row| row[by] == who["姓名"] && month(&row["受理时间"]) == period)
        .collect()
}

/// p7, p8, p10, and the mean answer.
fn answers(period: &str, who: &Row) -> (Vec<Item>, f64) {
    let taken = complaints(period, who, "受理客服");
    let in_time = count(&taken, |row| {
        !row["首次响应时间"].is_empty()
            && !row["办结时间"].is_empty()
            && minutes(row, "受理时间", "首次响应时间") <= 24.0 * 60.0
            && minutes(row, "受理时间", "办结时间") <= 72.0 * 60.0
    });
    let repeats = count(&taken, |row| row["是否重复"] == "是");
    let own = count(&complaints(period, who, "责任人"), |row| row["是否有效"] == "是");

    let sent: Vec<Row> = xlsx_rows(&path(&format!("满意度问卷_{period}.xlsx")), "问卷号")
        .into_iter()
        .filter(|row| row["被评客服"] == who["姓名"])
        .collect();
    let answered: Vec<Row> = sent.iter().filter(|row| !row["分值"].starts_with('(')).cloned().collect();
    let enough = distinct(&answered, "问卷号") >= distinct(&sent, "问卷号") * 0.85 - 1e-9;
    let (all, good) = (answered.len() as f64, count(&answered, |row| number(row, "分值") >= 4.0));
    let items = vec![
        Item::new("投诉处理及时率", 10.0, percent(in_time, taken.len() as f64), |rate| {
            (100.0 - 2.0 * (100.0 - rate) - 10.0 * repeats).clamp(0.0, 100.0)
        }),
        Item::new("业主满意率", 10.0, percent(good, all).filter(|_| enough), |rate| {
            at_least(rate, &[(95.0, 100.0), (90.0, 85.0), (85.0, 70.0), (75.0, 60.0)])
        }),
        Item::new("有效投诉", 4.0, Some(own), |n| (100.0 - 10.0 * n).max(0.0)),
    ];
    (items, sum(&answered, "分值") / all)
}

/// p9, p11, p12.
fn records(period: &str, who: &Row) -> Vec<Item> {
    let own = |name: &str, first: &str| -> Vec<Row> {
        csv_rows(&path(name), first)
            .into_iter()
            .filter(|row| row["工号"] == who["工号"] && month(&row["日期"]) == period)
            .collect()
    };
    let visited = distinct(&own("走访登记.csv", "日期"), "房号");
    let task = (15.0 * number(who, "实出勤") / number(who, "应出勤") - 1e-9).ceil();
    let faults = sum(&own("台账抽查.csv", "日期"), "差错数");

    let sheets = csv_rows(&path("评分表.csv"), "期间");
    let (mut marks, mut weights) = (0.0, 0.0);
    for (role, weight) in [("直接上级", 50.0), ("客服主管", 30.0), ("项目经理", 20.0)] {
        let sheet =
            sheets.iter().find(|row| row["期间"] == period && row["被考核人"] == who["工号"] && row["角色"] == role);
        let Some(sheet) = sheet else { continue };
        let level = match sheet["分数"].as_str() {
            "优" => 100.0,
            "良" => 85.0,
            "中" => 70.0,
            _ => 50.0,
        };
        marks += level * weight;
        weights += weight;
    }
    vec![
        Item::new("走访完成率", 4.0, percent(visited, task), |_| {
            (100.0 - 2.0 * (task - visited).max(0.0)).max(0.0)
        }),
        Item::new("记录与台账", 4.0, Some(faults), |n| if n >= 3.0 { 0.0 } else { 100.0 - 2.0 * n }),
        Item::new("服务规范", 4.0, (weights > 0.0).then(|| marks / weights), |score| score),
    ]
}

#[test]
fn property_by_hand() {
    for period in ["2024-09", "2024-10"] {
        insta::assert_snapshot!(format!("前台_{period}"), show(&desk(period)));
    }
}
