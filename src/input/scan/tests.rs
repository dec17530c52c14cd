//! The quick way against the patient one: same values, same findings, same rows left out.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::{CUTS, Cuts};
use crate::input::Report;
use crate::input::assemble::{Assembly, read_text};
use crate::input::tests::source;
use crate::rubric::{DataSource, PeriodFrom};
use crate::table::{Kind, Table};

const COLUMNS: &[(&str, Kind)] =
    &[("姓名", Kind::Text), ("人数", Kind::Number), ("日期", Kind::Date), ("是否", Kind::Bool), ("得分", Kind::Number)];

/// The table and what was said of it, and whether the quick way was taken.
fn read(bytes: &[u8], source: &DataSource, worth: usize, cuts: Cuts) -> (Table, Report, bool) {
    let name: Arc<str> = "六月.csv".into();
    let mut assembly = Assembly::new(source);
    let mut report = Report::default();
    let reading = read_text(source, bytes, &name, worth, cuts);
    let quick = reading.as_ref().is_ok_and(|reading| reading.typed.is_some());
    assembly.add_file(reading, &name, &mut report);
    (assembly.finish(&mut report), report, quick)
}

/// Whether the quick way was taken.
fn same(bytes: &[u8], source: &DataSource, cuts: Cuts) -> bool {
    let (one, one_said, quick) = read(bytes, source, 0, cuts);
    let (other, other_said, _) = read(bytes, source, usize::MAX, cuts);
    let text = String::from_utf8_lossy(bytes);
    assert_eq!(one.rows, other.rows, "{text}");
    for (one, other) in one.columns.iter().zip(&other.columns) {
        // As text, because a NaN is not equal to itself.
        assert_eq!(format!("{:?}", one.lane), format!("{:?}", other.lane), "{text}");
        assert_eq!(one.at, other.at);
    }
    assert_eq!(one.origins.number, other.origins.number, "{text}");
    assert_eq!(one_said, other_said, "{text}");
    quick
}

/// Rows below the header, many enough for a head and a tail.
fn file(rows: &str, times: usize) -> String {
    let mut text = String::from("某店六月报表\n工号,姓名,人数,日期,备注,是否,得分\n");
    for at in 0..times {
        text.push_str(&rows.replace('@', &at.to_string()));
    }
    text
}

const SMALL: Cuts = Cuts { chunk: 64, tail: 120 };

#[test]
fn plain_files_are_read_quickly_and_alike() {
    let mut source = source("*", COLUMNS);
    let rows = "A@,张三,@,2024-06-0@,,是,0.5@\nB@,李 四,1@.50,2024/6/7,x,否,-@\n";
    assert!(same(file(rows, 60).as_bytes(), &source, SMALL));
    assert!(same(file(rows, 60).replace('\n', "\r\n").as_bytes(), &source, SMALL));
    assert!(same(file(rows, 60).trim_end().as_bytes(), &source, SMALL));
    // Quoted, padded, with units, words for missing, things that cannot be read.
    let rows = "\"A@\",\"张,三@\",\"@\",2024-06-07,\"说\"\"好\"\"\",是,5%\nB, 李四 ,1@元,暂无数据,\"两\n行\",也许,-\n\u{3000}王五,'赵六,１２,abc,,,1e3\n";
    assert!(same(file(rows, 60).as_bytes(), &source, SMALL));
    // Ids in disguise, and a quotation mark in the middle of a text.
    let rows = "=\"A@\",=\"张三\",=\"1@\",,5\" 盘,是,\n=\"\",李\"四\"@,2,,,,\n";
    assert!(same(file(rows, 60).as_bytes(), &source, SMALL));
    // Blank rows, the header again, short and long rows, rows that repeat, notes at the foot.
    let rows = "A@,张三,1,,,,\n,,,,,,\n\n工号,姓名,人数,日期,备注,是否,得分\nC,赵六\nC,赵六,5,,,,,,,9\n   \n";
    let text = file(rows, 60) + ",,,\n制表人：张三,,审核：李四\n,,\n";
    assert!(same(text.as_bytes(), &source, Cuts { chunk: 64, tail: 80 }));
    source.missing = vec!["1".into(), "张三".into()];
    assert!(same(text.as_bytes(), &source, Cuts { chunk: 200, tail: 80 }));
    source.missing = vec!["0元".into()];
    source.period = PeriodFrom::FileName("{period}.csv".into());
    assert!(same(text.as_bytes(), &source, Cuts { chunk: 200, tail: 80 }));
    let gbk = encoding_rs::GB18030.encode(&text).0.into_owned();
    assert!(same(&gbk, &source, Cuts { chunk: 200, tail: 80 }));
    assert!(same(text.replace(',', "\t").as_bytes(), &source, Cuts { chunk: 200, tail: 80 }));
    assert!(same(text.replace(',', ";").as_bytes(), &source, Cuts { chunk: 200, tail: 80 }));
}

#[test]
fn what_only_the_patient_reader_understands_is_left_to_it() {
    let source = source("*", COLUMNS);
    for rows in ["A,张三,1,,,,\rB,李四,2,,,,\r", "A,\"张三\"x,1,,,,\n", "A,\"张三,1,,,,\n"] {
        assert!(!same(file(rows, 61).as_bytes(), &source, SMALL), "{rows}");
    }
    assert!(!same(file("A,张三,1\n", 10).as_bytes(), &source, SMALL));
    // Notes that reach further up than the last records that are looked at.
    let text = file("A@,张三,1,,,,\n", 60) + &"备注：无\n".repeat(40);
    assert!(!same(text.as_bytes(), &source, SMALL));
}

#[test]
fn text_files_of_the_project_are_read_alike() {
    let mut source = source("*", &[]);
    let mut quick = 0;
    let mut folders = vec![Path::new("data").to_path_buf(), Path::new("tests").to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "csv") {
                let bytes = std::fs::read(&path).unwrap();
                let Some(names) = names(&bytes) else { continue };
                for kinds in [[Kind::Text, Kind::Number], [Kind::Number, Kind::Date], [Kind::Date, Kind::Bool]] {
                    source.columns = names
                        .iter()
                        .zip(kinds.iter().cycle())
                        .map(|(name, kind)| crate::input::tests::column(name, *kind))
                        .collect();
                    quick += usize::from(same(&bytes, &source, Cuts { chunk: 300, tail: 200 }));
                }
            }
        }
    }
    assert!(quick > 20, "{quick}");
}

/// What stands in the fullest of the first rows.
fn names(bytes: &[u8]) -> Option<Vec<String>> {
    let decoded = crate::input::encoding::decode(bytes)?;
    let first = decoded.text.lines().take(5).max_by_key(|line| line.matches(',').count())?;
    let mut names: Vec<String> = first.split(',').map(|name| name.trim_matches('"').trim().to_string()).collect();
    names.retain(|name| !name.is_empty());
    names.sort();
    names.dedup();
    Some(names)
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "-?[0-9]{1,6}(\\.[0-9]{0,3})?",
        1 => "[0-9]{14,17}",
        2 => prop::sample::select(vec!["", "张三", "李四", "姓名", "人数", "是", "否", "-", "无", "5%", "1,200", "=\"7\"", "5\"", "0.5", "2024-06-07", "20240607", "１２", "'7", " 8 ", "\u{3000}", "\"", "x\"\"y", "两\n行", "备注：无", "#注"]).prop_map(str::to_string),
        1 => "[a-z\u{4e00}-\u{4e10} ]{0,4}",
    ]
}

fn line() -> impl Strategy<Value = String> {
    let field = (cell(), any::<bool>()).prop_map(|(cell, quoted)| {
        if quoted || cell.contains([',', '\n']) || cell.starts_with('"') {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    });
    prop_oneof![
        12 => prop::collection::vec(field, 1..9).prop_map(|fields| fields.join(",")),
        1 => Just("工号,姓名,人数,日期,备注,是否,得分".to_string()),
        1 => Just(",,,".to_string()),
        1 => Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_file_is_read_alike(lines in prop::collection::vec(line(), 45..90), crlf in any::<bool>(), chunk in 20_usize..400, missing in any::<bool>()) {
        let mut source = source("*", COLUMNS);
        if missing {
            source.missing = vec!["5%".into(), "李四".into(), "7".into()];
        }
        let text = file("", 0) + "A,张三,1,,,,\n" + &lines.join("\n");
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        same(text.as_bytes(), &source, Cuts { chunk, tail: chunk / 2 });
    }
}

#[test]
fn the_usual_cuts_serve_a_long_file() {
    let source = source("*", COLUMNS);
    let rows = "A@,张三@,@,2024-06-07,\"备,注\",是,0.5@\n";
    assert!(same(file(rows, 20_000).as_bytes(), &source, CUTS));
}
