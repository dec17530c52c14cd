//! A rubric's text with what is needed to plant faults: its tree, its blocks, its lines.

use kaohe::session::{Edit, Site};
use kaohe::syntax::{Document, Entry, Node, Table, Value};
use kaohe::text::Span;

pub struct Text<'a> {
    pub text: &'a str,
    pub root: &'a Table,
    pub site: Site<'a>,
    pub blocks: Vec<Block<'a>>,
}

/// `[[indicator]]` and what stands below it, its tests left out.
#[derive(Debug, Clone)]
pub struct Block<'a> {
    /// `indicator`, `data.chats`
    pub head: &'a str,
    pub head_span: Span,
    /// From the head to the next.
    pub span: Span,
}

impl<'a> Text<'a> {
    pub fn new(text: &'a str, document: &'a Document) -> Text<'a> {
        let root = &document.root;
        Text {
            text,
            root,
            site: Site::new(text, root),
            blocks: blocks(text).into_iter().filter(|block| !block.head.starts_with("test")).collect(),
        }
    }

    pub fn raw(&self, span: Span) -> &'a str {
        &self.text[span.start..span.end]
    }

    /// Calls `look` for every key of the rubric but of its tests, with the keys above it.
    pub fn entries(&self, look: &mut dyn FnMut(&[&'a str], &'a Entry)) {
        let all = self.root.entries.iter().filter(|entry| entry.key != "test");
        for entry in all {
            look(&[], entry);
            inside(&entry.node, &mut vec![&entry.key], look);
        }
    }

    /// The tables of a list.
    pub fn tables(&self, list: &str) -> Vec<&'a Table> {
        self.root.tables(list).collect()
    }

    /// The block in which a place is.
    pub fn block(&self, at: usize) -> Option<&Block<'a>> {
        self.blocks.iter().rev().find(|block| block.span.start <= at)
    }

    pub fn put(&self, span: Span, text: impl Into<String>) -> Edit {
        Edit { span, text: text.into() }
    }

    /// A whole line away.
    pub fn without_line(&self, span: Span) -> Edit {
        let start = self.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[span.end..].find('\n').map_or(self.text.len(), |at| span.end + at + 1);
        self.put(Span::new(start, end), "")
    }
}

fn inside<'a>(node: &'a Node, path: &mut Vec<&'a str>, look: &mut dyn FnMut(&[&'a str], &'a Entry)) {
    match &node.value {
        Value::Table(table) => {
            for entry in &table.entries {
                look(path, entry);
                path.push(&entry.key);
                inside(&entry.node, path, look);
                path.pop();
            }
        }
        Value::List(items) => items.iter().for_each(|item| inside(item, path, look)),
        Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Date(_) => {}
    }
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut all: Vec<Block<'_>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let code = line.split(" #").next().unwrap_or(line).trim_end();
        if code.starts_with('[') && code.ends_with(']') && !code.contains(',') {
            let head = code.trim_matches(['[', ']']);
            if let Some(last) = all.last_mut() {
                last.span.end = at;
            }
            let head_span = Span::new(at, at + code.len());
            all.push(Block { head, head_span, span: Span::new(at, text.len()) });
        }
        at += line.len();
    }
    all
}

/// The lines, from 1, that a span of a text touches.
pub fn lines(text: &str, span: Span) -> std::ops::RangeInclusive<usize> {
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let last = if span.end > span.start { span.end - 1 } else { span.end };
    let floor = (0..=last.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    line(span.start)..=line(floor.max(span.start))
}

/// Where the blocks of a text begin.
pub fn heads(text: &str) -> Vec<usize> {
    blocks(text).iter().map(|block| block.span.start).collect()
}
