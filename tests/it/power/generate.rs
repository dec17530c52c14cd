//! All files of the power company, and the test that the committed ones are these.

use std::path::PathBuf;

use super::{managers, service, station, units};
use crate::shipped::compare;

pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/power")
}

/// `KAOHE_WRITE_DATA=1 cargo test power_data` writes the files instead.
#[test]
fn power_data_is_what_the_generator_makes() {
    let mut files = vec![
        ("单位名册.csv".to_owned(), units::roster()),
        ("年度计划.csv".to_owned(), units::plan()),
        ("电压监测.csv".to_owned(), units::voltage()),
        ("停电.csv".to_owned(), units::outages()),
        ("抢修工单.csv".to_owned(), units::repairs()),
        ("互评票.csv".to_owned(), units::ballots()),
        ("重点任务.csv".to_owned(), units::tasks()),
        ("安全事件.csv".to_owned(), units::events()),
        ("管理人员.csv".to_owned(), managers::roster()),
        ("目标任务.csv".to_owned(), managers::tasks()),
        ("干部互评.csv".to_owned(), managers::votes()),
        ("干部评价.csv".to_owned(), managers::ratings()),
        ("值班员.csv".to_owned(), station::roster()),
        ("值班日志.csv".to_owned(), station::log()),
        ("缺陷.csv".to_owned(), station::defects()),
        ("巡视.csv".to_owned(), station::patrols()),
        ("安全与纪律.csv".to_owned(), station::events()),
        ("培训考试.csv".to_owned(), station::exams()),
        ("服务人员.csv".to_owned(), service::roster()),
        ("抄表与收费.csv".to_owned(), service::meters()),
        ("业扩.csv".to_owned(), service::installs()),
        ("服务工单.csv".to_owned(), service::orders()),
    ];
    files.extend((0..2).map(|year| (units::feeder_name(year), units::feeders(year))));
    files.extend((0..2).map(|month| (station::ticket_name(month), station::tickets(month))));
    compare(&directory(), &files);
}
