//! Open → parse → check → compile → load → bind → run → collect.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::elsewhere::Elsewhere;
use super::kept::Kept;
use super::laps::{Lap, Laps};
use super::watcher::Watched;
use super::{calendar, chain, codes, data, extends, lint, periods};
use crate::check::{self, Overrides};
use crate::compile::compile;
use crate::diagnostic::{Bag, Diagnostic, Label, Severity};
use crate::eval::{self, Bound, Lanes, Reading};
use crate::host::Host;
use crate::input;
use crate::plan::{NodeId, Program};
use crate::result::{Extent, Results};
use crate::rubric::{DataSource, Rubric};
use crate::table::{Cycle, Lane};
use crate::text::{Sources, words};
use crate::words;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub rubric: PathBuf,
    /// Where the data files are, if not where the rubric says.
    pub data: Option<PathBuf>,
    /// As a person writes it; the latest if not said.
    pub period: Option<String>,
    /// Parameters by name.
    pub set: Vec<(String, String)>,
    /// The day of the notice from which deadlines run, in seconds.
    pub notice: Option<f64>,
    /// Whether confidential figures are shown.
    pub reveal: bool,
    /// What will be asked for; where it is less, large data need less memory.
    pub extent: Extent,
    /// Whether raw records pass by without being held, where that can be done.
    pub passing: Passing,
}

/// When tables of raw records are not held. It makes no difference to results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Passing {
    /// Where only results are asked for, of large files.
    #[default]
    Large,
    Always,
    Never,
}

/// A rubric as far as it could be read.
#[derive(Debug, Clone)]
pub struct Checked {
    /// There is one exactly if there are no errors.
    pub rubric: Option<Rubric>,
    pub findings: Bag,
    /// How many findings its `[lint]` allows, so that they are not among them.
    pub allowed: usize,
    /// The file itself, or one it extends, could not be had.
    pub unreadable: bool,
    /// The files of the rubrics it extends, as far as they are known, and that of its calendar.
    pub bases: Vec<PathBuf>,
    /// The files of rubrics whose results it uses, as far as they are known.
    pub inner: Vec<Watched>,
}

/// One run over data.
#[derive(Debug)]
pub struct Evaluated {
    pub rubric: Rubric,
    pub program: Program,
    pub bound: Bound,
    pub lanes: Lanes,
    pub results: Results,
    /// The index of the period in [`Bound::periods`].
    pub period: usize,
    /// Warnings of the rubric; what the data gave cause to say is in the results.
    pub findings: Bag,
    /// Whether a data file could not be had, so that the figures are not the whole.
    pub incomplete: bool,
    /// What the reader of the files said; it is in the results, too.
    pub reading: Reading,
    /// What the passes took, where the host has a clock.
    pub laps: Vec<(Lap, Duration)>,
    /// What the reader of the files found in rows of other periods alone.
    pub(super) elsewhere: Vec<Elsewhere>,
    /// What the results of other periods are made from besides.
    pub(super) behind: periods::Behind,
}

/// Why there are no results.
#[derive(Debug)]
pub struct Stopped {
    pub findings: Bag,
    /// The files or the request are at fault, not what the rubric says.
    pub unusable: bool,
}

/// Reads and checks a rubric, and those whose results it uses.
pub fn check(host: &dyn Host, path: &Path, set: &[(String, String)], sources: &mut Sources) -> Checked {
    check_below(host, path, set, sources, &[], true)
}

/// Likewise, of a rubric from which nothing is computed: what its files are is not kept.
pub fn look_over(host: &dyn Host, path: &Path, sources: &mut Sources) -> Checked {
    check_below(host, path, &[], sources, &[], false)
}

/// Checks a rubric whose results are used by others, the nearest last.
pub(super) fn check_below(
    host: &dyn Host,
    path: &Path,
    set: &[(String, String)],
    sources: &mut Sources,
    above: &[PathBuf],
    keep: bool,
) -> Checked {
    let mut findings = Bag::default();
    let read = match extends::read(host, path, sources, &mut findings) {
        Ok(read) => read,
        Err(reason) => {
            findings.push(*reason.finding);
            let (unreadable, inner) = (reason.unreadable, Vec::new());
            return Checked { rubric: None, findings, allowed: 0, unreadable, bases: Vec::new(), inner };
        }
    };
    let broken = findings.has_errors();
    let overrides = Overrides { params: set.to_vec() };
    let text = sources.text(read.source).clone();
    let reading = check::Reading { documents: &read.documents, text: &text, own: read.own };
    let (rubric, found) = check::check(&reading, &overrides);
    findings.extend(found);
    // What the parser left out of the document the checker cannot miss.
    let mut rubric = rubric.filter(|_| !broken);
    let (mut inner, mut watched) = (Vec::new(), None);
    if let Some(rubric) = &mut rubric {
        let mut chain = above.to_vec();
        chain.push(chain::inner_path(path, &path.file_name().unwrap_or_default().to_string_lossy()));
        inner = chain::examine(host, rubric, &chain, sources, &mut findings);
        if keep {
            rubric.files = fingerprints(host, path, &read.bases);
        }
        watched = calendar::read(host, path, rubric, &mut findings);
    }
    let allowed = lint::settle(&check::lints(&reading), &mut findings);
    let rubric = rubric.filter(|_| !findings.has_errors());
    let bases = read.bases.into_iter().chain(watched).collect();
    Checked { rubric, findings, allowed, unreadable: read.unreadable, bases, inner }
}

/// The files of a rubric by the names that its own has for them, with their SHA-256.
fn fingerprints(host: &dyn Host, path: &Path, bases: &[PathBuf]) -> Vec<(String, String)> {
    let home = chain::inner_path(path, "");
    let all = std::iter::once(path).chain(bases.iter().map(PathBuf::as_path));
    all.filter_map(|file| {
        let bytes = host.read(file).ok()?;
        let here = chain::inner_path(file, &file.file_name()?.to_string_lossy());
        let name = super::open::shown(here.strip_prefix(&home).unwrap_or(&here));
        Some((name, crate::host::sha256(&bytes)))
    })
    .collect()
}

/// The directory of a rubric's data: the one asked for, else the one the rubric names from where
/// it lies, else where it lies.
pub fn data_folder(request: &Request, rubric: &Rubric) -> PathBuf {
    if let Some(data) = &request.data {
        return data.clone();
    }
    let home = match request.rubric.parent() {
        Some(home) if !home.as_os_str().is_empty() => home,
        _ => Path::new("."),
    };
    match &rubric.header.data {
        Some(data) => home.join(data),
        None => home.to_path_buf(),
    }
}

/// Checks a rubric and evaluates it.
///
/// # Errors
/// Findings of the rubric, of the files, or of the request, that leave nothing to show.
pub fn evaluate(host: &dyn Host, request: &Request, sources: &mut Sources) -> Result<Evaluated, Stopped> {
    evaluate_kept(host, request, sources, None)
}

/// The same with tables that were read before, where they are as they were.
pub(super) fn evaluate_kept(
    host: &dyn Host,
    request: &Request,
    sources: &mut Sources,
    kept: Option<&Kept>,
) -> Result<Evaluated, Stopped> {
    let mut laps = Laps::begin(host);
    let checked = check(host, &request.rubric, &request.set, sources);
    laps.end(Lap::Check);
    match checked.rubric {
        Some(rubric) => {
            let mut evaluated = run_kept(host, rubric, checked.findings, request, sources, kept)?;
            evaluated.laps.splice(0..0, laps.all);
            Ok(evaluated)
        }
        None => Err(Stopped { findings: checked.findings, unusable: checked.unreadable }),
    }
}

/// Evaluates a checked rubric.
///
/// # Errors
/// As [`evaluate`].
pub fn run(
    host: &dyn Host,
    rubric: Rubric,
    findings: Bag,
    request: &Request,
    sources: &mut Sources,
) -> Result<Evaluated, Stopped> {
    run_kept(host, rubric, findings, request, sources, None)
}

/// What the request says of the rubric itself.
pub(super) fn as_asked(mut rubric: Rubric, request: &Request) -> Rubric {
    if request.notice.is_some() {
        rubric.header.notice = request.notice;
    }
    rubric.reveal = request.reveal;
    rubric
}

pub(super) fn run_kept(
    host: &dyn Host,
    rubric: Rubric,
    findings: Bag,
    request: &Request,
    sources: &mut Sources,
    kept: Option<&Kept>,
) -> Result<Evaluated, Stopped> {
    let rubric = as_asked(rubric, request);
    if let Some(stopped) = super::script::in_warehouse(&rubric) {
        return Err(stopped);
    }
    let mut laps = Laps::begin(host);
    let program = compile(&rubric);
    laps.end(Lap::Check);
    let folder = data_folder(request, &rubric);
    let mut data = data::read(host, &folder, (&rubric, &program), request, kept);
    let mut given_files = Vec::new();
    let (mut findings_below, mut provisional) = (Vec::new(), Vec::new());
    let mut incomplete = false;
    let of_results = rubric.data.iter().zip(&mut data.tables).filter(|(source, _)| source.rubric.is_some());
    for (source, table) in of_results {
        let given = chain::results(host, &request.rubric, rubric.header.cycle, source, sources, kept);
        let given = given.map_err(|stopped| *stopped)?;
        *table = Arc::new(given.table);
        given_files.push(given.file);
        incomplete |= given.incomplete;
        findings_below.extend(given.findings);
        provisional.extend(given.provisional);
    }
    laps.end(Lap::Read);
    let (bound, mut report) = data.bind(host, &folder, (&rubric, &program), &mut laps);
    show_lacking(&rubric, &mut report);
    incomplete |= report.findings.all.iter().any(is_unreadable_file);
    report.files.extend(given_files);
    if bound.subjects.is_empty() && incomplete {
        // Without a roster everything else would be said of nobody.
        return Err(Stopped { findings: report.findings, unusable: true });
    }
    laps.end(Lap::Bind);
    let lanes = eval::run_for_results(&rubric, &program, &bound, request.extent);
    laps.end(Lap::Evaluate);
    let reading = Reading { findings: report.findings, skipped: report.skipped, files: report.files };
    let mut later = None;
    let period = match &request.period {
        Some(wanted) => named_period(wanted, rubric.header.cycle, &bound).map_err(|finding| {
            let mut findings = Bag::default();
            findings.push(*finding);
            Stopped { findings, unusable: true }
        })?,
        None => {
            let (period, note) = latest_period(&bound, &lanes, program.outputs.total);
            later = note;
            period
        }
    };
    let behind = periods::Behind { reading, findings: findings_below, provisional };
    let shown = behind.collect((&rubric, &program), (&bound, &lanes), period, later);
    let periods::Shown { results, reading, elsewhere } = shown;
    laps.end(Lap::Collect);
    let laps = laps.all;
    Ok(Evaluated {
        rubric,
        program,
        bound,
        lanes,
        results,
        period,
        findings,
        incomplete,
        reading,
        laps,
        elsewhere,
        behind,
    })
}

/// Who misspelt it, the file or the rubric, one sees with both places before one.
fn show_lacking(rubric: &Rubric, report: &mut input::Report) {
    // Where there is no file of any table, it is the folder that is wrong.
    let no_file = |source: &&DataSource| {
        report.lacking.iter().any(|lacking| lacking.what == input::Lacks::File && lacking.source == source.id)
    };
    let mut of_files = rubric.data.iter().filter(|source| source.rubric.is_none());
    let everywhere = rubric.header.data.is_some() && of_files.all(|source| no_file(&source));
    if let (true, Some(lacking)) = (everywhere, report.lacking.first())
        && let Some(finding) = report.findings.all.get_mut(lacking.finding)
    {
        let words = words!("没有一张表的文件在这个目录中", "no table has its files in this directory");
        finding.labels.push(Label { place: (rubric.source, rubric.header.data_span).into(), words });
    }
    for lacking in &report.lacking {
        let Some(source) = rubric.data.iter().find(|source| source.id == lacking.source) else { continue };
        let (span, words) = match &lacking.what {
            input::Lacks::File => (source.file_span, words!("方案在此写明", "the rubric says so here")),
            input::Lacks::Sheet => (source.sheet_span, words!("方案在此写明", "the rubric says so here")),
            input::Lacks::Column(id) => match source.columns.iter().find(|column| column.id == *id) {
                Some(column) => (column.span, words!("方案在此用到", "the rubric uses it here")),
                None => continue,
            },
        };
        if let Some(finding) = report.findings.all.get_mut(lacking.finding) {
            finding.labels.push(Label { place: (rubric.source, span).into(), words });
        }
    }
}

/// Missing, unreadable, damaged: codes of the reader that mean a whole file is not there.
pub(super) fn is_unreadable_file(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error
        && matches!(finding.code.id, "K0601" | "K0602" | "K0603" | "K0604" | "K0605" | "K0606")
}

fn named_period(wanted: &str, cycle: Cycle, bound: &Bound) -> Result<usize, Box<Diagnostic>> {
    if cycle == Cycle::Once {
        return Err(Box::new(
            Diagnostic::error(codes::NO_CYCLE, words!("方案只考核一次，没有周期", "the rubric has no cycle"))
                .help(words!("去掉 `--period {wanted}`", "leave `--period {wanted}` out")),
        ));
    }
    let ordinal = cycle.parse(wanted);
    if let Some(index) = bound.periods.iter().position(|period| Some(period.ordinal) == ordinal) {
        return Ok(index);
    }
    let names: Vec<&str> = bound.periods.iter().map(|period| period.name.as_str()).filter(|n| !n.is_empty()).collect();
    let finding = Diagnostic::error(
        codes::UNKNOWN_PERIOD,
        words!("数据中没有 `{wanted}` 这一期", "the data have no period `{wanted}`"),
    );
    Err(Box::new(if names.is_empty() {
        finding.help(words!("数据中没有任何日期或期间", "the data have no dates or periods at all"))
    } else {
        let list = words::list(&names, words!("和", "and"));
        let (zh, en) = (list.zh, list.en);
        finding.help(crate::text::Words { zh: format!("有 {zh}"), en: format!("there are {en}") })
    }))
}

/// The latest period in which anybody has a total; a later one without totals is told of.
fn latest_period(bound: &Bound, lanes: &Lanes, total: NodeId) -> (usize, Option<Diagnostic>) {
    let last = bound.periods.len().saturating_sub(1);
    let subjects = bound.subjects.len();
    let Lane::Numbers(totals) = lanes.get(total) else { return (last, None) };
    let has_total = |period: usize| {
        let mut here = bound.assessed_in(period).into_iter().map(|subject| period * subjects + subject);
        here.any(|row| row < totals.len() && totals.nothing(row).is_none())
    };
    let Some(found) = (0..bound.periods.len()).rev().find(|period| has_total(*period)) else { return (last, None) };
    let later = bound.periods.get(last).filter(|_| found < last).zip(bound.periods.get(found)).map(|(later, shown)| {
        let (later, shown) = (&later.name, &shown.name);
        Diagnostic::note(
            codes::LATER_PERIOD,
            words!(
                "数据到 `{later}` 为止，但那一期无人有总分，这里是 `{shown}`",
                "the data go up to `{later}`, in which nobody has a total; this is `{shown}`"
            ),
        )
        .help(words!("用 `--period {later}` 看那一期", "`--period {later}` shows it"))
    });
    (found, later)
}
