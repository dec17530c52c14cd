//! Rows that are handed to the cluster with the job, because they lie where it cannot see them.

use serde::Serialize;
use serde_json::Value;

use crate::table::{Kind, Lane, Nothing, Table};

/// A table, column by column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Given {
    pub name: String,
    pub columns: Vec<Filled>,
    pub rows: usize,
}

/// A column with its values; null is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Filled {
    pub name: String,
    /// As Spark names it.
    pub kind: &'static str,
    pub values: Vec<Value>,
}

impl Given {
    /// Of these columns of a table, and beside each one, called as `reason` says, the number of the nothing where there is
    /// no value.
    pub fn new(name: &str, columns: &[(String, Kind)], table: &Table, reason: impl Fn(&str) -> String) -> Given {
        let mut filled = Vec::new();
        for (column, kind) in columns {
            let lane = table.column(column).map(|column| &column.lane);
            let cells = (0..table.rows).map(|row| cell(lane, *kind, row));
            let (values, reasons) = cells.unzip();
            filled.push(Filled { name: column.clone(), kind: sort(*kind), values });
            filled.push(Filled { name: reason(column), kind: "int", values: reasons });
        }
        Given { name: name.to_string(), columns: filled, rows: table.rows }
    }

    /// How many values there are in all.
    pub fn size(&self) -> usize {
        self.columns.len() * self.rows
    }
}

fn sort(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Bool => "boolean",
        Kind::Number | Kind::Date => "double",
    }
}

/// A value, and the number of the nothing in its place.
fn cell(lane: Option<&Lane>, kind: Kind, row: usize) -> (Value, Value) {
    let nothing = |nothing: Nothing| (Value::Null, Value::from(nothing as u8));
    match lane {
        None => nothing(Nothing::Blank),
        Some(Lane::Numbers(numbers)) => match numbers.get(row) {
            Ok(value) if kind == Kind::Bool => (Value::from(value != 0.0), Value::Null),
            Ok(value) if kind == Kind::Text => (Value::from(value.to_string()), Value::Null),
            Ok(value) => (Value::from(value), Value::Null),
            Err(why) => nothing(why),
        },
        Some(Lane::Texts(texts)) => match texts.get(row) {
            Ok(text) if kind == Kind::Text => (Value::from(text), Value::Null),
            Ok(_) => nothing(Nothing::Unreadable),
            Err(why) => nothing(why),
        },
    }
}
