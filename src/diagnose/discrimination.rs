//! Whether each indicator tells people apart, and in the direction of the whole.

use super::{Asked, FEW};
use crate::number::compare::same;
use crate::result::{DiagnosisSection, FigureCell, FigureTable, Verdict, Weight};
use crate::statistics::association::pearson;
use crate::statistics::moments::{deviation, mean, sum};
use crate::text::Words;
use crate::words;

/// From this share of people at full marks on there is a ceiling.
const CEILING: f64 = 0.8;
/// Kelley's share of those at the top and at the bottom.
const END: f64 = 0.27;

struct Found {
    n: usize,
    mean: Option<f64>,
    deviation: Option<f64>,
    full: f64,
    zero: f64,
    distinct: usize,
    rest: Option<f64>,
    ends: Option<f64>,
}

pub fn section(asked: &Asked) -> DiagnosisSection {
    let mut verdicts = Vec::new();
    let mut rows = Vec::new();
    for (index, indicator) in asked.rubric.indicators.iter().enumerate() {
        let found = found(asked, index);
        if found.n == 0 {
            continue;
        }
        let name = &indicator.name;
        rows.push(vec![
            FigureCell::Text(name.clone()),
            FigureCell::Number(found.n as f64, 0),
            found.mean.map_or(FigureCell::None, FigureCell::Share),
            found.deviation.map_or(FigureCell::None, FigureCell::Share),
            FigureCell::Share(found.full),
            FigureCell::Share(found.zero),
            FigureCell::Number(found.distinct as f64, 0),
            FigureCell::or_none(found.rest, 2),
            found.ends.map_or(FigureCell::None, FigureCell::Share),
        ]);
        verdicts.extend(judged(&found).map(|(weight, id, text, figure)| Verdict {
            weight,
            id,
            about: indicator.id.clone(),
            text: Words { zh: format!("{}：{}", name.zh, text.zh), en: format!("{}: {}", name.en, text.en) },
            figure,
            sample: found.n,
        }));
    }
    verdicts.extend(by_judgement(asked));
    if verdicts.is_empty() && !rows.is_empty() {
        let count = rows.len();
        verdicts.push(super::whole(
            Weight::Sound,
            "discrimination",
            words!(
                "{count} 个指标都能区分人，方向与总分一致",
                "all {count} indicators tell people apart, in the direction of the total"
            ),
            None,
            asked.results.subjects.len(),
        ));
    }
    let columns = vec![
        words!("指标", "indicator"),
        words!("人数", "n"),
        words!("平均得分率", "mean"),
        words!("标准差", "sd"),
        words!("满分比例", "full"),
        words!("零分比例", "zero"),
        words!("不同得分", "distinct"),
        words!("与其余相关", "item–rest r"),
        words!("高低分组差", "top − bottom"),
    ];
    DiagnosisSection {
        id: "discrimination",
        title: words!("区分度", "Discrimination"),
        verdicts,
        tables: vec![FigureTable {
            id: "discrimination",
            title: words!("各指标的区分度", "Discrimination of the indicators"),
            columns,
            rows,
        }],
        reading: vec![
            words!(
                "得分率 = 得分 / 满分。与其余相关：本项得分与（总分 − 本项得分）的 Pearson 相关系数。",
                "Shares are points over full marks. Item–rest r: Pearson's correlation of the points with the total less these points."
            ),
            words!(
                "高低分组差：总分最高的 27% 与最低的 27% 两组平均得分率之差（Kelley 1939）。人数不足 {FEW} 时不据此下判断。",
                "Top − bottom: mean share of the 27 % with the highest totals less that of the lowest 27 % (Kelley 1939). With fewer than {FEW} people nothing is judged by it."
            ),
            words!(
                "“与总分方向相反”只在相关系数显著为负时才说（Fisher z 超过 3.3 个标准误）。",
                "That an indicator runs against the total is said only where the correlation is clearly negative (Fisher's z beyond 3.3 standard errors)."
            ),
            words!(
                "相关低不等于指标没有用：考核合规底线的指标本来就应当人人满分。",
                "A low correlation does not mean that an indicator is useless: everybody should have full marks in what is a minimum."
            ),
        ],
    }
}

fn found(asked: &Asked, index: usize) -> Found {
    let shares = asked.marks.shares(index);
    let (points, totals) = asked.marks.with_totals(index);
    let n = shares.len();
    let of_all = |hits: usize| if n == 0 { 0.0 } else { hits as f64 / n as f64 };
    let mut sorted = shares.clone();
    sorted.sort_by(f64::total_cmp);
    let rest: Vec<f64> = points.iter().zip(&totals).map(|(points, total)| sum([*total, -points])).collect();
    Found {
        n,
        mean: mean(&shares),
        deviation: deviation(&shares),
        full: of_all(shares.iter().filter(|share| **share > 1.0 || same(**share, 1.0)).count()),
        zero: of_all(shares.iter().filter(|share| same(**share, 0.0)).count()),
        distinct: sorted.chunk_by(|a, b| same(*a, *b)).count(),
        rest: pearson(&points, &rest),
        ends: ends(asked, index),
    }
}

/// Mean share of those with the highest totals less that of those with the lowest.
fn ends(asked: &Asked, index: usize) -> Option<f64> {
    let (points, full) = (asked.marks.points.get(index)?, asked.marks.full.get(index)?);
    let mut both: Vec<(f64, f64)> = points
        .iter()
        .zip(full)
        .zip(&asked.marks.totals)
        .filter_map(|((points, full), total)| Some(((*total)?, (*points)? / (*full).filter(|full| *full > 0.0)?)))
        .collect();
    both.sort_by(|a, b| a.0.total_cmp(&b.0));
    let end = (both.len() as f64 * END).round() as usize;
    if end == 0 || end * 2 > both.len() {
        return None;
    }
    let of = |part: &[(f64, f64)]| mean(&part.iter().map(|(_, share)| *share).collect::<Vec<f64>>());
    Some(of(both.get(both.len() - end..)?)? - of(both.get(..end)?)?)
}

fn judged(found: &Found) -> Option<(Weight, &'static str, Words, Option<f64>)> {
    let n = found.n;
    if n > 1 && found.distinct == 1 {
        let text = words!("{n} 人得分全都相同，分不出高下", "all {n} have the same points, so it tells nobody apart");
        return Some((Weight::Fault, "separates_nobody", text, found.deviation));
    }
    if let Some(rest) = found.rest.filter(|rest| n >= FEW && is_clearly_below_zero(*rest, n)) {
        let said = format!("{rest:.2}");
        let text = words!(
            "得分越高其余得分越低（r = {said}），与总分方向相反",
            "who has more here has less elsewhere (r = {said}): it runs against the total"
        );
        return Some((Weight::Fault, "against_total", text, Some(rest)));
    }
    if found.full >= CEILING && n > 1 {
        let share = format!("{:.0}%", found.full * 100.0);
        let text =
            words!("{share} 的人满分，几乎分不出高下", "{share} have full marks, so it hardly tells people apart");
        return Some((Weight::Doubt, "ceiling", text, Some(found.full)));
    }
    if found.zero >= CEILING && n > 1 {
        let share = format!("{:.0}%", found.zero * 100.0);
        let text = words!("{share} 的人零分，几乎分不出高下", "{share} have no marks, so it hardly tells people apart");
        return Some((Weight::Doubt, "floor", text, Some(found.zero)));
    }
    None
}

/// Whether chance alone would hardly make a correlation so low: Fisher's z beyond 3.3 standard errors, which
/// happens to one indicator in two thousand.
fn is_clearly_below_zero(r: f64, n: usize) -> bool {
    n > 3 && libm::atanh(r.clamp(-0.999_999, 0.999_999)) * ((n - 3) as f64).sqrt() < -3.3
}

/// How much of the marks is given by people rather than measured.
fn by_judgement(asked: &Asked) -> Option<Verdict> {
    let all = &asked.rubric.indicators;
    let whole = sum(all.iter().map(|it| it.full));
    let judged = sum(all.iter().filter(|it| it.rated.is_some()).map(|it| it.full));
    let share = if whole > 0.0 { judged / whole } else { 0.0 };
    let said = format!("{:.0}%", share * 100.0);
    let weight = if share > 0.5 { Weight::Doubt } else { return None };
    let text = words!("{said} 的分值由人评定，不是由数据得出", "{said} of the marks are given by people, not measured");
    Some(super::whole(weight, "judged", text, Some(share), all.len()))
}
