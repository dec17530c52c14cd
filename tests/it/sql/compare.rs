//! Engine and database side by side.

use std::collections::BTreeMap;
use std::fmt::Write;

use kaohe::cluster::Given;
use kaohe::plan::{Grain, NodeId, Share};
use kaohe::sql::{self, Answer, Script, Source, Task, Wanted};
use kaohe::table::{Column, Kind, Lane, Nothing, Table};
use kaohe::text::Lang;

use super::database::{Job, Rows};
use crate::world::Run;

/// The script of a run, and the tables of its data as statements.
pub fn job(run: &Run, dialect: &'static dyn sql::Dialect, every_node: bool) -> Result<(Script, Job), String> {
    let plan = &run.program.plan;
    let bare: Vec<String> = (0..plan.tables.len()).map(|index| format!("kaohe_data_{index}")).collect();
    let names: Vec<String> = bare.iter().map(|name| dialect.quoted(name)).collect();
    let sources: Vec<Source> = names.iter().map(|name| Source::Typed(name.clone())).collect();
    let wanted = every_node.then(|| {
        let nodes = plan.nodes.iter().enumerate().filter(|(_, node)| node.grain == Grain::Subject);
        nodes.map(|(index, _)| Wanted::new(format!("%{index}"), NodeId(index as u32))).collect()
    });
    let task = Task { rubric: &run.rubric, program: &run.program, sources: &sources, lang: Lang::En };
    let script = sql::write_wanted(task, dialect, wanted).map_err(|bag| {
        bag.all
            .iter()
            .map(|finding| format!("{} {}", finding.code.id, finding.message.en))
            .collect::<Vec<_>>()
            .join("\n")
    })?;
    let (mut setup, mut given) = (String::new(), Vec::new());
    for (index, spec) in plan.tables.iter().enumerate() {
        let mut columns: Vec<(String, Kind)> =
            spec.columns.iter().map(|column| (column.name.to_string(), column.kind)).collect();
        columns.dedup_by(|a, b| a.0 == b.0);
        let empty = Table::default();
        let table = run.bound.tables.get(index).map_or(&empty, |table| table);
        let table = &as_it_stands(table);
        if dialect.name() == "spark" {
            given.push(Given::new(&bare[index], &columns, table, Source::reason));
        } else {
            setup.push_str(&statements(&names[index], &columns, table, dialect));
        }
    }
    let text = if dialect.name() == "spark" {
        let (before, query) = (&script.statements, &script.query);
        serde_json::json!({ "given": given, "before": before, "query": query }).to_string()
    } else {
        script.text()
    };
    Ok((script, Job { setup, script: text }))
}

/// Without the rows that the engine made of one row of a unit, for each of its people.
fn as_it_stands(table: &Table) -> Table {
    let rows = if table.column(Share::MEMBER).is_none() { 0..0 } else { 0..table.rows };
    let place = |row: usize| (table.origins.file.get(row), table.origins.number.get(row));
    let kept: Vec<usize> = rows.filter(|row| *row == 0 || place(*row) != place(row - 1)).collect();
    if kept.is_empty() {
        return table.clone();
    }
    let pick = |lane: &Lane| match lane {
        Lane::Numbers(numbers) => Lane::Numbers(kept.iter().map(|row| numbers.get(*row)).collect()),
        Lane::Texts(texts) => Lane::Texts(kept.iter().map(|row| texts.get(*row)).collect()),
    };
    let columns = table.columns.iter().map(|column| Column { lane: pick(&column.lane), ..column.clone() });
    Table { rows: kept.len(), columns: columns.collect(), ..table.clone() }
}

fn statements(name: &str, columns: &[(String, Kind)], table: &Table, dialect: &dyn sql::Dialect) -> String {
    let list: Vec<String> = columns
        .iter()
        .flat_map(|(column, kind)| {
            let sort = match kind {
                Kind::Text => dialect.varchar(),
                Kind::Bool => "BOOLEAN",
                Kind::Number | Kind::Date => dialect.double(),
            };
            [
                format!("{} {sort}", dialect.quoted(column)),
                format!("{} INTEGER", dialect.quoted(&Source::reason(column))),
            ]
        })
        .collect();
    let list = if list.is_empty() { "nothing INTEGER".to_string() } else { list.join(", ") };
    let mut text = format!("CREATE TEMP TABLE {name} ({list});\n");
    if columns.is_empty() {
        return text;
    }
    let cell = |column: &str, kind: Kind, row: usize| -> (String, String) {
        let nothing = |nothing: Nothing| ("NULL".to_string(), (nothing as u8).to_string());
        match table.column(column).map(|column| &column.lane) {
            None => nothing(Nothing::Blank),
            Some(Lane::Numbers(numbers)) => match numbers.get(row) {
                Ok(value) if kind == Kind::Bool => ((value != 0.0).to_string(), "NULL".into()),
                Ok(value) if kind == Kind::Text => (dialect.text(&value.to_string()), "NULL".into()),
                Ok(value) => (format!("{value:e}"), "NULL".into()),
                Err(why) => nothing(why),
            },
            Some(Lane::Texts(texts)) => match texts.get(row) {
                Ok(value) if kind == Kind::Text => (dialect.text(value), "NULL".into()),
                Ok(_) => nothing(Nothing::Unreadable),
                Err(why) => nothing(why),
            },
        }
    };
    for start in (0..table.rows).step_by(500) {
        let _ = write!(text, "INSERT INTO {name} VALUES ");
        for row in start..(start + 500).min(table.rows) {
            let fields: Vec<String> = columns
                .iter()
                .flat_map(|(column, kind)| {
                    let (value, why) = cell(column, *kind, row);
                    [value, why]
                })
                .collect();
            let _ = write!(text, "{}({})", if row == start { "" } else { ",\n" }, fields.join(","));
        }
        text.push_str(";\n");
    }
    text
}

/// Where the database says something else than the engine.
pub fn differences(run: &Run, script: &Script, rows: &Rows) -> Vec<String> {
    let bound = &run.bound;
    let mut found = Vec::new();
    let at: BTreeMap<(String, String), &Vec<Option<String>>> = rows
        .iter()
        .map(|row| {
            let text = |index: usize| row.get(index).cloned().flatten().unwrap_or_default();
            ((text(0), text(2)), row)
        })
        .collect();
    let expected: usize = (0..bound.periods.len()).map(|period| bound.assessed_in(period).len()).sum();
    if rows.len() != expected || at.len() != expected {
        found.push(format!("{} rows, of {} subjects in a period; expected {expected}", rows.len(), at.len()));
    }
    for (period, info) in bound.periods.iter().enumerate() {
        for subject in bound.assessed_in(period) {
            let who = &bound.subjects[subject];
            let Some(row) = at.get(&(who.key.clone(), info.name.clone())) else {
                found.push(format!("no row of {} in `{}`", who.key, info.name));
                continue;
            };
            if row.get(1).cloned().flatten().as_deref() != Some(who.label.as_str()) {
                found.push(format!("{}: label {:?}, expected {}", who.key, row.get(1), who.label));
            }
            let mut fields = row.iter().skip(3).cloned();
            for answer in &script.answers {
                let value = fields.next().flatten();
                let why = answer.why.as_ref().and_then(|_| fields.next().flatten());
                if let Some(difference) = differs(run, answer, period * bound.subjects.len() + subject, value, why) {
                    found.push(format!("{} of {} in `{}`: {difference}", answer.name, who.key, info.name));
                }
            }
        }
    }
    found
}

fn differs(run: &Run, answer: &Answer, row: usize, value: Option<String>, why: Option<String>) -> Option<String> {
    let lane = run.lanes.get(answer.node);
    let row = if lane.len() == 1 { 0 } else { row };
    let expected = match lane {
        Lane::Texts(texts) => texts.get(row).map(str::to_string),
        Lane::Numbers(numbers) => numbers.get(row).map(|value| match answer.names.get(value as usize) {
            Some(name) => name.clone(),
            None => value.to_string(),
        }),
    };
    let shown = format!("engine {expected:?}, database {value:?} {why:?}");
    match (expected, &value) {
        (Err(nothing), None) => {
            let code: Option<u8> = why.as_deref().and_then(|why| why.parse().ok());
            let theirs = Nothing::ALL.iter().copied().find(|nothing| Some(*nothing as u8) == code);
            (theirs.map(Nothing::kind) != Some(nothing.kind())).then_some(shown)
        }
        (Ok(expected), Some(value)) => {
            let flag = match value.as_str() {
                "true" | "t" => Some(1.0),
                "false" | "f" => Some(0.0),
                _ => None,
            };
            let near = match (expected.parse::<f64>(), flag.or(value.parse::<f64>().ok())) {
                (Ok(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3),
                _ => expected == *value,
            };
            // A reason beside a value would be one too many.
            (!near || why.is_some()).then_some(shown)
        }
        _ => Some(shown),
    }
}
