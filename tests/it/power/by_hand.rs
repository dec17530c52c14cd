//! The appraisal of the units by plain code, written from the scheme (`docs/rubrics/power.md`) and not
//! from the rubric or the engine.

use super::generate::directory;
use crate::property::agree::{Item, Person, assert_agree, cents, place, shipped, show, total};
use crate::property::calendar::moment;
use crate::property::rows::{Row, count, csv_rows, number, sum};

const ALL: [&[&str]; 1] = [&[
    "供电可靠率",
    "电压合格率",
    "线损率",
    "电费回收率",
    "售电量完成率",
    "可控成本",
    "优质服务",
    "互评满意",
    "重点任务",
]];

fn rows(name: &str, header: &str) -> Vec<Row> {
    csv_rows(&directory().join(name), header)
}

/// The rows of one unit, by its code or its name, in one year by the first four figures of a date.
fn own(rows: Vec<Row>, column: &str, unit: &str, date: &str, year: &str) -> Vec<Row> {
    rows.into_iter().filter(|row| row[column] == unit && row[date].starts_with(year)).collect()
}

fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| cents(part * 100.0 / whole))
}

pub fn units(year: &str) -> Vec<Person> {
    let mut people = Vec::new();
    let mut events = std::collections::HashMap::new();
    for unit in rows("单位名册.csv", "编码") {
        let name = &unit["单位"];
        let own_events = own(rows("安全事件.csv", "日期"), "单位", name, "日期", year);
        let grave = count(&own_events, |row| ["人身死亡", "恶性误操作"].contains(&row["类型"].as_str())) > 0.0;
        let breaches = count(&own_events, |row| row["类型"] == "违章");
        events.insert(unit["编码"].clone(), grave);
        let indicators = items(&unit, year);
        // An outage that ends before it begins must be mended first.
        let mended = own(rows("停电.csv", "编号"), "单位", name, "起", year)
            .iter()
            .all(|row| moment(&row["止"]) >= moment(&row["起"]));
        let total = if grave { 0.0 } else { cents(total(&indicators, &ALL).clamp(0.0, 115.0)) };
        let mut level = [95.0, 85.0, 70.0].iter().filter(|line| total < **line).count();
        if breaches >= 3.0 {
            level = level.max(1);
        }
        people.push(Person {
            key: unit["编码"].clone(),
            name: name.clone(),
            total: mended.then_some(total),
            rank: None,
            rank_from_last: None,
            grade: mended.then(|| ["优秀", "良好", "合格", "不合格"][level].to_owned()),
            consequences: Vec::new(),
            indicators,
        });
    }
    place(&mut people, |person| !events[&person.key], |_, _| true);
    for person in &mut people {
        if person.rank == Some(1) && person.grade.as_deref() == Some("优秀") {
            person.consequences.push(("先进单位", Some(20_000.0)));
        }
        if person.grade.as_deref() == Some("不合格") {
            person.consequences.push(("整改", None));
        }
        if person.rank_from_last == Some(1) {
            person.consequences.push(("末位分析", None));
        }
    }
    people
}

fn items(unit: &Row, year: &str) -> Vec<Item> {
    let (code, name, urban) = (&unit["编码"], &unit["单位"], unit["类别"] == "城区");
    let plan = own(rows("年度计划.csv", "年度"), "编码", code, "年度", year).remove(0);
    let new = year == "2024";

    let lost: f64 = own(rows("停电.csv", "编号"), "单位", name, "起", year)
        .iter()
        .filter(|row| row["性质"] != "限电")
        .map(|row| number(row, "停电户数") * (moment(&row["止"]) - moment(&row["起"])) as f64 / 60.0)
        .sum();
    let reliable = (1.0 - lost / (number(&plan, "用户数") * number(&plan, "统计小时"))) * 100.0;
    let reliable = cents(reliable * 100.0) / 100.0;
    let promised = if urban || !new { 99.9 } else { 99.8 };

    let voltage = own(rows("电压监测.csv", "年度"), "编码", code, "年度", year);
    let wanted = match (new, urban) {
        (false, _) => 96.0,
        (true, true) => 98.5,
        (true, false) => 97.5,
    };

    let feeders = own(rows(&format!("台区月报_{year}.csv"), "月份"), "单位", name, "月份", year);
    let (supplied, sold) = (sum(&feeders, "供电量"), sum(&feeders, "售电量"));
    let aim = number(&plan, "线损目标");

    let orders = own(rows("抢修工单.csv", "编号"), "单位", name, "受理", year);
    let complaints = count(&orders, |row| row["投诉"] == "有效");
    let late = count(&orders, |row| {
        let limit = match row["区域"].as_str() {
            "城" => 45,
            "乡" => 90,
            _ => 120,
        };
        row["到达"].is_empty() || moment(&row["到达"]) - moment(&row["受理"]) > limit
    });

    let tasks = own(rows("重点任务.csv", "编号"), "单位", name, "计划完成", year);
    let punctual =
        count(&tasks, |row| !row["实际完成"].is_empty() && moment(&row["实际完成"]) <= moment(&row["计划完成"]));

    vec![
        Item::new("供电可靠率", 15.0, Some(reliable), |x| {
            let steps = (x - promised) * 100.0 * 2.0;
            (100.0 + steps.min(10.0)).max(0.0)
        }),
        Item::new(
            "电压合格率",
            10.0,
            percent(sum(&voltage, "合格时间"), sum(&voltage, "监测时间")),
            |x| {
                if x >= wanted { 100.0 + ((x - wanted) * 2.0).min(4.0) } else { (100.0 - (wanted - x) * 20.0).max(0.0) }
            },
        ),
        Item::new("线损率", 15.0, percent(supplied - sold, supplied), |x| {
            let of_aim = x / aim * 100.0;
            match of_aim {
                r if r > 130.0 + 1e-9 => 0.0,
                r if r > 100.0 => 200.0 - r,
                r => (100.0 + (100.0 - r) * 2.0).min(120.0),
            }
        }),
        Item::new("电费回收率", 15.0, percent(sum(&feeders, "实收"), sum(&feeders, "应收")), |x| {
            (100.0 - (100.0 - x).max(0.0) * 20.0).max(0.0)
        }),
        Item::new("售电量完成率", 10.0, Some(cents(sold)), |x| {
            (x / number(&plan, "计划售电量") * 100.0).clamp(50.0, 120.0)
        }),
        Item::new("可控成本", 10.0, Some(number(&plan, "实际成本")), |x| {
            (number(&plan, "计划成本") / x * 100.0).clamp(50.0, 120.0)
        }),
        Item::new("优质服务", 10.0, Some(complaints * 10.0 + late * 2.0), |x| (100.0 - x).max(0.0)),
        Item::new("互评满意", 10.0, ballots(name, year).map(cents), |x| x),
        Item::new("重点任务", 5.0, percent(punctual, tasks.len() as f64), |x| x),
    ]
}

/// The ballots by which other units rate this one, without those void as a whole; of more than five
/// the highest and the lowest are dropped.
fn ballots(name: &str, year: &str) -> Option<f64> {
    let all: Vec<Row> =
        rows("互评票.csv", "年度").into_iter().filter(|row| row["年度"] == year && row["身份"] == "单位").collect();
    let mut marks: Vec<f64> = Vec::new();
    for row in all.iter().filter(|row| row["被评单位"] == name && row["评分单位"] != name) {
        let ballot: Vec<f64> =
            all.iter().filter(|other| other["评分单位"] == row["评分单位"]).map(|other| number(other, "分")).collect();
        let high = ballot.iter().filter(|mark| **mark >= 90.0).count();
        let differ = ballot.iter().any(|mark| *mark != ballot[0]);
        if high <= 3 && differ {
            marks.push(number(row, "分"));
        }
    }
    marks.sort_by(f64::total_cmp);
    if marks.len() > 5 {
        marks.remove(0);
        marks.pop();
    }
    (!marks.is_empty()).then(|| marks.iter().sum::<f64>() / marks.len() as f64)
}

#[test]
fn power_by_hand() {
    for year in ["2023", "2024"] {
        insta::assert_snapshot!(format!("单位_{year}"), show(&units(year)));
    }
}

/// What each unit gives itself, less the mean of the others' valid ballots.
#[test]
fn how_far_units_rate_themselves_above_the_others_is_as_by_hand() {
    for (index, year) in ["2023", "2024"].into_iter().enumerate() {
        let run = shipped("rubrics/power/department.toml", "data/power", index);
        let at = run.rubric.indicators.iter().position(|indicator| indicator.id == "互评满意").expect("the ballots");
        let found = run.results.indicators[at].inflation.as_ref().expect("units rate themselves");
        let mut told = 0;
        for (row, unit) in run.results.subjects.iter().enumerate() {
            let own = rows("互评票.csv", "年度")
                .into_iter()
                .find(|row| row["年度"] == year && row["身份"] == "本单位" && row["被评单位"] == unit.label)
                .map(|row| number(&row, "分"))
                .expect("every unit rates itself");
            let others = ballots(&unit.label, year).expect("every unit has valid ballots");
            let gap = found.gap.get(row).expect("both are there");
            assert!((gap - (own - others)).abs() < 1e-9, "{year} {}: {gap}, by hand {}", unit.label, own - others);
            told += usize::from(own - others > 10.0);
        }
        let finding = run.results.findings.all.iter().find(|finding| finding.code.id == "K0735");
        let message = finding.map(|finding| finding.message.zh.clone()).unwrap_or_default();
        assert!(told > 0 && message.contains(&format!("有 {told} 个自评高出他评 10 分以上")), "{year}: {message}");
    }
}

#[test]
fn the_units_are_appraised_as_by_hand() {
    for (index, year) in ["2023", "2024"].into_iter().enumerate() {
        let run = shipped("rubrics/power/department.toml", "data/power", index);
        assert_agree(&run, &units(year), year);
    }
}
