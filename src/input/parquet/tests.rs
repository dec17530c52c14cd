//! Files of another writer (pyarrow), one for each way of writing, against the same data as text; and
//! what the library writes.

use std::path::Path;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

use crate::diagnostic::Code;
use crate::host::Memory;
use crate::input::missing::MissingWords;
use crate::input::tests::source;
use crate::input::{Report, codes, load};
use crate::rubric::DataSource;
use crate::table::{Column, Kind, Lane, Nothing, Table, time};

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

/// One row as it is written: a number, a figure, a text, a day.
type Row = (Option<i64>, Option<f64>, Option<String>, i32);

/// How a file is written.
#[derive(Debug, Clone, Copy)]
struct Way {
    dictionary: bool,
    second: bool,
    compression: Compression,
    page: usize,
    group: usize,
}

fn written(rows: &[Row], way: Way) -> Vec<u8> {
    let schema =
        "message m { optional int64 n; optional double x; optional binary t (UTF8); required int32 d (DATE); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let version = if way.second { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(way.dictionary)
        .set_writer_version(version)
        .set_compression(way.compression)
        .set_write_batch_size(way.page)
        .set_data_page_row_count_limit(way.page)
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for rows in rows.chunks(way.group) {
        let mut group = writer.next_row_group().unwrap();
        let levels = |there: &dyn Fn(&Row) -> bool| rows.iter().map(|row| i16::from(there(row))).collect::<Vec<i16>>();
        let mut column = group.next_column().unwrap().unwrap();
        let values: Vec<i64> = rows.iter().filter_map(|row| row.0).collect();
        let there = levels(&|row| row.0.is_some());
        column.typed::<Int64Type>().write_batch(&values, Some(&there), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let values: Vec<f64> = rows.iter().filter_map(|row| row.1).collect();
        let there = levels(&|row| row.1.is_some());
        column.typed::<DoubleType>().write_batch(&values, Some(&there), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let values: Vec<ByteArray> = rows.iter().filter_map(|row| Some(row.2.as_deref()?.into())).collect();
        let there = levels(&|row| row.2.is_some());
        column.typed::<ByteArrayType>().write_batch(&values, Some(&there), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let values: Vec<i32> = rows.iter().map(|row| row.3).collect();
        column.typed::<Int32Type>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn row() -> impl Strategy<Value = Row> {
    let number = prop::option::weighted(0.8, prop_oneof![-9_i64..9, any::<i64>()]);
    let figure = prop::option::weighted(0.8, prop_oneof![-1e3_f64..1e3, Just(0.5), Just(-0.0), Just(f64::NAN)]);
    let text = prop::option::weighted(0.8, "[a-c]{1,2}|[\u{4e00}-\u{4e03}]{1,9}x");
    (number, figure, text, -700_000..2_900_000_i32)
}

fn way() -> impl Strategy<Value = Way> {
    let codec = prop::sample::select(vec![
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::LZ4_RAW,
        Compression::GZIP(Default::default()),
    ]);
    (any::<bool>(), any::<bool>(), codec, 1_usize..40, 1_usize..150)
        .prop_map(|(dictionary, second, compression, page, group)| Way { dictionary, second, compression, page, group })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_written_is_read(rows in prop::collection::vec(row(), 1..200), way in way()) {
        let columns = [("n", Kind::Number), ("x", Kind::Number), ("t", Kind::Text), ("d", Kind::Date)];
        let (table, report) = read("a.parquet", &written(&rows, way), &source("*", &columns));
        let lanes: Vec<&Lane> = table.columns.iter().map(|column| &column.lane).collect();
        prop_assert_eq!(table.rows, rows.len());
        for (at, (n, x, t, d)) in rows.iter().enumerate() {
            let x = x.filter(|x| !x.is_nan()).map(|x| x + 0.0);
            prop_assert_eq!(lanes[0].numbers().get(at).ok(), n.map(|n| n as f64));
            prop_assert_eq!(lanes[1].numbers().get(at).ok().map(f64::to_bits), x.map(f64::to_bits));
            prop_assert_eq!(lanes[2].texts().get(at).ok(), t.as_deref());
            prop_assert_eq!(lanes[3].numbers().get(at), Ok(f64::from(*d) * time::SECONDS_A_DAY));
        }
        // Rows may repeat; nothing else is to be said.
        prop_assert!(report.findings.all.iter().all(|finding| finding.code == codes::DUPLICATE_ROWS));
    }
}

/// Batches of few rows, which end inside pages and runs, are the columns that are read at once.
#[test]
fn row_groups_in_batches() {
    for (name, bytes) in FILES {
        let file = super::File::open(super::Bytes::Here(bytes), &Arc::from(name)).unwrap();
        for columns in [NATURAL, ODD] {
            let source = source("*", columns);
            let words = MissingWords::of(&source);
            let whole = file.read(&source.columns, &words).unwrap();
            let (_, wanted) = file.wanted(&source.columns, &words);
            let mut wanted = wanted.unwrap();
            for rows in [1, 3, 1000] {
                wanted.rows = rows;
                let mut values = vec![Vec::new(); columns.len()];
                let mut said: Vec<Option<super::Part>> = Vec::new();
                for group in wanted.groups().into_iter().enumerate() {
                    let empty = |kind| match kind {
                        Kind::Text => Lane::Texts(Default::default()),
                        Kind::Number | Kind::Date | Kind::Bool => Lane::Numbers(Default::default()),
                    };
                    let column =
                        |(name, kind): &(&str, Kind)| Column { name: name.to_string(), lane: empty(*kind), at: vec![] };
                    let mut table = Table { columns: columns.iter().map(column).collect(), ..Table::default() };
                    let parts = wanted.walk(group, &mut table, &mut |table, _| {
                        values.iter_mut().zip(&table.columns).for_each(|(all, column)| all.extend(shown(&column.lane)));
                    });
                    for (at, part) in parts.unwrap().into_iter().enumerate() {
                        match (said.get_mut(at), part) {
                            (Some(Some(all)), Some(part)) => all.absorb(part),
                            (_, part) => said.push(part),
                        }
                    }
                }
                for ((mut whole, said), values) in
                    file.read(&source.columns, &words).unwrap().parts.into_iter().zip(said).zip(values)
                {
                    if let Some(part) = &mut whole {
                        assert!(values == shown(&part.lane), "{name} by {rows}");
                        part.lane = Lane::Numbers(Default::default());
                    }
                    let mut said = said;
                    said.iter_mut().for_each(|part| part.lane = Lane::Numbers(Default::default()));
                    assert_eq!(format!("{whole:?}"), format!("{said:?}"), "{name} by {rows}");
                }
            }
            assert!(whole.rows > 3);
        }
    }
}

fn shown(lane: &Lane) -> Vec<Result<String, Nothing>> {
    let one = |row| match lane {
        Lane::Numbers(numbers) => numbers.get(row).map(|value| value.to_string()),
        Lane::Texts(texts) => texts.get(row).map(str::to_string),
    };
    (0..lane.len()).map(one).collect()
}
