//! `rate = { stated = "完成率", part = "完成数", whole = "总数" }`: a stated rate against its own
//! two figures, as near as it is written.

use super::{Place, Relation, build};
use crate::check::Checker;
use crate::number::BinaryOp;
use crate::rubric::{Clause, Expr, ExprKind, Ref};
use crate::syntax::Table;
use crate::syntax::shape::{Key, Shape, Ty};
use crate::text::Span;
use crate::words;

static SHAPE: Shape = Shape {
    name: "rate",
    keys: &[
        Key::required("stated", Ty::Formula, "写出来的比率", "the rate as it is stated"),
        Key::required("part", Ty::Formula, "分子", "its numerator"),
        Key::required("whole", Ty::Formula, "分母", "its denominator"),
        Key::new(
            "scale",
            Ty::Number,
            "比率按多少为满：百分数 100，千分数 1000，小数 1；默认看单位，没有单位按 100",
            "what a whole is stated as: 100 for percent, 1000 for per mille, 1 for a fraction; by the unit if not given, else 100",
        ),
        Key::new(
            "decimals",
            Ty::Number,
            "比率写到几位小数，默认看数本身",
            "decimals to which the rate is stated, those it is written with if not given",
        ),
    ],
};

pub const KEY: Key = Key::new(
    "rate",
    Ty::Table(&SHAPE),
    "写出来的比率与它的分子分母相符：75% 只接受 74.5–75.5",
    "a stated rate agrees with its two figures: 75% accepts 74.5 to 75.5",
);

/// Figures are looked at to so many decimals.
const MOST: i32 = 6;

pub static RELATION: Relation = Relation {
    key: "rate",
    place: Place::Either,
    read: |checker, site, node| {
        let table = node.as_table()?;
        let stated = checker.part(table, "stated", site.scope);
        let part = checker.part(table, "part", site.scope);
        let whole = checker.part(table, "whole", site.scope);
        let scale = scale(checker, table, stated.as_ref().map(|(_, expr)| expr))?;
        let decimals = match table.has("decimals") {
            true => Some(checker.whole(table, "decimals", 0, MOST)?),
            false => None,
        };
        let ((stated_name, stated), (part_name, part), (whole_name, whole)) = (stated?, part?, whole?);
        let span = node.span;
        let share = build::binary(BinaryOp::Div, part.clone(), whole.clone());
        let computed = build::binary(BinaryOp::Mul, share, build::number(scale, span));
        let apart = build::call("abs", vec![build::binary(BinaryOp::Sub, stated.clone(), computed.clone())], span)?;
        let holds = build::binary(BinaryOp::Le, apart, half(&stated, decimals, span)?);
        let shown =
            build::call("round", vec![computed, build::number(f64::from(decimals.unwrap_or(0).max(2)), span)], span)?;
        let sign = if scale == 100.0 {
            "%"
        } else if scale == 1000.0 {
            "‰"
        } else {
            ""
        };
        let says = words!(
            "`{stated_name}` 写 {{0}}{sign}，按 `{part_name}` {{1}} ÷ `{whole_name}` {{2}} 应为 {{3}}{sign}",
            "`{stated_name}` says {{0}}{sign}, and `{part_name}` {{1}} ÷ `{whole_name}` {{2}} is {{3}}{sign}"
        );
        Some(vec![Clause { holds, says, figures: vec![stated, part, whole, shown], twins: Vec::new() }])
    },
};

/// What a whole is stated as.
fn scale(checker: &mut Checker<'_>, table: &Table, stated: Option<&Expr>) -> Option<f64> {
    if let Some(scale) = table.number("scale") {
        if scale.is_negative() || scale.is_zero() {
            checker.bad_value(table, "scale", words!("写 100、1000 或 1", "write 100, 1000 or 1"));
            return None;
        }
        return Some(scale.to_f64());
    }
    let unit = match stated.map(|expr| &expr.kind) {
        Some(ExprKind::Ref(Ref::Element(index))) => checker.element_units.get(*index).cloned().flatten(),
        _ => None,
    };
    Some(if unit.is_some_and(|unit| unit.starts_with('‰')) { 1000.0 } else { 100.0 })
}

/// Half of the last place to which a figure is written: 0.5 for `75`, 0.05 for `75.3`.
fn half(stated: &Expr, decimals: Option<i32>, span: Span) -> Option<Expr> {
    let width = |decimals: i32| build::number(format!("5e{}", -decimals - 1).parse().unwrap_or(0.0), span);
    if let Some(decimals) = decimals {
        return Some(width(decimals));
    }
    let mut otherwise = width(MOST);
    for decimals in (0..MOST).rev() {
        let rounded = build::call("round", vec![stated.clone(), build::number(f64::from(decimals), span)], span)?;
        let exact = build::binary(BinaryOp::Eq, stated.clone(), rounded);
        otherwise = build::call("if", vec![exact, width(decimals), otherwise], span)?;
    }
    Some(otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_last_place() {
        let span = Span::default();
        let stated = build::number(75.0, span);
        let kind = |decimals| half(&stated, Some(decimals), span).map(|expr| expr.kind);
        assert_eq!(kind(0), Some(ExprKind::Number(0.5)));
        assert_eq!(kind(2), Some(ExprKind::Number(0.005)));
        assert!(matches!(half(&stated, None, span).map(|e| e.kind), Some(ExprKind::Call(..))));
    }
}
