//! Rows that belong to everybody with one thing in the roster: the result of a department, to
//! each of its people.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::link::Share;
use super::periods::Ordinals;
use super::{Buckets, at, place, texts_of};
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::codes;
use crate::plan::{Plan, TableSpec};
use crate::result::{Period, Skipped};
use crate::table::Table;
use crate::text::words::plural;
use crate::text::{Words, fold};
use crate::words;

/// Who has what in a column of the roster, and when.
pub struct Members {
    exact: HashMap<String, Vec<(u32, Option<i64>)>>,
    /// The exact text; `None` where several texts fold to one.
    folded: HashMap<String, Option<String>>,
}

/// A row of a subject; in one period, by its ordinal, or in all.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    pub row: u32,
    subject: u32,
    ordinal: Option<i64>,
}

/// The rows of a table, and those that are nobody's.
#[derive(Default)]
pub struct Joined {
    /// The first of the subjects of each row.
    pub owner: Vec<u32>,
    pub held: Vec<Held>,
    /// By key, in order.
    unknown: BTreeMap<String, Vec<usize>>,
    /// The roster has the key, but only for people who are not assessed, or in other periods.
    of_others: Vec<usize>,
    without_key: Vec<usize>,
}

impl Members {
    /// `owners` has the subject of each row of the roster.
    pub fn new(column: &str, plan: &Plan, tables: &[Arc<Table>], owners: &[u32], ordinals: &[Ordinals]) -> Members {
        let mut members = Members { exact: HashMap::new(), folded: HashMap::new() };
        let index = usize::from(plan.roster.table.0);
        let (Some(table), Some(ordinals)) = (tables.get(index), ordinals.get(index)) else { return members };
        let Some(texts) = texts_of(table, column) else { return members };
        for row in 0..table.rows.min(texts.len()) {
            let text = texts.get(row).map_or("", str::trim);
            if text.is_empty() {
                continue;
            }
            let ordinal = ordinals.get(row);
            // A row whose period cannot be read puts nobody anywhere.
            let readable = ordinal.is_some() || matches!(ordinals, Ordinals::Always);
            let known = members.exact.entry(text.to_string()).or_default();
            if let Some(subject) = owners.get(row).filter(|owner| **owner != Buckets::NONE && readable) {
                known.push((*subject, ordinal));
            }
            let folded = members.folded.entry(fold(text)).or_insert_with(|| Some(text.to_string()));
            if folded.as_deref().is_some_and(|other| other != text) {
                *folded = None;
            }
        }
        members
    }

    fn find(&self, text: &str) -> Option<&[(u32, Option<i64>)]> {
        let exact = self.exact.get(text).or_else(|| self.exact.get(self.folded.get(&fold(text))?.as_ref()?));
        exact.map(Vec::as_slice)
    }
}

/// Finds the subjects of every row that is not dropped.
pub fn join(column: &str, table: &Table, dropped: &[bool], members: &Members, ordinals: &Ordinals) -> Joined {
    let mut joined = Joined { owner: vec![Buckets::NONE; table.rows], ..Joined::default() };
    let texts = texts_of(table, column).unwrap_or_default();
    for row in (0..table.rows).filter(|row| dropped.get(*row) != Some(&true)) {
        let text = if row < texts.len() { texts.get(row).map_or("", str::trim) } else { "" };
        if text.is_empty() {
            joined.without_key.push(row);
            continue;
        }
        let Some(known) = members.find(text) else {
            joined.unknown.entry(text.to_string()).or_default().push(row);
            continue;
        };
        let mut of_somebody = false;
        for (subject, theirs) in known {
            let ordinal = match (ordinals, theirs) {
                (Ordinals::Always, theirs) => *theirs,
                // What could not be read has been told of.
                (Ordinals::Each(_), theirs) => match (ordinals.get(row), theirs) {
                    (Some(own), Some(theirs)) if own != *theirs => continue,
                    (Some(own), _) => Some(own),
                    (None, _) => continue,
                },
            };
            of_somebody = true;
            joined.owner[row] = joined.owner[row].min(*subject);
            joined.held.push(Held { row: row as u32, subject: *subject, ordinal });
        }
        if !of_somebody && (matches!(ordinals, Ordinals::Always) || ordinals.get(row).is_some()) {
            joined.of_others.push(row);
        }
    }
    joined
}

/// With the periods that there are.
pub fn shares(held: &[Held], periods: &[Period]) -> Vec<Share> {
    let index = |ordinal: i64| periods.binary_search_by_key(&ordinal, |period| period.ordinal).ok();
    held.iter()
        .filter_map(|held| {
            let period = match held.ordinal {
                None => None,
                Some(ordinal) => Some(index(ordinal)? as u32),
            };
            Some(Share { row: held.row, subject: held.subject, period })
        })
        .collect()
}

/// Says what became of the rows that are nobody's. `names` are the key's column and that of the
/// roster.
pub fn tell(
    plan: &Plan,
    spec: &TableSpec,
    names: (&str, &str),
    table: &Table,
    joined: &Joined,
    findings: &mut Bag,
    skipped: &mut Vec<Skipped>,
) {
    let roster = plan.tables.get(usize::from(plan.roster.table.0)).map_or("", |table| &*table.name);
    let (name, (column, of)) = (&spec.name, names);
    let cell = |rows: &[usize]| {
        let first = rows.iter().copied().reduce(|a, b| place::first(table, a, b))?;
        place::cell(table, Some(column), first)
    };
    for (key, rows) in &joined.unknown {
        let (count, en_count) = (rows.len(), plural(rows.len(), "row"));
        let finding = Diagnostic::warning(
            codes::UNKNOWN_KEY,
            words!(
                "名册 `{roster}` 的 `{of}` 中没有 `{key}`，`{name}` 有 {count} 行属于它",
                "`{key}` is nobody's `{of}` in the roster `{roster}`; {en_count} of `{name}` left out"
            ),
        );
        findings.push(at(finding, cell(rows), words!("第一次出现", "first seen here")));
    }
    if !joined.without_key.is_empty() {
        let (count, en_count) = (joined.without_key.len(), plural(joined.without_key.len(), "row"));
        let finding = Diagnostic::warning(
            codes::ROW_WITHOUT_KEY,
            words!(
                "`{name}` 有 {count} 行没有 `{column}`，未计入",
                "{en_count} of `{name}` without `{column}` left out"
            ),
        );
        findings.push(at(finding, cell(&joined.without_key), Words::default()));
    }
    let unknown: Vec<usize> = joined.unknown.values().flatten().copied().collect();
    let reasons = [
        (unknown, words!("不在名册 `{roster}` 的 `{of}` 中", "not in `{of}` of the roster `{roster}`")),
        (joined.of_others.clone(), words!("不由本方案考核", "not assessed by this rubric")),
        (joined.without_key.clone(), words!("没有键 `{column}`", "no key `{column}`")),
    ];
    for (rows, reason) in reasons {
        place::skip(spec, table, Some(column), &rows, reason, skipped);
    }
}

#[cfg(test)]
mod tests {
    use crate::eval::bind::bind;
    use crate::eval::fixture::{ROWS, STAFF, plan, records, reordered, sheet, spec, staff};
    use crate::plan::{Builder, KeySpec, PeriodSpec};
    use crate::table::Kind;

    fn shared() -> crate::plan::Plan {
        let mut plan = plan(Builder::new(), None);
        plan.tables[1].key = Some(KeySpec { column: "工号".into(), through: None, of: Some("班组".into()) });
        plan
    }

    #[test]
    fn a_row_of_a_group_is_a_row_of_each_of_its_people() {
        let rows = records(&[
            ("售前", "2024-06", 1.0, "", 0.0),
            ("售后", "2024-06", 2.0, "", 0.0),
            ("售前", "2024-07", 3.0, "", 0.0),
            ("物流", "2024-07", 4.0, "", 0.0),
            ("", "2024-07", 5.0, "", 0.0),
        ]);
        for order in [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1]] {
            let bound = bind(&shared(), vec![staff(), reordered(&rows, &order)]);
            let at = |row: usize| order.iter().position(|old| *old == row).into_iter().collect::<Vec<_>>();
            assert_eq!(bound.rows_of(ROWS, 0, 0), at(0));
            assert_eq!(bound.rows_of(ROWS, 1, 0), at(0));
            assert_eq!(bound.rows_of(ROWS, 2, 0), at(1));
            assert_eq!(bound.rows_of(ROWS, 1, 1), at(2));
            assert!(bound.rows_of(ROWS, 3, 0).is_empty());
            let told: Vec<&str> = bound.findings.all.iter().map(|finding| finding.message.zh.as_str()).collect();
            assert_eq!(
                told,
                ["名册 `staff` 的 `班组` 中没有 `物流`，`rows` 有 1 行属于它", "`rows` 有 1 行没有 `工号`，未计入"]
            );
            assert_eq!(bound.skipped.iter().map(|skipped| skipped.count).sum::<usize>(), 2);
        }
    }

    #[test]
    fn whoever_changes_groups_has_the_row_of_the_period() {
        let mut plan = shared();
        let staff = sheet("staff", 3)
            .text("工号", &["a", "a", "b"])
            .text("姓名", &["小美", "小美", "小丽"])
            .text("班组", &["售前", "售后", "售前"])
            .text("月", &["2024-06", "2024-07", "2024-07"])
            .table();
        plan.tables[usize::from(STAFF.0)] =
            spec("staff", &[("工号", Kind::Text), ("姓名", Kind::Text), ("班组", Kind::Text), ("月", Kind::Text)]);
        plan.tables[usize::from(STAFF.0)].period = PeriodSpec::Column("月".into());
        let rows = records(&[("售前", "2024-06", 1.0, "", 0.0), ("售前", "2024-07", 2.0, "", 0.0)]);
        let bound = bind(&plan, vec![staff.clone(), rows.clone()]);
        assert_eq!((bound.rows_of(ROWS, 0, 0), bound.rows_of(ROWS, 0, 1)), (vec![0], vec![]));
        assert_eq!((bound.rows_of(ROWS, 1, 0), bound.rows_of(ROWS, 1, 1)), (vec![], vec![1]));
        // Rows that hold always follow the roster too.
        plan.tables[usize::from(ROWS.0)].period = PeriodSpec::Always;
        let bound = bind(&plan, vec![staff, rows]);
        assert_eq!((bound.rows_of(ROWS, 0, 0), bound.rows_of(ROWS, 0, 1)), (vec![0, 1], vec![]));
        assert_eq!((bound.rows_of(ROWS, 1, 0), bound.rows_of(ROWS, 1, 1)), (vec![], vec![0, 1]));
    }
}
