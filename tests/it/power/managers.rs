//! Files of the heads of the units and their deputies for 2024: who they are, their tasks, votes and levels.

use super::units::UNITS;
use crate::property::calendar::{DAY, at, dashed_day};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

const NAMES: [&str; 20] = [
    "苏明远",
    "卢建平",
    "蒋丽",
    "蔡国庆",
    "贾文",
    "丁海",
    "魏强",
    "薛敏",
    "叶青",
    "阎峰",
    "余涛",
    "潘静",
    "杜伟",
    "戴军",
    "夏云",
    "钟华",
    "汪洁",
    "田野",
    "任重",
    "姜波",
];
const POSTS: [&str; 2] = ["负责人", "副职"];

fn id(n: usize) -> String {
    format!("M{:02}", n + 1)
}

/// Heads come first, then deputies, in the order of the units.
pub fn roster() -> Vec<u8> {
    let mut table = vec![row(&["工号", "姓名", "编码", "单位", "职务"])];
    for (n, name) in NAMES.iter().enumerate() {
        let unit = &UNITS[n % 10];
        table.push(row(&[&id(n), name, unit.0, unit.1, POSTS[n / 10]]));
    }
    csv(&table, Encoding::Gb18030, false)
}

/// Tasks signed at the beginning of the year.
pub fn tasks() -> Vec<u8> {
    const TASKS: [&str; 4] = ["线损治理", "安全标准化", "营销稽查", "班组建设"];
    let mut table = vec![row(&["年度", "工号", "编号", "任务", "权重", "计划完成", "实际完成", "完成率", "质量"])];
    for n in 0..NAMES.len() {
        let mut random = Random::named(&format!("manager tasks {n}"));
        let tier = UNITS[n % 10].3[1];
        for (k, weight) in [40, 30, 20, 10].into_iter().enumerate() {
            // M14's weights were never added up.
            let weight = if n == 13 && k == 3 { 5 } else { weight };
            let due = at(random.between(3, 12), random.between(5, 25));
            let done = due + (random.between(-6, 3) + 3 * tier) * DAY;
            let rate = (100 - random.between(0, 4) * tier).to_string();
            let quality = *random.pick(if tier < 2 { &["优", "优", "良"] } else { &["优", "良", "差"] });
            table.push(row(&[
                "2024",
                &id(n),
                &format!("{}-{}", id(n), k + 1),
                TASKS[k],
                &weight.to_string(),
                &dashed_day(due),
                &dashed_day(done),
                &rate,
                quality,
            ]));
        }
    }
    csv(&table, Encoding::Utf8WithBom, false)
}

/// Marks for cooperation: peers of the same post, one superior, oneself.
pub fn votes() -> Vec<u8> {
    let mut table = vec![row(&["年度", "身份", "评价人", "被评人", "职务", "分"])];
    for to in 0..NAMES.len() {
        let mut vote = |kind: &str, from: &str, mark: i64| {
            table.push(row(&["2024", kind, from, &id(to), POSTS[to / 10], &mark.to_string()]));
        };
        let mut random = Random::named(&format!("manager votes {to}"));
        let worth = 92 - 5 * UNITS[to % 10].3[1];
        for from in (0..NAMES.len()).filter(|from| from / 10 == to / 10) {
            // M03 is lenient, M07 severe; M16 gives the same to everybody.
            let bias = match from {
                2 => 7,
                6 => -12,
                _ => (from as i64 * 7) % 5 - 2,
            };
            let mark = if from == 15 { 90 } else { (worth + bias + random.between(-4, 4)).min(100) };
            // Nobody votes for himself but M09.
            if from != to || to == 8 {
                vote("同级", &id(from), if from == to { 100 } else { mark });
            }
        }
        vote("上级", "总经理", worth + random.between(-5, 3));
        vote("本人", &id(to), (worth + 4 + random.between(0, 8)).min(100));
    }
    csv(&table, Encoding::Utf8, false)
}

/// Levels A to E with reasons.
pub fn ratings() -> Vec<u8> {
    let mut table = vec![row(&["年度", "被评人", "评价人", "角色", "指标", "等级", "依据"])];
    for to in 0..NAMES.len() {
        let mut random = Random::named(&format!("manager levels {to}"));
        let tier = UNITS[to % 10].3[1];
        let peers: Vec<String> = (1..4).map(|step| id((to % 10 + step * 3) % 10 + to / 10 * 10)).collect();
        for item in ["主动", "守规"] {
            let mut say = |from: &str, role: &str, kind: i64| {
                let place = (tier + random.between(-1, 1) + kind).clamp(0, 4) as usize;
                let level = ["A", "B", "C", "D", "E"][place];
                // M05's own A has no reason.
                let why = if (level == "A" || level == "E") && to != 4 { "见年度工作记录" } else { "" };
                table.push(row(&["2024", &id(to), from, role, item, level, why]));
            };
            say("总经理", "上级", 1);
            for peer in &peers {
                say(peer, "同级", 0);
            }
            // M12 handed in no sheet of his own.
            if to != 11 {
                say(&id(to), "本人", -1);
            }
        }
    }
    csv(&table, Encoding::Gb18030, false)
}
