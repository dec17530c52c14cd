//! A sheet written from the top downwards: title, facts, heads that stay in sight, rows, and how it
//! is printed.

use std::borrow::Cow;
use std::io;

use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

use super::names::cut;
use super::style::Style;
use crate::text::width::width;
use crate::text::wrap::longest_word;
use crate::text::{inert, wrap};

/// UTF-16 units that a cell may hold.
const LONGEST: usize = 32_767;
/// What the foot of a page may have.
const FOOT: usize = 200;
/// How wide a column of text may be, in digits.
const WIDEST: usize = 60;

/// The system's own words where it is the system that failed.
pub fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

/// A text as a cell holds it: on one line, nothing in it that acts, not too long.
pub fn clean(text: &str) -> Cow<'_, str> {
    let plain = inert(text);
    let bad = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}');
    let plain = if plain.contains(bad) { Cow::Owned(plain.replace(bad, "")) } else { plain };
    if plain.len() <= LONGEST || plain.encode_utf16().count() <= LONGEST {
        return plain;
    }
    Cow::Owned(format!("{}…", cut(&plain, LONGEST - 1)))
}

/// Whether a spreadsheet would take it for a formula if it were typed in.
fn looks_like_a_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

pub struct Page<'w> {
    pub sheet: &'w mut Worksheet,
    pub style: &'w Style,
    /// The next row to be written.
    pub row: u32,
    widths: Vec<usize>,
}

impl std::fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").field("row", &self.row).finish_non_exhaustive()
    }
}

/// What stands in a cell of a small table.
#[derive(Debug, Clone)]
pub enum Said {
    Text(String),
    Number(f64),
}

impl<T: Into<String>> From<T> for Said {
    fn from(text: T) -> Said {
        Said::Text(text.into())
    }
}

/// What stands at the head and foot of printed pages.
#[derive(Debug)]
pub struct Printed<'a> {
    pub title: &'a str,
    pub period: &'a str,
    pub page: [&'a str; 3],
}

impl<'w> Page<'w> {
    pub fn new(sheet: &'w mut Worksheet, name: &str, style: &'w Style, printed: &Printed) -> io::Result<Page<'w>> {
        sheet.set_name(name).map_err(failed)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        sheet.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3).set_screen_gridlines(false).set_default_row_height(18);
        let said = |text: &str| cut(&clean(text), FOOT / 3).replace('&', "&&");
        let [before, between, after] = printed.page;
        sheet.set_header(format!("&L{}&C{}&R{}", said(printed.title), said(name), said(printed.period)));
        sheet.set_footer(format!("&C{before}&P{between}&N{after}"));
        Ok(Page { sheet, style, row: 0, widths: Vec::new() })
    }

    /// A line of text in the first column.
    pub fn line(&mut self, text: &str, format: &Format) -> io::Result<()> {
        self.sheet.write_string_with_format(self.row, 0, &*clean(text), format).map_err(failed)?;
        self.row += 1;
        Ok(())
    }

    pub fn title(&mut self, text: &str) -> io::Result<()> {
        self.sheet.set_row_height(self.row, 24).map_err(failed)?;
        self.line(text, &self.style.title)
    }

    pub fn fact(&mut self, text: &str) -> io::Result<()> {
        self.line(text, &self.style.fact)
    }

    /// A way to another sheet.
    pub fn way_to(&mut self, name: &str, said: &str, column: u16, format: &Format) -> io::Result<()> {
        let url = Url::new(internal(name)).set_text(said);
        self.sheet.write_url_with_format(self.row, column, url, format).map_err(failed)?;
        Ok(())
    }

    /// The way back to the leaderboard, and an empty row.
    pub fn way_back(&mut self, board: &str, said: &str) -> io::Result<()> {
        let format = self.style.link.clone();
        self.way_to(board, said, 0, &format)?;
        self.row += 1;
        Ok(())
    }

    /// Makes room in the row for so many lines.
    pub fn tall(&mut self, lines: usize) -> io::Result<()> {
        self.sheet.set_row_height(self.row, (lines as f64 * 14.0 + 4.0).min(400.0)).map_err(failed)?;
        Ok(())
    }

    pub fn skip(&mut self, rows: u32) {
        self.row += rows;
    }

    /// A cell of text in the row that is being written.
    pub fn text(&mut self, column: u16, text: &str, format: &Format) -> io::Result<()> {
        let text = clean(text);
        let quoted;
        let format = if looks_like_a_formula(&text) {
            quoted = format.clone().set_quote_prefix();
            &quoted
        } else {
            format
        };
        self.sheet.write_string_with_format(self.row, column, &*text, format).map_err(failed)?;
        Ok(())
    }

    pub fn number(&mut self, column: u16, value: f64, format: &Format) -> io::Result<()> {
        if !value.is_finite() {
            return self.text(column, &value.to_string(), format);
        }
        self.sheet.write_number_with_format(self.row, column, tidy(value), format).map_err(failed)?;
        Ok(())
    }

    pub fn blank(&mut self, column: u16, format: &Format) -> io::Result<()> {
        self.sheet.write_blank(self.row, column, format).map_err(failed)?;
        Ok(())
    }

    /// Remembers how wide a column has to be.
    pub fn wide(&mut self, column: u16, cells: usize) {
        let at = usize::from(column);
        if self.widths.len() <= at {
            self.widths.resize(at + 1, 0);
        }
        if let Some(known) = self.widths.get_mut(at) {
            *known = (*known).max(cells);
        }
    }

    pub fn width_of(&self, column: u16) -> usize {
        self.widths.get(usize::from(column)).copied().unwrap_or(0).clamp(5, WIDEST)
    }

    /// The column widths that were asked for.
    pub fn set_widths(&mut self) -> io::Result<()> {
        for (column, cells) in self.widths.iter().enumerate().filter(|(_, cells)| **cells > 0) {
            let cells = (*cells).clamp(5, WIDEST) as f64 + 1.7;
            self.sheet.set_column_width(column as u16, cells).map_err(failed)?;
        }
        Ok(())
    }

    /// A small table under heads, its texts broken into lines.
    pub fn table(&mut self, heads: &[(&str, usize)], rows: impl Iterator<Item = Vec<Said>>) -> io::Result<()> {
        self.heads(heads)?;
        let format = self.style.wrapped.clone();
        for row in rows {
            let mut lines = 1;
            for (column, said) in row.iter().enumerate() {
                if let Said::Text(text) = said {
                    lines = lines.max(head_lines(&inert(text), self.width_of(column as u16)));
                }
                match said {
                    Said::Number(value) => self.number(column as u16, *value, &format)?,
                    Said::Text(text) => self.text(column as u16, text, &format)?,
                }
            }
            self.tall(lines)?;
            self.row += 1;
        }
        Ok(())
    }

    pub fn heads(&mut self, heads: &[(&str, usize)]) -> io::Result<()> {
        for (column, (head, cells)) in heads.iter().enumerate() {
            let format = self.style.head.clone();
            self.text(column as u16, head, &format)?;
            self.wide(column as u16, *cells);
        }
        self.row += 1;
        Ok(())
    }
}

/// Fifteen significant digits: without the noise of binary fractions.
pub fn tidy(value: f64) -> f64 {
    if value == value.trunc() { value + 0.0 } else { format!("{value:.14e}").parse().unwrap_or(value) }
}

/// The address of a sheet's beginning.
pub fn internal(name: &str) -> String {
    format!("internal:'{}'!A1", name.replace('\'', "''"))
}

/// How many lines a head takes in a column, and how wide the column has to be for its words.
pub fn head_lines(text: &str, cells: usize) -> usize {
    text.split('\n').map(|line| wrap(line, cells.max(4)).len()).sum()
}

/// The least width at which a head does not break words, nor takes more than three lines.
pub fn head_width(text: &str) -> usize {
    let line = |line: &str| match width(line) {
        short @ 0..=14 => short,
        long => longest_word(line).min(16).max(long.div_ceil(3)),
    };
    text.split('\n').map(line).max().unwrap_or(0)
}
