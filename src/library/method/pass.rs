//! All or nothing.

use super::{Checking, Method, MethodExample, Rule, SETTING_MISSING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{Binary, NodeId};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct Pass;

static SHAPE: Shape = Shape {
    name: "score.pass",
    keys: &[
        Key::new("at_least", Ty::Formula, "不低于它得满分，否则 0 分", "full marks from this value on, else 0"),
        Key::new("at_most", Ty::Formula, "不高于它得满分，否则 0 分", "full marks up to this value, else 0"),
    ],
};

impl Method for Pass {
    fn name(&self) -> &'static str {
        "pass"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        ("达标得满分，不达标 0 分", "full marks or nothing")
    }

    fn source(&self) -> &'static str {
        "M43: `30 分钟内解决得全分`"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let (low, high) = (checking.settings.get("at_least"), checking.settings.get("at_most"));
        let mut found = Vec::new();
        if low.is_none() && high.is_none() {
            let message = words!("没有写达标线", "no line to pass is given");
            found.push(
                finding(checking, "", SETTING_MISSING, message)
                    .help(words!("写 `at_least = 98` 或 `at_most = 30`", "write `at_least = 98` or `at_most = 30`")),
            );
        }
        let against = match checking.better {
            Some(Better::Higher) => high.is_some() && low.is_none(),
            Some(Better::Lower) => low.is_some() && high.is_none(),
            Some(Better::Target) | None => false,
        };
        if against {
            let message = words!("达标线的方向与 `better` 相反", "the line runs against `better`");
            let (key, right) = if low.is_some() { ("at_least", "at_most") } else { ("at_most", "at_least") };
            found.push(
                finding(checking, key, super::DIRECTION, message)
                    .help(words!("改用 `{right}`，或改正 `better`", "use `{right}`, or correct `better`")),
            );
        }
        found
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let (least, most) = (rule.settings.formula("at_least"), rule.settings.formula("at_most"));
        match (least, most) {
            (Some(_), _) => {
                let line = rule.formula("at_least");
                words!("≥{line} 得满分，否则 0", "full marks from {line} on, else 0")
            }
            _ => {
                let line = rule.formula("at_most");
                words!("≤{line} 得满分，否则 0", "full marks up to {line}, else 0")
            }
        }
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let mut tests = Vec::new();
        for (key, op) in [("at_least", Binary::Ge), ("at_most", Binary::Le)] {
            if let Some(line) = settings.formula(key) {
                let line = (scope.formula)(scope.builder, line);
                tests.push(scope.builder.binary(op, value, line));
            }
        }
        let b = &mut *scope.builder;
        let passes = match tests.as_slice() {
            [one] => *one,
            [one, two] => b.binary(Binary::And, *one, *two),
            _ => b.boolean(true),
        };
        let (full, zero) = (b.number(100.0), b.number(0.0));
        b.select(passes, full, zero)
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "pass.at_least = 57",
                better: Some(Better::Higher),
                values: &["56.9", "57", "60"],
                scores: &["0", "100", "100"],
            },
            MethodExample {
                written: "pass = { at_least = 36, at_most = 37.3 }",
                better: Some(Better::Target),
                values: &["35", "36.5", "38"],
                scores: &["0", "100", "0"],
            },
        ]
    }
}
