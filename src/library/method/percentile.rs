//! The share of peers beaten.

use super::{Checking, Method, MethodExample, Scope};
use crate::diagnostic::Diagnostic;
use crate::plan::{Agg, Binary, Grain, NodeId, Op, RankKey, Ties};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::table::Kind;

#[derive(Debug)]
pub struct Percentile;

static SHAPE: Shape = Shape {
    name: "score.percentile",
    keys: &[Key::new(
        "alone",
        Ty::Number,
        "组内只有一人时的得分；不写则为无意义",
        "the score in a group of one; if not given it is undefined",
    )],
};

impl Method for Percentile {
    fn name(&self) -> &'static str {
        "percentile"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "百分位：超过同组其他人的百分之几，并列者相同",
            "the percentage of the other peers who are worse; ties get the same",
        )
    }

    fn source(&self) -> &'static str {
        "M11: after-sales composite `打败商家占比`"
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
        let keys = vec![RankKey { node: value, descending: !scope.higher }];
        let place = b.push(Op::Rank { keys, within: scope.peers, ties: Ties::Min }, Grain::Subject, Kind::Number);
        let size = b.over_peers(Agg::Count, value, None, scope.peers);
        let (one, hundred) = (b.number(1.0), b.number(100.0));
        let worse = b.binary(Binary::Sub, place, one);
        let others = b.binary(Binary::Sub, size, one);
        let share = b.binary(Binary::Div, worse, others);
        let score = b.binary(Binary::Mul, share, hundred);
        match settings.number("alone") {
            Some(alone) => {
                let single = b.binary(Binary::Eq, size, place);
                let first = b.binary(Binary::Eq, place, one);
                let both = b.binary(Binary::And, single, first);
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
                written: "percentile = { alone = 80 }",
                better: Some(Better::Higher),
                values: &["4"],
                scores: &["80"],
            },
        ]
    }
}
