//! Whether the kinds of rater agree, who is lenient, and by how much people rate themselves above others.

use super::{Asked, FEW, whole};
use crate::result::{DiagnosisSection, FigureCell, FigureTable, Verdict, Weight};
use crate::statistics::agreement::{concordance, icc};
use crate::statistics::association::spearman;
use crate::statistics::moments::{deviation, mean, sum};
use crate::words;

/// One's own rating is inflated from so many standard deviations of the others' on.
const INFLATED: f64 = 0.5;

pub fn section(asked: &Asked) -> DiagnosisSection {
    let (mut verdicts, mut rows, mut own) = (Vec::new(), Vec::new(), Vec::new());
    let mut rated = 0;
    for (indicator, result) in asked.rubric.indicators.iter().zip(&asked.results.indicators) {
        if result.ratings.is_empty() {
            continue;
        }
        rated += 1;
        let (zh, en) = (&indicator.name.zh, &indicator.name.en);
        let subjects = asked.results.subjects.len();
        let table: Vec<Vec<f64>> = (0..subjects)
            .filter_map(|s| result.ratings.iter().map(|kind| kind.rating.figure(s).ok()).collect())
            .collect();
        let n = table.len();
        let agreement = icc(&table);
        let order = concordance(&table);
        for kind in &result.ratings {
            let marks: Vec<f64> = (0..subjects).filter_map(|s| kind.rating.figure(s).ok()).collect();
            let name = asked.rubric.raters.get(kind.rater).map(|rater| rater.name.clone()).unwrap_or_default();
            rows.push(vec![
                FigureCell::Text(indicator.name.clone()),
                FigureCell::Text(name),
                FigureCell::Number(marks.len() as f64, 0),
                FigureCell::or_none(mean(&marks), 2),
                FigureCell::or_none(deviation(&marks), 2),
                FigureCell::or_none(agreement.map(|it| it.two[0]), 2),
                FigureCell::or_none(agreement.map(|it| it.three[0]), 2),
                FigureCell::or_none(order.map(|it| it.w), 2),
            ]);
        }
        if let Some(w) = order.filter(|_| n >= FEW).filter(|it| it.w < 0.3) {
            let said = format!("{:.2}", w.w);
            verdicts.push(Verdict {
                weight: Weight::Doubt,
                id: "disagreement",
                about: indicator.id.clone(),
                text: words!(
                    "{zh}：各类评分人排出的先后很不一致（W = {said}）",
                    "{en}: the kinds of rater put people into very different orders (W = {said})"
                ),
                figure: Some(w.w),
                sample: n,
            });
        }
        let Some(inflation) = &result.inflation else { continue };
        let pairs: Vec<(f64, f64)> = (0..subjects)
            .filter_map(|s| Some((inflation.own.figure(s).ok()?, inflation.others.figure(s).ok()?)))
            .collect();
        let (mine, theirs): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let gaps: Vec<f64> = pairs.iter().map(|(own, others)| sum([*own, -others])).collect();
        let gap = mean(&gaps);
        own.push(vec![
            FigureCell::Text(indicator.name.clone()),
            FigureCell::Number(gaps.len() as f64, 0),
            FigureCell::or_none(mean(&mine), 2),
            FigureCell::or_none(mean(&theirs), 2),
            FigureCell::or_none(gap, 2),
            FigureCell::or_none(spearman(&mine, &theirs), 2),
        ]);
        if let (Some(gap), Some(spread)) = (gap, deviation(&theirs))
            && gaps.len() >= FEW
            && gap > INFLATED * spread
            && gap > 0.0
        {
            let said = format!("{gap:.2}");
            verdicts.push(Verdict {
                weight: Weight::Doubt,
                id: "inflated",
                about: indicator.id.clone(),
                text: words!(
                    "{zh}：自评平均高出他评 {said}",
                    "{en}: people rate themselves {said} above the others, on average"
                ),
                figure: Some(gap),
                sample: gaps.len(),
            });
        }
    }
    if rated == 0 {
        verdicts.push(whole(
            Weight::Open,
            "no_raters",
            words!("没有由人评定的指标", "no indicator is rated by people"),
            None,
            0,
        ));
    } else if verdicts.is_empty() {
        let subjects = asked.results.subjects.len();
        let (weight, text) = if subjects < FEW {
            (
                Weight::Open,
                words!(
                    "人数不足 {FEW}，不判断评分人是否一致",
                    "with fewer than {FEW} people the agreement of raters is not judged"
                ),
            )
        } else {
            (
                Weight::Sound,
                words!(
                    "各类评分人大体一致，自评没有普遍偏高",
                    "the kinds of rater agree by and large, and people do not rate themselves higher throughout"
                ),
            )
        };
        verdicts.push(whole(weight, "raters", text, None, subjects));
    }
    DiagnosisSection {
        id: "raters",
        title: words!("评分人", "Raters"),
        verdicts,
        tables: vec![
            FigureTable {
                id: "kinds",
                title: words!("各类评分人", "Kinds of rater"),
                columns: vec![
                    words!("指标", "indicator"),
                    words!("评分人", "raters"),
                    words!("人数", "n"),
                    words!("平均", "mean"),
                    words!("标准差", "sd"),
                    words!("ICC(2,1)", "ICC(2,1)"),
                    words!("ICC(3,1)", "ICC(3,1)"),
                    words!("Kendall W", "Kendall W"),
                ],
                rows,
            },
            FigureTable {
                id: "own",
                title: words!("自评与他评", "People's own ratings and those by others"),
                columns: vec![
                    words!("指标", "indicator"),
                    words!("人数", "n"),
                    words!("自评平均", "own"),
                    words!("他评平均", "others"),
                    words!("高出", "gap"),
                    words!("等级相关", "Spearman"),
                ],
                rows: own,
            },
        ],
        reading: vec![
            words!(
                "ICC 六种形式见 Shrout 与 Fleiss（1979）。同几类评分人评所有人，用 ICC(2,1) 看分数是否一致（宽严也算差异），用 ICC(3,1) 看先后是否一致（宽严不算）。",
                "For the six forms of the ICC see Shrout and Fleiss (1979). The same kinds of rater rate everybody, so ICC(2,1) tells whether they give the same marks (leniency counts against it) and ICC(3,1) whether they go along (leniency does not)."
            ),
            words!(
                "Kendall W 是各类评分人排序的一致程度，有并列更正。这里一类评分人算一个，类内几个人已先合成一个分数。",
                "Kendall's W tells how far the orders agree, corrected for ties. A kind of rater counts as one here: those of a kind have been combined before."
            ),
        ],
    }
}
