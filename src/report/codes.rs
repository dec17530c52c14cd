//! The codes of what reports find.

use crate::diagnostic::Code;

pub const TOO_LARGE: Code = Code::new("K0950", "结果放不进一张工作表", "results do not fit a sheet");
pub const CODES: &[Code] = &[TOO_LARGE];
