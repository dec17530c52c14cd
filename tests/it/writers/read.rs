//! The formats read back: every cell as it is written, under its column.

use bytes::Bytes;
use kaohe::table::figure;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Map, Value};

pub struct Parquet {
    pub names: Vec<String>,
    pub rows: Vec<Vec<Field>>,
    pub groups: Vec<i64>,
    pub metadata: Vec<(String, String)>,
}

pub fn parquet(bytes: Vec<u8>) -> Parquet {
    let reader = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
    let file = reader.metadata();
    let names = file.file_metadata().schema_descr().columns().iter().map(|column| column.name().to_string());
    let metadata = file.file_metadata().key_value_metadata().into_iter().flatten();
    let metadata = metadata.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default())).collect();
    let rows = reader.get_row_iter(None).unwrap();
    let rows = rows.map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect()).collect();
    let groups = file.row_groups().iter().map(parquet::file::metadata::RowGroupMetaData::num_rows).collect();
    Parquet { names: names.collect(), rows, groups, metadata }
}

/// The header, and the rows.
pub fn csv(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let text = std::str::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect();
    let header = rows.remove(0);
    (header, rows)
}

pub fn ndjson(bytes: &[u8]) -> Vec<Map<String, Value>> {
    let lines = std::str::from_utf8(bytes).unwrap().lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A field as a line of NDJSON has it.
pub fn in_json(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(value) => (*value).into(),
        Field::Long(value) => (*value).into(),
        Field::Double(value) => {
            let kept: f64 = format!("{value:.14e}").parse().unwrap();
            if kept == kept.trunc() { (kept as i64).into() } else { kept.into() }
        }
        Field::Date(days) => date(*days).into(),
        Field::Str(text) => text.as_str().into(),
        other => panic!("{other:?}"),
    }
}

/// Whether a field, and the reason beside it, are what a cell of the sheet says.
pub fn says(cell: &str, field: &Field, why: Option<&Field>) -> bool {
    let bare = cell.strip_prefix('\'').unwrap_or(cell);
    match field {
        Field::Null => match why {
            Some(Field::Str(why)) => cell.is_empty() || cell == why,
            _ => cell.is_empty(),
        },
        Field::Double(value) => {
            // Points have their decimals, other figures as many as they need.
            let decimals = cell.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
            cell == figure::fixed(*value, decimals) || cell == figure::short(*value)
        }
        Field::Long(value) => cell == value.to_string(),
        Field::Bool(value) => cell == if *value { "是" } else { "否" },
        Field::Date(days) => bare == date(*days),
        Field::Str(text) => bare == kaohe::text::inert(text),
        other => panic!("{other:?}"),
    }
}

fn date(days: i32) -> String {
    kaohe::table::time::show_date(f64::from(days) * 86_400.0)
}
