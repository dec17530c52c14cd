//! The tests that stand in rubrics, as runs that a database can repeat: figures that a test gives for a node are the rows
//! of one more table, and the node gathers them.

use std::sync::Arc;

use kaohe::compile::compile;
use kaohe::eval::{self, Reading};
use kaohe::plan::{Agg, ColumnSpec, Grain, KeySpec, Node, NodeId, Op, PeriodSpec, TableId, TableSpec};
use kaohe::rubric::{Rubric, TestCase};
use kaohe::session::{self, Played};
use kaohe::table::{Column, Kind, Lane, NoRows, Origins, Table, Texts};

use crate::world::Run;

const WHO: &str = "given who";
const WHEN: &str = "given when";

/// Every test of a rubric.
pub fn tests(name: &str, rubric: &Rubric) -> Vec<(String, Run)> {
    rubric.tests.iter().map(|case| (format!("{name}: {}", case.name), run(rubric, case))).collect()
}

fn run(rubric: &Rubric, case: &TestCase) -> Run {
    let mut program = compile(rubric);
    let Played { mut bound, given, lanes } = session::play(rubric, &program, case);
    let results = eval::collect(rubric, &program, &bound, &lanes, 0, Reading::default());
    let plan = &mut program.plan;
    let roster = usize::from(plan.roster.table.0);
    // As the engine does it for tests: whom a test names is assessed, in every period, and a binding table without rows
    // binds nothing.
    plan.roster.filter = None;
    plan.tables[roster].period = PeriodSpec::Always;
    let empty: Vec<bool> = bound.tables.iter().map(|table| table.rows == 0).collect();
    for key in plan.tables.iter_mut().filter_map(|spec| spec.key.as_mut()) {
        if key.through.as_ref().is_some_and(|through| empty[usize::from(through.table.0)]) {
            key.through = None;
        }
    }
    if empty[roster] {
        let who: Texts = bound.subjects.iter().map(|subject| Ok::<&str, _>(subject.key.as_str())).collect();
        let mut names = vec![plan.roster.key.to_string(), plan.roster.label.to_string()];
        names.dedup();
        let columns = names.iter().map(|name| column(name, Lane::Texts(who.clone()))).collect();
        bound.tables[roster] = Arc::new(table("roster", bound.subjects.len(), columns));
    }
    let mut nodes: Vec<NodeId> = given.keys().copied().collect();
    // Without a roster of its own everybody is in one group.
    if bound.is_synthetic() {
        nodes.extend(plan.peers.iter().flatten());
    }
    nodes.sort();
    nodes.dedup();
    nodes.retain(|node| plan.node(*node).grain == Grain::Subject);

    let width = bound.subjects.len();
    let rows = width * bound.periods.len();
    let at = TableId(plan.tables.len() as u16);
    let who: Texts = (0..rows).map(|row| Ok::<&str, _>(bound.subjects[row % width].key.as_str())).collect();
    let when: Texts = (0..rows).map(|row| Ok::<&str, _>(bound.periods[row / width].name.as_str())).collect();
    let mut columns = vec![column(WHO, Lane::Texts(who)), column(WHEN, Lane::Texts(when))];
    let mut specs = vec![spec(WHO, Kind::Text), spec(WHEN, Kind::Text)];
    for node in nodes {
        let (name, kind) = (format!("given {}", node.0), plan.node(node).kind);
        let lane = lanes.get(node);
        let whole = |row: usize| if lane.len() == 1 { 0 } else { row };
        let lane = match lane {
            Lane::Numbers(numbers) => Lane::Numbers((0..rows).map(|row| numbers.get(whole(row))).collect()),
            Lane::Texts(texts) => Lane::Texts((0..rows).map(|row| texts.get(whole(row))).collect()),
        };
        columns.push(column(&name, lane));
        specs.push(spec(&name, kind));
        plan.nodes.push(Node { op: Op::Column(name.as_str().into()), grain: Grain::Table(at), kind });
        let input = NodeId(plan.nodes.len() as u32 - 1);
        plan.nodes[node.0 as usize].op = Op::Gather { agg: Agg::Only, input, filter: None, to: Grain::Subject };
    }
    plan.tables.push(TableSpec {
        name: "kaohe given".into(),
        columns: specs,
        key: Some(KeySpec { column: WHO.into(), through: None, of: None }),
        period: PeriodSpec::Column(WHEN.into()),
        drop: None,
        void: Vec::new(),
        no_rows: NoRows::NoneHappened,
    });
    bound.tables.push(Arc::new(table("kaohe given", rows, columns)));
    Run { rubric: rubric.clone(), program, bound, lanes, results }
}

fn spec(name: &str, kind: Kind) -> ColumnSpec {
    ColumnSpec { name: name.into(), kind }
}

fn column(name: &str, lane: Lane) -> Column {
    Column { name: name.to_string(), lane, at: Vec::new() }
}

fn table(name: &str, rows: usize, columns: Vec<Column>) -> Table {
    Table { name: name.to_string(), rows, columns, origins: Origins::default() }
}
