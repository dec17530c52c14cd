//! `kaohe validate --data`: what the data give cause to say, and of whom they hold a figure.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches};
use serde_json::{Map, Value, json};

use super::Exit;
use super::console::Console;
use super::mutate::tenths;
use crate::diagnostic::Bag;
use crate::host::Disk;
use crate::rubric::Rubric;
use crate::session::{self, Asked, Count, Presence, Request, Share};
use crate::table::time::{SECONDS_A_DAY, parse_date};
use crate::text::width::{pad, width};
use crate::text::words::plural;
use crate::text::{Lang, Sources, Words, inert};

/// How many figures that are not complete are listed.
const LISTED: usize = 30;

/// `--today DATE`
pub fn today(lang: Lang) -> Arg {
    let day = |text: &str| parse_date(text).ok_or_else(|| "2024-07-05".to_string());
    Arg::new("today")
        .long("today")
        .requires("data")
        .value_name(lang.pick("日期", "DATE"))
        .value_parser(ValueParser::new(day))
        .help(lang.pick(
            "按哪一天看期间是否已结清；不写则为今天",
            "the day by which periods are settled or not; today if not said",
        ))
}

/// The day that is said, else that of the clock, in days since 1970-01-01.
fn day(matches: &ArgMatches) -> Option<i64> {
    let said = matches.get_one::<f64>("today").map(|seconds| (seconds / SECONDS_A_DAY).floor() as i64);
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).ok();
    said.or_else(|| now().map(|passed| (passed.as_secs() / 86_400) as i64))
}

/// What the data give cause to say of one rubric.
pub struct Against {
    pub findings: Bag,
    pub exit: Exit,
    /// `None` where nothing could be evaluated.
    pub presence: Option<(String, Presence)>,
}

pub fn hold(rubric: Rubric, request: &Request, matches: &ArgMatches, sources: &mut Sources) -> Against {
    let asked = Asked { today: day(matches), one_period: request.period.is_some() };
    match session::run(&Disk, rubric, Bag::default(), request, sources) {
        Ok(evaluated) => {
            let held = session::hold(&evaluated, asked);
            let name = request.rubric.to_string_lossy().into_owned();
            Against { findings: held.findings, exit: Exit::Fine, presence: Some((name, held.presence)) }
        }
        Err(stopped) => {
            let exit = if stopped.unusable { Exit::Unusable } else { Exit::Findings };
            Against { findings: stopped.findings, exit, presence: None }
        }
    }
}

/// A line on the whole, then one for each figure that somebody lacks.
pub fn show(name: &str, presence: &Presence, console: &mut Console) -> io::Result<()> {
    let full = |count: &Count| count.missing + count.undefined == 0;
    let (all, complete) = (presence.elements.len(), presence.elements.iter().filter(|found| full(&found.all)).count());
    let (periods, en_periods) = (presence.periods, plural(presence.periods, "period"));
    console.say(&Words {
        zh: format!("{name}：{periods} 期，{all} 个数据元素中 {complete} 个人人都有"),
        en: format!("{name}: {en_periods}; {complete} of {} complete", plural(all, "element")),
    })?;
    let mut rows: Vec<Row> = Vec::new();
    for found in presence.elements.iter().filter(|found| !full(&found.all)) {
        let groups = found.groups.iter().filter(|(_, count)| !full(count));
        let groups = groups.map(|(name, count)| (name.as_str(), count.present, count.wanted()));
        rows.push((found.id.clone(), found.all.present, found.all.wanted(), by_group(groups)));
    }
    for found in presence.raters.iter().filter(|found| found.rated < found.wanted) {
        let groups = found.groups.iter().filter(|(_, (wanted, rated))| rated < wanted);
        let groups = groups.map(|(name, (wanted, rated))| (name.as_str(), *rated, *wanted));
        let id = &found.id;
        rows.push((
            console.lang.pick("评分者 ", "rater ").to_string() + id,
            found.rated,
            found.wanted,
            by_group(groups),
        ));
    }
    let rows = together(rows, console.lang);
    let shown = rows.get(..LISTED.min(rows.len())).unwrap_or_default();
    let widest = shown.iter().map(|(id, ..)| width(&inert(id))).max().unwrap_or(0);
    for (id, present, wanted, groups) in shown {
        let percent = tenths(Share::percent(*present, *wanted));
        let line = format!(
            "  {} {:>9} {percent:>6}%  {}",
            pad(&inert(id), widest),
            format!("{present}/{wanted}"),
            inert(groups)
        );
        console.line(line.trim_end())?;
    }
    let more = rows.len() - shown.len();
    if more > 0 {
        console.say(&Words { zh: format!("  另有 {more} 行"), en: format!("  {more} more lines") })?;
    }
    Ok(())
}

/// A figure, how many have it and should, and the groups that lack it.
type Row = (String, usize, usize, String);

/// What is lacking in the same measure stands in one line, under the first name.
fn together(rows: Vec<Row>, lang: Lang) -> Vec<Row> {
    let mut all: Vec<(Row, usize)> = Vec::new();
    for row in rows {
        let same = |(known, _): &&mut (Row, usize)| known.1 == row.1 && known.2 == row.2 && known.3 == row.3;
        match all.iter_mut().find(same) {
            Some((_, count)) => *count += 1,
            None => all.push((row, 1)),
        }
    }
    let named = |((name, present, wanted, groups), count): (Row, usize)| {
        let more = count - 1;
        let name = match more {
            0 => name,
            _ => lang.pick(&format!("{name} 等 {count} 项"), &format!("{name} and {more} more")).to_string(),
        };
        (name, present, wanted, groups)
    };
    all.into_iter().map(named).collect()
}

/// `甲班 3/5 · 乙班 0/4`
fn by_group<'a>(groups: impl Iterator<Item = (&'a str, usize, usize)>) -> String {
    let all: Vec<String> = groups
        .filter(|(name, ..)| !name.is_empty())
        .map(|(name, present, wanted)| format!("{name} {present}/{wanted}"))
        .collect();
    all.join(" · ")
}

/// For programs.
pub fn value(name: &str, presence: &Presence) -> Value {
    let count = |count: &Count| {
        json!({
            "present": count.present,
            "missing": count.missing,
            "not_applicable": count.not_applicable,
            "undefined": count.undefined,
        })
    };
    let elements: Vec<Value> = presence
        .elements
        .iter()
        .map(|found| {
            let groups: Map<String, Value> = found.groups.iter().map(|(name, of)| (name.clone(), count(of))).collect();
            json!({ "element": found.id, "all": count(&found.all), "groups": groups })
        })
        .collect();
    let raters: Vec<Value> = presence
        .raters
        .iter()
        .map(|found| {
            let groups: Map<String, Value> = found
                .groups
                .iter()
                .map(|(name, (wanted, rated))| (name.clone(), json!({ "wanted": wanted, "rated": rated })))
                .collect();
            json!({ "rater": found.id, "wanted": found.wanted, "rated": found.rated, "groups": groups })
        })
        .collect();
    json!({
        "rubric": name,
        "periods": presence.periods,
        "group_by": presence.group_by,
        "elements": elements,
        "raters": raters,
    })
}

/// Findings as JSON, with what the data hold beside them.
pub fn with_coverage(drawn: &str, all: Vec<Value>) -> String {
    match serde_json::from_str(drawn) {
        Ok(Value::Object(mut fields)) => {
            fields.insert("coverage".into(), all.into());
            format!("{:#}\n", Value::Object(fields))
        }
        Ok(_) | Err(_) => drawn.to_string(),
    }
}
