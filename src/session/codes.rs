//! The findings this room can make.

use crate::diagnostic::Code;

pub const NO_RUBRIC: Code = Code::new("K0801", "找不到方案文件", "rubric not found");
pub const DIRECTORY: Code = Code::new("K0802", "是目录，不是方案文件", "a directory where a rubric was expected");
pub const UNREADABLE: Code = Code::new("K0803", "方案文件无法读取", "rubric cannot be read");
pub const EMPTY: Code = Code::new("K0804", "方案文件为空", "empty rubric");
pub const NOT_TEXT: Code = Code::new("K0805", "方案文件不是文本", "a rubric that is not text");
pub const NOT_UTF8: Code = Code::new("K0806", "方案文件不是 UTF-8", "a rubric that is not UTF-8").warning();
pub const UNKNOWN_PERIOD: Code = Code::new("K0807", "没有这一期的数据", "no data of that period");
pub const NO_CYCLE: Code = Code::new("K0808", "方案不分期", "a rubric without periods");
pub const LATER_PERIOD: Code = Code::new("K0809", "更晚的一期没有总分", "a later period without totals").note();
pub const UNKNOWN_SUBJECT: Code = Code::new("K0810", "没有这个考核对象", "unknown subject");
pub const AMBIGUOUS_SUBJECT: Code = Code::new("K0811", "考核对象重名", "several subjects of that name");
pub const UNKNOWN_INDICATOR: Code = Code::new("K0812", "没有这个指标", "unknown indicator");
pub const TEST_FAILED: Code = Code::new("K0813", "方案自带的测试未通过", "a test of the rubric failed");
pub const NO_RUBRICS: Code = Code::new("K0814", "目录中没有方案", "no rubric in the directory");
pub const RUBRICS_IN_A_CIRCLE: Code = Code::new("K0815", "方案互相引用成圈", "rubrics use each other in a circle");
pub const NO_SUCH_RESULT: Code = Code::new("K0816", "另一方案没有这项结果", "the other rubric has no such result");
pub const RESULT_OF_OTHER_TYPE: Code =
    Code::new("K0817", "另一方案的结果是别的类型", "a result of another type than it is used as");
pub const EXTENDS_IN_A_CIRCLE: Code = Code::new("K0820", "基础方案互相成圈", "rubrics extend each other in a circle");

// What a rubric held against its data gives cause to say; the numbers go on where those of `eval` end.
pub const SUSPECT_CELLS: Code =
    Code::new("K0763", "未通过的检查背后可疑的单元格", "the suspect cells behind failed checks").note();
pub const FIGURE_OF_NOBODY: Code = Code::new("K0764", "没有一个人有数据", "a figure that nobody has").warning();
pub const FIGURES_MISSING: Code = Code::new("K0765", "不少人没有数据", "a figure that many do not have").note();
pub const NOT_RATED: Code = Code::new("K0766", "没有评到所有人", "a kind of rater that has not rated everybody").note();
pub const SEVERAL_FIGURES: Code =
    Code::new("K0767", "应只有一行的人有几行", "several rows where one is expected").warning();
pub const TWO_SCALES: Code =
    Code::new("K0768", "一列中有小数也有百分数", "fractions and percentages in one column").warning();
pub const ENDS_EARLY: Code = Code::new("K0769", "数据没有到期末", "data that end before the period does").note();
pub const NOT_SETTLED: Code = Code::new("K0770", "期间尚未结清", "a period that is not settled yet").warning();

pub const NO_TOTAL_TO_COMPARE: Code = Code::new("K1190", "没有总分，无从比较", "no total to compare");
pub const UNKNOWN_GRADE: Code = Code::new("K1191", "没有这个等级", "unknown grade");

pub const NO_PORT: Code = Code::new("K1200", "网页无法在这个端口上提供", "a page that cannot be served at that port");

pub const IN_WAREHOUSE: Code = Code::new("K1102", "数据在数据库里", "rows that are in a database");

pub const NOTHING_TO_ENTER: Code = Code::new("K1160", "没有可填报的数", "nothing to fill in");
pub const NOT_ENTERED: Code = Code::new("K1161", "这张表不能用填报表", "a table that cannot be filled in").warning();
pub const NO_PERIOD_SAID: Code = Code::new("K1162", "没有说填哪一期", "no period to fill in");
pub const OTHER_ROSTER: Code = Code::new("K1163", "用了别期的名册", "the roster of another period").warning();

pub const NOT_DELIVERED: Code = Code::new("K1170", "填报表没有交来", "a workbook that has not come back").warning();
pub const CELLS_EMPTY: Code = Code::new("K1171", "填报表有空格", "cells that are not filled in").warning();
pub const NOT_ALLOWED: Code = Code::new("K1172", "填的数不对", "a cell that cannot be what was asked for");
pub const TWO_VALUES: Code = Code::new("K1173", "两份填报表不一致", "two workbooks that differ");
pub const OTHER_PERIOD: Code = Code::new("K1174", "别期的填报表", "a workbook of another period").warning();
pub const NO_COMMENTS: Code = Code::new("K1175", "没有加上批注", "a workbook without comments").note();

/// All of them, for the documentation.
pub const CODES: &[Code] = &[
    NO_RUBRIC,
    DIRECTORY,
    UNREADABLE,
    EMPTY,
    NOT_TEXT,
    NOT_UTF8,
    UNKNOWN_PERIOD,
    NO_CYCLE,
    LATER_PERIOD,
    UNKNOWN_SUBJECT,
    AMBIGUOUS_SUBJECT,
    UNKNOWN_INDICATOR,
    TEST_FAILED,
    NO_RUBRICS,
    RUBRICS_IN_A_CIRCLE,
    NO_SUCH_RESULT,
    RESULT_OF_OTHER_TYPE,
    EXTENDS_IN_A_CIRCLE,
    NO_TOTAL_TO_COMPARE,
    UNKNOWN_GRADE,
    NO_PORT,
    IN_WAREHOUSE,
    NOTHING_TO_ENTER,
    NOT_ENTERED,
    NO_PERIOD_SAID,
    OTHER_ROSTER,
    NOT_DELIVERED,
    CELLS_EMPTY,
    NOT_ALLOWED,
    TWO_VALUES,
    OTHER_PERIOD,
    NO_COMMENTS,
    SUSPECT_CELLS,
    FIGURE_OF_NOBODY,
    FIGURES_MISSING,
    NOT_RATED,
    SEVERAL_FIGURES,
    TWO_SCALES,
    ENDS_EARLY,
    NOT_SETTLED,
];
