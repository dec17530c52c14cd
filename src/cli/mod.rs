//! The command line: one command a file.
//!
//! Knows arguments, exit codes and the terminal; everything else is asked of [`crate::session`].
//! What a command is asked for goes to standard output, what went wrong to standard error. To add
//! a command, add its file and its line in [`VERBS`].

mod against;
mod arguments;
mod bar;
mod codes;
mod collect;
mod completions;
mod console;
mod coverage;
mod diagnose;
mod doc;
mod evaluate;
mod explain;
mod fix;
mod fmt;
mod man;
mod moved;
mod mutate;
mod new;
mod report;
mod schema;
mod sheets;
mod spark;
mod sql;
mod templates;
mod test;
mod timings;
mod usage;
mod validate;
mod watch;
mod welcome;

use std::ffi::OsString;
use std::io;

use clap::{ArgMatches, Command};

use crate::text::Lang;
use crate::words;
use console::Console;

/// What the program's exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    Fine = 0,
    /// Errors in the rubric or in the data, or a test that failed.
    Findings = 1,
    /// Wrong usage, or files that could not be read or written.
    Unusable = 2,
}

/// One command.
struct Verb {
    name: &'static str,
    command: fn(Lang) -> Command,
    run: fn(&ArgMatches, &mut Console) -> io::Result<Exit>,
}

const VERBS: &[Verb] = &[
    Verb { name: "new", command: new::command, run: new::run },
    Verb { name: "validate", command: validate::command, run: validate::run },
    Verb { name: "evaluate", command: evaluate::command, run: evaluate::run },
    Verb { name: "report", command: report::command, run: report::run },
    Verb { name: "explain", command: explain::command, run: explain::run },
    Verb { name: "doc", command: doc::command, run: doc::run },
    Verb { name: "diagnose", command: diagnose::command, run: diagnose::run },
    Verb { name: "test", command: test::command, run: test::run },
    Verb { name: "fmt", command: fmt::command, run: fmt::run },
    Verb { name: "watch", command: watch::command, run: watch::run },
    Verb { name: "sql", command: sql::command, run: sql::run },
    Verb { name: "sheets", command: sheets::command, run: sheets::run },
    Verb { name: "collect", command: collect::command, run: collect::run },
    Verb { name: "schema", command: schema::command, run: schema::run },
    Verb { name: "completions", command: completions::command, run: completions::run },
    Verb { name: "man", command: man::command, run: man::run },
];

/// Runs the program with its arguments, the program's own name first.
pub fn run(arguments: Vec<OsString>) -> Exit {
    let lang = arguments::language(&arguments);
    let mut console = Console::new(lang);
    let ran = dispatch(arguments, &mut console).and_then(|exit| console.flush().map(|()| exit));
    ran.unwrap_or_else(|error| {
        // Whoever reads our output has seen enough.
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Exit::Fine;
        }
        console.give_up(&words!("无法写到标准输出：{error}", "cannot write to standard output: {error}"));
        Exit::Unusable
    })
}

fn dispatch(arguments: Vec<OsString>, console: &mut Console) -> io::Result<Exit> {
    let matches = match arguments::program(console.lang).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return usage::answer(&error, console),
    };
    let Some((name, chosen)) = matches.subcommand() else { return welcome::say(console) };
    if let Some(threads) = matches.get_one::<u16>("threads") {
        // A pool that exists already is as good: the number of threads changes no result.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(*threads)).build_global();
    }
    match VERBS.iter().find(|verb| verb.name == name) {
        Some(verb) => (verb.run)(chosen, console),
        None => welcome::say(console),
    }
}
