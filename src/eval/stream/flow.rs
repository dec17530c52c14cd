//! Batches of rows into tallies: whose row it is, of which period, and what it adds to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::course::{Course, Need, RowsShape};
use super::tally::{Tally, Units};
use crate::diagnostic::Cell;
use crate::eval::bind::keys::{self, Binding, Found, Lost};
use crate::eval::bind::periods::Unreadable;
use crate::eval::bind::place::{self, Met};
use crate::eval::bind::roster::Directory;
use crate::eval::bind::texts_of;
use crate::eval::kernel::scratch;
use crate::eval::kernel::view::{Operand, View};
use crate::eval::lanes::Lanes;
use crate::eval::run::map::map;
use crate::eval::run::nothings;
use crate::plan::{Grain, NodeId, Op, PeriodSpec, Plan, TableSpec};
use crate::table::time::day_of_seconds;
use crate::table::{Cycle, Kind, Lane, Nothing, Table, Texts};

/// No subject, or no period.
const NONE: u32 = u32::MAX;

/// How many rows are named whose period cannot be read, and how many of another sort.
const NAMED: [usize; 2] = [20, 5];

/// What is needed to take rows of one table.
pub struct Flow<'a> {
    plan: &'a Plan,
    spec: &'a TableSpec,
    course: &'a Course,
    directory: &'a Directory,
    binding: Option<&'a Binding>,
    constants: Lanes,
    subjects: usize,
}

impl std::fmt::Debug for Flow<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flow").field("course", &self.course).finish_non_exhaustive()
    }
}

/// What has come of the rows that one state has taken.
#[derive(Debug, Default)]
pub struct State {
    pub(super) tally: Tally,
    /// Every period that some row is of.
    pub(super) periods: Vec<PeriodMet>,
    known: FxHashMap<i64, u32>,
    /// How many periods have slots.
    blocks: u32,
    pub(super) lost: Lost,
    pub(super) unreadable: Unreadable,
    pub(super) dropped: Met,
    /// By column and period, cells of somebody that are not settled yet.
    pub(super) unsettled: BTreeMap<(usize, u32), usize>,
    codes: Codes,
    here: Here,
}

/// A period of rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct PeriodMet {
    pub ordinal: i64,
    /// Whether a row that is not dropped is of it, for anybody or nobody.
    pub has_rows: bool,
    /// Where its slots are; [`NONE`] while nobody has a row.
    pub block: u32,
}

/// What codes of texts mean while dictionaries stay.
#[derive(Debug, Default)]
struct Codes {
    found: Vec<Option<Found>>,
    owners: Vec<u32>,
    /// Rows that join nobody.
    lost: Vec<First>,
    texts: Vec<String>,
    without_key: First,
    periods: Vec<u32>,
    unreadable: First,
    dropped: First,
}

/// How many rows, and the first of them.
#[derive(Debug, Default)]
struct First {
    count: usize,
    named: Vec<(Cell, Option<String>)>,
}

/// Space for one batch.
#[derive(Debug, Default)]
struct Here {
    slots: Vec<u32>,
    periods: Vec<u32>,
    sieves: Vec<Vec<u32>>,
    units: Units,
}

impl First {
    fn note(&mut self, cell: impl FnOnce() -> Option<Cell>) {
        self.count += 1;
        if self.named.len() < NAMED[1] {
            self.named.extend(cell().map(|cell| (cell, None)));
        }
    }

    /// Likewise, with what stands there.
    fn note_text(&mut self, cell: impl FnOnce() -> Option<Cell>, text: impl FnOnce() -> Option<String>) {
        self.count += 1;
        if self.named.len() < NAMED[0] {
            self.named.extend(cell().map(|cell| (cell, text())));
        }
    }

    fn met(&self) -> Met {
        Met::new(self.count, self.named.iter().map(|(cell, _)| cell.clone()).collect())
    }

    fn take_met(&mut self) -> Met {
        let First { count, named } = std::mem::take(self);
        Met::new(count, named.into_iter().map(|(cell, _)| cell).collect())
    }
}

impl<'a> Flow<'a> {
    pub fn new(
        (plan, course): (&'a Plan, &'a Course),
        spec: &'a TableSpec,
        directory: &'a Directory,
        binding: Option<&'a Binding>,
        constants: Lanes,
        subjects: usize,
    ) -> Flow<'a> {
        Flow { plan, spec, course, directory, binding, constants, subjects }
    }

    pub fn state(&self) -> State {
        State { tally: Tally::new(self.course), ..State::default() }
    }

    /// Takes some rows; `fresh` where codes of texts may mean others than in the last batch.
    pub fn take(&self, state: &mut State, table: &Table, fresh: bool) {
        let values = self.values(table);
        let operand = |id: NodeId| self.operand(table, &values, id);
        let dropped = self.spec.drop.map(|node| operand(node).numbers());
        self.place(state, table, dropped, fresh);
        let State { tally, here, .. } = state;
        tally.add_rows(&here.slots);
        let mut sieves = std::mem::take(&mut here.sieves);
        sieves.resize(self.course.sieves.len(), Vec::new());
        for (at, (node, kept)) in self.course.sieves.iter().zip(&mut sieves).enumerate() {
            tally.sift(at, operand(*node).numbers(), &here.slots, kept);
        }
        let mut last = None;
        for (at, pair) in self.course.pairs.iter().enumerate() {
            let input = operand(pair.input);
            let slots = match pair.sieve {
                Some(sieve) => sieves.get(sieve).map(Vec::as_slice).unwrap_or_default(),
                None => &here.slots,
            };
            if pair.need == Need::Count {
                tally.add(at, input, &[], &here.units, slots);
                continue;
            }
            let spread = input.numbers().spread(table.rows);
            if last != Some(pair.input) {
                here.units.set(&spread);
                last = Some(pair.input);
            }
            tally.add(at, input, &spread, &here.units, slots);
            scratch::give_back_own(spread);
        }
        for (at, element) in self.course.elements.iter().enumerate() {
            if let RowsShape::Any { filter, gathers } = &element.rows {
                leave_out(tally, at, &here.slots, *filter, gathers, &operand);
            }
        }
        here.sieves = sieves;
        self.note_unsettled(state, table);
        for lane in values.into_iter().flatten() {
            if let Lane::Numbers(numbers) = lane {
                scratch::give_back(numbers.values.into_vec());
            }
        }
    }

    /// What has to be computed of the rows, by the places of the course.
    fn values(&self, table: &Table) -> Vec<Option<Lane>> {
        let mut values: Vec<Option<Lane>> = Vec::with_capacity(self.course.maps.len());
        for id in &self.course.maps {
            let node = self.plan.node(*id);
            let any = |id: NodeId| self.operand(table, &values, id);
            let lane = match &node.op {
                Op::Column(name) => match column_of(table, name, node.kind) {
                    Ok(_) => None,
                    Err(nothing) => Some(nothings(node.kind, table.rows, nothing)),
                },
                Op::Spread { .. } => None,
                Op::Number(value) if value.0.is_nan() => Some(nothings(node.kind, table.rows, Nothing::Overflow)),
                Op::Number(value) => Some(Lane::Numbers((0..table.rows).map(|_| Ok(value.0)).collect())),
                Op::Text(text) => Some(Lane::Texts((0..table.rows).map(|_| Ok(&**text)).collect())),
                Op::Nothing(nothing) => Some(nothings(node.kind, table.rows, *nothing)),
                op => map(op, table.rows, &any).or_else(|| Some(nothings(node.kind, table.rows, Nothing::NoRows))),
            };
            values.push(lane);
        }
        values
    }

    fn operand<'t>(&'t self, table: &'t Table, values: &'t [Option<Lane>], id: NodeId) -> Operand<'t> {
        let node = self.plan.node(id);
        if node.grain == Grain::One {
            return Operand::new(self.constants.get(id), table.rows);
        }
        let at = self.course.maps.binary_search(&id).unwrap_or(usize::MAX);
        if let Some(Some(lane)) = values.get(at) {
            return Operand::new(lane, table.rows);
        }
        match &node.op {
            Op::Column(name) => match column_of(table, name, node.kind) {
                Ok(lane) => Operand::new(lane, table.rows),
                Err(nothing) => Operand::Numbers(View::constant(Err(nothing))),
            },
            Op::Spread { input, .. } => self.operand(table, values, *input),
            _ => Operand::Numbers(View::constant(Err(Nothing::NoRows))),
        }
    }

    /// Finds the slot of each row, and notes those that have none.
    fn place(&self, state: &mut State, table: &Table, dropped: Option<View<'_>>, fresh: bool) {
        let column = self.spec.key.as_ref().map_or("", |key| &*key.column);
        let keys = texts_of(table, column);
        // Texts that were numbers have codes of their own in every batch.
        let made = |texts: &Option<Cow<'_, Texts>>| matches!(texts, Some(Cow::Owned(_)));
        let clock = self.clock(table);
        if fresh || made(&keys) || matches!(&clock, Clock::Texts(Cow::Owned(_))) {
            state.settle();
        }
        if let Some(keys) = &keys {
            self.learn_keys(&mut state.codes, keys);
        }
        self.periods(state, table, &clock);
        let State { tally, periods, codes, here, blocks, .. } = state;
        let cell = |row: usize| place::cell(table, Some(column), row);
        here.slots.clear();
        for (row, period) in here.periods.iter().enumerate() {
            let code = keys.as_ref().and_then(|keys| keys.codes.get(row)).copied().unwrap_or(Texts::NONE) as usize;
            let owner = codes.owners.get(code).copied().unwrap_or(NONE);
            let is_dropped = dropped.is_some_and(|dropped| dropped.is_true(row));
            let slot = match periods.get_mut(*period as usize) {
                Some(period) if owner != NONE => {
                    if period.block == NONE {
                        period.block = *blocks;
                        *blocks += 1;
                        tally.grow(1 + *blocks as usize * self.subjects);
                    }
                    1 + period.block * self.subjects as u32 + owner
                }
                Some(_) | None => 0,
            };
            if is_dropped {
                codes.dropped.note(|| cell(row));
                if keys.is_none() {
                    codes.without_key.note(|| cell(row));
                }
                tally.drop_row(slot);
                here.slots.push(0);
                continue;
            }
            match periods.get_mut(*period as usize) {
                Some(period) => period.has_rows = true,
                None => {
                    let name = if let PeriodSpec::Column(name) = &self.spec.period { name } else { "" };
                    codes.unreadable.note_text(|| place::cell(table, Some(name), row), || clock.text(row));
                }
            }
            if owner == NONE {
                match codes.lost.get_mut(code).filter(|_| codes.found.get(code).is_some_and(Option::is_some)) {
                    Some(lost) => lost.note(|| cell(row)),
                    None => codes.without_key.note(|| cell(row)),
                }
            }
            here.slots.push(slot);
        }
    }

    /// Looks up keys that were not met before.
    fn learn_keys(&self, codes: &mut Codes, keys: &Texts) {
        for text in keys.dictionary.iter().skip(codes.found.len()) {
            let found = keys::look_up(text.trim(), self.directory, self.binding);
            codes.owners.push(if let Some(Found::Subject(subject)) = &found { *subject } else { NONE });
            codes.texts.push(if matches!(found, Some(Found::Subject(_)) | None) {
                String::new()
            } else {
                text.trim().to_string()
            });
            codes.found.push(found);
            codes.lost.push(First::default());
        }
    }

    fn clock<'t>(&self, table: &'t Table) -> Clock<'t> {
        let PeriodSpec::Column(name) = &self.spec.period else { return Clock::One };
        if self.plan.cycle == Cycle::Once {
            return Clock::One;
        }
        let is_date = self.spec.columns.iter().any(|column| column.name == *name && column.kind == Kind::Date);
        match table.column(name).map(|column| &column.lane) {
            Some(Lane::Numbers(numbers)) if is_date => Clock::Dates(&numbers.values),
            Some(_) => Clock::Texts(texts_of(table, name).unwrap_or_default()),
            None => Clock::None,
        }
    }

    /// The period of each row.
    fn periods(&self, state: &mut State, table: &Table, clock: &Clock<'_>) {
        let mut here = std::mem::take(&mut state.here.periods);
        here.clear();
        let cycle = self.plan.cycle;
        match clock {
            Clock::One => {
                let only = state.period(0);
                here.resize(table.rows, only);
            }
            Clock::None => here.resize(table.rows, NONE),
            Clock::Dates(values) => {
                let (mut last, mut period) = (f64::NAN, NONE);
                for row in 0..table.rows {
                    let value = values.get(row).copied().unwrap_or(f64::NAN);
                    // Neighbouring rows are often of one day.
                    let day = (value / crate::table::time::SECONDS_A_DAY).floor();
                    if day != last {
                        last = day;
                        let is_there = value.is_finite();
                        period = if is_there { state.period(cycle.period_of(day_of_seconds(value))) } else { NONE };
                    }
                    here.push(period);
                }
            }
            Clock::Texts(texts) => {
                let known = state.codes.periods.len();
                for text in texts.dictionary.iter().skip(known) {
                    let period = cycle.parse(text).map_or(NONE, |ordinal| state.period(ordinal));
                    state.codes.periods.push(period);
                }
                let periods = &state.codes.periods;
                here.extend((0..table.rows).map(|row| {
                    let code = texts.codes.get(row).copied().unwrap_or(Texts::NONE) as usize;
                    periods.get(code).copied().unwrap_or(NONE)
                }));
            }
        }
        state.here.periods = here;
    }

    fn note_unsettled(&self, state: &mut State, table: &Table) {
        for (at, column) in self.spec.columns.iter().enumerate() {
            let Some(lane) = table.column(&column.name).map(|column| &column.lane) else { continue };
            let nothings = match lane {
                Lane::Numbers(numbers) => numbers.nothings.as_slice(),
                Lane::Texts(texts) => texts.nothings.as_slice(),
            };
            if !nothings.contains(&Some(Nothing::Unsettled)) {
                continue;
            }
            let rows = nothings.iter().zip(state.here.slots.iter().zip(&state.here.periods));
            for (nothing, (slot, period)) in rows {
                if *nothing == Some(Nothing::Unsettled) && *slot != 0 {
                    *state.unsettled.entry((at, *period)).or_default() += 1;
                }
            }
        }
    }

    /// What all states come to.
    pub fn merged(&self, states: Vec<State>) -> State {
        let mut states = states.into_iter();
        let mut all = states.next().unwrap_or_else(|| self.state());
        all.settle();
        for mut state in states {
            state.settle();
            all.merge(state, self.subjects);
        }
        all
    }
}

/// A column of the kind that a node has.
fn column_of<'t>(table: &'t Table, name: &str, kind: Kind) -> Result<&'t Lane, Nothing> {
    let lane = &table.column(name).ok_or(Nothing::Blank)?.lane;
    let typed = matches!(lane, Lane::Texts(_)) == (kind == Kind::Text);
    if typed && lane.len() == table.rows { Ok(lane) } else { Err(Nothing::Unreadable) }
}

/// Where the periods of rows stand.
enum Clock<'t> {
    /// All rows are of one period, or of each.
    One,
    Dates(&'t [f64]),
    Texts(Cow<'t, Texts>),
    /// The column is not there.
    None,
}

impl Clock<'_> {
    /// What stands in place of a period.
    fn text(&self, row: usize) -> Option<String> {
        match self {
            Clock::Texts(texts) if row < texts.len() => texts.get(row).ok().map(str::to_string),
            Clock::Dates(_) | Clock::Texts(_) | Clock::One | Clock::None => None,
        }
    }
}

/// Counts rows that do not count for an element, each for the first reason.
fn leave_out<'t>(
    tally: &mut Tally,
    element: usize,
    slots: &[u32],
    filter: Option<NodeId>,
    gathers: &[(NodeId, Option<NodeId>)],
    operand: &dyn Fn(NodeId) -> Operand<'t>,
) {
    let holds = |view: &View<'_>, row: usize| if view.value(row).is_nan() { None } else { Some(view.is_true(row)) };
    let filter = filter.map(|filter| operand(filter).numbers());
    let asked: Vec<(Operand<'_>, Option<View<'_>>)> = gathers
        .iter()
        .map(|(input, filter)| (operand(*input), filter.map(|filter| operand(filter).numbers())))
        .collect();
    for (row, slot) in slots.iter().enumerate().filter(|(_, slot)| **slot != 0) {
        match filter.as_ref().map(|filter| holds(filter, row)) {
            Some(None) => tally.leave_out(element, *slot, |left| left.undecided += 1),
            Some(Some(false)) => tally.leave_out(element, *slot, |left| left.filtered += 1),
            Some(Some(true)) | None => {
                let missing = asked.iter().any(|(input, filter)| match filter.as_ref().map(|f| holds(f, row)) {
                    Some(None) => true,
                    Some(Some(false)) => false,
                    Some(Some(true)) | None => input.nothing(row).is_some(),
                });
                if missing {
                    tally.leave_out(element, *slot, |left| left.missing += 1);
                }
            }
        }
    }
}

impl State {
    /// The number of a period.
    fn period(&mut self, ordinal: i64) -> u32 {
        *self.known.entry(ordinal).or_insert_with(|| {
            self.periods.push(PeriodMet { ordinal, has_rows: false, block: NONE });
            self.periods.len() as u32 - 1
        })
    }

    /// Puts down what was noted by codes, which mean something else from now on.
    fn settle(&mut self) {
        let codes = std::mem::take(&mut self.codes);
        for ((found, lost), text) in codes.found.iter().zip(&codes.lost).zip(&codes.texts) {
            if let (Some(found), 1..) = (found, lost.count) {
                self.lost.note(text, found, &lost.met());
            }
        }
        let Codes { mut without_key, mut dropped, unreadable, .. } = codes;
        self.lost.without_key.merge(&without_key.take_met());
        self.dropped.merge(&dropped.take_met());
        self.unreadable.merge(&Unreadable::new(unreadable.met(), unreadable.named));
    }

    fn merge(&mut self, other: State, subjects: usize) {
        for period in &other.periods {
            let at = self.period(period.ordinal) as usize;
            let Some(ours) = self.periods.get_mut(at) else { continue };
            ours.has_rows |= period.has_rows;
            if period.block == NONE {
                continue;
            }
            if ours.block == NONE {
                ours.block = self.blocks;
                self.blocks += 1;
                self.tally.grow(1 + self.blocks as usize * subjects);
            }
            let from = 1 + period.block as usize * subjects;
            self.tally.merge(1 + ours.block as usize * subjects, &other.tally, from..from + subjects);
        }
        self.lost.merge(other.lost);
        self.unreadable.merge(&other.unreadable);
        self.dropped.merge(&other.dropped);
        for ((column, period), count) in other.unsettled {
            let Some(period) = other.periods.get(period as usize) else { continue };
            let period = self.period(period.ordinal);
            *self.unsettled.entry((column, period)).or_default() += count;
        }
    }
}
