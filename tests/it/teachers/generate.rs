//! All files of the college, and the test that the committed ones are these.

use std::path::PathBuf;

use super::{records, surveys};
use crate::shipped::compare;

pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/teachers")
}

/// `KAOHE_WRITE_DATA=1 cargo test teachers_data` writes the files instead.
#[test]
fn teachers_data_is_what_the_generator_makes() {
    let mut files = vec![
        ("教师名册.csv".to_owned(), records::roster()),
        ("学期名册.csv".to_owned(), records::by_semester()),
        ("教学班.xlsx".to_owned(), records::timetable()),
        ("教学检查.csv".to_owned(), records::inspections()),
        ("学习成效.csv".to_owned(), records::results()),
        ("教研积分.csv".to_owned(), records::research()),
        ("获奖.csv".to_owned(), records::awards()),
        ("师德与事故.csv".to_owned(), records::accidents()),
        ("异议登记.csv".to_owned(), records::objections()),
        ("听课记录.xlsx".to_owned(), surveys::observations()),
        ("同行评价.csv".to_owned(), surveys::peers()),
    ];
    for semester in 0..2 {
        files.push((records::workload_name(semester), records::workload(semester)));
        for end in [false, true] {
            files.push((surveys::name(semester, end), surveys::sheets(semester, end)));
        }
    }
    compare(&directory(), &files);
}
