//! The rows of the files: typed, dropped, given to subjects and periods.

use std::collections::{BTreeMap, BTreeSet};

use evalexpr::Node;

use super::File;
use super::formula::Place;
use super::scheme::{Data, Scheme};
use super::value::{MISSING, NOT_APPLICABLE, V};

pub struct Tables<'a> {
    scheme: &'a Scheme,
    files: Vec<&'a File>,
    /// In the order of their keys.
    pub subjects: Vec<String>,
    /// Ordinals, oldest first.
    pub periods: Vec<i64>,
    /// For each table and row: dropped?
    dropped: Vec<Vec<bool>>,
    owners: Vec<Vec<Option<usize>>>,
    ordinals: Vec<Vec<Option<i64>>>,
}

/// One row of a table.
pub struct Row<'a> {
    scheme: &'a Scheme,
    data: &'a Data,
    file: &'a File,
    row: usize,
    /// The peer group of the subject that the row belongs to.
    group: V,
    /// The index of the owner's variant, where there are any.
    variant: V,
}

impl Row<'_> {
    pub fn of_variant(self, variant: V) -> Self {
        Row { variant, ..self }
    }
}

impl Place for Row<'_> {
    fn name(&self, name: &str) -> V {
        match self.scheme.param(name, &self.group, &self.variant) {
            Some(param) => param,
            None => cell(self.data, self.file, name, self.row),
        }
    }

    fn call(&self, _: &str, _: &[&Node]) -> Option<V> {
        None
    }

    fn look_up(&self, table: &str, value: &V) -> V {
        self.scheme.look_up(table, value)
    }
}

/// What stands in a cell.
fn cell(data: &Data, file: &File, column: &str, row: usize) -> V {
    let text = raw(file, column, row);
    if data.numbers.contains(column) {
        number(text)
    } else if text.is_empty() {
        MISSING
    } else {
        V::Text(text.to_string())
    }
}

fn raw<'a>(file: &'a File, column: &str, row: usize) -> &'a str {
    let at = file.header.iter().position(|header| header == column);
    at.and_then(|at| file.rows[row].get(at)).map_or("", |text| text.trim())
}

pub fn number(text: &str) -> V {
    match text {
        "不适用" => NOT_APPLICABLE,
        text => text.parse().map_or(MISSING, V::Num),
    }
}

/// `2024-03`, `2024Q2`, `2024`: consecutive periods are one apart.
fn ordinal(cycle: &str, text: &str) -> Option<i64> {
    let part = |cut: &str| -> Option<(i64, i64)> {
        let (year, part) = text.split_once(cut)?;
        Some((year.parse().ok()?, part.parse().ok()?))
    };
    match cycle {
        "once" => Some(0),
        "month" => part("-").map(|(year, month)| year * 12 + month - 1),
        "quarter" => part("Q").map(|(year, quarter)| year * 4 + quarter - 1),
        "year" => text.parse().ok(),
        other => panic!("the reference has no {other}"),
    }
}

impl<'a> Tables<'a> {
    pub fn bind(scheme: &'a Scheme, files: &'a [File]) -> Tables<'a> {
        let file_of = |data: &Data| files.iter().find(|file| file.name == data.file).expect("a file");
        let mut tables = Tables {
            scheme,
            files: scheme.tables.iter().map(file_of).collect(),
            subjects: Vec::new(),
            periods: Vec::new(),
            dropped: Vec::new(),
            owners: Vec::new(),
            ordinals: Vec::new(),
        };
        for (table, data) in scheme.tables.iter().enumerate() {
            let rows = 0..tables.files[table].rows.len();
            let dropped = rows.clone().map(|row| match &data.drop {
                Some(drop) => drop.eval(&tables.row(table, row)).is_true(),
                None => false,
            });
            let dropped = dropped.collect();
            tables.dropped.push(dropped);
            let ordinals = rows.map(|row| ordinal(&scheme.cycle, raw(tables.files[table], data.period.as_ref()?, row)));
            let ordinals = ordinals.collect();
            tables.ordinals.push(ordinals);
        }
        tables.read_roster();
        tables.join();
        let mut periods: BTreeSet<i64> = BTreeSet::new();
        for (owners, ordinals) in tables.owners.iter().zip(&tables.ordinals) {
            periods.extend(owners.iter().zip(ordinals).filter(|(owner, _)| owner.is_some()).filter_map(|(_, at)| *at));
        }
        tables.periods = if periods.is_empty() { vec![0] } else { periods.into_iter().collect() };
        tables
    }

    fn row(&self, table: usize, row: usize) -> Row<'a> {
        self.row_of(table, row, NOT_APPLICABLE)
    }

    pub fn row_of(&self, table: usize, row: usize, group: V) -> Row<'a> {
        let (scheme, file) = (self.scheme, self.files[table]);
        Row { scheme, data: &scheme.tables[table], file, row, group, variant: NOT_APPLICABLE }
    }

    pub fn raw(&self, table: usize, column: &str, row: usize) -> &'a str {
        raw(self.files[table], column, row)
    }

    fn read_roster(&mut self) {
        let (scheme, roster) = (self.scheme, self.scheme.roster);
        let assessed = |row: usize| {
            let passes = scheme.filter.as_ref().is_none_or(|filter| filter.eval(&self.row(roster, row)).is_true());
            passes && !self.dropped[roster][row] && !self.raw(roster, &scheme.key, row).is_empty()
        };
        let rows: Vec<usize> = (0..self.files[roster].rows.len()).filter(|row| assessed(*row)).collect();
        let keys: BTreeSet<&str> = rows.iter().map(|row| self.raw(roster, &scheme.key, *row)).collect();
        self.subjects = keys.into_iter().map(String::from).collect();
    }

    fn join(&mut self) {
        for (table, data) in self.scheme.tables.iter().enumerate() {
            let is_binding =
                self.scheme.tables.iter().any(|other| other.through.as_ref().is_some_and(|(id, ..)| *id == data.id));
            let nicks = data.through.as_ref().map(|through| self.nicks(through));
            let owner = |row: usize| -> Option<usize> {
                if self.dropped[table][row] || is_binding {
                    return None;
                }
                let mut key =
                    self.raw(table, if table == self.scheme.roster { &self.scheme.key } else { &data.key }, row);
                if table == self.scheme.roster {
                    let filter = self.scheme.filter.as_ref();
                    if filter.is_some_and(|filter| !filter.eval(&self.row(table, row)).is_true()) {
                        return None;
                    }
                } else if let Some(nicks) = &nicks {
                    // A nick of several people is nobody's.
                    let keys: Vec<&str> = nicks.get(key)?.iter().copied().collect();
                    let [only] = keys.as_slice() else { return None };
                    key = only;
                }
                self.subjects.iter().position(|subject| subject == key)
            };
            let owners = (0..self.files[table].rows.len()).map(owner).collect();
            self.owners.push(owners);
        }
    }

    fn nicks(&self, (id, from, to): &(String, String, String)) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let table = self.scheme.tables.iter().position(|table| table.id == *id).expect("a binding table");
        let mut nicks: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in (0..self.files[table].rows.len()).filter(|row| !self.dropped[table][*row]) {
            let (nick, key) = (self.raw(table, from, row), self.raw(table, to, row));
            if !nick.is_empty() && !key.is_empty() {
                nicks.entry(nick).or_default().insert(key);
            }
        }
        nicks
    }

    /// The rows of a subject in a period.
    pub fn rows(&self, table: usize, subject: usize, period: usize) -> Vec<usize> {
        let always = self.scheme.tables[table].period.is_none();
        (0..self.files[table].rows.len())
            .filter(|row| self.owners[table][*row] == Some(subject))
            .filter(|row| always || self.ordinals[table][*row] == Some(self.periods[period]))
            .collect()
    }

    /// The rows of the same period, whoever they belong to, this one among them.
    pub fn rows_beside(&self, table: usize, row: usize) -> Vec<usize> {
        let rows = (0..self.files[table].rows.len()).filter(|other| !self.dropped[table][*other]);
        rows.filter(|other| self.ordinals[table][*other] == self.ordinals[table][row]).collect()
    }

    /// Whether somebody is on the roster in a period.
    pub fn here(&self, subject: usize, period: usize) -> bool {
        !self.rows(self.scheme.roster, subject, period).is_empty()
    }

    /// Whether the table speaks of the period at all, whoever the rows belong to.
    pub fn speaks_of(&self, table: usize, period: usize) -> bool {
        let always = self.scheme.tables[table].period.is_none();
        (0..self.files[table].rows.len())
            .filter(|row| !self.dropped[table][*row])
            .any(|row| always || self.ordinals[table][row] == Some(self.periods[period]))
    }

    /// The period that many earlier, if the data has it.
    pub fn earlier(&self, period: usize, back: i64) -> Option<usize> {
        let wanted = self.periods[period] - back;
        self.periods.iter().position(|ordinal| *ordinal == wanted)
    }
}
