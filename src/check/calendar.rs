//! `[calendar]`: public holidays, and weekend days that are worked.

use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::rubric::Calendar;
use crate::syntax::shape::{Key, Shape, Ty};
use crate::syntax::{Node, Table, Value};
use crate::table::time::{SECONDS_A_DAY, parse_date};
use crate::words;

pub(super) static CALENDAR: Shape = Shape {
    name: "[calendar]",
    keys: &[
        Key::new(
            "holidays",
            Ty::Any,
            "放假的日子：[2024-06-10, \"2024-10-01..2024-10-07\"]",
            "days off: [2024-06-10, \"2024-10-01..2024-10-07\"]",
        ),
        Key::new("workdays", Ty::Any, "调休上班的周末", "weekend days that are worked"),
        Key::new(
            "file",
            Ty::Text,
            "文件，一天一行：日期、类型（放假或上班）；从方案所在处找",
            "a file with a row for each day: date, kind (off or worked); found from where the rubric lies",
        ),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
    ],
};

/// No holiday is longer; a longer span is a slip in a year.
const LONGEST: i64 = 366;

impl Checker<'_> {
    pub(super) fn calendar(&mut self, root: &Table) -> Calendar {
        let Some(table) = root.table("calendar") else { return Calendar::default() };
        let holidays = self.days(table, "holidays");
        let workdays = self.days(table, "workdays");
        for (node, days) in &workdays {
            if let Some(day) = days.iter().find(|day| holidays.iter().any(|(_, off)| off.contains(day))) {
                let date = crate::table::time::show_date(*day as f64 * SECONDS_A_DAY);
                self.bag.push(
                    Diagnostic::error(
                        codes::CALENDAR,
                        words!("{date} 既是假日又是上班日", "{date} is both a holiday and a working day"),
                    )
                    .at((self.source, node.span), words!("这里", "here"))
                    .help(words!("从其中一处删去", "remove it from one of the two")),
                );
            }
        }
        let all = |days: Vec<(&Node, Vec<i64>)>| days.into_iter().flat_map(|(_, days)| days).collect();
        let file = table.text("file").map(|file| (file.to_string(), table.span_of("file")));
        Calendar::new(all(holidays), all(workdays)).with_file(file)
    }

    /// Each entry with its days: a date, or two dates with `..` between them in quotes.
    fn days<'n>(&mut self, table: &'n Table, key: &str) -> Vec<(&'n Node, Vec<i64>)> {
        let Some(node) = table.get(key) else { return Vec::new() };
        let items = if matches!(node.value, Value::List(_)) { node.items() } else { std::slice::from_ref(node) };
        let mut all = Vec::new();
        for item in items {
            match days_of(item) {
                Some(days) => all.push((item, days)),
                None => self.bag.push(
                    Diagnostic::error(
                        codes::CALENDAR,
                        words!("不是日期，也不是起止日期", "neither a date nor a span of dates"),
                    )
                    .at((self.source, item.span), words!("这里", "here"))
                    .help(words!(
                        "写成 `2024-10-01`，连着几天的写成 `\"2024-10-01..2024-10-07\"`",
                        "write `2024-10-01`, or `\"2024-10-01..2024-10-07\"` for several days on end"
                    )),
                ),
            }
        }
        all
    }
}

fn days_of(node: &Node) -> Option<Vec<i64>> {
    let day = |seconds: f64| (seconds / SECONDS_A_DAY).floor() as i64;
    match &node.value {
        Value::Date(seconds) => Some(vec![day(*seconds)]),
        Value::Text(text) => {
            let (from, to) = text.split_once("..").unwrap_or((text, text));
            let (from, to) = (day(parse_date(from)?), day(parse_date(to)?));
            (from <= to && to - from < LONGEST).then(|| (from..=to).collect())
        }
        Value::Number(_) | Value::Bool(_) | Value::List(_) | Value::Table(_) => None,
    }
}
