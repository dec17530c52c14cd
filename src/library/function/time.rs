//! Earlier periods.

use super::number::literal;
use super::{Call, Example, Family, Function, Param, Returns};
use crate::plan::{Binary, Builder, Grain, Is, Nary, NodeId, Op, PeriodEdge, Unary};
use crate::table::Kind;

const fn earlier(
    name: &'static str,
    params: &'static [Param],
    optional: usize,
    lower: fn(&mut Builder, &Call<'_>) -> NodeId,
    zh: &'static str,
    en: &'static str,
    examples: &'static [Example],
) -> Function {
    Function {
        name,
        family: Family::Time,
        params,
        optional,
        variadic: false,
        returns: Returns::Kind(Kind::Number),
        zh,
        en,
        examples,
        lower,
    }
}

const fn periods(formula: &'static str, x: &'static [&'static str], result: &'static [&'static str]) -> Example {
    Example { formula, x, result }
}

pub static PREV: Function = earlier(
    "prev",
    &[Param::Number, Param::Literal],
    1,
    |b, c| {
        let input = b.at_subject(c.args[0]);
        let back = c.args.get(1).map_or(1.0, |id| literal(b, *id));
        b.shift(input, back as u32)
    },
    "上一期的值；写了第二个参数则往前数若干期",
    "the value of the period before; with a second argument, of so many periods before",
    &[
        periods("prev(x)", &["1", "2", "3"], &["missing", "1", "2"]),
        periods("x - prev(x, 2)", &["1", "2", "4"], &["missing", "missing", "3"]),
    ],
);

pub static SAME_LAST_YEAR: Function = earlier(
    "same_last_year",
    &[Param::Number],
    0,
    |b, c| {
        let input = b.at_subject(c.args[0]);
        b.shift(input, c.periods_a_year)
    },
    "去年同期的值",
    "the value of the same period last year",
    // The examples run with a monthly cycle.
    &[periods(
        "same_last_year(x)",
        &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"],
        &[
            "missing", "missing", "missing", "missing", "missing", "missing", "missing", "missing", "missing",
            "missing", "missing", "missing", "1",
        ],
    )],
);

pub static MEAN_PREV: Function = earlier(
    "mean_prev",
    &[Param::Number, Param::Literal],
    0,
    |b, c| {
        let input = b.at_subject(c.args[0]);
        let back = literal(b, c.args[1]) as u32;
        let zero = b.number(0.0);
        let one = b.number(1.0);
        let (mut values, mut counts) = (Vec::new(), Vec::new());
        for n in 1..=back {
            let then = b.shift(input, n);
            values.push(b.coalesce(vec![then, zero]));
            let nothing = b.is(Is::Nothing, then);
            let there = b.unary(Unary::Not, nothing);
            counts.push(b.select(there, one, zero));
        }
        let sum = b.nary(Nary::Sum, values);
        let count = b.nary(Nary::Sum, counts);
        let mean = b.binary(Binary::Div, sum, count);
        let none = b.binary(Binary::Eq, count, zero);
        let missing = b.nothing(crate::table::Nothing::NoPeriod, Kind::Number);
        b.select(none, missing, mean)
    },
    "前若干期的平均；没有数据的期不计",
    "the mean of so many periods before; periods without a value are left out",
    &[periods("mean_prev(x, 3)", &["1", "2", "", "9", "0"], &["missing", "1", "1.5", "1.5", "5.5"])],
);

pub static PERIOD_START: Function = Function {
    returns: Returns::Kind(Kind::Date),
    ..earlier(
        "period_start",
        &[],
        0,
        |b, _| b.push(Op::PeriodDay(PeriodEdge::Start), Grain::Subject, Kind::Date),
        "本期第一天",
        "the first day of the period",
        &[periods("month(period_start())", &["1", "2", "3"], &["1", "2", "3"])],
    )
};

pub static PERIOD_END: Function = Function {
    returns: Returns::Kind(Kind::Date),
    ..earlier(
        "period_end",
        &[],
        0,
        |b, _| b.push(Op::PeriodDay(PeriodEdge::End), Grain::Subject, Kind::Date),
        "本期最后一天",
        "the last day of the period",
        // The examples begin with January 2024.
        &[periods("day(period_end())", &["1", "2", "3"], &["31", "29", "31"])],
    )
};
