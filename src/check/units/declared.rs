//! Units of what has no formula: parameters, columns, tables to look up in.

use super::infer::Unit;
use super::parse::Words;
use crate::rubric::Rubric;
use crate::syntax::{Node, Table, Value};

#[derive(Default)]
pub(super) struct Declared {
    params: Vec<Unit>,
    lookups: Vec<Unit>,
    /// Table, column, unit; few have one.
    columns: Vec<(usize, String, Unit)>,
}

impl Declared {
    pub(super) fn collect(rubric: &Rubric, root: &Table, words: &mut Words) -> Declared {
        let mut out = Declared::default();
        let under = |key: &str, id: &str| root.table(key).and_then(|table| table.get(id));
        for param in &rubric.params {
            let text = under("param", &param.id).and_then(unit_of_param);
            out.params.push(text.map_or(Unit::Unknown, |text| words.read(text)));
        }
        for lookup in &rubric.lookups {
            let text = under("table", &lookup.id).and_then(|node| node.as_table()?.text("unit"));
            out.lookups.push(text.map_or(Unit::Unknown, |text| words.read(text)));
        }
        for (index, source) in rubric.data.iter().enumerate() {
            let columns = under("data", &source.id).and_then(|node| node.as_table()?.table("columns"));
            for entry in columns.iter().flat_map(|columns| &columns.entries) {
                if let Some(text) = entry.node.as_table().and_then(|details| details.text("unit")) {
                    out.columns.push((index, entry.key.clone(), words.read(text)));
                }
            }
        }
        out
    }

    pub(super) fn param(&self, index: usize) -> Unit {
        self.params.get(index).copied().unwrap_or(Unit::Unknown)
    }

    pub(super) fn lookup(&self, index: usize) -> Unit {
        self.lookups.get(index).copied().unwrap_or(Unit::Unknown)
    }

    pub(super) fn column(&self, data: usize, name: &str) -> Unit {
        let found = self.columns.iter().find(|(table, column, _)| *table == data && column == name);
        found.map_or(Unit::Unknown, |(_, _, unit)| *unit)
    }
}

/// `{ value = 95, unit = "%" }`; of values by group or by date it stands beside any of them.
pub(super) fn unit_of_param(node: &Node) -> Option<&str> {
    unit_node(node)?.as_text()
}

pub(super) fn unit_node(node: &Node) -> Option<&Node> {
    match &node.value {
        Value::Table(table) => table.get("unit"),
        Value::List(items) => items.iter().find_map(|item| item.as_table()?.get("unit")),
        Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) => None,
    }
}
