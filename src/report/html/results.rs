//! The page of all results.

use serde::Serialize;

use super::board::{Board, NONE, board};
use super::chart::{Histogram, Lying, lying};
use super::heat::{Heat, heat};
use super::indicators::{OfIndicator, indicators};
use super::notes::{self, File, Findings, Listed};
use super::trend::{Trend, trend};
use super::words::clip;
use crate::report::number::fixed;
use crate::report::outcome::{figure, say};
use crate::report::standing::{Standings, bins};
use crate::report::{Series, View};
use crate::rubric::ParamValue;
use crate::text::{Lang, inert};

/// Of a series the last period is shown whole, and all of them as a trend.
#[derive(Debug, Serialize, Default)]
pub struct Page {
    pub title: String,
    pub period: String,
    pub facts: Vec<String>,
    pub provisional: Vec<String>,
    /// Nobody is there to show.
    pub empty: bool,
    pub cards: Vec<[String; 2]>,
    pub totals: Option<Histogram>,
    pub grades: Vec<Lying>,
    pub board: Option<Board>,
    pub details: Option<String>,
    pub heat: Option<Heat>,
    pub trend: Option<Trend>,
    pub indicators: Vec<OfIndicator>,
    pub without_total: Listed,
    pub consequences: Listed,
    pub vetoes: Listed,
    pub findings: Option<Findings>,
    pub skipped: Listed,
    pub steps: Vec<&'static str>,
    pub params: Vec<[String; 2]>,
    /// What was asked for that changes figures.
    pub options: Vec<String>,
    pub files: Vec<File>,
}

impl Page {
    pub fn of(series: &Series) -> Page {
        let Some(view) = series.views.last() else { return Page { empty: true, ..Page::default() } };
        let standings = Standings::of(view);
        Page {
            title: say(&view.rubric.header.title, view.lang),
            period: view.results.period.name.clone(),
            facts: facts(view),
            provisional: view.results.provisional.iter().map(|words| say(words, view.lang)).collect(),
            empty: view.results.subjects.is_empty(),
            cards: cards(view, &standings),
            totals: totals(view, &standings),
            grades: grades(view, &standings),
            board: Some(board(view)),
            details: super::details::details(view),
            heat: heat(view, &standings),
            trend: trend(series.views),
            indicators: indicators(view, &standings),
            without_total: notes::without_total(view),
            consequences: notes::consequences(view),
            vetoes: notes::vetoes(view),
            findings: Some(notes::findings(view)),
            skipped: notes::skipped(view),
            steps: notes::steps(view),
            params: params(view),
            options: series.options.iter().map(|option| inert(option).into_owned()).collect(),
            files: notes::files(view),
        }
    }
}

/// Full marks, basis, scope.
pub fn facts(view: &View) -> Vec<String> {
    let (header, lang) = (&view.rubric.header, view.lang);
    let text = |zh: &str, en: &str, text: &str| format!("{} {}", lang.pick(zh, en), inert(text));
    let mut all = Vec::new();
    if !view.results.period.name.is_empty() {
        all.push(text("期间", "period", &view.results.period.name));
    }
    all.push(text("满分", "full marks", &header.points.to_string()));
    all.extend(header.scope.as_deref().map(|scope| text("范围", "scope:", scope)));
    all.extend(header.basis.as_deref().map(|basis| text("依据", "basis:", basis)));
    all
}

fn cards(view: &View, standings: &Standings) -> Vec<[String; 2]> {
    let lang = view.lang;
    let said = |figure: f64| fixed(figure, view.rubric.header.decimals);
    let noun = clip(&say(&view.rubric.subject.noun, lang));
    let mut all = vec![[noun, view.results.subjects.len().to_string()]];
    let mut card = |zh: &str, en: &str, text: String| all.push([lang.pick(zh, en).to_string(), text]);
    match &standings.total {
        Some(total) => {
            card("平均分", "mean", said(total.mean));
            card("中位数", "median", said(total.median));
            card("最高", "greatest", said(total.greatest));
            card("最低", "least", said(total.least));
        }
        None => card("总分", "totals", NONE.into()),
    }
    if standings.without_total > 0 {
        card("没有总分", "without a total", standings.without_total.to_string());
    }
    all
}

/// Over the range in which totals are.
fn totals(view: &View, standings: &Standings) -> Option<Histogram> {
    let results = view.results;
    let spread = standings.total.as_ref()?;
    let all: Vec<f64> = (0..results.subjects.len()).filter_map(|at| figure(&results.total, at).ok()).collect();
    // A range of nothing would be a single bar as wide as the page.
    let (from, to) = if spread.greatest - spread.least < 1.0 {
        (spread.least - 2.5, spread.greatest + 2.5)
    } else {
        (spread.least, spread.greatest)
    };
    Some(Histogram::of(&bins(&all, from, to, 14), 560.0, 190.0))
}

fn grades(view: &View, standings: &Standings) -> Vec<Lying> {
    if view.rubric.grades.is_empty() {
        return Vec::new();
    }
    let names = view.rubric.grades.iter().map(|grade| clip(&say(&grade.name, view.lang)));
    let mut all: Vec<(String, usize)> = names.zip(standings.grades.iter().copied()).collect();
    if standings.without_grade > 0 {
        all.push((view.lang.pick("没有等级", "no grade").to_string(), standings.without_grade));
    }
    lying(all)
}

/// What may be set from outside, as it was.
fn params(view: &View) -> Vec<[String; 2]> {
    let value = |value: &ParamValue| match value {
        ParamValue::Number(number) => number.to_string(),
        ParamValue::Text(text) => clip(text),
        ParamValue::Dated(all) => {
            let day = |day: Option<f64>| day.map(crate::table::time::show_date).unwrap_or_default();
            let one =
                |dated: &crate::rubric::Dated| format!("{} ({}–{})", dated.value, day(dated.from), day(dated.until));
            all.iter().map(one).collect::<Vec<_>>().join(view.lang.pick("；", "; "))
        }
        ParamValue::ByGroup { groups, otherwise } => {
            let one = |(group, value): &(String, crate::number::Decimal)| format!("{} {value}", clip(group));
            let others = otherwise.map(|value| match view.lang {
                Lang::Zh => format!("其余 {value}"),
                Lang::En => format!("others {value}"),
            });
            groups.iter().map(one).chain(others).collect::<Vec<_>>().join(view.lang.pick("；", "; "))
        }
    };
    view.rubric.params.iter().map(|param| [clip(&param.id), value(&param.value)]).collect()
}
