//! Files of the service staff for May and June of 2024: the roster, meters and bills, connections, and
//! orders.

use crate::property::calendar::{DAY, at, dashed_day, slashed_day};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

/// Number, name, post, and how careful: 0 is best, 3 is worst.
pub struct Clerk(pub &'static str, pub &'static str, pub &'static str, pub i64);

pub const CLERKS: [Clerk; 13] = [
    Clerk("F01", "艾青", "抄表员", 0),
    Clerk("F02", "包兴", "抄表员", 1),
    Clerk("F03", "曹阳", "抄表员", 2),
    Clerk("F04", "邓丽", "抄表员", 3),
    Clerk("F05", "冯刚", "抄表员", 1),
    Clerk("F06", "龚雪", "营业员", 0),
    Clerk("F07", "胡敏", "营业员", 1),
    Clerk("F08", "蒋平", "营业员", 2),
    Clerk("F09", "柯蓝", "营业员", 1),
    Clerk("F10", "罗静", "坐席", 0),
    Clerk("F11", "苗苗", "坐席", 1),
    Clerk("F12", "聂风", "坐席", 3),
    Clerk("F13", "区琳", "坐席", 0),
];

const MONTHS: [(i64, i64); 2] = [(5, 31), (6, 30)];

pub fn roster() -> Vec<u8> {
    let mut rows = vec![row(&["工号", "姓名", "岗位"])];
    rows.extend(CLERKS.iter().map(|who| row(&[who.0, who.1, who.2])));
    csv(&rows, Encoding::Utf8, false)
}

pub fn meters() -> Vec<u8> {
    let mut random = Random::named("power meters");
    let mut rows = vec![row(&[
        "月份",
        "台区",
        "工号",
        "应抄户数",
        "实抄户数",
        "差错户数",
        "应收",
        "实收",
        "供电量",
        "售电量",
        "线损目标",
    ])];
    for (month, _) in MONTHS {
        for (number, who) in CLERKS.iter().enumerate().filter(|(_, who)| who.2 == "抄表员") {
            for area in 1..=2 {
                let due = random.between(180, 260);
                let read = due - random.between(0, who.3);
                let wrong = (random.between(0, who.3 + 1) - 1).max(0);
                let supplied = random.between(30_000, 50_000);
                let loss = 38 + 6 * who.3 + random.between(-6, 6);
                let mut sold = supplied - supplied * loss / 1_000;
                // Read a day late: more was sold than came in.
                if month == 6 && who.0 == "F05" && area == 2 {
                    sold = supplied + 300;
                }
                let bill = sold * 55;
                let paid = bill - bill * (who.3 * 3 + random.between(0, 2)) / 1_000;
                let money = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
                rows.push(vec![
                    format!("2024-{month:02}"),
                    format!("台区{}{area}", number + 1),
                    who.0.to_owned(),
                    due.to_string(),
                    read.to_string(),
                    wrong.to_string(),
                    money(bill),
                    money(paid),
                    supplied.to_string(),
                    sold.to_string(),
                    "4.5".to_owned(),
                ]);
            }
        }
    }
    csv(&rows, Encoding::Gb18030, false)
}

/// Monday to Friday.
fn works(day: i64) -> bool {
    day.div_euclid(DAY).rem_euclid(7) < 5
}

pub fn installs() -> Vec<u8> {
    let mut random = Random::named("power installs");
    let mut rows = vec![row(&["编号", "受理人", "类别", "受理日", "办结日"])];
    for (month, days) in MONTHS {
        for who in CLERKS.iter().filter(|who| who.2 == "营业员") {
            // One had no connection finished in June.
            if month == 6 && who.0 == "F09" {
                continue;
            }
            for _ in 0..random.between(5, 9) {
                let (kind, limit) =
                    *random.pick(&[("居民", 5), ("居民", 5), ("低压", 6), ("高压单电源", 22), ("高压双电源", 32)]);
                let finished = at(month, random.between(1, days));
                let took = if random.percent(4 + 8 * who.3) {
                    limit + random.between(1, 4)
                } else {
                    limit - random.between(0, 3)
                };
                let mut begun = finished;
                let mut left = took;
                while left > 0 {
                    left -= i64::from(works(begun));
                    begun -= DAY;
                }
                rows.push(row(&[
                    &format!("Y{:04}", rows.len()),
                    who.1,
                    kind,
                    &dashed_day(begun),
                    &dashed_day(finished),
                ]));
            }
        }
    }
    rows.push(row(&["Y9999", "胡敏", "高压双电源", "2024-06-20", ""]));
    csv(&rows, Encoding::Utf8WithBom, false)
}

pub fn orders() -> Vec<u8> {
    let mut random = Random::named("power orders");
    let mut rows = vec![row(&["编号", "处理人", "受理日", "种类", "投诉", "抽查"])];
    for (month, days) in MONTHS {
        for who in &CLERKS {
            for _ in 0..random.between(8, 14) {
                let complaint = match random.between(0, 99) {
                    n if n < 1 + 2 * who.3 => "有效",
                    n if n < 5 + 2 * who.3 => "无效",
                    _ => "",
                };
                // Nobody looked at one clerk's orders in May.
                let sampled = random.percent(50) && !(month == 5 && who.0 == "F13");
                let verdict = match (sampled, random.percent(3 + 4 * who.3)) {
                    (false, _) => "",
                    (true, true) => "不合格",
                    (true, false) => "合格",
                };
                rows.push(row(&[
                    &format!("W{:04}", rows.len()),
                    who.1,
                    &slashed_day(at(month, random.between(1, days))),
                    *random.pick(&["咨询", "报修", "查询", "建议"]),
                    complaint,
                    verdict,
                ]));
            }
        }
    }
    csv(&rows, Encoding::Utf8, false)
}
