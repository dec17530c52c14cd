//! Findings about whether a rubric is sound.

use crate::diagnostic::Code;

pub const WRONG_WAY: Code = Code::new("K1001", "值更好，得分反而更低", "a better value scores less");
pub const NO_FULL_MARKS: Code = Code::new("K1002", "拿不到满分", "full marks out of reach").warning();
pub const NO_BAND: Code = Code::new("K1003", "这一段没有值能落入", "a band that no value meets").warning();
pub const NO_GRADE: Code = Code::new("K1004", "没有人能得到这个等级", "a grade out of reach").warning();
pub const NEVER: Code = Code::new("K1005", "条件不可能成立", "a condition that cannot hold").warning();
pub const ALWAYS: Code = Code::new("K1006", "条件总是成立", "a condition that always holds").warning();
pub const NO_POLICY: Code =
    Code::new("K1007", "除数可能为 0，没有说明怎么办", "a division by zero without a rule").warning();
pub const OUT_OF_BOUNDS: Code =
    Code::new("K1008", "得分相加超出总分的范围", "marks that add up beyond the bounds of the total").warning();
pub const NO_ROOM: Code =
    Code::new("K1010", "几个名额加起来超过人数", "quotas that together ask for more than there are").warning();
pub const IDLE: Code = Code::new("K1011", "名额不起作用", "a quota that never limits anything").warning();
pub const FEWER: Code = Code::new("K1012", "人多的组名额反而少", "fewer places in a larger group").warning();

pub const CODES: &[Code] =
    &[WRONG_WAY, NO_FULL_MARKS, NO_BAND, NO_GRADE, NEVER, ALWAYS, NO_POLICY, OUT_OF_BOUNDS, NO_ROOM, IDLE, FEWER];
