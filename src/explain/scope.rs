//! Whose score is explained, and what the nodes of the plan are called.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use super::Facts;
use crate::plan::{Grain, Node, NodeId, Op, PeersId, Program, TableId};
use crate::result::Step;
use crate::rubric::Rubric;
use crate::table::figure;
use crate::table::{Kind, Lane, Nothing};
use crate::text::{Lang, Words};
use crate::words;

/// How deep formulas are followed into one another.
const DEEPEST: usize = 40;

/// A figure, or why there is none.
pub type Figure = Result<f64, Nothing>;

/// One subject in one period, and everything that is known.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub rubric: &'a Rubric,
    pub program: &'a Program,
    pub facts: &'a dyn Facts,
    pub names: &'a Names,
    pub told: &'a Told,
    /// How many formulas stand above.
    pub depth: usize,
    pub subject: usize,
    pub period: usize,
}

/// What the tree has said so far: data that many formulas share is explained where it comes first.
#[derive(Debug)]
pub struct Told {
    /// Steps that may still be made.
    budget: Cell<usize>,
    /// Elements by index and period.
    elements: RefCell<HashSet<(usize, usize)>>,
    /// Nicks by the table they were read from.
    nicks: RefCell<HashSet<(TableId, String)>>,
}

impl Told {
    pub fn nothing_yet(budget: usize) -> Told {
        Told { budget: Cell::new(budget), elements: RefCell::default(), nicks: RefCell::default() }
    }

    /// Whether this element is told of for the first time.
    pub fn element(&self, index: usize, period: usize) -> bool {
        self.elements.borrow_mut().insert((index, period))
    }

    /// Whether this nick is told of for the first time.
    pub fn nick(&self, table: TableId, nick: &str) -> bool {
        self.nicks.borrow_mut().insert((table, nick.to_string()))
    }
}

/// What a node is in the rubric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Element(usize),
    Value(usize),
    /// The value of an indicator after a step of preparation.
    Prepared(usize, usize),
    Score(usize),
    Points(usize),
    Category(usize),
    Total,
    TotalBefore,
    Rank,
    RankFromLast,
    GroupSize,
    Grade,
    Group(PeersId),
    Variant,
    /// A column of the roster that decides about the variant.
    VariantColumn(usize),
    /// Whether a row is on no ballot that this rule makes void.
    Ballot(usize),
}

/// The nodes that have a name in the rubric.
#[derive(Debug)]
pub struct Names {
    all: HashMap<NodeId, Named>,
}

impl Names {
    /// A node that answers several questions has the name nearest to the data.
    pub fn new(program: &Program) -> Names {
        let outputs = &program.outputs;
        let mut all = HashMap::new();
        let mut enter = |node: NodeId, named: Named| {
            let found = program.plan.nodes.get(node.0 as usize);
            // A constant is written out wherever it stands.
            if found.is_some_and(|node| node.grain == Grain::Subject) {
                all.entry(node).or_insert(named);
            }
        };
        outputs.elements.iter().enumerate().for_each(|(i, node)| enter(*node, Named::Element(i)));
        for (i, node) in program.plan.peers.iter().enumerate() {
            if let Some(node) = node {
                enter(*node, Named::Group(PeersId(i as u16)));
            }
        }
        outputs.indicators.iter().enumerate().for_each(|(i, nodes)| enter(nodes.value, Named::Value(i)));
        for (i, nodes) in outputs.indicators.iter().enumerate() {
            nodes.prepared.iter().enumerate().for_each(|(step, node)| enter(*node, Named::Prepared(i, step)));
        }
        outputs.indicators.iter().enumerate().for_each(|(i, nodes)| enter(nodes.score, Named::Score(i)));
        // Before the policy for nothings it goes by the same name.
        outputs.indicators.iter().enumerate().for_each(|(i, nodes)| enter(nodes.scored, Named::Score(i)));
        outputs.indicators.iter().enumerate().for_each(|(i, nodes)| enter(nodes.points, Named::Points(i)));
        outputs.categories.iter().enumerate().for_each(|(i, nodes)| enter(nodes.points, Named::Category(i)));
        if let Some(nodes) = &outputs.variant {
            enter(nodes.index, Named::Variant);
            nodes.columns.iter().enumerate().for_each(|(i, node)| enter(*node, Named::VariantColumn(i)));
        }
        enter(outputs.total, Named::Total);
        if let Some(before) = outputs.afterwards.before {
            enter(before, Named::TotalBefore);
        }
        enter(outputs.rank, Named::Rank);
        enter(outputs.rank_from_last, Named::RankFromLast);
        enter(outputs.group_size, Named::GroupSize);
        if let Some(grade) = outputs.grade {
            enter(grade, Named::Grade);
        }
        for (i, nodes) in outputs.ballots.iter().enumerate() {
            all.entry(nodes.counts).or_insert(Named::Ballot(i));
        }
        Names { all }
    }

    pub fn of(&self, node: NodeId) -> Option<Named> {
        self.all.get(&node).copied()
    }
}

impl<'a> Scope<'a> {
    pub fn node(&self, id: NodeId) -> Option<&'a Node> {
        self.program.plan.nodes.get(id.0 as usize)
    }

    pub fn op(&self, id: NodeId) -> Option<&'a Op> {
        self.node(id).map(|node| &node.op)
    }

    pub fn in_period(self, period: usize) -> Scope<'a> {
        Scope { period, ..self }
    }

    pub fn of_subject(self, subject: usize) -> Scope<'a> {
        Scope { subject, ..self }
    }

    pub fn period_name(&self, period: usize) -> &'a str {
        self.facts.periods().get(period).map_or("", |period| period.name.as_str())
    }

    /// The row of a node's lane that is this subject's.
    fn row(&self, id: NodeId) -> Option<usize> {
        match self.node(id)?.grain {
            Grain::One => Some(0),
            Grain::Subject if self.subject < self.facts.subjects() => {
                self.period.checked_mul(self.facts.subjects())?.checked_add(self.subject)
            }
            Grain::Subject | Grain::Table(_) | Grain::Peers(_) => None,
        }
    }

    /// The lane and the row in it, if there is one.
    fn found(&self, id: NodeId) -> Option<(&'a Lane, usize)> {
        let lane = self.facts.lane(id);
        let row = self.row(id)?;
        (row < lane.len()).then_some((lane, row))
    }

    /// The number of a node; [`Nothing::NoRows`] where it has no row or holds text.
    pub fn number(&self, id: NodeId) -> Figure {
        match self.found(id) {
            Some((Lane::Numbers(numbers), row)) => numbers.get(row),
            Some((lane, row)) => Err(lane.nothing(row).unwrap_or(Nothing::NoRows)),
            None => Err(Nothing::NoRows),
        }
    }

    pub fn nothing(&self, id: NodeId) -> Option<Nothing> {
        match self.found(id) {
            Some((lane, row)) => lane.nothing(row),
            None => Some(Nothing::NoRows),
        }
    }

    pub fn text(&self, id: NodeId) -> Option<&'a str> {
        match self.found(id)? {
            (Lane::Texts(texts), row) => texts.get(row).ok(),
            (Lane::Numbers(_), _) => None,
        }
    }

    /// A condition: `None` where it is undecided.
    pub fn holds(&self, id: NodeId) -> Option<bool> {
        self.number(id).ok().map(|value| value != 0.0)
    }

    /// The figure of a node as reports print it.
    pub fn said(&self, id: NodeId, unit: Option<&str>) -> Words {
        if self.is_masked(id) {
            return words!("保密", "confidential");
        }
        let kind = self.node(id).map_or(Kind::Number, |node| node.kind);
        match self.found(id) {
            Some((lane, row)) => figure::value(lane, row, kind, unit),
            None => figure::nothing(Nothing::NoRows),
        }
    }

    /// Whether a node is a figure that is not to be shown.
    fn is_masked(&self, id: NodeId) -> bool {
        let answers = match self.names.of(id) {
            Some(Named::Element(index)) => self.rubric.elements.get(index).map(|element| &element.answers),
            Some(Named::Value(index) | Named::Prepared(index, _)) => {
                self.rubric.indicators.get(index).map(|indicator| &indicator.answers)
            }
            _ => None,
        };
        answers.is_some_and(|answers| self.rubric.is_masked(answers))
    }

    /// Whether another step may be made.
    pub fn may_go_on(&self) -> bool {
        let left = self.told.budget.get();
        self.told.budget.set(left.saturating_sub(1));
        left > 0 && self.depth < DEEPEST
    }

    /// The subjects of the same period who are in this one's peer group.
    pub fn peers(&self, peers: PeersId) -> Vec<usize> {
        let everybody = (0..self.facts.subjects()).filter(|other| self.facts.is_assessed(*other, self.period));
        match self.program.plan.peers.get(usize::from(peers.0)) {
            Some(Some(node)) => {
                let group = self.text(*node);
                everybody.filter(|other| group.is_some() && self.of_subject(*other).text(*node) == group).collect()
            }
            Some(None) | None => everybody.collect(),
        }
    }

    /// `早班 共 5 人`, `全体 5 人`.
    pub fn group(&self, peers: PeersId, count: usize) -> Words {
        let node = self.program.plan.peers.get(usize::from(peers.0)).copied().flatten();
        match node.and_then(|node| self.text(node)).filter(|name| !name.is_empty()) {
            Some(name) => words!("{name} 共 {count} 人", "{name}: {count} in all"),
            None => words!("全体 {count} 人", "everybody: {count}"),
        }
    }
}

/// The same sentence in both languages, from parts that have both.
pub fn both(say: impl Fn(Lang) -> String) -> Words {
    Words { zh: say(Lang::Zh), en: say(Lang::En) }
}

/// A step with a figure of its own.
pub fn step(scope: Scope<'_>, name: Words, node: NodeId, unit: Option<&str>) -> Step {
    Step { name, figure: scope.said(node, unit), number: scope.number(node).ok(), ..Step::default() }
}

/// A figure on the way to points: four decimals where they round to the same points.
pub fn between(value: f64, decimals: i32) -> String {
    use crate::number::compare::same;
    let rounded = |value: f64| crate::number::round_half_away(value, decimals);
    let short = figure::short(value);
    match short.parse::<f64>() {
        Ok(_) if same(rounded(value), value) => figure::fixed(value, decimals),
        Ok(shown) if same(rounded(shown), rounded(value)) => short,
        _ => figure::digits(value),
    }
}

/// Points as they are added: with the rubric's decimals if they were rounded to them, otherwise
/// with all their digits, so that what is printed adds up.
pub fn points(value: f64, decimals: i32) -> String {
    let rounded = crate::number::round_half_away(value, decimals);
    if crate::number::compare::same(rounded, value) { figure::fixed(value, decimals) } else { figure::digits(value) }
}
