//! The columns of results on a sheet: heads in two rows, a row for each subject in each period.

use std::io;

use rust_xlsxwriter::{
    ConditionalFormat2ColorScale, ConditionalFormat3ColorScale, ConditionalFormatDataBar, Format, FormatAlign,
};

use super::live::Computed;
use super::page::{Page, clean, failed, head_lines, head_width, tidy};
use super::progress::Progress;
use super::style;
use crate::number::round_half_away;
use crate::report::sheet::{Cell, Column, Of, Shown, Told};
use crate::table::time::{SECONDS_A_DAY, show_date};
use crate::text::width::width;
use crate::text::{Lang, inert};

/// Excel counts days from here, in days since 1970.
const EXCEL_EPOCH: f64 = 25_569.0;
/// Rows that are looked at to find the width of a column, of each period.
const LOOKED_AT: usize = 2000;
/// How wide a column is that holds sentences.
const SENTENCE: usize = 26;

/// How figures of a column are set off from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Plain,
    /// A bar as long as the figure.
    Bar,
    /// Scores: 0 orange, 60 white, 100 blue.
    Scale,
    /// White to blue.
    Shade,
}

/// A column as it stands on a sheet.
#[derive(Debug)]
pub struct Field<'s, 'a> {
    pub column: &'s Column<'a>,
    /// What it shares with those beside it.
    pub band: Option<String>,
    /// The sheet that has the details; the way to it stands over the head.
    pub leads_to: Option<String>,
    pub head: String,
    pub look: Look,
    /// Behind each figure: `%`.
    pub behind: String,
}

/// How the cells of a field are written.
struct Cells {
    number: Format,
    text: Format,
    /// The width at which text is broken into lines, where it is.
    breaks: Option<usize>,
    /// Decimals of the numbers, where it has numbers.
    decimals: usize,
}

/// Writes heads and rows, and lets the heads stay in sight; the first `fixed` columns stay, too.
pub fn write(
    page: &mut Page,
    fields: &[Field],
    orders: &[&[usize]],
    fixed: u16,
    lang: Lang,
    progress: &Progress,
) -> io::Result<()> {
    write_live(page, fields, orders, fixed, lang, progress, None)
}

/// The same; what stands on the sheet that computes is looked up there.
pub fn write_live(
    page: &mut Page,
    fields: &[Field],
    orders: &[&[usize]],
    fixed: u16,
    lang: Lang,
    progress: &Progress,
    live: Option<(&Computed, &str)>,
) -> io::Result<()> {
    let last = fields.len().saturating_sub(1) as u16;
    let cells: Vec<Cells> = fields.iter().map(|field| cells_of(page, field, lang)).collect();
    for (at, (field, cells)) in fields.iter().zip(&cells).enumerate() {
        let wide = widest(field, cells, orders, lang).max(head_width(&field.head));
        page.wide(at as u16, wide);
    }
    let top = page.row;
    heads(page, fields, lang)?;
    let first = page.row;
    let reasons = |column: &Column, why: crate::table::Nothing| match column.told {
        Told::Words => why.words().in_lang(lang).to_string(),
        Told::Apart | Told::Blank => String::new(),
    };
    let nothing = page.style.nothing.clone();
    for (period, order) in orders.iter().enumerate() {
        for (row, subject) in order.iter().enumerate() {
            let mut lines = 1;
            for (at, (field, cells)) in fields.iter().zip(&cells).enumerate() {
                let at = at as u16;
                let column = field.column;
                if let Some((computed, sheet)) = live
                    && let Some(formula) = computed.reference(column.of, row, sheet)
                {
                    let format = if column.of == Of::Grade { &cells.text } else { &cells.number };
                    page.sheet.write_formula_with_format(page.row, at, formula, format).map_err(failed)?;
                    continue;
                }
                match column.values.get(period).map_or(Cell::Empty, |values| values.at(*subject)) {
                    Cell::Number(value) => figure(page, at, column.shown, value, cells, lang)?,
                    Cell::Text(text) if cells.breaks.is_some() => {
                        lines = lines.max(head_lines(&inert(text), page.width_of(at)));
                        page.text(at, text, &cells.text)?;
                    }
                    Cell::Text(text) => match (column.shown, inert(text).trim().parse::<f64>()) {
                        (Shown::Free, Ok(value)) => page.number(at, value, &page.style.text.clone())?,
                        _ => page.text(at, text, &cells.text)?,
                    },
                    Cell::Nothing(why) => match reasons(column, why) {
                        none if none.is_empty() => page.blank(at, &cells.text)?,
                        said => page.text(at, &said, &nothing)?,
                    },
                    Cell::Masked(word) => page.text(at, word, &nothing)?,
                    Cell::Empty => page.blank(at, &cells.text)?,
                }
            }
            if lines > 1 {
                page.tall(lines)?;
            }
            page.row += 1;
            if row % 64 == 63 {
                progress.step(64);
            }
        }
        progress.step(order.len() % 64);
    }
    let end = page.row;
    page.sheet.set_freeze_panes(first, fixed).map_err(failed)?;
    page.sheet.set_repeat_rows(top, first - 1).map_err(failed)?;
    if end > first {
        page.sheet.autofilter(first - 1, 0, end - 1, last).map_err(failed)?;
        for (at, field) in fields.iter().enumerate() {
            look(page, field.look, (first, at as u16, end - 1))?;
        }
    }
    Ok(())
}

fn figure(page: &mut Page, at: u16, shown: Shown, value: f64, cells: &Cells, lang: Lang) -> io::Result<()> {
    match shown {
        Shown::Date => {
            let day = (value / SECONDS_A_DAY).floor() + EXCEL_EPOCH;
            // Before March of 1900 Excel counts a day that never was.
            if (61.0..2_958_466.0).contains(&day) {
                page.number(at, day, &cells.number)
            } else {
                page.text(at, &show_date(value), &cells.text)
            }
        }
        Shown::YesNo => {
            page.text(at, if value == 0.0 { lang.pick("否", "no") } else { lang.pick("是", "yes") }, &cells.text)
        }
        Shown::Fixed(_) | Shown::Short | Shown::Whole | Shown::Text | Shown::Free | Shown::Why => {
            page.number(at, value, &cells.number)
        }
    }
}

/// Colours, as long as there is more than one figure.
fn look(page: &mut Page, look: Look, (first, at, last): (u32, u16, u32)) -> io::Result<()> {
    let sheet = &mut page.sheet;
    match look {
        Look::Plain => return Ok(()),
        Look::Bar => {
            let bar = ConditionalFormatDataBar::new()
                .set_fill_color(style::BAR)
                .set_border_off(true)
                .set_solid_fill(true)
                .set_minimum(rust_xlsxwriter::ConditionalFormatType::Number, 0);
            sheet.add_conditional_format(first, at, last, at, &bar)
        }
        Look::Scale => {
            use rust_xlsxwriter::ConditionalFormatType::Number;
            // Scores are per cent of full marks: orange means few wherever it stands.
            let scale = ConditionalFormat3ColorScale::new()
                .set_minimum(Number, 0)
                .set_midpoint(Number, 60)
                .set_maximum(Number, 100)
                .set_minimum_color(style::LEAST)
                .set_midpoint_color(style::MIDDLE)
                .set_maximum_color(style::GREATEST);
            sheet.add_conditional_format(first, at, last, at, &scale)
        }
        Look::Shade => {
            let scale =
                ConditionalFormat2ColorScale::new().set_minimum_color(style::MIDDLE).set_maximum_color(style::GREATEST);
            sheet.add_conditional_format(first, at, last, at, &scale)
        }
    }
    .map(drop)
    .map_err(failed)
}

/// Two rows of heads if any column shares a band with another or leads anywhere, else one.
fn heads(page: &mut Page, fields: &[Field], lang: Lang) -> io::Result<()> {
    let style = page.style;
    let widths: Vec<usize> = (0..fields.len()).map(|at| page.width_of(at as u16)).collect();
    if fields.iter().any(|field| field.band.is_some() || field.leads_to.is_some()) {
        let mut at = 0;
        let mut lines = 1;
        while let Some(field) = fields.get(at) {
            let same = fields[at..].iter().take_while(|other| other.band.is_some() && other.band == field.band).count();
            let run = same.max(1);
            let column = at as u16;
            match (&field.band, &field.leads_to) {
                (Some(text), _) => {
                    let room = widths[at..at + run].iter().sum::<usize>() + 2 * (run - 1);
                    lines = lines.max(head_lines(text, room));
                    page.head(column, run as u16, text, &style.band)?;
                }
                (None, Some(name)) => page.way_to(name, lang.pick("明细 ›", "details ›"), column, &style.way)?,
                (None, None) => page.blank(column, &style.head)?,
            }
            at += run;
        }
        page.sheet.set_row_height(page.row, 15.0 * lines as f64 + 4.0).map_err(failed)?;
        page.row += 1;
    }
    let lines = fields.iter().zip(&widths).map(|(field, cells)| head_lines(&field.head, *cells)).max().unwrap_or(1);
    for (at, field) in fields.iter().enumerate() {
        page.head(at as u16, 1, &field.head, &style.head)?;
    }
    page.sheet.set_row_height(page.row, 15.0 * lines as f64 + 6.0).map_err(failed)?;
    page.row += 1;
    Ok(())
}

impl Page<'_> {
    /// A head over so many columns.
    fn head(&mut self, at: u16, run: u16, text: &str, format: &Format) -> io::Result<()> {
        let lines: Vec<String> = text.split('\n').map(|line| clean(line).into_owned()).collect();
        let text = lines.join("\n");
        if run > 1 {
            self.sheet.merge_range(self.row, at, self.row, at + run - 1, &text, format).map_err(failed)?;
        } else {
            self.sheet.write_string_with_format(self.row, at, text, format).map_err(failed)?;
        }
        Ok(())
    }
}

fn cells_of(page: &Page, field: &Field, lang: Lang) -> Cells {
    let style = page.style;
    let _ = lang;
    let (number, decimals) = match field.column.shown {
        Shown::Fixed(decimals) => (None, decimals.clamp(0, 15) as usize),
        Shown::Short => (None, decimals_of(field)),
        Shown::Date => (Some(style.date()), 0),
        Shown::Whole | Shown::YesNo | Shown::Text | Shown::Free | Shown::Why => (None, 0),
    };
    let number = number.unwrap_or_else(|| match field.column.of {
        Of::Money => style.money(decimals),
        Of::Place => style.with_decimals(0, "").set_align(FormatAlign::Center),
        _ => style.with_decimals(decimals, &field.behind),
    });
    let text = match field.column.shown {
        Shown::YesNo => style.centred(),
        _ if field.column.of == Of::Grade => style.centred(),
        Shown::Fixed(_) | Shown::Short | Shown::Whole => style.text.clone().set_align(FormatAlign::Right),
        _ => style.text.clone(),
    };
    let breaks = matches!(field.column.of, Of::Vetoes | Of::Consequences | Of::Provisional).then_some(SENTENCE);
    let text = if breaks.is_some() { style.wrapped.clone() } else { text };
    Cells { number, text, breaks, decimals }
}

/// How many decimals the figures of a column need, at most four; more where four would print nothing but
/// zeros.
fn decimals_of(field: &Field) -> usize {
    let mut most = 0;
    for values in &field.column.values {
        let crate::report::sheet::Values::Numbers(numbers) = &**values else { continue };
        for value in numbers.values.iter().filter(|value| value.is_finite()) {
            let mut decimals = most;
            while decimals < 4 && (round_half_away(*value, decimals as i32) - round_half_away(*value, 4)).abs() > 1e-9 {
                decimals += 1;
            }
            most = most.max(decimals);
            if most == 4 {
                return most;
            }
        }
    }
    most
}

/// The width that the cells of a field take.
fn widest(field: &Field, cells: &Cells, orders: &[&[usize]], lang: Lang) -> usize {
    let mut most = 0;
    for (period, order) in orders.iter().enumerate() {
        let Some(values) = field.column.values.get(period) else { continue };
        for subject in order.iter().take(LOOKED_AT) {
            let wide = match values.at(*subject) {
                Cell::Number(_) if field.column.shown == Shown::Date => 10,
                Cell::Number(_) if field.column.shown == Shown::YesNo => 4,
                Cell::Number(value) => format!("{:.*}", cells.decimals, tidy(value)).len() + width(&field.behind) + 1,
                Cell::Text(text) => width(&inert(text)).min(cells.breaks.unwrap_or(40)),
                Cell::Masked(word) => width(word),
                Cell::Nothing(why) if field.column.told == Told::Words => width(why.words().in_lang(lang)).min(12),
                Cell::Nothing(_) | Cell::Empty => 0,
            };
            most = most.max(wide);
        }
    }
    most
}
