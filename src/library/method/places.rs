//! A score for each place.

use super::{Checking, DIRECTION, Method, MethodExample, Rule, SETTING_MISSING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{Closed, Grain, NodeId, Op, RankKey, Real, Ties};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::table::Kind;
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct Places;

static SHAPE: Shape = Shape {
    name: "score.places",
    keys: &[
        Key::required("values", Ty::Numbers, "第一名、第二名……的得分", "the scores of the first, the second, …"),
        Key::new("rest", Ty::Number, "其余名次的得分，默认 0", "the score of all others, 0 if not given"),
        Key::new("last", Ty::Number, "最后一名的得分", "the score of the last"),
    ],
};

impl Method for Places {
    fn name(&self) -> &'static str {
        "places"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        ("按名次计分：第一名、第二名……各得多少，并列者同分", "a score for each place in the group; ties get the same")
    }

    fn source(&self) -> &'static str {
        "M27: rank → value tables; a group smaller than the list keeps the upper places"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn compares(&self) -> bool {
        true
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let values = checking.settings.numbers("values").unwrap_or_default();
        let mut found = Vec::new();
        if values.is_empty() {
            let message = words!("没有写各名次的得分", "no scores of places are given");
            found.push(finding(checking, "values", SETTING_MISSING, message));
        }
        let all: Vec<f64> = values
            .iter()
            .copied()
            .chain(checking.settings.number("rest"))
            .chain(checking.settings.number("last"))
            .collect();
        if all.windows(2).any(|pair| pair[1] > pair[0]) {
            let message = words!("名次越靠后得分反而越高", "a lower place scores more");
            found.push(finding(checking, "values", DIRECTION, message).help(words!(
                "从第一名起依次写，如 `[100, 80, 60]`",
                "start with the first place, such as `[100, 80, 60]`"
            )));
        }
        found
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let values = rule.settings.numbers("values").unwrap_or_default();
        let scores: Vec<String> = values.iter().map(ToString::to_string).collect();
        let (list, rest) = (scores.join("、"), rule.settings.number("rest").unwrap_or(0.0));
        let mut said = Words {
            zh: format!("依名次得 {list}，其余 {rest}"),
            en: format!("by place {}, the others {rest}", scores.join(", ")),
        };
        if let Some(last) = rule.settings.number("last") {
            said.zh.push_str(&format!("，最后一名 {last}"));
            said.en.push_str(&format!(", the last {last}"));
        }
        said
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let values = settings.numbers("values").unwrap_or_default();
        let rest = settings.number("rest").unwrap_or(0.0);
        let b = &mut *scope.builder;
        let value = b.at_subject(value);
        let rank = |b: &mut crate::plan::Builder, descending: bool| {
            let keys = vec![RankKey { node: value, descending }];
            b.push(Op::Rank { keys, within: scope.peers, ties: Ties::Min }, Grain::Subject, Kind::Number)
        };
        let place = rank(b, scope.higher);
        // Edges 2, 3, …: up to the first edge the first score, then the second, …, then the rest.
        let edges = (2..values.len() + 2).map(|place| Real(place as f64)).collect();
        let scores = values.iter().copied().chain([rest]).map(Real).collect();
        let op = Op::Steps { input: place, edges, closed: Closed::Lower, values: scores };
        let score = b.push(op, Grain::Subject, Kind::Number);
        match settings.number("last") {
            Some(last) => {
                let from_last = rank(b, !scope.higher);
                let one = b.number(1.0);
                let is_last = b.binary(crate::plan::Binary::Eq, from_last, one);
                // Where all are equal everybody is first and nobody is last.
                let not_first = b.binary(crate::plan::Binary::Gt, place, one);
                let both = b.binary(crate::plan::Binary::And, is_last, not_first);
                let last = b.number(last);
                b.select(both, last, score)
            }
            None => score,
        }
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "places = { values = [100, 90, 80], rest = 60 }",
                better: Some(Better::Higher),
                values: &["5", "9", "7", "1", "9", ""],
                scores: &["60", "100", "80", "60", "100", "missing"],
            },
            MethodExample {
                written: "places = { values = [100, 90], rest = 70, last = 50 }",
                better: Some(Better::Lower),
                values: &["1", "2", "3", "4"],
                scores: &["100", "90", "70", "50"],
            },
        ]
    }
}
