//! How much of what should be there is there.

use super::{Asked, whole};
use crate::result::{DiagnosisSection, FigureCell, FigureTable, Verdict, Weight};
use crate::table::{Nothing, NothingKind};
use crate::words;

/// From this share of gaps on.
const MANY: f64 = 0.1;

pub fn section(asked: &Asked) -> DiagnosisSection {
    let (mut rows, mut verdicts) = (Vec::new(), Vec::new());
    let (mut there, mut all) = (0usize, 0usize);
    for (indicator, result) in asked.rubric.indicators.iter().zip(&asked.results.indicators) {
        let (mut has, mut missing, mut undefined) = (0usize, 0usize, 0usize);
        for subject in 0..asked.results.subjects.len() {
            match (result.points.figure(subject), result.value.nothing(subject)) {
                (Err(Nothing::NotInVariant), _) => {}
                (_, None) => has += 1,
                (_, Some(why)) => match why.kind() {
                    NothingKind::Missing => missing += 1,
                    NothingKind::Undefined => undefined += 1,
                    NothingKind::NotApplicable => {}
                },
            }
        }
        let wanted = has + missing + undefined;
        there += has;
        all += wanted;
        if wanted == 0 || missing + undefined == 0 {
            continue;
        }
        let share = has as f64 / wanted as f64;
        rows.push(vec![
            FigureCell::Text(indicator.name.clone()),
            FigureCell::Number(wanted as f64, 0),
            FigureCell::Number(missing as f64, 0),
            FigureCell::Number(undefined as f64, 0),
            FigureCell::Share(share),
        ]);
        if 1.0 - share > MANY {
            let (zh, en) = (&indicator.name.zh, &indicator.name.en);
            let gaps = missing + undefined;
            verdicts.push(Verdict {
                weight: Weight::Doubt,
                id: "gaps",
                about: indicator.id.clone(),
                text: words!("{zh}：{wanted} 人中 {gaps} 人没有数", "{en}: {gaps} of {wanted} have no figure"),
                figure: Some(share),
                sample: wanted,
            });
        }
    }
    let share = if all == 0 { 1.0 } else { there as f64 / all as f64 };
    let said = format!("{:.1}%", share * 100.0);
    let weight = if verdicts.is_empty() { Weight::Sound } else { Weight::Doubt };
    let text = words!("应有的数 {all} 个，有 {there} 个（{said}）", "{there} of {all} figures are there ({said})");
    verdicts.push(whole(weight, "coverage", text, Some(share), all));
    DiagnosisSection {
        id: "completeness",
        title: words!("完整性", "Completeness"),
        verdicts,
        tables: vec![FigureTable {
            id: "completeness",
            title: words!("缺数的指标", "Indicators with gaps"),
            columns: vec![
                words!("指标", "indicator"),
                words!("应有", "wanted"),
                words!("未报", "missing"),
                words!("无法计算", "undefined"),
                words!("有数", "there"),
            ],
            rows,
        }],
        reading: vec![words!(
            "不适用的不算缺。缺数如何计分由方案规定；缺得多时，名次更多地取决于这条规定而不是表现。",
            "What is not applicable is no gap. How a gap is scored is the rubric's rule; where there are many, places depend more on that rule than on performance."
        )],
    }
}
