//! Behind every element: how many rows count, and for which reason others do not.

use super::View;
use crate::eval::stream::gathers;
use crate::plan::{Grain, NodeId, RowsNodes};
use crate::result::{Counts, ElementRows, RowCounts};
use crate::table::{Lane, Nothing};

/// For each element; `None` for those that no rows are behind.
pub fn all(view: &View<'_>) -> Vec<Option<ElementRows>> {
    let outputs = &view.program.outputs;
    let nodes = outputs.elements.iter().zip(&outputs.element_rows).enumerate();
    nodes.map(|(at, (element, rows))| rows.map(|rows| of_element(view, at, *element, rows))).collect()
}

fn of_element(view: &View<'_>, position: usize, element: NodeId, nodes: RowsNodes) -> ElementRows {
    let index = usize::from(nodes.table.0);
    // Whose rows they are only details tell.
    let summed = |counts: Counts| if view.lanes.is_gone(element) { Counts::Sum(counts.sum()) } else { counts };
    if let Some(passed) = view.bound.passed(nodes.table) {
        let of = |subject: &usize| passed.counts(position, *subject, view.period);
        return ElementRows { table: index, counts: summed(Counts::Each(view.subjects.iter().map(of).collect())) };
    }
    let gathers = gathers(&view.program.plan, element, nodes.table);
    let ballots: Vec<NodeId> = view
        .program
        .outputs
        .ballots
        .iter()
        .filter(|ballot| ballot.table == nodes.table)
        .map(|ballot| ballot.counts)
        .collect();
    if let (None, [], [(input, None)]) = (nodes.filter, ballots.as_slice(), gathers.as_slice())
        && let Some(counts) = one_each(view, *input, index)
    {
        return ElementRows { table: index, counts: summed(counts) };
    }
    let mut counts = gone(view, index);
    if let Some(link) = view.bound.links.get(index) {
        for (subject, counts) in view.subjects.iter().zip(&mut counts) {
            let slot = if link.is_always() { *subject } else { view.slice.row(*subject) };
            for row in link.buckets().get(slot).iter().map(|row| *row as usize) {
                *reason(view, row, nodes.filter, &ballots, &gathers, counts) += 1;
            }
        }
    }
    ElementRows { table: index, counts: summed(Counts::Each(counts)) }
}

/// Of a table with one row for everybody, as large rosters are, nothing has to be counted.
fn one_each(view: &View<'_>, input: NodeId, index: usize) -> Option<Counts> {
    let (subjects, table) = (view.bound.subjects.len(), view.bound.tables.get(index)?);
    let lane = view.lanes.get(input);
    let whole = view.subjects.len() == subjects && lane.len() == table.rows && table.rows > 1;
    if !whole || view.bound.gone.get(index).is_some_and(|gone| !gone.is_empty()) {
        return None;
    }
    let link = view.bound.links.get(index)?;
    let start = if link.is_always() { 0 } else { view.slice.row(0) };
    let rows = link.buckets().singles(start..start + subjects)?;
    let nothings = match lane {
        Lane::Numbers(numbers) => &numbers.nothings,
        Lane::Texts(texts) => return Some(Counts::One(subjects, taken(rows, &texts.nothings).into())),
    };
    let in_order = nothings.len() == rows.len() && rows.iter().enumerate().all(|(at, row)| at == *row as usize);
    Some(Counts::One(subjects, if in_order { nothings.clone() } else { taken(rows, nothings).into() }))
}

/// Empty where there is no nothing.
fn taken(rows: &[u32], nothings: &[Option<Nothing>]) -> Vec<Option<Nothing>> {
    if nothings.is_empty() {
        return Vec::new();
    }
    rows.iter().map(|row| nothings.get(*row as usize).copied().flatten()).collect()
}

/// What was taken out before anything was gathered.
fn gone(view: &View<'_>, table: usize) -> Vec<RowCounts> {
    let mut counts = vec![RowCounts::default(); view.subjects.len()];
    for row in view.bound.gone.get(table).into_iter().flatten() {
        let here = row.period.is_none_or(|period| period == view.period);
        // Those on the roster stand in order.
        if let (true, Ok(at)) = (here, view.subjects.binary_search(&row.subject)) {
            *(if row.void { &mut counts[at].void } else { &mut counts[at].dropped }) += 1;
        }
    }
    counts
}

/// Where a row of the subject is counted.
fn reason<'c>(
    view: &View<'_>,
    row: usize,
    filter: Option<NodeId>,
    ballots: &[NodeId],
    gathers: &[(NodeId, Option<NodeId>)],
    counts: &'c mut RowCounts,
) -> &'c mut usize {
    let holds = |node: NodeId| match view.lanes.get(node) {
        Lane::Numbers(numbers) => {
            let row = at(view, node, row);
            if row < numbers.len() { numbers.get(row).ok().map(|value| value != 0.0) } else { None }
        }
        Lane::Texts(_) => None,
    };
    if ballots.iter().any(|counts| holds(*counts) == Some(false)) {
        return &mut counts.ballot;
    }
    match filter.map(holds) {
        Some(None) => return &mut counts.undecided,
        Some(Some(false)) => return &mut counts.filtered,
        Some(Some(true)) | None => {}
    }
    let blank = |(input, filter): &(NodeId, Option<NodeId>)| match filter.map(holds) {
        // What an aggregate asks of the row cannot be said of it.
        Some(None) => true,
        Some(Some(false)) => false,
        Some(Some(true)) | None => {
            let (lane, row) = (view.lanes.get(*input), at(view, *input, row));
            row >= lane.len() || lane.nothing(row).is_some()
        }
    };
    if gathers.iter().any(blank) { &mut counts.missing } else { &mut counts.counted }
}

/// The place of a row in the lane of a node, which may be a constant.
fn at(view: &View<'_>, node: NodeId, row: usize) -> usize {
    if view.program.plan.node(node).grain == Grain::One { 0 } else { row }
}
