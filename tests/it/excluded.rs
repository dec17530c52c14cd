//! Rows that do not count for an element: how many, and why, in every report.

use kaohe::host::Memory;
use kaohe::report::{self, View};
use kaohe::session::{self, Request};
use kaohe::text::{Lang, Sources};
use serde_json::{Value, json};

const RUBRIC: &str = r#"
kaohe = 1
[rubric]
title = "报修"
[subject]
key = "班组"
roster = "名单"
[data."名单"]
file = "teams.csv"
[data."报修"]
file = "repairs.csv"
drop = '不可抗力 == "是"'
[[void]]
data = "报修"
where = '日期 == "4-2"'
reason = "系统故障"
[[element]]
id = "平均时长"
from = "报修"
where = '类型 == "维修"'
value = "mean(分钟)"
[[element]]
id = "及时数"
from = "报修"
where = '类型 == "维修"'
value = "count_if(分钟 <= 60)"
[[element]]
id = "单数"
from = "报修"
value = "count()"
[[indicator]]
id = "及时率"
points = 100
formula = "及时数 / 单数 * 100"
better = "higher"
score.linear = { zero = 0, full = 100 }
[[check]]
id = "时长"
expr = "平均时长 >= 0"
"#;

/// Of the first team's seven rows each but the first two falls out for a reason of its own.
const REPAIRS: &str = "班组,日期,类型,分钟,不可抗力\n\
    一班,4-1,维修,30,否\n一班,4-1,维修,50,否\n一班,4-1,维修,,否\n一班,4-1,维修,20,是\n一班,4-2,维修,90,否\n\
    一班,4-1,咨询,10,否\n一班,4-1,,15,否\n二班,4-1,维修,40,否\n";

fn written(format: &str, lang: Lang) -> String {
    let host = Memory::default().with("w/r.toml", RUBRIC).with("w/teams.csv", "班组\n一班\n二班\n");
    let host = host.with("w/repairs.csv", REPAIRS);
    let mut sources = Sources::default();
    let request = Request { rubric: "w/r.toml".into(), ..Request::default() };
    let run = session::evaluate(&host, &request, &mut sources).unwrap_or_else(|stopped| panic!("{stopped:#?}"));
    let view = View { rubric: &run.rubric, results: &run.results, sources: &sources, lang, width: 160, color: false };
    String::from_utf8(report::named(format).map(|report| report.write(&view)).unwrap_or_default()).unwrap()
}

#[test]
fn machines_read_how_many_rows_fall_out_and_why() {
    let json: Value = serde_json::from_str(&written("json", Lang::Zh)).unwrap();
    let subjects = json["subjects"].as_array().unwrap();
    let rows = |team: &str, element: &str| {
        let subject = subjects.iter().find(|subject| subject["key"] == team).unwrap();
        let elements = subject["elements"].as_array().unwrap();
        elements.iter().find(|found| found["id"] == element).unwrap()["rows"].clone()
    };
    let reasons = json!({ "drop": 1, "void": 1, "where": 1, "undecided": 1, "missing": 1 });
    for element in ["平均时长", "及时数"] {
        assert_eq!(rows("一班", element), json!({ "table": "报修", "counted": 2, "left_out": reasons }), "{element}");
        assert_eq!(rows("二班", element), json!({ "table": "报修", "counted": 1, "left_out": {} }));
    }
    // Without a condition nothing falls out but what never was on the table.
    assert_eq!(rows("一班", "单数"), json!({ "table": "报修", "counted": 5, "left_out": { "drop": 1, "void": 1 } }));
}

#[test]
fn people_read_it_too() {
    let text = written("text", Lang::Zh);
    for line in [
        "未计入的行",
        "平均时长  报修 8 行，计入 3 行；略去（drop）1 行；作废 1 行；不满足条件（where）1 行；条件无法判断 1 行；没有值 1 行",
        "单数  报修 8 行，计入 6 行；略去（drop）1 行；作废 1 行",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let text = written("text", Lang::En);
    assert!(text.contains("6 of 8 rows of 报修 count; dropped: 1; void: 1"), "{text}");
}
