//! A section for each indicator: what it is, how it is scored, how it came out.

use serde::Serialize;

use super::board::NONE;
use super::chart::Histogram;
use super::words::{clip, written};
use crate::report::View;
use crate::report::number::{short, with_unit};
use crate::report::outcome::{figure, say};
use crate::report::standing::{Spread, Standings};
use crate::rubric::{Better, Indicator, Setting, Settings};
use crate::table::{Lane, Numbers};
use crate::text::{Lang, inert};

#[derive(Debug, Serialize)]
pub struct OfIndicator {
    pub name: String,
    pub code: Option<String>,
    /// The categories above it, the highest first.
    pub path: String,
    pub full: String,
    /// What is declared: pairs of a word and a text.
    pub facts: Vec<[String; 2]>,
    pub formula: Option<String>,
    pub score: Option<String>,
    pub bands: Vec<Bands>,
    /// Mean of points in hundredths of full marks.
    pub mean: String,
    pub median: String,
    pub full_share: String,
    pub zero_share: String,
    pub scored: usize,
    pub nothing: usize,
    pub drawing: Option<Histogram>,
    /// The middle and the ends of the values.
    pub values: Option<String>,
}

/// A table of values and what they give.
#[derive(Debug, Serialize)]
pub struct Bands {
    pub name: String,
    pub rows: Vec<[String; 2]>,
}

pub fn indicators(view: &View, standings: &Standings) -> Vec<OfIndicator> {
    let all = view.rubric.indicators.iter().enumerate().zip(&standings.indicators);
    all.map(|((at, indicator), of)| {
        let scored = of.score.as_ref().map_or(0, |score| score.count);
        let hundredths = |figure: Option<f64>| figure.map_or(NONE.into(), |figure| format!("{figure:.1}%"));
        let part = |count: usize| (scored > 0).then(|| count as f64 / scored as f64 * 100.0);
        let source = |span| written(view.rubric, view.sources, span);
        OfIndicator {
            name: clip(&say(&indicator.name, view.lang)),
            code: indicator.code.as_deref().map(clip),
            path: path(view, indicator),
            full: full(view, at, indicator),
            facts: facts(view, indicator),
            formula: indicator.formula.as_ref().and_then(|formula| source(formula.span)),
            score: source(indicator.scoring.span),
            bands: bands(view, &indicator.scoring.settings, indicator.unit.as_deref()),
            mean: hundredths(of.score.as_ref().map(|score| score.mean)),
            median: hundredths(of.score.as_ref().map(|score| score.median)),
            full_share: hundredths(part(of.full)),
            zero_share: hundredths(part(of.zero)),
            scored,
            nothing: of.nothing,
            drawing: of.score.as_ref().map(|_| Histogram::of(&of.bins, 250.0, 92.0)),
            values: values(view, at, indicator),
        }
    })
    .collect()
}

fn path(view: &View, indicator: &Indicator) -> String {
    let mut names = Vec::new();
    let mut above = indicator.parent;
    // No deeper than there are categories, whatever they say.
    while let Some(category) = above.and_then(|at| view.rubric.categories.get(at)).filter(|_| names.len() < 50) {
        names.push(clip(&say(&category.name, view.lang)));
        above = category.parent;
    }
    names.reverse();
    names.join(" › ")
}

/// Full marks: what everybody has, or from least to most.
fn full(view: &View, at: usize, indicator: &Indicator) -> String {
    let of = view.results.indicators.get(at).map(|result| &result.full);
    let all = |full: &Numbers| -> Vec<f64> {
        (0..view.results.subjects.len()).filter_map(|at| figure(full, at).ok()).filter(|full| *full > 0.0).collect()
    };
    match of.map(all).as_deref().and_then(Spread::of) {
        Some(spread) if spread.least == spread.greatest => short(spread.least),
        Some(spread) => format!("{}–{}", short(spread.least), short(spread.greatest)),
        None => short(indicator.full),
    }
}

fn facts(view: &View, indicator: &Indicator) -> Vec<[String; 2]> {
    let lang = view.lang;
    let mut all = Vec::new();
    let mut say = |zh: &str, en: &str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            all.push([lang.pick(zh, en).to_string(), text]);
        }
    };
    let text = |text: &Option<String>| text.as_deref().map(|text| inert(text).into_owned());
    say("定义", "definition", text(&indicator.definition));
    say("单位", "unit", text(&indicator.unit));
    let better = indicator.better.map(|better| match better {
        Better::Higher => lang.pick("越高越好", "higher is better"),
        Better::Lower => lang.pick("越低越好", "lower is better"),
        Better::Target => lang.pick("越近目标越好", "nearer to the target is better"),
    });
    say("方向", "direction", better.map(String::from));
    if let Some(rated) = &indicator.rated {
        let raters = rated.raters.iter().filter_map(|at| view.rubric.raters.get(*at));
        let names: Vec<String> =
            raters.map(|rater| clip(crate::report::outcome::say(&rater.name, lang).as_str())).collect();
        say("评分人", "raters", Some(names.join(lang.pick("、", ", "))));
    }
    let answers = indicator.answers.words(indicator.owner.as_deref());
    let separator = lang.pick("；", "; ");
    let answers: Vec<String> = answers.iter().map(|words| inert(words.in_lang(lang)).into_owned()).collect();
    say("责任", "answers", Some(answers.join(separator)));
    all
}

/// The tables among a method's settings: bands, steps, levels.
fn bands(view: &View, settings: &Settings, unit: Option<&str>) -> Vec<Bands> {
    let mut found = Vec::new();
    let heading = |key: &str| match (key, view.lang) {
        ("at_least", Lang::Zh) => "达到",
        ("at_most", Lang::Zh) => "不超过",
        ("at_least", Lang::En) => "at least",
        ("at_most", Lang::En) => "at most",
        (_, Lang::Zh) => "值",
        (_, Lang::En) => "value",
    };
    for (key, setting) in &settings.all {
        match setting {
            Setting::Pairs(pairs) => found.push(Bands {
                name: heading(key).to_string(),
                rows: pairs
                    .iter()
                    .map(|(edge, score)| [with_unit(edge.to_f64(), unit), short(score.to_f64())])
                    .collect(),
            }),
            Setting::Levels(levels) => found.push(Bands {
                name: view.lang.pick("等次", "level").to_string(),
                rows: levels.iter().map(|(level, score)| [clip(level), short(score.to_f64())]).collect(),
            }),
            Setting::Table(inner) => found.extend(bands(view, inner, unit)),
            Setting::Tables(all) => all.iter().for_each(|inner| found.extend(bands(view, inner, unit))),
            Setting::Number(_) | Setting::Text(_) | Setting::Flag(_) | Setting::Numbers(_) | Setting::Formula(_) => {}
        }
    }
    found
}

fn values(view: &View, at: usize, indicator: &Indicator) -> Option<String> {
    let result = view.results.indicators.get(at)?;
    let Lane::Numbers(numbers) = &result.value else { return None };
    let is_number = crate::report::outcome::kind_of(indicator) == crate::table::Kind::Number;
    if !is_number || view.rubric.is_masked(&indicator.answers) {
        return None;
    }
    let all: Vec<f64> = (0..view.results.subjects.len()).filter_map(|at| figure(numbers, at).ok()).collect();
    let spread = Spread::of(&all)?;
    let [least, median, greatest] =
        [spread.least, spread.median, spread.greatest].map(|value| with_unit(value, indicator.unit.as_deref()));
    Some(match view.lang {
        Lang::Zh => format!("最低 {least}，中位数 {median}，最高 {greatest}"),
        Lang::En => format!("least {least}, median {median}, greatest {greatest}"),
    })
}
