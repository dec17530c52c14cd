//! A TOML document as a tree of values, each with its place, in the order of the text.

use crate::number::{Decimal, Rational};
use crate::text::{SourceId, Span};

#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub source: SourceId,
    pub root: Table,
    /// What could not be read and is not in the tables: names may be declared there.
    pub lost: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub value: Value,
    /// Text: with its quotes.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    /// Exactly as written.
    Number(Decimal),
    Bool(bool),
    /// Seconds since 1970-01-01.
    Date(f64),
    List(Vec<Node>),
    Table(Table),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub entries: Vec<Entry>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

impl Document {
    /// The document with all places later by so many bytes: of a text that stands behind others.
    pub fn moved(mut self, by: usize) -> Document {
        self.root.shift(by);
        self.lost.iter_mut().for_each(|span| *span = span.moved(by));
        self
    }
}

impl Table {
    fn shift(&mut self, by: usize) {
        self.span = self.span.moved(by);
        for entry in &mut self.entries {
            entry.key_span = entry.key_span.moved(by);
            entry.node.shift(by);
        }
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    pub fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The text under a key; `None` where there is none or it is no text (the shape check says so).
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    pub fn number(&self, key: &str) -> Option<Decimal> {
        self.get(key)?.as_number()
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)?.value {
            Value::Bool(flag) => Some(flag),
            _ => None,
        }
    }

    pub fn date(&self, key: &str) -> Option<f64> {
        match self.get(key)?.value {
            Value::Date(seconds) => Some(seconds),
            _ => None,
        }
    }

    pub fn table(&self, key: &str) -> Option<&Table> {
        self.get(key)?.as_table()
    }

    /// The tables of `[[key]]`; also the one of `[key]`, of which the shape check tells.
    pub fn tables<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a Table> + use<'a> {
        let node = self.get(key);
        let one = node.and_then(Node::as_table);
        one.into_iter().chain(node.map(Node::items).unwrap_or_default().iter().filter_map(Node::as_table))
    }

    /// The texts of a list, or the one text itself.
    pub fn texts(&self, key: &str) -> Vec<&str> {
        match self.get(key) {
            Some(Node { value: Value::Text(text), .. }) => vec![text],
            Some(node) => node.items().iter().filter_map(Node::as_text).collect(),
            None => Vec::new(),
        }
    }

    /// The texts of a list, or the one text itself, each with its place.
    pub fn spanned_texts(&self, key: &str) -> Vec<(&str, Span)> {
        let node = self.get(key);
        let items = node.map(Node::items).unwrap_or_default();
        node.into_iter().chain(items).filter_map(|node| Some((node.as_text()?, node.span))).collect()
    }

    /// The span of a key's value, else of the table.
    pub fn span_of(&self, key: &str) -> Span {
        self.get(key).map_or(self.span, |node| node.span)
    }
}

impl Node {
    fn shift(&mut self, by: usize) {
        self.span = self.span.moved(by);
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Value::Table(table) => table.shift(by),
            Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Date(_) => {}
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<Decimal> {
        match &self.value {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A number, or a text that is a number or a fraction: `"1/3"`.
    pub fn as_fraction(&self) -> Option<Rational> {
        match &self.value {
            Value::Number(number) => Some(Rational::from(*number)),
            Value::Text(text) => Rational::parse(text),
            Value::Bool(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => None,
        }
    }

    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }
}
