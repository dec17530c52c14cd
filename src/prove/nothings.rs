//! Which kinds of nothing a column can hold.

use crate::plan::Is;
use crate::table::{Nothing, NothingKind};

/// A set of nothings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Nothings(u32);

impl Nothings {
    pub const NONE: Nothings = Nothings(0);

    pub fn only(nothing: Nothing) -> Nothings {
        Nothings(1 << nothing as u8)
    }

    /// Whatever a cell of a file can lack.
    pub fn of_cells() -> Nothings {
        [Nothing::Blank, Nothing::Unsettled, Nothing::Unreadable, Nothing::NotApplicable]
            .into_iter()
            .fold(Nothings::NONE, Nothings::with)
    }

    pub fn with(self, nothing: Nothing) -> Nothings {
        self | Nothings::only(nothing)
    }

    pub fn has(self, nothing: Nothing) -> bool {
        self.0 & (1 << nothing as u8) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those for which a test holds.
    pub fn kept(self, what: Is) -> Nothings {
        Nothings(self.0 & mask(what))
    }

    /// Those for which it does not.
    pub fn without(self, what: Is) -> Nothings {
        Nothings(self.0 & !mask(what))
    }
}

impl std::ops::BitOr for Nothings {
    type Output = Nothings;

    fn bitor(self, other: Nothings) -> Nothings {
        Nothings(self.0 | other.0)
    }
}

impl std::ops::BitAnd for Nothings {
    type Output = Nothings;

    fn bitand(self, other: Nothings) -> Nothings {
        Nothings(self.0 & other.0)
    }
}

fn mask(what: Is) -> u32 {
    let kind = match what {
        Is::Nothing => return u32::MAX,
        Is::Missing => NothingKind::Missing,
        Is::NotApplicable => NothingKind::NotApplicable,
        Is::Undefined => NothingKind::Undefined,
    };
    Nothing::ALL.iter().filter(|nothing| nothing.kind() == kind).fold(0, |mask, nothing| mask | 1 << *nothing as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_divide_the_kinds() {
        let all = Nothings::of_cells().with(Nothing::DivisionByZero);
        assert!(all.kept(Is::Missing).has(Nothing::Blank));
        assert!(!all.kept(Is::Missing).has(Nothing::NotApplicable));
        assert_eq!(all.kept(Is::Undefined), Nothings::only(Nothing::DivisionByZero));
        assert_eq!(all.without(Is::Nothing), Nothings::NONE);
    }
}
