//! `one_scale = ["回复率"]`: rates of one column are all fractions or all percentages.

use super::{Place, Relation, build};
use crate::number::BinaryOp;
use crate::rubric::Clause;
use crate::syntax::shape::{Key, Ty};
use crate::table::Kind;
use crate::words;

pub const KEY: Key = Key::new(
    "one_scale",
    Ty::Texts,
    "比率列：不能有的写 0.997、有的写 99.7；与 from 同用",
    "columns of rates, not 0.997 in one row and 99.7 in another; with from",
);

pub static RELATION: Relation = Relation {
    key: "one_scale",
    place: Place::Rows,
    read: |checker, site, node| {
        let rates = checker.listed(node, site.scope, Some(Kind::Number))?;
        let span = node.span;
        let mut clauses = Vec::new();
        for (name, rate) in rates {
            let one = || build::number(1.0, span);
            let greatest = build::call("max_by", vec![rate.clone(), one()], span)?;
            // 0 and what is above 1 say nothing; 0.997 is a fraction only beside percentages.
            let zero = build::binary(BinaryOp::Le, rate.clone(), build::number(0.0, span));
            let percent = build::binary(BinaryOp::Gt, rate.clone(), one());
            let fractions = build::binary(BinaryOp::Le, greatest.clone(), one());
            clauses.push(Clause {
                holds: build::or(build::or(zero, percent), fractions),
                says: words!(
                    "`{name}` {{0}} 像是小数，同一列别处是百分数（最大 {{1}}）",
                    "`{name}` {{0}} looks like a fraction beside percentages in the same column (up to {{1}})"
                ),
                figures: vec![rate, greatest],
                twins: Vec::new(),
            });
        }
        Some(clauses)
    },
};
