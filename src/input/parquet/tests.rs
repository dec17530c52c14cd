//! Files of another writer (pyarrow), one for each way of writing, against the same data as text.

use std::path::Path;

use proptest::prelude::*;

use crate::diagnostic::Code;
use crate::host::Memory;
use crate::input::tests::source;
use crate::input::{Report, codes, load};
use crate::rubric::DataSource;
use crate::table::{Kind, Lane, Nothing, Table, time};

const SAME: &[u8] = include_bytes!("../../../tests/parquet/same.csv");

const FILES: [(&str, &[u8]); 8] = [
    ("snappy", include_bytes!("../../../tests/parquet/snappy.parquet")),
    ("plain", include_bytes!("../../../tests/parquet/plain.parquet")),
    ("gzip-v2", include_bytes!("../../../tests/parquet/gzip-v2.parquet")),
    ("zstd", include_bytes!("../../../tests/parquet/zstd.parquet")),
    ("zstd-v2", include_bytes!("../../../tests/parquet/zstd-v2.parquet")),
    ("lz4", include_bytes!("../../../tests/parquet/lz4.parquet")),
    ("encodings", include_bytes!("../../../tests/parquet/encodings.parquet")),
    ("decimals", include_bytes!("../../../tests/parquet/decimals.parquet")),
];

const NATURAL: &[(&str, Kind)] = &[
    ("工号", Kind::Text),
    ("姓名", Kind::Text),
    ("人数", Kind::Number),
    ("金额", Kind::Number),
    ("评分", Kind::Number),
    ("单价", Kind::Number),
    ("大额", Kind::Number),
    ("日期", Kind::Date),
    ("时刻", Kind::Date),
    ("微秒", Kind::Date),
    ("是否", Kind::Bool),
    ("编号", Kind::Text),
    ("量", Kind::Number),
    ("无符号", Kind::Number),
];

/// Columns asked for as something else than they are written as.
const ODD: &[(&str, Kind)] = &[
    ("工号", Kind::Number),
    ("姓名", Kind::Number),
    ("人数", Kind::Text),
    ("日期", Kind::Text),
    ("时刻", Kind::Text),
    ("单价", Kind::Date),
    ("大额", Kind::Text),
    ("编号", Kind::Number),
    ("没有", Kind::Number),
];

fn read(name: &str, bytes: &[u8], source: &DataSource) -> (Table, Report) {
    let host = Memory::default().with(&format!("d/{name}"), bytes);
    let mut report = Report::default();
    let table = load(&host, Path::new("d"), source, &mut report);
    (table, report)
}

/// Without the places: a text file has a header line, and its own name.
fn said(report: &Report, name: &str) -> Vec<(Code, String)> {
    let message = |text: &str| text.replace(name, "FILE");
    report.findings.all.iter().map(|finding| (finding.code, message(&finding.message.en))).collect()
}

fn values(table: &Table) -> Vec<(String, Vec<Result<String, Nothing>>)> {
    let value = |lane: &Lane, row: usize| match lane {
        Lane::Numbers(numbers) => numbers.get(row).map(|value| format!("{value:?} {:x}", value.to_bits())),
        Lane::Texts(texts) => texts.get(row).map(str::to_string),
    };
    let all = |lane: &Lane| (0..table.rows).map(|row| value(lane, row)).collect();
    table.columns.iter().map(|column| (column.name.clone(), all(&column.lane))).collect()
}

#[test]
fn every_way_of_writing_is_read_as_the_same_text() {
    for columns in [NATURAL, ODD] {
        let mut source = source("*", columns);
        source.missing = vec!["-".into(), "37".into(), "李四".into()];
        let (text, text_said) = read("a.csv", SAME, &source);
        assert_eq!(text.rows, 60);
        for (name, bytes) in FILES {
            let file = format!("{name}.parquet");
            let (table, report) = read(&file, bytes, &source);
            for (one, other) in values(&table).iter().zip(values(&text)) {
                assert_eq!(*one, other, "{name}");
            }
            assert_eq!(said(&report, &file), said(&text_said, "a.csv"), "{name}");
            assert_eq!(table.origins.number, (1..=60).collect::<Vec<u32>>());
        }
    }
}

#[test]
fn a_finding_names_the_row_and_the_column() {
    let source = source("*", &[("工号", Kind::Number), ("姓名", Kind::Number)]);
    let (_, report) = read("a.parquet", FILES[0].1, &source);
    let label = &report.findings.all[0].labels[0];
    assert_eq!(label.words.en, "`张三`");
    let crate::diagnostic::Place::Cell(cell) = &label.place else { panic!("{:?}", label.place) };
    assert_eq!((&*cell.file, cell.row, cell.column), ("a.parquet", 1, 2));
}

#[test]
fn rows_of_totals_are_told_as_in_text() {
    let mut source = source("*", &[("工号", Kind::Text), ("人数", Kind::Number)]);
    source.summary = Some(crate::rubric::Summary {
        column: "姓名".into(),
        sum: vec!["汇总".into()],
        mean: Vec::new(),
        columns: vec!["人数".into()],
        span: Default::default(),
    });
    let (text, _) = read("a.csv", SAME, &source);
    let (table, _) = read("a.parquet", FILES[3].1, &source);
    assert_eq!(values(&table), values(&text));
}

#[test]
fn what_cannot_be_read_is_told() {
    let codes_of = |bytes: &[u8], columns: &[(&str, Kind)]| {
        let (table, report) = read("a.parquet", bytes, &source("*", columns));
        (table, report.findings.all.iter().map(|finding| finding.code).collect::<Vec<_>>())
    };
    let (_, said) = codes_of(include_bytes!("../../../tests/parquet/brotli.parquet"), NATURAL);
    assert_eq!(said, [codes::UNKNOWN_COMPRESSION]);
    let other = include_bytes!("../../../tests/parquet/other.parquet");
    let (table, said) = codes_of(other, &[("时刻", Kind::Date), ("列表", Kind::Number), ("结构", Kind::Number)]);
    assert_eq!(said, [codes::UTC_TIMES, codes::COLUMN_TYPE, codes::COLUMN_TYPE]);
    // Half past midnight of 1 June in Beijing.
    let june = time::parse_date("2024-06-01").unwrap();
    assert_eq!(table.columns[0].lane.numbers().get(0), Ok(june + 1800.0));
    assert_eq!(table.columns[0].lane.numbers().get(1), Err(Nothing::Blank));
    assert_eq!(table.columns[1].lane.numbers().get(1), Err(Nothing::Blank));
    let old = include_bytes!("../../../tests/parquet/int96.parquet");
    assert_eq!(codes_of(old, &[("时刻", Kind::Date)]).0.columns[0].lane.numbers().get(0), Ok(june + 1800.0));
    let (table, said) = codes_of(old, &[("别的", Kind::Date)]);
    assert_eq!((table.rows, said), (0, vec![codes::NO_HEADER]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damage_is_a_finding(which in 0..FILES.len(), places in prop::collection::vec((any::<u32>(), any::<u8>()), 1..4), cut in any::<u32>()) {
        let (_, bytes) = FILES[which];
        let mut bytes = bytes.to_vec();
        for (place, byte) in places {
            let place = place as usize % bytes.len();
            bytes[place] ^= byte.max(1);
        }
        if cut % 4 == 0 {
            bytes.truncate(cut as usize / 4 % bytes.len());
        }
        let (table, report) = read("a.parquet", &bytes, &source("*", NATURAL));
        for column in &table.columns {
            prop_assert_eq!(column.lane.len(), table.rows);
        }
        // Either the damage is told, or it lies where nobody looks, or it is another value.
        prop_assert!(table.rows == 60 || !report.findings.is_empty());
    }
}
