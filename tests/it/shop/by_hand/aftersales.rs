//! R(a2), the eight items of after-sales agents.

use super::files::{Row, chats, csv_rows, minutes, month, nicks, number, of, staff, sum};
use super::{Agent, Indicator, at_least, at_most, categories, cents, place, ratio};

const CATEGORIES: [(&str, &[&str]); 4] = [
    ("响应类", &["旺旺回复率", "平均响应时间"]),
    ("满意类", &["客户满意率", "一次解决率"]),
    ("退款类", &["退款完结时长", "纠纷退款率"]),
    ("作业类", &["发货差错率", "交接数据处理量"]),
];

pub fn aftersales(period: &str) -> Vec<Agent> {
    let staff = staff("售后");
    let done: Vec<f64> = staff.iter().map(|person| closed(&person["工号"], period).len() as f64).collect();
    let mean = done.iter().sum::<f64>() / done.len() as f64;

    let mut agents: Vec<Agent> = Vec::new();
    for (person, handled) in staff.iter().zip(&done) {
        let id = &person["工号"];
        let mut indicators = answers(&chats(period, id), id, period);
        indicators.extend(refunds(id, period));
        indicators.extend(work(id, period, handled / mean * 100.0));
        let categories = categories(&indicators, &CATEGORIES);
        let total: f64 = categories.iter().map(|(_, points)| points).sum();
        agents.push(Agent {
            key: id.clone(),
            name: person["姓名"].clone(),
            total: cents(total.min(100.0)),
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

/// Tickets that were closed.
fn closed(id: &str, period: &str) -> Vec<Row> {
    of("tickets.csv", id, |row| row["期间"] == period && !row["办结时间"].is_empty())
}

fn answers(chats: &[Row], id: &str, period: &str) -> Vec<Indicator> {
    let received = sum(chats, "接待人数");
    let replied = received - sum(chats, "未回复人数");
    let mark = |level: &str| sum(chats, &format!("服务满意度评价{level}"));
    let good = mark("很满意") + mark("满意");
    let marks = good + mark("一般") + mark("不满") + mark("很不满");
    let tickets = closed(id, period);
    let once = tickets.iter().filter(|row| row["三天内再次联系"] == "否").count() as f64;
    vec![
        Indicator::new("旺旺回复率", 15.0, ratio(replied * 100.0, received), |x| {
            at_least(x, &[(99.0, 100.0), (97.0, 80.0), (95.0, 60.0)])
        }),
        Indicator::new("平均响应时间", 15.0, ratio(sum(chats, "总等待秒"), sum(chats, "轮次数")), |x| {
            at_most(x, &[(30.0, 100.0), (35.0, 80.0), (45.0, 60.0)])
        }),
        // Fewer than twenty marks say nothing.
        Indicator::new("客户满意率", 15.0, (marks >= 20.0).then(|| good * 100.0 / marks), |x| {
            (100.0 - (95.0 - x).max(0.0) * 5.0).max(0.0)
        }),
        Indicator::new("一次解决率", 10.0, ratio(once * 100.0, tickets.len() as f64), |x| {
            (100.0 - (85.0 - x).max(0.0) * 2.0).max(0.0)
        }),
    ]
}

fn refunds(id: &str, period: &str) -> Vec<Indicator> {
    let nicks = nicks();
    let own: Vec<Row> = csv_rows("refunds.csv")
        .into_iter()
        .filter(|row| nicks.get(&row["处理客服"]).is_some_and(|agent| agent == id))
        .filter(|row| !row["完结时间"].is_empty() && month(&row["完结时间"]) == period)
        .collect();
    let all = own.len() as f64;
    // The mean time of each kind, weighted by the share of its cases.
    let mut hours = 0.0;
    for kind in ["仅退款", "退货退款"] {
        let spans: Vec<f64> = own
            .iter()
            .filter(|row| row["类型"] == kind)
            .map(|row| (minutes(&row["完结时间"]) - minutes(&row["申请时间"])) / 60.0)
            .collect();
        if !spans.is_empty() {
            let count = spans.len() as f64;
            hours += spans.iter().sum::<f64>() / count * (count / all);
        }
    }
    let lost = own.iter().filter(|row| row["是否纠纷"] == "是" && row["责任方"] == "商家").count() as f64;
    vec![
        Indicator::new("退款完结时长", 15.0, (all > 0.0).then_some(hours), |x| {
            at_most(x, &[(24.0, 100.0), (36.0, 80.0), (48.0, 60.0)])
        }),
        Indicator::new("纠纷退款率", 10.0, ratio(lost * 100.0, all), |x| if x < 0.5 { 100.0 } else { 0.0 }),
    ]
}

fn work(id: &str, period: &str, of_mean: f64) -> Vec<Indicator> {
    let kinds: Vec<f64> = of("errors.csv", id, |row| month(&row["时间"]) == period)
        .iter()
        .filter_map(|row| match row["类型"].as_str() {
            "错发快递" => Some(5.0),
            "错发颜色" => Some(10.0),
            "少发" => Some(15.0),
            _ => None,
        })
        .collect();
    let (errors, off) = (kinds.len() as f64, kinds.iter().sum::<f64>());
    let parcels = of("parcels.csv", id, |row| row["期间"] == period).iter().map(|row| number(row, "复核包裹数")).sum();
    vec![
        Indicator::new("发货差错率", 10.0, ratio(errors * 100.0, parcels), |_| (100.0 - off).max(0.0)),
        Indicator::new("交接数据处理量", 10.0, Some(of_mean), |x| x.min(120.0)),
    ]
}
