//! TOML text → [`Document`], with recovery: one bad line does not hide the others.

use std::borrow::Cow;

use toml::de::{DeTable, DeValue};

use super::codes;
use super::conflict::conflicts;
use super::document::{Document, Entry, Node, Table, Value};
use super::plain;
use super::slips::Slips;
use super::statements::{line_at, statements, with_body};
use crate::diagnostic::{Bag, Diagnostic};
use crate::number::Decimal;
use crate::table::time;
use crate::text::{SourceId, Span};
use crate::words;

/// Brackets nested deeper than this are refused before the parser sees them.
const MAX_DEPTH: usize = 64;

/// More slips than these are not looked for: the file is no rubric.
const MAX_SLIPS: usize = 100;

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
        return Document { source, root: Table::default(), lost: vec![Span::new(0, text.len())] };
    }
    let mut found = Vec::new();
    let mut lost: Vec<Span> = Vec::new();
    for conflict in conflicts(text) {
        found.push((conflict.head.start, conflict.told(source)));
        lost.extend([conflict.head, Span::new(conflict.middle.start, conflict.tail.end)]);
    }
    // Most texts have no slip at all.
    if lost.is_empty() {
        if let Some(root) = plain::read(text) {
            return Document { source, root, lost };
        }
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return document(source, root.get_ref(), found, lost, bag);
        }
    }
    let ours = without(text, &lost);
    let statements = statements(&ours);
    let slips = Slips { source, text, statements: &statements };
    for statement in &statements {
        if let Some(open) = statement.open {
            found.push((statement.span.start, slips.open(open)));
            lost.push(statement.span);
        }
    }
    // After a slip the parser guesses, and what it says next misleads. So a statement with one is
    // left out, and the rest is read again.
    let mut told: Vec<Span> = Vec::new();
    loop {
        let readable = without(text, &lost);
        let (root, errors) = DeTable::parse_recoverable(&readable);
        let slip = errors.iter().find_map(|error| {
            let span = error.span().map_or(Span::default(), |range| Span::new(range.start, range.end));
            // What is left out is spaces to the parser, and it may stop between the bytes of a character.
            let span = span.on_characters(text);
            let index = statements.iter().position(|s| s.span.start <= span.start && span.start <= s.span.end);
            let place = index.map_or_else(|| line_at(text, span.start), |index| statements[index].span);
            (!told.contains(&place)).then(|| (index, place, slips.describe(index, span, error.message())))
        });
        match slip {
            Some((index, place, finding)) if told.len() < MAX_SLIPS => {
                told.push(place);
                // A key that only lacks its quotes has been read all the same.
                if finding.code != codes::BARE_KEY {
                    lost.push(match index {
                        Some(index) if statements[index].head => with_body(text, &statements, index),
                        _ => place,
                    });
                }
                found.push((place.start, finding));
            }
            _ => return document(source, root.get_ref(), found, lost, bag),
        }
    }
}

/// The document of what the parser read, and what was found on the way, in the order of the text.
fn document(
    source: SourceId,
    root: &DeTable<'_>,
    mut found: Vec<(usize, Diagnostic)>,
    mut lost: Vec<Span>,
    bag: &mut Bag,
) -> Document {
    let mut reader = Reader { source, found: &mut found, lost: Vec::new() };
    let root = reader.table(root, Span::new(0, 0));
    lost.extend(reader.lost);
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().for_each(|(_, finding)| bag.push(finding));
    Document { source, root, lost }
}

/// The text with spaces in place of what is lost, so that everything else keeps its place.
fn without<'t>(text: &'t str, lost: &[Span]) -> Cow<'t, str> {
    if lost.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if c != '\n' && lost.iter().any(|span| span.start <= at && at < span.end) {
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn too_deep(text: &str) -> Option<Span> {
    let (mut depth, mut in_text) = (0_usize, None);
    let mut previous = b' ';
    for (at, c) in text.bytes().enumerate() {
        match (in_text, c) {
            (None, b'"' | b'\'') => in_text = Some(c),
            (Some(quote), _) if c == quote && previous != b'\\' => in_text = None,
            // Only multi-line texts go over a line's end, and brackets in them are few.
            (_, b'\n') => in_text = None,
            (None, b'[' | b'{') => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(Span::new(at, at + 1));
                }
            }
            (None, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        previous = c;
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
    /// Findings with the place by which they are sorted.
    found: &'a mut Vec<(usize, Diagnostic)>,
    /// Values that cannot be used.
    lost: Vec<Span>,
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
        self.lost.push(span);
        self.found.push((
            span.start,
            Diagnostic::error(codes::NUMBER, words!("数字 `{text}` 无法使用", "the number `{text}` cannot be used"))
                .at(
                    (self.source, span),
                    words!("不是有限的小数，或位数过多", "not a finite decimal, or too many digits"),
                )
                .help(words!("写成普通的小数，如 `95.5`", "write an ordinary decimal such as `95.5`")),
        ));
        None
    }

    fn date(&mut self, text: &str, span: Span) -> Option<f64> {
        time::parse_date(text).or_else(|| {
            self.lost.push(span);
            self.found.push((
                span.start,
                Diagnostic::error(codes::NUMBER, words!("`{text}` 不是日期", "`{text}` is not a date"))
                    .at((self.source, span), words!("这里", "here"))
                    .help(words!("日期写成 `2024-06-07`", "write a date as `2024-06-07`")),
            ));
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

    /// What the whole parser makes of a text in which it finds nothing wrong.
    fn by_the_whole_parser(text: &str) -> Option<Table> {
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut bag = Bag::default();
        let document = document(SourceId(0), root.get_ref(), Vec::new(), Vec::new(), &mut bag);
        (errors.is_empty() && bag.is_empty()).then_some(document.root)
    }

    const MANY_WAYS: &str = "# 注释\nkaohe = 1\r\n\n[rubric]\ntitle = { zh = \"甲\", en = 'a' }\npoints=-100.50 # 满分\n\
        on = 2024-06-07\nlist = [ 1, [2, 0.5],\n  # 其中\n  { \"x y\" = true, a.b = 1, a.c = [] }, ]\n[data.staff]\n\
        file = \"\"\n[data.\"表\"]\n[[test]]\nscore.bands.at_least = [[60, 100]]\nscore.bands.x = 0\n[[test.rows]]\n\
        a = 1\n[[test.rows]]\n[test.rows.more]\n[[test]]\nb = false\n";

    #[test]
    fn a_plain_text_is_read_as_by_the_whole_parser() {
        let files = ["rubrics/**/*.toml", "tests/**/*.toml"].into_iter().flat_map(glob::glob).flatten();
        let texts = files.filter_map(|path| std::fs::read_to_string(path.ok()?).ok());
        let (mut plain_ones, mut others) = (0, 0);
        for text in texts.chain([MANY_WAYS.to_string()]) {
            match plain::read(&text) {
                Some(root) => {
                    assert!(by_the_whole_parser(&text).as_ref() == Some(&root), "{text}");
                    plain_ones += 1;
                }
                None => others += 1,
            }
        }
        assert!(plain::read(MANY_WAYS).is_some());
        assert!(plain_ones > others, "{plain_ones} plain, {others} not");
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_whole_parser() {
        for text in [
            "a = 1\na = 2",
            "[a]\n[a]",
            "[a.b]\n[a]",
            "a.b = 1\na = 2",
            "a = 1\n[a]",
            "a = []\n[[a]]",
            "[[a]]\n[a]",
            "[a]\n[[a]]",
            "a = {}\n[a.b]",
            "a.b = 1\n[a.c]",
            "[a]\nb.c = 1\n[a.b]",
            "a = {b = 1}\na.c = 2",
            "a = \"\\u0041\"",
            "a = \"\"\"x\"\"\"",
            "a = 01",
            "a = 1_000",
            "a = +1",
            "a = 1e3",
            "a = .5",
            "a = 5.",
            "a = 0x1F",
            "a = inf",
            "a = 2024-02-30",
            "a = 12:00:00",
            "a = 2024-06-07 12:00:00",
            "a = 2024-06-07T12:00:00",
            "a = { b = 1, }",
            "a = {\nb = 1 }",
            "a = 1 b = 2",
            "a = \"x\ny\"",
            "a = \"\t\u{1}\"",
            "# \u{7f}",
            "a = 1\rb = 2",
            "a = 1\r",
            "a = 1\n\r",
            "\u{feff}a = 1",
            "咨 = 1",
            "a = 是",
            "a",
            "= 1",
            "a = ",
            "[a",
            "[[a]",
            "a = [1 2]",
            "a.\"",
        ] {
            assert!(plain::read(text).is_none(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_change_of_a_text_is_read_otherwise(edits in proptest::collection::vec((0_usize..600, 0_usize..40, 0_usize..25), 1..4)) {
            let signs: Vec<char> = "[]{}\"'=.,# \n\r\t\\a0-1:_eT甲\u{1}".chars().collect();
            let mut text: Vec<char> = MANY_WAYS.chars().collect();
            for (at, taken, put) in edits {
                let at = at.min(text.len());
                let end = (at + taken.saturating_sub(35)).min(text.len());
                text.splice(at..end, signs.get(put).copied());
            }
            let text: String = text.into_iter().collect();
            if let Some(root) = plain::read(&text) {
                proptest::prop_assert!(by_the_whole_parser(&text) == Some(root), "{}", text);
            }
        }
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
        assert_eq!(findings("id = “abc”\n"), [("K0103".into(), "“abc”".into())]);
        assert_eq!(findings("x = [1，2]\n"), [("K0103".into(), "，".into())]);
    }

    #[test]
    fn several_mistakes_in_one_run() {
        let found = findings("a = \nb = 1\nb = 2\nc = \"x\ny = 1\n");
        assert!(found.len() >= 3, "{found:?}");
        assert!(found.iter().any(|(code, _)| code == "K0104"));
    }

    #[test]
    fn one_slip_does_not_hide_or_make_others() {
        // The broken head takes its table along; what follows is read.
        let found = findings("[[a]\nx = 1\n[b]\ny = 30分\nz = [1\nw = 2\n");
        let codes: Vec<&str> = found.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, ["K0101"; 3]);
        let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["[[a]", "30分", "["]);
        let mut bag = Bag::default();
        let document = parse(SourceId(0), "a = 1\nb = 30分\nc = 3\n", &mut bag);
        assert_eq!(document.lost, [Span::new(6, 15)]);
        assert!(document.root.has("a") && document.root.has("c") && !document.root.has("b"));
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
