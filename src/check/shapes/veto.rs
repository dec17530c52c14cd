//! What happens to a total beside the indicators: vetoes, bonus and penalty points.

use super::{OVERRIDE, REMOVE};
use crate::syntax::shape::{Key, Shape, Ty};

static EFFECT: Shape = Shape {
    name: "effect",
    keys: &[
        Key::new("zero", Ty::Text, "哪一项归零，或 total", "what becomes zero, or total"),
        Key::new("cap", Ty::Number, "总分不超过", "the total is at most this"),
        Key::new("grade_at_most", Ty::Text, "等级不高于", "the grade is at most this"),
        Key::new("unranked", Ty::Bool, "不参加排名", "takes no place"),
    ],
};

pub static VETO: Shape = Shape {
    name: "[[veto]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::required("when", Ty::Formula, "什么情况下", "when it strikes"),
        Key::required("effect", Ty::Table(&EFFECT), "后果", "what it does"),
        Key::new("reason", Ty::Text, "依据", "why"),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};

pub static ADJUST: Shape = Shape {
    name: "[[adjust]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::required("points", Ty::Formula, "加（正）减（负）多少分", "points, negative to take away"),
        Key::new("when", Ty::Formula, "什么情况下", "when it applies"),
        Key::new("min", Ty::Number, "最少", "the least"),
        Key::new("max", Ty::Number, "最多", "the most"),
        Key::new("reason", Ty::Text, "依据", "why"),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};
