//! What reports ask of results: the parts of a total, why there is none, what follows for whom.

use std::collections::HashMap;

use crate::number::ExactSum;
use crate::result::{Results, SubjectInfo};
use crate::rubric::{Consequence, Effect, Indicator, Missing, Rubric, TooLittle};
use crate::table::{Kind, Nothing, Numbers};
use crate::text::{Lang, Words, inert};

use super::number::{self, Figure};
use super::{View, due};

/// The figure of a row; a row that a column lacks is missing.
pub fn figure(numbers: &Numbers, row: usize) -> Figure {
    numbers.figure(row)
}

/// What the values of an indicator are.
pub fn kind_of(indicator: &Indicator) -> Kind {
    indicator.formula.as_ref().map_or(Kind::Number, |formula| formula.ty)
}

/// Something directly under the total.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    pub name: &'a Words,
    pub full: &'a Numbers,
    pub points: &'a Numbers,
}

/// Categories and indicators that hang directly under the total.
pub fn parts<'a>(rubric: &'a Rubric, results: &'a Results) -> Vec<Part<'a>> {
    let categories = rubric.categories.iter().zip(&results.categories);
    let indicators = rubric.indicators.iter().zip(&results.indicators);
    let top_categories = categories.filter(|(category, _)| category.parent.is_none()).map(|(category, result)| Part {
        name: &category.name,
        full: &result.full,
        points: &result.points,
    });
    let top_indicators = indicators
        .filter(|(indicator, _)| indicator.parent.is_none())
        .map(|(indicator, result)| Part { name: &indicator.name, full: &result.full, points: &result.points });
    top_categories.chain(top_indicators).collect()
}

/// The names people are called by: the label, with the key where several have the same.
pub fn names(results: &Results) -> Vec<String> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for subject in &results.subjects {
        *seen.entry(subject.label.as_str()).or_default() += 1;
    }
    let name = |subject: &SubjectInfo| {
        let (label, key) = (inert(&subject.label), inert(&subject.key));
        if label.trim().is_empty() {
            key.into_owned()
        } else if label != key && seen.get(subject.label.as_str()).is_some_and(|count| *count > 1) {
            format!("{label} ({key})")
        } else {
            label.into_owned()
        }
    };
    results.subjects.iter().map(name).collect()
}

/// The name of the subject's grade.
pub fn grade<'a>(view: &View<'a>, subject: usize) -> Option<&'a Words> {
    let index = figure(&view.results.grade, subject).ok()?;
    view.rubric.grades.get(index as usize).map(|grade| &grade.name)
}

/// The name of the subject's variant.
pub fn variant<'a>(view: &View<'a>, subject: usize) -> Option<&'a Words> {
    let index = figure(view.results.variant.as_ref()?, subject).ok()?;
    view.rubric.variants.get(index as usize).map(|variant| &variant.name)
}

/// The points of all adjustments of a subject together.
pub fn adjusted(results: &Results, subject: usize) -> Figure {
    let mut sum = ExactSum::new();
    for adjust in &results.adjusts {
        sum.add(figure(adjust, subject)?);
    }
    Ok(sum.value())
}

/// Why a subject has no total: the first indicator whose nothing lets the total fail.
pub fn why_no_total(view: &View, subject: usize) -> Option<Words> {
    let total = figure(&view.results.total, subject).err()?;
    let open = view.results.variant.as_ref().and_then(|variant| figure(variant, subject).err());
    if total == Nothing::CheckFailed || open.is_some() {
        return Some(number::nothing(if open.is_some() { Nothing::NoVariant } else { total }));
    }
    let mut culprits = view.rubric.indicators.iter().zip(&view.results.indicators).filter_map(|(indicator, result)| {
        let failed = result.no_points(subject)?;
        // The value says more than the points do, where both are nothings.
        let why = result.no_value(subject).unwrap_or(failed);
        (*indicator.policy(why.kind()) == Missing::Fail).then_some((indicator, why))
    });
    Some(match culprits.next() {
        Some((indicator, why)) => {
            let (why, more) = (number::nothing(why), culprits.count());
            let (zh_more, en_more) = match more {
                0 => Default::default(),
                more => (format!(" 等 {} 项", more + 1), format!(", and {more} more")),
            };
            Words {
                zh: format!("{} {}{zh_more}", inert(&indicator.name.zh), why.zh),
                en: format!("{} is {}{en_more}", inert(&indicator.name.en), why.en),
            }
        }
        None => short_category(view, subject).unwrap_or_else(|| number::nothing(total)),
    })
}

/// The category of which too little is there.
fn short_category(view: &View, subject: usize) -> Option<Words> {
    let all = view.rubric.categories.iter().zip(&view.results.categories);
    let short = all.into_iter().find_map(|(category, result)| {
        let why = figure(&result.points, subject).err().filter(|why| *why == Nothing::TooLittle)?;
        category.needs.filter(|needs| needs.otherwise == TooLittle::Fail).map(|_| (category, why))
    });
    let (category, why) = short?;
    let (name, why) = (&category.name, number::nothing(why));
    Some(Words { zh: format!("{} {}", inert(&name.zh), why.zh), en: format!("{} is {}", inert(&name.en), why.en) })
}

/// A consequence for one subject.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    pub rule: &'a Consequence,
    /// `Err` where the condition could not be decided.
    pub applies: Result<(), Nothing>,
    /// Yuan; `None` for a consequence without money.
    pub money: Option<Figure>,
}

impl Outcome<'_> {
    /// The date or the span of time, for a consequence that has one.
    pub fn due(&self, view: &View) -> Option<Words> {
        let header = &view.rubric.header;
        self.rule.due.map(|due| due::words(due, header, view.results.period.ordinal))
    }

    /// The last day in seconds, where it is known.
    pub fn deadline(&self, view: &View) -> Option<i64> {
        let header = &view.rubric.header;
        self.rule
            .due
            .and_then(|due| due.deadline(header.notice, header.cycle, view.results.period.ordinal, &header.calendar))
    }
}

/// What follows for a subject, and what could not be decided, in the rubric's order.
pub fn outcomes<'a>(view: &View<'a>, subject: usize) -> Vec<Outcome<'a>> {
    let pairs = view.rubric.consequences.iter().zip(&view.results.consequences);
    pairs
        .filter_map(|(rule, result)| {
            let applies = match figure(&result.when, subject) {
                Ok(0.0) => return None,
                Ok(_) => Ok(()),
                Err(why) => Err(why),
            };
            let money = result.money.as_ref().map(|money| figure(money, subject));
            Some(Outcome { rule, applies, money })
        })
        .collect()
}

/// The money of all that follows for a subject; `None` if no consequence with money does.
pub fn money(view: &View, subject: usize) -> Option<f64> {
    let mut sum = ExactSum::new();
    let mut any = false;
    for outcome in outcomes(view, subject) {
        if let (Ok(()), Some(Ok(money))) = (outcome.applies, outcome.money) {
            sum.add(money);
            any = true;
        }
    }
    any.then(|| sum.value())
}

/// What a veto does: `报表数据真实性 记 0 分`, `总分不超过 59`.
pub fn effect(rubric: &Rubric, effect: &Effect) -> Words {
    let words = effect.words(rubric);
    Words { zh: inert(&words.zh).into_owned(), en: inert(&words.en).into_owned() }
}

/// Words of one language, harmless for a terminal.
pub fn say(words: &Words, lang: Lang) -> String {
    inert(words.in_lang(lang)).into_owned()
}
