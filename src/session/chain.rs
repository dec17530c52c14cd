//! The results of another rubric as a table: a department's into its people's, the middle of the
//! year into its end.

use std::path::{Component, Path, PathBuf};

use super::codes;
use super::kept::Kept;
use super::open::shown;
use super::pipeline::{Evaluated, Request, Stopped, check_below, data_folder, evaluate_kept};
use super::watcher::Watched;
use crate::diagnostic::{Bag, Diagnostic, Severity};
use crate::eval::{self, Reading};
use crate::host::Host;
use crate::input;
use crate::result::{FileRead, Results};
use crate::rubric::{Column, DataSource, Indicator, PERIOD_COLUMN, PeriodFrom, Rubric};
use crate::table::time::{SECONDS_A_DAY, day_of_seconds};
use crate::table::{Cycle, FileOrigin, Kind, Lane, Nothing, Numbers, Origins, Table, Texts};
use crate::text::{Sources, Words, suggest};
use crate::words;

/// Where the rubric of a source lies, seen from the one that uses it.
pub fn inner_path(outer: &Path, written: &str) -> PathBuf {
    let joined = outer.parent().unwrap_or(Path::new("")).join(written.replace('\\', "/"));
    let mut path = PathBuf::new();
    for part in joined.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(path.components().next_back(), Some(Component::Normal(_))) => {
                path.pop();
            }
            Component::ParentDir | Component::Normal(_) | Component::RootDir | Component::Prefix(_) => path.push(part),
        }
    }
    path
}

/// Opens and checks the rubrics whose results a rubric uses, and holds against them what is used.
/// `above` are the rubrics that led here, this one last. Gives the files that matter.
pub(super) fn examine(
    host: &dyn Host,
    rubric: &mut Rubric,
    above: &[PathBuf],
    sources: &mut Sources,
    findings: &mut Bag,
) -> Vec<Watched> {
    let Some(outer) = above.last() else { return Vec::new() };
    let (mut read, mut watched): (Vec<(PathBuf, Option<Rubric>)>, Vec<Watched>) = (Vec::new(), Vec::new());
    let id = rubric.source;
    for source in &mut rubric.data {
        let Some(written) = source.rubric.clone() else { continue };
        let path = inner_path(outer, &written);
        if let Some(begin) = above.iter().position(|known| *known == path) {
            findings.push(in_a_circle(&above[begin..], &path).at((id, source.span), words!("这里", "here")));
            continue;
        }
        if !read.iter().any(|(known, _)| *known == path) {
            let inner = check_below(host, &path, &[], sources, above, true);
            watched.push(Watched {
                rubric: path.clone(),
                bases: inner.bases,
                data: inner.rubric.as_ref().map(|inner| files(&path, inner)),
                inner: inner.inner,
            });
            if inner.rubric.is_none() {
                for mut finding in inner.findings.all.into_iter().filter(|found| found.severity == Severity::Error) {
                    if inner.unreadable {
                        finding = finding.at((id, source.span), words!("在此引用", "used here"));
                    }
                    findings.push(finding);
                }
            }
            read.push((path.clone(), inner.rubric));
        }
        if let Some((_, Some(inner))) = read.iter().find(|(known, _)| *known == path) {
            if source.period == PeriodFrom::Rubric && inner.header.cycle == Cycle::Once {
                source.period = PeriodFrom::Always;
            }
            for column in &source.columns {
                findings.all.extend(
                    not_offered(column, inner, &written)
                        .map(|found| found.at((id, column.span), words!("在此使用", "used here"))),
                );
            }
        }
    }
    watched
}

fn files(path: &Path, rubric: &Rubric) -> (PathBuf, Vec<String>) {
    let request = Request { rubric: path.to_path_buf(), ..Request::default() };
    (data_folder(&request, rubric), rubric.data.iter().flat_map(input::patterns).collect())
}

fn in_a_circle(chain: &[PathBuf], back: &Path) -> Diagnostic {
    let names: Vec<String> =
        chain.iter().map(PathBuf::as_path).chain([back]).map(|path| format!("`{}`", shown(path))).collect();
    let names = names.join(" → ");
    Diagnostic::error(
        codes::RUBRICS_IN_A_CIRCLE,
        words!("方案互相引用，成了一圈：{names}", "rubrics use each other's results in a circle: {names}"),
    )
    .help(words!(
        "去掉其中一处引用；上级的结果不能再取自下级",
        "remove one of the uses; what a result is made from cannot be made from it"
    ))
}

/// What is wrong with a column that is used.
fn not_offered(column: &Column, inner: &Rubric, written: &str) -> Option<Diagnostic> {
    let offered = offered(inner);
    let name = &column.id;
    let Some((_, _, kind)) = found(column, &offered) else {
        let names: Vec<&str> = offered.iter().map(|(name, _, _)| name.as_str()).collect();
        let finding = Diagnostic::error(
            codes::NO_SUCH_RESULT,
            words!("方案 `{written}` 的结果中没有 `{name}`", "the results of `{written}` have no `{name}`"),
        );
        return Some(match suggest::nearest(name, names.iter().copied()) {
            Some(near) => finding.help(words!("是不是 `{near}`？", "did you mean `{near}`?")),
            None => finding.help(words!(
                "可用 `key`、`label`、`period`、`total`、`total_before`、`rank`、`grade`、各分组，`指标.value`、`指标.score`、`指标.points`，以及 `后果.money`",
                "there are `key`, `label`, `period`, `total`, `total_before`, `rank`, `grade`, the groups, `id.value`, `id.score`, `id.points` of each indicator, and `id.money` of a consequence"
            )),
        });
    };
    if (*kind == Kind::Text) == (column.kind == Kind::Text) {
        return None;
    }
    let (is, used): (Words, Words) = if *kind == Kind::Text {
        (words!("文字", "text"), words!("数字", "a number"))
    } else {
        (words!("数字", "a number"), words!("文字", "text"))
    };
    Some(Diagnostic::error(
        codes::RESULT_OF_OTHER_TYPE,
        Words {
            zh: format!("`{name}` 在方案 `{written}` 的结果中是{}，这里用作{}", is.zh, used.zh),
            en: format!("`{name}` is {} in the results of `{written}` and {} here", is.en, used.en),
        },
    ))
}

/// One column of a rubric's results.
#[derive(Debug, Clone, Copy)]
enum Figure {
    Key,
    Label,
    Period,
    Total,
    /// Before corrections and carry-over.
    TotalBefore,
    Variant,
    Rank,
    Grade,
    Group(usize),
    Value(usize),
    Score(usize),
    Points(usize),
    Category(usize),
    /// Of a consequence.
    Money(usize),
}

impl Figure {
    /// Whether an open objection may change it.
    fn is_contested(self, results: &Results, subject: usize) -> bool {
        match self {
            Figure::Key | Figure::Label | Figure::Period | Figure::Variant | Figure::Group(_) => false,
            // The objection of another moves places too.
            Figure::Rank | Figure::Grade | Figure::Money(_) => results.record.is_place_disputed(subject),
            Figure::Total
            | Figure::TotalBefore
            | Figure::Value(_)
            | Figure::Score(_)
            | Figure::Points(_)
            | Figure::Category(_) => results.record.is_disputed(subject),
        }
    }
}

/// What the results of a rubric have, by the names that formulas use.
fn offered(rubric: &Rubric) -> Vec<(String, Figure, Kind)> {
    let mut all: Vec<(String, Figure, Kind)> = [
        ("key", Figure::Key, Kind::Text),
        ("label", Figure::Label, Kind::Text),
        ("period", Figure::Period, Kind::Text),
        ("total", Figure::Total, Kind::Number),
        ("总分", Figure::Total, Kind::Number),
        ("total_before", Figure::TotalBefore, Kind::Number),
        ("修正前总分", Figure::TotalBefore, Kind::Number),
        ("rank", Figure::Rank, Kind::Number),
        ("名次", Figure::Rank, Kind::Number),
        ("grade", Figure::Grade, Kind::Text),
        ("等级", Figure::Grade, Kind::Text),
    ]
    .into_iter()
    .map(|(name, figure, kind)| (name.to_string(), figure, kind))
    .collect();
    if !rubric.variants.is_empty() {
        all.push(("variant".to_string(), Figure::Variant, Kind::Text));
    }
    for (index, group) in rubric.subject.groups.iter().enumerate() {
        all.push((group.clone(), Figure::Group(index), Kind::Text));
    }
    for (index, indicator) in rubric.indicators.iter().enumerate() {
        let id = &indicator.id;
        all.push((format!("{id}.value"), Figure::Value(index), kind_of(indicator)));
        all.push((format!("{id}.score"), Figure::Score(index), Kind::Number));
        all.push((format!("{id}.points"), Figure::Points(index), Kind::Number));
    }
    for (index, category) in rubric.categories.iter().enumerate() {
        all.push((format!("{}.points", category.id), Figure::Category(index), Kind::Number));
    }
    for (index, consequence) in rubric.consequences.iter().enumerate() {
        if consequence.money.is_some() || consequence.pool.is_some() {
            all.push((format!("{}.money", consequence.id), Figure::Money(index), Kind::Number));
        }
    }
    all
}

fn kind_of(indicator: &Indicator) -> Kind {
    match &indicator.formula {
        Some(formula) => formula.ty,
        // Verbal ratings are on the scale of the score by now.
        None => Kind::Number,
    }
}

fn found<'a>(column: &Column, offered: &'a [(String, Figure, Kind)]) -> Option<&'a (String, Figure, Kind)> {
    column.headers.iter().find_map(|header| offered.iter().find(|(name, _, _)| name == header))
}

/// The results of a source's rubric, in all periods.
pub(super) struct Given {
    pub table: Table,
    pub file: FileRead,
    /// What was found while they were computed, without notes; by period as below.
    pub findings: Vec<(Option<i64>, Diagnostic)>,
    pub incomplete: bool,
    /// Why the results of a period are provisional; by ordinals of the outer rubric's periods,
    /// `None` for all of them.
    pub provisional: Vec<(Option<i64>, Words)>,
}

/// Evaluates the rubric of a source.
///
/// # Errors
/// It cannot be evaluated.
pub(super) fn results(
    host: &dyn Host,
    outer: &Path,
    cycle: Cycle,
    source: &DataSource,
    sources: &mut Sources,
    kept: Option<&Kept>,
) -> Result<Given, Box<Stopped>> {
    let written = source.rubric.as_deref().unwrap_or_default();
    let request = Request { rubric: inner_path(outer, written), ..Request::default() };
    let inner = evaluate_kept(host, &request, sources, kept).map_err(Box::new)?;
    let mut findings: Vec<(Option<i64>, Diagnostic)> = Vec::new();
    let mut provisional = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let all: Vec<Results> = (0..inner.bound.periods.len())
        .map(|period| {
            eval::collect(&inner.rubric, &inner.program, &inner.bound, &inner.lanes, period, Reading::default())
        })
        .collect();
    for (at, results) in all.iter().enumerate() {
        let ordinals = periods_of(inner.rubric.header.cycle, results.period.ordinal, cycle);
        for subject in (0..results.subjects.len()).filter(|subject| has_figures(results, *subject)) {
            rows.extend(ordinals.iter().map(|ordinal| Row { period: at, subject, ordinal: *ordinal }));
        }
        let by_period = source.period == PeriodFrom::Rubric;
        let ordinals: Vec<Option<i64>> = if by_period { ordinals.into_iter().map(Some).collect() } else { vec![None] };
        for why in &results.provisional {
            let why = Words { zh: format!("`{written}`：{}", why.zh), en: format!("`{written}`: {}", why.en) };
            provisional.extend(ordinals.iter().map(|ordinal| (*ordinal, why.clone())));
        }
        for finding in &results.findings.all {
            findings.extend(ordinals.iter().map(|ordinal| (*ordinal, finding.clone())));
        }
    }
    // What was said of the files belongs to no period.
    let of_files = inner.results.findings.all.iter().filter(|found| !findings.iter().any(|(_, known)| known == *found));
    let of_files: Vec<(Option<i64>, Diagnostic)> = of_files.map(|finding| (None, finding.clone())).collect();
    findings.extend(of_files);
    findings.retain(|(_, finding)| finding.severity != Severity::Note);
    let table = table(source, written, cycle, &inner, &all, &rows);
    let file = FileRead {
        table: source.id.as_str().into(),
        file: written.into(),
        sheet: None,
        rows: table.rows,
        format: "kaohe".into(),
        sha256: None,
    };
    Ok(Given { table, file, findings, incomplete: inner.incomplete, provisional })
}

/// One subject in one period of the inner rubric, and the period of the outer in which it counts.
struct Row {
    period: usize,
    subject: usize,
    ordinal: i64,
}

/// The periods of one cycle in which a result of another counts: the one that holds it, or all
/// that it holds.
fn periods_of(inner: Cycle, ordinal: i64, outer: Cycle) -> Vec<i64> {
    let Some((first, last)) = inner.days(ordinal) else { return vec![0] };
    let period_of = |day: i64| outer.period_of(day_of_seconds(day as f64 * SECONDS_A_DAY));
    // Half-years and terms overlap; the middle decides.
    let holding = period_of(first + (last - first) / 2);
    let Some((begin, end)) = outer.days(holding) else { return vec![holding] };
    if end - begin + 3 >= last - first {
        return vec![holding];
    }
    (period_of(first)..=period_of(last))
        .filter(|period| outer.days(*period).is_some_and(|days| days.0 >= first))
        .collect()
}

fn has_figures(results: &Results, subject: usize) -> bool {
    let there = |numbers: &Numbers| subject < numbers.len() && numbers.nothing(subject).is_none();
    there(&results.total)
        || results.categories.iter().any(|category| there(&category.points))
        || results.indicators.iter().any(|indicator| {
            there(&indicator.points) || (subject < indicator.value.len() && indicator.value.nothing(subject).is_none())
        })
}

fn table(source: &DataSource, written: &str, cycle: Cycle, inner: &Evaluated, all: &[Results], rows: &[Row]) -> Table {
    let sheets = all.iter().map(|results| {
        let name = &results.period.name;
        FileOrigin { file: written.into(), sheet: (!name.is_empty()).then(|| name.as_str().into()) }
    });
    let origins = Origins {
        files: sheets.collect(),
        file: rows.iter().map(|row| u16::try_from(row.period).unwrap_or(u16::MAX)).collect(),
        number: rows.iter().map(|row| u32::try_from(row.subject + 1).unwrap_or(u32::MAX)).collect(),
    };
    let offered = offered(&inner.rubric);
    let at = vec![0; origins.files.len()];
    let mut columns: Vec<crate::table::Column> = Vec::new();
    for column in &source.columns {
        let figure = found(column, &offered).map(|(_, figure, _)| *figure);
        let cells: Vec<Result<Cell, Nothing>> = rows
            .iter()
            .map(|row| match (figure, all.get(row.period)) {
                (Some(figure), Some(results))
                    if source.leave_out_disputed && figure.is_contested(results, row.subject) =>
                {
                    Err(Nothing::Disputed)
                }
                (Some(figure), Some(results)) => cell(figure, &inner.rubric, results, row.subject),
                _ => Err(Nothing::Blank),
            })
            .collect();
        let lane = if column.kind == Kind::Text {
            let texts = cells.iter().map(|cell| match cell {
                Ok(Cell::Text(text)) => Ok(text.as_str()),
                Ok(Cell::Number(_)) => Err(Nothing::Unreadable),
                Err(nothing) => Err(*nothing),
            });
            Lane::Texts(texts.collect::<Texts>())
        } else {
            let numbers = cells.iter().map(|cell| match cell {
                Ok(Cell::Number(number)) => Ok(*number),
                Ok(Cell::Text(_)) => Err(Nothing::Unreadable),
                Err(nothing) => Err(*nothing),
            });
            Lane::Numbers(numbers.collect::<Numbers>())
        };
        columns.push(crate::table::Column { name: column.id.clone(), lane, at: at.clone() });
    }
    if source.period == PeriodFrom::Rubric {
        let names: Vec<String> = rows.iter().map(|row| cycle.name(row.ordinal)).collect();
        let lane = Lane::Texts(names.iter().map(|name| Ok(name.as_str())).collect::<Texts>());
        columns.push(crate::table::Column { name: PERIOD_COLUMN.into(), lane, at });
    }
    Table { name: source.id.clone(), rows: rows.len(), columns, origins }
}

enum Cell {
    Number(f64),
    Text(String),
}

fn cell(figure: Figure, rubric: &Rubric, results: &Results, subject: usize) -> Result<Cell, Nothing> {
    let number = |numbers: Option<&Numbers>| match numbers {
        Some(numbers) if subject < numbers.len() => numbers.get(subject).map(Cell::Number),
        Some(_) | None => Err(Nothing::Blank),
    };
    let text = |text: Option<&String>| match text {
        Some(text) if !text.is_empty() => Ok(Cell::Text(text.clone())),
        Some(_) | None => Err(Nothing::Blank),
    };
    let info = results.subjects.get(subject);
    match figure {
        Figure::Key => text(info.map(|info| &info.key)),
        Figure::Label => text(info.map(|info| &info.label)),
        Figure::Group(index) => text(info.and_then(|info| info.groups.get(index))),
        Figure::Period => text(Some(&results.period.name)),
        Figure::Total => number(Some(&results.total)),
        // Without corrections it is the total itself.
        Figure::TotalBefore => number(Some(results.total_before.as_ref().unwrap_or(&results.total))),
        Figure::Variant => {
            let Cell::Number(index) = number(results.variant.as_ref())? else { return Err(Nothing::Blank) };
            text(rubric.variants.get(index as usize).map(|variant| &variant.id))
        }
        // Nobody gets an amount whose condition does not hold.
        Figure::Money(index) => match number(results.consequences.get(index).map(|consequence| &consequence.when))? {
            Cell::Number(0.0) => Ok(Cell::Number(0.0)),
            _ => number(results.consequences.get(index).and_then(|consequence| consequence.money.as_ref())),
        },
        Figure::Rank => number(Some(&results.rank)),
        Figure::Grade => {
            let Cell::Number(index) = number(Some(&results.grade))? else { return Err(Nothing::Blank) };
            text(rubric.grades.get(index as usize).map(|grade| &grade.name.zh))
        }
        Figure::Value(index) => match results.indicators.get(index).map(|indicator| &indicator.value) {
            Some(Lane::Numbers(numbers)) => number(Some(numbers)),
            Some(Lane::Texts(texts)) if subject < texts.len() => {
                texts.get(subject).map(|text| Cell::Text(text.to_string()))
            }
            Some(Lane::Texts(_)) | None => Err(Nothing::Blank),
        },
        Figure::Score(index) => number(results.indicators.get(index).map(|indicator| &indicator.score)),
        Figure::Points(index) => number(results.indicators.get(index).map(|indicator| &indicator.points)),
        Figure::Category(index) => number(results.categories.get(index).map(|category| &category.points)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_counts_in_the_period_that_holds_it_or_in_those_it_holds() {
        let names = |inner: Cycle, period: &str, outer: Cycle| -> Vec<String> {
            let ordinal = inner.parse(period).unwrap_or_default();
            periods_of(inner, ordinal, outer).into_iter().map(|ordinal| outer.name(ordinal)).collect()
        };
        assert_eq!(names(Cycle::HalfYear, "2024H1", Cycle::Year), ["2024"]);
        assert_eq!(names(Cycle::Month, "2024-03", Cycle::Quarter), ["2024Q1"]);
        assert_eq!(names(Cycle::Month, "2024-03", Cycle::Month), ["2024-03"]);
        assert_eq!(names(Cycle::HalfYear, "2024H2", Cycle::Quarter), ["2024Q3", "2024Q4"]);
        assert_eq!(names(Cycle::Year, "2024", Cycle::Semester), ["2024春", "2024秋"]);
        assert_eq!(names(Cycle::Semester, "2024秋", Cycle::Year), ["2024"]);
        assert_eq!(names(Cycle::HalfYear, "2024H1", Cycle::Semester), ["2024春"]);
        assert_eq!(periods_of(Cycle::Once, 0, Cycle::Once), [0]);
        assert_eq!(periods_of(Cycle::Year, 2024, Cycle::Once), [0]);
    }

    #[test]
    fn paths_are_compared_without_their_detours() {
        let path = |outer: &str, written: &str| shown(&inner_path(Path::new(outer), written));
        assert_eq!(path("x/a.toml", "b.toml"), "x/b.toml");
        assert_eq!(path("x/a.toml", "../y/./b.toml"), "y/b.toml");
        assert_eq!(path("a.toml", "../b.toml"), "../b.toml");
    }
}
