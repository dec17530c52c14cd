//! TOML text → statements, without understanding them: where each begins and ends, and which
//! quotes and brackets are left open. A statement that cannot be read is then left out as a whole,
//! so that what follows it is read as it stands.

use crate::text::Span;

/// A table's head or `key = value`, from the start of its first line to the end of its last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Statement {
    pub span: Span,
    pub head: bool,
    pub open: Option<Open>,
}

/// What is not closed, and where it opens: a quotation with the text up to the line's end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Open {
    Quote(Span),
    Bracket(Span, char),
}

/// The statements in their order; empty lines and comments belong to none.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line = line_at(text, at);
        let content = text[line.start..line.end].trim_start_matches(['\u{feff}', ' ', '\t', '\r']);
        if content.is_empty() || content.starts_with('#') {
            at = line.end + 1;
            continue;
        }
        let statement = if content.starts_with(['[', '［', '【']) {
            Statement { span: line, head: true, open: None }
        } else if is_plain(&text.as_bytes()[line.start..line.end]) {
            Statement { span: line, head: false, open: None }
        } else {
            let mut scan = Scan { text, start: line.start, at: line.start, brackets: Vec::new() };
            let open = scan.run();
            Statement { span: Span::new(line.start, scan.at), head: false, open }
        };
        at = statement.span.end + 1;
        found.push(statement);
    }
    found
}

/// From the statement up to the next head: what is lost where a head cannot be read.
pub(super) fn with_body(text: &str, statements: &[Statement], index: usize) -> Span {
    let start = statements[index].span.start;
    let next = statements[index + 1..].iter().find(|statement| statement.head);
    Span::new(start, next.map_or(text.len(), |next| next.span.start.saturating_sub(1)))
}

/// The line around a place, without its line feed.
pub(super) fn line_at(text: &str, at: usize) -> Span {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    Span::new(start, end)
}

/// Whether a line that is no head is a statement by itself: each quotation ends in it, and there is
/// neither a bracket nor a quotation of many lines.
fn is_plain(line: &[u8]) -> bool {
    let mut quote = None;
    let mut before = 0;
    for byte in line {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => {
                // Two in a row may be the beginning of three.
                if before == *byte {
                    return false;
                }
                quote = None;
            }
            (Some(b'"'), b'\\') => return false,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'[' | b'{' | b']' | b'}') => return false,
            (None, b'#') => return true,
            (None, _) => {}
        }
        before = *byte;
    }
    quote.is_none()
}

struct Scan<'a> {
    text: &'a str,
    start: usize,
    at: usize,
    brackets: Vec<(usize, char)>,
}

impl Scan<'_> {
    /// Goes to the statement's end.
    fn run(&mut self) -> Option<Open> {
        while let Some(c) = self.text[self.at..].chars().next() {
            match c {
                '#' => self.at = line_at(self.text, self.at).end,
                '"' | '\'' => {
                    if let Some(open) = self.quotation(c) {
                        self.give_up();
                        return Some(open);
                    }
                }
                '[' | '{' => {
                    self.brackets.push((self.at, c));
                    self.at += 1;
                }
                ']' | '}' => {
                    self.brackets.pop();
                    self.at += 1;
                }
                '\n' => {
                    let (first, bracket) = self.brackets.first().copied()?;
                    if self.left_open() {
                        return Some(Open::Bracket(Span::new(first, first + 1), bracket));
                    }
                    self.at += 1;
                }
                c => self.at += c.len_utf8(),
            }
        }
        let (first, bracket) = self.brackets.first().copied()?;
        Some(Open::Bracket(Span::new(first, first + 1), bracket))
    }

    /// Goes behind a quotation, or tells that it does not end.
    fn quotation(&mut self, quote: char) -> Option<Open> {
        let rest = &self.text[self.at..];
        let long = if quote == '"' { "\"\"\"" } else { "'''" };
        let many_lines = rest.starts_with(long);
        let opening = if many_lines { 3 } else { 1 };
        let mut at = opening;
        while let Some(c) = rest[at..].chars().next() {
            if many_lines && rest[at..].starts_with(long) {
                // `""""` ends with a quotation mark of its own.
                let extra = rest[at + 3..].chars().take(2).take_while(|c| *c == quote).count();
                self.at += at + 3 + extra;
                return None;
            }
            if !many_lines && c == quote {
                self.at += at + 1;
                return None;
            }
            if !many_lines && c == '\n' {
                break;
            }
            at += c.len_utf8();
            if c == '\\' && quote == '"' {
                at += rest[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
            }
        }
        let line = line_at(self.text, self.at);
        let end = self.at + self.text[self.at..line.end].trim_end().len();
        Some(Open::Quote(Span::new(self.at, end)))
    }

    /// Whether the next line begins something new although a bracket is open.
    fn left_open(&self) -> bool {
        let next = line_at(self.text, self.at + 1);
        let next = &self.text[next.start..next.end];
        let innermost_list = self.brackets.last().is_some_and(|(_, bracket)| *bracket == '[');
        let (at, _) = self.brackets.last().copied().unwrap_or_default();
        let opening = line_at(self.text, at);
        let one_line = !self.text[at + 1..opening.end].trim().is_empty() && opening.end == self.at;
        is_head(next) || (is_assignment(next) && (innermost_list || one_line))
    }

    /// After an open quotation: the rest of the line, and of a list the lines up to its end.
    fn give_up(&mut self) {
        let first = line_at(self.text, self.start);
        self.at = line_at(self.text, self.at).end;
        if self.at <= first.end && !self.text[self.start..first.end].contains("\"\"\"") {
            return;
        }
        while self.at < self.text.len() {
            let line = line_at(self.text, self.at + 1);
            let content = self.text[line.start..line.end].trim();
            if is_head(content) || is_assignment(content) {
                return;
            }
            self.at = line.end;
            if content.starts_with([']', '}']) || content.ends_with("\"\"\"") {
                return;
            }
        }
    }
}

/// `[x]`, `[[x]]`, also with a bracket too few; not the items of a list.
fn is_head(line: &str) -> bool {
    let content = line.split('#').next().unwrap_or_default().trim();
    let Some(inner) = content.strip_prefix('[') else { return false };
    let inner = inner.trim_start_matches('[');
    let name = inner.trim_end_matches(']');
    name.len() < inner.len()
        && name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || "._- \"".contains(c))
        && !matches!(name, "true" | "false" | "inf" | "nan")
}

/// `key = …`
fn is_assignment(line: &str) -> bool {
    let content = line.trim_start();
    let starts = content.starts_with(|c: char| c.is_alphabetic() || "_\"'".contains(c));
    let Some((key, value)) = content.split_once('=') else { return false };
    starts && !value.starts_with('=') && key.chars().all(|c| c.is_alphanumeric() || "._-\"' ".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(&str, bool)> {
        statements(text).iter().map(|s| (&text[s.span.start..s.span.end], s.open.is_some())).collect()
    }

    #[test]
    fn statements_and_their_ends() {
        let text =
            "# 注\na = 1\n\n[[x]]\nb = [\n  [1, 2], # ]\n  [3, 4],\n]\nc = \"\"\"\nd = 1\n\"\"\"\ne = {\n f = 1,\n}\n";
        let expected =
            ["a = 1", "[[x]]", "b = [\n  [1, 2], # ]\n  [3, 4],\n]", "c = \"\"\"\nd = 1\n\"\"\"", "e = {\n f = 1,\n}"];
        assert_eq!(shown(text), expected.map(|statement| (statement, false)));
    }

    #[test]
    fn what_is_left_open_ends_where_something_begins() {
        assert_eq!(shown("a = [[1, 2]\nb = 1\n"), [("a = [[1, 2]", true), ("b = 1", false)]);
        assert_eq!(shown("a = { x = 1\nb = 1\n"), [("a = { x = 1", true), ("b = 1", false)]);
        assert_eq!(shown("a = {\n x = 1,\n\n[[b]]\n"), [("a = {\n x = 1,\n", true), ("[[b]]", false)]);
        assert_eq!(shown("a = \"x\nb = 1\n"), [("a = \"x", true), ("b = 1", false)]);
        assert_eq!(shown("a = [\n\"x,\n\"y\",\n]\nb = 1"), [("a = [\n\"x,\n\"y\",\n]", true), ("b = 1", false)]);
        assert_eq!(shown("a = \"\"\"x\ny\nb = 1"), [("a = \"\"\"x\ny", true), ("b = 1", false)]);
        assert_eq!(shown("a = ["), [("a = [", true)]);
    }
}
