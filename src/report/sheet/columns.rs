//! Which columns there are: those of every rubric, and those of what a rubric has besides.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::values::{Field, Values};
use super::{Among, Column, Of, Shown, Told, What, names};
use crate::report::outcome::{adjusted, figure, kind_of, money};
use crate::report::{Series, View, number};
use crate::rubric::{Indicator, Rated};
use crate::table::{Cycle, Kind, Lane, Nothing, Numbers, Texts};
use crate::text::Words;
use crate::words;

/// All of them, of a table with every detail.
pub fn all<'a>(series: &Series<'a>) -> Vec<Column<'a>> {
    let mut to = Columns { views: series.views, of: Of::Place, all: Vec::new() };
    // Without a period there is nobody of whom anything could be said.
    let Some(view) = series.views.first() else { return Vec::new() };
    subjects(view, &mut to);
    scores(view, &mut to);
    outcomes(view, &mut to);
    elements(view, &mut to);
    to.all
}

/// Columns in the making.
struct Columns<'a, 's> {
    views: &'s [View<'a>],
    /// What the next columns are about.
    of: Of,
    all: Vec<Column<'a>>,
}

impl<'a> Columns<'a, '_> {
    fn of(&mut self, of: Of) -> &mut Self {
        self.of = of;
        self
    }

    fn add(
        &mut self,
        name: impl Into<String>,
        (shown, told, among): (Shown, Told, Among),
        values: impl Fn(&View<'a>) -> Values<'a>,
    ) {
        let values = self.views.iter().map(|view| Arc::new(values(view))).collect();
        self.all.push(Column { name: name.into(), of: self.of, shown, told, values, among });
    }

    /// Figures that stand in the results as they are.
    fn numbers(
        &mut self,
        name: impl Into<String>,
        how: (Shown, Told, Among),
        of: impl Fn(&View<'a>) -> Option<&'a Numbers>,
    ) {
        self.add(name, how, |view| match of(view) {
            Some(numbers) => Values::Numbers(Cow::Borrowed(numbers)),
            None => made(view, |_| Err(Nothing::NoRows)),
        });
    }

    /// A column of the data, or what is computed from them: numbers, dates, yes or no, text.
    fn lane(
        &mut self,
        name: String,
        kind: Kind,
        (masked, among): (bool, Among),
        of: impl Fn(&View<'a>) -> Option<&'a Lane>,
    ) {
        let is_text = self.views.iter().any(|view| matches!(of(view), Some(Lane::Texts(_))));
        let shown = match kind {
            _ if is_text => Shown::Free,
            Kind::Date => Shown::Date,
            Kind::Bool => Shown::YesNo,
            Kind::Number | Kind::Text => Shown::Short,
        };
        self.add(name, (shown, Told::Words, among), |view| {
            if masked {
                return Values::Masked(view.lang.pick("保密", "confidential"));
            }
            match of(view) {
                Some(Lane::Numbers(numbers)) => Values::Numbers(Cow::Borrowed(numbers)),
                Some(Lane::Texts(texts)) => Values::Texts(texts),
                None => made(view, |_| Err(Nothing::NoRows)),
            }
        });
    }
}

/// Figures computed for each subject.
fn made<'a>(view: &View<'a>, of: impl Fn(usize) -> Result<f64, Nothing> + Sync) -> Values<'a> {
    let figures: Vec<_> = (0..view.results.subjects.len()).into_par_iter().map(&of).collect();
    Values::Numbers(Cow::Owned(figures.into_iter().collect()))
}

/// A word for each subject, or none.
fn coded<'a>(view: &View<'a>, words: Vec<String>, of: impl Fn(usize) -> Option<usize>) -> Values<'a> {
    let code = |subject| of(subject).map_or(Texts::NONE, |code| code as u32);
    Values::Codes { codes: (0..view.results.subjects.len()).map(code).collect(), words }
}

/// Who it is.
fn subjects<'a>(view: &View<'a>, to: &mut Columns<'a, '_>) {
    let (rubric, lang) = (view.rubric, view.lang);
    let subject = &rubric.subject;
    to.numbers(lang.pick("名次", "place"), (Shown::Whole, Told::Apart, Among::All), |view| Some(&view.results.rank));
    let plain = (Shown::Text, Told::Blank, Among::All);
    to.of(Of::Key).add(subject.key.clone(), plain, |view| Values::Subjects(&view.results.subjects, Field::Key));
    if subject.label != subject.key {
        to.of(Of::Label)
            .add(subject.label.clone(), plain, |view| Values::Subjects(&view.results.subjects, Field::Label));
    }
    for (index, group) in subject.groups.iter().enumerate() {
        to.of(Of::Group(index))
            .add(group.clone(), plain, |view| Values::Subjects(&view.results.subjects, Field::Group(index)));
    }
    if !rubric.variants.is_empty() {
        let names: Vec<String> = rubric.variants.iter().map(|one| one.name.in_lang(lang).to_string()).collect();
        to.of(Of::Variant).add(lang.pick("考核类型", "variant"), plain, |view| {
            let of = |at| figure(view.results.variant.as_ref()?, at).ok().map(|index| index as usize);
            coded(view, names.clone(), of)
        });
    }
    if rubric.header.cycle != Cycle::Once {
        let among = (Shown::Text, Told::Blank, Among::Periods);
        to.of(Of::Period)
            .add(lang.pick("期间", "period"), among, |view| Values::Same(view.results.period.name.clone()));
    }
}

/// Points of categories; values, scores and points of indicators.
fn scores<'a>(view: &View<'a>, to: &mut Columns<'a, '_>) {
    let (rubric, lang) = (view.rubric, view.lang);
    let decimals = rubric.header.decimals;
    let names = names::of_items(rubric, lang);
    let (categories, indicators) = names.split_at(rubric.categories.len());
    for (index, name) in categories.iter().enumerate() {
        let how = (Shown::Fixed(decimals), Told::Words, Among::All);
        let of = move |view: &View<'a>| view.results.categories.get(index).map(|found| &found.points);
        to.of(Of::Category(index)).numbers(format!("{name} {}", lang.pick("得分", "points")), how, of);
    }
    // Full marks may differ between subjects.
    let own_marks = !rubric.variants.is_empty() || !rubric.data_weights.is_empty();
    for (index, (indicator, name)) in rubric.indicators.iter().zip(indicators).enumerate() {
        let result = move |view: &View<'a>| view.results.indicators.get(index);
        let value = names::with_unit(name, &words!("值", "value"), indicator.unit.as_deref(), lang);
        let masked = (rubric.is_masked(&indicator.answers), Among::People);
        to.of(Of::Indicator(index, What::Value))
            .lane(value, kind_of(indicator), masked, |view| result(view).map(|found| &found.value));
        let points = Shown::Fixed(indicator.decimals.unwrap_or(decimals));
        let how = (points, Told::Words, Among::People);
        to.of(Of::Indicator(index, What::Score));
        to.numbers(format!("{name} {}", lang.pick("评分", "score")), how, |view| result(view).map(|r| &r.score));
        to.of(Of::Indicator(index, What::Points));
        to.numbers(format!("{name} {}", lang.pick("得分", "points")), how, |view| result(view).map(|r| &r.points));
        if own_marks {
            let how = (Shown::Short, Told::Blank, Among::People);
            to.of(Of::Indicator(index, What::Full));
            to.add(format!("{name} {}", lang.pick("满分", "full marks")), how, |view| {
                let Some(result) = result(view) else { return made(view, |_| Err(Nothing::NoRows)) };
                made(view, |at| match figure(&result.points, at) {
                    Err(Nothing::NotInVariant) => Err(Nothing::NotInVariant),
                    _ => figure(&result.full, at),
                })
            });
        }
        if let Some(rated) = &indicator.rated {
            ratings(view, to, (index, indicator, name), rated);
        }
    }
}

/// What each kind of rater gave, and how many of them.
fn ratings<'a>(
    view: &View<'a>,
    to: &mut Columns<'a, '_>,
    (index, indicator, name): (usize, &'a Indicator, &str),
    rated: &'a Rated,
) {
    let (rubric, lang) = (view.rubric, view.lang);
    let result = move |view: &View<'a>| view.results.indicators.get(index);
    let places = Shown::Fixed(indicator.decimals.unwrap_or(rubric.header.decimals).max(2));
    let unrated = |view: &View<'a>| made(view, |_| Err(Nothing::NoRating));
    for of in &rated.raters {
        let Some(rater) = rubric.raters.get(*of) else { continue };
        let rater = rater.name.in_lang(lang);
        let given = move |view: &View<'a>| result(view).and_then(|found| found.ratings.iter().find(|g| g.rater == *of));
        let (by, count) = (
            words!("{name} {rater}给分", "{name} by {rater}"),
            words!("{name} {rater}份数", "{name} ratings by {rater}"),
        );
        to.of(Of::Indicator(index, What::Given(*of)));
        to.add(by.in_lang(lang), (places, Told::Words, Among::People), |view| match given(view) {
            Some(given) => Values::Numbers(Cow::Borrowed(&given.rating)),
            None => unrated(view),
        });
        to.of(Of::Indicator(index, What::Ratings(*of)));
        to.add(count.in_lang(lang), (Shown::Short, Told::Words, Among::People), |view| match given(view) {
            Some(given) => Values::Numbers(Cow::Borrowed(&given.count)),
            None => unrated(view),
        });
    }
    if rated.is_by_oneself(&rubric.raters) {
        let above = format!("{name} {}", lang.pick("自评高出他评", "self above others"));
        to.of(Of::Indicator(index, What::Above)).add(above, (places, Told::Words, Among::People), |view| match result(
            view,
        )
        .and_then(|found| found.inflation.as_ref())
        {
            Some(found) => Values::Numbers(Cow::Borrowed(&found.gap)),
            None => unrated(view),
        });
    }
}

/// The total and what follows from it.
fn outcomes<'a>(view: &View<'a>, to: &mut Columns<'a, '_>) {
    let (rubric, lang) = (view.rubric, view.lang);
    let points = (Shown::Fixed(rubric.header.decimals), Told::Words, Among::All);
    if !rubric.adjusts.is_empty() {
        to.of(Of::Adjusts)
            .add(lang.pick("加减分", "adjustments"), points, |view| made(view, |at| adjusted(view.results, at)));
    }
    if view.results.unscaled.is_some() {
        let of = |view: &View<'a>| view.results.unscaled.as_ref();
        to.of(Of::Raw).numbers(lang.pick("原始分", "raw total"), points, |view| of(view).map(|(raw, _)| raw));
        let there = (Shown::Short, Told::Blank, Among::All);
        to.of(Of::There)
            .numbers(lang.pick("有分的满分", "marks there"), there, |view| of(view).map(|(_, there)| there));
    }
    if view.results.total_before.is_some() {
        let name = lang.pick("修正前总分", "total before correction");
        to.of(Of::Before).numbers(name, points, |view| view.results.total_before.as_ref());
    }
    to.of(Of::Total).numbers(lang.pick("总分", "total"), points, |view| Some(&view.results.total));
    let grades: Vec<String> = rubric.grades.iter().map(|grade| grade.name.in_lang(lang).to_string()).collect();
    to.of(Of::Grade).add(lang.pick("等级", "grade"), (Shown::Text, Told::Blank, Among::All), |view| {
        coded(view, grades.clone(), |at| figure(&view.results.grade, at).ok().map(|index| index as usize))
    });
    let yuan = (Shown::Short, Told::Blank, Among::All);
    to.of(Of::Money).add(lang.pick("奖惩金额（元）", "money (yuan)"), yuan, |view| {
        made(view, |at| money(view, at).ok_or(Nothing::NoRows))
    });
    if rubric.objections.is_some() {
        to.of(Of::Objections).add(lang.pick("异议", "objections"), (Shown::Text, Told::Blank, Among::All), |view| {
            let said = disputes().map(|words| words.in_lang(lang).to_string());
            coded(view, said.to_vec(), |at| disputed(view, at))
        });
    }
    let told = (Shown::Text, Told::Blank, Among::Programs);
    if !rubric.vetoes.is_empty() {
        to.of(Of::Vetoes).add(lang.pick("否决", "vetoes"), told, |view| {
            let all = rubric.vetoes.iter().zip(&view.results.vetoes);
            listed(view, all.map(|(veto, strikes)| (&veto.name, strikes)).collect())
        });
    }
    if !rubric.consequences.is_empty() {
        to.of(Of::Consequences).add(lang.pick("奖惩", "consequences"), told, |view| {
            let all = rubric.consequences.iter().zip(&view.results.consequences);
            listed(view, all.map(|(rule, result)| (&rule.name, &result.when)).collect())
        });
    }
    to.of(Of::Provisional).add(lang.pick("暂定", "provisional"), told, provisional);
}

/// Open objections, by what may still change.
fn disputes() -> [Words; 2] {
    [words!("有异议未决，暂定", "objection open, provisional"), words!("名次暂定", "place provisional")]
}

/// Which of them it is: the total may still change, or only the place.
fn disputed(view: &View, at: usize) -> Option<usize> {
    let record = &view.results.record;
    record.is_disputed(at).then_some(0).or_else(|| record.is_place_disputed(at).then_some(1))
}

/// Why the result of a subject is provisional: what holds of everybody in the period, then its own.
fn provisional<'a>(view: &View<'a>) -> Values<'a> {
    let lang = view.lang;
    let of_all: Vec<&str> = view.results.provisional.iter().map(|why| why.in_lang(lang)).collect();
    let disputes = disputes();
    let said = |own: Option<&Words>| {
        let own = own.map(|words| words.in_lang(lang));
        of_all.iter().copied().chain(own).collect::<Vec<_>>().join(SEPARATOR)
    };
    let words = disputes.iter().map(Some).chain([None]).map(said).collect();
    let everybody = (!of_all.is_empty()).then_some(disputes.len());
    coded(view, words, |at| disputed(view, at).or(everybody))
}

/// Between names in one cell.
const SEPARATOR: &str = "；";

/// The names of those rules whose condition holds for a subject, and of those that could not be decided
/// with the reason; nothing where there are none.
fn listed<'a>(view: &View<'a>, rules: Vec<(&Words, &Numbers)>) -> Values<'a> {
    let lang = view.lang;
    let mut words: Vec<String> = Vec::new();
    let mut known: HashMap<Vec<(usize, Option<Nothing>)>, usize> = HashMap::new();
    let found: Vec<Vec<(usize, Option<Nothing>)>> = (0..view.results.subjects.len())
        .into_par_iter()
        .map(|at| {
            let holds = rules.iter().enumerate().filter_map(|(rule, (_, when))| match figure(when, at) {
                Ok(0.0) => None,
                Ok(_) => Some((rule, None)),
                Err(why) => Some((rule, Some(why))),
            });
            holds.collect()
        })
        .collect();
    let name = |(rule, why): &(usize, Option<Nothing>)| {
        let name = rules.get(*rule).map_or("", |(name, _)| name.in_lang(lang));
        match why.map(number::nothing) {
            None => name.to_string(),
            Some(why) => {
                let why = why.in_lang(lang);
                words!("{name}（未能判定：{why}）", "{name} (undecided: {why})").in_lang(lang).to_string()
            }
        }
    };
    let codes: Vec<Option<usize>> = found
        .into_iter()
        .map(|found| {
            if found.is_empty() {
                return None;
            }
            if let Some(code) = known.get(&found) {
                return Some(*code);
            }
            words.push(found.iter().map(name).collect::<Vec<_>>().join(SEPARATOR));
            known.insert(found, words.len() - 1);
            Some(words.len() - 1)
        })
        .collect();
    coded(view, words, |at| codes.get(at).copied().flatten())
}

/// The figure of each element.
fn elements<'a>(view: &View<'a>, to: &mut Columns<'a, '_>) {
    let (rubric, lang) = (view.rubric, view.lang);
    let names = names::of_elements(rubric, lang);
    for (index, (element, name)) in rubric.elements.iter().zip(&names).enumerate() {
        let name = names::with_unit(name, &words!("数据", "data"), element.unit.as_deref(), lang);
        let masked = (rubric.is_masked(&element.answers), Among::Details);
        to.of(Of::Element(index)).lane(name, element.kind, masked, |view| view.results.elements.get(index));
    }
}
