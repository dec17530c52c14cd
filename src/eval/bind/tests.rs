//! Binding, on small tables.

use super::*;
use crate::diagnostic::Severity;
use crate::eval::fixture::{ROWS, key, nicks, plan, records, reordered, sheet, spec, staff, through};
use crate::plan::{Agg, Binary, Builder, Grain, PeriodSpec};
use crate::table::{Cycle, Kind, Lane};

fn messages(bound: &Bound) -> Vec<&str> {
    bound.findings.all.iter().map(|finding| finding.message.zh.as_str()).collect()
}

fn skipped(bound: &Bound) -> Vec<(&str, usize)> {
    bound.skipped.iter().map(|skipped| (skipped.reason.zh.as_str(), skipped.count)).collect()
}

#[test]
fn subjects_stand_by_key_and_periods_by_time() {
    let plan = plan(Builder::new(), None);
    let rows = records(&[
        ("b", "2024-07", 1.0, "", 0.0),
        ("a", "2024年6月", 2.0, "", 0.0),
        ("nobody", "2023-01", 3.0, "", 0.0),
    ]);
    let staff = reordered(&staff(), &[3, 1, 0, 2]);
    let bound = bind(&plan, vec![staff, rows]);
    let keys: Vec<&str> = bound.subjects.iter().map(|subject| subject.key.as_str()).collect();
    assert_eq!(keys, ["a", "b", "c", "d"]);
    assert_eq!(bound.subjects[0].label, "小美");
    assert_eq!(bound.subjects[0].origin.as_ref().map(Cell::to_string).as_deref(), Some("staff.csv › A2"));
    let periods: Vec<&str> = bound.periods.iter().map(|period| period.name.as_str()).collect();
    assert_eq!(periods, ["2024-06", "2024-07"]);
    assert_eq!(bound.links[1].subject(0), Some(1));
    assert_eq!(bound.links[1].period(0), Some(1));
    assert_eq!(bound.rows_of(ROWS, 0, 0), [1]);
    assert!(bound.rows_of(ROWS, 0, 1).is_empty());
    assert_eq!(messages(&bound), ["`nobody` 不在名册 `staff` 中，`rows` 有 1 行属于它"]);
    assert_eq!(skipped(&bound), [("不在名册 `staff` 中", 1)]);
}

#[test]
fn rows_of_a_subject_come_by_row_number() {
    let plan = plan(Builder::new(), None);
    let rows =
        records(&[("a", "2024-06", 1.0, "", 0.0), ("b", "2024-06", 2.0, "", 0.0), ("a", "2024-06", 3.0, "", 0.0)]);
    let bound = bind(&plan, vec![staff(), reordered(&rows, &[2, 1, 0])]);
    assert_eq!(bound.rows_of(ROWS, 0, 0), [2, 0]);
    let roster = crate::eval::fixture::STAFF;
    assert_eq!(bound.rows_of(roster, 3, 0), [3]);
}

#[test]
fn keys_are_trimmed_and_then_folded() {
    let plan = plan(Builder::new(), None);
    let staff = sheet("staff", 3).text("工号", &[" A1 ", "b", "B"]).text("姓名", &["甲", "乙", "丙"]).table();
    let rows = records(&[
        ("A1", "2024-06", 1.0, "", 0.0),
        ("ａ１", "2024-06", 1.0, "", 0.0),
        ("B", "2024-06", 1.0, "", 0.0),
        // Folds to two keys: nobody is charged with it.
        ("Ｂ", "2024-06", 1.0, "", 0.0),
    ]);
    let bound = bind(&plan, vec![staff, rows]);
    let owner = |row| bound.links[1].subject(row).map(|subject| bound.subjects[subject].label.as_str());
    assert_eq!((0..4).map(owner).collect::<Vec<_>>(), [Some("甲"), Some("甲"), Some("丙"), None]);
}

#[test]
fn nicks_are_bound_and_those_that_are_not_are_listed_once() {
    let mut plan = plan(Builder::new(), None);
    plan.tables[1].key = through("工号", crate::eval::fixture::NICKS, "昵称", "工号");
    let rows = records(&[
        ("店铺:小美", "2024-06", 1.0, "", 0.0),
        ("店铺:陌生", "2024-06", 1.0, "", 0.0),
        ("店铺:陌生", "2024-06", 1.0, "", 0.0),
        ("店铺:两人", "2024-06", 1.0, "", 0.0),
        ("店铺:无人", "2024-06", 1.0, "", 0.0),
        ("店铺:离职", "2024-06", 1.0, "", 0.0),
        ("", "2024-06", 1.0, "", 0.0),
    ]);
    let nicks = nicks(&[
        ("店铺:小美", "a"),
        ("店铺：小美", "a"),
        ("店铺:两人", "a"),
        ("店铺:两人", "b"),
        ("店铺:无人", ""),
        ("店铺:离职", "z"),
    ]);
    let bound = bind(&plan, vec![staff(), rows, nicks]);
    assert_eq!(bound.links[1].subject(0), Some(0));
    assert!((1..7).all(|row| bound.links[1].subject(row).is_none()));
    assert_eq!(
        messages(&bound),
        [
            "`店铺:两人` 在绑定表 `nicks` 中绑定到不同的人：`a` 和 `b`",
            "列 `工号` 的 `店铺:陌生` 不在绑定表 `nicks` 中，涉及 2 行",
            "列 `工号` 的 `店铺:无人` 在绑定表 `nicks` 中没有对应的人，涉及 1 行",
            "`z` 不在名册 `staff` 中，`rows` 有 1 行属于它",
            "`rows` 有 1 行没有 `工号`，未计入",
        ]
    );
    assert_eq!(bound.findings.all[0].severity, Severity::Error);
    assert_eq!(bound.findings.all[0].labels.len(), 2);
    assert_eq!(bound.findings.count(Severity::Error), 1);
    assert_eq!(bound.skipped.iter().map(|skipped| skipped.count).sum::<usize>(), 6);
}

#[test]
fn dropped_rows_and_those_the_roster_leaves_out() {
    let mut build = Builder::new();
    let word = build.column(ROWS, "词", Kind::Text);
    let total = build.text("汇总");
    let drop = build.binary(Binary::Eq, word, total);
    let group = build.column(crate::eval::fixture::STAFF, "班组", Kind::Text);
    let front = build.text("售前");
    let filter = build.binary(Binary::Eq, group, front);
    let mut plan = plan(build, None);
    plan.tables[1].drop = Some(drop);
    plan.roster.filter = Some(filter);
    let rows = records(&[
        ("a", "2024-06", 1.0, "", 0.0),
        ("a", "bad", 9.0, "汇总", 0.0),
        ("c", "2024-06", 1.0, "x", 0.0),
        ("c", "2024-06", 1.0, "x", 0.0),
    ]);
    let bound = bind(&plan, vec![staff(), rows]);
    assert_eq!(bound.subjects.len(), 2);
    // Blank words leave the condition undecided, so the row stays.
    assert_eq!(bound.links[1].subject(0), Some(0));
    assert_eq!(bound.links[1].subject(1), None);
    assert_eq!(
        skipped(&bound),
        [("按 `drop` 条件略去", 1), ("无法判断是否考核", 1), ("不由本方案考核", 1), ("不由本方案考核", 2)]
    );
    assert_eq!(
        messages(&bound),
        ["名册 `staff` 有 1 行无法判断是否考核，未计入", "`rows` 有 2 行属于不由本方案考核的 `c`"]
    );
    assert_eq!(bound.findings.all[1].severity, Severity::Note);
}

#[test]
fn one_key_with_different_contents_is_an_error() {
    let mut build = Builder::new();
    let column = build.column(crate::eval::fixture::STAFF, "班组", Kind::Text);
    let group = build.gather(Agg::Only, column, None, Grain::Subject);
    let plan = plan(build, Some(group));
    let staff = sheet("staff", 4)
        .text("工号", &["a", "a", "b", "b"])
        .text("姓名", &["小美", "小丽", "小强", "小强"])
        .text("班组", &["售前", "售后", "售前", "售前"])
        .table();
    let bound = bind(&plan, vec![staff]);
    assert_eq!(
        messages(&bound),
        [
            "`a` 在名册 `staff` 中的 `姓名` 不一致：`小丽` 和 `小美`",
            "`a` 在名册 `staff` 中的 `班组` 不一致：`售前` 和 `售后`"
        ]
    );
    assert_eq!(bound.subjects.len(), 2);
}

#[test]
fn unreadable_periods_are_named_by_cell() {
    let plan = plan(Builder::new(), None);
    let rows = records(&[("a", "2024-13", 1.0, "", 0.0), ("a", "", 1.0, "", 0.0), ("a", "2024-06", 1.0, "", 0.0)]);
    let bound = bind(&plan, vec![staff(), rows]);
    assert_eq!(messages(&bound), ["`rows` 有 2 行的周期（列 `月`）无法读取，未计入"]);
    let first = &bound.findings.all[0].labels[0];
    assert!(matches!(&first.place, crate::diagnostic::Place::Cell(cell) if cell.to_string() == "rows.csv › B2"));
    assert_eq!(first.words.zh, "`2024-13` 不是周期");
    assert_eq!(bound.links[1].period(0), None);
}

#[test]
fn dates_are_cut_to_the_cycle() {
    let mut plan = plan(Builder::new(), None);
    plan.tables[1].columns[1].kind = Kind::Date;
    let date = |text| crate::table::time::parse_date(text).unwrap_or(f64::NAN);
    let rows = sheet("rows", 2)
        .text("工号", &["a", "a"])
        .numbers("月", &[date("2024-06-30 23:59"), date("2024-07-01")])
        .table();
    let bound = bind(&plan, vec![staff(), rows.clone()]);
    assert_eq!(bound.periods.len(), 2);
    plan.cycle = Cycle::Quarter;
    let bound = bind(&plan, vec![staff(), rows.clone()]);
    assert_eq!(bound.periods.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["2024Q2", "2024Q3"]);
    plan.cycle = Cycle::Once;
    let bound = bind(&plan, vec![staff(), rows]);
    assert_eq!(bound.periods, [only_period()]);
    assert_eq!(bound.rows_of(ROWS, 0, 0), [0, 1]);
}

#[test]
fn a_plan_without_periods_has_one_and_no_data_stops_nothing() {
    let mut plan = plan(Builder::new(), None);
    plan.tables[1].period = PeriodSpec::Always;
    let bound = bind(&plan, vec![staff()]);
    assert_eq!(bound.periods, [only_period()]);
    assert!(bound.findings.is_empty());
    let bound = bind(&plan, Vec::<Table>::new());
    assert_eq!(messages(&bound), ["名册 `staff` 中没有考核对象"]);
    // Columns that are not there, and tables without origins.
    let odd = Table { name: "rows".into(), rows: 2, ..Table::default() };
    let bound = bind(&plan, vec![staff(), odd]);
    assert_eq!(messages(&bound), ["`rows` 有 2 行没有 `工号`，未计入"]);
}

#[test]
fn numeric_keys_are_read_as_written() {
    let mut plan = plan(Builder::new(), None);
    plan.tables[1] = spec("rows", &[("工号", Kind::Number)]);
    plan.tables[1].key = key("工号");
    let staff = sheet("staff", 1).text("工号", &["1023"]).text("姓名", &["甲"]).table();
    let rows = sheet("rows", 1).lane("工号", Lane::Numbers([Ok(1023.0)].into_iter().collect())).table();
    let bound = bind(&plan, vec![staff, rows]);
    assert_eq!(bound.links[1].subject(0), Some(0));
}

#[test]
fn long_lists_of_unknown_keys_are_cut_and_the_rest_counted() {
    let plan = plan(Builder::new(), None);
    let keys: Vec<String> = (0..60).map(|n| format!("k{n:02}")).collect();
    let lines: Vec<_> = keys.iter().map(|key| (key.as_str(), "2024-06", 1.0, "", 0.0)).collect();
    let bound = bind(&plan, vec![staff(), records(&lines)]);
    assert_eq!(bound.findings.all.len(), 51);
    assert_eq!(bound.findings.all[50].message.zh, "`rows` 中还有 10 个同样的键，共 10 行");
    assert_eq!(bound.skipped[0].count, 60);
    assert_eq!(bound.skipped[0].cells.len(), 5);
}
