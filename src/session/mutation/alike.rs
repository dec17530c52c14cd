//! Whether two plans give the same for all data that declared ranges allow, though they are written
//! differently: `min(100, …)` where a score never exceeds 100, a floor below the least total.
//!
//! What it finds is certain; what it does not find may be the same all the same.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::number::compare::same;
use crate::plan::{Binary, Closed, Nary, NodeId, Op, Plan, Program, Unary};
use crate::prove::Range;

/// Expressions are followed this deep.
const DEPTH: usize = 300;

/// Whether all outputs of two programs are the same figures. `ranges` are those of the nodes of the
/// first, `matched` those nodes of the second that are written as in the first.
pub fn alike(before: &Program, after: &Program, ranges: &[Range], matched: &[Option<NodeId>]) -> bool {
    let (one, other) = (&before.plan, &after.plan);
    if one.tables != other.tables || one.peers != other.peers || one.roster != other.roster || one.cycle != other.cycle
    {
        return false;
    }
    // Outputs are a record of nodes by what they stand for; only the numbers of nodes may differ.
    let (old, new) = (format!("{:?}", before.outputs), format!("{:?}", after.outputs));
    let pair = Pair { before: one, after: other, ranges, matched, known: RefCell::default() };
    let (old, new): (Vec<_>, Vec<_>) = (old.split(NODE).collect(), new.split(NODE).collect());
    old.len() == new.len()
        && old.first() == new.first()
        && old.iter().zip(&new).skip(1).all(|(old, new)| match (numbered(old), numbered(new)) {
            (Some((a, rest)), Some((b, other))) => rest == other && pair.same(a, b, EVERYWHERE, 0),
            _ => false,
        })
}

const NODE: &str = "NodeId(";

fn numbered(text: &str) -> Option<(NodeId, &str)> {
    let (number, rest) = text.split_once(')')?;
    Some((NodeId(number.parse().ok()?), rest))
}

/// Between which bounds two figures have to agree: below the lower all are the same, so above the
/// upper.
type Bounds = (f64, f64);

const EVERYWHERE: Bounds = (f64::NEG_INFINITY, f64::INFINITY);

struct Pair<'a> {
    before: &'a Plan,
    after: &'a Plan,
    ranges: &'a [Range],
    matched: &'a [Option<NodeId>],
    known: RefCell<HashMap<(NodeId, NodeId, u64, u64), bool>>,
}

impl Pair<'_> {
    fn same(&self, a: NodeId, b: NodeId, within: Bounds, depth: usize) -> bool {
        if self.matched.get(b.0 as usize).copied().flatten() == Some(a) {
            return true;
        }
        let key = (a, b, within.0.to_bits(), within.1.to_bits());
        if depth > DEPTH {
            return false;
        }
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let found = self.judge(a, b, within, depth + 1);
        self.known.borrow_mut().insert(key, found);
        found
    }

    fn judge(&self, a: NodeId, b: NodeId, within: Bounds, depth: usize) -> bool {
        let (one, other) = (self.before.node(a), self.after.node(b));
        if one.grain != other.grain || one.kind != other.kind {
            return false;
        }
        let exactly = |a: NodeId, b: NodeId| self.same(a, b, EVERYWHERE, depth);
        let inside = |a: NodeId, b: NodeId| self.same(a, b, within, depth);
        if let (Some(x), Some(y)) = (constant(self.before, a), constant(self.after, b)) {
            return x.clamp(within.0, within.1) == y.clamp(within.0, within.1);
        }
        match (&one.op, &other.op) {
            (Op::Select { condition, then, otherwise }, Op::Select { condition: c, then: t, otherwise: o }) => {
                exactly(*condition, *c) && inside(*then, *t) && inside(*otherwise, *o)
            }
            (Op::Coalesce(all), Op::Coalesce(others)) => {
                all.len() == others.len() && all.iter().zip(others).all(|(a, b)| inside(*a, *b))
            }
            (Op::Spread { input, to }, Op::Spread { input: i, to: t }) => to == t && inside(*input, *i),
            (Op::Nary(x, all), Op::Nary(y, others)) if x == y && *x != Nary::Sum => {
                self.limited(*x, (all, others), within, depth)
            }
            (Op::Steps { input, edges, closed, values }, Op::Steps { input: i, edges: e, closed: c, values: v }) => {
                let range = self.range(*input);
                let old = reached(edges.iter().map(|edge| edge.0), values, *closed, range);
                let new = reached(e.iter().map(|edge| edge.0), v, *c, range);
                closed == c && exactly(*input, *i) && old == new
            }
            (Op::Binary(x, l, r), Op::Binary(y, m, s)) if is_comparison(*x) && is_comparison(*y) => {
                self.compared((*x, *l, *r), (*y, *m, *s), depth)
            }
            (old, new) => {
                let (mine, theirs) = (old.inputs(), new.inputs());
                let renamed =
                    new.over(&|node| theirs.iter().position(|one| *one == node).and_then(|at| mine.get(at)).copied());
                mine.len() == theirs.len()
                    && renamed.as_ref() == Some(old)
                    && mine.iter().zip(&theirs).all(|(a, b)| exactly(*a, *b))
            }
        }
    }

    /// Of `min(limit, x)` and `min(other, y)`.
    fn limited(&self, pick: Nary, (all, others): (&[NodeId], &[NodeId]), within: Bounds, depth: usize) -> bool {
        let (Some((old, mine)), Some((new, theirs))) = (split(self.before, all), split(self.after, others)) else {
            return all.len() == others.len() && all.iter().zip(others).all(|(a, b)| self.same(*a, *b, within, depth));
        };
        if mine.len() != theirs.len() {
            return false;
        }
        let pairs = || mine.iter().zip(&theirs);
        let (low, high) = within;
        let (limit, other) = (old.clamp(low, high), new.clamp(low, high));
        let narrower = if pick == Nary::Min { (low, limit) } else { (limit, high) };
        if limit == other && pairs().all(|(a, b)| self.same(*a, *b, narrower, depth)) {
            return true;
        }
        // A limit that is never reached limits nothing.
        let idle = mine.iter().any(|node| {
            let range = self.range(*node);
            if pick == Nary::Min { range.high <= old.min(new) } else { range.low >= old.max(new) }
        });
        idle && pairs().all(|(a, b)| self.same(*a, *b, within, depth))
    }

    fn compared(&self, one: (Binary, NodeId, NodeId), other: (Binary, NodeId, NodeId), depth: usize) -> bool {
        let ((op, left, right), (changed, l, r)) = (one, other);
        let (old, new) = (constant(self.before, right), constant(self.after, r));
        if op == changed {
            if self.same(left, l, EVERYWHERE, depth) && self.same(right, r, EVERYWHERE, depth) {
                return true;
            }
            if let (Some(old), Some(new)) = (old, new)
                && old == new
                && self.same(left, l, (old - 1.0, old + 1.0), depth)
            {
                return true;
            }
        }
        let (Some(old), Some(new)) = (old, new) else { return false };
        let range = self.range(left);
        let (before, after) = (decided(op, range, old), decided(changed, range, new));
        before.is_some() && before == after && self.same(left, l, EVERYWHERE, depth)
    }

    fn range(&self, node: NodeId) -> Range {
        self.ranges.get(node.0 as usize).copied().unwrap_or(Range::ANY)
    }
}

fn constant(plan: &Plan, node: NodeId) -> Option<f64> {
    match plan.node(node).op {
        Op::Number(number) => Some(number.0),
        Op::Unary(Unary::Neg, inner) => match plan.node(inner).op {
            Op::Number(number) => Some(-number.0),
            _ => None,
        },
        _ => None,
    }
}

/// The one constant among operands, and the others.
fn split(plan: &Plan, all: &[NodeId]) -> Option<(f64, Vec<NodeId>)> {
    let numbers: Vec<f64> = all.iter().filter_map(|node| constant(plan, *node)).collect();
    let others = all.iter().copied().filter(|node| constant(plan, *node).is_none()).collect();
    match numbers.as_slice() {
        [one] => Some((*one, others)),
        _ => None,
    }
}

fn is_comparison(op: Binary) -> bool {
    matches!(op, Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge)
}

/// How a comparison of what lies in a range with a constant always comes out.
fn decided(op: Binary, range: Range, with: f64) -> Option<bool> {
    if !range.some {
        return None;
    }
    let below = range.high < with && !same(range.high, with);
    let above = range.low > with && !same(range.low, with);
    let (least, most) = (range.low >= with, range.high <= with);
    match op {
        Binary::Lt if below => Some(true),
        Binary::Lt if least => Some(false),
        Binary::Le if most => Some(true),
        Binary::Le if above => Some(false),
        Binary::Gt if above => Some(true),
        Binary::Gt if most => Some(false),
        Binary::Ge if least => Some(true),
        Binary::Ge if below => Some(false),
        _ => None,
    }
}

/// The steps that what lies in a range can be on.
fn reached<V: Clone>(
    edges: impl Iterator<Item = f64>,
    values: &[V],
    closed: Closed,
    range: Range,
) -> (Vec<u64>, Vec<V>) {
    let edges: Vec<f64> = edges.collect();
    let passed = |edge: f64| match closed {
        Closed::Lower => range.low >= edge,
        Closed::Upper => range.low > edge && !same(range.low, edge),
    };
    let beyond = |edge: f64| match closed {
        Closed::Lower => range.high < edge && !same(range.high, edge),
        Closed::Upper => range.high <= edge,
    };
    let first = edges.iter().take_while(|edge| passed(**edge)).count();
    let last = edges.iter().take_while(|edge| !beyond(**edge)).count().max(first);
    let kept = edges.get(first..last).unwrap_or_default().iter().map(|edge| edge.to_bits()).collect();
    (kept, values.get(first..=last).unwrap_or_default().to_vec())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::compile::compile;
    use crate::host::Memory;
    use crate::prove::ranges;
    use crate::session::check;
    use crate::session::mutation::same::Known;
    use crate::text::Sources;

    /// Whether it is found that two scorings, floors of the worst grade, or limits of totals are one.
    fn alike(one: [&str; 3], other: [&str; 3]) -> bool {
        let read = |[score, floor, most]: [&str; 3]| {
            let text = format!(
                "kaohe = 1\n[rubric]\ntitle = \"甲\"\ntotal_range = [0, {most}]\n[subject]\nkey = \"name\"\nfile = \"a.csv\"\n\
                 [[element]]\nid = \"calls\"\nrange = [0, 500]\n\
                 [[indicator]]\nid = \"i\"\npoints = 100\nformula = \"calls\"\nscore.formula = \"{score}\"\n\
                 [[grade]]\nname = \"A\"\nmin = 60\n[[grade]]\nname = \"B\"\nmin = {floor}\n"
            );
            let host = Memory::default().with("a.toml", text);
            check(&host, Path::new("a.toml"), &[], &mut Sources::default()).rubric.expect("a sound rubric")
        };
        let (one, other) = (read(one), read(other));
        let (before, after) = (compile(&one), compile(&other));
        let matched = Known::new(&before.plan).matched(&after.plan);
        super::alike(&before, &after, &ranges(&one, &before), &matched)
    }

    #[test]
    fn what_limits_nothing_changes_nothing() {
        let plain = ["if(calls < 9, 0, min(100, calls / 9 * 100))", "0", "100"];
        let [score, floor, most] = plain;
        assert!(alike(plain, plain));
        // A score is at most 100 anyway, and at least 0.
        assert!(alike(plain, ["if(calls < 9, 0, min(101, calls / 9 * 100))", floor, most]));
        assert!(alike(plain, ["if(calls < 9, -1, min(100, calls / 9 * 100))", floor, most]));
        // So are totals.
        assert!(alike(plain, [score, "-1", most]));
        assert!(alike(plain, [score, floor, "101"]));
        assert!(alike(["if(calls >= 0, calls, 50)", floor, most], ["if(calls > -1, calls, 50)", floor, most]));
        assert!(alike(["if(calls < 501, calls, 50)", floor, most], ["if(calls <= 502, calls, 50)", floor, most]));
    }

    #[test]
    fn what_somebody_can_have_is_told_apart() {
        let plain = ["if(calls < 9, 0, min(100, calls / 9 * 100))", "0", "100"];
        let [score, floor, most] = plain;
        assert!(!alike(plain, ["if(calls < 9, 0, min(99, calls / 9 * 100))", floor, most]));
        assert!(!alike(plain, ["if(calls < 9, 1, min(100, calls / 9 * 100))", floor, most]));
        assert!(!alike(plain, ["if(calls <= 9, 0, min(100, calls / 9 * 100))", floor, most]));
        assert!(!alike(plain, [score, "1", most]));
        assert!(!alike(plain, [score, floor, "99"]));
        assert!(!alike(["if(calls > 0, calls, 50)", floor, most], ["if(calls >= 0, calls, 50)", floor, most]));
    }
}
