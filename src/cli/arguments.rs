//! The program's arguments, described in the language of whoever reads them.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::{StyledStr, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::VERBS;
use crate::diagnostic::render::{FORMATS, Format};
use crate::result::Extent;
use crate::table::time::parse_date;
use crate::text::Lang;

/// The language asked for by `--lang`, else by the locale. It is needed before the arguments can
/// be parsed, because help and mistakes are answered in it.
pub fn language(arguments: &[OsString]) -> Lang {
    let mut asked = None;
    let mut rest = arguments.iter().skip(1);
    while let Some(argument) = rest.next() {
        let Some(text) = argument.to_str() else { continue };
        if text == "--" {
            break;
        }
        if text == "--lang" {
            asked = rest.next().and_then(|value| value.to_str()).map(str::to_string);
        } else if let Some(value) = text.strip_prefix("--lang=") {
            asked = Some(value.to_string());
        }
    }
    let locale = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
    };
    asked.or_else(locale).map_or(Lang::Zh, |name| Lang::from_locale(&name))
}

/// The whole program.
pub fn program(lang: Lang) -> Command {
    let about = lang.pick(
        "考核：把一份考核方案写成一个 TOML 文件，先证明它没有毛病，再用数据算出结果，并说明每一个数的来历",
        "an appraisal scheme as one TOML file: proved sound, evaluated against data, every figure explained",
    );
    let mut program = Command::new("kaohe")
        .version(env!("CARGO_PKG_VERSION"))
        .about(about)
        .disable_help_subcommand(true)
        .arg(
            Arg::new("lang")
                .long("lang")
                .global(true)
                .value_name("zh|en")
                .value_parser(["zh", "en"])
                .hide_possible_values(true)
                .help(lang.pick(
                    "消息和报告的语言；不写则看系统语言",
                    "language of messages and reports; the system's if not said",
                )),
        )
        .arg(
            Arg::new("threads")
                .long("threads")
                .global(true)
                .value_name(lang.pick("个数", "N"))
                .value_parser(clap::value_parser!(u16).range(1..=1024))
                .help(lang.pick("用几个线程；结果与此无关", "how many threads; results do not depend on it")),
        )
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(lang.pick("显示版本", "print the version")),
        );
    for verb in VERBS {
        program = program.subcommand(with_help((verb.command)(lang), lang));
    }
    with_help(program, lang)
}

/// Our own words around clap's lists.
fn with_help(command: Command, lang: Lang) -> Command {
    let has_verbs = command.get_subcommands().next().is_some();
    let has_positionals = command.get_positionals().next().is_some();
    let mut template = String::from("{about}\n\n");
    template.push_str(lang.pick("用法：{usage}\n", "usage: {usage}\n"));
    if has_verbs {
        template.push_str(lang.pick("\n命令：\n{subcommands}\n", "\ncommands:\n{subcommands}\n"));
    }
    if has_positionals {
        template.push_str(lang.pick("\n参数：\n{positionals}\n", "\narguments:\n{positionals}\n"));
    }
    template.push_str(lang.pick("\n选项：\n{options}{after-help}", "\noptions:\n{options}{after-help}"));
    let usage = usage(&command, lang);
    command.help_template(template).override_usage(usage).disable_help_flag(true).arg(
        Arg::new("help")
            .long("help")
            .short('h')
            .action(ArgAction::Help)
            .help(lang.pick("显示这份说明", "print this help")),
    )
}

fn usage(command: &Command, lang: Lang) -> StyledStr {
    let name = command.get_name();
    let mut usage = if name == "kaohe" { "kaohe".to_string() } else { format!("kaohe {name}") };
    for argument in command.get_positionals() {
        let value = argument.get_value_names().and_then(|names| names.first()).map_or("…", |name| name.as_str());
        let many = if matches!(argument.get_action(), ArgAction::Append) { "..." } else { "" };
        if argument.is_required_set() {
            usage.push_str(&format!(" <{value}>{many}"));
        } else {
            usage.push_str(&format!(" [{value}]{many}"));
        }
    }
    for argument in command.get_opts().filter(|argument| argument.is_required_set()) {
        let value = argument.get_value_names().and_then(|names| names.first()).map_or("…", |name| name.as_str());
        usage.push_str(&format!(" --{} <{value}>", argument.get_long().unwrap_or_default()));
    }
    if command.get_subcommands().next().is_some() {
        usage.push_str(lang.pick(" <命令>", " <command>"));
    }
    usage.push_str(lang.pick(" [选项]", " [options]"));
    usage.into()
}

/// `RUBRIC`
pub fn rubric(lang: Lang) -> Arg {
    Arg::new("rubric")
        .value_name(lang.pick("方案", "RUBRIC"))
        .required(true)
        .value_parser(ValueParser::path_buf())
        .help(lang.pick("方案文件（.toml）", "the rubric's file (.toml)"))
}

/// `RUBRIC...`, files or directories
pub fn rubrics(lang: Lang) -> Arg {
    rubric(lang)
        .action(ArgAction::Append)
        .num_args(1..)
        .help(lang.pick("方案文件，或其中所有方案都要的目录", "rubrics, or directories whose rubrics are all meant"))
}

/// `--data DIR`
pub fn data(lang: Lang) -> Arg {
    Arg::new("data")
        .long("data")
        .value_name(lang.pick("目录", "DIR"))
        .value_parser(ValueParser::path_buf())
        .help(lang.pick("数据文件所在目录；不写则按方案所说", "where the data files are; else as the rubric says"))
}

/// `--period P`
pub fn period(lang: Lang) -> Arg {
    Arg::new("period").long("period").value_name(lang.pick("期间", "PERIOD")).help(
        lang.pick(
            "考核哪一期，如 2024-06；不写则为数据中最近一期",
            "such as 2024-06; the latest in the data if not said",
        ),
    )
}

/// `--set name=value`
pub fn set(lang: Lang) -> Arg {
    Arg::new("set")
        .long("set")
        .value_name(lang.pick("参数=值", "NAME=VALUE"))
        .action(ArgAction::Append)
        .value_parser(ValueParser::new(setting))
        .help(lang.pick("改变方案中的一个参数（可多次）", "change a parameter of the rubric (repeatable)"))
}

/// `--format text|short|…`
pub fn format(lang: Lang) -> Arg {
    let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
    Arg::new("format")
        .long("format")
        .value_name("text|short|json|sarif|github|junit")
        .value_parser(names)
        .hide_possible_values(true)
        .help(lang.pick(
        "text 给人看（缺省），short 一行一条，json 和 sarif 给程序，github 和 junit 给自动检查的服务器",
        "text for people (default), short a line each, json and sarif for programs, github and junit for build servers",
    ))
}

/// The format asked for.
pub fn format_of(matches: &ArgMatches) -> Format {
    matches.get_one::<String>("format").and_then(|name| Format::parse(name)).unwrap_or(Format::Text)
}

/// `--confidential`
pub fn confidential(lang: Lang) -> Arg {
    Arg::new("confidential")
        .long("confidential")
        .action(ArgAction::SetTrue)
        .help(lang.pick("显示保密的数", "show figures that are confidential"))
}

/// `--notice DATE`
pub fn notice(lang: Lang) -> Arg {
    Arg::new("notice")
        .long("notice")
        .value_name(lang.pick("日期", "DATE"))
        .value_parser(ValueParser::new(date))
        .help(lang.pick("通报下发的日期，期限由此起算", "the day of the notice, from which deadlines run"))
}

fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_string(), value.trim().to_string())),
        _ => Err("name=value".to_string()),
    }
}

fn date(text: &str) -> Result<f64, String> {
    parse_date(text).ok_or_else(|| "2024-07-05".to_string())
}

/// The request that these options make.
pub fn request(matches: &ArgMatches) -> crate::session::Request {
    // A command that does not have one of the options is not asked for it.
    fn one<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Option<T> {
        matches.try_get_one::<T>(name).ok().flatten().cloned()
    }
    crate::session::Request {
        rubric: one::<PathBuf>(matches, "rubric").unwrap_or_default(),
        data: one(matches, "data"),
        period: one(matches, "period"),
        set: matches
            .try_get_many::<(String, String)>("set")
            .ok()
            .flatten()
            .map(|all| all.cloned().collect())
            .unwrap_or_default(),
        notice: one(matches, "notice"),
        reveal: one::<bool>(matches, "confidential").unwrap_or(false),
        extent: Extent::Whole,
        passing: crate::session::Passing::default(),
    }
}

/// `-o FILE`, as often as there are files to write.
pub fn output_files(lang: Lang) -> Arg {
    output().value_name(lang.pick("文件", "FILE")).action(ArgAction::Append)
}

/// `-o DIR`
pub fn output_folder(lang: Lang) -> Arg {
    output()
        .value_name(lang.pick("目录", "DIR"))
        .required(true)
        .help(lang.pick("写到这个目录", "write into this directory"))
}

fn output() -> Arg {
    Arg::new("output").long("output").short('o').value_parser(ValueParser::path_buf())
}

/// All values of a path argument.
pub fn paths(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches.get_many::<PathBuf>(name).map(|all| all.cloned().collect()).unwrap_or_default()
}

/// Whether two names mean one file.
pub fn same_file(a: &std::path::Path, b: &std::path::Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => OsStr::new(a) == OsStr::new(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_consistent() {
        program(Lang::Zh).debug_assert();
        program(Lang::En).debug_assert();
    }

    #[test]
    fn the_language_is_known_before_parsing() {
        let lang = |all: &[&str]| language(&all.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(lang(&["kaohe", "--lang", "en", "test"]), Lang::En);
        assert_eq!(lang(&["kaohe", "test", "--lang=zh"]), Lang::Zh);
    }
}
