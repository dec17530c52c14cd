//! The roster: who is assessed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use super::periods::Ordinals;
use super::{Buckets, Marks, Subject, at, group_columns, nobody, place, texts_of};
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::codes;
use crate::plan::{Plan, TableSpec};
use crate::result::Skipped;
use crate::table::{Table, Texts};
use crate::text::words::{list, plural};
use crate::text::{Words, fold};
use crate::words;

/// What the roster says.
pub struct Roster {
    pub subjects: Vec<Subject>,
    /// The subject of each of its rows.
    pub rows: Vec<u32>,
    pub directory: Directory,
    pub findings: Bag,
    pub skipped: Vec<Skipped>,
}

/// Whose key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Subject(u32),
    /// In the roster, but the filter leaves them out.
    NotAssessed,
}

/// All keys of the roster.
#[derive(Debug, Default)]
pub struct Directory {
    keys: Vec<(String, Who)>,
    /// Made when the first is looked up: a roster may be all the data there is.
    exact: OnceLock<HashMap<String, Who>>,
    /// `None` where several keys fold to one: a guess could charge somebody with another's work.
    folded: OnceLock<HashMap<String, Option<Who>>>,
}

impl Directory {
    /// Enters a key that is not in it yet.
    fn enter(&mut self, key: &str, who: Who) {
        self.keys.push((key.to_string(), who));
    }

    /// Exactly, or else in another width, case or script.
    pub fn find(&self, key: &str) -> Option<Who> {
        let key = key.trim();
        let exact = self.exact.get_or_init(|| self.keys.iter().cloned().collect());
        if let Some(who) = exact.get(key) {
            return Some(*who);
        }
        let folded = self.folded.get_or_init(|| {
            let mut folded: HashMap<String, Option<Who>> = HashMap::new();
            for (key, who) in &self.keys {
                folded.entry(fold(key)).and_modify(|known| *known = None).or_insert(Some(*who));
            }
            folded
        });
        folded.get(&fold(key)).copied().flatten()
    }
}

pub fn read(plan: &Plan, tables: &[Arc<Table>], marks: &Marks, ordinals: &[Ordinals]) -> Roster {
    let index = usize::from(plan.roster.table.0);
    let mut roster = Roster {
        subjects: Vec::new(),
        rows: Vec::new(),
        directory: Directory::default(),
        findings: Bag::default(),
        skipped: Vec::new(),
    };
    let (Some(spec), Some(table), Some(ordinals)) = (plan.tables.get(index), tables.get(index), ordinals.get(index))
    else {
        roster.findings.push(nobody(""));
        return roster;
    };
    roster.rows = vec![Buckets::NONE; table.rows];
    let keys = texts_of(table, &plan.roster.key).unwrap_or_default();
    let sorted = Sorted::new(table, &keys, marks, &marks.dropped[index]);
    sorted.tell(spec, table, &plan.roster.key, &mut roster);

    let reader = Reader { plan, spec, table, ordinals, labels: texts_of(table, &plan.roster.label) };
    for (key, rows) in &sorted.assessed {
        let subject = roster.subjects.len() as u32;
        rows.iter().for_each(|row| roster.rows[*row] = subject);
        roster.directory.enter(key, Who::Subject(subject));
        roster.subjects.push(reader.subject(key, rows));
        if rows.len() > 1 {
            reader.tell_conflicts(key, rows, &mut roster.findings);
        }
    }
    for key in &sorted.others {
        if sorted.assessed.binary_search_by_key(key, |(known, _)| *known).is_err() {
            roster.directory.enter(key, Who::NotAssessed);
        }
    }
    if roster.subjects.is_empty() {
        roster.findings.push(nobody(&spec.name));
    }
    roster
}

/// The rows of the roster by what becomes of them.
struct Sorted<'a> {
    /// By key, in order, each with its rows.
    assessed: Vec<(&'a str, Vec<usize>)>,
    others: BTreeSet<&'a str>,
    other_rows: Vec<usize>,
    undecided: Vec<usize>,
    without_key: Vec<usize>,
}

impl<'a> Sorted<'a> {
    fn new(table: &Table, keys: &'a Texts, marks: &Marks, dropped: &[bool]) -> Sorted<'a> {
        let mut sorted = Sorted {
            assessed: Vec::new(),
            others: BTreeSet::new(),
            other_rows: Vec::new(),
            undecided: Vec::new(),
            without_key: Vec::new(),
        };
        let mut assessed: Vec<(&str, usize)> = Vec::new();
        for row in (0..table.rows).filter(|row| dropped.get(*row) != Some(&true)) {
            let key = if row < keys.len() { keys.get(row).map_or("", str::trim) } else { "" };
            if key.is_empty() {
                sorted.without_key.push(row);
                continue;
            }
            match marks.assessed.get(row).copied().flatten() {
                Some(true) => assessed.push((key, row)),
                Some(false) => {
                    sorted.others.insert(key);
                    sorted.other_rows.push(row);
                }
                None => {
                    sorted.others.insert(key);
                    sorted.undecided.push(row);
                }
            }
        }
        assessed.sort_unstable();
        let of_one = assessed.chunk_by(|a, b| a.0 == b.0);
        sorted.assessed =
            of_one.filter_map(|all| Some((all.first()?.0, all.iter().map(|(_, row)| *row).collect()))).collect();
        sorted
    }

    fn tell(&self, spec: &TableSpec, table: &Table, key: &str, roster: &mut Roster) {
        let name = &spec.name;
        let mut told = |code, rows: &[usize], message: Words, reason: Words, severe: bool| {
            if rows.is_empty() {
                return;
            }
            if severe {
                let mut sorted = rows.to_vec();
                place::sort(table, &mut sorted);
                let mut finding = Diagnostic::warning(code, message);
                for row in sorted.iter().take(20) {
                    finding = at(finding, place::cell(table, Some(key), *row), Words::default());
                }
                roster.findings.push(finding);
            }
            place::skip(spec, table, Some(key), rows, reason, &mut roster.skipped);
        };
        let (count, en_count) = counted(&self.without_key);
        told(
            codes::ROW_WITHOUT_KEY,
            &self.without_key,
            words!("名册 `{name}` 有 {count} 行没有 `{key}`", "the roster `{name}` has {en_count} without `{key}`"),
            words!("没有键 `{key}`", "no key `{key}`"),
            true,
        );
        let (count, en_count) = counted(&self.undecided);
        told(
            codes::FILTER_UNDECIDED,
            &self.undecided,
            words!(
                "名册 `{name}` 有 {count} 行无法判断是否考核，未计入",
                "for {en_count} of the roster `{name}` it cannot be decided whether they are assessed; left out"
            ),
            words!("无法判断是否考核", "not decided whether assessed"),
            true,
        );
        told(
            codes::NOT_ASSESSED,
            &self.other_rows,
            Words::default(),
            words!("不由本方案考核", "not assessed by this rubric"),
            false,
        );
    }
}

/// A number of rows, and how English says it.
fn counted(rows: &[usize]) -> (usize, String) {
    (rows.len(), plural(rows.len(), "row"))
}

struct Reader<'a> {
    plan: &'a Plan,
    spec: &'a TableSpec,
    table: &'a Table,
    ordinals: &'a Ordinals,
    labels: Option<std::borrow::Cow<'a, Texts>>,
}

impl Reader<'_> {
    fn label(&self, row: usize) -> Option<&str> {
        let labels = self.labels.as_ref().filter(|labels| row < labels.len())?;
        labels.get(row).ok().map(str::trim).filter(|label| !label.is_empty())
    }

    /// The label of the latest period; where several are in conflict the first by alphabet.
    fn subject(&self, key: &str, rows: &[usize]) -> Subject {
        let latest = rows.iter().map(|row| self.ordinals.get(*row)).max().flatten();
        let label =
            rows.iter().filter(|row| self.ordinals.get(**row) == latest).filter_map(|row| self.label(*row)).min();
        let first = rows.iter().copied().reduce(|a, b| place::first(self.table, a, b));
        Subject {
            key: key.to_string(),
            label: label.unwrap_or(key).to_string(),
            origin: first.and_then(|row| place::cell(self.table, Some(&self.plan.roster.key), row)),
        }
    }

    /// One key may stand in several rows, but then they must say the same in one period.
    fn tell_conflicts(&self, key: &str, rows: &[usize], findings: &mut Bag) {
        let mut columns = vec![self.plan.roster.label.clone()];
        columns.extend(group_columns(self.plan));
        columns.dedup();
        let mut by_period: BTreeMap<Option<i64>, Vec<usize>> = BTreeMap::new();
        for row in rows {
            by_period.entry(self.ordinals.get(*row)).or_default().push(*row);
        }
        for rows in by_period.values().filter(|rows| rows.len() > 1) {
            for column in &columns {
                self.tell_conflict(key, column, rows, findings);
            }
        }
    }

    fn tell_conflict(&self, key: &str, column: &str, rows: &[usize], findings: &mut Bag) {
        let Some(texts) = texts_of(self.table, column) else { return };
        let text = |row: usize| if row < texts.len() { texts.get(row).map_or("", str::trim) } else { "" };
        let different: BTreeSet<&str> = rows.iter().map(|row| text(*row)).collect();
        if different.len() < 2 {
            return;
        }
        let mut sorted = rows.to_vec();
        place::sort(self.table, &mut sorted);
        let different: Vec<&str> = different.into_iter().collect();
        let (name, said) = (&self.spec.name, list(&different, Words::new("和", "and")));
        let mut finding = Diagnostic::error(
            codes::ROSTER_CONFLICT,
            Words {
                zh: format!("`{key}` 在名册 `{name}` 中的 `{column}` 不一致：{}", said.zh),
                en: format!("`{key}` has different `{column}` in the roster `{name}`: {}", said.en),
            },
        )
        .help(words!(
            "每个 `{key}` 只留一行，或改正其中一行的键",
            "keep one row for `{key}`, or mend the key of the other"
        ));
        for row in sorted {
            finding = at(finding, place::cell(self.table, Some(column), row), Words::same(text(row)));
        }
        findings.push(finding);
    }
}
