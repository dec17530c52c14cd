//! A score by a formula of one's own.

use super::{Checking, Method, MethodExample, Rule, SETTING_MISSING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{Is, NodeId};
use crate::rubric::{Ref, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::table::Kind;
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct Formula;

static SHAPE: Shape = Shape {
    name: "score.formula",
    keys: &[
        Key::required("expr", Ty::Formula, "公式，`value` 是指标的值", "the formula; `value` is the indicator's value"),
        Key::new("min", Ty::Number, "最低得分，默认 0", "the lowest score, 0 if not given"),
        Key::new("max", Ty::Number, "最高得分，默认 100", "the highest score, 100 if not given"),
    ],
};

static EITHER: (Ty, Ty) = (Ty::Formula, Ty::Table(&SHAPE));

impl Method for Formula {
    fn name(&self) -> &'static str {
        "formula"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        ("按公式计分，结果限制在最低分与最高分之间", "by a formula, kept between the lowest and the highest score")
    }

    fn source(&self) -> &'static str {
        "M06, M35, M42: affine scores such as 10×[1+(x−5%)/8%], mixes with weights that are data"
    }

    fn shape(&self) -> Ty {
        Ty::Or(&EITHER.0, &EITHER.1)
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let settings = checking.settings;
        if settings.formula("").is_none() && settings.formula("expr").is_none() {
            return vec![finding(checking, "", SETTING_MISSING, words!("没有写公式", "no formula is given"))];
        }
        Vec::new()
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let key = if rule.settings.formula("expr").is_some() { "expr" } else { "" };
        let formula = rule.formula(key);
        let number = |key: &str, default| rule.settings.number(key).unwrap_or(default);
        Rule::between(Words::same(formula), number("min", 0.0), number("max", 100.0))
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let score = match settings.formula("expr").or_else(|| settings.formula("")) {
            Some(expr) => {
                let score = (scope.formula)(scope.builder, expr);
                // A score that is counted from other figures still is the score of this value.
                let reads_value = expr.mentions(&|name| matches!(name, Ref::Value));
                if reads_value || scope.builder.kind(value) == Kind::Text {
                    score
                } else {
                    let nothing = scope.builder.is(Is::Nothing, value);
                    scope.builder.select(nothing, value, score)
                }
            }
            None => value,
        };
        scope.builder.clamp(score, settings.number("min").unwrap_or(0.0), settings.number("max").unwrap_or(100.0))
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "formula = \"100 * (1 + (value - 5) / 8)\"",
                better: None,
                values: &["5", "1", "9", "-10"],
                scores: &["100", "50", "100", "0"],
            },
            MethodExample {
                written: "formula = { expr = \"60 + value * 2\", max = 110 }",
                better: None,
                values: &["10", "30"],
                scores: &["80", "110"],
            },
        ]
    }
}
