//! Every shipped rubric, and data made to be hard, in every format.

use std::path::PathBuf;

use kaohe::host::Disk;
use kaohe::session;
use kaohe::text::Lang;

use super::Made;
use super::read::{Parquet, csv, in_json, ndjson, parquet, says};

/// Parquet, NDJSON and CSV of the same results, held against one another.
fn agree(made: &Made, all_periods: bool) -> Parquet {
    let read = parquet(made.write("parquet", all_periods, true));
    let lines = ndjson(&made.write("ndjson", all_periods, true));
    assert_eq!(read.rows.len(), lines.len());
    for (row, line) in read.rows.iter().zip(&lines) {
        assert_eq!(line.keys().collect::<Vec<_>>(), read.names.iter().collect::<Vec<_>>());
        for ((name, value), field) in line.iter().zip(row) {
            assert_eq!(*value, in_json(field), "{name}");
        }
    }
    let (header, rows) = csv(&made.write("csv", all_periods, true));
    let plain: Vec<usize> = (0..read.names.len()).filter(|at| !read.names[*at].ends_with("_nothing")).collect();
    let names: Vec<&str> = plain.iter().map(|at| read.names[*at].as_str()).collect();
    assert_eq!(header.iter().map(|name| name.trim_start_matches('\'')).collect::<Vec<_>>(), names);
    assert_eq!(rows.len(), read.rows.len());
    for (cells, row) in rows.iter().zip(&read.rows) {
        for (cell, at) in cells.iter().zip(&plain) {
            let beside = format!("{}_nothing", read.names[*at]);
            let why = read.names.iter().position(|name| *name == beside).map(|at| &row[at]);
            assert!(says(cell, &row[*at], why), "{}: `{cell}`, {:?}, {why:?}", read.names[*at], row[*at]);
        }
    }
    read
}

/// Columns of details are added, none is renamed; and nothing is written that cannot be read.
fn details_only_add(made: &Made) {
    for format in ["csv", "ndjson", "parquet"] {
        let names = |detail: bool| match format {
            "csv" => csv(&made.write(format, false, detail)).0,
            "ndjson" => ndjson(&made.write(format, false, detail))
                .first()
                .map_or_else(Vec::new, |line| line.keys().cloned().collect()),
            _ => parquet(made.write(format, false, detail)).names,
        };
        let (few, many) = (names(false), names(true));
        let kept: Vec<&String> = many.iter().filter(|name| few.contains(name)).collect();
        assert_eq!(kept, few.iter().collect::<Vec<_>>(), "{format}");
    }
}

#[test]
fn shipped_rubrics_in_every_format() {
    let rubrics = session::rubrics(&Disk, &[PathBuf::from("rubrics")]).unwrap();
    assert!(rubrics.len() > 15);
    for rubric in rubrics {
        let made = Made::shipped(&rubric);
        let read = agree(&made, false);
        assert_eq!(read.rows.len(), made.evaluated.results.subjects.len(), "{}", rubric.display());
        let all = agree(&made, true);
        let everybody: usize = made.every.results.iter().map(|results| results.subjects.len()).sum();
        assert_eq!(all.rows.len(), everybody, "{}", rubric.display());
        details_only_add(&made);
        // Writing is no matter of languages.
        for format in ["csv", "ndjson", "json", "text", "parquet", "xlsx"] {
            assert!(!made.write_in(format, true, format != "json", Lang::En).is_empty());
        }
        let json: serde_json::Value = serde_json::from_slice(&made.write("json", true, false)).unwrap();
        assert_eq!(json.as_array().map(Vec::len), Some(made.every.results.len()));
    }
}

const HARD: &str = r#"
kaohe = 1
[rubric]
title = "难"
points = 100
cycle = "month"
[subject]
noun = "人"
roster = "人员"
key = "工号"
label = "姓名"
groups = ["班组"]
[data."人员"]
file = "staff.csv"
[data."数据"]
file = "data.csv"
key = "工号"
period = "月份"
columns = { "到岗" = { type = "date" } }
[[element]]
id = "日期"
from = "数据"
value = "max(到岗)"
[[element]]
id = "是否满勤"
from = "数据"
value = "max(出勤) >= 22"
[[element]]
id = "评语"
from = "数据"
value = "first(评语, 出勤)"
[[element]]
id = "出勤"
unit = "天"
from = "数据"
value = "max(出勤)"
[[indicator]]
id = "总分"
points = 60
formula = "出勤 / 22 * 100"
unit = "%"
score.linear = { zero = 60, full = 100 }
missing = "fail"
[[indicator]]
id = "倒数"
points = 40
formula = "1 / (出勤 - 22)"
score.linear = { zero = 0, full = 100 }
undefined = "zero"
[[veto]]
id = "缺勤"
when = "出勤 < 10"
effect = { zero = "total" }
[[grade]]
name = "=优, \"上\""
min = 60
[[grade]]
name = "@差"
[[consequence]]
id = "奖"
when = "rank == 1"
money = 100.5
[[consequence]]
id = "谈话"
when = "出勤 < 20"
task = "谈话"
"#;

const STAFF: &str = "工号,姓名,班组\n001,\"张,三\",甲\"班\n=1+1,李\u{1f600}四,甲\"班\n-5,\"王\n五\",\n007,𠮷野家,+乙\n9,,乙\u{202e}班\n";

const DATA: &str = "工号,月份,出勤,到岗,评语\n001,2024-05,22,2024-05-01,\"=SUM(A1)\"\n001,2024-06,21,2024-06-01,-5\n=1+1,2024-06,19,2024-06-03,1e5\n-5,2024-06,5,1899-12-31,\"引\"\"号\"\"，逗,号\"\n007,2024-05,18,,\n9,2024-06,22,2024-06-09,好\n";

#[test]
fn names_that_are_hard_to_write() {
    let made = Made::in_memory(HARD, &[("staff.csv", STAFF), ("data.csv", DATA)]);
    let one = agree(&made, false);
    assert_eq!(one.rows.len(), 5);
    // An indicator of that name does not take the place of the total.
    assert_eq!(one.names.iter().filter(|name| *name == "总分").count(), 1);
    let both = agree(&made, true);
    assert_eq!(both.rows.len(), 10);
    assert!(both.names.contains(&"评语 数据".to_string()));
    let text = String::from_utf8(made.write("csv", true, true)).unwrap();
    // Apostrophes stand before what a spreadsheet would compute.
    assert!(text.contains("'=1+1") && text.contains("\"'=优, \"\"上\"\"\"") && text.contains("'=SUM(A1)"), "{text}");
    assert!(text.contains(",2024-05,") && text.contains(",2024-06,"), "{text}");
    // Programs get what stands in the file.
    let lines = ndjson(&made.write("ndjson", false, true));
    let of = |name: &str| lines.iter().find(|line| line["工号"] == name).unwrap();
    assert_eq!(of("=1+1")["姓名"], "李\u{1f600}四");
    assert_eq!(of("-5")["姓名"], "王\n五");
    assert_eq!(of("-5")["否决"], "缺勤");
    assert_eq!(of("-5")["日期 数据"], "1899-12-31");
    assert_eq!(of("9")["倒数 值"], serde_json::Value::Null);
    assert_eq!(of("9")["倒数 值_nothing"], "无意义（除数为 0）");
    assert_eq!(of("9")["是否满勤 数据"], true);
    assert_eq!(of("007")["总分"], serde_json::Value::Null);
    assert!(of("007")["总分_nothing"].as_str().unwrap().starts_with("缺失"));
    assert_eq!(of("007")["否决"], "缺勤（未能判定：缺失（没有数据行））");
}

#[test]
fn nobody_at_all() {
    let made = Made::in_memory(HARD, &[("staff.csv", "工号,姓名,班组\n"), ("data.csv", DATA)]);
    for all in [false, true] {
        let read = agree(&made, all);
        assert!(read.rows.is_empty() && read.groups.is_empty());
        assert_eq!(read.names.first().map(String::as_str), Some("名次"));
        assert_eq!(csv(&made.write("csv", all, false)).1.len(), 0);
        assert!(made.write("ndjson", all, false).is_empty());
    }
}

/// More rows than are drawn at a time, of two periods.
#[test]
fn threads_do_not_show() {
    let mut staff = String::from("工号,姓名,班组\n");
    let mut data = String::from("工号,月份,出勤,到岗,评语\n");
    for number in 0..5_000 {
        staff.push_str(&format!("{number},名{},班{}\n", number % 1000, number % 7));
        let day = number % 25;
        data.push_str(&format!("{number},2024-05,{day},,\n{number},2024-06,{},2024-06-01,好\n", 24 - day));
    }
    let made = Made::in_memory(HARD, &[("staff.csv", &staff), ("data.csv", &data)]);
    let (one, two) = (threads(1), threads(2));
    for format in ["csv", "ndjson", "parquet"] {
        let bytes = one.install(|| made.write(format, true, true));
        assert!(bytes == two.install(|| made.write(format, true, true)), "{format}");
    }
    let read = parquet(made.write("parquet", true, false));
    assert_eq!(read.groups, [10_000]);
    let pair = |key: &str, value: &str| (key.to_string(), value.to_string());
    assert!(read.metadata.contains(&pair("kaohe.period", "2024-05,2024-06")), "{:?}", read.metadata);
    assert!(read.metadata.contains(&pair("kaohe.title", "难")));
    assert!(read.metadata.contains(&pair("kaohe.version", env!("CARGO_PKG_VERSION"))));
    let (header, rows) = csv(&made.write("csv", true, false));
    let at = |name: &str| header.iter().position(|known| known == name).unwrap();
    let total = read.names.iter().position(|name| name == "总分").unwrap();
    let why = read.names.iter().position(|name| name == "总分_nothing");
    for (cells, row) in rows.iter().zip(&read.rows) {
        assert!(says(&cells[at("总分")], &row[total], why.map(|at| &row[at])));
    }
}

fn threads(count: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap()
}
