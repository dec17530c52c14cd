//! Straight lines between points, with cliffs where two points share a value.

use super::{BAND_ORDER, Checking, DIRECTION, Method, MethodExample, Rule, SETTING, SETTING_MISSING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{Closed, Nary, NodeId, Op, Real, Unary};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::table::Kind;
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct Linear;

static SHAPE: Shape = Shape {
    name: "score.linear",
    keys: &[
        Key::new("zero", Ty::Number, "得 0 分的值", "the value that scores 0"),
        Key::new("full", Ty::Number, "得满分的值", "the value that scores full marks"),
        Key::new(
            "log",
            Ty::Bool,
            "按对数成比例（写 `zero` 和 `full` 时）；两端都要大于 0",
            "in proportion to logarithms, with `zero` and `full` both above 0",
        ),
        Key::new(
            "points",
            Ty::Pairs,
            "[[值, 得分], …]，值从小到大，两点之间按直线；同一个值写两次表示跳变",
            "[[value, score], …] by rising value, straight lines between; a value written twice is a jump",
        ),
    ],
};

fn ends(settings: &Settings) -> Option<(f64, f64)> {
    Some((settings.number("zero")?, settings.number("full")?))
}

impl Method for Linear {
    fn name(&self) -> &'static str {
        "linear"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "按直线计分：两端之外取端点的分，允许断崖；可取对数（指数的阈值法）",
            "straight lines between points, level outside, cliffs allowed; by logarithms if so said (goalposts)",
        )
    }

    fn source(&self) -> &'static str {
        "M05, M12: management contracts of power companies (cliff below 70 % of target), best/worst normalisation; \
         goalposts and logarithm of income: UNDP, Human Development Report, technical note 1"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let settings = checking.settings;
        let mut found = Vec::new();
        if settings.flag("log") == Some(true) {
            if settings.pairs("points").is_some() {
                let message = words!("`log` 与 `points` 不能同时写", "`log` and `points` exclude each other");
                found.push(finding(checking, "log", SETTING, message));
            }
            for key in ["zero", "full"] {
                if settings.number(key).is_some_and(|end| end <= 0.0) {
                    let message =
                        words!("取对数时 `{key}` 要大于 0", "`{key}` must be above 0 where logarithms are taken");
                    found.push(finding(checking, key, SETTING, message));
                }
            }
        }
        match (ends(settings), settings.pairs("points")) {
            (Some((zero, full)), None) => {
                if zero == full {
                    let message =
                        words!("0 分和满分是同一个值 {zero}", "zero and full marks are the same value, {zero}");
                    found.push(finding(checking, "full", SETTING, message));
                }
                let rising = full > zero;
                if zero != full
                    && matches!((checking.better, rising), (Some(Better::Higher), false) | (Some(Better::Lower), true))
                {
                    let message = words!("得分的方向与 `better` 相反", "the score runs against `better`");
                    found.push(finding(checking, "full", DIRECTION, message).help(words!(
                        "对调 `zero` 和 `full`，或改正 `better`",
                        "swap `zero` and `full`, or correct `better`"
                    )));
                }
            }
            (None, Some(points)) => {
                if points.len() < 2 {
                    let message = words!("至少要两个点", "at least two points are needed");
                    found.push(finding(checking, "points", SETTING_MISSING, message));
                }
                for pair in points.windows(2) {
                    if pair[1].0 < pair[0].0 {
                        let (before, after) = (pair[0].0, pair[1].0);
                        let message = words!(
                            "点要按值从小到大排列：{after} 在 {before} 之后",
                            "points go by rising value: {after} stands after {before}"
                        );
                        found.push(finding(checking, "points", BAND_ORDER, message));
                    }
                    let rises = pair[1].1 > pair[0].1;
                    let falls = pair[1].1 < pair[0].1;
                    if matches!(
                        (checking.better, rises, falls),
                        (Some(Better::Higher), _, true) | (Some(Better::Lower), true, _)
                    ) {
                        let at = pair[1].0;
                        let message = words!(
                            "到 {at} 时值变好而得分反而变差",
                            "up to {at} the value gets better and the score worse"
                        );
                        found.push(finding(checking, "points", DIRECTION, message));
                    }
                }
            }
            _ => {
                let message = words!(
                    "要么写 `zero` 和 `full`，要么写 `points`",
                    "either `zero` and `full` or `points` is needed"
                );
                found.push(finding(checking, "", SETTING_MISSING, message));
            }
        }
        found
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let unit = rule.unit;
        if let Some(points) = rule.settings.pairs("points") {
            let points = rule.ladder(points.iter().map(|(at, score)| (format!("{at}{unit}"), *score)), None);
            return Words {
                zh: format!("{}；其间按直线", points.zh),
                en: format!("{}; straight lines between", points.en),
            };
        }
        let end = |key| rule.settings.number(key).unwrap_or(0.0);
        let (zero, full) = (end("zero"), end("full"));
        if rule.settings.flag("log") == Some(true) {
            return words!(
                "{zero}{unit} 得 0，{full}{unit} 得 100，其间按对数成比例",
                "{zero}{unit} scores 0, {full}{unit} 100, in proportion to logarithms between"
            );
        }
        words!(
            "{zero}{unit} 得 0，{full}{unit} 得 100，其间按比例",
            "{zero}{unit} scores 0, {full}{unit} 100, in proportion between"
        )
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let mut value = value;
        let mut bounds = ends(settings);
        if let (Some((zero, full)), Some(true)) = (bounds, settings.flag("log")) {
            let b = &mut *scope.builder;
            // What lies below the lower bound counts as the bound, also where it has no logarithm.
            let least = b.number(zero.min(full));
            let above = b.nary(Nary::Max, vec![value, least]);
            value = b.unary(Unary::Ln, above);
            bounds = Some((libm::log(zero), libm::log(full)));
        }
        let points = match bounds {
            Some((zero, full)) if zero <= full => vec![(zero, 0.0), (full, 100.0)],
            Some((zero, full)) => vec![(full, 100.0), (zero, 0.0)],
            None => settings.pairs("points").unwrap_or_default(),
        };
        let op = Op::Piecewise {
            input: value,
            points: points.into_iter().map(|(x, y)| (Real(x), Real(y))).collect(),
            // At a cliff the edge itself belongs to the better side.
            closed: if scope.higher { Closed::Lower } else { Closed::Upper },
        };
        scope.builder.push(op, scope.builder.grain(value), Kind::Number)
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "linear = { zero = 60, full = 100 }",
                better: Some(Better::Higher),
                values: &["50", "60", "80", "100", "120"],
                scores: &["0", "0", "50", "100", "100"],
            },
            MethodExample {
                written: "linear = { zero = 130, full = 100 }",
                better: Some(Better::Lower),
                values: &["90", "115", "140"],
                scores: &["100", "50", "0"],
            },
            MethodExample {
                written: "linear = { zero = 100, full = 10000, log = true }",
                better: Some(Better::Higher),
                values: &["1000", "50", "0", "10000", "20000", ""],
                scores: &["50", "0", "0", "100", "100", "missing"],
            },
            MethodExample {
                written: "linear.points = [[70, 0], [70, 70], [100, 100], [110, 120]]",
                better: Some(Better::Higher),
                values: &["69.9", "70", "85", "100", "105", "130"],
                scores: &["0", "70", "85", "100", "110", "120"],
            },
        ]
    }
}
