//! The share of peers beaten.

use super::{Checking, Method, MethodExample, Scope};
use crate::diagnostic::Diagnostic;
use crate::plan::{Agg, Binary, Builder, Grain, NodeId, Op, RankKey, Ties};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::table::Kind;

#[derive(Debug)]
pub struct Percentile;

static SHAPE: Shape = Shape {
    name: "score.percentile",
    keys: &[
        Key::new(
            "ties",
            Ty::Choice(&["beaten", "mean", "shared"]),
            "并列者：beaten 只算超过的人（默认），mean 取平均名次，shared 共占前面的名次",
            "ties: beaten counts those who are worse (if not given), mean takes the mean place, shared the best one",
        ),
        Key::new(
            "alone",
            Ty::Number,
            "组内只有一人时的得分；不写则为无意义",
            "the score in a group of one; if not given it is undefined",
        ),
    ],
};

impl Method for Percentile {
    fn name(&self) -> &'static str {
        "percentile"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "百分位，即名次分（波达计分）(n − 名次) / (n − 1) × 100：超过同组其他人的百分之几，并列者相同",
            "the percentage of the other peers who are worse, ties get the same; also the rank score (Borda count) (n − place) / (n − 1) × 100",
        )
    }

    fn source(&self) -> &'static str {
        "M11, M28: after-sales composite `打败商家占比`; rank sums and Borda counts"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn compares(&self) -> bool {
        true
    }

    fn check(&self, _: &Checking<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let b = &mut *scope.builder;
        let value = b.at_subject(value);
        // The place counted from the worst: one more than the number of peers who are worse.
        let from_worst = |b: &mut Builder, ties: Ties| {
            let keys = vec![RankKey { node: value, descending: !scope.higher }];
            b.push(Op::Rank { keys, within: scope.peers, ties }, Grain::Subject, Kind::Number)
        };
        let place = match settings.text("ties") {
            Some("shared") => from_worst(b, Ties::Max),
            Some("mean") => {
                let (least, most) = (from_worst(b, Ties::Min), from_worst(b, Ties::Max));
                let sum = b.binary(Binary::Add, least, most);
                let two = b.number(2.0);
                b.binary(Binary::Div, sum, two)
            }
            _ => from_worst(b, Ties::Min),
        };
        let size = b.over_peers(Agg::Count, value, None, scope.peers);
        let (one, hundred) = (b.number(1.0), b.number(100.0));
        let worse = b.binary(Binary::Sub, place, one);
        let others = b.binary(Binary::Sub, size, one);
        let share = b.binary(Binary::Div, worse, others);
        let score = b.binary(Binary::Mul, share, hundred);
        match settings.number("alone") {
            Some(alone) => {
                let single = b.binary(Binary::Eq, size, one);
                // A subject without a value has no score even then.
                let there = b.binary(Binary::Ge, place, one);
                let both = b.binary(Binary::And, there, single);
                let fixed = b.number(alone);
                b.select(both, fixed, score)
            }
            None => score,
        }
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "percentile = {}",
                better: Some(Better::Higher),
                values: &["1", "2", "3", "3", "5", ""],
                scores: &["0", "25", "50", "50", "100", "missing"],
            },
            MethodExample {
                written: "percentile = {}",
                better: Some(Better::Lower),
                values: &["1", "2", "3"],
                scores: &["100", "50", "0"],
            },
            MethodExample {
                written: "percentile = { ties = \"mean\" }",
                better: Some(Better::Higher),
                values: &["1", "2", "3", "3", "5", ""],
                scores: &["0", "25", "62.5", "62.5", "100", "missing"],
            },
            MethodExample {
                written: "percentile = { ties = \"shared\" }",
                better: Some(Better::Higher),
                values: &["1", "2", "3", "3", "5"],
                scores: &["0", "25", "75", "75", "100"],
            },
            MethodExample {
                written: "percentile = { alone = 80 }",
                better: Some(Better::Higher),
                values: &["4"],
                scores: &["80"],
            },
        ]
    }
}
