//! Whole plans over small tables.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::eval::bind::{Supplied, bind, synthetic};
use crate::eval::fixture::{ROWS, STAFF, names, plan, records, reordered, staff, values};
use crate::plan::{Binary, Builder, Is, Nary, Real, Ties, Unary};

type Lines<'a> = &'a [(&'a str, &'a str, f64, &'a str, f64)];

const NONE: Result<f64, Nothing> = Err(Nothing::NoRows);
const BLANK: Result<f64, Nothing> = Err(Nothing::Blank);

/// Figures of `rows` gathered by an aggregate, then for each subject (a, b, c, d) by period.
fn gathered(agg: Agg, lines: Lines<'_>) -> Vec<Result<f64, Nothing>> {
    let mut build = Builder::new();
    let x = build.column(ROWS, "x", Kind::Number);
    let node = build.gather(agg, x, None, Grain::Subject);
    let plan = plan(build, None);
    let bound = bind(&plan, vec![staff(), records(lines)]);
    values(run(&plan, &bound, &HashMap::new()).get(node))
}

fn group(build: &mut Builder) -> NodeId {
    let column = build.column(STAFF, "班组", Kind::Text);
    build.gather(Agg::Only, column, None, Grain::Subject)
}

#[test]
fn a_sum_is_zero_only_where_the_table_speaks_of_the_period() {
    let lines = [("a", "2024-06", 0.1, "", 0.0), ("a", "2024-06", 0.2, "", 0.0), ("b", "2024-06", f64::NAN, "", 0.0)];
    assert_eq!(gathered(Agg::Sum, &lines), [Ok(0.3), BLANK, Ok(0.0), Ok(0.0)]);
    assert_eq!(gathered(Agg::Count, &lines), [Ok(2.0), Ok(0.0), Ok(0.0), Ok(0.0)]);
    assert_eq!(gathered(Agg::Mean, &lines), [Ok(0.15), BLANK, NONE, NONE]);
    assert_eq!(gathered(Agg::Sum, &[]), [NONE; 4]);
    assert_eq!(gathered(Agg::Count, &[]), [NONE; 4]);
}

#[test]
fn a_table_may_say_that_no_rows_are_zero() {
    let mut build = Builder::new();
    let x = build.column(ROWS, "x", Kind::Number);
    let sum = build.gather(Agg::Sum, x, None, Grain::Subject);
    let mean = build.gather(Agg::Mean, x, None, Grain::Subject);
    let mut plan = plan(build, None);
    plan.tables[1].no_rows = crate::table::NoRows::NoneHappened;
    let bound = bind(&plan, vec![staff()]);
    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(sum)), [Ok(0.0); 4]);
    assert_eq!(values(lanes.get(mean)), [NONE; 4]);
}

#[test]
fn a_filter_that_keeps_nobody_leaves_a_zero() {
    let mut build = Builder::new();
    let x = build.column(ROWS, "x", Kind::Number);
    let word = build.column(ROWS, "词", Kind::Text);
    let yes = build.text("是");
    let keep = build.binary(Binary::Eq, word, yes);
    let one = build.number(1.0);
    let sum = build.gather(Agg::Sum, x, Some(keep), Grain::Subject);
    let mean = build.gather(Agg::Mean, x, Some(keep), Grain::Subject);
    let count = build.gather(Agg::Count, one, Some(keep), Grain::Subject);
    let plan = plan(build, None);
    let lines = [("a", "2024-06", 1.0, "是", 0.0), ("a", "2024-06", 2.0, "", 0.0), ("b", "2024-06", 4.0, "否", 0.0)];
    let bound = bind(&plan, vec![staff(), records(&lines)]);
    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(sum)), [Ok(1.0), Ok(0.0), Ok(0.0), Ok(0.0)]);
    assert_eq!(values(lanes.get(count)), [Ok(1.0), Ok(0.0), Ok(0.0), Ok(0.0)]);
    assert_eq!(values(lanes.get(mean)), [Ok(1.0), NONE, NONE, NONE]);
}

#[test]
fn the_roster_holds_in_every_period() {
    let mut build = Builder::new();
    let group = group(&mut build);
    let plan = plan(build, Some(group));
    let lines = [("a", "2024-06", 1.0, "", 0.0), ("a", "2024-08", 1.0, "", 0.0)];
    let bound = bind(&plan, vec![staff(), records(&lines)]);
    let lanes = run(&plan, &bound, &HashMap::new());
    let (front, back) = (Ok(Arc::from("售前")), Ok(Arc::from("售后")));
    let one = [front.clone(), front, back, Err(Nothing::Blank)];
    assert_eq!(names(lanes.get(group)), [one.clone(), one].concat());
}

#[test]
fn contradictions_are_conflicts() {
    let same = [("a", "2024-06", 0.3, "", 0.0), ("a", "2024-06", 0.1 + 0.2, "", 0.0)];
    assert_eq!(gathered(Agg::Only, &same)[0], Ok(0.3));
    let different = [("a", "2024-06", 1.0, "", 0.0), ("a", "2024-06", 2.0, "", 0.0)];
    assert_eq!(gathered(Agg::Only, &different)[0], Err(Nothing::Conflict));
}

#[test]
fn peers_are_compared_inside_their_group() {
    let mut build = Builder::new();
    let everybody = PeersId(0);
    let own = PeersId(1);
    let x = build.column(ROWS, "x", Kind::Number);
    let figure = build.gather(Agg::Sum, x, None, Grain::Subject);
    let mean = build.over_peers(Agg::Mean, figure, None, own);
    let spread = build.over_peers(Agg::Std, figure, None, own);
    let most = build.over_peers(Agg::Max, figure, None, everybody);
    let keys = vec![RankKey { node: figure, descending: true }];
    let rank = build.push(Op::Rank { keys: keys.clone(), within: own, ties: Ties::Min }, Grain::Subject, Kind::Number);
    let all = build.push(Op::Rank { keys, within: everybody, ties: Ties::Min }, Grain::Subject, Kind::Number);
    // The node that names the groups stands last: it is computed when it is needed.
    let group = group(&mut build);
    let plan = plan(build, Some(group));
    let lines = [
        ("a", "2024-06", 1.0, "", 0.0),
        ("b", "2024-06", 2.0, "", 0.0),
        ("c", "2024-06", 5.0, "", 0.0),
        ("d", "2024-06", 2.0, "", 0.0),
    ];
    let bound = bind(&plan, vec![staff(), records(&lines)]);
    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(mean)), [Ok(1.5), Ok(1.5), Ok(5.0), BLANK]);
    // A group of one has no spread, and somebody without a group has no peers.
    let alone = Err(Nothing::NoSpread);
    assert_eq!(values(lanes.get(spread)), [Ok(0.5_f64.sqrt()), Ok(0.5_f64.sqrt()), alone, BLANK]);
    assert_eq!(values(lanes.get(most)), [Ok(5.0); 4]);
    assert_eq!(values(lanes.get(rank)), [Ok(2.0), Ok(1.0), Ok(1.0), BLANK]);
    assert_eq!(values(lanes.get(all)), [Ok(4.0), Ok(2.0), Ok(1.0), Ok(2.0)]);
    assert_eq!(lanes.groups(own).map(Groups::len), Some(2));
}

#[test]
fn a_group_of_nobody_left_after_the_filter() {
    let mut build = Builder::new();
    let no = build.boolean(false);
    let no = build.at_subject(no);
    let one = build.number(1.0);
    let one = build.at_subject(one);
    let count = build.over_peers(Agg::Count, one, Some(no), PeersId(0));
    let sum = build.over_peers(Agg::Sum, one, Some(no), PeersId(0));
    let mean = build.over_peers(Agg::Mean, one, Some(no), PeersId(0));
    let plan = plan(build, None);
    let bound = bind(&plan, vec![staff()]);
    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(count)), [Ok(0.0); 4]);
    assert_eq!(values(lanes.get(sum)), [Ok(0.0); 4]);
    assert_eq!(values(lanes.get(mean)), [NONE; 4]);
}

#[test]
fn a_shift_looks_back_by_the_calendar() {
    let mut build = Builder::new();
    let x = build.column(ROWS, "x", Kind::Number);
    let figure = build.gather(Agg::Mean, x, None, Grain::Subject);
    let before = build.shift(figure, 1);
    let plan = plan(build, None);
    let lines = [
        ("a", "2024-06", 6.0, "", 0.0),
        ("a", "2024-07", 7.0, "", 0.0),
        // There is no August.
        ("a", "2024-09", 9.0, "", 0.0),
        ("b", "2024-07", 70.0, "", 0.0),
    ];
    let bound = bind(&plan, vec![staff(), records(&lines)]);
    let lanes = run(&plan, &bound, &HashMap::new());
    let all = values(lanes.get(before));
    let of = |subject: usize| [all[subject], all[4 + subject], all[8 + subject]];
    let gone = Err(Nothing::NoPeriod);
    assert_eq!(of(0), [gone, Ok(6.0), gone]);
    assert_eq!(of(1), [gone, NONE, gone]);
}

#[test]
fn a_subject_figure_at_each_of_its_rows() {
    let mut build = Builder::new();
    let x = build.column(ROWS, "x", Kind::Number);
    let mean = build.gather(Agg::Mean, x, None, Grain::Subject);
    let back = build.push(Op::Spread { input: mean, to: Grain::Table(ROWS) }, Grain::Table(ROWS), Kind::Number);
    let off = build.binary(Binary::Sub, x, back);
    let in_roster = build.push(Op::Spread { input: mean, to: Grain::Table(STAFF) }, Grain::Table(STAFF), Kind::Number);
    let plan = plan(build, None);
    let lines = [
        ("a", "2024-06", 1.0, "", 0.0),
        ("a", "2024-06", 3.0, "", 0.0),
        ("?", "2024-06", 5.0, "", 0.0),
        ("a", "2024-07", 9.0, "", 0.0),
    ];
    let bound = bind(&plan, vec![staff(), records(&lines)]);
    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(off)), [Ok(-1.0), Ok(1.0), Err(Nothing::NotApplicable), Ok(0.0)]);
    // The roster holds in both periods, in which `a` has different figures and `b` none in either.
    assert_eq!(values(lanes.get(in_roster)), [Err(Nothing::Conflict), NONE, NONE, NONE]);
}

#[test]
fn the_first_and_the_last_row() {
    let mut build = Builder::new();
    let x = build.column(ROWS, "x", Kind::Number);
    let word = build.column(ROWS, "词", Kind::Text);
    let order = build.column(ROWS, "序", Kind::Number);
    let first = build.gather(Agg::First { order }, x, None, Grain::Subject);
    let last = build.gather(Agg::Last { order }, word, None, Grain::Subject);
    let plan = plan(build, None);
    let lines = [
        ("a", "2024-06", 5.0, "乙", 2.0),
        ("a", "2024-06", 4.0, "甲", 2.0),
        ("a", "2024-06", f64::NAN, "丙", 1.0),
        ("b", "2024-06", 1.0, "", 9.0),
    ];
    let bound = bind(&plan, vec![staff(), records(&lines)]);
    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(first))[..2], [Ok(4.0), Ok(1.0)]);
    // Equal orders: the least text by characters.
    assert_eq!(names(lanes.get(last))[..2], [Ok("乙".into()), Err(Nothing::Blank)]);
}

#[test]
fn overrides_stand_in_for_nodes() {
    let mut build = Builder::new();
    let x = build.column(ROWS, "x", Kind::Number);
    let element = build.gather(Agg::Sum, x, None, Grain::Subject);
    let ten = build.number(10.0);
    let score = build.binary(Binary::Mul, element, ten);
    let group = group(&mut build);
    let mean = build.over_peers(Agg::Mean, score, None, PeersId(1));
    let plan = plan(build, Some(group));
    let bound = synthetic(&plan, of_a_test(&["甲", "乙", "丙"]));

    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(score)), [NONE; 3]);
    assert_eq!(names(lanes.get(group)), vec![Ok(Arc::from("")); 3]);

    let mut overrides = HashMap::new();
    let given = [Ok(1.0), Ok(2.0), Err(Nothing::Given)];
    overrides.insert(element, Lane::Numbers(given.into_iter().collect()));
    let lanes = run(&plan, &bound, &overrides);
    assert_eq!(values(lanes.get(score)), [Ok(10.0), Ok(20.0), Err(Nothing::Given)]);
    assert_eq!(values(lanes.get(mean)), [Ok(15.0); 3]);

    overrides.insert(group, Lane::Texts([Ok("x"), Ok("y"), Ok("y")].into_iter().collect()));
    let lanes = run(&plan, &bound, &overrides);
    assert_eq!(values(lanes.get(mean)), [Ok(10.0), Ok(20.0), Ok(20.0)]);

    // One value for all; too few are filled up.
    overrides.insert(element, Lane::Numbers([Ok(3.0)].into_iter().collect()));
    assert_eq!(values(run(&plan, &bound, &overrides).get(score)), [Ok(30.0); 3]);
    overrides.insert(element, Lane::Numbers([Ok(3.0), Ok(4.0)].into_iter().collect()));
    assert_eq!(values(run(&plan, &bound, &overrides).get(score)), [Ok(30.0), Ok(40.0), Err(Nothing::Given)]);
}

fn of_a_test(subjects: &[&str]) -> Supplied {
    let subjects: Vec<String> = subjects.iter().map(ToString::to_string).collect();
    Supplied::subjects(&subjects)
}

#[test]
fn synthetic_subjects_have_no_rows_of_any_kind() {
    let mut build = Builder::new();
    let x = build.column(ROWS, "x", Kind::Number);
    let word = build.column(ROWS, "词", Kind::Text);
    let nodes = [Agg::Sum, Agg::Count, Agg::Mean, Agg::Only].map(|agg| build.gather(agg, x, None, Grain::Subject));
    let text = build.gather(Agg::Only, word, None, Grain::Subject);
    let plan = plan(build, None);
    let bound = synthetic(&plan, of_a_test(&["甲"]));
    let lanes = run(&plan, &bound, &HashMap::new());
    for node in nodes {
        assert_eq!(values(lanes.get(node)), [NONE]);
    }
    assert_eq!(names(lanes.get(text)), [Err(Nothing::NoRows)]);
}

#[test]
fn constants_are_one_row_and_work_at_any_grain() {
    let mut build = Builder::new();
    let seven = build.number(7.0);
    let zero = build.number(0.0);
    let undefined = build.binary(Binary::Div, seven, zero);
    let not_applicable = build.nothing(Nothing::NotApplicable, Kind::Number);
    let column = build.at_subject(seven);
    let sum = build.nary(Nary::Sum, vec![column, seven]);
    let guard = build.is(Is::Undefined, undefined);
    let chosen = build.select(guard, column, not_applicable);
    let root = build.unary(Unary::Sqrt, column);
    let wide = build.number(f64::INFINITY);
    let capped = build.nary(Nary::Min, vec![column, wide]);
    let broken = build.push(Op::Number(Real(f64::NAN)), Grain::One, Kind::Number);
    let plan = plan(build, None);
    let bound = bind(&plan, vec![staff()]);
    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(undefined)), [Err(Nothing::DivisionByZero)]);
    assert_eq!(values(lanes.get(sum)), [Ok(14.0); 4]);
    assert_eq!(values(lanes.get(chosen)), [Ok(7.0); 4]);
    assert_eq!(values(lanes.get(root)), [Ok(7.0_f64.sqrt()); 4]);
    assert_eq!(values(lanes.get(capped)), [Ok(7.0); 4]);
    assert_eq!(values(lanes.get(broken)), [Err(Nothing::Overflow)]);
    assert!(lanes.get(NodeId(999)).is_empty());
}

#[test]
fn a_constant_belongs_to_a_table_only_where_it_is_spread() {
    let mut build = Builder::new();
    let one = build.number(1.0);
    let lost = build.gather(Agg::Count, one, None, Grain::Subject);
    let at_rows = build.push(Op::Spread { input: one, to: Grain::Table(ROWS) }, Grain::Table(ROWS), Kind::Number);
    let count = build.gather(Agg::Count, at_rows, None, Grain::Subject);
    let everybody = build.gather(Agg::Count, one, None, Grain::Peers(PeersId(0)));
    let plan = plan(build, None);
    let lines = [("a", "2024-06", 1.0, "", 0.0), ("a", "2024-06", f64::NAN, "", 0.0)];
    let bound = bind(&plan, vec![staff(), records(&lines)]);
    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(lost)), [NONE; 4]);
    assert_eq!(values(lanes.get(count)), [Ok(2.0), Ok(0.0), Ok(0.0), Ok(0.0)]);
    assert_eq!(values(lanes.get(everybody)), [Ok(4.0)]);
}

#[test]
fn columns_that_are_missing_or_of_another_kind_are_nothings() {
    let mut build = Builder::new();
    let absent = build.column(STAFF, "年龄", Kind::Number);
    let wrong = build.column(STAFF, "姓名", Kind::Number);
    let word = build.column(STAFF, "学历", Kind::Text);
    let plan = plan(build, None);
    let bound = bind(&plan, vec![staff()]);
    let lanes = run(&plan, &bound, &HashMap::new());
    assert_eq!(values(lanes.get(absent)), [BLANK; 4]);
    assert_eq!(values(lanes.get(wrong)), [Err(Nothing::Unreadable); 4]);
    assert_eq!(names(lanes.get(word)), vec![Err(Nothing::Blank); 4]);
}

/// Every aggregate, peer figures, ranks and shifts over the same records.
fn everything() -> (Plan, Vec<NodeId>) {
    let mut build = Builder::new();
    let group = group(&mut build);
    let x = build.column(ROWS, "x", Kind::Number);
    let word = build.column(ROWS, "词", Kind::Text);
    let order = build.column(ROWS, "序", Kind::Number);
    let sum = build.gather(Agg::Sum, x, None, Grain::Subject);
    let mut wanted = vec![group, sum];
    for agg in [
        Agg::Count,
        Agg::CountDistinct,
        Agg::Mean,
        Agg::Min,
        Agg::Max,
        Agg::Median,
        Agg::Quantile(Real(0.3)),
        Agg::Std,
        Agg::First { order },
        Agg::Last { order },
        Agg::Only,
    ] {
        wanted.push(build.gather(agg, x, None, Grain::Subject));
    }
    for agg in [Agg::CountDistinct, Agg::Min, Agg::Max, Agg::First { order }, Agg::Last { order }, Agg::Only] {
        wanted.push(build.gather(agg, word, None, Grain::Subject));
    }
    for ties in [Ties::Min, Ties::Max, Ties::Dense] {
        let keys = vec![RankKey { node: sum, descending: true }, RankKey { node: wanted[2], descending: false }];
        wanted.push(build.push(Op::Rank { keys, within: PeersId(1), ties }, Grain::Subject, Kind::Number));
    }
    wanted.push(build.over_peers(Agg::Std, sum, None, PeersId(1)));
    wanted.push(build.over_peers(Agg::Sum, sum, None, PeersId(0)));
    wanted.push(build.shift(sum, 1));
    (plan(build, Some(group)), wanted)
}

/// Bits, so that −0 and the payload of a NaN would show.
fn bits(lane: &Lane) -> Vec<(u64, Option<Nothing>)> {
    match lane {
        Lane::Numbers(numbers) => {
            (0..numbers.len()).map(|row| (numbers.values[row].to_bits(), numbers.nothing(row))).collect()
        }
        Lane::Texts(texts) => (0..texts.len()).map(|row| (u64::from(texts.codes[row]), texts.get(row).err())).collect(),
    }
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(
        lines in prop::collection::vec(
            (0..5_usize, 6..9_u32, prop_oneof![
                Just(0.1), Just(-0.0), Just(0.0), Just(f64::NAN), Just(1e16), Just(-1e16), Just(0.1 + 0.2), Just(0.3),
                -1e6..1e6_f64,
            ], 0..4_usize, 0..3_u32),
            0..40,
        ),
        seed in prop::collection::vec(any::<u32>(), 44),
    ) {
        let (plan, wanted) = everything();
        let months: Vec<String> = lines.iter().map(|line| format!("2024-0{}", line.1)).collect();
        let lines: Vec<_> = lines
            .iter()
            .zip(&months)
            .map(|((who, _, x, word, order), month)| {
                (["a", "b", "c", "d", "z"][*who], month.as_str(), *x, ["", "甲", "乙", "丙"][*word], f64::from(*order))
            })
            .collect();
        let shuffled = |table: &Table| {
            let mut order: Vec<usize> = (0..table.rows).collect();
            order.sort_by_key(|row| seed[*row]);
            reordered(table, &order)
        };
        let rows = records(&lines);
        let one = bind(&plan, vec![staff(), rows.clone()]);
        let other = bind(&plan, vec![shuffled(&staff()), shuffled(&rows)]);
        prop_assert_eq!(&one.subjects, &other.subjects);
        prop_assert_eq!(&one.findings, &other.findings);
        prop_assert_eq!(&one.skipped, &other.skipped);
        let none = HashMap::new();
        let (left, right) = (run(&plan, &one, &none), run(&plan, &other, &none));
        for node in wanted {
            prop_assert_eq!(bits(left.get(node)), bits(right.get(node)), "{:?}", plan.node(node));
        }
    }
}
