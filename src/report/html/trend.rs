//! Totals over the periods.

use serde::Serialize;

use super::board::NONE;
use super::chart::{Lines, Point, spark};
use super::words::clip;
use crate::report::View;
use crate::report::number::fixed;
use crate::report::outcome::{figure, names};
use crate::report::standing::{Spread, index_of};

/// Of more subjects than this only the figures of all are shown.
const MOST: usize = 300;

#[derive(Debug, Serialize)]
pub struct Trend {
    pub lines: Option<Lines>,
    pub periods: Vec<String>,
    /// Count, mean, median, least and greatest of each period.
    pub figures: Vec<[String; 5]>,
    pub rows: Vec<Row>,
    /// Whether there were too many subjects for rows.
    pub many: bool,
}

#[derive(Debug, Serialize)]
pub struct Row {
    pub name: String,
    pub totals: Vec<String>,
    pub spark: Vec<String>,
}

/// `None` of one period.
pub fn trend(views: &[View]) -> Option<Trend> {
    let last = views.last().filter(|_| views.len() > 1)?;
    let decimals = last.rubric.header.decimals;
    let totals = |view: &View| -> Vec<f64> {
        (0..view.results.subjects.len()).filter_map(|at| figure(&view.results.total, at).ok()).collect()
    };
    let spreads: Vec<Option<Spread>> = views.iter().map(|view| Spread::of(&totals(view))).collect();
    let said = |figure: f64| fixed(figure, decimals);
    let points: Vec<Point> = views
        .iter()
        .zip(&spreads)
        .filter_map(|(view, spread)| {
            let spread = spread.as_ref()?;
            let name = view.results.period.name.clone();
            let (median, mean) = (said(spread.median), said(spread.mean));
            let said = match view.lang {
                crate::text::Lang::Zh => format!("{name}：中位数 {median}，平均 {mean}"),
                crate::text::Lang::En => format!("{name}: median {median}, mean {mean}"),
            };
            Some(Point { name, figures: [spread.least, spread.median, spread.mean, spread.greatest], said })
        })
        .collect();
    let figures = spreads.iter().map(|spread| match spread {
        Some(of) => [of.count.to_string(), said(of.mean), said(of.median), said(of.least), said(of.greatest)],
        None => ["0", NONE, NONE, NONE, NONE].map(String::from),
    });
    let many = last.results.subjects.len() > MOST;
    let all = names(last.results);
    let row = |at: &usize| {
        let key = &last.results.subjects.get(*at)?.key;
        let of = |view: &View| index_of(view.results, key).and_then(|at| figure(&view.results.total, at).ok());
        let figures: Vec<Option<f64>> = views.iter().map(of).collect();
        Some(Row {
            name: all.get(*at).map(|name| clip(name)).unwrap_or_default(),
            totals: figures.iter().map(|figure| figure.map_or(NONE.into(), said)).collect(),
            spark: spark(&figures),
        })
    };
    Some(Trend {
        lines: Lines::of(&points, 720.0, 220.0),
        periods: views.iter().map(|view| view.results.period.name.clone()).collect(),
        figures: figures.collect(),
        rows: if many { Vec::new() } else { last.results.order.iter().filter_map(row).collect() },
        many,
    })
}
