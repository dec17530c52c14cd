//! The search itself: the engine is asked again and again.

use super::candidates::candidates;
use crate::eval::{Again, Lanes};
use crate::number::compare::compare;
use crate::number::{Decimal, ExactSum, round_half_away};
use crate::plan::NodeId;
use crate::result::{Goal, Move, Reached};
use crate::rubric::{Indicator, Rubric};
use crate::session::Evaluated;
use crate::table::{Kind, Lane, Nothing, Numbers};

/// Decimals that a proposed value has at most.
const DECIMALS: i32 = 4;

/// What a subject (an index into those that were bound) would need for a grade (an index into the rubric's), in
/// the period that was evaluated. What others have stays as it is, but places and quotas are given out anew.
pub fn goal(run: &Evaluated, subject: usize, grade: usize) -> Goal {
    let rubric = &run.rubric;
    let declared = rubric.indicators.iter().any(|indicator| indicator.effort.is_some());
    let movable: Vec<usize> = (0..rubric.indicators.len())
        .filter(|index| rubric.indicators.get(*index).is_some_and(|it| it.effort.is_some() || !declared))
        .filter(|index| is_number(run, *index))
        .collect();
    let mut search = Search::new(run, subject, &movable);
    let now = search.now.outcome;
    let person = run.bound.subjects.get(subject);
    let mut goal = Goal {
        subject: person.map(|it| it.key.clone()).unwrap_or_default(),
        label: person.map(|it| it.label.clone()).unwrap_or_default(),
        period: run.results.period.name.clone(),
        grade,
        min: rubric.grades.get(grade).and_then(|grade| grade.min).map(Decimal::to_f64),
        now,
        declared,
        alone: Vec::new(),
        together: Vec::new(),
        best: now,
    };
    if goal.is_reached() {
        return goal;
    }
    let reached = |asked: &Asked| asked.outcome.grade.is_some_and(|it| it <= grade);
    let mut best: Vec<Move> = Vec::new();
    for index in movable {
        let Some((most, asked)) = search.best(index) else { continue };
        if reached(&asked) {
            let to = search.least(index, most, &[], reached);
            goal.alone.push(search.step(index, to, &[]));
        }
        // The least that gives as much as the most does.
        let plateau = search.least(index, most, &[], |it| !it.is_below(&asked));
        best.push(search.step(index, plateau, &[]));
    }
    let gain = |step: &Move| step.then.total.unwrap_or_default();
    let cheap = |a: &Move, b: &Move| {
        let each = |step: &Move| effort_a_mark(rubric, step.indicator);
        each(a).total_cmp(&each(b)).then(gain(b).total_cmp(&gain(a))).then(a.indicator.cmp(&b.indicator))
    };
    best.sort_by(cheap);
    let all: Vec<(usize, f64)> = best.iter().map(|step| (step.indicator, step.to)).collect();
    goal.best = search.ask(&all).outcome;
    goal.alone.sort_by(|a, b| effort(rubric, a).total_cmp(&effort(rubric, b)).then(a.indicator.cmp(&b.indicator)));
    if goal.alone.is_empty() && goal.best.grade.is_some_and(|it| it <= grade) {
        goal.together = search.together(&all, reached);
    }
    goal
}

/// Whether the values of an indicator are numbers that may be shown.
fn is_number(run: &Evaluated, index: usize) -> bool {
    let indicator = run.rubric.indicators.get(index);
    let nodes = run.program.outputs.indicators.get(index);
    let kind = nodes.map(|nodes| run.program.plan.node(nodes.value).kind);
    kind == Some(Kind::Number) && indicator.is_some_and(|it| !run.rubric.is_masked(&it.answers))
}

/// What came of a question.
#[derive(Debug, Clone)]
struct Asked {
    outcome: Reached,
    points: Vec<Result<f64, Nothing>>,
}

impl Asked {
    fn is_below(&self, other: &Asked) -> bool {
        match (self.outcome.total, other.outcome.total) {
            (Ok(a), Ok(b)) => compare(a, b).is_lt(),
            (Err(_), Ok(_)) => true,
            (_, Err(_)) => false,
        }
    }
}

struct Search<'a> {
    run: &'a Evaluated,
    again: Again<'a>,
    /// The row of the subject in the period.
    row: usize,
    nodes: Vec<Option<NodeId>>,
    /// What there is without any change.
    now: Asked,
}

impl<'a> Search<'a> {
    fn new(run: &'a Evaluated, subject: usize, movable: &[usize]) -> Search<'a> {
        let outputs = &run.program.outputs;
        let nodes: Vec<Option<NodeId>> = (0..outputs.indicators.len())
            .map(|index| {
                let nodes = outputs.indicators.get(index).filter(|_| movable.contains(&index));
                nodes.map(|nodes| nodes.value)
            })
            .collect();
        let changing: Vec<NodeId> = nodes.iter().flatten().copied().collect();
        let mut wanted: Vec<NodeId> = outputs.indicators.iter().map(|nodes| nodes.points).collect();
        wanted.push(outputs.total);
        wanted.extend(outputs.grade);
        let again = Again::new(&run.program.plan, &run.bound, &run.lanes, &changing, &wanted);
        let row = run.period * run.bound.subjects.len() + subject;
        Search { run, again, row, nodes, now: read(run, row, &run.lanes) }
    }

    fn value(&self, index: usize) -> Result<f64, Nothing> {
        let node = self.nodes.get(index).copied().flatten().ok_or(Nothing::NoRows)?;
        at(self.run.lanes.get(node), self.row)
    }

    /// The engine's answer where some indicators have other values.
    fn ask(&mut self, values: &[(usize, f64)]) -> Asked {
        let mut before = Vec::new();
        for (index, value) in values {
            let Some(node) = self.nodes.get(*index).copied().flatten() else { continue };
            if let Some(Lane::Numbers(numbers)) = self.again.given(node) {
                let changed = with(numbers, self.row, *value);
                before.push((node, self.again.set(node, Lane::Numbers(changed))));
            }
        }
        let lanes = self.again.run();
        for (node, lane) in before.into_iter().rev() {
            if let Some(lane) = lane {
                self.again.set(node, lane);
            }
        }
        read(self.run, self.row, &lanes)
    }

    /// Of the values worth trying the one that gives the highest total, the nearest of equals, and what follows from it;
    /// none where no value gives more than there is.
    fn best(&mut self, index: usize) -> Option<(f64, Asked)> {
        let indicator = self.run.rubric.indicators.get(index)?;
        let node = self.nodes.get(index).copied().flatten()?;
        let subjects = self.run.bound.subjects.len();
        let first = self.run.period * subjects;
        let lane = self.run.lanes.get(node);
        let others: Vec<f64> = (first..first + subjects).filter_map(|row| at(lane, row).ok()).collect();
        let mut best: Option<(f64, Asked)> = None;
        for value in candidates(indicator, self.value(index).ok(), &others) {
            let asked = self.ask(&[(index, value)]);
            if best.as_ref().map_or(&self.now, |(_, best)| best).is_below(&asked) {
                best = Some((value, asked));
            }
        }
        best
    }

    /// The value nearest to the present one that still does, between it and `enough`, with few decimals.
    fn least(&mut self, index: usize, enough: f64, with: &[(usize, f64)], does: impl Fn(&Asked) -> bool) -> f64 {
        let Some(from) = self.value(index).ok().filter(|from| from.is_finite()) else { return enough };
        let decimals = self.run.rubric.indicators.get(index).and_then(decimals_of).unwrap_or(DECIMALS);
        let works = |search: &mut Self, value: f64| {
            let all: Vec<(usize, f64)> = with.iter().copied().chain([(index, value)]).collect();
            does(&search.ask(&all))
        };
        let (mut short, mut far) = (from, enough);
        for _ in 0..60 {
            let middle = round_half_away(short + (far - short) / 2.0, decimals + 2);
            if compare(middle, short).is_eq() || compare(middle, far).is_eq() {
                break;
            }
            if works(self, middle) {
                far = middle;
            } else {
                short = middle;
            }
        }
        // A round figure is easier to aim at; it lies farther from the present one, never nearer.
        let away = if enough >= from { 1.0 } else { -1.0 };
        for decimals in 0..=decimals {
            let unit = 1.0 / [1.0, 10.0, 100.0, 1e3, 1e4].get(decimals as usize).copied().unwrap_or(1e4);
            let near = round_half_away(far, decimals);
            let beyond: f64 = [near, away * unit].into_iter().collect::<ExactSum>().value();
            for round in [near, beyond] {
                let is_beyond = (round - far) * away >= 0.0 && (enough - round) * away >= 0.0;
                let is_close = (round - far).abs() <= (far - from).abs() * 0.02;
                if is_beyond && is_close && works(self, round) {
                    return round;
                }
            }
        }
        far
    }

    /// A change and what follows, after others.
    fn step(&mut self, index: usize, to: f64, before: &[(usize, f64)]) -> Move {
        let all: Vec<(usize, f64)> = before.iter().copied().chain([(index, to)]).collect();
        let points = |asked: &Asked| asked.points.get(index).copied().unwrap_or(Err(Nothing::NoRows));
        let was = if before.is_empty() { self.now.clone() } else { self.ask(before) };
        let is = self.ask(&all);
        Move { indicator: index, from: self.value(index), to, points: [points(&was), points(&is)], then: is.outcome }
    }

    /// One after the other until it is enough; the last goes only as far as it must.
    fn together(&mut self, all: &[(usize, f64)], reached: impl Fn(&Asked) -> bool) -> Vec<Move> {
        let mut chosen: Vec<(usize, f64)> = Vec::new();
        for (index, to) in all {
            chosen.push((*index, *to));
            if reached(&self.ask(&chosen)) {
                break;
            }
        }
        // What is not needed goes, the dearest first.
        for at in (0..chosen.len()).rev() {
            let mut fewer = chosen.clone();
            fewer.remove(at);
            if reached(&self.ask(&fewer)) {
                chosen = fewer;
            }
        }
        if let Some((index, most)) = chosen.pop() {
            let to = self.least(index, most, &chosen, &reached);
            chosen.push((index, to));
        }
        let mut steps = Vec::new();
        for at in 0..chosen.len() {
            let (before, rest) = chosen.split_at(at);
            steps.extend(rest.first().map(|(index, to)| self.step(*index, *to, before)));
        }
        steps
    }
}

/// What a run has for the subject of a row.
fn read(run: &Evaluated, row: usize, lanes: &Lanes) -> Asked {
    let outputs = &run.program.outputs;
    let number = |node: NodeId| at(lanes.get(node), row);
    let grade = outputs.grade.and_then(|node| number(node).ok()).map(|index| index as usize);
    let total = number(outputs.total);
    Asked {
        outcome: Reached { total, grade },
        points: outputs.indicators.iter().map(|nodes| number(nodes.points)).collect(),
    }
}

fn effort_a_mark(rubric: &Rubric, indicator: usize) -> f64 {
    rubric.indicators.get(indicator).and_then(|it| it.effort).map_or(1.0, Decimal::to_f64)
}

/// Marks times how hard each is to gain.
fn effort(rubric: &Rubric, step: &Move) -> f64 {
    let [now, then] = step.points.map(Result::unwrap_or_default);
    (then - now).max(0.0) * effort_a_mark(rubric, step.indicator)
}

fn at(lane: &Lane, row: usize) -> Result<f64, Nothing> {
    match lane {
        Lane::Numbers(numbers) => numbers.figure(row),
        Lane::Texts(_) => Err(Nothing::NoRows),
    }
}

/// The same but in one row.
fn with(numbers: &Numbers, row: usize, value: f64) -> Numbers {
    (0..numbers.len()).map(|at| if at == row { Ok(value) } else { numbers.get(at) }).collect()
}

fn decimals_of(indicator: &Indicator) -> Option<i32> {
    indicator.decimals.map(|decimals| decimals.min(DECIMALS))
}
