//! Who stands so near to the edge of a grade that rounding or a single figure decides.

use super::{Asked, whole};
use crate::number::compare::compare;
use crate::result::{DiagnosisSection, FigureCell, FigureTable, Verdict, Weight};
use crate::statistics::moments::sum;
use crate::text::Words;
use crate::words;

/// How near is near, in hundredths of full marks.
const NEAR: f64 = 0.5;
/// Subjects that are listed.
const LISTED: usize = 50;

pub fn section(asked: &Asked) -> DiagnosisSection {
    let header = &asked.rubric.header;
    let near = header.points.to_f64() * NEAR / 100.0;
    let decimals = header.decimals;
    let mut found: Vec<(usize, usize, f64)> = Vec::new();
    for (subject, total) in asked.marks.totals.iter().enumerate() {
        let Some(total) = total else { continue };
        for (grade, rule) in asked.rubric.grades.iter().enumerate() {
            let Some(min) = rule.min.map(crate::number::Decimal::to_f64) else { continue };
            let gap = sum([*total, -min]);
            if compare(gap.abs(), near).is_le() {
                found.push((subject, grade, gap));
            }
        }
    }
    found.sort_by(|a, b| a.2.abs().total_cmp(&b.2.abs()).then((a.0, a.1).cmp(&(b.0, b.1))));
    let grade = |index: usize| asked.rubric.grades.get(index).map(|it| it.name.clone()).unwrap_or_default();
    let label = |index: usize| asked.results.subjects.get(index).map(|it| it.label.as_str()).unwrap_or_default();
    let n = asked.marks.totals.iter().flatten().count();
    let said = crate::table::figure::short(near);
    let mut verdicts: Vec<Verdict> = Vec::new();
    if asked.rubric.grades.is_empty() {
        verdicts.push(whole(Weight::Open, "no_grades", words!("方案没有等级", "the rubric has no grades"), None, n));
    } else if found.is_empty() {
        let text = words!("没有人离等级线不到 {said} 分", "nobody stands within {said} of the edge of a grade");
        verdicts.push(whole(Weight::Sound, "near_line", text, None, n));
    } else {
        let count = found.len();
        let text = words!(
            "{count} 人次离等级线不到 {said} 分，等级取决于取整或个别数据",
            "{count} stand within {said} of the edge of a grade: rounding or a single figure decides"
        );
        verdicts.push(whole(Weight::Doubt, "near_line", text, Some(count as f64), n));
    }
    let rows = found.iter().take(LISTED).map(|(subject, at, gap)| {
        vec![
            FigureCell::Text(Words::same(label(*subject))),
            FigureCell::Text(grade(*at)),
            FigureCell::or_none(asked.marks.totals.get(*subject).copied().flatten(), decimals),
            FigureCell::Number(*gap, decimals),
        ]
    });
    DiagnosisSection {
        id: "lines",
        title: words!("等级线附近", "Near the edges of grades"),
        verdicts,
        tables: vec![FigureTable {
            id: "lines",
            title: words!("离等级线最近的人", "Those nearest to an edge"),
            columns: vec![
                words!("对象", "subject"),
                words!("等级", "grade"),
                words!("总分", "total"),
                words!("高出", "above"),
            ],
            rows: rows.collect(),
        }],
        reading: vec![words!(
            "“附近”指相差不到满分的 {NEAR}%。线在哪里是方案的决定；这里只说谁的等级经不起一点误差。",
            "Near is within {NEAR} % of full marks. Where the edge lies is the rubric's decision; this only tells whose grade does not stand the smallest error."
        )],
    }
}
