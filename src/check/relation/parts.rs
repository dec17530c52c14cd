//! `whole = "合计"`, `parts = ["甲", "乙"]`: parts add up to their whole.

use super::{Place, Relation, build};
use crate::number::BinaryOp;
use crate::rubric::Clause;
use crate::syntax::shape::{Key, Ty};
use crate::table::Kind;
use crate::words;

pub const KEYS: [Key; 3] = [
    Key::new("parts", Ty::Texts, "相加应等于 whole 的各部分", "the parts that add up to whole"),
    Key::new("whole", Ty::Formula, "各部分相加应得的合计", "what the parts add up to"),
    Key::new(
        "tolerance",
        Ty::Number,
        "允许相差多少，默认 0；用于 parts、carried、never_falls、agrees、down",
        "by how much figures may differ, 0 if not given; for parts, carried, never_falls, agrees, down",
    ),
];

pub static RELATION: Relation = Relation {
    key: "parts",
    place: Place::Either,
    read: |checker, site, node| {
        let parts = checker.listed(node, site.scope, Some(Kind::Number));
        let Some(whole_node) = site.table.get("whole") else {
            let help = words!(
                "`parts` 要与 `whole` 同写：`whole = \"合计\"`",
                "`parts` goes with `whole`: `whole = \"total\"`"
            );
            checker.too_few(node.span, help);
            return None;
        };
        let whole = checker.formula(whole_node, site.scope, Some(Kind::Number));
        let tolerance = checker.tolerance(site.table)?;
        let (parts, whole) = (parts?, whole?);
        let whole_name = super::written(whole_node);
        let names: Vec<String> =
            parts.iter().enumerate().map(|(at, (name, _))| format!("`{name}` {{{}}}", at + 2)).collect();
        let sum = parts
            .iter()
            .map(|(_, expr)| expr.clone())
            .reduce(|left, right| build::binary(BinaryOp::Add, left, right))?;
        let holds = build::agree(whole.clone(), sum.clone(), tolerance)?;
        let shown = names.join(" + ");
        let mut figures = vec![whole, sum];
        figures.extend(parts.into_iter().map(|(_, expr)| expr));
        // One part is its own sum.
        let sum_shown = if names.len() == 1 { "" } else { " = {1}" };
        let says =
            words!("`{whole_name}` {{0}} 不等于 {shown}{sum_shown}", "`{whole_name}` {{0}} is not {shown}{sum_shown}");
        Some(vec![Clause { holds, says, figures, twins: Vec::new() }])
    },
};
