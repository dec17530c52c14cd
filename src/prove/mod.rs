//! What is true of a rubric for all data that its declared ranges and its own checks allow.
//!
//! Reads the plan: ranges of every node by interval analysis, the order of figures from checks,
//! the direction in which a score moves. It knows operators, neither scoring methods nor TOML,
//! and runs nothing: what it refutes is a row of figures, which the engine must confirm.

mod analysis;
mod assume;
mod cases;
mod claim;
mod claims;
pub mod codes;
mod figures;
mod fold;
mod given;
mod nothings;
mod order;
mod quotas;
mod quotient;
mod range;
mod reads;
mod transfer;
mod trend;

pub use claim::{About, Claim, Example, Sweep, Verdict, What};
pub use claims::{Proof, prove};
pub use codes::CODES;
pub use range::Range;

use crate::plan::{NodeId, Program};
use crate::rubric::Rubric;

/// The range of every node of a plan, in their order, for all data that a rubric allows.
pub fn ranges(rubric: &Rubric, program: &Program) -> Vec<Range> {
    let analysis =
        analysis::Analysis::new(&program.plan, given::ranges(rubric, program), given::order(rubric, program));
    (0..program.plan.nodes.len()).map(|node| analysis.range(NodeId(node as u32))).collect()
}
