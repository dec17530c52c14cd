//! Windows that rows of one table have into another: which rows have the keys of this one.

use super::{Run, nothings};
use crate::eval::bind::{Bound, Buckets, Link};
use crate::eval::kernel::gather::{Gather, gather};
use crate::eval::kernel::take::{Merge, take};
use crate::eval::kernel::view::{Operand, View};
use crate::eval::kernel::window;
use crate::eval::lanes::Lanes;
use crate::plan::{Agg, At, Grain, Node, NodeId, Plan, TableId};
use crate::table::{Lane, NoRows, Nothing, Numbers};

pub(super) fn window(run: &Run<'_>, node: &Node, agg: Agg, input: NodeId, by: &[NodeId], at: &At) -> Lane {
    let rows = run.rows(node.grain);
    let found = Found::new(run.plan, run.bound, &run.lanes, node.grain, by, at);
    let Some(found) = found else { return nothings(node.kind, rows, Nothing::NoRows) };
    let what = Gather { agg, input: run.operand(input, found.theirs), filter: None, order: None };
    let gathered = gather(what, &found.buckets);
    let counts = matches!(agg, Agg::Sum | Agg::Count | Agg::CountDistinct);
    let of_row = (0..rows).map(|row| match found.group(row) {
        // As with sums over rows of a subject: 0 says that the table speaks and has none.
        Ok(_) if counts && !found.speaks(row) => Err(Nothing::NoRows),
        group => group,
    });
    take(Operand::new(&gathered, gathered.len()), of_row)
}

/// For each row of one table the rows of another.
pub struct Found {
    /// How many rows the other table has.
    theirs: usize,
    /// Of the rows of both, theirs first.
    groups: Vec<Result<u32, Nothing>>,
    buckets: Buckets,
    /// Whether the other table has rows to look among; by period, or once for all rows.
    speaks: Vec<bool>,
    /// Where only rows of the same period are found: the period of each row of this table.
    periods: Option<Vec<Option<usize>>>,
}

impl Found {
    /// `None` where there is no other table.
    pub fn new(plan: &Plan, bound: &Bound, lanes: &Lanes, grain: Grain, by: &[NodeId], at: &At) -> Option<Found> {
        let other = by.iter().find_map(|key| match plan.node(*key).grain {
            Grain::Table(table) => Some(table),
            Grain::One | Grain::Subject | Grain::Peers(_) => None,
        })?;
        let Grain::Table(own) = grain else { return None };
        let size = |table: TableId| bound.tables.get(usize::from(table.0)).map_or(0, |table| table.rows);
        let (theirs, ours) = (size(other), size(own));
        let (their_link, our_link) = (bound.links.get(usize::from(other.0))?, bound.links.get(usize::from(own.0))?);
        let mut keys: Vec<Lane> = by
            .iter()
            .zip(&at.keys)
            .map(|(by, at)| {
                joined(Operand::new(lanes.get(*by), theirs), theirs, Operand::new(lanes.get(*at), ours), ours)
            })
            .collect();
        // Rows that hold always go with every period, so there is nothing to hold apart.
        let dated = |link: &Link, rows: usize| (0..rows).any(|row| link.period(row).is_some());
        let by_period = at.same_period && dated(their_link, theirs) && dated(our_link, ours);
        if by_period {
            let period = |link: &Link, row| link.period(row).map(|period| period as f64).ok_or(Nothing::NoPeriod);
            let of_both =
                (0..theirs).map(|row| period(their_link, row)).chain((0..ours).map(|row| period(our_link, row)));
            keys.push(Lane::Numbers(of_both.collect::<Numbers>()));
        }
        let operands: Vec<Operand<'_>> = keys.iter().map(|lane| Operand::new(lane, lane.len())).collect();
        let (groups, count) = window::groups(&operands, theirs + ours);
        let of_row: Vec<u32> = groups
            .iter()
            .take(theirs)
            .enumerate()
            .map(|(row, group)| if their_link.is_dropped(row) { Buckets::NONE } else { group.unwrap_or(Buckets::NONE) })
            .collect();
        let none_happened =
            plan.tables.get(usize::from(other.0)).is_some_and(|spec| spec.no_rows == NoRows::NoneHappened);
        let speaks = if none_happened {
            vec![true]
        } else if by_period {
            (0..bound.periods.len()).map(|period| their_link.has_rows_in(period)).collect()
        } else {
            vec![(0..theirs).any(|row| !their_link.is_dropped(row))]
        };
        let periods = (by_period && !none_happened).then(|| (0..ours).map(|row| our_link.period(row)).collect());
        Some(Found { theirs, buckets: Buckets::new(count, &of_row), groups, speaks, periods })
    }

    fn group(&self, row: usize) -> Result<usize, Nothing> {
        self.groups.get(self.theirs + row).copied().unwrap_or(Err(Nothing::NoRows)).map(|group| group as usize)
    }

    fn speaks(&self, row: usize) -> bool {
        let at = match &self.periods {
            Some(periods) => periods.get(row).copied().flatten(),
            None => Some(0),
        };
        at.and_then(|at| self.speaks.get(at)) == Some(&true)
    }

    /// The rows of the other table that a row finds.
    pub fn rows(&self, row: usize) -> &[u32] {
        self.group(row).map_or(&[], |group| self.buckets.get(group))
    }
}

/// Two columns, one below the other.
fn joined(one: Operand<'_>, rows: usize, other: Operand<'_>, more: usize) -> Lane {
    match (one, other) {
        (Operand::Texts(one), Operand::Texts(other)) => {
            let mut merge = Merge::new([one, other]);
            (0..rows).for_each(|row| merge.push(0, row));
            (0..more).for_each(|row| merge.push(1, row));
            Lane::Texts(merge.finish())
        }
        (Operand::Numbers(one), Operand::Numbers(other)) => {
            let value = |view: View<'_>, row| {
                let value = view.value(row);
                if value.is_nan() { Err(view.nothing(row).unwrap_or(Nothing::NoRows)) } else { Ok(value) }
            };
            let all = (0..rows).map(|row| value(one, row)).chain((0..more).map(|row| value(other, row)));
            Lane::Numbers(all.collect::<Numbers>())
        }
        // The checker lets no keys of different kinds through.
        (Operand::Numbers(_), Operand::Texts(_)) | (Operand::Texts(_), Operand::Numbers(_)) => {
            nothings(crate::table::Kind::Number, rows + more, Nothing::Unreadable)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use crate::eval::bind::bind;
    use crate::eval::fixture::{NICKS, ROWS, nicks, plan, records, staff, values};
    use crate::eval::run::run;
    use crate::plan::{Agg, At, Builder, NodeId};
    use crate::table::{Kind, Nothing};

    const LINES: [(&str, &str, f64, &str, f64); 6] = [
        ("a", "2024-06", 1.0, "甲", 0.0),
        ("a", "2024-06", 2.0, "甲", 0.0),
        ("?", "2024-06", 4.0, "乙", 0.0),
        ("b", "2024-07", 8.0, "甲", 0.0),
        ("b", "2024-07", 16.0, "丙", 0.0),
        ("b", "2024-07", 32.0, "", 0.0),
    ];

    /// What each nick finds among the records whose word it is; nicks hold in every period.
    fn found(agg: Agg, of: &[(&str, &str)], lines: &[(&str, &str, f64, &str, f64)]) -> Vec<Result<f64, Nothing>> {
        let mut build = Builder::new();
        let node = look(&mut build, agg);
        let plan = plan(build, None);
        let bound = bind(&plan, vec![staff(), records(lines), nicks(of)]);
        values(run(&plan, &bound, &HashMap::new()).get(node))
    }

    fn look(build: &mut Builder, agg: Agg) -> NodeId {
        let x = build.column(ROWS, "x", Kind::Number);
        let word = build.column(ROWS, "词", Kind::Text);
        let nick = build.column(NICKS, "昵称", Kind::Text);
        build.window_at(agg, x, vec![word], At { keys: vec![nick], same_period: true }, NICKS)
    }

    #[test]
    fn rows_are_found_by_key_whoever_they_belong_to() {
        let of = [("甲", ""), ("乙", ""), ("丁", ""), ("", "")];
        let blank = Err(Nothing::Blank);
        assert_eq!(found(Agg::Sum, &of, &LINES), [Ok(11.0), Ok(4.0), Ok(0.0), blank]);
        assert_eq!(found(Agg::Count, &of, &LINES), [Ok(3.0), Ok(1.0), Ok(0.0), blank]);
        let (conflict, none) = (Err(Nothing::Conflict), Err(Nothing::NoRows));
        assert_eq!(found(Agg::Only, &of, &LINES), [conflict, Ok(4.0), none, blank]);
        // Of a table without rows it cannot be said that there were none.
        assert_eq!(found(Agg::Count, &of, &[]), [none, none, none, blank]);
    }

    #[test]
    fn dated_rows_find_those_of_their_period() {
        // Each record finds those whose word is its key: here of the same table.
        let lines = [
            ("a", "2024-06", 1.0, "", 0.0),
            ("a", "2024-07", 2.0, "", 0.0),
            ("b", "2024-06", 4.0, "a", 0.0),
            ("b", "2024-07", 8.0, "a", 0.0),
            ("c", "2024-07", 16.0, "a", 0.0),
        ];
        let sums = |same_period| {
            let mut build = Builder::new();
            let x = build.column(ROWS, "x", Kind::Number);
            let above = build.column(ROWS, "词", Kind::Text);
            let own = build.column(ROWS, "工号", Kind::Text);
            let node = build.window_at(Agg::Sum, x, vec![above], At { keys: vec![own], same_period }, ROWS);
            let plan = plan(build, None);
            let bound = bind(&plan, vec![staff(), records(&lines), nicks(&[])]);
            values(run(&plan, &bound, &HashMap::new()).get(node))
        };
        assert_eq!(sums(true), [Ok(4.0), Ok(24.0), Ok(0.0), Ok(0.0), Ok(0.0)]);
        assert_eq!(sums(false), [Ok(28.0), Ok(28.0), Ok(0.0), Ok(0.0), Ok(0.0)]);
    }

    #[test]
    fn several_keys_are_compared_by_twelve_digits() {
        let mut build = Builder::new();
        let one = build.number(1.0);
        let [x, order] = ["x", "序"].map(|name| build.column(ROWS, name, Kind::Number));
        let word = build.column(ROWS, "词", Kind::Text);
        let at = At { keys: vec![order, word], same_period: false };
        let node = build.window_at(Agg::Count, one, vec![x, word], at, ROWS);
        let plan = plan(build, None);
        let lines = [
            ("a", "2024-06", 0.1 + 0.2, "甲", 9.0),
            ("a", "2024-06", 5.0, "甲", 0.3),
            ("a", "2024-06", 6.0, "乙", 0.3),
        ];
        let bound = bind(&plan, vec![staff(), records(&lines), nicks(&[])]);
        assert_eq!(values(run(&plan, &bound, &HashMap::new()).get(node)), [Ok(0.0), Ok(1.0), Ok(0.0)]);
    }
}
