//! Rows of the shop's files as maps from header to text.

use std::collections::HashMap;

use calamine::{Data, Reader};

use super::super::generate::directory;

pub type Row = HashMap<String, String>;

/// A CSV file, in UTF-8 if it is valid UTF-8 and otherwise in GB18030; lines of `#` left out.
pub fn csv_rows(name: &str) -> Vec<Row> {
    let bytes = std::fs::read(directory().join(name)).unwrap();
    let text = match String::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(error) => encoding_rs::GB18030.decode(error.as_bytes()).0.into_owned(),
    };
    let table: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let joined = table.join("\n");
    let mut reader = csv::Reader::from_reader(joined.as_bytes());
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            header.iter().zip(record.iter()).map(|(h, cell)| (h.to_owned(), bare(cell))).collect()
        })
        .collect()
}

/// Without the disguise that keeps Excel from making a number of it: `="1930…"`, `'1380…`.
fn bare(cell: &str) -> String {
    cell.trim().trim_start_matches("=\"").trim_end_matches('"').trim_start_matches('\'').to_owned()
}

/// The first sheet of a workbook, from the row that holds `客服昵称` on.
pub fn xlsx_rows(name: &str) -> Vec<Row> {
    let mut book = calamine::open_workbook_auto(directory().join(name)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let text = |cell: &Data| cell.to_string();
    let mut rows = sheet.rows().skip_while(|row| !row.iter().any(|cell| text(cell) == "客服昵称"));
    let header: Vec<String> = rows.next().unwrap().iter().map(text).collect();
    rows.map(|row| header.iter().cloned().zip(row.iter().map(text)).collect()).collect()
}

/// The month of a moment in any of the shop's spellings: `2024-06`.
pub fn month(moment: &str) -> String {
    let parts: Vec<&str> = moment.split([' ', '-', '/']).collect();
    format!("{}-{:0>2}", parts[0], parts[1])
}

/// Minutes since the year began, for the differences of moments; seconds are all zero here.
pub fn minutes(moment: &str) -> f64 {
    const BEFORE: [u32; 12] = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];
    let parts: Vec<u32> = moment.split([' ', '-', '/', ':']).map(|part| part.parse().unwrap()).collect();
    f64::from(((BEFORE[parts[1] as usize - 1] + parts[2]) * 24 + parts[3]) * 60 + parts[4])
}

pub fn number(row: &Row, header: &str) -> f64 {
    let cell = &row[header];
    cell.trim_end_matches('元').parse().unwrap_or_else(|_| panic!("{header} = {cell}"))
}

/// Agent of each nick.
pub fn nicks() -> HashMap<String, String> {
    xlsx_rows("nicks.xlsx").into_iter().map(|row| (row["客服昵称"].clone(), row["工号"].clone())).collect()
}

/// The chat report's rows of one agent's nicks; idle nicks left out.
pub fn chats(period: &str, agent: &str) -> Vec<Row> {
    let nicks = nicks();
    let name = match period {
        "2024-06" => "自定义报表_客服绩效_下单优先判定_2024-06-07至2024-06-30.xlsx",
        _ => "自定义报表_客服绩效_下单优先判定_2024-07-01至2024-07-31.xlsx",
    };
    let own = |row: &Row| nicks.get(&row["客服昵称"]).is_some_and(|id| id == agent);
    xlsx_rows(name).into_iter().filter(|row| own(row) && row["接待人数"] != "0").collect()
}

pub fn orders(period: &str) -> Vec<Row> {
    let mut rows = csv_rows("ExportOrderList202406302350.csv");
    rows.extend(csv_rows("ExportOrderList202407312350.csv"));
    rows.retain(|row| month(&row["订单创建时间"]) == period);
    rows
}

pub fn staff(post: &str) -> Vec<Row> {
    csv_rows("staff.csv").into_iter().filter(|row| row["岗位"] == post).collect()
}

pub fn sum(rows: &[Row], header: &str) -> f64 {
    rows.iter().map(|row| number(row, header)).sum()
}

/// Rows of a register that belong to the agent and whose `when` says the period.
pub fn of(name: &str, agent: &str, when: impl Fn(&Row) -> bool) -> Vec<Row> {
    csv_rows(name).into_iter().filter(|row| row["工号"] == agent && when(row)).collect()
}
