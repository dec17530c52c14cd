//! Files of two substations for May and June of 2024: the roster, the log of shifts, tickets, defects,
//! patrols, breaches and exams.

use crate::property::calendar::{DAY, at, dashed, dashed_day, slashed_day};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

/// Number, name, substation, and how careful: 0 is best, 3 is worst.
pub struct Operator(pub &'static str, pub &'static str, pub &'static str, pub i64);

pub const OPERATORS: [Operator; 14] = [
    Operator("B01", "程远", "城东变", 0),
    Operator("B02", "丁海", "城东变", 1),
    Operator("B03", "方圆", "城东变", 0),
    Operator("B04", "葛亮", "城东变", 2),
    Operator("B05", "韩雪", "城东变", 1),
    Operator("B06", "江涛", "城东变", 3),
    Operator("B07", "康宁", "城东变", 1),
    Operator("B08", "黎明", "城东变", 0),
    Operator("B09", "孟飞", "柳湾变", 0),
    Operator("B10", "牛力", "柳湾变", 1),
    Operator("B11", "彭博", "柳湾变", 2),
    Operator("B12", "秦岭", "柳湾变", 1),
    Operator("B13", "石磊", "柳湾变", 3),
    // On leave in June.
    Operator("B14", "田野", "柳湾变", 0),
];

pub const MONTHS: [(i64, i64); 2] = [(5, 31), (6, 30)];

struct Shift {
    day: i64,
    station: &'static str,
    name: &'static str,
    /// Places in [`OPERATORS`].
    present: Vec<usize>,
    tickets: Vec<Ticket>,
}

struct Ticket {
    number: String,
    state: &'static str,
    filed: bool,
    faulty: bool,
    steps: i64,
    drafter: usize,
    /// Each with the steps he signed.
    operators: Vec<(usize, i64)>,
    guard: usize,
}

fn shifts() -> Vec<Shift> {
    let mut random = Random::named("power shifts");
    let mut all: Vec<Shift> = Vec::new();
    let mut number = 0;
    for (month, days) in MONTHS {
        for day in 1..=days {
            for station in ["城东变", "柳湾变"] {
                let crew: Vec<usize> = (0..OPERATORS.len())
                    .filter(|n| OPERATORS[*n].2 == station && !(month == 6 && OPERATORS[*n].0 == "B14"))
                    .collect();
                for (turn, name) in ["白班", "夜班"].into_iter().enumerate() {
                    let first = (day as usize * 2 + turn) * 2 % crew.len();
                    let size = if random.percent(80) { 3 } else { 2 };
                    let present: Vec<usize> = (0..size).map(|n| crew[(first + n) % crew.len()]).collect();
                    let mut tickets = Vec::new();
                    let wanted = if turn == 0 { random.between(0, 2) } else { random.between(-1, 1).max(0) };
                    for _ in 0..wanted {
                        number += 1;
                        let operator = *random.pick(&present);
                        let steps = random.between(6, 40);
                        let shared = random.percent(12);
                        let helper = present.iter().copied().find(|n| *n != operator).unwrap();
                        let operators = match shared {
                            true => vec![(operator, steps / 2), (helper, steps - steps / 2)],
                            false => vec![(operator, steps)],
                        };
                        let state = match random.between(0, 99) {
                            n if n < 88 => "已执行",
                            n if n < 95 => "未执行",
                            _ => "作废",
                        };
                        tickets.push(Ticket {
                            number: format!("P2024{month:02}{number:03}"),
                            state,
                            filed: random.percent(95),
                            faulty: random.percent(2 + 5 * OPERATORS[operator].3),
                            steps,
                            drafter: *random.pick(&present),
                            operators,
                            guard: helper,
                        });
                    }
                    all.push(Shift { day: at(month, day), station, name, present, tickets });
                }
            }
        }
    }
    all
}

fn yes(flag: bool) -> &'static str {
    if flag { "是" } else { "否" }
}

pub fn roster() -> Vec<u8> {
    let mut rows = vec![row(&["工号", "姓名", "变电站"])];
    rows.extend(OPERATORS.iter().map(|who| row(&[who.0, who.1, who.2])));
    csv(&rows, Encoding::Utf8, false)
}

/// A row for everybody present, and one for each who signed a ticket.
pub fn log() -> Vec<u8> {
    let mut rows = vec![row(&["日期", "变电站", "班次", "工号", "角色", "票号", "步数", "状态", "已归档"])];
    for shift in shifts() {
        let day = dashed_day(shift.day);
        let head = |who: usize| row(&[&day, shift.station, shift.name, OPERATORS[who].0]);
        for who in &shift.present {
            let mut line = head(*who);
            line.extend(row(&["在值", "", "", "", ""]));
            rows.push(line);
        }
        for ticket in &shift.tickets {
            let mut sign = |who: usize, role: &str, steps: i64| {
                let mut line = head(who);
                line.extend(row(&[role, &ticket.number, &steps.to_string(), ticket.state, yes(ticket.filed)]));
                rows.push(line);
            };
            sign(ticket.drafter, "拟票人", ticket.steps);
            for (who, steps) in &ticket.operators {
                sign(*who, "操作人", *steps);
            }
            sign(ticket.guard, "监护人", ticket.steps);
        }
    }
    // Signed a step on a day off: a check finds it.
    rows.push(row(&["2024-06-03", "城东变", "夜班", "B03", "监护人", "P202406000", "8", "未执行", "否"]));
    csv(&rows, Encoding::Gb18030, false)
}

pub fn ticket_name(month: usize) -> String {
    format!("两票_2024-{:02}.csv", MONTHS[month].0)
}

pub fn tickets(month: usize) -> Vec<u8> {
    let mut random = Random::named(&format!("power tickets {month}"));
    let mut rows = vec![row(&[
        "票号",
        "日期",
        "变电站",
        "种类",
        "拟票人",
        "操作人",
        "监护人",
        "步数",
        "状态",
        "已归档",
        "是否合格",
        "不合格原因",
    ])];
    let wanted = format!("2024-{:02}", MONTHS[month].0);
    for shift in shifts().iter().filter(|shift| dashed_day(shift.day).starts_with(&wanted)) {
        for ticket in &shift.tickets {
            let done = ticket.state == "已执行";
            let why = if !done || !ticket.faulty || random.percent(10) {
                ""
            } else {
                random.pick(&["操作项目漏打勾", "未填写终了时间", "设备双重名称不全", "代签名"])
            };
            rows.push(row(&[
                &ticket.number,
                &slashed_day(shift.day),
                shift.station,
                if ticket.steps > 30 { "工作票" } else { "操作票" },
                OPERATORS[ticket.drafter].1,
                OPERATORS[ticket.operators[0].0].1,
                OPERATORS[ticket.guard].1,
                &ticket.steps.to_string(),
                ticket.state,
                yes(ticket.filed),
                if done { yes(!ticket.faulty) } else { "" },
                why,
            ]));
        }
    }
    csv(&rows, Encoding::Utf8WithBom, false)
}

pub fn defects() -> Vec<u8> {
    let mut random = Random::named("power defects");
    let mut rows =
        vec![row(&["编号", "登记时间", "变电站", "登记人", "责任人", "设备", "等级", "方式", "内容", "消除时间"])];
    for (month, days) in MONTHS {
        for who in &OPERATORS {
            if month == 6 && who.0 == "B14" {
                continue;
            }
            for _ in 0..random.between(2, 5) {
                let seen = at(month, random.between(1, days)) + random.between(60, 1_300);
                let level = match random.between(0, 99) {
                    n if n < 15 => "危急",
                    n if n < 35 => "严重",
                    _ => "一般",
                };
                let missed = random.percent(2 * who.3);
                let mut finder = if missed { OPERATORS[8 * usize::from(who.2 == "柳湾变")].1 } else { who.1 };
                if who.1 == finder && missed {
                    finder = "工区检查组";
                }
                let way = match missed {
                    true => "漏报",
                    false if random.percent(20) => "主动",
                    false => "巡视",
                };
                let hours = match level {
                    "危急" => random.between(2, 22 + 4 * who.3),
                    _ => random.between(20, 500),
                };
                let cleared = if random.percent(85 - 12 * who.3) { dashed(seen + hours * 60) } else { String::new() };
                rows.push(row(&[
                    &format!("X{:04}", rows.len()),
                    &dashed(seen),
                    who.2,
                    finder,
                    who.1,
                    *random.pick(&["1号主变", "110kV母线刀闸", "10kV开关柜", "直流屏", "电容器组"]),
                    level,
                    way,
                    *random.pick(&["渗油", "发热", "异响", "指示灯不亮", "锈蚀"]),
                    &cleared,
                ]));
            }
        }
    }
    csv(&rows, Encoding::Gb18030, false)
}

pub fn patrols() -> Vec<u8> {
    let mut random = Random::named("power patrols");
    let mut rows = vec![row(&["变电站", "计划日", "实际日", "工号", "发现", "记录扣分"])];
    for (month, days) in MONTHS {
        for who in &OPERATORS {
            if month == 6 && who.0 == "B14" {
                continue;
            }
            for turn in 0..8 {
                let planned = at(month, 1 + turn * (days / 8));
                let done = match random.between(0, 99) {
                    n if n < 2 * who.3 => String::new(),
                    n if n < 5 * who.3 => slashed_day(planned + random.between(1, 3) * DAY),
                    n if n < 30 => slashed_day(planned - if turn == 0 { 0 } else { DAY }),
                    _ => slashed_day(planned),
                };
                let fault = if random.percent(4 * who.3) { *random.pick(&["0.5", "1", "5"]) } else { "" };
                rows.push(row(&[who.2, &slashed_day(planned), &done, who.0, "", fault]));
            }
        }
    }
    csv(&rows, Encoding::Utf8, false)
}

pub fn events() -> Vec<u8> {
    let rows = vec![
        row(&["日期", "工号", "类型", "内容"]),
        row(&["2024-05-07", "B04", "未检查", "收工前未检查现场"]),
        row(&["2024-05-12", "B06", "违章", "未戴安全帽"]),
        row(&["2024-05-12", "B06", "迟到", "迟到 10 分钟"]),
        row(&["2024-05-20", "B11", "工具未试验", "绝缘靴超期"]),
        row(&["2024-05-23", "B13", "旷工", "夜班未到"]),
        row(&["2024-06-02", "B02", "迟到", "迟到 5 分钟"]),
        row(&["2024-06-09", "B13", "误操作", "误拉刀闸"]),
        row(&["2024-06-18", "B04", "违章", "单人操作"]),
        row(&["2024-06-18", "B04", "工具未试验", "验电器未试"]),
    ];
    csv(&rows, Encoding::Utf8WithBom, false)
}

pub fn exams() -> Vec<u8> {
    let mut random = Random::named("power exams");
    let mut rows = vec![row(&["日期", "工号", "科目", "成绩"])];
    for (month, _) in MONTHS {
        for who in &OPERATORS {
            for subject in ["安规", "现场规程"] {
                let mark = random.between(88 - 6 * who.3, 100 - 3 * who.3).to_string();
                let absent = who.3 == 3 && random.percent(30) || month == 6 && who.0 == "B14" && subject == "安规";
                let mark = if absent { "缺考" } else { &mark };
                rows.push(row(&[&dashed_day(at(month, 25)), who.0, subject, mark]));
            }
        }
    }
    csv(&rows, Encoding::Utf8, false)
}
