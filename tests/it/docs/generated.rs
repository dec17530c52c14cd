//! Parts of pages that come from the program's own lists.

use std::fmt::Write as _;

use kaohe::check::shapes::SHAPES;
use kaohe::diagnostic::{Code, Severity};
use kaohe::library::{FUNCTIONS, Family, Function, METHODS, Method, MethodExample};
use kaohe::rubric::Better;
use kaohe::syntax::shape::{Shape, Ty};
use kaohe::table::{Nothing, NothingKind};
use kaohe::text::Lang;

use super::example::table;

/// The text of a generated part.
pub fn named(name: &str, lang: Lang) -> Option<String> {
    Some(match name {
        "functions" => functions(lang),
        "methods" => methods(lang),
        "keys" => keys(lang),
        "codes" => code_tables(lang),
        "lints" => lints(lang),
        "nothings" => nothings(lang),
        _ => return super::output::named(name, lang),
    })
}

/// Every list of codes there is.
use kaohe::session::LISTS;

pub fn codes() -> Vec<&'static Code> {
    let mut all: Vec<&Code> = LISTS.iter().flat_map(|list| list.iter()).collect();
    all.sort_by_key(|code| code.id);
    all
}

/// The hundreds of codes and what they are about.
const CHAPTERS: &[(&str, &str, &str)] = &[
    ("K01", "TOML 的写法", "how TOML is written"),
    ("K02", "键和值", "keys and values"),
    ("K03", "名称", "names"),
    ("K04", "公式", "formulas"),
    ("K05", "计分、分值、等级", "scores, marks, grades"),
    ("K06", "读取数据文件", "reading data files"),
    ("K07", "数据与人对应、检查、否决", "data and people, checks, vetoes"),
    ("K08", "命令和文件", "commands and files"),
    ("K09", "其他", "others"),
    ("K10", "方案能否成立：对所有数据的证明", "whether a rubric is sound, for all data"),
    ("K11", "写给数据库的 SQL 脚本", "scripts for databases"),
    ("K12", "网页", "the live page"),
];

fn code_tables(lang: Lang) -> String {
    let mut out = String::new();
    for (start, zh, en) in CHAPTERS {
        let chapter: Vec<&&Code> = CODES.iter().filter(|code| code.id.starts_with(start)).collect();
        if chapter.is_empty() {
            continue;
        }
        let head = lang.pick(zh, en);
        writeln!(out, "\n## {start}… {head}\n").unwrap();
        out.push_str(lang.pick("| 代号 | 问题 |\n|---|---|\n", "| code | finding |\n|---|---|\n"));
        for code in chapter {
            let ending = lang.pick("zh.md", "md");
            let title = cell(lang.pick(code.zh, code.en));
            writeln!(out, "| [`{0}`](../codes/{0}.{ending}) | {title} |", code.id).unwrap();
        }
    }
    out.push('\n');
    out
}

/// Findings that a rubric may allow or set another level of.
fn lints(lang: Lang) -> String {
    let mut out = String::from("\n");
    out.push_str(lang.pick(
        "| 代号 | 问题 | 级别 | 界限 |\n|---|---|---|---|\n",
        "| code | finding | level | limit |\n|---|---|---|---|\n",
    ));
    for code in CODES.iter().filter(|code| code.level != Severity::Error) {
        let lint = kaohe::check::LINTS.iter().find(|lint| lint.code.id == code.id);
        let limit = lint.and_then(|lint| lint.limit).map(|limit| limit.to_string()).unwrap_or_default();
        let (title, level) = (cell(lang.pick(code.zh, code.en)), code.level.words());
        writeln!(out, "| `{}` | {title} | {} | {limit} |", code.id, level.in_lang(lang)).unwrap();
    }
    out.push('\n');
    out
}

static CODES: std::sync::LazyLock<Vec<&'static Code>> = std::sync::LazyLock::new(codes);

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn functions(lang: Lang) -> String {
    let families = [
        (Family::Map, "数、文字、日期、条件：哪里都能用", "Numbers, text, dates, conditions: anywhere"),
        (
            Family::Rows,
            "聚合各行：只用在 `[[element]]` 的 `value`",
            "Over rows: only in the `value` of an `[[element]]`",
        ),
        (
            Family::Window,
            "与本行有共同之处的各行：用在 `where`、`drop` 和聚合函数里面",
            "Rows that share something with this one: in `where`, `drop` and inside aggregates",
        ),
        (Family::Peers, "同组比较：用在每人一个值的地方", "Among peers: where each subject has one value"),
        (Family::Time, "前几期：用在每人一个值的地方", "Earlier periods: where each subject has one value"),
    ];
    let mut out = String::new();
    for (family, zh, en) in families {
        writeln!(out, "\n## {}\n", lang.pick(zh, en)).unwrap();
        let head =
            lang.pick("| 写法 | 意思 | 例子 |\n|---|---|---|\n", "| written | meaning | example |\n|---|---|---|\n");
        out.push_str(head);
        for function in FUNCTIONS.iter().filter(|function| function.family == family) {
            let meaning = cell(lang.pick(function.zh, function.en));
            let examples: Vec<String> = function.examples.iter().map(|e| example(function, e, lang)).collect();
            let signature = signature(function, lang);
            writeln!(out, "| `{}` | {meaning} | {} |", cell(&signature), examples.join("<br>")).unwrap();
        }
    }
    out.push('\n');
    out
}

fn signature(function: &Function, lang: Lang) -> String {
    let signature = function.signature();
    if lang == Lang::En {
        return signature;
    }
    let words = [("number", "数"), ("text", "文字"), ("condition", "条件"), ("date", "日期"), ("value", "值")];
    let Some((name, params)) = signature.split_once('(') else { return signature };
    let params = words.iter().fold(params.to_string(), |text, (en, zh)| text.replace(en, zh));
    format!("{name}({params}")
}

fn example(function: &Function, example: &kaohe::library::function::Example, lang: Lang) -> String {
    let formula = cell(example.formula);
    let values = |all: &[&str]| -> String {
        let words: Vec<&str> = all.iter().map(|value| said(value, lang)).collect();
        words.join(lang.pick("、", ", "))
    };
    let result = values(example.result);
    match function.family {
        Family::Map => format!("`{formula}` = {result}"),
        Family::Rows | Family::Window | Family::Peers | Family::Time => {
            let x = values(example.x);
            match lang {
                Lang::Zh if x.ends_with('）') => format!("x 为 {x}时，`{formula}` = {result}"),
                Lang::Zh => format!("x 为 {x} 时，`{formula}` = {result}"),
                Lang::En => format!("with x of {x}: `{formula}` = {result}"),
            }
        }
    }
}

/// A value of an example as a person reads it.
fn said(value: &str, lang: Lang) -> &str {
    match value {
        "" => lang.pick("（空）", "(blank)"),
        _ if lang == Lang::En => value,
        "missing" => "缺失",
        "undefined" => "无意义",
        "not_applicable" => "不适用",
        _ => value,
    }
}

fn methods(lang: Lang) -> String {
    let mut out = String::new();
    for method in METHODS {
        let (zh, en) = method.meaning();
        writeln!(out, "\n## `{}`\n", method.name()).unwrap();
        let full_stop = lang.pick("。", ".");
        writeln!(out, "{}{full_stop}\n", lang.pick(zh, en)).unwrap();
        shape_of(*method, lang, &mut out);
        for example in method.examples() {
            method_example(example, lang, &mut out);
        }
    }
    out.push('\n');
    out
}

fn shape_of(method: &dyn Method, lang: Lang, out: &mut String) {
    match method.shape() {
        Ty::Table(shape) => keys_of(shape, lang, out),
        Ty::Or(one, other) => {
            let name = method.name();
            let ((Ty::Table(shape), plain) | (plain, Ty::Table(shape))) = (one, other) else { return };
            let plain = ty(*plain, lang);
            let said = lang.pick("，或写成表：", ", or a table:");
            writeln!(out, "`score.{name} = …` {plain}{said}\n").unwrap();
            keys_of(shape, lang, out);
        }
        plain => {
            let name = method.name();
            writeln!(out, "`score.{name} = …` {}{}\n", ty(plain, lang), lang.pick("。", ".")).unwrap();
        }
    }
}

fn method_example(example: &MethodExample, lang: Lang, out: &mut String) {
    let mut toml = format!("score.{}\n", example.written);
    match example.better {
        Some(Better::Higher) => toml.insert_str(0, "better = \"higher\"\n"),
        Some(Better::Lower) => toml.insert_str(0, "better = \"lower\"\n"),
        Some(Better::Target) => toml.insert_str(0, "better = \"target\"\n"),
        None => {}
    }
    writeln!(out, "```toml indicator\n{toml}```\n").unwrap();
    let row = |head: &str, cells: &[&str]| -> Vec<String> {
        std::iter::once(head).chain(cells.iter().map(|cell| said(cell, lang))).map(String::from).collect()
    };
    let rows = [row(lang.pick("值", "value"), example.values), row(lang.pick("得分", "score"), example.scores)];
    writeln!(out, "```text\n{}```\n", table(&rows)).unwrap();
}

fn keys(lang: Lang) -> String {
    let mut out = String::new();
    for shape in SHAPES {
        if shape.name == "rubric.toml" {
            writeln!(out, "\n## {}\n", lang.pick("最外层", "The top level")).unwrap();
        } else {
            writeln!(out, "\n## `{}`\n", shape.name).unwrap();
        }
        keys_of(shape, lang, &mut out);
    }
    out.push('\n');
    out
}

/// The table of a shape's keys, and those of the tables inside it.
fn keys_of(shape: &Shape, lang: Lang, out: &mut String) {
    let head = lang.pick("| 键 | 写什么 | 意思 |\n|---|---|---|\n", "| key | holds | meaning |\n|---|---|---|\n");
    out.push_str(head);
    let mut inner: Vec<(Vec<&str>, &Shape)> = Vec::new();
    for key in shape.keys {
        let required = if key.required { lang.pick("（必需）", " (required)") } else { "" };
        let meaning = cell(lang.pick(key.zh, key.en));
        writeln!(out, "| `{}`{required} | {} | {meaning} |", key.name, ty(key.ty, lang)).unwrap();
        nested(key.ty, key.name, &mut inner);
    }
    out.push('\n');
    for (names, shape) in inner {
        let names: Vec<String> = names.iter().map(|name| format!("`{name} = {{ … }}`")).collect();
        match lang {
            Lang::Zh => writeln!(out, "{} 里：\n", names.join("、")).unwrap(),
            Lang::En => writeln!(out, "In {}:\n", names.join(" and ")).unwrap(),
        }
        keys_of(shape, lang, out);
    }
}

fn nested<'a>(ty: Ty, name: &'a str, found: &mut Vec<(Vec<&'a str>, &'static Shape)>) {
    match ty {
        Ty::Table(shape) if !SHAPES.iter().any(|known| known.name == shape.name) => {
            // Several keys of one shape are told of together.
            match found.iter_mut().find(|(_, known)| *known == shape) {
                Some((names, _)) => names.push(name),
                None => found.push((vec![name], shape)),
            }
        }
        Ty::Or(one, other) => {
            nested(*one, name, found);
            nested(*other, name, found);
        }
        _ => {}
    }
}

fn ty(ty: Ty, lang: Lang) -> String {
    let (zh, en) = match ty {
        Ty::Any => ("见说明", "see its page"),
        Ty::Text => ("文字", "text"),
        Ty::Number => ("数", "number"),
        Ty::Bool => ("`true` 或 `false`", "`true` or `false`"),
        Ty::Date => ("日期，不加引号", "date, without quotes"),
        Ty::Formula => ("公式或数", "formula or number"),
        Ty::Name => ("文字，或 `{ zh = \"…\", en = \"…\" }`", "text, or `{ zh = \"…\", en = \"…\" }`"),
        Ty::Texts => ("文字，或 `[\"…\", \"…\"]`", "text, or `[\"…\", \"…\"]`"),
        Ty::Numbers => ("`[1, 2]`", "`[1, 2]`"),
        Ty::Pairs => ("`[[60, 100], [50, 80]]`", "`[[60, 100], [50, 80]]`"),
        Ty::Levels => ("`{ \"优\" = 100, \"良\" = 85 }`", "`{ \"A\" = 100, \"B\" = 85 }`"),
        Ty::Fraction => ("数字或 `\"1/3\"`", "number or `\"1/3\"`"),
        Ty::Fractions => ("`{ \"a\" = \"1/3\" }`", "`{ \"a\" = \"1/3\" }`"),
        Ty::Words => ("`{ \"a\" = \"b\" }`", "`{ \"a\" = \"b\" }`"),
        Ty::Table(_) => ("表 `{ … }`", "table `{ … }`"),
        Ty::TableMap(_) => ("按名称的表 `[x.名称]`", "tables by name `[x.name]`"),
        Ty::Tables(_) => ("表的列表 `[[…]]`", "list of tables `[[…]]`"),
        Ty::Choice(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            return words.join(" ");
        }
        Ty::Or(one, other) => {
            return format!("{}{}{}", self::ty(*one, lang), lang.pick("，或", ", or "), self::ty(*other, lang));
        }
    };
    lang.pick(zh, en).to_string()
}

/// The kinds, each with its reasons, the strongest first.
fn nothings(lang: Lang) -> String {
    let head = lang.pick("| 种类 | 缘由 |\n|---|---|\n", "| kind | reasons |\n|---|---|\n");
    let mut out = format!("\n{head}");
    for kind in [NothingKind::NotApplicable, NothingKind::Missing, NothingKind::Undefined] {
        let reasons: Vec<String> = Nothing::ALL
            .iter()
            .filter(|nothing| nothing.kind() == kind)
            .map(|nothing| nothing.words().in_lang(lang).to_string())
            .collect();
        let name = kind.words();
        let written = kind.name();
        let reasons = reasons.join(lang.pick("、", ", "));
        writeln!(out, "| {} `{written}` | {reasons} |", name.in_lang(lang)).unwrap();
    }
    out.push('\n');
    out
}
