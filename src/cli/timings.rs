//! `--timings`: where the time of a run went.

use std::fs;
use std::io;
use std::time::Duration;

use clap::{Arg, ArgAction};

use super::console::Console;
use crate::plan::TableId;
use crate::session::{Evaluated, Lap};
use crate::text::width::pad;
use crate::text::{Lang, Words};

pub fn argument(lang: Lang) -> Arg {
    Arg::new("timings").long("timings").action(ArgAction::SetTrue).help(
        lang.pick("另说时间用在哪里、内存最多用了多少", "also tell where the time went, and how much memory was used"),
    )
}

/// Says how long each pass took, how much it did, and how much memory there was in use at most.
pub fn tell(evaluated: &Evaluated, written: Duration, console: &mut Console) -> io::Result<()> {
    let mut laps: Vec<(Lap, Duration)> = Vec::new();
    for (lap, took) in evaluated.laps.iter().copied().chain([(Lap::Write, written)]) {
        match laps.iter_mut().find(|(known, _)| *known == lap) {
            Some((_, before)) => *before += took,
            None => laps.push((lap, took)),
        }
    }
    let (held, passed) = rows(evaluated);
    let values = evaluated.program.plan.nodes.len() * evaluated.bound.subjects.len() * evaluated.bound.periods.len();
    let lang = console.lang;
    for (lap, took) in &laps {
        let more = match lap {
            Lap::Read => Some((held, lang.pick("行", "rows"))),
            Lap::Pass => Some((passed, lang.pick("行", "rows"))),
            Lap::Evaluate => Some((values, lang.pick("个值", "values"))),
            Lap::Check | Lap::Bind | Lap::Collect | Lap::Write => None,
        };
        let more = more.map(|(count, what)| {
            let rate = count as f64 / took.as_secs_f64().max(1e-9);
            match lang {
                Lang::Zh => format!("  {} {what}，每秒 {}", grouped(count), grouped(rate as usize)),
                Lang::En => format!("  {} {what}, {} a second", grouped(count), grouped(rate as usize)),
            }
        });
        line(console, lap.words(), *took, &more.unwrap_or_default())?;
    }
    let memory = peak().map(|kib| match lang {
        Lang::Zh => format!("  内存最多 {} MiB", grouped(kib / 1024)),
        Lang::En => format!("  {} MiB of memory at most", grouped(kib / 1024)),
    });
    let all = laps.iter().map(|(_, took)| *took).sum();
    line(console, Words::new("合计", "in all"), all, &memory.unwrap_or_default())
}

/// How many rows were read into tables, and how many passed by.
fn rows(evaluated: &Evaluated) -> (usize, usize) {
    let passed = |table: &str| {
        let at = evaluated.rubric.data.iter().position(|source| source.id == table);
        at.is_some_and(|at| evaluated.bound.passed(TableId(at as u16)).is_some())
    };
    let mut rows = (0, 0);
    for file in &evaluated.results.files {
        *(if passed(&file.table) { &mut rows.1 } else { &mut rows.0 }) += file.rows;
    }
    rows
}

fn line(console: &mut Console, name: Words, took: Duration, more: &str) -> io::Result<()> {
    let name = pad(name.in_lang(console.lang), 15);
    let text = format!("{name}{:>10.1} ms{more}", took.as_secs_f64() * 1e3);
    console.note(&Words::same(text))
}

/// `1,234,567`.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The most memory this process has had, in KiB, where the system says.
fn peak() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
