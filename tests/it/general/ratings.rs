//! What superiors, colleagues and people themselves say, in levels A to E.

use super::people::{ABOVE, HEADS, PEOPLE, QUARTERS};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

pub fn name(quarter: usize) -> String {
    format!("评价表_{}.csv", QUARTERS[quarter].name)
}

/// A level near the tier: strong ones are A and B, weak ones D and below.
fn level(random: &mut Random, tier: usize, kind: i64) -> &'static str {
    let place = tier as i64 * 10 + 6 + random.between(-7, 7) + kind;
    match place {
        ..=7 => "A",
        8..=17 => "B",
        18..=30 => "C",
        31..=42 => "D",
        _ => "E",
    }
}

/// One row a rater and item; in October to December in GB18030.
pub fn file(quarter: usize) -> Vec<u8> {
    let mut table = vec![row(&["被考核人", "考核人", "角色", "指标", "等级", "依据"])];
    for (n, person) in PEOPLE.iter().enumerate() {
        let department = person.2[quarter];
        let colleagues: Vec<usize> =
            (0..PEOPLE.len()).filter(|other| *other != n && PEOPLE[*other].2[quarter] == department).collect();
        let mut random = Random::named(&format!("ratings {n} {quarter}"));
        let tier = person.3[quarter];
        let first = random.between(0, colleagues.len() as i64 - 1) as usize;
        let peers: Vec<&str> = (0..4).map(|k| PEOPLE[colleagues[(first + k) % colleagues.len()]].0).collect();
        let mut say = |who: &str, role: &str, item: &str, kind: i64| {
            let mut level = level(&mut random, tier, kind);
            if (person.0, quarter, item) == ("E16", 1, "协作") && who == peers[1] {
                // A grudge: no reason is given, and the median does not feel it.
                level = "E";
            }
            let no_view = (person.0, quarter, item) == ("E02", 0, "责任心") && who == peers[2];
            let level = if no_view { "不了解" } else { level };
            let why = match level {
                "A" if n % 11 == 6 && item == "协作" => "",
                "A" if n == 9 && role == "本人" && item == "责任心" => "",
                "A" => "本季有两件以上实例，见附件",
                "E" if role == "同事" => "",
                "E" => "三次催办未完成，见催办单",
                _ => "",
            };
            table.push(row(&[person.0, who, role, item, level, why]));
        };
        for item in ["专业知识与技能", "分析与解决问题", "学习与改进", "责任心"] {
            say(HEADS[department].0, "直接上级", item, 2);
            say(ABOVE, "分管领导", item, 0);
            // E07 never handed in a sheet of his own in the third quarter.
            if !(person.0 == "E07" && quarter == 0) {
                say(person.0, "本人", item, -5);
            }
        }
        for peer in &peers {
            say(peer, "同事", "责任心", -1);
            say(peer, "同事", "协作", -1);
        }
    }
    csv(&table, if quarter == 0 { Encoding::Utf8 } else { Encoding::Gb18030 }, false)
}
