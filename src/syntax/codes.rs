//! Findings of form.

use crate::diagnostic::Code;

pub const TOML: Code = Code::new("K0101", "TOML 写法有误", "not TOML");
pub const BARE_KEY: Code = Code::new("K0102", "中文键名要加引号", "a key in Chinese needs quotes");
pub const FULL_WIDTH: Code = Code::new("K0103", "全角标点", "full-width punctuation");
pub const DUPLICATE_KEY: Code = Code::new("K0104", "键名重复", "a key twice");
pub const NUMBER: Code = Code::new("K0105", "数字无法使用", "a number that cannot be used");
pub const TRUE_FALSE: Code = Code::new("K0106", "是与否的写法", "true and false written otherwise");
pub const CONFLICT: Code = Code::new("K0107", "合并冲突没有解决", "a merge conflict left in the file");

pub const FORMULA: Code = Code::new("K0401", "公式写法有误", "not a formula");
pub const FORMULA_CHARACTER: Code = Code::new("K0402", "公式中的字符不认识", "a character that formulas do not have");
pub const FORMULA_PERCENT: Code = Code::new("K0403", "公式中不能写百分数", "a per cent literal in a formula");
pub const FORMULA_ADJACENT: Code = Code::new("K0404", "两项之间缺少运算符", "no operator between two operands");
pub const FORMULA_OPERAND: Code = Code::new("K0405", "缺少运算对象", "an operand is missing");
pub const FORMULA_BRACKET: Code = Code::new("K0406", "括号不配对", "brackets do not match");
pub const FORMULA_ASSIGN: Code = Code::new("K0407", "公式中不能赋值", "an assignment in a formula");
pub const FORMULA_LIMIT: Code = Code::new("K0408", "公式过长或嵌套过深", "a formula too long or too deep");
pub const FORMULA_TEXT: Code = Code::new("K0409", "文字要用双引号", "text needs double quotes");
pub const FORMULA_CHAIN: Code = Code::new("K0410", "不能连续比较", "comparisons in a chain");

pub const CODES: &[Code] = &[
    TOML,
    BARE_KEY,
    FULL_WIDTH,
    DUPLICATE_KEY,
    NUMBER,
    TRUE_FALSE,
    CONFLICT,
    FORMULA,
    FORMULA_CHARACTER,
    FORMULA_PERCENT,
    FORMULA_ADJACENT,
    FORMULA_OPERAND,
    FORMULA_BRACKET,
    FORMULA_ASSIGN,
    FORMULA_LIMIT,
    FORMULA_TEXT,
    FORMULA_CHAIN,
];
