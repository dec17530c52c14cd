//! The engine: a plan and tables become columns of figures, and those become results.
//!
//! Three steps. [`bind()`] finds out who is assessed, in which periods, and to whom each row of
//! each table belongs. [`run()`] computes every node of the plan, column by column. [`collect()`]
//! cuts one period out of the columns and says what has to be said about it.
//!
//! This room knows operators, not scoring methods; it reads no files and prints nothing. To add
//! an operator, add its kernel under `kernel/` (one family a file, with its tests) and its line in
//! `run.rs`. Whatever is computed must come out the same, to the bit, for any order of rows.

mod again;
pub mod bind;
pub mod codes;
pub mod collect;
#[cfg(test)]
mod fixture;
mod kernel;
mod lanes;
mod peers;
pub mod run;
pub mod stream;
mod wanted;

pub use again::Again;
pub use bind::{Bound, Buckets, Link, Passing, RowPeriods, Subject, Supplied, bind, bind_passing, synthetic};
pub use codes::CODES;
pub use collect::{Reading, collect, lane_of};
pub use kernel::statistic::of as statistic_of;
pub use lanes::Lanes;
pub use peers::Groups;
pub use run::{run, run_for_results, run_only};
