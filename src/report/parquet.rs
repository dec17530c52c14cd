//! Results as Parquet, for programs: the columns of the sheet, typed, with null for what is a nothing and
//! its kind and reason in a column beside it.
//!
//! The bytes depend on the results alone: no time, no place, and the same for any number of threads.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, ColumnPath, Type, TypePtr};
use rayon::prelude::*;

use crate::table::Texts;
use crate::table::time::SECONDS_A_DAY;
use crate::text::{Lang, inert};

use super::number;
use super::sheet::{Cell, Column, Field, Form, Sheet, Shown, Values};
use super::{Report, Series};
use crate::result::Extent;

/// As other engines have them: large enough to compress, small enough to be read side by side.
const ROW_GROUP: usize = 122_880;

/// Columns that are encoded at a time, for each thread; what comes of them is in memory at once.
const COLUMNS: usize = 4;

#[derive(Debug)]
pub(super) struct Parquet;

impl Report for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["parquet"]
    }

    fn extent(&self, detail: bool) -> Extent {
        if detail { Extent::Details } else { Extent::Outcomes }
    }

    fn write_to(&self, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let sheet = Sheet::new(series, Form::Typed);
        write(&sheet, series, out).map_err(|error| match error {
            // What the system says is told as it is.
            ParquetError::External(inner) => match inner.downcast::<io::Error>() {
                Ok(error) => *error,
                Err(other) => io::Error::other(other),
            },
            other => io::Error::other(other),
        })
    }
}

fn write(sheet: &Sheet, series: &Series, out: &mut (dyn Write + Send)) -> Result<(), ParquetError> {
    let schema = schema(sheet)?;
    let properties = Arc::new(properties(sheet, series));
    let mut file = SerializedFileWriter::new(out, schema, properties.clone())?;
    let at_once = COLUMNS * rayon::current_num_threads();
    for rows in row_groups(sheet) {
        let described: Vec<(&Column, ColumnDescPtr)> =
            sheet.columns.iter().zip(file.schema_descr().columns().iter().cloned()).collect();
        let mut group = file.next_row_group()?;
        for some in described.chunks(at_once) {
            let encoded: Vec<_> = some
                .par_iter()
                .map(|(column, described)| encode(column, described.clone(), &rows, &properties, series.lang()))
                .collect();
            for column in encoded {
                let (bytes, close) = column?;
                group.append_column(&bytes, close)?;
            }
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

/// Some subjects of a period.
type Part<'a> = (usize, &'a [usize]);

/// The rows of all periods, cut into groups of equal length but for the last.
fn row_groups<'a>(sheet: &Sheet<'a>) -> Vec<Vec<Part<'a>>> {
    let mut groups: Vec<Vec<Part<'a>>> = Vec::new();
    let mut room = 0;
    for (period, order) in sheet.orders.iter().enumerate() {
        let mut rest = *order;
        while !rest.is_empty() {
            if room == 0 {
                groups.push(Vec::new());
                room = ROW_GROUP;
            }
            let (now, later) = rest.split_at(room.min(rest.len()));
            room -= now.len();
            rest = later;
            if let Some(group) = groups.last_mut() {
                group.push((period, now));
            }
        }
    }
    groups
}

fn schema(sheet: &Sheet) -> Result<TypePtr, ParquetError> {
    let columns = sheet.columns.iter().map(|column| {
        let (physical, logical) = match column.shown {
            Shown::Fixed(_) | Shown::Short => (PhysicalType::DOUBLE, None),
            Shown::Whole => (PhysicalType::INT64, None),
            Shown::Date => (PhysicalType::INT32, Some(LogicalType::Date)),
            Shown::YesNo => (PhysicalType::BOOLEAN, None),
            Shown::Text | Shown::Free | Shown::Why => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        };
        Type::primitive_type_builder(&inert(&column.name), physical)
            .with_logical_type(logical)
            .with_repetition(Repetition::OPTIONAL)
            .build()
            .map(Arc::new)
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Type::group_type_builder("results").with_fields(columns).build()?))
}

fn properties(sheet: &Sheet, series: &Series) -> WriterProperties {
    let version = env!("CARGO_PKG_VERSION");
    let mut metadata = vec![KeyValue::new("kaohe.version".to_string(), version.to_string())];
    if let Some(view) = series.views.first() {
        let header = &view.rubric.header;
        let periods: Vec<&str> = series.views.iter().map(|view| view.results.period.name.as_str()).collect();
        metadata.push(KeyValue::new("kaohe.rubric".to_string(), header.id.clone()));
        metadata.push(KeyValue::new("kaohe.title".to_string(), header.title.in_lang(view.lang).to_string()));
        metadata.push(KeyValue::new("kaohe.period".to_string(), periods.join(",")));
    }
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_created_by(format!("kaohe version {version}"))
        .set_key_value_metadata(Some(metadata));
    for column in &sheet.columns {
        // No two subjects have one key: a dictionary of them would be the column once more.
        let of_keys = column.values.iter().any(|values| matches!(**values, Values::Subjects(_, Field::Key)));
        if matches!(column.shown, Shown::Text | Shown::Free | Shown::Why) && !of_keys {
            let path = ColumnPath::from(inert(&column.name).into_owned());
            properties = properties.set_column_dictionary_enabled(path, true);
        }
    }
    properties.build()
}

/// One column of a row group, as it stands in the file.
fn encode(
    column: &Column,
    described: ColumnDescPtr,
    rows: &[Part],
    properties: &WriterPropertiesPtr,
    lang: Lang,
) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
    let mut sink = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut sink));
    let mut writer = get_column_writer(described, properties.clone(), pages);
    // 1 where there is a value.
    let mut there: Vec<i16> = Vec::with_capacity(rows.iter().map(|(_, subjects)| subjects.len()).sum());
    match &mut writer {
        ColumnWriter::DoubleColumnWriter(writer) => {
            let values = numbers(column, rows, &mut there, |value| value);
            writer.write_batch(&values, Some(&there), None)?;
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            let values = numbers(column, rows, &mut there, |value| value as i64);
            writer.write_batch(&values, Some(&there), None)?;
        }
        ColumnWriter::Int32ColumnWriter(writer) => {
            let values = numbers(column, rows, &mut there, |value| (value / SECONDS_A_DAY).floor() as i32);
            writer.write_batch(&values, Some(&there), None)?;
        }
        ColumnWriter::BoolColumnWriter(writer) => {
            let values = numbers(column, rows, &mut there, |value| value != 0.0);
            writer.write_batch(&values, Some(&there), None)?;
        }
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let values = texts(column, rows, &mut there, lang);
            writer.write_batch(&values, Some(&there), None)?;
        }
        ColumnWriter::FloatColumnWriter(_)
        | ColumnWriter::Int96ColumnWriter(_)
        | ColumnWriter::FixedLenByteArrayColumnWriter(_) => {}
    }
    let close = writer.close()?;
    Ok((Bytes::from(sink.into_inner()?), close))
}

fn numbers<T>(column: &Column, rows: &[Part], there: &mut Vec<i16>, of: impl Fn(f64) -> T) -> Vec<T> {
    let mut values = Vec::with_capacity(there.capacity());
    for (period, subjects) in rows {
        let numbers = match column.values.get(*period).map(|values| &**values) {
            Some(Values::Numbers(numbers)) => &numbers.values[..],
            _ => &[],
        };
        for subject in *subjects {
            let value = numbers.get(*subject).copied().unwrap_or(f64::NAN);
            there.push(i16::from(!value.is_nan()));
            if !value.is_nan() {
                values.push(of(value));
            }
        }
    }
    values
}

fn texts(column: &Column, rows: &[Part], there: &mut Vec<i16>, lang: Lang) -> Vec<ByteArray> {
    let bytes = |text: &str| ByteArray::from(text.as_bytes().to_vec());
    let mut all = Vec::with_capacity(there.capacity());
    let is_why = column.shown == Shown::Why;
    let reasons: Vec<ByteArray> = if is_why {
        let words = crate::table::Nothing::ALL.iter().map(|why| bytes(number::nothing(*why).in_lang(lang)));
        // Numbers of reasons begin with one.
        std::iter::once(bytes("")).chain(words).collect()
    } else {
        Vec::new()
    };
    for (period, subjects) in rows {
        let Some(values) = column.values.get(*period) else { continue };
        let words: Vec<ByteArray> = match &**values {
            _ if is_why => Vec::new(),
            Values::Texts(texts) => texts.dictionary.iter().map(|word| bytes(word)).collect(),
            Values::Codes { words, .. } => words.iter().map(|word| bytes(word)).collect(),
            Values::Same(word) => vec![bytes(word)],
            Values::Numbers(_) | Values::Subjects(..) | Values::Masked(_) => Vec::new(),
        };
        for subject in *subjects {
            let code = match &**values {
                Values::Texts(texts) => texts.codes.get(*subject).copied().unwrap_or(Texts::NONE),
                Values::Codes { codes, .. } => codes.get(*subject).copied().unwrap_or(Texts::NONE),
                _ => 0,
            };
            let found = words.get(code as usize).cloned().or_else(|| match values.at(*subject) {
                Cell::Nothing(why) => reasons.get(why as usize).cloned(),
                Cell::Masked(word) if is_why => Some(bytes(word)),
                Cell::Text(text) if !is_why => Some(bytes(text)),
                _ => None,
            });
            there.push(i16::from(found.is_some()));
            all.extend(found);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::RowAccessor;

    #[test]
    fn rows_are_cut_into_groups_and_none_is_lost() {
        let mut fixture = fixture::shop();
        let order = fixture.results.order.clone();
        fixture.results.order = order.iter().copied().cycle().take(65_000).collect();
        let view = fixture.view(Lang::Zh);
        // As if of two periods, of which the second goes on in the group of the first.
        let views = [view, view];
        let series = Series { all_periods: true, detail: true, ..Series::of(&views) };
        let mut bytes = Vec::new();
        Parquet.write_to(&series, &mut bytes).unwrap();
        let file = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
        let groups: Vec<i64> =
            file.metadata().row_groups().iter().map(::parquet::file::metadata::RowGroupMetaData::num_rows).collect();
        assert_eq!(groups, [122_880, 7_120]);
        let columns = file.metadata().file_metadata().schema_descr().columns();
        let key = columns.iter().position(|column| column.name() == "工号").unwrap();
        let keys = file.get_row_iter(None).unwrap().map(|row| row.unwrap().get_string(key).unwrap().clone());
        let of = |at: usize| fixture.results.subjects[order[at % 65_000 % order.len()]].key.clone();
        assert!(keys.enumerate().all(|(at, key)| key == of(at)));
    }
}
