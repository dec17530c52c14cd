//! The keys of `[[variant]]`.

use super::shapes::{OVERRIDE, REMOVE};
use crate::syntax::shape::{Key, Shape, Ty};

pub(super) static VARIANT: Shape = Shape {
    name: "[[variant]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::new(
            "when",
            Ty::Formula,
            "哪些对象属于它：名册各列的条件；不写则为其余所有对象",
            "who belongs to it, by the columns of the roster; everybody else if not given",
        ),
        Key::new(
            "points",
            Ty::Any,
            "与方案不同的分值：{ \"指标或类别\" = 20 }",
            "marks that differ from the rubric's: { \"item\" = 20 }",
        ),
        Key::new(
            "weights",
            Ty::Any,
            "与方案不同的权重：{ \"指标或类别\" = 20 }",
            "weights that differ from the rubric's: { \"item\" = 20 }",
        ),
        Key::new("without", Ty::Texts, "不考核哪些指标或类别", "indicators and categories that are no part of it"),
        Key::new(
            "only",
            Ty::Texts,
            "只考核哪些指标或类别，与 without 只写一个",
            "the only indicators and categories that are part of it; instead of without",
        ),
        Key::new("param", Ty::Any, "与方案不同的参数：{ 目标 = 5 }", "parameters with another value: { target = 5 }"),
        Key::new("definition", Ty::Text, "说明", "what it is"),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};
