//! Results for people and for other programs: the leaderboard on a terminal, CSV for Excel, JSON,
//! and the tree behind one score.
//!
//! A report reads a [`View`] of each period and writes bytes. It computes no score: what it shows stands in the
//! results, so that every format shows the same digits. It knows neither files nor a terminal;
//! colour and width are told. To add a format, add a file here and a line in [`REPORTS`].

pub mod across;
pub mod answers;
pub mod codes;
mod columns;
mod csv;
pub mod diagnosis;
pub mod doc;
pub mod due;
#[cfg(test)]
pub(crate) mod fixture;
pub mod form;
pub mod goal;
pub mod html;
mod json;
mod markdown;
mod ndjson;
pub mod order;
pub mod outcome;
mod parquet;
pub mod record;
mod sheet;
pub mod standing;
mod terminal;
pub mod trail;
pub mod versus;
mod xlsx;

pub use codes::CODES;

use std::fmt;
use std::io::{self, Write};

pub use crate::table::figure as number;
pub use json::SCHEMA;

use crate::diagnostic::Diagnostic;
use crate::plan::{NodeId, Program};
use crate::result::{Extent, Results};
use crate::rubric::Rubric;
use crate::table::Lane;
use crate::text::{Lang, Sources};

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub rubric: &'a Rubric,
    pub results: &'a Results,
    /// The texts that findings point into.
    pub sources: &'a Sources,
    pub lang: Lang,
    /// Terminal cells a line may take.
    pub width: usize,
    pub color: bool,
}

/// What a file is made from: the results of a period, or those of several, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    pub views: &'a [View<'a>],
    /// Whether all periods were asked for, though there may be only one.
    pub all_periods: bool,
    /// Whether tables hold what led to the results, too.
    pub detail: bool,
    /// What was asked for on the command line that changes figures.
    pub options: &'a [String],
    /// The plan behind one period, where a workbook is to compute by itself.
    pub live: Option<Live<'a>>,
    /// Is told how much is done, and of how much.
    pub progress: Option<Progress<'a>>,
}

/// The plan that results came about by, and the figures of its nodes.
#[derive(Clone, Copy)]
pub struct Live<'a> {
    pub program: &'a Program,
    pub figures: &'a dyn Figures,
}

impl fmt::Debug for Live<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Live")
    }
}

/// The figures of nodes, one for each subject of the results; of a group's figure that of the subject's group.
pub trait Figures: Sync {
    fn lane(&self, node: NodeId) -> Lane;
}

/// Told while a long report is written: what is done, and what there is to do.
#[derive(Clone, Copy)]
pub struct Progress<'a>(pub &'a (dyn Fn(usize, usize) + Sync));

impl fmt::Debug for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

impl<'a> Series<'a> {
    /// One period, as it is shown where nothing else is asked for.
    pub fn of(views: &'a [View<'a>]) -> Series<'a> {
        Series { views, all_periods: false, detail: false, options: &[], live: None, progress: None }
    }

    /// The language that is written in.
    pub fn lang(&self) -> Lang {
        self.views.first().map_or(Lang::Zh, |view| view.lang)
    }
}

/// A format that results can be written in.
pub trait Report: Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;
    /// The endings of file names that ask for it, without the dot.
    fn extensions(&self) -> &'static [&'static str];
    /// What it has no room for, where there is such.
    fn refuses(&self, _: &Series) -> Option<Diagnostic> {
        None
    }
    /// What it shows, with details or without.
    fn extent(&self, detail: bool) -> Extent;
    /// # Errors
    /// What the system says; what is written by then is not the whole.
    fn write_to(&self, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<()>;

    /// One period, in memory.
    fn write(&self, view: &View) -> Vec<u8> {
        let (views, mut out) = ([*view], Vec::new());
        // Memory takes everything.
        let _ = self.write_to(&Series::of(&views), &mut out);
        out
    }
}

impl fmt::Debug for dyn Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Report({})", self.name())
    }
}

/// All formats.
pub const REPORTS: &[&dyn Report] = &[
    &terminal::Terminal,
    &csv::Csv,
    &ndjson::Ndjson,
    &json::Json,
    &parquet::Parquet,
    &xlsx::Xlsx,
    &html::Html,
    &markdown::Markdown,
];

/// The format of that name.
pub fn named(name: &str) -> Option<&'static dyn Report> {
    REPORTS.iter().copied().find(|report| report.name() == name)
}

/// The format that the ending of a file name asks for.
pub fn for_file(file: &str) -> Option<&'static dyn Report> {
    let (_, ending) = file.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    REPORTS.iter().copied().find(|report| report.extensions().contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_name_and_by_file() {
        assert_eq!(named("json").map(Report::name), Some("json"));
        assert_eq!(for_file("六月.结果.CSV").map(Report::name), Some("csv"));
        assert!(for_file("results").is_none());
    }
}
