//! The bills of the estate, month by month: what is not paid in one month is arrears of the next.

use super::calendar::{DAY, at, dashed_day, slashed_day};
use super::people::{DESK, FIGURES, LEFT, MONTHS, PEOPLE};
use crate::shop::files::{Encoding, encode, row};
use crate::shop::random::Random;

pub const HOUSES: usize = 48;

#[derive(Clone)]
pub struct Bill {
    pub id: String,
    pub house: String,
    pub fee: &'static str,
    /// 当期, 历史欠费 or 预交.
    pub kind: &'static str,
    pub from: i64,
    pub to: i64,
    pub due: i64,
    pub cents: i64,
    pub waived: i64,
    pub paid: i64,
    pub paid_on: Option<i64>,
    pub way: &'static str,
    pub receipt: String,
    pub dispute: &'static str,
    pub disputed: bool,
    pub clerk: usize,
    /// Whether the bill still bears the name of the clerk who left.
    pub orphan: bool,
}

impl Bill {
    pub fn open(&self) -> i64 {
        self.cents - self.waived - self.paid
    }

    fn state(&self) -> &'static str {
        match (self.disputed, self.paid, self.open()) {
            (true, ..) => "争议",
            (_, 0, _) => "未缴",
            (.., 1..) => "部分缴",
            _ => "已缴",
        }
    }
}

/// `一期5栋2单元803`
pub fn house(clerk: usize, n: usize) -> String {
    let phase = PEOPLE[clerk].area.trim_end_matches(['A', 'B']);
    format!("{phase}{}栋{}单元{}{:02}", clerk + 1, n % 2 + 1, n / 4 + 1, n % 4 + 1)
}

fn first(month: i64) -> i64 {
    at(month, 1)
}

/// The day on which the bill of a month is due; phase 3A pays in the month after.
fn due(area: &str, month: i64) -> i64 {
    match area {
        "一期" => at(month, 10),
        "二期" => at(month, 20),
        "三期A" => at(month + 1, 5),
        _ => at(month, 25),
    }
}

/// All bills of each of the two months, as the exports show them.
pub fn all() -> [Vec<Bill>; 2] {
    let september = month(0, &[]);
    let october = month(1, &september);
    [september, october]
}

fn month(index: usize, before: &[Bill]) -> Vec<Bill> {
    let mut bills = Vec::new();
    let number = MONTHS[index].number;
    for clerk in 0..DESK {
        let mut random = Random::named(&format!("bills {clerk} {index}"));
        let figures = &FIGURES[index][clerk];
        let mut receipts = 0;
        let receipt = |receipts: &mut i64| {
            *receipts += 1;
            format!("PJ{number:02}{:02}{:04}", clerk + 1, receipts)
        };

        // Bills of the month; phase 3A shows the month before, due now, and this month, not due yet.
        let months: &[i64] = if PEOPLE[clerk].area == "三期A" { &[number - 1, number] } else { &[number] };
        for of in months {
            for (n, fee) in fees() {
                let mut bill = issue(clerk, n, fee, *of, index);
                let due_now = bill.due < first(number) + MONTHS[index].days * DAY;
                if bill.disputed || !due_now {
                    bills.push(bill);
                    continue;
                }
                let owed = bill.open();
                if random.percent(figures.paid) {
                    bill.paid = owed;
                } else if random.percent(12) {
                    bill.paid = owed / 200 * 100;
                }
                if bill.paid > 0 {
                    bill.paid_on = Some(first(number) + random.between(0, MONTHS[index].days - 1) * DAY);
                    bill.way = *random.pick(&["汇款", "柜台", "微信", "银行代扣"]);
                    bill.receipt = receipt(&mut receipts);
                }
                bills.push(bill);
            }
        }

        // Arrears: in September the old ones, in October what September left open.
        let mut old: Vec<Bill> = if index == 0 {
            (0..10).map(|n| arrears(clerk, n)).collect()
        } else {
            let owed = |bill: &&Bill| bill.clerk == clerk && bill.kind != "预交" && bill.open() > 0;
            before.iter().filter(owed).filter(|bill| bill.due < first(number)).map(carried).collect()
        };
        for bill in &mut old {
            if !bill.disputed && random.percent(figures.recovered) {
                bill.paid = bill.cents;
                bill.paid_on = Some(first(number) + random.between(0, MONTHS[index].days - 1) * DAY);
                bill.way = *random.pick(&["汇款", "柜台"]);
                bill.receipt = receipt(&mut receipts);
            }
        }
        bills.extend(old);
        for n in 0..2 {
            bills.push(prepaid(clerk, 7 + 13 * n, index, receipt(&mut receipts)));
        }
    }
    blemish(&mut bills, index);
    bills.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
    bills
}

/// House and kind of fee of each bill of a clerk.
fn fees() -> impl Iterator<Item = (usize, &'static str)> {
    (0..HOUSES).map(|n| (n, "物业服务费")).chain((0..HOUSES).step_by(5).map(|n| (n, "车位服务费")))
}

fn issue(clerk: usize, n: usize, fee: &'static str, of: i64, index: usize) -> Bill {
    let mut random = Random::named(&format!("house {clerk} {n}"));
    let area = random.between(780, 1430);
    let cents = if fee == "物业服务费" { area * 18 } else { 8_000 };
    // Flats that stand empty pay seven tenths.
    let waived = if fee == "物业服务费" && n % 12 == 7 { cents * 3 / 10 } else { 0 };
    let disputed = fee == "物业服务费" && clerk.is_multiple_of(3) && (n == 11 || n == 29) && of == 9 && index == 0;
    Bill {
        id: format!("ZD{of:02}{:02}{n:02}{}", clerk + 1, if fee == "物业服务费" { "W" } else { "C" }),
        house: house(clerk, n),
        fee,
        kind: "当期",
        from: first(of),
        to: first(of + 1) - DAY,
        due: due(PEOPLE[clerk].area, of),
        cents,
        waived,
        paid: 0,
        paid_on: None,
        way: "",
        receipt: String::new(),
        dispute: if disputed { "逾期交房违约金抵扣物业费，理赔中" } else { "" },
        disputed,
        clerk,
        orphan: clerk == 9 && index == 0 && n % 8 == 3,
    }
}

/// Owed since last year.
fn arrears(clerk: usize, n: usize) -> Bill {
    let mut bill = issue(clerk, n * 4 + 2, "物业服务费", 1, 0);
    let mut random = Random::named(&format!("arrears {clerk} {n}"));
    bill.id = format!("QF23{:02}{n:02}", clerk + 1);
    bill.kind = "历史欠费";
    bill.cents *= random.between(2, 7);
    bill.waived = 0;
    bill.due = at(1, 10) + random.between(0, 80) * DAY;
    bill.orphan = false;
    bill
}

fn carried(bill: &Bill) -> Bill {
    Bill {
        kind: "历史欠费",
        cents: bill.open(),
        waived: 0,
        paid: 0,
        paid_on: None,
        way: "",
        receipt: String::new(),
        orphan: false,
        ..bill.clone()
    }
}

fn prepaid(clerk: usize, n: usize, index: usize, receipt: String) -> Bill {
    let mut bill = issue(clerk, n, "物业服务费", 12, index);
    let number = MONTHS[index].number;
    bill.id = format!("YJ{number:02}{:02}{n:02}", clerk + 1);
    bill.kind = "预交";
    bill.paid = bill.open();
    bill.paid_on = Some(at(number, 12));
    bill.due = at(12, 10);
    bill.way = "汇款";
    bill.receipt = receipt;
    bill.orphan = false;
    bill
}

/// What is wrong on purpose; see the README of the data.
fn blemish(bills: &mut [Bill], index: usize) {
    let find = |bills: &mut [Bill], clerk: usize, test: fn(&Bill) -> bool| {
        bills.iter().position(|bill| bill.clerk == clerk && test(bill)).unwrap()
    };
    if index == 0 {
        // Paid, but nobody wrote down when, nor the receipt.
        let n = find(bills, 4, |bill| bill.kind == "当期" && bill.paid > 0);
        bills[n].paid_on = None;
        bills[n].receipt.clear();
        // A dispute without a reason.
        let n = find(bills, 6, |bill| bill.disputed);
        bills[n].dispute = "";
    } else {
        // 20 yuan too much.
        let n = find(bills, 2, |bill| bill.kind == "当期" && bill.paid > 0 && bill.open() == 0);
        bills[n].paid += 2_000;
        // November, paid early and booked as current.
        let n = find(bills, 3, |bill| bill.kind == "预交");
        bills[n].kind = "当期";
        bills[n].from = at(11, 1);
        bills[n].to = at(11, 30);
        bills[n].due = at(11, 10);
    }
}

/// `1,234.50`, in October sometimes `168.00元`.
fn money(cents: i64, yuan: bool) -> String {
    let whole = (cents / 100).to_string();
    let grouped =
        if whole.len() > 3 { format!("{},{}", &whole[..whole.len() - 3], &whole[whole.len() - 3..]) } else { whole };
    format!("{grouped}.{:02}{}", cents % 100, if yuan { "元" } else { "" })
}

pub fn name(index: usize) -> String {
    format!("物业费账单_{}.csv", MONTHS[index].name)
}

/// The export: a title above the header, a row of sums and a signature below, in GB18030.
pub fn file(bills: &[Bill], index: usize) -> Vec<u8> {
    let last = dashed_day(first(MONTHS[index].number) + (MONTHS[index].days - 1) * DAY);
    let mut table = vec![
        row(&[&format!("物业费账单明细（{}年{}月）", 2024, MONTHS[index].number)]),
        row(&[
            "账单号",
            "房号",
            "收费项目",
            "账款类别",
            "账期起",
            "账期止",
            "到期日",
            "应收",
            "减免",
            "实收",
            "缴费日期",
            "方式",
            "票据号",
            "状态",
            "争议原因",
            "责任客服",
            "统计截止日",
        ]),
    ];
    for (n, bill) in bills.iter().enumerate() {
        let yuan = index == 1 && n % 17 == 4;
        table.push(row(&[
            &bill.id,
            &bill.house,
            bill.fee,
            bill.kind,
            &dashed_day(bill.from),
            &dashed_day(bill.to),
            &dashed_day(bill.due),
            &money(bill.cents, yuan),
            &money(bill.waived, false),
            &money(bill.paid, yuan),
            &bill.paid_on.map(if index == 0 { dashed_day } else { slashed_day }).unwrap_or_default(),
            bill.way,
            &bill.receipt,
            bill.state(),
            bill.dispute,
            if bill.orphan { LEFT } else { PEOPLE[bill.clerk].name },
            &last,
        ]));
    }
    let total = |part: fn(&Bill) -> i64| money(bills.iter().map(part).sum(), false);
    let (owed, waived, paid) = (total(|b| b.cents), total(|b| b.waived), total(|b| b.paid));
    let mut sums = vec![String::new(); 17];
    (sums[0], sums[7], sums[8], sums[9]) = ("合计".to_owned(), owed, waived, paid);
    table.push(sums);
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in &table {
        writer.write_record(row).unwrap();
    }
    encode(&String::from_utf8(writer.into_inner().unwrap()).unwrap(), Encoding::Gb18030)
}

/// What a clerk's own report should say of arrears: at the start and at the end of the month, cents.
pub fn balance(bills: &[Bill], clerk: usize, index: usize) -> (i64, i64) {
    let end = first(MONTHS[index].number) + MONTHS[index].days * DAY;
    let own = || bills.iter().filter(|bill| bill.clerk == clerk && !bill.orphan && !bill.disputed);
    let start: i64 = own().filter(|bill| bill.kind == "历史欠费").map(|bill| bill.cents - bill.waived).sum();
    let left: i64 = own().filter(|bill| bill.kind != "预交" && bill.due < end).map(Bill::open).sum();
    (start, left)
}

/// Per cent of the current bills due that are paid.
pub fn rate(bills: &[Bill], clerk: usize, index: usize) -> f64 {
    let end = first(MONTHS[index].number) + MONTHS[index].days * DAY;
    let due = || {
        bills.iter().filter(move |b| b.clerk == clerk && !b.orphan && !b.disputed && b.kind == "当期" && b.due < end)
    };
    let owed: i64 = due().map(|bill| bill.cents - bill.waived).sum();
    let paid: i64 = due().map(|bill| bill.paid).sum();
    paid as f64 * 100.0 / owed as f64
}
