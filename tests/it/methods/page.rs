//! The page of a method, and the table of all.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kaohe::diagnostic::Bag;
use kaohe::syntax::{Node, Table, Value, parse};
use kaohe::text::{Lang, Sources};

use super::case::Case;
use crate::docs::example::table;

/// How the name of a test about the trap begins.
pub const TRAP: (&str, &str) = ("陷阱：", "Trap: ");

/// A test of the rubric, as it is written.
pub struct Shown {
    pub name: String,
    given: Vec<(String, Vec<(String, String)>)>,
    expect: Vec<(String, String)>,
}

impl Shown {
    pub fn is_trap(&self) -> bool {
        self.name.starts_with(TRAP.0) || self.name.starts_with(TRAP.1)
    }
}

pub fn tests(rubric: &str, lang: Lang) -> Vec<Shown> {
    let mut sources = Sources::default();
    let id = sources.add("rubric.toml", rubric);
    let document = parse(id, rubric, &mut Bag::default());
    let cells = |table: &Table| {
        let shown = |node: &Node| value(&node.value, lang);
        table.entries.iter().map(|entry| (entry.key.clone(), shown(&entry.node))).collect::<Vec<_>>()
    };
    let given = |test: &Table| match test.get("given") {
        Some(Node { value: Value::Table(one), .. }) => vec![(String::new(), cells(one))],
        Some(node) => {
            let rows = node.items().iter().filter_map(Node::as_table);
            let name = |row: &Table| row.text("subject").unwrap_or_default().to_string();
            rows.map(|row| (name(row), cells(row).into_iter().filter(|(key, _)| key != "subject").collect())).collect()
        }
        None => Vec::new(),
    };
    let tests = document.root.tables("test");
    tests
        .map(|test| Shown {
            name: test.text("name").unwrap_or_default().to_string(),
            given: given(test),
            expect: test.table("expect").map(cells).unwrap_or_default(),
        })
        .collect()
}

fn value(value: &Value, lang: Lang) -> String {
    match value {
        Value::Text(text) => match (lang, text.as_str()) {
            (Lang::Zh, "missing") => "缺失".into(),
            (Lang::Zh, "undefined") => "无意义".into(),
            (Lang::Zh, "not_applicable") => "不适用".into(),
            (Lang::Zh, "nothing") => "没有值".into(),
            _ => text.clone(),
        },
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => lang.pick("是", "yes").to_string(),
        Value::Bool(false) => lang.pick("否", "no").to_string(),
        Value::List(items) => {
            let shown: Vec<String> = items.iter().map(|item| self::value(&item.value, lang)).collect();
            shown.join(lang.pick("、", ", "))
        }
        Value::Date(_) | Value::Table(_) => String::new(),
    }
}

/// Keys in the order in which they first come.
fn keys<'a>(rows: impl Iterator<Item = &'a Vec<(String, String)>>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (key, _) in rows.flatten() {
        if !all.contains(key) {
            all.push(key.clone());
        }
    }
    all
}

fn cell(row: &[(String, String)], key: &str) -> String {
    row.iter().find(|(known, _)| known == key).map_or(String::new(), |(_, value)| value.clone())
}

fn markdown(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        writeln!(out, "| {} |", cells.join(" | ")).unwrap();
        if at == 0 {
            writeln!(out, "|{}", "---|".repeat(row.len())).unwrap();
        }
    }
    out
}

/// A table for each test of several subjects; one for tests of one subject that are given the same.
fn drawn(tests: &[&Shown], lang: Lang) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(first) = tests.get(at) {
        let given = keys(first.given.iter().map(|(_, row)| row));
        let mut rows: Vec<Vec<String>> = Vec::new();
        if first.given.len() > 1 {
            let expected = |key: &str| key.split_once('.').map_or(key, |(_, what)| what).to_string();
            let named: Vec<Vec<(String, String)>> =
                first.expect.iter().map(|(key, value)| vec![(expected(key), value.clone())]).collect();
            let expect = keys(named.iter());
            let mut head = vec![String::new()];
            head.extend(given.iter().cloned());
            head.extend(expect.iter().map(|key| format!("→ {key}")));
            rows.push(head);
            for (subject, row) in &first.given {
                let mut cells = vec![subject.clone()];
                cells.extend(given.iter().map(|key| cell(row, key)));
                cells.extend(expect.iter().map(|key| cell(&first.expect, &format!("{subject}.{key}"))));
                rows.push(cells);
            }
            writeln!(out, "{}\n\n{}", strip(&first.name), markdown(&rows)).unwrap();
            at += 1;
            continue;
        }
        let alike = |test: &&&Shown| test.given.len() == 1 && keys(test.given.iter().map(|(_, row)| row)) == given;
        let these: Vec<&&Shown> = tests[at..].iter().take_while(alike).collect();
        let expects: Vec<Vec<(String, String)>> = these.iter().map(|test| test.expect.clone()).collect();
        let expect = keys(expects.iter());
        let mut head = vec![lang.pick("情形", "case").to_string()];
        head.extend(given.iter().cloned());
        head.extend(expect.iter().map(|key| format!("→ {key}")));
        rows.push(head);
        for test in &these {
            let mut cells = vec![strip(&test.name).to_string()];
            cells.extend(given.iter().map(|key| cell(&test.given[0].1, key)));
            cells.extend(expect.iter().map(|key| cell(&test.expect, key)));
            rows.push(cells);
        }
        writeln!(out, "{}", markdown(&rows)).unwrap();
        at += these.len().max(1);
    }
    out
}

fn strip(name: &str) -> &str {
    name.trim_start_matches(TRAP.0).trim_start_matches(TRAP.1)
}

fn ending(lang: Lang) -> &'static str {
    lang.pick(".zh.md", ".md")
}

fn links(list: &str, lang: Lang) -> String {
    let all: Vec<String> =
        list.split_whitespace().map(|page| format!("[{page}](../language/{page}{})", ending(lang))).collect();
    all.join(lang.pick("、", ", "))
}

/// `score.bands score.pass` as code, in a list.
fn codes(list: &str, lang: Lang) -> String {
    let all: Vec<String> = list.split("; ").map(|key| format!("`{key}`")).collect();
    all.join(lang.pick("、", ", "))
}

pub fn page(case: &Case, lang: Lang) -> String {
    let (id, title) = (&case.id, case.said("title", lang));
    let mut out = format!("# {id} {title}\n\n");
    let other = format!("[{}]({id}{})", lang.pick("English", "中文"), lang.pick(".md", ".zh.md"));
    let index = lang.pick("[全部计分方法](index.zh.md)", "[all methods](index.md)");
    writeln!(out, "{other} · {index}\n\n{}\n", case.said("what", lang)).unwrap();
    let list = [
        (lang.pick("公式", "Formula"), format!("`{}`", case.said("formula", lang))),
        (lang.pick("写法", "Written with"), codes(case.said("uses", lang), lang)),
        (lang.pick("说明", "See"), links(case.said("see", lang), lang)),
        (lang.pick("出处", "Found in"), case.said("source", lang).to_string()),
    ];
    for (name, text) in list.iter().filter(|(_, text)| !text.is_empty()) {
        writeln!(out, "* {name}{}{text}", lang.pick("：", ": ")).unwrap();
    }
    let rubric = case.rubric_alone(lang);
    writeln!(out, "\n## {}\n\n```toml\n{rubric}```\n", lang.pick("怎样写", "How to write it")).unwrap();
    for (name, text) in case.files(lang) {
        let kind = if name.ends_with(".toml") { "toml" } else { "csv" };
        writeln!(out, "`{name}`{}\n\n```{kind}\n{}\n```\n", lang.pick("：", ":"), text.trim_end()).unwrap();
    }
    writeln!(out, "## {}\n", lang.pick("结果", "What comes out")).unwrap();
    let tests = tests(&case.rubric(lang), lang);
    if let Some(rows) = case.expected(lang) {
        writeln!(out, "```text\n{}```\n", table(&rows)).unwrap();
    }
    let plain: Vec<&Shown> = tests.iter().filter(|test| !test.is_trap()).collect();
    out.push_str(&drawn(&plain, lang));
    writeln!(out, "## {}\n\n{}\n", lang.pick("陷阱", "The trap"), case.said("trap", lang)).unwrap();
    let traps: Vec<&Shown> = tests.iter().filter(|test| test.is_trap()).collect();
    out.push_str(&drawn(&traps, lang));
    let stem = &case.stem;
    let function = function(stem);
    let made = match lang {
        Lang::Zh => format!("本页由 `tests/methods/{stem}.toml` 生成，其中的测试随 `cargo test {function}` 运行。"),
        Lang::En => format!("Made from `tests/methods/{stem}.toml`, whose tests run with `cargo test {function}`."),
    };
    writeln!(out, "{made}").unwrap();
    out
}

/// `M08-relative-to-peer-mean` → `m08_relative_to_peer_mean`
pub fn function(stem: &str) -> String {
    stem.to_lowercase().replace('-', "_")
}

pub fn index(cases: &[Case], lang: Lang) -> String {
    let mut out = String::from(lang.pick(
        "# 计分方法 M01–M44\n\n[English](index.md) · [语言说明](../language/index.zh.md)\n\n\
         真实的考核办法里见到的 44 种计分方法，各有一页：是什么、怎样写、一个能运行的例子、容易出错的地方和程序怎样对待。\n\
         `score` 各方法的全部设置见[指标与计分](../language/methods.zh.md)，出处编号 `Sxx`、`Fxx` 是收集时的资料编号，\
         `seed n` 是考核材料第 n 篇。\n",
        "# Scoring methods M01–M44\n\n[中文](index.zh.md) · [the language](../language/index.md)\n\n\
         Forty-four ways to score that were found in real schemes, a page each: what it is, how to write it, an example that\n\
         runs, where people go wrong and what the program does about it. All settings of `score` are on the page of\n\
         [indicators and scores](../language/methods.md). `Sxx` and `Fxx` are the numbers of the papers in which a method was\n\
         found, `seed n` is the n-th article of the scheme papers.\n",
    ));
    let head = lang.pick("编号 方法 公式 写法 出处", "id method formula written_with found_in");
    let mut rows = vec![head.split(' ').map(|word| word.replace('_', " ")).collect::<Vec<_>>()];
    let mut kin: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in cases {
        let link = format!("[{}]({}{})", case.id, case.id, ending(lang));
        rows.push(vec![
            link.clone(),
            case.said("title", lang).to_string(),
            format!("`{}`", case.said("formula", lang)),
            codes(case.said("uses", lang), lang),
            case.said("source", lang).to_string(),
        ]);
        for key in case.said("uses", lang).split("; ") {
            kin.entry(key.to_string()).or_default().push(link.clone());
        }
    }
    writeln!(out, "\n{}", markdown(&rows)).unwrap();
    writeln!(
        out,
        "{}\n",
        lang.pick(
            "## 同一种写法\n\n几个编号其实是一种写法的不同参数：",
            "## One way to write several\n\nSeveral numbers are one thing with other parameters:",
        )
    )
    .unwrap();
    for (key, cases) in kin.iter().filter(|(_, cases)| cases.len() > 1) {
        writeln!(out, "* `{key}`{}{}", lang.pick("：", ": "), cases.join(lang.pick("、", ", "))).unwrap();
    }
    out
}
