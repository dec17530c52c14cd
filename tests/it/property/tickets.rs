//! Repairs and complaints.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::bills::{HOUSES, house};
use super::calendar::{DAY, at, dashed, serial, slashed};
use super::people::{Complaint, DESK, FIGURES, Fault, LEFT, MONTHS, PEOPLE};
use super::sheets::{properties, save};
use crate::shop::files::{Encoding, csv, encode, row};
use crate::shop::random::Random;

struct Repair {
    clerk: usize,
    house: String,
    urgent: bool,
    channel: &'static str,
    fault: &'static str,
    /// Reported, appointed, dispatched, accepted, on site, done, cancelled, called back.
    times: [Option<i64>; 8],
}

fn repairs(month: usize) -> Vec<Repair> {
    let mut repairs = Vec::new();
    for (clerk, figures) in FIGURES[month].iter().enumerate() {
        let mut random = Random::named(&format!("repairs {clerk} {month}"));
        let first_day = if clerk == 9 && month == 0 { 18 } else { 1 };
        for n in 0..figures.repairs {
            let urgent = n % 5 == 1;
            let (open, late) = (n < figures.open, n >= figures.open && n < figures.open + figures.late);
            let others = n >= figures.repairs - figures.others;
            let reported =
                at(MONTHS[month].number, random.between(first_day, MONTHS[month].days - 3)) + random.between(490, 1140);
            let soon = random.between(1, 6);
            // Some wait at the desk for the better part of an hour.
            let held = if !urgent && [5, 7, 9].contains(&clerk) && n % 6 == 3 { 25 + n as i64 } else { 0 };
            let dispatched = reported + soon + held;
            let accepted = dispatched + random.between(1, 5);
            let (appointed, on_site) = if urgent {
                (None, reported + if late { random.between(36, 95) } else { random.between(14, 29) })
            } else {
                let appointed = (reported / DAY + 1) * DAY + random.between(9, 17) * 60;
                (Some(appointed), appointed + if late { random.between(20, 170) } else { -random.between(0, 25) })
            };
            let done = (!open).then(|| on_site + random.between(15, 130));
            let back =
                done.filter(|_| random.percent(figures.called_back)).map(|done| done + random.between(300, 2 * DAY));
            repairs.push(Repair {
                clerk,
                house: house(clerk, random.between(0, HOUSES as i64 - 1) as usize),
                urgent,
                channel: random.pick::<&str>(&["T", "T", "D", "Z"]),
                fault: match (others, n % 2) {
                    (false, _) => "物业",
                    (true, 0) => "业主自身",
                    (true, _) => "施工单位保修",
                },
                times: [
                    Some(reported),
                    appointed,
                    Some(dispatched),
                    Some(accepted),
                    (!open || n % 2 == 0).then_some(on_site),
                    done,
                    None,
                    back,
                ],
            });
        }
        if clerk % 3 == 1 {
            // Cancelled by the owner within the hour.
            let reported = at(MONTHS[month].number, random.between(first_day, 27)) + random.between(490, 1140);
            repairs.push(Repair {
                clerk,
                house: house(clerk, 5),
                urgent: false,
                channel: "Z",
                fault: "物业",
                times: [
                    Some(reported),
                    Some(reported + DAY),
                    Some(reported + 4),
                    None,
                    None,
                    None,
                    Some(reported + 40),
                    None,
                ],
            });
        }
        if clerk == 7 {
            // Nobody took it on.
            let reported = at(MONTHS[month].number, 22) + 700;
            let times = [Some(reported), Some(reported + DAY), Some(reported + 5), None, None, None, None, None];
            repairs.push(Repair { clerk, house: house(clerk, 9), urgent: false, channel: "T", fault: "物业", times });
        }
    }
    blemish(&mut repairs, month);
    repairs.sort_by_key(|repair| (repair.times[0], repair.clerk));
    repairs
}

fn blemish(repairs: &mut [Repair], month: usize) {
    let own = |clerk: usize| {
        move |repair: &Repair| repair.clerk == clerk && repair.fault == "物业" && repair.times[5].is_some()
    };
    if month == 0 {
        // Dispatched an hour before it was reported.
        let n = repairs.iter().position(own(5)).unwrap();
        repairs[n].times[2] = repairs[n].times[0].map(|reported| reported - 60);
    } else {
        // Called back before it was done: a call, not a call back.
        let n = repairs.iter().position(own(7)).unwrap();
        repairs[n].times[7] = repairs[n].times[5].map(|done| done - 45);
    }
}

pub fn repair_name(month: usize) -> String {
    format!("报修工单_{}.xlsx", MONTHS[month].name)
}

/// September has dates that Excel knows, October has them as text.
pub fn repair_file(month: usize) -> Vec<u8> {
    let header = [
        "报修编号",
        "报修渠道",
        "报修类型",
        "房号",
        "报修时间",
        "预约时间",
        "派单时间",
        "接单时间",
        "到场时间",
        "完成时间",
        "取消时间",
        "回访时间",
        "责任归属",
        "受理客服",
        "处理人",
    ];
    let mut book = Workbook::new();
    book.set_properties(&properties("报修工单"));
    let sheet = book.add_worksheet();
    sheet.set_name("工单").unwrap();
    for (column, title) in header.iter().enumerate() {
        sheet.write(0, column as u16, *title).unwrap();
    }
    let format = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (n, repair) in repairs(month).iter().enumerate() {
        let at = n as u32 + 1;
        let texts = [
            (0, format!("BX{}{:03}", MONTHS[month].name.replace('-', ""), n + 1)),
            (1, repair.channel.to_owned()),
            (2, if repair.urgent { "急修" } else { "一般" }.to_owned()),
            (3, repair.house.clone()),
            (12, repair.fault.to_owned()),
            (13, PEOPLE[repair.clerk].name.to_owned()),
            (14, ["丁师傅", "马师傅", "孔师傅"][n % 3].to_owned()),
        ];
        for (column, text) in texts {
            sheet.write(at, column, text).unwrap();
        }
        for (k, time) in repair.times.iter().enumerate() {
            let Some(time) = time else { continue };
            if month == 0 {
                let moment = ExcelDateTime::from_serial_datetime(serial(*time)).unwrap();
                sheet.write_with_format(at, 4 + k as u16, &moment, &format).unwrap();
            } else {
                sheet.write(at, 4 + k as u16, slashed(*time)).unwrap();
            }
        }
    }
    save(book)
}

/// The register of complaints of both months.
pub fn complaints() -> Vec<u8> {
    let mut rows = Vec::new();
    for (month, people) in FIGURES.iter().enumerate() {
        for (clerk, figures) in people.iter().enumerate().take(DESK) {
            let mut random = Random::named(&format!("complaints {clerk} {month}"));
            for Complaint(first, done, again, fault) in figures.complaints {
                let taken =
                    at(MONTHS[month].number, random.between(2, MONTHS[month].days - 4)) + random.between(500, 1100);
                let done = done.map(|hours| taken + hours * 60 - random.between(1, 50));
                let back = done.map(|done| done + random.between(120, 2 * DAY));
                // Two complaints were closed and nobody called back.
                let back = back.filter(|_| !(clerk == 5 && month == 0 || clerk == 9 && month == 1 && *again));
                let (valid, who) = match fault {
                    Fault::Own => ("是", PEOPLE[clerk].name),
                    Fault::NotFound => ("否", ""),
                    Fault::Others => ("是", LEFT),
                };
                let cells = [
                    dashed(taken),
                    random.pick(&["电话", "前台", "微信群", "12345"]).to_string(),
                    random.pick(&["渗水", "噪音", "停车", "保洁", "电梯"]).to_string(),
                    house(clerk, random.between(0, HOUSES as i64 - 1) as usize),
                    dashed(taken + first * 60 - random.between(1, 50)),
                    done.map(dashed).unwrap_or_default(),
                    back.map(dashed).unwrap_or_default(),
                    valid.to_owned(),
                    who.to_owned(),
                    if *again { "是" } else { "否" }.to_owned(),
                    PEOPLE[clerk].name.to_owned(),
                ];
                rows.push((taken, cells));
            }
        }
    }
    rows.sort();
    let mut table = vec![row(&[
        "编号",
        "受理时间",
        "渠道",
        "类别",
        "房号",
        "首次响应时间",
        "办结时间",
        "回访时间",
        "是否有效",
        "责任人",
        "是否重复",
        "受理客服",
    ])];
    for (n, (_, cells)) in rows.iter().enumerate() {
        let mut line = vec![format!("TS{:04}", n + 1)];
        line.extend(cells.iter().cloned());
        table.push(line);
    }
    let body = String::from_utf8(csv(&table, Encoding::Utf8, false)).unwrap();
    let text = format!("#投诉登记导出\r\n{body}#合计：{}件\r\n", rows.len());
    encode(&text, Encoding::Gb18030)
}
