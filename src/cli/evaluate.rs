//! `kaohe evaluate RUBRIC`: results to the terminal or into files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::bar::Bar;
use super::console::Console;
use super::{Exit, arguments, spark, timings};
use crate::diagnostic::{Bag, Severity};
use crate::host::{Disk, Staged};
use crate::report::{self, Live, Progress, REPORTS, Report, Series, View};
use crate::result::{Extent, Results};
use crate::session::{self, Evaluated, Every, Request, Stopped};
use crate::table::time::show_date;
use crate::text::words::{list, plural};
use crate::text::{Gbk, Lang, Sources, Words};
use crate::words;

pub fn command(lang: Lang) -> Command {
    let command = Command::new("evaluate")
        .about(lang.pick("用数据算出结果：得分、名次、等级和奖惩", "evaluate a rubric: scores, ranks, grades and what follows"))
        .arg(arguments::rubric(lang))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("table|csv|ndjson|json|parquet|xlsx|html|markdown")
                .value_parser(ValueParser::new(format))
                .help(lang.pick("打印成什么（缺省 table）", "what is printed (table if not said)")),
        )
        .arg(
            arguments::output_files(lang)
                .help(lang.pick("写入文件，格式看扩展名（可多次）", "write a file, its ending says the format (repeatable)")),
        )
        .arg(arguments::data(lang))
        .arg(period(lang))
        .arg(
            Arg::new("detail").long("detail").action(ArgAction::SetTrue).help(lang.pick(
                "csv、ndjson、parquet 中再加上数据元素、各指标的值和分、否决和奖惩；xlsx 中加上数据元素",
                "adds to csv, ndjson and parquet: elements, values and scores of indicators, vetoes, consequences; to xlsx: elements",
            )),
        )
        .arg(Arg::new("live").long("live").action(ArgAction::SetTrue).help(lang.pick(
            "xlsx 中总分、名次、等级等写成公式，改了数据随之重算",
            "in xlsx, totals, places and grades are formulas that follow when data are written over",
        )))
        .arg(
            Arg::new("encoding")
                .long("encoding")
                .value_name("utf8|gbk")
                .value_parser(["utf8", "gbk"])
                .hide_possible_values(true)
                .help(lang.pick(
                    "csv 的编码（缺省 utf8，带 BOM；gbk 即 GB18030）",
                    "encoding of csv (utf8 with a byte order mark if not said; gbk is GB18030)",
                )),
        )
        .arg(arguments::set(lang))
        .arg(arguments::confidential(lang))
        .arg(Arg::new("anonymous").long("anonymous").action(ArgAction::SetTrue).help(lang.pick(
            "不写姓名和编号，用 S001 等代号",
            "no names and keys: pseudonyms such as S001",
        )))
        .arg(arguments::notice(lang))
        .arg(timings::argument(lang))
        .after_help(lang.pick(
            "退出码：0 无误，1 方案或数据有错误，2 用法有误或文件无法读写",
            "exit codes: 0 fine, 1 errors in the rubric or the data, 2 wrong usage or files that cannot be read or written",
        ));
    spark::options(command, lang)
}

/// `--period P`, or all of them
fn period(lang: Lang) -> Arg {
    arguments::period(lang).help(lang.pick(
        "考核哪一期，如 2024-06；all 为每一期；不写则为数据中最近一期",
        "such as 2024-06; all for every one; the latest in the data if not said",
    ))
}

/// What is said for every period.
const ALL: &str = "all";

/// `table` is what the text report is called here.
fn format(name: &str) -> Result<&'static dyn Report, String> {
    let name = if name == "table" { "text" } else { name };
    report::named(name).ok_or_else(|| REPORTS.iter().map(|report| said(*report)).collect::<Vec<_>>().join("|"))
}

/// What a report is called on the command line.
fn said(report: &dyn Report) -> &'static str {
    if report.name() == "text" { "table" } else { report.name() }
}

/// What is to be written, and how.
struct Wanted {
    files: Vec<(PathBuf, &'static dyn Report)>,
    printed: Option<&'static dyn Report>,
    detail: bool,
    live: bool,
    gbk: bool,
}

impl Wanted {
    fn of(matches: &ArgMatches, console: &Console) -> Result<Wanted, Words> {
        let files = outputs(&arguments::paths(matches, "output"))?;
        let printed = matches.get_one::<&'static dyn Report>("format").copied();
        let printed = if files.is_empty() { printed.or_else(|| report::named("text")) } else { printed };
        let gbk = matches.get_one::<String>("encoding").is_some_and(|encoding| encoding == "gbk");
        let wanted = Wanted { files, printed, detail: matches.get_flag("detail"), live: matches.get_flag("live"), gbk };
        wanted.makes_sense(console).map(|()| wanted)
    }

    /// What the reports show.
    fn extent(&self) -> Extent {
        if self.live {
            return Extent::Whole;
        }
        let reports = self.files.iter().map(|(_, report)| *report).chain(self.printed);
        reports.map(|report| report.extent(self.detail)).max().unwrap_or_default()
    }

    fn makes_sense(&self, console: &Console) -> Result<(), Words> {
        let any = |names: &[&str]| {
            let files = self.files.iter().map(|(_, report)| *report);
            files.chain(self.printed).any(|report| names.contains(&report.name()))
        };
        if self.gbk && !any(&["csv"]) {
            return Err(words!(
                "`--encoding gbk` 只用于 csv，别的格式都是 UTF-8",
                "`--encoding gbk` is for csv; other formats are UTF-8"
            ));
        }
        if self.detail && !any(&["csv", "ndjson", "parquet", "xlsx"]) {
            return Err(words!(
                "`--detail` 只用于 csv、ndjson、parquet 和 xlsx；json 总是全部，表上的一个数用 `kaohe explain` 看",
                "`--detail` is for csv, ndjson, parquet and xlsx; json has everything, `kaohe explain` explains a figure of the table"
            ));
        }
        if self.live && !any(&["xlsx"]) {
            return Err(words!("`--live` 只用于 xlsx", "`--live` is for xlsx"));
        }
        let binary = self.printed.map(Report::name).filter(|name| ["parquet", "xlsx"].contains(name));
        if let (true, Some(name)) = (console.terminal, binary) {
            return Err(words!("{name} 不能显示在终端上，请用 `-o`", "{name} cannot be shown on a terminal; use `-o`"));
        }
        Ok(())
    }

    /// Writes one report; gives a character that is not in GBK, where that was asked for.
    fn write(&self, report: &dyn Report, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<Option<char>> {
        if self.gbk && report.name() == "csv" {
            let mut out = Gbk::new(out);
            report.write_to(series, &mut out)?;
            return Ok(out.beyond());
        }
        report.write_to(series, out).map(|()| None)
    }
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    if spark::is_wanted(matches) {
        if matches.get_flag("anonymous") {
            console.complain(&words!(
                "`--anonymous` 不能与 `--engine spark` 同用：结果由集群写出，姓名仍在其中",
                "`--anonymous` does not go with `--engine spark`: the cluster writes the results, with names"
            ))?;
            return Ok(Exit::Unusable);
        }
        return spark::run(matches, console);
    }
    let wanted = match Wanted::of(matches, console) {
        Ok(wanted) => wanted,
        Err(mistake) => {
            console.complain(&mistake)?;
            return Ok(Exit::Unusable);
        }
    };
    let mut request = Request { extent: wanted.extent(), ..arguments::request(matches) };
    let all_periods = request.period.as_deref() == Some(ALL);
    if all_periods {
        request.period = None;
    }
    if let (true, Some(other)) = (wanted.live, without_live(matches, all_periods)) {
        console.complain(&words!(
            "`--live` 不能与 `{other}` 同用：公式写的是一期的全部数据",
            "`--live` does not go with `{other}`: formulas are written over all data of one period"
        ))?;
        return Ok(Exit::Unusable);
    }
    let mut sources = Sources::default();
    let mut evaluated = match session::evaluate(&Disk, &request, &mut sources) {
        Ok(evaluated) => evaluated,
        Err(stopped) => return stop(&stopped, &sources, console),
    };
    let since = Instant::now();
    if let Some(mistake) = overwritten(wanted.files.iter().map(|(path, _)| path), &request, &evaluated) {
        console.complain(&mistake)?;
        return Ok(Exit::Unusable);
    }
    let mut every = all_periods.then(|| session::every_period(&evaluated));
    if matches.get_flag("anonymous") {
        let own = std::slice::from_mut(&mut evaluated.results);
        let shown = every.as_mut().map_or(own, |every| &mut every.results);
        session::anonymize(&mut evaluated.rubric, shown);
    }
    let shown: Vec<&Results> =
        every.as_ref().map_or_else(|| vec![&evaluated.results], |every| every.results.iter().collect());
    let views: Vec<View> =
        shown.iter().map(|results| View { results, ..view(&evaluated, &sources, console) }).collect();
    let rubric = &evaluated.rubric;
    let mut answers = rubric.elements.iter().map(|e| &e.answers).chain(rubric.indicators.iter().map(|i| &i.answers));
    if wanted.live && answers.any(|answers| rubric.is_masked(answers)) {
        console.complain(&words!(
            "方案中有保密的数，而 `--live` 的工作簿里要有全部数据；加上 `--confidential` 才写",
            "the rubric has confidential figures, and a workbook with `--live` holds all data; it is written with `--confidential` only"
        ))?;
        return Ok(Exit::Unusable);
    }
    let live = wanted.live.then_some(Live { program: &evaluated.program, figures: &evaluated });
    let options = options(&request);
    let refused = refused(&wanted, &Series { all_periods, detail: wanted.detail, ..Series::of(&views) });
    if !refused.is_empty() {
        console.findings(&refused, &sources)?;
        return Ok(Exit::Unusable);
    }
    let mut beyond = None;
    match files(&wanted, &views, (all_periods, &options, live), console.lang, &mut beyond) {
        Ok(()) => {}
        Err((path, error)) => {
            console.complain(&unwritable(path, &error))?;
            return Ok(Exit::Unusable);
        }
    }
    for (path, _) in &wanted.files {
        let name = path.display();
        console.note(&words!("已写入 {name}", "wrote {name}"))?;
    }
    if let Some(report) = wanted.printed {
        let series = Series { all_periods, detail: wanted.detail, options: &options, live, ..Series::of(&views) };
        beyond = wanted.write(report, &series, console.stream())?.or(beyond);
    }
    if let Some(found) = beyond {
        console.note(&words!(
            "`{found}` 等字 GBK 没有，csv 按 GB18030 写出，只认 GBK 的程序读不出这些字；不写 `--encoding gbk` 则为 UTF-8",
            "GBK lacks characters such as `{found}`: the csv is GB18030, and programs that know GBK only misread these; without `--encoding gbk` it is UTF-8"
        ))?;
    }
    // The leaderboard and the JSON document hold the findings; the others have no room for them.
    let told = wanted.printed.is_some_and(|report| matches!(report.name(), "text" | "json" | "html" | "markdown"));
    let errors = match &every {
        None if told => evaluated.results.findings.has_errors(),
        None => {
            console.findings(&evaluated.results.findings, &sources)?;
            evaluated.results.findings.has_errors()
        }
        Some(every) => {
            every_period(every, told, &sources, console)?;
            every.has_errors()
        }
    };
    warnings(&evaluated, &request, console)?;
    if matches.get_flag("timings") {
        timings::tell(&evaluated, since.elapsed(), console)?;
    }
    Ok(if errors { Exit::Findings } else { Exit::Fine })
}

/// What is to be said of several periods: which have no rows, and what was found in each.
fn every_period(every: &Every, told: bool, sources: &Sources, console: &mut Console) -> io::Result<()> {
    if !every.without.is_empty() {
        let names = list(&every.without, words!("和", "and"));
        console.note(&Words {
            zh: format!("{} 名册上没有人，结果中没有", names.zh),
            en: format!("nobody is on the roster in {}, not in the results", names.en),
        })?;
    }
    if told {
        return Ok(());
    }
    for (period, findings) in every.findings() {
        if let Some(period) = period {
            console.note(&words!("—— 期间 {period}", "-- period {period}"))?;
        }
        console.findings(&findings, sources)?;
    }
    Ok(())
}

/// Writes the files: all of them aside, then, if nothing went wrong, each in its place.
fn files<'w>(
    wanted: &'w Wanted,
    views: &[View],
    (all_periods, options, live): (bool, &[String], Option<Live>),
    lang: Lang,
    beyond: &mut Option<char>,
) -> Result<(), (&'w Path, io::Error)> {
    let plain: Vec<View> = views.iter().map(|view| View { color: false, width: 100, ..*view }).collect();
    let bar = Bar::new(words!("行", "rows"), lang);
    let tell = |done: usize, of: usize| bar.tell(done, of);
    let progress = Some(Progress(&tell));
    let series = Series { views: &plain, all_periods, detail: wanted.detail, options, live, progress };
    let mut whole = Vec::new();
    for (path, report) in &wanted.files {
        let staged = Staged::create(path).and_then(|mut staged| {
            *beyond = wanted.write(*report, &series, &mut staged)?.or(*beyond);
            Ok(staged)
        });
        whole.push((path, staged.map_err(|error| (path.as_path(), error))?));
    }
    whole.into_iter().try_for_each(|(path, staged)| staged.commit().map_err(|error| (path.as_path(), error)))
}

/// What else was asked for that a workbook of formulas cannot be.
fn without_live(matches: &ArgMatches, all_periods: bool) -> Option<&'static str> {
    all_periods.then_some("--period all").or_else(|| matches.get_flag("anonymous").then_some("--anonymous"))
}

/// What was asked for on the command line that makes the figures others.
fn options(request: &Request) -> Vec<String> {
    let set = request.set.iter().map(|(name, value)| format!("--set {name}={value}"));
    let notice = request.notice.map(|day| format!("--notice {}", show_date(day)));
    set.chain(notice).chain(request.reveal.then(|| "--confidential".to_string())).collect()
}

/// What formats have no room for.
fn refused(wanted: &Wanted, series: &Series) -> Bag {
    let mut bag = Bag::default();
    let reports = wanted.files.iter().map(|(_, report)| *report).chain(wanted.printed);
    reports.filter_map(|report| report.refuses(series)).for_each(|found| bag.push(found));
    bag
}

/// What all reports are made from.
pub fn view<'a>(evaluated: &'a Evaluated, sources: &'a Sources, console: &Console) -> View<'a> {
    View {
        rubric: &evaluated.rubric,
        results: &evaluated.results,
        sources,
        lang: console.lang,
        width: console.width,
        color: console.color,
    }
}

/// Says why there are no results.
pub fn stop(stopped: &Stopped, sources: &Sources, console: &mut Console) -> io::Result<Exit> {
    console.findings(&stopped.findings, sources)?;
    Ok(if stopped.unusable { Exit::Unusable } else { Exit::Findings })
}

/// The files that `-o` names, each with the report its ending asks for.
fn outputs(paths: &[PathBuf]) -> Result<Vec<(PathBuf, &'static dyn Report)>, Words> {
    let mut outputs: Vec<(PathBuf, &'static dyn Report)> = Vec::new();
    for path in paths {
        let name = path.display();
        let Some(report) = report::for_file(&path.to_string_lossy()) else {
            let endings: Vec<&str> = REPORTS.iter().flat_map(|report| report.extensions()).copied().collect();
            let known = list(&endings, words!("和", "and"));
            return Err(Words {
                zh: format!("不知道 `{name}` 是什么格式；扩展名有 {}", known.zh),
                en: format!("the ending of `{name}` says no format; there are {}", known.en),
            });
        };
        if outputs.iter().any(|(other, _)| other == path) {
            return Err(words!("`{name}` 写了两次", "`{name}` is written twice"));
        }
        outputs.push((path.clone(), report));
    }
    Ok(outputs)
}

/// A report must not take the place of what it was made from.
pub fn overwritten<'a>(
    mut outputs: impl Iterator<Item = &'a PathBuf>,
    request: &Request,
    evaluated: &Evaluated,
) -> Option<Words> {
    let folder = session::data_folder(request, &evaluated.rubric);
    let inner = |written: &str| session::inner_path(&request.rubric, written);
    let read: Vec<PathBuf> = std::iter::once(request.rubric.clone())
        .chain(evaluated.results.files.iter().map(|file| folder.join(&*file.file)))
        .chain(evaluated.rubric.data.iter().filter_map(|source| source.rubric.as_deref()).map(inner))
        .collect();
    let path = outputs.find(|path| read.iter().any(|input| arguments::same_file(path, input)))?;
    let name = path.display();
    Some(words!("`{name}` 是输入文件，不能写成结果", "`{name}` is an input file and will not be overwritten"))
}

/// That a file could not be written, and why.
pub fn unwritable(path: &Path, error: &io::Error) -> Words {
    let (name, why) = (path.display(), reason(error));
    Words { zh: format!("无法写入 `{name}`：{}", why.zh), en: format!("cannot write `{name}`: {}", why.en) }
}

/// Why the system would not write.
pub fn reason(error: &io::Error) -> Words {
    match error.kind() {
        io::ErrorKind::NotFound => words!("目录不存在", "the directory does not exist"),
        io::ErrorKind::PermissionDenied => words!("没有写入权限", "permission denied"),
        io::ErrorKind::IsADirectory => words!("那是一个目录", "it is a directory"),
        io::ErrorKind::NotADirectory => words!("路径中有一段不是目录", "a part of the path is not a directory"),
        io::ErrorKind::StorageFull => words!("磁盘已满", "the disk is full"),
        io::ErrorKind::ReadOnlyFilesystem => words!("文件系统只读", "the file system is read-only"),
        _ => words!("{error}", "{error}"),
    }
}

/// One line for what `validate` would say at length.
fn warnings(evaluated: &Evaluated, request: &Request, console: &mut Console) -> io::Result<()> {
    let count = evaluated.findings.count(Severity::Warning);
    if count == 0 {
        return Ok(());
    }
    let path = request.rubric.display();
    console.note(&Words {
        zh: format!("方案有 {count} 个警告，详见 `kaohe validate {path}`"),
        en: format!("the rubric has {}, see `kaohe validate {path}`", plural(count, "warning")),
    })
}
