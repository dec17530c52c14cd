//! `unique = ["姓名", "期间"]`: no two rows agree in all of these columns.

use super::{Place, Relation, build};
use crate::number::BinaryOp;
use crate::rubric::Clause;
use crate::syntax::shape::{Key, Ty};
use crate::text::Words;

pub const KEY: Key = Key::new(
    "unique",
    Ty::Texts,
    "哪些列合起来不能重复，如 [\"单号\"]；与 from 同用",
    "columns that together must not repeat, such as [\"id\"]; with from",
);

pub static RELATION: Relation = Relation {
    key: "unique",
    place: Place::Rows,
    read: |checker, site, node| {
        let columns = checker.listed(node, site.scope, None)?;
        let names: Vec<String> = columns.iter().map(|(name, _)| format!("`{name}`")).collect();
        let (zh, en) = (names.join("、"), names.join(", "));
        let values: Vec<_> = columns.into_iter().map(|(_, expr)| expr).collect();
        let quoted: Vec<String> = (0..values.len()).map(|at| format!("{{{at}}}")).collect();
        let count = build::call("count_by", values.clone(), node.span)?;
        let holds = build::binary(BinaryOp::Le, count, build::number(1.0, node.span));
        let says = Words {
            zh: format!("{zh} {} 重复", quoted.join("、")),
            en: format!("{en} {} is there more than once", quoted.join(", ")),
        };
        Some(vec![Clause { holds, says, twins: values.clone(), figures: values }])
    },
};
