//! Figures outside the range that the rubric declares for them.

use super::View;
use super::cells;
use super::checks::NAMED;
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::codes;
use crate::number::Near;
use crate::table::Kind;
use crate::table::figure::digits;
use crate::words;

/// One finding an element, naming the subjects and their figures.
pub fn tell(view: &View<'_>, findings: &mut Bag) {
    for (index, (element, node)) in view.rubric.elements.iter().zip(&view.program.outputs.elements).enumerate() {
        let Some((low, high)) = element.range.filter(|_| element.kind == Kind::Number) else { continue };
        let (least, most) = (low.to_f64(), high.to_f64());
        // No nothing is less or more than anything.
        let is_outside = |value: &f64| value.near_lt(least) || most.near_lt(*value);
        let subject = |(position, value): (usize, f64)| Some((*view.subjects.get(position)?, value));
        let outside: Vec<(usize, f64)> = match view.slice.few(*node) {
            Some(few) => few.iter().filter_map(|(position, kept)| subject((position, kept.ok()?))).collect(),
            None => {
                let values = view.slice.numbers(*node).values;
                let all = values.iter().copied().enumerate();
                all.filter(|(_, value)| is_outside(value)).filter_map(subject).collect()
            }
        };
        if outside.is_empty() {
            continue;
        }
        let id = &element.id;
        let name = |subject: usize| view.bound.subjects.get(subject).map_or("", |subject| &subject.label);
        let shown: Vec<String> =
            outside.iter().take(NAMED).map(|(who, value)| format!("`{}` {}", name(*who), digits(*value))).collect();
        let rest = outside.len() - shown.len();
        let (mut zh, mut en) = (shown.join("、"), shown.join(", "));
        if rest > 0 {
            zh.push_str(&format!(" 等 {} 个", outside.len()));
            en.push_str(&format!(" and {rest} more"));
        }
        let mut finding = Diagnostic::warning(
            codes::OUT_OF_RANGE,
            words!(
                "`{id}` 超出声明的范围 {low} 到 {high}：{zh}",
                "`{id}` lies outside its range of {low} to {high}: {en}"
            ),
        );
        for (subject, _) in outside.iter().take(NAMED) {
            finding = cells::label_element(view, index, *subject, finding);
        }
        findings.push(
            finding
                .at((view.rubric.source, element.span), words!("范围声明在此", "the range is declared here"))
                .help(words!("核对数据；范围写得不对则改 `range`", "check the data, or correct `range`")),
        );
    }
}
