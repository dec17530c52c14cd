//! Points for each unit above or below a target.

use super::{Checking, Method, MethodExample, Rule, SETTING, SETTING_MISSING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{Binary, Nary, NodeId, Unary};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct Steps;

static SIDE: Shape = Shape {
    name: "score.steps.above",
    keys: &[
        Key::required("each", Ty::Number, "每多少为一步", "the size of a step"),
        Key::required("points", Ty::Number, "每步加（正）减（负）多少分", "points a step, negative to take away"),
        Key::new("max", Ty::Number, "这一侧最多加减多少分", "the most that this side adds or takes away"),
    ],
};

static SHAPE: Shape = Shape {
    name: "score.steps",
    keys: &[
        Key::required("target", Ty::Formula, "目标值", "the target"),
        Key::new("at_target", Ty::Number, "恰好达到目标的得分，默认 100", "the score at the target, 100 if not given"),
        Key::new("above", Ty::Table(&SIDE), "值高于目标时", "where the value lies above"),
        Key::new("below", Ty::Table(&SIDE), "值低于目标时", "where the value lies below"),
        Key::new("whole", Ty::Bool, "只算整步，不足一步不计", "only whole steps count"),
        Key::new("started", Ty::Bool, "不足一步按一步计", "a step begun counts as a whole one"),
    ],
};

impl Method for Steps {
    fn name(&self) -> &'static str {
        "steps"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "围绕目标逐步加减分：两侧可以不同，可按整步、按起步或按比例",
            "points for each step above or below a target; the sides may differ; whole steps, begun steps or pro rata",
        )
    }

    fn source(&self) -> &'static str {
        "M04, M16: debt ratio and satisfaction contracts; `每低 1%` means a percentage point"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let settings = checking.settings;
        let mut found = Vec::new();
        if settings.table("above").is_none() && settings.table("below").is_none() {
            let message = words!("`above` 和 `below` 至少写一个", "at least one of `above` and `below` is needed");
            found.push(finding(checking, "", SETTING_MISSING, message).help(words!(
                "如 `above = {{ each = 1, points = -2 }}`：高于目标每 1 减 2 分",
                "such as `above = {{ each = 1, points = -2 }}`: 2 points off for each 1 above"
            )));
        }
        if settings.flag("whole") == Some(true) && settings.flag("started") == Some(true) {
            let message = words!("`whole` 和 `started` 不能同时写", "`whole` and `started` exclude each other");
            found.push(finding(checking, "started", SETTING, message).help(words!(
                "不足一步不计写 `whole`，不足一步按一步计写 `started`",
                "`whole` for whole steps only, `started` if a step begun counts"
            )));
        }
        for key in ["above", "below"] {
            let Some(side) = settings.table(key) else { continue };
            if side.number("each").is_some_and(|each| each <= 0.0) {
                found.push(finding(checking, key, SETTING, words!("步长 `each` 要大于 0", "`each` must be above 0")));
            }
            if side.number("max").is_some_and(|max| max < 0.0) {
                let message = words!("`max` 写加减分的幅度，不带负号", "`max` is a size and has no minus sign");
                found.push(finding(checking, key, SETTING, message));
            }
            if side.number("points").is_some_and(|points| points > 0.0) && side.number("max").is_none() {
                let message = words!("加分没有上限", "a bonus without a limit");
                found.push(
                    finding(checking, key, SETTING_MISSING, message)
                        .help(words!("加上 `max = 10` 这样的上限", "add a limit such as `max = 10`")),
                );
            }
            let good_side = match checking.better {
                Some(Better::Higher) => Some("above"),
                Some(Better::Lower) => Some("below"),
                Some(Better::Target) | None => None,
            };
            let points = side.number("points").unwrap_or(0.0);
            let against = good_side.is_some_and(|good| if good == key { points < 0.0 } else { points > 0.0 });
            if against {
                let message =
                    words!("`{key}` 一侧的加减分与 `better` 相反", "the points of `{key}` run against `better`");
                found.push(finding(checking, key, super::DIRECTION, message).help(words!(
                    "改正 `points` 的正负号，或改正 `better`",
                    "correct the sign of `points`, or `better`"
                )));
            }
        }
        found
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let (target, unit) = (rule.formula("target"), rule.unit);
        let at = rule.settings.number("at_target").unwrap_or(100.0);
        let mut said = words!("达到 {target} 得 {at}", "{at} at {target}");
        for (key, zh, en) in [("above", "每高", "above"), ("below", "每低", "below")] {
            let Some(side) = rule.settings.table(key) else { continue };
            let (each, points) = (side.number("each").unwrap_or(1.0), side.number("points").unwrap_or(0.0));
            let (verb, amount) = (if points < 0.0 { "扣" } else { "加" }, points.abs());
            said.zh.push_str(&format!("；{zh} {each}{unit} {verb} {amount}"));
            said.en.push_str(&format!("; {points:+} for each {each}{unit} {en}"));
            if let Some(max) = side.number("max") {
                said.zh.push_str(&format!("，最多 {max}"));
                said.en.push_str(&format!(", {max} at most"));
            }
        }
        if rule.settings.flag("whole") == Some(true) {
            said.zh.push_str("；不足一步不计");
            said.en.push_str("; whole steps only");
        } else if rule.settings.flag("started") == Some(true) {
            said.zh.push_str("；不足一步按一步");
            said.en.push_str("; a step begun counts");
        }
        said
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let target = match settings.formula("target") {
            Some(target) => (scope.formula)(scope.builder, target),
            None => scope.builder.number(0.0),
        };
        let b = &mut *scope.builder;
        let zero = b.number(0.0);
        let mut score = b.number(settings.number("at_target").unwrap_or(100.0));
        for key in ["above", "below"] {
            let Some(side) = settings.table(key) else { continue };
            let away = if key == "above" {
                b.binary(Binary::Sub, value, target)
            } else {
                b.binary(Binary::Sub, target, value)
            };
            let away = b.nary(Nary::Max, vec![away, zero]);
            let each = b.number(side.number("each").unwrap_or(1.0));
            let mut steps = b.binary(Binary::Div, away, each);
            if settings.flag("whole") == Some(true) {
                steps = b.unary(Unary::Floor, steps);
            } else if settings.flag("started") == Some(true) {
                steps = b.unary(Unary::Ceil, steps);
            }
            let points = side.number("points").unwrap_or(0.0);
            let a_step = b.number(points);
            let mut change = b.binary(Binary::Mul, steps, a_step);
            if let Some(max) = side.number("max") {
                change = b.clamp(change, -max, max);
            }
            score = b.binary(Binary::Add, score, change);
        }
        b.nary(Nary::Max, vec![score, zero])
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "steps = { target = 76, above = { each = 1, points = 2, max = 10 }, below = { each = 1, points = -5 } }",
                better: Some(Better::Higher),
                values: &["76", "77.5", "90", "75", "73.64", "50"],
                scores: &["100", "103", "110", "95", "88.2", "0"],
            },
            MethodExample {
                written: "steps = { target = 60, above = { each = 1, points = 5, max = 20 }, below = { each = 0.5, points = -5, max = 20 }, whole = true }",
                better: Some(Better::Higher),
                values: &["61.9", "59.6", "59.5", "40"],
                scores: &["105", "100", "95", "80"],
            },
            MethodExample {
                written: "steps = { target = 0.5, above = { each = 0.1, points = -10 }, started = true }",
                better: Some(Better::Lower),
                values: &["0.5", "0.51", "0.6", "0.3"],
                scores: &["100", "90", "90", "100"],
            },
        ]
    }
}
