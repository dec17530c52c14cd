//! Aggregates: the rows of a subject in a period to one figure.

use super::number::literal;
use super::{Call, Example, Family, Function, Param, Returns};
use crate::plan::{Agg, Binary, Builder, Grain, NodeId, Op, Real};
use crate::table::{Kind, Nothing};

const fn over(
    name: &'static str,
    params: &'static [Param],
    returns: Returns,
    lower: fn(&mut Builder, &Call<'_>) -> NodeId,
    zh: &'static str,
    en: &'static str,
    examples: &'static [Example],
) -> Function {
    Function { name, family: Family::Rows, params, optional: 0, variadic: false, returns, zh, en, examples, lower }
}

const NUMBER: Returns = Returns::Kind(Kind::Number);

const fn rows(formula: &'static str, x: &'static [&'static str], result: &'static [&'static str]) -> Example {
    Example { formula, x, result }
}

/// The column to gather: a constant is put on every row first.
fn on_rows(b: &mut Builder, call: &Call<'_>, input: NodeId) -> NodeId {
    match (b.grain(input), call.rows) {
        (Grain::One, Some((table, _))) => {
            let kind = b.kind(input);
            b.push(Op::Spread { input, to: Grain::Table(table) }, Grain::Table(table), kind)
        }
        _ => input,
    }
}

fn gather(b: &mut Builder, call: &Call<'_>, agg: Agg) -> NodeId {
    let input = on_rows(b, call, call.args[0]);
    let filter = call.rows.and_then(|(_, filter)| filter);
    over_rows(b, call, agg, input, filter)
}

/// To the subject, or to each row that is gathered.
fn over_rows(b: &mut Builder, call: &Call<'_>, agg: Agg, input: NodeId, filter: Option<NodeId>) -> NodeId {
    let Some(by) = call.by else { return b.gather(agg, input, filter, Grain::Subject) };
    let counted = match filter {
        Some(filter) => {
            let out = b.nothing(Nothing::NotApplicable, b.kind(input));
            b.select(filter, input, out)
        }
        None => input,
    };
    b.window(agg, counted, by.to_vec())
}

pub static SUM: Function = over(
    "sum",
    &[Param::Number],
    NUMBER,
    |b, c| gather(b, c, Agg::Sum),
    "各行之和（按十进制精确相加，与行的顺序无关）；空白不计",
    "the sum over the rows (exact in decimals, whatever their order); blanks are left out",
    &[
        rows("sum(x)", &["0.1", "0.2", ""], &["0.3"]),
        rows("sum(x) / count(x)", &["1", "2"], &["1.5"]),
        rows("sum(x)", &["", ""], &["missing"]),
    ],
);

pub static COUNT: Function = Function {
    optional: 1,
    ..over(
        "count",
        &[Param::Any],
        NUMBER,
        |b, c| {
            if c.args.is_empty() {
                let one = b.number(1.0);
                let input = on_rows(b, c, one);
                let filter = c.rows.and_then(|(_, filter)| filter);
                return over_rows(b, c, Agg::Count, input, filter);
            }
            gather(b, c, Agg::Count)
        },
        "行数；写了参数则只数有值的行",
        "the number of rows; with an argument, of rows where it has a value",
        &[rows("count()", &["1", "", "3"], &["3"]), rows("count(x)", &["1", "", "3"], &["2"])],
    )
};

pub static COUNT_IF: Function = over(
    "count_if",
    &[Param::Bool],
    NUMBER,
    |b, c| {
        let condition = on_rows(b, c, c.args[0]);
        let filter = match c.rows.and_then(|(_, filter)| filter) {
            Some(filter) => b.binary(Binary::And, filter, condition),
            None => condition,
        };
        let one = b.number(1.0);
        let input = on_rows(b, c, one);
        over_rows(b, c, Agg::Count, input, Some(filter))
    },
    "满足条件的行数",
    "the number of rows for which the condition holds",
    &[rows("count_if(x >= 2)", &["1", "2", "", "3"], &["2"])],
);

pub static COUNT_DISTINCT: Function = over(
    "count_distinct",
    &[Param::Any],
    NUMBER,
    |b, c| gather(b, c, Agg::CountDistinct),
    "不同值的个数",
    "the number of different values",
    &[rows("count_distinct(x)", &["1", "2", "1", ""], &["2"])],
);

pub static MEAN: Function = over(
    "mean",
    &[Param::Number],
    NUMBER,
    |b, c| gather(b, c, Agg::Mean),
    "各行的平均；空白不计",
    "the mean over the rows; blanks are left out",
    &[rows("mean(x)", &["1", "2", ""], &["1.5"])],
);

pub static ROWS_MIN: Function = over(
    "min",
    &[Param::Any],
    Returns::Like(0),
    |b, c| gather(b, c, Agg::Min),
    "各行中最小的",
    "the least over the rows",
    &[rows("min(x)", &["3", "1", "2"], &["1"])],
);

pub static ROWS_MAX: Function = over(
    "max",
    &[Param::Any],
    Returns::Like(0),
    |b, c| gather(b, c, Agg::Max),
    "各行中最大的",
    "the greatest over the rows",
    &[rows("max(x)", &["3", "1", "2"], &["3"])],
);

pub static MEDIAN: Function = over(
    "median",
    &[Param::Number],
    NUMBER,
    |b, c| gather(b, c, Agg::Median),
    "中位数",
    "the median",
    &[rows("median(x)", &["1", "10", "2", "4"], &["3"])],
);

pub static QUANTILE: Function = over(
    "quantile",
    &[Param::Number, Param::Literal],
    NUMBER,
    |b, c| {
        let share = literal(b, c.args[1]);
        gather(b, c, Agg::Quantile(Real(share)))
    },
    "分位数（0 到 1；相邻两值之间按比例，Hyndman–Fan 第 7 型）",
    "a quantile, 0 to 1 (linear between neighbours, Hyndman & Fan type 7)",
    &[rows("quantile(x, 0.9)", &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"], &["10"])],
);

pub static TRIMMED_MEAN: Function = over(
    "trimmed_mean",
    &[Param::Number, Param::Literal],
    NUMBER,
    |b, c| {
        let share = literal(b, c.args[1]);
        gather(b, c, Agg::TrimmedMean(Real(share)))
    },
    "去掉最高和最低各若干比例后的平均（每端去掉的个数向下取整）",
    "the mean without a share of the values at each end (each count rounded down)",
    &[
        rows("trimmed_mean(x, 0.1)", &["0", "80", "90", "80", "90", "80", "90", "80", "90", "200"], &["85"]),
        rows("trimmed_mean(x, 0.1)", &["80", "90", "100"], &["90"]),
    ],
);

pub static DROP_ENDS: Function = over(
    "drop_ends",
    &[Param::Number, Param::Literal, Param::Literal],
    NUMBER,
    |b, c| {
        let (ends, above) = (literal(b, c.args[1]) as u32, literal(b, c.args[2]) as u32);
        gather(b, c, Agg::DropEnds { ends, above })
    },
    "多于若干个值时，去掉最高和最低各几个后的平均；否则为普通平均",
    "the mean without so many values at each end, if there are more than so many values; else the plain mean",
    &[
        rows("drop_ends(x, 1, 5)", &["60", "80", "82", "84", "86", "100"], &["83"]),
        rows("drop_ends(x, 1, 5)", &["60", "80", "100"], &["80"]),
    ],
);

pub static STD: Function = over(
    "std",
    &[Param::Number],
    NUMBER,
    |b, c| gather(b, c, Agg::Std),
    "样本标准差；少于两个值时无意义",
    "the sample standard deviation; undefined for fewer than two values",
    &[
        rows("std(x)", &["2", "4", "4", "4", "5", "5", "7", "9"], &["2.1380899352994"]),
        rows("std(x)", &["1"], &["undefined"]),
    ],
);

pub static FIRST: Function = over(
    "first",
    &[Param::Any, Param::Any],
    Returns::Like(0),
    |b, c| {
        let order = on_rows(b, c, c.args[1]);
        gather(b, c, Agg::First { order })
    },
    "按后一列排在最前的那一行的值",
    "the value of the row that comes first by the second column",
    &[rows("first(x, -x)", &["1", "3", "2"], &["3"])],
);

pub static LAST: Function = over(
    "last",
    &[Param::Any, Param::Any],
    Returns::Like(0),
    |b, c| {
        let order = on_rows(b, c, c.args[1]);
        gather(b, c, Agg::Last { order })
    },
    "按后一列排在最后的那一行的值",
    "the value of the row that comes last by the second column",
    &[rows("last(x, -x)", &["2", "3", "1"], &["1"])],
);

pub static ONLY: Function = over(
    "only",
    &[Param::Any],
    Returns::Like(0),
    |b, c| gather(b, c, Agg::Only),
    "唯一的值；各行的值互相不同则是矛盾，作为缺失并报告",
    "the one value; rows that differ are a conflict, reported and taken as missing",
    &[
        rows("only(x)", &["7"], &["7"]),
        rows("only(x)", &["7", "7", ""], &["7"]),
        rows("only(x)", &["7", "8"], &["missing"]),
    ],
);
