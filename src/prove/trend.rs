//! Which way a node moves when one figure grows and all others stay.
//!
//! The figures of the peers stay too, so a comparison with them moves with one's own figure.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::analysis::{Analysis, Context};
use super::fold::steps_reached;
use super::range::Range;
use crate::plan::{Binary, Closed, Grain, Is, Nary, NodeId, Op, Real, Unary};

/// How a node follows a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    Constant,
    /// Never falls as the figure grows; level stretches allowed.
    Up,
    Down,
    Unknown,
}

impl Trend {
    fn and(self, other: Trend) -> Trend {
        match (self, other) {
            (Trend::Constant, other) => other,
            (own, Trend::Constant) => own,
            (own, other) if own == other => own,
            _ => Trend::Unknown,
        }
    }

    fn turned(self) -> Trend {
        match self {
            Trend::Up => Trend::Down,
            Trend::Down => Trend::Up,
            other => other,
        }
    }

    fn along(self, direction: Trend) -> Trend {
        match direction {
            Trend::Up => self,
            Trend::Down => self.turned(),
            Trend::Constant => Trend::Constant,
            Trend::Unknown if self == Trend::Constant => Trend::Constant,
            Trend::Unknown => Trend::Unknown,
        }
    }
}

/// The movement of nodes with one figure, while that figure has a value.
#[derive(Debug)]
pub struct Movement<'a> {
    analysis: &'a Analysis<'a>,
    figure: NodeId,
    there: Rc<Context>,
    /// How many conditions inside conditions are still followed.
    depth: usize,
    memo: RefCell<FxHashMap<NodeId, Trend>>,
}

impl<'a> Movement<'a> {
    /// `case`: a parameter and the one of its values that is looked at.
    pub fn new(analysis: &'a Analysis<'a>, figure: NodeId, case: Option<(NodeId, f64)>) -> Movement<'a> {
        let there = analysis.with_value(figure, case);
        Movement { analysis, figure, there: Rc::new(there), depth: 2, memo: RefCell::default() }
    }

    pub fn of(&self, id: NodeId) -> Trend {
        if id == self.figure {
            return Trend::Up;
        }
        if id < self.figure {
            return Trend::Constant;
        }
        if let Some(known) = self.memo.borrow().get(&id) {
            return *known;
        }
        let trend = self.compute(id);
        self.memo.borrow_mut().insert(id, trend);
        trend
    }

    fn range(&self, id: NodeId) -> Range {
        self.analysis.range_in(id, &self.there)
    }

    fn compute(&self, id: NodeId) -> Trend {
        let node = self.analysis.plan.node(id);
        if self.range(id).is_exactly().is_some() && self.range(id).nothings.is_empty() {
            return Trend::Constant;
        }
        match &node.op {
            Op::Number(_) | Op::Text(_) | Op::Nothing(_) | Op::Column(_) | Op::PeriodDay(_) => Trend::Constant,
            Op::Unary(op, a) => match op {
                Unary::Neg | Unary::Not => self.of(*a).turned(),
                Unary::Abs if self.range(*a).low >= 0.0 => self.of(*a),
                Unary::Abs if self.range(*a).high <= 0.0 => self.of(*a).turned(),
                Unary::Abs => self.of(*a).along(Trend::Unknown),
                Unary::Floor | Unary::Ceil | Unary::Sqrt | Unary::Ln | Unary::Log10 | Unary::Exp => self.of(*a),
            },
            Op::Binary(op, a, b) => self.binary(*op, *a, *b),
            Op::Nary(Nary::Sum | Nary::Min | Nary::Max, all) => {
                all.iter().map(|id| self.of(*id)).fold(Trend::Constant, Trend::and)
            }
            Op::Select { condition, then, otherwise } => self.choice(*condition, *then, *otherwise),
            Op::Coalesce(all) => self.coalesce(all),
            Op::Is(..) => self.test(id),
            Op::Round { input, .. } => self.of(*input),
            Op::Steps { input, edges, closed, values } => {
                self.of(*input).along(self.ladder(*input, edges, *closed, values))
            }
            Op::Piecewise { input, points, .. } => {
                let values: Vec<f64> = points.iter().map(|(_, y)| y.0).collect();
                self.of(*input).along(direction(&values))
            }
            Op::Match { input, .. } | Op::DatePart(_, input) => self.of(*input).along(Trend::Unknown),
            // The peers' figures stay, and so do earlier periods.
            Op::Gather { .. } | Op::Window { .. } | Op::Shift { .. } => Trend::Constant,
            Op::Spread { input, .. } => match self.analysis.plan.node(*input).grain {
                Grain::Peers(_) => Trend::Constant,
                _ => self.of(*input),
            },
            Op::Rank { keys, .. } => {
                let mut trend = Trend::Constant;
                for key in keys {
                    let own = self.of(key.node);
                    trend = trend.and(if key.descending { own.turned() } else { own });
                }
                trend
            }
        }
    }

    /// Values of a ladder that can be met, in order of their bands.
    fn ladder(&self, input: NodeId, edges: &[Real], closed: Closed, values: &[Real]) -> Trend {
        let reached = steps_reached(self.range(input), edges, closed);
        let values: Vec<f64> =
            values.iter().zip(reached).filter(|(_, reached)| *reached).map(|(value, _)| value.0).collect();
        direction(&values)
    }

    fn binary(&self, op: Binary, a: NodeId, b: NodeId) -> Trend {
        let (left, right) = (self.of(a), self.of(b));
        if (left, right) == (Trend::Constant, Trend::Constant) {
            return Trend::Constant;
        }
        let sign = |id: NodeId| {
            let range = self.range(id);
            match (range.low >= 0.0, range.high <= 0.0) {
                _ if !range.some => Trend::Constant,
                (true, _) => Trend::Up,
                (_, true) => Trend::Down,
                _ => Trend::Unknown,
            }
        };
        match op {
            Binary::Add => left.and(right),
            Binary::Sub => left.and(right.turned()),
            Binary::Mul => left.along(sign(b)).and(right.along(sign(a))),
            // The divisor is not zero where there is a quotient; across zero it jumps.
            Binary::Div => left.along(sign(b)).and(match sign(b) {
                Trend::Unknown => right.along(Trend::Unknown),
                _ => right.along(sign(a)).turned(),
            }),
            Binary::Pow => {
                let exponent = self.range(b).is_exactly();
                match (right, exponent) {
                    (Trend::Constant, Some(_)) if self.range(a).low >= 0.0 => left.along(sign(b)),
                    (Trend::Constant, Some(power)) if power > 0.0 && power % 2.0 == 1.0 => left,
                    _ => Trend::Unknown,
                }
            }
            Binary::Ge | Binary::Gt => left.and(right.turned()),
            Binary::Le | Binary::Lt => left.turned().and(right),
            Binary::And | Binary::Or => left.and(right),
            Binary::DaysBetween | Binary::HoursBetween | Binary::WorkingDays => left.turned().and(right),
            Binary::Eq => self.equal(a, b),
            Binary::Ne => self.equal(a, b).turned(),
            Binary::Rem | Binary::Contains | Binary::StartsWith => Trend::Unknown,
        }
    }

    /// At the end of its range a figure is equal to the bound first, or last.
    fn equal(&self, a: NodeId, b: NodeId) -> Trend {
        let (figure, bound) = match (self.of(a), self.of(b)) {
            (_, Trend::Constant) => (a, b),
            (Trend::Constant, _) => (b, a),
            _ => return Trend::Unknown,
        };
        let (of_figure, of_bound) = (self.range(figure), self.range(bound));
        let below = |a: NodeId, b: NodeId| self.there.known_order(self.analysis.plan, a, b);
        if of_figure.low >= of_bound.high || below(bound, figure) {
            self.of(figure).turned()
        } else if of_figure.high <= of_bound.low || below(figure, bound) {
            self.of(figure)
        } else {
            Trend::Unknown
        }
    }

    fn choice(&self, condition: NodeId, then: NodeId, otherwise: NodeId) -> Trend {
        let asked = self.range(condition);
        if !asked.can_be_false() {
            return self.of(then);
        }
        if !asked.can_be_true() {
            return self.of(otherwise);
        }
        let mut both = self.of(then).and(self.of(otherwise));
        if both == Trend::Unknown && self.depth > 0 {
            // Each branch where its condition is known to hold, or not.
            let inside = |node: NodeId, holds: bool| {
                let there = self.analysis.assume(condition, holds, &self.there);
                Movement { there, depth: self.depth - 1, memo: RefCell::default(), ..*self }.of(node)
            };
            both = inside(then, true).and(inside(otherwise, false));
        }
        let (first, second) = match self.of(condition) {
            Trend::Constant => return both,
            // As the figure grows, the condition comes to hold.
            Trend::Up => ((otherwise, false), (then, true)),
            Trend::Down => ((then, true), (otherwise, false)),
            Trend::Unknown => return self.unknown_switch(then, otherwise, both),
        };
        let at = |(node, holds): (NodeId, bool)| {
            let context = self.analysis.assume(condition, holds, &self.there);
            self.analysis.range_in(node, &context)
        };
        let (before, after) = (at(first), at(second));
        // The jump itself: a nothing on either side is no figure to compare.
        let jump = if before.is_exactly().is_some() && before.is_exactly() == after.is_exactly() {
            Trend::Constant
        } else if !before.some || !after.some || before.high <= after.low {
            Trend::Up
        } else if before.low >= after.high {
            Trend::Down
        } else {
            Trend::Unknown
        };
        if !before.some || !after.some { both } else { both.and(jump) }
    }

    fn unknown_switch(&self, then: NodeId, otherwise: NodeId, both: Trend) -> Trend {
        let (a, b) = (self.range(then), self.range(otherwise));
        let same = a.is_exactly().is_some() && a.is_exactly() == b.is_exactly();
        if same { both } else { Trend::Unknown }
    }

    fn coalesce(&self, all: &[NodeId]) -> Trend {
        let mut trend = Trend::Constant;
        for id in all {
            let range = self.range(*id);
            trend = trend.and(if range.some { self.of(*id) } else { Trend::Constant });
            if range.nothings.is_empty() {
                break;
            }
            if self.of(*id) != Trend::Constant && all.len() > 1 && range.some {
                return Trend::Unknown;
            }
        }
        trend
    }

    /// Whether a node is a nothing: it does not change with a figure that has a value, unless the
    /// node can become undefined.
    fn test(&self, id: NodeId) -> Trend {
        let Op::Is(_, input) = &self.analysis.plan.node(id).op else { return Trend::Unknown };
        let nothings = self.range(*input).nothings;
        if self.of(*input) == Trend::Constant || nothings.kept(Is::Undefined).is_empty() {
            Trend::Constant
        } else {
            Trend::Unknown
        }
    }
}

fn direction(values: &[f64]) -> Trend {
    values.windows(2).fold(Trend::Constant, |trend, pair| match pair {
        [a, b] if a < b => trend.and(Trend::Up),
        [a, b] if a > b => trend.and(Trend::Down),
        _ => trend,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Builder, Plan, TableId};
    use crate::prove::order::Order;
    use crate::table::{Cycle, Kind};

    fn trend(build: impl FnOnce(&mut Builder, NodeId) -> NodeId) -> Trend {
        let mut b = Builder::new();
        let x = b.column(TableId(0), "x", Kind::Number);
        let node = build(&mut b, x);
        let roster = crate::plan::Roster { table: TableId(0), key: "k".into(), label: "k".into(), filter: None };
        let plan = Plan { tables: Vec::new(), nodes: b.finish(), roster, cycle: Cycle::Once, peers: vec![None] };
        let given = FxHashMap::from_iter([(x, Range::between(0.0, 100.0))]);
        let analysis = Analysis::new(&plan, given, Order::default());
        Movement::new(&analysis, x, None).of(node)
    }

    #[test]
    fn sums_and_quotients_follow_their_parts() {
        assert_eq!(trend(|b, x| b.unary(Unary::Neg, x)), Trend::Down);
        let over = |b: &mut Builder, x| {
            let ten = b.number(10.0);
            b.binary(Binary::Div, ten, x)
        };
        assert_eq!(trend(over), Trend::Down);
        let hill = |b: &mut Builder, x| {
            let hundred = b.number(100.0);
            let rest = b.binary(Binary::Sub, hundred, x);
            b.binary(Binary::Mul, x, rest)
        };
        assert_eq!(trend(hill), Trend::Unknown);
    }

    #[test]
    fn a_cliff_has_a_direction() {
        let cliff = |low: f64, high: f64| {
            trend(|b, x| {
                let sixty = b.number(60.0);
                let passed = b.binary(Binary::Ge, x, sixty);
                let (low, high) = (b.number(low), b.number(high));
                b.select(passed, high, low)
            })
        };
        assert_eq!((cliff(0.0, 100.0), cliff(100.0, 0.0)), (Trend::Up, Trend::Down));
    }

    #[test]
    fn only_bands_that_can_be_met_count() {
        let ladder = |values: [f64; 3], edges: [f64; 2]| {
            trend(|b, x| {
                let op = Op::Steps {
                    input: x,
                    edges: edges.into_iter().map(Real).collect(),
                    closed: Closed::Lower,
                    values: values.into_iter().map(Real).collect(),
                };
                b.push(op, Grain::Table(TableId(0)), Kind::Number)
            })
        };
        assert_eq!(ladder([0.0, 60.0, 100.0], [50.0, 90.0]), Trend::Up);
        assert_eq!(ladder([0.0, 60.0, 40.0], [50.0, 90.0]), Trend::Unknown);
        assert_eq!(ladder([0.0, 60.0, 40.0], [50.0, 900.0]), Trend::Up);
    }
}
