//! What the driver says, line by line.

use serde_json::Value;

/// The driver's own lines begin with this; Spark and its libraries write whatever they like between them.
const MARK: &str = "@kaohe ";

/// A small table of the results, its cells as text; `None` is no value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Small {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Option<String>>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Started {
        version: String,
    },
    /// Tasks that are done, of those that are known so far.
    Progress {
        done: u64,
        of: u64,
    },
    Written {
        rows: u64,
    },
    Table(Small),
    Finished,
    Failed {
        stage: String,
        what: String,
        cause: String,
    },
}

/// The event a line tells of; of any other line nothing.
pub(super) fn read(line: &str) -> Option<Event> {
    let said: Value = serde_json::from_str(line.trim_end().strip_prefix(MARK)?).ok()?;
    let text = |key: &str| said.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    let count = |key: &str| said.get(key).and_then(Value::as_u64).unwrap_or_default();
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    Some(match said.get("event").and_then(Value::as_str)? {
        "started" => Event::Started { version: text("version") },
        "progress" => Event::Progress { done: count("done"), of: count("of") },
        "written" => Event::Written { rows: count("rows") },
        "table" => Event::Table(Small {
            name: text("name"),
            columns: list(said.get("columns")).iter().filter_map(|name| name.as_str().map(String::from)).collect(),
            rows: list(said.get("rows")).iter().map(|row| list(Some(row)).iter().map(cell).collect()).collect(),
        }),
        "finished" => Event::Finished,
        "failed" => Event::Failed { stage: text("stage"), what: text("what"), cause: text("cause") },
        _ => return None,
    })
}

fn cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marked_lines_are_heard() {
        assert_eq!(read("26/11/23 WARN something"), None);
        assert_eq!(read("@kaohe not json"), None);
        assert_eq!(
            read("@kaohe {\"event\": \"progress\", \"done\": 3, \"of\": 8}\r"),
            Some(Event::Progress { done: 3, of: 8 })
        );
        let table =
            "@kaohe {\"event\":\"table\",\"name\":\"t\",\"columns\":[\"人\",\"分\"],\"rows\":[[\"甲\",1.5],[null,2]]}";
        let cells = |row: [Option<&str>; 2]| row.map(|cell| cell.map(String::from)).to_vec();
        assert_eq!(
            read(table),
            Some(Event::Table(Small {
                name: "t".into(),
                columns: vec!["人".into(), "分".into()],
                rows: vec![cells([Some("甲"), Some("1.5")]), cells([None, Some("2")])],
            }))
        );
    }
}
