//! What keys a table may have, as data: one list from which checking, help and the schema follow.

/// The keys of one kind of table.
#[derive(Debug, PartialEq)]
pub struct Shape {
    /// As it is written: `[[indicator]]`.
    pub name: &'static str,
    pub keys: &'static [Key],
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    pub name: &'static str,
    pub ty: Ty,
    pub required: bool,
    pub zh: &'static str,
    pub en: &'static str,
}

/// What may stand behind a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ty {
    Text,
    Number,
    Bool,
    Date,
    /// A formula in quotes, or a number.
    Formula,
    /// Text or `{ zh = "…", en = "…" }`.
    Name,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One text or several.
    Texts,
    /// Several numbers.
    Numbers,
    /// `[[60, 100], [55, 90]]`
    Pairs,
    /// Text → number: `{ "优" = 100 }`.
    Levels,
    /// A number, or a fraction in quotes: `"1/3"`.
    Fraction,
    /// Text → number or fraction: `{ "理论课" = "1/3" }`.
    Fractions,
    /// Text → text.
    Words,
    Table(&'static Shape),
    /// `[[…]]`
    Tables(&'static Shape),
    /// `[data.x]`: tables by name.
    TableMap(&'static Shape),
    /// Either of the two.
    Or(&'static Ty, &'static Ty),
    /// Looked at where it is used.
    Any,
}

impl Key {
    pub const fn new(name: &'static str, ty: Ty, zh: &'static str, en: &'static str) -> Key {
        Key { name, ty, required: false, zh, en }
    }

    pub const fn required(name: &'static str, ty: Ty, zh: &'static str, en: &'static str) -> Key {
        Key { name, ty, required: true, zh, en }
    }
}

impl Shape {
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}
