//! Texts of data and rubrics on a page.

use crate::rubric::Rubric;
use crate::text::{Sources, Span, inert, with_partners};

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
    let text = with_partners(&found.source.text, found.span.start, found.span.end)?;
    let lines: Vec<String> = text.trim().lines().map(|line| inert(line).into_owned()).collect();
    Some(lines.join("\n")).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

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
