//! Columns of values: f64 lanes with NaN for every nothing, dictionary text.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Nothing, Values};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Number,
    Text,
    /// Seconds since 1970-01-01 00:00 on the local calendar, whole, in an f64.
    Date,
    /// 1.0 and 0.0.
    Bool,
}

/// Numbers, dates or booleans. A value is NaN exactly where there is a nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Numbers {
    pub values: Values<f64>,
    /// Empty while no value is a nothing; otherwise as long as `values`.
    pub nothings: Values<Option<Nothing>>,
}

impl Numbers {
    pub fn from_values(values: Vec<f64>) -> Numbers {
        Numbers { values: values.into(), nothings: Values::new() }
    }

    /// From now on copies of it take no room of their own.
    pub fn share(&mut self) {
        self.values.share();
        self.nothings.share();
    }

    pub fn with_capacity(rows: usize) -> Numbers {
        Numbers::from_values(Vec::with_capacity(rows))
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub fn push(&mut self, value: Result<f64, Nothing>) {
        match value {
            Ok(value) => {
                self.values.push(value);
                if !self.nothings.is_empty() {
                    self.nothings.push(None);
                }
            }
            Err(nothing) => {
                if self.nothings.is_empty() {
                    self.nothings = vec![None; self.values.len()].into();
                }
                self.values.push(f64::NAN);
                self.nothings.push(Some(nothing));
            }
        }
    }

    pub fn get(&self, row: usize) -> Result<f64, Nothing> {
        match self.nothings.get(row) {
            Some(Some(nothing)) => Err(*nothing),
            _ => Ok(self.values[row]),
        }
    }

    /// As [`Numbers::get`]; a row that there is not has no rows behind it.
    pub fn figure(&self, row: usize) -> Result<f64, Nothing> {
        if row < self.len() { self.get(row) } else { Err(Nothing::NoRows) }
    }

    pub fn nothing(&self, row: usize) -> Option<Nothing> {
        self.nothings.get(row).copied().flatten()
    }

    /// Adds the values of another lane behind these.
    pub fn append(&mut self, later: Numbers) {
        if self.values.is_empty() {
            *self = later;
            return;
        }
        append_nothings(&mut self.nothings, self.values.len(), &later.nothings, later.values.len());
        self.values.extend_from_slice(&later.values);
    }
}

fn append_nothings(all: &mut Vec<Option<Nothing>>, before: usize, later: &[Option<Nothing>], count: usize) {
    if later.is_empty() {
        if !all.is_empty() {
            all.resize(before + count, None);
        }
    } else {
        all.resize(before, None);
        all.extend_from_slice(later);
    }
}

impl FromIterator<Result<f64, Nothing>> for Numbers {
    fn from_iter<I: IntoIterator<Item = Result<f64, Nothing>>>(values: I) -> Self {
        let mut numbers = Numbers::default();
        values.into_iter().for_each(|value| numbers.push(value));
        numbers
    }
}

/// Text as codes into a dictionary in order of first appearance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Texts {
    pub codes: Vec<u32>,
    pub dictionary: Vec<Arc<str>>,
    /// As in [`Numbers`]; the code of a nothing is [`Texts::NONE`].
    pub nothings: Vec<Option<Nothing>>,
    index: FxHashMap<Arc<str>, u32>,
}

impl Texts {
    pub const NONE: u32 = u32::MAX;

    pub fn push(&mut self, value: Result<&str, Nothing>) {
        match value {
            Ok(text) => {
                let code = self.code_of(text);
                self.push_code(code);
            }
            Err(nothing) => {
                if self.nothings.is_empty() {
                    self.nothings = vec![None; self.codes.len()];
                }
                self.codes.push(Texts::NONE);
                self.nothings.push(Some(nothing));
            }
        }
    }

    /// A text of which the code is known.
    pub fn push_code(&mut self, code: u32) {
        self.codes.push(code);
        if !self.nothings.is_empty() {
            self.nothings.push(None);
        }
    }

    /// The code of a text, entering it into the dictionary if it is new.
    pub fn code_of(&mut self, text: &str) -> u32 {
        if let Some(code) = self.index.get(text) {
            return *code;
        }
        let code = self.dictionary.len() as u32;
        let shared: Arc<str> = text.into();
        self.dictionary.push(shared.clone());
        self.index.insert(shared, code);
        code
    }

    /// Adds the texts of another lane behind these. The dictionary is as if they had been pushed
    /// one by one, where the other's is in order of first appearance too.
    pub fn append(&mut self, later: Texts) {
        if self.codes.is_empty() && self.dictionary.is_empty() {
            *self = later;
            return;
        }
        append_nothings(&mut self.nothings, self.codes.len(), &later.nothings, later.codes.len());
        let codes: Vec<u32> = later.dictionary.into_iter().map(|text| self.enter(text)).collect();
        let of = |code: &u32| codes.get(*code as usize).copied().unwrap_or(Texts::NONE);
        self.codes.extend(later.codes.iter().map(of));
    }

    fn enter(&mut self, text: Arc<str>) -> u32 {
        let next = self.dictionary.len() as u32;
        let code = *self.index.entry(text.clone()).or_insert(next);
        if code == next {
            self.dictionary.push(text);
        }
        code
    }

    /// The code of a text that is in the dictionary.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.index.get(text).copied()
    }

    pub fn get(&self, row: usize) -> Result<&str, Nothing> {
        match self.nothings.get(row) {
            Some(Some(nothing)) => Err(*nothing),
            _ => Ok(&self.dictionary[self.codes[row] as usize]),
        }
    }

    pub fn len(&self) -> usize {
        self.codes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

/// Some of the values; none for rows that there are not.
fn part_of<T: Clone>(all: &[T], rows: &Range<usize>) -> Vec<T> {
    all.get(rows.clone()).map(<[T]>::to_vec).unwrap_or_default()
}

impl<'a> FromIterator<Result<&'a str, Nothing>> for Texts {
    fn from_iter<I: IntoIterator<Item = Result<&'a str, Nothing>>>(values: I) -> Self {
        let mut texts = Texts::default();
        values.into_iter().for_each(|value| texts.push(value));
        texts
    }
}

/// The values of one column of a table or one node of the plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Lane {
    Numbers(Numbers),
    Texts(Texts),
}

impl Lane {
    pub fn len(&self) -> usize {
        match self {
            Lane::Numbers(numbers) => numbers.len(),
            Lane::Texts(texts) => texts.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of some rows.
    pub fn part(&self, rows: Range<usize>) -> Lane {
        match self {
            Lane::Numbers(numbers) => Lane::Numbers(Numbers {
                values: part_of(&numbers.values, &rows).into(),
                nothings: part_of(&numbers.nothings, &rows).into(),
            }),
            Lane::Texts(texts) => Lane::Texts(Texts {
                codes: part_of(&texts.codes, &rows),
                dictionary: texts.dictionary.clone(),
                nothings: part_of(&texts.nothings, &rows),
                index: texts.index.clone(),
            }),
        }
    }

    /// Makes room for so many more values.
    pub fn reserve(&mut self, more: usize) {
        match self {
            Lane::Numbers(numbers) => {
                numbers.values.reserve(more);
                if !numbers.nothings.is_empty() {
                    numbers.nothings.reserve(more);
                }
            }
            Lane::Texts(texts) => texts.codes.reserve(more),
        }
    }

    /// Adds the values of another lane of the same kind behind these.
    pub fn append(&mut self, later: Lane) {
        match (self, later) {
            (Lane::Numbers(all), Lane::Numbers(later)) => all.append(later),
            (Lane::Texts(all), Lane::Texts(later)) => all.append(later),
            (Lane::Numbers(_), Lane::Texts(_)) | (Lane::Texts(_), Lane::Numbers(_)) => {}
        }
    }

    pub fn nothing(&self, row: usize) -> Option<Nothing> {
        match self {
            Lane::Numbers(numbers) => numbers.nothing(row),
            Lane::Texts(texts) => texts.nothings.get(row).copied().flatten(),
        }
    }

    /// The numbers of a lane that is known to hold numbers.
    ///
    /// # Panics
    /// On a text lane: the checker has typed every node, so this is a bug of the compiler.
    #[expect(clippy::panic, reason = "no input leads here: nodes are typed before they are run")]
    pub fn numbers(&self) -> &Numbers {
        match self {
            Lane::Numbers(numbers) => numbers,
            Lane::Texts(_) => panic!("a text lane where numbers were compiled"),
        }
    }

    /// The texts of a lane that is known to hold text.
    ///
    /// # Panics
    /// On a number lane, as above.
    #[expect(clippy::panic, reason = "as above")]
    pub fn texts(&self) -> &Texts {
        match self {
            Lane::Texts(texts) => texts,
            Lane::Numbers(_) => panic!("a number lane where text was compiled"),
        }
    }
}
