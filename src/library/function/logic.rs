//! Choices and tests for nothings.

use super::number::gives;
use super::{Example, Family, Function, Param, Returns};
use crate::plan::{Binary, Is};
use crate::table::{Kind, Nothing};

const BOOL: Returns = Returns::Kind(Kind::Bool);

const fn test(
    name: &'static str,
    what: fn(&mut crate::plan::Builder, &super::Call<'_>) -> crate::plan::NodeId,
    zh: &'static str,
    en: &'static str,
    examples: &'static [Example],
) -> Function {
    Function {
        name,
        family: Family::Map,
        params: &[Param::Any],
        optional: 0,
        variadic: false,
        returns: BOOL,
        zh,
        en,
        examples,
        lower: what,
    }
}

pub static IF: Function = Function {
    name: "if",
    family: Family::Map,
    params: &[Param::Bool, Param::Same, Param::Same],
    optional: 0,
    variadic: false,
    returns: Returns::Like(1),
    zh: "条件成立取前者，否则取后者；没有取到的一边即使无意义也不影响结果",
    en: "the first value if the condition holds, else the second; the value not chosen does not matter, even if it is undefined",
    examples: &[
        gives("if(2 > 1, 10, 20)", &["10"]),
        gives("if(0 == 0, 100, 1 / 0)", &["100"]),
        gives("if(1 / 0 > 1, 1, 2)", &["undefined"]),
    ],
    lower: |b, call| b.select(call.args[0], call.args[1], call.args[2]),
};

pub static COALESCE: Function = Function {
    name: "coalesce",
    family: Family::Map,
    params: &[Param::Same, Param::Same],
    optional: 0,
    variadic: true,
    returns: Returns::Like(0),
    zh: "第一个有值的参数",
    en: "the first argument that has a value",
    examples: &[gives("coalesce(1 / 0, 5)", &["5"]), gives("coalesce(3, 5)", &["3"])],
    lower: |b, call| b.coalesce(call.args.to_vec()),
};

pub static IS_MISSING: Function = test(
    "is_missing",
    |b, call| b.is(Is::Missing, call.args[0]),
    "是否缺失（未填报）",
    "whether it is missing (not reported)",
    &[gives("if(is_missing(1 / 0), 1, 2)", &["2"])],
);

pub static IS_UNDEFINED: Function = test(
    "is_undefined",
    |b, call| b.is(Is::Undefined, call.args[0]),
    "是否无意义（如除数为 0）",
    "whether it is undefined (such as a division by zero)",
    &[gives("if(is_undefined(1 / 0), 1, 2)", &["1"])],
);

pub static IS_NOT_APPLICABLE: Function = test(
    "is_not_applicable",
    |b, call| b.is(Is::NotApplicable, call.args[0]),
    "是否不适用",
    "whether it does not apply",
    &[gives("if(is_not_applicable(not_applicable()), 1, 2)", &["1"])],
);

pub static NOT_APPLICABLE: Function = Function {
    name: "not_applicable",
    family: Family::Map,
    params: &[],
    optional: 0,
    variadic: false,
    returns: Returns::Kind(Kind::Number),
    zh: "不适用",
    en: "the value that does not apply",
    examples: &[
        gives("not_applicable()", &["not_applicable"]),
        gives("if(true, not_applicable(), 1)", &["not_applicable"]),
    ],
    lower: |b, _| b.nothing(Nothing::NotApplicable, Kind::Number),
};

pub static BETWEEN: Function = Function {
    name: "between",
    family: Family::Map,
    params: &[Param::Number, Param::Number, Param::Number],
    optional: 0,
    variadic: false,
    returns: BOOL,
    zh: "是否在两数之间（含两端）",
    en: "whether it lies between two numbers, both included",
    examples: &[
        gives("if(between(75, 74.5, 75.5), 1, 0)", &["1"]),
        gives("if(between(0.1 + 0.2, 0, 0.3), 1, 0)", &["1"]),
    ],
    lower: |b, call| {
        let above = b.binary(Binary::Ge, call.args[0], call.args[1]);
        let below = b.binary(Binary::Le, call.args[0], call.args[2]);
        b.binary(Binary::And, above, below)
    },
};
