//! `period`, `earlier` and `rows` of a `[[test]]`: when it plays, what was before, and the rows it
//! brings along.

use super::cases::Giving;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::rubric::{Earlier, Given, GivenRow};
use crate::syntax::{Node, Table, Value};
use crate::table::{Cycle, Kind};
use crate::text::suggest;
use crate::words;

impl Checker<'_> {
    /// The ordinal of the test's period, if it names one.
    pub(super) fn test_period(&mut self, table: &Table, cycle: Cycle) -> Option<i64> {
        let Some(node) = table.get("period") else {
            let needs = ["earlier", "rows"].into_iter().find(|key| table.has(key));
            if let Some(key) = needs.filter(|_| cycle != Cycle::Once) {
                self.bag.push(
                    Diagnostic::error(
                        codes::TEST,
                        words!("写了 `{key}` 而没有写是哪一期", "there is `{key}` and no period is said"),
                    )
                    .at((self.source, table.span_of(key)), words!("这里", "here"))
                    .help(words!("补上 `period = \"2024-06\"`", "add `period = \"2024-06\"`")),
                );
            }
            return None;
        };
        let text = node.as_text()?;
        if cycle == Cycle::Once {
            self.test_finding(node, words!("方案只考核一次，没有期间", "the rubric has no cycle, and so no periods"));
            return None;
        }
        let found = cycle.parse(text);
        if found.is_none() {
            self.test_finding(node, words!("`{text}` 不是期间", "`{text}` is no period"));
        }
        found
    }

    /// `earlier = { "2024-05" = { … } }`
    pub(super) fn earlier(
        &mut self,
        table: &Table,
        subjects: &[String],
        giving: &Giving<'_>,
        period: Option<i64>,
    ) -> Vec<Earlier> {
        let (mut all, cycle) = (Vec::new(), giving.cycle);
        let Some(node) = table.get("earlier") else { return all };
        let Some(periods) = node.as_table() else {
            self.test_finding(node, words!("`earlier` 写成各期的表", "`earlier` is a table of periods"));
            return all;
        };
        for entry in &periods.entries {
            let (name, place) = (&entry.key, (self.source, entry.key_span));
            let ordinal = cycle.parse(name).filter(|_| cycle != Cycle::Once);
            let Some(ordinal) = ordinal.filter(|then| period.is_none_or(|now| *then < now)) else {
                let message = match ordinal {
                    None => words!("`{name}` 不是期间", "`{name}` is no period"),
                    Some(_) => words!("`{name}` 不在本期之前", "`{name}` is not before the period of the test"),
                };
                self.bag.push(Diagnostic::error(codes::TEST, message).at(place, words!("这里", "here")));
                continue;
            };
            for (index, given) in self.given_tables(&entry.node, name).unwrap_or_default().into_iter().enumerate() {
                let subject = match given.text("subject") {
                    Some(name) => subjects.iter().position(|known| known == name),
                    None => Some(index).filter(|index| *index < subjects.len()),
                };
                let Some(subject) = subject else {
                    let known: Vec<&str> = subjects.iter().map(String::as_str).collect();
                    let name = given.text("subject").unwrap_or_default();
                    let what = words!("考核对象 `{name}`", "subject `{name}`");
                    self.unknown(codes::UNKNOWN_TARGET, given.span_of("subject"), &what, name, &known);
                    continue;
                };
                let figures = given.entries.iter().filter(|entry| entry.key != "subject");
                let figures = figures.filter_map(|entry| self.given(entry, giving)).collect();
                all.push((ordinal, subject, figures));
            }
        }
        all
    }

    /// `rows = { "工单" = [{ "单号" = "1" }] }`
    pub(super) fn test_rows(&mut self, table: &Table) -> Vec<(usize, Vec<GivenRow>)> {
        let mut all = Vec::new();
        let Some(node) = table.get("rows") else { return all };
        let Some(tables) = node.as_table() else {
            self.test_finding(node, words!("`rows` 写成各表的行", "`rows` is a table of rows by table"));
            return all;
        };
        for entry in &tables.entries {
            let Some(data) = self.table_named(&entry.key, entry.key_span) else { continue };
            let rows = self.given_tables(&entry.node, &entry.key).unwrap_or_default();
            let rows = rows.into_iter().map(|row| self.test_row(data, row)).collect();
            all.push((data, rows));
        }
        all
    }

    fn test_row(&mut self, data: usize, row: &Table) -> GivenRow {
        let names: Vec<String> = self.columns.names(data).into_iter().map(String::from).collect();
        let mut cells = Vec::new();
        for entry in &row.entries {
            let name = &entry.key;
            if name == "period" && !names.contains(name) {
                cells.extend(entry.node.as_text().map(|text| (name.clone(), Given::Text(text.to_string()))));
                continue;
            }
            if !names.contains(name) {
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                let what = words!("方案用到的列 `{name}`", "column `{name}` that the rubric uses");
                self.unknown(codes::UNKNOWN_TARGET, entry.key_span, &what, name, &known);
                // It may be the rubric that has it wrong.
                let near = suggest::nearest(name, known.iter().copied());
                if let Some(near) = near.and_then(|near| names.iter().position(|known| known == near)) {
                    let span = self.columns.span(data, near);
                    self.also(span, words!("方案用的是这个名称", "this is the name that the rubric uses"));
                }
                continue;
            }
            let column = self.columns.touch(data, name, entry.key_span);
            let kind = self.columns.kind(data, column).unwrap_or(Kind::Text);
            cells.extend(self.cell(&entry.node, kind).map(|given| (name.clone(), given)));
        }
        cells
    }

    /// As a file would have it: a date may be a text, and a text a number.
    fn cell(&mut self, node: &Node, kind: Kind) -> Option<Given> {
        match (&node.value, kind) {
            (Value::Number(number), Kind::Text) => Some(Given::Text(number.to_string())),
            (Value::Text(text), Kind::Date) if crate::table::time::parse_date(text).is_some() => {
                Some(Given::Text(text.clone()))
            }
            _ => self.given_value(node, kind),
        }
    }
}
