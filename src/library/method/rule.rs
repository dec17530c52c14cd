//! The settings of a method in words, for whoever is judged by them.

use crate::rubric::Settings;
use crate::text::{Span, Words};
use crate::words;

/// The rule of one indicator.
pub struct Rule<'a> {
    pub settings: &'a Settings,
    /// What is written at a place of the rubric.
    pub text: &'a dyn Fn(Span) -> String,
    /// Stands behind the indicator's values; empty for one without.
    pub unit: &'a str,
    pub higher: bool,
}

impl std::fmt::Debug for Rule<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule").field("settings", self.settings).field("unit", &self.unit).finish_non_exhaustive()
    }
}

impl Rule<'_> {
    /// A formula of the settings as it is written.
    pub fn formula(&self, key: &str) -> String {
        let text = self.settings.formula(key).map(|formula| (self.text)(formula.span)).unwrap_or_default();
        text.trim().trim_matches(['"', '\'']).to_string()
    }

    /// `≥95 得 100，≥90 得 80，否则 0`
    pub fn ladder(&self, rungs: impl Iterator<Item = (String, f64)>, otherwise: Option<f64>) -> Words {
        let rungs: Vec<(String, f64)> = rungs.collect();
        let mut zh: Vec<String> = rungs.iter().map(|(at, score)| format!("{} 得 {score}", at.trim_end())).collect();
        let mut en: Vec<String> = rungs.iter().map(|(at, score)| format!("{} → {score}", at.trim_end())).collect();
        if let Some(otherwise) = otherwise {
            zh.push(format!("否则 {otherwise}"));
            en.push(format!("else {otherwise}"));
        }
        Words { zh: zh.join("，"), en: en.join(", ") }
    }

    /// With the lowest and the highest score.
    pub fn between(how: Words, low: f64, high: f64) -> Words {
        let (zh, en) = (&how.zh, &how.en);
        words!("{zh}，限于 {low}–{high}", "{en}, within {low}–{high}")
    }
}
