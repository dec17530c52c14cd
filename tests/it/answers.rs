//! Who answers for what, the calendar of a run, and which files a result was made from.

use kaohe::host::Memory;
use kaohe::report::{self, View, trail};
use kaohe::session::{self, Evaluated, Request};
use kaohe::text::{Lang, Sources};
use serde_json::{Value, json};

const RUBRIC: &str = r#"kaohe = 1

[rubric]
title = "窗口服务季度考核"
cycle = "quarter"
effective = 2024-01-01
until = 2024-06-15

[subject]
roster = "staff"
key = "工号"

[data.staff]
file = "staff.csv"

[data."调查表"]
file = "survey.csv"
period = "日期"
evidence = "资料"
exported = "导出时间"
outside = { from = "统计局", officer = "王敏", asked_on = 2024-06-01, due = 2024-06-20 }

[[stage]]
id = "自评"
from = { after = "period_end", days = 1 }
until = { after = "period_end", days = 5 }
[[stage]]
id = "反馈"
from = { after = "period_end", days = 8 }
after = "自评"
owner = "办公室"

[[duty]]
id = "接待"
post = "窗口"

[[element]]
id = "满意票"
from = "调查表"
value = "sum(满意)"
confidential = true

[[element]]
id = "有效票"
from = "调查表"
value = "sum(回收)"

[[indicator]]
id = "满意率"
points = 70
formula = "满意票 / 有效票 * 100"
score.ratio = { target = 100, cap = 100 }
owner = { unit = "质控科", person = "李强", deputy = "赵云", keeper = "档案室", rights = "调阅记录" }
duty = "接待"
goal = "群众满意"
evidence = "调查表原件"
verified_by = "办公室"
contributors = [{ unit = "窗口科", share = "2/3" }, { unit = "信息科", share = "1/3" }]

[[indicator]]
id = "回收"
points = 30
formula = "有效票"
score.ratio = { target = 100, cap = 100 }
owner = { unit = "质控科", deputy = "李强" }
duty = "接待"
contributors = [{ unit = "信息科", share = 1 }]
"#;

fn run(reveal: bool) -> (Evaluated, Sources) {
    let host = Memory::default()
        .with("w/r.toml", RUBRIC)
        .with("w/staff.csv", "工号\nA1\n")
        .with("w/survey.csv", "工号,日期,回收,满意,资料,导出时间\nA1,2024-04-10,30,20,卷1,2024-07-01 08:00\nA1,2024-05-10,50,40,卷2,2024-07-01 08:00\n");
    let mut sources = Sources::default();
    let request = Request { rubric: "w/r.toml".into(), reveal, ..Request::default() };
    let run = session::evaluate(&host, &request, &mut sources).unwrap_or_else(|stopped| panic!("{stopped:#?}"));
    (run, sources)
}

fn written(run: &Evaluated, sources: &Sources, format: &str) -> String {
    let view = View { rubric: &run.rubric, results: &run.results, sources, lang: Lang::Zh, width: 160, color: false };
    String::from_utf8(report::named(format).map(|report| report.write(&view)).unwrap_or_default()).unwrap()
}

#[test]
fn machines_read_who_answers_and_from_which_files() {
    let (run, sources) = run(false);
    let json: Value = serde_json::from_str(&written(&run, &sources, "json")).unwrap();
    let declared = &json["answers"]["indicators"]["满意率"];
    assert_eq!(declared["deputy"], "赵云");
    assert_eq!(declared["duties"], json!(["接待"]));
    assert_eq!(json["duties"][0]["post"], "窗口");
    // 75 % of 70 is 52.5: 35 and 17.5; 80 of 100 is 24 of 30.
    assert_eq!(
        json["subjects"][0]["contributions"],
        json!([{ "unit": "窗口科", "points": 35 }, { "unit": "信息科", "points": 41.5 }])
    );
    assert_eq!(json["subjects"][0]["total"], 76.5);
    assert_eq!(json["subjects"][0]["evidence"]["调查表"], json!(["卷1", "卷2"]));
    assert_eq!(json["exports"][0]["times"], json!(["2024-07-01 08:00"]));
    assert_eq!(json["stages"][0]["until"], "2024-07-05");
    assert_eq!(json["outside"][0]["received_on"], Value::Null);
    assert_eq!(json["rubric"]["files"][0]["file"], "r.toml");
    let digest =
        |name: &str| json["files"].as_array().unwrap().iter().find(|f| f["file"] == name).unwrap()["sha256"].clone();
    // As `sha256sum` gives it.
    assert_eq!(digest("staff.csv"), kaohe::host::sha256("工号\nA1\n".as_bytes()));
}

#[test]
fn confidential_figures_are_masked_unless_asked_for() {
    for reveal in [false, true] {
        let (run, sources) = run(reveal);
        let json: Value = serde_json::from_str(&written(&run, &sources, "json")).unwrap();
        let votes = &json["subjects"][0]["elements"][0];
        assert_eq!(votes["value"].is_null(), !reveal, "{votes}");
        let tree = trail::text(&session::explain(&run, &sources, 0, None), Lang::Zh, 400, false);
        assert_eq!(tree.contains("保密"), !reveal, "{tree}");
        assert_eq!(tree.contains("60 / 80"), reveal, "{tree}");
        assert!(tree.contains("窗口科 占 0.6667：35 分") && tree.contains("后备 赵云"), "{tree}");
        assert!(tree.contains("资料 卷1、卷2"), "{tree}");
    }
}

#[test]
fn people_read_the_calendar_and_the_shares() {
    let (run, sources) = run(false);
    let text = written(&run, &sources, "text");
    for line in [
        "自评  2024-07-01 至 2024-07-05",
        "反馈  2024-07-08  办公室",
        "窗口科 35.00，信息科 41.50",
        "应到 2024-06-20  尚未收到",
        "方案施行到 2024-06-15 为止，本期 91 天中只涉及 76 天",
        "SHA-256 ",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}
