//! `kaohe` (考核): a declarative appraisal engine.
//!
//! | step    | function              | from          | to          | says                            |
//! |---------|-----------------------|---------------|-------------|---------------------------------|
//! | parse   | `syntax::parse`       | text          | `Document`  | always a tree, plus diagnostics |
//! | check   | `check::check`        | `Document`    | `Rubric`    | everything found                |
//! | compile | `compile::compile`    | `Rubric`      | `Program`   | nothing: checked means compilable |
//! | load    | `input::load`         | files         | `Table`s    | bad cells, with their place     |
//! | bind    | `eval::bind`          | `Plan`, data  | `Bound`     | keys that join nothing          |
//! | run     | `eval::run`           | `Plan`, `Bound` | `Lanes`   | nothing: nothings are values    |
//! | collect | `eval::collect`       | `Lanes`       | `Results`   | failed checks                   |
//! | explain | `explain::explain`    | `Lanes`       | `Trail`     | —                               |
//! | report  | `Report::write`       | `Results`     | bytes       | —                               |
//!
//! `docs/architecture.md` has the rooms and the floors they stand on.

pub mod check;
pub mod cli;
pub mod cluster;
pub mod compile;
pub mod diagnose;
pub mod diagnostic;
pub mod eval;
pub mod explain;
pub mod host;
pub mod input;
pub mod library;
pub mod number;
pub mod plan;
pub mod prove;
pub mod report;
pub mod result;
pub mod rubric;
pub mod serve;
pub mod session;
pub mod sql;
pub mod statistics;
pub mod syntax;
pub mod table;
pub mod text;
