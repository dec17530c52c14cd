//! Blocks in their order, put together as one script.

use std::collections::BTreeMap;

use super::cell::Place;
use super::writer::{Join, Layer, Writer};
use crate::plan::NodeId;

/// A named relation of the script.
#[derive(Debug, Clone)]
pub struct Block {
    name: String,
    body: String,
    /// Blocks stand in this order: what a block reads comes before it.
    order: (usize, u8),
    /// The block whose latest layer stands for `{{from}}`.
    from: Option<Place>,
    says: Option<(&'static str, &'static str)>,
}

impl Block {
    pub fn new(name: &str, body: String, order: (usize, u8)) -> Block {
        Block { name: name.to_string(), body, order, from: None, says: None }
    }

    pub fn reading(name: &str, body: String, order: (usize, u8), from: Place) -> Block {
        Block { from: Some(from), ..Block::new(name, body, order) }
    }

    pub fn says(self, zh: &'static str, en: &'static str) -> Block {
        Block { says: Some((zh, en)), ..self }
    }
}

/// A column of the final rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub name: String,
    /// The column with the number of the nothing where there is no value, if there may be none.
    pub why: Option<String>,
    pub node: NodeId,
    /// Names in place of the numbers 0, 1, 2, …
    pub names: Vec<String>,
}

/// A script: statements that prepare, then the query whose rows are the results.
#[derive(Debug, Clone)]
pub struct Script {
    /// The comment at its head.
    pub head: String,
    pub statements: Vec<String>,
    pub query: String,
    /// The columns of the subject's key, its label and the period.
    pub keys: [String; 3],
    pub answers: Vec<Answer>,
}

impl Script {
    /// The whole of it.
    pub fn text(&self) -> String {
        let mut text = self.head.clone();
        for statement in &self.statements {
            text.push_str(statement);
            text.push_str(";\n");
        }
        if !self.statements.is_empty() {
            text.push('\n');
        }
        text.push_str(&self.query);
        text.push_str(";\n");
        text
    }
}

pub fn peers_name(peers: u16) -> String {
    format!("peers_{peers}")
}

/// PostgreSQL has at most 1664 columns in one list, and a row of numbers must fit into a page.
const MANY: usize = 700;

/// Names of the layers of each block.
type Layers = BTreeMap<Place, Vec<(usize, String)>>;

impl Writer<'_> {
    fn own_name(&self, place: Place) -> String {
        match place {
            Place::One | Place::Subject => "results".into(),
            Place::Read(table) => format!("{}_read", self.table_name(table)),
            Place::Rows(table) => self.table_name(table),
            Place::Peers(peers) => peers_name(peers),
        }
    }

    pub(super) fn table_name(&self, table: u16) -> String {
        self.table_names.get(usize::from(table)).cloned().unwrap_or_default()
    }

    fn layers(&mut self) -> Layers {
        let levels: Vec<(Place, Vec<usize>)> =
            self.chains.iter().map(|(place, chain)| (*place, chain.keys().copied().collect())).collect();
        let mut all = Layers::new();
        for (place, levels) in levels {
            let own = self.own_name(place);
            let named = levels.into_iter().enumerate().map(|(number, level)| {
                let name = self.names.give(&format!("{own}_{}", number + 1));
                (level, name)
            });
            let named = named.collect();
            all.insert(place, named);
        }
        all
    }

    /// The latest layer of a block below a level, as it is written behind FROM.
    fn latest(&self, layers: &Layers, place: Place, below: usize) -> String {
        let chain = layers.get(&place).map(Vec::as_slice).unwrap_or_default();
        let found = chain.iter().rev().find(|(level, _)| *level < below).map(|(_, name)| name.clone());
        self.name(&found.unwrap_or_else(|| self.own_name(place)))
    }

    /// Every block, and the last of the results.
    pub(super) fn blocks(&mut self, base: Vec<Block>, rows: &str) -> (Vec<Block>, String) {
        let layers = self.layers();
        let last_use = self.last_use(rows);
        let mut all: Vec<Block> = base;
        for block in &mut all {
            if let Some(from) = block.from {
                block.body = block.body.replace("{{from}}", &self.latest(&layers, from, block.order.0));
            }
        }
        for group in &self.gathered {
            let from = self.latest(&layers, group.from, group.level);
            let mut columns: Vec<String> = group
                .keys
                .iter()
                .map(|(key, name)| if key == name { key.clone() } else { format!("{key} AS {}", self.name(name)) })
                .collect();
            columns.extend(
                group.columns.iter().map(|column| format!("{} AS {}", column.expression, self.name(&column.name))),
            );
            let mut body = format!("SELECT\n  {}\nFROM {from} AS t", columns.join(",\n  "));
            if let (Some(condition), None) = (&group.condition, &group.on) {
                body.push_str(&format!("\nWHERE {condition}"));
            }
            let keys: Vec<String> = group.keys.iter().map(|(key, _)| key.clone()).collect();
            body.push_str(&format!("\nGROUP BY {}", keys.join(", ")));
            all.push(Block::new(&group.name, body, (group.level, 1)));
        }
        let chains = std::mem::take(&mut self.chains);
        for (place, chain) in &chains {
            for (level, layer) in chain {
                let name = layers
                    .get(place)
                    .and_then(|all| all.iter().find(|(at, _)| at == level))
                    .map(|(_, name)| name.clone());
                let body = self.layer(&layers, *place, *level, layer, &self.carried(*place, *level, chain, &last_use));
                all.push(Block::new(&name.unwrap_or_default(), body, (*level, 2)));
            }
        }
        self.chains = chains;
        all.sort_by_key(|block| block.order);
        let last = self.latest(&layers, Place::Subject, usize::MAX);
        (all, last)
    }

    /// For each column the level of the last layer that reads it.
    fn last_use(&self, rows: &str) -> BTreeMap<String, usize> {
        let quotes: Vec<char> = self.dialect.quoted("").chars().collect();
        let quote = quotes.first().copied().unwrap_or('"');
        let mut last: BTreeMap<String, usize> = BTreeMap::new();
        let mut note = |text: &str, level: usize| {
            for name in text.split(quote).skip(1).step_by(2) {
                let at = last.entry(name.to_string()).or_default();
                *at = (*at).max(level);
            }
        };
        for (level, layer) in self.chains.values().flatten() {
            layer.columns.iter().for_each(|column| note(&column.expression, *level));
        }
        for group in &self.gathered {
            group.columns.iter().for_each(|column| note(&column.expression, group.level));
            group.keys.iter().for_each(|(key, _)| note(key, usize::MAX));
            group.condition.iter().chain(&group.on).for_each(|text| note(text, usize::MAX));
        }
        for key in self.peers.values().filter_map(|key| key.column.as_ref()) {
            note(key, usize::MAX);
        }
        note(rows, usize::MAX);
        last
    }

    /// The columns that a layer passes on: all of them, or where there are more than a database
    /// can have in one list, those that are read later.
    fn carried(
        &self,
        place: Place,
        level: usize,
        chain: &BTreeMap<usize, Layer>,
        last_use: &BTreeMap<String, usize>,
    ) -> String {
        let before: usize = chain.range(..=level).map(|(_, layer)| layer.columns.len()).sum();
        if place != Place::Subject || before < MANY {
            return "t.*".into();
        }
        let mut columns: Vec<String> =
            ["subject", "label", "period", "assessed"].map(|name| format!("t.{name}")).to_vec();
        let marks =
            self.there.iter().flat_map(|table| self.marks(*table)).map(|name| format!("t.{}", self.name(&name)));
        columns.extend(marks);
        let live = chain.range(..level).flat_map(|(_, layer)| &layer.columns);
        let live = live.filter(|column| last_use.get(&column.name).is_some_and(|last| *last >= level));
        columns.extend(live.map(|column| format!("t.{}", self.name(&column.name))));
        columns.join(", ")
    }

    fn layer(&self, layers: &Layers, place: Place, level: usize, layer: &Layer, carried: &str) -> String {
        let mut body = format!("SELECT {carried}");
        let last = layer.columns.len().saturating_sub(1);
        body.push_str(if layer.columns.is_empty() { "" } else { "," });
        for (at, column) in layer.columns.iter().enumerate() {
            let comma = if at == last { "" } else { "," };
            let says = column.says.as_ref().map(|says| format!("  -- {}", one_line(says))).unwrap_or_default();
            body.push_str(&format!("\n  {} AS {}{comma}{says}", column.expression, self.name(&column.name)));
        }
        body.push_str(&format!("\nFROM {} AS t", self.latest(layers, place, level)));
        for join in &layer.joins {
            match join {
                Join::Gathered(index) => {
                    let Some(group) = self.gathered.get(*index) else { continue };
                    let name = self.name(&group.name);
                    match &group.on {
                        Some(on) => body.push_str(&format!("\nLEFT JOIN {name} ON {on}")),
                        None => {
                            let keys: Vec<&str> = group.keys.iter().map(|(key, _)| key.as_str()).collect();
                            body.push_str(&format!("\nLEFT JOIN {name} USING ({})", keys.join(", ")));
                        }
                    }
                }
                Join::Block(other, keys) => {
                    let from = self.latest(layers, *other, level);
                    body.push_str(&format!("\nLEFT JOIN {from} USING ({})", keys.join(", ")));
                }
            }
        }
        body
    }

    /// Statements and the query that ends with these rows.
    pub(super) fn assemble(&self, blocks: &[Block], rows: &str) -> (Vec<String>, String) {
        let mut statements: Vec<String> = self.dialect.begin().iter().map(ToString::to_string).collect();
        let functions = self.functions.iter().filter_map(|function| {
            let (zh, en) = function.says();
            let says = self.words.pick(zh, en);
            self.dialect.define(*function).map(|define| format!("-- {says}\n{define}"))
        });
        statements.extend(functions);
        // How often a block is read, by its name with quotes or without them.
        let uses = |name: &str| {
            let texts = || blocks.iter().map(|block| block.body.as_str()).chain([rows]);
            let is_read = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
            let mut count = 0;
            for needle in [name.to_string(), self.name(name)]
                .iter()
                .flat_map(|name| [format!("FROM {name}"), format!("JOIN {name}")])
            {
                count +=
                    texts().flat_map(|text| text.split(needle.as_str()).skip(1)).filter(|rest| is_read(rest)).count();
            }
            count
        };
        let says =
            |block: &Block| block.says.map(|(zh, en)| format!("-- {}\n", self.words.pick(zh, en))).unwrap_or_default();
        if let Some((once, often)) = self.dialect.statements() {
            for block in blocks {
                let begin = if uses(&block.name) > 1 { often } else { once };
                statements.push(format!("{}{begin} {} AS\n{}", says(block), self.name(&block.name), block.body));
            }
            return (statements, rows.to_string());
        }
        let parts: Vec<String> = blocks
            .iter()
            .map(|block| {
                let stored = self.dialect.stored(uses(&block.name));
                let body = block.body.replace('\n', "\n  ");
                format!("{}{} AS{stored} (\n  {body}\n)", says(block), self.name(&block.name))
            })
            .collect();
        (statements, format!("WITH\n{}\n{rows}", parts.join(",\n")))
    }
}

/// What a rubric says may have line breaks; a comment has none.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
