//! The findings this room can raise.

use crate::diagnostic::Code;

pub const NO_FILE: Code = Code::new("K0601", "找不到数据文件", "data file not found");
pub const UNREADABLE_FILE: Code = Code::new("K0602", "数据文件无法读取", "data file cannot be read");
pub const EMPTY_FILE: Code = Code::new("K0603", "数据文件为空", "data file is empty");
pub const NOT_TEXT: Code = Code::new("K0604", "不是数据文件", "not a data file");
pub const DAMAGED: Code = Code::new("K0605", "工作簿已损坏", "damaged workbook");
pub const TOO_LARGE: Code = Code::new("K0606", "数据文件过大", "data file too large");
pub const UNDECODABLE: Code = Code::new("K0607", "字符无法解码", "undecodable characters").warning();
pub const NO_SHEET: Code = Code::new("K0608", "找不到工作表", "sheet not found");
pub const NO_HEADER: Code = Code::new("K0609", "找不到表头", "no header row");
pub const NO_COLUMN: Code = Code::new("K0610", "缺少列", "missing column");
pub const DUPLICATE_HEADER: Code = Code::new("K0611", "表头重复", "duplicate header").warning();
pub const AMBIGUOUS_COLUMN: Code = Code::new("K0612", "多列对应同一名称", "several columns for one name");
pub const STRAY_HEADER: Code = Code::new("K0613", "表头有多余字符", "stray character in a header").warning();
pub const NO_ROWS: Code = Code::new("K0614", "没有数据行", "no data rows").warning();
pub const UNREADABLE_CELL: Code = Code::new("K0615", "单元格无法读取", "unreadable cell");
pub const LOST_DIGITS: Code = Code::new("K0616", "编号丢失位数", "the id has lost digits");
pub const SUMMARY_DIFFERS: Code = Code::new("K0617", "汇总行与明细不符", "summary row differs from its rows").warning();
pub const DUPLICATE_ROWS: Code = Code::new("K0618", "重复的数据行", "duplicate rows").warning();
pub const NO_PERIOD: Code = Code::new("K0619", "文件名中没有期间", "no period in the file name");
pub const MIXED_UNITS: Code = Code::new("K0620", "一列中单位不一", "mixed units in one column").warning();
pub const OPEN_QUOTE: Code = Code::new("K0621", "引号没有闭合", "unclosed quotation mark");
pub const NO_FORMATS: Code = Code::new("K0622", "数字格式无法读取", "number formats cannot be read").warning();
pub const DAMAGED_COLUMNS: Code = Code::new("K0630", "Parquet 文件已损坏", "damaged Parquet file");
pub const UNKNOWN_COMPRESSION: Code = Code::new("K0631", "压缩方式不支持", "unknown compression");
pub const COLUMN_TYPE: Code = Code::new("K0632", "列的类型不能读取", "the type of a column cannot be read");
pub const UTC_TIMES: Code = Code::new("K0633", "时间按世界时保存", "times stored in UTC").warning();
pub const BAD_JSON: Code = Code::new("K0634", "不是 JSON 记录", "no list of JSON records");
pub const FORM_BROKEN: Code = Code::new("K1150", "填报表的编号不见了", "ids of a data-entry workbook are gone");
pub const FORM_COLUMN_GONE: Code =
    Code::new("K1151", "填报表少了列", "columns gone from a data-entry workbook").warning();
pub const FORM_KEY_DIFFERS: Code =
    Code::new("K1152", "填报表的行对不上人", "a row of a data-entry workbook shows another key");
pub const FORM_OUTDATED: Code =
    Code::new("K1153", "填报表与方案对不上", "a data-entry workbook does not fit the rubric").warning();

/// All of them, for the list of findings.
pub const CODES: &[Code] = &[
    NO_FILE,
    UNREADABLE_FILE,
    EMPTY_FILE,
    NOT_TEXT,
    DAMAGED,
    TOO_LARGE,
    UNDECODABLE,
    NO_SHEET,
    NO_HEADER,
    NO_COLUMN,
    DUPLICATE_HEADER,
    AMBIGUOUS_COLUMN,
    STRAY_HEADER,
    NO_ROWS,
    UNREADABLE_CELL,
    LOST_DIGITS,
    SUMMARY_DIFFERS,
    DUPLICATE_ROWS,
    NO_PERIOD,
    MIXED_UNITS,
    OPEN_QUOTE,
    NO_FORMATS,
    DAMAGED_COLUMNS,
    UNKNOWN_COMPRESSION,
    COLUMN_TYPE,
    UTC_TIMES,
    BAD_JSON,
    FORM_BROKEN,
    FORM_COLUMN_GONE,
    FORM_KEY_DIFFERS,
    FORM_OUTDATED,
];
