//! Verbal levels.

use super::{Checking, Method, MethodExample, Rule, SETTING_MISSING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{NodeId, Op, Real};
use crate::rubric::Settings;
use crate::syntax::shape::Ty;
use crate::table::Kind;
use crate::text::Words;
use crate::words;
use std::sync::Arc;

#[derive(Debug)]
pub struct Levels;

impl Method for Levels {
    fn name(&self) -> &'static str {
        "levels"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "等级计分：优、良、中、差各对应一个得分，表外的词不得分而作为无意义报告",
            "a score for each level; a word outside the table is undefined, not zero",
        )
    }

    fn source(&self) -> &'static str {
        "M22: worksheets with 30/28/25/20/15 or A–E at 100/80/60/40/20 %"
    }

    fn shape(&self) -> Ty {
        Ty::Levels
    }

    fn scores(&self) -> Kind {
        Kind::Text
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        match checking.settings.levels("") {
            Some(levels) if !levels.is_empty() => Vec::new(),
            _ => vec![finding(checking, "", SETTING_MISSING, words!("没有写等级", "no levels are given"))],
        }
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let levels = rule.settings.levels("").unwrap_or_default();
        rule.ladder(levels.iter().map(|(level, score)| (format!("{level} "), score.to_f64())), None)
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let levels = settings.levels("").unwrap_or_default();
        let entries = levels.iter().map(|(word, score)| (Arc::from(word.as_str()), Real(score.to_f64()))).collect();
        scope.builder.push(Op::Match { input: value, entries }, scope.builder.grain(value), Kind::Number)
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[MethodExample {
            written: "levels = { \"优\" = 100, \"良\" = 85, \"中\" = 70, \"差\" = 50 }",
            better: None,
            values: &["优", "良", "差", "甲", ""],
            scores: &["100", "85", "50", "undefined", "missing"],
        }]
    }
}
