//! Building a plan: every node once, whoever asks for it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Agg, At, Binary, DatePart, Grain, Is, Nary, Node, NodeId, Op, PeersId, Real, TableId, Unary};
use crate::table::{Kind, Nothing};

/// Collects nodes. Equal operators on equal inputs at one grain are one node, so whatever is
/// written twice in a rubric is computed once.
#[derive(Debug, Default)]
pub struct Builder {
    nodes: Vec<Node>,
    known: FxHashMap<(Op, Grain, Kind), NodeId>,
}

impl Builder {
    pub fn new() -> Builder {
        Builder::default()
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn grain(&self, id: NodeId) -> Grain {
        self.node(id).grain
    }

    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    pub fn finish(self) -> Vec<Node> {
        self.nodes
    }

    /// The figure of a constant.
    pub fn constant(&self, id: NodeId) -> Option<f64> {
        match self.node(id).op {
            Op::Number(Real(value)) => Some(value),
            _ => None,
        }
    }

    pub fn push(&mut self, op: Op, grain: Grain, kind: Kind) -> NodeId {
        let key = (op, grain, kind);
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node { op: key.0.clone(), grain, kind });
        self.known.insert(key, id);
        id
    }

    pub fn number(&mut self, value: f64) -> NodeId {
        self.push(Op::Number(Real(value)), Grain::One, Kind::Number)
    }

    pub fn boolean(&mut self, value: bool) -> NodeId {
        self.push(Op::Number(Real(f64::from(u8::from(value)))), Grain::One, Kind::Bool)
    }

    pub fn text(&mut self, value: &str) -> NodeId {
        self.push(Op::Text(value.into()), Grain::One, Kind::Text)
    }

    pub fn nothing(&mut self, nothing: Nothing, kind: Kind) -> NodeId {
        self.push(Op::Nothing(nothing), Grain::One, kind)
    }

    pub fn column(&mut self, table: TableId, name: &str, kind: Kind) -> NodeId {
        self.push(Op::Column(Arc::from(name)), Grain::Table(table), kind)
    }

    pub fn unary(&mut self, op: Unary, a: NodeId) -> NodeId {
        let kind = if op == Unary::Not { Kind::Bool } else { Kind::Number };
        self.push(Op::Unary(op, a), self.grain(a), kind)
    }

    pub fn binary(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        let kind = match op {
            Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Rem | Binary::Pow => Kind::Number,
            Binary::DaysBetween | Binary::HoursBetween | Binary::WorkingDays => Kind::Number,
            Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => Kind::Bool,
            Binary::And | Binary::Or | Binary::Contains | Binary::StartsWith => Kind::Bool,
        };
        let grain = self.join(&[a, b]);
        self.push(Op::Binary(op, a, b), grain, kind)
    }

    pub fn nary(&mut self, op: Nary, all: Vec<NodeId>) -> NodeId {
        let grain = self.join(&all);
        self.push(Op::Nary(op, all), grain, Kind::Number)
    }

    pub fn select(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> NodeId {
        let grain = self.join(&[condition, then, otherwise]);
        let kind = self.kind(then);
        self.push(Op::Select { condition, then, otherwise }, grain, kind)
    }

    pub fn coalesce(&mut self, all: Vec<NodeId>) -> NodeId {
        let grain = self.join(&all);
        let kind = self.kind(all[0]);
        self.push(Op::Coalesce(all), grain, kind)
    }

    pub fn is(&mut self, what: Is, input: NodeId) -> NodeId {
        self.push(Op::Is(what, input), self.grain(input), Kind::Bool)
    }

    pub fn round(&mut self, input: NodeId, decimals: i32) -> NodeId {
        self.push(Op::Round { input, decimals }, self.grain(input), Kind::Number)
    }

    /// min(max(input, low), high)
    pub fn clamp(&mut self, input: NodeId, low: f64, high: f64) -> NodeId {
        let (low, high) = (self.number(low), self.number(high));
        let floored = self.nary(Nary::Max, vec![input, low]);
        self.nary(Nary::Min, vec![floored, high])
    }

    pub fn date_part(&mut self, part: DatePart, input: NodeId) -> NodeId {
        self.push(Op::DatePart(part, input), self.grain(input), Kind::Number)
    }

    pub fn gather(&mut self, agg: Agg, input: NodeId, filter: Option<NodeId>, to: Grain) -> NodeId {
        let kind = match agg {
            Agg::Only | Agg::First { .. } | Agg::Last { .. } | Agg::Min | Agg::Max => self.kind(input),
            _ => Kind::Number,
        };
        self.push(Op::Gather { agg, input, filter, to }, to, kind)
    }

    /// A peer-group figure of a subject column, back at each subject.
    pub fn over_peers(&mut self, agg: Agg, input: NodeId, filter: Option<NodeId>, peers: PeersId) -> NodeId {
        let gathered = self.gather(agg, input, filter, Grain::Peers(peers));
        self.push(Op::Spread { input: gathered, to: Grain::Subject }, Grain::Subject, self.kind(gathered))
    }

    /// An aggregate over the rows that agree in every `by`, at each of them.
    pub fn window(&mut self, agg: Agg, input: NodeId, by: Vec<NodeId>) -> NodeId {
        let mut all = vec![input];
        all.extend(&by);
        let grain = self.join(&all);
        let kind = match agg {
            Agg::Only | Agg::Min | Agg::Max => self.kind(input),
            _ => Kind::Number,
        };
        self.push(Op::Window { agg, input, by, at: None }, grain, kind)
    }

    /// An aggregate over the rows whose `by` equals `at`, at the rows that have `at`.
    pub fn window_at(&mut self, agg: Agg, input: NodeId, by: Vec<NodeId>, at: At, rows: TableId) -> NodeId {
        let kind = if agg == Agg::Only { self.kind(input) } else { Kind::Number };
        self.push(Op::Window { agg, input, by, at: Some(at) }, Grain::Table(rows), kind)
    }

    pub fn shift(&mut self, input: NodeId, periods: u32) -> NodeId {
        self.push(Op::Shift { input, periods }, self.grain(input), self.kind(input))
    }

    /// A constant at the subject grain, for operators that need a column there.
    pub fn at_subject(&mut self, input: NodeId) -> NodeId {
        if self.grain(input) == Grain::Subject {
            return input;
        }
        self.push(Op::Spread { input, to: Grain::Subject }, Grain::Subject, self.kind(input))
    }

    /// The grain of an operator over these operands.
    ///
    /// # Panics
    /// When they live on different rows: the checker refuses such formulas.
    fn join(&self, all: &[NodeId]) -> Grain {
        let mut grain = Grain::One;
        for id in all {
            match (grain, self.grain(*id)) {
                (_, Grain::One) => {}
                (Grain::One, other) => grain = other,
                (one, other) => assert_eq!(one, other, "operands live on different rows"),
            }
        }
        grain
    }
}
