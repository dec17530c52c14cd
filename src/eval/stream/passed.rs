//! What is left of a table whose rows have passed by.

use super::course::{Course, Gathered, RowsShape};
use super::flow::State;
use super::tally::{Gap, LeftOut};
use crate::eval::bind::keys::Lost;
use crate::eval::bind::periods::Unreadable;
use crate::eval::bind::place::Met;
use crate::eval::kernel::gather::is_count;
use crate::eval::kernel::statistic::Running;
use crate::number::ExactSum;
use crate::plan::{Agg, NodeId, PeriodSpec, TableSpec};
use crate::result::{Period, RowCounts};
use crate::table::{Lane, NoRows, Nothing, Numbers};

/// What the rows of a table came to.
pub struct Passed {
    course: Course,
    state: State,
    subjects: usize,
    no_rows: NoRows,
    /// Whether rows hold in every period.
    always: bool,
    /// For each of the periods that there are where its slots begin, and whether the table speaks of it.
    periods: Vec<(Option<usize>, bool)>,
}

impl std::fmt::Debug for Passed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passed").field("course", &self.course).finish_non_exhaustive()
    }
}

impl Passed {
    pub fn new(course: Course, state: State, spec: &TableSpec, subjects: usize) -> Passed {
        let always = spec.period == PeriodSpec::Always;
        Passed { course, state, subjects, no_rows: spec.no_rows, always, periods: Vec::new() }
    }

    /// The periods in which somebody has a row; none where rows hold in each.
    pub fn occurring(&self) -> Vec<i64> {
        if self.always {
            return Vec::new();
        }
        let mut all: Vec<i64> = Vec::new();
        for period in &self.state.periods {
            let start = 1 + period.block as usize * self.subjects;
            let rows = self.state.tally.rows.get(start..start + self.subjects).unwrap_or_default();
            if rows.iter().any(|count| *count > 0) {
                all.push(period.ordinal);
            }
        }
        all
    }

    /// Says which periods there are.
    pub fn set_periods(&mut self, periods: &[Period]) {
        let of = |period: &Period| {
            let ordinal = if self.always { 0 } else { period.ordinal };
            let met = self.state.periods.iter().find(|met| met.ordinal == ordinal);
            let start = met.filter(|met| met.block != u32::MAX).map(|met| 1 + met.block as usize * self.subjects);
            (start, met.is_some_and(|met| met.has_rows))
        };
        self.periods = periods.iter().map(of).collect();
    }

    pub fn lost(&self) -> &Lost {
        &self.state.lost
    }

    pub fn unreadable(&self) -> &Unreadable {
        &self.state.unreadable
    }

    pub fn dropped(&self) -> &Met {
        &self.state.dropped
    }

    pub fn is_always(&self) -> bool {
        self.always
    }

    /// For each of the periods whether the table has a row for it.
    pub fn has_rows(&self) -> Vec<bool> {
        self.periods.iter().map(|(_, has)| *has).collect()
    }

    /// What was gathered, by node.
    pub fn lanes(&self) -> Vec<(NodeId, Lane)> {
        self.course.gathers.iter().map(|gathered| (gathered.node, self.lane(gathered))).collect()
    }

    fn lane(&self, gathered: &Gathered) -> Lane {
        let mut numbers = Numbers::with_capacity(self.subjects * self.periods.len());
        for (start, has_rows) in &self.periods {
            for subject in 0..self.subjects {
                let slot = start.map(|start| start + subject);
                numbers.push(self.figure(gathered, slot, *has_rows));
            }
        }
        numbers.share();
        Lane::Numbers(numbers)
    }

    fn figure(&self, gathered: &Gathered, slot: Option<usize>, has_rows: bool) -> Result<f64, Nothing> {
        let agg = gathered.agg;
        let rows = self.rows_of(slot);
        let speaks = match self.no_rows {
            NoRows::NoneHappened => true,
            NoRows::Unsaid => has_rows,
            NoRows::Missing => rows > 0,
        };
        if (is_count(agg) || agg == Agg::Sum) && !speaks {
            return Err(Nothing::NoRows);
        }
        let (Some(slot), Some(pair), Some(sum)) =
            (slot, self.course.pairs.get(gathered.pair), self.state.tally.pairs.get(gathered.pair))
        else {
            return Running::of(agg, 0, ExactSum::new(), (f64::INFINITY, f64::NEG_INFINITY)).result();
        };
        let Gap { count: missing, nothing } = sum.gap_of(slot);
        let all = pair.sieve.map_or(rows, |sieve| self.holds(sieve, slot));
        let count = all.saturating_sub(missing);
        match nothing {
            Some(nothing) if count == 0 && !is_count(agg) => Err(nothing),
            _ => Running::of(agg, count as usize, sum.sum_of(slot), sum.range_of(slot)).result(),
        }
    }

    fn rows_of(&self, slot: Option<usize>) -> u64 {
        slot.and_then(|slot| self.state.tally.rows.get(slot)).copied().unwrap_or(0)
    }

    fn holds(&self, sieve: usize, slot: usize) -> u64 {
        let sieve = self.state.tally.sieves.get(sieve);
        sieve.and_then(|sieve| sieve.holds.get(slot)).copied().unwrap_or(0)
    }

    fn undecided(&self, sieve: usize, slot: usize) -> u64 {
        let sieve = self.state.tally.sieves.get(sieve);
        sieve.and_then(|sieve| sieve.undecided.get(slot)).copied().unwrap_or(0)
    }

    /// How many rows count for an element, and for which reason others do not.
    pub fn counts(&self, element: usize, subject: usize, period: usize) -> RowCounts {
        let mut counts = RowCounts::default();
        let slot = self.periods.get(period).and_then(|(start, _)| Some((*start)? + subject));
        let Some(slot) = slot else { return counts };
        let tally = &self.state.tally;
        let rows = self.rows_of(Some(slot));
        let missing = |pair: &usize| tally.pairs.get(*pair).map_or(0, |sum| sum.gap_of(slot).count);
        let shapes = self.course.elements.iter().enumerate();
        let Some((at, shape)) = shapes.into_iter().find(|(_, shape)| shape.element == element) else { return counts };
        let left = match &shape.rows {
            RowsShape::All { pair } => LeftOut { missing: missing(pair), ..LeftOut::default() },
            RowsShape::Kept { pair, sieve } => {
                let (holds, undecided) = (self.holds(*sieve, slot), self.undecided(*sieve, slot));
                let filtered = rows.saturating_sub(holds).saturating_sub(undecided);
                LeftOut { undecided, filtered, missing: missing(pair) }
            }
            RowsShape::Asked { pair, sieve } => {
                LeftOut { missing: missing(pair) + self.undecided(*sieve, slot), ..LeftOut::default() }
            }
            RowsShape::Any { .. } => tally.left_out.get(at).and_then(|all| all.get(slot)).copied().unwrap_or_default(),
        };
        let out = left.undecided + left.filtered + left.missing;
        counts.undecided = left.undecided as usize;
        counts.filtered = left.filtered as usize;
        counts.missing = left.missing as usize;
        counts.counted = rows.saturating_sub(out) as usize;
        counts.dropped = tally.dropped.get(slot).copied().unwrap_or(0) as usize;
        counts
    }

    /// By columns of the table, how many cells of a period are not settled yet.
    pub fn unsettled(&self, column: usize, ordinal: i64) -> usize {
        let ordinal = if self.always { 0 } else { ordinal };
        let found = self.state.periods.iter().position(|period| period.ordinal == ordinal);
        found.and_then(|period| self.state.unsettled.get(&(column, period as u32))).copied().unwrap_or(0)
    }
}
