//! One period cut out of the columns, and what has to be said about it.

mod absent;
mod after;
mod ballots;
mod cells;
mod checks;
mod counterparts;
mod figure;
mod inflation;
mod notes;
mod provisional;
mod ranges;
mod raters;
mod ratings;
mod record;
mod rows;
mod slice;
#[cfg(test)]
mod tests;
mod twins;
mod unused;

use super::bind::{Bound, group_column};
use super::lanes::Lanes;
use crate::diagnostic::{Bag, Diagnostic};
use crate::plan::{NodeId, PeersId, Program};
use crate::result::{
    CategoryResult, ConsequenceResult, FileRead, IndicatorResult, Inflation, Period, RatingResult, Record, Results,
    Skipped, SubjectInfo,
};
use crate::rubric::Rubric;
use crate::table::{Lane, Numbers};
use slice::Slice;

/// What the reader of the files has to say; it goes into the results as it is.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub findings: Bag,
    pub skipped: Vec<Skipped>,
    pub files: Vec<FileRead>,
}

/// What the passes below share: the rubric, its program, and the columns of one period.
#[derive(Clone, Copy)]
struct View<'a> {
    rubric: &'a Rubric,
    program: &'a Program,
    bound: &'a Bound,
    lanes: &'a Lanes,
    slice: Slice<'a>,
    /// Those on the roster in the period.
    subjects: &'a [usize],
    period: usize,
}

/// The results of one of the bound periods (an index into [`Bound::periods`]), of the subjects who
/// are on the roster in it; of one that does not exist every figure is a nothing.
pub fn collect(
    rubric: &Rubric,
    program: &Program,
    bound: &Bound,
    lanes: &Lanes,
    period: usize,
    reading: Reading,
) -> Results {
    let subjects = bound.assessed_in(period);
    let slice = Slice::new(&program.plan, lanes, bound.subjects.len(), &subjects, period);
    let view = View { rubric, program, bound, lanes, slice, subjects: &subjects, period };
    let (numbers, outputs) = (|node: NodeId| slice.numbers(node), &program.outputs);

    let mut results = Results {
        period: bound.periods.get(period).cloned().unwrap_or(Period { name: String::new(), ordinal: 0 }),
        periods: bound.periods.clone(),
        subjects: subject_infos(&view),
        order: Vec::new(),
        elements: outputs.elements.iter().map(|node| slice.lane(*node)).collect(),
        rows: rows::all(&view),
        indicators: outputs
            .indicators
            .iter()
            .map(|nodes| IndicatorResult {
                value: slice.lane(nodes.value),
                ratings: nodes
                    .ratings
                    .iter()
                    .map(|rating| RatingResult {
                        rater: rating.rater,
                        rating: numbers(rating.rating),
                        count: numbers(rating.count),
                        left_out: added_up(rating.left_out.iter().map(|(_, count)| numbers(*count)), subjects.len()),
                        expected: rating.expected.map(numbers),
                    })
                    .collect(),
                inflation: nodes.inflation.map(|nodes| Inflation {
                    own: numbers(nodes.own),
                    others: numbers(nodes.others),
                    gap: numbers(nodes.gap),
                }),
                score: numbers(nodes.score),
                points: numbers(nodes.points),
                full: numbers(nodes.full),
                left: [nodes.value, nodes.points].map(|node| slice.few(node)),
            })
            .collect(),
        ballots: Vec::new(),
        inflation: Vec::new(),
        participation: Vec::new(),
        categories: outputs
            .categories
            .iter()
            .map(|nodes| CategoryResult {
                points: numbers(nodes.points),
                present: numbers(nodes.present),
                full: numbers(nodes.full),
                reported: nodes.reported.map(|nodes| [nodes.marks, nodes.of, nodes.items].map(numbers)),
            })
            .collect(),
        weights: outputs.weights.iter().map(|all| all.iter().map(|node| numbers(*node)).collect()).collect(),
        variant: outputs.variant.as_ref().map(|nodes| numbers(nodes.index)),
        adjusts: outputs.adjusts.iter().map(|node| numbers(*node)).collect(),
        vetoes: outputs.vetoes.iter().map(|node| numbers(*node)).collect(),
        total: numbers(outputs.total),
        unscaled: outputs.unscaled.map(|(raw, there)| (numbers(raw), numbers(there))),
        total_before: outputs.afterwards.before.map(numbers),
        rank: numbers(outputs.rank),
        rank_from_last: numbers(outputs.rank_from_last),
        group_size: numbers(outputs.group_size),
        grade: slice.numbers_or_nothing(outputs.grade),
        consequences: outputs
            .consequences
            .iter()
            .map(|nodes| ConsequenceResult { when: numbers(nodes.when), money: nodes.money.map(numbers) })
            .collect(),
        findings: reading.findings,
        skipped: reading.skipped,
        files: reading.files,
        provisional: Vec::new(),
        record: Record::default(),
    };
    results.order = order(&results);
    results.inflation = inflation::of_groups(rubric, &results);
    let inflated = inflation::tell(&view, &results);
    results.participation = raters::participation(rubric, &results);
    let raters = raters::tell(&view, &results);
    results.findings.extend(bound.findings.clone());
    results.skipped.extend(bound.skipped.iter().cloned());
    absent::tell(&view, &mut results);
    ballots::tell(&view, &mut results);
    checks::tell(&view, &mut results.findings);
    ranges::tell(&view, &mut results.findings);
    ratings::tell(&view, &mut results.findings);
    unused::tell(&view, &mut results.findings);
    results.findings.extend(inflated);
    results.findings.extend(raters);
    let notes = notes::all(&view, &results);
    results.findings.extend(notes);
    let mut told = Bag::default();
    results.record = record::all(&view, &results, &mut told);
    results.findings.extend(told);
    results.provisional = provisional::reasons(&view);
    let (findings, rejected) = after::all(&view, &results);
    results.findings.extend(findings);
    results.provisional.extend(rejected);
    results.provisional.extend(provisional::disputed(&results));
    results
}

/// The figures of any node in a period, in the order of the subjects of its results.
pub fn lane_of(program: &Program, (bound, lanes): (&Bound, &Lanes), period: usize, node: NodeId) -> Lane {
    let subjects = bound.assessed_in(period);
    Slice::new(&program.plan, lanes, bound.subjects.len(), &subjects, period).lane_of_members(node)
}

/// Labels a finding about a subject in a period with the cells behind the figure of an element.
pub fn label_element(
    (rubric, program): (&Rubric, &Program),
    (bound, lanes): (&Bound, &Lanes),
    (subject, period, element): (usize, usize, usize),
    finding: Diagnostic,
) -> Diagnostic {
    let subjects = bound.assessed_in(period);
    let slice = Slice::new(&program.plan, lanes, bound.subjects.len(), &subjects, period);
    let view = View { rubric, program, bound, lanes, slice, subjects: &subjects, period };
    cells::label_element(&view, element, subject, finding)
}

/// Counts of ratings that were left out for different reasons.
fn added_up(counts: impl Iterator<Item = Numbers>, subjects: usize) -> Numbers {
    let all: Vec<Numbers> = counts.collect();
    (0..subjects).map(|subject| Ok(all.iter().filter_map(|count| count.get(subject).ok()).sum())).collect()
}

/// By place, then by key; those without a place last.
fn order(results: &Results) -> Vec<usize> {
    let subjects = &results.subjects;
    let place = |subject: usize| results.rank.get(subject).unwrap_or(f64::INFINITY);
    // Places are within the first group: those of one group stand together.
    let group = |info: &SubjectInfo| info.groups.first().map(|name| (name.is_empty(), name.clone()));
    let mut groups: Vec<_> = subjects.iter().map(group).collect();
    groups.sort_unstable();
    groups.dedup();
    let number = |info: &SubjectInfo| {
        let name = info.groups.first().map(|name| (name.is_empty(), name));
        groups.binary_search_by(|known| known.as_ref().map(|(none, name)| (*none, name)).cmp(&name)).unwrap_or(0)
    };
    // Subjects of data stand in the order of their keys.
    let by_key = subjects.is_sorted_by(|a, b| a.key <= b.key);
    let mut order: Vec<(usize, f64, usize)> =
        subjects.iter().enumerate().map(|(subject, info)| (number(info), place(subject), subject)).collect();
    order.sort_unstable_by(|a, b| {
        let keys =
            || if by_key { a.2.cmp(&b.2) } else { subjects[a.2].key.cmp(&subjects[b.2].key).then(a.2.cmp(&b.2)) };
        a.0.cmp(&b.0).then_with(|| a.1.total_cmp(&b.1)).then_with(keys)
    });
    order.into_iter().map(|(_, _, subject)| subject).collect()
}

fn subject_infos(view: &View<'_>) -> Vec<SubjectInfo> {
    let columns = &view.rubric.subject.groups;
    let named: Vec<Option<NodeId>> = columns.iter().map(|column| group_node(view, column)).collect();
    let info = |index: &usize| {
        let subject = &view.bound.subjects[*index];
        let groups = columns.iter().zip(&named).map(|(column, node)| group_of(view, column, *node, *index)).collect();
        SubjectInfo { key: subject.key.clone(), label: subject.label.clone(), groups, origin: subject.origin.clone() }
    };
    view.subjects.iter().map(info).collect()
}

/// What the roster has in a group column for a subject; empty where it does not say.
fn group_name(view: &View<'_>, column: &str, subject: usize) -> String {
    group_of(view, column, group_node(view, column), subject)
}

/// The node that names the groups of a column, if it divides anybody.
fn group_node(view: &View<'_>, column: &str) -> Option<NodeId> {
    let plan = &view.program.plan;
    let mut all = (0..plan.peers.len()).map(|peers| PeersId(peers as u16));
    let peers = all.find(|peers| group_column(plan, *peers).as_deref() == Some(column))?;
    plan.peers[usize::from(peers.0)]
}

fn group_of(view: &View<'_>, column: &str, node: Option<NodeId>, subject: usize) -> String {
    let plan = &view.program.plan;
    if let Some(node) = node {
        return view.slice.text(node, subject).unwrap_or_default();
    }
    // A column that divides nobody is read from the roster itself.
    let table = plan.roster.table;
    let lane = view.bound.tables.get(usize::from(table.0)).and_then(|table| table.column(column)).map(|c| &c.lane);
    let Some(Lane::Texts(texts)) = lane else { return String::new() };
    let rows = view.bound.rows_of(table, subject, view.period);
    let mut names: Vec<&str> = rows.iter().filter_map(|row| texts.get(*row).ok()).collect();
    names.sort_unstable();
    names.dedup();
    names.join("/")
}
