//! Figures over the rows of one table that share something, at each of those rows: what a rater
//! gave altogether, how many tickets a shift had. They stand in `where` and inside aggregates.

use super::{Call, Example, Family, Function, Param, Returns};
use crate::plan::{Agg, Builder, NodeId};
use crate::table::{Kind, Nothing};

const fn by(
    name: &'static str,
    params: &'static [Param],
    returns: Returns,
    lower: fn(&mut Builder, &Call<'_>) -> NodeId,
    zh: &'static str,
    en: &'static str,
    examples: &'static [Example],
) -> Function {
    Function { name, family: Family::Window, params, optional: 0, variadic: true, returns, zh, en, examples, lower }
}

const NUMBER: Returns = Returns::Kind(Kind::Number);

const fn rows(formula: &'static str, x: &'static [&'static str], result: &'static [&'static str]) -> Example {
    Example { formula, x, result }
}

fn window(b: &mut Builder, call: &Call<'_>, agg: Agg) -> NodeId {
    b.window(agg, call.args[0], call.args[1..].to_vec())
}

pub static SUM_BY: Function = by(
    "sum_by",
    &[Param::Number, Param::Any],
    NUMBER,
    |b, c| window(b, c, Agg::Sum),
    "与本行后面各列都相同的行之和",
    "the sum over the rows that agree with this one in the columns that follow",
    &[rows("sum(x / sum_by(x, x))", &["2", "2", "5"], &["2"])],
);

pub static COUNT_BY: Function = by(
    "count_by",
    &[Param::Any],
    NUMBER,
    |b, c| {
        let one = b.number(1.0);
        b.window(Agg::Count, one, c.args.to_vec())
    },
    "与本行各列都相同的行数",
    "the number of rows that agree with this one in these columns",
    &[rows("max(count_by(x))", &["2", "2", "5"], &["2"])],
);

pub static COUNT_IF_BY: Function = by(
    "count_if_by",
    &[Param::Bool, Param::Any],
    NUMBER,
    |b, c| {
        let (one, out) = (b.number(1.0), b.nothing(Nothing::NotApplicable, Kind::Number));
        let counted = b.select(c.args[0], one, out);
        b.window(Agg::Count, counted, c.args[1..].to_vec())
    },
    "与本行后面各列都相同的行中，满足条件的行数",
    "of the rows that agree with this one in the columns that follow, how many satisfy the condition",
    &[rows("max(count_if_by(x > 1, x))", &["1", "1", "1", "2", "2"], &["2"])],
);

pub static MEAN_BY: Function = by(
    "mean_by",
    &[Param::Number, Param::Any],
    NUMBER,
    |b, c| window(b, c, Agg::Mean),
    "与本行后面各列都相同的行的平均",
    "the mean over the rows that agree with this one in the columns that follow",
    &[rows("sum(mean_by(x, x >= 5))", &["1", "3", "5"], &["9"])],
);

pub static STD_BY: Function = by(
    "std_by",
    &[Param::Number, Param::Any],
    NUMBER,
    |b, c| window(b, c, Agg::Std),
    "与本行后面各列都相同的行的样本标准差",
    "the sample standard deviation over the rows that agree with this one in the columns that follow",
    &[rows("max(std_by(x, x >= 0))", &["1", "3"], &["1.4142135623731"])],
);

pub static MIN_BY: Function = by(
    "min_by",
    &[Param::Any, Param::Any],
    Returns::Like(0),
    |b, c| window(b, c, Agg::Min),
    "与本行后面各列都相同的行中最小的",
    "the least over the rows that agree with this one in the columns that follow",
    &[rows("sum(min_by(x, x >= 5))", &["1", "3", "5"], &["7"])],
);

pub static MAX_BY: Function = by(
    "max_by",
    &[Param::Any, Param::Any],
    Returns::Like(0),
    |b, c| window(b, c, Agg::Max),
    "与本行后面各列都相同的行中最大的",
    "the greatest over the rows that agree with this one in the columns that follow",
    &[rows("sum(max_by(x, x >= 5))", &["1", "3", "5"], &["11"])],
);
