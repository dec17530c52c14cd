//! `[correction]`, `[[mean_cap]]`, `[final]`: what is done to totals before places are given out.

use super::header::name_of;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::rubric::{
    AboveMean, Afterwards, Among, Correction, CorrectionMethod, Grade, LookupTable, MeanCap, Unspread,
};
use crate::syntax::Table;
use crate::table::Kind;
use crate::text::{Span, Words};
use crate::words;

impl Checker<'_> {
    pub(super) fn afterwards(&mut self, root: &Table, grades: &[Grade], lookups: &mut Vec<LookupTable>) -> Afterwards {
        let correction = root.table("correction").and_then(|table| self.correction(table));
        let mean_caps = root.tables("mean_cap").filter_map(|table| self.mean_cap(table)).collect();
        let carried = root
            .table("final")
            .and_then(|table| self.formula_at(table, "formula", Scope::Totalled, Some(Kind::Number)));
        Afterwards { correction, mean_caps, carried, quotas: self.quotas(root, grades, lookups) }
    }

    /// Among whom: the first group if it is not said.
    pub(super) fn among_of(&mut self, table: &Table) -> Option<Among> {
        match table.text("among") {
            Some(name) => self.among(name, table.span_of("among")),
            None if self.grain_peers.is_empty() => Some(Among::Everybody),
            None => Some(Among::Group(0)),
        }
    }

    /// A group by its column, or everybody.
    pub(super) fn among(&mut self, name: &str, span: Span) -> Option<Among> {
        if let Some(group) = self.grain_peers.iter().position(|group| group == name) {
            return Some(Among::Group(group));
        }
        if matches!(name, "all" | "全体") {
            return Some(Among::Everybody);
        }
        let mut known = self.grain_peers.clone();
        known.push("all".into());
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        self.unknown(codes::UNKNOWN_TARGET, span, &words!("分组 `{name}`", "group `{name}`"), name, &known);
        None
    }

    fn correction(&mut self, table: &Table) -> Option<Correction> {
        let among = self.among_of(table);
        let factor = self.formula_at(table, "factor", Scope::Totalled, Some(Kind::Number));
        let mean = self.formula_at(table, "mean", Scope::Totalled, Some(Kind::Number));
        let std = self.formula_at(table, "std", Scope::Totalled, Some(Kind::Number));
        let rule = |key: &str| if table.text(key) == Some("mean") { Unspread::Mean } else { Unspread::Keep };
        let z_score = table.text("method") == Some("z_score");
        let (mine, others): (&[&str], &[&str]) =
            if z_score { (&[], &["factor"]) } else { (&["factor"], &["mean", "std", "all_equal", "alone"]) };
        for key in others.iter().filter(|key| table.has(key)) {
            let method = if z_score { "z_score" } else { "factor" };
            self.bag.push(
                Diagnostic::error(
                    codes::CORRECTION,
                    words!("`{method}` 修正不用 `{key}`", "a correction by `{method}` does not use `{key}`"),
                )
                .at((self.source, table.span_of(key)), words!("这里", "here"))
                .help(words!("去掉它，或改 `method`", "leave it out, or change `method`")),
            );
        }
        for key in mine.iter().filter(|key| !table.has(key)) {
            self.bag.push(
                Diagnostic::error(
                    codes::CORRECTION,
                    words!("按系数修正，没有写 `{key}`", "a correction by a factor lacks `{key}`"),
                )
                .at((self.source, table.span), words!("在这里", "here"))
                .help(words!(
                    "写 `factor = \"宽严系数\"`，系数用按组的参数：`[param]` `\"宽严系数\" = {{ \"甲科\" = 0.9, otherwise = 1 }}`",
                    "write `factor = \"k\"` with a parameter by group: `[param]` `k = {{ \"A\" = 0.9, otherwise = 1 }}`"
                )),
            );
        }
        let method = if z_score {
            CorrectionMethod::ZScore { mean, std, all_equal: rule("all_equal"), alone: rule("alone") }
        } else {
            CorrectionMethod::Factor(factor?)
        };
        Some(Correction { among: among?, method, span: table.span_of("method") })
    }

    fn mean_cap(&mut self, table: &Table) -> Option<MeanCap> {
        let max = self.formula_at(table, "max", Scope::Totalled, Some(Kind::Number));
        let among = self.among_of(table);
        let id = table.text("id").unwrap_or_default().to_string();
        Some(MeanCap {
            name: table.get("name").map_or_else(|| Words::same(id.clone()), name_of),
            id,
            max: max?,
            among: among?,
            then: if table.text("then") == Some("rescale") { AboveMean::Rescale } else { AboveMean::Reject },
            span: table.span_of("max"),
        })
    }
}
