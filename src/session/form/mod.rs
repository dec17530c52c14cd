//! Data-entry workbooks of a rubric: which figures can be filled in by hand, by whom, and for whom.

mod ask;
mod collect;
mod file_names;
mod make;

pub use collect::{Collected, Delivery, collect};
pub use make::{Made, Sheets, sheets};
