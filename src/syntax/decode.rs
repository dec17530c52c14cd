//! From a place inside a TOML string to the place in the file: quotes and escapes take room too.

use crate::text::Span;

/// A text value with, for each byte of it, where that byte stands in the file.
#[derive(Debug, Clone)]
pub struct Decoded {
    offsets: Offsets,
    /// Whether a backslash begins an escape.
    escapes: bool,
}

/// Where the value stands in the file.
#[derive(Debug, Clone)]
enum Offsets {
    /// As it is, from here on and so long.
    Plain(usize, usize),
    /// File offset of each byte of the value, and one more for its end.
    Each(Vec<usize>),
}

impl Decoded {
    /// `raw` is the file's text from `start` on, quotes included, that was read as `value`.
    pub fn new(raw: &str, start: usize, value: &str) -> Decoded {
        // Between single quotes most texts stand as they are.
        let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
        let inside = quote.and_then(|quote| raw.strip_prefix(quote)?.strip_suffix(quote));
        if inside == Some(value) && !value.contains(['\\', '\n']) {
            return Decoded { offsets: Offsets::Plain(start + 1, value.len()), escapes: quote == Some('"') };
        }
        let (quotes, escapes) = if raw.starts_with("\"\"\"") {
            (3, true)
        } else if raw.starts_with("'''") {
            (3, false)
        } else {
            (1, raw.starts_with('"'))
        };
        let mut at = quotes.min(raw.len());
        if quotes == 3 {
            // A line break right after the opening quotes is not part of the value.
            at += if raw[at..].starts_with("\r\n") { 2 } else { usize::from(raw[at..].starts_with('\n')) };
        }
        let mut offsets = Vec::with_capacity(value.len() + 1);
        for c in value.chars() {
            if escapes {
                at = skip_continuation(raw, at);
            }
            let taken = if escapes && raw[at.min(raw.len())..].starts_with('\\') {
                escape_length(&raw[at..])
            } else if c == '\n' && raw[at.min(raw.len())..].starts_with("\r\n") {
                2
            } else {
                c.len_utf8()
            };
            offsets.extend(std::iter::repeat_n(start + at, c.len_utf8()));
            at = floor_boundary(raw, at + taken);
        }
        offsets.push(start + at);
        Decoded { offsets: Offsets::Each(offsets), escapes }
    }

    /// Text that is to stand in the value, as it is written in the file; none where these quotes
    /// cannot hold it.
    pub fn written(&self, text: &str) -> Option<String> {
        if self.escapes {
            return Some(text.replace('\\', "\\\\").replace('"', "\\\""));
        }
        (!text.contains('\'')).then(|| text.to_string())
    }

    /// The file's span of a span of the value.
    pub fn span(&self, inner: Span) -> Span {
        let at = |inner: usize| match &self.offsets {
            Offsets::Plain(start, length) => start + inner.min(*length),
            Offsets::Each(offsets) => offsets[inner.min(offsets.len() - 1)],
        };
        Span::new(at(inner.start), at(inner.end))
    }
}

fn floor_boundary(raw: &str, at: usize) -> usize {
    let mut at = at.min(raw.len());
    while !raw.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A backslash at a line's end swallows the white space up to the next character.
fn skip_continuation(raw: &str, at: usize) -> usize {
    let rest = &raw[at.min(raw.len())..];
    if let Some(after) = rest.strip_prefix('\\')
        && after.trim_start_matches([' ', '\t', '\r']).starts_with('\n')
    {
        return at + 1 + (after.len() - after.trim_start().len());
    }
    at
}

fn escape_length(rest: &str) -> usize {
    match rest.as_bytes().get(1) {
        Some(b'u') => 6,
        Some(b'U') => 10,
        Some(b'x') => 4,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_strings() {
        let raw = r#""a \"中\" + 文""#;
        let value = "a \"中\" + 文";
        let decoded = Decoded::new(raw, 100, value);
        let at = value.find('文').unwrap_or(0);
        let span = decoded.span(Span::new(at, at + 3));
        assert_eq!(&raw[span.start - 100..span.end - 100], "文");
        let literal = Decoded::new("'x == \"是\"'", 0, "x == \"是\"");
        assert_eq!(literal.span(Span::new(0, 1)), Span::new(1, 2));
    }

    #[test]
    fn many_lines() {
        let raw = "\"\"\"\na +\\\n   b\"\"\"";
        let decoded = Decoded::new(raw, 0, "a +b");
        let span = decoded.span(Span::new(3, 4));
        assert_eq!(&raw[span.start..span.end], "b");
    }
}
