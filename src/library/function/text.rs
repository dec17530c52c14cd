//! Tests of text.

use super::number::gives;
use super::{Example, Family, Function, Param, Returns};
use crate::plan::{Binary, Builder, NodeId};
use crate::table::Kind;

const fn test(
    name: &'static str,
    lower: fn(&mut Builder, &super::Call<'_>) -> NodeId,
    zh: &'static str,
    en: &'static str,
    examples: &'static [Example],
) -> Function {
    Function {
        name,
        family: Family::Map,
        params: &[Param::Text, Param::Text],
        optional: 0,
        variadic: false,
        returns: Returns::Kind(Kind::Bool),
        zh,
        en,
        examples,
        lower,
    }
}

pub static CONTAINS: Function = test(
    "contains",
    |b, call| b.binary(Binary::Contains, call.args[0], call.args[1]),
    "文字中是否含有后者",
    "whether the text contains the second",
    &[gives("if(contains(\"晨曦:机器人01\", \"机器人\"), 1, 0)", &["1"])],
);

pub static STARTS_WITH: Function = test(
    "starts_with",
    |b, call| b.binary(Binary::StartsWith, call.args[0], call.args[1]),
    "文字是否以后者开头",
    "whether the text starts with the second",
    &[gives("if(starts_with(\"晨曦:小美\", \"小美\"), 1, 0)", &["0"])],
);
