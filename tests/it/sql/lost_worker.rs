//! A cluster of its own, of which a worker is killed while a job runs.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kaohe::cluster::{self, Event};

use super::compare;
use super::spark::{job, master};
use crate::sql::shipped;

/// A master and two workers of one core each, gone when this is.
struct Cluster {
    processes: Vec<Child>,
    port: u16,
    folder: tempfile::TempDir,
}

impl Cluster {
    fn start(home: &Path) -> Cluster {
        let folder = tempfile::Builder::new().prefix("kaohe-cluster-").tempdir().unwrap();
        let port = free_port();
        let mut cluster = Cluster { processes: Vec::new(), port, folder };
        let (master, web) = (port.to_string(), free_port().to_string());
        let class = "org.apache.spark.deploy.master.Master";
        cluster.serve(home, &[class, "--host", "127.0.0.1", "--port", &master, "--webui-port", &web]);
        await_port(port);
        for number in 0..2 {
            let (own, web) = (free_port(), free_port().to_string());
            let work = cluster.folder.path().join(format!("work{number}"));
            let (work, at) = (work.display().to_string(), own.to_string());
            let class = "org.apache.spark.deploy.worker.Worker";
            let named = ["--host", "127.0.0.1", "--port", &at, "--webui-port", &web, "--work-dir", &work];
            let mut line = vec![class, "-c", "1", "-m", "1g"];
            line.extend(named);
            let address = cluster.address();
            line.push(&address);
            cluster.serve(home, &line);
            await_port(own);
        }
        cluster
    }

    fn serve(&mut self, home: &Path, line: &[&str]) {
        let log = std::fs::File::create(self.folder.path().join(format!("{}.log", self.processes.len()))).unwrap();
        let mut command = Command::new(home.join("bin").join("spark-class"));
        command.args(line).env("SPARK_HOME", home).env("SPARK_LOCAL_IP", "127.0.0.1");
        command.env("SPARK_DAEMON_MEMORY", "256m").stdin(Stdio::null());
        command.stdout(log.try_clone().unwrap()).stderr(log);
        self.processes.push(command.spawn().unwrap());
    }

    fn address(&self) -> String {
        format!("spark://127.0.0.1:{}", self.port)
    }

    /// Kills the last worker and whatever it has started; says how many processes that were.
    fn lose_a_worker(&self) -> usize {
        let worker = self.processes.last().unwrap().id();
        let mut all = vec![worker];
        all.extend(children(worker));
        all.iter().filter(|process| kill(**process)).count()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for process in self.processes.iter_mut().rev() {
            children(process.id()).into_iter().for_each(|child| {
                kill(child);
            });
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn kill(process: u32) -> bool {
    Command::new("kill").args(["-9", &process.to_string()]).status().is_ok_and(|status| status.success())
}

/// The processes that a process has started.
fn children(of: u32) -> Vec<u32> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(process) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // `PID (name) STATE PARENT …`; the name may have blanks and brackets.
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1));
        if parent.and_then(|parent| parent.parse().ok()) == Some(of) {
            all.push(process);
        }
    }
    all
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn await_port(port: u16) {
    let since = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(since.elapsed() < Duration::from_secs(90), "nothing answers on port {port}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Where Spark is: `SPARK_HOME`, or where the Python that has `pyspark` keeps it.
fn home() -> PathBuf {
    if let Some(home) = std::env::var_os("SPARK_HOME").filter(|home| !home.is_empty()) {
        return home.into();
    }
    let python = std::env::var("KAOHE_PYTHON").unwrap_or_else(|_| "python3".into());
    let says = ["-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))"];
    let output = Command::new(python).args(says).output().unwrap();
    PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())
}

/// Half of the job done, both workers are given a task that says when it begins and then sleeps. When both have begun, one
/// of them is killed with its worker. What it had computed is lost, and the other one does the rest.
#[test]
fn a_worker_lost_on_the_way() {
    if master().is_none() {
        return;
    }
    let cluster = Cluster::start(&home());
    let rubric = Path::new("rubrics/ecommerce-cs/presales.toml");
    let (script, mut job) = job(&cluster.address(), rubric);
    let signal = format!("kaohe-began-{}-", std::process::id());
    let here = cluster.folder.path().display().to_string();
    for (key, value) in [
        ("spark.cores.max", "2"),
        ("spark.executor.memory", "600m"),
        // No task before both workers have their executor.
        ("spark.scheduler.minRegisteredResourcesRatio", "1.0"),
        ("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s"),
        ("spark.executor.extraJavaOptions", &format!("-XX:TieredStopAtLevel=1 -Djava.io.tmpdir={here}")),
    ] {
        job.settings.insert(key.to_string(), value.to_string());
    }
    let wait = format!(
        "CACHE TABLE `waits` AS\nSELECT REFLECT('java.io.File', 'createTempFile', '{signal}', '.on') AS began, \
         REFLECT('java.lang.Thread', 'sleep', 8000L) AS slept\nFROM RANGE(0, 2, 1, 2)"
    );
    job.before.insert(job.before.len() / 2, wait);

    let (ended, written) = (AtomicBool::new(false), AtomicBool::new(false));
    let began = || {
        let files = std::fs::read_dir(&here).unwrap().flatten();
        files.filter(|file| file.file_name().to_string_lossy().starts_with(&signal)).count()
    };
    let (outcome, killed) = std::thread::scope(|scope| {
        let killer = scope.spawn(|| {
            while began() < 2 {
                if ended.load(Ordering::SeqCst) {
                    return None;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
            let before_the_end = !written.load(Ordering::SeqCst);
            Some((cluster.lose_a_worker(), before_the_end))
        });
        let outcome = cluster::run(&job, &mut |event| {
            if matches!(event, Event::Written { .. }) {
                written.store(true, Ordering::SeqCst);
            }
        });
        ended.store(true, Ordering::SeqCst);
        (outcome, killer.join().unwrap())
    });
    let outcome = outcome.unwrap_or_else(|finding| panic!("{}", finding.message.en));
    let (processes, before_the_end) = killed.expect("both workers had begun before the end");
    assert!(before_the_end, "the worker was lost before there were results");
    assert!(processes >= 2, "a worker and its executor were killed");
    assert!(began() >= 3, "the task that was lost began anew");
    let rows = outcome.tables.into_iter().next().map(|table| table.rows).unwrap_or_default();
    let told = compare::differences(&shipped(rubric), &script, &rows);
    assert!(told.is_empty(), "{}", told.join("\n"));
}
