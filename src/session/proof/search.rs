//! Rows of figures that show what can happen: a veto that strikes, a grade that is reached, full
//! marks of the whole.

use std::collections::{BTreeSet, HashMap};

use super::rows::{Figure, Relations, Row, Variable, overrides, rows, variables};
use crate::diagnostic::Severity;
use crate::eval::{self, Lanes};
use crate::number::Near;
use crate::plan::{NodeId, Op, Program};
use crate::prove::{About, Claim, Verdict, What};
use crate::rubric::Rubric;
use crate::session::self_test;
use crate::table::Lane;

/// How often rows that break checks are mended.
const ROUNDS: usize = 12;
/// Rows from all of the best to almost all of the worst.
const MIXTURES: usize = 16;

/// In the last of the periods that are tried; dated parameters are those of that day.
const LAST_DAY: &str = "2024-07-01";

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

/// What figures came to: the rows of the last period begin at `from`.
struct Tried {
    lanes: Lanes,
    from: usize,
    /// Rows that no check of severity error stops.
    sound: Vec<usize>,
}

impl Tried {
    fn new(lanes: Lanes, from: usize, count: usize, checks: &[NodeId]) -> Tried {
        let mut tried = Tried { lanes, from, sound: Vec::new() };
        let stands = |row: &usize| checks.iter().all(|check| tried.number(*check, *row) != Some(0.0));
        tried.sound = (0..count).filter(stands).collect();
        tried
    }

    fn number(&self, node: NodeId, row: usize) -> Option<f64> {
        let row = self.from + row;
        match self.lanes.get(node) {
            Lane::Numbers(numbers) if numbers.len() == 1 => numbers.get(0).ok(),
            Lane::Numbers(numbers) if row < numbers.len() => numbers.get(row).ok(),
            Lane::Numbers(_) | Lane::Texts(_) => None,
        }
    }
}

struct Search<'a> {
    rubric: &'a Rubric,
    program: &'a Program,
    runs: Vec<Tried>,
}

impl<'a> Search<'a> {
    fn new(rubric: &'a Rubric, program: &'a Program) -> Search<'a> {
        let variables = variables(rubric, program);
        let checks = error_checks(rubric, program);
        let mut rows = rows(&variables, &Relations::new(program, &checks, &variables));
        let mut tried = run(program, &variables, &rows, &checks);
        let behind = Behind::new(program, &variables, &checks);
        for _ in 0..ROUNDS {
            if tried.sound.len() * 2 > rows.len() {
                break;
            }
            cross(&checks, &behind, &tried, &mut rows);
            tried = run(program, &variables, &rows, &checks);
        }
        // The best of every item in one row, tried together with the others.
        rows.extend(combined(program, &variables, &rows, &tried));
        rows.extend(pieced(program, &variables, &checks, &rows, &tried));
        let mut runs = vec![run(program, &variables, &rows, &checks)];
        // An analyst's own examples know what figures go together.
        runs.extend(rubric.tests.iter().map(|case| {
            let (lanes, count) = self_test::lanes(rubric, program, case);
            Tried::new(lanes, 0, count, &checks)
        }));
        Search { rubric, program, runs }
    }

    fn found(&self, node: NodeId, test: impl Fn(f64) -> bool) -> Option<Verdict> {
        let mut figures =
            self.runs.iter().flat_map(|tried| tried.sound.iter().filter_map(move |row| tried.number(node, *row)));
        let figure = figures.find(|figure| test(*figure))?;
        Some(Verdict::Shown { value: figure, score: figure })
    }

    /// A total of full marks; of a variant's subjects, where one is named.
    fn full_total(&self, variant: Option<usize>) -> Option<Verdict> {
        let (outputs, full) = (&self.program.outputs, self.rubric.header.points.to_f64());
        let in_variant = |tried: &Tried, row: usize| match (variant, &outputs.variant) {
            (Some(wanted), Some(nodes)) => tried.number(nodes.index, row) == Some(wanted as f64),
            _ => true,
        };
        let mut totals = self.runs.iter().flat_map(|tried| {
            let rows = tried.sound.iter().filter(move |row| in_variant(tried, **row));
            rows.filter_map(move |row| tried.number(outputs.total, *row))
        });
        let total = totals.find(|total| full.near_le(*total))?;
        Some(Verdict::Shown { value: total, score: total })
    }

    fn shows(&self, claim: &Claim) -> Option<Verdict> {
        let outputs = &self.program.outputs;
        match (claim.about, &claim.what) {
            (About::Indicator(index), What::FullMarks) => {
                let nodes = outputs.indicators.get(index)?;
                self.found(nodes.scored, |score| 100.0.near_le(score))
            }
            (About::Total, What::FullMarks) => self.full_total(None),
            (About::Variant(index), What::FullMarks) => self.full_total(Some(index)),
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

/// As many earlier periods as the plan looks back, up to a year of months.
fn earlier(program: &Program) -> usize {
    let back = program.plan.nodes.iter().map(|node| match node.op {
        Op::Shift { periods, .. } => periods as usize,
        _ => 0,
    });
    back.max().unwrap_or(0).min(12)
}

/// The rows as they are in the last of the periods. Before it, half of the subjects had the figures
/// of others, half their own: what grew, what fell, and what stayed.
fn run(program: &Program, variables: &[Variable], rows: &[Row], checks: &[NodeId]) -> Tried {
    let (earlier, count) = (earlier(program), rows.len());
    let last = program.plan.cycle.parse(LAST_DAY).unwrap_or(0);
    let names: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
    let periods = (last - earlier as i64..=last).collect();
    let bound = eval::synthetic(&program.plan, eval::Supplied { subjects: names, periods, ..Default::default() });
    let mut all: Vec<Row> = Vec::with_capacity(count * (earlier + 1));
    for period in 0..earlier {
        let other = |row: usize| if row.is_multiple_of(2) { row } else { (row + 7 * (period + 1)) % count };
        all.extend((0..count).filter_map(|row| rows.get(other(row)).cloned()));
    }
    all.extend_from_slice(rows);
    let lanes = eval::run(&program.plan, &bound, &overrides(program, variables, &all));
    Tried::new(lanes, count * earlier, count, checks)
}

/// What must hold for a subject to have a total.
fn error_checks(rubric: &Rubric, program: &Program) -> Vec<NodeId> {
    let checks = rubric.checks.iter().zip(&program.outputs.checks);
    let errors = checks.filter(|(check, _)| check.severity == Severity::Error && check.data.is_none());
    errors.map(|(_, nodes)| nodes.holds).collect()
}

/// Rows that break a check take the figures it reads from a row that does not.
fn cross(checks: &[NodeId], behind: &Behind, tried: &Tried, rows: &mut [Row]) {
    let before = rows.to_vec();
    for check in checks {
        let holding: Vec<usize> = (0..rows.len()).filter(|row| tried.number(*check, *row) == Some(1.0)).collect();
        let mut next = 0;
        for (at, row) in rows.iter_mut().enumerate() {
            if tried.number(*check, at) != Some(0.0) || holding.is_empty() {
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
fn combined(program: &Program, variables: &[Variable], rows: &[Row], tried: &Tried) -> Vec<Row> {
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
            let fits = |candidate: &Row| {
                needed.iter().all(|variable| match (row.get(*variable), candidate.get(*variable)) {
                    (Some(Some(taken)), Some(figure)) => taken == figure,
                    _ => true,
                })
            };
            let mut best: Option<(f64, &Row)> = None;
            for at in &tried.sound {
                let (Some(candidate), Some(figure)) = (rows.get(*at), tried.number(node, *at)) else { continue };
                let worth = (sign * figure).min(100.0);
                if best.is_none_or(|(most, _)| worth > most) && fits(candidate) {
                    best = Some((worth, candidate));
                }
            }
            let Some((_, candidate)) = best else { continue };
            for variable in needed {
                if let (Some(slot), Some(figure)) = (row.get_mut(*variable), candidate.get(*variable)) {
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

/// Rows in which figures that belong together, because a check or an item reads them, come from one
/// row without a failed check: the one in which their items score most; or least, for more and more
/// of the pieces, so that totals come out at every height.
fn pieced(program: &Program, variables: &[Variable], checks: &[NodeId], rows: &[Row], tried: &Tried) -> Vec<Row> {
    let Some(plain) = tried.sound.first().and_then(|row| rows.get(*row)) else { return Vec::new() };
    let outputs = &program.outputs;
    let scored: Vec<NodeId> = outputs.indicators.iter().map(|nodes| nodes.scored).collect();
    let mut readers: Vec<NodeId> = scored.clone();
    readers.extend(outputs.vetoes.iter().chain(&outputs.adjusts).chain(checks));
    let behind = Behind::new(program, variables, &readers);
    let mut piece: Vec<usize> = (0..variables.len()).collect();
    for reader in &readers {
        let together = behind.of(*reader);
        let Some(least) = together.iter().filter_map(|at| piece.get(*at)).min().copied() else { continue };
        let joined: Vec<usize> = together.iter().filter_map(|at| piece.get(*at)).copied().collect();
        piece.iter_mut().filter(|own| joined.contains(own)).for_each(|own| *own = least);
    }
    let mut made: Vec<Row> = vec![plain.clone(); MIXTURES];
    let mut pieces = piece.clone();
    pieces.sort_unstable();
    pieces.dedup();
    for (number, of) in pieces.into_iter().enumerate() {
        let inside = |node: &NodeId| behind.of(*node).first().and_then(|at| piece.get(*at)) == Some(&of);
        let items: Vec<NodeId> = scored.iter().filter(|node| inside(node)).copied().collect();
        let bad: Vec<NodeId> = outputs.vetoes.iter().filter(|node| inside(node)).copied().collect();
        let worth = |row: usize| {
            let sum: f64 = items.iter().filter_map(|node| tried.number(*node, row)).map(|score| score.min(100.0)).sum();
            let struck: f64 = bad.iter().filter_map(|node| tried.number(*node, row)).sum();
            (sum, struck)
        };
        let calm = |row: &usize| worth(*row).1 == 0.0;
        let order = |a: &usize, b: &usize| worth(*a).0.total_cmp(&worth(*b).0).then(b.cmp(a));
        let stands = || tried.sound.iter().copied().filter(calm);
        let (Some(best), Some(worst)) = (stands().max_by(order), stands().min_by(order)) else { continue };
        for (mixture, row) in made.iter_mut().enumerate() {
            let from = if number % MIXTURES < mixture { worst } else { best };
            for (at, slot) in row.iter_mut().enumerate().filter(|(at, _)| piece.get(*at) == Some(&of)) {
                if let Some(figure) = rows.get(from).and_then(|row| row.get(at)) {
                    *slot = figure.clone();
                }
            }
        }
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
