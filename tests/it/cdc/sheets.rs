//! The bytes of the departments' files.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::departments::Style;
use super::figures::Cell;
use crate::shop::files::{Encoding, csv, encode};

/// One county in one year: code, name and figures in the order of the header.
#[derive(Debug, Clone)]
pub struct Line {
    pub code: String,
    pub name: String,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone)]
pub struct Sheet {
    pub department: &'static str,
    pub year: i64,
    pub header: Vec<String>,
    pub lines: Vec<Line>,
}

pub fn extension(style: Style) -> &'static str {
    match style {
        Style::Titled | Style::Signed | Style::TwoRows => "xlsx",
        Style::Utf8 | Style::Utf8WithBom | Style::Gbk | Style::Noted | Style::Ledger => "csv",
    }
}

pub fn bytes(sheet: &Sheet, style: Style) -> Vec<u8> {
    match style {
        Style::Utf8 => csv(&rows(sheet), Encoding::Utf8, false),
        Style::Utf8WithBom => csv(&rows(sheet), Encoding::Utf8WithBom, false),
        Style::Gbk | Style::Ledger => csv(&rows(sheet), Encoding::Gb18030, false),
        Style::Noted => noted(sheet),
        Style::Titled | Style::Signed | Style::TwoRows => workbook(sheet, style),
    }
}

/// All years in one table, with the year as third column and a row of totals below each year.
pub fn ledger(years: &[Sheet]) -> Vec<u8> {
    let mut table: Vec<Vec<String>> = Vec::new();
    for sheet in years {
        if table.is_empty() {
            let mut header = header(sheet);
            header.insert(2, "年度".to_owned());
            table.push(header);
        }
        let year = format!("{}年", sheet.year);
        for line in &sheet.lines {
            let mut row = vec![line.code.clone(), line.name.clone(), year.clone()];
            row.extend(line.cells.iter().map(|cell| grouped(cell.hundredths())));
            table.push(row);
        }
        let mut totals = vec![String::new(), "合计".to_owned(), year];
        for column in 0..sheet.header.len() {
            totals.push(grouped(sheet.lines.iter().map(|line| line.cells[column].hundredths()).sum()));
        }
        table.push(totals);
    }
    csv(&table, Encoding::Gb18030, false)
}

fn header(sheet: &Sheet) -> Vec<String> {
    let mut header = vec!["行政区划代码".to_owned(), "区县".to_owned()];
    // One year's form was made on a computer set to Traditional characters.
    if sheet.department == "健康教育科" && sheet.year == 2023 {
        header[0] = "行政區劃代碼".to_owned();
    }
    header.extend(sheet.header.iter().cloned());
    header
}

fn rows(sheet: &Sheet) -> Vec<Vec<String>> {
    let mut table = vec![header(sheet)];
    for line in &sheet.lines {
        let mut row = vec![line.code.clone(), line.name.clone()];
        row.extend(line.cells.iter().map(written));
        table.push(row);
    }
    table
}

/// A cell of a CSV file.
fn written(cell: &Cell) -> String {
    match cell {
        Cell::Whole(n) => n.to_string(),
        Cell::Hundredths(n) | Cell::Percent(n) => decimal(*n),
        Cell::Text(text) => text.clone(),
        Cell::NotApplicable => "不适用".to_owned(),
        Cell::Blank => String::new(),
    }
}

pub fn decimal(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// `1,234.56`
fn grouped(hundredths: i64) -> String {
    let whole = (hundredths / 100).to_string();
    let mut text = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{:02}", hundredths % 100)
}

fn noted(sheet: &Sheet) -> Vec<u8> {
    let body = String::from_utf8(csv(&rows(sheet), Encoding::Utf8, false)).unwrap();
    let (department, year) = (sheet.department, sheet.year);
    let text = format!(
        "#{department} {year}年度绩效数据\r\n#填报说明：没有任务的填“不适用”，不得留空\r\n{body}#合计：{}个区县\r\n",
        sheet.lines.len()
    );
    encode(&text, Encoding::Gb18030)
}

fn workbook(sheet: &Sheet, style: Style) -> Vec<u8> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd((sheet.year + 1) as u16, 1, 20).unwrap();
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let page = book.add_worksheet();
    page.set_name(sheet.department).unwrap();
    let bold = Format::new().set_bold();
    let header = header(sheet);
    let last = header.len() as u16 - 1;
    let title = format!("{}年度县级疾控机构绩效数据（{}）", sheet.year, sheet.department);
    page.merge_range(0, 0, 0, last, &title, &bold).unwrap();
    let first = if style == Style::TwoRows { two_rows(page, &header, &bold) } else { one_row(page, &header, &bold) };
    for (n, line) in sheet.lines.iter().enumerate() {
        write(page, first + n as u32, line, sheet.department == "检验科");
    }
    if style == Style::Signed {
        page.write(first + sheet.lines.len() as u32 + 1, 0, "填报人：            审核人：            负责人：")
            .unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn one_row(page: &mut Worksheet, header: &[String], bold: &Format) -> u32 {
    for (column, text) in header.iter().enumerate() {
        page.write_with_format(1, column as u16, text, bold).unwrap();
    }
    2
}

/// `年龄-35岁以下` as 年龄 over 35岁以下, with 年龄 merged over its children.
fn two_rows(page: &mut Worksheet, header: &[String], bold: &Format) -> u32 {
    let mut column = 0;
    while column < header.len() {
        let Some((parent, _)) = header[column].split_once('-') else {
            page.merge_range(1, column as u16, 2, column as u16, &header[column], bold).unwrap();
            column += 1;
            continue;
        };
        let width = header[column..].iter().take_while(|text| text.starts_with(parent)).count();
        page.merge_range(1, column as u16, 1, (column + width - 1) as u16, parent, bold).unwrap();
        for text in &header[column..column + width] {
            let child = text.split_once('-').map_or(text.as_str(), |(_, child)| child);
            page.write_with_format(2, column as u16, child, bold).unwrap();
            column += 1;
        }
    }
    3
}

fn write(page: &mut Worksheet, at: u32, line: &Line, code_as_number: bool) {
    if code_as_number {
        page.write(at, 0, line.code.parse::<f64>().unwrap()).unwrap();
    } else {
        page.write(at, 0, line.code.as_str()).unwrap();
    }
    page.write(at, 1, line.name.as_str()).unwrap();
    let percent = Format::new().set_num_format("0.00%");
    for (n, cell) in line.cells.iter().enumerate() {
        let column = n as u16 + 2;
        match cell {
            Cell::Whole(n) => page.write(at, column, *n as f64).unwrap(),
            Cell::Hundredths(n) => page.write(at, column, *n as f64 / 100.0).unwrap(),
            Cell::Percent(n) => page.write_number_with_format(at, column, *n as f64 / 10_000.0, &percent).unwrap(),
            Cell::Text(text) => page.write(at, column, text.as_str()).unwrap(),
            Cell::NotApplicable => page.write(at, column, "不适用").unwrap(),
            Cell::Blank => continue,
        };
    }
}
