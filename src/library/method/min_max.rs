//! Best and worst of the peers.

use super::{Checking, Method, MethodExample, Rule, SETTING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{Agg, Binary, NodeId};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct MinMax;

static SHAPE: Shape = Shape {
    name: "score.min_max",
    keys: &[
        Key::new("min", Ty::Number, "最差者的得分，默认 0", "the score of the worst, 0 if not given"),
        Key::new("max", Ty::Number, "最好者的得分，默认 100", "the score of the best, 100 if not given"),
        Key::new(
            "all_equal",
            Ty::Number,
            "全组的值都相同时的得分；不写则为无意义，由 `undefined` 决定",
            "the score where all peers are equal; if not given the score is undefined",
        ),
    ],
};

/// The scores of the worst and of the best.
fn ends(settings: &Settings) -> (f64, f64) {
    (settings.number("min").unwrap_or(0.0), settings.number("max").unwrap_or(100.0))
}

impl Method for MinMax {
    fn name(&self) -> &'static str {
        "min_max"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "极差标准化：同组最好得 100，最差得 0（都可另定），其余按比例",
            "the best of the group gets 100, the worst 0 (or as given), the others in proportion",
        )
    }

    fn source(&self) -> &'static str {
        "M12; OECD/JRC Handbook on Constructing Composite Indicators (2008), step 5"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn compares(&self) -> bool {
        true
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let (min, max) = ends(checking.settings);
        if min < max {
            return Vec::new();
        }
        let message = words!(
            "最差者的得分 {min} 不低于最好者的得分 {max}",
            "the score {min} of the worst is not below the score {max} of the best"
        );
        vec![finding(checking, "min", SETTING, message)]
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let (min, max) = (rule.settings.number("min").unwrap_or(0.0), rule.settings.number("max").unwrap_or(100.0));
        words!(
            "同组最好得 {max}，最差得 {min}，其余按比例",
            "{max} for the best of the group, {min} for the worst, in proportion between"
        )
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let b = &mut *scope.builder;
        let value = b.at_subject(value);
        let min = b.over_peers(Agg::Min, value, None, scope.peers);
        let max = b.over_peers(Agg::Max, value, None, scope.peers);
        let range = b.binary(Binary::Sub, max, min);
        let above = if scope.higher { b.binary(Binary::Sub, value, min) } else { b.binary(Binary::Sub, max, value) };
        let share = b.binary(Binary::Div, above, range);
        let (worst, best) = ends(settings);
        let width = b.number(best - worst);
        let mut score = b.binary(Binary::Mul, share, width);
        if worst != 0.0 {
            let worst = b.number(worst);
            score = b.binary(Binary::Add, worst, score);
        }
        match settings.number("all_equal") {
            Some(score_if_equal) => {
                let equal = b.binary(Binary::Eq, min, max);
                let there = b.binary(Binary::Eq, value, min);
                // A subject without a value has no score even then.
                let both = b.binary(Binary::And, there, equal);
                let fixed = b.number(score_if_equal);
                b.select(both, fixed, score)
            }
            None => score,
        }
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "min_max = {}",
                better: Some(Better::Higher),
                values: &["10", "15", "20", ""],
                scores: &["0", "50", "100", "missing"],
            },
            MethodExample {
                written: "min_max = {}",
                better: Some(Better::Lower),
                values: &["10", "15", "20"],
                scores: &["100", "50", "0"],
            },
            MethodExample {
                written: "min_max = {}",
                better: Some(Better::Higher),
                values: &["7", "7"],
                scores: &["undefined", "undefined"],
            },
            MethodExample {
                written: "min_max = { min = 1, max = 100 }",
                better: Some(Better::Higher),
                values: &["10", "15", "20"],
                scores: &["1", "50.5", "100"],
            },
            MethodExample {
                written: "min_max = { all_equal = 60 }",
                better: Some(Better::Higher),
                values: &["7", "7", ""],
                scores: &["60", "60", "missing"],
            },
        ]
    }
}
