//! Figures outside the range that the rubric declares for them.

use super::View;
use super::checks::NAMED;
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::codes;
use crate::number::Near;
use crate::table::Kind;
use crate::table::figure::digits;
use crate::text::Words;
use crate::words;

/// One finding an element, naming the subjects and their figures.
pub fn tell(view: &View<'_>, findings: &mut Bag) {
    for (element, node) in view.rubric.elements.iter().zip(&view.program.outputs.elements) {
        let Some((low, high)) = element.range.filter(|_| element.kind == Kind::Number) else { continue };
        let values = view.slice.numbers(*node);
        let outside: Vec<(&str, f64)> = view
            .subjects
            .iter()
            .enumerate()
            .filter_map(|(row, subject)| Some((view.bound.subjects[*subject].label.as_str(), values.get(row).ok()?)))
            .filter(|(_, value)| value.near_lt(low.to_f64()) || high.to_f64().near_lt(*value))
            .collect();
        if outside.is_empty() {
            continue;
        }
        let id = &element.id;
        let shown: Vec<String> =
            outside.iter().take(NAMED).map(|(who, value)| format!("`{who}` {}", digits(*value))).collect();
        let rest = outside.len() - shown.len();
        let (mut zh, mut en) = (shown.join("、"), shown.join(", "));
        if rest > 0 {
            zh.push_str(&format!(" 等 {} 个", outside.len()));
            en.push_str(&format!(" and {rest} more"));
        }
        findings.push(
            Diagnostic::warning(
                codes::OUT_OF_RANGE,
                words!(
                    "`{id}` 超出声明的范围 {low} 到 {high}：{zh}",
                    "`{id}` lies outside its range of {low} to {high}: {en}"
                ),
            )
            .at((view.rubric.source, element.span), Words::default())
            .help(words!("核对数据；范围写得不对则改 `range`", "check the data, or correct `range`")),
        );
    }
}
