//! JSON: a list of records, such a list under one key, or one record on each line (NDJSON).
//!
//! Numbers are taken as they are written, so that an id of nineteen digits keeps them all. A value
//! that is itself a list or a record stands in the cell as what it is, and cannot be read as a
//! figure or a text.

use std::collections::HashMap;
use std::sync::Arc;

use super::codes::{BAD_JSON, NOT_TEXT};
use super::encoding::decode;
use super::{Format, Options, Reading, Sheet, csv};
use crate::diagnostic::{Cell, Diagnostic, Place};
use crate::table::{RawCell, RawSheet};
use crate::text::Words;
use crate::words;

pub struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "ndjson", "jsonl"]
    }

    /// A record or a list of them: no header of a table begins so.
    fn recognises(&self, bytes: &[u8]) -> bool {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut marks = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
        match (marks.next(), marks.next()) {
            (Some(b'{'), second) => matches!(second, Some(b'"' | b'}')),
            (Some(b'['), second) => matches!(second, Some(b'{' | b']')),
            _ => false,
        }
    }

    fn read(&self, bytes: &[u8], file: &Arc<str>, _options: &Options<'_>) -> Result<Reading, Box<Diagnostic>> {
        let Some(decoded) = decode(bytes) else {
            let message = words!("`{file}` 不是文本", "`{file}` is not text");
            let finding = Diagnostic::error(NOT_TEXT, message);
            return Err(Box::new(finding.at(Place::File(file.clone()), Words::default())));
        };
        let mut reader = Reader::new(&decoded.text, file);
        match reader.file() {
            Ok(()) => {}
            Err(why) => return Err(Box::new(reader.broken(why))),
        }
        let mut reading = Reading::new(&format!("JSON {}", decoded.name));
        reading.sheets.push(Sheet { raw: reader.sheet(), merges: Vec::new() });
        Ok(reading)
    }
}

/// Why a text is no list of records.
#[derive(Debug, Clone, Copy)]
enum Why {
    CutShort,
    Unexpected,
    Twice,
    BadText,
    NotRecord,
    NoRecords,
    SeveralLists,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Lines are counted forwards only.
    line: u32,
    counted: usize,
    file: Arc<str>,
    names: Vec<String>,
    places: HashMap<String, usize>,
    rows: Vec<Vec<RawCell>>,
    numbers: Vec<u32>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, file: &Arc<str>) -> Reader<'a> {
        Reader {
            text: text.strip_prefix('\u{feff}').unwrap_or(text),
            at: 0,
            line: 1,
            counted: 0,
            file: file.clone(),
            names: Vec::new(),
            places: HashMap::new(),
            rows: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// Below a row with the names of all keys the records.
    fn sheet(self) -> RawSheet {
        let mut sheet = RawSheet::empty(self.file);
        sheet.rows.push(self.names.into_iter().map(|name| RawCell::Text(name.trim().into())).collect());
        sheet.rows.extend(self.rows);
        sheet.numbers.push(0);
        sheet.numbers.extend(self.numbers);
        sheet
    }

    fn broken(&mut self, why: Why) -> Diagnostic {
        let (file, line) = (self.file.clone(), self.line());
        let (zh, en) = match why {
            Why::CutShort => ("在这里中断，文件不完整", "the file breaks off here"),
            Why::Unexpected => ("这里的符号不合 JSON 语法", "what stands here is no JSON"),
            Why::Twice => ("一条记录中同一个键写了两次", "a key stands twice in a record"),
            Why::BadText => ("字符串中有不合法的转义", "a text holds an escape that does not exist"),
            Why::NotRecord => ("列表中的这一项不是记录", "this item of the list is not a record"),
            Why::NoRecords => ("没有记录的列表", "there is no list of records"),
            Why::SeveralLists => ("有几个记录的列表，不知用哪个", "there are several lists of records"),
        };
        let place = Cell { file: file.clone(), sheet: None, row: line, column: 0 };
        Diagnostic::error(
            BAD_JSON,
            words!("`{file}` 不能读作一列 JSON 记录", "`{file}` cannot be read as a list of JSON records"),
        )
        .at(place, Words::new(zh, en))
        .help(words!(
            "文件应为 `[{{…}}, {{…}}]`、`{{\"records\": [{{…}}]}}`，或每行一条 `{{…}}`；请重新导出",
            "the file should be `[{{…}}, {{…}}]`, `{{\"records\": [{{…}}]}}`, or one `{{…}}` on each line: export it again"
        ))
    }

    fn line(&mut self) -> u32 {
        let passed = self.text.as_bytes().get(self.counted..self.at).unwrap_or_default();
        self.line = self.line.saturating_add(passed.iter().filter(|byte| **byte == b'\n').count() as u32);
        self.counted = self.at.max(self.counted);
        self.line
    }

    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Result<(), Why> {
        match self.peek() {
            Some(found) if found == byte => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(Why::Unexpected),
            None => Err(Why::CutShort),
        }
    }

    fn file(&mut self) -> Result<(), Why> {
        if self.peek() == Some(b'[') {
            self.list()?;
        } else if let Some(at) = self.only_list()? {
            self.at = at;
            self.list()?;
            return Ok(());
        } else {
            while self.peek().is_some() {
                self.record()?;
            }
        }
        if self.peek().is_some() { Err(Why::Unexpected) } else { Ok(()) }
    }

    /// Where the list of records under a key begins, if the file is one record with such a key.
    fn only_list(&mut self) -> Result<Option<usize>, Why> {
        let start = self.at;
        let mut lists = Vec::new();
        self.expect(b'{')?;
        let mut any = false;
        while self.next_key(&mut any)? {
            self.string()?;
            self.expect(b':')?;
            let at = self.at;
            if self.peek() == Some(b'[') {
                let at = self.at;
                self.at += 1;
                if self.peek() == Some(b'{') {
                    lists.push(at);
                }
            }
            self.at = at;
            self.value()?;
        }
        let alone = self.peek().is_none();
        self.at = start;
        match lists[..] {
            [list] if alone => Ok(Some(list)),
            [_, _, ..] if alone => Err(Why::SeveralLists),
            _ => Ok(None),
        }
    }

    /// Passes over a comma; whether a key follows rather than the end of the record.
    fn next_key(&mut self, any: &mut bool) -> Result<bool, Why> {
        match self.peek().ok_or(Why::CutShort)? {
            b'}' => {
                self.at += 1;
                return Ok(false);
            }
            b',' if *any => {
                self.at += 1;
                if self.peek() != Some(b'"') {
                    return Err(Why::Unexpected);
                }
            }
            b'"' if !*any => {}
            _ => return Err(Why::Unexpected),
        }
        *any = true;
        Ok(true)
    }

    fn list(&mut self) -> Result<(), Why> {
        self.expect(b'[')?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Err(Why::NoRecords);
        }
        loop {
            match self.peek().ok_or(Why::CutShort)? {
                b'{' => self.record()?,
                _ => return Err(Why::NotRecord),
            }
            match self.peek().ok_or(Why::CutShort)? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(Why::Unexpected),
            }
        }
    }

    fn record(&mut self) -> Result<(), Why> {
        self.expect(b'{')?;
        let line = self.line();
        let mut row = vec![RawCell::Empty; self.names.len()];
        let mut given = vec![false; self.names.len()];
        let (mut any, mut order) = (false, 0);
        while self.next_key(&mut any)? {
            let key = self.string()?;
            // Keys come in the same order in nearly every record.
            let at = match self.names.get(order) {
                Some(name) if *name == key => order,
                _ => match self.places.get(&key) {
                    Some(at) => *at,
                    None => {
                        self.places.insert(key.clone(), self.names.len());
                        self.names.push(key);
                        row.push(RawCell::Empty);
                        given.push(false);
                        self.names.len() - 1
                    }
                },
            };
            order = at + 1;
            if std::mem::replace(&mut given[at], true) {
                return Err(Why::Twice);
            }
            self.expect(b':')?;
            row[at] = self.value()?;
        }
        self.rows.push(row);
        self.numbers.push(line);
        Ok(())
    }

    fn value(&mut self) -> Result<RawCell, Why> {
        let start = match self.peek().ok_or(Why::CutShort)? {
            b'"' => return Ok(csv::cell(&self.string()?)),
            b'{' | b'[' => return self.nested(),
            _ => self.at,
        };
        let bytes = self.text.as_bytes();
        let rest = bytes.get(start..).unwrap_or_default();
        let of_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        self.at += rest.iter().take_while(of_word).count();
        match self.text.get(start..self.at).unwrap_or_default() {
            "" => Err(Why::Unexpected),
            "null" | "NaN" => Ok(RawCell::Empty),
            "true" => Ok(RawCell::Bool(true)),
            "false" => Ok(RawCell::Bool(false)),
            word if !is_number(word) => Err(if self.at == bytes.len() { Why::CutShort } else { Why::Unexpected }),
            word if word.contains(['e', 'E']) => match word.parse::<f64>() {
                Ok(value) if value.is_finite() => Ok(RawCell::Number { value, percent: false }),
                _ => Ok(RawCell::Error(word.into())),
            },
            word => Ok(csv::cell(word)),
        }
    }

    /// A list or a record in a cell: passed over, and shown as what it is.
    fn nested(&mut self) -> Result<RawCell, Why> {
        let shown = if self.peek() == Some(b'{') { "{…}" } else { "[…]" };
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.peek().ok_or(Why::CutShort)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' => open.push(b'}'),
                b'[' => open.push(b']'),
                closing @ (b'}' | b']') if open.pop() != Some(closing) => return Err(Why::Unexpected),
                _ => {}
            }
            self.at += 1;
            // A byte of a character of several stands in texts only.
            if !self.text.is_char_boundary(self.at) {
                return Err(Why::Unexpected);
            }
            if open.is_empty() {
                return Ok(RawCell::Error(shown.into()));
            }
        }
    }

    fn string(&mut self) -> Result<String, Why> {
        self.expect(b'"')?;
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let length = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | b'\n')).ok_or(Why::CutShort)?;
            text.push_str(rest.get(..length).unwrap_or_default());
            self.at += length + 1;
            match rest.as_bytes().get(length) {
                Some(b'"') => return Ok(text),
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(Why::CutShort),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Why> {
        let byte = *self.text.as_bytes().get(self.at).ok_or(Why::CutShort)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                if (0xd800..0xdc00).contains(&first)
                    && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u"))
                {
                    self.at += 2;
                    let second = self.unit()?;
                    let pair = char::decode_utf16([first, second]).next().and_then(Result::ok);
                    return pair.ok_or(Why::BadText);
                }
                char::from_u32(u32::from(first)).ok_or(Why::BadText)?
            }
            _ => return Err(Why::BadText),
        })
    }

    fn unit(&mut self) -> Result<u16, Why> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Why::BadText)?;
        self.at += 4;
        if digits.starts_with('+') {
            return Err(Why::BadText);
        }
        u16::from_str_radix(digits, 16).map_err(|_| Why::BadText)
    }
}

/// `-12.50e3`.
fn is_number(word: &str) -> bool {
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (word, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole) && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<RawSheet, Box<Diagnostic>> {
        let options = Options { sheet: None, enough: &|_| true };
        let reading = Json.read(text.as_bytes(), &"a.json".into(), &options);
        reading.map(|mut reading| reading.sheets.remove(0).raw)
    }

    fn text(text: &str) -> RawCell {
        RawCell::Text(text.into())
    }

    fn number(value: f64) -> RawCell {
        RawCell::Number { value, percent: false }
    }

    #[test]
    fn three_ways_of_writing_records() {
        let lines =
            "{\"姓名\": \"张三\", \"人数\": 5}\n\n{\"人数\": 2.50, \"注\": null, \"姓名\": \"李\\\"四\\u4e00\"}\n";
        let sheet = read(lines).unwrap();
        assert_eq!(sheet.rows[0], [text("姓名"), text("人数"), text("注")]);
        assert_eq!(sheet.rows[1], [text("张三"), number(5.0)]);
        assert_eq!(sheet.rows[2], [text("李\"四一"), text("2.50"), RawCell::Empty]);
        assert_eq!(sheet.numbers, [0, 1, 3]);
        let list = "[\n  {\"a\": 1},\n  {\"a\": \"12\"}\n]";
        assert_eq!(read(list).unwrap().rows[1..], [[number(1.0)], [number(12.0)]]);
        assert_eq!(read(list).unwrap().numbers, [0, 2, 3]);
        let under = "{\"total\": 2, \"tags\": [1], \"records\": [{\"a\": 1}, {\"a\": true}], \"page\": {\"b\": []}}";
        assert_eq!(read(under).unwrap().rows[1..], [[number(1.0)], [RawCell::Bool(true)]]);
        assert!(Json.recognises(b" [ {\"a\": 1}]") && Json.recognises("\u{feff}{\"a\":1}".as_bytes()));
        assert!(!Json.recognises("[姓名],人数\n".as_bytes()));
    }

    #[test]
    fn numbers_keep_their_digits_and_nested_values_are_told() {
        let sheet =
            read("{\"a\": 5116032541422009305123, \"b\": 1e3, \"c\": {\"d\": [1, \"}\"]}, \"e\": [], \"f\": 1e999}");
        let row = sheet.unwrap().rows.remove(1);
        assert_eq!(row[0], text("5116032541422009305123"));
        assert_eq!(row[1], number(1000.0));
        assert_eq!(row[2..], ["{…}", "[…]", "1e999"].map(|shown| RawCell::Error(shown.into())));
    }

    #[test]
    fn what_is_no_list_of_records_is_told_with_its_line() {
        for (wrong, line) in [
            ("{\"a\": 1}\n{\"a\": ", 2),
            ("[{\"a\": 1},\n2]", 2),
            ("{\"a\": 1}\n\n{\"a\": x}", 3),
            ("{\"a\": 1, \"a\": 2}", 1),
            ("{\"a\": \"\\x\"}", 1),
            ("[]", 1),
            ("{\"a\": [{}],\n\"b\": [{}]}", 1),
            ("{\"a\": 1,}", 1),
            ("[{\"a\": 1}] x", 1),
            ("{\"a\": [1, 2}}", 1),
        ] {
            let finding = read(wrong).unwrap_err();
            let Place::Cell(cell) = &finding.labels[0].place else { panic!("{finding:?}") };
            assert_eq!((finding.code, cell.row), (BAD_JSON, line), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_stops_the_reader(text in "[\\[\\]{}:,\"\\\\a1e.\\-\n u数]{0,40}") {
            let _ = read(&text);
            let _ = read(&format!("{{\"a\": {text}}}"));
        }
    }
}
