//! TOML as nearly everybody writes it, read in one go.
//!
//! Here are the texts that need no second thought: no escapes, no texts of many lines, no numbers but
//! plain ones, nothing said twice. Of any other text nothing is said but that it is not plain, and the
//! whole parser reads it from the start; so a text is never understood otherwise than there.

use rustc_hash::FxHashSet;

use super::document::{Entry, Node, Table, Value};
use crate::number::Decimal;
use crate::table::time;
use crate::text::Span;

/// As many digits as every reader of whole numbers takes.
const MAX_DIGITS: usize = 18;

/// So many entries most tables have at most.
const USUAL: usize = 8;

/// The tables of a plain text.
pub(super) fn read(text: &str) -> Option<Table> {
    let mut reader = Plain { text, bytes: text.as_bytes(), at: 0 };
    let mut root = reader.body(Span::new(0, 0))?;
    let mut heads = Heads::default();
    while reader.byte().is_some() {
        let head = reader.head()?;
        let body = reader.body(head.span)?;
        heads.place(&mut root, head, body)?;
    }
    Some(root)
}

/// A key, and where it stands.
type Key = (String, Span);

/// `[a.b]` or `[[a.b]]`.
struct Head {
    path: Vec<Key>,
    last: Key,
    span: Span,
    /// Whether it is one of a list.
    one_of: bool,
}

/// Tables and lists that heads have made, by where their keys first stand; no others are added to.
#[derive(Default)]
struct Heads(FxHashSet<usize>);

impl Heads {
    fn place(&mut self, root: &mut Table, head: Head, body: Table) -> Option<()> {
        let mut table = root;
        for (key, span) in head.path {
            let index = match table.entries.iter().position(|entry| entry.key == key) {
                Some(index) => index,
                None => {
                    let within = Value::Table(Table { entries: Vec::new(), span });
                    table.entries.push(Entry { key, key_span: span, node: Node { value: within, span } });
                    self.0.insert(span.start);
                    table.entries.len() - 1
                }
            };
            let entry = table.entries.get_mut(index).filter(|entry| self.0.contains(&entry.key_span.start))?;
            table = match &mut entry.node.value {
                Value::Table(table) => table,
                Value::List(all) => match &mut all.last_mut()?.value {
                    Value::Table(table) => table,
                    _ => return None,
                },
                Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Date(_) => return None,
            };
        }
        let (key, key_span) = head.last;
        let node = Node { value: Value::Table(body), span: head.span };
        match table.entries.iter_mut().find(|entry| entry.key == key) {
            None => {
                let value = if head.one_of { Value::List(vec![node]) } else { node.value };
                table.entries.push(Entry { key, key_span, node: Node { value, span: head.span } });
                self.0.insert(key_span.start);
            }
            Some(entry) => match &mut entry.node.value {
                Value::List(all) if head.one_of && self.0.contains(&entry.key_span.start) => all.push(node),
                _ => return None,
            },
        }
        Some(())
    }
}

struct Plain<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Plain<'_> {
    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.byte()? == byte).then(|| self.at += 1)
    }

    fn blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// What may still stand on a line, and its end.
    fn end_of_line(&mut self) -> Option<()> {
        self.blanks();
        if self.byte() == Some(b'#') {
            while self.byte().is_some_and(|byte| byte == b'\t' || byte >= b' ' && byte != 0x7f) {
                self.at += 1;
            }
        }
        let length = match self.bytes.get(self.at..).unwrap_or_default() {
            [] => 0,
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return None,
        };
        self.at += length;
        Some(())
    }

    /// Goes to what stands next, be it on another line.
    fn lines(&mut self) -> Option<()> {
        loop {
            self.blanks();
            match self.byte()? {
                b'\n' | b'\r' | b'#' => self.end_of_line()?,
                _ => return Some(()),
            }
        }
    }

    /// The entries up to the next head or the end.
    fn body(&mut self, span: Span) -> Option<Table> {
        let mut table = Table { entries: Vec::with_capacity(USUAL), span };
        let mut dotted = Vec::new();
        loop {
            if self.lines().is_none() {
                return if self.at == self.bytes.len() { Some(table) } else { None };
            }
            if self.byte() == Some(b'[') {
                return Some(table);
            }
            self.pair(&mut table, &mut dotted)?;
            self.end_of_line()?;
        }
    }

    fn head(&mut self) -> Option<Head> {
        let start = self.at;
        self.take(b'[')?;
        let one_of = self.take(b'[').is_some();
        let mut path = Vec::new();
        self.blanks();
        let mut last = self.key()?;
        loop {
            self.blanks();
            if self.take(b'.').is_none() {
                break;
            }
            self.blanks();
            path.push(std::mem::replace(&mut last, self.key()?));
        }
        self.take(b']')?;
        if one_of {
            self.take(b']')?;
        }
        let span = Span::new(start, self.at);
        self.end_of_line()?;
        Some(Head { path, last, span, one_of })
    }

    /// `a.b = 1`; `dotted` are the tables that keys with dots have made here.
    fn pair(&mut self, table: &mut Table, dotted: &mut Vec<usize>) -> Option<()> {
        let (key, key_span) = self.key()?;
        self.blanks();
        let known = table.entries.iter().position(|entry| entry.key == key);
        if self.take(b'=').is_some() {
            if known.is_some() {
                return None;
            }
            self.blanks();
            let node = self.value()?;
            table.entries.push(Entry { key, key_span, node });
            return Some(());
        }
        self.take(b'.')?;
        self.blanks();
        let index = known.unwrap_or(table.entries.len());
        if known.is_none() {
            let value = Value::Table(Table { entries: Vec::new(), span: key_span });
            table.entries.push(Entry { key, key_span, node: Node { value, span: key_span } });
            dotted.push(key_span.start);
        }
        let entry = table.entries.get_mut(index)?;
        match &mut entry.node.value {
            Value::Table(inner) if dotted.contains(&entry.key_span.start) => self.pair(inner, dotted),
            _ => None,
        }
    }

    fn key(&mut self) -> Option<Key> {
        let start = self.at;
        if let Some(b'"' | b'\'') = self.byte() {
            let key = self.quoted()?;
            return Some((key, Span::new(start, self.at)));
        }
        while self.byte().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            self.at += 1;
        }
        let key = self.text.get(start..self.at).filter(|key| !key.is_empty())?;
        Some((key.to_string(), Span::new(start, self.at)))
    }

    /// A text on one line, without escapes.
    fn quoted(&mut self) -> Option<String> {
        let quote = self.byte()?;
        self.at += 1;
        let start = self.at;
        loop {
            match self.byte()? {
                byte if byte == quote => break,
                b'\\' if quote == b'"' => return None,
                b'\t' | b' '..=b'~' | 0x80.. => self.at += 1,
                _ => return None,
            }
        }
        let text = self.text.get(start..self.at)?;
        self.at += 1;
        // Three quotes begin another kind of text.
        if text.is_empty() && self.byte() == Some(quote) {
            return None;
        }
        Some(text.to_string())
    }

    fn value(&mut self) -> Option<Node> {
        let start = self.at;
        let value = match self.byte()? {
            b'"' | b'\'' => Value::Text(self.quoted()?),
            b'[' => Value::List(self.list()?),
            b'{' => {
                let mut table = self.inline()?;
                table.span = Span::new(start, self.at);
                Value::Table(table)
            }
            _ => self.scalar()?,
        };
        Some(Node { value, span: Span::new(start, self.at) })
    }

    fn list(&mut self) -> Option<Vec<Node>> {
        self.take(b'[')?;
        let mut all = Vec::new();
        loop {
            self.lines()?;
            if self.take(b']').is_some() {
                return Some(all);
            }
            all.push(self.value()?);
            self.lines()?;
            if self.take(b',').is_none() {
                self.take(b']')?;
                return Some(all);
            }
        }
    }

    fn inline(&mut self) -> Option<Table> {
        self.take(b'{')?;
        let (mut table, mut dotted) = (Table::default(), Vec::new());
        self.blanks();
        if self.take(b'}').is_some() {
            return Some(table);
        }
        loop {
            self.blanks();
            self.pair(&mut table, &mut dotted)?;
            self.blanks();
            if self.take(b',').is_none() {
                self.take(b'}')?;
                return Some(table);
            }
        }
    }

    /// A number, a day, `true` or `false`.
    fn scalar(&mut self) -> Option<Value> {
        let start = self.at;
        while self
            .byte()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b':' | b'_'))
        {
            self.at += 1;
        }
        if !matches!(self.byte(), None | Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}' | b'#')) {
            return None;
        }
        let word = self.text.get(start..self.at)?;
        match word {
            "true" => return Some(Value::Bool(true)),
            "false" => return Some(Value::Bool(false)),
            _ => {}
        }
        if let [_, _, _, _, b'-', _, _, b'-', _, _] = word.as_bytes() {
            // With a blank and a time behind it, it is more than a day.
            let next = self.bytes.get(self.at..self.at + 2).unwrap_or_default();
            let is_day = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            let more = matches!(next, [b' ', b'0'..=b'9']);
            return time::parse_date(word).filter(|_| is_day && !more).map(Value::Date);
        }
        let digits = word.strip_prefix('-').unwrap_or(word);
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let plain = all_digits(whole)
            && all_digits(decimals)
            && (whole == "0" || !whole.starts_with('0'))
            && digits.len() <= MAX_DIGITS;
        if plain { Decimal::parse(word).map(Value::Number) } else { None }
    }
}
