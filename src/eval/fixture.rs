//! Tables and plans written in code, for the tests of this room.

use std::sync::Arc;

use crate::plan::{Builder, ColumnSpec, KeySpec, NodeId, PeriodSpec, Plan, Roster, TableId, TableSpec, Through};
use crate::table::{Column, Cycle, FileOrigin, Kind, Lane, Nothing, Origins, Table};

/// A table from one file, `<name>.csv`, with its header in row 1.
pub struct Sheet(Table);

pub fn sheet(name: &str, rows: usize) -> Sheet {
    let file = FileOrigin { file: format!("{name}.csv").into(), sheet: None };
    let origins = Origins { files: vec![file], file: vec![0; rows], number: (2..rows as u32 + 2).collect() };
    Sheet(Table { name: name.to_string(), rows, columns: Vec::new(), origins })
}

impl Sheet {
    /// An empty text is a blank cell.
    pub fn text(self, name: &str, values: &[&str]) -> Sheet {
        let lane = values.iter().map(|text| if text.is_empty() { Err(Nothing::Blank) } else { Ok(*text) }).collect();
        self.lane(name, Lane::Texts(lane))
    }

    /// NaN is a blank cell.
    pub fn numbers(self, name: &str, values: &[f64]) -> Sheet {
        let lane = values.iter().map(|value| if value.is_nan() { Err(Nothing::Blank) } else { Ok(*value) }).collect();
        self.lane(name, Lane::Numbers(lane))
    }

    pub fn lane(mut self, name: &str, lane: Lane) -> Sheet {
        assert_eq!(lane.len(), self.0.rows, "column {name}");
        let at = vec![self.0.columns.len() as u32 + 1];
        self.0.columns.push(Column { name: name.to_string(), lane, at });
        self
    }

    pub fn table(self) -> Table {
        self.0
    }
}

/// The same table with its rows in another order; origins go with them.
pub fn reordered(table: &Table, order: &[usize]) -> Table {
    let pick = |lane: &Lane| match lane {
        Lane::Numbers(numbers) => Lane::Numbers(order.iter().map(|row| numbers.get(*row)).collect()),
        Lane::Texts(texts) => Lane::Texts(order.iter().map(|row| texts.get(*row)).collect()),
    };
    let columns = table.columns.iter().map(|column| Column { lane: pick(&column.lane), ..column.clone() }).collect();
    let origins = Origins {
        files: table.origins.files.clone(),
        file: order.iter().map(|row| table.origins.file[*row]).collect(),
        number: order.iter().map(|row| table.origins.number[*row]).collect(),
    };
    Table { name: table.name.clone(), rows: order.len(), columns, origins }
}

pub fn spec(name: &str, columns: &[(&str, Kind)]) -> TableSpec {
    TableSpec {
        name: name.into(),
        columns: columns.iter().map(|(name, kind)| ColumnSpec { name: (*name).into(), kind: *kind }).collect(),
        key: None,
        period: PeriodSpec::Always,
        drop: None,
        void: Vec::new(),
        no_rows: crate::table::NoRows::Unsaid,
    }
}

pub fn key(column: &str) -> Option<KeySpec> {
    Some(KeySpec { column: column.into(), through: None, of: None })
}

pub fn through(column: &str, table: TableId, from: &str, to: &str) -> Option<KeySpec> {
    let through = Through { table, from: from.into(), to: to.into(), share: None };
    Some(KeySpec { column: column.into(), through: Some(through), of: None })
}

pub const STAFF: TableId = TableId(0);
pub const ROWS: TableId = TableId(1);
pub const NICKS: TableId = TableId(2);

/// A plan over a roster `staff` (工号, 姓名, 班组), records `rows` (工号, 月, x, 词) by month, and
/// a binding table `nicks` (昵称, 工号). The nodes are those of the builder.
pub fn plan(build: Builder, groups: Option<NodeId>) -> Plan {
    let staff = spec("staff", &[("工号", Kind::Text), ("姓名", Kind::Text), ("班组", Kind::Text)]);
    let mut rows = spec(
        "rows",
        &[("工号", Kind::Text), ("月", Kind::Text), ("x", Kind::Number), ("词", Kind::Text), ("序", Kind::Number)],
    );
    rows.key = key("工号");
    rows.period = PeriodSpec::Column("月".into());
    let nicks = spec("nicks", &[("昵称", Kind::Text), ("工号", Kind::Text)]);
    Plan {
        tables: vec![staff, rows, nicks],
        nodes: build.finish(),
        roster: Roster { table: STAFF, key: "工号".into(), label: "姓名".into(), filter: None },
        cycle: Cycle::Month,
        peers: match groups {
            Some(node) => vec![None, Some(node)],
            None => vec![None],
        },
    }
}

/// Four people in two groups.
pub fn staff() -> Table {
    sheet("staff", 4)
        .text("工号", &["a", "b", "c", "d"])
        .text("姓名", &["小美", "小丽", "小强", "小刚"])
        .text("班组", &["售前", "售前", "售后", ""])
        .table()
}

/// One record a line: key, month, figure, word, order.
pub fn records(lines: &[(&str, &str, f64, &str, f64)]) -> Table {
    sheet("rows", lines.len())
        .text("工号", &lines.iter().map(|line| line.0).collect::<Vec<_>>())
        .text("月", &lines.iter().map(|line| line.1).collect::<Vec<_>>())
        .numbers("x", &lines.iter().map(|line| line.2).collect::<Vec<_>>())
        .text("词", &lines.iter().map(|line| line.3).collect::<Vec<_>>())
        .numbers("序", &lines.iter().map(|line| line.4).collect::<Vec<_>>())
        .table()
}

pub fn nicks(lines: &[(&str, &str)]) -> Table {
    sheet("nicks", lines.len())
        .text("昵称", &lines.iter().map(|line| line.0).collect::<Vec<_>>())
        .text("工号", &lines.iter().map(|line| line.1).collect::<Vec<_>>())
        .table()
}

/// The values of a lane, nothings as reasons.
pub fn values(lane: &Lane) -> Vec<Result<f64, Nothing>> {
    (0..lane.len()).map(|row| lane.numbers().get(row)).collect()
}

pub fn names(lane: &Lane) -> Vec<Result<Arc<str>, Nothing>> {
    (0..lane.len()).map(|row| lane.texts().get(row).map(Arc::from)).collect()
}
