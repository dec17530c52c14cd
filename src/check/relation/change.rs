//! `change = { of = "销售额", within = 50 }`: a figure does not leap from one period to the next.

use super::{Place, Relation, build};
use crate::number::BinaryOp;
use crate::rubric::Clause;
use crate::syntax::shape::{Key, Shape, Ty};
use crate::words;

static SHAPE: Shape = Shape {
    name: "change",
    keys: &[
        Key::required("of", Ty::Formula, "哪个数", "the figure"),
        Key::required("within", Ty::Number, "变动不超过百分之几", "the greatest change, in percent"),
        Key::new(
            "against",
            Ty::Choice(&["prev", "same_last_year"]),
            "与哪一期比：prev 上期（默认），same_last_year 去年同期",
            "against which period: prev, the one before (if not given), or same_last_year",
        ),
    ],
};

pub const KEY: Key = Key::new(
    "change",
    Ty::Table(&SHAPE),
    "与上期或去年同期相比变动不超过百分之几；没有那一期的不查",
    "a figure changes by no more than so many percent; where there is nothing to compare with nothing is checked",
);

pub static RELATION: Relation = Relation {
    key: "change",
    place: Place::Subject,
    read: |checker, site, node| {
        let table = node.as_table()?;
        let of = checker.part(table, "of", site.scope);
        let within = table.number("within")?;
        if within.is_negative() {
            checker.bad_value(table, "within", words!("百分比不能是负数", "the percentage is not negative"));
            return None;
        }
        let (name, figure) = of?;
        let span = node.span;
        let last_year = table.text("against") == Some("same_last_year");
        let function = if last_year { "same_last_year" } else { "prev" };
        let before = build::call(function, vec![figure.clone()], span)?;
        let absolute = |expr| build::call("abs", vec![expr], span);
        let apart = absolute(build::binary(BinaryOp::Sub, figure.clone(), before.clone()))?;
        let hundred = || build::number(100.0, span);
        let percent = build::binary(BinaryOp::Mul, apart, hundred());
        let allowed = build::binary(BinaryOp::Mul, build::number(within.to_f64(), span), absolute(before.clone())?);
        let holds = build::or(build::is_missing(&before)?, build::binary(BinaryOp::Le, percent.clone(), allowed));
        let changed = build::binary(BinaryOp::Div, percent, absolute(before.clone())?);
        let changed = build::call("round", vec![changed, build::number(1.0, span)], span)?;
        let (then, en_then) =
            if last_year { ("去年同期", "the same period last year") } else { ("上期", "the period before") };
        let says = words!(
            "`{name}` {{0}}，{then} {{1}}，变动 {{2}}%，超过 {within}%",
            "`{name}` is {{0}} and was {{1}} in {en_then}, a change of {{2}}%, more than {within}%"
        );
        Some(vec![Clause { holds, says, figures: vec![figure, before, changed], twins: Vec::new() }])
    },
};
