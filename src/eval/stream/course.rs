//! Which tables can pass by, and what is to be gathered from them.

use std::collections::BTreeSet;

use crate::diagnostic::Severity;
use crate::eval::kernel::statistic::Running;
use crate::plan::{Agg, Grain, NodeId, Op, Outputs, PeriodSpec, Plan, Program, TableId, TableSpec};
use crate::rubric::Rubric;
use crate::table::{Cycle, Kind};

/// What is gathered from the rows of one table.
#[derive(Debug, Clone)]
pub struct Course {
    pub table: TableId,
    /// What has to be computed of each row, inputs first.
    pub maps: Vec<NodeId>,
    /// Values that are the same for all rows.
    pub constants: Vec<NodeId>,
    pub gathers: Vec<Gathered>,
    /// Conditions on rows.
    pub sieves: Vec<NodeId>,
    pub pairs: Vec<Pair>,
    /// Of elements that are made of its rows.
    pub elements: Vec<ElementShape>,
}

/// A gather, and which of the pairs it is made of.
#[derive(Debug, Clone, Copy)]
pub struct Gathered {
    pub node: NodeId,
    pub agg: Agg,
    pub pair: usize,
}

/// Values under a condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub input: NodeId,
    /// Which of the sieves.
    pub sieve: Option<usize>,
    pub need: Need,
}

/// What is kept of values besides how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    Count,
    Sum,
    /// The sum, the least and the greatest.
    Moments,
}

/// How it is known what became of the rows behind an element.
#[derive(Debug, Clone)]
pub struct ElementShape {
    pub element: usize,
    pub rows: RowsShape,
}

#[derive(Debug, Clone)]
pub enum RowsShape {
    /// All rows but those without a value.
    All { pair: usize },
    /// Those that the element's own condition keeps.
    Kept { pair: usize, sieve: usize },
    /// All; what is gathered asks for something besides.
    Asked { pair: usize, sieve: usize },
    /// Looked at row by row.
    Any { filter: Option<NodeId>, gathers: Vec<(NodeId, Option<NodeId>)> },
}

/// The tables of which nothing is needed but what can be gathered while their rows pass by.
pub fn courses(rubric: &Rubric, program: &Program) -> Vec<Course> {
    // What was void, and what an objection corrected, is told by evaluating all of the data again.
    if !rubric.voids.is_empty() || rubric.objections.is_some() {
        return Vec::new();
    }
    let plan = &program.plan;
    let roster = plan.tables.get(usize::from(plan.roster.table.0));
    // Who is on the roster in which period decides about rows.
    if roster.is_none_or(|roster| roster.period != PeriodSpec::Always && plan.cycle != Cycle::Once) {
        return Vec::new();
    }
    let needed = needed(program);
    let tables = (0..plan.tables.len()).map(|index| TableId(index as u16));
    tables.filter_map(|table| course(rubric, program, &needed, table)).collect()
}

/// Nodes that results are made of, and what they read.
fn needed(program: &Program) -> Vec<bool> {
    let plan = &program.plan;
    let mut needed = vec![false; plan.nodes.len()];
    let mut open = program.outputs.nodes();
    open.extend(plan.peers.iter().flatten());
    open.extend(plan.roster.filter);
    open.extend(plan.tables.iter().flat_map(|spec| spec.drop));
    while let Some(id) = open.pop() {
        let Some(seen) = needed.get_mut(id.0 as usize) else { continue };
        if !std::mem::replace(seen, true) {
            open.extend(plan.node(id).op.inputs());
        }
    }
    needed
}

fn course(rubric: &Rubric, program: &Program, needed: &[bool], table: TableId) -> Option<Course> {
    let plan = &program.plan;
    let spec = plan.tables.get(usize::from(table.0))?;
    let source = rubric.data.get(usize::from(table.0))?;
    let is_plain = source.rubric.is_none() && source.evidence.is_none() && source.exported.is_none();
    if table == plan.roster.table || !is_plain || !joins_plainly(plan, spec, table) {
        return None;
    }
    if asks_for_rows(program, table) || points_at_rows(rubric, program, table) {
        return None;
    }
    let mut course = Course {
        table,
        maps: Vec::new(),
        constants: Vec::new(),
        gathers: Vec::new(),
        sieves: Vec::new(),
        pairs: Vec::new(),
        elements: Vec::new(),
    };
    let grain = Grain::Table(table);
    for (index, node) in plan.nodes.iter().enumerate().filter(|(index, _)| needed.get(*index) == Some(&true)) {
        let id = NodeId(index as u32);
        if node.grain == grain {
            let of = |input: &NodeId| plan.node(*input).grain;
            let inputs = node.op.inputs();
            if !stays_in_row(&node.op) || inputs.iter().any(|input| of(input) != Grain::One && of(input) != grain) {
                return None;
            }
            course.maps.push(id);
            continue;
        }
        let reads = node.op.inputs().iter().any(|input| plan.node(*input).grain == grain);
        if reads {
            let Op::Gather { agg, input, filter, to: Grain::Subject } = &node.op else { return None };
            course.gather(plan, id, *agg, *input, *filter)?;
        }
        if node.grain == Grain::One {
            course.constants.push(id);
        }
    }
    let rows = program.outputs.element_rows.iter().zip(&program.outputs.elements).enumerate();
    for (element, (rows, node)) in rows {
        if let Some(rows) = rows.filter(|rows| rows.table == table) {
            let gathers = gathers(plan, *node, table);
            let rows = course.rows(rows.filter, gathers);
            course.elements.push(ElementShape { element, rows });
        }
    }
    Some(course)
}

impl Course {
    fn gather(&mut self, plan: &Plan, node: NodeId, agg: Agg, input: NodeId, filter: Option<NodeId>) -> Option<()> {
        Running::new(agg)?;
        let need = match agg {
            Agg::Count => Need::Count,
            Agg::Sum => Need::Sum,
            _ => Need::Moments,
        };
        if plan.node(input).kind == Kind::Text && need != Need::Count {
            return None;
        }
        let sieve = filter.map(|filter| self.sieve(filter));
        let known = self.pairs.iter().position(|pair| (pair.input, pair.sieve) == (input, sieve));
        let pair = known.unwrap_or_else(|| {
            self.pairs.push(Pair { input, sieve, need });
            self.pairs.len() - 1
        });
        if let Some(pair) = self.pairs.get_mut(pair) {
            pair.need = pair.need.max(need);
        }
        self.gathers.push(Gathered { node, agg, pair });
        Some(())
    }

    fn sieve(&mut self, filter: NodeId) -> usize {
        self.sieves.iter().position(|known| *known == filter).unwrap_or_else(|| {
            self.sieves.push(filter);
            self.sieves.len() - 1
        })
    }

    fn rows(&self, filter: Option<NodeId>, gathers: Vec<(NodeId, Option<NodeId>)>) -> RowsShape {
        let sieve_of = |filter: NodeId| self.sieves.iter().position(|known| *known == filter);
        if let [(input, asked)] = gathers.as_slice() {
            let sieve = asked.and_then(sieve_of);
            let pair = self.pairs.iter().position(|pair| pair.input == *input && pair.sieve == sieve);
            match (pair, filter, asked, sieve) {
                (Some(pair), None, None, _) => return RowsShape::All { pair },
                (Some(pair), None, Some(_), Some(sieve)) => return RowsShape::Asked { pair, sieve },
                (Some(pair), Some(own), Some(asked), Some(sieve)) if own == *asked => {
                    return RowsShape::Kept { pair, sieve };
                }
                _ => {}
            }
        }
        RowsShape::Any { filter, gathers }
    }
}

/// Whether each row belongs to one subject, by its key alone or through a table of keys.
fn joins_plainly(plan: &Plan, spec: &TableSpec, table: TableId) -> bool {
    let Some(key) = &spec.key else { return false };
    let shares = key.through.as_ref().is_some_and(|through| through.share.is_some() || through.table == table);
    let is_read = plan.tables.iter().filter_map(|spec| spec.key.as_ref()?.through.as_ref());
    key.of.is_none() && !shares && spec.void.is_empty() && !is_read.into_iter().any(|through| through.table == table)
}

/// Whether something looks at single rows.
fn asks_for_rows(program: &Program, table: TableId) -> bool {
    let (plan, grain) = (&program.plan, Grain::Table(table));
    let besides = Outputs { element_rows: Vec::new(), ..program.outputs.clone() };
    let at_rows = |id: &NodeId| plan.node(*id).grain == grain;
    besides.nodes().iter().any(at_rows)
}

/// Whether a finding may point at the rows behind a figure.
fn points_at_rows(rubric: &Rubric, program: &Program, table: TableId) -> bool {
    let plan = &program.plan;
    let mut behind = vec![false; plan.nodes.len()];
    for (index, node) in plan.nodes.iter().enumerate() {
        let reads = node.op.inputs().iter().any(|input| behind.get(input.0 as usize) == Some(&true));
        behind[index] = reads || node.grain == Grain::Table(table);
    }
    let is_behind = |id: NodeId| behind.get(id.0 as usize) == Some(&true);
    let checks = rubric.checks.iter().zip(&program.outputs.checks);
    let ranges = rubric.elements.iter().zip(&program.outputs.elements);
    checks.filter(|(check, _)| check.severity != Severity::Note).any(|(_, node)| is_behind(node.holds))
        || ranges.filter(|(element, _)| element.range.is_some()).any(|(_, node)| is_behind(*node))
}

/// Whether a row's value is made of values of that row; a spread, of a value that all rows have.
fn stays_in_row(op: &Op) -> bool {
    let is_source = matches!(op, Op::Column(_) | Op::Number(_) | Op::Text(_) | Op::Nothing(_));
    op.is_map() || is_source || matches!(op, Op::Spread { .. })
}

/// The gathers from a table that a node is made of: what is gathered, and on which condition.
pub fn gathers(plan: &Plan, node: NodeId, table: TableId) -> Vec<(NodeId, Option<NodeId>)> {
    let (mut open, mut seen, mut found) = (vec![node], BTreeSet::new(), Vec::new());
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = plan.node(id);
        match &node.op {
            Op::Gather { input, filter, to: Grain::Subject, .. } => {
                let of = |id: &NodeId| plan.node(*id).grain == Grain::Table(table);
                if of(input) || filter.as_ref().is_some_and(of) {
                    found.push((*input, *filter));
                }
            }
            op => open.extend(op.inputs()),
        }
    }
    found
}
