//! `never_falls = ["累计完成数"]`: cumulative figures do not get less.

use super::{Place, Relation, build};
use crate::number::BinaryOp;
use crate::rubric::Clause;
use crate::syntax::shape::{Key, Ty};
use crate::table::Kind;
use crate::words;

pub const KEYS: [Key; 2] = [
    Key::new(
        "never_falls",
        Ty::Texts,
        "累计数，不应低于上期；没有上期的不查",
        "cumulative figures, never below the period before; without one nothing is checked",
    ),
    Key::new(
        "resets",
        Ty::Choice(&["year"]),
        "累计数每年从头计：year",
        "cumulative figures begin anew each year: year",
    ),
];

pub static RELATION: Relation = Relation {
    key: "never_falls",
    place: Place::Subject,
    read: |checker, site, node| {
        let figures = checker.listed(node, site.scope, Some(Kind::Number))?;
        let tolerance = checker.tolerance(site.table)?;
        let span = node.span;
        let mut clauses = Vec::new();
        for (name, figure) in figures {
            let before = build::call("prev", vec![figure.clone()], span)?;
            let raised = build::binary(BinaryOp::Add, figure.clone(), build::number(tolerance, span));
            let mut passes = build::is_missing(&before)?;
            if site.table.has("resets") {
                let month = build::call("month", vec![build::call("period_start", Vec::new(), span)?], span)?;
                passes = build::or(build::binary(BinaryOp::Eq, month, build::number(1.0, span)), passes);
            }
            clauses.push(Clause {
                holds: build::or(passes, build::binary(BinaryOp::Ge, raised, before.clone())),
                says: words!(
                    "累计的 `{name}` 由上期 {{1}} 降到 {{0}}",
                    "cumulative `{name}` falls to {{0}} from {{1}} the period before"
                ),
                figures: vec![figure, before],
                twins: Vec::new(),
            });
        }
        Some(clauses)
    },
};
