//! The rows of a table that one figure was gathered from: how many counted, and their cells.

use super::phrase::Reader;
use super::scope::Scope;
use crate::diagnostic::Cell;
use crate::plan::{Agg, Grain, KeySpec, NodeId, Op, Share, TableId, Through};
use crate::result::Step;
use crate::table::{Lane, Table};
use crate::text::words::plural;
use crate::text::{Words, fold};
use crate::words;

/// How many cells a step names; the rest is counted.
const CELLS: usize = 6;
/// How many nicks of a binding table are named.
const NICKS: usize = 6;

/// What a gather from a table found for the subject.
#[derive(Debug, Default)]
pub struct Gathered {
    pub how: Vec<Words>,
    pub cells: Vec<Cell>,
    pub cell_count: usize,
    /// The bindings that brought rows to the subject.
    pub bindings: Vec<Step>,
}

impl Gathered {
    /// Puts what was found into a step.
    pub fn into_step(self, step: &mut Step) {
        step.how.extend(self.how);
        step.cells = self.cells;
        step.cell_count = self.cell_count;
        step.children.extend(self.bindings);
    }
}

/// The table whose rows a node gathers, if it does.
pub fn source(scope: Scope<'_>, gather: NodeId) -> Option<TableId> {
    let Op::Gather { agg, input, filter, to: Grain::Subject } = scope.op(gather)? else { return None };
    let order = if let Agg::First { order } | Agg::Last { order } = agg { Some(*order) } else { None };
    [Some(*input), *filter, order].into_iter().flatten().find_map(|id| match scope.node(id)?.grain {
        Grain::Table(table) => Some(table),
        Grain::One | Grain::Subject | Grain::Peers(_) => None,
    })
}

/// `None` for a node that gathers no table's rows. `said` tells that the step has named the
/// condition already.
pub fn gathered(scope: Scope<'_>, gather: NodeId, said: bool) -> Option<Gathered> {
    let id = source(scope, gather)?;
    let Op::Gather { agg, input, filter, .. } = scope.op(gather)? else { return None };
    let table = scope.facts.table(id)?;
    let all = scope.facts.rows(id, scope.subject, scope.period);

    let mut left_out = LeftOut::default();
    let (mut counted, mut blank) = (Vec::new(), Vec::new());
    for row in &all {
        match filter.map(|filter| at(scope, filter, *row)) {
            Some(None) => left_out.undecided += 1,
            Some(Some(0.0)) if on_void_ballot(scope, id, *row) => left_out.void += 1,
            Some(Some(0.0)) => left_out.failing += 1,
            _ if nothing_at(scope, *input, *row) => blank.push(*row),
            _ => counted.push(*row),
        }
    }
    left_out.blank = blank.len();

    let mut found = Gathered::default();
    if let Some(filter) = filter.filter(|_| !said) {
        let names = match scope.names.of(filter) {
            Some(named) => super::phrase::name(scope, named),
            None => Reader::new(scope).whole(filter).names,
        };
        found.how.push(Words { zh: format!("条件 {}", names.zh), en: format!("where {}", names.en) });
    }
    found.how.push(left_out.words(counted.len(), all.len(), &table.name));
    // What shows why there is no figure is the cells that lack one.
    let shown = if counted.is_empty() { blank } else { deciding(scope, gather, *agg, *input, counted.clone()) };
    let columns = columns(scope, id, *input, *filter);
    let mut cells = Vec::new();
    for row in &shown {
        for column in &columns {
            found.cell_count += 1;
            if cells.len() < CELLS {
                cells.extend(cell(table, *column, *row));
            }
        }
    }
    found.cells = cells;
    let from = if counted.is_empty() { &all } else { &counted };
    bindings(scope, id, table, from, &mut found);
    found.how.extend(papers(scope, id, table, from));
    Some(found)
}

/// Links to the papers behind the rows: the first few.
fn papers(scope: Scope<'_>, id: TableId, table: &Table, rows: &[usize]) -> Option<Words> {
    let column = scope.rubric.data.get(usize::from(id.0))?.evidence.as_ref()?;
    let mut links: Vec<String> = Vec::new();
    for link in rows.iter().filter_map(|row| text(table, column, *row)) {
        if !links.contains(&link) {
            links.push(link);
        }
    }
    let more = links.len().saturating_sub(CELLS);
    links.truncate(CELLS);
    let said = links.join("、");
    let (zh, en) =
        if more > 0 { (format!(" 等另 {more} 件"), format!(" and {more} more")) } else { Default::default() };
    let said_en = links.join(", ");
    (!links.is_empty()).then(|| words!("资料 {said}{zh}", "papers: {said_en}{en}"))
}

/// The figures of the rows that count, in no order.
pub fn values(scope: Scope<'_>, gather: NodeId) -> Vec<f64> {
    let (Some(id), Some(Op::Gather { input, filter, .. })) = (source(scope, gather), scope.op(gather)) else {
        return Vec::new();
    };
    let rows = scope.facts.rows(id, scope.subject, scope.period).into_iter();
    let counts = |row: &usize| filter.is_none_or(|filter| at(scope, filter, *row).is_some_and(|holds| holds != 0.0));
    rows.filter(counts).filter_map(|row| at(scope, *input, row)).collect()
}

#[derive(Default)]
struct LeftOut {
    failing: usize,
    void: usize,
    undecided: usize,
    blank: usize,
}

impl LeftOut {
    /// `12 行计入（共 15 行，2 行不满足条件，1 行空白）`
    fn words(&self, counted: usize, all: usize, table: &str) -> Words {
        if all == 0 {
            return words!("`{table}` 中没有归于此人此期的行", "no rows of this subject and period in `{table}`");
        }
        let en_counted = plural(counted, "row");
        let mut parts = vec![words!("共 {all} 行", "of {all}")];
        let mut note = |count: usize, words: Words| {
            if count > 0 {
                parts.push(words);
            }
        };
        let Self { failing, void, undecided, blank } = self;
        note(*void, words!("{void} 行在作废的票上", "{void} on void ballots"));
        note(*failing, words!("{failing} 行不满足条件", "{failing} outside the condition"));
        note(*undecided, words!("{undecided} 行条件无法判定", "{undecided} undecided"));
        note(*blank, words!("{blank} 行没有值", "{blank} without a value"));
        if counted == all {
            return words!("`{table}` {counted} 行计入", "{en_counted} of `{table}` counted");
        }
        let zh: Vec<&str> = parts.iter().map(|part| part.zh.as_str()).collect();
        let en: Vec<&str> = parts.iter().map(|part| part.en.as_str()).collect();
        Words {
            zh: format!("`{table}` {counted} 行计入（{}）", zh.join("，")),
            en: format!("{en_counted} of `{table}` counted ({})", en.join(", ")),
        }
    }
}

fn on_void_ballot(scope: Scope<'_>, table: TableId, row: usize) -> bool {
    let mut rules = scope.program.outputs.ballots.iter().filter(|nodes| nodes.table == table);
    rules.any(|nodes| at(scope, nodes.counts, row) == Some(0.0))
}

/// The figure of a row-level node in a row; `None` for a nothing.
fn at(scope: Scope<'_>, node: NodeId, row: usize) -> Option<f64> {
    let lane = scope.facts.lane(node);
    let row = if lane.len() == 1 && scope.node(node)?.grain == Grain::One { 0 } else { row };
    match lane {
        Lane::Numbers(numbers) if row < numbers.len() => numbers.get(row).ok(),
        Lane::Numbers(_) | Lane::Texts(_) => None,
    }
}

fn nothing_at(scope: Scope<'_>, node: NodeId, row: usize) -> bool {
    let lane = scope.facts.lane(node);
    let constant = scope.node(node).is_some_and(|node| node.grain == Grain::One);
    let row = if constant { 0 } else { row };
    row >= lane.len() || lane.nothing(row).is_some()
}

/// Of the rows that counted those whose value is the result, where one row gives it.
fn deciding(scope: Scope<'_>, gather: NodeId, agg: Agg, input: NodeId, counted: Vec<usize>) -> Vec<usize> {
    match agg {
        Agg::Min | Agg::Max | Agg::First { .. } | Agg::Last { .. } => {}
        Agg::Sum
        | Agg::Count
        | Agg::CountDistinct
        | Agg::Mean
        | Agg::Median
        | Agg::Quantile(_)
        | Agg::TrimmedMean(_)
        | Agg::DropEnds { .. }
        | Agg::Std
        | Agg::Only => {
            return counted;
        }
    }
    let lane = scope.facts.lane(input);
    let same = |row: &usize| match lane {
        Lane::Numbers(_) => scope.number(gather).ok() == at(scope, input, *row),
        Lane::Texts(texts) => *row < texts.len() && texts.get(*row).ok() == scope.text(gather),
    };
    let those: Vec<usize> = counted.iter().copied().filter(same).collect();
    if those.is_empty() { counted } else { those }
}

/// The columns a figure is read from: of what is gathered, or else of the condition; the key where
/// only rows are counted.
fn columns<'a>(scope: Scope<'a>, table: TableId, input: NodeId, filter: Option<NodeId>) -> Vec<Option<&'a str>> {
    for start in [Some(input), filter].into_iter().flatten() {
        let found = columns_below(scope, start);
        if !found.is_empty() {
            return found.into_iter().map(Some).collect();
        }
    }
    let spec = scope.program.plan.tables.get(usize::from(table.0));
    vec![spec.and_then(|spec| spec.key.as_ref()).map(|key| &*key.column)]
}

fn columns_below<'a>(scope: Scope<'a>, start: NodeId) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let (mut open, mut seen) = (vec![start], vec![start]);
    while let Some(id) = open.pop() {
        let Some(node) = scope.node(id) else { continue };
        match &node.op {
            Op::Column(name) if !found.contains(&&**name) => found.push(name),
            // What is spread from the subject is no cell of this table.
            Op::Spread { .. } => {}
            op => {
                for input in op.inputs().into_iter().rev() {
                    if !seen.contains(&input) {
                        seen.push(input);
                        open.push(input);
                    }
                }
            }
        }
    }
    found
}

/// The cell of a value; of the row as a whole without a column.
fn cell(table: &Table, column: Option<&str>, row: usize) -> Option<Cell> {
    let file = usize::from(*table.origins.file.get(row)?);
    let origin = table.origins.files.get(file)?;
    let at = column.and_then(|name| table.column(name)).and_then(|column| column.at.get(file).copied());
    Some(Cell {
        file: origin.file.clone(),
        sheet: origin.sheet.clone(),
        row: *table.origins.number.get(row)?,
        column: at.unwrap_or(0),
    })
}

/// `店铺:小美 → 1003`: a step for each nick by which rows came to the subject, where the tree names
/// it first.
fn bindings(scope: Scope<'_>, id: TableId, table: &Table, rows: &[usize], found: &mut Gathered) {
    let spec = scope.program.plan.tables.get(usize::from(id.0));
    let Some(key) = spec.and_then(|spec| spec.key.as_ref()) else { return };
    let Some(through) = &key.through else { return };
    if let Some(share) = &through.share {
        found.bindings = rows
            .iter()
            .take(NICKS)
            .filter_map(|row| by_share(scope, through, &share.column, key, table, *row))
            .collect();
        return;
    }
    let mut nicks: Vec<String> = rows.iter().filter_map(|row| text(table, &key.column, *row)).collect();
    nicks.sort_unstable();
    nicks.dedup();
    let new: Vec<&String> = nicks.iter().filter(|nick| scope.told.nick(id, nick)).collect();
    if new.is_empty() && !nicks.is_empty() {
        let column = &key.column;
        found.how.push(words!("`{column}` 同上", "`{column}` as above"));
    }
    found.bindings = new.iter().take(NICKS).map(|nick| binding(scope, through, &key.column, nick)).collect();
    let more = new.len().saturating_sub(NICKS);
    if let Some(last) = found.bindings.last_mut().filter(|_| more > 0) {
        last.how.push(words!("另有 {more} 个", "and {more} more"));
    }
}

/// `外科 0.3`: by which row of the membership table a row of a unit came to the subject.
fn by_share(
    scope: Scope<'_>,
    through: &Through,
    share: &str,
    key: &KeySpec,
    table: &Table,
    row: usize,
) -> Option<Step> {
    let by = scope.facts.table(through.table)?;
    let Lane::Numbers(members) = &table.column(Share::MEMBERSHIP)?.lane else { return None };
    let member = if row < members.len() { members.get(row).ok()? as usize } else { return None };
    let (name, part) = (&by.name, text(table, share, row).unwrap_or_default());
    Some(Step {
        name: Words::same(text(table, &key.column, row).unwrap_or_default()),
        figure: Words::same(part),
        how: vec![words!("`{name}` 中的 `{share}`", "`{share}` in `{name}`")],
        cell_count: 1,
        cells: cell(by, Some(share), member).into_iter().collect(),
        ..Step::default()
    })
}

fn binding(scope: Scope<'_>, through: &Through, column: &str, nick: &str) -> Step {
    let name = Words::same(column);
    let Some(table) = scope.facts.table(through.table) else {
        return Step { name, figure: Words::same(nick), ..Step::default() };
    };
    let rows = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..table.rows).filter(|row| text(table, &through.from, *row).is_some_and(|known| same(&known))).collect()
    };
    let mut found = rows(&|known| known == nick);
    if found.is_empty() {
        let wanted = fold(nick);
        found = rows(&|known| fold(known) == wanted);
    }
    let key = found.iter().find_map(|row| text(table, &through.to, *row)).unwrap_or_default();
    let by = &table.name;
    Step {
        name,
        figure: Words::same(format!("{nick} → {key}")),
        how: vec![words!("由绑定表 `{by}`", "by the binding table `{by}`")],
        cell_count: found.len(),
        cells: found.iter().take(CELLS).filter_map(|row| cell(table, Some(&through.to), *row)).collect(),
        ..Step::default()
    }
}

/// A cell as text, whatever its column was typed as; `None` for a blank.
fn text(table: &Table, column: &str, row: usize) -> Option<String> {
    let lane = &table.column(column)?.lane;
    if row >= lane.len() {
        return None;
    }
    let text = match lane {
        Lane::Texts(texts) => texts.get(row).ok()?.trim().to_string(),
        Lane::Numbers(numbers) => numbers.get(row).ok()?.to_string(),
    };
    (!text.is_empty()).then_some(text)
}
