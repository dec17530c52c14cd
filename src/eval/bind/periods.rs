//! The period of each row, read from its column.

use std::collections::BTreeSet;

use super::place::{self, Met};
use super::{Buckets, RowPeriods, texts_of};
use crate::diagnostic::{Bag, Cell, Diagnostic};
use crate::eval::codes;
use crate::plan::{PeriodSpec, TableSpec};
use crate::result::{Period, Skipped};
use crate::table::time::day_of_seconds;
use crate::table::{Cycle, Kind, Lane, Table};
use crate::text::words::plural;
use crate::words;

/// How many cells of unreadable periods are named.
const NAMED: usize = 20;

/// The ordinal of each row's period.
pub enum Ordinals {
    Always,
    Each(Vec<Option<i64>>),
}

impl Ordinals {
    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            Ordinals::Always => None,
            Ordinals::Each(each) => each.get(row).copied().flatten(),
        }
    }

    /// As indices into the periods that there are.
    pub fn indices(self, periods: &[Period]) -> RowPeriods {
        let index = |ordinal: i64| periods.binary_search_by_key(&ordinal, |period| period.ordinal).ok();
        match self {
            Ordinals::Always => RowPeriods::Always,
            Ordinals::Each(each) => RowPeriods::Each(
                each.into_iter().map(|ordinal| ordinal.and_then(index).map_or(Buckets::NONE, |i| i as u32)).collect(),
            ),
        }
    }
}

/// Reads the period of every row; also gives the rows, not dropped, where it cannot be read.
pub fn read(table: &Table, spec: &TableSpec, cycle: Cycle, dropped: &[bool]) -> (Ordinals, Unreadable) {
    let PeriodSpec::Column(name) = &spec.period else { return (Ordinals::Always, Unreadable::default()) };
    if cycle == Cycle::Once {
        // There is one period only, whatever the column says.
        return (Ordinals::Each(vec![Some(0); table.rows]), Unreadable::default());
    }
    let is_date = spec.columns.iter().any(|column| column.name == *name && column.kind == Kind::Date);
    let each: Vec<Option<i64>> = match table.column(name).map(|column| &column.lane) {
        Some(Lane::Numbers(numbers)) if is_date => (0..table.rows)
            .map(|row| numbers.values.get(row).filter(|value| value.is_finite()))
            .map(|seconds| seconds.map(|seconds| cycle.period_of(day_of_seconds(*seconds))))
            .collect(),
        Some(_) => {
            let texts = texts_of(table, name).unwrap_or_default();
            let known: Vec<Option<i64>> = texts.dictionary.iter().map(|text| cycle.parse(text)).collect();
            let of = |code: &u32| known.get(*code as usize).copied().flatten();
            (0..table.rows).map(|row| texts.codes.get(row).and_then(of)).collect()
        }
        None => vec![None; table.rows],
    };
    let unreadable: Vec<usize> =
        (0..table.rows).filter(|row| each[*row].is_none() && dropped.get(*row) != Some(&true)).collect();
    (Ordinals::Each(each), Unreadable::of(table, spec, &unreadable))
}

/// Rows whose period cannot be read.
#[derive(Debug, Clone, Default)]
pub struct Unreadable {
    pub met: Met,
    /// The first of them, in order, and what stands there; at most [`NAMED`].
    named: Vec<(Cell, Option<String>)>,
}

impl Unreadable {
    fn of(table: &Table, spec: &TableSpec, rows: &[usize]) -> Unreadable {
        let PeriodSpec::Column(column) = &spec.period else { return Unreadable::default() };
        let mut sorted = rows.to_vec();
        place::sort(table, &mut sorted);
        sorted.truncate(NAMED);
        let texts = texts_of(table, column);
        let named = sorted.iter().filter_map(|row| {
            let text = texts.as_ref().and_then(|texts| texts.get(*row).ok().map(str::to_string));
            Some((place::cell(table, Some(column), *row)?, text))
        });
        Unreadable { met: Met::of(table, Some(column), rows), named: named.collect() }
    }

    /// Other rows.
    pub fn merge(&mut self, other: &Unreadable) {
        self.met.merge(&other.met);
        self.named.extend(other.named.iter().cloned());
        self.named.sort();
        self.named.truncate(NAMED);
    }

    /// Rows of which the first are named.
    pub fn new(met: Met, named: Vec<(Cell, Option<String>)>) -> Unreadable {
        Unreadable { met, named }
    }

    pub fn tell(&self, spec: &TableSpec, findings: &mut Bag, skipped: &mut Vec<Skipped>) {
        let PeriodSpec::Column(column) = &spec.period else { return };
        if self.met.is_empty() {
            return;
        }
        let (name, count) = (&spec.name, self.met.count);
        let en_count = plural(count, "row");
        let mut finding = Diagnostic::warning(
            codes::UNREADABLE_PERIOD,
            words!(
                "`{name}` 有 {count} 行的周期（列 `{column}`）无法读取，未计入",
                "`{name}` has {en_count} whose period (column `{column}`) cannot be read; left out"
            ),
        );
        for (cell, text) in &self.named {
            let words = match text {
                Some(text) => words!("`{text}` 不是周期", "`{text}` is not a period"),
                None => words!("没有周期", "no period"),
            };
            finding = finding.at(cell.clone(), words);
        }
        findings.push(finding);
        let reason = words!("无法读取周期（列 `{column}`）", "period not readable (column `{column}`)");
        self.met.clone().skip(spec, reason, skipped);
    }
}

/// The periods of rows that belong to somebody, in order.
pub fn occurring(ordinals: &[Ordinals], owners: &[Vec<u32>]) -> Vec<i64> {
    let mut found = BTreeSet::new();
    for (ordinals, owner) in ordinals.iter().zip(owners) {
        if let Ordinals::Each(each) = ordinals {
            let mut last = None;
            for (ordinal, owner) in each.iter().zip(owner) {
                // Neighbouring rows mostly have the same period.
                if *owner != Buckets::NONE && *ordinal != last {
                    found.extend(*ordinal);
                    last = *ordinal;
                }
            }
        }
    }
    found.into_iter().collect()
}
