//! What would have to change for a subject to reach a grade: the engine run again with other
//! values of indicators, everything else as it was.
//!
//! Of an indicator that knows its better direction, a better value never gives less (the prover
//! sees to that), so the least value that is enough is found by halving. Those that lie beyond all
//! figures in question, the rungs of its scoring and what others reached, are not proposed.

mod candidates;
mod search;

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::rubric::Rubric;
use crate::text::{Words, fold, suggest};
use crate::words;

pub use search::goal;

/// The grade of that name.
///
/// # Errors
/// None, with the nearest name or all of them.
pub fn grade(rubric: &Rubric, name: &str) -> Result<usize, Box<Diagnostic>> {
    let folded = fold(name);
    let is = |known: &Words| fold(&known.zh) == folded || fold(&known.en) == folded;
    if let Some(found) = rubric.grades.iter().position(|grade| is(&grade.name)) {
        return Ok(found);
    }
    let finding =
        Diagnostic::error(codes::UNKNOWN_GRADE, words!("方案没有等级 `{name}`", "the rubric has no grade `{name}`"));
    let known: Vec<&str> = rubric.grades.iter().map(|grade| grade.name.zh.as_str()).collect();
    let list = known.join("、");
    Err(Box::new(finding.help(if known.is_empty() {
        words!("方案里没有 [[grade]]", "it has no [[grade]] at all")
    } else if let Some(near) = suggest::nearest(name, known.iter().copied()) {
        words!("是不是 `{near}`？", "perhaps `{near}` is meant")
    } else {
        words!("有 {list}", "there are {list}")
    })))
}
