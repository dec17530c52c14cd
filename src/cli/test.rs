//! `kaohe test RUBRIC...`: the tests that rubrics carry, and how good they are.

use std::io;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use super::console::Console;
use super::mutate::{self, Tally, tenths};
use super::{Exit, arguments, coverage};
use crate::compile::compile;
use crate::diagnostic::Bag;
use crate::diagnostic::render::{Format, json_value, junit, render};
use crate::host::Disk;
use crate::session::{self, Share, TestReport};
use crate::text::{Lang, Sources, Words, inert};

pub fn command(lang: Lang) -> Command {
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let least = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("%").value_parser(clap::value_parser!(f64)).help(help)
    };
    Command::new("test")
        .about(lang.pick("运行方案自带的测试（[[test]]）", "run the tests that rubrics carry ([[test]])"))
        .arg(arguments::rubrics(lang))
        .arg(flag(
            "coverage",
            lang.pick(
                "哪些档、级、否决、等级……没有测试测到",
                "which bands, levels, vetoes, grades… no test reaches",
            ),
        ))
        .arg(least(
            "coverage-min",
            lang.pick("测到的百分数低于此数则退出码为 1", "exit 1 where fewer of a hundred branches are reached"),
        ))
        .arg(flag(
            "mutate",
            lang.pick(
                "逐处改动方案，看哪些改动没有测试发现",
                "change the rubric here and there: which changes no test notices",
            ),
        ))
        .arg(least(
            "mutate-min",
            lang.pick("改动的发现率低于此数则退出码为 1", "exit 1 where fewer of a hundred changes are noticed"),
        ))
        .arg(flag(
            "proofs",
            lang.pick("改动后不能成立的也算发现（较慢）", "with --mutate: what is proved wrong counts as noticed (slower)"),
        ))
        .arg(arguments::format(lang))
        .after_help(lang.pick(
            "退出码：0 全部通过，1 有不通过的、方案有错误或低于所要求的百分数，2 文件无法读取",
            "exit codes: 0 all passed, 1 a failure, an error in a rubric or less than asked for, 2 files that cannot be read",
        ))
}

/// What is asked for besides the tests themselves.
struct Asked {
    json: bool,
    coverage: bool,
    coverage_min: Option<f64>,
    mutate: bool,
    mutate_min: Option<f64>,
    proofs: bool,
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
    if !matches!(format, Format::Text | Format::Json) {
        return for_machines(&rubrics, format, console);
    }
    let coverage_min = matches.get_one::<f64>("coverage-min").copied();
    let mutate_min = matches.get_one::<f64>("mutate-min").copied();
    let asked = Asked {
        json: format == Format::Json,
        coverage: matches.get_flag("coverage") || coverage_min.is_some(),
        coverage_min,
        mutate: matches.get_flag("mutate") || mutate_min.is_some(),
        mutate_min,
        proofs: matches.get_flag("proofs"),
    };
    let mut exit = Exit::Fine;
    let (mut all, mut values, mut tally) = (Vec::new(), Vec::new(), Tally::default());
    for path in &rubrics {
        let mut sources = Sources::default();
        let checked = session::check(&Disk, path, &[], &mut sources);
        let Some(rubric) = checked.rubric else {
            console.findings(&checked.findings, &sources)?;
            exit = exit.max(if checked.unreadable { Exit::Unusable } else { Exit::Findings });
            continue;
        };
        if rubrics.len() > 1 && !asked.json {
            let name = console.bold(&path.to_string_lossy());
            console.line(&name)?;
        }
        let program = compile(&rubric);
        let tests = session::test(&rubric, &program);
        let mut value = json!({ "file": path.to_string_lossy(), "tests": tests_value(&tests, &sources) });
        if !asked.json {
            show(&tests, &sources, console)?;
        }
        if asked.coverage {
            let branches = session::branches(&rubric);
            let (reached, of) = coverage::totals(&branches);
            if asked.json {
                put(&mut value, "coverage", coverage::value(&branches, &rubric, &sources));
            } else {
                coverage::show(&branches, &rubric, &sources, console)?;
            }
            let share = Share::percent(reached, of);
            if let Some(least) = asked.coverage_min.filter(|least| share < *least) {
                exit = exit.max(Exit::Findings);
                below(console, &path.to_string_lossy(), share, least)?;
            }
        }
        let green = tests.iter().all(TestReport::passed);
        if asked.mutate && green {
            let judged = mutate::judge(path, &rubric, &sources, asked.proofs, console.lang);
            let own = Tally::of(&judged);
            if asked.json {
                put(&mut value, "mutation", mutate::value(&judged, &rubric, &sources));
            } else {
                mutate::show(&judged, &rubric, &sources, console)?;
            }
            if let Some(least) = asked.mutate_min.filter(|least| own.share() < *least) {
                exit = exit.max(Exit::Findings);
                below(console, &path.to_string_lossy(), own.share(), least)?;
            }
            tally.add(own);
        } else if asked.mutate {
            console.note(&Words::new(
                "有测试不通过，没有逐处改动：先让测试通过",
                "a test fails, so nothing was changed: first make the tests pass",
            ))?;
        }
        values.push(value);
        all.extend(tests);
    }
    if all.iter().any(|test| !test.passed()) {
        exit = exit.max(Exit::Findings);
    }
    if asked.json {
        let text = serde_json::to_string_pretty(&json!({ "rubrics": values })).unwrap_or_default();
        console.line(&text)?;
        return Ok(exit);
    }
    if asked.mutate && rubrics.len() > 1 {
        console.say(&tally.words())?;
    }
    let took = begun.elapsed().as_millis();
    let mut summary = summary(&all);
    summary.zh.push_str(&format!("（{took} 毫秒）"));
    summary.en.push_str(&format!(" ({took} ms)"));
    console.say(&summary)?;
    Ok(exit)
}

fn put(value: &mut Value, key: &str, inner: Value) {
    if let Value::Object(object) = value {
        object.insert(key.to_string(), inner);
    }
}

fn below(console: &mut Console, path: &str, share: f64, least: f64) -> io::Result<()> {
    let share = tenths(share);
    console.note(&Words {
        zh: format!("{path}：{share}%，低于要求的 {least}%"),
        en: format!("{path}: {share} %, less than the {least} % asked for"),
    })
}

fn tests_value(tests: &[TestReport], sources: &Sources) -> Value {
    let one = |test: &TestReport| {
        let failures: Vec<Value> = test.failures.iter().map(|failure| json_value(failure, sources)).collect();
        json!({ "name": test.name, "passed": test.passed(), "expectations": test.expectations, "failures": failures })
    };
    tests.iter().map(one).collect()
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
