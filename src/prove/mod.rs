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
mod transfer;
mod trend;

pub use claim::{About, Claim, Example, Sweep, Verdict, What};
pub use claims::{Proof, prove};
pub use codes::CODES;
