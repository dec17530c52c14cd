//! All files of the estate, and the test that the committed ones are these.

use std::path::PathBuf;

use super::{bills, registers, seed_figures, tickets};

/// File name and bytes.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        ("花名册.csv".to_owned(), registers::roster()),
        ("走访登记.csv".to_owned(), registers::visits()),
        ("台账抽查.csv".to_owned(), registers::spot_checks()),
        ("乘车卡.csv".to_owned(), registers::cards()),
        ("评分表.csv".to_owned(), registers::ratings()),
        ("投诉登记.csv".to_owned(), tickets::complaints()),
        ("seed-figures/原文数字.csv".to_owned(), seed_figures::file()),
    ];
    for (index, issued) in bills::all().iter().enumerate() {
        files.push((bills::name(index), bills::file(issued, index)));
        files.push((tickets::repair_name(index), tickets::repair_file(index)));
        files.push((registers::survey_name(index), registers::surveys(index)));
        files.push((registers::report_name(index), registers::report(issued, index)));
    }
    files
}

pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/property")
}

/// Compares files with those of a directory, or writes them if `KAOHE_WRITE_DATA` is set; nothing else
/// may stand there but a README.
pub fn compare(directory: &std::path::Path, files: &[(String, Vec<u8>)]) {
    let write = std::env::var_os("KAOHE_WRITE_DATA").is_some();
    for (name, bytes) in files {
        let path = directory.join(name);
        if write {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, bytes).unwrap();
        } else {
            let there = std::fs::read(&path).unwrap_or_default();
            assert!(there == *bytes, "{name} is not what the generator makes; run with KAOHE_WRITE_DATA=1");
        }
    }
    let mut size = 0;
    let mut open = vec![directory.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
                continue;
            }
            size += entry.metadata().unwrap().len();
            let name = entry.path().strip_prefix(directory).unwrap().to_string_lossy().replace('\\', "/");
            let known = files.iter().any(|(made, _)| *made == name);
            assert!(known || name.contains("README") || name == ".gitattributes", "{name} is made by nobody");
        }
    }
    assert!(size < 1_000_000, "{size} bytes");
}

/// `KAOHE_WRITE_DATA=1 cargo test property_data` writes the files instead.
#[test]
fn property_data_is_what_the_generator_makes() {
    compare(&directory(), &files());
}
