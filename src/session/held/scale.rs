//! Rates on two scales in one column: 0.997 beside 99.7.

use std::collections::BTreeSet;

use super::super::codes;
use super::super::pipeline::Evaluated;
use crate::diagnostic::{Bag, Diagnostic};
use crate::plan::{Grain, NodeId, Op, TableId};
use crate::rubric::ElementSource;
use crate::table::Lane;
use crate::table::figure::short;
use crate::text::Words;
use crate::text::words::plural;
use crate::words;

/// Between the fractions and the percentages there is nothing over so many times.
const GAP: f64 = 20.0;
/// How many cells are named.
const NAMED: usize = 20;

/// A row and its figure.
type Figure = (usize, f64);

/// One finding a column.
pub fn tell(evaluated: &Evaluated, findings: &mut Bag) {
    let mut seen: BTreeSet<(TableId, String)> = BTreeSet::new();
    for (element, node) in evaluated.rubric.elements.iter().zip(&evaluated.program.outputs.elements) {
        let percent = element.unit.as_deref().is_some_and(|unit| matches!(unit.trim(), "%" | "％"));
        if !percent || !matches!(element.source, ElementSource::Rows { .. }) {
            continue;
        }
        if let Some((table, column)) = column_of(evaluated, *node)
            && seen.insert((table, column.clone()))
        {
            findings.all.extend(of_column(evaluated, table, &column, &element.id));
        }
    }
}

/// The column whose figures an element gathers as they are.
fn column_of(evaluated: &Evaluated, node: NodeId) -> Option<(TableId, String)> {
    let plan = &evaluated.program.plan;
    let Op::Gather { input, to: Grain::Subject, .. } = &plan.node(node).op else { return None };
    let found = plan.node(*input);
    match (&found.op, found.grain) {
        (Op::Column(name), Grain::Table(table)) => Some((table, name.to_string())),
        _ => None,
    }
}

fn of_column(evaluated: &Evaluated, table: TableId, column: &str, id: &str) -> Option<Diagnostic> {
    let data = evaluated.bound.tables.get(usize::from(table.0))?;
    let link = evaluated.bound.links.get(usize::from(table.0))?;
    let Lane::Numbers(numbers) = &data.column(column)?.lane else { return None };
    let counts = |row: &usize| *row < numbers.len() && !link.is_dropped(*row) && link.subject(*row).is_some();
    let (mut fractions, mut percents): (Vec<Figure>, Vec<Figure>) = (0..data.rows)
        .filter(counts)
        .filter_map(|row| Some((row, numbers.get(row).ok()?)))
        .filter(|(_, value)| *value > 0.0)
        .partition(|(_, value)| *value <= 1.0);
    let ends = |all: &[Figure]| {
        let values = || all.iter().map(|(_, value)| *value);
        Some((values().reduce(f64::min)?, values().reduce(f64::max)?))
    };
    let ((low, high), (least, most)) = (ends(&fractions)?, ends(&percents)?);
    // A hundred times as much, the fractions would stand among the others; as they are they stand apart.
    let among = low * 100.0 >= least / 2.0 && high * 100.0 <= most.max(100.0) * 1.2;
    if least < high * GAP || !among || most > 1000.0 {
        return None;
    }
    let few = if fractions.len() <= percents.len() { &mut fractions } else { &mut percents };
    few.sort_by_cached_key(|(row, _)| (evaluated.bound.cell(table, Some(column), *row), *row));
    let (count, name) = (few.len(), &data.name);
    let (is_fraction, cells) =
        (high < least && few.first().is_some_and(|(_, value)| *value <= 1.0), plural(count, "cell"));
    let message = if is_fraction {
        words!(
            "列 `{column}`（`{name}`，单位 %）有 {count} 个单元格像是小数写法（{} 到 {}），其余在 {} 到 {} 之间",
            "{cells} of column `{column}` of `{name}`, in %, look like fractions ({} to {}): the others lie between {} and {}",
            short(low),
            short(high),
            short(least),
            short(most)
        )
    } else {
        words!(
            "列 `{column}`（`{name}`，单位 %）有 {count} 个单元格像是百分数写法（{} 到 {}），其余是不超过 1 的小数",
            "{cells} of column `{column}` of `{name}` look like percentages ({} to {}): the others are fractions up to 1",
            short(least),
            short(most)
        )
    };
    let mut finding = Diagnostic::warning(codes::TWO_SCALES, message).help(words!(
        "`{id}` 的单位是 %：统一写成 99.7 这样的数，或在单元格里写上 %",
        "`{id}` is in %: write all of them like 99.7, or with their % in the cell"
    ));
    for (row, value) in few.iter().take(NAMED) {
        if let Some(cell) = evaluated.bound.cell(table, Some(column), *row) {
            finding = finding.at(cell, Words::same(short(*value)));
        }
    }
    Some(finding)
}
