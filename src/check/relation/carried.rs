//! `carried = { opening = "期初欠费", closing = "期末欠费" }`: what this period opens with is what
//! the last one closed with.

use super::{Place, Relation, build};
use crate::rubric::Clause;
use crate::syntax::shape::{Key, Shape, Ty};
use crate::words;

static SHAPE: Shape = Shape {
    name: "carried",
    keys: &[
        Key::required("opening", Ty::Formula, "期初数", "what the period opens with"),
        Key::required("closing", Ty::Formula, "期末数", "what the period closes with"),
    ],
};

pub const KEY: Key = Key::new(
    "carried",
    Ty::Table(&SHAPE),
    "本期期初等于上期期末；没有上期的不查",
    "a period opens with what the last one closed with; without one before nothing is checked",
);

pub static RELATION: Relation = Relation {
    key: "carried",
    place: Place::Subject,
    read: |checker, site, node| {
        let table = node.as_table()?;
        let opening = checker.part(table, "opening", site.scope);
        let closing = checker.part(table, "closing", site.scope);
        let tolerance = checker.tolerance(site.table)?;
        let ((opening_name, opening), (closing_name, closing)) = (opening?, closing?);
        let before = build::call("prev", vec![closing], node.span)?;
        let holds = build::or(build::is_missing(&before)?, build::agree(opening.clone(), before.clone(), tolerance)?);
        let says = words!(
            "`{opening_name}` {{0}}，上期 `{closing_name}` 是 {{1}}",
            "`{opening_name}` {{0}}, and `{closing_name}` of the period before is {{1}}"
        );
        Some(vec![Clause { holds, says, figures: vec![opening, before], twins: Vec::new() }])
    },
};
