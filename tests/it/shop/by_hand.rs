//! The appraisal of the shop by plain code, written from the scheme (`docs/rubrics/ecommerce-cs.md`)
//! and not from the rubric or the engine: files in, marks out, no shared helper. Where the two
//! disagree one of them is wrong.

mod aftersales;
mod files;
mod presales;

pub use aftersales::aftersales;
pub use presales::presales;

/// What the scheme says of one person in one month.
#[derive(Debug, Clone)]
pub struct Agent {
    pub key: String,
    pub name: String,
    pub indicators: Vec<Indicator>,
    /// Category and its points, marks of left-out items spread over their siblings.
    pub categories: Vec<(String, f64)>,
    pub total: f64,
    pub rank: usize,
    pub rank_from_last: usize,
    pub grade: String,
    /// Yuan; negative is a deduction.
    pub money: f64,
    /// Whether an improvement plan is due.
    pub plan_due: bool,
}

/// One item of one person. Nothing in all three where the item could not be scored.
#[derive(Debug, Clone)]
pub struct Indicator {
    pub id: &'static str,
    pub full: f64,
    pub value: Option<f64>,
    /// 0–100.
    pub score: Option<f64>,
    pub points: Option<f64>,
}

impl Indicator {
    fn new(id: &'static str, full: f64, value: Option<f64>, score: impl Fn(f64) -> f64) -> Indicator {
        let score = value.map(score);
        Indicator { id, full, value, score, points: score.map(|score| cents(score * full / 100.0)) }
    }
}

/// Half up on two decimals; a hair below a half counts as the half.
fn cents(value: f64) -> f64 {
    (value * 100.0 + 0.5 + 1e-7).floor() / 100.0
}

fn at_least(value: f64, bands: &[(f64, f64)]) -> f64 {
    bands.iter().find(|(edge, _)| value >= edge - 1e-9).map_or(0.0, |(_, score)| *score)
}

fn at_most(value: f64, bands: &[(f64, f64)]) -> f64 {
    bands.iter().find(|(edge, _)| value <= edge + 1e-9).map_or(0.0, |(_, score)| *score)
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| part / whole)
}

/// Totals of the categories: an item without score gives its marks to the others of its category.
fn categories(indicators: &[Indicator], of: &[(&str, &[&str])]) -> Vec<(String, f64)> {
    of.iter()
        .map(|(category, items)| {
            let own = || indicators.iter().filter(|item| items.contains(&item.id));
            let full: f64 = own().map(|item| item.full).sum();
            let scored: f64 = own().filter(|item| item.points.is_some()).map(|item| item.full).sum();
            let points: f64 = own().filter_map(|item| item.points).sum();
            ((*category).to_owned(), points * full / scored)
        })
        .collect()
}

/// Places, grades and what follows from them.
fn place(agents: &mut [Agent], commissions: &[f64]) {
    let totals: Vec<f64> = agents.iter().map(|agent| agent.total).collect();
    for (agent, commission) in agents.iter_mut().zip(commissions) {
        agent.rank = 1 + totals.iter().filter(|other| **other > agent.total + 1e-9).count();
        agent.rank_from_last = 1 + totals.iter().filter(|other| **other < agent.total - 1e-9).count();
        agent.grade = match agent.total {
            t if t >= 90.0 => "金牌客服",
            t if t >= 80.0 => "银牌客服",
            t if t >= 70.0 => "铜牌客服",
            _ => "待改进",
        }
        .to_owned();
        if agent.rank == 1 {
            agent.money += 100.0;
        }
        if agent.rank_from_last == 1 {
            agent.money -= commission.min(100.0);
        }
        agent.plan_due = agent.rank_from_last <= 2;
    }
    agents.sort_by(|a, b| (a.rank, &a.key).cmp(&(b.rank, &b.key)));
}

/// A table for people to look at.
fn show(agents: &[Agent]) -> String {
    let figure = |value: Option<f64>| value.map_or("—".to_owned(), |value| format!("{value:.2}"));
    let mut text = String::new();
    for agent in agents {
        let plan = if agent.plan_due { " 整改" } else { "" };
        text += &format!(
            "{} {} {} 总分 {:.2} 第{}名 {} {:+}元{plan}\n",
            agent.key, agent.name, "·", agent.total, agent.rank, agent.grade, agent.money
        );
        for item in &agent.indicators {
            text +=
                &format!("    {} {} → {} → {}\n", item.id, figure(item.value), figure(item.score), figure(item.points));
        }
        for (category, points) in &agent.categories {
            text += &format!("    [{category}] {points:.2}\n");
        }
    }
    text
}

#[test]
fn shop_by_hand() {
    for period in ["2024-06", "2024-07"] {
        for (name, agents) in [("售前", presales(period)), ("售后", aftersales(period))] {
            insta::assert_snapshot!(format!("{name}_{period}"), show(&agents));
            assert!(agents.iter().all(|agent| (50.0..100.0).contains(&agent.total)), "{period} {name}");
        }
    }
}
