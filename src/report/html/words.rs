//! Texts of data and rubrics on a page.

use crate::rubric::Rubric;
use crate::text::{Sources, Span, inert};

/// So many characters of a name are shown.
const MOST: usize = 80;

/// A name or another short text, harmless, and cut where it is a monster.
pub fn clip(text: &str) -> String {
    let text = inert(text);
    if text.chars().count() <= MOST {
        return text.into_owned();
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}

/// An address that a page may link to: of the web, and nothing else.
pub fn link(text: &str) -> Option<String> {
    let text = inert(text.trim());
    let lower = text.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")).then(|| text.into_owned())
}

/// What stands in the rubric at a place, as it is written, without the blanks around it.
pub fn written(rubric: &Rubric, sources: &Sources, span: Span) -> Option<String> {
    let found = sources.locate(rubric.source, span);
    let text = with_parentheses(&found.source.text, found.span.start, found.span.end)?;
    let lines: Vec<String> = text.trim().lines().map(|line| inert(line).into_owned()).collect();
    Some(lines.join("\n")).filter(|text| !text.is_empty())
}

/// The place of a formula lacks parentheses at its ends: those that have no partner inside are taken along.
fn with_parentheses(text: &str, mut start: usize, mut end: usize) -> Option<&str> {
    let (mut open, mut lacking) = (0_usize, 0_usize);
    for c in text.get(start..end)?.chars() {
        match c {
            '(' | '（' => open += 1,
            ')' | '）' if open == 0 => lacking += 1,
            ')' | '）' => open -= 1,
            _ => {}
        }
    }
    while lacking > 0 {
        let before = text.get(..start)?;
        let at = before.trim_end().strip_suffix(['(', '（'])?;
        start = at.len();
        lacking -= 1;
    }
    while open > 0 {
        let after = text.get(end..)?;
        let rest = after.trim_start().strip_prefix([')', '）'])?;
        end = text.len() - rest.len();
        open -= 1;
    }
    text.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_have_their_partners() {
        let text = "formula = \"((a - b) / c) * (d)\"";
        let at = |part: &str| (text.find(part).unwrap(), text.find(part).unwrap() + part.len());
        let whole = |part| with_parentheses(text, at(part).0, at(part).1);
        assert_eq!(whole("a - b) / c"), Some("(a - b) / c"));
        assert_eq!(whole("a - b) / c) * (d"), Some("((a - b) / c) * (d)"));
        assert_eq!(whole("a - b"), Some("a - b"));
        assert_eq!(with_parentheses("a) + b", 0, 6), None);
    }

    #[test]
    fn monsters_are_cut_and_only_the_web_is_linked_to() {
        assert_eq!(clip("张三"), "张三");
        assert_eq!(clip(&"长".repeat(10_000)).chars().count(), 80);
        assert_eq!(clip("a\u{202e}b"), "ab");
        assert_eq!(link(" https://x.cn/a?b=1 ").as_deref(), Some("https://x.cn/a?b=1"));
        for other in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "附件/1.pdf"] {
            assert_eq!(link(other), None);
        }
    }
}
