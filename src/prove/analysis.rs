//! The range of every node, and of a node where something is known to hold.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::nothings::Nothings;
use super::order::{Order, plain};
use super::range::Range;
use super::reads::Reads;
use super::{assume, transfer};
use crate::plan::{NodeId, Op, Plan};

/// Conditions inside conditions are followed this far.
const DEPTH: usize = 3;
/// Nodes that read nodes are looked at again this far down; below, the plain range stands.
const LEVELS: usize = 40;
/// How many nodes may be looked at again under conditions; beyond it the plain range stands.
const BUDGET: usize = 60_000;

/// Ranges by interval analysis. Whatever the data within the given ranges, a node's value lies in
/// its range.
#[derive(Debug)]
pub struct Analysis<'a> {
    pub plan: &'a Plan,
    base: Vec<Range>,
    given: FxHashMap<NodeId, Range>,
    pub order: Order,
    reads: Reads,
    budget: Cell<usize>,
    level: Cell<usize>,
    nowhere: Context,
}

/// What is taken to hold while a range is asked for.
#[derive(Debug, Default)]
pub struct Context {
    held: Vec<(NodeId, Range)>,
    /// The first is at most the second.
    ordered: Vec<(NodeId, NodeId)>,
    /// No node before it can be affected.
    first: Option<NodeId>,
    depth: usize,
    memo: RefCell<FxHashMap<NodeId, Range>>,
    /// What was assumed further, so that it is thought through once.
    inner: RefCell<FxHashMap<(NodeId, bool), Rc<Context>>>,
}

impl Context {
    fn held(&self, id: NodeId) -> impl Iterator<Item = Range> {
        self.held.iter().filter(move |(node, _)| *node == id).map(|(_, range)| *range)
    }

    /// The nodes of which something is taken to hold.
    fn about(&self) -> impl Iterator<Item = NodeId> {
        let ordered = self.ordered.iter().flat_map(|(a, b)| [*a, *b]);
        self.held.iter().map(|(node, _)| *node).chain(ordered)
    }

    /// Whether `a ≤ b` is among what is taken to hold.
    pub fn known_order(&self, plan: &Plan, a: NodeId, b: NodeId) -> bool {
        self.ordered.contains(&(plain(plan, a), plain(plan, b)))
    }

    /// Whether what is taken to hold cannot be.
    pub fn impossible(&self) -> bool {
        self.held.iter().any(|(_, range)| !range.some && range.nothings.is_empty())
    }
}

impl<'a> Analysis<'a> {
    /// `given`: what the rubric declares of the values of a node, apart from its nothings.
    pub fn new(plan: &'a Plan, given: FxHashMap<NodeId, Range>, order: Order) -> Analysis<'a> {
        let mut analysis = Analysis {
            plan,
            base: Vec::with_capacity(plan.nodes.len()),
            given,
            order,
            reads: Reads::new(plan),
            budget: Cell::new(BUDGET),
            level: Cell::new(0),
            nowhere: Context::default(),
        };
        for index in 0..plan.nodes.len() {
            let range = analysis.compute(NodeId(index as u32), &analysis.nowhere);
            analysis.base.push(range);
        }
        analysis
    }

    pub fn range(&self, id: NodeId) -> Range {
        self.base.get(id.0 as usize).copied().unwrap_or(Range::ANY)
    }

    pub fn range_in(&self, id: NodeId, context: &Context) -> Range {
        let plain = || self.range(id);
        if context.first.is_none_or(|first| id < first) || self.budget.get() == 0 || self.level.get() == LEVELS {
            return plain();
        }
        if !context.about().any(|known| self.reads.reads(id, known)) {
            return plain();
        }
        if let Some(known) = context.memo.borrow().get(&id) {
            return *known;
        }
        self.budget.set(self.budget.get() - 1);
        self.level.set(self.level.get() + 1);
        let mut range = self.compute(id, context);
        self.level.set(self.level.get() - 1);
        for held in context.held(id) {
            range = range.within(held).with_nothings(range.nothings & held.nothings);
        }
        context.memo.borrow_mut().insert(id, range);
        range
    }

    /// Whether `a ≤ b` is certain where both have a value.
    pub fn at_most(&self, a: NodeId, b: NodeId, context: &Context) -> bool {
        let (own, other) = (plain(self.plan, a), plain(self.plan, b));
        context.ordered.contains(&(own, other)) || self.order.at_most(self.plan, a, b, &|id| self.range_in(id, context))
    }

    /// What holds in the context, and that the condition holds or does not.
    pub fn assume(&self, condition: NodeId, holds: bool, context: &Context) -> Rc<Context> {
        if let Some(known) = context.inner.borrow().get(&(condition, holds)) {
            return Rc::clone(known);
        }
        let mut held = context.held.clone();
        for (node, range) in assume::consequences(self, condition, holds, context) {
            if range != self.range_in(node, context) {
                held.push((node, range));
            }
        }
        let mut ordered = context.ordered.clone();
        ordered.extend(assume::order(self.plan, condition, holds));
        let first = held.iter().map(|(node, _)| *node).min();
        let inside = Rc::new(Context { held, ordered, first, depth: context.depth + 1, ..Context::default() });
        context.inner.borrow_mut().insert((condition, holds), Rc::clone(&inside));
        inside
    }

    /// That a figure has a value, and that a parameter is this one.
    pub fn with_value(&self, figure: NodeId, case: Option<(NodeId, f64)>) -> Context {
        let range = self.range(figure).with_nothings(Nothings::NONE);
        let mut held = vec![(figure, range)];
        held.extend(case.map(|(node, value)| (node, Range::exactly(value))));
        let first = held.iter().map(|(node, _)| *node).min();
        Context { held, first, ..Context::default() }
    }

    fn compute(&self, id: NodeId, context: &Context) -> Range {
        let node = self.plan.node(id);
        let range = match &node.op {
            Op::Select { condition, then, otherwise } => self.choice(*condition, *then, *otherwise, context),
            _ => transfer::transfer(self, id, context, &|input| self.range_in(input, context)),
        };
        match self.given.get(&id) {
            Some(given) => range.within(*given),
            None => range,
        }
    }

    fn choice(&self, condition: NodeId, then: NodeId, otherwise: NodeId, context: &Context) -> Range {
        let asked = self.range_in(condition, context);
        let open = asked.can_be_true() && asked.can_be_false() && context.depth < DEPTH;
        let branch = |node: NodeId, holds: bool| {
            // A condition with one outcome tells nothing new.
            if !open {
                return self.range_in(node, context);
            }
            let inside = self.assume(condition, holds, context);
            if inside.impossible() { Range::never(Nothings::NONE) } else { self.range_in(node, &inside) }
        };
        let mut range = Range::never(asked.nothings);
        if asked.can_be_true() {
            range = range.hull(branch(then, true));
        }
        if asked.can_be_false() {
            range = range.hull(branch(otherwise, false));
        }
        range
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Binary, Builder, Is, Nary, TableId};
    use crate::table::{Cycle, Kind, Nothing};

    /// Two figures of a table, from 0 to 100 and from 0 to 1000, and what is built of them.
    fn analysed(build: impl FnOnce(&mut Builder, NodeId, NodeId) -> (NodeId, Vec<NodeId>)) -> Range {
        let mut b = Builder::new();
        let (x, y) = (b.column(TableId(0), "x", Kind::Number), b.column(TableId(0), "y", Kind::Number));
        let (node, checks) = build(&mut b, x, y);
        let roster = crate::plan::Roster { table: TableId(0), key: "k".into(), label: "k".into(), filter: None };
        let plan = Plan { tables: Vec::new(), nodes: b.finish(), roster, cycle: Cycle::Once, peers: vec![None] };
        let given = FxHashMap::from_iter([(x, Range::between(0.0, 100.0)), (y, Range::between(0.0, 1000.0))]);
        let order = Order::new(&plan, &checks);
        Analysis::new(&plan, given, order).range(node)
    }

    #[test]
    fn a_check_bounds_a_share() {
        let free = analysed(|b, x, y| (b.binary(Binary::Div, x, y), Vec::new()));
        assert_eq!((free.low, free.high), (0.0, f64::INFINITY));
        assert!(free.nothings.has(Nothing::DivisionByZero));
        let bounded = analysed(|b, x, y| {
            let check = b.binary(Binary::Le, x, y);
            (b.binary(Binary::Div, x, y), vec![check])
        });
        assert_eq!((bounded.low, bounded.high), (0.0, 1.0));
    }

    #[test]
    fn a_guard_guards() {
        let guarded = analysed(|b, x, y| {
            let zero = b.number(0.0);
            let none = b.binary(Binary::Eq, y, zero);
            let share = b.binary(Binary::Div, x, y);
            (b.select(none, zero, share), Vec::new())
        });
        assert!(!guarded.nothings.has(Nothing::DivisionByZero));
        assert!(guarded.nothings.has(Nothing::Blank), "a figure that is missing is still missing");
    }

    #[test]
    fn marks_scaled_up_to_the_whole_stay_within_it() {
        // (x if there) ÷ (100 if there) · 100, as the marks of items that may be left out.
        let scaled = analysed(|b, x, _| {
            let out = b.is(Is::NotApplicable, x);
            let (zero, full) = (b.number(0.0), b.number(100.0));
            let earned = b.select(out, zero, x);
            let present = b.select(out, zero, full);
            let (earned, present) = (b.nary(Nary::Sum, vec![earned, zero]), b.nary(Nary::Sum, vec![present, zero]));
            let product = b.binary(Binary::Mul, earned, full);
            (b.binary(Binary::Div, product, present), Vec::new())
        });
        assert_eq!((scaled.low, scaled.high), (0.0, 100.0));
    }

    /// Own figure, the least, the greatest and the number of those who have one.
    fn of_peers(b: &mut Builder, x: NodeId) -> [NodeId; 4] {
        let own = b.gather(crate::plan::Agg::Only, x, None, crate::plan::Grain::Subject);
        let [least, greatest, count] = [crate::plan::Agg::Min, crate::plan::Agg::Max, crate::plan::Agg::Count]
            .map(|agg| b.over_peers(agg, own, None, crate::plan::PeersId(0)));
        [own, least, greatest, count]
    }

    #[test]
    fn between_the_least_and_the_greatest_is_a_share() {
        for from_below in [true, false] {
            let share = analysed(|b, x, _| {
                let [own, least, greatest, _] = of_peers(b, x);
                let spread = b.binary(Binary::Sub, greatest, least);
                let part = if from_below { (own, least) } else { (greatest, own) };
                let part = b.binary(Binary::Sub, part.0, part.1);
                (b.binary(Binary::Div, part, spread), Vec::new())
            });
            assert_eq!((share.low, share.high), (0.0, 1.0));
            assert!(share.nothings.has(Nothing::DivisionByZero), "all may be alike");
        }
    }

    #[test]
    fn the_least_of_some_is_not_below_everybody() {
        let share = analysed(|b, x, y| {
            let [own, _, greatest, _] = of_peers(b, x);
            let other = b.gather(crate::plan::Agg::Only, y, None, crate::plan::Grain::Subject);
            let fifty = b.number(50.0);
            let some = b.binary(Binary::Gt, other, fifty);
            let least = b.over_peers(crate::plan::Agg::Min, own, Some(some), crate::plan::PeersId(0));
            let spread = b.binary(Binary::Sub, greatest, least);
            let part = b.binary(Binary::Sub, own, least);
            (b.binary(Binary::Div, part, spread), Vec::new())
        });
        assert!(share.low < 0.0);
    }

    #[test]
    fn a_place_is_at_most_the_number_of_places() {
        let share = |key: usize| {
            analysed(move |b, x, y| {
                let [own, _, _, count] = of_peers(b, x);
                let other = b.gather(crate::plan::Agg::Only, y, None, crate::plan::Grain::Subject);
                let node = if key == 0 { own } else { other };
                let keys = vec![crate::plan::RankKey { node, descending: false }];
                let op = Op::Rank { keys, within: crate::plan::PeersId(0), ties: crate::plan::Ties::Max };
                let place = b.push(op, crate::plan::Grain::Subject, Kind::Number);
                let one = b.number(1.0);
                let (worse, others) = (b.binary(Binary::Sub, place, one), b.binary(Binary::Sub, count, one));
                (b.binary(Binary::Div, worse, others), Vec::new())
            })
        };
        assert_eq!((share(0).low, share(0).high), (0.0, 1.0));
        // Who has another figure need not have this one.
        assert_eq!(share(1).high, f64::INFINITY);
    }

    #[test]
    fn what_is_known_of_one_says_nothing_of_its_peers() {
        let mean = analysed(|b, x, _| {
            let own = b.gather(crate::plan::Agg::Only, x, None, crate::plan::Grain::Subject);
            let fifty = b.number(50.0);
            let high = b.binary(Binary::Gt, own, fifty);
            let mean = b.over_peers(crate::plan::Agg::Mean, own, None, crate::plan::PeersId(0));
            let none = b.number(60.0);
            (b.select(high, mean, none), Vec::new())
        });
        assert_eq!(mean.low, 0.0);
    }
}
