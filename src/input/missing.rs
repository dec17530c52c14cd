//! Words that stand in a cell where a value should be.

use std::collections::HashSet;

use super::number;
use crate::rubric::DataSource;
use crate::table::Nothing;
use crate::text::fold;

/// Words that are no figure in anybody's export, folded.
const ALWAYS: &[&str] =
    &["-", "--", "---", "—", "——", "–", "/", "n/a", "na", "nan", "null", "暂无数据", "暂无", "无", "无数据"];
const UNSETTLED: &str = "延迟统计";
const NOT_APPLICABLE: &[&str] = &["不适用", "notapplicable", "not applicable"];

/// What counts as "no value" in one data source.
#[derive(Debug, Default)]
pub struct MissingWords {
    missing: HashSet<String>,
    unsettled: HashSet<String>,
    /// Declared words that are numbers, such as `-1` or `999`.
    numbers: Vec<f64>,
    /// Whether a declared word reads as a number with a unit, such as `0元`.
    figures: bool,
    /// Longer texts (in bytes) are no declared word; most cells are settled by this.
    longest: usize,
}

impl MissingWords {
    pub fn of(source: &DataSource) -> MissingWords {
        MissingWords {
            missing: source.missing.iter().map(|word| fold(word)).collect(),
            unsettled: source.unsettled.iter().map(|word| fold(word)).collect(),
            numbers: source.missing.iter().filter_map(|word| word.trim().parse().ok()).collect(),
            figures: source.missing.iter().chain(&source.unsettled).any(|word| number::parse(word).is_some()),
            // Full-width letters and spaces between them are folded away.
            longest: source.missing.iter().chain(&source.unsettled).map(|word| word.len() * 3 + 12).max().unwrap_or(0),
        }
    }

    /// Whether a number was declared to mean "not reported".
    pub fn number(&self, value: f64) -> bool {
        !self.numbers.is_empty() && self.numbers.contains(&value)
    }

    /// Whether any number was.
    pub fn has_numbers(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// Whether a declared word reads as a number with a unit.
    pub fn has_figures(&self) -> bool {
        self.figures
    }

    /// Declared words only: in a column of texts `无` may be an answer.
    pub fn declared(&self, text: &str) -> Option<Nothing> {
        if text.len() > self.longest {
            return None;
        }
        let folded = fold(text);
        if self.missing.contains(&folded) {
            Some(Nothing::Blank)
        } else if self.unsettled.contains(&folded) {
            Some(Nothing::Unsettled)
        } else {
            None
        }
    }

    /// Declared words that read as numbers, such as `0元`.
    pub fn declared_figure(&self, text: &str) -> Option<Nothing> {
        if self.figures { self.declared(text) } else { None }
    }

    /// Declared words and those that are never a figure, a date or a yes.
    pub fn usual(&self, text: &str) -> Option<Nothing> {
        if let Some(nothing) = self.declared(text) {
            return Some(nothing);
        }
        let folded = fold(text);
        if folded.is_empty() || ALWAYS.contains(&folded.as_str()) || is_redacted(&folded) {
            Some(Nothing::Blank)
        } else if folded == UNSETTLED {
            Some(Nothing::Unsettled)
        } else if NOT_APPLICABLE.contains(&folded.as_str()) {
            Some(Nothing::NotApplicable)
        } else {
            None
        }
    }
}

/// Figures struck out before a paper was passed on: `__`, `×××元`, `xx`, `**%`.
fn is_redacted(folded: &str) -> bool {
    let blank = |c: char| matches!(c, '_' | '×' | 'x' | '*' | '□' | '○' | '█' | '■');
    let body = folded.trim_end_matches(['元', '人', '次', '秒', '分', '%', '个', '单', '件', '户']);
    !body.is_empty() && body.chars().all(blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_no_figures() {
        let words = MissingWords {
            missing: HashSet::from(["未上班".to_string()]),
            unsettled: HashSet::from(["统计中".to_string()]),
            numbers: vec![-1.0],
            figures: false,
            longest: 100,
        };
        for text in ["-", "——", "N/A", "null", "暂无数据", "__", "×××元", "／", "未上班", "＿＿"] {
            assert_eq!(words.usual(text), Some(Nothing::Blank), "{text}");
        }
        for text in ["延迟统计", "统计中"] {
            assert_eq!(words.usual(text), Some(Nothing::Unsettled), "{text}");
        }
        assert_eq!(words.usual("不适用"), Some(Nothing::NotApplicable));
        assert_eq!(words.usual("12"), None);
        assert_eq!(words.usual("元"), None);
        assert_eq!(words.declared("无"), None);
        assert!(words.number(-1.0));
    }
}
