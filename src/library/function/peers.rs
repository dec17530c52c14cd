//! Comparison with the peers of the same group and period. Peers without a value are left out.

use super::{Call, Example, Family, Function, Param, Returns};
use crate::plan::{Agg, Binary, Builder, Grain, NodeId, Op, RankKey, Ties};
use crate::table::{Kind, Nothing};

const fn peers(
    name: &'static str,
    lower: fn(&mut Builder, &Call<'_>) -> NodeId,
    zh: &'static str,
    en: &'static str,
    examples: &'static [Example],
) -> Function {
    Function {
        name,
        family: Family::Peers,
        params: &[Param::Number, Param::Bool],
        optional: 1,
        variadic: false,
        returns: Returns::Kind(Kind::Number),
        zh,
        en,
        examples,
        lower,
    }
}

const fn group(formula: &'static str, x: &'static [&'static str], result: &'static [&'static str]) -> Example {
    Example { formula, x, result }
}

fn over(b: &mut Builder, call: &Call<'_>, agg: Agg) -> NodeId {
    let input = b.at_subject(call.args[0]);
    let filter = call.args.get(1).map(|filter| b.at_subject(*filter));
    b.over_peers(agg, input, filter, call.peers)
}

/// The argument, or a nothing where the filter leaves the subject out.
fn filtered(b: &mut Builder, call: &Call<'_>) -> NodeId {
    let input = b.at_subject(call.args[0]);
    match call.args.get(1) {
        Some(filter) => {
            let out = b.nothing(Nothing::NotApplicable, Kind::Number);
            b.select(*filter, input, out)
        }
        None => input,
    }
}

/// The place from 1; highest first, or lowest first for `descending = false`.
fn place(b: &mut Builder, input: NodeId, call: &Call<'_>, descending: bool) -> NodeId {
    b.push(
        Op::Rank { keys: vec![RankKey { node: input, descending }], within: call.peers, ties: Ties::Min },
        Grain::Subject,
        Kind::Number,
    )
}

pub static GROUP_MEAN: Function = peers(
    "group_mean",
    |b, c| over(b, c, Agg::Mean),
    "同组平均；第二个参数写条件则只算满足条件的人",
    "the mean of the group; with a condition, of those who satisfy it",
    &[
        group("group_mean(x)", &["1", "2", "", "6"], &["3", "3", "3", "3"]),
        group("group_mean(x, x > 1)", &["1", "2", "6"], &["4", "4", "4"]),
    ],
);

pub static GROUP_MEDIAN: Function = peers(
    "group_median",
    |b, c| over(b, c, Agg::Median),
    "同组中位数",
    "the median of the group",
    &[group("group_median(x)", &["1", "2", "6"], &["2", "2", "2"])],
);

pub static GROUP_MIN: Function = peers(
    "group_min",
    |b, c| over(b, c, Agg::Min),
    "同组最小值",
    "the least of the group",
    &[group("group_min(x)", &["1", "2"], &["1", "1"])],
);

pub static GROUP_MAX: Function = peers(
    "group_max",
    |b, c| over(b, c, Agg::Max),
    "同组最大值",
    "the greatest of the group",
    &[group("group_max(x)", &["1", "2"], &["2", "2"])],
);

pub static GROUP_SUM: Function = peers(
    "group_sum",
    |b, c| over(b, c, Agg::Sum),
    "同组之和",
    "the sum over the group",
    &[group("group_sum(x)", &["0.1", "0.2"], &["0.3", "0.3"])],
);

pub static GROUP_STD: Function = peers(
    "group_std",
    |b, c| over(b, c, Agg::Std),
    "同组样本标准差",
    "the sample standard deviation of the group",
    &[group("group_std(x)", &["1", "3"], &["1.4142135623731", "1.4142135623731"])],
);

pub static GROUP_COUNT: Function = peers(
    "group_count",
    |b, c| over(b, c, Agg::Count),
    "同组中有值的人数",
    "how many of the group have a value",
    &[group("group_count(x)", &["1", "", "3"], &["2", "2", "2"])],
);

pub static GROUP_RANK: Function = peers(
    "group_rank",
    |b, c| {
        let input = filtered(b, c);
        place(b, input, c, true)
    },
    "同组名次，最大者为 1，相同者并列（1、1、3）",
    "the place in the group, 1 for the greatest, ties share (1, 1, 3)",
    &[group("group_rank(x)", &["5", "9", "5", ""], &["2", "1", "2", "missing"])],
);

pub static GROUP_PERCENTILE: Function = peers(
    "group_percentile",
    |b, c| {
        let input = filtered(b, c);
        let ascending = place(b, input, c, false);
        let one = b.number(1.0);
        let beaten = b.binary(Binary::Sub, ascending, one);
        let size = b.over_peers(Agg::Count, input, None, c.peers);
        let others = b.binary(Binary::Sub, size, one);
        let share = b.binary(Binary::Div, beaten, others);
        let hundred = b.number(100.0);
        b.binary(Binary::Mul, share, hundred)
    },
    "超过了同组其他人的百分之几；组内只有一人时无意义",
    "the percentage of the others in the group with a smaller value; undefined for a group of one",
    &[
        group("group_percentile(x)", &["1", "2", "3", "3", "5"], &["0", "25", "50", "50", "100"]),
        group("group_percentile(x)", &["1"], &["undefined"]),
    ],
);
