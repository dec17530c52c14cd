//! Rows of figures that show what can happen: a veto that strikes, a grade that is reached, full
//! marks of the whole.

use std::collections::{BTreeSet, HashMap};

use super::rows::{Figure, Relations, Row, Variable, overrides, rows, variables};
use crate::diagnostic::Severity;
use crate::eval::{self, Lanes};
use crate::number::Near;
use crate::plan::{NodeId, Program};
use crate::prove::{About, Claim, Verdict, What};
use crate::rubric::Rubric;
use crate::session::self_test;
use crate::table::Lane;

/// How often rows that break checks are mended.
const ROUNDS: usize = 12;

/// Decides what rows of figures can show.
pub fn decide(rubric: &Rubric, program: &Program, claims: &mut [Claim]) {
    if claims.iter().all(|claim| claim.verdict != Verdict::Unknown) {
        return;
    }
    let search = Search::new(rubric, program);
    for claim in claims.iter_mut().filter(|claim| claim.verdict == Verdict::Unknown) {
        if let Some(verdict) = search.shows(claim) {
            claim.verdict = verdict;
        }
    }
}

struct Search<'a> {
    rubric: &'a Rubric,
    program: &'a Program,
    /// What was run, each with the rows that no check of severity error stops.
    runs: Vec<(Lanes, Vec<usize>)>,
}

impl<'a> Search<'a> {
    fn new(rubric: &'a Rubric, program: &'a Program) -> Search<'a> {
        let variables = variables(rubric, program);
        let checks = error_checks(rubric, program);
        let mut tried = rows(&variables, &Relations::new(program, &checks, &variables));
        let mut lanes = run(program, &variables, &tried);
        let mut stands = sound(&checks, &lanes, tried.len());
        for _ in 0..ROUNDS {
            if stands.len() * 2 > tried.len() {
                break;
            }
            let behind = Behind::new(program, &variables, &checks);
            cross(&checks, &behind, &lanes, &mut tried);
            lanes = run(program, &variables, &tried);
            stands = sound(&checks, &lanes, tried.len());
        }
        // The best of every item in one row, tried together with the others.
        tried.extend(combined(program, &variables, &tried, &lanes, &stands));
        let mut runs: Vec<(Lanes, usize)> = vec![(run(program, &variables, &tried), tried.len())];
        // An analyst's own examples know what figures go together.
        runs.extend(rubric.tests.iter().map(|case| (self_test::lanes(rubric, program, case), case.given.len())));
        let with_sound = |(lanes, count)| {
            let stands = sound(&checks, &lanes, count);
            (lanes, stands)
        };
        Search { rubric, program, runs: runs.into_iter().map(with_sound).collect() }
    }

    fn found(&self, node: NodeId, test: impl Fn(f64) -> bool) -> Option<Verdict> {
        let mut figures =
            self.runs.iter().flat_map(|(lanes, stands)| stands.iter().filter_map(move |row| number(lanes, node, *row)));
        let figure = figures.find(|figure| test(*figure))?;
        Some(Verdict::Shown { value: figure, score: figure })
    }

    fn shows(&self, claim: &Claim) -> Option<Verdict> {
        let outputs = &self.program.outputs;
        match (claim.about, &claim.what) {
            (About::Indicator(index), What::FullMarks) => {
                let nodes = outputs.indicators.get(index)?;
                self.found(nodes.scored, |score| 100.0.near_le(score))
            }
            (About::Total, What::FullMarks) => {
                let full = self.rubric.header.points.to_f64();
                self.found(outputs.total, |total| full.near_le(total))
            }
            (About::Grade(index), What::Happens) => self.found(outputs.grade?, |grade| grade == index as f64),
            (About::Veto(index), What::Happens) => self.found(*outputs.vetoes.get(index)?, |strikes| strikes != 0.0),
            (About::Veto(index), What::CanFail) => self.found(*outputs.vetoes.get(index)?, |strikes| strikes == 0.0),
            (About::Consequence(index), What::Happens) => {
                self.found(outputs.consequences.get(index)?.when, |drawn| drawn != 0.0)
            }
            (About::Check(index), What::Happens) => self.found(outputs.checks.get(index)?.holds, |holds| holds != 0.0),
            _ => None,
        }
    }
}

fn run(program: &Program, variables: &[Variable], rows: &[Row]) -> Lanes {
    let names: Vec<String> = (1..=rows.len()).map(|number| number.to_string()).collect();
    let bound = eval::synthetic(&program.plan, eval::Supplied::subjects(&names));
    eval::run(&program.plan, &bound, &overrides(program, variables, rows))
}

fn number(lanes: &Lanes, node: NodeId, row: usize) -> Option<f64> {
    match lanes.get(node) {
        Lane::Numbers(numbers) if numbers.len() == 1 => numbers.get(0).ok(),
        Lane::Numbers(numbers) if row < numbers.len() => numbers.get(row).ok(),
        Lane::Numbers(_) | Lane::Texts(_) => None,
    }
}

/// What must hold for a subject to have a total.
fn error_checks(rubric: &Rubric, program: &Program) -> Vec<NodeId> {
    let checks = rubric.checks.iter().zip(&program.outputs.checks);
    let errors = checks.filter(|(check, _)| check.severity == Severity::Error && check.data.is_none());
    errors.map(|(_, nodes)| nodes.holds).collect()
}

/// Rows that no check stops.
fn sound(checks: &[NodeId], lanes: &Lanes, count: usize) -> Vec<usize> {
    (0..count).filter(|row| checks.iter().all(|check| number(lanes, *check, *row) != Some(0.0))).collect()
}

/// Rows that break a check take the figures it reads from a row that does not.
fn cross(checks: &[NodeId], behind: &Behind, lanes: &Lanes, rows: &mut [Row]) {
    let before = rows.to_vec();
    for check in checks {
        let holding: Vec<usize> = (0..rows.len()).filter(|row| number(lanes, *check, *row) == Some(1.0)).collect();
        let mut next = 0;
        for (at, row) in rows.iter_mut().enumerate() {
            if number(lanes, *check, at) != Some(0.0) || holding.is_empty() {
                continue;
            }
            let donor = holding.get((at * 7 + next) % holding.len()).and_then(|donor| before.get(*donor));
            next += 1;
            for variable in behind.of(*check) {
                if let (Some(slot), Some(figure)) = (row.get_mut(*variable), donor.and_then(|row| row.get(*variable))) {
                    *slot = figure.clone();
                }
            }
        }
    }
}

/// Rows made of the best rows of the items: figures that several items share are taken from the
/// first of them that needs them.
fn combined(program: &Program, variables: &[Variable], rows: &[Row], lanes: &Lanes, sound: &[usize]) -> Vec<Row> {
    let outputs = &program.outputs;
    let mut wanted: Vec<NodeId> = outputs.indicators.iter().map(|nodes| nodes.scored).collect();
    wanted.extend(outputs.vetoes.iter().chain(&outputs.adjusts));
    let behind = Behind::new(program, variables, &wanted);
    let mut made = Vec::new();
    // From the front and from the back, as what is shared goes to whoever comes first.
    for backwards in [false, true] {
        let mut row: Vec<Option<Figure>> = vec![None; variables.len()];
        let mut items: Vec<(NodeId, f64)> = outputs.vetoes.iter().map(|veto| (*veto, -1.0)).collect();
        let mut scored: Vec<(NodeId, f64)> = outputs.indicators.iter().map(|nodes| (nodes.scored, 1.0)).collect();
        if backwards {
            scored.reverse();
        }
        items.extend(scored);
        items.extend(outputs.adjusts.iter().map(|adjust| (*adjust, 1.0)));
        for (node, sign) in items {
            let needed = behind.of(node);
            let fits = |tried: &Row| {
                needed.iter().all(|variable| match (row.get(*variable), tried.get(*variable)) {
                    (Some(Some(taken)), Some(figure)) => taken == figure,
                    _ => true,
                })
            };
            let mut best: Option<(f64, &Row)> = None;
            for at in sound {
                let (Some(tried), Some(figure)) = (rows.get(*at), number(lanes, node, *at)) else { continue };
                let worth = (sign * figure).min(100.0);
                if best.is_none_or(|(most, _)| worth > most) && fits(tried) {
                    best = Some((worth, tried));
                }
            }
            let Some((_, tried)) = best else { continue };
            for variable in needed {
                if let (Some(slot), Some(figure)) = (row.get_mut(*variable), tried.get(*variable)) {
                    *slot = Some(figure.clone());
                }
            }
        }
        let plain = rows.first();
        let filled = row.into_iter().enumerate().map(|(variable, figure)| {
            figure.or_else(|| plain.and_then(|row| row.get(variable).cloned())).unwrap_or(Figure::None)
        });
        made.push(filled.collect());
    }
    made
}

/// The variables that a node reads.
struct Behind {
    sets: HashMap<NodeId, Vec<usize>>,
}

impl Behind {
    fn new(program: &Program, variables: &[Variable], wanted: &[NodeId]) -> Behind {
        let at: HashMap<NodeId, usize> = variables.iter().enumerate().map(|(index, v)| (v.node, index)).collect();
        let sets = wanted.iter().map(|node| (*node, reached(program, *node, &at).into_iter().collect())).collect();
        Behind { sets }
    }

    fn of(&self, node: NodeId) -> &[usize] {
        self.sets.get(&node).map_or(&[], Vec::as_slice)
    }
}

fn reached(program: &Program, node: NodeId, at: &HashMap<NodeId, usize>) -> BTreeSet<usize> {
    let (mut open, mut seen, mut found) = (vec![node], BTreeSet::new(), BTreeSet::new());
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match at.get(&id) {
            Some(index) => {
                found.insert(*index);
            }
            None => open.extend(program.plan.node(id).op.inputs()),
        }
    }
    found
}
