//! Indicators that measure the same twice, and whether the whole measures one thing.

use super::{Asked, FEW, whole};
use crate::result::{DiagnosisSection, FigureCell, FigureTable, Verdict, Weight};
use crate::statistics::association::pearson;
use crate::statistics::reliability::{alpha, alpha_without};
use crate::words;

/// From here on two indicators are taken to measure the same.
const SAME: f64 = 0.95;
/// Pairs that are listed.
const LISTED: usize = 20;

pub fn section(asked: &Asked) -> DiagnosisSection {
    let all = &asked.rubric.indicators;
    let mut pairs: Vec<(usize, usize, f64, usize)> = Vec::new();
    for a in 0..all.len() {
        for b in a + 1..all.len() {
            let (of_a, of_b) = together(asked, a, b);
            if let Some(r) = pearson(&of_a, &of_b).filter(|_| of_a.len() >= FEW) {
                pairs.push((a, b, r, of_a.len()));
            }
        }
    }
    pairs.sort_by(|x, y| y.2.abs().total_cmp(&x.2.abs()).then((x.0, x.1).cmp(&(y.0, y.1))));
    let name = |index: usize| all.get(index).map(|it| it.name.clone()).unwrap_or_default();
    let mut verdicts: Vec<Verdict> = pairs
        .iter()
        .filter(|(_, _, r, _)| r.abs() >= SAME)
        .map(|(a, b, r, n)| {
            let (one, other) = (name(*a), name(*b));
            let (a_zh, a_en, b_zh, b_en) = (&one.zh, &one.en, &other.zh, &other.en);
            let said = format!("{r:.3}");
            let text = if *r > 0.0 {
                words!(
                    "{a_zh} 与 {b_zh} 几乎同升同降（r = {said}），可能重复计分",
                    "{a_en} and {b_en} rise and fall together (r = {said}): the same may count twice"
                )
            } else {
                words!(
                    "{a_zh} 与 {b_zh} 几乎此升彼降（r = {said}），互相抵消",
                    "{a_en} falls as {b_en} rises (r = {said}): they cancel out"
                )
            };
            Verdict {
                weight: Weight::Doubt,
                id: "redundant",
                about: all.get(*b).map(|it| it.id.clone()).unwrap_or_default(),
                text,
                figure: Some(*r),
                sample: *n,
            }
        })
        .collect();
    let complete = complete(asked);
    let consistency = alpha(&complete.rows);
    let n = complete.rows.len();
    match consistency {
        Some(found) if n >= FEW => {
            let said = format!("{found:.2}");
            verdicts.push(whole(
                if found < 0.5 { Weight::Doubt } else { Weight::Sound },
                "alpha",
                words!("内部一致性 α = {said}（{n} 人）", "internal consistency α = {said} ({n} people)"),
                Some(found),
                n,
            ));
        }
        _ => verdicts.push(whole(
            Weight::Open,
            "alpha",
            words!(
                "各项都有分的只有 {n} 人，不算内部一致性",
                "only {n} have points in everything: no internal consistency is computed"
            ),
            None,
            n,
        )),
    }
    let rows = pairs.iter().take(LISTED).map(|(a, b, r, n)| {
        vec![
            FigureCell::Text(name(*a)),
            FigureCell::Text(name(*b)),
            FigureCell::Number(*n as f64, 0),
            FigureCell::Number(*r, 3),
        ]
    });
    let items = complete.items.iter().zip(alpha_without(&complete.rows));
    DiagnosisSection {
        id: "consistency",
        title: words!("重复与内部一致性", "Redundancy and consistency"),
        verdicts,
        tables: vec![
            FigureTable {
                id: "pairs",
                title: words!("相关最高的指标", "Indicators that go together most"),
                columns: vec![
                    words!("指标", "indicator"),
                    words!("指标", "indicator"),
                    words!("人数", "n"),
                    words!("r", "r"),
                ],
                rows: rows.collect(),
            },
            FigureTable {
                id: "alpha",
                title: words!("去掉一项后的 α", "α without an item"),
                columns: vec![words!("指标", "indicator"), words!("α", "α")],
                rows: items
                    .map(|(item, alpha)| vec![FigureCell::Text(name(*item)), FigureCell::or_none(alpha, 3)])
                    .collect(),
            },
        ],
        reading: vec![
            words!(
                "α = k/(k−1)·(1 − Σs²ᵢ/s²ₜ)（Cronbach 1951），只用各项都有分的人，按得分率计算。",
                "α = k/(k−1)·(1 − Σs²ᵢ/s²ₜ) (Cronbach 1951), over those who have points in everything, by shares of full marks."
            ),
            words!(
                "考核常常有意考察不同的方面，α 低不一定是毛病；α 高也不证明考对了东西。",
                "An appraisal often looks at different things on purpose, so a low α need not be a fault; a high one does not prove that the right thing is measured."
            ),
        ],
    }
}

fn together(asked: &Asked, a: usize, b: usize) -> (Vec<f64>, Vec<f64>) {
    let (of_a, of_b) = (asked.marks.points.get(a), asked.marks.points.get(b));
    let pairs = of_a.into_iter().flatten().zip(of_b.into_iter().flatten());
    pairs.filter_map(|(x, y)| Some(((*x)?, (*y)?))).unzip()
}

struct Complete {
    items: Vec<usize>,
    rows: Vec<Vec<f64>>,
}

/// Shares of full marks of those who have points in all indicators that anybody has points in.
fn complete(asked: &Asked) -> Complete {
    let items: Vec<usize> =
        (0..asked.marks.points.len()).filter(|index| !asked.marks.shares(*index).is_empty()).collect();
    let share = |item: usize, subject: usize| {
        let points = (*asked.marks.points.get(item)?.get(subject)?)?;
        let full = (*asked.marks.full.get(item)?.get(subject)?).filter(|full| *full > 0.0)?;
        Some(points / full)
    };
    let rows = (0..asked.marks.totals.len())
        .filter_map(|subject| items.iter().map(|item| share(*item, subject)).collect::<Option<Vec<f64>>>())
        .collect();
    Complete { items, rows }
}
