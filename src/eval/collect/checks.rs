//! Logic checks that failed or could not be decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::View;
use super::cells;
use super::counterparts::Counterparts;
use super::figure::figure;
use super::twins;
use crate::diagnostic::{Bag, Cell, Diagnostic, Severity};
use crate::eval::codes;
use crate::plan::{CheckNode, ClauseNode, Grain, NodeId, Op, TableId};
use crate::rubric::{Check, Clause};
use crate::table::{Lane, Nothing, NothingKind};
use crate::text::Words;
use crate::text::words::{fill, list, plural};
use crate::words;

/// How many rows of a check, or subjects of a note, are named.
pub const NAMED: usize = 20;

pub fn tell(view: &View<'_>, findings: &mut Bag) {
    for (check, node) in view.rubric.checks.iter().zip(&view.program.outputs.checks) {
        match view.program.plan.node(node.holds).grain {
            Grain::Table(table) => rows(view, check, node, table, findings),
            Grain::Subject | Grain::One => subjects(view, check, node, findings),
            Grain::Peers(_) => {}
        }
    }
}

/// One finding for each subject that fails, named in the message; or for each group, where the
/// condition says the same of all its members.
fn subjects(view: &View<'_>, check: &Check, node: &CheckNode, findings: &mut Bag) {
    let holds = view.slice.numbers(node.holds);
    let (id, place) = (&check.id, (view.rubric.source, check.expr.span));
    let groups = cells::shared_by(view, node.holds).and_then(|peers| view.lanes.groups(peers));
    let mut told = BTreeSet::new();
    let mut undecided = Vec::new();
    for (position, index) in view.subjects.iter().enumerate() {
        let subject = &view.bound.subjects[*index];
        let mut who = (subject.label.as_str(), named(&subject.label, &subject.key));
        if let Some(groups) = groups
            && let Ok(group) = groups.of(view.slice.row(*index))
        {
            if !told.insert(group) {
                continue;
            }
            let name = groups.names.get(group).map(|name| &**name).unwrap_or_default();
            who = (if name.is_empty() { "全体" } else { name }, cells::group_words(name));
        }
        match holds.get(position) {
            // What a check does not apply to it says nothing about.
            Err(nothing) if nothing.kind() == NothingKind::NotApplicable => {}
            Err(nothing) => undecided.push((who.0, nothing)),
            Ok(0.0) => {
                let said = message(view, check, node, view.slice.row(*index));
                let who = who.1;
                let message = if check.severity == Severity::Note {
                    let said = if said.zh.is_empty() { Words::same(format!("`{id}`")) } else { said };
                    Words {
                        zh: format!("{}{}", who.zh, after_colon(&said.zh, "：")),
                        en: format!("{}{}", who.en, after_colon(&said.en, ": ")),
                    }
                } else {
                    // A closing bracket needs no space behind it.
                    let space = if who.zh.ends_with('`') { " " } else { "" };
                    Words {
                        zh: format!("{}{space}未通过检查 `{id}`{}", who.zh, after_colon(&said.zh, "：")),
                        en: format!("{} fails the check `{id}`{}", who.en, after_colon(&said.en, ": ")),
                    }
                };
                let failed = Diagnostic { severity: check.severity, ..Diagnostic::error(codes::CHECK_FAILED, message) };
                // A note is no fault, and needs no looking for one.
                let failed = match check.severity {
                    Severity::Note => failed,
                    Severity::Error | Severity::Warning => cells::label(view, node.holds, *index, failed),
                };
                findings.push(failed.at(place, words!("检查在此", "the check")));
            }
            Ok(_) => {}
        }
    }
    if let Some(who) = name_some(&undecided) {
        let message = Words {
            zh: format!("检查 `{id}` 无法判断，{}", who.zh),
            en: format!("the check `{id}` cannot be decided for {}", who.en),
        };
        findings.push(Diagnostic::note(codes::CHECK_UNDECIDED, message).at(place, Words::default()));
    }
}

/// `小美`（1003）; only once where label and key are the same.
fn named(label: &str, key: &str) -> Words {
    if label == key {
        return Words::same(format!("`{label}`"));
    }
    Words { zh: format!("`{label}`（{key}）"), en: format!("`{label}` ({key})") }
}

/// `小美`：未填报，`小丽`：…, and how many more; `None` of nobody.
pub fn name_some(all: &[(&str, crate::table::Nothing)]) -> Option<Words> {
    if all.is_empty() {
        return None;
    }
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (name, nothing) in all.iter().take(NAMED) {
        let why = nothing.words();
        zh.push(format!("`{name}`：{}", why.zh));
        en.push(format!("`{name}`: {}", why.en));
    }
    let mut said = Words { zh: zh.join("；"), en: en.join("; ") };
    let more = all.len().saturating_sub(NAMED);
    if more > 0 {
        said.zh.push_str(&format!(" 等共 {} 个对象", all.len()));
        said.en.push_str(&format!(" and {more} more"));
    }
    Some(said)
}

/// One finding for the check, with a label for each row that fails.
fn rows(view: &View<'_>, check: &Check, node: &CheckNode, table: TableId, findings: &mut Bag) {
    let index = usize::from(table.0);
    let (Some(data), Some(link)) = (view.bound.tables.get(index), view.bound.links.get(index)) else { return };
    let joins = view.program.plan.tables.get(index).is_some_and(|spec| spec.key.is_some())
        || table == view.program.plan.roster.table;
    let holds = view.slice.rows(node.holds, data.rows);
    let (mut failed, mut undecided) = (Vec::new(), Vec::new());
    for row in (0..data.rows).filter(|row| link.holds_in(*row, view.period)) {
        // Rows of nobody, or of somebody who is not here now, are told of as such; a table that joins nobody has no others.
        if joins && link.subject(row).is_none_or(|subject| !view.bound.is_assessed(subject, view.period)) {
            continue;
        }
        if holds.value(row).is_nan() {
            if holds.nothing(row).map(Nothing::kind) != Some(NothingKind::NotApplicable) {
                undecided.push(row);
            }
        } else if !holds.is_true(row) {
            failed.push(row);
        }
    }
    let (id, name) = (&check.id, &data.name);
    if !failed.is_empty() {
        let (count, en_count) = (failed.len(), plural(failed.len(), "row"));
        let (only, en_only) = if count > NAMED {
            (format!("，列出前 {NAMED} 行"), format!("; the first {NAMED} are listed"))
        } else {
            Default::default()
        };
        let fail = if count == 1 { "fails" } else { "fail" };
        let said = if check.severity == Severity::Note {
            words!("`{name}` 有 {count} 行：`{id}`{only}", "{en_count} of `{name}`: `{id}`{en_only}")
        } else {
            words!(
                "`{name}` 有 {count} 行未通过检查 `{id}`{only}",
                "{en_count} of `{name}` {fail} the check `{id}`{en_only}"
            )
        };
        let finding = Diagnostic { severity: check.severity, ..Diagnostic::error(codes::CHECK_FAILED, said) };
        let twins = twins::Twins::of(view, node, table);
        let counterparts = Counterparts::of(view, node);
        let column = |row| cell_column(view, check, node, row);
        let say = |row| {
            let mut said = message(view, check, node, row);
            twins.add(view, row, &mut said);
            said
        };
        let finding = label_rows(view, table, &mut failed, finding, column, say, |row| counterparts.at(row));
        findings.push(finding.at((view.rubric.source, check.expr.span), words!("检查在此", "the check")));
    }
    if !undecided.is_empty() {
        let (count, en_count) = (undecided.len(), plural(undecided.len(), "row"));
        let message = words!(
            "检查 `{id}` 对 `{name}` 的 {count} 行无法判断",
            "the check `{id}` cannot be decided for {en_count} of `{name}`"
        );
        let finding = Diagnostic::note(codes::CHECK_UNDECIDED, message);
        let column = |row| cell_column(view, check, node, row);
        let finding = label_rows(
            view,
            table,
            &mut undecided,
            finding,
            column,
            |row| lacking(view, node.holds, row),
            |_| Vec::new(),
        );
        findings.push(finding.at((view.rubric.source, check.expr.span), words!("检查在此", "the check")));
    }
}

/// Labels the first rows, by their place in the files, with what there is to say of each, and
/// other cells with what there is to see there.
fn label_rows(
    view: &View<'_>,
    table: TableId,
    rows: &mut [usize],
    mut finding: Diagnostic,
    column: impl Fn(usize) -> Option<Arc<str>>,
    say: impl Fn(usize) -> Words,
    also: impl Fn(usize) -> Vec<(Cell, Words)>,
) -> Diagnostic {
    rows.sort_by_cached_key(|row| (view.bound.cell(table, None, *row), *row));
    for row in rows.iter().take(NAMED) {
        if let Some(cell) = view.bound.cell(table, column(*row).as_deref(), *row) {
            finding = finding.at(cell, say(*row));
        }
        for (cell, words) in also(*row) {
            finding = finding.at(cell, words);
        }
    }
    finding
}

/// The first figure quoted for a row that is a plain column has a cell of its own.
fn cell_column(view: &View<'_>, check: &Check, node: &CheckNode, row: usize) -> Option<Arc<str>> {
    let quoted = node.quoted.iter().map(|(_, node)| *node);
    let clause = failing(view, check, node, row).next().map(|(_, nodes)| nodes.figures.as_slice());
    let mut figures = quoted.chain(clause.unwrap_or_default().iter().copied());
    figures.find_map(|figure| match &view.program.plan.node(figure).op {
        Op::Column(name) => Some(name.clone()),
        _ => None,
    })
}

/// Which figures a condition lacks in a row of a table: `实到`：未填报.
fn lacking(view: &View<'_>, holds: NodeId, row: usize) -> Words {
    let plan = &view.program.plan;
    let (mut open, mut seen) = (vec![holds], BTreeSet::new());
    let mut lacking = BTreeMap::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = plan.node(id);
        if let (Op::Column(name), Some(nothing)) = (&node.op, nothing_in(view.lanes.get(id), row)) {
            lacking.insert(name.clone(), nothing.words());
        }
        open.extend(node.op.inputs().into_iter().filter(|input| plan.node(*input).grain == node.grain));
    }
    if lacking.is_empty() {
        return nothing_in(view.lanes.get(holds), row).map(Nothing::words).unwrap_or_default();
    }
    let say = |pick: fn(&Words) -> &str, colon: &str, comma: &str| {
        lacking.iter().map(|(name, why)| format!("`{name}`{colon}{}", pick(why))).collect::<Vec<_>>().join(comma)
    };
    Words { zh: say(|why| &why.zh, "：", "，"), en: say(|why| &why.en, ": ", ", ") }
}

fn nothing_in(lane: &Lane, row: usize) -> Option<Nothing> {
    (row < lane.len()).then(|| lane.nothing(row)).flatten()
}

/// The check's message with the figures of a row in it; without a message the figures themselves.
fn message(view: &View<'_>, check: &Check, node: &CheckNode, row: usize) -> Words {
    let figures: Vec<(&str, Words)> = node
        .quoted
        .iter()
        .map(|(name, node)| (name.as_str(), figure(view.lanes.get(*node), view.program.plan.node(*node).kind, row)))
        .collect();
    if let Some(template) = &check.message {
        return fill(&Words::same(template.as_str()), &figures);
    }
    if !check.clauses.is_empty() {
        return clauses(view, check, node, row);
    }
    let say = |pick: fn(&Words) -> &str, comma: &str| {
        figures.iter().map(|(name, words)| format!("{name} = {}", pick(words))).collect::<Vec<_>>().join(comma)
    };
    Words { zh: say(|words| &words.zh, "，"), en: say(|words| &words.en, ", ") }
}

/// What the conditions of a declared form say that do not hold in a row.
fn clauses(view: &View<'_>, check: &Check, node: &CheckNode, row: usize) -> Words {
    let mut said = Words::default();
    for (clause, nodes) in failing(view, check, node, row) {
        let figures: Vec<(String, Words)> = nodes
            .figures
            .iter()
            .enumerate()
            .map(|(at, node)| (at.to_string(), figure(view.lanes.get(*node), view.program.plan.node(*node).kind, row)))
            .collect();
        let figures: Vec<(&str, Words)> = figures.iter().map(|(at, words)| (at.as_str(), words.clone())).collect();
        let one = fill(&clause.says, &figures);
        if !said.zh.is_empty() {
            said.zh.push('；');
            said.en.push_str("; ");
        }
        said.zh.push_str(&one.zh);
        said.en.push_str(&one.en);
    }
    said
}

/// The conditions of a declared form that do not hold in a row.
fn failing<'a>(
    view: &View<'a>,
    check: &'a Check,
    node: &'a CheckNode,
    row: usize,
) -> impl Iterator<Item = (&'a Clause, &'a ClauseNode)> + use<'a> {
    let lanes = view.lanes;
    let fails = move |holds: NodeId| match lanes.get(holds) {
        Lane::Numbers(numbers) => row < numbers.len() && numbers.get(row) == Ok(0.0),
        Lane::Texts(_) => false,
    };
    check.clauses.iter().zip(&node.clauses).filter(move |(_, nodes)| fails(nodes.holds))
}

fn after_colon(text: &str, colon: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{colon}{text}") }
}

/// Names in backticks, the first of them, and how many more.
pub fn some_names(names: &[&str]) -> Words {
    let shown = &names[..names.len().min(NAMED)];
    let mut said = list(shown, Words::new("和", "and"));
    let more = names.len() - shown.len();
    if more > 0 {
        said.zh.push_str(&format!(" 等（另有 {more} 个）"));
        said.en.push_str(&format!(" and {more} more"));
    }
    said
}
