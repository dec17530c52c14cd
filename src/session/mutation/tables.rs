//! Changes of tables and words: something left out, exchanged, or said otherwise.

use super::numbers::moved;
use super::site::{Leaf, Site};
use super::{Edit, Operation};
use crate::syntax::{Entry, Node, Table, Value};
use crate::text::Span;

pub static MARKS: Operation = Operation {
    id: "marks",
    zh: "两项的分值或权重对调",
    en: "marks or weights of two items exchanged",
    make: |site| {
        let mut all = Vec::new();
        for list in ["indicator", "category", "rater"] {
            let tables: Vec<&Table> = site.root.tables(list).collect();
            for (place, table) in tables.iter().enumerate() {
                for key in ["points", "weight"] {
                    let Some(own) = table.get(key) else { continue };
                    let sibling = tables.iter().skip(place + 1).find_map(|other| {
                        let beside = other.text("in") == table.text("in");
                        other.get(key).filter(|node| beside && node.as_fraction() != own.as_fraction())
                    });
                    if let Some(other) = sibling {
                        let put = |span: Span, from: &Node| Edit { span, text: site.raw(from.span).to_string() };
                        all.push(vec![put(own.span, other), put(other.span, own)]);
                    }
                }
            }
        }
        all
    },
};

pub static DROP_PAIR: Operation = Operation {
    id: "drop-band",
    zh: "漏了一档或一个等级",
    en: "a band or level left out",
    make: |site| {
        let mut all = Vec::new();
        for leaf in site
            .leaves
            .iter()
            .filter(|leaf| matches!(leaf.path.as_slice(), ["indicator", "score", ..] | ["table", _, ..]))
        {
            let spans: Vec<Span> = match &leaf.node.value {
                Value::List(items) => items.iter().map(|item| item.span).collect(),
                Value::Table(table) if is_levels(leaf, table) => table.entries.iter().map(whole).collect(),
                _ => continue,
            };
            all.extend(
                (0..spans.len())
                    .filter_map(|at| without(&spans, at))
                    .map(|span| vec![Edit { span, text: String::new() }]),
            );
        }
        all
    },
};

/// Whether all that stands in a table are words with numbers: levels, not settings.
fn is_levels(leaf: &Leaf<'_>, table: &Table) -> bool {
    let levels = leaf.path.last().is_some_and(|key| *key == "levels") || matches!(leaf.path.as_slice(), ["table", _]);
    levels && table.entries.len() > 1 && table.entries.iter().all(|entry| matches!(entry.node.value, Value::Number(_)))
}

fn whole(entry: &Entry) -> Span {
    entry.key_span.hull(entry.node.span)
}

/// What has to go with an item, the comma or the line break included.
fn without(spans: &[Span], at: usize) -> Option<Span> {
    let own = spans.get(at)?;
    match (spans.get(at + 1), at.checked_sub(1).and_then(|before| spans.get(before))) {
        (Some(next), _) => Some(Span::new(own.start, next.start)),
        (None, Some(before)) => Some(Span::new(before.end, own.end)),
        (None, None) => None,
    }
}

pub static DROP_TABLE: Operation = Operation {
    id: "drop-rule",
    zh: "漏了一条规则",
    en: "a rule left out",
    make: |site| {
        let lists = ["veto", "adjust", "check", "grade", "consequence", "quota", "correction", "mean_cap"];
        let tables = lists.iter().flat_map(|list| site.root.tables(list));
        tables.filter_map(|table| Some(vec![Edit { span: lines(site, table)?, text: String::new() }])).collect()
    },
};

/// The lines of a table, from its head to the end of its last value.
fn lines(site: &Site<'_>, table: &Table) -> Option<Span> {
    let first = table.entries.iter().map(|entry| entry.key_span.start).min()?;
    let start = site.text.get(..first)?.rfind("[[")?;
    let end = table.entries.iter().map(|entry| end(&entry.node)).max()?;
    let rest = site.text.get(end..)?;
    Some(Span::new(start, end + rest.find('\n').map_or(rest.len(), |at| at + 1)))
}

fn end(node: &Node) -> usize {
    let inner = match &node.value {
        Value::Table(table) => table.entries.iter().map(|entry| end(&entry.node)).max(),
        Value::List(items) => items.iter().map(end).max(),
        _ => None,
    };
    node.span.end.max(inner.unwrap_or(0))
}

pub static BETTER: Operation = Operation {
    id: "better",
    zh: "好坏方向写反",
    en: "better the other way round",
    make: |site| {
        exchanged(site, &|path, word| match (path, word) {
            (["indicator", "better"], "higher") => Some("lower"),
            (["indicator", "better"], "lower") => Some("higher"),
            _ => None,
        })
    },
};

pub static POLICY: Operation = Operation {
    id: "policy",
    zh: "没有值时的处理改动",
    en: "another policy for what is not there",
    make: |site| {
        exchanged(site, &|path, word| match (path, word) {
            (["indicator" | "rubric", "missing" | "undefined" | "not_applicable"], "zero") => Some("full"),
            (
                ["indicator" | "rubric", "missing" | "undefined" | "not_applicable"],
                "fail" | "skip" | "full" | "previous" | "group_mean",
            ) => Some("zero"),
            (["rater", "missing"], "renormalise") => Some("fail"),
            _ => None,
        })
    },
};

pub static COMBINE: Operation = Operation {
    id: "combine",
    zh: "合成方式改动",
    en: "another way to combine parts",
    make: |site| {
        exchanged(site, &|path, word| match (path.last().copied(), word) {
            (Some("combine"), "sum" | "mean" | "median") => Some("min"),
            (Some("combine"), "min") => Some("sum"),
            (Some("combine"), "max") => Some("mean"),
            (Some("combine"), "geometric") => Some("harmonic"),
            _ => None,
        })
    },
};

pub static DECIMALS: Operation = Operation {
    id: "decimals",
    zh: "取的小数位数改动",
    en: "rounded to other decimals",
    make: |site| {
        let decimals = site.leaves.iter().filter(|leaf| matches!(leaf.path.as_slice(), ["rubric", "decimals"]));
        let by = |leaf: &Leaf<'_>, by| {
            let text = moved(site.raw(leaf.node.span), by).filter(|text| !text.starts_with('-'))?;
            Some(vec![Edit { span: leaf.node.span, text }])
        };
        decimals.flat_map(|leaf| [by(leaf, 1), by(leaf, -1)]).flatten().collect()
    },
};

pub static SIDE: Operation = Operation {
    id: "side",
    zh: "“不少于”与“不多于”写错",
    en: "`at_least` for `at_most`",
    make: |site| {
        let mut all = Vec::new();
        keys(site.root, &mut Vec::new(), &mut |path, entry| {
            let other = match (path, entry.key.as_str()) {
                (["indicator", "score", ..] | ["table", ..], "at_least") => "at_most",
                (["indicator", "score", ..] | ["table", ..], "at_most") => "at_least",
                _ => return,
            };
            if site.raw(entry.key_span) == entry.key {
                all.push(vec![Edit { span: entry.key_span, text: other.to_string() }]);
            }
        });
        all
    },
};

fn keys<'a>(table: &'a Table, path: &mut Vec<&'a str>, look: &mut dyn FnMut(&[&str], &Entry)) {
    for entry in &table.entries {
        look(path, entry);
        path.push(&entry.key);
        inside(&entry.node, path, look);
        path.pop();
    }
}

fn inside<'a>(node: &'a Node, path: &mut Vec<&'a str>, look: &mut dyn FnMut(&[&str], &Entry)) {
    match &node.value {
        Value::Table(table) => keys(table, path, look),
        Value::List(items) => items.iter().for_each(|item| inside(item, path, look)),
        Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Date(_) => {}
    }
}

fn exchanged(site: &Site<'_>, other: &dyn Fn(&[&str], &str) -> Option<&'static str>) -> Vec<Vec<Edit>> {
    let words = site.leaves.iter().filter_map(|leaf| {
        let text = other(&leaf.path, leaf.node.as_text()?)?;
        Some(vec![Edit { span: leaf.node.span, text: format!("\"{text}\"") }])
    });
    words.collect()
}
