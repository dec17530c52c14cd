//! What is known of the columns of each table: learnt from how formulas use them.

use std::cell::{Cell, RefCell};

use crate::rubric::Column;
use crate::table::Kind;
use crate::text::Span;

/// All columns that the rubric mentions, by table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    tables: Vec<Vec<Draft>>,
    /// Tables that are the results of another rubric, whose columns have names of their own.
    results: Vec<usize>,
    /// Somebody wanted to know what a column is before anything had said so.
    asked_in_vain: Cell<bool>,
    /// Columns that were taken for numbers before anything had said so.
    assumed: RefCell<Vec<(usize, usize)>>,
}

#[derive(Debug, Clone)]
struct Draft {
    id: String,
    headers: Vec<String>,
    kind: Option<Kind>,
    /// Nothing said what it is.
    unknown: bool,
    span: Span,
}

impl Columns {
    /// The column of a name, entered if it is new.
    pub fn touch(&mut self, table: usize, id: &str, span: Span) -> usize {
        if self.tables.len() <= table {
            self.tables.resize(table + 1, Vec::new());
        }
        let columns = &mut self.tables[table];
        if let Some(found) = columns.iter().position(|column| column.id == id) {
            return found;
        }
        let kind = if self.results.contains(&table) { kind_of_result(id) } else { None };
        columns.push(Draft { id: id.to_string(), headers: vec![id.to_string()], kind, unknown: false, span });
        columns.len() - 1
    }

    /// Says that a table has the results of another rubric.
    pub fn of_results(&mut self, table: usize) {
        if !self.results.contains(&table) {
            self.results.push(table);
        }
    }

    pub fn set_headers(&mut self, table: usize, column: usize, headers: Vec<String>) {
        let draft = &mut self.tables[table][column];
        if self.results.contains(&table) && draft.kind.is_none() {
            draft.kind = headers.iter().find_map(|header| kind_of_result(header));
        }
        draft.headers = headers;
    }

    pub fn headers(&self, table: usize, column: usize) -> Vec<String> {
        self.tables[table][column].headers.clone()
    }

    pub fn kind(&self, table: usize, column: usize) -> Option<Kind> {
        let kind = self.tables[table][column].kind;
        if kind.is_none() {
            self.asked_in_vain.set(true);
        }
        kind
    }

    /// What a column is; for the time being a number.
    pub fn kind_or_number(&self, table: usize, column: usize) -> Kind {
        self.tables[table][column].kind.unwrap_or_else(|| {
            self.assumed.borrow_mut().push((table, column));
            Kind::Number
        })
    }

    /// Whether whoever asked before the columns were settled got the answer that he would get now.
    pub fn answered_well(&self) -> bool {
        let number = |(table, column): &(usize, usize)| {
            self.tables.get(*table).and_then(|all| all.get(*column)).is_some_and(|c| c.kind == Some(Kind::Number))
        };
        !self.asked_in_vain.get() && self.assumed.borrow().iter().all(number)
    }

    /// Says what a column is; false if it is known to be something else.
    pub fn expect(&mut self, table: usize, column: usize, kind: Kind) -> bool {
        let known = &mut self.tables[table][column].kind;
        *known.get_or_insert(kind) == kind
    }

    /// Whether a column was settled as text for want of any use that tells.
    pub fn is_unknown(&self, table: usize, column: usize) -> bool {
        let draft = &self.tables[table][column];
        if draft.kind.is_none() {
            self.asked_in_vain.set(true);
        }
        draft.unknown && draft.kind == Some(Kind::Text)
    }

    pub fn span(&self, table: usize, column: usize) -> Span {
        self.tables[table][column].span
    }

    pub fn names(&self, table: usize) -> Vec<&str> {
        self.tables.get(table).map(|all| all.iter().map(|column| column.id.as_str()).collect()).unwrap_or_default()
    }

    /// What nothing is known of is only counted or compared as it stands: text.
    pub fn settle(&mut self) {
        for (table, columns) in self.tables.iter_mut().enumerate() {
            for column in columns {
                // The value of another rubric's indicator is a number more often than not.
                column.unknown = column.kind.is_none();
                let value = self.results.contains(&table) && column.headers.iter().any(|name| name.ends_with(".value"));
                if value && column.unknown {
                    self.asked_in_vain.set(true);
                }
                column.kind.get_or_insert(if value { Kind::Number } else { Kind::Text });
            }
        }
    }

    /// The columns of a table as the rubric keeps them.
    pub fn of(&self, table: usize) -> Vec<Column> {
        let drafts = self.tables.get(table).map(Vec::as_slice).unwrap_or_default();
        drafts
            .iter()
            .map(|draft| Column {
                id: draft.id.clone(),
                headers: draft.headers.clone(),
                kind: draft.kind.unwrap_or(Kind::Text),
                span: draft.span,
            })
            .collect()
    }
}

/// What a column of another rubric's results holds, as far as its name says.
fn kind_of_result(id: &str) -> Option<Kind> {
    match id {
        "total" | "总分" | "total_before" | "修正前总分" | "rank" | "名次" => Some(Kind::Number),
        _ if id.ends_with(".score") || id.ends_with(".points") || id.ends_with(".money") => Some(Kind::Number),
        "key" | "label" | "variant" | "period" | "grade" | "等级" => Some(Kind::Text),
        _ => None,
    }
}
