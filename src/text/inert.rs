//! Text from a file, made harmless for a terminal.

use std::borrow::Cow;

/// The text on one line without anything that moves a cursor or turns the writing direction:
/// line breaks and tabs become spaces, other control and direction characters go.
pub fn inert(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_active) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter_map(|c| match c {
        '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_active(c) => None,
        c => Some(c),
    });
    Cow::Owned(kept.collect())
}

/// The text with every active character replaced by a visible one of as many bytes, so that all
/// spans keep their meaning. Line feeds, `\r\n` and tabs stay.
pub fn inert_in_place(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_active(c) && !matches!(c, '\n' | '\t')) {
        return Cow::Borrowed(text);
    }
    let mut rest = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        out.push(match c {
            '\n' | '\t' => c,
            '\r' if rest.peek() == Some(&'\n') => c,
            c if !is_active(c) => c,
            c if c.len_utf8() == 1 => '?',
            c if c.len_utf8() == 2 => '·',
            _ => '\u{fffd}',
        });
    }
    Cow::Owned(out)
}

/// Control characters, and those that are invisible or turn the direction of writing. None of
/// them has four bytes except the tags, which a terminal does not draw.
fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_active_is_left() {
        assert_eq!(inert("张\u{1b}[31m三\u{202e}\n丰"), "张[31m三 丰");
        assert!(matches!(inert("李四"), Cow::Borrowed(_)));
    }

    #[test]
    fn in_place_keeps_offsets() {
        let text = "a\u{1b}b\u{85}c\u{202e}d\r\ne\rf\tg";
        let safe = inert_in_place(text);
        assert_eq!(safe, "a?b·c\u{fffd}d\r\ne?f\tg");
        assert_eq!(safe.len(), text.len());
    }
}
