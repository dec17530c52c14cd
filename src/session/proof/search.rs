//! Rows of figures that show what can happen: a veto that strikes, a grade that is reached, full
//! marks of the whole.

use super::behind::Behind;
use super::example::{Examples, quoted};
use super::mixed::{Mixed, combined, heights, pieced, raised};
use super::rows::{Relations, Row, own, rows, variables};
use super::tried::{Ground, Tried};
use crate::number::Near;
use crate::plan::{NodeId, Program};
use crate::prove::{About, Claim, Example, Verdict, What};
use crate::rubric::Rubric;
use crate::session::self_test;
use crate::table::Nothing;
use crate::table::figure::digits;

/// How often rows that break checks are mended.
const ROUNDS: usize = 12;
/// Rows that are tried before all of them: mostly they show everything.
const FIRST: usize = 40;

/// Decides what rows of figures can show. What was tried first is the cheapest, and nothing is
/// tried for what has been shown.
pub fn decide(rubric: &Rubric, program: &Program, claims: &mut [Claim]) {
    if questions(rubric, program, claims).is_empty() {
        return;
    }
    let variables = variables(rubric, program);
    let ground = Ground::new(rubric, program, &variables);
    let behind = Behind::new(program, &variables);
    let mut rows = rows(&variables, &Relations::new(program, &ground.checks, &variables));
    if !ground.checks.is_empty() {
        mend(&ground, &behind, &mut rows);
    }
    let examples = Examples { rubric, program, ground: &ground, behind: &behind };
    let outputs = &program.outputs;
    let mut wanted: Vec<NodeId> = outputs.indicators.iter().map(|nodes| nodes.scored).collect();
    wanted.extend(outputs.vetoes.iter().chain(&outputs.adjusts));
    wanted.extend(questions(rubric, program, claims).iter().flat_map(Question::nodes));
    let few = rows.get(..FIRST).unwrap_or(&rows);
    if answer(&examples, claims, &ground.run(few, &wanted), few) {
        return;
    }
    let mut tried = ground.run(&rows, &wanted);
    if answer(&examples, claims, &tried, &rows) {
        return;
    }
    // The best of every item in one row, tried together with the others.
    let more = {
        let mixed = Mixed { program, behind: &behind, variables: variables.len(), rows: &rows, tried: &tried };
        [combined(&mixed), pieced(&mixed, &ground.checks)].concat()
    };
    rows.extend(more);
    wanted.push(outputs.total);
    tried = ground.run(&rows, &wanted);
    if answer(&examples, claims, &tried, &rows) {
        return;
    }
    let tried_rows = rows.len();
    let mixed = Mixed { program, behind: &behind, variables: variables.len(), rows: &rows, tried: &tried };
    let more = heights(&mixed, &ground);
    if !more.is_empty() {
        let wanted: Vec<NodeId> = questions(rubric, program, claims).iter().flat_map(Question::nodes).collect();
        if answer(&examples, claims, &ground.run(&more, &wanted), &more) {
            return;
        }
    }
    // An analyst's own examples know what figures go together: item by item,
    let plain = tried.sound.first().and_then(|row| rows.get(*row)).or(rows.first()).cloned().unwrap_or_default();
    rows.extend(own(rubric, &variables, &plain));
    if rows.len() > tried_rows {
        tried = ground.run(&rows, &wanted);
        let mixed = Mixed { program, behind: &behind, variables: variables.len(), rows: &rows, tried: &tried };
        rows.extend([combined(&mixed), pieced(&mixed, &ground.checks)].concat());
        tried = ground.run(&rows, &wanted);
        if answer(&examples, claims, &tried, &rows) {
            return;
        }
        let mixed = Mixed { program, behind: &behind, variables: variables.len(), rows: &rows, tried: &tried };
        let more = raised(&mixed, &ground);
        if answer(&examples, claims, &ground.run(&more, &wanted), &more) {
            return;
        }
    }
    // and as a whole.
    for case in &rubric.tests {
        let open = questions(rubric, program, claims);
        let mut wanted: Vec<NodeId> = open.iter().flat_map(Question::nodes).collect();
        wanted.extend(&ground.checks);
        let (lanes, count) = self_test::lanes(rubric, program, case, &wanted);
        if answer(&examples, claims, &Tried::new(lanes, 0, count, &ground.checks), &[]) {
            return;
        }
    }
}

/// What a row would have to show.
struct Question {
    claim: usize,
    node: NodeId,
    sought: Sought,
    /// Only subjects of this variant: the node of its index, and the index.
    variant: Option<(NodeId, f64)>,
}

#[derive(Clone, Copy)]
enum Sought {
    AtLeast(f64),
    Above(f64),
    Exactly(f64),
    OtherThan(f64),
    /// No value, for this reason.
    Undefined(Nothing),
}

impl Question {
    fn nodes(&self) -> impl Iterator<Item = NodeId> {
        [Some(self.node), self.variant.map(|(node, _)| node)].into_iter().flatten()
    }

    /// The row that shows it, and its figure.
    fn shown(&self, tried: &Tried) -> Option<(usize, f64)> {
        let here = |row: &&usize| self.variant.is_none_or(|(node, index)| tried.number(node, **row) == Some(index));
        let figures = tried.sound.iter().filter(here).filter_map(|row| Some((*row, tried.figure(self.node, *row)?)));
        let mut fitting = figures.filter(|(_, figure)| match (figure, self.sought) {
            (Ok(figure), Sought::AtLeast(least)) => least.near_le(*figure),
            (Ok(figure), Sought::Above(most)) => most.near_lt(*figure),
            (Ok(figure), Sought::Exactly(wanted)) => *figure == wanted,
            (Ok(figure), Sought::OtherThan(other)) => *figure != other,
            (Err(nothing), Sought::Undefined(wanted)) => *nothing == wanted,
            (Ok(_), Sought::Undefined(_)) | (Err(_), _) => false,
        });
        fitting.next().map(|(row, figure)| (row, figure.unwrap_or(f64::NAN)))
    }
}

/// What is open and can be shown by a row.
fn questions(rubric: &Rubric, program: &Program, claims: &[Claim]) -> Vec<Question> {
    let open = claims.iter().enumerate().filter(|(_, claim)| claim.verdict == Verdict::Unknown);
    open.filter_map(|(at, claim)| question(rubric, program, at, claim)).collect()
}

fn question(rubric: &Rubric, program: &Program, claim_at: usize, claim: &Claim) -> Option<Question> {
    let outputs = &program.outputs;
    let ask = |node: NodeId, sought: Sought| Some(Question { claim: claim_at, node, sought, variant: None });
    let full = || Sought::AtLeast(rubric.header.points.to_f64());
    match (claim.about, &claim.what) {
        (About::Indicator(index), What::FullMarks) => {
            ask(outputs.indicators.get(index)?.scored, Sought::AtLeast(100.0))
        }
        // Where no ranges are declared, nothing says that it does happen.
        (_, What::Policy(_) | What::WithinBounds) if rubric.elements.iter().all(|element| element.range.is_none()) => {
            None
        }
        (About::Indicator(index), What::Policy(why)) => {
            ask(outputs.indicators.get(index)?.value, Sought::Undefined(*why))
        }
        (About::Category(index), What::FullMarks) => ask(outputs.categories.get(index)?.score, Sought::AtLeast(100.0)),
        (About::Total, What::FullMarks) => ask(outputs.total, full()),
        (About::Total, What::WithinBounds) => {
            ask(outputs.total_raw, Sought::Above(rubric.header.total_range.1.to_f64()))
        }
        (About::Variant(index), What::FullMarks) => {
            let variant = outputs.variant.as_ref().map(|nodes| (nodes.index, index as f64));
            Some(Question { claim: claim_at, node: outputs.total, sought: full(), variant })
        }
        (About::Grade(index), What::Happens) => ask(outputs.grade?, Sought::Exactly(index as f64)),
        (About::Veto(index), What::Happens) => ask(*outputs.vetoes.get(index)?, Sought::OtherThan(0.0)),
        (About::Veto(index), What::CanFail) => ask(*outputs.vetoes.get(index)?, Sought::Exactly(0.0)),
        (About::Consequence(index), What::Happens) => {
            ask(outputs.consequences.get(index)?.when, Sought::OtherThan(0.0))
        }
        (About::Check(index), What::Happens) => ask(outputs.checks.get(index)?.holds, Sought::OtherThan(0.0)),
        _ => None,
    }
}

/// Takes down what the rows show; whether nothing is left to be shown.
fn answer(examples: &Examples<'_>, claims: &mut [Claim], tried: &Tried, rows: &[Row]) -> bool {
    let mut all = true;
    for question in questions(examples.rubric, examples.program, claims) {
        match (question.shown(tried), claims.get_mut(question.claim)) {
            (Some((row, figure)), Some(claim)) => {
                claim.verdict = match question.sought {
                    Sought::Above(_) | Sought::Undefined(_) => {
                        let example = rows.get(row).and_then(|row| broken(examples, &question, claim, row));
                        Verdict::Broken { figure, example }
                    }
                    _ => Verdict::Shown { value: figure, score: figure },
                };
            }
            _ => all = false,
        }
    }
    all
}

/// The row as a test, if the same comes out there.
fn broken(examples: &Examples<'_>, question: &Question, claim: &Claim, row: &Row) -> Option<Example> {
    let outputs = &examples.program.outputs;
    let tried = examples.tried(&[row], &[question.node, outputs.total])?;
    question.shown(&tried)?;
    let expect = match claim.about {
        About::Indicator(index) => format!("{} = \"undefined\"", quoted(&examples.rubric.indicators.get(index)?.id)),
        _ => format!("total = {}", digits(tried.number(outputs.total, 0)?)),
    };
    let nodes = if matches!(claim.about, About::Total) { outputs.total } else { question.node };
    let given = examples.given(&[row], &[nodes])?;
    Some(Example { given, expect: format!("{{ {expect} }}") })
}

/// Changes rows until checks hold in most of them.
fn mend(ground: &Ground<'_>, behind: &Behind, rows: &mut [Row]) {
    for round in 0..=ROUNDS {
        let tried = ground.run(rows, &[]);
        if tried.sound.len() * 2 > rows.len() || round == ROUNDS {
            return;
        }
        cross(&ground.checks, behind, &tried, rows);
    }
}

/// Rows that break a check take the figures it reads from a row that does not.
fn cross(checks: &[NodeId], behind: &Behind, tried: &Tried, rows: &mut [Row]) {
    let before = rows.to_vec();
    for check in checks {
        let holding: Vec<usize> = (0..rows.len()).filter(|row| tried.number(*check, *row) == Some(1.0)).collect();
        if holding.is_empty() || holding.len() == rows.len() {
            continue;
        }
        let read = behind.of(*check);
        let mut next = 0;
        for (at, row) in rows.iter_mut().enumerate() {
            if tried.number(*check, at) != Some(0.0) {
                continue;
            }
            let donor = holding.get((at * 7 + next) % holding.len()).and_then(|donor| before.get(*donor));
            next += 1;
            for variable in &read {
                if let (Some(slot), Some(figure)) = (row.get_mut(*variable), donor.and_then(|row| row.get(*variable))) {
                    *slot = figure.clone();
                }
            }
        }
    }
}
