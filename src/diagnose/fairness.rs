//! How marks and grades fall on the groups.

use super::{Asked, FEW, whole};
use crate::result::{DiagnosisSection, FigureCell, FigureTable, Verdict, Weight};
use crate::statistics::moments::{deviation, mean, squares, sum};
use crate::statistics::proportion::wilson;
use crate::text::Words;
use crate::words;

/// A group stands apart from so many standard deviations within groups on (Cohen's "large") …
const APART: f64 = 0.8;
/// … if chance alone would hardly make the gap: so many standard errors.
const CLEAR: f64 = 3.3;

pub fn section(asked: &Asked) -> DiagnosisSection {
    let (mut verdicts, mut rows) = (Vec::new(), Vec::new());
    let all: Vec<f64> = asked.marks.totals.iter().flatten().copied().collect();
    for (at, column) in asked.rubric.subject.groups.iter().enumerate() {
        let mut names: Vec<&str> =
            asked.results.subjects.iter().filter_map(|it| it.groups.get(at)).map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let members: Vec<usize> = (0..asked.results.subjects.len())
                .filter(|s| {
                    asked.results.subjects.get(*s).and_then(|it| it.groups.get(at)).is_some_and(|it| it == name)
                })
                .filter(|s| asked.marks.totals.get(*s).copied().flatten().is_some())
                .collect();
            let totals: Vec<f64> =
                members.iter().filter_map(|s| asked.marks.totals.get(*s).copied().flatten()).collect();
            let top = members.iter().filter(|s| asked.marks.grades.get(**s).copied().flatten() == Some(0)).count();
            let n = totals.len();
            let interval = wilson(top, n).filter(|_| !asked.rubric.grades.is_empty());
            rows.push(vec![
                FigureCell::Text(Words::same(format!("{column} {name}"))),
                FigureCell::Number(n as f64, 0),
                FigureCell::or_none(mean(&totals), 2),
                FigureCell::or_none(deviation(&totals), 2),
                interval.map_or(FigureCell::None, |_| FigureCell::Share(top as f64 / n as f64)),
                interval.map_or(FigureCell::None, |[low, _]| FigureCell::Share(low)),
                interval.map_or(FigureCell::None, |[_, high]| FigureCell::Share(high)),
            ]);
            let others: Vec<f64> = (0..asked.marks.totals.len())
                .filter(|s| !members.contains(s))
                .filter_map(|s| asked.marks.totals.get(s).copied().flatten())
                .collect();
            if let Some(gap) = apart(&totals, &others) {
                let said = format!("{:.2}", gap.abs());
                let driver = driver(asked, &members);
                let (by_zh, by_en) = match &driver {
                    Some(name) => (format!("，主要在“{}”", name.zh), format!(", mostly in “{}”", name.en)),
                    None => Default::default(),
                };
                let (zh, en) = if gap > 0.0 { ("高", "above") } else { ("低", "below") };
                verdicts.push(Verdict {
                    weight: Weight::Doubt,
                    id: "group_apart",
                    about: name.to_string(),
                    text: words!(
                        "{column} {name}（{n} 人）平均比其他人{zh} {said} 分{by_zh}",
                        "{column} {name} ({n} people) is {said} {en} the mean of the others{by_en}"
                    ),
                    figure: Some(gap),
                    sample: n,
                });
            }
        }
    }
    if rows.is_empty() {
        verdicts.push(whole(Weight::Open, "no_groups", words!("方案没有分组", "the rubric has no groups"), None, 0));
    } else if verdicts.is_empty() {
        let text = words!(
            "没有哪一组明显偏离全体（人数少的组不判断）",
            "no group stands clearly apart (small ones are not judged)"
        );
        verdicts.push(whole(Weight::Sound, "groups", text, None, all.len()));
    }
    DiagnosisSection {
        id: "fairness",
        title: words!("各组之间", "Between groups"),
        verdicts,
        tables: vec![FigureTable {
            id: "groups",
            title: words!("各组总分与最高等级的比例", "Totals and the share of the best grade by group"),
            columns: vec![
                words!("组", "group"),
                words!("人数", "n"),
                words!("平均", "mean"),
                words!("标准差", "sd"),
                words!("最高等级", "best grade"),
                words!("区间下限", "from"),
                words!("区间上限", "to"),
            ],
            rows,
        }],
        reading: vec![words!(
            "比例的区间是 95% Wilson 区间（1927）。组间有差距不等于不公平：可能是表现不同，也可能是指标对某一组不利，要看差距来自哪一项。",
            "Intervals of shares are Wilson's at 95 % (1927). A gap is not unfairness by itself: the group may perform otherwise, or an indicator may suit it less; look at where the gap comes from."
        )],
    }
}

/// The mean of the first less that of the others, where it is large and clear.
fn apart(own: &[f64], others: &[f64]) -> Option<f64> {
    let (n, m) = (own.len() as f64, others.len() as f64);
    if own.len() < FEW || others.len() < FEW {
        return None;
    }
    let gap = sum([mean(own)?, -mean(others)?]);
    let within = ((squares(own) + squares(others)) / (n + m - 2.0)).sqrt();
    let error = within * (1.0 / n + 1.0 / m).sqrt();
    (gap.abs() > APART * within && gap.abs() > CLEAR * error).then_some(gap)
}

/// The indicator in which the members' mean is farthest from that of all, in points.
fn driver(asked: &Asked, members: &[usize]) -> Option<Words> {
    let of = |index: usize| -> Option<f64> {
        let points = asked.marks.points.get(index)?;
        let all: Vec<f64> = points.iter().flatten().copied().collect();
        let own: Vec<f64> = members.iter().filter_map(|s| points.get(*s).copied().flatten()).collect();
        Some(sum([mean(&own)?, -mean(&all)?]).abs())
    };
    let indexed = asked.rubric.indicators.iter().enumerate().filter_map(|(index, it)| Some((of(index)?, &it.name)));
    indexed.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name.clone())
}
