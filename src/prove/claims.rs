//! The claims of a rubric, each judged.

use super::analysis::Analysis;
use super::cases;
use super::claim::{About, Claim, Sweep, Verdict, What};
use super::figures::turning;
use super::fold::steps_reached;
use super::trend::{Movement, Trend};
use super::{given, quotas};
use crate::number::Near;
use crate::plan::{IndicatorNodes, NodeId, Op, Program};
use crate::rubric::{Better, Indicator, Rubric};
use crate::table::{Kind, Nothing};

/// The claims, as far as ranges alone decide them, and what the engine is to try for the others.
#[derive(Debug)]
pub struct Proof {
    pub claims: Vec<Claim>,
    /// Of the indicators whose value is a number.
    pub sweeps: Vec<Sweep>,
}

/// Judges everything that is claimed of the rubric.
pub fn prove(rubric: &Rubric, program: &Program) -> Proof {
    let analysis = Analysis::new(&program.plan, given::ranges(rubric, program), given::order(rubric, program));
    let (mut claims, mut sweeps) = (Vec::new(), Vec::new());
    for (index, (indicator, nodes)) in rubric.indicators.iter().zip(&program.outputs.indicators).enumerate() {
        let about = About::Indicator(index);
        let mut add = |what: What, verdict: Verdict| claims.push(Claim { about, what, verdict });
        add(What::Bounded, bounded(&analysis, nodes));
        add(What::FullMarks, full_marks(&analysis, nodes));
        if let Some(verdict) = monotone(&analysis, indicator, nodes) {
            add(What::Monotone, verdict);
        }
        for (node, band) in unreachable_bands(&analysis, nodes) {
            add(What::Band { node, index: band }, Verdict::Impossible { bound: f64::NAN });
        }
        if analysis.range(nodes.value).nothings.has(Nothing::DivisionByZero) {
            let verdict = if indicator.policy_said { Verdict::Proved } else { Verdict::Unknown };
            add(What::Policy(Nothing::DivisionByZero), verdict);
        }
        let value = scored_value(nodes);
        if program.plan.node(value).kind == Kind::Number {
            let figures = turning(&program.plan, value, nodes.scored, &analysis.range(value));
            sweeps.push(Sweep { indicator: index, value, scored: nodes.scored, figures });
        }
    }
    total(rubric, program, &analysis, &mut claims);
    Proof { claims, sweeps }
}

/// The value that the method scores.
fn scored_value(nodes: &IndicatorNodes) -> NodeId {
    nodes.prepared.last().copied().unwrap_or(nodes.value)
}

fn bounded(analysis: &Analysis<'_>, nodes: &IndicatorNodes) -> Verdict {
    let range = analysis.range(nodes.scored);
    if !range.some || range.low.is_finite() && range.high.is_finite() { Verdict::Proved } else { Verdict::Unknown }
}

fn full_marks(analysis: &Analysis<'_>, nodes: &IndicatorNodes) -> Verdict {
    let range = analysis.range(nodes.scored);
    if range.some && range.high.near_lt(100.0) { Verdict::Impossible { bound: range.high } } else { Verdict::Unknown }
}

fn monotone(analysis: &Analysis<'_>, indicator: &Indicator, nodes: &IndicatorNodes) -> Option<Verdict> {
    let wanted = match indicator.better? {
        Better::Higher => Trend::Up,
        Better::Lower => Trend::Down,
        Better::Target => return None,
    };
    let value = scored_value(nodes);
    let holds = |case: Option<(NodeId, f64)>| {
        let trend = Movement::new(analysis, value, case).of(nodes.scored);
        trend == wanted || trend == Trend::Constant
    };
    let in_each_case = || {
        cases::of(analysis, nodes.scored)
            .is_some_and(|(node, values)| values.into_iter().all(|case| holds(Some((node, case)))))
    };
    Some(if holds(None) || in_each_case() { Verdict::Proved } else { Verdict::Unknown })
}

/// Values of ladders over the indicator's value that no value of the figures meets.
fn unreachable_bands(analysis: &Analysis<'_>, nodes: &IndicatorNodes) -> Vec<(NodeId, usize)> {
    let value = scored_value(nodes);
    let mut found = Vec::new();
    for index in value.0..=nodes.scored.0 {
        let node = NodeId(index);
        let Op::Steps { input, edges, closed, .. } = &analysis.plan.node(node).op else { continue };
        if *input != value {
            continue;
        }
        let reached = steps_reached(analysis.range(value), edges, *closed);
        found.extend(reached.iter().enumerate().filter(|(_, reached)| !**reached).map(|(band, _)| (node, band)));
    }
    found
}

fn total(rubric: &Rubric, program: &Program, analysis: &Analysis<'_>, claims: &mut Vec<Claim>) {
    let outputs = &program.outputs;
    let range = analysis.range(outputs.total);
    let full = rubric.header.points.to_f64();
    let verdict = if range.some && range.high.near_lt(full) {
        Verdict::Impossible { bound: range.high }
    } else {
        Verdict::Unknown
    };
    claims.push(Claim { about: About::Total, what: What::FullMarks, verdict });
    claims.push(Claim {
        about: About::Total,
        what: What::WithinBounds,
        verdict: within_bounds(rubric, program, analysis),
    });
    for (index, nodes) in outputs.categories.iter().enumerate() {
        let range = analysis.range(nodes.score);
        let beyond = range.some && range.high.near_lt(100.0);
        let verdict = if beyond { Verdict::Impossible { bound: range.high } } else { Verdict::Unknown };
        claims.push(Claim { about: About::Category(index), what: What::FullMarks, verdict });
    }
    for index in 0..rubric.variants.len() {
        claims.push(Claim { about: About::Variant(index), what: What::FullMarks, verdict: Verdict::Unknown });
    }
    for (index, grade) in rubric.grades.iter().enumerate() {
        let Some(min) = grade.min.map(crate::number::Decimal::to_f64) else { continue };
        let verdict =
            if range.high.near_lt(min) { Verdict::Impossible { bound: range.high } } else { Verdict::Unknown };
        claims.push(Claim { about: About::Grade(index), what: What::Happens, verdict });
    }
    let mut add = |about: About, what: What, impossible: bool| {
        let verdict = if impossible { Verdict::Impossible { bound: f64::NAN } } else { Verdict::Unknown };
        claims.push(Claim { about, what, verdict });
    };
    let always = |node: NodeId| analysis.range(node).some && !analysis.range(node).can_be_false();
    for (index, node) in outputs.vetoes.iter().enumerate() {
        add(About::Veto(index), What::Happens, !analysis.range(*node).can_be_true());
        add(About::Veto(index), What::CanFail, always(*node));
    }
    for (index, nodes) in outputs.consequences.iter().enumerate() {
        add(About::Consequence(index), What::Happens, !analysis.range(nodes.when).can_be_true());
    }
    for (index, nodes) in outputs.checks.iter().enumerate() {
        // A check of rows holds or fails on rows, of which nothing is known.
        if rubric.checks.get(index).is_none_or(|check| check.data.is_some()) {
            continue;
        }
        let range = analysis.range(nodes.holds);
        add(About::Check(index), What::Happens, range.some && !range.can_be_true());
    }
    quotas::judge(rubric, program, analysis, claims);
}

/// Whoever declares the bounds of the total knows that what goes beyond them is cut off.
fn within_bounds(rubric: &Rubric, program: &Program, analysis: &Analysis<'_>) -> Verdict {
    let range = analysis.range(program.outputs.total_raw);
    let high = rubric.header.total_range.1.to_f64();
    let inside = !range.some || range.high.near_le(high);
    if rubric.header.total_range_said || inside { Verdict::Proved } else { Verdict::Unknown }
}
