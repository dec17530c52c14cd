//! Data-entry workbooks: a row for each subject, a column for each figure, whatever may not be typed in shown
//! and locked, and hidden ids by which the reader knows every cell again.
//!
//! It knows neither how the figures are used nor where the workbook goes to.

mod guide;
mod remark;

pub use remark::{Remark, annotate};

use std::io;

use rust_xlsxwriter::{
    Color, ConditionalFormatBlank, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties,
    ExcelDateTime, Format, Formula, ProtectionOptions, Workbook, Worksheet,
};

use super::xlsx::names::{Names, cut};
use super::xlsx::page::{clean, failed, head_width};
use super::xlsx::style::Style;
use crate::diagnostic::column_letters;
use crate::rubric::form::{COMMENT, CORNER, EVIDENCE, Form, GROUP, HEAD, KEPT, LABEL, OWN, SHOWN_KEY, SIGNED};
use crate::table::figure::digits;
use crate::table::time::SECONDS_A_DAY;
use crate::text::width::width;
use crate::text::{Lang, Words};

/// What may be typed into a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Allowed {
    Text,
    Date,
    Number {
        ranges: Vec<(f64, f64)>,
        step: Option<f64>,
    },
    /// Levels, yes and no.
    Words(Vec<String>),
}

/// A column to fill in; in the order of the form's fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub name: String,
    pub unit: Option<String>,
    pub definition: Option<String>,
    /// What paper proves it.
    pub evidence: Option<String>,
    /// The indicators that use it.
    pub used: Vec<String>,
    pub allowed: Allowed,
}

/// What is known already.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    Blank,
    Number(f64),
    Date(f64),
    Text(String),
}

/// The row of a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub key: String,
    pub label: String,
    pub groups: Vec<String>,
    pub values: Vec<Known>,
}

/// A workbook to be written.
#[derive(Debug)]
pub struct Blank<'a> {
    pub form: &'a Form,
    pub lang: Lang,
    pub title: &'a str,
    /// Who fills it in, for people.
    pub whose: &'a str,
    /// The heads of the columns of keys, names and groups; no names where the key is the name.
    pub key: &'a str,
    pub label: Option<&'a str>,
    pub groups: &'a [String],
    /// For each field of the form that is filled in.
    pub asked: &'a [Asked],
    /// What the cells for signatures ask for, as the form has them.
    pub signed: &'a [Words],
    pub lines: &'a [Line],
    /// The day on which the rubric came into force.
    pub since: f64,
}

/// Pale yellow, as paper forms have it: here it is filled in.
const OPEN: u32 = 0xFF_F9_DB;
const DONE: u32 = 0xFF_FF_FF;
/// Texts in a list of choices, together.
const LIST: usize = 255;

/// The bytes of a workbook.
///
/// # Errors
/// What the writer of workbooks says.
pub fn write(blank: &Blank) -> io::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    properties(&mut workbook, blank)?;
    let style = Style::new(blank.lang);
    let mut names = Names::default();
    let lang = blank.lang;
    let lists = sheet(workbook.add_worksheet(), blank, &style, &names.free(lang.pick("填报", "Entry"), lang))?;
    guide::write(workbook.add_worksheet(), blank, &style, &names.free(lang.pick("填报说明", "Guide"), lang))?;
    kept(workbook.add_worksheet(), blank.form, &lists).map_err(failed)?;
    workbook.save_to_buffer().map_err(failed)
}

fn properties(workbook: &mut Workbook, blank: &Blank) -> io::Result<()> {
    let day = crate::table::time::day_of_seconds(blank.since);
    let (year, month, day) = (day.year.clamp(1900, 9999) as u16, day.month as u8, day.day as u8);
    let date = ExcelDateTime::from_ymd(year, month, day).map_err(failed)?;
    let said = |text: &str| cut(&clean(text), 255).to_string();
    let properties = DocProperties::new()
        .set_title(said(blank.title))
        .set_subject(said(blank.whose))
        .set_author(format!("kaohe {}", env!("CARGO_PKG_VERSION")))
        .set_creation_datetime(&date);
    workbook.set_properties(&properties);
    Ok(())
}

/// The sheet that nobody sees: what ids mean, and lists of choices that are too long for a cell's own.
fn kept(sheet: &mut Worksheet, form: &Form, lists: &[(u16, Vec<String>)]) -> Result<(), rust_xlsxwriter::XlsxError> {
    sheet.set_name(KEPT)?.set_very_hidden(true);
    for (row, cells) in form.rows().iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, cell.as_str())?;
        }
    }
    for (column, words) in lists {
        for (row, word) in words.iter().enumerate() {
            sheet.write_string(row as u32, *column, clean(word).as_ref())?;
        }
    }
    sheet.protect();
    Ok(())
}

/// Where lists begin on the sheet that nobody sees: to the right of everything else.
const LISTS: u16 = 30;

/// How cells of the sheet look.
struct Cells {
    shown: Format,
    text: Format,
    number: Format,
    date: Format,
    word: Format,
    free: Format,
}

impl Cells {
    fn of(style: &Style) -> Cells {
        let open = |format: Format| format.set_unlocked().set_background_color(Color::RGB(OPEN));
        Cells {
            shown: style.text.clone().set_background_color(Color::RGB(0xF2_F2_F2)),
            text: open(style.text.clone().set_num_format("@")),
            number: open(style.number.clone()),
            date: open(style.date()),
            word: open(style.centred()),
            free: style.wrapped.clone().set_unlocked().set_num_format("@"),
        }
    }

    fn asked(&self, allowed: &Allowed) -> &Format {
        match allowed {
            Allowed::Text => &self.text,
            Allowed::Date => &self.date,
            Allowed::Number { .. } => &self.number,
            Allowed::Words(_) => &self.word,
        }
    }
}

fn sheet(sheet: &mut Worksheet, blank: &Blank, style: &Style, name: &str) -> io::Result<Vec<(u16, Vec<String>)>> {
    let lang = blank.lang;
    let cells = Cells::of(style);
    sheet.set_name(name).map_err(failed)?;
    let columns = columns(blank);
    let first = columns.iter().position(|column| matches!(column.of, Of::Asked(_))).unwrap_or(1) as u16 + 1;
    let count = blank.asked.len() as u16;
    let top = above(sheet, blank, style, &cells, (first, count)).map_err(failed)?;
    let (ids, heads) = (top, top + 1);
    let data = heads + 2;
    let last = data + (blank.lines.len() as u32).max(1) - 1;
    sheet.write_string(ids, 0, CORNER).map_err(failed)?;
    for row in [heads, heads + 1] {
        sheet.write_string(row, 0, HEAD).map_err(failed)?;
    }
    for (at, column) in columns.iter().enumerate() {
        let at = at as u16 + 1;
        sheet.write_string(ids, at, column.id.as_str()).map_err(failed)?;
        sheet.write_string_with_format(heads, at, clean(&column.head).as_ref(), &style.head).map_err(failed)?;
        sheet.write_string_with_format(heads + 1, at, clean(&column.below).as_ref(), &style.way).map_err(failed)?;
        let wide = head_width(&column.head).max(width(&column.below).min(24)).max(column.least);
        sheet.set_column_width(at, wide as f64 + 3.0).map_err(failed)?;
    }
    for (at, line) in blank.lines.iter().enumerate() {
        let row = data + at as u32;
        sheet.write_string(row, 0, line.key.as_str()).map_err(failed)?;
        for (at, column) in columns.iter().enumerate() {
            write_cell(sheet, (row, at as u16 + 1), column, line, blank, &cells).map_err(failed)?;
        }
    }
    sheet.set_row_hidden(ids).map_err(failed)?;
    sheet.set_column_hidden(0).map_err(failed)?;
    sheet.set_freeze_panes(data, first.min(4)).map_err(failed)?;
    sheet.autofilter(heads + 1, 1, last, columns.len() as u16).map_err(failed)?;
    let mut lists = Vec::new();
    for (at, asked) in blank.asked.iter().enumerate() {
        let column = first + at as u16;
        let list = LISTS + at as u16;
        let (rule, words) = validation(asked, lang, list).map_err(failed)?;
        sheet.add_data_validation(data, column, last, column, &rule).map_err(failed)?;
        lists.extend(words.map(|words| (list, words)));
    }
    if count > 0 {
        let done =
            ConditionalFormatBlank::new().invert().set_format(Format::new().set_background_color(Color::RGB(DONE)));
        sheet.add_conditional_format(data, first, last, first + count - 1, &done).map_err(failed)?;
    }
    print(sheet, blank, heads).map_err(failed)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    });
    Ok(lists)
}

fn print(sheet: &mut Worksheet, blank: &Blank, heads: u32) -> Result<(), rust_xlsxwriter::XlsxError> {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(heads, heads + 1)?;
    let page = blank.lang.pick("第 &P 页，共 &N 页", "page &P of &N");
    let whose = clean(blank.whose).replace('&', "&&");
    sheet.set_footer(format!("&L{}&R{page}", cut(&whose, 200)));
    Ok(())
}

/// What a column is.
enum Of {
    Key,
    Label,
    Group(usize),
    Asked(usize),
    Free,
}

struct Column {
    id: String,
    head: String,
    /// Under the head: unit and range.
    below: String,
    least: usize,
    of: Of,
}

fn columns(blank: &Blank) -> Vec<Column> {
    let lang = blank.lang;
    let least = |of: &dyn Fn(&Line) -> &str| blank.lines.iter().map(|line| width(of(line))).max().unwrap_or(0).min(30);
    let mut all = Vec::new();
    let mut add = |id: String, head: &str, below: String, least: usize, of: Of| {
        all.push(Column { id, head: head.to_string(), below, least, of });
    };
    add(SHOWN_KEY.into(), blank.key, String::new(), least(&|line| &line.key), Of::Key);
    if let Some(label) = blank.label {
        add(LABEL.into(), label, String::new(), least(&|line| &line.label), Of::Label);
    }
    for (at, group) in blank.groups.iter().enumerate() {
        let of = |line: &Line| line.groups.get(at).map_or(0, |group| width(group));
        let wide = blank.lines.iter().map(of).max().unwrap_or(0).min(24);
        add(format!("{GROUP}{at}"), group, String::new(), wide, Of::Group(at));
    }
    let ids = blank.form.fields.iter().filter(|field| !field.id.starts_with(OWN));
    for (at, (field, asked)) in ids.zip(blank.asked).enumerate() {
        add(field.id.clone(), &asked.name, below(asked, lang), 8, Of::Asked(at));
    }
    add(EVIDENCE.into(), lang.pick("资料链接", "Evidence (link)"), String::new(), 22, Of::Free);
    add(COMMENT.into(), lang.pick("备注", "Comment"), String::new(), 22, Of::Free);
    all
}

/// `人 · 0–100`
fn below(asked: &Asked, lang: Lang) -> String {
    let range = allowed(&asked.allowed, lang);
    let parts = asked.unit.iter().map(String::as_str).chain((!range.is_empty()).then_some(range.as_str()));
    parts.collect::<Vec<_>>().join(" · ")
}

/// What may be typed in, in words.
pub fn allowed(allowed: &Allowed, lang: Lang) -> String {
    match allowed {
        Allowed::Text => String::new(),
        Allowed::Date => lang.pick("日期，如 2024-06-07", "a date such as 2024-06-07").to_string(),
        Allowed::Words(words) => words.join(lang.pick("、", ", ")),
        Allowed::Number { ranges, step } => {
            let range = |(low, high): &(f64, f64)| format!("{}–{}", digits(*low), digits(*high));
            let mut all: Vec<String> = ranges.iter().map(range).collect();
            if let Some(step) = step {
                let step = digits(*step);
                all.push(match lang {
                    Lang::Zh => format!("每档 {step}"),
                    Lang::En => format!("in steps of {step}"),
                });
            }
            all.join(lang.pick("，", ", "))
        }
    }
}

/// Title, facts, progress, signatures; gives the next row.
fn above(
    sheet: &mut Worksheet,
    blank: &Blank,
    style: &Style,
    cells: &Cells,
    (first, count): (u16, u16),
) -> Result<u32, rust_xlsxwriter::XlsxError> {
    let lang = blank.lang;
    let mut row = 0;
    let mut facts = Vec::new();
    if let Some(period) = &blank.form.period {
        facts.push(format!("{}{period}", lang.pick("期间：", "period: ")));
    }
    facts.push(format!("{}{}", lang.pick("填报：", "to be filled in by: "), blank.whose));
    facts.push(format!("{}{}", lang.pick("人数或单位数：", "rows: "), blank.lines.len()));
    let how = lang.pick(
        "只填黄色的格子；没有的写“不适用”，不知道的空着。可以排序、移动行列，隐藏的行和列不要删。",
        "fill in the yellow cells only; write “not applicable” where it does not apply, leave blank what is not known. Rows and columns may be sorted and moved; hidden ones must stay.",
    );
    let title = format!("{} {}", blank.title, lang.pick("填报表", "– data entry"));
    for (text, format) in [(title.as_str(), &style.title), (&facts.join(" · "), &style.fact), (how, &style.fact)] {
        sheet.write_string(row, 0, HEAD)?;
        sheet.write_string_with_format(row, 1, clean(text).as_ref(), format)?;
        row += 1;
    }
    sheet.set_row_height(0, 24)?;
    for (signed, said) in blank.form.signed.iter().zip(blank.signed) {
        sheet.write_string(row, 0, format!("{SIGNED}{}", signed.id))?;
        let said = format!("{}{}", said.in_lang(lang), lang.pick("：", ":"));
        sheet.write_string_with_format(row, 1, clean(&said).as_ref(), &style.head)?;
        sheet.write_blank(row, 2, &cells.text)?;
        row += 1;
    }
    // Below so many rows as come above the data: the line itself, ids and two rows of heads.
    let data = row + 4;
    let last = data + (blank.lines.len() as u32).max(1) - 1;
    sheet.write_string(row, 0, HEAD)?;
    let columns = (column_letters(u32::from(first) + 1), column_letters(u32::from(first + count.max(1))));
    let range = format!("{}{}:{}{}", columns.0, data + 1, columns.1, last + 1);
    let said = lang.pick("已填 ", "filled in ");
    let all = format!("ROWS({range})*COLUMNS({range})");
    let total = blank.lines.len() * usize::from(count);
    let known = blank.lines.iter().flat_map(|line| &line.values).filter(|known| **known != Known::Blank).count();
    let formula = Formula::new(format!("=\"{said}\"&({all}-COUNTBLANK({range}))&\" / \"&{all}"))
        .set_result(format!("{said}{known} / {total}"));
    sheet.write_formula_with_format(row, 1, formula, &style.warning)?;
    Ok(row + 1)
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    column: &Column,
    line: &Line,
    blank: &Blank,
    cells: &Cells,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    let mut shown = |text: &str| sheet.write_string_with_format(row, at, clean(text).as_ref(), &cells.shown).map(drop);
    match column.of {
        Of::Key => shown(&line.key),
        Of::Label => shown(&line.label),
        Of::Group(group) => shown(line.groups.get(group).map_or("", String::as_str)),
        Of::Free => sheet.write_blank(row, at, &cells.free).map(drop),
        Of::Asked(asked) => {
            let format = blank.asked.get(asked).map_or(&cells.text, |asked| cells.asked(&asked.allowed));
            match line.values.get(asked) {
                Some(Known::Number(value)) => sheet.write_number_with_format(row, at, *value, format).map(drop),
                Some(Known::Date(value)) => {
                    let day = value / SECONDS_A_DAY + 25_569.0;
                    sheet.write_number_with_format(row, at, day, format).map(drop)
                }
                Some(Known::Text(text)) => {
                    sheet.write_string_with_format(row, at, clean(text).as_ref(), format).map(drop)
                }
                Some(Known::Blank) | None => sheet.write_blank(row, at, format).map(drop),
            }
        }
    }
}

/// What a spreadsheet program lets in without asking, and the words that are too many to stand in the rule.
fn validation(
    asked: &Asked,
    lang: Lang,
    list: u16,
) -> Result<(DataValidation, Option<Vec<String>>), rust_xlsxwriter::XlsxError> {
    let mut apart = None;
    let rule = DataValidation::new();
    let rule = match &asked.allowed {
        Allowed::Text => rule.allow_any_value(),
        Allowed::Date => {
            let (from, to) = (ExcelDateTime::from_ymd(1990, 1, 1)?, ExcelDateTime::from_ymd(2999, 12, 31)?);
            rule.allow_date(DataValidationRule::Between(from, to))
        }
        Allowed::Number { ranges, .. } => {
            let low = ranges.iter().map(|(low, _)| *low).fold(f64::INFINITY, f64::min);
            let high = ranges.iter().map(|(_, high)| *high).fold(f64::NEG_INFINITY, f64::max);
            if low <= high {
                rule.allow_decimal_number(DataValidationRule::Between(low, high))
            } else {
                rule.allow_decimal_number(DataValidationRule::Between(-1e15, 1e15))
            }
        }
        Allowed::Words(words) => {
            let units: usize = words.iter().map(|word| word.encode_utf16().count() + 1).sum();
            if units <= LIST && !words.iter().any(|word| word.contains([',', '"'])) {
                rule.allow_list_strings(words)?
            } else {
                let letters = column_letters(u32::from(list) + 1);
                apart = Some(words.clone());
                let range = format!("='{KEPT}'!${letters}$1:${letters}${}", words.len());
                rule.allow_list_formula(Formula::new(range))
            }
        }
    };
    let what = allowed(&asked.allowed, lang);
    let told: Vec<&str> = [asked.unit.as_deref(), Some(what.as_str()), asked.definition.as_deref()]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect();
    let told = clean(&told.join(lang.pick("；", "; "))).into_owned();
    let name = clean(&asked.name).into_owned();
    let wrong = match lang {
        Lang::Zh => format!("应为：{what}。不适用的写“不适用”。确定要这样填吗？"),
        Lang::En => format!("expected: {what}; write “not applicable” where it does not apply. Keep it as it is?"),
    };
    let mut rule = rule
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title(cut(&name, 32).to_string())?
        .set_error_message(cut(&wrong, 250).to_string())?;
    if !told.is_empty() {
        rule = rule.set_input_title(cut(&name, 32).to_string())?.set_input_message(cut(&told, 250).to_string())?;
    }
    Ok((rule, apart))
}
