//! All files of the shop, and the test that the committed ones are these.

use std::path::PathBuf;

use super::calendar::MONTHS;
use super::{chats, orders, registers};
use crate::shipped::compare;

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
        ("costs.csv".to_owned(), registers::costs()),
        ("calls.csv".to_owned(), registers::calls()),
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
    compare(&directory(), &files());
}
