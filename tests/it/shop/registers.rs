//! What the shop writes down itself: staff, complaints, errors, reports, tickets, plans, ratings.

use super::calendar::{DAY, MONTHS, dashed, short, slashed};
use super::files::{Encoding, csv, encode, row};
use super::orders::{Order, money};
use super::people::{CARE, PEOPLE, SALES};
use super::random::Random;

pub fn staff() -> Vec<u8> {
    let mut rows = vec![row(&["工号", "姓名", "岗位", "班组", "入职日期", "提成"])];
    for person in &PEOPLE {
        rows.push(row(&[person.id, person.name, person.post, person.team, person.joined, person.commission]));
    }
    csv(&rows, Encoding::Utf8WithBom, false)
}

/// The register of complaints, with lines of the exporter before and after the table.
pub fn complaints() -> Vec<u8> {
    let mut rows = Vec::new();
    for (month, sales) in SALES.iter().enumerate() {
        for (person, figures) in sales.iter().enumerate() {
            let mut random = Random::named(&format!("complaints {person} {month}"));
            for valid in figures.complaints {
                let at = random.between(MONTHS[month].first + 10, MONTHS[month].last) * DAY + random.between(540, 1260);
                rows.push((
                    at,
                    PEOPLE[person].id,
                    *valid,
                    "客服",
                    *random.pick(&["答复前后不一", "语气生硬", "承诺未兑现"]),
                ));
            }
        }
    }
    // One about the carrier: valid, but not the agent's fault.
    rows.push((38 * DAY + 900, "KF002", true, "物流", "快递三天未更新"));
    rows.push((44 * DAY + 1010, "KF011", true, "客服", "退款进度答复迟"));
    rows.sort();
    let mut table = vec![row(&["编号", "时间", "工号", "是否有效", "责任", "内容"])];
    for (n, (at, id, valid, blame, text)) in rows.iter().enumerate() {
        let number = format!("TS{:04}", n + 1);
        table.push(row(&[&number, &slashed(*at), id, if *valid { "是" } else { "否" }, blame, text]));
    }
    let body = String::from_utf8(csv(&table, Encoding::Utf8, false)).unwrap();
    let text = format!(
        "#投诉登记导出\r\n#统计区间：2024年06月07日 至 2024年07月31日\r\n{body}#合计：{}笔\r\n#导出时间：[2024年08月01日 09:12:33]\r\n",
        rows.len()
    );
    encode(&text, Encoding::Gb18030)
}

pub fn errors(orders: &[Order]) -> Vec<u8> {
    let mut rows = Vec::new();
    for month in 0..MONTHS.len() {
        let sold = SALES[month].iter().map(|figures| figures.errors);
        let cared = CARE[month].iter().map(|figures| figures.errors);
        for (person, kinds) in sold.chain(cared).enumerate() {
            let mut random = Random::named(&format!("errors {person} {month}"));
            let own: Vec<&Order> = orders
                .iter()
                .filter(|o| o.month == month && o.paid.is_some())
                .filter(|o| person >= 8 || PEOPLE[person].nicks.contains(&o.nick.as_str()))
                .filter(|o| o.created < (MONTHS[month].last - 1) * DAY)
                .collect();
            for kind in kinds {
                let order = *random.pick(&own);
                let found = (order.created / DAY + 1) * DAY + random.between(540, 1140);
                rows.push((found, PEOPLE[person].id, *kind, order.id.as_str()));
            }
        }
    }
    rows.sort();
    let mut table = vec![row(&["时间", "工号", "类型", "订单编号", "损失金额"])];
    let mut random = Random::named("losses");
    for (at, id, kind, order) in rows {
        // Postage there and back, goods sent twice, a difference of price; a wrong note may cost nothing.
        let cents = match kind {
            "错备注" => random.between(0, 1) * 500,
            "错价" => random.between(300, 2600),
            _ => random.between(900, 4800),
        };
        table.push(row(&[dashed(at).as_str(), id, kind, &format!("'{order}"), &money(cents)]));
    }
    csv(&table, Encoding::Utf8WithBom, false)
}

/// What the shop paid to settle cases: postage, compensation, goods sent again.
pub fn costs() -> Vec<u8> {
    let mut rows = Vec::new();
    for (month, carers) in CARE.iter().enumerate() {
        for (carer, figures) in carers.iter().enumerate() {
            let mut random = Random::named(&format!("costs {carer} {month}"));
            let dear = if carer == 3 { 2 } else { 1 };
            for _ in 0..figures.tickets / 4 {
                let day = random.between(MONTHS[month].first, MONTHS[month].last) * DAY + random.between(540, 1260);
                let (what, cents) = match random.between(0, 9) {
                    0..=5 => ("补运费", random.between(600, 1500)),
                    6..=8 => ("补偿", random.between(500, 3000)),
                    _ => ("补发", random.between(2500, 7000)),
                };
                rows.push((day, PEOPLE[8 + carer].id, what, cents * dear));
            }
        }
    }
    rows.sort();
    let mut table = vec![row(&["时间", "工号", "项目", "金额"])];
    for (day, id, what, cents) in rows {
        table.push(row(&[&dashed(day), id, what, &money(cents)]));
    }
    csv(&table, Encoding::Utf8, false)
}

/// Calls to buyers: between nine and nine, but for one at breakfast and one late at night.
pub fn calls() -> Vec<u8> {
    let mut rows = Vec::new();
    for (month, carers) in CARE.iter().enumerate() {
        for carer in 0..carers.len() {
            let mut random = Random::named(&format!("calls {carer} {month}"));
            for n in 0..random.between(9, 16) {
                let odd = match (month, carer, n) {
                    (0, 2, 4) => Some(7 * 60 + 42),
                    (1, 3, 6) => Some(22 * 60 + 15),
                    _ => None,
                };
                let day = random.between(MONTHS[month].first, MONTHS[month].last) * DAY;
                let minute = random.between(9 * 60, 21 * 60 - 1);
                let seconds = random.between(40, 420);
                rows.push((day + odd.unwrap_or(minute), PEOPLE[8 + carer].id, seconds));
            }
        }
    }
    rows.sort();
    let mut table = vec![row(&["拨打时间", "工号", "通话秒数"])];
    for (at, id, seconds) in rows {
        table.push(row(&[&slashed(at), id, &seconds.to_string()]));
    }
    csv(&table, Encoding::Gb18030, false)
}

/// Weekly reports on Mondays and one for the month, with the spot-check of each.
pub fn reports() -> Vec<u8> {
    const WEEKS: [&[i64]; 2] = [&[9, 16, 23], &[30, 37, 44, 51, 58]];
    let mut table = vec![row(&["期间", "工号", "报表", "应交时间", "实交时间", "抽查项", "正确项", "是否造假"])];
    for (month, sales) in SALES.iter().enumerate() {
        for (person, figures) in sales.iter().enumerate() {
            let id = PEOPLE[person].id;
            let mut random = Random::named(&format!("reports {person} {month}"));
            let joined = if id == "KF008" && month == 0 { 16 } else { 0 };
            let mut due: Vec<(&str, i64)> =
                WEEKS[month].iter().filter(|day| **day > joined).map(|day| ("接待周报", day * DAY + 600)).collect();
            due.push(("销售月报", MONTHS[month].last * DAY + 18 * 60));
            for (n, (name, due)) in due.iter().enumerate() {
                let handed =
                    if n < figures.late { due + random.between(30, 2 * DAY) } else { due - random.between(5, 200) };
                let never = id == "KF007" && month == 0 && n == 1;
                let wrong = if n == 0 { figures.wrong_items } else { 0 };
                let forged = id == "KF006" && month == 1 && n == 2;
                table.push(row(&[
                    MONTHS[month].name,
                    id,
                    name,
                    &short(*due),
                    &if never { String::new() } else { short(handed) },
                    "20",
                    &(20 - wrong).to_string(),
                    if forged { "是" } else { "否" },
                ]));
            }
        }
    }
    csv(&table, Encoding::Utf8, false)
}

pub fn tickets() -> Vec<u8> {
    let mut rows = Vec::new();
    for (month, carers) in CARE.iter().enumerate() {
        for (carer, figures) in carers.iter().enumerate() {
            let mut random = Random::named(&format!("tickets {carer} {month}"));
            let mut second: Vec<bool> = (0..figures.tickets).map(|n| n < figures.second_contacts).collect();
            for n in (1..second.len()).rev() {
                second.swap(n, random.between(0, n as i64) as usize);
            }
            for again in second {
                let taken =
                    random.between(MONTHS[month].first, MONTHS[month].last - 2) * DAY + random.between(540, 1260);
                rows.push((taken, month, carer, Some(taken + random.between(20, 2 * DAY)), again));
            }
            // Taken on the last day and still open.
            rows.push((MONTHS[month].last * DAY + 1100 + carer as i64, month, carer, None, false));
        }
    }
    rows.sort();
    let mut table = vec![row(&["期间", "工号", "编号", "受理时间", "办结时间", "三天内再次联系"])];
    for (n, (taken, month, carer, done, again)) in rows.iter().enumerate() {
        table.push(row(&[
            MONTHS[*month].name,
            PEOPLE[8 + carer].id,
            &format!("GD{:05}", n + 1),
            &short(*taken),
            &done.map(short).unwrap_or_default(),
            match (done, again) {
                (None, _) => "",
                (Some(_), true) => "是",
                (Some(_), false) => "否",
            },
        ]));
    }
    csv(&table, Encoding::Gb18030, false)
}

/// The plan of each agent, already cut to the 24 days of June; round hundreds of yuan.
pub fn targets(orders: &[Order]) -> Vec<u8> {
    let mut table = vec![row(&["期间", "工号", "计划销售额"])];
    for (month, sales) in SALES.iter().enumerate() {
        for (person, figures) in sales.iter().enumerate() {
            let nicks = PEOPLE[person].nicks;
            let cents: i64 = orders
                .iter()
                .filter(|o| o.month == month && nicks.contains(&o.nick.as_str()))
                .map(Order::payment)
                .sum();
            let plan = cents / figures.of_plan / 100 * 100;
            table.push(row(&[MONTHS[month].name, PEOPLE[person].id, &money(plan * 100)]));
        }
    }
    csv(&table, Encoding::Utf8, false)
}

pub fn parcels() -> Vec<u8> {
    let mut table = vec![row(&["期间", "工号", "复核包裹数"])];
    for (month, carers) in CARE.iter().enumerate() {
        for (carer, figures) in carers.iter().enumerate() {
            table.push(row(&[MONTHS[month].name, PEOPLE[8 + carer].id, &figures.parcels.to_string()]));
        }
    }
    csv(&table, Encoding::Utf8, false)
}

pub fn ratings() -> Vec<u8> {
    let mut table = vec![row(&["期间", "被考核人", "考核人", "角色", "指标", "分数", "依据"])];
    for (month, sales) in SALES.iter().enumerate() {
        for (person, figures) in sales.iter().enumerate() {
            let id = PEOPLE[person].id;
            for (who, role, level) in [(id, "本人", figures.rated.0), ("DZ001", "店长", figures.rated.1)] {
                let why = match level {
                    "优" => "口径写明，结论可直接使用",
                    "良" => "内容完整，个别处需补充说明",
                    "中" => "缺原因分析，退回补充一次",
                    "差" => "数据与原始记录不符，退回重做",
                    _ => continue,
                };
                table.push(row(&[MONTHS[month].name, id, who, role, "报表整体质量", level, why]));
            }
        }
    }
    csv(&table, Encoding::Utf8, false)
}
