//! A node of the plan as the formula of a cell.
//!
//! Where there is no value a cell holds the word for its kind, so that a number, a yes or no is a nothing
//! exactly where it is text.

use crate::table::{Kind, NothingKind};
use crate::text::Lang;

/// Stands for the number of the row.
pub const ROW: char = '\u{1}';

/// Which kinds of nothing there may be, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(pub u8);

const ALL: [NothingKind; 3] = [NothingKind::NotApplicable, NothingKind::Missing, NothingKind::Undefined];

impl Kinds {
    pub const NONE: Kinds = Kinds(0);

    pub fn of(kind: NothingKind) -> Kinds {
        Kinds(match kind {
            NothingKind::Undefined => 1,
            NothingKind::Missing => 2,
            NothingKind::NotApplicable => 4,
        })
    }

    pub fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    pub fn has(self, kind: NothingKind) -> bool {
        self.0 & Kinds::of(kind).0 != 0
    }

    pub fn any(self) -> bool {
        self.0 != 0
    }

    /// From the greatest on.
    pub fn list(self) -> impl Iterator<Item = NothingKind> {
        ALL.into_iter().filter(move |kind| self.has(*kind))
    }
}

#[derive(Debug, Clone)]
pub struct Cell {
    pub text: String,
    pub kind: Kind,
    pub nothings: Kinds,
    /// A reference or a literal.
    pub is_atom: bool,
    /// Without the noise of binary fractions.
    pub is_plain: bool,
}

impl Cell {
    pub fn new(text: String, kind: Kind, nothings: Kinds) -> Cell {
        Cell { text, kind, nothings, is_atom: false, is_plain: false }
    }

    /// Whether there is none, as a condition; of an atom.
    pub fn is_nothing(&self, lang: Lang) -> String {
        if self.kind != Kind::Text {
            return format!("ISTEXT({})", self.text);
        }
        let tests: Vec<String> = self.nothings.list().map(|kind| self.is(kind, lang)).collect();
        match tests.as_slice() {
            [one] => one.clone(),
            all => format!("OR({})", all.join(",")),
        }
    }

    pub fn is(&self, kind: NothingKind, lang: Lang) -> String {
        format!("({}={})", self.text, word(kind, lang))
    }

    /// The value of a yes or no as a number.
    pub fn number(&self) -> String {
        match self.kind {
            Kind::Bool => format!("({}*1)", self.text),
            _ => self.text.clone(),
        }
    }

    /// A number as a condition.
    pub fn condition(&self) -> String {
        match self.kind {
            Kind::Bool => self.text.clone(),
            _ => format!("({}<>0)", self.text),
        }
    }

    /// What comparisons look at: nine decimals.
    pub fn compared(&self) -> String {
        if self.is_plain { self.number() } else { format!("ROUND({},9)", self.number()) }
    }
}

/// The word of a kind, in quotes.
pub fn word(kind: NothingKind, lang: Lang) -> String {
    format!("\"{}\"", kind.words().in_lang(lang))
}

/// The expression, where each of these is there; else the greatest of their nothings.
pub fn guarded(text: String, of: &[&Cell], lang: Lang) -> (String, Kinds) {
    let mut open: Vec<&Cell> = Vec::new();
    for cell in of {
        if cell.nothings.any() && !open.iter().any(|known| known.text == cell.text) {
            open.push(cell);
        }
    }
    let kinds = open.iter().fold(Kinds::NONE, |all, cell| all.or(cell.nothings));
    let text = match open.as_slice() {
        [] => text,
        [one] => format!("IF({},{},{text})", one.is_nothing(lang), one.text),
        all => {
            let tests: Vec<String> = all.iter().map(|cell| cell.is_nothing(lang)).collect();
            format!("IF(OR({}),{},{text})", tests.join(","), greatest(all, lang))
        }
    };
    (text, kinds)
}

/// The greatest nothing of some of which one at least is none.
pub fn greatest(of: &[&Cell], lang: Lang) -> String {
    let kinds = of.iter().fold(Kinds::NONE, |all, cell| all.or(cell.nothings));
    let mut left: Vec<NothingKind> = kinds.list().collect();
    let Some(last) = left.pop() else { return "\"\"".into() };
    left.into_iter().rev().fold(word(last, lang), |rest, kind| {
        let tests: Vec<String> =
            of.iter().filter(|cell| cell.nothings.has(kind)).map(|cell| cell.is(kind, lang)).collect();
        format!("IF(OR({}),{},{rest})", tests.join(","), word(kind, lang))
    })
}

/// A number as a formula has it.
pub fn literal(value: f64) -> String {
    let value = value + 0.0;
    let text =
        if value != 0.0 && !(1e-7..1e15).contains(&value.abs()) { format!("{value:E}") } else { value.to_string() };
    if value < 0.0 { format!("({text})") } else { text }
}

/// `A`, `AB`
pub fn column_name(column: usize) -> String {
    crate::diagnostic::column_letters(column as u32 + 1)
}
