//! `kaohe test RUBRIC...`: the tests that rubrics carry.

use std::io;
use std::path::PathBuf;
use std::time::Instant;

use clap::{ArgMatches, Command};

use super::console::Console;
use super::{Exit, arguments};
use crate::compile::compile;
use crate::diagnostic::Bag;
use crate::diagnostic::render::{Format, junit, render};
use crate::host::Disk;
use crate::session::{self, TestReport};
use crate::text::{Lang, Sources, Words, inert};

pub fn command(lang: Lang) -> Command {
    Command::new("test")
        .about(lang.pick("运行方案自带的测试（[[test]]）", "run the tests that rubrics carry ([[test]])"))
        .arg(arguments::rubrics(lang))
        .arg(arguments::format(lang))
        .after_help(lang.pick(
            "退出码：0 全部通过，1 有不通过的或方案有错误，2 文件无法读取",
            "exit codes: 0 all passed, 1 a failure or an error in a rubric, 2 files that cannot be read",
        ))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let begun = Instant::now();
    let rubrics = match session::rubrics(&Disk, &arguments::paths(matches, "rubric")) {
        Ok(rubrics) => rubrics,
        Err(findings) => {
            console.findings(&Bag { all: findings }, &Sources::default())?;
            return Ok(Exit::Unusable);
        }
    };
    let format = arguments::format_of(matches);
    if format != Format::Text {
        return for_machines(&rubrics, format, console);
    }
    let mut exit = Exit::Fine;
    let mut all = Vec::new();
    for path in &rubrics {
        let mut sources = Sources::default();
        let checked = session::check(&Disk, path, &[], &mut sources);
        let Some(rubric) = checked.rubric else {
            console.findings(&checked.findings, &sources)?;
            exit = exit.max(if checked.unreadable { Exit::Unusable } else { Exit::Findings });
            continue;
        };
        if rubrics.len() > 1 {
            let name = console.bold(&path.to_string_lossy());
            console.line(&name)?;
        }
        let tests = session::test(&rubric, &compile(&rubric));
        show(&tests, &sources, console)?;
        all.extend(tests);
    }
    if all.iter().any(|test| !test.passed()) {
        exit = exit.max(Exit::Findings);
    }
    let took = begun.elapsed().as_millis();
    let mut summary = summary(&all);
    summary.zh.push_str(&format!("（{took} 毫秒）"));
    summary.en.push_str(&format!(" ({took} ms)"));
    console.say(&summary)?;
    Ok(exit)
}

/// The same for other programs: what did not pass, or, as JUnit, every test.
fn for_machines(rubrics: &[PathBuf], format: Format, console: &mut Console) -> io::Result<Exit> {
    let (mut sources, mut bag, mut suites, mut exit) = (Sources::default(), Bag::default(), Vec::new(), Exit::Fine);
    for path in rubrics {
        let checked = session::check(&Disk, path, &[], &mut sources);
        let mut cases = Vec::new();
        if let Some(rubric) = &checked.rubric {
            for test in session::test(rubric, &compile(rubric)) {
                cases.push(junit::Case { name: test.name, findings: test.failures });
            }
        } else {
            let name = console.lang.pick("方案", "rubric").to_string();
            cases.push(junit::Case { name, findings: checked.findings.all });
            exit = exit.max(if checked.unreadable { Exit::Unusable } else { Exit::Findings });
        }
        for case in &cases {
            bag.all.extend(case.findings.iter().cloned());
        }
        suites.push(junit::Suite { name: path.to_string_lossy().into_owned(), cases });
    }
    if bag.has_errors() {
        exit = exit.max(Exit::Findings);
    }
    if format == Format::Junit {
        console.write(junit::report("kaohe test", &suites, &sources, console.lang).as_bytes())?;
    } else {
        console.show(&bag, &sources, format)?;
    }
    Ok(exit)
}

/// A line for each test, and the failures drawn under theirs.
pub fn show(tests: &[TestReport], sources: &Sources, console: &mut Console) -> io::Result<()> {
    for test in tests {
        let (code, mark) = if test.passed() {
            ("32", console.lang.pick("通过", "ok  "))
        } else {
            ("31", console.lang.pick("失败", "FAIL"))
        };
        let line = format!("{} {}", console.paint(code, mark), inert(&test.name));
        console.line(&line)?;
        failures(test, sources, console)?;
    }
    Ok(())
}

/// The failures of a test, without the line that counts findings.
pub fn failures(test: &TestReport, sources: &Sources, console: &mut Console) -> io::Result<()> {
    for failure in &test.failures {
        let bag = Bag { all: vec![failure.clone()] };
        let drawn = render(&bag, sources, console.lang, Format::Text, console.color, console.width);
        let body = drawn.trim_end().rsplit_once('\n').map_or(drawn.as_str(), |(body, _count)| body);
        console.line(body)?;
    }
    Ok(())
}

/// `12 个通过，0 个失败`, `12 passed, 0 failed`
pub fn summary(tests: &[TestReport]) -> Words {
    let passed = tests.iter().filter(|test| test.passed()).count();
    let failed = tests.len() - passed;
    if tests.is_empty() {
        return Words::new("方案没有测试", "no tests");
    }
    Words { zh: format!("{passed} 个通过，{failed} 个失败"), en: format!("{passed} passed, {failed} failed") }
}
