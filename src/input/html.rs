//! `.xls` files that are HTML tables, as old systems export them. Tolerant of what browsers are
//! tolerant of: missing end tags, bare attributes, any case.

use std::sync::Arc;

use super::codes::{DAMAGED, NOT_TEXT};
use super::encoding::decode;
use super::{Format, Merge, Options, Reading, Sheet, csv};
use crate::diagnostic::{Diagnostic, Place};
use crate::table::{RawCell, RawSheet};
use crate::words;

pub struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm", "xls"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        let head = bytes.get(..bytes.len().min(2048)).unwrap_or_default();
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
            return false;
        }
        // NULs go, so that UTF-16 is seen as well.
        let ascii: String =
            head.iter().filter(|b| b.is_ascii() && **b != 0).map(|b| b.to_ascii_lowercase() as char).collect();
        let start = ascii.trim_start();
        start.starts_with('<')
            && ["<html", "<table", "<!doctype html", "<meta", "<head", "<body", "<style", "<div", "<workbook", "<?mso"]
                .iter()
                .any(|tag| start.contains(tag))
    }

    fn read(&self, bytes: &[u8], file: &Arc<str>, options: &Options<'_>) -> Result<Reading, Box<Diagnostic>> {
        let Some(decoded) = decode(bytes) else {
            let message = words!("`{file}` 不是文本", "`{file}` is not text");
            let finding = Diagnostic::error(NOT_TEXT, message);
            return Err(Box::new(finding.at(Place::File(file.clone()), Default::default())));
        };
        let mut reading = Reading::new(&format!("HTML {}", decoded.name));
        for (index, table) in tables(&decoded.text).into_iter().enumerate() {
            let name = (index > 0).then(|| format!("table {}", index + 1));
            if reading.finished(options) {
                reading.others.extend(name);
                continue;
            }
            reading.sheets.push(table.sheet(file, name));
        }
        if reading.sheets.is_empty() {
            return Err(Box::new(
                Diagnostic::error(
                    DAMAGED,
                    words!("`{file}` 是网页格式，其中没有表格", "`{file}` is a web page without a table"),
                )
                .at(Place::File(file.clone()), Default::default())
                .help(words!("请用 Excel 打开后另存为 xlsx", "open it in a spreadsheet program and save it as xlsx")),
            ));
        }
        Ok(reading)
    }
}

/// Spans wider than any sheet are typing errors.
const WIDEST: u32 = 1_000;

#[derive(Default)]
struct Table {
    rows: Vec<Vec<RawCell>>,
    merges: Vec<Merge>,
    /// For each column the rows below that a cell above still covers.
    covered: Vec<u32>,
}

impl Table {
    fn start_row(&mut self) {
        self.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        self.rows.push(Vec::new());
    }

    fn add(&mut self, text: &str, columns: u32, rows: u32) {
        if self.rows.is_empty() {
            self.start_row();
        }
        let number = self.rows.len() as u32;
        let Some(row) = self.rows.last_mut() else { return };
        while self.covered.get(row.len()).is_some_and(|rows| *rows > 0) {
            row.push(RawCell::Empty);
        }
        let first = row.len();
        row.push(csv::cell(text));
        row.extend((1..columns).map(|_| RawCell::Empty));
        if self.covered.len() < row.len() {
            self.covered.resize(row.len(), 0);
        }
        self.covered[first..].iter_mut().take(columns as usize).for_each(|left| *left = rows);
        if columns > 1 || rows > 1 {
            let last_column = first as u32 + columns - 1;
            let last_row = number.saturating_add(rows - 1);
            self.merges.push(Merge { first_row: number, last_row, first_column: first as u32, last_column });
        }
    }

    fn sheet(self, file: &Arc<str>, name: Option<String>) -> Sheet {
        let numbers = (1..=self.rows.len() as u32).collect();
        let raw = RawSheet { file: file.clone(), sheet: name.map(Into::into), rows: self.rows, numbers };
        Sheet { raw, merges: self.merges }
    }
}

/// All tables of a page that hold rows; of nested ones the inner table stands alone.
fn tables(page: &str) -> Vec<Table> {
    let mut done: Vec<Table> = Vec::new();
    let mut open: Vec<Table> = Vec::new();
    let mut cell: Option<(String, u32, u32)> = None;
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let (before, tail) = rest.split_at(start);
        if let Some((text, ..)) = &mut cell {
            text.push_str(before);
        }
        if let Some(comment) = tail.strip_prefix("<!--") {
            rest = comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or_default();
            continue;
        }
        let end = end_of_tag(tail);
        let (tag, after) = tail.split_at(end);
        rest = after;
        let body = tag.trim_start_matches('<').trim_end_matches('>');
        let name: String = body
            .chars()
            .enumerate()
            .take_while(|(place, c)| c.is_ascii_alphanumeric() || *place == 0 && *c == '/')
            .map(|(_, c)| c.to_ascii_lowercase())
            .collect();
        match name.as_str() {
            "script" | "style" => {
                let close = format!("</{name}");
                let at = rest.char_indices().map(|(at, _)| at).find(|at| {
                    rest.as_bytes()
                        .get(*at..*at + close.len())
                        .is_some_and(|b| b.eq_ignore_ascii_case(close.as_bytes()))
                });
                rest = at.and_then(|at| rest.get(at..)).unwrap_or_default();
            }
            "td" | "th" | "/td" | "/th" | "tr" | "/tr" | "table" | "/table" => {
                if let (Some((text, columns, rows)), Some(table)) = (cell.take(), open.last_mut()) {
                    table.add(&unescaped(&text), columns, rows);
                }
                match name.as_str() {
                    "td" | "th" => cell = Some((String::new(), span(body, "colspan"), span(body, "rowspan"))),
                    "tr" => open.last_mut().into_iter().for_each(Table::start_row),
                    "table" => open.push(Table::default()),
                    "/table" => done.extend(open.pop()),
                    _ => {}
                }
            }
            "br" | "p" | "/p" | "div" | "/div" => {
                if let Some((text, ..)) = &mut cell {
                    text.push(' ');
                }
            }
            _ => {}
        }
    }
    if let (Some((text, columns, rows)), Some(table)) = (cell, open.last_mut()) {
        table.add(&unescaped(&text), columns, rows);
    }
    done.extend(open.into_iter().rev());
    done.retain(|table| table.rows.iter().any(|row| !row.is_empty()));
    done
}

/// A quotation mark that is open for longer than this is a typing error.
const LONGEST_TAG: usize = 1 << 14;

/// The length of a tag; a `>` in quotation marks does not end it.
fn end_of_tag(tail: &str) -> usize {
    let mut quote = None;
    for (place, byte) in tail.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'>') => return place + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    // An unclosed quotation mark must not swallow the page.
    tail.find('>').map_or(tail.len(), |place| place + 1)
}

fn span(tag: &str, attribute: &str) -> u32 {
    let lower = tag.to_ascii_lowercase();
    lower
        .split_once(attribute)
        .map(|(_, rest)| rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'')))
        .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(1)
        .clamp(1, WIDEST)
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, tail) = rest.split_at(start);
        plain.push_str(before);
        let end = tail.bytes().take(10).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((entity(tail.get(1..end)?)?, end)));
        match known {
            Some((c, end)) => {
                plain.push(c);
                rest = tail.get(end + 1..).unwrap_or_default();
            }
            None => {
                plain.push('&');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn entity(name: &str) -> Option<char> {
    match name {
        "nbsp" => Some(' '),
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "yen" => Some('¥'),
        "times" => Some('×'),
        _ => {
            let code = name.strip_prefix('#')?;
            let code = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> RawCell {
        RawCell::Text(text.into())
    }

    #[test]
    fn a_table_without_end_tags() {
        let page = "<HTML><style>td > a {}</style><table border=1><tr><td colspan=2>标题<tr><td>姓名<td>人数<!-- x -->\
                    <tr><td x:str='a>b'>张&nbsp;三<td>5<br></table>";
        let tables = tables(page);
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].rows[1], [text("姓名"), text("人数")]);
        assert_eq!(tables[0].rows[2], [text("张 三"), RawCell::Number { value: 5.0, percent: false }]);
        assert_eq!(tables[0].merges, [Merge { first_row: 1, last_row: 1, first_column: 0, last_column: 1 }]);
    }

    #[test]
    fn cells_over_several_rows_push_the_others_aside() {
        let tables =
            tables("<table><tr><td rowspan='2'>甲</td><td>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr></table>");
        assert_eq!(tables[0].rows[1], [RawCell::Empty, text("b")]);
        assert_eq!(tables[0].rows[2], [text("c")]);
    }

    #[test]
    fn gb2312_pages() {
        let page =
            encoding_rs::GB18030.encode("<meta charset=gb2312><table><tr><th>姓名</th></tr></table>").0.into_owned();
        assert!(Html.recognises(&page));
        let options = Options { sheet: None, enough: &|_| false };
        let reading = Html.read(&page, &"a.xls".into(), &options).unwrap();
        assert_eq!(&*reading.format, "HTML GB18030");
        assert_eq!(reading.sheets[0].raw.rows, [vec![text("姓名")]]);
        assert!(!Html.recognises(b"a,<b\n"));
    }
}
