//! What the desk writes down itself: roster, visits, spot checks, cards, ratings, forms, own reports.

use rust_xlsxwriter::{Format, Workbook};

use super::bills::{Bill, HOUSES, balance, house, rate};
use super::calendar::{DAY, at, dashed_day, slashed_day};
use super::estate::{handed_over, hazard_counts, idle};
use super::people::{DESK, FIGURES, MONTHS, PEOPLE, present};
use super::sheets::{properties, save};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

/// One row a person and month; who was not there yet or is gone has none.
pub fn roster() -> Vec<u8> {
    let mut table =
        vec![row(&["期间", "工号", "姓名", "岗位", "管区", "入职日期", "月末", "应出勤", "实出勤", "月工资"])];
    for (index, month) in MONTHS.iter().enumerate() {
        for (n, person) in PEOPLE.iter().enumerate() {
            table.push(row(&[
                month.name,
                person.id,
                person.name,
                person.post,
                person.area,
                person.joined,
                &dashed_day(at(month.number, month.days)),
                &month.working.to_string(),
                &present(n, index).to_string(),
                &person.wage.to_string(),
            ]));
        }
    }
    csv(&table, Encoding::Utf8WithBom, false)
}

pub fn visits() -> Vec<u8> {
    let mut rows = Vec::new();
    for (index, people) in FIGURES.iter().enumerate() {
        for (clerk, figures) in people.iter().enumerate() {
            let mut random = Random::named(&format!("visits {clerk} {index}"));
            let first = if clerk == 9 && index == 0 { 19 } else { 1 };
            let offset = random.between(0, HOUSES as i64 - 1) as usize;
            for n in 0..figures.visits {
                let day = at(MONTHS[index].number, random.between(first, MONTHS[index].days));
                let what = *random.pick(&["装修提示", "收费沟通", "节日慰问", "报修跟进"]);
                rows.push((day, clerk, house(clerk, (offset + n * 7) % HOUSES), what));
                // Some are visited twice in the month and count once.
                if n == 3 {
                    rows.push((day + DAY, clerk, house(clerk, (offset + n * 7) % HOUSES), "收费沟通"));
                }
            }
        }
    }
    rows.sort();
    let mut table = vec![row(&["日期", "工号", "房号", "内容", "照片"])];
    for (n, (day, clerk, house, what)) in rows.iter().enumerate() {
        table.push(row(&[&slashed_day(*day), PEOPLE[*clerk].id, house, what, &format!("ZF{:04}.jpg", n + 1)]));
    }
    csv(&table, Encoding::Gb18030, false)
}

pub fn spot_checks() -> Vec<u8> {
    let mut rows = Vec::new();
    for (index, people) in FIGURES.iter().enumerate() {
        for (clerk, figures) in people.iter().enumerate() {
            let mut random = Random::named(&format!("spot {clerk} {index}"));
            for faults in figures.faults {
                let day = at(MONTHS[index].number, random.between(19, MONTHS[index].days));
                rows.push((day, clerk, *random.pick(&["票据", "档案", "钥匙", "快件"]), *faults));
            }
        }
    }
    rows.sort();
    let mut table = vec![row(&["日期", "工号", "类别", "抽查数", "差错数", "抽查人"])];
    for (day, clerk, what, faults) in rows {
        table.push(row(&[&dashed_day(day), PEOPLE[clerk].id, what, "20", &faults.to_string(), "品质部 郝敏"]));
    }
    csv(&table, Encoding::Utf8, false)
}

/// Cards for the estate's bus: one for each household, a lost one is replaced.
pub fn cards() -> Vec<u8> {
    let mut table = vec![row(&["卡号", "房号", "业务", "时间", "状态", "工号"])];
    let mut number = 10_001;
    for (clerk, person) in PEOPLE.iter().enumerate().take(DESK) {
        let mut random = Random::named(&format!("cards {clerk}"));
        for n in (0..HOUSES).step_by(3) {
            let day = at(random.between(1, 8), random.between(1, 28));
            let lost = n % 24 == 9;
            let mut card = |what: &str, day: i64, state: &str| {
                table.push(row(&[&format!("CK{number}"), &house(clerk, n), what, &dashed_day(day), state, person.id]));
                number += 1;
            };
            card("发放", day, if lost { "挂失" } else { "在用" });
            if lost {
                card("补卡", day + 9 * DAY, "在用");
            }
            // A second card for one household.
            if clerk == 3 && n == 12 {
                card("发放", at(8, 30), "在用");
            }
        }
    }
    csv(&table, Encoding::Gb18030, false)
}

pub fn ratings() -> Vec<u8> {
    let mut table = vec![row(&["期间", "被考核人", "考核人", "角色", "指标", "分数", "依据"])];
    for (index, people) in FIGURES.iter().enumerate() {
        for (clerk, figures) in people.iter().enumerate() {
            for ((role, who), level) in
                [("直接上级", "周主管"), ("客服主管", "钱经理"), ("项目经理", "沈国强")].iter().zip(figures.rated)
            {
                let why = match level {
                    "优" => "着装接待抽查全部合规",
                    "良" => "提醒一次后改正",
                    "中" => "两次以上提醒",
                    "差" => "业主当面指出态度生硬",
                    _ => continue,
                };
                table.push(row(&[MONTHS[index].name, PEOPLE[clerk].id, who, role, "服务规范", level, why]));
            }
        }
    }
    csv(&table, Encoding::Utf8, false)
}

pub fn survey_name(index: usize) -> String {
    format!("满意度问卷_{}.xlsx", MONTHS[index].name)
}

/// One row a question. Forms that did not come back say `(空)`.
pub fn surveys(index: usize) -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&properties("满意度问卷"));
    let sheet = book.add_worksheet();
    for (column, title) in ["问卷号", "房号", "被评客服", "题目", "分值", "提交时间"].iter().enumerate()
    {
        sheet.write(0, column as u16, *title).unwrap();
    }
    let mut at_row = 0;
    for (clerk, figures) in FIGURES[index].iter().enumerate() {
        let mut random = Random::named(&format!("surveys {clerk} {index}"));
        let [fives, fours, threes] = figures.answers;
        for form in 0..14 {
            let day = at(MONTHS[index].number, random.between(20, MONTHS[index].days));
            let home = house(clerk, random.between(0, HOUSES as i64 - 1) as usize);
            for question in ["服务态度", "处理及时", "问题解决"] {
                at_row += 1;
                let number = format!("WJ{:02}{:02}{:02}", MONTHS[index].number, clerk + 1, form + 1);
                for (column, text) in [number.as_str(), &home, PEOPLE[clerk].name, question].iter().enumerate() {
                    sheet.write(at_row, column as u16, *text).unwrap();
                }
                if form >= figures.forms {
                    sheet.write(at_row, 4, "(空)").unwrap();
                    continue;
                }
                sheet.write(at_row, 5, dashed_day(day)).unwrap();
                let answer = match random.between(0, 99) {
                    n if n < fives => 5,
                    n if n < fives + fours => 4,
                    n if n < fives + fours + threes => 3,
                    n if n % 2 == 0 => 2,
                    _ => 1,
                };
                if question == "问题解决" && form % 9 == 6 {
                    // Had no problem to be solved.
                    sheet.write(at_row, 4, "(跳过)").unwrap();
                } else {
                    sheet.write(at_row, 4, answer).unwrap();
                }
            }
        }
    }
    save(book)
}

pub fn report_name(index: usize) -> String {
    format!("客服月报_{}.xlsx", MONTHS[index].name)
}

/// What everybody reports of his own area, with sums and a signature below.
pub fn report(bills: &[Bill], index: usize) -> Vec<u8> {
    let header = [
        "客服",
        "接房户数",
        "装修户数",
        "在住户数",
        "未入住户数",
        "闲置户数",
        "样板间",
        "工程抵款",
        "借用",
        "其他闲置",
        "收缴率",
        "期初欠费",
        "期末欠费",
        "发现隐患",
        "处理隐患",
        "整改通知",
    ];
    let mut book = Workbook::new();
    book.set_properties(&properties("客服月报"));
    let sheet = book.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 15, &format!("客服部月报（{}）", MONTHS[index].name), &Format::new().set_bold())
        .unwrap();
    for (column, title) in header.iter().enumerate() {
        sheet.write(1, column as u16, *title).unwrap();
    }
    let percent = Format::new().set_num_format("0%");
    let money = Format::new().set_num_format("#,##0.00");
    let mut sums = [0_i64; 11];
    for (clerk, person) in PEOPLE.iter().enumerate().take(DESK) {
        let at_row = clerk as u32 + 2;
        let (start, mut end) = balance(bills, clerk, index);
        let mut stated = rate(bills, clerk, index).round();
        if person.id == "WY06" && index == 0 {
            // Wishful.
            stated += 4.0;
        }
        if person.id == "WY07" && index == 0 {
            // A slip of one digit.
            end += 10_000;
        }
        let handed = handed_over(clerk);
        let parts = idle(clerk);
        // One flat of WY08 is idle for no stated reason.
        let empty = parts.iter().sum::<i64>() + i64::from(person.id == "WY08" && index == 0);
        let living = 26 + clerk as i64 + index as i64;
        let counts =
            [handed, handed - 6, living, handed - living - empty, empty, parts[0], parts[1], parts[2], parts[3]];
        sheet.write(at_row, 0, person.name).unwrap();
        for (n, count) in counts.iter().enumerate() {
            sheet.write(at_row, n as u16 + 1, *count).unwrap();
            sums[n] += count;
        }
        sheet.write_with_format(at_row, 10, stated / 100.0, &percent).unwrap();
        for (column, cents) in [(11, start), (12, end)] {
            sheet.write_with_format(at_row, column, cents as f64 / 100.0, &money).unwrap();
            sums[column as usize - 2] += cents;
        }
        let mut hazards = hazard_counts(clerk, index);
        if person.id == "WY05" && index == 1 {
            // More dealt with than found.
            hazards[1] = hazards[0] + 1;
        }
        for (n, count) in hazards.iter().enumerate() {
            sheet.write(at_row, n as u16 + 13, *count).unwrap();
        }
    }
    let at_row = DESK as u32 + 2;
    sheet.write(at_row, 0, "合计").unwrap();
    for (n, sum) in sums.iter().enumerate().take(9) {
        sheet.write(at_row, n as u16 + 1, *sum).unwrap();
    }
    for column in [11, 12] {
        sheet.write_with_format(at_row, column, sums[column as usize - 2] as f64 / 100.0, &money).unwrap();
    }
    sheet.write(at_row + 1, 0, "制表：何静　　审核：钱经理").unwrap();
    save(book)
}
