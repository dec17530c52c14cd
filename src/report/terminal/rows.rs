//! Which elements lack rows that were there, and why.

use super::{head, paragraph};
use crate::report::View;
use crate::report::outcome::say;
use crate::result::RowCounts;
use crate::text::inert;
use crate::words;

/// How many elements are named; the JSON has all of them.
const NAMED: usize = 12;

/// A line for each element that excluded rows are missing from, over all subjects. A condition
/// alone is what the element is about; it is told where other reasons are.
pub(super) fn left_out(view: &View, out: &mut String) {
    let (rubric, lang) = (view.rubric, view.lang);
    let mut lines = Vec::new();
    for (element, rows) in rubric.elements.iter().zip(&view.results.rows) {
        let Some(rows) = rows.as_ref().filter(|_| !rubric.is_masked(&element.answers)) else { continue };
        let sum = rows.counts.sum();
        let excluded = sum.left_out().iter().any(|(why, count)| *count > 0 && *why != "where");
        if excluded {
            let table = rubric.data.get(rows.table).map_or("", |data| data.id.as_str());
            lines.push((say(&element.name, lang), told(&sum, table).in_lang(lang).to_string()));
        }
    }
    if lines.is_empty() {
        return;
    }
    head(view, "未计入的行", "Rows that do not count", out);
    for (name, text) in lines.iter().take(NAMED) {
        paragraph(view, &format!("  {name}  "), text, out);
    }
    let more = lines.len().saturating_sub(NAMED);
    if more > 0 {
        let text = words!(
            "其余 {more} 个数据元素，用 --format json 查看",
            "{more} more elements, see them with --format json"
        );
        paragraph(view, "  ", text.in_lang(lang), out);
    }
}

/// `报修 14 行，计入 12 行；略去（drop）2 行`
fn told(counts: &RowCounts, table: &str) -> crate::text::Words {
    let (all, counted, table) = (counts.all(), counts.counted, inert(table));
    let mut text = words!("{table} {all} 行，计入 {counted} 行", "{counted} of {all} rows of {table} count");
    for (why, count) in counts.left_out().into_iter().filter(|(_, count)| *count > 0) {
        let reason = match why {
            "drop" => words!("略去（drop）{count} 行", "dropped: {count}"),
            "void" => words!("作废 {count} 行", "void: {count}"),
            "void_ballot" => words!("所在的票作废 {count} 行", "on void ballots: {count}"),
            "where" => words!("不满足条件（where）{count} 行", "outside the condition: {count}"),
            "undecided" => words!("条件无法判断 {count} 行", "condition undecided: {count}"),
            _ => words!("没有值 {count} 行", "without a value: {count}"),
        };
        text.zh.push_str(&format!("；{}", reason.zh));
        text.en.push_str(&format!("; {}", reason.en));
    }
    text
}
