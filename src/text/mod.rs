//! Text as people wrote it: sources, spans, the two languages, near names.
//!
//! Knows nothing of rubrics, tables or files on a disk.

mod alike;
pub mod diff;
pub mod fold;
pub mod gbk;
pub mod inert;
pub mod lang;
mod partners;
mod phrases;
pub mod source;
pub mod span;
pub mod suggest;
mod traditional;
pub mod width;
pub mod words;
pub mod wrap;

pub use fold::{fold, is_letter};
pub use gbk::Gbk;
pub use inert::inert;
pub use lang::Lang;
pub use partners::with_partners;
pub use phrases::Phrases;
pub use source::{Located, Source, SourceId, Sources};
pub use span::{Span, Spanned};
pub use words::Words;
pub use wrap::wrap;
