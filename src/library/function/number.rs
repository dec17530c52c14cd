//! Functions of numbers.

use super::{Call, Example, Family, Function, Param, Returns};
use crate::plan::{Binary, Builder, Nary, NodeId, Op, Unary};
use crate::table::Kind;

const NUMBER: Returns = Returns::Kind(Kind::Number);

const fn map(
    name: &'static str,
    params: &'static [Param],
    zh: &'static str,
    en: &'static str,
    examples: &'static [Example],
    lower: fn(&mut Builder, &Call<'_>) -> NodeId,
) -> Function {
    Function {
        name,
        family: Family::Map,
        params,
        optional: 0,
        variadic: false,
        returns: NUMBER,
        zh,
        en,
        examples,
        lower,
    }
}

pub(super) const fn gives(formula: &'static str, result: &'static [&'static str]) -> Example {
    Example { formula, x: &[], result }
}

pub static ABS: Function =
    map("abs", &[Param::Number], "绝对值", "the absolute value", &[gives("abs(3 - 5)", &["2"])], |b, call| {
        b.unary(Unary::Abs, call.args[0])
    });

pub static ROUND: Function = Function {
    optional: 1,
    ..map(
        "round",
        &[Param::Number, Param::Literal],
        "四舍五入到若干位小数（不写位数为整数），恰好一半时远离零",
        "rounds to so many decimals (none: whole), halves away from zero",
        &[
            gives("round(2.5)", &["3"]),
            gives("round(-2.5)", &["-3"]),
            gives("round(1.005, 2)", &["1.01"]),
            gives("round(1250, -2)", &["1300"]),
        ],
        |b, call| {
            let decimals = call.args.get(1).map_or(0.0, |id| literal(b, *id));
            b.round(call.args[0], decimals as i32)
        },
    )
};

pub static FLOOR: Function = map(
    "floor",
    &[Param::Number],
    "不大于它的最大整数（12 位有效数字内的整数就是它本身）",
    "the greatest whole number not above it (within twelve digits of a whole number: that number)",
    &[gives("floor(2.9)", &["2"]), gives("floor(-2.1)", &["-3"]), gives("floor(0.57 * 100)", &["57"])],
    |b, call| b.unary(Unary::Floor, call.args[0]),
);

pub static CEIL: Function = map(
    "ceil",
    &[Param::Number],
    "不小于它的最小整数",
    "the least whole number not below it",
    &[gives("ceil(2.1)", &["3"]), gives("ceil(1.1 * 100)", &["110"])],
    |b, call| b.unary(Unary::Ceil, call.args[0]),
);

pub static SQRT: Function = map(
    "sqrt",
    &[Param::Number],
    "平方根；负数无意义",
    "the square root; undefined for negative numbers",
    &[gives("sqrt(9)", &["3"]), gives("sqrt(-1)", &["undefined"])],
    |b, call| b.unary(Unary::Sqrt, call.args[0]),
);

pub static LN: Function = map(
    "ln",
    &[Param::Number],
    "自然对数；非正数无意义",
    "the natural logarithm; undefined for numbers that are not positive",
    &[gives("ln(1)", &["0"]), gives("ln(0)", &["undefined"])],
    |b, call| b.unary(Unary::Ln, call.args[0]),
);

pub static LOG10: Function = map(
    "log10",
    &[Param::Number],
    "以 10 为底的对数",
    "the logarithm to base 10",
    &[gives("log10(1000)", &["3"])],
    |b, call| b.unary(Unary::Log10, call.args[0]),
);

pub static EXP: Function = map(
    "exp",
    &[Param::Number],
    "e 的若干次方",
    "e to this power",
    &[gives("exp(0)", &["1"]), gives("exp(1000)", &["undefined"])],
    |b, call| b.unary(Unary::Exp, call.args[0]),
);

pub static MIN: Function = Function {
    variadic: true,
    ..map(
        "min",
        &[Param::Number, Param::Number],
        "几个数中最小的",
        "the least of several numbers",
        &[gives("min(3, 1, 2)", &["1"])],
        |b, call| b.nary(Nary::Min, call.args.to_vec()),
    )
};

pub static MAX: Function = Function {
    variadic: true,
    ..map(
        "max",
        &[Param::Number, Param::Number],
        "几个数中最大的",
        "the greatest of several numbers",
        &[gives("max(3, 1, 2)", &["3"])],
        |b, call| b.nary(Nary::Max, call.args.to_vec()),
    )
};

pub static CLAMP: Function = map(
    "clamp",
    &[Param::Number, Param::Number, Param::Number],
    "限制在下限与上限之间",
    "kept between a lowest and a highest value",
    &[gives("clamp(130, 0, 120)", &["120"]), gives("clamp(-1, 0, 120)", &["0"])],
    |b, call| {
        let floored = b.nary(Nary::Max, vec![call.args[0], call.args[1]]);
        b.nary(Nary::Min, vec![floored, call.args[2]])
    },
);

pub static PERCENT: Function = map(
    "percent",
    &[Param::Number, Param::Number],
    "前者占后者的百分比",
    "the first as a percentage of the second",
    &[gives("percent(1, 4)", &["25"]), gives("percent(1, 0)", &["undefined"])],
    |b, call| {
        let ratio = b.binary(Binary::Div, call.args[0], call.args[1]);
        let hundred = b.number(100.0);
        b.binary(Binary::Mul, ratio, hundred)
    },
);

/// The number that a literal argument stands for.
pub(super) fn literal(b: &Builder, id: NodeId) -> f64 {
    match &b.node(id).op {
        Op::Number(value) => value.0,
        Op::Unary(Unary::Neg, inner) => -literal(b, *inner),
        // The checker lets nothing else through.
        _ => 0.0,
    }
}
