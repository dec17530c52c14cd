//! The figures at which a score may turn: edges, targets and whatever else is written between a
//! value and its score.

use rustc_hash::FxHashSet;

use super::range::Range;
use crate::plan::{NodeId, Op, Plan};

/// How many figures are tried at most.
const MOST: usize = 160;

/// Rising figures within the range: its ends, every constant on the way from the value to the
/// score, a little less and a little more than it, and what lies between two of them.
pub fn turning(plan: &Plan, value: NodeId, score: NodeId, range: &Range) -> Vec<f64> {
    let mut constants = written(plan, value, score);
    constants.extend([0.0, 1.0, 100.0]);
    constants.extend([range.low, range.high].iter().filter(|end| end.is_finite()));
    constants.sort_by(f64::total_cmp);
    constants.dedup();
    let widest = constants.iter().fold(1.0_f64, |widest, constant| widest.max(constant.abs()));
    let mut figures = Vec::new();
    for (index, constant) in constants.iter().enumerate() {
        let step = if range.whole { 1.0 } else { (constant.abs() / 1000.0).max(0.01) };
        figures.extend([constant - step, *constant, constant + step]);
        if let Some(next) = constants.get(index + 1) {
            figures.push((constant + next) / 2.0);
        }
    }
    figures.extend([widest * 1.5, widest * 3.0]);
    if range.low < 0.0 {
        figures.extend([-widest, widest * -2.0]);
    }
    figures.retain(|figure| range.low <= *figure && *figure <= range.high && (!range.whole || figure.fract() == 0.0));
    figures.sort_by(f64::total_cmp);
    figures.dedup();
    thinned(figures)
}

fn thinned(figures: Vec<f64>) -> Vec<f64> {
    let step = figures.len().div_ceil(MOST).max(1);
    figures.into_iter().step_by(step).collect()
}

fn written(plan: &Plan, value: NodeId, score: NodeId) -> Vec<f64> {
    let (mut open, mut seen, mut found) = (vec![score], FxHashSet::default(), Vec::new());
    while let Some(id) = open.pop() {
        if id == value || !seen.insert(id) {
            continue;
        }
        match &plan.node(id).op {
            Op::Number(number) => found.push(number.0),
            Op::Steps { edges, .. } => found.extend(edges.iter().map(|edge| edge.0)),
            Op::Piecewise { points, .. } => found.extend(points.iter().map(|(x, _)| x.0)),
            _ => {}
        }
        // What stands before the value is not on the way from it, but for constants.
        let inputs = plan.node(id).op.inputs();
        open.extend(
            inputs.into_iter().filter(|input| *input >= value || matches!(plan.node(*input).op, Op::Number(_))),
        );
    }
    found.retain(|number| number.is_finite() && number.abs() < 1e12);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Builder, Closed, Grain, Real};
    use crate::table::{Cycle, Kind};

    #[test]
    fn figures_stand_on_both_sides_of_an_edge() {
        let mut b = Builder::new();
        let value = b.column(crate::plan::TableId(0), "x", Kind::Number);
        let op = Op::Steps {
            input: value,
            edges: vec![Real(45.0)],
            closed: Closed::Lower,
            values: vec![Real(0.0), Real(100.0)],
        };
        let score = b.push(op, Grain::Subject, Kind::Number);
        let plan = Plan {
            tables: Vec::new(),
            nodes: b.finish(),
            roster: crate::plan::Roster {
                table: crate::plan::TableId(0),
                key: "k".into(),
                label: "k".into(),
                filter: None,
            },
            cycle: Cycle::Once,
            peers: vec![None],
        };
        let figures = turning(&plan, value, score, &Range::between(0.0, 100.0));
        assert!(figures.contains(&45.0) && figures.iter().any(|x| 44.9 < *x && *x < 45.0));
        assert!(figures.first() == Some(&0.0) && figures.last() == Some(&100.0));
        assert!(figures.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
