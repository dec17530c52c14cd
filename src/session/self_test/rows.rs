//! The rows that a test brings along, as the tables that a reader of files would have made.

use crate::eval::Supplied;
use crate::plan::{PeriodSpec, Program, TableSpec};
use crate::rubric::{Given, GivenRow, Rubric, TestCase};
use crate::table::time::{SECONDS_A_DAY, parse_date};
use crate::table::{Column, Cycle, FileOrigin, Kind, Lane, Nothing, Origins, Table};

/// What a test supplies besides figures.
pub fn supplied(rubric: &Rubric, program: &Program, case: &TestCase) -> Supplied {
    let subjects: Vec<String> = case.given.iter().map(|(name, _)| name.clone()).collect();
    let mut periods: Vec<i64> = case.earlier.iter().map(|(ordinal, ..)| *ordinal).collect();
    periods.push(case.period);
    periods.sort_unstable();
    periods.dedup();
    if case.rows.is_empty() {
        return Supplied { subjects, periods, ..Supplied::default() };
    }
    let roster = usize::from(program.plan.roster.table.0);
    let tables = program.plan.tables.iter().enumerate().map(|(index, spec)| {
        let of_table = case.rows.iter().filter(|(data, _)| *data == index);
        let mut rows: Vec<GivenRow> = of_table.flat_map(|(_, rows)| rows.iter().cloned()).collect();
        if index == roster {
            missing_subjects(rubric, &subjects, &mut rows);
        }
        table(spec, &rows, &Defaults { subjects: &subjects, cycle: rubric.header.cycle, period: case.period })
    });
    let tables = tables.collect();
    let own_roster = case.rows.iter().any(|(data, rows)| *data == roster && !rows.is_empty());
    Supplied { subjects, periods, tables, own_roster }
}

/// Whoever the test names is on the roster.
fn missing_subjects(rubric: &Rubric, subjects: &[String], rows: &mut Vec<GivenRow>) {
    let (key, label) = (&rubric.subject.key, &rubric.subject.label);
    for subject in subjects {
        let here = |cell: &(String, Given)| cell.0 == *key && cell.1 == Given::Text(subject.clone());
        if !rows.iter().any(|row| row.iter().any(here)) {
            let text = Given::Text(subject.clone());
            rows.push(vec![(key.clone(), text.clone()), (label.clone(), text)]);
        }
    }
}

/// What a cell is that a row leaves out.
struct Defaults<'a> {
    subjects: &'a [String],
    cycle: Cycle,
    period: i64,
}

impl Defaults<'_> {
    fn of(&self, spec: &TableSpec, column: &str, kind: Kind) -> Option<Given> {
        if matches!(&spec.period, PeriodSpec::Column(name) if &**name == column) {
            let name = self.cycle.name(self.period);
            let (first, _) = self.cycle.days(self.period)?;
            return match kind {
                Kind::Text => Some(Given::Text(name)),
                Kind::Number | Kind::Date | Kind::Bool => {
                    crate::number::Decimal::from_f64(first as f64 * SECONDS_A_DAY).map(Given::Number)
                }
            };
        }
        match self.subjects {
            // A single subject need not be named in every row.
            [only] if spec.key.as_ref().is_some_and(|key| &*key.column == column) => Some(Given::Text(only.clone())),
            _ => None,
        }
    }
}

fn table(spec: &TableSpec, rows: &[GivenRow], defaults: &Defaults<'_>) -> Table {
    let columns = spec.columns.iter().enumerate().map(|(at, column)| {
        let in_row =
            |name: &str, row: &GivenRow| row.iter().find(|(known, _)| known == name).map(|(_, cell)| cell.clone());
        let cells = rows.iter().map(|row| {
            let named = in_row(&column.name, row);
            // The period of a file's name, or of another rubric's results, is written `period`.
            let period = (*column.name == *crate::rubric::PERIOD_COLUMN).then(|| in_row("period", row)).flatten();
            named.or(period).or_else(|| defaults.of(spec, &column.name, column.kind))
        });
        Column { name: column.name.to_string(), lane: lane(column.kind, cells), at: vec![at as u32 + 1] }
    });
    let columns = columns.collect();
    let file = FileOrigin { file: format!("[[test]] {}", spec.name).into(), sheet: None };
    let origins = Origins { files: vec![file], file: vec![0; rows.len()], number: (1..=rows.len() as u32).collect() };
    Table { name: spec.name.to_string(), rows: rows.len(), columns, origins }
}

fn lane(kind: Kind, cells: impl Iterator<Item = Option<Given>>) -> Lane {
    if kind == Kind::Text {
        let texts: Vec<Result<String, Nothing>> = cells
            .map(|cell| match cell {
                Some(Given::Text(text)) => Ok(text),
                Some(Given::Number(number)) => Ok(number.to_string()),
                Some(Given::NotApplicable) => Err(Nothing::NotApplicable),
                Some(Given::Missing | Given::Ratings(_)) | None => Err(Nothing::Blank),
            })
            .collect();
        return Lane::Texts(texts.iter().map(|text| text.as_deref().map_err(|nothing| *nothing)).collect());
    }
    let number = |cell: Option<Given>| match cell {
        Some(Given::Number(number)) => Ok(number.to_f64()),
        Some(Given::Text(text)) => parse_date(&text).ok_or(Nothing::Unreadable),
        Some(Given::NotApplicable) => Err(Nothing::NotApplicable),
        Some(Given::Missing | Given::Ratings(_)) | None => Err(Nothing::Blank),
    };
    Lane::Numbers(cells.map(number).collect())
}
