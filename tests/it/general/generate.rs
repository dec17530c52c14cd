//! All files of the general staff, and the test that the committed ones are these.

use std::path::PathBuf;

use super::people::QUARTERS;
use super::{ratings, work};
use crate::shipped::compare;

pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/general")
}

/// `KAOHE_WRITE_DATA=1 cargo test general_data` writes the files instead.
#[test]
fn general_data_is_what_the_generator_makes() {
    let mut files = vec![
        ("花名册.csv".to_owned(), work::roster()),
        ("事项台账.csv".to_owned(), work::items()),
        ("质量记录.csv".to_owned(), work::quality()),
        ("考勤.xlsx".to_owned(), work::attendance()),
        ("培训学时.csv".to_owned(), work::training()),
        ("品德记录.csv".to_owned(), work::conduct()),
    ];
    for quarter in 0..QUARTERS.len() {
        files.push((work::task_name(quarter), work::tasks(quarter)));
        files.push((ratings::name(quarter), ratings::file(quarter)));
    }
    compare(&directory(), &files);
}
