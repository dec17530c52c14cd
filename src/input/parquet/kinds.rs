//! What the values of a column are: the types a file declares → numbers, days, moments, texts.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::schema::types::ColumnDescriptor;

use super::bits::{self, CUT_SHORT, Fault};
use crate::input::{csv, number};
use crate::rubric::Column;
use crate::table::{Kind, RawCell, time};

/// A column of values that are not nested.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Of the column chunk in each row group.
    pub index: usize,
    pub name: String,
    pub physical: Physical,
    /// Bytes of a value of fixed length.
    pub length: usize,
    pub optional: bool,
    pub meaning: Meaning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Whole {
        signed: bool,
    },
    Real,
    /// Places after the point.
    Decimal(i32),
    Truth,
    Day,
    /// Units in a second, and whether it is counted in UTC rather than on the local calendar.
    Moment {
        units: i64,
        utc: bool,
    },
    Clock {
        units: i64,
    },
    Text,
    Uuid,
    /// Nested, or nothing that stands in a cell.
    Other,
}

/// Seconds by which the calendar of the readers is ahead of UTC: China has one time.
const AHEAD: f64 = 8.0 * 3600.0;

/// Days of the years 1 to 9999.
const DAYS: std::ops::Range<f64> = -719_162.0..2_932_897.0;

impl Leaf {
    pub fn of(column: &ColumnDescriptor, index: usize) -> Leaf {
        let nested = column.path().parts().len() > 1 || column.max_rep_level() > 0 || column.max_def_level() > 1;
        let root = column.path().parts().first().cloned().unwrap_or_default();
        let physical = column.physical_type();
        Leaf {
            index,
            name: root,
            physical,
            length: usize::try_from(column.type_length()).unwrap_or(0),
            optional: column.max_def_level() > 0,
            meaning: if nested { Meaning::Other } else { meaning(column, physical) },
        }
    }

    /// Bytes of one value once it is plain; none where each has its own length.
    pub fn width(&self) -> Option<usize> {
        match self.physical {
            Physical::BOOLEAN => Some(1),
            Physical::INT32 | Physical::FLOAT => Some(4),
            Physical::INT64 | Physical::DOUBLE => Some(8),
            Physical::INT96 => Some(12),
            Physical::FIXED_LEN_BYTE_ARRAY => Some(self.length),
            Physical::BYTE_ARRAY => None,
        }
    }

    /// The bytes of so many plain values.
    pub fn plain_length(&self, plain: &[u8], count: usize) -> Result<usize, Fault> {
        if let Some(width) = self.width() {
            return Ok(width.saturating_mul(count).min(plain.len()));
        }
        let mut rest = plain;
        for _ in 0..count {
            bits::prefixed(&mut rest)?;
        }
        Ok(plain.len() - rest.len())
    }

    /// Whether its values are those of the column that is asked for, without a look at each.
    pub fn is_direct(&self, asked: &Column) -> bool {
        match asked.kind {
            Kind::Number => matches!(self.meaning, Meaning::Whole { .. } | Meaning::Real | Meaning::Decimal(_)),
            Kind::Date => matches!(self.meaning, Meaning::Day | Meaning::Moment { .. }),
            Kind::Text | Kind::Bool => false,
        }
    }

    /// Plain values as numbers: NaN for a value that is none, infinite for one that cannot be read.
    pub fn numbers(&self, mut bytes: &[u8], out: &mut [f64]) -> Result<(), Fault> {
        match (self.physical, self.meaning) {
            // Plus 0: nobody wants to read a minus before a zero.
            (Physical::DOUBLE, _) => each(bytes, out, |value| f64::from_le_bytes(value) + 0.0),
            (Physical::FLOAT, _) => each(bytes, out, |value| single(f32::from_le_bytes(value))),
            (Physical::INT32, Meaning::Whole { signed: false }) => {
                each(bytes, out, |value| f64::from(u32::from_le_bytes(value)))
            }
            (Physical::INT64, Meaning::Whole { signed: false }) => {
                each(bytes, out, |value| u64::from_le_bytes(value) as f64)
            }
            (Physical::INT32, Meaning::Whole { .. }) => each(bytes, out, |value| f64::from(i32::from_le_bytes(value))),
            (Physical::INT64, Meaning::Whole { .. }) => each(bytes, out, |value| i64::from_le_bytes(value) as f64),
            (Physical::INT32, Meaning::Decimal(scale)) => {
                each(bytes, out, |value| scaled(i128::from(i32::from_le_bytes(value)), scale))
            }
            (Physical::INT64, Meaning::Decimal(scale)) => {
                each(bytes, out, |value| scaled(i128::from(i64::from_le_bytes(value)), scale))
            }
            (Physical::INT32, Meaning::Day) => each(bytes, out, |value| day(i32::from_le_bytes(value))),
            (Physical::INT64, Meaning::Moment { units, utc }) => {
                each(bytes, out, |value| moment(i64::from_le_bytes(value), units, utc))
            }
            (Physical::INT96, _) => each(bytes, out, julian),
            (Physical::FIXED_LEN_BYTE_ARRAY, Meaning::Decimal(scale)) if self.length > 0 => {
                let bytes = bytes.get(..self.length.saturating_mul(out.len())).ok_or(CUT_SHORT)?;
                for (out, value) in out.iter_mut().zip(bytes.chunks_exact(self.length)) {
                    *out = unscaled(value).map_or(f64::INFINITY, |value| scaled(value, scale));
                }
                Ok(())
            }
            (Physical::BYTE_ARRAY, Meaning::Decimal(scale)) => {
                for out in out {
                    let value = bits::prefixed(&mut bytes)?;
                    *out = unscaled(value).map_or(f64::INFINITY, |value| scaled(value, scale));
                }
                Ok(())
            }
            _ => Err("a type that does not hold such values"),
        }
    }

    /// The next plain value as a cell.
    pub fn cell(&self, bytes: &mut &[u8]) -> Result<RawCell, Fault> {
        let value = match self.width() {
            Some(width) => bits::take(bytes, width)?,
            None => bits::prefixed(bytes)?,
        };
        let number =
            |value: f64| if value.is_nan() { RawCell::Empty } else { RawCell::Number { value, percent: false } };
        Ok(match self.meaning {
            Meaning::Truth => RawCell::Bool(value != [0]),
            Meaning::Text => match std::str::from_utf8(value) {
                Ok(text) => csv::cell(text),
                Err(_) => RawCell::Error(String::from_utf8_lossy(value).into()),
            },
            Meaning::Uuid => {
                let digits: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
                let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part).unwrap_or_default());
                RawCell::Text(parts.join("-").into())
            }
            Meaning::Clock { units } => {
                let seconds = whole(value).div_euclid(units);
                let text = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
                RawCell::Text(text.into())
            }
            // What an f64 cannot hold stays as it is written: it may be an id.
            Meaning::Whole { signed } => {
                let whole = whole(value);
                let unsigned = whole as u64;
                match (signed || whole >= 0, whole.unsigned_abs() < MOST) {
                    (true, true) => number(whole as f64),
                    (true, false) => RawCell::Text(whole.to_string().into()),
                    (false, _) if value.len() == 4 => number(f64::from(whole as u32)),
                    (false, _) => RawCell::Text(unsigned.to_string().into()),
                }
            }
            Meaning::Decimal(scale) => {
                let exact = match self.physical {
                    Physical::INT32 | Physical::INT64 => Some(i128::from(whole(value))),
                    _ => unscaled(value),
                };
                match exact {
                    None => RawCell::Error(format!("{value:02x?}").into()),
                    Some(exact) if exact.unsigned_abs() < u128::from(MOST) => number(scaled(exact, scale)),
                    Some(exact) => RawCell::Text(written(exact, scale).into()),
                }
            }
            Meaning::Real | Meaning::Day | Meaning::Moment { .. } => {
                let mut out = [0.0];
                self.numbers(value, &mut out)?;
                match (self.meaning, out[0].is_infinite()) {
                    (Meaning::Real, _) => number(out[0]),
                    (_, true) => RawCell::Error(whole(value).to_string().into()),
                    (_, false) => RawCell::Date(out[0]),
                }
            }
            Meaning::Other => return Err("a type that does not hold such values"),
        })
    }
}

/// Numbers of fifteen digits are exact in an f64.
const MOST: u64 = 1_000_000_000_000_000;

fn meaning(column: &ColumnDescriptor, physical: Physical) -> Meaning {
    let units = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    let declared = match column.logical_type_ref() {
        Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => Some(Meaning::Text),
        Some(LogicalType::Integer(int)) => Some(Meaning::Whole { signed: int.is_signed }),
        Some(LogicalType::Decimal(decimal)) => Some(Meaning::Decimal(decimal.scale)),
        Some(LogicalType::Date) => Some(Meaning::Day),
        Some(LogicalType::Timestamp(stamp)) => {
            Some(Meaning::Moment { units: units(&stamp.unit), utc: stamp.is_adjusted_to_u_t_c })
        }
        Some(LogicalType::Time(time)) => Some(Meaning::Clock { units: units(&time.unit) }),
        Some(LogicalType::Uuid) => Some(Meaning::Uuid),
        Some(LogicalType::Unknown) | None => None,
        Some(_) => Some(Meaning::Other),
    };
    let converted = || match column.converted_type() {
        ConvertedType::NONE => None,
        ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Some(Meaning::Text),
        ConvertedType::DECIMAL => Some(Meaning::Decimal(column.type_scale())),
        ConvertedType::DATE => Some(Meaning::Day),
        ConvertedType::TIME_MILLIS => Some(Meaning::Clock { units: 1_000 }),
        ConvertedType::TIME_MICROS => Some(Meaning::Clock { units: 1_000_000 }),
        ConvertedType::TIMESTAMP_MILLIS => Some(Meaning::Moment { units: 1_000, utc: true }),
        ConvertedType::TIMESTAMP_MICROS => Some(Meaning::Moment { units: 1_000_000, utc: true }),
        ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32 | ConvertedType::INT_64 => {
            Some(Meaning::Whole { signed: true })
        }
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
            Some(Meaning::Whole { signed: false })
        }
        _ => Some(Meaning::Other),
    };
    let by_bytes = match physical {
        Physical::BOOLEAN => Meaning::Truth,
        Physical::INT32 | Physical::INT64 => Meaning::Whole { signed: true },
        Physical::INT96 => Meaning::Moment { units: 1_000_000_000, utc: true },
        Physical::FLOAT | Physical::DOUBLE => Meaning::Real,
        // Spark and Hive have written texts without saying so.
        Physical::BYTE_ARRAY => Meaning::Text,
        Physical::FIXED_LEN_BYTE_ARRAY => Meaning::Other,
    };
    let meaning = declared.or_else(converted).unwrap_or(by_bytes);
    let possible = match meaning {
        Meaning::Whole { .. } => matches!(physical, Physical::INT32 | Physical::INT64),
        Meaning::Decimal(scale) => {
            (0..=38).contains(&scale)
                && !matches!(physical, Physical::BOOLEAN | Physical::FLOAT | Physical::DOUBLE | Physical::INT96)
        }
        Meaning::Day => physical == Physical::INT32,
        Meaning::Moment { .. } => matches!(physical, Physical::INT64 | Physical::INT96),
        Meaning::Clock { .. } => matches!(physical, Physical::INT32 | Physical::INT64),
        Meaning::Text => physical == Physical::BYTE_ARRAY,
        Meaning::Uuid => physical == Physical::FIXED_LEN_BYTE_ARRAY,
        Meaning::Real | Meaning::Truth | Meaning::Other => true,
    };
    if possible { meaning } else { Meaning::Other }
}

fn each<const N: usize>(bytes: &[u8], out: &mut [f64], of: impl Fn([u8; N]) -> f64) -> Result<(), Fault> {
    let bytes = bytes.get(..N.saturating_mul(out.len())).ok_or(CUT_SHORT)?;
    for (out, value) in out.iter_mut().zip(bytes.chunks_exact(N)) {
        let mut array = [0; N];
        array.copy_from_slice(value);
        *out = of(array);
    }
    Ok(())
}

/// A number of 4 or 8 bytes.
fn whole(value: &[u8]) -> i64 {
    match value {
        [a, b, c, d] => i64::from(i32::from_le_bytes([*a, *b, *c, *d])),
        [a, b, c, d, e, f, g, h] => i64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]),
        _ => 0,
    }
}

/// The number whose shortest decimal this is: 0.1 of four bytes is one tenth.
fn single(value: f32) -> f64 {
    if value.fract() == 0.0 || !value.is_finite() {
        return f64::from(value) + 0.0;
    }
    value.to_string().parse().unwrap_or(f64::INFINITY)
}

/// Bytes of a decimal, the highest first.
fn unscaled(bytes: &[u8]) -> Option<i128> {
    let sign = if bytes.first().is_some_and(|byte| *byte >= 0x80) { 0xff } else { 0 };
    let (high, low) = bytes.split_at(bytes.len().saturating_sub(16));
    if high.iter().any(|byte| *byte != sign) {
        return None;
    }
    let mut whole = [sign; 16];
    whole[16 - low.len()..].copy_from_slice(low);
    let value = i128::from_be_bytes(whole);
    (high.is_empty() || (value < 0) == (sign != 0)).then_some(value)
}

fn scaled(value: i128, scale: i32) -> f64 {
    number::exact(value, scale).unwrap_or_else(|| format!("{value}e-{scale}").parse().unwrap_or(f64::INFINITY))
}

/// All digits of a decimal.
fn written(value: i128, scale: i32) -> String {
    let scale = usize::try_from(scale).unwrap_or(0);
    let digits = format!("{:0>1$}", value.unsigned_abs(), scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

fn day(days: i32) -> f64 {
    let days = f64::from(days);
    if DAYS.contains(&days) { days * time::SECONDS_A_DAY } else { f64::INFINITY }
}

fn moment(value: i64, units: i64, utc: bool) -> f64 {
    let seconds = value.div_euclid(units) as f64 + if utc { AHEAD } else { 0.0 };
    if DAYS.contains(&(seconds / time::SECONDS_A_DAY)) { seconds } else { f64::INFINITY }
}

/// Nanoseconds of the day and the Julian day, as Spark and Hive wrote moments.
fn julian(value: [u8; 12]) -> f64 {
    const OF_1970: i64 = 2_440_588;
    let [a, b, c, d, e, f, g, h, i, j, k, l] = value;
    let nanos = i64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let days = i64::from(u32::from_le_bytes([i, j, k, l])) - OF_1970;
    let seconds = days as f64 * time::SECONDS_A_DAY + nanos.div_euclid(1_000_000_000) as f64 + AHEAD;
    if DAYS.contains(&(seconds / time::SECONDS_A_DAY)) { seconds } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_of_any_length() {
        assert_eq!(unscaled(&[]), Some(0));
        assert_eq!(unscaled(&[0xff, 0x85]), Some(-123));
        assert_eq!(unscaled(&[0xff; 20]), Some(-1));
        assert_eq!(unscaled(&[1; 20]), None);
        assert_eq!(scaled(10, 2), 0.1);
        assert_eq!(scaled(12_345_678_901_234_567_890, 10), 1_234_567_890.123_456_8);
        assert_eq!(written(-12_340, 3), "-12.34");
        assert_eq!(written(5, 3), "0.005");
    }

    #[test]
    fn moments() {
        assert_eq!(moment(-1, 1000, false), -1.0);
        assert_eq!(moment(0, 1000, true), AHEAD);
        assert_eq!(day(i32::MAX), f64::INFINITY);
        let mut value = [0; 12];
        value[8..].copy_from_slice(&2_440_589_u32.to_le_bytes());
        assert_eq!(julian(value), time::SECONDS_A_DAY + AHEAD);
        assert_eq!(single(0.1), 0.1);
    }
}
