//! `kaohe watch RUBRIC`: validate, test and evaluate again on every save.

use std::io;
use std::time::{Duration, Instant};

use clap::{ArgMatches, Command};
use jiff::Zoned;

use super::console::Console;
use super::evaluate::view;
use super::{Exit, arguments, test};
use crate::diagnostic::render::Format;
use crate::diagnostic::{Bag, Severity};
use crate::host::Disk;
use crate::report;
use crate::session::{Round, Session, Watcher};
use crate::text::{Lang, Words};
use crate::words;

pub fn command(lang: Lang) -> Command {
    Command::new("watch")
        .about(lang.pick(
            "每次保存方案或数据，就重新检查、测试、计算",
            "validate, test and evaluate again on every save of the rubric or its data",
        ))
        .arg(arguments::rubric(lang))
        .arg(arguments::data(lang))
        .arg(arguments::period(lang))
        .arg(arguments::set(lang))
        .arg(arguments::notice(lang))
        .after_help(lang.pick("按 Ctrl-C 结束", "Ctrl-C ends it"))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let mut session = Session::new(arguments::request(matches));
    let mut watcher = Watcher::new();
    loop {
        let at = Zoned::now().strftime("%H:%M:%S").to_string();
        let begun = Instant::now();
        let round = session.run(&Disk, &at, &mut |watched| watcher.remember(watched, &Disk));
        console.measure();
        show(&session, &round, &at, begun.elapsed(), console)?;
        console.flush()?;
        watcher.wait(&session.watched(), &Disk);
    }
}

fn show(session: &Session, round: &Round, at: &str, took: Duration, console: &mut Console) -> io::Result<()> {
    if console.terminal {
        // Clears the screen and what has scrolled away, and goes to the top.
        console.write(b"\x1b[2J\x1b[3J\x1b[H")?;
    }
    let took = took.as_millis();
    let head = words!("—— {at}（{took} 毫秒）", "-- {at} ({took} ms)");
    let head = console.bold(head.in_lang(console.lang));
    console.line(&head)?;
    // On every save only what is wrong; `validate` has the notes.
    let faults = round.findings.all.iter().filter(|finding| finding.severity != Severity::Note);
    console.show(&Bag { all: faults.cloned().collect() }, &round.sources, Format::Text)?;
    if !round.tests.is_empty() {
        for failed in round.tests.iter().filter(|test| !test.passed()) {
            test::failures(failed, &round.sources, console)?;
        }
        let counted = test::summary(&round.tests);
        console.say(&Words { zh: format!("测试：{}", counted.zh), en: format!("tests: {}", counted.en) })?;
    }
    match session.last_good() {
        Some(good) => {
            if !round.good {
                let read = &good.at;
                let said = words!(
                    "上一次正确的结果（{read} 读取的版本）仍为：",
                    "the last good results (of the version read at {read}) still are:"
                );
                let said = console.paint("33", said.in_lang(console.lang));
                console.line(&format!("\n{said}"))?;
            }
            console.line("")?;
            if let Some(board) = report::named("text") {
                let bytes = board.write(&view(&good.evaluated, &good.sources, console));
                console.write(&bytes)?;
            }
        }
        None => console.say(&words!("还没有结果", "no results yet"))?,
    }
    console.say(&words!("\n等待保存；按 Ctrl-C 结束", "\nwaiting for a save; Ctrl-C ends"))
}
