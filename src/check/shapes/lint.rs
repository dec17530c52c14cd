//! What a rubric says of findings about its method.

use super::REMOVE;
use crate::syntax::shape::{Key, Shape, Ty};

static ALLOW: (Ty, Ty) = (Ty::Bool, Ty::Texts);

/// An entry of `[lint]`: `K0567 = { allow = true, reason = "…" }`.
pub static LINT: Shape = Shape {
    name: "[lint]",
    keys: &[
        Key::new(
            "allow",
            Ty::Or(&ALLOW.0, &ALLOW.1),
            "true：不再提示；或只对列出的指标、数据元素等不再提示",
            "true: no longer told; or a list: not told of these indicators, elements and so on",
        ),
        Key::new("level", Ty::Choice(&["error", "warning", "note"]), "提示的级别", "how serious it is"),
        Key::new(
            "limit",
            Ty::Number,
            "超过多少才提示（有界限的才写）",
            "the limit at which it is told, where it has one",
        ),
        Key::new("reason", Ty::Text, "理由", "why"),
        REMOVE,
    ],
};
