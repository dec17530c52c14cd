//! `kaohe sql RUBRIC --dialect D`: the rubric as a script for a database.

use std::io;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::console::Console;
use super::evaluate::{stop, unwritable};
use super::{Exit, arguments};
use crate::host::{Disk, write_atomically};
use crate::session;
use crate::sql::{DIALECTS, dialect};
use crate::text::{Lang, Sources};
use crate::words;

pub fn command(lang: Lang) -> Command {
    let names: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name()).collect();
    Command::new("sql")
        .about(lang.pick(
            "把方案写成一段 SQL 脚本，在数据库中算出同样的结果",
            "the rubric as one SQL script that gives the same results in a database",
        ))
        .arg(arguments::rubric(lang))
        .arg(
            Arg::new("dialect")
                .long("dialect")
                .value_name("duckdb|postgres|spark")
                .value_parser(names)
                .hide_possible_values(true)
                .required(true)
                .help(lang.pick("用于哪种数据库", "for which database")),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .short('o')
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(ValueParser::path_buf())
                .help(
                    lang.pick(
                        "写到这个文件；不写则输出到屏幕",
                        "write it to this file; to standard output if not said",
                    ),
                ),
        )
        .arg(
            Arg::new("table")
                .long("table")
                .value_name(lang.pick("数据=表", "DATA=TABLE"))
                .action(ArgAction::Append)
                .value_parser(ValueParser::new(named_table))
                .help(lang.pick(
                    "一张数据表在数据库中的名字，如 orders=dw.orders（可多次）",
                    "the table of the database that has a data source's rows, such as orders=dw.orders (repeatable)",
                )),
        )
        .arg(arguments::data(lang))
        .arg(arguments::set(lang))
        .after_help(lang.pick(
            "例：kaohe sql 方案.toml --dialect duckdb -o 考核.sql && duckdb < 考核.sql",
            "example: kaohe sql rubric.toml --dialect duckdb -o appraisal.sql && duckdb < appraisal.sql",
        ))
}

pub(super) fn named_table(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((data, table)) if !data.trim().is_empty() && !table.trim().is_empty() => {
            Ok((data.trim().to_string(), table.trim().to_string()))
        }
        _ => Err("orders=dw.orders".to_string()),
    }
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let Some(dialect) = matches.get_one::<String>("dialect").and_then(|name| dialect(name)) else {
        return Ok(Exit::Unusable);
    };
    let tables: Vec<(String, String)> =
        matches.get_many::<(String, String)>("table").map(|all| all.cloned().collect()).unwrap_or_default();
    let mut sources = Sources::default();
    let request = arguments::request(matches);
    let script = match session::script(&Disk, &request, dialect, &tables, console.lang, &mut sources) {
        Ok(script) => script,
        Err(stopped) => return stop(&stopped, &sources, console),
    };
    let text = script.text();
    let Some(path) = matches.get_one::<PathBuf>("output") else {
        console.write(text.as_bytes())?;
        return Ok(Exit::Fine);
    };
    let name = path.display();
    if let Err(error) = write_atomically(path, text.as_bytes()) {
        console.complain(&unwritable(path, &error))?;
        return Ok(Exit::Unusable);
    }
    console.note(&words!("已写入 {name}", "wrote {name}"))?;
    Ok(Exit::Fine)
}
