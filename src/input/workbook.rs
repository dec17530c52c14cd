//! Workbooks: xlsx, xls, xlsb, ods. Values as a person sees them: percentages, dates, merged cells.

use std::io::{Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{Data, Dimensions, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};

use super::codes::{DAMAGED, NO_FORMATS, NO_SHEET, TOO_LARGE};
use super::{Format, Merge, Options, Reading, Sheet, biff, csv, number, percent};
use crate::diagnostic::{Diagnostic, Place};
use crate::table::{RawCell, RawSheet, time};
use crate::text::{fold, suggest};
use crate::words;

pub struct Workbook;

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Uncompressed bytes of one workbook. A larger one is a trap, or belongs into a database.
const LARGEST: u128 = 1 << 30;
/// Cells of one sheet, gaps included.
const MOST_CELLS: usize = 100_000_000;

impl Format for Workbook {
    fn name(&self) -> &'static str {
        "workbook"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx", "xlsm", "xls", "xlsb", "ods"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
    }

    fn read(&self, bytes: &[u8], file: &Arc<str>, options: &Options<'_>) -> Result<Reading, Box<Diagnostic>> {
        // A damaged workbook can make calamine panic; for the user it is one more file that cannot be read.
        catch_unwind(AssertUnwindSafe(|| read(bytes, file, options)))
            .unwrap_or_else(|_| Err(damaged(file, "the reader gave up")))
    }
}

fn read(bytes: &[u8], file: &Arc<str>, options: &Options<'_>) -> Result<Reading, Box<Diagnostic>> {
    if bytes.starts_with(COMPOUND) {
        let scan = biff::scan(bytes);
        if !scan.sound {
            return Err(damaged(file, "a size or place lies outside the file"));
        }
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| damaged(file, &error.to_string()))?;
        return read_sheets(&mut book, "xls", file, options, |book, name| {
            let merges = book.merge_cells_by_sheet_name(name).unwrap_or_default();
            Ok((range(book, name, &scan.percents)?, merges))
        });
    }
    if !bytes.starts_with(ZIP) {
        return Err(damaged(file, "no workbook signature"));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(file, &error.to_string()))?;
    match inside(&mut archive, file)? {
        Kind::Xlsx => {
            let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(file, &error.to_string()))?;
            read_sheets(&mut book, "xlsx", file, options, xlsx_cells)
        }
        Kind::Xlsb => {
            let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|error| damaged(file, &error.to_string()))?;
            let mut reading =
                read_sheets(&mut book, "xlsb", file, options, |book, name| Ok((xlsb_cells(book, name)?, Vec::new())))?;
            reading.findings.push(no_percentages(file));
            Ok(reading)
        }
        Kind::Ods => {
            let mut book = Ods::new(Cursor::new(bytes)).map_err(|error| damaged(file, &error.to_string()))?;
            let percents = percent::of_ods(&mut archive);
            read_sheets(&mut book, "ods", file, options, |book, name| Ok((range(book, name, &percents)?, Vec::new())))
        }
    }
}

/// Better said than guessed: a column of 0.475 where the sheet shows 47.5%.
fn no_percentages(file: &Arc<str>) -> Diagnostic {
    Diagnostic::warning(
        NO_FORMATS,
        words!(
            "`{file}` 是 xlsb 格式，其中显示为百分数的单元格按小数读取（47.5% 读作 0.475）",
            "`{file}` is an xlsb workbook: cells shown as percentages are read as fractions (47.5% as 0.475)"
        ),
    )
    .at(Place::File(file.clone()), Default::default())
    .help(words!("请另存为 xlsx", "save it as xlsx"))
}

fn damaged(file: &Arc<str>, reason: &str) -> Box<Diagnostic> {
    let finding = Diagnostic::error(
        DAMAGED,
        words!(
            "`{file}` 不是工作簿，或已损坏、有密码：{reason}",
            "`{file}` is not a workbook, or it is damaged or protected by a password: {reason}"
        ),
    )
    .at(Place::File(file.clone()), Default::default())
    .help(words!(
        "请用 Excel 或 WPS 打开，去掉密码后另存为 xlsx",
        "open it in a spreadsheet program, remove the password and save it as xlsx"
    ));
    Box::new(finding)
}

fn too_large(file: &Arc<str>) -> Box<Diagnostic> {
    let finding = Diagnostic::error(
        TOO_LARGE,
        words!("`{file}` 解压后过大，没有读取", "`{file}` is too large once unpacked and was not read"),
    )
    .at(Place::File(file.clone()), Default::default())
    .help(words!("请只保留需要的工作表，或导出为 csv", "keep only the sheet that is needed, or export it as csv"));
    Box::new(finding)
}

enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

/// What kind of workbook a zip file holds, once it is known to unpack to a reasonable size.
fn inside<R: Read + Seek>(archive: &mut zip::ZipArchive<R>, file: &Arc<str>) -> Result<Kind, Box<Diagnostic>> {
    let (mut packed, mut unpacked) = (0_u128, 0_u128);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| damaged(file, &error.to_string()))?;
        packed += u128::from(entry.compressed_size());
        unpacked += u128::from(entry.size());
    }
    if unpacked > LARGEST {
        return Err(too_large(file));
    }
    // Deflate packs 1032 to 1 at best: below that the stated sizes need not be believed.
    if packed * 1032 > LARGEST && unpacks_to_more(archive) {
        return Err(too_large(file));
    }
    let has = |name: &str| archive.file_names().any(|entry| entry.is_ok_and(|entry| entry.eq_ignore_ascii_case(name)));
    if has("xl/workbook.bin") {
        Ok(Kind::Xlsb)
    } else if has("content.xml") {
        Ok(Kind::Ods)
    } else {
        Ok(Kind::Xlsx)
    }
}

fn unpacks_to_more<R: Read + Seek>(archive: &mut zip::ZipArchive<R>) -> bool {
    let mut left = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index(index) else { continue };
        let read = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).unwrap_or(0);
        if read > left {
            return true;
        }
        left -= read;
    }
    false
}

/// Cells by row (from 0) and column (from 0).
type Cells = Vec<(u32, u32, RawCell)>;

fn read_sheets<RS: Read + Seek, B: Reader<RS>>(
    book: &mut B,
    format: &str,
    file: &Arc<str>,
    options: &Options<'_>,
    read: impl Fn(&mut B, &str) -> Result<(Cells, Vec<Dimensions>), String>,
) -> Result<Reading, Box<Diagnostic>> {
    let mut reading = Reading::new(format);
    let metadata: Vec<calamine::Sheet> = book.sheets_metadata().to_vec();
    let sheets: Vec<&calamine::Sheet> = metadata.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    let named = match options.sheet {
        None => None,
        Some(name) => match sheets.iter().find(|sheet| fold(&sheet.name) == fold(name)) {
            Some(sheet) => Some(sheet.name.as_str()),
            None => return Err(no_sheet(file, name, &sheets)),
        },
    };
    for sheet in &sheets {
        if named.is_none() && sheet.visible != SheetVisible::Visible {
            reading.hidden.push(sheet.name.clone());
        } else if named.is_some_and(|name| name != sheet.name) || reading.finished(options) {
            reading.others.push(sheet.name.clone());
        } else {
            let (cells, merges) = read(book, &sheet.name).map_err(|error| damaged(file, &error))?;
            let raw = rows_of(cells, file, &sheet.name).ok_or_else(|| too_large(file))?;
            let merges = merges.into_iter().map(Merge::from).collect();
            reading.sheets.push(filled(Sheet { raw, merges }));
        }
    }
    Ok(reading)
}

fn no_sheet(file: &Arc<str>, name: &str, sheets: &[&calamine::Sheet]) -> Box<Diagnostic> {
    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    let (zh, en) = (list.join("、"), list.join(", "));
    let found = Diagnostic::error(NO_SHEET, words!("`{file}` 中没有工作表 `{name}`", "`{file}` has no sheet `{name}`"))
        .at(Place::File(file.clone()), words!("有 {zh}", "it has {en}"));
    Box::new(match suggest::nearest(name, names.iter().copied()) {
        Some(near) => found.help(words!("是不是 `{near}`？", "did it mean `{near}`?")),
        None => found,
    })
}

/// Rows with anything in them. `None` if the gaps alone would fill the memory.
fn rows_of(mut cells: Cells, file: &Arc<str>, sheet: &str) -> Option<RawSheet> {
    let mut raw = RawSheet { file: file.clone(), sheet: Some(sheet.into()), rows: Vec::new(), numbers: Vec::new() };
    if !cells.is_sorted_by_key(|(row, column, _)| (*row, *column)) {
        cells.sort_by_key(|(row, column, _)| (*row, *column));
    }
    let (mut total, mut width) = (0_usize, 0_usize);
    for (row, column, cell) in cells {
        let number = row.saturating_add(1);
        let column = column as usize;
        if raw.numbers.last() != Some(&number) {
            raw.rows.push(Vec::with_capacity(width));
            raw.numbers.push(number);
        }
        let current = raw.rows.last_mut()?;
        if column >= current.len() {
            total += column + 1 - current.len();
            if total > MOST_CELLS {
                return None;
            }
            current.resize(column + 1, RawCell::Empty);
        }
        current[column] = cell;
        width = width.max(current.len());
    }
    Some(raw)
}

/// A text that is merged over several rows of one column stands in each of them: a shift or a
/// person merged over his rows. Numbers do not, or they would be counted several times.
fn filled(mut sheet: Sheet) -> Sheet {
    let down = |merge: &&Merge| merge.first_column == merge.last_column && merge.last_row > merge.first_row;
    for merge in sheet.merges.iter().filter(down) {
        let column = merge.first_column as usize;
        let Ok(top) = sheet.raw.numbers.binary_search(&merge.first_row) else { continue };
        let Some(RawCell::Text(text)) = sheet.raw.rows[top].get(column) else { continue };
        let text = RawCell::Text(text.clone());
        // The header stays as it is: its rows are read by the merges themselves.
        let rows = sheet.raw.numbers[top + 1..].iter().take_while(|number| **number <= merge.last_row).count();
        for row in &mut sheet.raw.rows[top + 1..top + 1 + rows] {
            if row.len() <= column {
                row.resize(column + 1, RawCell::Empty);
            }
            if row[column] == RawCell::Empty {
                row[column] = text.clone();
            }
        }
    }
    sheet
}

impl From<Dimensions> for Merge {
    fn from(merged: Dimensions) -> Merge {
        Merge {
            first_row: merged.start.0.saturating_add(1),
            last_row: merged.end.0.saturating_add(1),
            first_column: merged.start.1,
            last_column: merged.end.1,
        }
    }
}

fn xlsx_cells<RS: Read + Seek>(book: &mut Xlsx<RS>, name: &str) -> Result<(Cells, Vec<Dimensions>), String> {
    // Merges are a help for headers; a sheet without readable ones is still a sheet.
    let merges = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    let percents: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().is_some_and(|format| percent::shows(&format.format_code)))
        .collect();
    let mut cells = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|error| error.to_string())? {
        let (row, column) = cell.get_position();
        let value = raw(cell.get_value().clone().into(), percents.get(style).copied().unwrap_or(false));
        if value != RawCell::Empty {
            cells.push((row, column, value));
        }
    }
    Ok((cells, merges))
}

fn xlsb_cells<RS: Read + Seek>(book: &mut Xlsb<RS>, name: &str) -> Result<Cells, String> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|error| error.to_string())? {
        let (row, column) = cell.get_position();
        let value = raw(cell.get_value().clone().into(), false);
        if value != RawCell::Empty {
            cells.push((row, column, value));
        }
    }
    Ok(cells)
}

fn range<RS: Read + Seek, B: Reader<RS>>(
    book: &mut B,
    name: &str,
    percents: &[percent::Cells],
) -> Result<Cells, String> {
    let sheet = book.sheets_metadata().iter().position(|sheet| sheet.name == name);
    let percents = sheet.and_then(|sheet| percents.get(sheet));
    let range = book.worksheet_range(name).map_err(|error| format!("{error:?}"))?;
    let (top, left) = range.start().unwrap_or_default();
    let mut cells = Vec::new();
    for (row, column, value) in range.used_cells() {
        let (row, column) = (top.saturating_add(row as u32), left.saturating_add(column as u32));
        let value = raw(value.clone(), percents.is_some_and(|cells| cells.contains(&(row, column))));
        if value != RawCell::Empty {
            cells.push((row, column, value));
        }
    }
    Ok(cells)
}

fn raw(value: Data, percent: bool) -> RawCell {
    match value {
        Data::Empty => RawCell::Empty,
        Data::Int(value) => figure(value as f64, percent),
        Data::Float(value) => figure(value, percent),
        Data::Bool(value) => RawCell::Bool(value),
        Data::Error(error) => RawCell::Error(error.to_string().into()),
        Data::DateTime(moment) => moment_cell(&moment),
        Data::DateTimeIso(text) => match time::parse_date(&text) {
            Some(seconds) => RawCell::Date(seconds),
            None => RawCell::Text(text.into()),
        },
        Data::DurationIso(text) => RawCell::Text(text.into()),
        Data::String(text) => {
            let bare = csv::undisguised(text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'));
            if bare.is_empty() { RawCell::Empty } else { RawCell::Text(bare.into()) }
        }
    }
}

fn figure(value: f64, percent: bool) -> RawCell {
    RawCell::Number { value: if percent { number::hundredfold(value) } else { value }, percent }
}

/// A date becomes a date. A length of time (`[h]:mm:ss`, or a clock time without a day) is shown
/// as written: nobody can tell whether it is meant in seconds, minutes or hours.
fn moment_cell(moment: &ExcelDateTime) -> RawCell {
    let serial = moment.as_f64();
    if moment.is_duration() || serial < 1.0 {
        let seconds = (serial * time::SECONDS_A_DAY).round();
        if !seconds.is_finite() || seconds.abs() > 1e12 {
            return RawCell::Number { value: serial, percent: false };
        }
        let sign = if seconds < 0.0 { "-" } else { "" };
        let whole = seconds.abs() as u64;
        let text = format!("{sign}{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
        return RawCell::Text(text.into());
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    match time::days_of(i64::from(year), u32::from(month), u32::from(day)) {
        Some(days) => {
            let seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second) + u32::from(milli >= 500);
            RawCell::Date(days as f64 * time::SECONDS_A_DAY + f64::from(seconds))
        }
        None => RawCell::Number { value: serial, percent: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Format as Style, Workbook as Writer};

    fn read(book: &mut Writer) -> Reading {
        let bytes = book.save_to_buffer().unwrap();
        Workbook.read(&bytes, &"a.xlsx".into(), &Options { sheet: None, enough: &|_| false }).unwrap()
    }

    fn number(value: f64, percent: bool) -> RawCell {
        RawCell::Number { value, percent }
    }

    #[test]
    fn percentages_dates_and_units() {
        let mut book = Writer::new();
        let sheet = book.add_worksheet();
        let percent = Style::new().set_num_format("0.0%");
        sheet.write_number_with_format(0, 0, 0.475, &percent).unwrap();
        sheet.write_number_with_format(0, 1, 0.9971, &Style::new().set_num_format_index(10)).unwrap();
        sheet.write_number_with_format(0, 2, 12.0, &Style::new().set_num_format("0\"元\"")).unwrap();
        sheet.write_number_with_format(0, 3, 0.5, &Style::new().set_num_format("0.0\"%\"")).unwrap();
        sheet.write_number_with_format(0, 4, 45450.5, &Style::new().set_num_format("yyyy-mm-dd hh:mm")).unwrap();
        sheet.write_number_with_format(0, 5, 1.5, &Style::new().set_num_format("[h]:mm:ss")).unwrap();
        sheet.write_string(2, 0, "'0012").unwrap();
        sheet.write_boolean(2, 1, true).unwrap();
        let reading = read(&mut book);
        let raw = &reading.sheets[0].raw;
        let day = time::parse_date("2024-06-07 12:00").unwrap();
        assert_eq!(
            raw.rows[0],
            [
                number(47.5, true),
                number(99.71, true),
                number(12.0, false),
                number(0.5, false),
                RawCell::Date(day),
                RawCell::Text("36:00:00".into()),
            ]
        );
        assert_eq!(raw.rows[1], [RawCell::Text("0012".into()), RawCell::Bool(true)]);
        assert_eq!(raw.numbers, [1, 3]);
    }

    #[test]
    fn hidden_sheets_and_named_ones() {
        let mut book = Writer::new();
        book.add_worksheet().set_name("说明").unwrap().write_string(0, 0, "x").unwrap();
        book.add_worksheet().set_name("旧").unwrap().set_hidden(true).write_string(0, 0, "x").unwrap();
        book.add_worksheet().set_name("数据").unwrap().write_string(0, 0, "x").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let options = Options { sheet: None, enough: &|_| true };
        let reading = Workbook.read(&bytes, &"a.xlsx".into(), &options).unwrap();
        assert_eq!((reading.hidden, reading.others), (vec!["旧".to_string()], vec!["数据".to_string()]));
        let named = Options { sheet: Some("数据"), enough: &|_| true };
        let reading = Workbook.read(&bytes, &"a.xlsx".into(), &named).unwrap();
        assert_eq!(reading.sheets[0].raw.sheet.as_deref(), Some("数据"));
        let wrong = Options { sheet: Some("数据表"), enough: &|_| true };
        let error = Workbook.read(&bytes, &"a.xlsx".into(), &wrong).err().unwrap();
        assert_eq!(error.help.unwrap().en, "did it mean `数据`?");
    }

    #[test]
    fn texts_merged_downwards_stand_in_every_row() {
        let mut book = Writer::new();
        let sheet = book.add_worksheet();
        sheet.merge_range(0, 0, 2, 0, "早班", &Style::new()).unwrap();
        for row in 0..3 {
            sheet.write_number(row, 1, 1.0).unwrap();
        }
        let reading = read(&mut book);
        assert!(reading.sheets[0].raw.rows.iter().all(|row| row[0] == RawCell::Text("早班".into())));
    }

    #[test]
    fn no_workbook_is_told_kindly() {
        let options = Options { sheet: None, enough: &|_| true };
        for bytes in [&b"PK\x03\x04rubbish"[..], COMPOUND, b""] {
            let error = Workbook.read(bytes, &"a.xlsx".into(), &options).err().unwrap();
            assert_eq!(error.code, DAMAGED);
        }
    }
}
