//! `kaohe evaluate RUBRIC --engine spark`: the rubric's script, run on a cluster.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::console::Console;
use super::evaluate::stop;
use super::sql::named_table;
use super::{Exit, arguments};
use crate::cluster::{self, Event, Given, Job, Small};
use crate::host::Disk;
use crate::session::{self, Handed};
use crate::sql::{Source, dialect};
use crate::text::width::{pad, width};
use crate::text::words::plural;
use crate::text::{Lang, Sources, Words, inert};
use crate::words;

/// With more values than this the data belong where the cluster sees them.
const MOST_VALUES: usize = 20_000_000;

/// How many of the first are shown.
const LEADERS: usize = 20;

/// The options of `evaluate` that go with an engine elsewhere.
pub(super) fn options(command: Command, lang: Lang) -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help).requires("engine")
    };
    command
        .arg(
            Arg::new("engine")
                .long("engine")
                .value_name("spark")
                .value_parser(["spark"])
                .hide_possible_values(true)
                .help(lang.pick("在 Spark 集群上计算", "compute on a Spark cluster")),
        )
        .arg(
            text(
                "master",
                "URL",
                lang.pick(
                    "集群的地址，如 spark://主机:7077、yarn、local[2]",
                    "the cluster, such as spark://host:7077, yarn, local[2]",
                ),
            )
            .conflicts_with("remote"),
        )
        .arg(text(
            "remote",
            "URL",
            lang.pick("Spark Connect 的地址，如 sc://主机:15002", "a server of Spark Connect, such as sc://host:15002"),
        ))
        .arg(
            text(
                "conf",
                lang.pick("键=值", "KEY=VALUE"),
                lang.pick("Spark 的设置（可多次）", "a setting of Spark (repeatable)"),
            )
            .action(ArgAction::Append),
        )
        .arg(
            text(
                "table",
                lang.pick("数据=表", "DATA=TABLE"),
                lang.pick(
                    "一张数据表在集群中的名字，如 orders=dw.orders（可多次）",
                    "the cluster's table that has a data source's rows, such as orders=dw.orders (repeatable)",
                ),
            )
            .action(ArgAction::Append)
            .value_parser(ValueParser::new(named_table)),
        )
}

/// Whether another engine is asked for.
pub(super) fn is_wanted(matches: &ArgMatches) -> bool {
    matches.get_one::<String>("engine").is_some()
}

pub(super) fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let output = match arguments::paths(matches, "output").as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        _ => {
            return unusable(
                console,
                words!("Spark 只写一处：`-o` 写一次，是一个目录", "Spark writes one place: give one `-o`, a folder"),
            );
        }
    };
    let ending = output.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.as_deref().is_some_and(|ending| ending != "parquet") {
        return unusable(
            console,
            words!(
                "Spark 把结果写成 Parquet：`-o` 写目录名，如 结果.parquet",
                "Spark writes Parquet: `-o` names a folder such as results.parquet"
            ),
        );
    }
    let mut request = arguments::request(matches);
    // The cluster does not know from where it was called.
    request.data = request.data.map(|folder| absolute(&folder));
    let mut sources = Sources::default();
    let Some(spark) = dialect("spark") else { return Ok(Exit::Unusable) };
    let tables: Vec<(String, String)> =
        matches.get_many::<(String, String)>("table").map(|all| all.cloned().collect()).unwrap_or_default();
    let handed = match session::hand_over(&Disk, &request, spark, &tables, console.lang, &mut sources) {
        Ok(handed) => handed,
        Err(stopped) => return stop(&stopped, &sources, console),
    };
    let job = job(matches, &handed, output.as_deref());
    let size: usize = job.given.iter().map(Given::size).sum();
    if size > MOST_VALUES {
        return unusable(
            console,
            words!(
                "要交给集群的数据太大（{size} 个值）：放到集群看得到的地方，存为 Parquet，用 `--data` 或 `--table` 指明",
                "the data to be handed over are too large ({size} values): put them where the cluster sees them, as Parquet, and name them with `--data` or `--table`"
            ),
        );
    }
    let mut bar = Bar::new(console.lang);
    let done = cluster::run(&job, &mut |event| bar.show(event));
    bar.clear();
    let outcome = match done {
        Ok(outcome) => outcome,
        Err(finding) => {
            console.finding(*finding, &sources)?;
            return Ok(Exit::Unusable);
        }
    };
    for table in &outcome.tables {
        draw(table, console)?;
    }
    let rows = plural(outcome.rows as usize, "row");
    let (count, version) = (outcome.rows, &outcome.version);
    console.note(&match &job.output {
        Some(path) => words!(
            "Spark {version}：{count} 行结果，已写入 {path}",
            "Spark {version}: {rows} of results, written to {path}"
        ),
        None => words!("Spark {version}：{count} 行结果", "Spark {version}: {rows} of results"),
    })?;
    console.findings(&handed.findings, &sources)?;
    Ok(if handed.findings.has_errors() { Exit::Findings } else { Exit::Fine })
}

fn unusable(console: &mut Console, why: Words) -> io::Result<Exit> {
    console.complain(&why)?;
    Ok(Exit::Unusable)
}

/// A folder here by its whole name; one elsewhere as it stands.
fn absolute(path: &Path) -> PathBuf {
    if path.to_string_lossy().contains("://") {
        path.to_path_buf()
    } else {
        std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
    }
}

fn job(matches: &ArgMatches, handed: &Handed, output: Option<&Path>) -> Job {
    let one = |name: &str| matches.get_one::<String>(name).cloned();
    let mut settings =
        std::collections::BTreeMap::from([("spark.sql.session.timeZone".to_string(), "UTC".to_string())]);
    // Of rows that came with the job there are few; two hundred parts of nothing take longer than all the rest.
    if handed.all_here {
        settings.insert("spark.sql.shuffle.partitions".to_string(), "4".to_string());
    }
    let said = matches.get_many::<String>("conf").into_iter().flatten().filter_map(|setting| setting.split_once('='));
    settings.extend(said.map(|(key, value)| (key.trim().to_string(), value.trim().to_string())));
    let [key, label, period] = &handed.script.keys;
    let quoted = |name: &String| format!("`{}`", name.replace('`', "``"));
    let graded = handed.script.answers.iter().any(|answer| answer.name == "grade");
    let mut columns = vec![period.clone(), key.clone(), label.clone(), "total".to_string(), "rank".to_string()];
    columns.extend(graded.then(|| "grade".to_string()));
    columns.dedup();
    let list: Vec<String> = columns.iter().map(quoted).collect();
    let (list, period, key) = (list.join(", "), quoted(period), quoted(key));
    let latest = format!("(SELECT MAX({period}) FROM results)");
    let leaders = format!(
        "SELECT {list} FROM results WHERE {period} <=> {latest} ORDER BY `rank` IS NULL, `rank`, {key} LIMIT {LEADERS}"
    );
    let mut summaries = vec![("leaders".to_string(), columns, leaders)];
    if graded {
        let counts = format!(
            "SELECT `grade`, COUNT(*) AS `count` FROM results WHERE {period} <=> {latest} GROUP BY `grade` ORDER BY `count` DESC, `grade`"
        );
        summaries.push(("grades".to_string(), vec!["grade".to_string(), "count".to_string()], counts));
    }
    Job {
        name: format!("kaohe {}", handed.rubric.header.title.zh),
        master: one("master"),
        remote: one("remote"),
        given: handed
            .tables
            .iter()
            .map(|typed| Given::new(&typed.name, &typed.columns, &typed.table, Source::reason))
            .collect(),
        before: handed.script.statements.clone(),
        query: handed.script.query.clone(),
        output: output.map(|path| absolute(path).to_string_lossy().into_owned()),
        settings,
        summaries,
    }
}

/// How far the job is, on the terminal's last line.
struct Bar {
    lang: Lang,
    terminal: bool,
    shown: bool,
}

impl Bar {
    fn new(lang: Lang) -> Bar {
        Bar { lang, terminal: io::stderr().is_terminal(), shown: false }
    }

    fn show(&mut self, event: &Event) {
        if !self.terminal {
            return;
        }
        let line = match event {
            Event::Started { version } => words!("Spark {version} 已启动", "Spark {version} has started"),
            Event::Progress { done, of } => {
                let filled = (30 * done / (*of).max(1)).min(30) as usize;
                let bar = format!("{}{}", "█".repeat(filled), "░".repeat(30 - filled));
                words!("{bar} {done}/{of} 个任务", "{bar} {done}/{of} tasks")
            }
            Event::Written { .. } => words!("结果已写好，正在汇总", "results are written, summing up"),
            Event::Table(_) | Event::Finished | Event::Failed { .. } => return,
        };
        self.shown = true;
        // Who cannot see it misses nothing.
        let _ = write!(io::stderr(), "\r\u{1b}[K{}", line.in_lang(self.lang));
        let _ = io::stderr().flush();
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// Without columns that say nothing: those that are empty, and labels that are the keys once more.
fn worth_showing(table: &Small) -> Small {
    let column = |index: usize| table.rows.iter().map(move |row| row.get(index).cloned().flatten());
    let says = |index: usize| {
        let empty = column(index).all(|cell| cell.is_none_or(|cell| cell.is_empty()));
        !empty && !(0..index).any(|before| column(before).eq(column(index)))
    };
    let kept: Vec<usize> = (0..table.columns.len()).filter(|index| says(*index)).collect();
    let pick = |cells: &[Option<String>]| kept.iter().filter_map(|index| cells.get(*index).cloned()).collect();
    Small {
        name: table.name.clone(),
        columns: kept.iter().filter_map(|index| table.columns.get(*index).cloned()).collect(),
        rows: table.rows.iter().map(|row| pick(row)).collect(),
    }
}

/// A small table, numbers to the right.
fn draw(table: &Small, console: &mut Console) -> io::Result<()> {
    let table = &worth_showing(table);
    let heads: Vec<String> = table.columns.iter().map(|name| head(name, console.lang)).collect();
    let cells: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.as_deref().map_or("—".to_string(), shown)).collect())
        .collect();
    let is_number = |column: usize| {
        cells.iter().all(|row| row.get(column).is_none_or(|cell| cell == "—" || cell.parse::<f64>().is_ok()))
    };
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(column, head)| {
            cells.iter().filter_map(|row| row.get(column)).chain([head]).map(|cell| width(cell)).max().unwrap_or(0)
        })
        .collect();
    let line = |row: &[String]| -> String {
        let parts: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, cells))| {
                let left = if is_number(column) { cells.saturating_sub(width(cell)) } else { 0 };
                pad(&format!("{}{cell}", " ".repeat(left)), *cells)
            })
            .collect();
        parts.join("  ").trim_end().to_string()
    };
    console.line(&console.bold(&line(&heads)))?;
    for row in &cells {
        console.line(&line(row))?;
    }
    console.line("")
}

fn head(name: &str, lang: Lang) -> String {
    match name {
        "total" => lang.pick("总分", "total").to_string(),
        "rank" => lang.pick("名次", "rank").to_string(),
        "grade" => lang.pick("等级", "grade").to_string(),
        "count" => lang.pick("人数", "count").to_string(),
        "period" => lang.pick("期间", "period").to_string(),
        "label" => lang.pick("姓名", "name").to_string(),
        other => inert(other).into_owned(),
    }
}

/// A whole number without its `.0`.
fn shown(cell: &str) -> String {
    let plain = cell.strip_suffix(".0").filter(|rest| rest.parse::<i64>().is_ok());
    inert(plain.unwrap_or(cell)).into_owned()
}
