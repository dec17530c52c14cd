//! Who is assessed, in which periods, and to whom each row of each table belongs.
//!
//! Nothing is dropped silently: rows that join nobody are counted, and listed as findings. The
//! order of rows decides nothing here: subjects stand in the order of their keys, first cells are
//! first by file and row number.

mod buckets;
pub(super) mod keys;
mod link;
mod membership;
mod near;
pub(super) mod periods;
pub(super) mod place;
pub(super) mod roster;
mod shared;
mod synthetic;
#[cfg(test)]
mod tests;

pub use buckets::Buckets;
pub use link::{Link, RowPeriods};
pub use synthetic::{Supplied, synthetic};

use std::collections::HashMap;
use std::sync::Arc;

use super::codes;
use super::run::run_only;
use super::stream::{Course, Flow, Passed, State};
use crate::diagnostic::{Bag, Cell, Diagnostic};
use crate::plan::{KeySpec, NodeId, PeersId, Plan, Share, TableId, TableSpec};
use crate::result::{Period, Skipped};
use crate::table::{Lane, Table, Texts};
use crate::words;
use keys::Binding;
use place::Met;

/// Tables with their rows assigned.
#[derive(Debug, Clone, Default)]
pub struct Bound {
    /// In the order of the plan's tables.
    pub tables: Vec<Arc<Table>>,
    /// Sorted by key.
    pub subjects: Vec<Subject>,
    /// Oldest first; at least one.
    pub periods: Vec<Period>,
    /// For each table.
    pub links: Vec<Link>,
    pub findings: Bag,
    pub skipped: Vec<Skipped>,
    /// Rows that count for nothing because they were declared void.
    pub void: Vec<VoidFound>,
    /// For each table the rows of subjects that are not among their rows.
    pub gone: Vec<Vec<Gone>>,
    /// Whether a subject is on the roster in a period, by period × subjects + subject.
    assessed: Vec<bool>,
    /// For each table what its `drop` and its voids gave.
    judged: Vec<Judged>,
    /// Tables whose rows are not here: what they came to, in the order of the plan's tables.
    passed: Vec<Option<Arc<Passed>>>,
    /// What was gathered from those.
    gathered: Vec<(NodeId, Lane)>,
    synthetic: bool,
}

/// The conditions that take rows out of a table, as they were judged when all rows were there.
///
/// They are not judged again: with those rows gone, a window in such a condition sees others than
/// it did, and would say of rows that stayed that they had to go.
#[derive(Debug, Clone, Default)]
struct Judged {
    drop: Option<Lane>,
    /// In the order of the table's voids.
    void: Vec<Lane>,
}

/// The rows that one void takes out of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct VoidFound {
    /// Which of the rubric's voids.
    pub void: usize,
    pub table: TableId,
    /// By file and row number.
    pub rows: Vec<usize>,
    /// Rows for which it could not be decided; they count.
    pub undecided: usize,
    /// Whose rows and in which period, where a row has one of each.
    pub of: Vec<(usize, Option<usize>)>,
}

/// A row of a subject that counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone {
    pub subject: usize,
    /// `None`: in every period.
    pub period: Option<usize>,
    /// Declared void, or else dropped.
    pub void: bool,
}

/// Somebody who is assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub key: String,
    pub label: String,
    /// The key's cell in the roster.
    pub origin: Option<Cell>,
}

impl Bound {
    /// The rows of a table that belong to a subject in a period, by file and row number.
    pub fn rows_of(&self, table: TableId, subject: usize, period: usize) -> Vec<usize> {
        let index = usize::from(table.0);
        let (Some(link), Some(table)) = (self.links.get(index), self.tables.get(index)) else { return Vec::new() };
        let slot = if link.is_always() { subject } else { period * self.subjects.len() + subject };
        let mut rows: Vec<usize> = link.buckets().get(slot).iter().map(|row| *row as usize).collect();
        place::sort(table, &mut rows);
        rows
    }

    /// A value's cell in its file; of the row as a whole where the column is not in the file.
    pub fn cell(&self, table: TableId, column: Option<&str>, row: usize) -> Option<Cell> {
        place::cell(self.tables.get(usize::from(table.0))?, column, row)
    }

    /// Whether a subject is on the roster in a period. Who has left or has not yet come is not.
    pub fn is_assessed(&self, subject: usize, period: usize) -> bool {
        self.assessed.get(period * self.subjects.len() + subject) != Some(&false)
    }

    /// The subjects on the roster in a period.
    pub fn assessed_in(&self, period: usize) -> Vec<usize> {
        (0..self.subjects.len()).filter(|subject| self.is_assessed(*subject, period)).collect()
    }

    /// The conditions that rows were taken out by, and what they gave when they were judged.
    pub(super) fn judged<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = (NodeId, &'a Lane)> {
        plan.tables.iter().zip(&self.judged).flat_map(|(spec, judged)| {
            let void = spec.void.iter().map(|void| void.condition).zip(&judged.void);
            spec.drop.zip(judged.drop.as_ref()).into_iter().chain(void)
        })
    }

    /// What was gathered while rows passed by.
    pub(super) fn gathered(&self) -> impl Iterator<Item = (NodeId, &Lane)> {
        self.gathered.iter().map(|(node, lane)| (*node, lane))
    }

    /// What is left of a table whose rows have passed by.
    pub fn passed(&self, table: TableId) -> Option<&Passed> {
        self.passed.get(usize::from(table.0))?.as_deref()
    }

    /// Whether there is no data behind this, only figures that a test supplies.
    pub fn is_synthetic(&self) -> bool {
        self.synthetic
    }
}

/// Binds tables, which come in the order of the plan's, to the subjects of the roster.
pub fn bind(plan: &Plan, tables: Vec<impl Into<Arc<Table>>>) -> Bound {
    bind_in(plan, tables, &[], None)
}

/// Tables that are not held, and how their rows come.
pub struct Passing<'a> {
    pub courses: Vec<Course>,
    /// Lets all rows of a table pass by.
    pub pass: &'a mut dyn FnMut(&Course, &Flow<'_>) -> State,
}

impl std::fmt::Debug for Passing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passing").field("courses", &self.courses).finish_non_exhaustive()
    }
}

/// As [`bind`], where some of the tables are empty because their rows pass by.
pub fn bind_passing(plan: &Plan, tables: Vec<impl Into<Arc<Table>>>, passing: Passing<'_>) -> Bound {
    bind_in(plan, tables, &[], Some(passing))
}

/// What is said of one table before anybody is bound.
#[derive(Default)]
struct Told {
    findings: Bag,
    skipped: Vec<Skipped>,
}

impl Told {
    fn dropped(&mut self, spec: &TableSpec, met: Met) {
        let reason = words!("按 `drop` 条件略去", "left out by the `drop` condition");
        met.skip(spec, reason, &mut self.skipped);
    }

    fn unreadable(&mut self, spec: &TableSpec, rows: &periods::Unreadable) {
        rows.tell(spec, &mut self.findings, &mut self.skipped);
    }
}

/// The same, with periods that are there even if no row is of them.
pub fn bind_with(plan: &Plan, tables: Vec<impl Into<Arc<Table>>>, periods: &[i64]) -> Bound {
    bind_in(plan, tables, periods, None)
}

fn bind_in(
    plan: &Plan,
    tables: Vec<impl Into<Arc<Table>>>,
    periods: &[i64],
    mut passing: Option<Passing<'_>>,
) -> Bound {
    let mut tables: Vec<Arc<Table>> = tables.into_iter().map(Into::into).collect();
    tables.resize_with(plan.tables.len(), Arc::default);
    // Results hold columns as they are.
    tables.iter_mut().filter_map(Arc::get_mut).for_each(Table::share);
    let links = tables.iter().map(|table| Link::of_nobody(table.rows)).collect();
    let mut bound = Bound { tables, links, periods: vec![only_period()], ..Bound::default() };

    let splits = membership::split(plan, &mut bound);
    let mut marks = Marks::evaluate(plan, &bound);
    bound.judged = std::mem::take(&mut marks.judged);
    let (mut ordinals, mut first) = (Vec::new(), Vec::new());
    for (spec, (table, dropped)) in plan.tables.iter().zip(bound.tables.iter().zip(&marks.dropped)) {
        let mut told = Told::default();
        told.dropped(spec, dropped_rows(spec, table, dropped));
        let (read, unreadable) = periods::read(table, spec, plan.cycle, dropped);
        told.unreadable(spec, &unreadable);
        ordinals.push(read);
        first.push(told);
    }

    let roster = roster::read(plan, &bound.tables, &marks, &ordinals);
    let mut rest = Told { findings: roster.findings, skipped: roster.skipped };
    let mut passed: Vec<Option<Passed>> = plan.tables.iter().map(|_| None).collect();

    let mut bindings: Vec<Binding> = Vec::new();
    let mut owners: Vec<Vec<u32>> = Vec::new();
    let mut shared: Vec<Option<Vec<shared::Held>>> = Vec::new();
    let mut dropped_of: Vec<Vec<(u32, u32)>> = Vec::new();
    for (index, (spec, table)) in plan.tables.iter().zip(&bound.tables).enumerate() {
        let mut held = None;
        let mut gone = Vec::new();
        let owner = match (&spec.key, splits.get(index).and_then(Option::as_ref)) {
            _ if index == usize::from(plan.roster.table.0) => roster.rows.clone(),
            (None, _) => vec![Buckets::NONE; table.rows],
            (Some(KeySpec { column, of: Some(of), .. }), _) => {
                let members = shared::Members::new(of, plan, &bound.tables, &roster.rows, &ordinals);
                let joined = shared::join(column, table, &marks.dropped[index], &members, &ordinals[index]);
                shared::tell(plan, spec, (column, of), table, &joined, &mut rest.findings, &mut rest.skipped);
                held = Some(joined.held);
                joined.owner
            }
            (Some(_), Some(split)) => {
                let key = KeySpec { column: Share::MEMBER.into(), through: None, of: None };
                let left: Vec<bool> = marks.dropped[index]
                    .iter()
                    .zip(&split.of_nobody)
                    .map(|(dropped, nobody)| *dropped || *nobody)
                    .collect();
                let joined = keys::join(&key, table, &left, &roster.directory, None);
                keys::tell((plan, &roster.subjects), spec, &key, &joined.lost, &mut rest.findings, &mut rest.skipped);
                joined.owner
            }
            (Some(key), None) => {
                let binding = key.through.as_ref().map(|through| {
                    Binding::find_or_read(&mut bindings, through, plan, &bound.tables, &marks, &mut rest.findings)
                });
                let binding = binding.and_then(|at| bindings.get(at));
                let course = passing.iter().flat_map(|passing| &passing.courses);
                let course = course.into_iter().find(|course| usize::from(course.table.0) == index).cloned();
                if let (Some(course), Some(passing)) = (course, &mut passing) {
                    let constants = run_only(plan, &bound, &HashMap::new(), &course.constants);
                    let subjects = roster.subjects.len();
                    let flow = Flow::new((plan, &course), spec, &roster.directory, binding, constants, subjects);
                    let state = (passing.pass)(&course, &flow);
                    let came_to = Passed::new(course, state, spec, subjects);
                    keys::tell(
                        (plan, &roster.subjects),
                        spec,
                        key,
                        came_to.lost(),
                        &mut rest.findings,
                        &mut rest.skipped,
                    );
                    if let Some(told) = first.get_mut(index) {
                        told.dropped(spec, came_to.dropped().clone());
                        told.unreadable(spec, came_to.unreadable());
                    }
                    passed[index] = Some(came_to);
                    owners.push(Vec::new());
                    shared.push(None);
                    dropped_of.push(Vec::new());
                    continue;
                }
                let mut joined = keys::join(key, table, &marks.dropped[index], &roster.directory, binding);
                gone = std::mem::take(&mut joined.dropped);
                keys::tell((plan, &roster.subjects), spec, key, &joined.lost, &mut rest.findings, &mut rest.skipped);
                joined.owner
            }
        };
        owners.push(owner);
        shared.push(held);
        dropped_of.push(gone);
    }

    for told in first.into_iter().chain([rest]) {
        bound.findings.extend(told.findings);
        bound.skipped.extend(told.skipped);
    }
    bound.findings.tell_once();
    let directory = roster.directory;
    bound.subjects = roster.subjects;
    let mut found = periods::occurring(&ordinals, &owners);
    found.extend(periods);
    found.extend(passed.iter().flatten().flat_map(Passed::occurring));
    found.sort_unstable();
    found.dedup();
    if !found.is_empty() {
        bound.periods = found.into_iter().map(|ordinal| Period { name: plan.cycle.name(ordinal), ordinal }).collect();
    }
    let dropped = marks.dropped.clone();
    let (subjects, known) = (bound.subjects.len(), &bound.periods);
    let mut links = Vec::new();
    for (index, (((owner, ordinals), dropped), held)) in
        owners.into_iter().zip(ordinals).zip(marks.dropped).zip(shared).enumerate()
    {
        if let Some(passed) = passed.get_mut(index).and_then(Option::as_mut) {
            passed.set_periods(known);
            bound.gathered.extend(passed.lanes());
            bound.gone.push(Vec::new());
            links.push(Link::of_passed(passed.is_always(), passed.has_rows()));
            continue;
        }
        let periods = ordinals.indices(known);
        let mut gone: Vec<Gone> =
            dropped_of[index].iter().filter_map(|(row, of)| dropped_row(&periods, *row, *of)).collect();
        let link = |owner, periods, dropped, held: Option<Vec<shared::Held>>| match held {
            None => Link::new(owner, periods, dropped, subjects, known.len()),
            Some(held) => Link::of_shares(shared::shares(&held, known), periods, dropped, subjects, known.len()),
        };
        let void = &marks.void[index];
        if void.is_empty() {
            bound.gone.push(gone);
            links.push(link(owner, periods, dropped, held));
            continue;
        }
        let whole = link(owner.clone(), periods.clone(), dropped.clone(), held.clone());
        let table = TableId(index as u16);
        for row in void.iter().flat_map(|found| &found.rows).map(|row| *row as usize) {
            let period = whole.period(row);
            gone.extend(whole.subjects(row).into_iter().map(|subject| Gone { subject, period, void: true }));
        }
        bound.gone.push(gone);
        bound.void.extend(void.iter().map(|found| void_of(&whole, &bound.tables[index], table, found)));
        let mut marked = vec![false; dropped.len()];
        void.iter().flat_map(|found| &found.rows).for_each(|row| marked[*row as usize] = true);
        let is_void = |row: usize| marked.get(row) == Some(&true);
        let without: Vec<u32> =
            owner.iter().enumerate().map(|(row, owner)| if is_void(row) { Buckets::NONE } else { *owner }).collect();
        let left = dropped.iter().enumerate().map(|(row, dropped)| *dropped || is_void(row)).collect();
        let held = held.map(|held| held.into_iter().filter(|held| !is_void(held.row as usize)).collect());
        links.push(link(without, periods, left, held).with_void(&whole));
    }
    bound.links = links;
    bound.passed = passed.into_iter().map(|passed| passed.map(Arc::new)).collect();
    // A roster without periods holds in all of them.
    let roster = bound.links.get(usize::from(plan.roster.table.0)).filter(|link| !link.is_always());
    bound.assessed =
        roster.map(|link| link.buckets().iter().map(|rows| !rows.is_empty()).collect()).unwrap_or_default();
    for (index, split) in splits.iter().enumerate() {
        if let Some(split) = split {
            split.tell(plan, index, &dropped[index], &directory, &mut bound);
        }
    }
    bound
}

/// A dropped row of a subject; `None` where its period is none of those that there are.
fn dropped_row(periods: &RowPeriods, row: u32, subject: u32) -> Option<Gone> {
    let period = match periods {
        RowPeriods::Always => None,
        RowPeriods::Each(each) => {
            let period = each.get(row as usize).filter(|period| **period != Buckets::NONE)?;
            Some(*period as usize)
        }
    };
    Some(Gone { subject: subject as usize, period, void: false })
}

/// The period of a scheme without cycle, or of data without any period.
fn only_period() -> Period {
    Period { name: String::new(), ordinal: 0 }
}

/// Which rows the plan's own conditions leave out, computed before anybody is bound.
pub(super) struct Marks {
    /// For each table what its voids say.
    void: Vec<Vec<VoidMarks>>,
    /// For each table and row.
    dropped: Vec<Vec<bool>>,
    /// For each row of the roster whether it passes the filter; `None` where that is undecided.
    assessed: Vec<Option<bool>>,
    /// For each table the conditions themselves.
    judged: Vec<Judged>,
}

impl Marks {
    fn evaluate(plan: &Plan, bound: &Bound) -> Marks {
        let void = plan.tables.iter().flat_map(|spec| spec.void.iter().map(|void| void.condition));
        let wanted: Vec<NodeId> =
            plan.tables.iter().filter_map(|spec| spec.drop).chain(plan.roster.filter).chain(void).collect();
        let lanes = run_only(plan, bound, &HashMap::new(), &wanted);
        let flags = |node: NodeId, rows: usize| {
            let view = super::kernel::view::Operand::new(lanes.get(node), rows).numbers();
            (0..rows).map(move |row| if view.value(row).is_nan() { None } else { Some(view.is_true(row)) })
        };
        let dropped: Vec<Vec<bool>> = plan
            .tables
            .iter()
            .zip(&bound.tables)
            .map(|(spec, table)| match spec.drop {
                // What cannot be decided is kept: it will be told of if it joins nobody.
                Some(node) => flags(node, table.rows).map(|flag| flag == Some(true)).collect(),
                None => vec![false; table.rows],
            })
            .collect();
        let marked = |(spec, (table, dropped)): (&TableSpec, (&Arc<Table>, &Vec<bool>))| {
            let mut marks: Vec<VoidMarks> = Vec::new();
            // The first reason given is the one that is told.
            let mut taken = dropped.clone();
            for void in &spec.void {
                let mut mark = VoidMarks { void: void.void, rows: Vec::new(), undecided: 0 };
                for (row, flag) in flags(void.condition, table.rows).enumerate() {
                    match flag {
                        _ if taken.get(row) == Some(&true) => {}
                        Some(true) => mark.rows.push(row as u32),
                        Some(false) => {}
                        None => mark.undecided += 1,
                    }
                }
                mark.rows.iter().for_each(|row| taken[*row as usize] = true);
                marks.push(mark);
            }
            marks
        };
        let void = plan.tables.iter().zip(bound.tables.iter().zip(&dropped)).map(marked).collect();
        let rows = bound.tables.get(usize::from(plan.roster.table.0)).map_or(0, |table| table.rows);
        let assessed = match plan.roster.filter {
            Some(node) => flags(node, rows).collect(),
            None => vec![Some(true); rows],
        };
        let judged = |spec: &TableSpec| Judged {
            drop: spec.drop.map(|node| lanes.get(node).clone()),
            void: spec.void.iter().map(|void| lanes.get(void.condition).clone()).collect(),
        };
        Marks { void, dropped, assessed, judged: plan.tables.iter().map(judged).collect() }
    }
}

/// The rows of a table that one void names.
struct VoidMarks {
    void: usize,
    rows: Vec<u32>,
    undecided: usize,
}

fn void_of(link: &Link, table: &Table, id: TableId, found: &VoidMarks) -> VoidFound {
    let mut rows: Vec<usize> = found.rows.iter().map(|row| *row as usize).collect();
    place::sort(table, &mut rows);
    let mut of: Vec<(usize, Option<usize>)> = rows
        .iter()
        .flat_map(|row| link.subjects(*row).into_iter().map(|subject| (subject, link.period(*row))))
        .collect();
    of.sort_unstable();
    of.dedup();
    VoidFound { void: found.void, table: id, rows, undecided: found.undecided, of }
}

fn dropped_rows(spec: &TableSpec, table: &Table, dropped: &[bool]) -> Met {
    let rows: Vec<usize> = (0..table.rows).filter(|row| dropped.get(*row) == Some(&true)).collect();
    Met::of(table, spec.key.as_ref().map(|key| &*key.column), &rows)
}

/// The columns that name peer groups: what the plan's peers gather from the roster.
fn group_columns(plan: &Plan) -> Vec<Arc<str>> {
    (0..plan.peers.len()).filter_map(|peers| group_column(plan, PeersId(peers as u16))).collect()
}

/// The roster column behind a division, where it is a plain column.
pub(super) fn group_column(plan: &Plan, peers: PeersId) -> Option<Arc<str>> {
    use crate::plan::{Grain, Op};
    let node = (*plan.peers.get(usize::from(peers.0))?)?;
    let Op::Gather { input, .. } = &plan.nodes.get(node.0 as usize)?.op else { return None };
    let column = plan.nodes.get(input.0 as usize)?;
    match &column.op {
        Op::Column(name) if column.grain == Grain::Table(plan.roster.table) => Some(name.clone()),
        _ => None,
    }
}

/// Labels a finding with a cell, where there is one.
fn at(finding: Diagnostic, cell: Option<Cell>, words: crate::text::Words) -> Diagnostic {
    match cell {
        Some(cell) => finding.at(cell, words),
        None => finding,
    }
}

/// A column as text, whatever it was typed as; `None` if the table does not have it.
pub(super) fn texts_of<'a>(table: &'a Table, column: &str) -> Option<std::borrow::Cow<'a, Texts>> {
    use std::borrow::Cow;
    match &table.column(column)?.lane {
        Lane::Texts(texts) => Some(Cow::Borrowed(texts)),
        Lane::Numbers(numbers) => {
            let shown: Vec<_> = (0..numbers.len()).map(|row| numbers.get(row).map(|value| value.to_string())).collect();
            Some(Cow::Owned(shown.iter().map(|text| text.as_deref().map_err(|nothing| *nothing)).collect()))
        }
    }
}

/// Nobody is assessed: everything else will be empty, so this is said first.
fn nobody(name: &str) -> Diagnostic {
    Diagnostic::error(codes::NOBODY, words!("名册 `{name}` 中没有考核对象", "the roster `{name}` has nobody to assess"))
}
