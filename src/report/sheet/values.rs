//! Where the figures of a column stand for the subjects of one period.

use std::borrow::Cow;

use crate::report::outcome::figure;
use crate::result::SubjectInfo;
use crate::table::{Nothing, Numbers, Texts};

#[derive(Debug)]
pub enum Values<'a> {
    Numbers(Cow<'a, Numbers>),
    Texts(&'a Texts),
    Subjects(&'a [SubjectInfo], Field),
    /// Indices of words for each subject; [`Texts::NONE`] for none.
    Codes {
        codes: Vec<u32>,
        words: Vec<String>,
    },
    /// The same for everybody.
    Same(String),
    /// Figures that are not shown.
    Masked(&'static str),
}

/// Something that is known of a subject.
#[derive(Debug, Clone, Copy)]
pub enum Field {
    Key,
    Label,
    Group(usize),
}

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    Number(f64),
    Text(&'a str),
    Nothing(Nothing),
    /// Not shown, and the word for that.
    Masked(&'a str),
    Empty,
}

impl<'a> Values<'a> {
    pub fn at(&self, subject: usize) -> Cell<'_> {
        match self {
            Values::Numbers(numbers) => match figure(numbers, subject) {
                Ok(value) => Cell::Number(value),
                Err(why) => Cell::Nothing(why),
            },
            Values::Texts(texts) if subject >= texts.len() => Cell::Nothing(Nothing::NoRows),
            Values::Texts(texts) => texts.get(subject).map_or_else(Cell::Nothing, Cell::Text),
            Values::Subjects(all, field) => {
                let found = all.get(subject).and_then(|info| match field {
                    Field::Key => Some(&info.key),
                    Field::Label => Some(&info.label),
                    Field::Group(group) => info.groups.get(*group),
                });
                found.map_or(Cell::Empty, |text| Cell::Text(text))
            }
            Values::Codes { codes, words } => {
                let word = codes.get(subject).and_then(|code| words.get(*code as usize));
                word.map_or(Cell::Empty, |word| Cell::Text(word))
            }
            Values::Same(text) => Cell::Text(text),
            Values::Masked(word) => Cell::Masked(word),
        }
    }

    /// Whether anything may be absent of which there is a reason.
    pub fn has_nothings(&self) -> bool {
        match self {
            Values::Numbers(numbers) => numbers.nothings.iter().any(Option::is_some),
            Values::Texts(texts) => texts.nothings.iter().any(Option::is_some),
            Values::Masked(_) => true,
            Values::Subjects(..) | Values::Codes { .. } | Values::Same(_) => false,
        }
    }
}
