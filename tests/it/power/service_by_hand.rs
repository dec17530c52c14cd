//! The appraisal of the service staff by plain code, written from the scheme (`docs/rubrics/power.md`)
//! and not from the rubric or the engine.

use super::generate::directory;
use crate::property::agree::{Item, Person, assert_agree, cents, place, shipped, show, total};
use crate::property::calendar::{DAY, moment};
use crate::property::rows::{Row, count, csv_rows, month, sum};

const ALL: [&[&str]; 1] = [&["抄表质量", "电费回收率", "低压线损率", "业扩时限达标率", "服务投诉", "工单质量"]];

fn own(name: &str, header: &str, column: &str, who: &str, date: &str, period: &str) -> Vec<Row> {
    csv_rows(&directory().join(name), header)
        .into_iter()
        .filter(|row| row[column] == who && !row[date].is_empty() && month(&row[date]) == period)
        .collect()
}

fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| cents(part * 100.0 / whole))
}

/// Mondays to Fridays after the first day, up to and with the second; 2024 began on a Monday.
fn working_days(from: &str, to: &str) -> usize {
    let (from, to) = (moment(from) / DAY, moment(to) / DAY);
    (from + 1..=to).filter(|day| day.rem_euclid(7) < 5).count()
}

pub fn clerks(period: &str) -> Vec<Person> {
    let staff = csv_rows(&directory().join("服务人员.csv"), "工号");
    let mut people: Vec<Person> = staff.iter().map(|who| clerk(who, period)).collect();
    let post = |key: &str| staff.iter().find(|who| who["工号"] == key).map(|who| who["岗位"].clone());
    place(&mut people, |_| true, |a, b| post(&a.key) == post(&b.key));
    people
}

fn clerk(who: &Row, period: &str) -> Person {
    let (id, name, post) = (&who["工号"], &who["姓名"], who["岗位"].as_str());
    let reader = post == "抄表员";
    let meters = own("抄表与收费.csv", "月份", "工号", id, "月份", period);
    let wrong = sum(&meters, "差错户数");
    let (supplied, sold) = (sum(&meters, "供电量"), sum(&meters, "售电量"));
    let installs = own("业扩.csv", "编号", "受理人", name, "办结日", period);
    let in_time = count(&installs, |row| {
        let limit = match row["类别"].as_str() {
            "居民" => 5,
            "低压" => 6,
            "高压单电源" => 22,
            _ => 32,
        };
        working_days(&row["受理日"], &row["办结日"]) <= limit
    });
    let orders = own("服务工单.csv", "编号", "处理人", name, "受理日", period);
    let complaints = count(&orders, |row| row["投诉"] == "有效");
    let passed = count(&orders, |row| row["抽查"] == "合格");
    let sampled = count(&orders, |row| !row["抽查"].is_empty());

    let of_reader = |value: Option<f64>| value.filter(|_| reader);
    let indicators = vec![
        Item::new(
            "抄表质量",
            20.0,
            of_reader(percent(sum(&meters, "实抄户数"), sum(&meters, "应抄户数"))),
            |x| (100.0 - 2.0 * (100.0 - x) - 5.0 * wrong).max(0.0),
        ),
        Item::new("电费回收率", 25.0, of_reader(percent(sum(&meters, "实收"), sum(&meters, "应收"))), |x| {
            (100.0 - (100.0 - x) * 20.0).clamp(0.0, 100.0)
        }),
        Item::new("低压线损率", 20.0, of_reader(percent(supplied - sold, supplied)), |x| {
            if x > 4.5 { (100.0 - (x - 4.5) * 20.0).max(0.0) } else { 100.0 + ((4.5 - x) * 10.0).min(10.0) }
        }),
        Item::new(
            "业扩时限达标率",
            15.0,
            percent(in_time, installs.len() as f64).filter(|_| post == "营业员"),
            |x| (100.0 - 2.0 * (100.0 - x)).max(0.0),
        ),
        Item::new("服务投诉", 10.0, Some(complaints), |n| if n > 0.0 { 0.0 } else { 100.0 }),
        Item::new("工单质量", 10.0, percent(passed, sampled), |x| (100.0 - 2.0 * (100.0 - x)).max(0.0)),
    ];
    let total = cents(total(&indicators, &ALL).clamp(0.0, 105.0));
    let level = [95.0, 85.0, 70.0].iter().filter(|line| total < **line).count();
    let mut consequences = Vec::new();
    let saved = supplied * 0.045 - (supplied - sold);
    if reader && saved.abs() > 1e-6 {
        consequences.push(("线损奖罚", Some(cents((saved * 0.05).clamp(-200.0, 200.0)))));
    }
    if complaints > 0.0 {
        consequences.push(("投诉约谈", None));
    }
    Person {
        key: id.clone(),
        name: name.clone(),
        total: Some(total),
        rank: None,
        rank_from_last: None,
        grade: Some(["优秀", "良好", "合格", "不合格"][level].to_owned()),
        consequences,
        indicators,
    }
}

#[test]
fn power_service_by_hand() {
    for period in ["2024-05", "2024-06"] {
        insta::assert_snapshot!(format!("服务人员_{period}"), show(&clerks(period)));
    }
}

#[test]
fn power_service_is_appraised_as_by_hand() {
    for (index, period) in ["2024-05", "2024-06"].into_iter().enumerate() {
        let run = shipped("rubrics/power/service.toml", "data/power", index);
        assert_agree(&run, &clerks(period), period);
    }
}
