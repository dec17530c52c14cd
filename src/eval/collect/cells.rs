//! The figures a condition compares, and the cells of the files they were read from.

use super::View;
use crate::diagnostic::{Cell, Diagnostic};
use crate::plan::{Agg, Grain, NodeId, Op, PeersId, TableId};
use crate::table::{Lane, Nothing};
use crate::text::Words;
use crate::words;

/// A figure from so few cells names each of them; one from more, the first.
const EACH: usize = 2;
/// How many cells a finding names.
const MOST: usize = 8;

/// A figure that a condition reads: its element, and how many periods back it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Read {
    element: usize,
    back: u32,
}

/// Labels a finding about a subject with the cells of the figures that `holds` compares.
pub fn label(view: &View<'_>, holds: NodeId, subject: usize, mut finding: Diagnostic) -> Diagnostic {
    let mut room = MOST;
    for read in reads(view, holds) {
        finding = figure(view, read, subject, finding, &mut room);
    }
    finding
}

/// Labels a finding about a subject with the cells behind the figure of one element.
pub fn label_element(view: &View<'_>, element: usize, subject: usize, finding: Diagnostic) -> Diagnostic {
    let mut room = MOST;
    figure(view, Read { element, back: 0 }, subject, finding, &mut room)
}

/// The cells behind one figure, as far as there is room for them.
fn figure(view: &View<'_>, read: Read, subject: usize, mut finding: Diagnostic, room: &mut usize) -> Diagnostic {
    let (Some(element), Some(node)) =
        (view.rubric.elements.get(read.element), view.program.outputs.elements.get(read.element))
    else {
        return finding;
    };
    let Some(period) = earlier(view, read.back) else { return finding };
    let row = period * view.bound.subjects.len() + subject;
    let value = match view.lanes.few(*node).and_then(|few| few.get(row)) {
        Some(kept) => {
            let alone = Lane::Numbers(std::iter::once(kept).collect());
            super::figure::figure(&alone, element.kind, 0)
        }
        None => super::figure::figure(view.lanes.get(*node), element.kind, row),
    };
    let when = view.bound.periods.get(period).map(|period| period.name.as_str()).unwrap_or_default();
    let name = &element.id;
    let named = if read.back == 0 { format!("`{name}`") } else { format!("`{name}`（{when}）") };
    let named_en = if read.back == 0 { format!("`{name}`") } else { format!("`{name}` ({when})") };
    let gathered = rows_of(view, *node).is_some();
    for source in sources(view, *node, 0) {
        let Some(period) = earlier(view, read.back + source.back) else { continue };
        let (cells, rows) = cells(view, &source, subject, period);
        let table = view.program.plan.tables.get(usize::from(source.table.0));
        let table = table.map(|table| table.name.to_string()).unwrap_or_default();
        let few = cells.len() <= EACH;
        for cell in cells.into_iter().take(if few { EACH } else { 1 }) {
            if *room == 0 {
                return finding;
            }
            let mut said = Words { zh: format!("{named} {}", value.zh), en: format!("{named_en} {}", value.en) };
            let more = match (gathered, few) {
                (true, true) => Words::default(),
                // The cell holds another figure than the one that is said.
                (false, true) => words!("，由这里算出", ", computed from this"),
                (true, false) => words!(
                    "，来自 `{table}` 的 {rows} 行，这是第一行",
                    ", from {rows} rows of `{table}`, of which this is the first"
                ),
                (false, false) => words!(
                    "，由 `{table}` 的 {rows} 行算出，这是第一行",
                    ", computed from {rows} rows of `{table}`, of which this is the first"
                ),
            };
            said.zh.push_str(&more.zh);
            said.en.push_str(&more.en);
            let labels = finding.labels.len();
            finding = finding.at(cell, said);
            // One cell may come into a figure in two ways.
            let again = finding.labels.split_last().is_some_and(|(last, before)| before.contains(last));
            if again {
                finding.labels.truncate(labels);
            } else {
                *room -= 1;
            }
        }
    }
    finding
}

/// The period so many before the one that is shown; `None` if the data do not have it.
fn earlier(view: &View<'_>, back: u32) -> Option<usize> {
    let wanted = view.bound.periods.get(view.period)?.ordinal - i64::from(back);
    view.bound.periods.iter().position(|period| period.ordinal == wanted)
}

/// The elements a condition reads, in the order in which it names them, each once.
fn reads(view: &View<'_>, holds: NodeId) -> Vec<Read> {
    let (mut found, mut seen) = (Vec::new(), Vec::new());
    let mut open = vec![(holds, 0_u32)];
    while let Some((id, back)) = open.pop() {
        if seen.contains(&(id, back)) {
            continue;
        }
        seen.push((id, back));
        if let Some(element) = view.program.outputs.elements.iter().position(|node| *node == id) {
            found.push(Read { element, back });
            continue;
        }
        descend(view, id, back, &mut open);
    }
    // What is wrong is more often in the period that is shown.
    found.sort_by_key(|read: &Read| read.back);
    found
}

/// A gather from the rows of a table, and how many periods back.
struct Source {
    table: TableId,
    gather: NodeId,
    back: u32,
}

/// From which rows a figure comes.
fn sources(view: &View<'_>, node: NodeId, back: u32) -> Vec<Source> {
    let (mut found, mut seen) = (Vec::new(), Vec::new());
    let mut open = vec![(node, back)];
    while let Some((id, back)) = open.pop() {
        if seen.contains(&(id, back)) {
            continue;
        }
        seen.push((id, back));
        match rows_of(view, id) {
            Some(table) => found.push(Source { table, gather: id, back }),
            None => descend(view, id, back, &mut open),
        }
    }
    found
}

/// Puts the inputs of a node on the stack, the first on top. Figures of the peers are not looked
/// into: they are not this subject's.
fn descend(view: &View<'_>, id: NodeId, back: u32, open: &mut Vec<(NodeId, u32)>) {
    let node = view.program.plan.node(id);
    let back = if let Op::Shift { periods, .. } = &node.op { back + periods } else { back };
    for input in node.op.inputs().into_iter().rev() {
        if !matches!(view.program.plan.node(input).grain, Grain::Peers(_)) {
            open.push((input, back));
        }
    }
}

/// The table whose rows a node gathers for each subject, if it does.
fn rows_of(view: &View<'_>, id: NodeId) -> Option<TableId> {
    let Op::Gather { to: Grain::Subject, .. } = &view.program.plan.node(id).op else { return None };
    view.program.plan.node(id).op.inputs().into_iter().find_map(|input| match view.program.plan.node(input).grain {
        Grain::Table(table) => Some(table),
        Grain::One | Grain::Subject | Grain::Peers(_) => None,
    })
}

/// The cells behind a figure in the order of their files, and from how many rows they are. Where
/// one row decides, as a greatest does, the others are not named.
fn cells(view: &View<'_>, source: &Source, subject: usize, period: usize) -> (Vec<Cell>, usize) {
    let plan = &view.program.plan;
    let Op::Gather { agg, input, filter, .. } = &plan.node(source.gather).op else { return Default::default() };
    let number = |node: NodeId, row: usize| match view.lanes.get(node) {
        Lane::Numbers(numbers) if numbers.len() == 1 => numbers.get(0),
        Lane::Numbers(numbers) if row < numbers.len() => numbers.get(row),
        Lane::Numbers(_) | Lane::Texts(_) => Err(Nothing::NoRows),
    };
    let nothing = |row: usize| {
        let lane = view.lanes.get(*input);
        let row = if lane.len() == 1 { 0 } else { row };
        row >= lane.len() || lane.nothing(row).is_some()
    };
    let all = view.bound.rows_of(source.table, subject, period);
    let counts = |row: &usize| filter.is_none_or(|filter| number(filter, *row).is_ok_and(|flag| flag != 0.0));
    let all: Vec<usize> = all.into_iter().filter(counts).collect();
    let mut rows: Vec<usize> = all.iter().copied().filter(|row| !nothing(*row)).collect();
    if rows.is_empty() {
        // What shows why there is no figure is the cells that lack one.
        rows = all;
    }
    if matches!(agg, Agg::Min | Agg::Max) {
        let at = period * view.bound.subjects.len() + subject;
        let kept = view.lanes.few(source.gather).and_then(|few| few.get(at));
        let result = kept.unwrap_or_else(|| number(source.gather, at));
        let deciding: Vec<usize> = rows.iter().copied().filter(|row| number(*input, *row) == result).collect();
        if !deciding.is_empty() {
            rows = deciding;
        }
    }
    let mut columns = columns(view, *input);
    if columns.is_empty() {
        columns = filter.map(|filter| self::columns(view, filter)).unwrap_or_default();
    }
    let count = rows.len();
    let mut cells = Vec::new();
    for row in rows {
        if columns.is_empty() {
            cells.extend(view.bound.cell(source.table, None, row));
        }
        cells.extend(columns.iter().filter_map(|column| view.bound.cell(source.table, Some(column), row)));
    }
    (cells, count)
}

/// The columns that a figure of a row is read from, in the order in which it names them.
fn columns<'a>(view: &View<'a>, start: NodeId) -> Vec<&'a str> {
    let (mut found, mut seen, mut open) = (Vec::new(), Vec::new(), vec![start]);
    while let Some(id) = open.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        match &view.program.plan.node(id).op {
            Op::Column(name) => found.push(&**name),
            // What is spread from the subject is no cell of this table.
            Op::Spread { .. } => {}
            op => open.extend(op.inputs().into_iter().rev()),
        }
    }
    found
}

/// The division whose figures alone a condition reads, so that it says the same of every member.
pub fn shared_by(view: &View<'_>, holds: NodeId) -> Option<PeersId> {
    let plan = &view.program.plan;
    let (mut found, mut seen, mut open) = (None, Vec::new(), vec![holds]);
    while let Some(id) = open.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let node = plan.node(id);
        if node.grain == Grain::One {
            continue;
        }
        if let Grain::Peers(peers) = node.grain {
            // Of two divisions the finer: everybody together is the first.
            found = found.max(Some(peers));
            continue;
        }
        match &node.op {
            Op::PeriodDay(_) => {}
            Op::Gather { .. } | Op::Rank { .. } | Op::Column(_) => return None,
            op => open.extend(op.inputs()),
        }
    }
    found
}

/// `各对象` or the name of a group, as a finding about all of it says.
pub fn group_words(name: &str) -> Words {
    if name.is_empty() { words!("全体", "everybody together") } else { Words::same(format!("`{name}`")) }
}
