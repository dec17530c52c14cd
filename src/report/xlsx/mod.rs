//! Results as a workbook for Excel, WPS and LibreOffice: the leaderboard, a sheet for each category,
//! all indicators, what follows, what was found, and the scheme.
//!
//! Sheets are written row by row and not kept in memory. It computes nothing: cells hold the figures of
//! the results. Text is text in every cell, whatever it looks like. `grid` writes the columns of
//! results, `page` everything else that a sheet has.

mod board;
mod findings;
mod grid;
mod live;
pub(super) mod names;
pub(super) mod page;
mod progress;
mod scheme;
pub(super) mod style;
#[cfg(test)]
mod tests;
mod trend;

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::outcome::{figure, say};
use super::sheet::{Column, Form, Sheet};
use super::{Report, Series, View, codes};
use crate::diagnostic::Diagnostic;
use crate::result::Extent;
use crate::rubric::Rubric;
use crate::text::{Lang, inert};
use crate::words;
use live::Computed;
use names::Names;
use page::{Page, Printed, failed};
use progress::Progress;
use style::Style;

/// What a sheet can hold.
const ROWS: usize = 1_048_576;
const COLUMNS: usize = 16_384;
/// Rows above the first subject, at most.
const ABOVE: usize = 64;

#[derive(Debug)]
pub(super) struct Xlsx;

impl Report for Xlsx {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx"]
    }

    fn extent(&self, detail: bool) -> Extent {
        if detail { Extent::Details } else { Extent::Figures }
    }

    fn refuses(&self, series: &Series) -> Option<Diagnostic> {
        let rows: usize = series.views.iter().map(|view| view.results.order.len()).sum();
        if rows + ABOVE > ROWS {
            let help = words!(
                "写成 .csv 或 .parquet，或按期间（`--period`）分开写",
                "write .csv or .parquet, or one period at a time (`--period`)"
            );
            let message = words!(
                "工作表最多 {ROWS} 行，放不下 {rows} 行结果",
                "a sheet has {ROWS} rows at most, not enough for {rows} rows of results"
            );
            return Some(Diagnostic::error(codes::TOO_LARGE, message).help(help));
        }
        let rubric = series.views.first()?.rubric;
        // Value, score and points of each indicator, what raters gave, and who it is.
        let given: usize =
            rubric.indicators.iter().filter_map(|i| i.rated.as_ref()).map(|r| 2 * r.raters.len() + 1).sum();
        let columns =
            (rubric.indicators.len() * 4 + given).max(rubric.elements.len()) + rubric.subject.groups.len() + 8;
        (columns > COLUMNS).then(|| {
            let message = words!(
                "工作表最多 {COLUMNS} 列，放不下 {columns} 列结果",
                "a sheet has {COLUMNS} columns at most, not enough for {columns} columns of results"
            );
            let help = words!("写成 .parquet 或 .json", "write .parquet or .json");
            Diagnostic::error(codes::TOO_LARGE, message).help(help)
        })
    }

    fn write_to(&self, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let Some(view) = series.views.first() else { return Ok(()) };
        let sheet = Sheet::new(&Series { detail: true, ..*series }, Form::Sheet);
        let style = Style::new(view.lang);
        let sheets = Sheets::of(series, view);
        let rows: usize = series.views.iter().map(|view| view.results.order.len()).sum();
        let progress = Progress::new(series.progress, rows * sheets.grids());
        let more = board::without_total(series.views);
        let mut workbook = Workbook::new();
        let book = Book {
            style: &style,
            sheet: &sheet,
            views: series.views,
            rubric: view.rubric,
            lang: view.lang,
            orders: sheet.orders.clone(),
            options: series.options,
            progress: &progress,
        };
        book.properties(&mut workbook)?;
        let computed = series.live.as_ref().and_then(|live| book.computed(live));
        book.all(&mut workbook, &more, &sheets, computed.as_ref())?;
        let bytes = workbook.save_to_buffer().map_err(failed)?;
        out.write_all(&bytes)
    }
}

/// A workbook in the making.
struct Book<'s, 'a> {
    style: &'s Style,
    sheet: &'s Sheet<'a>,
    views: &'s [View<'a>],
    rubric: &'a Rubric,
    lang: Lang,
    orders: Vec<&'a [usize]>,
    options: &'s [String],
    progress: &'s Progress<'s>,
}

/// What sheets there are, and what they are called.
#[derive(Debug)]
struct Sheets {
    leaderboard: String,
    live: Option<String>,
    trend: Option<String>,
    /// By category; `None` for one without indicators or categories of its own.
    categories: Vec<Option<String>>,
    indicators: String,
    elements: Option<String>,
    consequences: Option<String>,
    findings: String,
    scheme: String,
}

impl Sheets {
    fn of(series: &Series, view: &View) -> Sheets {
        let (lang, rubric) = (view.lang, view.rubric);
        let mut names = Names::default();
        let mut free = |wanted: &str| names.free(wanted, lang);
        let leaderboard = free(lang.pick("排行榜", "Leaderboard"));
        let live = series.live.is_some().then(|| free(lang.pick("实时计算", "Live")));
        let trend = (series.views.len() > 1).then(|| free(lang.pick("趋势", "Trend")));
        let indicators = free(lang.pick("全部指标", "All indicators"));
        let elements = (series.detail && !rubric.elements.is_empty()).then(|| free(lang.pick("数据项", "Elements")));
        let follows = !rubric.vetoes.is_empty() || !rubric.consequences.is_empty();
        let consequences = follows.then(|| free(lang.pick("否决与后果", "Consequences")));
        let findings = free(lang.pick("检查与问题", "Findings"));
        let scheme = free(lang.pick("方案", "Scheme"));
        // Names that people gave come last: they give way to those that stand in every workbook.
        let has_parts = |index: usize| {
            rubric.indicators.iter().any(|indicator| indicator.parent == Some(index))
                || rubric.categories.iter().any(|category| category.parent == Some(index))
        };
        let categories = rubric.categories.iter().enumerate();
        let categories = categories.map(|(index, c)| has_parts(index).then(|| free(c.name.in_lang(lang)))).collect();
        Sheets { leaderboard, live, trend, categories, indicators, elements, consequences, findings, scheme }
    }

    /// How many of them have a row for each subject.
    fn grids(&self) -> usize {
        let some = [&self.trend, &self.elements].iter().filter(|name| name.is_some()).count();
        2 + some + self.categories.iter().flatten().count()
    }

    /// Where the leaderboard leads to, besides the categories.
    fn ways(&self, lang: Lang) -> Vec<(&str, &'static str)> {
        let all = [
            (self.live.as_ref(), "实时计算", "live"),
            (self.trend.as_ref(), "趋势", "trend"),
            (Some(&self.indicators), "全部指标", "indicators"),
            (self.elements.as_ref(), "数据项", "elements"),
            (self.consequences.as_ref(), "否决与后果", "consequences"),
            (Some(&self.findings), "检查与问题", "findings"),
            (Some(&self.scheme), "方案", "scheme"),
        ];
        all.into_iter().filter_map(|(name, zh, en)| Some((name?.as_str(), lang.pick(zh, en)))).collect()
    }
}

impl<'s, 'a> Book<'s, 'a> {
    fn all(
        &self,
        workbook: &mut Workbook,
        more: &'s [Column<'a>],
        sheets: &Sheets,
        computed: Option<&Computed>,
    ) -> io::Result<()> {
        let board = sheets.leaderboard.as_str();
        self.leaderboard(workbook, more, sheets, computed)?;
        if let (Some(computed), Some(name)) = (computed, &sheets.live) {
            self.live(workbook, computed, name, board)?;
        }
        if let Some(name) = &sheets.trend {
            self.trend(workbook, name, board)?;
        }
        for (index, name) in sheets.categories.iter().enumerate() {
            if let Some(name) = name {
                self.category(workbook, index, name, board)?;
            }
        }
        self.indicators(workbook, &sheets.indicators, board)?;
        if let Some(name) = &sheets.elements {
            self.elements(workbook, name, board)?;
        }
        if let Some(name) = &sheets.consequences {
            self.consequences(workbook, name, board)?;
        }
        self.findings(workbook, &sheets.findings, board)?;
        self.scheme(workbook, &sheets.scheme, board)
    }

    /// The next sheet.
    fn page<'w>(&'w self, workbook: &'w mut Workbook, name: &str) -> io::Result<Page<'w>> {
        let lang = self.lang;
        let title = self.rubric.header.title.in_lang(lang);
        let period = self.periods();
        let page = match lang {
            Lang::Zh => ["第 ", " 页，共 ", " 页"],
            Lang::En => ["page ", " of ", ""],
        };
        let printed = Printed { title, period: &period, page };
        let sheet = workbook.add_worksheet_with_low_memory().map_err(failed)?;
        Page::new(sheet, name, self.style, &printed)
    }

    fn periods(&self) -> String {
        let mut names = self.views.iter().map(|view| view.results.period.name.as_str());
        let first = names.next().unwrap_or_default();
        names.next_back().map_or_else(|| first.to_string(), |last| format!("{first} – {last}"))
    }

    /// The period, how many there are, full marks, on what it rests.
    fn facts(&self, view: &View) -> String {
        let (lang, header) = (self.lang, &view.rubric.header);
        let count = view.results.subjects.len();
        let without = (0..count).filter(|subject| figure(&view.results.total, *subject).is_err()).count();
        let noun = say(&view.rubric.subject.noun, lang);
        let mut facts = Vec::new();
        if !view.results.period.name.is_empty() {
            facts.push(format!("{} {}", lang.pick("期间", "period"), view.results.period.name));
        }
        facts.push(match (lang, without) {
            (Lang::Zh, 0) => format!("{noun} {count}"),
            (Lang::Zh, _) => format!("{noun} {count}（{without} 无总分）"),
            (Lang::En, 0) => format!("{noun}: {count}"),
            (Lang::En, _) => format!("{noun}: {count} ({without} without a total)"),
        });
        facts.push(format!("{} {}", lang.pick("满分", "full marks"), header.points));
        if let Some(basis) = &header.basis {
            facts.push(format!("{} {}", lang.pick("依据", "basis"), inert(basis)));
        }
        facts.join(" · ")
    }

    fn facts_of_all(&self) -> String {
        let title = say(&self.rubric.header.title, self.lang);
        let periods = self.periods();
        if periods.is_empty() { title } else { format!("{title} · {periods}") }
    }

    fn properties(&self, workbook: &mut Workbook) -> io::Result<()> {
        let (lang, header) = (self.lang, &self.rubric.header);
        let said = |text: &str| names::cut(&page::clean(text), 255).to_string();
        // The day on which the rubric came into force: a file does not tell when it was written.
        let day = crate::table::time::day_of_seconds(header.effective.unwrap_or(0.0));
        let (year, month, day) = (day.year.clamp(1900, 9999) as u16, day.month as u8, day.day as u8);
        let date = ExcelDateTime::from_ymd(year, month, day).map_err(failed)?;
        let mut properties = DocProperties::new()
            .set_title(said(header.title.in_lang(lang)))
            .set_subject(said(&self.periods()))
            .set_author(format!("kaohe {}", env!("CARGO_PKG_VERSION")))
            .set_keywords(said(&header.id))
            .set_creation_datetime(&date);
        if let Some((file, digest)) = self.rubric.files.first() {
            properties = properties.set_comment(format!("{} SHA-256 {digest}", said(file)));
        }
        workbook.set_properties(&properties);
        Ok(())
    }
}
