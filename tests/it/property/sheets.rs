//! Workbooks that are the same on every day they are made.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

pub fn properties(title: &str) -> DocProperties {
    DocProperties::new().set_title(title).set_creation_datetime(&ExcelDateTime::from_ymd(2024, 11, 1).unwrap())
}

pub fn save(mut book: Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}
