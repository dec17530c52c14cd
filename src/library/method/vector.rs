//! A share of the length or of the sum of the peers' values.

use super::{Checking, Method, MethodExample, Scope};
use crate::diagnostic::Diagnostic;
use crate::plan::{Agg, Binary, NodeId, Unary};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};

#[derive(Debug)]
pub struct Vector;

static SHAPE: Shape = Shape {
    name: "score.vector",
    keys: &[Key::new(
        "by",
        Ty::Choice(&["length", "sum"]),
        "除以平方和的平方根（length，默认）还是合计（sum）",
        "whether to divide by the root of the sum of squares (length, if not given) or by the sum",
    )],
};

impl Method for Vector {
    fn name(&self) -> &'static str {
        "vector"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "向量归一化：值 ÷ √(同组各值的平方和) × 100；越低越好时用 100 减去它",
            "value ÷ √(the group's sum of squares) × 100; 100 less that where lower is better",
        )
    }

    fn source(&self) -> &'static str {
        "Hwang & Yoon, Multiple Attribute Decision Making (1981): vector normalisation of TOPSIS; `sum`: share of the total"
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
        let whole = if settings.text("by") == Some("sum") {
            b.over_peers(Agg::Sum, value, None, scope.peers)
        } else {
            let square = b.binary(Binary::Mul, value, value);
            let sum = b.over_peers(Agg::Sum, square, None, scope.peers);
            b.unary(Unary::Sqrt, sum)
        };
        let share = b.binary(Binary::Div, value, whole);
        let hundred = b.number(100.0);
        let score = b.binary(Binary::Mul, share, hundred);
        if scope.higher { score } else { b.binary(Binary::Sub, hundred, score) }
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "vector = {}",
                better: Some(Better::Higher),
                values: &["3", "4", ""],
                scores: &["60", "80", "missing"],
            },
            MethodExample {
                written: "vector = {}",
                better: Some(Better::Lower),
                values: &["3", "4"],
                scores: &["40", "20"],
            },
            MethodExample {
                written: "vector = { by = \"sum\" }",
                better: Some(Better::Higher),
                values: &["1", "3"],
                scores: &["25", "75"],
            },
            MethodExample {
                written: "vector = {}",
                better: None,
                values: &["0", "0"],
                scores: &["undefined", "undefined"],
            },
        ]
    }
}
