//! Faults planted into the shipped rubrics: are they found, and on their own lines?
//!
//! Each entry of [`KINDS`] makes faults of one kind out of a rubric's text; it knows the text as parsed
//! and no finding. `hold` asks what `kaohe validate`, the prover, the rubric's own tests and, last, its
//! data say of each. To plant another kind, add its entry.

mod all;
mod chance;
mod figures;
mod form;
mod hold;
mod names;
mod place;
mod rules;
mod table;

use chance::Chance;
use kaohe::session::Edit;
use place::Text;

/// One planted fault.
#[derive(Debug, Clone)]
pub struct Fault {
    /// They do not overlap.
    pub edits: Vec<Edit>,
    /// What else the fault touches: of something taken away what stood around it, and what names it.
    pub also: Also,
}

#[derive(Debug, Clone, Default)]
pub struct Also {
    /// The lines of the block in which it stood, and next to it.
    pub around: bool,
    /// Names whose lines count.
    pub names: Vec<String>,
}

impl Fault {
    pub fn at(edits: Vec<Edit>) -> Fault {
        Fault { edits, also: Also::default() }
    }

    pub fn gone(edits: Vec<Edit>, names: Vec<String>) -> Fault {
        Fault { edits, also: Also { around: true, names } }
    }
}

/// A way to do something wrong.
#[derive(Debug)]
pub struct Kind {
    pub id: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Whether a rubric that computes the same may still be wrong: in what it says of its figures.
    pub says: bool,
    pub make: fn(&Text<'_>, &mut Chance) -> Vec<Fault>,
}

pub const KINDS: &[&Kind] = &[
    &names::KEY,
    &names::HEAD,
    &names::NAME,
    &names::FUNCTION,
    &names::REFERENCE,
    &names::COLUMN,
    &names::CHOICE,
    &names::FILE,
    &form::QUOTE,
    &form::BRACKET,
    &form::FULL_WIDTH,
    &form::SINGLE_EQUALS,
    &form::TEXT,
    &form::PER_CENT_SIGN,
    &form::DUPLICATE,
    &figures::UNIT,
    &figures::HUNDRED,
    &figures::POINTS,
    &figures::DIGITS,
    &figures::EXCHANGED,
    &figures::WRONG_SIDE,
    &figures::SCORE,
    &figures::RANGE,
    &figures::SHARE,
    &figures::DATES,
    &rules::CYCLE,
    &rules::BAND,
    &rules::RULE,
    &rules::BLOCK,
    &rules::NAMED,
    &rules::ZERO,
    &rules::BETTER,
    &rules::COMPARISON,
    &rules::SIDE,
];
