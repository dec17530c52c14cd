//! By how much a figure of a rubric's own tests may be off: of all, of one test, of one figure.

use super::form::Form;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::Decimal;
use crate::rubric::{Expected, Indicator, Target};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::syntax::{Node, Table, Value};
use crate::text::Words;
use crate::words;

/// In `[rubric]`.
pub(super) const KEY: Key = Key::new(
    "test_tolerance",
    Ty::Number,
    "自带测试中各数允许相差多少；不写则与打印出来的完全一致",
    "by how much figures in the rubric's tests may be off; exactly as printed if not given",
);

/// `{ value = 83.3, tolerance = 0.05 }`
static EXPECTED: Shape = Shape {
    name: "expect",
    keys: &[
        Key::required("value", Ty::Any, "应得的数", "the figure expected"),
        Key::required("tolerance", Ty::Number, "允许相差多少", "by how much it may be off"),
    ],
};

impl Checker<'_> {
    /// A tolerance written under a key: not negative, and less than what there is to be had.
    pub(super) fn test_tolerance(&mut self, table: &Table, key: &str, full: Option<f64>) -> Option<Decimal> {
        let node = table.get(key)?;
        let tolerance = node.as_number()?;
        let too_large = full.filter(|full| tolerance.to_f64() >= *full);
        let message = if tolerance.to_f64() < 0.0 {
            words!("允差不能是负数", "a tolerance is not negative")
        } else if let Some(full) = too_large {
            let full = crate::table::figure::digits(full);
            words!(
                "允差 {tolerance} 不小于满分 {full}：什么数都算对",
                "a tolerance of {tolerance} is not below full marks of {full}: any figure would do"
            )
        } else {
            return Some(tolerance);
        };
        self.senseless(node, message);
        None
    }

    fn senseless(&mut self, node: &Node, message: Words) {
        self.bag.push(
            Diagnostic::error(codes::TOLERANCE, message)
                .at((self.source, node.span), words!("这里", "here"))
                .help(words!("写允许的最大误差，如 0.01", "write the greatest error that is accepted, such as 0.01")),
        );
    }

    /// What is expected, and how exactly, where that is said of this figure.
    pub(super) fn expected_within<'n>(
        &mut self,
        node: &'n Node,
        full: Option<f64>,
    ) -> Option<(&'n Node, Option<Said<'n>>)> {
        let Value::Table(table) = &node.value else { return Some((node, None)) };
        Form { source: self.source, head: 0, text: None, bag: &mut self.bag }.table(table, &EXPECTED, node.span);
        let tolerance = self.test_tolerance(table, "tolerance", full);
        let said = table.get("tolerance").map(|node| Said { node, tolerance });
        Some((table.get("value")?, said))
    }

    /// How far off the figure may be. A default is for those figures that can be off.
    pub(super) fn off_by(
        &mut self,
        node: &Node,
        target: &Target,
        wanted: &Expected,
        said: Option<Said<'_>>,
        default: Option<Decimal>,
    ) -> Option<Decimal> {
        let place = matches!(target, Target::Rank | Target::RankFromLast);
        let exact = place || !matches!(wanted, Expected::Number(_));
        let Some(said) = said else { return default.filter(|_| !exact) };
        if exact {
            let message = if place {
                words!("名次没有允差", "a place is met or is not: it has no tolerance")
            } else {
                words!("允差只用于数字", "only a number has a tolerance")
            };
            self.bag.push(
                Diagnostic::error(codes::TOLERANCE, message)
                    .at((self.source, said.node.span), words!("这里", "here"))
                    .at((self.source, node.span), words!("应得的是这个", "this is expected"))
                    .help(words!(
                        "去掉 `tolerance`，直接写应得的结果",
                        "leave out `tolerance` and write what is expected"
                    )),
            );
            return None;
        }
        said.tolerance
    }
}

/// A tolerance said of one figure; none where it makes no sense, which has been told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'n> {
    node: &'n Node,
    tolerance: Option<Decimal>,
}

/// The most that a figure can be, where that is known.
pub(super) fn full(target: &Target, points: f64, indicators: &[Indicator]) -> Option<f64> {
    match target {
        Target::Score(_) => Some(100.0),
        Target::Points(index) => indicators.get(*index).map(|indicator| indicator.full).filter(|full| *full > 0.0),
        Target::Total | Target::TotalBefore | Target::Category(_) | Target::Adjust(_) => Some(points),
        Target::Element(_)
        | Target::Value(_)
        | Target::AboveOthers(_)
        | Target::Rank
        | Target::RankFromLast
        | Target::Grade
        | Target::Consequence(_)
        | Target::Money(_)
        | Target::Check(_)
        | Target::Veto(_) => None,
    }
}
