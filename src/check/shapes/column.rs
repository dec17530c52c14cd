//! Keys of what a table's column is declared with.

use crate::syntax::shape::{Key, Shape, Ty};

pub static COLUMN: Shape = Shape {
    name: "columns",
    keys: &[
        Key::new("header", Ty::Texts, "表头（可写几种）", "the header, or several it may have"),
        Key::new("type", Ty::Choice(&["number", "text", "date", "bool"]), "类型", "the type"),
        Key::new("unit", Ty::Text, "单位", "the unit"),
    ],
};
