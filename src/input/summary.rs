//! Rows of totals inside the data (汇总, 均值): taken out, and held against the rows they sum up.

use super::codes::SUMMARY_DIFFERS;
use super::missing::MissingWords;
use super::typed::{Builder, Trouble, decimals, number_of, shown};
use crate::diagnostic::{Bag, Cell, Diagnostic};
use crate::number::compare::same;
use crate::number::{ExactSum, round_half_away};
use crate::rubric::Summary;
use crate::table::{Lane, RawCell};
use crate::text::fold;
use crate::words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Sum,
    Mean,
}

/// The words that mark rows of totals, folded.
#[derive(Debug)]
pub struct SummaryWords {
    sum: Vec<String>,
    mean: Vec<String>,
    /// Longer texts (in bytes) are no such word; most cells are settled by this.
    longest: usize,
}

impl SummaryWords {
    pub fn of(summary: &Summary) -> SummaryWords {
        let folded = |words: &[String]| -> Vec<String> { words.iter().map(|word| fold(word)).collect() };
        let longest = summary.sum.iter().chain(&summary.mean).map(std::string::String::len).max().unwrap_or(0);
        SummaryWords { sum: folded(&summary.sum), mean: folded(&summary.mean), longest: longest * 3 + 12 }
    }

    pub fn role(&self, cell: &RawCell) -> Option<Role> {
        let RawCell::Text(text) = cell else { return None };
        if text.len() > self.longest {
            return None;
        }
        let folded = fold(text);
        if self.sum.contains(&folded) {
            Some(Role::Sum)
        } else if self.mean.contains(&folded) {
            Some(Role::Mean)
        } else {
            None
        }
    }
}

/// A row of totals: where it stands among the rows of its file that are kept.
#[derive(Debug)]
pub struct SummaryRow {
    pub role: Role,
    /// Index in the sheet.
    pub row: usize,
    /// Rows of the file that stand above it.
    pub above: usize,
    /// Rows of the file that stood above the row of totals before it: where a subtotal begins.
    pub since: usize,
}

/// Holds the figure of a row of totals in one column against the rows of its file, which are the
/// rows of `column` from `start` on. A subtotal may cover only the rows since the one before.
pub fn compare(
    column: &Builder<'_>,
    start: usize,
    row: &SummaryRow,
    cell: &RawCell,
    words: &MissingWords,
    place: Cell,
    findings: &mut Bag,
) {
    let Lane::Numbers(numbers) = &column.part.lane else { return };
    let stated = match number_of(cell, words) {
        Ok(mut stated) => {
            if let RawCell::Number { value, .. } = cell {
                stated.decimals = decimals(*value);
            }
            Some(stated)
        }
        Err(Trouble::Nothing(_)) => return,
        Err(Trouble::Unreadable | Trouble::LostDigits) => None,
    };
    let figure = |range: std::ops::Range<usize>| -> Option<f64> {
        let mut sum = ExactSum::new();
        let mut count = 0_usize;
        for at in range {
            if let Ok(value) = numbers.get(at) {
                sum.add(value);
                count += 1;
            }
        }
        match row.role {
            Role::Sum => Some(sum.value()),
            Role::Mean => (count > 0).then(|| sum.value() / count as f64),
        }
    };
    let agrees = |computed: Option<f64>| match (stated, computed) {
        (Some(stated), Some(computed)) => {
            // `1.2万` cannot say more than thousands; a mean cannot say more than its digits.
            let rounded = (row.role == Role::Mean || stated.decimals < 0)
                && same(round_half_away(computed, stated.decimals), stated.value);
            rounded || same(stated.value, computed)
        }
        _ => false,
    };
    let all = figure(start..numbers.len());
    let part = figure(start + row.since..start + row.above);
    if agrees(all) || agrees(part) {
        return;
    }
    // A subtotal that is wrong is still nearer to the rows it stands below than to all of them.
    let away = |computed: Option<f64>| match (stated, computed) {
        (Some(stated), Some(computed)) => (stated.value - computed).abs(),
        _ => f64::INFINITY,
    };
    let subtotal = away(part) < away(all);
    let all = if subtotal { part } else { all };
    let id = &column.spec.id;
    let text = shown(cell);
    let (zh, en) = match row.role {
        Role::Sum if subtotal => ("小计", "subtotal"),
        Role::Sum => ("合计", "total"),
        Role::Mean => ("均值", "mean"),
    };
    let finding = match (stated, all) {
        (Some(stated), Some(computed)) => {
            let places = stated.decimals.clamp(2, 10);
            let computed = round_half_away(computed, places);
            let difference = round_half_away(stated.value - computed, places);
            Diagnostic::warning(
                SUMMARY_DIFFERS,
                words!(
                    "列 `{id}` 的{zh}写着 {text}，按明细计算是 {computed}，相差 {difference}",
                    "the {en} of column `{id}` says {text}, its rows give {computed}: a difference of {difference}"
                ),
            )
        }
        (None, _) => Diagnostic::warning(
            SUMMARY_DIFFERS,
            words!("列 `{id}` 的{zh} `{text}` 不是数字", "the {en} of column `{id}`, `{text}`, is not a number"),
        ),
        (Some(_), None) => Diagnostic::warning(
            SUMMARY_DIFFERS,
            words!(
                "列 `{id}` 的{zh}写着 {text}，但明细中没有数字",
                "the {en} of column `{id}` says {text}, but no row has a figure"
            ),
        ),
    };
    findings.push(finding.at(place, Default::default()).help(words!(
        "请核对明细是否齐全；评分只用明细",
        "check whether rows are missing; scores use the rows, not the total"
    )));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::Column;
    use crate::table::Kind;
    use crate::text::Span;

    fn findings(role: Role, rows: &[&str], total: &str) -> Vec<String> {
        let spec = Column { id: "数".into(), headers: Vec::new(), kind: Kind::Number, span: Span::default() };
        let words = MissingWords::default();
        let mut builder = Builder::new(&spec, &words);
        let place = || Cell { file: "a.csv".into(), sheet: None, row: 2, column: 1 };
        for row in rows {
            builder.push(&RawCell::Text((*row).into()), place);
        }
        let mut bag = Bag::default();
        let row = SummaryRow { role, row: 0, above: rows.len(), since: rows.len().saturating_sub(2) };
        compare(&builder, 0, &row, &RawCell::Text(total.into()), &words, place(), &mut bag);
        bag.all.into_iter().map(|finding| finding.message.en).collect()
    }

    #[test]
    fn totals_that_agree_say_nothing() {
        assert!(findings(Role::Sum, &["0.1", "0.2", "-"], "0.3").is_empty());
        assert!(findings(Role::Mean, &["1", "2", "2"], "1.67").is_empty());
        assert!(findings(Role::Mean, &["95.00%", "96.00%"], "95.50%").is_empty());
        assert!(findings(Role::Sum, &["10000", "2041"], "1.2万").is_empty());
        assert!(findings(Role::Sum, &["1", "2", "3"], "-").is_empty());
        assert!(findings(Role::Sum, &["1", "2", "3"], "5").is_empty(), "a subtotal of the last two");
    }

    #[test]
    fn a_difference_is_named() {
        assert_eq!(
            findings(Role::Sum, &["1", "2", "3"], "7"),
            ["the total of column `数` says 7, its rows give 6: a difference of 1"]
        );
        assert_eq!(
            findings(Role::Sum, &["10", "2", "3"], "6"),
            ["the subtotal of column `数` says 6, its rows give 5: a difference of 1"],
            "the last two rows are nearer than all"
        );
        assert_eq!(findings(Role::Mean, &["1", "2", "2"], "1.66").len(), 1);
        assert_eq!(findings(Role::Mean, &["-"], "1.66").len(), 1);
    }

    #[test]
    fn words_are_recognised_folded() {
        let summary = Summary {
            column: "客服".into(),
            sum: vec!["汇总".into()],
            mean: vec!["均值".into()],
            columns: Vec::new(),
            span: Span::default(),
        };
        let words = SummaryWords::of(&summary);
        assert_eq!(words.role(&RawCell::Text("汇 总".into())), Some(Role::Sum));
        assert_eq!(words.role(&RawCell::Text("张三".into())), None);
        assert_eq!(words.role(&RawCell::Text("均值".into())), Some(Role::Mean));
    }
}
