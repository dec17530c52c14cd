//! One node of the plan as SQL: the expression of its value, and of why there is none.

use crate::plan::PeersId;
use crate::table::{Kind, Nothing};

/// The block of rows that an expression stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A constant, at home everywhere.
    One,
    /// The rows of a table as they are read.
    Read(u16),
    /// Those that count, with their subject and period.
    Rows(u16),
    Subject,
    Peers(u16),
}

impl Place {
    pub fn peers(id: PeersId) -> Place {
        Place::Peers(id.0)
    }
}

/// Which reasons for nothing there can be, as bits by the number of [`Nothing`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reasons(pub u32);

impl Reasons {
    pub const NONE: Reasons = Reasons(0);

    pub fn of(nothings: &[Nothing]) -> Reasons {
        Reasons(nothings.iter().fold(0, |bits, nothing| bits | 1 << *nothing as u32))
    }

    /// What a cell of a file may lack a value for.
    pub fn of_cells() -> Reasons {
        Reasons::of(&[
            Nothing::Blank,
            Nothing::Unsettled,
            Nothing::Unreadable,
            Nothing::Given,
            Nothing::NotApplicable,
            Nothing::Void,
            Nothing::Disputed,
        ])
    }

    /// Anything: what comes from the results of another rubric.
    pub fn any() -> Reasons {
        Reasons::of(Nothing::ALL)
    }

    pub fn or(self, other: Reasons) -> Reasons {
        Reasons(self.0 | other.0)
    }

    pub fn with(self, nothing: Nothing) -> Reasons {
        self.or(Reasons::of(&[nothing]))
    }

    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The one reason that there can be.
    pub fn only(self) -> Option<u32> {
        (self.0.count_ones() == 1).then(|| self.0.trailing_zeros())
    }

    pub fn list(self) -> impl Iterator<Item = Nothing> {
        Nothing::ALL.iter().copied().filter(move |nothing| self.0 & (1 << *nothing as u32) != 0)
    }
}

/// What is known of a value without data: decides where a plain comparison is as good, and where
/// a result may be too large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    pub low: f64,
    pub high: f64,
    /// The value is the number nearest to a decimal of so many places.
    pub decimals: Option<u32>,
}

/// Beyond this no cell of a file is thought to be.
pub const LARGEST_CELL: f64 = 1e100;

impl Facts {
    pub const FLAG: Facts = Facts { low: 0.0, high: 1.0, decimals: Some(0) };
    pub const CELL: Facts = Facts { low: -LARGEST_CELL, high: LARGEST_CELL, decimals: None };
    pub const DATE: Facts = Facts { low: -1e12, high: 1e12, decimals: None };
    pub const COUNT: Facts = Facts { low: 0.0, high: 1e10, decimals: Some(0) };

    pub fn of(value: f64) -> Facts {
        Facts { low: value, high: value, decimals: decimals_of(value) }
    }

    pub fn within(low: f64, high: f64) -> Facts {
        Facts { low, high, decimals: None }
    }

    /// Of either.
    pub fn or(self, other: Facts) -> Facts {
        let decimals = self.decimals.zip(other.decimals).map(|(a, b)| a.max(b));
        Facts { low: self.low.min(other.low), high: self.high.max(other.high), decimals }
    }

    pub fn of_all(values: impl Iterator<Item = f64>) -> Facts {
        values.map(Facts::of).reduce(Facts::or).unwrap_or(Facts::CELL)
    }

    /// Whether two different values of this sort are told apart by a plain comparison as they are
    /// by one of twelve digits.
    pub fn is_plain(self) -> bool {
        let reach = self.low.abs().max(self.high.abs());
        self.decimals.is_some_and(|decimals| reach * libm::pow(10.0, f64::from(decimals.min(15))) < 1e11)
    }

    pub fn may_overflow(self) -> bool {
        !(self.low > -1e300 && self.high < 1e300)
    }
}

/// Places behind the point, where a few do.
fn decimals_of(value: f64) -> Option<u32> {
    if value.fract() == 0.0 {
        return Some(0);
    }
    let text = format!("{value}");
    let places = text.split_once('.').map_or(0, |(_, places)| places.len() as u32);
    (places <= 6 && !text.contains('e')).then_some(places)
}

#[derive(Debug, Clone)]
pub struct Cell {
    /// NULL exactly where there is a nothing.
    pub value: String,
    /// The number of the nothing, NULL where there is a value; left out where there is one reason
    /// only, which the value itself then tells.
    pub why: Option<String>,
    pub reasons: Reasons,
    pub kind: Kind,
    pub facts: Facts,
    /// The latest layer whose columns are read.
    pub level: usize,
    /// A column or a literal, not an expression.
    pub is_atom: bool,
    pub is_literal: bool,
    /// The value without its guard: `(what must be there, value)`.
    pub open: Option<(Vec<String>, String)>,
}

impl Cell {
    pub fn literal(value: String, kind: Kind, facts: Facts) -> Cell {
        Cell {
            value,
            why: None,
            reasons: Reasons::NONE,
            kind,
            facts,
            level: 0,
            is_atom: true,
            is_literal: true,
            open: None,
        }
    }

    pub fn new(value: String, kind: Kind, facts: Facts, from: &[&Cell]) -> Cell {
        Cell {
            value,
            why: None,
            reasons: from.iter().fold(Reasons::NONE, |all, cell| all.or(cell.reasons)),
            kind,
            facts,
            level: from.iter().map(|cell| cell.level).max().unwrap_or(0),
            is_atom: false,
            is_literal: false,
            open: None,
        }
    }

    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Date)
    }

    pub fn can_be_nothing(&self) -> bool {
        !self.reasons.is_none()
    }

    /// The expression of the reason; `None` where there always is a value.
    pub fn reason(&self) -> Option<String> {
        if self.reasons.is_none() {
            return None;
        }
        match (&self.why, self.reasons.only()) {
            (Some(why), _) => Some(why.clone()),
            (None, Some(code)) => Some(format!("CASE WHEN {} IS NULL THEN {code} END", bracketed(&self.value))),
            // Never: whoever has several reasons says which.
            (None, None) => Some(format!("CASE WHEN {} IS NULL THEN 8 END", bracketed(&self.value))),
        }
    }

    /// With the reasons of operands all of which must be there, the greatest first.
    pub fn strict(mut self, from: &[&Cell]) -> Cell {
        self.why = greatest(from);
        self
    }
}

/// The greatest reason among several; NULL where each has a value.
pub fn greatest(of: &[&Cell]) -> Option<String> {
    let mut whys: Vec<String> = of.iter().filter_map(|cell| cell.reason()).collect();
    let mut known = Vec::new();
    whys.retain(|why| {
        !known.contains(why) && {
            known.push(why.clone());
            true
        }
    });
    match whys.len() {
        0 => None,
        1 => whys.pop(),
        _ => Some(format!("GREATEST({})", whys.join(", "))),
    }
}

/// In brackets, unless it is one word or a call.
pub fn bracketed(text: &str) -> String {
    let mut depth = 0_i32;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, ' ') if depth == 0 => return format!("({text})"),
            (None, '-') if depth == 0 && at == 0 => return format!("({text})"),
            (None, _) => {}
        }
    }
    text.to_string()
}
