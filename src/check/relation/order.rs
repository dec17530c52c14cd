//! `order = ["报修时间", "派单时间", "完成时间"]`: none of these is earlier than one before it.

use super::{Place, Relation, build};
use crate::number::BinaryOp;
use crate::rubric::{Clause, Expr};
use crate::syntax::shape::{Key, Ty};
use crate::table::Kind;
use crate::words;

pub const KEYS: [Key; 2] = [
    Key::new(
        "order",
        Ty::Texts,
        "依次不早于前一个的日期或时间；空着的跳过",
        "dates or times none of which is before an earlier one; blanks are passed over",
    ),
    Key::new(
        "gaps",
        Ty::Bool,
        "order 中间能否空着，默认 true",
        "whether one in the middle of order may be blank, true if not given",
    ),
];

pub static RELATION: Relation = Relation {
    key: "order",
    place: Place::Either,
    read: |checker, site, node| {
        let dates = checker.listed(node, site.scope, Some(Kind::Date))?;
        if dates.len() < 2 {
            checker.too_few(node.span, words!("`order` 要写两个以上的日期", "`order` takes two dates or more"));
            return None;
        }
        let mut clauses = Vec::new();
        for (to, (later_name, later)) in dates.iter().enumerate() {
            for (from, (name, earlier)) in dates.iter().enumerate().take(to) {
                // The nearest that is there: of three in disorder each pair is told once.
                let mut passes = build::or(build::is_missing(earlier)?, build::is_missing(later)?);
                for (_, between) in dates.iter().skip(from + 1).take(to - from - 1) {
                    passes = build::or(passes, build::not(build::is_missing(between)?));
                }
                let right = build::binary(BinaryOp::Le, earlier.clone(), later.clone());
                let right = build::or(right, same_day(earlier, later)?);
                clauses.push(Clause {
                    holds: build::or(passes, right),
                    says: words!(
                        "`{later_name}` {{0}} 早于 `{name}` {{1}}",
                        "`{later_name}` {{0}} is before `{name}` {{1}}"
                    ),
                    figures: vec![later.clone(), earlier.clone()],
                    twins: Vec::new(),
                });
                if to == from + 1 && site.table.flag("gaps") == Some(false) {
                    let there = build::not(build::is_missing(earlier)?);
                    clauses.push(Clause {
                        holds: build::or(build::is_missing(later)?, there),
                        says: words!(
                            "有 `{later_name}` {{0}} 而没有 `{name}`",
                            "there is `{later_name}` {{0}} and no `{name}`"
                        ),
                        figures: vec![later.clone()],
                        twins: Vec::new(),
                    });
                }
            }
        }
        Some(clauses)
    },
};

/// Whether the later of two is a day without a time of day, and the day of the earlier.
fn same_day(earlier: &Expr, later: &Expr) -> Option<Expr> {
    let span = later.span;
    let apart = build::call("days_between", vec![earlier.clone(), later.clone()], span)?;
    let zero = || build::number(0.0, span);
    // Days begin at whole multiples of 24 hours.
    let epoch = Expr { ty: Kind::Date, ..zero() };
    let hours = build::call("hours_between", vec![epoch, later.clone()], span)?;
    let past_midnight = build::binary(BinaryOp::Rem, hours, build::number(24.0, span));
    let same = build::binary(BinaryOp::Eq, apart, zero());
    Some(build::binary(BinaryOp::And, same, build::binary(BinaryOp::Eq, past_midnight, zero())))
}
