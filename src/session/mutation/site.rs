//! A rubric's text as operations look at it: every value with the keys that lead to it, and every
//! formula as a tree.

use crate::diagnostic::Bag;
use crate::syntax::{Decoded, Node, Table, Tree, TreeKind, Value, parse_formula};
use crate::text::{SourceId, Span};

/// Keys under which formulas stand.
const FORMULAS: &[&str] = &[
    "formula", "when", "where", "value", "applies", "drop", "expr", "money", "points", "out_of", "factor", "mean",
    "amount", "share", "max", "target", "at_least", "at_most", "rank_by",
];

/// A value with the keys that lead to it, without numbers of items.
pub struct Leaf<'a> {
    pub path: Vec<&'a str>,
    pub node: &'a Node,
}

pub struct Site<'a> {
    pub text: &'a str,
    pub root: &'a Table,
    /// Of the rubric, its tests left out.
    pub leaves: Vec<Leaf<'a>>,
    pub formulas: Vec<Tree>,
}

impl<'a> Site<'a> {
    pub fn new(text: &'a str, root: &'a Table) -> Site<'a> {
        let mut site = Site { text, root, leaves: Vec::new(), formulas: Vec::new() };
        // Whoever a test names is assessed, so that no test can see whom the roster leaves out.
        for entry in root.entries.iter().filter(|entry| entry.key != "test" && entry.key != "subject") {
            site.collect(&mut vec![&entry.key], &entry.node);
        }
        site
    }

    fn collect(&mut self, path: &mut Vec<&'a str>, node: &'a Node) {
        self.leaves.push(Leaf { path: path.clone(), node });
        match &node.value {
            Value::Table(table) => {
                for entry in &table.entries {
                    path.push(&entry.key);
                    self.collect(path, &entry.node);
                    path.pop();
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.collect(path, item)),
            Value::Text(text) => {
                if path.len() > 1 && path.last().is_some_and(|key| FORMULAS.contains(key)) {
                    let raw = self.raw(node.span);
                    let place = Decoded::new(raw, node.span.start, text);
                    let tree = parse_formula(text, SourceId(0), &|inner| place.span(inner), &mut Bag::default());
                    self.formulas.extend(tree);
                }
            }
            Value::Number(_) | Value::Bool(_) | Value::Date(_) => {}
        }
    }

    /// What is written there.
    pub fn raw(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Calls `look` for every part of every formula.
    pub fn parts(&self, look: &mut dyn FnMut(&Tree)) {
        self.formulas.iter().for_each(|tree| walk(tree, look));
    }

    /// The numbers of which a rule consists: marks of scoring, limits, parameters, tables.
    pub fn figures(&self) -> impl Iterator<Item = &Leaf<'a>> {
        self.leaves.iter().filter(|leaf| matches!(leaf.node.value, Value::Number(_)) && counts(&leaf.path))
    }
}

fn walk(tree: &Tree, look: &mut dyn FnMut(&Tree)) {
    look(tree);
    match &tree.kind {
        TreeKind::Number(_) | TreeKind::Text(_) | TreeKind::Bool(_) | TreeKind::Name(_) => {}
        TreeKind::Unary(_, inner) => walk(inner, look),
        TreeKind::Binary(_, left, right) => {
            walk(left, look);
            walk(right, look);
        }
        TreeKind::Call { args, .. } => args.iter().for_each(|arg| walk(arg, look)),
    }
}

/// Whether a number under these keys decides anybody's figures. Weights and marks add up to a sum and
/// are swapped, not changed.
fn counts(path: &[&str]) -> bool {
    match path {
        ["param" | "table", ..] => true,
        ["indicator", key, ..] => matches!(*key, "score" | "missing" | "undefined" | "not_applicable" | "outliers"),
        ["veto", "effect", ..] => true,
        ["adjust", key, ..] => matches!(*key, "points" | "min" | "max"),
        ["grade", key, ..] => matches!(*key, "min" | "max_share" | "min_share"),
        ["quota" | "correction" | "mean_cap" | "final", key, ..] => !matches!(*key, "id" | "name"),
        ["consequence", key, ..] => matches!(*key, "money" | "pool" | "out_of"),
        ["rubric", "total_range"] => true,
        ["category", key] => matches!(*key, "min_present" | "min_items"),
        _ => false,
    }
}
