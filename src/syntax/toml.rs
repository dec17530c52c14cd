//! TOML text → [`Document`], with recovery: one bad line does not hide the others.

use toml::de::{DeTable, DeValue};

use super::codes;
use super::document::{Document, Entry, Node, Table, Value};
use crate::diagnostic::{Bag, Diagnostic};
use crate::number::Decimal;
use crate::table::time;
use crate::text::{SourceId, Span};
use crate::words;

/// Brackets nested deeper than this are refused before the parser sees them.
const MAX_DEPTH: usize = 64;

/// Parses a rubric's text. What could not be read is left out of the document and reported.
pub fn parse(source: SourceId, text: &str, bag: &mut Bag) -> Document {
    if let Some(at) = too_deep(text) {
        bag.push(
            Diagnostic::error(
                codes::TOML,
                words!("括号嵌套超过 {MAX_DEPTH} 层", "brackets are nested more than {MAX_DEPTH} deep"),
            )
            .at((source, at), words!("从这里起", "from here on")),
        );
        return Document { source, root: Table::default() };
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut seen_lines = Vec::new();
    for error in &errors {
        let span = error.span().map_or(Span::default(), |range| Span::new(range.start, range.end));
        let line = line_around(text, span.start);
        // After the first mistake on a line the parser guesses; what it says next misleads.
        if !seen_lines.contains(&line.start) {
            seen_lines.push(line.start);
            bag.push(describe(source, text, line, span, error.message()));
        }
    }
    let mut reader = Reader { source, bag };
    let whole = Span::new(0, text.len().min(1));
    let root = reader.table(root.get_ref(), whole);
    Document { source, root }
}

fn too_deep(text: &str) -> Option<Span> {
    let (mut depth, mut in_text) = (0_usize, None);
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        match (in_text, c) {
            (None, '"' | '\'') => in_text = Some(c),
            (Some(quote), _) if c == quote && previous != '\\' => in_text = None,
            // Only multi-line texts go over a line's end, and brackets in them are few.
            (_, '\n') => in_text = None,
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        previous = c;
        if depth > MAX_DEPTH {
            return Some(Span::new(at, at + c.len_utf8()));
        }
    }
    None
}

fn line_around(text: &str, at: usize) -> Span {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    Span::new(start, end)
}

/// Turns a parser's error into one an analyst can act on.
fn describe(source: SourceId, text: &str, line: Span, span: Span, message: &str) -> Diagnostic {
    let content = &text[line.start..line.end];
    if let Some((key, at)) = unquoted_key(content) {
        let place = Span::new(line.start + at, line.start + at + key.len());
        return Diagnostic::error(codes::BARE_KEY, words!("键名 `{key}` 没有加引号", "the key `{key}` has no quotes"))
            .at((source, place), words!("中文键名", "a key that is not ASCII"))
            .help(words!("写成 `\"{key}\" = …`", "write `\"{key}\" = …`"));
    }
    if let Some((at, wide, narrow)) = full_width(content) {
        let place = Span::new(line.start + at, line.start + at + wide.len_utf8());
        return Diagnostic::error(codes::FULL_WIDTH, words!("全角符号 `{wide}`", "the full-width character `{wide}`"))
            .at((source, place), words!("这里", "here"))
            .help(words!("改成半角 `{narrow}`", "write `{narrow}`"));
    }
    let start = span.start.clamp(line.start, line.end);
    let end = span.end.clamp(start, line.end);
    let place = Span::new(start, end);
    if message.contains("duplicate key") {
        let name = text.get(start..end).unwrap_or_default();
        return Diagnostic::error(codes::DUPLICATE_KEY, words!("`{name}` 写了两次", "`{name}` is written twice"))
            .at((source, place), words!("第二次", "the second time"))
            .help(words!("删去其中一处，或改用 `[[…]]` 写成列表", "remove one of them, or use `[[…]]` for a list"));
    }
    let first = message.lines().next().unwrap_or("invalid");
    let chinese = translate(first);
    Diagnostic::error(codes::TOML, words!("TOML 写法有误：{chinese}", "not TOML: {first}"))
        .at((source, place), words!("这里", "here"))
        .help(words!(
            "检查这一行的引号、括号和等号：`键 = \"文字\"`、`键 = 数字`、`键 = [1, 2]`",
            "check the quotes, brackets and equals sign of this line: `key = \"text\"`, `key = 1`, `key = [1, 2]`"
        ))
}

/// Parser messages in Chinese, for those that occur.
fn translate(message: &str) -> &str {
    const KNOWN: &[(&str, &str)] = &[
        ("unclosed table", "表头的方括号没有闭合"),
        ("unclosed array", "列表的方括号没有闭合"),
        ("unclosed inline table", "花括号没有闭合"),
        ("invalid basic string", "文字的引号没有闭合，或其中有不能用的转义"),
        ("invalid literal string", "单引号文字没有闭合"),
        ("missing value", "等号后面没有值"),
        ("string values must be quoted", "文字要加引号"),
        ("extra", "多了一个符号"),
        ("missing comma", "缺少逗号"),
        ("missing assignment", "缺少等号"),
        ("key with no value", "键名后面没有 `=` 和值"),
        ("unexpected key or value", "这里不该有内容"),
        ("missing newline", "一行只能写一项"),
        ("unquoted keys cannot", "键名里有不能用的字符"),
    ];
    KNOWN.iter().find(|(en, _)| message.contains(en)).map_or(message, |(_, zh)| zh)
}

/// A key with characters that bare keys must not have: the first on the line, with its offset.
fn unquoted_key(line: &str) -> Option<(&str, usize)> {
    let mut from = 0;
    let mut in_text: Option<char> = None;
    for (at, c) in line.char_indices() {
        match (in_text, c) {
            (Some(quote), _) if c == quote => {
                in_text = None;
            }
            (None, '"' | '\'') => {
                in_text = Some(c);
                from = at;
            }
            (None, '#') => break,
            (None, '{' | '[' | ',') => from = at + c.len_utf8(),
            (None, '=' | ']' | '＝') => {
                let key = line[from..at].trim();
                // A full-width bracket or comma in it is another mistake, told of elsewhere.
                let plain = !key.is_empty() && key.chars().all(|k| k.is_alphanumeric() || "_-. ".contains(k));
                let header = c == ']' && line.trim_start().starts_with('[');
                if plain && !key.is_ascii() && (c != ']' || header) {
                    // Of `data.客服` only the part that needs quotes.
                    let part = key.split('.').map(str::trim).find(|part| !part.is_ascii())?;
                    return Some((part, from + line[from..at].find(part)?));
                }
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    None
}

/// The first full-width punctuation outside of texts.
fn full_width(line: &str) -> Option<(usize, char, char)> {
    let mut in_text: Option<char> = None;
    for (at, c) in line.char_indices() {
        match (in_text, c) {
            (Some(quote), _) if c == quote => in_text = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => in_text = Some(c),
            (None, '#') => return None,
            (None, _) => {
                if let Some(narrow) = narrow(c) {
                    return Some((at, c, narrow));
                }
            }
        }
    }
    None
}

/// The ASCII character that a full-width one stands for.
pub(super) fn narrow(c: char) -> Option<char> {
    match c {
        '“' | '”' | '„' | '＂' => Some('"'),
        '‘' | '’' => Some('\''),
        '【' | '［' => Some('['),
        '】' | '］' => Some(']'),
        '、' => Some(','),
        '。' => Some('.'),
        '—' | '–' | '−' => Some('-'),
        '×' => Some('*'),
        '÷' => Some('/'),
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

struct Reader<'a> {
    source: SourceId,
    bag: &'a mut Bag,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>, span: Span) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .filter_map(|(key, value)| {
                let key_span = Span::new(key.span().start, key.span().end);
                let node = self.node(value.get_ref(), Span::new(value.span().start, value.span().end))?;
                Some(Entry { key: key.get_ref().to_string(), key_span, node })
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        Table { entries, span }
    }

    fn node(&mut self, value: &DeValue<'_>, span: Span) -> Option<Node> {
        let value = match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(integer) => Value::Number(self.integer(integer.as_str(), integer.radix(), span)?),
            DeValue::Float(float) => Value::Number(self.decimal(float.as_str(), span)?),
            DeValue::Boolean(flag) => Value::Bool(*flag),
            DeValue::Datetime(datetime) => Value::Date(self.date(&datetime.to_string(), span)?),
            DeValue::Array(items) => Value::List(
                items
                    .iter()
                    .filter_map(|item| self.node(item.get_ref(), Span::new(item.span().start, item.span().end)))
                    .collect(),
            ),
            DeValue::Table(table) => Value::Table(self.table(table, span)),
        };
        Some(Node { value, span })
    }

    fn integer(&mut self, digits: &str, radix: u32, span: Span) -> Option<Decimal> {
        if radix == 10 {
            return self.decimal(digits, span);
        }
        i64::from_str_radix(digits, radix).ok().map(Decimal::from_int).or_else(|| self.refuse(digits, span))
    }

    fn decimal(&mut self, text: &str, span: Span) -> Option<Decimal> {
        Decimal::parse(text).or_else(|| self.refuse(text, span))
    }

    fn refuse<T>(&mut self, text: &str, span: Span) -> Option<T> {
        self.bag.push(
            Diagnostic::error(codes::NUMBER, words!("数字 `{text}` 无法使用", "the number `{text}` cannot be used"))
                .at(
                    (self.source, span),
                    words!("不是有限的小数，或位数过多", "not a finite decimal, or too many digits"),
                ),
        );
        None
    }

    fn date(&mut self, text: &str, span: Span) -> Option<f64> {
        time::parse_date(text).or_else(|| {
            self.bag.push(
                Diagnostic::error(codes::NUMBER, words!("`{text}` 不是日期", "`{text}` is not a date"))
                    .at((self.source, span), words!("这里", "here"))
                    .help(words!("日期写成 2024-06-07", "write a date as 2024-06-07")),
            );
            None
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<(String, String)> {
        let mut bag = Bag::default();
        parse(SourceId(0), text, &mut bag);
        bag.all
            .iter()
            .map(|d| {
                let crate::diagnostic::Place::Text { span, .. } = d.labels[0].place else { unreachable!() };
                (d.code.id.to_string(), text[span.start..span.end].to_string())
            })
            .collect()
    }

    #[test]
    fn chinese_keys_want_quotes() {
        assert_eq!(findings("a = 1\n咨询人数 = 2\n"), [("K0102".into(), "咨询人数".into())]);
        assert_eq!(findings("levels = { 优 = 100 }\n"), [("K0102".into(), "优".into())]);
        assert_eq!(findings("[data.客服]\nfile = \"a\"\n"), [("K0102".into(), "客服".into())]);
        assert_eq!(findings("\"咨询人数\" = 2 # 注释 = 这样\n"), []);
    }

    #[test]
    fn full_width_punctuation_is_named() {
        assert_eq!(findings("id = “abc”\n"), [("K0103".into(), "“".into())]);
        assert_eq!(findings("x = [1，2]\n"), [("K0103".into(), "，".into())]);
    }

    #[test]
    fn several_mistakes_in_one_run() {
        let found = findings("a = \nb = 1\nb = 2\nc = \"x\ny = 1\n");
        assert!(found.len() >= 3, "{found:?}");
        assert!(found.iter().any(|(code, _)| code == "K0104"));
    }

    #[test]
    fn values_keep_their_spans() {
        let text = "[[indicator]]\nid = \"转化率\"\npoints = 18.50\non = 2024-06-07\n";
        let mut bag = Bag::default();
        let document = parse(SourceId(0), text, &mut bag);
        assert!(bag.is_empty());
        let indicator = document.root.tables("indicator").next().expect("one");
        let id = indicator.entry("id").expect("id");
        assert_eq!(&text[id.node.span.start..id.node.span.end], "\"转化率\"");
        assert_eq!(indicator.number("points").map(|p| p.to_string()).as_deref(), Some("18.5"));
        assert_eq!(indicator.date("on").map(time::show_date).as_deref(), Some("2024-06-07"));
    }

    #[test]
    fn deep_nesting_is_a_finding() {
        assert_eq!(findings(&format!("a = {}", "[".repeat(100_000))).len(), 1);
    }
}
