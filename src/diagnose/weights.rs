//! Whether weights weigh what they say: each indicator's share of the spread of totals beside its share of marks.

use super::{Asked, FEW, whole};
use crate::number::compare::same;
use crate::result::{DiagnosisSection, FigureCell, FigureTable, Verdict, Weight};
use crate::statistics::association::spearman;
use crate::statistics::moments::{mean, squares, sum};
use crate::words;

/// From so many times its nominal share on an indicator decides more than it is meant to.
const TIMES: f64 = 2.5;

pub fn section(asked: &Asked) -> DiagnosisSection {
    let all = &asked.rubric.indicators;
    let nominal_whole = sum(all.iter().map(|it| it.full));
    let (mut rows, mut verdicts) = (Vec::new(), Vec::new());
    for (index, indicator) in all.iter().enumerate() {
        let (points, totals) = asked.marks.with_totals(index);
        let n = points.len();
        if n < 2 {
            continue;
        }
        let nominal = if nominal_whole > 0.0 { indicator.full / nominal_whole } else { 0.0 };
        let effect = share_of_spread(&points, &totals);
        let without: Vec<f64> = points.iter().zip(&totals).map(|(points, total)| sum([*total, -points])).collect();
        let order = spearman(&totals, &without);
        rows.push(vec![
            FigureCell::Text(indicator.name.clone()),
            FigureCell::Number(n as f64, 0),
            FigureCell::Share(nominal),
            effect.map_or(FigureCell::None, FigureCell::Share),
            FigureCell::or_none(order, 3),
        ]);
        let (zh, en) = (&indicator.name.zh, &indicator.name.en);
        let say =
            |weight, id, text, figure| Verdict { weight, id, about: indicator.id.clone(), text, figure, sample: n };
        if n < FEW {
            continue;
        }
        if let Some(effect) = effect {
            let (is, meant) = (percent(effect), percent(nominal));
            if effect > nominal * TIMES && effect - nominal > 0.1 {
                verdicts.push(say(
                    Weight::Doubt,
                    "outweighs",
                    words!(
                        "{zh}：名义上占 {meant}，实际决定了总分差异的 {is}",
                        "{en}: nominally {meant}, it makes {is} of the differences between totals"
                    ),
                    Some(effect),
                ));
            } else if nominal >= 0.05 && effect < nominal * 0.1 {
                verdicts.push(say(
                    Weight::Doubt,
                    "without_effect",
                    words!(
                        "{zh}：名义上占 {meant}，实际只决定了总分差异的 {is}",
                        "{en}: nominally {meant}, it makes only {is} of the differences between totals"
                    ),
                    Some(effect),
                ));
            }
        }
        if order.is_some_and(|order| same(order, 1.0)) && nominal > 0.0 {
            verdicts.push(say(
                Weight::Doubt,
                "never_mattered",
                words!("{zh}：去掉这一项，名次一个也不变", "{en}: without it not one place would change"),
                order,
            ));
        }
    }
    let subjects = asked.results.subjects.len();
    if subjects < FEW {
        let text = words!(
            "人数不足 {FEW}，不判断权重的实际作用",
            "with fewer than {FEW} people the effect of weights is not judged"
        );
        verdicts.push(whole(Weight::Open, "few", text, None, subjects));
    } else if verdicts.is_empty() {
        let text =
            words!("各项对总分差异的作用与名义权重相称", "the indicators weigh about as much as they are meant to");
        verdicts.push(whole(Weight::Sound, "weights", text, None, subjects));
    }
    DiagnosisSection {
        id: "weights",
        title: words!("权重的实际作用", "Weights in effect"),
        verdicts,
        tables: vec![FigureTable {
            id: "weights",
            title: words!("名义权重与实际作用", "Nominal weights and their effect"),
            columns: vec![
                words!("指标", "indicator"),
                words!("人数", "n"),
                words!("名义权重", "nominal"),
                words!("占总分差异", "of the spread"),
                words!("去掉后名次相关", "order without it"),
            ],
            rows,
        }],
        reading: vec![
            words!(
                "占总分差异 = cov(本项得分, 总分) / var(总分)，各项相加为 1（没有加减分、封顶和否决时）。可以为负：该项缩小了差异。",
                "Of the spread: cov(points, total) / var(total); these add up to 1 where there are no adjustments, limits or vetoes. A negative share narrows the differences."
            ),
            words!(
                "去掉后名次相关：总分与去掉本项后的总分的 Spearman 相关；1 表示名次不变。",
                "Order without it: Spearman's correlation of the totals with those without the indicator; 1 means that no place changes."
            ),
            words!(
                "实际作用取决于这批人的差异，换一批人会变；不能据此说名义权重错了。",
                "The effect depends on how these people differ and will be another with others; it does not prove a nominal weight wrong."
            ),
        ],
    }
}

/// cov(points, total) / var(total).
fn share_of_spread(points: &[f64], totals: &[f64]) -> Option<f64> {
    let spread = squares(totals);
    let (p, t) = (mean(points)?, mean(totals)?);
    (spread > 1e-12).then(|| sum(points.iter().zip(totals).map(|(x, y)| (x - p) * (y - t))) / spread)
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
