//! Whether the order holds from one period to the next.

use super::{Asked, FEW, Marks, whole};
use crate::result::{DiagnosisSection, FigureCell, FigureTable, Weight};
use crate::statistics::association::{pearson, spearman};
use crate::words;

pub fn section(asked: &Asked) -> DiagnosisSection {
    let mut section = DiagnosisSection {
        id: "periods",
        title: words!("与上期相比", "Beside the period before"),
        verdicts: Vec::new(),
        tables: Vec::new(),
        reading: vec![words!(
            "名次前后完全一样或毫无关系都值得想一想：前者可能是考核分不出进步，后者可能是分数主要来自偶然。人有真实的变化，相关低本身不是毛病。",
            "An order that never changes and one that has nothing to do with the last are both worth a thought: the first may not see progress, the second may be mostly chance. People do change, so a low correlation is no fault by itself."
        )],
    };
    let Some(before) = asked.before else {
        let text = words!("没有上一期的数据", "there are no data of a period before");
        section.verdicts.push(whole(Weight::Open, "no_period_before", text, None, 0));
        return section;
    };
    let earlier = Marks::of(asked.rubric, before);
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    for (subject, total) in asked.results.subjects.iter().zip(&asked.marks.totals) {
        let at = before.subjects.iter().position(|it| it.key == subject.key);
        if let (Some(now), Some(then)) = (total, at.and_then(|at| earlier.totals.get(at).copied().flatten())) {
            pairs.push((then, *now));
        }
    }
    let (then, now): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let n = pairs.len();
    let rho = spearman(&then, &now);
    section.tables.push(FigureTable {
        id: "periods",
        title: words!("总分与上期总分", "Totals beside those of the period before"),
        columns: vec![
            words!("上期", "before"),
            words!("人数", "n"),
            words!("Spearman", "Spearman"),
            words!("Pearson", "Pearson"),
        ],
        rows: vec![vec![
            FigureCell::Text(crate::text::Words::same(before.period.name.clone())),
            FigureCell::Number(n as f64, 0),
            FigureCell::or_none(rho, 2),
            FigureCell::or_none(pearson(&then, &now), 2),
        ]],
    });
    section.verdicts.push(match rho.filter(|_| n >= FEW) {
        None => whole(
            Weight::Open,
            "few",
            words!(
                "两期都有总分的只有 {n} 人，不下判断",
                "only {n} have totals in both periods: nothing is judged by it"
            ),
            rho,
            n,
        ),
        Some(rho) => {
            let said = format!("{rho:.2}");
            let weight = if rho < 0.2 { Weight::Doubt } else { Weight::Sound };
            whole(
                weight,
                "periods",
                words!(
                    "与上期名次的相关 {said}（{n} 人）",
                    "correlation with the places of the period before: {said} ({n} people)"
                ),
                Some(rho),
                n,
            )
        }
    });
    section
}
