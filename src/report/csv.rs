//! Results as a sheet: one row a subject, for Excel (UTF-8 with a byte order mark, CRLF).

use std::borrow::Cow;
use std::io::{self, Write};

use crate::table::Nothing;
use crate::table::time::show_date;
use crate::text::{Lang, inert};

use super::number;
use super::sheet::{Column, Form, Sheet, Shown, Style, Told, write_rows};
use super::{Report, Series};
use crate::result::Extent;
use crate::table::digits;

#[derive(Debug)]
pub(super) struct Csv;

impl Report for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn extent(&self, detail: bool) -> Extent {
        if detail { Extent::Details } else { Extent::Figures }
    }

    fn write_to(&self, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let sheet = Sheet::new(series, Form::Sheet);
        let style = Plain { lang: series.lang() };
        let mut head = "\u{feff}".as_bytes().to_vec();
        for (index, column) in sheet.columns.iter().enumerate() {
            style.open(index, &mut head);
            quoted(&text(&column.name), &mut head);
        }
        style.end_row(&mut head);
        out.write_all(&head)?;
        write_rows(&sheet, &style, out)
    }
}

struct Plain {
    lang: Lang,
}

impl Style for Plain {
    fn open(&self, column: usize, out: &mut Vec<u8>) {
        if column > 0 {
            out.push(b',');
        }
    }

    fn end_row(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\r\n");
    }

    fn figure(&self, shown: Shown, value: f64, out: &mut Vec<u8>) {
        match shown {
            Shown::Fixed(decimals) => digits::fixed(out, value, decimals),
            Shown::Date => quoted(&text(&show_date(value)), out),
            Shown::YesNo => {
                let word = if value == 0.0 { self.lang.pick("否", "no") } else { self.lang.pick("是", "yes") };
                out.extend_from_slice(word.as_bytes());
            }
            Shown::Short | Shown::Whole | Shown::Text | Shown::Free | Shown::Why => {
                if !digits::short(out, value) {
                    out.extend_from_slice(number::short(value).as_bytes());
                }
            }
        }
    }

    fn text(&self, shown: Shown, said: &str, out: &mut Vec<u8>) {
        // What reads as a number is one, whatever its sign.
        if shown == Shown::Free && inert(said).parse::<f64>().is_ok() {
            out.extend_from_slice(inert(said).as_bytes());
        } else {
            quoted(&text(said), out);
        }
    }

    fn nothing(&self, column: &Column, why: Nothing, out: &mut Vec<u8>) {
        if column.told == Told::Words {
            quoted(number::nothing(why).in_lang(self.lang), out);
        }
    }

    fn masked(&self, _: &Column, word: &str, out: &mut Vec<u8>) {
        quoted(word, out);
    }

    fn empty(&self, _: &mut Vec<u8>) {}
}

/// A field, in quotes where it must be.
fn quoted(field: &str, out: &mut Vec<u8>) {
    if !field.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        return out.extend_from_slice(field.as_bytes());
    }
    out.push(b'"');
    for byte in field.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Text on one line; what a spreadsheet would take for a formula gets an apostrophe in front.
fn text(text: &str) -> Cow<'_, str> {
    let clean = inert(text);
    let formula = clean.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    // A tab in front would hide what comes after it from a reader, not from a spreadsheet.
    if formula || text.starts_with(['\t', '\r']) { Cow::Owned(format!("'{clean}")) } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn sheet() {
        let fixture = fixture::shop();
        for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let bytes = Csv.write(&fixture.view(lang));
            let sheet = String::from_utf8(bytes).unwrap();
            assert!(sheet.starts_with('\u{feff}'));
            assert_eq!(sheet.matches('\n').count(), sheet.matches("\r\n").count());
            assert_eq!(sheet.lines().count(), 5);
            insta::assert_snapshot!(format!("sheet_{name}"), sheet.replace("\r\n", "\n"));
        }
    }

    #[test]
    fn no_two_columns_have_the_same_header() {
        let mut fixture = fixture::shop();
        let name = fixture.rubric.categories[0].name.clone();
        fixture.rubric.indicators.iter_mut().for_each(|indicator| indicator.name = name.clone());
        let views = [fixture.view(Lang::Zh)];
        let sheet = Sheet::new(&Series::of(&views), Form::Sheet);
        let headers: Vec<&String> = sheet.columns.iter().map(|column| &column.name).collect();
        let different: std::collections::BTreeSet<&String> = headers.iter().copied().collect();
        assert_eq!(different.len(), headers.len(), "{headers:?}");
    }

    #[test]
    fn formulas_are_defused() {
        for formula in ["=1+1", "+1", "-1", "@a", " =1", "＝1"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("\ta"), "' a");
        assert_eq!(text("张三"), "张三");
    }
}
