//! The operators between data and totals as formulas: a column of the sheet for each node that is worth one.

use std::collections::BTreeMap;

use super::cell::{Cell, Kinds, ROW, column_name, guarded, literal, word};
use crate::number::round_half_away;
use crate::plan::{NodeId, Op, PeersId, Plan};
use crate::report::Figures;
use crate::table::{Kind, Lane, NothingKind};
use crate::text::Lang;

/// Formulas longer than this are put into columns of their own.
const LONG: usize = 240;
/// What a program takes in one formula.
pub const LONGEST: usize = 8000;

/// A column of the sheet.
#[derive(Debug)]
pub struct Made {
    pub node: Option<NodeId>,
    /// `None` for figures.
    pub formula: Option<String>,
    pub shown: Vec<Shown>,
    pub head: String,
    pub is_named: bool,
}

/// What a cell shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    Number(f64),
    Flag(bool),
    Text(String),
}

/// What a node cannot be.
#[derive(Debug)]
pub struct Unsayable;

pub struct Writer<'a> {
    pub plan: &'a Plan,
    pub figures: &'a dyn Figures,
    pub lang: Lang,
    /// Subjects in the order of the rows.
    pub order: &'a [usize],
    /// First and last row of the sheet.
    pub rows: (usize, usize),
    /// Nodes whose figures are data, whatever they come from.
    pub data: BTreeMap<NodeId, String>,
    /// Nodes that have a column of their own, and its head.
    pub named: BTreeMap<NodeId, String>,
    pub uses: BTreeMap<NodeId, usize>,
    pub columns: Vec<Made>,
    pub cells: BTreeMap<NodeId, Cell>,
    groups: BTreeMap<PeersId, Option<String>>,
    /// What stays a figure though it is computed.
    pub kept: Vec<usize>,
}

impl std::fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("columns", &self.columns.len()).finish_non_exhaustive()
    }
}

impl<'a> Writer<'a> {
    pub fn new(
        plan: &'a Plan,
        figures: &'a dyn Figures,
        (lang, order): (Lang, &'a [usize]),
        rows: (usize, usize),
    ) -> Writer<'a> {
        Writer {
            plan,
            figures,
            lang,
            order,
            rows,
            data: BTreeMap::new(),
            named: BTreeMap::new(),
            uses: BTreeMap::new(),
            columns: Vec::new(),
            cells: BTreeMap::new(),
            groups: BTreeMap::new(),
            kept: Vec::new(),
        }
    }

    /// Writes a node and all it is made from; inputs stand before their users.
    pub fn write(&mut self, node: NodeId) {
        let mut open = vec![(node, false)];
        while let Some((node, ready)) = open.pop() {
            if self.cells.contains_key(&node) {
                continue;
            }
            let op = &self.plan.node(node).op;
            if ready || self.data.contains_key(&node) {
                let cell = self.cell(node);
                self.cells.insert(node, cell);
                continue;
            }
            // A figure from the rows of a table is data.
            let of_rows =
                op.inputs().iter().any(|input| matches!(self.plan.node(*input).grain, crate::plan::Grain::Table(_)));
            if of_rows || matches!(op, Op::Column(_) | Op::PeriodDay(_) | Op::Shift { .. } | Op::Window { .. }) {
                let cell = self.figure(node, !of_rows);
                self.cells.insert(node, cell);
                continue;
            }
            open.push((node, true));
            for input in op.inputs() {
                *self.uses.entry(input).or_default() += 1;
                open.push((input, false));
            }
        }
    }

    fn cell(&mut self, node: NodeId) -> Cell {
        if self.data.contains_key(&node) {
            return self.figure(node, false);
        }
        let made = match self.said(node) {
            Ok(cell) if cell.text.len() <= LONGEST => cell,
            _ => return self.figure(node, true),
        };
        let short = made.is_atom || (made.text.len() <= LONG && !made.nothings.any());
        if short && !self.named.contains_key(&node) {
            return made;
        }
        let shown = self.shown(node);
        let head = self.named.get(&node).cloned();
        let is_plain = made.is_plain;
        let cell = self.column(Some(node), Some(made.text), shown, head);
        Cell { kind: made.kind, nothings: made.nothings, is_plain, ..cell }
    }

    /// A column, and the reference to it.
    pub fn column(
        &mut self,
        node: Option<NodeId>,
        formula: Option<String>,
        shown: Vec<Shown>,
        head: Option<String>,
    ) -> Cell {
        let at = self.columns.len();
        let is_named = head.is_some();
        let head = head.unwrap_or_else(|| self.lang.pick("中间结果", "step").to_string());
        self.columns.push(Made { node, formula, shown, head, is_named });
        Cell { is_atom: true, ..Cell::new(format!("{}{ROW}", column_name(at)), Kind::Number, Kinds::NONE) }
    }

    /// A column as a range over all rows.
    pub fn range_of(&self, cell: &Cell) -> String {
        let name = cell.text.trim_end_matches(ROW);
        format!("{name}${}:{name}${}", self.rows.0, self.rows.1)
    }

    /// A node that stands in a column of numbers.
    pub fn as_column(&mut self, node: NodeId) -> Cell {
        let cell = self.get(node);
        let is_reference = cell.is_atom && cell.text.ends_with(ROW);
        if is_reference && cell.kind != Kind::Bool {
            return cell;
        }
        let shown = self.shown(node).into_iter().map(|shown| match shown {
            Shown::Flag(flag) => Shown::Number(f64::from(u8::from(flag))),
            other => other,
        });
        let shown = shown.collect();
        let (text, _) = match cell.nothings.any() && cell.kind == Kind::Bool && is_reference {
            true => guarded(cell.number(), &[&cell], self.lang),
            false => (cell.number(), cell.nothings),
        };
        let made = self.column(None, Some(text), shown, None);
        let kind = if cell.kind == Kind::Text { Kind::Text } else { Kind::Number };
        let made = Cell { nothings: cell.nothings, is_plain: cell.is_plain, kind, ..made };
        if cell.kind != Kind::Bool {
            self.cells.insert(node, made.clone());
        }
        made
    }

    pub fn get(&self, node: NodeId) -> Cell {
        let nothing = || Cell::new("0".into(), Kind::Number, Kinds::NONE);
        self.cells.get(&node).cloned().unwrap_or_else(nothing)
    }

    /// The same as a reference, where it is looked at more than once.
    pub fn atom(&mut self, node: NodeId) -> Cell {
        let cell = self.get(node);
        if cell.is_atom {
            return cell;
        }
        let shown = self.shown(node);
        let made = self.column(Some(node), Some(cell.text.clone()), shown, None);
        let made = Cell { kind: cell.kind, nothings: cell.nothings, is_plain: cell.is_plain, ..made };
        self.cells.insert(node, made.clone());
        made
    }

    /// The figures of a node, as data.
    fn figure(&mut self, node: NodeId, told: bool) -> Cell {
        let kind = self.plan.node(node).kind;
        let lane = self.figures.lane(node);
        let shown = self.shown(node);
        let mut nothings = Kinds::NONE;
        for row in 0..lane.len() {
            if let Some(nothing) = lane.nothing(row) {
                nothings = nothings.or(Kinds::of(nothing.kind()));
            }
        }
        let head = self.data.get(&node).or_else(|| self.named.get(&node)).cloned();
        let head = head.unwrap_or_else(|| match told {
            true => self.lang.pick("引擎算出的数", "as computed by kaohe").to_string(),
            false => self.lang.pick("由明细行得出", "from the rows of a table").to_string(),
        });
        if self.data.contains_key(&node) && kind != Kind::Text {
            // Somebody may write it over with the word.
            nothings = nothings.or(Kinds::of(NothingKind::Missing));
        }
        let is_plain = shown.iter().all(|shown| match shown {
            Shown::Number(value) => (round_half_away(*value, 6) - value).abs() == 0.0 && value.abs() < 1e9,
            Shown::Flag(_) | Shown::Text(_) => true,
        });
        if told {
            self.kept.push(self.columns.len());
        }
        let kind = if matches!(lane, Lane::Texts(_)) { Kind::Text } else { kind };
        let cell = self.column(Some(node), None, shown, Some(head));
        Cell { kind, nothings, is_plain, ..cell }
    }

    /// What the engine has, in the order of the rows.
    pub fn shown(&self, node: NodeId) -> Vec<Shown> {
        let (lane, kind) = (self.figures.lane(node), self.plan.node(node).kind);
        let say = |row: usize| match &lane {
            Lane::Numbers(numbers) => match numbers.get(row) {
                Ok(value) if kind == Kind::Bool => Shown::Flag(value != 0.0),
                Ok(value) => Shown::Number(value),
                Err(why) => Shown::Text(why.kind().words().in_lang(self.lang).to_string()),
            },
            Lane::Texts(texts) => match texts.get(row) {
                Ok(text) => Shown::Text(text.to_string()),
                Err(why) => Shown::Text(why.kind().words().in_lang(self.lang).to_string()),
            },
        };
        self.order.iter().map(|subject| say(*subject)).collect()
    }

    /// The conditions that say "of the same group": none for everybody together.
    pub fn group(&mut self, peers: PeersId) -> Result<Option<(String, String)>, Unsayable> {
        let Some(node) = self.plan.peers.get(usize::from(peers.0)).copied().flatten() else { return Ok(None) };
        if let Some(known) = self.groups.get(&peers) {
            return known.clone().map(|name| Some(self.conditions(&name))).ok_or(Unsayable);
        }
        // A number for each name: criteria would read names such as `>5` or `a*` as more than names.
        let lane = self.figures.lane(node);
        let names: Option<Vec<&str>> = match &lane {
            Lane::Texts(texts) => self.order.iter().map(|row| texts.get(*row).ok()).collect(),
            Lane::Numbers(_) => None,
        };
        let Some(names) = names else {
            self.groups.insert(peers, None);
            return Err(Unsayable);
        };
        let mut known: Vec<&str> = names.clone();
        known.sort_unstable();
        known.dedup();
        let number = |name: &&str| Shown::Number(known.binary_search(name).map_or(0.0, |at| at as f64 + 1.0));
        let shown = names.iter().map(number).collect();
        let head = self.lang.pick("组别编号", "group number").to_string();
        let cell = self.column(None, None, shown, Some(head));
        let name = cell.text.trim_end_matches(ROW).to_string();
        self.groups.insert(peers, Some(name.clone()));
        Ok(Some(self.conditions(&name)))
    }

    fn conditions(&self, name: &str) -> (String, String) {
        (format!("${name}${}:${name}${}", self.rows.0, self.rows.1), format!("${name}{ROW}"))
    }

    pub fn undefined(&self) -> String {
        word(NothingKind::Undefined, self.lang)
    }

    pub fn literal(&self, value: f64, kind: Kind) -> Result<Cell, Unsayable> {
        if !value.is_finite() {
            return Err(Unsayable);
        }
        let text = match kind {
            Kind::Bool => if value == 0.0 { "FALSE" } else { "TRUE" }.to_string(),
            _ => literal(value),
        };
        Ok(Cell { is_atom: true, is_plain: true, ..Cell::new(text, kind, Kinds::NONE) })
    }
}

/// How a figure is written in the result of a formula.
pub fn result(shown: &Shown) -> String {
    match shown {
        Shown::Number(value) => value.to_string(),
        Shown::Flag(true) => "TRUE".into(),
        Shown::Flag(false) => "FALSE".into(),
        Shown::Text(text) => text.clone(),
    }
}
