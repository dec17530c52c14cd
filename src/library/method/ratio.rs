//! Completion: actual over target.

use super::{Checking, Method, MethodExample, Rule, SETTING, SETTING_MISSING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{Binary, NodeId};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct Ratio;

static SHAPE: Shape = Shape {
    name: "score.ratio",
    keys: &[
        Key::required("target", Ty::Formula, "目标值（数字或公式）", "the target, a number or a formula"),
        Key::new(
            "lower_is",
            Ty::Choice(&["inverse", "difference"]),
            "越低越好时：inverse 为 目标 ÷ 实际（默认），difference 为 2 − 实际 ÷ 目标",
            "where lower is better: inverse is target ÷ actual (if not given), difference is 2 − actual ÷ target",
        ),
        Key::new("cap", Ty::Number, "最高得分，默认 100", "the highest score, 100 if not given"),
        Key::new("floor", Ty::Number, "最低得分，默认 0", "the lowest score, 0 if not given"),
    ],
};

impl Method for Ratio {
    fn name(&self) -> &'static str {
        "ratio"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "完成率计分：实际 ÷ 目标 × 100；越低越好时为 目标 ÷ 实际。目标也可以是同组最好的值或参照值",
            "actual ÷ target × 100; target ÷ actual where lower is better. The target may be the best of the peers or a reference",
        )
    }

    fn source(&self) -> &'static str {
        "M03, M09: pro-rata completion with cap and floor in power companies, workload against the unit's average; \
         distance to a reference: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 5"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let settings = checking.settings;
        let mut found = Vec::new();
        if settings.get("target").is_none() {
            found.push(finding(checking, "", SETTING_MISSING, words!("没有写目标值 `target`", "no `target` is given")));
        }
        let (floor, cap) = (settings.number("floor").unwrap_or(0.0), settings.number("cap").unwrap_or(100.0));
        if floor >= cap {
            let message =
                words!("最低得分 {floor} 不低于最高得分 {cap}", "the floor {floor} is not below the cap {cap}");
            found.push(finding(checking, "floor", SETTING, message));
        }
        if checking.better == Some(Better::Target) {
            let message = words!("完成率计分没有“接近目标为好”的方向", "a ratio has no direction `target`");
            found.push(finding(checking, "", SETTING, message).help(words!("改用 `score.steps`", "use `score.steps`")));
        }
        found
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let target = rule.formula("target");
        let (cap, floor) = (rule.settings.number("cap").unwrap_or(100.0), rule.settings.number("floor").unwrap_or(0.0));
        let how = if rule.higher {
            words!("实际 ÷ {target} × 100", "actual ÷ {target} × 100")
        } else if rule.settings.text("lower_is") == Some("difference") {
            words!("(2 − 实际 ÷ {target}) × 100", "(2 − actual ÷ {target}) × 100")
        } else {
            words!("{target} ÷ 实际 × 100", "{target} ÷ actual × 100")
        };
        Rule::between(how, floor, cap)
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let cap = settings.number("cap").unwrap_or(100.0);
        let floor = settings.number("floor").unwrap_or(0.0);
        let target = match settings.formula("target") {
            Some(target) => (scope.formula)(scope.builder, target),
            None => scope.builder.number(1.0),
        };
        let b = &mut *scope.builder;
        let hundred = b.number(100.0);
        if !scope.higher && settings.text("lower_is") == Some("difference") {
            // One hundred, less what lies above the target, as a share of it.
            let over = b.binary(Binary::Sub, value, target);
            let share = b.binary(Binary::Div, over, target);
            let percent = b.binary(Binary::Mul, share, hundred);
            let score = b.binary(Binary::Sub, hundred, percent);
            return b.clamp(score, floor, cap);
        }
        let (above, below) = if scope.higher { (value, target) } else { (target, value) };
        let ratio = b.binary(Binary::Div, above, below);
        let percent = b.binary(Binary::Mul, ratio, hundred);
        let clamped = b.clamp(percent, floor, cap);
        if scope.higher {
            return clamped;
        }
        // Nothing spent is as good as it gets, not undefined.
        let zero = b.number(0.0);
        let best = b.number(cap);
        let none = b.binary(Binary::Eq, value, zero);
        b.select(none, best, clamped)
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "ratio = { target = 1200, cap = 120, floor = 50 }",
                better: Some(Better::Higher),
                values: &["1200", "1380", "1800", "300"],
                scores: &["100", "115", "120", "50"],
            },
            MethodExample {
                written: "ratio = { target = 80, cap = 120 }",
                better: Some(Better::Lower),
                values: &["100", "80", "50", "0"],
                scores: &["80", "100", "120", "120"],
            },
            MethodExample {
                written: "ratio = { target = 80, cap = 120, lower_is = \"difference\" }",
                better: Some(Better::Lower),
                values: &["100", "80", "72", "0"],
                scores: &["75", "100", "110", "120"],
            },
            MethodExample {
                written: "ratio = { target = \"group_max(value)\" }",
                better: Some(Better::Higher),
                values: &["50", "100", "200"],
                scores: &["25", "50", "100"],
            },
            MethodExample {
                written: "ratio = { target = \"group_min(value)\" }",
                better: Some(Better::Lower),
                values: &["50", "100", "200"],
                scores: &["100", "50", "25"],
            },
            MethodExample {
                written: "ratio = { target = \"group_mean(value)\", cap = 150 }",
                better: Some(Better::Higher),
                values: &["50", "100", "150"],
                scores: &["50", "100", "150"],
            },
        ]
    }
}
