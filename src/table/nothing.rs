//! The kinds of nothing, never confused with zero.

use crate::text::Words;

/// Why there is no value. Three kinds (missing, not applicable, undefined), and for each the
/// reasons a person can act on.
///
/// Where several meet in one calculation the greatest wins, whatever their order: a thing that
/// does not apply before one not reported before one that cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Nothing {
    // Undefined.
    DivisionByZero = 1,
    LogOfNonPositive,
    RootOfNegative,
    PowerUndefined,
    Overflow,
    /// The spread or range of a peer group is zero, or the group is empty.
    NoSpread,
    /// A value fits no entry of a table of levels.
    NoSuchLevel,
    // Missing.
    /// No row of the table belongs to the subject in the period.
    NoRows,
    /// The cell is empty or holds a declared word for "missing".
    Blank,
    /// The cell says that the figure is not settled yet.
    Unsettled,
    /// The cell holds what cannot be read as the column's type.
    Unreadable,
    /// Several values where one was expected.
    Conflict,
    /// There is no earlier period.
    NoPeriod,
    /// No rater has rated.
    NoRating,
    /// The subject belongs to no variant of the rubric, or to several.
    NoVariant,
    /// Less of a category is there than the rubric asks for.
    TooLittle,
    /// Fewer have rated than the rubric asks for.
    TooFewRatings,
    /// A logic check of severity error failed for this subject.
    CheckFailed,
    /// The figure was declared void.
    Void,
    /// An objection to the result has not been decided.
    Disputed,
    /// A test or an override says `missing`.
    Given,
    // Not applicable.
    NotApplicable,
    /// No part of the variant that the subject belongs to.
    NotInVariant,
}

/// The three kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NothingKind {
    Undefined,
    Missing,
    NotApplicable,
}

impl Nothing {
    /// Every one, from the least to the greatest.
    pub const ALL: &'static [Nothing] = &[
        Nothing::DivisionByZero,
        Nothing::LogOfNonPositive,
        Nothing::RootOfNegative,
        Nothing::PowerUndefined,
        Nothing::Overflow,
        Nothing::NoSpread,
        Nothing::NoSuchLevel,
        Nothing::NoRows,
        Nothing::Blank,
        Nothing::Unsettled,
        Nothing::Unreadable,
        Nothing::Conflict,
        Nothing::NoPeriod,
        Nothing::NoRating,
        Nothing::NoVariant,
        Nothing::TooLittle,
        Nothing::TooFewRatings,
        Nothing::CheckFailed,
        Nothing::Void,
        Nothing::Disputed,
        Nothing::Given,
        Nothing::NotApplicable,
        Nothing::NotInVariant,
    ];

    pub fn kind(self) -> NothingKind {
        if self >= Nothing::NotApplicable {
            NothingKind::NotApplicable
        } else if self >= Nothing::NoRows {
            NothingKind::Missing
        } else {
            NothingKind::Undefined
        }
    }

    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Nothing::DivisionByZero => ("除数为 0", "division by zero"),
            Nothing::LogOfNonPositive => ("对非正数取对数", "logarithm of a number that is not positive"),
            Nothing::RootOfNegative => ("对负数开方", "square root of a negative number"),
            Nothing::PowerUndefined => ("乘方无意义", "power without a real value"),
            Nothing::Overflow => ("数值过大", "number too large"),
            Nothing::NoSpread => ("组内没有差异或没有数据", "the group has no spread or no data"),
            Nothing::NoSuchLevel => ("不在等级表中", "not in the table of levels"),
            Nothing::NoRows => ("没有数据行", "no rows of data"),
            Nothing::Blank => ("未填报", "not reported"),
            Nothing::Unsettled => ("数据尚未结算", "not settled yet"),
            Nothing::Unreadable => ("无法读取", "unreadable"),
            Nothing::Conflict => ("多个值互相矛盾", "several values in conflict"),
            Nothing::NoPeriod => ("没有上期数据", "no earlier period"),
            Nothing::NoRating => ("无人评分", "not rated"),
            Nothing::NoVariant => ("不知属于哪个考核类型", "of no variant, or of several"),
            Nothing::TooLittle => ("有数据的太少", "too little is there"),
            Nothing::TooFewRatings => ("评分份数不足", "too few ratings"),
            Nothing::CheckFailed => ("逻辑检查未通过", "a logic check failed"),
            Nothing::Void => ("已作废", "void"),
            Nothing::Disputed => ("有异议未决", "disputed"),
            Nothing::Given => ("缺失", "missing"),
            Nothing::NotApplicable => ("不适用", "not applicable"),
            Nothing::NotInVariant => ("本类型不考核", "not in this variant"),
        };
        Words::new(zh, en)
    }
}

impl NothingKind {
    /// The word used in rubrics (`expect = { x = "missing" }`) and in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            NothingKind::Undefined => "undefined",
            NothingKind::Missing => "missing",
            NothingKind::NotApplicable => "not_applicable",
        }
    }

    pub fn words(self) -> Words {
        match self {
            NothingKind::Undefined => Words::new("无意义", "undefined"),
            NothingKind::Missing => Words::new("缺失", "missing"),
            NothingKind::NotApplicable => Words::new("不适用", "not applicable"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_left_out_of_all() {
        let places: Vec<u8> = Nothing::ALL.iter().map(|nothing| *nothing as u8).collect();
        assert_eq!(places, (1..=Nothing::NotInVariant as u8).collect::<Vec<_>>());
    }
}
