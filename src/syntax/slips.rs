//! What a TOML parser's error means to the person who wrote the line, and how to write it.

use super::codes;
use super::statements::{Open, Statement, line_at};
use super::toml::narrow;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::number::Decimal;
use crate::table::time;
use crate::text::{SourceId, Span, Words};
use crate::words;

/// A text and its statements, to look around in.
pub(super) struct Slips<'a> {
    pub source: SourceId,
    pub text: &'a str,
    pub statements: &'a [Statement],
}

impl Slips<'_> {
    /// What is said of a quotation or bracket that does not end.
    pub fn open(&self, open: Open) -> Diagnostic {
        match open {
            Open::Quote(span) => {
                let quote = self.text[span.start..].chars().next().unwrap_or('"');
                self.finding(codes::TOML, span, words!("引号没有闭合", "the quotes are not closed"))
                    .help(words!("在文字末尾补上 `{quote}`", "close the text with `{quote}`"))
                    .fix(self.close_quote(span, quote))
            }
            Open::Bracket(span, bracket) => {
                let close = if bracket == '[' { ']' } else { '}' };
                self.finding(codes::TOML, span, words!("这个 `{bracket}` 没有闭合", "this `{bracket}` is not closed"))
                    .help(words!("补上 `{close}`", "close it with `{close}`"))
                    .fix(self.close_bracket(span, close))
            }
        }
    }

    /// At the line's end, where nothing on the line may stand outside of the text.
    fn close_quote(&self, open: Span, quote: char) -> Fix {
        let body = &self.text[open.start + quote.len_utf8()..open.end];
        let before = &self.text[line_at(self.text, open.start).start..open.start];
        let alone = before.trim_end().ends_with('=') && !body.contains(['#', '"', '\'', ',', '[', ']', '{', '}', '\\']);
        let end = Span::new(open.end, open.end);
        Fix::replace(self.source, end, quote.to_string()).sure_if(alone && !body.trim().is_empty())
    }

    /// At the end of the one line that the value takes, where no inner bracket can be the open one.
    fn close_bracket(&self, open: Span, close: char) -> Fix {
        let line = line_at(self.text, open.start);
        let body = self.text[open.end..line.end].trim_end();
        let mut depth = 0_i32;
        let mut scalars = false;
        for c in body.chars() {
            match c {
                '[' | '{' => depth += 1,
                ']' | '}' => depth -= 1,
                ',' | ' ' => {}
                _ => scalars |= depth == 0,
            }
        }
        let nested = body.contains(['[', '{', ']', '}']);
        let plain = !body.trim().is_empty() && !body.contains(['#', '"', '\'']) && !body.ends_with(',');
        let at = open.end + body.len();
        let with = if close == '}' { " }" } else { "]" };
        Fix::replace(self.source, Span::new(at, at), with).sure_if(plain && depth == 0 && !(nested && scalars))
    }

    /// What is said of a parser's error. `statement` is the one it occurs in, if any.
    pub fn describe(&self, statement: Option<usize>, span: Span, message: &str) -> Diagnostic {
        let line = line_at(self.text, span.start);
        let span =
            Span::new(span.start.clamp(line.start, line.end), span.end.clamp(span.start.min(line.end), line.end));
        let head = statement.is_some_and(|index| self.statements[index].head);
        if message.contains("duplicate key") {
            return self.twice(statement, head, span);
        }
        if message.contains("string values must be quoted")
            && let Some(found) = self.bare_value(line, span)
        {
            return found;
        }
        if message.contains("invalid boolean") {
            let rest = &self.text[span.start..line.end];
            let word = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())];
            if let Some(found) = self.yes_or_no(word, Span::new(span.start, span.start + word.len())) {
                return found;
            }
        }
        if let Some(found) = self.bare_keys(line) {
            return found;
        }
        if let Some(found) = self.full_width(line) {
            return found;
        }
        if head {
            return self.head(line);
        }
        self.line_as_a_whole(line, span, message).unwrap_or_else(|| self.as_told(span, message))
    }

    fn finding(&self, code: Code, span: Span, message: Words) -> Diagnostic {
        Diagnostic::error(code, message).at((self.source, span), Words::default())
    }

    fn twice(&self, statement: Option<usize>, head: bool, span: Span) -> Diagnostic {
        let key = |statement: &Statement| {
            let line = self.text[statement.span.start..statement.span.end].lines().next().unwrap_or_default();
            let end = if statement.head { line.len() } else { line.find('=').unwrap_or(line.len()) };
            let name = line[..end].trim();
            let start = statement.span.start + (line.len() - line.trim_start().len());
            (name, Span::new(start, start + name.len()))
        };
        let (mut first, mut fix) = (None, None);
        if let Some(this) = statement.and_then(|index| self.statements.get(index)) {
            let (name, _) = key(this);
            let earlier = self.statements.iter().rev().skip_while(|s| s.span.start >= this.span.start);
            let known = earlier.take_while(|s| head || !s.head).find(|s| key(s).0 == name);
            first = known.map(|known| key(known).1);
            let whole = |statement: &Statement| self.text[statement.span.start..statement.span.end].trim();
            // Said twice alike, with nothing more on the line, the second says nothing.
            fix = known.filter(|_| !head).map(|known| {
                let line = Span::new(this.span.start, (this.span.end + 1).min(self.text.len()));
                Fix::replace(self.source, line, "").sure_if(whole(known) == whole(this) && !whole(this).contains('#'))
            });
        }
        let name = self.text.get(span.start..span.end).unwrap_or_default();
        let shown = if head { format!("[{name}]") } else { name.to_string() };
        let mut found =
            Diagnostic::error(codes::DUPLICATE_KEY, words!("`{shown}` 写了两次", "`{shown}` is written twice"))
                .at((self.source, span), words!("第二次", "the second time"));
        if let Some(first) = first {
            found = found.at((self.source, first), words!("第一次", "the first time"));
        }
        found.fixes.extend(fix);
        found.help(if head {
            words!(
                "合成一张表；若是列表中的几项，每项都写 `[[{name}]]`",
                "make one table of them; for the items of a list write `[[{name}]]` each time"
            )
        } else {
            words!("删去其中一处", "remove one of them")
        })
    }

    /// A value that is neither text in quotes nor a number.
    fn bare_value(&self, line: Span, span: Span) -> Option<Diagnostic> {
        let written = self.text[span.start..span.end].trim_end();
        let span = Span::new(span.start, span.start + written.len());
        if written.is_empty() {
            let equals = self.text[line.start..span.start].rfind('=').map(|at| line.start + at)?;
            let at = Span::new(equals, equals + 1);
            return Some(
                self.finding(codes::TOML, at, words!("`=` 后面没有值", "no value stands after `=`"))
                    .help(words!("写上值，或删去这一项", "write a value, or remove the key")),
            );
        }
        if written.chars().all(|c| "()（）[] _…？?xX×X".contains(c)) {
            return Some(
                self.finding(codes::TOML, span, words!("这里还空着", "this has not been filled in"))
                    .help(words!("写上值，或删去这一项", "write a value, or remove the key")),
            );
        }
        if written.starts_with(['“', '”', '＂', '‘', '’']) {
            let inner = written.trim_matches(['“', '”', '＂', '‘', '’', '"']);
            let closes = written.ends_with(['“', '”', '＂', '‘', '’', '"']) && !inner.is_empty();
            return Some(
                self.finding(codes::FULL_WIDTH, span, words!("文字用了中文引号", "text in curly quotes"))
                    .help(words!("改成半角双引号 `\"{inner}\"`", "use straight quotes: `\"{inner}\"`"))
                    .fix(self.quoted(span, inner).sure_if(closes && !inner.contains(['“', '”', ',', '，']))),
            );
        }
        if let Some(date) = as_date(written) {
            return Some(
                self.finding(
                    codes::TOML,
                    span,
                    words!("日期 `{written}` 的写法不对", "the date `{written}` is not written as a date"),
                )
                .help(words!("写成 `{date}`，不加引号", "write `{date}`, without quotes"))
                .fix(Fix::replace(self.source, span, date)),
            );
        }
        let digits =
            written.len() - written.trim_start_matches(|c: char| c.is_ascii_digit() || ".-+".contains(c)).len();
        let (number, unit) = written.split_at(digits);
        let other = |c: char| "*/+".contains(c) || (c != '％' && narrow(c).is_some());
        if Decimal::parse(number).is_some() && !unit.contains(other) {
            let unit = unit.trim();
            return Some(
                self.finding(
                    codes::TOML,
                    span,
                    words!("数字后面不能带 `{unit}`", "a number cannot be followed by `{unit}`"),
                )
                .help(words!("只写 `{number}`", "write `{number}` alone"))
                // Points are counted in `分`, so nothing else can be meant; of `95%` the ratio may be.
                .fix(Fix::replace(self.source, span, number).sure_if(unit == "分")),
            );
        }
        let figures = digits > 0 && unit.contains(|c| narrow(c).is_some());
        if written.starts_with(|c: char| c.is_alphanumeric() && narrow(c).is_none()) && !figures {
            if let Some(found) = self.yes_or_no(written, span) {
                return Some(found);
            }
            let alone = line_at(self.text, span.start).end == span.end && !written.contains(['#', '=', ',', ':']);
            return Some(
                self.finding(codes::TOML, span, words!("文字没有加引号", "text without quotes"))
                    .help(words!("写成 `\"{written}\"`", "write `\"{written}\"`"))
                    .fix(self.quoted(span, written).sure_if(alone)),
            );
        }
        None
    }

    /// `yes`, `True`, `是` where TOML has `true` and `false`.
    fn yes_or_no(&self, written: &str, span: Span) -> Option<Diagnostic> {
        let flag = match written.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "是" | "对" | "真" => "true",
            "false" | "no" | "off" | "否" | "不是" | "假" => "false",
            _ => return None,
        };
        let found = self.finding(
            codes::TRUE_FALSE,
            span,
            words!("是与否不写 `{written}`", "true and false are not written `{written}`"),
        );
        // A word may also be a text that lacks its quotes, as in `["是", "否"]`.
        let sure = written.is_ascii();
        let found = found.fix(Fix::replace(self.source, span, flag).sure_if(sure));
        Some(if sure {
            found.help(words!("写成 `{flag}`", "write `{flag}`"))
        } else {
            found.fix(self.quoted(span, written).maybe()).help(words!(
                "是否类的设置写 `{flag}`；若是文字，写成 `\"{written}\"`",
                "write `{flag}` for a switch, or `\"{written}\"` if it is a text"
            ))
        })
    }

    /// The place with the blanks around it.
    fn with_blanks(&self, place: Span) -> Span {
        Span::new(
            self.text[..place.start].trim_end_matches([' ', '\t']).len(),
            self.text.len() - self.text[place.end..].trim_start_matches([' ', '\t']).len(),
        )
    }

    /// The text in quotes; only proposed if it has any inside.
    fn quoted(&self, span: Span, inner: &str) -> Fix {
        let plain = !inner.contains(['"', '\\']);
        Fix::replace(self.source, span, format!("\"{inner}\"")).sure_if(plain)
    }

    /// Keys of a line that need quotes, told of together.
    fn bare_keys(&self, line: Span) -> Option<Diagnostic> {
        let keys = bare_keys(&self.text[line.start..line.end]);
        let (first, _) = *keys.first()?;
        let mut found =
            Diagnostic::error(codes::BARE_KEY, words!("键名 `{first}` 没有加引号", "the key `{first}` has no quotes"));
        let mut quotes = Vec::new();
        for (index, (key, at)) in keys.iter().enumerate() {
            let place = Span::new(line.start + at, line.start + at + key.len());
            let words = if index == 0 {
                words!("中文键名要加引号", "a key in Chinese needs quotes")
            } else {
                words!("这个也是", "this one too")
            };
            found = found.at((self.source, place), words);
            quotes.push((place, format!("\"{key}\"")));
        }
        found = found.fix(Fix::new(self.source, words!("键名加上引号", "put the keys into quotes"), quotes));
        let head = self.text[line.start..line.end].trim_start().starts_with('[');
        Some(found.help(if head {
            words!("写成 `\"{first}\"`", "write `\"{first}\"`")
        } else {
            words!("写成 `\"{first}\" = …`", "write `\"{first}\" = …`")
        }))
    }

    fn full_width(&self, line: Span) -> Option<Diagnostic> {
        let all = full_width(&self.text[line.start..line.end]);
        let (at, wide, narrow) = *all.first()?;
        let place = Span::new(line.start + at, line.start + at + wide.len_utf8());
        let (message, help) = match wide {
            '\u{3000}' => (
                words!("这里有全角空格", "an ideographic space stands here"),
                words!("改成半角空格，或删去", "use an ordinary space, or remove it"),
            ),
            '：' => (
                words!("全角符号 `：`", "the full-width character `：`"),
                words!("键和值之间写 `=`", "write `=` between key and value"),
            ),
            _ => (
                words!("全角符号 `{wide}`", "the full-width character `{wide}`"),
                words!("改成半角 `{narrow}`", "write `{narrow}`"),
            ),
        };
        let mut found = self.finding(codes::FULL_WIDTH, place, message).help(help);
        let mut edits = Vec::new();
        for (index, (at, other, narrow)) in all.iter().enumerate() {
            let place = Span::new(line.start + at, line.start + at + other.len_utf8());
            if index > 0 {
                found = found.at((self.source, place), words!("这个也是", "this one too"));
            }
            if *narrow == ':' {
                edits.push((self.with_blanks(place), " = ".to_string()));
            } else {
                edits.push((place, narrow.to_string()));
            }
        }
        // A dash may be a range, quotes may be uneven, and a per cent sign means nothing here.
        let plain = |(_, wide, narrow): &(usize, char, char)| {
            (narrow.is_ascii_alphanumeric() || "[]{},.=:-+ _".contains(*narrow)) && !matches!(wide, '—' | '–' | '。')
        };
        let sure = all.iter().all(plain);
        Some(found.fix(Fix::new(self.source, words!("改成半角", "write them in ASCII"), edits).sure_if(sure)))
    }

    fn head(&self, line: Span) -> Diagnostic {
        let content = self.text[line.start..line.end].split('#').next().unwrap_or_default();
        let start = line.start + (content.len() - content.trim_start().len());
        let name = content.trim().trim_matches(['[', ']']).trim();
        let span = Span::new(start, start + content.trim().len());
        // Another head of that name, or one below it, says which of the two it is.
        let known = |head: String| {
            self.statements.iter().any(|s| s.head && self.text[s.span.start..s.span.end].trim().starts_with(&head))
        };
        let list = known(format!("[[{name}]]"));
        let (as_table, as_item) = (format!("[{name}]"), format!("[[{name}]]"));
        let found =
            self.finding(codes::TOML, span, words!("表头的方括号不成对", "the brackets of this head do not match"));
        let found = if list || !name.contains('.') {
            found.fix(Fix::replace(self.source, span, as_item).sure_if(list))
        } else {
            found
        };
        let found =
            if list { found } else { found.fix(Fix::replace(self.source, span, as_table).sure_if(name.contains('.'))) };
        found.help(words!(
            "一张表写 `[{name}]`，列表中的一项写 `[[{name}]]`",
            "write `[{name}]` for a table, `[[{name}]]` for an item of a list"
        ))
    }

    /// Slips that show on the line rather than at the place where the parser stumbled.
    fn line_as_a_whole(&self, line: Span, span: Span, message: &str) -> Option<Diagnostic> {
        let content = &self.text[line.start..line.end];
        let trimmed = content.trim();
        let start = line.start + (content.len() - content.trim_start().len());
        let whole = Span::new(start, start + trimmed.len());
        if trimmed.starts_with("//") || trimmed.starts_with("--") || trimmed.starts_with("/*") {
            return Some(
                self.finding(codes::TOML, whole, words!("注释要以 `#` 开头", "a comment starts with `#`"))
                    .help(words!("把开头改成 `#`", "begin the line with `#`"))
                    .fix(
                        Fix::replace(self.source, Span::new(start, start + 2), "#").sure_if(!trimmed.starts_with("/*")),
                    ),
            );
        }
        // In a list of pairs it is the last colon before the place, on a line of its own the first.
        let colon = if message.contains("missing assignment") {
            self.text[line.start..span.start].rfind(':')
        } else {
            content.find(':').filter(|at| !content[..*at].contains(['"', '\'', '=']))
        };
        if let (Some(at), true) = (colon, message.contains("expected `=`")) {
            let at = Span::new(line.start + at, line.start + at + 1);
            let message = words!("键和值之间不能写 `:`", "`:` cannot stand between key and value");
            let around = self.with_blanks(at);
            let fix = Fix::new(self.source, words!("改成 `=`", "write `=`"), vec![(around, " = ".into())]);
            return Some(self.finding(codes::TOML, at, message).help(words!("改成 `=`", "write `=`")).fix(fix));
        }
        if message.contains("key with no value") {
            let found = self.finding(codes::TOML, whole, words!("这一行没有 `=`", "this line has no `=`"));
            return Some(match trimmed.split_once([' ', '\t']) {
                Some((key, value)) if !value.contains('#') => {
                    let value = value.trim();
                    found
                        .help(words!("写成 `{key} = {value}`", "write `{key} = {value}`"))
                        .fix(Fix::replace(self.source, whole, format!("{key} = {value}")).maybe())
                }
                _ => found
                    .help(words!("写成 `键 = 值`；注释以 `#` 开头", "write `key = value`; a comment starts with `#`")),
            });
        }
        if message.contains("missing comma") {
            let rest = &self.text[span.start..line.end];
            let length = rest.find(|c: char| c.is_whitespace() || ",=]}#".contains(c)).unwrap_or(rest.len());
            let place = Span::new(span.start, span.start + length);
            return Some(
                self.finding(codes::TOML, place, words!("这一项前面缺少逗号", "a comma is missing before this"))
                    .help(words!("在前一项末尾写上 `,`", "write `,` at the end of the item before"))
                    .fix(self.comma_before(place.start)),
            );
        }
        if message.contains("leading zero") {
            let digits = self.text[span.start..].chars().take_while(|c| c.is_alphanumeric() || "._-".contains(*c));
            let length: usize = digits.map(char::len_utf8).sum();
            let number = &self.text[span.start..span.start + length];
            return Some(
                self.finding(
                    codes::TOML,
                    Span::new(span.start, span.start + length),
                    words!("数字不能以 0 开头", "a number cannot start with 0"),
                )
                .help(words!("编号加引号写成 `\"{number}\"`", "write a code in quotes: `\"{number}\"`"))
                .fix(self.quoted(Span::new(span.start, span.start + length), number).maybe()),
            );
        }
        if message.contains("escaped value") || message.contains("unicode") {
            let at = self.text[line.start..span.start].rfind('\\').map_or(span.start, |at| line.start + at);
            let at = Span::new(at, span.end.max(at + 1).min(line.end));
            return Some(
                self.finding(
                    codes::TOML,
                    at,
                    words!("双引号里的 `\\` 另有含义", "`\\` has a meaning of its own in double quotes"),
                )
                .help(words!(
                    "文件夹用 `/` 分隔，或整段改用单引号 `'…'`",
                    "separate folders with `/`, or put the text into single quotes `'…'`"
                )),
            );
        }
        if message.contains("date") {
            let written = &self.text[span.start..span.end];
            return Some(
                self.finding(codes::TOML, span, words!("没有 `{written}` 这一天", "there is no day `{written}`"))
                    .help(words!("日期写成 `2024-06-07`", "write a date as `2024-06-07`")),
            );
        }
        self.quotes_inside(line, span, message)
    }

    /// `"a == "b""`: the text ends where it should go on.
    fn quotes_inside(&self, line: Span, span: Span, message: &str) -> Option<Diagnostic> {
        if !message.contains("unexpected key or value") {
            return None;
        }
        let content = &self.text[line.start..line.end];
        let (key, value) = content.split_once('=')?;
        let value = value.trim();
        let inner = value.strip_prefix('"')?.strip_suffix('"')?;
        if !inner.contains('"') {
            return None;
        }
        let key = key.trim();
        let place = Span::new(span.start.saturating_sub(1).max(line.start), line.start + content.trim_end().len());
        let place = if self.text.is_char_boundary(place.start) { place } else { span };
        let message = words!("双引号的文字里又有双引号", "double quotes inside a text in double quotes");
        let fixed = format!("{key} = '{inner}'");
        let begin = content.len() - content.split_once('=')?.1.trim_start().len();
        let whole = Span::new(line.start + begin, line.start + begin + value.len());
        let fix = Fix::replace(self.source, whole, format!("'{inner}'"));
        let fix = fix.sure_if(!inner.contains(['\'', '\\', '#']));
        Some(self.finding(codes::TOML, place, message).fix(fix).help(if inner.contains('\'') {
            words!("里面的引号写成 `\\\"`", "write the quotes inside as `\\\"`")
        } else {
            words!("外面改用单引号：`{fixed}`", "use single quotes outside: `{fixed}`")
        }))
    }

    /// Between two texts, lists or tables; of two numbers the blank may stand in one.
    fn comma_before(&self, at: usize) -> Fix {
        let end = self.text[..at].trim_end().len();
        let (before, after) = (self.text[..end].chars().next_back(), self.text[at..].chars().next());
        let numbers = [before, after].into_iter().flatten().all(|c| c.is_ascii_digit() || "+-.".contains(c));
        let commented = self.text[..end].rfind('\n').is_some_and(|line| self.text[line..end].contains('#'));
        Fix::replace(self.source, Span::new(end, end), ",").sure_if(!numbers && !commented)
    }

    /// The parser's own words, where nothing better is known.
    fn as_told(&self, span: Span, message: &str) -> Diagnostic {
        let first = message.lines().next().unwrap_or("invalid");
        let chinese = translate(first);
        self.finding(codes::TOML, span, words!("TOML 写法有误：{chinese}", "not TOML: {first}")).help(words!(
            "检查这一行的引号、括号和等号：`键 = \"文字\"`、`键 = 数字`、`键 = [1, 2]`",
            "check the quotes, brackets and equals sign of this line: `key = \"text\"`, `key = 1`, `key = [1, 2]`"
        ))
    }
}

/// `2024/6/7`, `2024年6月7日` as `2024-06-07`.
fn as_date(written: &str) -> Option<String> {
    let looks = written.get(..4)?.chars().all(|c| c.is_ascii_digit()) && written.contains(['年', '/', '.', '-']);
    let seconds = looks.then(|| time::parse_date(written)).flatten()?;
    Some(time::show_date(seconds))
}

/// Parser messages in Chinese, for those that occur.
fn translate(message: &str) -> &str {
    const KNOWN: &[(&str, &str)] = &[
        ("string values must be quoted", "这里要写带引号的文字或数字"),
        ("missing comma", "缺少逗号"),
        ("extra comma", "多了一个逗号"),
        ("extra", "多了一个等号"),
        ("unexpected `=` in array", "列表里不能写等号"),
        ("missing assignment", "缺少等号"),
        ("key with no value", "键名后面没有 `=` 和值"),
        ("missing key", "`=` 前面没有键名"),
        ("missing value", "`=` 后面没有值"),
        ("unexpected key or value", "一行只能写一项"),
        ("missing newline", "一行只能写一项"),
        ("cannot extend value", "这一项已经有值，不能再写下级的键"),
        ("unquoted key", "键名里有不能用的字符"),
        ("invalid key", "键名写法不对"),
        ("carriage return", "换行符不完整"),
        ("redundant numeric sign", "数字前的符号多余"),
        ("sign", "数字前的符号不对"),
        ("radix", "数字的进制前缀不对"),
        ("may only go between digits", "`_` 只能写在数字之间"),
        ("invalid boolean", "只能写 true 或 false"),
        ("comment", "注释里有不能用的字符"),
        ("recurs", "嵌套过深"),
        ("unclosed", "括号没有闭合"),
        ("string", "文字里有不能用的字符"),
        ("number", "数字写法不对"),
        ("float", "数字写法不对"),
        ("mantissa", "数字写法不对"),
        ("fraction", "小数写法不对"),
        ("exponent", "指数写法不对"),
        ("date", "日期写法不对"),
    ];
    KNOWN.iter().find(|(en, _)| message.contains(en)).map_or("这里读不懂", |(_, zh)| zh)
}

/// Keys with characters that bare keys must not have, with their offsets in the line.
fn bare_keys(line: &str) -> Vec<(&str, usize)> {
    let mut keys = Vec::new();
    let mut from = 0;
    let mut in_text: Option<char> = None;
    let head = line.trim_start().starts_with('[');
    for (at, c) in line.char_indices() {
        match (in_text, c) {
            (Some(quote), _) if c == quote => in_text = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => {
                in_text = Some(c);
                from = at;
            }
            (None, '#') => break,
            (None, '{' | '[' | ',') => from = at + c.len_utf8(),
            (None, '=' | ']') => {
                let key = line[from..at].trim();
                // A full-width bracket or comma in it is another mistake, told of elsewhere.
                let plain = !key.is_empty() && key.chars().all(|k| k.is_alphanumeric() || "_-. ".contains(k));
                if plain && !key.is_ascii() && (c == '=') != head {
                    // Of `data.客服` only the part that needs quotes.
                    let part = key.split('.').map(str::trim).find(|part| !part.is_ascii());
                    keys.extend(part.and_then(|part| Some((part, from + line[from..at].find(part)?))));
                }
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    keys
}

/// Full-width punctuation outside of texts, with its offsets and what stands for it.
fn full_width(line: &str) -> Vec<(usize, char, char)> {
    let mut all = Vec::new();
    let mut in_text: Option<char> = None;
    for (at, c) in line.char_indices() {
        match (in_text, c) {
            (Some(quote), _) if c == quote => in_text = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => in_text = Some(c),
            (None, '#') => break,
            (None, _) => all.extend(narrow(c).map(|narrow| (at, c, narrow))),
        }
    }
    all
}
