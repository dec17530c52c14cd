//! Texts as written: TOML into a [`Document`] with the span of every leaf, formulas into
//! [`Tree`]s.
//!
//! Nothing is guessed and nothing is looked up here: whether a key or a name means anything is the
//! checker's question. Parsing cannot fail; it gives what could be understood, and findings.

pub mod codes;
mod conflict;
mod decode;
mod document;
mod format;
mod formula;
mod lexer;
mod moving;
mod plain;
pub mod shape;
mod skeleton;
mod slips;
mod statements;
mod toml;

pub use decode::Decoded;
pub use document::{Document, Entry, Node, Table, Value};
pub use format::format;
pub use formula::{Tree, TreeKind, parse_formula};
pub use lexer::{Token, TokenKind, lex};
pub use moving::moved;
pub use toml::parse;
