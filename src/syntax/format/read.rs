//! Takes a text apart. It is known to be TOML, so little is checked; what is met against that
//! stops the reading.

use super::formula::spaced;
use super::{Group, Item, Member, Row, Value};

pub(super) fn items<'t>(text: &'t str, is_formula: &dyn Fn(&[String]) -> bool) -> Option<Vec<Item<'t>>> {
    let mut reader = Reader { text, at: 0, path: Vec::new(), is_formula };
    let mut items = Vec::new();
    let mut head: Vec<String> = Vec::new();
    loop {
        reader.blanks();
        match reader.peek() {
            None => return Some(items),
            Some('\n') => {
                reader.at += 1;
                items.push(Item::Blank);
            }
            Some('#') => {
                items.push(Item::Comment(reader.comment()?));
                reader.line_end()?;
            }
            Some('[') => {
                let list = reader.rest().starts_with("[[");
                reader.at += if list { 2 } else { 1 };
                head.clear();
                let name = reader.key(&mut head)?;
                let (open, close) = if list { ("[[", "]]") } else { ("[", "]") };
                reader.expect(']')?;
                if list {
                    reader.expect(']')?;
                }
                let comment = reader.comment();
                reader.line_end()?;
                items.push(Item::Head { text: format!("{open}{name}{close}"), comment });
            }
            Some(_) => {
                reader.path.clone_from(&head);
                let mut path = std::mem::take(&mut reader.path);
                let key = reader.key(&mut path)?;
                reader.path = path;
                reader.expect('=')?;
                let value = reader.value()?;
                let comment = reader.comment();
                reader.line_end()?;
                items.push(Item::Entry { key, value, comment });
            }
        }
    }
}

struct Reader<'t, 'f> {
    text: &'t str,
    at: usize,
    /// Of the value that is read.
    path: Vec<String>,
    is_formula: &'f dyn Fn(&[String]) -> bool,
}

impl<'t> Reader<'t, '_> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    fn expect(&mut self, c: char) -> Option<()> {
        self.blanks();
        (self.peek() == Some(c)).then(|| self.at += c.len_utf8())
    }

    /// The comment that stands here, without blanks at its end.
    fn comment(&mut self) -> Option<&'t str> {
        self.blanks();
        let rest = self.rest();
        if !rest.starts_with('#') {
            return None;
        }
        let line = rest.split('\n').next().unwrap_or_default();
        self.at += line.len();
        Some(line.trim_end())
    }

    fn line_end(&mut self) -> Option<()> {
        self.blanks();
        match self.peek() {
            None => Some(()),
            Some('\n') => {
                self.at += 1;
                Some(())
            }
            Some(_) => None,
        }
    }

    /// A key with its parts, which are added to the path.
    fn key(&mut self, path: &mut Vec<String>) -> Option<String> {
        let mut written = String::new();
        loop {
            self.blanks();
            let part = match self.peek()? {
                '"' | '\'' => self.quoted()?,
                _ => {
                    let rest = self.rest();
                    let end = rest.find(|c: char| " \t.=]#\n".contains(c)).unwrap_or(rest.len());
                    self.at += end;
                    rest.get(..end).filter(|part| !part.is_empty())?
                }
            };
            path.push(part.trim_matches(['"', '\'']).to_string());
            written.push_str(part);
            self.blanks();
            if self.peek() != Some('.') {
                return Some(written);
            }
            written.push('.');
            self.at += 1;
        }
    }

    /// A text with its quotes, of one line or of many.
    fn quoted(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let quote = rest.chars().next()?;
        let long = if quote == '"' { "\"\"\"" } else { "'''" };
        let many = rest.starts_with(long);
        let mut at = if many { 3 } else { 1 };
        loop {
            let here = rest.get(at..)?;
            let c = here.chars().next()?;
            if c == '\\' && quote == '"' {
                at += 1 + here.chars().nth(1)?.len_utf8();
            } else if many && here.starts_with(long) {
                // Up to two quotation marks of its own may stand before the end.
                at += 3 + here.chars().skip(3).take(2).take_while(|c| *c == quote).count();
                break;
            } else if !many && c == quote {
                at += 1;
                break;
            } else {
                at += c.len_utf8();
            }
        }
        self.at += at;
        rest.get(..at)
    }

    fn value(&mut self) -> Option<Value<'t>> {
        self.blanks();
        match self.peek()? {
            '"' | '\'' => {
                let raw = self.quoted()?;
                let formula = (self.is_formula)(&self.path).then(|| spaced(raw)).flatten();
                Some(Value::Plain(formula.unwrap_or_else(|| raw.to_string())))
            }
            '[' => self.group(false),
            '{' => self.group(true),
            _ => {
                let rest = self.rest();
                let end = rest.find(|c: char| ",]}#\n".contains(c)).unwrap_or(rest.len());
                self.at += end;
                let raw = rest.get(..end)?.trim_end();
                (!raw.is_empty()).then(|| Value::Plain(raw.to_string()))
            }
        }
    }

    fn group(&mut self, table: bool) -> Option<Value<'t>> {
        let close = if table { '}' } else { ']' };
        self.at += 1;
        let mut group = Group { table, lines: false, rows: Vec::new() };
        let mut row = Row::default();
        loop {
            self.blanks();
            match self.peek()? {
                c if c == close => {
                    self.at += 1;
                    break;
                }
                ',' => self.at += 1,
                '#' => {
                    row.comment = self.comment();
                    group.lines = true;
                }
                '\n' => {
                    self.at += 1;
                    group.lines = true;
                    if !row.members.is_empty() || row.comment.is_some() {
                        group.rows.push(std::mem::take(&mut row));
                    }
                }
                _ => {
                    let depth = self.path.len();
                    let mut key = String::new();
                    if table {
                        let mut path = std::mem::take(&mut self.path);
                        key = self.key(&mut path)?;
                        self.path = path;
                        self.expect('=')?;
                    }
                    let value = self.value()?;
                    self.path.truncate(depth);
                    group.lines |= matches!(&value, Value::Group(inner) if inner.lines);
                    row.members.push(Member { key, value });
                }
            }
        }
        if !row.members.is_empty() || row.comment.is_some() {
            group.rows.push(row);
        }
        Some(Value::Group(group))
    }
}
