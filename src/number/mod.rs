//! What a number means here: decimals as people write them, compared to twelve digits, rounded
//! half away from zero, summed exactly.
//!
//! Knows nothing of columns or formulas. The engine, the checker and the tests' reference all
//! take these meanings from here.

pub mod compare;
pub mod decimal;
pub mod operator;
pub mod pairwise;
pub mod rational;
pub mod round;
pub mod shortest;
pub mod sum;

pub use compare::{Near, compare};
pub use decimal::Decimal;
pub use operator::{BinaryOp, UnaryOp};
pub use rational::Rational;
pub use round::round_half_away;
pub use sum::ExactSum;
