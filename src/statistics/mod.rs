//! Statistics of marks and raters: reliability, agreement, association, draws of random numbers.
//!
//! Plain functions over numbers, each with its formula and source; small samples give `None` rather than a
//! figure that means nothing. Knows no rubric, no results and no words.

pub mod agreement;
pub mod association;
pub mod draw;
pub mod moments;
pub mod proportion;
pub mod reliability;
