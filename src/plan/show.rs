//! A plan as text, for snapshots and for reading.

use std::fmt::Write;

use super::{Grain, Op, Plan};

/// One line a node: `%7 subject number = Binary(Div, %3, %5)`.
pub fn show(plan: &Plan) -> String {
    let mut out = String::new();
    for (index, node) in plan.nodes.iter().enumerate() {
        let grain = match node.grain {
            Grain::One => "one".to_string(),
            Grain::Subject => "subject".to_string(),
            Grain::Table(table) => plan.tables[table.0 as usize].name.to_string(),
            Grain::Peers(peers) => format!("peers{}", peers.0),
        };
        let text = match &node.op {
            Op::Number(value) => format!("{}", value.0),
            Op::Text(text) => format!("{text:?}"),
            Op::Column(name) => format!("column {name}"),
            other => format!("{other:?}").replace("NodeId(", "%(").replace("Real(", "("),
        };
        let _ = writeln!(out, "%{index} {grain} {:?} = {text}", node.kind);
    }
    out
}
