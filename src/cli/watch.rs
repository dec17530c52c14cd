//! `kaohe watch RUBRIC`: validate, test and evaluate again on every save.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Arg, ArgMatches, Command};
use jiff::Zoned;

use super::console::Console;
use super::evaluate::view;
use super::{Exit, arguments, moved, test};
use crate::diagnostic::render::Format;
use crate::diagnostic::{Bag, Severity};
use crate::host::Disk;
use crate::report;
use crate::result::Extent;
use crate::serve::{Live, NotServed, Server};
use crate::session::{Changed, Request, Round, Session, Watcher};
use crate::text::{Lang, Sources, Words};
use crate::words;

/// Lines that follow the figures: proofs, and that it waits.
const BELOW: usize = 8;
/// Of the figures so many lines are shown, however little room there is.
const LEAST: usize = 12;

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
        .arg(
            Arg::new("serve")
                .long("serve")
                .value_name(lang.pick("端口", "PORT"))
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("0")
                .value_parser(clap::value_parser!(u16))
                .help(lang.pick(
                    "同时在浏览器里显示，只供本机；不写端口则选一个空闲的",
                    "show it in a browser too, on this machine only; a free port if none is said",
                )),
        )
        .after_help(lang.pick("按 Ctrl-C 结束", "Ctrl-C ends it"))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let port = matches.get_one::<u16>("serve").copied();
    // The page explains every figure.
    let extent = if port.is_some() { Extent::Whole } else { Extent::Details };
    let live = Arc::new(Live::new(Session::new(Request { extent, ..arguments::request(matches) }), console.lang));
    let page = match port.map(|port| Server::start(live.clone(), port)).transpose() {
        Ok(page) => page,
        Err(NotServed(finding)) => {
            console.finding(*finding, &Sources::default())?;
            return Ok(Exit::Unusable);
        }
    };
    let watcher = RefCell::new(Watcher::new());
    loop {
        let at = Zoned::now().strftime("%H:%M:%S").to_string();
        let begun = Instant::now();
        let mut session = live.session();
        let round =
            session.run(&Disk, &at, &mut |watched| watcher.borrow_mut().remember(watched, &Disk), &mut |watched| {
                watcher.borrow_mut().written_since(watched, &Disk)
            });
        let took = begun.elapsed();
        if let Some(page) = &page {
            page.show(&session, &round, &at, took);
        }
        console.measure();
        show(&session, &round, &at, took, console)?;
        if let Some(page) = &page {
            let url = page.url();
            console.say(&words!("\n网页：{url}", "\nthe page: {url}"))?;
        }
        // Figures do not wait for proofs.
        console.flush()?;
        if round.good {
            proofs(&mut session, &round, console)?;
        }
        let watched = session.watched();
        drop(session);
        console.say(&words!("\n等待保存；按 Ctrl-C 结束", "\nwaiting for a save; Ctrl-C ends"))?;
        console.flush()?;
        watcher.borrow_mut().wait(&watched, &Disk);
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
    match round.changed {
        Changed::Nothing => console.say(&words!("内容没有变化", "nothing changed"))?,
        Changed::Layout => console.say(&words!(
            "含义没有变化（只改了注释或写法），结果不变",
            "nothing changed in meaning (comments or layout only); the results stand"
        ))?,
        Changed::Something => {}
    }
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
    let Some(good) = session.last_good() else {
        return console.say(&words!("还没有结果", "no results yet"));
    };
    moved::show(&round.moves, good.evaluated.rubric.header.decimals, console)?;
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
        fitting(&bytes, console)?;
    }
    Ok(())
}

/// On a terminal as many lines as leave what was said before them on the screen.
fn fitting(bytes: &[u8], console: &mut Console) -> io::Result<()> {
    let all = bytes.iter().filter(|byte| **byte == b'\n').count();
    let room = console.height.map_or(usize::MAX, |height| height.saturating_sub(console.written + BELOW).max(LEAST));
    if all <= room {
        return console.write(bytes);
    }
    for line in bytes.split_inclusive(|byte| *byte == b'\n').take(room) {
        console.write(line)?;
    }
    let left = all - room;
    console
        .say(&words!("……以下 {left} 行从略，`kaohe evaluate` 有全部", "… {left} more lines; `kaohe evaluate` has all"))
}

/// What holds for all data: how many claims, and those that do not.
fn proofs(session: &mut Session, round: &Round, console: &mut Console) -> io::Result<()> {
    let Some(proved) = session.proofs() else { return Ok(()) };
    let (held, not, open) = proved.counts();
    if held + not + open == 0 {
        return Ok(());
    }
    let (mut zh, mut en) = (format!("证明：{held} 项成立"), format!("proofs: {held} hold"));
    if not > 0 {
        zh.push_str(&format!("，{not} 项不成立"));
        en.push_str(&format!(", {not} do not"));
    }
    if open > 0 {
        zh.push_str(&format!("，{open} 项未能判定"));
        en.push_str(&format!(", {open} not known"));
    }
    console.line("")?;
    let faults = proved.findings.iter().filter(|finding| finding.severity != Severity::Note).cloned();
    let faults = Bag { all: faults.collect() };
    console.say(&Words { zh, en })?;
    if faults.all.is_empty() { Ok(()) } else { console.show(&faults, &round.sources, Format::Text) }
}
