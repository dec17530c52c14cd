//! A job on Spark: started, listened to, and brought to an end.
//!
//! What is run is a query as text, and what comes back are small tables as text. This room knows nothing of rubrics and
//! of how the query came to be; the driver that Spark runs (`driver.py`) knows nothing of them either.

pub mod codes;
mod given;
mod heard;
mod start;

pub use codes::CODES;
pub use given::{Filled, Given};
pub use heard::{Event, Small};

use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::words;

/// What is to be run, where, and what is to be brought back.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Job {
    /// As the cluster's own pages show it.
    pub name: String,
    /// `spark://host:7077`, `yarn`, `local[2]`; what Spark is configured for if not said.
    pub master: Option<String>,
    /// A server of Spark Connect, `sc://host:15002`.
    pub remote: Option<String>,
    /// Rows that come with the job.
    pub given: Vec<Given>,
    /// Statements to be run first, one after the other.
    pub before: Vec<String>,
    /// The query whose rows are the results.
    pub query: String,
    /// The folder, as the cluster knows it, into which the rows are written as Parquet.
    pub output: Option<String>,
    pub settings: std::collections::BTreeMap<String, String>,
    /// Name, columns and query of tables to be shown; there the results are called `results`.
    pub summaries: Vec<(String, Vec<String>, String)>,
}

/// What became of a job that ended well.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    pub version: String,
    pub rows: u64,
    pub tables: Vec<Small>,
}

/// Runs a job to its end; `heard` is told of whatever happens meanwhile.
///
/// # Errors
/// A finding: there is no Spark, it cannot be reached, or the job failed.
pub fn run(job: &Job, heard: &mut dyn FnMut(&Event)) -> Result<Outcome, Box<Diagnostic>> {
    let files = start::Files::write(job).map_err(|error| Box::new(no_files(&error)))?;
    let mut tried = Vec::new();
    for mut command in start::commands(job, &files) {
        let name = start::shown(&command);
        match start(&mut command) {
            Ok(child) => match listen(child, heard) {
                // A Python without Spark: perhaps the next way has one.
                Err(Failed { heard: Some(Event::Failed { stage, what, .. }), .. }) if stage == "start" => {
                    tried.push(format!("{name}: {what}"));
                }
                Err(failed) => return Err(Box::new(failed.told())),
                Ok(outcome) => return Ok(outcome),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => tried.push(name),
            Err(error) => tried.push(format!("{name}: {error}")),
        }
    }
    let tried = tried.join("；");
    Err(Box::new(
        Diagnostic::error(codes::NO_SPARK, words!("找不到 Spark（试过 {tried}）", "there is no Spark (tried {tried})")).help(
            words!(
                "装上 Spark 并设 `SPARK_HOME`，或在 Python 中 `pip install pyspark`，再以 `KAOHE_PYTHON` 指明这个 Python",
                "install Spark and set `SPARK_HOME`, or `pip install pyspark` and name that Python in `KAOHE_PYTHON`"
            ),
        ),
    ))
}

fn no_files(error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        codes::NO_SPARK,
        words!("不能写下要交给 Spark 的作业：{error}", "the job for Spark cannot be written down: {error}"),
    )
    .help(words!("查看临时目录是否可写、磁盘是否已满", "see whether the folder for temporary files can be written"))
}

fn start(command: &mut Command) -> io::Result<Child> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
}

/// A job that did not end well.
struct Failed {
    /// What it said itself.
    heard: Option<Event>,
    /// The last lines of what Spark said to nobody in particular.
    muttered: Vec<String>,
}

impl Failed {
    fn told(self) -> Diagnostic {
        let last = self.muttered.last().cloned().unwrap_or_default();
        match self.heard {
            Some(Event::Failed { stage, what, .. }) if stage == "connect" => {
                Diagnostic::error(codes::NO_CLUSTER, words!("连不上 Spark：{what}", "Spark cannot be reached: {what}"))
                    .help(words!(
                        "核对 `--master` 或 `--remote` 的地址和端口，以及集群是否在运行",
                        "see whether the address and port of `--master` or `--remote` are right and the cluster is up"
                    ))
            }
            Some(Event::Failed { what, cause, .. }) => {
                let mut found = Diagnostic::error(
                    codes::JOB_FAILED,
                    words!("Spark 没有做完这项作业：{what}", "Spark did not finish the job: {what}"),
                );
                if !cause.is_empty() {
                    found = found.help(words!("最里面的原因：{cause}", "at the bottom of it: {cause}"));
                }
                found
            }
            _ => Diagnostic::error(
                codes::JOB_FAILED,
                words!("Spark 中途退出：{last}", "Spark ended before the job was done: {last}"),
            )
            .help(words!("没有写出任何结果；细节见集群的日志", "no results were written; the cluster's logs say more")),
        }
    }
}

/// How many of Spark's own lines are kept in case it ends without a word.
const KEPT: usize = 40;

fn listen(mut child: Child, heard: &mut dyn FnMut(&Event)) -> Result<Outcome, Failed> {
    let stderr = child.stderr.take();
    let muttering = std::thread::spawn(move || stderr.map(last_lines).unwrap_or_default());
    let (mut outcome, mut failed, mut whole) = (Outcome::default(), None, false);
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let Some(event) = heard::read(&String::from_utf8_lossy(&line)) else { continue };
            heard(&event);
            match event {
                Event::Started { version } => outcome.version = version,
                Event::Written { rows } => outcome.rows = rows,
                Event::Table(table) => outcome.tables.push(table),
                Event::Finished => whole = true,
                Event::Failed { .. } => failed = Some(event),
                Event::Progress { .. } => {}
            }
        }
    }
    let _ = child.wait();
    let muttered = muttering.join().unwrap_or_default();
    if whole && failed.is_none() { Ok(outcome) } else { Err(Failed { heard: failed, muttered }) }
}

fn last_lines(from: impl Read) -> Vec<String> {
    let mut kept = std::collections::VecDeque::new();
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).trim().to_string();
        // Progress bars and where in its code Spark was.
        if line.is_empty() || line.starts_with("[Stage") || line.starts_with("at ") {
            continue;
        }
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(line);
    }
    kept.into()
}
