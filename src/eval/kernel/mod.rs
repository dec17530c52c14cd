//! How each operator is computed, one family a file.
//!
//! Kernels read [`view::View`]s, which are slices or one value for all rows, and return new
//! columns; they know neither the plan nor tables. So a batch is a kernel over shorter slices. The
//! loops run over f64 with NaN for nothings, and only rows that come out as NaN are asked why.

pub mod arithmetic;
pub mod choose;
pub mod compare;
pub mod date;
pub mod gather;
pub mod logic;
pub mod rank;
pub mod scratch;
pub mod shape;
pub mod statistic;
pub mod take;
pub mod text;
pub mod view;
pub mod window;
