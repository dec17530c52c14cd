//! All files of the shop, and the test that the committed ones are these.

use std::path::PathBuf;

use super::calendar::MONTHS;
use super::{chats, orders, registers};

/// File name and bytes.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut sold = orders::all();
    let refunds = orders::refunds(&mut sold);
    let mut files = vec![
        ("staff.csv".to_owned(), registers::staff()),
        ("nicks.xlsx".to_owned(), chats::bindings()),
        ("refunds.csv".to_owned(), orders::refund_file(&refunds)),
        ("complaints.csv".to_owned(), registers::complaints()),
        ("errors.csv".to_owned(), registers::errors(&sold)),
        ("reports.csv".to_owned(), registers::reports()),
        ("tickets.csv".to_owned(), registers::tickets()),
        ("targets.csv".to_owned(), registers::targets(&sold)),
        ("parcels.csv".to_owned(), registers::parcels()),
        ("ratings.csv".to_owned(), registers::ratings()),
    ];
    for (month, names) in MONTHS.iter().enumerate() {
        files.push((names.report.to_owned(), chats::report(&sold, month)));
        files.push((names.orders.to_owned(), orders::file(&sold, month)));
    }
    files
}

pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/ecommerce-cs")
}

/// `KAOHE_WRITE_DATA=1 cargo test shop_data` writes the files instead.
#[test]
fn shop_data_is_what_the_generator_makes() {
    let write = std::env::var_os("KAOHE_WRITE_DATA").is_some();
    for (name, bytes) in files() {
        let path = directory().join(&name);
        if write {
            std::fs::write(&path, &bytes).unwrap();
        } else {
            let there = std::fs::read(&path).unwrap_or_default();
            assert!(there == bytes, "{name} is not what the generator makes; run with KAOHE_WRITE_DATA=1");
        }
    }
}

#[test]
fn shop_data_holds_nothing_else_and_stays_small() {
    let mut size = 0;
    let made: Vec<String> = files().into_iter().map(|(name, _)| name).collect();
    for entry in std::fs::read_dir(directory()).unwrap() {
        let entry = entry.unwrap();
        size += entry.metadata().unwrap().len();
        let name = entry.file_name().into_string().unwrap();
        assert!(
            made.contains(&name) || name.starts_with("README") || name == ".gitattributes",
            "{name} is made by nobody"
        );
    }
    assert!(size < 1_000_000, "{size} bytes");
}
