//! The findings about scripts.

use crate::diagnostic::Code;

pub const CANNOT_SAY: Code = Code::new("K1100", "SQL 脚本还不能表达", "what a script cannot say yet");
pub const CANNOT_READ: Code =
    Code::new("K1101", "数据库不能自己读取的数据", "data that the database cannot read by itself");

/// All of them, for the documentation.
pub const CODES: &[Code] = &[CANNOT_SAY, CANNOT_READ];
