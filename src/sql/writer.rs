//! Nodes in their order, each as an expression or as a column of a layer.
//!
//! A layer adds columns to the block below it. An expression may read columns of earlier layers
//! only, so every look across rows, and whatever is read in several places, gets a column.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cell::{Cell, Place, bracketed};
use super::codes;
use super::dialect::{Dialect, Function};
use super::names::Names;
use super::source::Source;
use crate::diagnostic::{Bag, Diagnostic};
use crate::plan::{Grain, NodeId, Op, PeersId, PeriodSpec, Plan};
use crate::rubric::Rubric;
use crate::table::Kind;
use crate::text::Lang;
use crate::words;

/// A longer expression that is read twice gets a column.
const SHARED: usize = 48;
/// And one as long as this gets one in any case.
const LONG: usize = 240;

#[derive(Debug, Default)]
pub struct Layer {
    pub columns: Vec<Column>,
    pub joins: Vec<Join>,
}

#[derive(Debug)]
pub struct Column {
    pub name: String,
    pub expression: String,
    pub says: Option<String>,
}

/// What a layer is joined with.
#[derive(Debug, Clone, PartialEq)]
pub enum Join {
    /// Aggregates, by their index.
    Gathered(usize),
    /// The latest layer of another block, by these columns.
    Block(Place, Vec<String>),
}

/// Aggregates of one block by the same keys.
#[derive(Debug)]
pub struct Gathered {
    pub name: String,
    pub from: Place,
    /// Expressions and the columns they become; the same where it is a column of the block.
    pub keys: Vec<(String, String)>,
    /// How a row finds its group.
    pub on: Option<String>,
    pub condition: Option<String>,
    pub level: usize,
    pub columns: Vec<Column>,
}

/// The column that names the peer group of a subject.
#[derive(Debug, Clone)]
pub struct PeersKey {
    /// `None` where everybody is in it.
    pub column: Option<String>,
    pub level: usize,
    /// Of those who are in no group.
    pub outside: Option<(String, super::cell::Reasons)>,
}

pub struct Writer<'a> {
    pub rubric: &'a Rubric,
    pub plan: &'a Plan,
    pub dialect: &'a dyn Dialect,
    pub sources: &'a [Source],
    pub words: Lang,
    pub table_names: Vec<String>,
    pub cells: HashMap<(bool, NodeId), Cell>,
    pub uses: HashMap<(bool, NodeId), u32>,
    /// What the rubric calls a node, and what it is.
    pub labels: HashMap<NodeId, (String, String)>,
    pub names: Names,
    pub chains: BTreeMap<Place, BTreeMap<usize, Layer>>,
    pub gathered: Vec<Gathered>,
    pub functions: BTreeSet<Function>,
    pub peers: BTreeMap<u16, PeersKey>,
    /// Columns that are read of each table, by name and the name they have in the script.
    pub columns: Vec<BTreeMap<String, String>>,
    /// Tables of which must be known whether they say anything of a period or a subject.
    pub there: BTreeSet<u16>,
    pub level_of_rows: usize,
    pub findings: Bag,
}

impl<'a> Writer<'a> {
    pub fn new(
        rubric: &'a Rubric,
        plan: &'a Plan,
        dialect: &'a dyn Dialect,
        sources: &'a [Source],
        words: Lang,
    ) -> Writer<'a> {
        let mut names = Names::default();
        for word in super::bind::OWN {
            names.reserve(word);
        }
        let table_names = plan.tables.iter().map(|table| names.give(&table.name)).collect();
        for table in &plan.tables {
            for column in &table.columns {
                names.reserve(&column.name);
            }
        }
        Writer {
            rubric,
            plan,
            dialect,
            sources,
            words,
            table_names,
            cells: HashMap::new(),
            uses: HashMap::new(),
            labels: HashMap::new(),
            names,
            chains: BTreeMap::new(),
            gathered: Vec::new(),
            functions: BTreeSet::new(),
            peers: BTreeMap::new(),
            columns: vec![BTreeMap::new(); plan.tables.len()],
            there: BTreeSet::new(),
            level_of_rows: 2,
            findings: Bag::default(),
        }
    }

    pub fn place(&self, grain: Grain, read: bool) -> Place {
        match grain {
            Grain::One => Place::One,
            Grain::Table(table) if read => Place::Read(table.0),
            Grain::Table(table) => Place::Rows(table.0),
            Grain::Subject => Place::Subject,
            Grain::Peers(peers) => Place::peers(peers),
        }
    }

    /// The level of a block's own columns.
    pub fn base(&self, place: Place) -> usize {
        match place {
            Place::One | Place::Read(_) => 0,
            Place::Rows(_) => self.level_of_rows,
            Place::Subject => self.level_of_rows + 1,
            Place::Peers(peers) => {
                let key = self.peers.get(&peers).map_or(0, |key| key.level);
                key.max(self.level_of_rows + 1) + 1
            }
        }
    }

    pub fn name(&self, name: &str) -> String {
        self.dialect.quoted(name)
    }

    /// Calls one of our functions, which the script will define.
    pub fn call(&mut self, function: Function, arguments: &[&str]) -> String {
        if self.dialect.define(function).is_none() {
            let all: Vec<String> = arguments.iter().map(|argument| bracketed(argument)).collect();
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            return format!("({})", function.formula(self.dialect, &all));
        }
        self.functions.insert(function);
        format!("{}({})", self.dialect.function_name(function), arguments.join(", "))
    }

    /// Writes these nodes and what they read. Those marked true stand at the rows as read.
    pub fn write_nodes(&mut self, roots: &[(bool, NodeId)]) {
        for key in self.in_order(roots) {
            if self.cells.contains_key(&key) {
                continue;
            }
            let (read, id) = key;
            let plan = self.plan;
            let node = plan.node(id);
            let place = self.place(node.grain, read);
            let cell = self.cell(key, node);
            self.cells.insert(key, cell);
            if place == Place::One {
                continue;
            }
            let labelled = !read && self.labels.contains_key(&id);
            let cell = self.get(key);
            let long = cell.value.len() + cell.why.as_ref().map_or(0, String::len);
            let shared = self.uses.get(&key).is_some_and(|uses| *uses > 1) && long > SHARED;
            if !cell.is_atom && (labelled || shared || long > LONG) {
                self.materialise(key);
            }
        }
    }

    pub fn get(&self, key: (bool, NodeId)) -> Cell {
        self.cells
            .get(&key)
            .cloned()
            .unwrap_or_else(|| Cell::literal("NULL".into(), Kind::Number, super::cell::Facts::of(0.0)))
    }

    /// As a column or a literal.
    pub fn atom(&mut self, key: (bool, NodeId)) -> Cell {
        let cell = self.get(key);
        if !cell.is_atom && (cell.value.len() > 24 || cell.why.is_some()) {
            self.materialise(key);
        }
        self.get(key)
    }

    /// Puts a node into a column of its block.
    fn materialise(&mut self, key: (bool, NodeId)) {
        let cell = self.get(key);
        let place = self.place(self.plan.node(key.1).grain, key.0);
        if cell.is_literal || place == Place::One {
            return;
        }
        let (name, says) = self.label(key);
        let cell = self.column(place, cell, &name, says);
        self.cells.insert(key, cell);
    }

    /// What a node's column is called.
    pub fn label(&mut self, key: (bool, NodeId)) -> (String, Option<String>) {
        match self.labels.get(&key.1).filter(|_| !key.0).cloned() {
            Some((name, says)) => (self.names.give(&name), Some(says)),
            None => {
                let name = format!("x{}", key.1.0);
                (self.names.give(&name), None)
            }
        }
    }

    /// Adds an expression to its block as a column.
    pub fn column(&mut self, place: Place, cell: Cell, name: &str, says: Option<String>) -> Cell {
        let level = cell.level.max(self.base(place)) + 1;
        self.column_at(place, level, cell, name, says)
    }

    /// Adds it to a layer that may read the expression's columns.
    pub fn column_at(&mut self, place: Place, level: usize, cell: Cell, name: &str, says: Option<String>) -> Cell {
        if let (Some(why), None) = (&cell.why, cell.reasons.only())
            && self.is_column(why)
        {
            // A column that is there already needs no second name.
            let why = Some(why.clone());
            let sure = Cell { reasons: super::cell::Reasons::NONE, ..cell.clone() };
            let column = self.column_across(place, level, Cell { why: None, ..sure }, name, says);
            return Cell { why, reasons: cell.reasons, ..column };
        }
        self.column_across(place, level, cell, name, says)
    }

    /// The same of an expression over a block that is joined.
    pub fn column_across(&mut self, place: Place, level: usize, cell: Cell, name: &str, says: Option<String>) -> Cell {
        let layer = self.chains.entry(place).or_default().entry(level).or_default();
        layer.columns.push(Column { name: name.to_string(), expression: cell.value.clone(), says });
        let mut why = None;
        if let (Some(expression), None) = (&cell.why, cell.reasons.only()) {
            let reason = self.names.give(&format!("{name}_why"));
            let layer = self.chains.entry(place).or_default().entry(level).or_default();
            layer.columns.push(Column { name: reason.clone(), expression: expression.clone(), says: None });
            why = Some(self.name(&reason));
        }
        Cell { value: self.name(name), why, level, is_atom: true, is_literal: false, open: None, ..cell }
    }

    fn is_column(&self, text: &str) -> bool {
        let quote = self.dialect.quoted("").chars().next().unwrap_or('"');
        let inner = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        inner.is_some_and(|inner| !inner.contains(quote))
    }

    pub fn join(&mut self, place: Place, level: usize, join: Join) {
        let layer = self.chains.entry(place).or_default().entry(level).or_default();
        if !layer.joins.contains(&join) {
            layer.joins.push(join);
        }
    }

    /// What a node needs to be written first.
    fn needs(&self, key: (bool, NodeId)) -> Vec<(bool, NodeId)> {
        let (read, id) = key;
        let node = self.plan.node(id);
        let mut all: Vec<(bool, NodeId)> = node.op.inputs().into_iter().map(|input| (read, input)).collect();
        let mut peers = |grain: Grain| {
            if let Grain::Peers(peers) = grain
                && let Some(Some(name)) = self.plan.peers.get(usize::from(peers.0))
            {
                all.push((false, *name));
            }
        };
        peers(node.grain);
        match &node.op {
            Op::Gather { to, .. } => peers(*to),
            Op::Spread { input, .. } => peers(self.plan.node(*input).grain),
            Op::Rank { within, .. } => peers(Grain::Peers(*within)),
            _ => {}
        }
        all
    }

    /// Inputs before their users; counts who uses what.
    fn in_order(&mut self, roots: &[(bool, NodeId)]) -> Vec<(bool, NodeId)> {
        let mut order = Vec::new();
        let mut state: HashMap<(bool, NodeId), bool> = HashMap::new();
        let mut open: Vec<((bool, NodeId), bool)> = roots.iter().rev().map(|root| (*root, false)).collect();
        while let Some((key, done)) = open.pop() {
            if done {
                state.insert(key, true);
                order.push(key);
                continue;
            }
            match state.get(&key) {
                Some(true) => continue,
                Some(false) => {
                    self.circle();
                    continue;
                }
                None => {}
            }
            state.insert(key, false);
            open.push((key, true));
            for input in self.needs(key).into_iter().rev() {
                *self.uses.entry(input).or_default() += 1;
                if state.get(&input) == Some(&false) {
                    self.circle();
                } else if !state.contains_key(&input) {
                    open.push((input, false));
                }
            }
        }
        order
    }

    fn circle(&mut self) {
        self.refuse(
            words!(
                "对比组由依赖对比组的数字决定，SQL 无法表达",
                "peer groups depend on figures of peers; SQL cannot say it"
            ),
            None,
        );
    }

    pub fn refuse(&mut self, what: crate::text::Words, span: Option<crate::text::Span>) {
        let mut finding = Diagnostic::error(codes::CANNOT_SAY, what);
        if let Some(span) = span {
            finding = finding.at((self.rubric.source, span), words!("", ""));
        }
        if !self.findings.all.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// The column of a division into peers.
    pub fn peers_key(&mut self, peers: PeersId) -> PeersKey {
        if let Some(key) = self.peers.get(&peers.0) {
            return key.clone();
        }
        let dated = self.roster_is_dated();
        let named = self.plan.peers.get(usize::from(peers.0)).copied().flatten();
        let key = match named {
            None if !dated => PeersKey { column: None, level: self.base(Place::Subject), outside: None },
            None => {
                let name = self.names.give("peers");
                let cell =
                    Cell::new("CASE WHEN assessed THEN 0 END".into(), Kind::Number, super::cell::Facts::FLAG, &[]);
                let cell =
                    self.column(Place::Subject, cell, &name, Some("everybody on the roster in the period".into()));
                let outside = ("22".to_string(), super::cell::Reasons::of(&[crate::table::Nothing::NotApplicable]));
                PeersKey { column: Some(cell.value), level: cell.level, outside: Some(outside) }
            }
            Some(node) => {
                let group = self.atom((false, node));
                let name = self.names.give("peers");
                let says = self.rubric.subject.groups.get(usize::from(peers.0).saturating_sub(1)).cloned();
                let value =
                    if dated { format!("CASE WHEN assessed THEN {} END", group.value) } else { group.value.clone() };
                let cell = Cell::new(value, Kind::Text, group.facts, &[&group]);
                let cell = Cell { why: None, reasons: super::cell::Reasons::NONE, ..cell };
                let cell = self.column(Place::Subject, cell, &name, says.map(|column| format!("peers by {column}")));
                let why = group.reason();
                let reasons = group.reasons;
                let outside = match (why, dated) {
                    (None, false) => None,
                    (Some(why), false) => Some((why, reasons)),
                    (None, true) => {
                        Some(("22".to_string(), super::cell::Reasons::of(&[crate::table::Nothing::NotApplicable])))
                    }
                    (Some(why), true) => Some((
                        format!("CASE WHEN assessed THEN {why} ELSE 22 END"),
                        reasons.with(crate::table::Nothing::NotApplicable),
                    )),
                };
                PeersKey { column: Some(cell.value), level: cell.level, outside }
            }
        };
        self.peers.insert(peers.0, key.clone());
        key
    }

    pub fn roster_is_dated(&self) -> bool {
        let roster = usize::from(self.plan.roster.table.0);
        self.plan.tables.get(roster).is_some_and(|table| table.period != PeriodSpec::Always)
    }

    /// Whether rows of a table have a period of their own, or get that of the roster.
    pub fn is_dated(&self, table: u16) -> bool {
        let of = self
            .plan
            .tables
            .get(usize::from(table))
            .is_some_and(|table| table.key.as_ref().is_some_and(|key| key.of.is_some()));
        if of && self.roster_is_dated() {
            return true;
        }
        self.plan.tables.get(usize::from(table)).is_some_and(|table| table.period != PeriodSpec::Always)
    }
}

impl Writer<'_> {
    /// The comment at the head of the script.
    pub fn head(&self, seen: super::cell::Reasons) -> String {
        let title = &self.rubric.header.title;
        let pick = |zh: String, en: String| if self.words == Lang::Zh { zh } else { en };
        let name = super::script::one_line(self.words.pick(&title.zh, &title.en));
        let database = self.dialect.title();
        let mut text = format!("-- {name}\n");
        text.push_str(&pick(
            format!("-- 由 kaohe 从考核方案写出，用于 {database}；整段运行，最后的查询就是考核结果。\n"),
            format!("-- Written by kaohe from the rubric, for {database}; run the whole of it, the last query gives the results.\n"),
        ));
        text.push_str(&pick(
            "-- 没有值的地方是 NULL，旁边 `…_why` 列是原因：\n".into(),
            "-- Where there is no value stands NULL, and the reason in the column `…_why` beside it:\n".into(),
        ));
        let list: Vec<String> = seen
            .list()
            .map(|nothing| {
                let words = nothing.words();
                format!("{} {}", nothing as u8, self.words.pick(&words.zh, &words.en))
            })
            .collect();
        for line in list.chunks(6) {
            text.push_str(&format!("--   {}\n", line.join(" · ")));
        }
        text.push('\n');
        text
    }
}
