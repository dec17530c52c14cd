//! Which cells to look at first where checks fail: the smallest set of figures behind all the failed
//! checks of a subject, or of a row.

use std::collections::BTreeMap;

use super::super::codes;
use super::super::pipeline::Evaluated;
use super::periods::{Judged, dated};
use super::problem::{At, Known, Problem};
use super::search::{Smallest, smallest};
use crate::diagnostic::{Bag, Diagnostic, Severity};
use crate::eval::collect;
use crate::plan::{Grain, NodeId, Op, TableId};
use crate::rubric::{Check, ElementSource};
use crate::table::figure::short;
use crate::table::time::show_moment;
use crate::table::{Kind, Lane};
use crate::text::Words;
use crate::text::words::{list, plural};
use crate::words;

/// How many subjects, and how many rows of a table, are looked into for each period.
const LOOKED_INTO: usize = 50;
/// How many sets of one size are named.
const NAMED: usize = 3;

/// A check and its node.
type Failed<'a> = (&'a Check, NodeId);

/// Figures, and the checks that read them.
type Part<'a> = (Vec<NodeId>, Vec<Failed<'a>>);

pub fn tell(evaluated: &Evaluated, judged: &[Judged], findings: &mut Bag) {
    let named = judged.len() > 1;
    for judged in judged {
        subjects(evaluated, judged, named, findings);
    }
    for table in 0..evaluated.bound.tables.len() {
        rows(evaluated, judged, TableId(table as u16), named, findings);
    }
}

/// Checks that are faults where they fail, on one grain.
fn checks(evaluated: &Evaluated, grain: Grain) -> Vec<Failed<'_>> {
    let plan = &evaluated.program.plan;
    let all = evaluated.rubric.checks.iter().zip(&evaluated.program.outputs.checks);
    all.filter(|(check, node)| check.severity != Severity::Note && plan.node(node.holds).grain == grain)
        .map(|(check, node)| (check, node.holds))
        .collect()
}

/// Of checks those that fail in a row, and those that hold.
fn judge<'a>(evaluated: &Evaluated, checks: &[Failed<'a>], row: usize) -> (Vec<Failed<'a>>, Vec<NodeId>) {
    let holds = |node: NodeId| match evaluated.lanes.get(node) {
        Lane::Numbers(numbers) if row < numbers.len() => numbers.get(row).ok(),
        Lane::Numbers(_) | Lane::Texts(_) => None,
    };
    let failed = checks.iter().copied().filter(|(_, node)| holds(*node) == Some(0.0)).collect();
    let others = checks.iter().map(|(_, node)| *node).filter(|node| holds(*node) == Some(1.0)).collect();
    (failed, others)
}

fn subjects(evaluated: &Evaluated, judged: &Judged, named: bool, findings: &mut Bag) {
    let Evaluated { rubric, program, bound, lanes, .. } = evaluated;
    let checks = checks(evaluated, Grain::Subject);
    let mut looked_into = 0;
    for index in bound.assessed_in(judged.period) {
        let row = judged.period * bound.subjects.len() + index;
        let (failed, others) = judge(evaluated, &checks, row);
        if failed.is_empty() || looked_into == LOOKED_INTO {
            continue;
        }
        looked_into += 1;
        let ordinal = bound.periods.get(judged.period).map_or(0, |period| period.ordinal);
        let at = At { plan: &program.plan, lanes, ordinal, grain: Grain::Subject, row };
        let known = |node: NodeId| {
            let element = program.outputs.elements.iter().position(|element| *element == node)?;
            let found = rubric.elements.get(element)?;
            let supplied = found.kind == Kind::Number && matches!(found.source, ElementSource::Rows { .. });
            supplied.then(|| (element, found.range.map(|(low, high)| (low.to_f64(), high.to_f64()))))
        };
        let Some(subject) = bound.subjects.get(index) else { continue };
        let (label, key) = (&subject.label, &subject.key);
        let who = if label == key {
            Words::same(format!("`{label}`"))
        } else {
            Words { zh: format!("`{label}`（{key}）"), en: format!("`{label}` ({key})") }
        };
        let name = |what: usize| rubric.elements.get(what).map_or("", |element| &element.id).to_string();
        for failed in connected(at, &failed, &known) {
            let nodes: Vec<NodeId> = failed.iter().map(|(_, node)| *node).collect();
            let Some(problem) = Problem::new(at, &nodes, &others, &known) else { continue };
            let Some(found) = worth_telling(&problem, smallest(&problem)) else { continue };
            let mut finding = found.finding(&problem, &who, &failed, &name);
            for (what, words) in found.in_order(&problem) {
                let before = finding.labels.len();
                let figure = (index, judged.period, what);
                finding = collect::label_element((rubric, program), (bound, lanes), figure, finding);
                finding.labels.iter_mut().skip(before).for_each(|label| prefix(&mut label.words, &words));
            }
            if named {
                finding.message = dated(evaluated, &[judged.period], finding.message);
            }
            findings.push(finding);
        }
    }
}

/// Failed checks that read figures in common; those that do not are explained apart.
fn connected<'a>(at: At<'_>, failed: &[Failed<'a>], known: &Known<'_>) -> Vec<Vec<Failed<'a>>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    for (check, node) in failed {
        let Some(problem) = Problem::new(at, &[*node], &[], known) else { continue };
        let mut figures: Vec<NodeId> = problem.variables.iter().map(|variable| variable.node).collect();
        let mut checks = Vec::new();
        let (joined, apart): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|(others, _)| others.iter().any(|figure| figures.contains(figure)));
        for (others, own) in joined {
            figures.extend(others);
            checks.extend(own);
        }
        checks.push((*check, *node));
        parts = apart;
        parts.push((figures, checks));
    }
    parts.into_iter().map(|(_, checks)| checks).collect()
}

fn rows(evaluated: &Evaluated, judged: &[Judged], table: TableId, named: bool, findings: &mut Bag) {
    let Evaluated { program, bound, lanes, .. } = evaluated;
    let index = usize::from(table.0);
    let checks = checks(evaluated, Grain::Table(table));
    let (Some(data), Some(link), Some(spec)) =
        (bound.tables.get(index), bound.links.get(index), program.plan.tables.get(index))
    else {
        return;
    };
    if checks.is_empty() {
        return;
    }
    let joins = spec.key.is_some() || table == program.plan.roster.table;
    // A row that holds in every period is looked into once.
    let mut of_period: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for row in 0..data.rows {
        let here = |judged: &&Judged| {
            let mine = |subject| bound.is_assessed(subject, judged.period);
            link.holds_in(row, judged.period) && (!joins || link.subject(row).is_some_and(mine))
        };
        if let Some(judged) = judged.iter().rev().find(here) {
            of_period.entry(judged.period).or_default().push(row);
        }
    }
    for (period, mut rows) in of_period {
        rows.sort_by_cached_key(|row| (bound.cell(table, None, *row), *row));
        let mut looked_into = 0;
        for row in rows {
            let (failed, others) = judge(evaluated, &checks, row);
            if failed.is_empty() || looked_into == LOOKED_INTO {
                continue;
            }
            looked_into += 1;
            let ordinal = bound.periods.get(period).map_or(0, |period| period.ordinal);
            let at = At { plan: &program.plan, lanes, ordinal, grain: Grain::Table(table), row };
            let known = |node: NodeId| {
                let found = program.plan.node(node);
                let figure = matches!(found.kind, Kind::Number | Kind::Date) && found.grain == Grain::Table(table);
                (figure && matches!(found.op, Op::Column(_))).then_some((node.0 as usize, None))
            };
            let column = |what: usize| match &program.plan.node(NodeId(what as u32)).op {
                Op::Column(name) => name.to_string(),
                _ => String::new(),
            };
            let Some(place) = bound.cell(table, None, row) else { continue };
            let number = place.row;
            let who = words!("`{}` 第 {number} 行", "row {number} of `{}`", data.name);
            for failed in connected(at, &failed, &known) {
                let nodes: Vec<NodeId> = failed.iter().map(|(_, node)| *node).collect();
                let Some(problem) = Problem::new(at, &nodes, &others, &known) else { continue };
                let Some(found) = worth_telling(&problem, smallest(&problem)) else { continue };
                let mut finding = found.finding(&problem, &who, &failed, &column);
                for (what, words) in found.in_order(&problem) {
                    let name = column(what);
                    let Some(cell) = bound.cell(table, Some(&name), row) else { continue };
                    let value = problem.variables.iter().find(|variable| variable.what == what).map_or(0.0, |v| v.now);
                    let date = program.plan.node(NodeId(what as u32)).kind == Kind::Date;
                    let value = if date { show_moment(value) } else { short(value) };
                    let mut said = Words::same(format!("`{name}` {value}"));
                    prefix(&mut said, &words);
                    finding = finding.at(cell, said);
                }
                if named && !link.is_always() {
                    finding.message = dated(evaluated, &[period], finding.message);
                }
                findings.push(finding);
            }
        }
    }
}

fn prefix(said: &mut Words, before: &Words) {
    said.zh.insert_str(0, &before.zh);
    said.en.insert_str(0, &before.en);
}

/// What is told: the sets that the failed checks read most often.
struct Found {
    sets: Vec<Vec<usize>>,
    least: usize,
}

/// Nothing is told of one check whose every figure may be the wrong one: the check itself names them.
fn worth_telling(problem: &Problem<'_>, smallest: Smallest) -> Option<Found> {
    let Smallest { mut sets, least } = smallest;
    let failed: Vec<_> = problem.checks.iter().filter(|check| check.failed).collect();
    if sets.is_empty() {
        return (least > 1).then_some(Found { sets, least });
    }
    let often = |set: &[usize]| -> usize {
        failed.iter().map(|check| set.iter().filter(|variable| check.reads.contains(variable)).count()).sum()
    };
    let most = sets.iter().map(|set| often(set)).max().unwrap_or(0);
    sets.retain(|set| often(set) == most);
    let mut named: Vec<usize> = sets.iter().flatten().copied().collect();
    named.sort_unstable();
    named.dedup();
    (named.len() < problem.variables.len()).then_some(Found { sets, least })
}

impl Found {
    fn finding(
        &self,
        problem: &Problem<'_>,
        who: &Words,
        failed: &[Failed<'_>],
        name: &dyn Fn(usize) -> String,
    ) -> Diagnostic {
        let ids: Vec<&str> = failed.iter().map(|(check, _)| check.id.as_str()).collect();
        let (checks, count) = (list(&ids, words!("和", "and")), failed.len());
        let en_fails = plural(count, "check");
        let space = if who.zh.ends_with('`') { " " } else { "" };
        let of = |variable: usize| problem.variables.get(variable).map(|found| name(found.what)).unwrap_or_default();
        let Some(first) = self.sets.first() else {
            let least = self.least;
            return Diagnostic::note(
                codes::SUSPECT_CELLS,
                Words {
                    zh: format!("{}{space}有 {count} 项检查未通过（{}），至少有 {least} 个数有误", who.zh, checks.zh),
                    en: format!("{} fails {en_fails} ({}): at least {least} figures are wrong", who.en, checks.en),
                },
            )
            .help(words!("逐个核对下面的单元格", "compare each of these cells with its papers"));
        };
        let sets: Vec<Words> = self
            .sets
            .iter()
            .take(NAMED)
            .map(|set| list(&set.iter().map(|variable| of(*variable)).collect::<Vec<_>>(), words!("和", "and")))
            .collect();
        let mut said = Words {
            zh: sets.iter().map(|set| set.zh.as_str()).collect::<Vec<_>>().join("，或 "),
            en: sets.iter().map(|set| set.en.as_str()).collect::<Vec<_>>().join(", or "),
        };
        let more = self.sets.len().saturating_sub(NAMED);
        if more > 0 {
            said.zh.push_str(&format!("，另有 {more} 种可能"));
            said.en.push_str(&format!(", or {more} more"));
        }
        let size = first.len();
        let figures = plural(size, "figure");
        Diagnostic::note(
            codes::SUSPECT_CELLS,
            Words {
                zh: format!(
                    "{}{space}有 {count} 项检查未通过（{}），只要 {size} 个数有误就能解释：{}",
                    who.zh, checks.zh, said.zh
                ),
                en: format!(
                    "{} fails {en_fails} ({}), which {figures} being wrong would explain: {}",
                    who.en, checks.en, said.en
                ),
            },
        )
        .help(words!(
            "先对照原始凭证核对标为“可疑”的单元格；有凭证才能改",
            "compare the cells marked as suspect with their papers first; without papers nothing is changed"
        ))
    }

    /// The figures with what is said before each, those that are suspect first.
    fn in_order(&self, problem: &Problem<'_>) -> Vec<(usize, Words)> {
        let suspects: Vec<usize> = self.sets.iter().take(NAMED).flatten().copied().collect();
        let mut all: Vec<usize> = suspects.clone();
        all.extend(0..problem.variables.len());
        let mut order: Vec<usize> = Vec::new();
        all.into_iter().for_each(|variable| {
            if !order.contains(&variable) {
                order.push(variable);
            }
        });
        let words = |variable: usize| match suspects.contains(&variable) {
            true => words!("可疑：", "suspect: "),
            false => Words::default(),
        };
        order
            .into_iter()
            .filter_map(|variable| Some((problem.variables.get(variable)?.what, words(variable))))
            .collect()
    }
}
