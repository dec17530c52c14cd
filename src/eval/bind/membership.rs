//! Rows of a unit that reach its people by shares: somebody in two departments, somebody who moved.
//!
//! Such a row is multiplied: each person of the unit has one of their own, with the share as a
//! further column. Who is in which unit is what a membership table says for the period of the row.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::periods::{self, Ordinals};
use super::roster::{Directory, Who};
use super::{Bound, Marks, at, place, texts_of};
use crate::diagnostic::{Cell, Diagnostic};
use crate::eval::codes;
use crate::number::ExactSum;
use crate::plan::{KeySpec, Plan, Share, TableSpec, Through};
use crate::table::time::SECONDS_A_DAY;
use crate::table::{Column, Cycle, Lane, Nothing, Numbers, Origins, Table, Texts};
use crate::text::words::plural;
use crate::text::{Words, fold};
use crate::words;

/// How many people are named in one finding.
const NAMED: usize = 5;

/// A table whose rows were multiplied.
pub struct Split {
    /// For each row of the new table whether nobody has it.
    pub of_nobody: Vec<bool>,
    members: Vec<Membership>,
    /// Units of rows that nobody was ever in, and rows of units that nobody was in at the time.
    unknown: BTreeMap<String, Vec<usize>>,
    empty: Vec<usize>,
    /// The units of which the table has rows, by period.
    units: BTreeMap<Option<i64>, BTreeSet<String>>,
}

/// One row of a membership table.
struct Membership {
    person: String,
    unit: String,
    /// As the table of the units knows it.
    known: String,
    share: Result<f64, Nothing>,
    when: When,
    row: usize,
    cell: Option<Cell>,
}

/// When a membership is in force.
enum When {
    Always,
    Never,
    Period(i64),
    /// Days from 1970-01-01, the last included.
    Days(i64, i64),
}

impl Membership {
    /// In a period it is the last day that counts.
    fn is_in_force(&self, cycle: Cycle, ordinal: Option<i64>) -> bool {
        match self.when {
            When::Always => true,
            When::Never => false,
            When::Period(own) => ordinal == Some(own),
            When::Days(since, until) => {
                let last = ordinal.and_then(|ordinal| cycle.days(ordinal)).map(|(_, last)| last);
                last.is_some_and(|day| since <= day && day <= until)
            }
        }
    }
}

/// Multiplies the rows of every table that goes by shares.
pub fn split(plan: &Plan, bound: &mut Bound) -> Vec<Option<Split>> {
    let by_shares = |spec: &TableSpec| spec.key.as_ref()?.through.clone().filter(|through| through.share.is_some());
    if plan.tables.iter().all(|spec| by_shares(spec).is_none()) {
        return plan.tables.iter().map(|_| None).collect();
    }
    // What a membership table itself drops is nobody's membership.
    let dropped = Marks::evaluate(plan, bound).dropped;
    let mut tables = bound.tables.clone();
    let mut all = Vec::new();
    for (index, spec) in plan.tables.iter().enumerate() {
        let split = spec.key.as_ref().zip(by_shares(spec)).map(|(key, through)| {
            let members = read(plan, &through, &bound.tables, &dropped);
            let (table, split) = multiply(plan, spec, key, &through, &bound.tables[index], members);
            tables[index] = Arc::new(table);
            split
        });
        all.push(split);
    }
    bound.tables = tables;
    bound.links = bound.tables.iter().map(|table| super::Link::of_nobody(table.rows)).collect();
    all
}

/// The rows of a membership table, as they stand in the file.
fn read(plan: &Plan, through: &Through, tables: &[Arc<Table>], dropped: &[Vec<bool>]) -> Vec<Membership> {
    let index = usize::from(through.table.0);
    let (Some(table), Some(spec), Some(share)) = (tables.get(index), plan.tables.get(index), &through.share) else {
        return Vec::new();
    };
    let (Some(units), Some(people)) = (texts_of(table, &through.from), texts_of(table, &through.to)) else {
        return Vec::new();
    };
    let (ordinals, _) = periods::read(table, spec, plan.cycle, &[]);
    let number = |column: &str, row: usize| match table.column(column).map(|column| &column.lane) {
        Some(Lane::Numbers(numbers)) if row < numbers.len() => numbers.get(row),
        Some(_) | None => Err(Nothing::Blank),
    };
    let mut rows: Vec<usize> =
        (0..table.rows).filter(|row| dropped.get(index).and_then(|dropped| dropped.get(*row)) != Some(&true)).collect();
    place::sort(table, &mut rows);
    let text = |texts: &Texts, row: usize| texts.get(row).map_or("", str::trim).to_string();
    let day = |column: &Option<Arc<str>>, row: usize, open: i64| match column {
        None => Some(open),
        Some(column) => match number(column, row) {
            Ok(seconds) => Some((seconds / SECONDS_A_DAY).floor() as i64),
            Err(Nothing::Blank) => Some(open),
            Err(_) => None,
        },
    };
    let when = |row: usize| match (&ordinals, &share.since, &share.until) {
        (Ordinals::Each(_), None, None) => ordinals.get(row).map_or(When::Never, When::Period),
        (_, None, None) => When::Always,
        (_, since, until) => match (day(since, row, i64::MIN), day(until, row, i64::MAX)) {
            (Some(since), Some(until)) => When::Days(since, until),
            _ => When::Never,
        },
    };
    rows.into_iter()
        .map(|row| Membership {
            person: text(&people, row),
            unit: text(&units, row),
            known: String::new(),
            share: number(&share.column, row),
            when: when(row),
            row,
            cell: place::cell(table, Some(&share.column), row),
        })
        .filter(|member| !member.person.is_empty() && !member.unit.is_empty())
        .collect()
}

fn multiply(
    plan: &Plan,
    spec: &TableSpec,
    key: &KeySpec,
    through: &Through,
    table: &Table,
    mut members: Vec<Membership>,
) -> (Table, Split) {
    let (ordinals, _) = periods::read(table, spec, plan.cycle, &[]);
    let keys = texts_of(table, &key.column).unwrap_or_default();
    // Width, case and script do not matter, unless the units themselves differ in nothing else.
    let mut spelt: HashMap<String, &str> = HashMap::new();
    let mut alike: HashSet<String> = HashSet::new();
    for unit in keys.dictionary.iter().map(|unit| unit.trim()) {
        if spelt.insert(fold(unit), unit).is_some_and(|other| other != unit) {
            alike.insert(fold(unit));
        }
    }
    let of = |unit: &str| Some(fold(unit)).filter(|folded| !alike.contains(folded)).unwrap_or_else(|| unit.to_string());
    let mut of_unit: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, member) in members.iter_mut().enumerate() {
        member.known = of(&member.unit);
        of_unit.entry(member.known.clone()).or_default().push(index);
    }
    // The old row of each new one, and its membership.
    let mut made: Vec<(usize, Option<usize>)> = Vec::new();
    let (mut unknown, mut empty) = (BTreeMap::<String, Vec<usize>>::new(), Vec::new());
    let mut units: BTreeMap<Option<i64>, BTreeSet<String>> = BTreeMap::new();
    for row in 0..table.rows {
        let unit = if row < keys.len() { keys.get(row).map_or("", str::trim) } else { "" };
        let ordinal = ordinals.get(row);
        if ordinal.is_none() && matches!(ordinals, Ordinals::Each(_)) {
            // Told of with the other periods that cannot be read.
            made.push((row, None));
            continue;
        }
        let of_unit = of_unit.get(&of(unit));
        units.entry(ordinal).or_default().insert(of(unit));
        let before = made.len();
        let here = of_unit.into_iter().flatten().filter(|index| members[**index].is_in_force(plan.cycle, ordinal));
        made.extend(here.map(|index| (row, Some(*index))));
        if made.len() == before {
            match of_unit {
                None => unknown.entry(unit.to_string()).or_default().push(made.len()),
                Some(_) => empty.push(made.len()),
            }
            made.push((row, None));
        }
    }
    let pick = |lane: &Lane| match lane {
        Lane::Numbers(numbers) => Lane::Numbers(made.iter().map(|(row, _)| numbers.get(*row)).collect()),
        Lane::Texts(texts) => Lane::Texts(made.iter().map(|(row, _)| texts.get(*row)).collect()),
    };
    let mut columns: Vec<Column> =
        table.columns.iter().map(|column| Column { lane: pick(&column.lane), ..column.clone() }).collect();
    let member_of = |member: &Option<usize>| member.and_then(|index| members.get(index));
    let people =
        made.iter().map(|(_, member)| member_of(member).map_or(Err(Nothing::Blank), |who| Ok(who.person.as_str())));
    let shares = made.iter().map(|(_, member)| member_of(member).map_or(Err(Nothing::Blank), |who| who.share));
    let nowhere = vec![0; table.origins.files.len()];
    let column = |name: &str, lane: Lane| Column { name: name.to_string(), lane, at: nowhere.clone() };
    let by = made.iter().map(|(_, member)| member_of(member).map(|who| who.row as f64).ok_or(Nothing::Blank));
    columns.push(column(Share::MEMBER, Lane::Texts(people.collect::<Texts>())));
    columns.push(column(Share::MEMBERSHIP, Lane::Numbers(by.collect::<Numbers>())));
    if let Some(share) = &through.share {
        columns.push(column(&share.column, Lane::Numbers(shares.collect::<Numbers>())));
    }
    let origins = Origins {
        files: table.origins.files.clone(),
        file: made.iter().filter_map(|(row, _)| table.origins.file.get(*row).copied()).collect(),
        number: made.iter().filter_map(|(row, _)| table.origins.number.get(*row).copied()).collect(),
    };
    let of_nobody = made.iter().map(|(_, member)| member.is_none()).collect();
    let split = Split { of_nobody, unknown, empty, units, members };
    (Table { name: table.name.clone(), rows: made.len(), columns, origins }, split)
}

impl Split {
    /// Says which rows are nobody's, and what is wrong with the shares. Periods are known by now,
    /// and who is assessed in them.
    pub fn tell(&self, plan: &Plan, index: usize, dropped: &[bool], directory: &Directory, bound: &mut Bound) {
        let (Some(spec), Some(table)) = (plan.tables.get(index), bound.tables.get(index).cloned()) else { return };
        let Some(key) = &spec.key else { return };
        let Some(through) = &key.through else { return };
        let by = plan.tables.get(usize::from(through.table.0)).map_or("", |table| &*table.name).to_string();
        let name = &spec.name;
        let counts = |rows: &[usize]| -> Vec<usize> {
            rows.iter().copied().filter(|row| dropped.get(*row) != Some(&true)).collect()
        };
        for (unit, rows) in &self.unknown {
            let rows = counts(rows);
            let Some(first) = rows.iter().copied().reduce(|a, b| place::first(&table, a, b)) else { continue };
            let (count, en_count) = (rows.len(), plural(rows.len(), "row"));
            let finding = Diagnostic::warning(
                codes::UNBOUND_NICK,
                words!(
                    "`{by}` 中没有人属于 `{unit}`，`{name}` 有 {count} 行是它的",
                    "nobody belongs to `{unit}` in `{by}`; {en_count} of `{name}` left out"
                ),
            );
            let cell = place::cell(&table, Some(&key.column), first);
            bound.findings.push(at(finding, cell, words!("第一次出现", "first seen here")));
            let reason = words!("`{by}` 中没有人属于它", "nobody belongs to it in `{by}`");
            place::skip(spec, &table, Some(&key.column), &rows, reason, &mut bound.skipped);
        }
        let reason = words!("当期 `{by}` 中没有人属于它", "nobody belongs to it in `{by}` in that period");
        place::skip(spec, &table, Some(&key.column), &counts(&self.empty), reason, &mut bound.skipped);
        self.tell_shares(plan, (name, &by), directory, bound);
    }

    fn tell_shares(&self, plan: &Plan, (name, by): (&str, &str), directory: &Directory, bound: &mut Bound) {
        let mut of_subject: BTreeMap<u32, Vec<&Membership>> = BTreeMap::new();
        for member in &self.members {
            if let Some(Who::Subject(subject)) = directory.find(&member.person) {
                of_subject.entry(subject).or_default().push(member);
            }
        }
        let (mut off, mut in_none, mut without) = (Vec::new(), Vec::new(), Vec::new());
        for (ordinal, units) in &self.units {
            let period = ordinal.and_then(|it| bound.periods.iter().position(|period| period.ordinal == it));
            if ordinal.is_some() && period.is_none() {
                continue;
            }
            let when = period.and_then(|period| bound.periods.get(period)).map_or("", |period| &*period.name);
            for (subject, info) in bound.subjects.iter().enumerate() {
                if period.is_some_and(|period| !bound.is_assessed(subject, period)) {
                    continue;
                }
                let theirs = of_subject.get(&(subject as u32)).map(Vec::as_slice).unwrap_or_default();
                let here: Vec<&&Membership> =
                    theirs.iter().filter(|member| member.is_in_force(plan.cycle, *ordinal)).collect();
                let who = if when.is_empty() { info.label.clone() } else { format!("{} {when}", info.label) };
                let Some(first) = here.first() else {
                    in_none.push((info.origin.clone(), Words::same(format!("`{who}`"))));
                    continue;
                };
                let mut sum = ExactSum::new();
                here.iter().filter_map(|member| member.share.ok()).for_each(|share| sum.add(share));
                let sum = sum.value();
                if here.iter().any(|member| member.share.is_err()) || sum != 1.0 {
                    off.push((first.cell.clone(), Words::same(format!("`{who}` {sum}"))));
                }
                for member in here.iter().filter(|member| !units.contains(&member.known)) {
                    let unit = &member.unit;
                    without.push((member.cell.clone(), Words::same(format!("`{who}` `{unit}`"))));
                }
            }
        }
        if !off.is_empty() {
            let (said, cell) = named(off);
            let finding = Diagnostic::error(
                codes::SHARES_OFF,
                Words {
                    zh: format!("`{by}` 中份额之和不是 1：{}", said.zh),
                    en: format!("shares in `{by}` that do not add up to 1: {}", said.en),
                },
            )
            .help(words!(
                "同一人在同一期内各单位的份额相加要等于 1；七成写 0.7",
                "the shares of a person in a period add up to 1; seven tenths are written 0.7"
            ));
            bound.findings.push(at(finding, cell, words!("份额", "a share")));
        }
        if !in_none.is_empty() {
            let (said, cell) = named(in_none);
            let finding = Diagnostic::warning(
                codes::IN_NO_UNIT,
                Words {
                    zh: format!("在 `{by}` 中不属于任何单位：{}", said.zh),
                    en: format!("in no unit in `{by}`: {}", said.en),
                },
            )
            .help(words!(
                "在 `{by}` 中为他们各加一行，或检查起止日期；看的是每期最后一天",
                "add a row for each to `{by}`, or look at the dates; the last day of a period is what counts"
            ));
            bound.findings.push(at(finding, cell, words!("在名册中", "in the roster")));
        }
        if !without.is_empty() {
            let (said, cell) = named(without);
            let finding = Diagnostic::warning(
                codes::UNIT_WITHOUT_ROWS,
                Words {
                    zh: format!("`{name}` 没有这些单位的数据，有份额的人只得到其余部分：{}", said.zh),
                    en: format!("`{name}` has nothing of these units, and their people get the rest only: {}", said.en),
                },
            )
            .help(words!(
                "补上这些单位的数据；合计不会把缺的份额分给别的单位",
                "supply the data of these units; a sum does not give their share to the others"
            ));
            bound.findings.push(at(finding, cell, words!("份额", "a share")));
        }
    }
}

/// Lists the first few of what was found, with the cell of the first.
fn named(found: Vec<(Option<Cell>, Words)>) -> (Words, Option<Cell>) {
    let cell = found.first().and_then(|(cell, _)| cell.clone());
    let more = found.len().saturating_sub(NAMED);
    let some: Vec<Words> = found.into_iter().take(NAMED).map(|(_, words)| words).collect();
    let join = |pick: fn(&Words) -> &str, mark: &str| some.iter().map(pick).collect::<Vec<_>>().join(mark);
    let mut said = Words { zh: join(|words| &words.zh, "、"), en: join(|words| &words.en, ", ") };
    if more > 0 {
        said.zh.push_str(&format!(" 等，另有 {more} 处"));
        said.en.push_str(&format!(", and {more} more"));
    }
    (said, cell)
}
