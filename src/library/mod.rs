//! The words of the language: formula functions and scoring methods, one list each.
//!
//! Every entry carries its name, its signature or shape, what it means in both languages, where it
//! comes from, examples that are run as tests, and how it lowers itself into plan operators. It
//! holds no engine code and no SQL. To add one: a file (or an entry in a family's file) and a line
//! in `FUNCTIONS` or `METHODS`.

pub mod function;
pub mod method;

pub use function::{Call, FUNCTIONS, Family, Function, Param, Returns};
pub use method::{METHODS, Method, MethodExample, Scope};
