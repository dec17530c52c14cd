//! R(a1), the fourteen items of pre-sales agents.

use std::collections::{BTreeSet, HashMap};

use super::files::{Row, chats, csv_rows, month, nicks, number, of, orders, staff, sum};
use super::{Agent, Indicator, at_least, at_most, categories, cents, place, ratio};

const CATEGORIES: [(&str, &[&str]); 4] = [
    ("旺旺沟通", &["咨询转化率", "平均响应时间", "客户流失率", "首次响应时间"]),
    ("订单类", &["订单总金额", "有效订单比重", "付款比例", "退款比例", "平均客单价"]),
    ("其他类", &["顾客投诉比重", "异常订单比重"]),
    ("管理类", &["报表上交及时性", "报表数据真实性", "报表整体质量"]),
];

pub fn presales(period: &str) -> Vec<Agent> {
    let staff = staff("售前");
    let chats: HashMap<String, Vec<Row>> =
        staff.iter().map(|person| (person["工号"].clone(), chats(period, &person["工号"]))).collect();
    let all = |header: &str| chats.values().map(|rows| sum(rows, header)).sum::<f64>();
    let shop_basket = all("客服落实销售额") / all("付款买家数");

    let mut agents: Vec<Agent> = Vec::new();
    for person in &staff {
        let id = &person["工号"];
        let mut indicators = talk(&chats[id], period);
        indicators.extend(trade(id, period, &chats[id], shop_basket));
        indicators.extend(trouble(id, period, &chats[id]));
        indicators.extend(paperwork(id, period));
        let categories = categories(&indicators, &CATEGORIES);
        agents.push(Agent {
            key: id.clone(),
            name: person["姓名"].clone(),
            total: cents(categories.iter().map(|(_, points)| points).sum()),
            indicators,
            categories,
            rank: 0,
            rank_from_last: 0,
            grade: String::new(),
            money: 0.0,
            plan_due: false,
        });
    }
    let commissions: Vec<f64> = staff.iter().map(|person| number(person, "提成")).collect();
    place(&mut agents, &commissions);
    agents
}

fn talk(chats: &[Row], period: &str) -> Vec<Indicator> {
    let inquiry = if period == "2024-06" { "询单人数" } else { "詢單人數" };
    let (asked, ordered, paid) =
        (sum(chats, inquiry), sum(chats, "询单->最终下单人数"), sum(chats, "询单->最终付款人数"));
    let wait = ratio(sum(chats, "总等待秒"), sum(chats, "轮次数"));
    // A nick answered by the tool within the second is left out on both sides.
    let by_people = || chats.iter().filter(|row| number(row, "首次响应(秒)") > 0.0);
    let greeted = by_people().map(|row| number(row, "接待人数")).sum::<f64>();
    let first = by_people().map(|row| number(row, "首次响应(秒)") * number(row, "接待人数")).sum::<f64>();
    vec![
        Indicator::new("咨询转化率", 18.0, ratio(paid * 100.0, asked), |x| {
            at_least(x, &[(60.0, 100.0), (55.0, 90.0), (50.0, 80.0), (45.0, 70.0), (38.0, 60.0)])
        }),
        Indicator::new("平均响应时间", 9.0, wait, |x| {
            at_most(x, &[(30.0, 100.0), (35.0, 90.0), (45.0, 80.0), (55.0, 60.0)])
        }),
        Indicator::new("客户流失率", 6.0, ratio((asked - ordered) * 100.0, asked), |x| {
            at_most(x, &[(30.0, 100.0), (40.0, 85.0), (50.0, 70.0), (60.0, 50.0)])
        }),
        Indicator::new("首次响应时间", 1.0, ratio(first, greeted), |x| {
            at_most(x, &[(15.0, 100.0), (20.0, 90.0), (25.0, 80.0), (35.0, 60.0)])
        }),
    ]
}

fn trade(id: &str, period: &str, chats: &[Row], shop_basket: f64) -> Vec<Indicator> {
    let nicks = nicks();
    let own = |nick: &String| nicks.get(nick).is_some_and(|agent| agent == id);
    let orders: Vec<Row> = orders(period).into_iter().filter(|row| own(&row["归属客服"])).collect();
    let count = |test: &dyn Fn(&Row) -> bool| orders.iter().filter(|row| test(row)).count() as f64;
    let placed = orders.len() as f64;
    let paid = count(&|row| !row["订单付款时间"].is_empty());
    let unpaid_closed = |row: &Row| row["订单状态"] == "交易关闭" && row["订单付款时间"].is_empty();
    let invalid = count(&|row| unpaid_closed(row) || row["异常信息"].contains("虚假交易"));
    let refunded: BTreeSet<String> = csv_rows("refunds.csv")
        .into_iter()
        .filter(|row| own(&row["客服昵称"]) && month(&row["申请时间"]) == period)
        .map(|row| row["订单编号"].clone())
        .collect();
    let sales = sum(chats, "客服落实销售额");
    let plan: f64 =
        of("targets.csv", id, |row| row["期间"] == period).iter().map(|row| number(row, "计划销售额")).sum();
    let basket = ratio(sales, sum(chats, "付款买家数")).map(|basket| basket / shop_basket);
    vec![
        Indicator::new("订单总金额", 15.0, ratio(sales * 100.0, plan), |x| {
            let bands =
                [(100.0, 100.0), (90.0, 85.0), (80.0, 70.0), (70.0, 55.0), (60.0, 40.0), (50.0, 25.0), (40.0, 10.0)];
            at_least(x, &bands)
        }),
        Indicator::new("有效订单比重", 6.0, ratio((placed - invalid) * 100.0, placed), |x| {
            (100.0 - (90.0 - x).max(0.0) * 2.0).max(0.0)
        }),
        Indicator::new("付款比例", 10.0, ratio(paid * 100.0, placed), |x| {
            at_least(x, &[(95.0, 100.0), (90.0, 90.0), (85.0, 80.0), (80.0, 60.0)])
        }),
        Indicator::new("退款比例", 7.0, ratio(refunded.len() as f64 * 100.0, paid), |x| {
            at_most(x, &[(3.0, 100.0), (5.0, 85.0), (8.0, 70.0), (12.0, 50.0)])
        }),
        Indicator::new("平均客单价", 8.0, basket, |x| {
            at_least(x, &[(1.18, 100.0), (1.14, 90.0), (1.12, 80.0), (1.05, 70.0), (0.95, 60.0)])
        }),
    ]
}

fn trouble(id: &str, period: &str, chats: &[Row]) -> Vec<Indicator> {
    let nicks = nicks();
    let complaints = of("complaints.csv", id, |row| month(&row["时间"]) == period)
        .iter()
        .filter(|row| row["是否有效"] == "是" && row["责任"] == "客服")
        .count() as f64;
    let errors = of("errors.csv", id, |row| month(&row["时间"]) == period).len() as f64;
    let placed =
        orders(period).iter().filter(|row| nicks.get(&row["归属客服"]).is_some_and(|agent| agent == id)).count();
    vec![
        Indicator::new("顾客投诉比重", 6.0, ratio(complaints * 1000.0, sum(chats, "接待人数")), |_| {
            (100.0 - 25.0 * complaints).max(0.0)
        }),
        Indicator::new("异常订单比重", 4.0, ratio(errors * 100.0, placed as f64), |x| {
            (100.0 - (x - 0.5).max(0.0) / 0.1 * 10.0).max(0.0)
        }),
    ]
}

fn paperwork(id: &str, period: &str) -> Vec<Indicator> {
    let reports = of("reports.csv", id, |row| row["期间"] == period);
    // Moments are written `2024-07-08 09:41`: their text sorts as they do.
    let late =
        reports.iter().filter(|row| row["实交时间"].is_empty() || row["实交时间"] > row["应交时间"]).count() as f64;
    let due = reports.len() as f64;
    let forged = reports.iter().any(|row| row["是否造假"] == "是");
    let right = ratio(sum(&reports, "正确项") * 100.0, sum(&reports, "抽查项"));

    let ratings = csv_rows("ratings.csv");
    let rated = |role: &str| {
        let sheet = ratings.iter().find(|row| row["被考核人"] == id && row["期间"] == period && row["角色"] == role)?;
        Some(match sheet["分数"].as_str() {
            "优" => 100.0,
            "良" => 85.0,
            "中" => 70.0,
            _ => 50.0,
        })
    };
    let quality = match (rated("本人"), rated("店长")) {
        (Some(own), Some(manager)) => Some(own * 0.3 + manager * 0.7),
        (own, manager) => own.or(manager),
    };
    vec![
        Indicator::new("报表上交及时性", 4.0, ratio((due - late) * 100.0, due), |_| {
            (100.0 - 20.0 * late).max(0.0)
        }),
        Indicator::new("报表数据真实性", 4.0, right, |x| {
            if forged { 0.0 } else { (100.0 - (100.0 - x) * 5.0).max(0.0) }
        }),
        Indicator::new("报表整体质量", 2.0, quality, |x| x),
    ]
}
