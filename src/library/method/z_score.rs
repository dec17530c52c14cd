//! Distance from the mean of the peers, in standard deviations.

use super::{Checking, Method, MethodExample, Rule, SETTING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{Agg, Binary, NodeId, Unary};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct ZScore;

static SHAPE: Shape = Shape {
    name: "score.z_score",
    keys: &[
        Key::new("mean", Ty::Number, "处于同组平均时的得分，默认 50", "the score at the group's mean, 50 if not given"),
        Key::new(
            "sd",
            Ty::Number,
            "每好一个标准差加多少分，默认 10",
            "points for each standard deviation better, 10 if not given",
        ),
        Key::new(
            "of",
            Ty::Choice(&["sample", "population"]),
            "标准差除以 n − 1（sample，默认）还是 n（population）",
            "whether the standard deviation divides by n − 1 (sample, if not given) or by n (population)",
        ),
        Key::new("min", Ty::Number, "最低得分，默认 0", "the lowest score, 0 if not given"),
        Key::new("max", Ty::Number, "最高得分，默认 100", "the highest score, 100 if not given"),
        Key::new(
            "all_equal",
            Ty::Number,
            "全组的值都相同时的得分；不写则为无意义",
            "the score where all peers are equal; if not given it is undefined",
        ),
    ],
};

/// The lowest and the highest score.
fn bounds(settings: &Settings) -> (f64, f64) {
    (settings.number("min").unwrap_or(0.0), settings.number("max").unwrap_or(100.0))
}

impl Method for ZScore {
    fn name(&self) -> &'static str {
        "z_score"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "标准分：平均分 + 每个标准差的分 × (值 − 同组平均) ÷ 同组标准差；越低越好时反号",
            "mean + sd × (value − the group's mean) ÷ the group's standard deviation; mirrored where lower is better",
        )
    }

    fn source(&self) -> &'static str {
        "M33; OECD/JRC Handbook on Constructing Composite Indicators (2008), step 5; T score of mean 50 and deviation 10"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn compares(&self) -> bool {
        true
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if checking.settings.number("sd").is_some_and(|sd| sd <= 0.0) {
            let message = words!("`sd` 要大于 0", "`sd` must be above 0");
            found.push(finding(checking, "sd", SETTING, message));
        }
        let (min, max) = bounds(checking.settings);
        let mean = checking.settings.number("mean").unwrap_or(50.0);
        if !(min <= mean && mean <= max && min < max) {
            let message = words!(
                "平均分 {mean} 要在最低得分 {min} 与最高得分 {max} 之间",
                "the mean {mean} must lie between the lowest score {min} and the highest {max}"
            );
            found.push(finding(checking, "mean", SETTING, message));
        }
        found
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let number = |key: &str, default| rule.settings.number(key).unwrap_or(default);
        let (mean, sd) = (number("mean", 50.0), number("sd", 10.0));
        let how = words!(
            "同组平均得 {mean}，每好一个标准差加 {sd}",
            "{mean} at the group's mean, {sd} for each standard deviation better"
        );
        Rule::between(how, number("min", 0.0), number("max", 100.0))
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let b = &mut *scope.builder;
        let value = b.at_subject(value);
        let mean = b.over_peers(Agg::Mean, value, None, scope.peers);
        let mut deviation = b.over_peers(Agg::Std, value, None, scope.peers);
        if settings.text("of") == Some("population") {
            let count = b.over_peers(Agg::Count, value, None, scope.peers);
            let one = b.number(1.0);
            let less = b.binary(Binary::Sub, count, one);
            let share = b.binary(Binary::Div, less, count);
            let root = b.unary(Unary::Sqrt, share);
            deviation = b.binary(Binary::Mul, deviation, root);
        }
        let better = if scope.higher { b.binary(Binary::Sub, value, mean) } else { b.binary(Binary::Sub, mean, value) };
        let standard = b.binary(Binary::Div, better, deviation);
        let sd = b.number(settings.number("sd").unwrap_or(10.0));
        let middle = b.number(settings.number("mean").unwrap_or(50.0));
        let points = b.binary(Binary::Mul, sd, standard);
        let score = b.binary(Binary::Add, middle, points);
        let (min, max) = bounds(settings);
        let score = b.clamp(score, min, max);
        match settings.number("all_equal") {
            Some(score_if_equal) => {
                let (least, most) = (
                    b.over_peers(Agg::Min, value, None, scope.peers),
                    b.over_peers(Agg::Max, value, None, scope.peers),
                );
                let equal = b.binary(Binary::Eq, least, most);
                // A subject without a value has no score even then.
                let there = b.binary(Binary::Eq, value, least);
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
                written: "z_score = {}",
                better: Some(Better::Higher),
                values: &["1", "2", "3", ""],
                scores: &["40", "50", "60", "missing"],
            },
            MethodExample {
                written: "z_score = { of = \"population\" }",
                better: Some(Better::Higher),
                values: &["2", "4", "4", "4", "5", "5", "7", "9"],
                scores: &["35", "45", "45", "45", "50", "50", "60", "70"],
            },
            MethodExample {
                written: "z_score = { mean = 0, sd = 1, min = -3, max = 3 }",
                better: Some(Better::Lower),
                values: &["1", "2", "3"],
                scores: &["1", "0", "-1"],
            },
            MethodExample {
                written: "z_score = {}",
                better: None,
                values: &["7", "7"],
                scores: &["undefined", "undefined"],
            },
            MethodExample {
                written: "z_score = { all_equal = 50 }",
                better: None,
                values: &["7", "7", ""],
                scores: &["50", "50", "missing"],
            },
        ]
    }
}
