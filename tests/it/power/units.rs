//! Files of the units for 2023 and 2024: plan, feeders, voltage, outages, repairs, ballots, tasks and
//! accidents, made from how well each unit works.

use crate::property::calendar::{DAY, dashed, moment, slashed_day};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

/// Code, name, urban or rural, and how well it works in each year: 0 is strong, 3 is weak.
pub struct Unit(pub &'static str, pub &'static str, pub &'static str, pub [i64; 2]);

pub const UNITS: [Unit; 10] = [
    Unit("D01", "城东分局", "城区", [0, 0]),
    Unit("D02", "城西分局", "城区", [1, 1]),
    Unit("D03", "城南分局", "城区", [2, 1]),
    Unit("D04", "开发区分局", "城区", [0, 2]),
    Unit("D05", "临河供电所", "乡镇", [1, 0]),
    Unit("D06", "石桥供电所", "乡镇", [2, 2]),
    Unit("D07", "青山供电所", "乡镇", [0, 1]),
    Unit("D08", "柳湾供电所", "乡镇", [3, 3]),
    Unit("D09", "马店供电所", "乡镇", [1, 1]),
    Unit("D10", "高坪供电所", "乡镇", [2, 3]),
];

pub const YEARS: [i64; 2] = [2023, 2024];

/// Planned sales in 万千瓦时, as handed down: the urban half takes more.
fn planned(unit: &Unit, year: usize) -> i64 {
    let base = if unit.2 == "城区" { 15_000 } else { 6_000 };
    base + if year == 1 { base / 20 } else { 0 }
}

/// How well the unit did in this year: 0 to 3.
fn tier(unit: &Unit, year: usize) -> i64 {
    unit.3[year]
}

/// Midnight of a day of 2023 or 2024.
fn day(year: usize, of_year: i64) -> i64 {
    moment(&format!("{}-01-01", YEARS[year])) + of_year * DAY
}

fn stamp(at: i64) -> String {
    // `dashed` knows 2024 on; a day of 2023 is written by hand from the same day of 2024.
    if at >= 0 {
        return dashed(at);
    }
    // 2023 has no leap day: its day n is day n of a year that begins 365 days before 2024.
    let of_year = at + 365 * DAY;
    let leap = if of_year >= 59 * DAY { DAY } else { 0 };
    dashed(of_year + leap).replacen("2024", "2023", 1)
}

fn stamp_day(at: i64) -> String {
    stamp(at)[..10].to_owned()
}

pub fn roster() -> Vec<u8> {
    let mut rows = vec![row(&["编码", "单位", "类别"])];
    rows.extend(UNITS.iter().map(|unit| row(&[unit.0, unit.1, unit.2])));
    csv(&rows, Encoding::Utf8, false)
}

pub fn plan() -> Vec<u8> {
    let mut random = Random::named("power plan");
    let mut rows =
        vec![row(&["年度", "编码", "单位", "用户数", "统计小时", "线损目标", "计划售电量", "计划成本", "实际成本"])];
    for (index, year) in YEARS.iter().enumerate() {
        for unit in &UNITS {
            let (users, loss) = if unit.2 == "城区" { (42_000, "4.5") } else { (12_500, "6.5") };
            let users = users + random.between(-1_500, 1_500);
            let cost = 200 + random.between(0, 60);
            let spent = cost * (94 + 4 * tier(unit, index) + random.between(-2, 2));
            let spent = format!("{}.{:02}", spent / 100, spent % 100);
            let hours = if *year == 2024 { "8784" } else { "8760" };
            rows.push(vec![
                year.to_string(),
                unit.0.to_owned(),
                unit.1.to_owned(),
                users.to_string(),
                hours.to_owned(),
                loss.to_owned(),
                planned(unit, index).to_string(),
                cost.to_string(),
                spent,
            ]);
        }
    }
    csv(&rows, Encoding::Utf8WithBom, false)
}

pub fn feeder_name(year: usize) -> String {
    format!("台区月报_{}.csv", YEARS[year])
}

/// Two decimals out of hundredths.
fn cents(value: i64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

pub fn feeders(year: usize) -> Vec<u8> {
    let mut random = Random::named(&format!("power feeders {year}"));
    let mut rows =
        vec![row(&["月份", "线路", "单位", "供电量", "售电量", "应收", "实收", "陈欠", "收回陈欠", "责任人"])];
    let (mut supplied_all, mut sold_all) = (0, 0);
    for month in 1..=12 {
        for (number, unit) in UNITS.iter().enumerate() {
            for feeder in 1..=2 {
                let tier = tier(unit, year);
                // Hundredths of 万千瓦时: a 24th of the year, more in summer.
                let season = if (6..=8).contains(&month) { 118 } else { 94 };
                let sold = planned(unit, year) * season * (103 - 2 * tier + random.between(-3, 3)) / 2_400;
                let per_mille = if unit.2 == "城区" { 41 } else { 59 } + 4 * tier + random.between(-3, 3);
                let mut supplied = sold * 1_000 / (1_000 - per_mille);
                // One feeder's meters were read a month late: it sold more than it got.
                if year == 1 && month == 2 && unit.0 == "D06" && feeder == 1 {
                    supplied = sold - 1_000;
                }
                let due = sold * 55 / 100;
                let paid = due - due * (tier * 2 + random.between(0, 2)).max(0) / 1_000;
                let old = random.between(0, 400);
                let regained = old * random.between(20, 90) / 100;
                supplied_all += supplied;
                sold_all += sold;
                rows.push(vec![
                    format!("{}-{month:02}", YEARS[year]),
                    format!("10kV-{:02}{feeder}线", number + 1),
                    unit.1.to_owned(),
                    cents(supplied),
                    cents(sold),
                    cents(due),
                    cents(paid),
                    cents(old),
                    cents(regained),
                    format!("抄表员{:02}{feeder}", number + 1),
                ]);
            }
        }
    }
    // The clerk's line of sums at the foot.
    let mut sums = row(&["", "合计", ""]);
    sums.extend([cents(supplied_all), cents(sold_all)]);
    sums.extend(row(&["", "", "", "", ""]));
    rows.push(sums);
    csv(&rows, Encoding::Gb18030, false)
}

pub fn voltage() -> Vec<u8> {
    let mut random = Random::named("power voltage");
    let mut rows = vec![row(&["年度", "编码", "监测点", "监测时间", "合格时间"])];
    for (index, year) in YEARS.iter().enumerate() {
        for unit in &UNITS {
            for kind in ["A", "B", "C", "D"] {
                let hours = 8_700 * if kind == "D" { 4 } else { 1 } - random.between(0, 100);
                let lost = if unit.2 == "城区" { 9 } else { 16 } + 3 * tier(unit, index) + random.between(-4, 4);
                let good = hours - hours * lost / 1_000;
                rows.push(vec![
                    year.to_string(),
                    unit.0.to_owned(),
                    kind.to_owned(),
                    hours.to_string(),
                    good.to_string(),
                ]);
            }
        }
    }
    csv(&rows, Encoding::Utf8, false)
}

pub fn outages() -> Vec<u8> {
    let mut random = Random::named("power outages");
    let mut rows = vec![row(&["编号", "单位", "起", "止", "停电户数", "性质"])];
    for (year, calendar_year) in YEARS.into_iter().enumerate() {
        for unit in &UNITS {
            let (users, permitted) = if unit.2 == "城区" { (42_000, 9) } else { (12_500, 18) };
            let times = 6 + 2 * tier(unit, year);
            for _ in 0..times {
                let start = day(year, random.between(0, 360)) + random.between(5, 20) * 60 + random.between(0, 59);
                let minutes = random.between(40, 300);
                // Shares of the allowed household hours, so that the rate lies near the promise.
                let share = permitted * users * 60 * (7 + tier(unit, year) * 2) / 10;
                let households = (share / times / minutes / 10 * random.between(6, 12)).min(users * 8 / 10);
                let kind = if random.percent(60) { "故障" } else { "计划" };
                let mut end = start + minutes;
                if year == 0 && unit.0 == "D10" && rows.len() % 7 == 0 {
                    end = start - 10;
                }
                rows.push(vec![
                    format!("T{}{:04}", calendar_year, rows.len()),
                    unit.1.to_owned(),
                    stamp(start),
                    stamp(end),
                    households.to_string(),
                    kind.to_owned(),
                ]);
            }
        }
    }
    let rationed = day(1, 205) + 10 * 60;
    for name in ["城东分局", "柳湾供电所"] {
        let cells = [name, &stamp(rationed), &stamp(rationed + 120), "3000", "限电"];
        let mut line = vec![format!("T2024{:04}", rows.len())];
        line.extend(row(&cells));
        rows.push(line);
    }
    csv(&rows, Encoding::Gb18030, false)
}

pub fn repairs() -> Vec<u8> {
    let mut random = Random::named("power repairs");
    let mut rows = vec![row(&["编号", "单位", "区域", "受理", "派单", "到达", "复电", "投诉"])];
    for (year, calendar_year) in YEARS.into_iter().enumerate() {
        for unit in &UNITS {
            for _ in 0..14 {
                let tier = tier(unit, year);
                let region = match (unit.2, random.between(0, 9)) {
                    ("城区", n) if n < 8 => "城",
                    ("城区", _) => "乡",
                    (_, n) if n < 7 => "乡",
                    _ => "边远",
                };
                let limit = match region {
                    "城" => 45,
                    "乡" => 90,
                    _ => 120,
                };
                let start = day(year, random.between(0, 360)) + random.between(0, 1_300);
                let sent = start + random.between(1, 6);
                let late = random.percent(3 + 6 * tier);
                let at =
                    if late { start + limit + random.between(1, 60) } else { start + limit - random.between(0, 25) };
                let mut arrived = stamp(at);
                let mut restored = stamp(at + random.between(20, 180));
                if year == 1 && unit.0 == "D09" && rows.len() % 14 == 3 {
                    arrived.clear();
                }
                if year == 1 && unit.0 == "D02" && rows.len() % 14 == 5 {
                    restored = stamp(at - 15);
                }
                let complaint = match random.between(0, 99) {
                    n if n < 2 + 4 * tier => "有效",
                    n if n < 8 + 4 * tier => "无效",
                    _ => "",
                };
                rows.push(vec![
                    format!("Q{}{:04}", calendar_year, rows.len()),
                    unit.1.to_owned(),
                    region.to_owned(),
                    stamp(start),
                    stamp(sent),
                    arrived,
                    restored,
                    complaint.to_owned(),
                ]);
            }
        }
    }
    csv(&rows, Encoding::Utf8, false)
}

/// Each unit rates the others, itself and is rated by the leader. Some ballots are void as a whole.
pub fn ballots() -> Vec<u8> {
    let mut random = Random::named("power ballots");
    let mut rows = vec![row(&["年度", "身份", "评分单位", "被评单位", "分"])];
    let mut add = |year: usize, role: &str, from: &str, to: &str, mark: i64| {
        rows.push(vec![YEARS[year].to_string(), role.to_owned(), from.to_owned(), to.to_owned(), mark.to_string()]);
    };
    for year in 0..2 {
        for from in &UNITS {
            // Some are lenient and some are severe.
            let leniency = random.between(-4, 3);
            let mut high = 0;
            for to in UNITS.iter().filter(|to| to.0 != from.0) {
                let mut mark = 88 - 4 * tier(to, year) + leniency + random.between(-3, 3);
                match (year, from.0) {
                    (0, "D03") => mark = 88,                        // the same to everybody
                    (1, "D04") => mark = 100,                       // full marks to everybody
                    (1, "D10") => mark = 90 + random.between(0, 8), // too many high marks
                    // A grudge: the trimmed mean drops it.
                    (1, "D02") if to.0 == "D01" => mark = 55,
                    _ if mark >= 90 => {
                        high += 1;
                        if high > 3 {
                            mark = 89;
                        }
                    }
                    _ => {}
                }
                add(year, "单位", from.1, to.1, mark);
            }
            let own = if year == 1 { 100 } else { 100 - random.between(0, 4) };
            add(year, "本单位", from.1, from.1, own);
            add(year, "领导", "公司领导", from.1, 90 - 4 * tier(from, year) + random.between(-2, 2));
        }
    }
    // One voted for itself among the others.
    add(1, "单位", "柳湾供电所", "柳湾供电所", 95);
    csv(&rows, Encoding::Utf8WithBom, false)
}

pub fn tasks() -> Vec<u8> {
    let mut random = Random::named("power tasks");
    let mut rows = vec![row(&["编号", "来源", "单位", "责任人", "权重", "计划完成", "实际完成", "质量"])];
    for (year, calendar_year) in YEARS.into_iter().enumerate() {
        for (number, unit) in UNITS.iter().enumerate() {
            // One unit had no task in 2023.
            if year == 0 && unit.0 == "D09" {
                continue;
            }
            for turn in 0..5 {
                let due = day(year, 50 + turn * 65 + random.between(0, 20));
                let done = if random.percent(92 - 12 * tier(unit, year)) {
                    stamp_day(due - random.between(0, 9) * DAY)
                } else if random.percent(60) {
                    stamp_day(due + random.between(1, 12) * DAY)
                } else {
                    String::new()
                };
                rows.push(vec![
                    format!("R{}{:03}", calendar_year, rows.len()),
                    random.pick(&["年度工作报告", "上级督办", "专项整治"]).to_string(),
                    unit.1.to_owned(),
                    format!("M{:02}", number + 1),
                    "20".to_owned(),
                    if year == 1 { slashed_day(due) } else { stamp_day(due) },
                    done,
                    random.pick(&["优", "良", "良", "中"]).to_string(),
                ]);
            }
        }
    }
    csv(&rows, Encoding::Gb18030, false)
}

pub fn events() -> Vec<u8> {
    let mut random = Random::named("power events");
    let mut rows = vec![row(&["日期", "单位", "责任人", "类型", "内容"])];
    let mut add = |year: usize, unit: &str, kind: &str, what: &str| {
        let date = stamp_day(day(year, random.between(10, 350)));
        rows.push(vec![date, unit.to_owned(), String::new(), kind.to_owned(), what.to_owned()]);
    };
    add(0, "柳湾供电所", "违章", "未验电即挂接地线");
    add(0, "城南分局", "违章", "高处作业未系安全带");
    for what in ["无票作业", "未戴绝缘手套", "安全工具未试验"] {
        add(1, "临河供电所", "违章", what);
    }
    add(1, "高坪供电所", "恶性误操作", "带负荷拉刀闸");
    add(1, "石桥供电所", "违章", "未设围栏");
    csv(&rows, Encoding::Utf8, false)
}
