//! Rows of a table that agree in what should be unique.

use std::collections::BTreeMap;

use super::View;
use crate::plan::{CheckNode, NodeId, TableId};
use crate::table::Lane;
use crate::table::figure::digits;
use crate::text::{Lang, Words};

/// How many other rows are named with one.
const NAMED: usize = 3;

/// The rows of each key, wherever they belong.
#[derive(Debug)]
pub struct Twins {
    table: TableId,
    keys: Vec<NodeId>,
    rows: BTreeMap<Vec<String>, Vec<usize>>,
}

impl Twins {
    pub fn of(view: &View<'_>, node: &CheckNode, table: TableId) -> Twins {
        let keys: Vec<NodeId> = node.clauses.iter().flat_map(|clause| clause.twins.iter().copied()).collect();
        let mut twins = Twins { table, keys, rows: BTreeMap::new() };
        let rows = view.bound.tables.get(usize::from(table.0)).map_or(0, |table| table.rows);
        for row in (0..rows).filter(|_| !twins.keys.is_empty()) {
            if let Some(key) = twins.key(view, row) {
                twins.rows.entry(key).or_default().push(row);
            }
        }
        twins
    }

    /// `None` for a row without one of the keys.
    fn key(&self, view: &View<'_>, row: usize) -> Option<Vec<String>> {
        let one = |node: &NodeId| match view.lanes.get(*node) {
            Lane::Texts(texts) if row < texts.len() => texts.get(row).ok().map(str::to_string),
            Lane::Numbers(numbers) if row < numbers.len() => numbers.get(row).ok().map(digits),
            Lane::Texts(_) | Lane::Numbers(_) => None,
        };
        self.keys.iter().map(one).collect()
    }

    /// Adds where the others like this row are.
    pub fn add(&self, view: &View<'_>, row: usize, said: &mut Words) {
        let Some(all) = self.key(view, row).and_then(|key| self.rows.get(&key)) else { return };
        let mut others: Vec<_> = all
            .iter()
            .filter(|other| **other != row)
            .filter_map(|row| view.bound.cell(self.table, None, *row))
            .collect();
        others.sort();
        let own = view.bound.cell(self.table, None, row);
        let place = |lang: Lang| {
            let named = others.iter().take(NAMED).map(|cell| {
                let full = cell.in_lang(lang);
                let same = own.as_ref().is_some_and(|own| own.file == cell.file && own.sheet == cell.sheet);
                // In one sheet the row is enough.
                match full.rsplit_once(['›', '!']) {
                    Some((_, row)) if same => row.trim_start().to_string(),
                    _ => full,
                }
            });
            named.collect::<Vec<_>>().join(lang.pick("、", ", "))
        };
        if others.is_empty() {
            return;
        }
        let more = others.len().saturating_sub(NAMED);
        said.zh.push_str(&format!("，另见 {}", place(Lang::Zh)));
        said.en.push_str(&format!(", see {}", place(Lang::En)));
        if more > 0 {
            said.zh.push_str(&format!(" 等 {} 处", others.len()));
            said.en.push_str(&format!(" and {more} more"));
        }
    }
}
