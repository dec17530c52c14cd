//! What stands where a test looks, and whether it is what was expected.

use crate::eval::{Bound, Lanes};
use crate::number::{Decimal, compare, round_half_away};
use crate::plan::{Grain, Program};
use crate::report::number::{digits, nothing};
use crate::result::Results;
use crate::rubric::{Expected, Rubric, Target};
use crate::table::time::{parse_date, show_date};
use crate::table::{Kind, Lane, Nothing, NothingKind, Numbers};
use crate::text::Words;

pub struct View<'a> {
    pub rubric: &'a Rubric,
    pub program: &'a Program,
    pub bound: &'a Bound,
    pub lanes: &'a Lanes,
    pub results: &'a Results,
    /// The index of the period the test is about.
    pub period: usize,
}

/// What stands where the test looks.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Number(f64),
    Flag(bool),
    Date(f64),
    /// Any of these texts is right: an id, and a name in two languages.
    Text(Vec<String>),
    Nothing(Nothing),
}

impl View<'_> {
    pub fn found(&self, target: &Target, subject: usize) -> Found {
        let results = self.results;
        let element_kind = |index: usize| self.rubric.elements.get(index).map_or(Kind::Number, |e| e.kind);
        match *target {
            Target::Element(index) => from_lane(results.elements.get(index), subject, element_kind(index)),
            Target::Value(index) => {
                let kind =
                    self.rubric.indicators.get(index).and_then(|i| i.formula.as_ref()).map_or(Kind::Number, |f| f.ty);
                from_lane(results.indicators.get(index).map(|i| &i.value), subject, kind)
            }
            Target::Score(index) => number(results.indicators.get(index).map(|i| &i.score), subject),
            Target::Points(index) => number(results.indicators.get(index).map(|i| &i.points), subject),
            Target::AboveOthers(index) => {
                let inflation = results.indicators.get(index).and_then(|i| i.inflation.as_ref());
                number(inflation.map(|inflation| &inflation.gap), subject)
            }
            Target::Category(index) => number(results.categories.get(index).map(|c| &c.points), subject),
            Target::Total => number(Some(&results.total), subject),
            Target::TotalBefore => number(Some(results.total_before.as_ref().unwrap_or(&results.total)), subject),
            Target::Rank => number(Some(&results.rank), subject),
            Target::RankFromLast => number(Some(&results.rank_from_last), subject),
            Target::Adjust(index) => number(results.adjusts.get(index), subject),
            Target::Veto(index) => flag(number(results.vetoes.get(index), subject)),
            Target::Consequence(index) => flag(number(results.consequences.get(index).map(|c| &c.when), subject)),
            Target::Money(index) => {
                let consequence = results.consequences.get(index);
                match number(consequence.map(|c| &c.when), subject) {
                    Found::Number(0.0) => Found::Number(0.0),
                    Found::Number(_) => match consequence.and_then(|c| c.money.as_ref()) {
                        Some(money) => number(Some(money), subject),
                        None => Found::Nothing(Nothing::NotApplicable),
                    },
                    other => other,
                }
            }
            Target::Check(index) => self.check(index, subject),
            Target::Grade => match number(Some(&results.grade), subject) {
                Found::Number(index) => match self.rubric.grades.get(index as usize) {
                    Some(grade) => Found::Text(vec![grade.name.zh.clone(), grade.name.en.clone(), grade.id.clone()]),
                    None => Found::Nothing(Nothing::NoSuchLevel),
                },
                other => other,
            },
        }
    }
}

impl View<'_> {
    /// Whether a check holds for a subject; one of rows, whether it holds in all of the subject's.
    fn check(&self, index: usize, subject: usize) -> Found {
        let Some(check) = self.program.outputs.checks.get(index) else { return Found::Nothing(Nothing::NoRows) };
        let lane = self.lanes.get(check.holds);
        let Grain::Table(table) = self.program.plan.node(check.holds).grain else {
            let row = self.period * self.bound.subjects.len() + subject;
            return from_lane(Some(lane), row, Kind::Bool);
        };
        let rows = self.bound.rows_of(table, subject, self.period);
        let mut all: Vec<Found> = rows.into_iter().map(|row| from_lane(Some(lane), row, Kind::Bool)).collect();
        // One row that fails is enough; else one that cannot be decided.
        let worst = all.iter().position(|found| *found == Found::Flag(false));
        let worst = worst.or_else(|| all.iter().position(|found| matches!(found, Found::Nothing(_))));
        match worst {
            Some(at) => all.swap_remove(at),
            None if all.is_empty() => Found::Nothing(Nothing::NoRows),
            None => Found::Flag(true),
        }
    }
}

fn number(numbers: Option<&Numbers>, row: usize) -> Found {
    match numbers.filter(|numbers| row < numbers.len()).map(|numbers| numbers.get(row)) {
        Some(Ok(value)) => Found::Number(value),
        Some(Err(nothing)) => Found::Nothing(nothing),
        None => Found::Nothing(Nothing::NoRows),
    }
}

fn flag(found: Found) -> Found {
    match found {
        Found::Number(value) => Found::Flag(value != 0.0),
        other => other,
    }
}

fn from_lane(lane: Option<&Lane>, row: usize, kind: Kind) -> Found {
    match lane {
        Some(Lane::Texts(texts)) if row < texts.len() => {
            texts.get(row).map_or_else(Found::Nothing, |text| Found::Text(vec![text.to_string()]))
        }
        // A single value holds for everybody.
        Some(Lane::Numbers(numbers)) if numbers.len() == 1 => typed(number(Some(numbers), 0), kind),
        Some(Lane::Numbers(numbers)) => typed(number(Some(numbers), row), kind),
        Some(Lane::Texts(_)) | None => Found::Nothing(Nothing::NoRows),
    }
}

fn typed(found: Found, kind: Kind) -> Found {
    match (found, kind) {
        (Found::Number(value), Kind::Date) => Found::Date(value),
        (Found::Number(value), Kind::Bool) => Found::Flag(value != 0.0),
        (other, _) => other,
    }
}

pub fn agrees(target: &Target, expected: &Expected, tolerance: Option<Decimal>, found: &Found) -> bool {
    match (expected, found) {
        (Expected::Number(wanted), Found::Number(got)) if tolerance.is_some_and(|off| near(*wanted, *got, off)) => true,
        (Expected::Number(wanted), Found::Number(got)) => numbers_agree(target, *wanted, *got),
        (Expected::Number(wanted), Found::Flag(got)) => wanted.to_f64() == f64::from(u8::from(*got)),
        (Expected::Flag(wanted), Found::Flag(got)) => wanted == got,
        (Expected::Flag(wanted), Found::Number(got)) => *wanted == (*got != 0.0),
        (Expected::Text(wanted), Found::Text(got)) => got.contains(wanted),
        (Expected::Text(wanted), Found::Date(got)) => parse_date(wanted) == Some(*got),
        (Expected::Nothing(kind), Found::Nothing(got)) => kind.is_none_or(|kind| kind == got.kind()),
        _ => false,
    }
}

/// Whether a figure is off by no more than it may be, to twelve digits.
fn near(wanted: Decimal, got: f64, off: Decimal) -> bool {
    let (wanted, off) = (wanted.to_f64(), off.to_f64());
    compare(got, wanted - off).is_ge() && compare(got, wanted + off).is_le()
}

/// Points are rounded by the rubric and must be met exactly. Values and scores are not: a figure
/// written with decimals is met by what rounds to it, a whole number only by itself.
fn numbers_agree(target: &Target, wanted: Decimal, got: f64) -> bool {
    let exact = wanted.to_f64();
    if compare(exact, got).is_eq() {
        return true;
    }
    let rounds = matches!(target, Target::Element(_) | Target::Value(_) | Target::Score(_) | Target::AboveOthers(_));
    let written = wanted.to_string();
    let decimals = written.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    rounds && decimals > 0 && compare(exact, round_half_away(got, decimals as i32)).is_eq()
}

impl Found {
    /// `as_kind`: nothings by the word that a rubric uses, with the reason.
    pub fn show(&self, as_kind: bool) -> Words {
        match self {
            Found::Number(value) => Words::same(digits(*value)),
            Found::Flag(true) => Words::same("true"),
            Found::Flag(false) => Words::same("false"),
            Found::Date(seconds) => Words::same(show_date(*seconds)),
            Found::Text(texts) => Words::same(texts.first().map_or(String::new(), |text| format!("“{text}”"))),
            Found::Nothing(why) if as_kind => {
                let reason = why.words();
                let kind = why.kind().name();
                Words { zh: format!("{kind}（{}）", reason.zh), en: format!("{kind} ({})", reason.en) }
            }
            Found::Nothing(why) => nothing(*why),
        }
    }
}

pub fn show_expected(expected: &Expected) -> Words {
    match expected {
        Expected::Number(number) => Words::same(number.to_string()),
        Expected::Text(text) => Words::same(format!("“{text}”")),
        Expected::Flag(flag) => Words::same(flag.to_string()),
        Expected::Nothing(Some(kind)) => Words::same(NothingKind::name(*kind)),
        Expected::Nothing(None) => Words::same("nothing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_written_are_decimals_compared() {
        let met = |target: Target, wanted: &str, got| numbers_agree(&target, Decimal::parse(wanted).unwrap(), got);
        assert!(met(Target::Value(0), "33.33", 100.0 / 3.0));
        assert!(!met(Target::Value(0), "33", 100.0 / 3.0), "a whole number is meant as it stands");
        assert!(!met(Target::Value(0), "55", 54.9));
        assert!(met(Target::Points(0), "16.2", 0.9 * 18.0));
        assert!(!met(Target::Points(0), "16.2", 16.24));
        assert!(met(Target::Total, "96.8", 96.8));
    }

    #[test]
    fn a_tolerance_includes_its_ends() {
        let met =
            |wanted: &str, off: &str, got| near(Decimal::parse(wanted).unwrap(), got, Decimal::parse(off).unwrap());
        assert!(met("83.3", "0.1", 83.4));
        assert!(met("83.3", "0.1", 83.2));
        assert!(!met("83.3", "0.1", 83.41));
        assert!(!met("83.3", "0", 83.31));
    }

    #[test]
    fn figures_are_shown_without_noise() {
        assert_eq!(digits(0.1 + 0.2), "0.3");
        assert_eq!(digits(100.0 / 3.0), "33.3333333333");
        assert_eq!(digits(-0.0), "0");
    }
}
