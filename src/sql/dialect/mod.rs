//! What databases say differently.
//!
//! A dialect answers small questions; each has a generic answer, so that a dialect's file says only
//! where it differs. To add one, add its file and its entry in [`DIALECTS`].

mod duckdb;
mod postgres;
mod spark;

use crate::plan::DatePart;

/// Every dialect there is.
pub const DIALECTS: &[&dyn Dialect] = &[&duckdb::DuckDb, &postgres::Postgres, &spark::Spark];

/// The dialect of this name.
pub fn dialect(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().copied().find(|dialect| dialect.name() == name)
}

/// How a file of rows is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Csv,
    Parquet,
    /// What databases do not read: workbooks, JSON, the results of another rubric.
    Other,
}

/// The functions that carry our meaning of numbers. A script defines those that it uses, or has
/// their formulas in place where the dialect has no functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Function {
    /// Two numbers that agree to twelve digits.
    Same,
    /// Less than, and not the same.
    Below,
    /// Greater than, and not the same.
    Above,
    AtMost,
    AtLeast,
    /// One value for counting: to twelve digits, but whole numbers to the last.
    OneValue,
    /// Half away from zero; a value within twelve digits of a tie is the tie.
    Rounded,
    FloorNear,
    CeilNear,
    /// The decimal that a number is written as.
    Exact,
}

impl Function {
    pub const ALL: [Function; 10] = [
        Function::Same,
        Function::Below,
        Function::Above,
        Function::AtMost,
        Function::AtLeast,
        Function::OneValue,
        Function::Rounded,
        Function::FloorNear,
        Function::CeilNear,
        Function::Exact,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Function::Same => "same",
            Function::Below => "below",
            Function::Above => "above",
            Function::AtMost => "at_most",
            Function::AtLeast => "at_least",
            Function::OneValue => "one_value",
            Function::Rounded => "rounded",
            Function::FloorNear => "floor_near",
            Function::CeilNear => "ceil_near",
            Function::Exact => "exact",
        }
    }

    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Function::Same
            | Function::Below
            | Function::Above
            | Function::AtMost
            | Function::AtLeast
            | Function::OneValue => &["a", "b"],
            Function::Rounded => &["x", "digits"],
            Function::FloorNear | Function::CeilNear | Function::Exact => &["x"],
        }
    }

    /// What it is for, as the script says it.
    pub fn says(self) -> (&'static str, &'static str) {
        match self {
            Function::Same => ("12 位有效数字一致即相等", "equal where twelve significant digits agree"),
            Function::Below => ("小于，且 12 位数字上不相等", "less, and not equal to twelve digits"),
            Function::Above => ("大于，且 12 位数字上不相等", "greater, and not equal to twelve digits"),
            Function::AtMost => ("小于或 12 位数字上相等", "less, or equal to twelve digits"),
            Function::AtLeast => ("大于或 12 位数字上相等", "greater, or equal to twelve digits"),
            Function::OneValue => ("同一个值；整数逐位比较", "one value; whole numbers to the last digit"),
            Function::Rounded => ("四舍五入（按十进制值）", "half away from zero, on the decimal value"),
            Function::FloorNear => {
                ("向下取整，12 位内的整数即该整数", "floor; within twelve digits of a whole number, that")
            }
            Function::CeilNear => {
                ("向上取整，12 位内的整数即该整数", "ceiling; within twelve digits of a whole number, that")
            }
            Function::Exact => ("按所写的十进制数，用于精确求和", "the decimal as it is written, for exact sums"),
        }
    }

    /// The formula over these arguments.
    pub fn formula(self, dialect: &(impl Dialect + ?Sized), arguments: &[&str]) -> String {
        let a = arguments.first().copied().unwrap_or_default();
        let b = arguments.get(1).copied().unwrap_or_default();
        let slack = format!("1e-12 * GREATEST(1, ABS({a}), ABS({b}))");
        match self {
            Function::Same => format!("ABS({a} - {b}) <= {slack}"),
            Function::Below => format!("{b} - {a} > {slack}"),
            Function::Above => format!("{a} - {b} > {slack}"),
            Function::AtMost => format!("{a} - {b} <= {slack}"),
            Function::AtLeast => format!("{b} - {a} <= {slack}"),
            Function::OneValue => {
                format!("{a} = {b} OR (ABS({a} - {b}) <= {slack} AND ({a} <> FLOOR({a}) OR {b} <> FLOOR({b})))")
            }
            Function::Rounded => {
                let power = format!("POWER(1e1, {b})");
                format!(
                    "CASE WHEN ABS({a}) * {power} < 4503599627370496 THEN SIGN({a}) * FLOOR(ABS({a}) * {power} + 0.5 \
                     + LEAST(0.001, 1e-12 * GREATEST(1, ABS({a}) * {power}))) / {power} + 0e0 ELSE {a} END"
                )
            }
            Function::FloorNear => format!("FLOOR({a} + LEAST(0.001, 1e-12 * GREATEST(1, ABS({a}))))"),
            Function::CeilNear => format!("CEIL({a} - LEAST(0.001, 1e-12 * GREATEST(1, ABS({a}))))"),
            Function::Exact => dialect.decimal(a),
        }
    }

    /// What it gives.
    pub fn is_condition(self) -> bool {
        self.parameters().len() == 2 && self != Function::Rounded
    }
}

/// One database's way of saying things.
pub trait Dialect: std::fmt::Debug + Sync {
    /// As `--dialect` has it.
    fn name(&self) -> &'static str;

    /// The name that people know.
    fn title(&self) -> &'static str;

    fn quoted(&self, name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }

    fn text(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    /// Statements before all others.
    fn begin(&self) -> &'static [&'static str] {
        &[]
    }

    /// The types of numbers and of text.
    fn double(&self) -> &'static str {
        "DOUBLE"
    }

    fn varchar(&self) -> &'static str {
        "VARCHAR"
    }

    /// A statement that defines a function; `None` where formulas stand in place.
    fn define(&self, _function: Function) -> Option<String> {
        None
    }

    /// How a defined function is called.
    fn function_name(&self, function: Function) -> String {
        function.name().to_string()
    }

    /// A number as the decimal that it is written as, in a type whose sums are exact.
    fn decimal(&self, x: &str) -> String {
        format!("CAST(CAST({x} AS {}) AS DECIMAL(38, 15))", self.varchar())
    }

    /// A number where the result may be too large; the dialect may stop with an error instead.
    fn finite(&self, x: &str) -> String {
        format!("CASE WHEN ABS({x}) <= 1.7976931348623157e308 THEN {x} END")
    }

    fn infinity(&self) -> String {
        format!("CAST('Infinity' AS {})", self.double())
    }

    /// The remainder with the sign of the dividend.
    fn remainder(&self, a: &str, b: &str) -> String {
        format!("{a} % {b}")
    }

    fn log10(&self, x: &str) -> String {
        format!("LOG10({x})")
    }

    fn contains(&self, text: &str, part: &str) -> String {
        format!("CONTAINS({text}, {part})")
    }

    fn starts_with(&self, text: &str, part: &str) -> String {
        format!("STARTS_WITH({text}, {part})")
    }

    /// Texts ordered by their characters.
    fn by_characters(&self, text: &str) -> String {
        text.to_string()
    }

    /// The day of a moment in seconds since 1970-01-01.
    fn day(&self, seconds: &str) -> String {
        format!("DATE '1970-01-01' + CAST(FLOOR({seconds} / 86400) AS INTEGER)")
    }

    /// Year, month or day of a moment.
    fn date_part(&self, part: DatePart, seconds: &str) -> String {
        let name = match part {
            DatePart::Year => "YEAR",
            DatePart::Month => "MONTH",
            DatePart::Day => "DAY",
            DatePart::Hour => {
                return format!("FLOOR(({seconds} - FLOOR({seconds} / 86400) * 86400) / 3600)");
            }
        };
        format!("CAST(EXTRACT({name} FROM {}) AS {})", self.day(seconds), self.double())
    }

    /// Seconds from 1970-01-01 to the first day of a month.
    fn month_start(&self, year: &str, month: &str) -> String {
        format!("CAST(MAKE_DATE({year}, {month}, 1) - DATE '1970-01-01' AS {}) * 86400", self.double())
    }

    /// The quantile between order statistics, over the rows of the condition.
    fn quantile(&self, x: &str, share: &str, condition: &str) -> String {
        format!("PERCENTILE_CONT({share}) WITHIN GROUP (ORDER BY {x}){condition}")
    }

    /// Whether all rows of the group fulfil a condition.
    fn every(&self, condition: &str) -> String {
        format!("BOOL_AND({condition})")
    }

    /// The part of a text in the first bracket of a pattern; NULL or empty where there is none.
    fn extract(&self, text: &str, pattern: &str) -> String {
        format!("REGEXP_EXTRACT({text}, {}, 1)", self.text(pattern))
    }

    fn matches(&self, text: &str, pattern: &str) -> String {
        format!("REGEXP_MATCHES({text}, {})", self.text(pattern))
    }

    /// A number that was read as text; NULL where it is none.
    fn to_number(&self, text: &str) -> String {
        format!("TRY_CAST({text} AS {})", self.double())
    }

    /// A moment or a date of the database in seconds since 1970-01-01.
    fn seconds(&self, moment: &str) -> String {
        format!("CAST(EXTRACT(EPOCH FROM CAST({moment} AS TIMESTAMP)) AS {})", self.double())
    }

    /// A value of no kind whose computation stops the script with this message.
    fn stop(&self, _message: &str) -> String {
        "NULL".to_string()
    }

    /// The name of the file of a row, where files are read.
    fn file_name(&self) -> &'static str {
        "filename"
    }

    /// Rows of files as a relation whose columns are as the files have them; text if it is CSV.
    ///
    /// # Errors
    /// `None` where this database cannot read such files by itself.
    fn files(&self, layout: Layout, paths: &[String]) -> Option<String>;

    /// The word for a block that is stored, where one has to be that so many others read.
    fn stored(&self, readers: usize) -> &'static str {
        if readers > 1 { " MATERIALIZED" } else { "" }
    }

    /// Whether blocks are statements of their own, not parts of one: then `(once, several times)`
    /// are how a block begins that is read so often.
    fn statements(&self) -> Option<(&'static str, &'static str)> {
        None
    }
}
