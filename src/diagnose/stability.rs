//! Whether the order would stand if the weights were a little different: seeded draws, and each indicator left
//! out in turn.
//!
//! Each draw multiplies the marks of every indicator by a factor of its own and brings the whole back to the
//! same full marks; what is not the sum of indicators (adjustments, limits, vetoes) stays as it was. Places are
//! counted within the groups that are ranked together.

use rayon::prelude::*;

use super::{Asked, whole};
use crate::number::compare::compare;
use crate::result::{DiagnosisSection, FigureCell, FigureTable, Verdict, Weight};
use crate::rubric::Combine;
use crate::statistics::association::spearman;
use crate::statistics::draw::Draw;
use crate::statistics::moments::sum;
use crate::text::Words;
use crate::words;

/// Draws that are made in one go: their sequence of random numbers is one stream.
const BLOCK: usize = 64;
/// People that are listed.
const LISTED: usize = 50;
/// A place that is kept in this share of the draws is certain.
const CERTAIN: f64 = 0.95;

pub fn section(asked: &Asked) -> DiagnosisSection {
    let jitter = format!("{:.0}%", asked.jitter * 100.0);
    let (draws, seed) = (asked.draws, asked.seed);
    let mut section = DiagnosisSection {
        id: "stability",
        title: words!("名次稳不稳", "Stability of places"),
        verdicts: Vec::new(),
        tables: Vec::new(),
        reading: vec![
            words!(
                "每次把各项权重独立地增减至多 {jitter}，再折回原来的满分，共 {draws} 次（种子 {seed}）；加减分、封顶和否决保持不变。区间是名次的 5% 和 95% 分位。",
                "In each of {draws} draws (seed {seed}) every weight is changed by up to {jitter} by itself, then all are brought back to the same full marks; adjustments, limits and vetoes stay. The interval holds the places from the 5 % to the 95 % quantile."
            ),
            words!(
                "区间说的是权重定得不那么准时名次会怎样，不是抽样误差，也不说明现在的权重对不对。",
                "The interval tells what places would be if weights were set less exactly; it is no sampling error and does not tell whether the weights are right."
            ),
        ],
    };
    let adds = asked.rubric.header.combine == Combine::Sum
        && asked.rubric.categories.iter().all(|category| category.combine == Combine::Sum);
    let people = People::of(asked);
    if !adds || people.subjects.len() < 2 {
        let text = words!(
            "总分不是各项之和，或不足两人，没有试算",
            "totals are no sums of indicators, or there are fewer than two people: nothing was tried"
        );
        section.verdicts.push(whole(Weight::Open, "not_additive", text, None, people.subjects.len()));
        return section;
    }
    let places = places(asked, &people);
    let (mut shaky, mut rows) = (0usize, Vec::new());
    let mut order: Vec<usize> = (0..people.subjects.len()).collect();
    order.sort_by_key(|at| (people.group.get(*at).copied(), people.place.get(*at).copied(), *at));
    let label = |at: usize| {
        let subject = people.subjects.get(at).copied().unwrap_or_default();
        asked.results.subjects.get(subject).map(|it| it.label.clone()).unwrap_or_default()
    };
    for at in order {
        let (Some(counts), Some(place)) = (places.get(at), people.place.get(at)) else { continue };
        let interval = [quantile(counts, 0.05), quantile(counts, 0.95)];
        let kept = counts.get(*place - 1).copied().unwrap_or(0) as f64 / draws.max(1) as f64;
        shaky += usize::from(kept < CERTAIN);
        if rows.len() < LISTED {
            rows.push(vec![
                FigureCell::Text(Words::same(label(at))),
                FigureCell::Number(*place as f64, 0),
                FigureCell::Number(interval[0] as f64, 0),
                FigureCell::Number(interval[1] as f64, 0),
                FigureCell::Share(kept),
            ]);
        }
    }
    let n = people.subjects.len();
    let certain = n - shaky;
    section.verdicts.push(whole(
        if shaky * 2 > n { Weight::Doubt } else { Weight::Sound },
        "places",
        words!(
            "权重增减 {jitter} 以内，{n} 人中 {certain} 人的名次几乎不变，{shaky} 人的会变",
            "with weights up to {jitter} off, {certain} of {n} keep their places almost always, {shaky} do not"
        ),
        Some(certain as f64 / n as f64),
        n,
    ));
    section.verdicts.extend(first(asked, &people, &places));
    section.tables.push(FigureTable {
        id: "places",
        title: words!("名次的区间", "Intervals of places"),
        columns: vec![
            words!("对象", "subject"),
            words!("名次", "place"),
            words!("从", "from"),
            words!("到", "to"),
            words!("保持不变", "kept"),
        ],
        rows,
    });
    section.tables.push(left_out(asked, &people));
    section
}

/// Those with a total, by rows of their own.
struct People {
    /// Index into the results' subjects.
    subjects: Vec<usize>,
    /// For each indicator that moves, points by row.
    points: Vec<Vec<f64>>,
    /// Full marks of those indicators.
    full: Vec<f64>,
    /// The indicators' indices.
    items: Vec<usize>,
    /// The total less the points, by row: adjustments and what limits did.
    rest: Vec<f64>,
    /// Which group is ranked together.
    group: Vec<usize>,
    /// From 1, ties by the lower place.
    place: Vec<usize>,
}

impl People {
    fn of(asked: &Asked) -> People {
        let subjects: Vec<usize> = (0..asked.marks.totals.len())
            .filter(|s| asked.marks.totals.get(*s).copied().flatten().is_some())
            .filter(|s| asked.marks.ranks.get(*s).copied().flatten().is_some())
            .collect();
        let items: Vec<usize> = (0..asked.rubric.indicators.len())
            .filter(|index| asked.rubric.indicators.get(*index).is_some_and(|it| it.full > 0.0))
            .collect();
        let point = |item: usize, s: usize| {
            asked.marks.points.get(item).and_then(|all| all.get(s).copied().flatten()).unwrap_or(0.0)
        };
        let points: Vec<Vec<f64>> =
            items.iter().map(|item| subjects.iter().map(|s| point(*item, *s)).collect()).collect();
        let full = items.iter().filter_map(|item| asked.rubric.indicators.get(*item)).map(|it| it.full).collect();
        let total = |s: usize| asked.marks.totals.get(s).copied().flatten().unwrap_or(0.0);
        let rest =
            subjects.iter().map(|s| sum(items.iter().map(|item| -point(*item, *s)).chain([total(*s)]))).collect();
        let names: Vec<&str> = subjects
            .iter()
            .map(|s| asked.results.subjects.get(*s).and_then(|it| it.groups.first()).map_or("", String::as_str))
            .collect();
        let mut known: Vec<&str> = names.clone();
        known.sort_unstable();
        known.dedup();
        let group = names.iter().map(|name| known.binary_search(name).unwrap_or(0)).collect();
        let mut people = People { subjects, points, full, items, rest, group, place: Vec::new() };
        let totals: Vec<f64> = people.subjects.iter().map(|s| total(*s)).collect();
        people.place = people.places(&totals);
        people
    }

    /// Places from 1 within groups, by totals that agree to twelve digits.
    fn places(&self, totals: &[f64]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..totals.len()).collect();
        let key = |at: usize| (self.group.get(at).copied().unwrap_or(0), totals.get(at).copied().unwrap_or(0.0));
        order.sort_by(|a, b| key(*a).0.cmp(&key(*b).0).then(key(*b).1.total_cmp(&key(*a).1)));
        let mut places = vec![1; totals.len()];
        let (mut start, mut shared) = (0, 0);
        for (at, row) in order.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| order.get(at)).map(|row| key(*row));
            let (group, total) = key(*row);
            match before {
                Some((same_group, above)) if same_group == group => {
                    if !compare(above, total).is_eq() {
                        shared = at;
                    }
                }
                _ => (start, shared) = (at, at),
            }
            if let Some(place) = places.get_mut(*row) {
                *place = shared - start + 1;
            }
        }
        places
    }

    /// Totals where the marks of each item are multiplied.
    fn totals(&self, factors: &[f64]) -> Vec<f64> {
        let mut totals = self.rest.clone();
        for (points, factor) in self.points.iter().zip(factors) {
            for (total, points) in totals.iter_mut().zip(points) {
                *total += points * factor;
            }
        }
        totals
    }

    /// Factors that leave full marks as they are.
    fn balanced(&self, mut factors: Vec<f64>) -> Vec<f64> {
        let whole: f64 = self.full.iter().sum();
        let now: f64 = self.full.iter().zip(&factors).map(|(full, factor)| full * factor).sum();
        if now > 0.0 {
            factors.iter_mut().for_each(|factor| *factor *= whole / now);
        }
        factors
    }
}

/// For each person how often each place came up.
fn places(asked: &Asked, people: &People) -> Vec<Vec<u32>> {
    let n = people.subjects.len();
    let blocks = asked.draws.div_ceil(BLOCK);
    let none = || vec![vec![0u32; n]; n.min(4096)];
    // Counts are whole numbers, so the order in which blocks are added does not matter. By place and then by
    // person, up to 4,096 places: beyond that all count as the last.
    let counts = (0..blocks)
        .into_par_iter()
        .with_min_len(blocks.div_ceil(8).max(1))
        .fold(none, |mut counts, block| {
            let mut draw = Draw::new(asked.seed, block as u64);
            for _ in 0..BLOCK.min(asked.draws - block * BLOCK) {
                let factors =
                    people.items.iter().map(|_| draw.between(1.0 - asked.jitter, 1.0 + asked.jitter)).collect();
                let totals = people.totals(&people.balanced(factors));
                for (row, place) in people.places(&totals).into_iter().enumerate() {
                    let last = counts.len().saturating_sub(1);
                    if let Some(count) = counts.get_mut((place - 1).min(last)).and_then(|at| at.get_mut(row)) {
                        *count += 1;
                    }
                }
            }
            counts
        })
        .reduce(none, |mut a, b| {
            for (mine, theirs) in a.iter_mut().flatten().zip(b.iter().flatten()) {
                *mine += theirs;
            }
            a
        });
    (0..n).map(|row| counts.iter().map(|at| at.get(row).copied().unwrap_or(0)).collect()).collect()
}

/// The place at or below which this share of the draws lies.
fn quantile(counts: &[u32], share: f64) -> usize {
    let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let wanted = (all as f64 * share).ceil().max(1.0) as u64;
    let mut so_far = 0;
    for (at, count) in counts.iter().enumerate() {
        so_far += u64::from(*count);
        if so_far >= wanted {
            return at + 1;
        }
    }
    counts.len()
}

/// Whether the first of each group is certain to be it.
fn first(asked: &Asked, people: &People, places: &[Vec<u32>]) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (row, place) in people.place.iter().enumerate().filter(|(_, place)| **place == 1) {
        let kept = places.get(row).and_then(|counts| counts.first().copied()).unwrap_or(0) as f64;
        let kept = kept / asked.draws.max(1) as f64;
        let subject = people.subjects.get(row).and_then(|s| asked.results.subjects.get(*s));
        let Some(subject) = subject else { continue };
        let said = format!("{:.0}%", kept * 100.0);
        let label = &subject.label;
        let (weight, text) = if kept < CERTAIN {
            let text = words!(
                "{label} 是第 {place} 名，但只在 {said} 的试算中保持",
                "{label} is first, but only in {said} of the draws"
            );
            (Weight::Doubt, text)
        } else {
            (
                Weight::Sound,
                words!("{label} 的第 {place} 名在 {said} 的试算中保持", "{label} stays first in {said} of the draws"),
            )
        };
        let about = subject.key.clone();
        verdicts.push(Verdict { weight, id: "first", about, text, figure: Some(kept), sample: people.subjects.len() });
    }
    verdicts
}

/// What becomes of the order without each indicator.
fn left_out(asked: &Asked, people: &People) -> FigureTable {
    let all = vec![1.0; people.items.len()];
    let totals = people.totals(&all);
    let mut rows = Vec::new();
    for (at, item) in people.items.iter().enumerate() {
        let mut factors = all.clone();
        if let Some(factor) = factors.get_mut(at) {
            *factor = 0.0;
        }
        let without = people.totals(&people.balanced(factors));
        let places = people.places(&without);
        let moves = || places.iter().zip(&people.place).map(|(a, b)| a.abs_diff(*b));
        let name = asked.rubric.indicators.get(*item).map(|it| it.name.clone()).unwrap_or_default();
        rows.push(vec![
            FigureCell::Text(name),
            FigureCell::or_none(spearman(&totals, &without), 3),
            FigureCell::Number(moves().filter(|by| *by > 0).count() as f64, 0),
            FigureCell::Number(moves().max().unwrap_or(0) as f64, 0),
        ]);
    }
    FigureTable {
        id: "left_out",
        title: words!("去掉一项之后", "Without an indicator"),
        columns: vec![
            words!("指标", "indicator"),
            words!("总分等级相关", "Spearman"),
            words!("名次变动人数", "moved"),
            words!("最多变动", "by at most"),
        ],
        rows,
    }
}
