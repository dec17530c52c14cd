//! The appraisal of the operators by plain code, written from the scheme (`docs/rubrics/power.md`) and
//! not from the rubric or the engine.

use super::generate::directory;
use crate::property::agree::{Item, Person, assert_agree, cents, place, shipped, show, total};
use crate::property::calendar::{DAY, moment};
use crate::property::rows::{Row, count, csv_rows, month, number, sum};

const ALL: [&[&str]; 1] = [&["两票合格率", "安全生产", "缺陷管理", "巡视与记录", "工分比", "培训考试", "劳动纪律"]];

fn rows(name: &str, header: &str) -> Vec<Row> {
    csv_rows(&directory().join(name), header)
}

fn own(all: Vec<Row>, column: &str, who: &str, date: &str, period: &str) -> Vec<Row> {
    all.into_iter().filter(|row| row[column] == who && month(&row[date]) == period).collect()
}

fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| cents(part * 100.0 / whole))
}

/// The work points of a person in a month, and the shifts he was there.
fn work(log: &[Row], id: &str, period: &str) -> (f64, f64) {
    let (mut points, mut shifts) = (0.0, 0.0);
    for own in log.iter().filter(|row| row["工号"] == id && row["角色"] == "在值" && month(&row["日期"]) == period)
    {
        let same = |row: &&Row| ["变电站", "日期", "班次"].iter().all(|column| row[*column] == own[*column]);
        let mut earned = 0.0;
        let mut present = 0.0;
        for row in log.iter().filter(same) {
            let paid = row["状态"] == "已执行" && row["已归档"] == "是";
            match row["角色"].as_str() {
                "在值" => present += 1.0,
                "拟票人" if paid => earned += number(row, "步数") * 0.5,
                "操作人" if paid => earned += number(row, "步数"),
                _ => {}
            }
        }
        points += earned / present;
        shifts += 1.0;
    }
    (points, shifts)
}

pub fn operators(period: &str) -> Vec<Person> {
    let staff = rows("值班员.csv", "工号");
    let log = rows("值班日志.csv", "日期");
    let worked: Vec<(f64, f64)> = staff.iter().map(|who| work(&log, &who["工号"], period)).collect();
    let mut people = Vec::new();
    let mut about = std::collections::HashMap::new();
    for (who, (points, shifts)) in staff.iter().zip(&worked) {
        let peers =
            staff.iter().zip(&worked).filter(|(other, (_, shifts))| other["变电站"] == who["变电站"] && *shifts > 0.0);
        let peers: Vec<f64> = peers.map(|(_, (points, _))| *points).collect();
        let mean = peers.iter().sum::<f64>() / peers.len() as f64;
        let ratio = (*shifts > 0.0).then(|| cents(points / mean * 100.0));
        let events = own(rows("安全与纪律.csv", "日期"), "工号", &who["工号"], "日期", period);
        let wrong = count(&events, |row| row["类型"] == "误操作") > 0.0;
        let indicators = items(who, period, &events, wrong, ratio);
        let total = cents(total(&indicators, &ALL).clamp(0.0, 110.0));
        let mut level = [95.0, 85.0, 70.0].iter().filter(|line| total < **line).count();
        if wrong {
            level = level.max(2);
        }
        if *shifts == 0.0 {
            level = 4;
        }
        let mut consequences = Vec::new();
        if *shifts > 0.0 {
            consequences.push(("月奖", Some(cents(600.0 * total.min(100.0) / 100.0))));
        }
        if level == 3 {
            consequences.push(("待岗培训", None));
        }
        about.insert(who["工号"].clone(), (who["变电站"].clone(), *shifts > 0.0));
        people.push(Person {
            key: who["工号"].clone(),
            name: who["姓名"].clone(),
            total: Some(total),
            rank: None,
            rank_from_last: None,
            grade: Some(["优秀", "良好", "合格", "不合格", "不评等"][level].to_owned()),
            consequences,
            indicators,
        });
    }
    place(&mut people, |person| about[&person.key].1, |a, b| about[&a.key].0 == about[&b.key].0);
    people
}

fn items(who: &Row, period: &str, events: &[Row], wrong: bool, ratio: Option<f64>) -> Vec<Item> {
    let (id, name) = (&who["工号"], &who["姓名"]);
    let tickets = own(rows(&format!("两票_{period}.csv"), "票号"), "操作人", name, "日期", period);
    let done = count(&tickets, |row| row["状态"] == "已执行");
    let good = count(&tickets, |row| row["状态"] == "已执行" && row["是否合格"] == "是");

    let defects = own(rows("缺陷.csv", "编号"), "责任人", name, "登记时间", period);
    let late = count(&defects, |row| {
        row["等级"] == "危急"
            && (row["消除时间"].is_empty() || moment(&row["消除时间"]) - moment(&row["登记时间"]) > DAY)
    });
    let usual = count(&defects, |row| row["等级"] == "一般");
    let cleared = count(&defects, |row| row["等级"] == "一般" && !row["消除时间"].is_empty());
    let missed = count(&defects, |row| row["方式"] == "漏报");
    let found = count(&own(rows("缺陷.csv", "编号"), "登记人", name, "登记时间", period), |row| {
        row["等级"] != "一般" && row["方式"] == "主动"
    });

    let patrols = own(rows("巡视.csv", "变电站"), "工号", id, "计划日", period);
    let punctual = count(&patrols, |row| {
        !row["实际日"].is_empty() && [0, DAY].contains(&(moment(&row["计划日"]) - moment(&row["实际日"])))
    });
    let faults = sum(&patrols, "记录扣分");

    let failed = count(&own(rows("培训考试.csv", "日期"), "工号", id, "日期", period), |row| {
        row["成绩"] == "缺考" || number(row, "成绩") < 80.0
    });
    let taken = |prices: &[(&str, f64)]| -> f64 {
        prices.iter().map(|(kind, price)| price * count(events, |row| row["类型"] == *kind)).sum()
    };
    let left = |x: f64| (100.0 - x).max(0.0);
    let mut safety =
        Item::new("安全生产", 20.0, Some(taken(&[("违章", 10.0), ("工具未试验", 10.0), ("未检查", 5.0)])), left);
    if wrong {
        safety.points = Some(0.0);
    }
    vec![
        Item::new("两票合格率", 20.0, percent(good, done), |x| x),
        safety,
        Item::new("缺陷管理", 15.0, percent(cleared, usual).or(Some(100.0)), |x| {
            let score = 100.0 - (60.0 - x).max(0.0) / 10.0 - 10.0 * late + 5.0 * found - 20.0 * missed;
            score.clamp(0.0, 110.0)
        }),
        Item::new("巡视与记录", 15.0, percent(punctual, patrols.len() as f64), |x| left(100.0 - x + faults)),
        Item::new("工分比", 15.0, ratio, |x| x.min(120.0)),
        Item::new("培训考试", 10.0, Some(failed), |n| left(10.0 * n)),
        Item::new("劳动纪律", 5.0, Some(taken(&[("旷工", 20.0), ("迟到", 5.0)])), left),
    ]
}

#[test]
fn power_station_by_hand() {
    for period in ["2024-05", "2024-06"] {
        insta::assert_snapshot!(format!("值班员_{period}"), show(&operators(period)));
    }
}

#[test]
fn power_operators_are_appraised_as_by_hand() {
    for (index, period) in ["2024-05", "2024-06"].into_iter().enumerate() {
        let run = shipped("rubrics/power/substation.toml", "data/power", index);
        assert_agree(&run, &operators(period), period);
    }
}
