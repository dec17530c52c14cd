//! Values tried one after the other: what the engine makes of each.

use std::collections::{BTreeMap, HashMap};

use crate::eval::{self, Lanes};
use crate::number::Near;
use crate::plan::{NodeId, Program};
use crate::prove::{About, Proof, Sweep, Verdict, What};
use crate::rubric::{Better, Rubric};
use crate::table::{Kind, Lane, Nothing, Numbers};

/// Where in their ranges the other figures stand while one is moved.
const OTHERS: &[f64] = &[0.5, 1.0, 0.0];

/// Decides what is open by trying: a value with full marks, two values scored the wrong way round.
pub fn decide(rubric: &Rubric, program: &Program, proof: &mut Proof) {
    for share in OTHERS {
        let open = proof.claims.iter().filter(|claim| {
            claim.verdict == Verdict::Unknown && matches!(claim.what, What::FullMarks | What::Monotone)
        });
        let mut open: Vec<usize> = open
            .filter_map(|claim| match claim.about {
                About::Indicator(index) => Some(index),
                _ => None,
            })
            .collect();
        open.dedup();
        let wanted = proof.sweeps.iter().filter(|sweep| open.contains(&sweep.indicator)).map(|sweep| sweep.scored);
        let wanted: Vec<NodeId> = wanted.collect();
        if wanted.is_empty() {
            return;
        }
        let lanes = run(rubric, program, &proof.sweeps, *share, &wanted);
        for claim in proof.claims.iter_mut().filter(|claim| claim.verdict == Verdict::Unknown) {
            let About::Indicator(index) = claim.about else { continue };
            let Some(sweep) = proof.sweeps.iter().find(|sweep| sweep.indicator == index) else { continue };
            let tried = tried(sweep, &lanes);
            let better = rubric.indicators.get(index).and_then(|indicator| indicator.better);
            let verdict = match claim.what {
                What::FullMarks => full_marks(&tried),
                What::Monotone => wrong_way(&tried, better),
                _ => None,
            };
            if let Some(verdict) = verdict {
                claim.verdict = verdict;
            }
        }
    }
}

/// One subject for each figure; the figures of all indicators move together.
fn run(rubric: &Rubric, program: &Program, sweeps: &[Sweep], share: f64, wanted: &[NodeId]) -> Lanes {
    // Several indicators may score the same value.
    let mut moved: BTreeMap<NodeId, Vec<f64>> = BTreeMap::new();
    for sweep in sweeps {
        moved.entry(sweep.value).or_default().extend(&sweep.figures);
    }
    for figures in moved.values_mut() {
        figures.sort_by(f64::total_cmp);
        figures.dedup();
    }
    let count = moved.values().map(Vec::len).max().unwrap_or(0);
    let names: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
    let bound = eval::synthetic(&program.plan, eval::Supplied::subjects(&names));
    let mut overrides: HashMap<NodeId, Lane> = HashMap::new();
    for (element, node) in rubric.elements.iter().zip(&program.outputs.elements) {
        if element.kind == Kind::Number {
            let (low, high) = element.range.map_or((0.0, 100.0), |(low, high)| (low.to_f64(), high.to_f64()));
            let figure = low + (high - low) * share;
            overrides.insert(*node, Lane::Numbers(vec![Ok(figure); count].into_iter().collect::<Numbers>()));
        }
    }
    for (value, figures) in moved {
        if figures.is_empty() {
            continue;
        }
        // Who has no figure left is not compared: beside many with the greatest, nobody is the best.
        let figures = (0..count).map(|row| figures.get(row).copied().ok_or(Nothing::Given));
        overrides.insert(value, Lane::Numbers(figures.collect::<Numbers>()));
    }
    eval::run_only(&program.plan, &bound, &overrides, wanted)
}

/// Value and score, by rising value; without those that have no score.
fn tried(sweep: &Sweep, lanes: &Lanes) -> Vec<(f64, f64)> {
    let (Lane::Numbers(values), Lane::Numbers(scores)) = (lanes.get(sweep.value), lanes.get(sweep.scored)) else {
        return Vec::new();
    };
    let rows = 0..values.len().min(scores.len());
    rows.filter_map(|row| Some((values.get(row).ok()?, scores.get(row).ok()?))).collect()
}

fn full_marks(tried: &[(f64, f64)]) -> Option<Verdict> {
    let (value, score) = tried.iter().find(|(_, score)| 100.0.near_le(*score))?;
    Some(Verdict::Shown { value: *value, score: *score })
}

/// Of two neighbours the better value scores less.
fn wrong_way(tried: &[(f64, f64)], better: Option<Better>) -> Option<Verdict> {
    tried.windows(2).find_map(|pair| {
        let [low, high] = pair else { return None };
        let (worse, better) = match better? {
            Better::Higher => (*low, *high),
            Better::Lower => (*high, *low),
            Better::Target => return None,
        };
        better.1.near_lt(worse.1).then_some(Verdict::Refuted { worse, better, example: None })
    })
}
