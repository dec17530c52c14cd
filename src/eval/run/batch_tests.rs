//! Computed in batches of any size, whatever is kept: the same as all rows of a node at once.

use std::collections::HashMap;

use proptest::prelude::*;

use super::Run;
use crate::eval::bind::bind;
use crate::eval::fixture::{ROWS, STAFF, plan, records, staff};
use crate::eval::lanes::Lanes;
use crate::eval::wanted::{Keep, Wanted};
use crate::number::Near;
use crate::plan::{
    Agg, Binary, Builder, Closed, Grain, Is, Nary, NodeId, Op, PeersId, Plan, RankKey, Real, Ties, Unary,
};
use crate::table::{Kind, Lane, Nothing};

/// What a random plan is made from: an operator and three nodes that it may take.
type Step = (u8, usize, usize, usize);

/// Nodes at the rows of a table and at the subjects, each made of some before it.
fn made(steps: &[Step]) -> (Plan, Vec<NodeId>) {
    let mut build = Builder::new();
    let groups = build.column(STAFF, "班组", Kind::Text);
    let group = build.gather(Agg::Only, groups, None, Grain::Subject);
    let word = build.column(ROWS, "词", Kind::Text);
    let words = build.gather(Agg::Only, word, None, Grain::Subject);
    let (x, order) = (build.column(ROWS, "x", Kind::Number), build.column(ROWS, "序", Kind::Number));
    let sum = build.gather(Agg::Sum, x, None, Grain::Subject);
    let (half, level) = (build.number(0.5), build.text("甲"));
    let is_level = build.binary(Binary::Eq, word, level);
    let (mut rows, mut people) = (vec![x, order, half, is_level], vec![sum, half]);
    people.push(build.binary(Binary::Eq, words, level));
    for (op, a, b, c) in steps {
        let at_rows = op % 2 == 0;
        let pool = if at_rows { &rows } else { &people };
        let pick = |at: &usize| pool[at % pool.len()];
        let (a, b, c) = (pick(a), pick(b), pick(c));
        let only_rows = |at: NodeId| if build.grain(at) == Grain::One { x } else { at };
        let only_people = |at: NodeId| if build.grain(at) == Grain::One { sum } else { at };
        let grain = if at_rows { Grain::Table(ROWS) } else { Grain::Subject };
        let map = |build: &mut Builder, op: Op| {
            let all_one = op.inputs().iter().all(|input| build.grain(*input) == Grain::One);
            build.push(op, if all_one { Grain::One } else { grain }, Kind::Number)
        };
        let node = match op / 2 % 18 {
            0 => map(&mut build, Op::Binary(Binary::Add, a, b)),
            1 => map(&mut build, Op::Binary(Binary::Div, a, b)),
            2 => map(&mut build, Op::Binary(Binary::Lt, a, b)),
            3 => map(&mut build, Op::Nary(Nary::Sum, vec![a, b, c])),
            4 => map(&mut build, Op::Nary(Nary::Max, vec![a, b])),
            5 => map(&mut build, Op::Select { condition: a, then: b, otherwise: c }),
            6 => map(&mut build, Op::Coalesce(vec![a, b])),
            7 => map(&mut build, Op::Is(Is::Missing, a)),
            8 => map(&mut build, Op::Unary(Unary::Sqrt, a)),
            9 => map(
                &mut build,
                Op::Piecewise {
                    input: a,
                    points: vec![(Real(0.0), Real(0.0)), (Real(2.0), Real(10.0))],
                    closed: Closed::Lower,
                },
            ),
            10 if at_rows => {
                let node = build.gather(Agg::Sum, only_rows(a), Some(is_level), Grain::Subject);
                people.push(node);
                continue;
            }
            11 if at_rows => {
                let (a, order) = (only_rows(a), only_rows(b));
                people.push(build.gather(Agg::Last { order }, a, None, Grain::Subject));
                continue;
            }
            12 if at_rows => {
                let (agg, a) = (if c == x { Agg::Mean } else { Agg::Median }, only_rows(a));
                people.push(build.gather(agg, a, None, Grain::Subject));
                continue;
            }
            13 if at_rows => {
                let a = only_rows(a);
                build.push(Op::Window { agg: Agg::Max, input: a, by: vec![word], at: None }, grain, Kind::Number)
            }
            10 => {
                let a = only_people(a);
                let node =
                    build.push(Op::Spread { input: a, to: Grain::Table(ROWS) }, Grain::Table(ROWS), Kind::Number);
                rows.push(node);
                continue;
            }
            11 => {
                let a = only_people(a);
                build.shift(a, 1)
            }
            12 => {
                let a = only_people(a);
                build.over_peers(Agg::Max, a, None, PeersId(1))
            }
            13 => {
                let keys = vec![RankKey { node: only_people(a), descending: b == sum }];
                build.push(Op::Rank { keys, within: PeersId(1), ties: Ties::Min }, Grain::Subject, Kind::Number)
            }
            _ => map(&mut build, Op::Nary(Nary::Sum, vec![a, c])),
        };
        if at_rows { &mut rows } else { &mut people }.push(node);
    }
    let mut all = rows;
    all.extend(people);
    (plan(build, Some(group)), all)
}

/// Bits, so that −0 and the payload of a NaN would show.
fn bits(lane: &Lane) -> Vec<(u64, Option<Nothing>)> {
    let numbers = lane.numbers();
    // Equal columns are equal in this, too.
    assert_eq!(numbers.nothings.is_empty(), numbers.values.iter().all(|value| !value.is_nan()));
    (0..numbers.len()).map(|row| (numbers.values[row].to_bits(), numbers.nothing(row))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn batches_change_nothing(
        steps in prop::collection::vec((any::<u8>(), 0..64_usize, 0..64_usize, 0..64_usize), 1..40),
        lines in prop::collection::vec((0..5_usize, 6..9_u32, prop_oneof![
            Just(0.1), Just(-0.0), Just(f64::NAN), Just(1.0 / 3.0), -1e3..1e3_f64,
        ], 0..4_usize, 0..3_u32), 1..40),
        wanted in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let (plan, all) = made(&steps);
        let months: Vec<String> = lines.iter().map(|line| format!("2024-0{}", line.1)).collect();
        let lines: Vec<_> = lines
            .iter()
            .zip(&months)
            .map(|((who, _, x, word, order), month)| {
                (["a", "b", "c", "d", "z"][*who], month.as_str(), *x, ["", "甲", "乙", "丙"][*word], f64::from(*order))
            })
            .collect();
        let bound = bind(&plan, vec![staff(), records(&lines)]);
        let none = HashMap::new();
        let every: Vec<NodeId> = (0..plan.nodes.len() as u32).map(NodeId).collect();
        let whole = {
            let mut run = Run::new(&plan, &bound, &none, usize::MAX);
            every.iter().for_each(|node| run.compute(*node));
            run.lanes
        };
        let wanted: Vec<NodeId> = wanted.iter().map(|at| *at.get(&all)).collect();
        let left = [Keep::Nothings, Keep::Told { low: -10.0, high: 0.25 }, Keep::Whole];
        let left: Vec<(NodeId, Keep)> = wanted.iter().copied().zip(left).collect();
        let of_whole = |keep: Keep, node: NodeId| -> Vec<(usize, Result<f64, Nothing>)> {
            let lane = whole.get(node).numbers();
            let told = (0..lane.len()).map(|row| (row, lane.get(row))).filter(|(_, value)| match (keep, value) {
                (Keep::Nothings, value) => value.is_err(),
                (Keep::Told { low, high }, Ok(value)) => value.near_lt(low) || high.near_lt(*value),
                (Keep::Told { .. }, Err(nothing)) => *nothing == Nothing::Unsettled,
                (Keep::Whole, _) => false,
            });
            told.collect()
        };
        for size in [1, 7, 1024] {
            let lanes = |needed: &[NodeId], wanted: Option<&Wanted>| -> Lanes {
                let mut run = Run::new(&plan, &bound, &none, size);
                run.compute_in_batches(needed, wanted);
                run.lanes
            };
            let kept = lanes(&every, None);
            for node in &all {
                prop_assert_eq!(bits(whole.get(*node)), bits(kept.get(*node)), "{:?}", plan.node(*node));
            }
            let needed = Run::new(&plan, &bound, &none, size).with_inputs(&wanted);
            let nodes = plan.nodes.len();
            let whole_ones: Vec<(NodeId, Keep)> = wanted.iter().map(|node| (*node, Keep::Whole)).collect();
            let some = lanes(&needed, Some(&Wanted::made(nodes, &whole_ones)));
            for node in &wanted {
                prop_assert_eq!(bits(whole.get(*node)), bits(some.get(*node)), "{:?}", plan.node(*node));
            }
            let wanted = Wanted::made(nodes, &left);
            let few = lanes(&needed, Some(&wanted));
            for (node, keep) in left.iter().filter_map(|(node, _)| Some((*node, wanted.get(*node)?))) {
                match few.few(node) {
                    Some(few) => prop_assert_eq!(of_whole(keep, node), few.iter().collect::<Vec<_>>()),
                    None => prop_assert_eq!(bits(whole.get(node)), bits(few.get(node)), "{:?}", plan.node(node)),
                }
            }
        }
    }
}
