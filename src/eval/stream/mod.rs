//! Tables of raw records that are never held: what is gathered from their rows is gathered while they
//! pass by.
//!
//! [`courses`] says of which tables that can be done, from the plan alone. For each of them a
//! [`Flow`] takes batches of rows on all threads, each into one of several [`State`]s; what those come to
//! together does not depend on which batch went where. [`Passed`] is what is left of the table: the
//! figures of each subject and period, how many rows count for what, and which rows join nobody.
//! This room knows no files; whoever has the rows brings them.

mod course;
mod flow;
mod passed;
mod tally;

pub(super) use course::gathers;
pub use course::{Course, courses};
pub use flow::{Flow, State};
pub use passed::Passed;
