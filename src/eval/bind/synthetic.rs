//! Subjects and rows that a test makes up, without any file.

use std::sync::Arc;

use super::{Bound, Link, RowPeriods, Subject, bind_in};
use crate::plan::{PeriodSpec, Plan};
use crate::result::Period;
use crate::table::Table;

/// What a test supplies.
#[derive(Debug, Default)]
pub struct Supplied {
    /// Keys, in the test's own order.
    pub subjects: Vec<String>,
    /// Ordinals of the periods it speaks of, oldest first; at least one.
    pub periods: Vec<i64>,
    /// In the order of the plan's, where it brings rows along: the roster has all subjects.
    pub tables: Vec<Table>,
    /// Whether the roster's rows are the test's own, with the groups in them.
    pub own_roster: bool,
}

impl Supplied {
    /// Subjects alone, in a period of no name.
    pub fn subjects(names: &[String]) -> Supplied {
        Supplied { subjects: names.to_vec(), periods: vec![0], ..Supplied::default() }
    }
}

/// Subjects whose figures are supplied as overrides, in the periods of which the test speaks.
///
/// Without a roster of the test's own every subject is in the peer group named by the empty text,
/// unless the node that names the groups is overridden too.
pub fn synthetic(plan: &Plan, supplied: Supplied) -> Bound {
    if supplied.tables.iter().all(|table| table.rows == 0) {
        return without_rows(plan, &supplied);
    }
    let mut plan = plan.clone();
    // Whom a test names is assessed, in every period.
    plan.roster.filter = None;
    let empty: Vec<bool> = supplied.tables.iter().map(|table| table.rows == 0).collect();
    for (index, spec) in plan.tables.iter_mut().enumerate() {
        if index == usize::from(plan.roster.table.0) {
            spec.period = PeriodSpec::Always;
        }
        // Without a binding table its rows say the key itself.
        if let Some(key) = &mut spec.key
            && key.through.as_ref().is_some_and(|through| empty.get(usize::from(through.table.0)) != Some(&false))
        {
            key.through = None;
        }
    }
    let synthetic = !supplied.own_roster;
    Bound { synthetic, ..bind_in(&plan, supplied.tables, &supplied.periods, None) }
}

fn without_rows(plan: &Plan, supplied: &Supplied) -> Bound {
    let subjects: Vec<Subject> =
        supplied.subjects.iter().map(|key| Subject { key: key.clone(), label: key.clone(), origin: None }).collect();
    let periods: Vec<Period> =
        supplied.periods.iter().map(|ordinal| Period { name: plan.cycle.name(*ordinal), ordinal: *ordinal }).collect();
    let tables: Vec<Arc<Table>> =
        plan.tables.iter().map(|spec| Arc::new(Table { name: spec.name.to_string(), ..Table::default() })).collect();
    let nobody = RowPeriods::Each(Vec::new());
    let links = plan
        .tables
        .iter()
        .map(|_| Link::new(Vec::new(), nobody.clone(), Vec::new(), subjects.len(), periods.len()))
        .collect();
    Bound { tables, subjects, periods, links, synthetic: true, ..Bound::default() }
}
