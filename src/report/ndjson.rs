//! Results for programs, a JSON object on each line: the columns of the sheet by name, what is a nothing
//! as null, with its kind and reason beside it.

use std::io::{self, Write};

use crate::table::Nothing;
use crate::table::time::show_date;
use crate::text::{Lang, inert};

use super::json;
use super::number;
use super::sheet::{Column, Form, Sheet, Shown, Style, write_rows};
use super::{Report, Series};
use crate::result::Extent;
use crate::table::digits;

#[derive(Debug)]
pub(super) struct Ndjson;

impl Report for Ndjson {
    fn name(&self) -> &'static str {
        "ndjson"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ndjson", "jsonl"]
    }

    fn extent(&self, detail: bool) -> Extent {
        if detail { Extent::Details } else { Extent::Outcomes }
    }

    fn write_to(&self, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let sheet = Sheet::new(series, Form::Typed);
        let keys = sheet.columns.iter().enumerate().map(|(index, column)| {
            let mut key = vec![if index == 0 { b'{' } else { b',' }];
            quoted(&inert(&column.name), &mut key);
            key.push(b':');
            key
        });
        let style = Lines { lang: series.lang(), keys: keys.collect() };
        write_rows(&sheet, &style, out)
    }
}

struct Lines {
    lang: Lang,
    /// What stands before each value.
    keys: Vec<Vec<u8>>,
}

impl Style for Lines {
    fn open(&self, column: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(self.keys.get(column).map_or(&[], Vec::as_slice));
    }

    fn end_row(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"}\n");
    }

    fn figure(&self, shown: Shown, value: f64, out: &mut Vec<u8>) {
        match shown {
            Shown::Date => quoted(&show_date(value), out),
            Shown::YesNo => out.extend_from_slice(if value == 0.0 { b"false" } else { b"true" }),
            _ => {
                if !digits::exact(out, value) {
                    out.extend_from_slice(json::number(value).to_string().as_bytes());
                }
            }
        }
    }

    fn text(&self, _: Shown, text: &str, out: &mut Vec<u8>) {
        quoted(text, out);
    }

    fn nothing(&self, column: &Column, why: Nothing, out: &mut Vec<u8>) {
        if column.shown == Shown::Why {
            quoted(number::nothing(why).in_lang(self.lang), out);
        } else {
            self.empty(out);
        }
    }

    fn masked(&self, column: &Column, word: &str, out: &mut Vec<u8>) {
        if column.shown == Shown::Why { quoted(word, out) } else { self.empty(out) }
    }

    fn empty(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"null");
    }
}

/// As JSON writes text.
fn quoted(text: &str, out: &mut Vec<u8>) {
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(out, text);
}
