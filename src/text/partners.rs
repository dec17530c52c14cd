//! Parentheses and their partners.

/// The text from `start` to `end` with the parentheses around it that have their partners inside: the place
/// of a formula runs from its first name to its last.
pub fn with_partners(text: &str, mut start: usize, mut end: usize) -> Option<&str> {
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
        let whole = |part| with_partners(text, at(part).0, at(part).1);
        assert_eq!(whole("a - b) / c"), Some("(a - b) / c"));
        assert_eq!(whole("a - b) / c) * (d"), Some("((a - b) / c) * (d)"));
        assert_eq!(whole("a - b"), Some("a - b"));
        assert_eq!(with_partners("a) + b", 0, 6), None);
    }
}
