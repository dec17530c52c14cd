//! The monthly reports of the chat tool and the table that binds its nicks to people.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::calendar::MONTHS;
use super::orders::{Order, portion, shares};
use super::people::{CARE, PEOPLE, ROBOT, SALES, UNBOUND};
use super::random::Random;

/// One nick in one month.
#[derive(Default, Clone)]
struct Row {
    nick: String,
    consulted: i64,
    received: i64,
    inquiries: i64,
    ordered: i64,
    paid_next: i64,
    paid: i64,
    unreplied: i64,
    slow: i64,
    /// Tenths of a second.
    first_wait: i64,
    /// Seconds.
    waited: i64,
    turns: i64,
    cents: i64,
    buyers: i64,
    marks: [i64; 5],
    days: i64,
}

impl Row {
    fn mean_wait(&self) -> f64 {
        (self.waited as f64 / self.turns as f64 * 10.0).round() / 10.0
    }

    fn reply_rate(&self) -> f64 {
        ((self.received - self.unreplied) as f64 / self.received as f64 * 10_000.0).round() / 10_000.0
    }
}

fn rows(orders: &[Order], month: usize) -> Vec<Row> {
    let days = MONTHS[month].last - MONTHS[month].first + 1;
    let mut rows = Vec::new();
    for (person, figures) in SALES[month].iter().enumerate() {
        for (nick, inquiries) in PEOPLE[person].nicks.iter().zip(shares(person, month, figures.inquiries)) {
            let mut random = Random::named(&format!("chats {nick} {month}"));
            let ordered = portion(inquiries, figures.order_rate);
            let mut row = Row { nick: (*nick).to_owned(), inquiries, ordered, ..Row::default() };
            if inquiries > 0 {
                row.paid = portion(ordered, figures.pay_rate);
                row.paid_next = row.paid - random.between(0, 3);
                row.received = inquiries * random.between(155, 178) / 100;
                row.consulted = row.received + random.between(2, 9);
                row.unreplied = random.between(0, 2);
                row.slow = portion(row.received, figures.wait / 50);
                row.turns = row.received * random.between(46, 58) / 10;
                row.waited = row.turns * (figures.wait + random.between(-6, 6)) / 10;
                row.first_wait = figures.wait * 6 / 10 + random.between(0, 30);
                let marks = row.received / 6;
                let poor = random.between(0, 2);
                row.marks = [marks * 7 / 10, marks - marks * 7 / 10 - poor, poor, 0, 0];
                row.days = if PEOPLE[person].id == "KF008" && month == 0 { 11 } else { days * 3 / 4 };
            }
            sold(&mut row, orders, month);
            rows.push(row);
        }
    }
    // An adjustment by hand in the tool, which the orders do not know.
    if month == 1
        && let Some(row) = rows.iter_mut().find(|row| row.nick == "晨曦旗舰店:晓东")
    {
        row.cents += 12_800;
    }
    // Answered by the tool itself within the second: no first response of a person.
    if month == 1
        && let Some(row) = rows.iter_mut().find(|row| row.nick == "晨曦专营店:美美")
    {
        row.first_wait = 0;
    }
    for (carer, figures) in CARE[month].iter().enumerate() {
        let nicks = PEOPLE[8 + carer].nicks;
        for (n, nick) in nicks.iter().enumerate() {
            let mut random = Random::named(&format!("chats {nick} {month}"));
            let part = |whole: i64| match (nicks.len(), n) {
                (1, _) => whole,
                (_, 0) => whole - whole / 4,
                _ => whole / 4,
            };
            let received = part(figures.received);
            let turns = received * random.between(50, 62) / 10;
            rows.push(Row {
                nick: (*nick).to_owned(),
                consulted: received + random.between(1, 8),
                received,
                unreplied: part(figures.unreplied),
                slow: portion(received, figures.wait / 60),
                first_wait: figures.wait * 6 / 10 + random.between(0, 30),
                waited: turns * figures.wait / 10,
                turns,
                marks: figures.marks.map(part),
                days: days * 3 / 4,
                ..Row::default()
            });
        }
    }
    rows.push(Row {
        nick: ROBOT.to_owned(),
        consulted: 1_200 + month as i64 * 310,
        received: 1_188 + month as i64 * 309,
        turns: 3_420 + month as i64 * 905,
        days,
        ..Row::default()
    });
    if month == 1 {
        let mut row = Row {
            nick: UNBOUND.to_owned(),
            consulted: 17,
            received: 16,
            inquiries: 9,
            ordered: 6,
            paid_next: 5,
            paid: 5,
            turns: 71,
            waited: 2_627,
            first_wait: 240,
            slow: 1,
            marks: [1, 1, 0, 0, 0],
            days: 3,
            ..Row::default()
        };
        sold(&mut row, orders, month);
        rows.push(row);
    }
    rows
}

/// What the orders of the nick brought, and from how many buyers.
fn sold(row: &mut Row, orders: &[Order], month: usize) {
    let own = || orders.iter().filter(|o| o.nick == row.nick && o.month == month && o.paid.is_some());
    let (cents, buyers) = (own().map(Order::payment).sum(), own().map(|o| &o.buyer).collect::<BTreeSet<_>>().len());
    (row.cents, row.buyers) = (cents, buyers as i64);
}

pub fn report(orders: &[Order], month: usize) -> Vec<u8> {
    // The tool's July version names two columns in Traditional characters, its June version mixes
    // the brackets of one.
    let (consulted, inquiries, wait) = match month {
        0 => ("咨询人数", "询单人数", "平均响应(秒）"),
        _ => ("諮詢人數", "詢單人數", "平均响应(秒)"),
    };
    let header = [
        "客服昵称",
        consulted,
        "接待人数",
        inquiries,
        "询单->最终下单人数",
        "询单->次日付款人数",
        "询单->最终付款人数",
        "未回复人数",
        "慢响应人数",
        "首次响应(秒)",
        wait,
        "总等待秒",
        "轮次数",
        "客服落实销售额",
        "付款买家数",
        "回复率",
        "服务满意度评价很满意",
        "服务满意度评价满意",
        "服务满意度评价一般",
        "服务满意度评价不满",
        "服务满意度评价很不满",
        "上班天数",
    ];
    let mut book = Workbook::new();
    book.set_properties(&properties("客服绩效"));
    let sheet = book.add_worksheet();
    sheet.set_name("客服绩效").unwrap();
    let bold = Format::new().set_bold();
    let width = header.len() as u16;
    sheet.merge_range(0, 0, 0, width - 1, "客服绩效报表（下单优先判定，统计区间见文件名）", &bold).unwrap();
    for (column, title) in header.iter().enumerate() {
        sheet.write_with_format(1, column as u16, *title, &bold).unwrap();
    }
    let rows = rows(orders, month);
    for (n, row) in rows.iter().enumerate() {
        write(sheet, 2 + n as u32, row);
    }
    if month == 1 {
        // Next-day payment of the month's last day was not settled when this was exported.
        let unsettled = rows.iter().position(|row| row.nick == "晨曦旗舰店:雨桐").unwrap();
        sheet.write(2 + unsettled as u32, 5, "延迟统计").unwrap();
    }
    totals(sheet, 2 + rows.len() as u32, &rows);
    book.save_to_buffer().unwrap()
}

fn write(sheet: &mut Worksheet, at: u32, row: &Row) {
    let percent = Format::new().set_num_format("0.00%");
    sheet.write(at, 0, row.nick.as_str()).unwrap();
    if row.received == 0 {
        // Nobody was received: the tool shows dashes.
        sheet.write(at, 1, 0).unwrap();
        sheet.write(at, 2, 0).unwrap();
        for column in 3..21 {
            sheet.write(at, column, "-").unwrap();
        }
        sheet.write(at, 21, 0).unwrap();
        return;
    }
    let counts = [
        (1, row.consulted),
        (2, row.received),
        (3, row.inquiries),
        (4, row.ordered),
        (5, row.paid_next),
        (6, row.paid),
        (7, row.unreplied),
        (8, row.slow),
        (11, row.waited),
        (12, row.turns),
        (14, row.buyers),
        (16, row.marks[0]),
        (17, row.marks[1]),
        (18, row.marks[2]),
        (19, row.marks[3]),
        (20, row.marks[4]),
        (21, row.days),
    ];
    for (column, count) in counts {
        sheet.write(at, column, count).unwrap();
    }
    sheet.write(at, 9, row.first_wait as f64 / 10.0).unwrap();
    sheet.write(at, 10, row.mean_wait()).unwrap();
    sheet.write(at, 13, row.cents as f64 / 100.0).unwrap();
    sheet.write_with_format(at, 15, row.reply_rate(), &percent).unwrap();
}

/// The tool's last two rows: sums and means over all rows above, robots and strangers included.
fn totals(sheet: &mut Worksheet, at: u32, rows: &[Row]) {
    let sum = |of: fn(&Row) -> i64| rows.iter().map(of).sum::<i64>();
    let mut all = Row {
        nick: "汇总".to_owned(),
        consulted: sum(|r| r.consulted),
        received: sum(|r| r.received),
        inquiries: sum(|r| r.inquiries),
        ordered: sum(|r| r.ordered),
        paid_next: sum(|r| r.paid_next),
        paid: sum(|r| r.paid),
        unreplied: sum(|r| r.unreplied),
        slow: sum(|r| r.slow),
        first_wait: 0,
        waited: sum(|r| r.waited),
        turns: sum(|r| r.turns),
        cents: sum(|r| r.cents),
        buyers: sum(|r| r.buyers),
        marks: [0; 5],
        days: sum(|r| r.days),
    };
    for mark in 0..5 {
        all.marks[mark] = rows.iter().map(|row| row.marks[mark]).sum();
    }
    write(sheet, at, &all);
    sheet.write(at, 9, "-").unwrap();

    // A mean is over the rows that have the figure: a row of dashes still has its three zeros.
    let active = rows.iter().filter(|row| row.received > 0).count() as f64;
    let mean_over = |whole: f64, count: f64| (whole / count * 100.0).round() / 100.0;
    let mean = |whole: f64| mean_over(whole, active);
    write(sheet, at + 1, &Row { nick: "均值".to_owned(), ..all.clone() });
    sheet.write(at + 1, 9, "-").unwrap();
    let means = [
        (1, all.consulted),
        (2, all.received),
        (3, all.inquiries),
        (4, all.ordered),
        (5, all.paid_next),
        (6, all.paid),
        (7, all.unreplied),
        (8, all.slow),
        (11, all.waited),
        (12, all.turns),
        (14, all.buyers),
        (16, all.marks[0]),
        (17, all.marks[1]),
        (18, all.marks[2]),
        (19, all.marks[3]),
        (20, all.marks[4]),
        (21, all.days),
    ];
    for (column, whole) in means {
        let count = if matches!(column, 1 | 2 | 21) { rows.len() as f64 } else { active };
        sheet.write(at + 1, column, mean_over(whole as f64, count)).unwrap();
    }
    sheet.write(at + 1, 13, mean(all.cents as f64 / 100.0)).unwrap();
}

pub fn bindings() -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&properties("昵称绑定"));
    let sheet = book.add_worksheet();
    sheet.set_name("昵称绑定").unwrap();
    for (column, title) in ["客服昵称", "工号", "店铺"].iter().enumerate() {
        sheet.write(0, column as u16, *title).unwrap();
    }
    let nicks = PEOPLE.iter().flat_map(|person| person.nicks.iter().map(move |nick| (*nick, person.id)));
    for (n, (nick, id)) in nicks.enumerate() {
        let at = n as u32 + 1;
        sheet.write(at, 0, nick).unwrap();
        sheet.write(at, 1, id).unwrap();
        sheet.write(at, 2, nick.split(':').next().unwrap_or_default()).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// A fixed moment of creation: without it the workbook would say when it was made.
fn properties(title: &str) -> DocProperties {
    DocProperties::new()
        .set_title(title)
        .set_creation_datetime(&ExcelDateTime::from_ymd(2024, 8, 1).unwrap().and_hms(9, 0, 0).unwrap())
}
