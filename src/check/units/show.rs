//! Units in words, and the places where they are written.

use super::Units;
use super::declared::unit_node;
use super::known::{self, ANY, at_scale};
use super::measure::{Measure, same};
use crate::diagnostic::Diagnostic;
use crate::number::BinaryOp;
use crate::rubric::{Expr, ExprKind, Indicator, Ref};
use crate::syntax::{Node, Table};
use crate::text::{Span, Words};
use crate::words;

/// So many units are named where they are declared, for each side.
const NAMED: usize = 2;

impl<'a> Units<'a> {
    /// A unit in words: as it is declared, if it plainly is that of a figure, else made of its parts.
    pub(super) fn shown(&self, expr: &Expr, measure: &Measure) -> Words {
        if let ExprKind::Ref(name) = &expr.kind
            && let Some(text) = self.unit_node_of(name).and_then(Node::as_text)
        {
            return Words::same(text);
        }
        self.in_words(measure)
    }

    pub(super) fn of_declared(&self, indicator: &Indicator, measure: &Measure) -> Words {
        indicator.unit.as_deref().map_or_else(|| self.in_words(measure), Words::same)
    }

    pub(super) fn in_words(&self, measure: &Measure) -> Words {
        if measure.is_share() {
            let scale = measure.scale();
            if same(scale, 1.0) {
                return words!("比值（0–1）", "a ratio (0–1)");
            }
            if measure.is_difference() && same(scale, 0.01) {
                return words!("百分点", "pp");
            }
            return match at_scale(known::NONE, scale) {
                Some(unit) => Words::same(unit.words.first().copied().unwrap_or_default()),
                None if same(scale, 1e-5) => Words::same("/10万"),
                None if scale < 1.0 => Words::same(format!("/{}", short(1.0 / scale))),
                None => {
                    let factor = short(scale);
                    words!("比值 × {factor}", "a ratio × {factor}")
                }
            };
        }
        let mut scale = measure.scale();
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for (dim, power) in measure.dims() {
            // The scale goes to the first that has a word for it.
            let exact = if *power == 1 { at_scale(*dim, scale) } else { None };
            let word = match exact {
                Some(unit) => {
                    scale = 1.0;
                    unit.words.first().copied().map(String::from)
                }
                None if *power == 1 && *dim == known::MONEY && same(scale, 1e4) => {
                    scale = 1.0;
                    Some("万元".to_string())
                }
                None => at_scale(*dim, 1.0)
                    .and_then(|unit| unit.words.first().copied())
                    .or_else(|| self.words.own(*dim))
                    .map(String::from)
                    .or_else(|| (*dim == ANY).then(|| "个".to_string())),
            };
            let list = if *power > 0 { &mut above } else { &mut below };
            let word = word.unwrap_or_else(|| "?".to_string());
            for _ in 0..power.unsigned_abs() {
                list.push(word.clone());
            }
        }
        let mut text = above.join("·");
        if !below.is_empty() {
            // 例/1000人
            let many = if scale < 1.0 { short(1.0 / scale) } else { String::new() };
            let many = if scale < 1.0 && !many.contains('.') && !same(scale, 1.0) { many } else { String::new() };
            if !many.is_empty() {
                scale = 1.0;
            }
            text = format!("{text}/{many}{}", below.join("/"));
        }
        if !same(scale, 1.0) {
            text = format!("{}{text}", short(scale));
        }
        Words::same(text)
    }

    /// Where the units of the figures in a formula are written.
    pub(super) fn declared_at(&self, mut found: Diagnostic, exprs: &[&Expr]) -> Diagnostic {
        let mut seen: Vec<Span> = Vec::new();
        for expr in exprs {
            let mut here = 0;
            expr.walk(&mut |inner| {
                if let ExprKind::Ref(name) = &inner.kind
                    && here < NAMED
                    && let Some(node) = self.unit_node_of(name)
                    && !seen.contains(&node.span)
                {
                    seen.push(node.span);
                    here += 1;
                }
            });
        }
        for span in seen {
            found = found.at((self.rubric.source, span), words!("单位写在这里", "the unit is written here"));
        }
        found
    }

    pub(super) fn unit_node_of(&self, name: &Ref) -> Option<&'a Node> {
        let unit = |table: &'a Table| table.get("unit");
        match name {
            Ref::Element(index) => unit(self.written("element", &self.rubric.elements.get(*index)?.id)?),
            Ref::Indicator(index) => unit(self.written("indicator", &self.rubric.indicators.get(*index)?.id)?),
            Ref::Value => unit(self.written("indicator", &self.rubric.indicators.get(self.scored?)?.id)?),
            Ref::Param(index) => unit_node(self.root.table("param")?.get(&self.rubric.params.get(*index)?.id)?),
            _ => None,
        }
    }

    /// All of a formula between its quotes, with the brackets that end it.
    pub(super) fn whole(&self, kind: &str, id: &str, expr: &Expr) -> Span {
        let table = self.written(kind, id);
        let node = table.and_then(|table| table.get("formula").or_else(|| table.get("value")));
        let Some(node) = node.filter(|node| node.span.start <= expr.span.start && expr.span.end <= node.span.end)
        else {
            return expr.span;
        };
        let inner = Span::new(node.span.start + 1, node.span.end.saturating_sub(1));
        let text = self.text.get(node.span.start..node.span.end).unwrap_or_default();
        let plain = text.starts_with(['"', '\'']) && !text.starts_with("\"\"\"") && !text.starts_with("'''");
        if plain && inner.start <= expr.span.start && expr.span.end <= inner.end { inner } else { expr.span }
    }

    pub(super) fn place_of_unit(&self, kind: &str, id: &str) -> Option<Span> {
        Some(self.written(kind, id)?.get("unit")?.span)
    }

    /// The characters of a formula, in brackets where something is to follow.
    pub(super) fn written_as(&self, expr: &Expr) -> String {
        let text = self.text.get(expr.span.start..expr.span.end).unwrap_or_default();
        let sum = matches!(&expr.kind, ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, ..));
        if sum { format!("({text})") } else { text.to_string() }
    }
}

/// A factor as people write it.
pub(super) fn short(number: f64) -> String {
    let whole = number.round();
    if (number / whole - 1.0).abs() < 1e-9 {
        format!("{whole}")
    } else {
        format!("{number:.6}").trim_end_matches('0').to_string()
    }
}
