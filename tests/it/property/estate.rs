//! The estate itself: its buildings and units, the flats nobody lives in and the rounds through them,
//! and the hazards found.

use super::bills::{HOUSES, house};
use super::calendar::{DAY, at, dashed_day, slashed_day};
use super::people::{DESK, MONTHS, PEOPLE};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

/// Dwellings of one unit; each clerk has a building of two.
const DWELLINGS: i64 = 30;

/// Flats of a clerk that were handed over.
pub fn handed_over(clerk: usize) -> i64 {
    2 * DWELLINGS - clerk as i64 % 4
}

/// Idle flats of a clerk: show flats, given in payment, lent, other.
pub fn idle(clerk: usize) -> [i64; 4] {
    [clerk as i64 % 2, clerk as i64 % 3, 1, 0]
}

pub fn units_name(index: usize) -> String {
    format!("楼栋单元_{}.csv", MONTHS[index].name)
}

/// Unit by unit, with a subtotal below each building and the total of the estate.
pub fn units(index: usize) -> Vec<u8> {
    let mut table = vec![row(&["期间", "楼栋", "单元", "责任客服", "住宅户数", "接房户数"])];
    let month = MONTHS[index].name;
    let mut total = 0;
    for (clerk, person) in PEOPLE.iter().enumerate().take(DESK) {
        let home = house(clerk, 0);
        let building = home.split_inclusive('栋').next().unwrap();
        // In October one unit is handed over more often than it has dwellings.
        let first = DWELLINGS + i64::from(person.id == "WY09" && index == 1);
        let second = handed_over(clerk) - DWELLINGS;
        for (unit, handed) in [("1单元", first), ("2单元", second)] {
            table.push(row(&[month, building, unit, person.name, &DWELLINGS.to_string(), &handed.to_string()]));
        }
        // In September one building is added up wrongly.
        let stated = first + second + i64::from(person.id == "WY05" && index == 0);
        table.push(row(&["", building, "小计", "", &(2 * DWELLINGS).to_string(), &stated.to_string()]));
        total += first + second;
    }
    let dwellings = 2 * DWELLINGS * DESK as i64;
    table.push(row(&["", "全小区", "合计", "", &dwellings.to_string(), &total.to_string()]));
    csv(&table, Encoding::Utf8WithBom, false)
}

/// The idle flats of a clerk, and why they are idle.
fn idle_flats(clerk: usize) -> Vec<(String, &'static str)> {
    let whys = ["样板间", "工程抵款", "借用", "其他"];
    let reasons = idle(clerk).into_iter().zip(whys).flat_map(|(count, why)| (0..count).map(move |_| why));
    // Beyond the households that are billed: those that nobody has moved into.
    reasons.enumerate().map(|(n, why)| (house(clerk, HOUSES + n), why)).collect()
}

pub fn idle_register() -> Vec<u8> {
    let mut table = vec![row(&["期间", "房号", "责任客服", "原因"])];
    for month in &MONTHS {
        for (clerk, person) in PEOPLE.iter().enumerate().take(DESK) {
            for (home, why) in idle_flats(clerk) {
                table.push(row(&[month.name, &home, person.name, why]));
            }
        }
    }
    csv(&table, Encoding::Utf8, false)
}

/// Each idle flat is looked at once a month, some twice; one was forgotten.
pub fn rounds() -> Vec<u8> {
    let mut rows = Vec::new();
    for (index, month) in MONTHS.iter().enumerate() {
        for clerk in 0..DESK {
            let mut random = Random::named(&format!("rounds {clerk} {index}"));
            let first = if clerk == 9 && index == 0 { 19 } else { 3 };
            for (n, (home, _)) in idle_flats(clerk).into_iter().enumerate() {
                let day = at(month.number, random.between(first, month.days - 2));
                let found = *random.pick(&["正常", "正常", "正常", "窗未关，已关", "水表走字，已报修"]);
                if clerk == 7 && index == 1 && n == 0 {
                    continue;
                }
                rows.push((day, clerk, home.clone(), found));
                if clerk == 2 && n == 0 {
                    rows.push((day + 2 * DAY, clerk, home, "正常"));
                }
            }
        }
    }
    rows.sort();
    let mut table = vec![row(&["日期", "工号", "房号", "记录"])];
    for (day, clerk, home, found) in rows {
        table.push(row(&[&slashed_day(day), PEOPLE[clerk].id, &home, found]));
    }
    csv(&table, Encoding::Gb18030, false)
}

struct Hazard {
    found: i64,
    clerk: usize,
    where_: &'static str,
    notice: Option<i64>,
    handled: Option<i64>,
}

fn hazards_of(clerk: usize, index: usize) -> Vec<Hazard> {
    let mut random = Random::named(&format!("hazards {clerk} {index}"));
    let first = if clerk == 9 && index == 0 { 19 } else { 1 };
    let count = random.between(2, 7);
    let mut hazards: Vec<Hazard> = (0..count)
        .map(|_| {
            let found = at(MONTHS[index].number, random.between(first, MONTHS[index].days - 5));
            let where_ = *random.pick(&["楼道堆物", "井盖松动", "消防栓缺件", "外墙空鼓", "装修私拉电线"]);
            let notice = random.percent(40).then(|| found + random.between(0, 1) * DAY);
            let handled = random.percent(85).then(|| found + random.between(1, 4) * DAY);
            Hazard { found, clerk, where_, notice, handled }
        })
        .collect();
    if clerk == 9 && index == 0 {
        // A notice from the day before the hazard was found.
        hazards[0].notice = Some(hazards[0].found - DAY);
    }
    hazards
}

/// Found, handled, and notices to put right, of a clerk in a month.
pub fn hazard_counts(clerk: usize, index: usize) -> [i64; 3] {
    let hazards = hazards_of(clerk, index);
    let counted = |test: fn(&Hazard) -> bool| hazards.iter().filter(|hazard| test(hazard)).count() as i64;
    [hazards.len() as i64, counted(|hazard| hazard.handled.is_some()), counted(|hazard| hazard.notice.is_some())]
}

/// One line a hazard; a notice belongs to the hazard it was written for.
pub fn hazards() -> Vec<u8> {
    let mut all: Vec<Hazard> =
        (0..MONTHS.len()).flat_map(|index| (0..DESK).flat_map(move |clerk| hazards_of(clerk, index))).collect();
    all.sort_by_key(|hazard| (hazard.found, hazard.clerk));
    let mut table = vec![row(&["编号", "发现日期", "工号", "隐患", "整改通知号", "通知日期", "处理日期"])];
    let mut notices = 0;
    for (n, hazard) in all.iter().enumerate() {
        let day = |day: Option<i64>| day.map(dashed_day).unwrap_or_default();
        notices += i64::from(hazard.notice.is_some());
        let number = if hazard.notice.is_some() { format!("ZG{notices:03}") } else { String::new() };
        table.push(row(&[
            &format!("YH{:04}", n + 1),
            &dashed_day(hazard.found),
            PEOPLE[hazard.clerk].id,
            hazard.where_,
            &number,
            &day(hazard.notice),
            &day(hazard.handled),
        ]));
    }
    csv(&table, Encoding::Utf8, false)
}
