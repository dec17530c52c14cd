//! A plan as a script for a database: DuckDB, PostgreSQL, Spark SQL.
//!
//! One more reader of the plan. It knows operators, blocks of rows and dialects; it knows no
//! scoring method, reads no data and runs nothing. Its meaning is that of `eval`, and a test holds
//! the two together: values, the reasons where there are none, places, grades and consequences.
//!
//! A grain is a block of rows (`bind.rs`); a node is an expression, or a column of a layer over its
//! block (`writer.rs`). Map operators are in `map.rs`, looks across rows in `gather.rs` and
//! `order.rs`, rows of units shared among their people in `shares.rs`. What a database says differently is one file in `dialect/`.

mod bind;
mod cell;
pub mod codes;
pub mod dialect;
mod gather;
mod map;
mod names;
mod order;
mod outputs;
mod read;
mod script;
mod shape;
mod shares;
mod source;
mod writer;

pub use codes::CODES;
pub use dialect::{DIALECTS, Dialect, Layout, dialect};
pub use outputs::Wanted;
pub use script::{Answer, Script};
pub use source::Source;

use crate::diagnostic::Bag;
use crate::plan::Program;
use crate::rubric::Rubric;
use crate::text::Lang;
use writer::Writer;

/// What a script is written of.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    pub rubric: &'a Rubric,
    pub program: &'a Program,
    /// Where the rows of each table are, in the order of the plan's tables.
    pub sources: &'a [Source],
    /// The language of comments.
    pub lang: Lang,
}

/// Writes the script of a rubric.
///
/// # Errors
/// Everything that the dialect cannot say, with its places.
pub fn write(task: Task<'_>, dialect: &dyn Dialect) -> Result<Script, Bag> {
    write_wanted(task, dialect, None)
}

/// The same with other columns in the final rows: any nodes at the subject grain.
///
/// # Errors
/// As [`write`].
pub fn write_wanted(task: Task<'_>, dialect: &dyn Dialect, wanted: Option<Vec<Wanted>>) -> Result<Script, Bag> {
    let plan = &task.program.plan;
    let outputs = &task.program.outputs;
    let mut writer = Writer::new(task.rubric, plan, dialect, task.sources, task.lang);
    writer.refuse_bindings();
    writer.label_nodes(outputs);
    let conditions = writer.conditions();
    writer.write_nodes(&conditions);
    let highest = conditions.iter().map(|key| writer.get(*key).level).max().unwrap_or(0);
    writer.level_of_rows = highest + 2;
    let wanted = wanted.unwrap_or_else(|| writer.wanted(outputs));
    let mut roots: Vec<_> = wanted.iter().map(|figure| (false, figure.node)).collect();
    roots.push((false, outputs.rank));
    writer.write_nodes(&roots);
    writer.bound_columns();
    let mut base = writer.binding_blocks();
    base.extend(writer.read_blocks());
    let (read, ..) = writer.final_rows(&wanted, outputs, "");
    let (blocks, last) = writer.blocks(base, &read);
    let (rows, keys, answers) = writer.final_rows(&wanted, outputs, &last);
    let (statements, query) = writer.assemble(&blocks, &rows);
    if writer.findings.has_errors() {
        return Err(writer.findings);
    }
    let seen = wanted.iter().fold(cell::Reasons::NONE, |all, figure| all.or(writer.get((false, figure.node)).reasons));
    Ok(Script { head: writer.head(seen), statements, query, keys, answers })
}
