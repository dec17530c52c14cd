//! Pages for one subject: the feedback sheet, the self-appraisal report, the form for a plan to improve.
//!
//! A feedback sheet goes to whom it is about. Nothing of anybody else stands in it but figures of the group, and
//! those only of groups of five or more.

mod appraisal;
mod feedback;
mod file_name;
mod form;
mod way;

pub use file_name::file_names;

use std::io::{self, Write};

use serde::Serialize;

use super::board::NONE;
use super::frame::Frame;
use super::words::clip;
use crate::report::View;
use crate::report::number::{fixed, short, value};
use crate::report::outcome::{figure, grade, kind_of, outcomes, say, why_no_total};
use crate::report::standing::{Standings, share};
use crate::result::Goal;
use crate::rubric::Rubric;
use crate::text::Words;
use crate::words;

/// What pages of this kind are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// For whoever is assessed.
    Feedback,
    /// Of a unit, for those above it.
    SelfAppraisal,
    /// For those who owe a plan by a consequence.
    ImprovementPlan,
}

/// One subject of a period, and what is known besides.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    pub view: &'a View<'a>,
    pub standings: &'a Standings,
    /// The period before, and the subject's index there.
    pub before: Option<(&'a View<'a>, usize)>,
    /// What the next grade takes, where that was sought.
    pub goal: Option<&'a Goal>,
    pub subject: usize,
}

impl Kind {
    /// Whether there is such a page for a subject.
    pub fn concerns(self, view: &View, subject: usize) -> bool {
        match self {
            Kind::Feedback | Kind::SelfAppraisal => true,
            Kind::ImprovementPlan => {
                outcomes(view, subject).iter().any(|outcome| outcome.applies.is_ok() && outcome.rule.task.is_some())
            }
        }
    }

    /// # Errors
    /// What the system says.
    pub fn write(self, frame: &Frame, person: &Person, out: &mut (dyn Write + Send)) -> io::Result<()> {
        match self {
            Kind::Feedback => frame.render("feedback.html", &feedback::Sheet::of(person), out),
            Kind::SelfAppraisal => frame.render("appraisal.html", &appraisal::Appraisal::of(person), out),
            Kind::ImprovementPlan => frame.render("plan.html", &form::Form::of(person), out),
        }
    }
}

/// What stands at the head of each of these pages.
#[derive(Debug, Serialize)]
struct Head {
    title: String,
    noun: String,
    name: String,
    key: Option<String>,
    /// Pairs of a word and a text: groups, period, basis.
    facts: Vec<[String; 2]>,
    provisional: Vec<String>,
    total: String,
    full: String,
    place: String,
    grade: Option<String>,
    why_no_total: Option<String>,
}

impl Head {
    fn of(person: &Person) -> Head {
        let Person { view, subject, .. } = *person;
        let (rubric, results, lang) = (view.rubric, view.results, view.lang);
        let info = results.subjects.get(subject);
        let label = info.map(|info| clip(&info.label)).unwrap_or_default();
        let key = info.map(|info| clip(&info.key)).unwrap_or_default();
        let name = if label.trim().is_empty() { key.clone() } else { label };
        let mut facts = Vec::new();
        if !results.period.name.is_empty() {
            facts.push([lang.pick("考核期间", "period").to_string(), results.period.name.clone()]);
        }
        let groups = info.map(|info| info.groups.as_slice()).unwrap_or_default();
        facts.extend(rubric.subject.groups.iter().zip(groups).map(|(column, group)| [clip(column), clip(group)]));
        if let Some(variant) = crate::report::outcome::variant(view, subject) {
            facts.push([lang.pick("考核类型", "variant").to_string(), say(variant, lang)]);
        }
        if let Some(basis) = &rubric.header.basis {
            facts.push([lang.pick("依据", "basis").to_string(), clip(basis)]);
        }
        // Why results are provisional may name others; that they are does not.
        let mut provisional = Vec::new();
        if !results.provisional.is_empty() {
            provisional.push(lang.pick("数字可能还会变动", "figures may still change").to_string());
        }
        if results.record.is_place_disputed(subject) {
            let text = words!("有异议未决，总分或名次可能变动", "objections are open; total or place may change");
            provisional.push(say(&text, lang));
        }
        Head {
            title: say(&rubric.header.title, lang),
            noun: clip(&say(&rubric.subject.noun, lang)),
            key: Some(key).filter(|key| *key != name && !key.is_empty()),
            name,
            facts,
            provisional,
            total: figure(&results.total, subject).map_or(NONE.into(), |total| points(rubric, total)),
            full: rubric.header.points.to_string(),
            place: figure(&results.rank, subject).map_or(NONE.into(), short),
            grade: grade(view, subject).map(|grade| say(grade, lang)),
            why_no_total: why_no_total(view, subject).map(|why| say(&why, lang)),
        }
    }
}

/// Points with the decimals of the rubric.
fn points(rubric: &Rubric, figure: f64) -> String {
    fixed(figure, rubric.header.decimals)
}

/// With a sign, as a difference.
fn difference(rubric: &Rubric, by: f64) -> String {
    super::board::signed(Ok(by), rubric.header.decimals)
}

/// The subject's value of an indicator, as people read it.
fn own_value(view: &View, indicator: usize, subject: usize) -> String {
    let (Some(of), Some(result)) = (view.rubric.indicators.get(indicator), view.results.indicators.get(indicator))
    else {
        return NONE.into();
    };
    if view.rubric.is_masked(&of.answers) {
        return view.lang.pick("保密", "confidential").to_string();
    }
    clip(&say(&value(&result.value, subject, kind_of(of), of.unit.as_deref()), view.lang))
}

fn name_of(view: &View, indicator: usize) -> String {
    let of = view.rubric.indicators.get(indicator);
    of.map(|of| {
        let code = of.code.as_deref().map(|code| format!("{} ", clip(code))).unwrap_or_default();
        format!("{code}{}", clip(&say(&of.name, view.lang)))
    })
    .unwrap_or_default()
}

/// A category with its points beside full marks, and the middle of the group.
#[derive(Debug, Serialize)]
struct Part {
    name: String,
    points: String,
    full: String,
    /// Hundredths of full marks, for a bar.
    share: Option<f64>,
    said: String,
    median: String,
}

/// What the total is made of.
fn parts(person: &Person) -> Vec<Part> {
    let Person { view, subject, standings, .. } = *person;
    let (rubric, results) = (view.rubric, view.results);
    let group = standings.group_of(subject);
    let made = |name: &Words, numbers: [&crate::table::Numbers; 2], median: Option<f64>| -> Option<Part> {
        let [points_of, full_of] = numbers;
        let full = figure(full_of, subject).ok().filter(|full| *full > 0.0)?;
        let share = crate::report::standing::share_of(points_of, full_of, subject);
        Some(Part {
            name: clip(&say(name, view.lang)),
            points: match figure(points_of, subject) {
                Ok(figure) => points(rubric, figure),
                Err(why) => say(&crate::report::number::nothing(why), view.lang),
            },
            full: short(full),
            share: share.map(|share| crate::number::round_half_away(share.clamp(0.0, 100.0), 1)),
            said: share.map_or(NONE.into(), |share| format!("{}%", fixed(share, 1))),
            median: median.map_or(NONE.into(), |median| points(rubric, median)),
        })
    };
    let top = rubric.categories.iter().zip(&results.categories).enumerate();
    let categories =
        top.filter(|(_, (category, _))| category.parent.is_none()).filter_map(|(at, (category, result))| {
            let median = group.and_then(|group| group.category(view, at, subject)).map(|part| part.median);
            made(&category.name, [&result.points, &result.full], median)
        });
    let own = rubric.indicators.iter().zip(&results.indicators).enumerate();
    let indicators = own.filter(|(_, (of, _))| of.parent.is_none()).filter_map(|(at, (of, result))| {
        let median = group.and_then(|group| group.indicator(view, at, subject)).map(|part| part.median);
        made(&of.name, [&result.points, &result.full], median)
    });
    categories.chain(indicators).collect()
}

/// Whether a share of full marks is no more than so many hundredths.
fn is_below(view: &View, indicator: usize, subject: usize, hundredths: f64) -> bool {
    share(view.results, indicator, subject).is_some_and(|share| crate::number::compare(share, hundredths).is_lt())
}
