//! Rows of figures as a test of the rubric gives them, and what the engine makes of that test.

use super::behind::Behind;
use super::rows::{Figure, Row, Variable};
use super::tried::{Ground, Tried};
use crate::number::Decimal;
use crate::plan::{NodeId, Program};
use crate::rubric::{Given, GivenFor, Rubric, TestCase};
use crate::session::self_test;
use crate::table::figure::digits;
use crate::text::Span;

/// Nobody reads a row of more figures.
const MOST: usize = 12;

/// What is needed to write rows down and to run them as a test.
pub struct Examples<'a> {
    pub rubric: &'a Rubric,
    pub program: &'a Program,
    pub ground: &'a Ground<'a>,
    pub behind: &'a Behind,
}

impl Examples<'_> {
    /// The figures behind some nodes, one list for each row: `{ "付款" = 3, "询单" = 0 }`. None if
    /// they are too many.
    pub fn given(&self, rows: &[&Row], nodes: &[NodeId]) -> Option<String> {
        let tables: Vec<String> = rows.iter().map(|row| self.entries(row, nodes)).collect::<Option<_>>()?;
        match tables.as_slice() {
            [only] => Some(format!("{{ {only} }}")),
            several => {
                let named = several.iter().enumerate();
                let named: Vec<String> =
                    named.map(|(at, entries)| format!("{{ subject = \"{}\", {entries} }}", at + 1)).collect();
                Some(format!("[{}]", named.join(", ")))
            }
        }
    }

    fn entries(&self, row: &Row, nodes: &[NodeId]) -> Option<String> {
        let shown = self.figures(row, nodes);
        if shown.is_empty() || shown.len() > MOST {
            return None;
        }
        let entries = shown.into_iter().map(|(variable, figure)| {
            let value = match figure {
                Figure::Number(number) => digits(*number),
                Figure::Text(text) => quoted(text),
                Figure::None => return None,
            };
            Some(format!("{} = {value}", quoted(&self.name(variable)?)))
        });
        Some(entries.collect::<Option<Vec<String>>>()?.join(", "))
    }

    fn figures<'r>(&self, row: &'r Row, nodes: &[NodeId]) -> Vec<(&Variable, &'r Figure)> {
        let mut behind: Vec<usize> = nodes.iter().flat_map(|node| self.behind.of(*node)).collect();
        behind.sort_unstable();
        behind.dedup();
        let figures = behind.into_iter().filter_map(|at| Some((self.ground.variables.get(at)?, row.get(at)?)));
        figures.filter(|(_, figure)| **figure != Figure::None).collect()
    }

    fn name(&self, variable: &Variable) -> Option<String> {
        let rubric = self.rubric;
        Some(match variable.what? {
            GivenFor::Element(index) => rubric.elements.get(index)?.id.clone(),
            GivenFor::Rating(indicator, rater) => {
                format!("{}.{}", rubric.indicators.get(indicator)?.id, rubric.raters.get(rater)?.id)
            }
            GivenFor::Group(group) => rubric.subject.groups.get(group)?.clone(),
            GivenFor::VariantColumn(column) => rubric.variant_columns.get(column)?.0.clone(),
            GivenFor::Variant => return None,
        })
    }

    /// What a test with these rows comes to: one subject for each.
    pub fn tried(&self, rows: &[&Row], nodes: &[NodeId]) -> Option<Tried> {
        let mut given = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let mut figures = Vec::new();
            for (variable, figure) in self.figures(row, nodes) {
                let figure = match figure {
                    Figure::Number(number) => Given::Number(Decimal::from_f64(*number)?),
                    Figure::Text(text) => Given::Text(text.clone()),
                    Figure::None => continue,
                };
                figures.push((variable.what?, figure));
            }
            given.push(((at + 1).to_string(), figures));
        }
        let case = TestCase {
            name: String::new(),
            given,
            period: 0,
            earlier: Vec::new(),
            rows: Vec::new(),
            expect: Vec::new(),
            span: Span::default(),
        };
        let wanted: Vec<NodeId> = nodes.iter().chain(&self.ground.checks).copied().collect();
        let (lanes, count) = self_test::lanes(self.rubric, self.program, &case, &wanted);
        Some(Tried::new(lanes, 0, count, &self.ground.checks))
    }
}

pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
