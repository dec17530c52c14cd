//! Two rows of data for a score that goes the wrong way: figures of the elements from which the
//! value follows, not the value alone. What no such rows show is not refuted.

use super::behind::Behind;
use super::example::{Examples, quoted};
use super::rows::{Choices, Figure, Row, variables};
use super::tried::Ground;
use crate::number::{Near, round_half_away};
use crate::plan::Program;
use crate::prove::{About, Example, Proof, Sweep, Verdict};
use crate::rubric::{Better, Rubric};
use crate::table::figure::digits;

/// What the other figures are while one is moved.
const LEVELS: &[f64] = &[100.0, 10.0, 1.0, 1000.0, 0.0, 50.0];
/// How many pairs are run as tests.
const TRIES: usize = 24;
/// Figures of a value that are moved, one after the other.
const MOVED: usize = 6;

/// Every score that goes the wrong way is shown again by figures of the elements.
pub fn confirm(rubric: &Rubric, program: &Program, proof: &mut Proof) {
    if !proof.claims.iter().any(|claim| matches!(claim.verdict, Verdict::Refuted { .. })) {
        return;
    }
    let variables = variables(rubric, program);
    let ground = Ground::new(rubric, program, &variables);
    let behind = Behind::new(program, &variables);
    let examples = Examples { rubric, program, ground: &ground, behind: &behind };
    for claim in &mut proof.claims {
        let (About::Indicator(index), Verdict::Refuted { worse, better, .. }) = (claim.about, &claim.verdict) else {
            continue;
        };
        let Some(sweep) = proof.sweeps.iter().find(|sweep| sweep.indicator == index) else { continue };
        let shown = pair(&examples, sweep, index, [worse.0, better.0]);
        claim.verdict = shown.unwrap_or(Verdict::Unknown);
    }
}

/// The pair of rows that is shortest to write.
fn pair(examples: &Examples<'_>, sweep: &Sweep, index: usize, at: [f64; 2]) -> Option<Verdict> {
    let direction = examples.rubric.indicators.get(index)?.better?;
    let nodes = [sweep.value, sweep.scored];
    let targets = targets(sweep, at);
    let moved = examples.behind.of(sweep.value);
    let mut rows: Vec<(usize, Row)> = Vec::new();
    let mut group = 0;
    for variable in moved.iter().take(MOVED) {
        let Some(Choices::Numbers(low, high, _)) = examples.ground.variables.get(*variable).map(|v| &v.choices) else {
            continue;
        };
        for level in LEVELS {
            group += 1;
            let base: Row = examples.ground.variables.iter().map(|variable| variable.at(*level)).collect();
            let mut figures: Vec<f64> = targets.iter().flat_map(|target| inverse(*target, *level)).collect();
            figures.retain(|figure| low <= figure && figure <= high);
            figures.sort_by(f64::total_cmp);
            figures.dedup();
            rows.extend(figures.into_iter().map(|figure| {
                let mut row = base.clone();
                row.iter_mut().skip(*variable).take(1).for_each(|slot| *slot = Figure::Number(figure));
                (group, row)
            }));
        }
    }
    let plain: Vec<Row> = rows.iter().map(|(_, row)| row.clone()).collect();
    let tried = examples.ground.run(&plain, &nodes);
    let figures = |row: &usize| Some((*row, tried.number(sweep.value, *row)?, tried.number(sweep.scored, *row)?));
    let known: Vec<(usize, f64, f64)> = tried.sound.iter().filter_map(figures).collect();
    // Round figures first, then those close to each other, then short ones.
    let mut found: Vec<((usize, u64, usize), usize, usize)> = Vec::new();
    for (at, (a, value_a, score_a)) in known.iter().enumerate() {
        for (b, value_b, score_b) in known.iter().skip(at + 1) {
            if rows.get(*a).map(|row| row.0) != rows.get(*b).map(|row| row.0) {
                break;
            }
            let a_is_better = value_b.near_lt(*value_a) == (direction == Better::Higher);
            if value_a.near_eq(*value_b) {
                continue;
            }
            let ((worse, low), (better, high)) =
                if a_is_better { ((*b, score_b), (*a, score_a)) } else { ((*a, score_a), (*b, score_b)) };
            if high.near_lt(*low) {
                let written = |row: usize| plain.get(row).map_or((0, 0), written);
                let (one, other) = (written(worse), written(better));
                let gap = (value_a - value_b).abs().to_bits();
                found.push(((one.0 + other.0, gap, one.1 + other.1), worse, better));
            }
        }
    }
    found.sort_unstable();
    found.into_iter().take(TRIES).find_map(|(_, worse, better)| {
        let pair = [plain.get(worse)?, plain.get(better)?];
        let tried = examples.tried(&pair, &nodes)?;
        if tried.sound.len() < 2 {
            return None;
        }
        let [worse, better] =
            [0, 1].map(|row| Some((tried.number(sweep.value, row)?, tried.number(sweep.scored, row)?)));
        let (worse, better) = (worse?, better?);
        let wrong = better.1.near_lt(worse.1) && worse.0.near_lt(better.0) == (direction == Better::Higher);
        wrong.then(|| {
            let id = &examples.rubric.indicators.get(index).map(|indicator| indicator.id.clone()).unwrap_or_default();
            let score =
                |row: usize, score: f64| format!("{} = {}", quoted(&format!("{row}.{id}.score")), digits(score));
            let expect = format!("{{ {}, {} }}", score(1, worse.1), score(2, better.1));
            let example = examples.given(&pair, &nodes).map(|given| Example { given, expect });
            Verdict::Refuted { worse, better, example }
        })
    })
}

/// Figures beside those at which the score went the wrong way, and rounder ones.
fn targets(sweep: &Sweep, at: [f64; 2]) -> Vec<f64> {
    let place = |value: f64| sweep.figures.partition_point(|figure| *figure < value);
    let (first, last) = (place(at[0]).min(place(at[1])), place(at[0]).max(place(at[1])));
    let near = sweep.figures.iter().take(last + 3).skip(first.saturating_sub(2));
    let mut all: Vec<f64> =
        near.flat_map(|figure| [*figure, round_half_away(*figure, 0), round_half_away(*figure, 1)]).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// What a figure may have to be for a value to come to a target while the others are at a level.
fn inverse(target: f64, level: f64) -> [f64; 8] {
    let all = [
        target,
        target * level / 100.0,
        target * level,
        target / 100.0,
        level - target,
        level * (1.0 - target / 100.0),
        level + target,
        if target == 0.0 { 0.0 } else { level * 100.0 / target },
    ];
    all.map(|figure| round_half_away(figure, 4))
}

/// How many decimals the figures have, and how many characters they take.
fn written(row: &Row) -> (usize, usize) {
    row.iter().fold((0, 0), |(decimals, characters), figure| match figure {
        Figure::Number(number) => {
            let digits = digits(*number);
            let own = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            (decimals + own, characters + digits.len())
        }
        Figure::Text(text) => (decimals, characters + text.len()),
        Figure::None => (decimals, characters),
    })
}
