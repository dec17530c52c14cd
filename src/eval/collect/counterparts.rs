//! Rows of another table that a check holds a row against: where they are and what they say.

use std::collections::BTreeSet;

use super::View;
use super::figure::figure;
use crate::diagnostic::Cell;
use crate::eval::run::across::Found;
use crate::plan::{CheckNode, Grain, NodeId, Op, TableId};
use crate::table::Lane;
use crate::text::Words;

/// How many counterparts of one row are pointed at.
const NAMED: usize = 3;

/// What the rows of a check are held against.
pub struct Counterparts<'a> {
    view: &'a View<'a>,
    looks: Vec<Look>,
}

/// One look from a condition into another table.
struct Look {
    /// The condition it belongs to.
    holds: NodeId,
    input: NodeId,
    table: TableId,
    found: Found,
}

impl<'a> Counterparts<'a> {
    pub fn of(view: &'a View<'a>, node: &CheckNode) -> Counterparts<'a> {
        let plan = &view.program.plan;
        let mut looks = Vec::new();
        for clause in &node.clauses {
            let (mut open, mut seen) = (vec![clause.holds], BTreeSet::new());
            while let Some(id) = open.pop() {
                if !seen.insert(id) {
                    continue;
                }
                let node = plan.node(id);
                let Op::Window { input, by, at: Some(at), .. } = &node.op else {
                    open.extend(node.op.inputs());
                    continue;
                };
                let table = by.iter().find_map(|key| match plan.node(*key).grain {
                    Grain::Table(table) => Some(table),
                    Grain::One | Grain::Subject | Grain::Peers(_) => None,
                });
                // How many there are is no figure of theirs.
                let counts = plan.node(*input).grain == Grain::One;
                let found = Found::new(plan, view.bound, view.lanes, node.grain, by, at);
                if let (Some(table), Some(found), false) = (table, found, counts) {
                    looks.push(Look { holds: clause.holds, input: *input, table, found });
                }
            }
        }
        Counterparts { view, looks }
    }

    /// The cells that a failing row is held against, with their figures.
    pub fn at(&self, row: usize) -> Vec<(Cell, Words)> {
        let view = self.view;
        let fails = |holds: NodeId| match view.lanes.get(holds) {
            Lane::Numbers(numbers) => row < numbers.len() && numbers.get(row) == Ok(0.0),
            Lane::Texts(_) => false,
        };
        let mut all = Vec::new();
        for look in self.looks.iter().filter(|look| fails(look.holds)) {
            let input = view.program.plan.node(look.input);
            let column = if let Op::Column(name) = &input.op { Some(&**name) } else { None };
            let cells = look.found.rows(row).iter().filter_map(|other| {
                let other = *other as usize;
                Some((
                    view.bound.cell(look.table, column, other)?,
                    figure(view.lanes.get(look.input), input.kind, other),
                ))
            });
            let mut cells: Vec<(Cell, Words)> = cells.collect();
            cells.sort_by(|a, b| a.0.cmp(&b.0));
            let more = cells.len().saturating_sub(NAMED);
            cells.truncate(NAMED);
            if let Some((_, last)) = cells.last_mut().filter(|_| more > 0) {
                last.zh.push_str(&format!("；另有 {more} 行"));
                last.en.push_str(&format!("; and {more} more"));
            }
            all.append(&mut cells);
        }
        all
    }
}
