//! Operators that look up, for each row, values of other rows: those that a batch of rows can be
//! computed of by itself.

use std::ops::Range;

use super::{Run, nothings};
use crate::eval::bind::Link;
use crate::eval::kernel::gather::{Gather, gather_at, is_count};
use crate::eval::kernel::take::{map_rows, take};
use crate::eval::kernel::view::Operand;
use crate::eval::peers::Groups;
use crate::plan::{Agg, Grain, NodeId, TableId};
use crate::table::{Lane, NoRows, Nothing};

impl Run<'_> {
    /// What a gather reads, of all rows that there are.
    pub(super) fn gathered(&self, agg: Agg, input: NodeId, filter: Option<NodeId>, rows: usize) -> Gather<'_> {
        let order = if let Agg::First { order } | Agg::Last { order } = agg { Some(order) } else { None };
        Gather {
            agg,
            input: self.operand(input, rows),
            filter: filter.map(|id| self.operand(id, rows).numbers()),
            order: order.map(|id| self.operand(id, rows)),
        }
    }

    /// From a table's rows to rows of subject × period.
    pub(super) fn gather_rows(&self, what: Gather<'_>, id: TableId, rows: Range<usize>) -> Lane {
        let subjects = self.bound.subjects.len();
        let no_rows = self.plan.tables.get(usize::from(id.0)).map(|table| table.no_rows).unwrap_or_default();
        let Some(link) = self.bound.links.get(usize::from(id.0)) else {
            return gather_at(what, &crate::eval::bind::Buckets::default(), rows);
        };
        let counts = is_count(what.agg) || what.agg == Agg::Sum;
        // A sum of 0 says that there was nothing of the sort; for that the table must speak of the
        // period at all, and where it lists everybody, of the subject.
        let speaks = |row: usize, bucket: usize| match no_rows {
            NoRows::NoneHappened => true,
            NoRows::Unsaid => link.has_rows_in(row / subjects),
            NoRows::Missing => !link.buckets().get(bucket).is_empty(),
        };
        // Rows that hold in every period are gathered once.
        let once = link.is_always() && self.bound.periods.len() > 1;
        let from = if once { 0 } else { rows.start };
        let buckets = if once { 0..subjects } else { rows.clone() };
        let gathered = gather_at(what, link.buckets(), buckets);
        let plain = !once && !link.has_void() && (!counts || rows.clone().all(|row| speaks(row, row)));
        if plain {
            return gathered;
        }
        let taken = rows.map(|row| {
            let bucket = if once { row % subjects } else { row };
            match counts && !speaks(row, bucket) {
                _ if link.is_all_void(bucket) => Err(Nothing::Void),
                true => Err(Nothing::NoRows),
                false => Ok(bucket - from),
            }
        });
        take(Operand::new(&gathered, gathered.len()), taken)
    }

    pub(super) fn spread(&self, input: NodeId, to: Grain, rows: Range<usize>) -> Lane {
        let from = self.plan.node(input).grain;
        let subjects = self.bound.subjects.len();
        let operand = self.operand(input, self.rows(from));
        match (from, to) {
            (Grain::Peers(peers), Grain::Subject) => match self.groups(peers) {
                Some(groups) => map_rows(operand, rows, |row| Ok(row / subjects * groups.len() + groups.of(row)?)),
                None => map_rows(operand, rows, |_| Err(Nothing::NoRows)),
            },
            (Grain::Subject, Grain::Table(table)) => {
                let link = self.bound.links.get(usize::from(table.0));
                map_rows(operand, rows, |row| self.subject_row(link.ok_or(Nothing::NoRows)?, row, operand))
            }
            (Grain::One, _) => take(operand, std::iter::repeat_n(Ok(0), rows.len())),
            (from, to) if from == to => map_rows(operand, rows, Ok),
            _ => nothings(self.plan.node(input).kind, rows.len(), Nothing::NoRows),
        }
    }

    /// The row of the subject grain that a table's row belongs to. A row that holds in several
    /// periods, or belongs to several subjects, takes the value they agree on.
    fn subject_row(&self, link: &Link, row: usize, operand: Operand<'_>) -> Result<usize, Nothing> {
        let subjects = self.bound.subjects.len();
        if let (Some(owner), Some(period)) = (link.only_subject(row), link.period(row)) {
            return Ok(period * subjects + owner.ok_or(Nothing::NotApplicable)?);
        }
        let owners = link.subjects(row);
        let periods = match link.period(row) {
            Some(period) => period..period + 1,
            None if link.holds_in(row, 0) => 0..self.bound.periods.len(),
            None => 0..0,
        };
        let mut all = periods.flat_map(|period| owners.iter().map(move |subject| period * subjects + subject));
        let first = all.next().ok_or(Nothing::NotApplicable)?;
        if all.all(|other| agree(operand, first, other)) { Ok(first) } else { Err(Nothing::Conflict) }
    }

    pub(super) fn shift(&self, input: NodeId, grain: Grain, by: u32, rows: Range<usize>) -> Lane {
        let operand = self.operand(input, self.rows(grain));
        let width = match grain {
            Grain::Subject => self.bound.subjects.len(),
            Grain::Peers(peers) => self.groups(peers).map_or(0, Groups::len),
            // Constants and rows have no earlier period of their own.
            Grain::One | Grain::Table(_) => return map_rows(operand, rows, Ok),
        };
        // Ordinals, not indices: a period for which there is no data is no period to look back to.
        let earlier: Vec<Result<usize, Nothing>> = self
            .bound
            .periods
            .iter()
            .map(|period| {
                let wanted = period.ordinal - i64::from(by);
                self.bound.periods.binary_search_by_key(&wanted, |p| p.ordinal).map_err(|_| Nothing::NoPeriod)
            })
            .collect();
        map_rows(operand, rows, |row| {
            let period = earlier.get(row / width).copied().unwrap_or(Err(Nothing::NoPeriod))?;
            if grain == Grain::Subject && !self.bound.is_assessed(row % width, period) {
                return Err(Nothing::NoPeriod);
            }
            Ok(period * width + row % width)
        })
    }
}

fn agree(operand: Operand<'_>, a: usize, b: usize) -> bool {
    match operand {
        Operand::Numbers(view) => {
            view.nothing(a) == view.nothing(b)
                && (view.nothing(a).is_some() || crate::number::compare::same(view.value(a), view.value(b)))
        }
        Operand::Texts(view) => view.get(a) == view.get(b),
    }
}
