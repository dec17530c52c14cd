//! `combine`: how parts come together; and the steps of an indicator before it is scored.

use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::library::METHODS;
use crate::number::Decimal;
use crate::rubric::{
    Better, Category, Combine, Expr, ExprKind, Header, Impute, Indicator, Missing, Outliers, Preparation, Ref,
    Transform, WhileSkewed,
};
use crate::syntax::{Node, Table};
use crate::table::Kind;
use crate::text::{Span, Words};
use crate::words;

impl Checker<'_> {
    pub(super) fn combines(
        &mut self,
        root: &Table,
        header: &mut Header,
        categories: &mut [Category],
        indicators: &[Indicator],
    ) {
        if let Some(node) = root.table("rubric").and_then(|head| head.get("combine")) {
            header.combine = self.combine(node).unwrap_or_default();
            let combine = header.combine.clone();
            self.parts(None, &combine, node.span, categories, indicators);
        }
        for (index, table) in root.tables("category").enumerate() {
            let (Some(node), true) = (table.get("combine"), index < categories.len()) else { continue };
            categories[index].combine = self.combine(node).unwrap_or_default();
            let combine = categories[index].combine.clone();
            self.parts(Some(index), &combine, node.span, categories, indicators);
        }
    }

    fn combine(&mut self, node: &Node) -> Option<Combine> {
        if let Some(word) = node.as_text() {
            return Some(match word {
                "sum" => Combine::Sum,
                "mean" => Combine::Power(Decimal::from_int(1)),
                "geometric" => Combine::Power(Decimal::ZERO),
                "harmonic" => Combine::Power(Decimal::from_int(-1)),
                "min" => Combine::Min,
                "topsis" => Combine::Topsis,
                "rsr" => Combine::RankSumRatio,
                "rank_sum" => Combine::RankSum,
                _ => return None,
            });
        }
        let table = node.as_table()?;
        match (table.number("power"), table.get("formula")) {
            (Some(power), None) => Some(Combine::Power(power)),
            (None, Some(formula)) => {
                Some(Combine::Formula(self.formula(formula, Scope::Scored, Some(Kind::Number))?))
            }
            _ => {
                let message =
                    words!("`combine` 要写 `power` 或 `formula` 之一", "`combine` takes `power` or `formula`");
                self.combine_finding(node.span, message, None);
                None
            }
        }
    }

    /// What the parts must be.
    fn parts(
        &mut self,
        parent: Option<usize>,
        combine: &Combine,
        span: Span,
        categories: &[Category],
        indicators: &[Indicator],
    ) {
        if let Combine::Formula(expr) = combine {
            self.formula_of_parts(parent, expr, categories, indicators);
        }
        if !combine.of_values() {
            return;
        }
        for indicator in indicators.iter().filter(|indicator| indicator.parent == parent) {
            let id = &indicator.id;
            if METHODS[indicator.scoring.method.0 as usize].scores() != Kind::Number {
                continue;
            }
            if indicator.better == Some(Better::Target) {
                let message = words!(
                    "这种合成按值比较，`{id}` 却以接近目标为好",
                    "parts are compared by value here, but `{id}` is best at a target"
                );
                let help = words!(
                    "把 `formula` 写成离目标的距离并写 `better = \"lower\"`",
                    "let `formula` give the distance from the target, with `better = \"lower\"`"
                );
                self.combine_finding(span, message, Some(help));
            }
            let fills = |policy: &Missing| {
                matches!(policy, Missing::Zero | Missing::Full | Missing::Previous | Missing::GroupMean)
            };
            if fills(&indicator.missing) || fills(&indicator.undefined) || fills(&indicator.not_applicable) {
                let message = words!(
                    "这种合成按值比较，`{id}` 缺失时给分不起作用",
                    "parts are compared by value here; a score in place of a missing value of `{id}` has no effect"
                );
                let help = words!(
                    "用 `impute` 补值，或写 `missing = \"skip\"`、`\"fail\"`、`{{ value = … }}`",
                    "fill the value in with `impute`, or use `missing = \"skip\"`, `\"fail\"` or `{{ value = … }}`"
                );
                self.combine_finding(span, message, Some(help));
            }
        }
    }

    /// A formula over parts reads nothing but the scores of these parts.
    fn formula_of_parts(
        &mut self,
        parent: Option<usize>,
        expr: &Expr,
        categories: &[Category],
        indicators: &[Indicator],
    ) {
        let mut foreign: Vec<(Span, String)> = Vec::new();
        expr.walk(&mut |inner| {
            let ExprKind::Ref(name) = &inner.kind else { return };
            let (below, name) = match name {
                Ref::IndicatorScore(i) => {
                    (indicators.get(*i).map(|item| item.parent), indicators.get(*i).map(|i| &i.id))
                }
                Ref::CategoryScore(i) => {
                    (categories.get(*i).map(|item| item.parent), categories.get(*i).map(|c| &c.id))
                }
                // Weights may go by the post.
                Ref::Param(_) | Ref::Group(_) => return,
                Ref::Indicator(i) | Ref::IndicatorPoints(i) => (None, indicators.get(*i).map(|i| &i.id)),
                Ref::CategoryPoints(i) => (None, categories.get(*i).map(|c| &c.id)),
                Ref::Column(_)
                | Ref::Element(_)
                | Ref::Value
                | Ref::Total
                | Ref::TotalBefore
                | Ref::Rank
                | Ref::RankFromLast
                | Ref::GroupSize
                | Ref::Grade
                | Ref::Key => (None, None),
            };
            if below != Some(parent) {
                foreign.push((inner.span, name.cloned().unwrap_or_default()));
            }
        });
        for (span, name) in foreign {
            let message = words!(
                "合成公式只能用直接下级的 `.score`、分组列和参数",
                "a formula that combines parts reads the `.score` of these parts, group columns and parameters"
            );
            let help = (!name.is_empty()).then(|| {
                words!("`{name}` 若是直接下级，写 `{name}.score`", "write `{name}.score` if `{name}` is a part")
            });
            self.combine_finding(span, message, help);
        }
    }

    fn combine_finding(&mut self, span: Span, message: Words, help: Option<Words>) {
        let mut found = Diagnostic::error(codes::COMBINE, message).at((self.source, span), words!("这里", "here"));
        if let Some(help) = help {
            found = found.help(help);
        }
        self.bag.push(found);
    }

    /// `impute`, `outliers`, `transform`, in the order in which they are done.
    pub(super) fn preparation(&mut self, table: &Table, kind: Kind) -> Vec<Preparation> {
        let mut steps = Vec::new();
        if let Some(way) = table.text("impute") {
            steps.extend(match way {
                "group_mean" => Some(Preparation::Impute(Impute::GroupMean)),
                "group_median" => Some(Preparation::Impute(Impute::GroupMedian)),
                "previous" => Some(Preparation::Impute(Impute::Previous)),
                "linear" => Some(Preparation::Impute(Impute::Linear)),
                _ => None,
            });
        }
        steps.extend(self.outliers(table).map(Preparation::Outliers));
        if let Some(way) = table.text("transform") {
            steps.extend(match way {
                "log" => Some(Preparation::Transform(Transform::Log)),
                "log10" => Some(Preparation::Transform(Transform::Log10)),
                "sqrt" => Some(Preparation::Transform(Transform::Sqrt)),
                _ => None,
            });
        }
        if kind != Kind::Number && !steps.is_empty() {
            let key = ["impute", "outliers", "transform"].into_iter().find(|key| table.has(key)).unwrap_or_default();
            self.preparation_finding(
                table.span_of(key),
                words!("`{key}` 只能用于数值，等级没有数值", "`{key}` needs a number; a level has none"),
            );
            return Vec::new();
        }
        steps
    }

    fn outliers(&mut self, table: &Table) -> Option<Outliers> {
        let outliers = table.table("outliers")?;
        let span = table.span_of("outliers");
        const BY_SHAPE: [&str; 4] = ["skew", "kurtosis", "max", "otherwise"];
        let by_shape = BY_SHAPE.iter().any(|key| outliers.has(key));
        match (outliers.get("winsorise"), outliers.has("winsorise_count"), by_shape) {
            (Some(node), false, false) => {
                let ends: Vec<Decimal> = node.items().iter().filter_map(Node::as_number).collect();
                match ends.as_slice() {
                    [low, high] if !low.is_negative() && low < high && *high <= Decimal::from_int(1) => {
                        Some(Outliers::Quantiles(*low, *high))
                    }
                    _ => {
                        let message = words!(
                            "`winsorise` 要写两个 0 到 1 之间、由小到大的分位",
                            "`winsorise` takes two rising quantiles between 0 and 1"
                        );
                        self.preparation_finding(node.span, message);
                        None
                    }
                }
            }
            (None, true, false) => {
                self.whole(outliers, "winsorise_count", 1, 1_000_000).map(|count| Outliers::Count(count.unsigned_abs()))
            }
            (None, false, true) => self.while_skewed(outliers).map(Outliers::WhileSkewed),
            _ => {
                let message = words!(
                    "`outliers` 要写 `winsorise`、`winsorise_count` 或 `skew` 与 `kurtosis` 之一",
                    "`outliers` takes one of `winsorise`, `winsorise_count`, and `skew` with `kurtosis`"
                );
                self.preparation_finding(span, message);
                None
            }
        }
    }

    fn while_skewed(&mut self, outliers: &Table) -> Option<WhileSkewed> {
        let skew = outliers.number("skew").unwrap_or_else(|| Decimal::from_int(2));
        if skew.is_negative() {
            self.preparation_finding(
                outliers.span_of("skew"),
                words!(
                    "偏度的界限是绝对值，不能是负数",
                    "the bound of skewness is of its absolute value, so not negative"
                ),
            );
            return None;
        }
        let kurtosis = outliers.number("kurtosis").or_else(|| Decimal::parse("3.5"))?;
        // The plan has a step for each value, so their number is kept small.
        let max = if outliers.has("max") { self.whole(outliers, "max", 1, 50)?.unsigned_abs() } else { 5 };
        Some(WhileSkewed { skew, kurtosis, max, or_log: outliers.text("otherwise") == Some("log") })
    }

    fn preparation_finding(&mut self, span: Span, message: Words) {
        self.bag.push(Diagnostic::error(codes::PREPARATION, message).at((self.source, span), words!("这里", "here")));
    }
}
