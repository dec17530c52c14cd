//! `extends`: a rubric and those it is based on become one document, before anything is judged.
//!
//! Documents come with the nearest first. Tables are taken together key by key and the nearer file
//! wins; lists go by their ids, where a change of what is there must be marked as one. Which tables
//! are which is read from the shapes.

use std::borrow::Cow;

use super::{codes, shapes};
use crate::diagnostic::{Bag, Diagnostic, Place};
use crate::syntax::shape::Ty;
use crate::syntax::{Document, Entry, Node, Table, Value};
use crate::text::{SourceId, Span, suggest};
use crate::words;

/// The marks of an entry.
const OVERRIDE: &str = "override";
const REMOVE: &str = "remove";

/// All documents as one.
pub(super) struct Merged<'a> {
    pub document: Cow<'a, Document>,
    /// Where the nearest file ends: what stands behind is of its bases.
    pub own: Span,
    /// A base is named and not there, so nobody knows what it declares.
    pub base_lost: bool,
    removed: Vec<Removed>,
}

/// Something that a base has and a nearer file takes away.
struct Removed {
    name: String,
    span: Span,
}

/// Merges the documents of a rubric, the nearest first.
pub(super) fn merge<'a>(documents: &'a [Document], own: usize, bag: &mut Bag) -> Merged<'a> {
    let source = documents.first().map_or(SourceId(0), |nearest| nearest.source);
    let base_lost = documents.last().is_some_and(|last| last.root.has("extends"));
    // Most rubrics stand alone and are what they say.
    if let [only] = documents
        && !is_marked(&only.root)
    {
        return Merged { document: Cow::Borrowed(only), own: Span::new(0, own), base_lost, removed: Vec::new() };
    }
    let mut merging = Merging { source, bag, base_lost, removed: Vec::new() };
    let mut root = Table::default();
    for document in documents.iter().rev() {
        root = merging.layer(root, &document.root);
    }
    let removed = merging.removed;
    let lost = documents.iter().flat_map(|document| document.lost.iter().copied()).collect();
    Merged { document: Cow::Owned(Document { source, root, lost }), own: Span::new(0, own), base_lost, removed }
}

/// Whether anything in a table is marked as a change of something.
fn is_marked(table: &Table) -> bool {
    fn within(node: &Node) -> bool {
        match &node.value {
            Value::Table(table) => is_marked(table),
            Value::List(items) => items.iter().any(within),
            Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Date(_) => false,
        }
    }
    table.entries.iter().any(|entry| matches!(entry.key.as_str(), OVERRIDE | REMOVE) || within(&entry.node))
}

impl Merged<'_> {
    /// Where a name is missing because it was removed, says so and shows where.
    pub fn point_at_removals(&self, text: &str, bag: &mut Bag) {
        for finding in bag.all.iter_mut().filter(|finding| super::doubt::NAMES.contains(&finding.code)) {
            let Some(Place::Text { span, source }) = finding.labels.first().map(|label| label.place.clone()) else {
                continue;
            };
            let name = super::doubt::name_at(text, span);
            if let Some(removed) = self.removed.iter().find(|removed| removed.name == name) {
                finding.help = Some(words!(
                    "这里也去掉，或者不去掉 `{name}`",
                    "leave the mention out too, or do not remove `{name}`"
                ));
                let found = finding.clone().at((source, removed.span), words!("在此去掉", "removed here"));
                *finding = found;
            }
        }
    }
}

struct Merging<'a> {
    source: SourceId,
    bag: &'a mut Bag,
    base_lost: bool,
    removed: Vec<Removed>,
}

/// What an entry of a list says of itself.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Add,
    Override,
    Remove,
}

impl Merging<'_> {
    /// Lays a nearer document over what its bases have come to.
    fn layer(&mut self, mut base: Table, near: &Table) -> Table {
        // Tests hold for the figures of the rubric they stand in; another that changes those has its own.
        base.entries.retain(|entry| !matches!(entry.key.as_str(), "extends" | "test"));
        if let Some(header) = base.get_mut("rubric") {
            unapprove(header);
        }
        for entry in &near.entries {
            let ty = shapes::ROOT.key(&entry.key).map(|key| key.ty);
            let node = match (ty, &entry.node.value) {
                (Some(Ty::Tables(shape)), Value::List(_)) if shape.key(OVERRIDE).is_some() => {
                    self.list(&entry.key, base.get(&entry.key), &entry.node)
                }
                (Some(Ty::Tables(_)), Value::List(items)) => {
                    let before = base.get(&entry.key).map(Node::items).unwrap_or_default();
                    let items = before.iter().chain(items).cloned().collect();
                    Node { value: Value::List(items), span: entry.node.span }
                }
                (Some(Ty::TableMap(_)), Value::Table(near)) => {
                    let tables = self.tables(&entry.key, base.table(&entry.key), near);
                    Node { value: Value::Table(tables), span: entry.node.span }
                }
                (_, Value::Table(near)) if entry.key == "param" => {
                    let tables = self.tables(&entry.key, base.table(&entry.key), near);
                    Node { value: Value::Table(tables), span: entry.node.span }
                }
                (Some(Ty::Table(_)), Value::Table(near)) => {
                    let table = over(&entry.key, base.table(&entry.key), near);
                    Node { value: Value::Table(table), span: entry.node.span }
                }
                _ => entry.node.clone(),
            };
            put(&mut base, Entry { node, ..entry.clone() });
        }
        base
    }

    /// `[data.x]`, `[param] x = …` and their like: by name, those of the base first.
    fn tables(&mut self, kind: &str, base: Option<&Table>, near: &Table) -> Table {
        let mut all = Table { entries: base.map(|base| base.entries.clone()).unwrap_or_default(), span: near.span };
        for entry in &near.entries {
            let table = entry.node.as_table();
            let removal = table.and_then(|table| table.entry(REMOVE));
            let removal = removal.filter(|mark| mark.node.value == Value::Bool(true));
            if let Some(mark) = removal {
                let name = (entry.key.as_str(), entry.key_span);
                if table.is_some_and(|table| table.entries.len() > 1) {
                    self.not_alone(mark, name.0);
                }
                match all.entries.iter().position(|known| known.key == entry.key) {
                    Some(at) => {
                        all.entries.remove(at);
                        self.removed
                            .push(Removed { name: entry.key.clone(), span: mark.key_span.hull(mark.node.span) });
                    }
                    None => {
                        let names: Vec<&str> = all.entries.iter().map(|known| known.key.as_str()).collect();
                        self.not_in_base(Mark::Remove, mark, kind, name, &names);
                    }
                }
                continue;
            }
            self.removed.retain(|removed| removed.name != entry.key);
            let node = match (table, all.table(&entry.key)) {
                (Some(near), Some(known)) if kind != "param" => {
                    let table = over(kind, Some(known), near);
                    Node { value: Value::Table(table), span: entry.node.span }
                }
                _ => entry.node.clone(),
            };
            put(&mut all, Entry { node, ..entry.clone() });
        }
        all
    }

    /// `[[indicator]]` and its like: by id, those of the base first.
    fn list(&mut self, kind: &str, base: Option<&Node>, near: &Node) -> Node {
        let mut all: Vec<Node> = base.map(Node::items).unwrap_or_default().to_vec();
        let mut added: Vec<Node> = Vec::new();
        // What this file says of each name: once is enough.
        let mut said: Vec<(&str, Mark, Span)> = Vec::new();
        for item in near.items() {
            let Some(table) = item.as_table() else {
                added.push(item.clone());
                continue;
            };
            let (mark, table) = self.marked(kind, table);
            let Some((name, span)) = named(table_of(item)) else {
                added.push(Node { value: Value::Table(table), span: item.span });
                continue;
            };
            let marks = |wanted: &str| table_of(item).entry(wanted);
            let twice =
                said.iter().find(|(known, other, _)| *known == name && (mark, *other) != (Mark::Add, Mark::Add));
            if let Some((_, _, first)) = twice {
                self.twice(kind, name, span, *first);
                continue;
            }
            said.push((name, mark, span));
            let place = all.iter().position(|known| same(known.as_table(), table_of(item)));
            match (mark, place.and_then(|place| Some((place, all.get(place)?.as_table()?)))) {
                (Mark::Add, None) => {
                    self.removed.retain(|removed| removed.name != name);
                    added.push(Node { value: Value::Table(table), span: item.span });
                }
                (Mark::Add | Mark::Override, Some((place, known))) => {
                    if mark == Mark::Add {
                        self.unmarked(kind, name, span, named(known).map_or(known.span, |(_, span)| span));
                    }
                    let table = over(kind, Some(known), &table);
                    if let Some(known) = all.get_mut(place) {
                        *known = Node { value: Value::Table(table), span: item.span };
                    }
                }
                (Mark::Remove, Some((place, _))) => {
                    let mark = marks(REMOVE).map_or(span, |mark| mark.key_span.hull(mark.node.span));
                    self.removed.push(Removed { name: name.to_string(), span: mark });
                    all.remove(place);
                }
                (Mark::Override | Mark::Remove, None) => {
                    let word = if mark == Mark::Override { OVERRIDE } else { REMOVE };
                    let names: Vec<&str> = all.iter().filter_map(|known| Some(named(known.as_table()?)?.0)).collect();
                    if let Some(entry) = marks(word) {
                        self.not_in_base(mark, entry, kind, (name, span), &names);
                    }
                    // What else is wrong with it is told as of what was probably meant.
                    let (nothing, meant) = (names.is_empty(), suggest::nearest(name, names.iter().copied()));
                    let meant = meant.map(str::to_string);
                    let meant =
                        all.iter_mut().find(|known| named(table_of(known)).map(|(name, _)| name) == meant.as_deref());
                    if let (Mark::Override, Some(meant)) = (mark, meant) {
                        let changes = table.entries.iter().filter(|entry| !matches!(entry.key.as_str(), "id" | "name"));
                        let changes = Table { entries: changes.cloned().collect(), span: table.span };
                        *meant = Node { value: Value::Table(over(kind, meant.as_table(), &changes)), span: meant.span };
                    } else if mark == Mark::Override && (self.base_lost || nothing) {
                        added.push(Node { value: Value::Table(table), span: item.span });
                    }
                }
            }
        }
        all.extend(added);
        Node { value: Value::List(all), span: near.span }
    }

    /// The mark of an entry, and the entry without it.
    fn marked(&mut self, kind: &str, table: &Table) -> (Mark, Table) {
        let is = |word: &str| table.entry(word).filter(|entry| entry.node.value == Value::Bool(true));
        let mark = match (is(REMOVE), is(OVERRIDE)) {
            (Some(_), _) => Mark::Remove,
            (None, Some(_)) => Mark::Override,
            // Written wrong, but written.
            (None, None) if table.has(OVERRIDE) || table.has(REMOVE) => match table.flag(OVERRIDE) {
                Some(_) => Mark::Add,
                None => Mark::Override,
            },
            (None, None) => Mark::Add,
        };
        if let Some(remove) = is(REMOVE)
            && table.entries.iter().any(|entry| !matches!(entry.key.as_str(), "id" | "name" | REMOVE))
        {
            self.not_alone(remove, named(table).map_or(kind, |(name, _)| name));
        }
        let mut rest = table.clone();
        // One that is no true or false stays, for the check of the form to tell.
        rest.entries.retain(|entry| {
            !(matches!(entry.key.as_str(), OVERRIDE | REMOVE) && matches!(entry.node.value, Value::Bool(_)))
        });
        (mark, rest)
    }

    fn unmarked(&mut self, kind: &str, name: &str, span: Span, base: Span) {
        self.bag.push(
            Diagnostic::error(
                codes::NOT_MARKED,
                words!("基础方案中已有 [[{kind}]] `{name}`", "the base has a [[{kind}]] `{name}` already"),
            )
            .at((self.source, span), words!("与它同名", "of the same name"))
            .at((self.source, base), words!("基础方案中的", "that of the base"))
            .help(words!(
                "要改它，在这里写 `override = true`；要另加一个，换个名称",
                "to change it write `override = true` here; to add another use another name"
            )),
        );
    }

    fn twice(&mut self, kind: &str, name: &str, span: Span, first: Span) {
        self.bag.push(
            Diagnostic::error(
                codes::TWO_CHANGES,
                words!("同一文件里两处改动 [[{kind}]] `{name}`", "two changes of [[{kind}]] `{name}` in one file"),
            )
            .at((self.source, span), words!("第二处", "the second"))
            .at((self.source, first), words!("第一处", "the first"))
            .help(words!("合成一处", "make them one")),
        );
    }

    fn not_in_base(&mut self, mark: Mark, entry: &Entry, kind: &str, name: (&str, Span), known: &[&str]) {
        if self.base_lost {
            return;
        }
        let (name, span) = name;
        let thing = match shapes::ROOT.key(kind).map(|key| key.ty) {
            Some(Ty::Tables(_)) => format!("[[{kind}]] `{name}`"),
            _ => format!("[{kind}] `{name}`"),
        };
        let message = if mark == Mark::Remove {
            words!("要去掉的 {thing} 基础方案中没有", "there is no {thing} in the base to remove")
        } else {
            words!("要改的 {thing} 基础方案中没有", "there is no {thing} in the base to override")
        };
        let place = entry.key_span.hull(entry.node.span);
        let finding = Diagnostic::error(codes::NOT_IN_BASE, message)
            .at((self.source, span), words!("找不到", "not found"))
            .at((self.source, place), words!("要求基础方案中有它", "asks for one in the base"));
        self.bag.push(match suggest::nearest(name, known.iter().copied()) {
            Some(near) => finding.help(words!("是不是 `{near}`？", "did you mean `{near}`?")),
            None if known.is_empty() => finding.help(words!(
                "基础方案由顶格的 `extends = \"文件.toml\"` 指定；没有就不写这一行",
                "a base is named by `extends = \"file.toml\"` at the top; without one leave this line out"
            )),
            None => finding.help(words!(
                "名称要与基础方案中的一致；新加的不写这一行",
                "use the name it has in the base; for something new leave this line out"
            )),
        });
    }

    fn not_alone(&mut self, mark: &Entry, name: &str) {
        self.bag.push(
            Diagnostic::error(
                codes::EXCLUSIVE,
                words!("`{name}` 既要去掉，又另有写法", "`{name}` is to be removed and has other keys"),
            )
            .at((self.source, mark.key_span.hull(mark.node.span)), words!("去掉", "removed"))
            .help(words!(
                "去掉就只留名称和 `remove = true`；要改它，写 `override = true`",
                "to remove it keep the name and `remove = true` only; to change it write `override = true`"
            )),
        );
    }
}

fn table_of(item: &Node) -> &Table {
    static EMPTY: Table = Table { entries: Vec::new(), span: Span { start: 0, end: 0 } };
    item.as_table().unwrap_or(&EMPTY)
}

/// What an entry is known by: its id, else its name.
fn named(table: &Table) -> Option<(&str, Span)> {
    let id = table.get("id").and_then(|node| Some((node.as_text()?, node.span)));
    id.or_else(|| {
        let node = table.get("name")?;
        let name = match &node.value {
            Value::Table(both) => both.text("zh").or(both.text("en"))?,
            _ => node.as_text()?,
        };
        Some((name, node.span))
    })
}

/// Whether an entry of the base is the one that a nearer file means: by its id, or by its name
/// where the nearer file gives no id.
fn same(base: Option<&Table>, near: &Table) -> bool {
    let Some(base) = base else { return false };
    let Some((name, _)) = named(near) else { return false };
    if near.text("id").is_some() {
        return base.text("id") == Some(name);
    }
    let shown = base.get("name").and_then(|node| match &node.value {
        Value::Table(both) => both.text("zh").or(both.text("en")),
        _ => node.as_text(),
    });
    shown == Some(name)
}

/// Ways of saying one thing: who gives a key of one takes those of the others away.
const INSTEAD: &[(&str, &[&[&str]])] = &[
    ("subject", &[&["roster"], &["file", "sheet", "period"]]),
    ("data", &[&["file", "sheet", "table"], &["rubric"]]),
    ("table", &[&["words"], &["at_least"], &["at_most"]]),
    ("weights", &[&["pairwise", "method"], &["experts"]]),
    ("element", &[&["formula"], &["from", "value", "where"]]),
    ("indicator", &[&["formula"], &["rated"]]),
    ("indicator", &[&["points"], &["weight"]]),
    ("category", &[&["points"], &["weight"]]),
];

/// A table with the keys of a nearer one in place of its own.
fn over(kind: &str, base: Option<&Table>, near: &Table) -> Table {
    let mut table = Table { entries: base.map(|base| base.entries.clone()).unwrap_or_default(), span: near.span };
    for ways in INSTEAD.iter().filter(|(of, _)| *of == kind).map(|(_, ways)| ways) {
        for (index, way) in ways.iter().enumerate().filter(|(_, way)| way.iter().any(|key| near.has(key))) {
            let others = ways.iter().enumerate().filter(|(other, _)| *other != index).flat_map(|(_, keys)| keys.iter());
            let others: Vec<&&str> = others.filter(|key| !way.contains(key)).collect();
            table.entries.retain(|entry| !others.contains(&&entry.key.as_str()));
        }
    }
    near.entries.iter().for_each(|entry| put(&mut table, entry.clone()));
    table
}

/// Puts an entry in the place of one with its key, else behind all.
fn put(table: &mut Table, entry: Entry) {
    match table.entries.iter_mut().find(|known| known.key == entry.key) {
        Some(known) => *known = entry,
        None => table.entries.push(entry),
    }
}

/// Who approved the base has not approved what another makes of it.
fn unapprove(header: &mut Node) {
    let Value::Table(header) = &mut header.value else { return };
    let Some(node) = header.get_mut("sign_off") else { return };
    let span = node.span;
    let nobody = Node { value: Value::Text(String::new()), span };
    let entry = Entry { key: "approved".into(), key_span: span, node: nobody };
    node.value = Value::Table(Table { entries: vec![entry], span });
}
