//! All files of the estate, and the test that the committed ones are these.

use std::path::PathBuf;

use super::{bills, estate, registers, seed_figures, tickets};
use crate::shipped::compare;

/// File name and bytes.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        ("花名册.csv".to_owned(), registers::roster()),
        ("走访登记.csv".to_owned(), registers::visits()),
        ("台账抽查.csv".to_owned(), registers::spot_checks()),
        ("乘车卡.csv".to_owned(), registers::cards()),
        ("评分表.csv".to_owned(), registers::ratings()),
        ("投诉登记.csv".to_owned(), tickets::complaints()),
        ("空置房台账.csv".to_owned(), estate::idle_register()),
        ("空置房巡检.csv".to_owned(), estate::rounds()),
        ("隐患登记.csv".to_owned(), estate::hazards()),
        ("seed-figures/原文数字.csv".to_owned(), seed_figures::file()),
    ];
    for (index, issued) in bills::all().iter().enumerate() {
        files.push((bills::name(index), bills::file(issued, index)));
        files.push((tickets::repair_name(index), tickets::repair_file(index)));
        files.push((estate::units_name(index), estate::units(index)));
        files.push((registers::survey_name(index), registers::surveys(index)));
        files.push((registers::report_name(index), registers::report(issued, index)));
    }
    files
}

pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/property")
}

/// `KAOHE_WRITE_DATA=1 cargo test property_data` writes the files instead.
#[test]
fn property_data_is_what_the_generator_makes() {
    compare(&directory(), &files());
}
