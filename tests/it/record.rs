//! Papers around the figures: void data, objections, and what they change.

use kaohe::host::Memory;
use kaohe::report::{self, View, trail};
use kaohe::result::{Cause, Status};
use kaohe::session::{self, Evaluated, Request};
use kaohe::table::Nothing;
use kaohe::text::{Lang, Sources};

const RUBRIC: &str = r#"kaohe = 1

[rubric]
title = "窗口服务季度考核"
cycle = "quarter"
points = 100
notice = 2024-07-05

[subject]
roster = "staff"
key = "工号"
label = "姓名"

[data.staff]
file = "staff.csv"

[data."调查表"]
file = "survey.csv"
period = "日期"

[data."异议"]
file = "objections.csv"
period = "季度"

[[element]]
id = "满意票"
unit = "张"
from = "调查表"
value = "sum(满意)"

[[element]]
id = "有效票"
unit = "张"
from = "调查表"
value = "sum(回收)"

[[element]]
id = "差错数"
from = "调查表"
value = "sum(差错)"

[objections]
from = "异议"
window = { days = 5, working = true }

[[indicator]]
id = "满意率"
points = 60
formula = "满意票 / 有效票 * 100"
unit = "%"
score.ratio = { target = 100, cap = 100 }

[[indicator]]
id = "差错"
points = 40
formula = "差错数"
missing = "full"
score.deduct = { each = 25 }

[[grade]]
name = "优"
min = 90
[[grade]]
name = "良"
"#;
const STAFF: &str = "工号,姓名\nA1,王敏\nA2,李强\nA3,赵云\n";
const SURVEY: &str = "工号,日期,回收,满意,差错\nA1,2024-04-10,20,10,0\nA1,2024-05-10,80,76,1\n\
    A2,2024-05-10,100,90,2\nA3,2024-04-10,50,30,1\n";
const NO_OBJECTIONS: &str = "工号,季度,指标,数据元素,更正值,状态,提出日期,理由,处理人\n";

fn run(more: &str, objections: &str) -> (Evaluated, Sources) {
    let host = Memory::default()
        .with("w/r.toml", format!("{RUBRIC}{more}"))
        .with("w/staff.csv", STAFF)
        .with("w/survey.csv", SURVEY)
        .with("w/objections.csv", format!("{NO_OBJECTIONS}{objections}"));
    let mut sources = Sources::default();
    let request = Request { rubric: "w/r.toml".into(), ..Request::default() };
    let run = session::evaluate(&host, &request, &mut sources);
    (run.unwrap_or_else(|stopped| panic!("{stopped:#?}")), sources)
}

fn totals(run: &Evaluated) -> Vec<Result<f64, Nothing>> {
    (0..run.results.subjects.len()).map(|subject| run.results.total.get(subject)).collect()
}

fn written(run: &Evaluated, sources: &Sources, format: &str, lang: Lang) -> String {
    let view = View { rubric: &run.rubric, results: &run.results, sources, lang, width: 100, color: false };
    String::from_utf8(report::named(format).map(|report| report.write(&view)).unwrap_or_default()).unwrap()
}

fn codes(run: &Evaluated) -> Vec<&str> {
    run.results.findings.all.iter().map(|finding| finding.code.id).collect()
}

#[test]
fn nothing_void_and_nobody_objects() {
    let (run, _) = run("", "");
    // 86/100 of 60 and 30; 90/100 of 60 and 20; 30/50 of 60 and 30.
    assert_eq!(totals(&run), [Ok(81.6), Ok(74.0), Ok(66.0)]);
    assert!(run.results.record.revisions.is_empty() && run.results.provisional.is_empty());
}

#[test]
fn void_rows_do_not_count_and_show_what_that_changed() {
    let void = "[[void]]\ndata = \"调查表\"\nwhere = '日期 == \"2024-04-10\"'\n\
        reason = \"当天系统故障\"\nby = \"质控科\"\non = 2024-07-02\n";
    let (run, sources) = run(void, "");
    // A1: 76 of 80 in May is 95 %, so 57, and one error; whose rows are all void has no figure, not 0.
    assert_eq!(totals(&run), [Ok(87.0), Ok(74.0), Err(Nothing::Void)]);
    let record = &run.results.record;
    assert_eq!((record.voids[0].count, record.voids[0].subjects.clone()), (2, vec![0, 2]));
    let changed: Vec<_> =
        record.revisions.iter().map(|r| (r.cause, r.subject, r.before.total, r.after.total)).collect();
    assert_eq!(changed, [(Cause::Void, 0, Ok(81.6), Ok(87.0)), (Cause::Void, 2, Ok(66.0), Err(Nothing::Void))]);
    let text = written(&run, &sources, "text", Lang::Zh);
    assert!(text.contains("理由：当天系统故障；质控科 2024-07-02"), "{text}");
    assert!(text.contains("总分 81.60 → 87.00"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&written(&run, &sources, "json", Lang::En)).unwrap();
    assert_eq!(json["voids"][0]["reason"], "当天系统故障");
    assert_eq!(json["revisions"][0]["before"]["total"], 81.6);
    let tree = trail::text(&session::explain(&run, &sources, 0, None), Lang::Zh, 200, false);
    assert!(tree.contains("数据作废前后：总分 81.60 → 87.00"), "{tree}");
}

#[test]
fn one_value_of_one_person_in_one_period_is_void() {
    let void = "[[void]]\nelement = \"差错数\"\nsubject = \"李强\"\nperiod = \"2024Q2\"\nreason = \"登记簿遗失\"\n";
    let (run, sources) = run(void, "");
    // The policy for what is missing: full marks.
    assert_eq!(totals(&run), [Ok(81.6), Ok(94.0), Ok(66.0)]);
    let ranks: Vec<_> = run.results.record.revisions.iter().map(|r| (r.subject, r.before.rank, r.after.rank)).collect();
    assert_eq!(ranks, [(1, Ok(2.0), Ok(1.0)), (0, Ok(1.0), Ok(2.0))]);
    let tree = trail::text(&session::explain(&run, &sources, 1, None), Lang::En, 100, false);
    assert!(tree.contains("void: 登记簿遗失"), "{tree}");
}

#[test]
fn a_void_of_nothing_is_told() {
    let void = "[[void]]\nelement = \"差错数\"\nsubject = \"李墙\"\nreason = \"x\"\n\
        [[void]]\ndata = \"调查表\"\nwhere = 'false'\nreason = \"y\"\n";
    assert_eq!(codes(&run(void, "").0), ["K0740", "K0740"]);
}

#[test]
fn objections_open_upheld_and_rejected() {
    let kept = "A2,2024Q2,差错,差错数,0,成立,2024-07-08,一件记在别人名下,质控科\n\
        A1,2024Q2,满意率,,,待处理,2024-07-15,,\nA3,2024Q2,满意率,,,驳回,2024-07-12,,质控科\n";
    let (run, sources) = run("", kept);
    assert_eq!(totals(&run), [Ok(81.6), Ok(94.0), Ok(66.0)]);
    let record = &run.results.record;
    assert_eq!(
        record.objections.iter().map(|o| o.status).collect::<Vec<_>>(),
        [Status::Open, Status::Upheld, Status::Rejected]
    );
    // 2024-07-05 is a Friday: five working days after it is the 12th.
    assert_eq!(record.objections.iter().map(|o| o.late).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!((record.disputed.clone(), record.place_disputed.clone()), (vec![true, false, false], vec![true; 3]));
    let changed: Vec<_> =
        record.revisions.iter().map(|r| (r.cause, r.subject, r.before.total, r.after.total)).collect();
    assert_eq!(changed, [(Cause::Objection, 1, Ok(74.0), Ok(94.0)), (Cause::Objection, 0, Ok(81.6), Ok(81.6))]);
    assert_eq!(codes(&run), ["K0745"]);
    let text = written(&run, &sources, "text", Lang::Zh);
    assert!(text.contains("暂定结果：有 1 件异议未决：`王敏`"), "{text}");
    assert!(text.contains("81.60*") && text.contains("名次 2 → 1，等级 良 → 优，差错 20.00 → 40.00"), "{text}");
    let csv = written(&run, &sources, "csv", Lang::Zh);
    assert!(csv.contains("有异议未决，暂定") && csv.contains("名次暂定"), "{csv}");
    let tree = trail::text(&session::explain(&run, &sources, 1, None), Lang::Zh, 100, false);
    assert!(tree.contains("异议成立，按更正后的值") && tree.contains("更正前"), "{tree}");
}

#[test]
fn objections_that_cannot_be_followed_are_told() {
    let kept = "A2,2024Q2,差错,差错数,,成立,2024-07-08,,\nA2,2024Q2,差错,差错率,1,成立,2024-07-08,,\n\
        A1,2024Q2,满意,,,看看,2024-07-08,,\n";
    let (run, _) = run("", kept);
    assert_eq!(totals(&run), [Ok(81.6), Ok(74.0), Ok(66.0)]);
    assert_eq!(codes(&run), ["K0742", "K0743", "K0744", "K0744"]);
}

#[test]
fn the_value_of_an_indicator_may_be_corrected() {
    let (run, _) = run("", "A1,2024Q2,满意率,,96,成立,2024-07-08,,\n");
    assert_eq!(totals(&run)[0], Ok(87.6));
}

#[test]
fn only_what_is_undisputed_enters_the_year() {
    let year = r#"kaohe = 1
[rubric]
title = "年终"
cycle = "year"
[subject]
roster = "staff"
key = "工号"
label = "姓名"
[data.staff]
file = "staff.csv"
[data.q]
rubric = "r.toml"
DISPUTED
[[element]]
id = "季度分"
from = "q"
value = "mean(total)"
[[indicator]]
id = "季度"
points = 100
formula = "季度分"
score.ratio = { target = 100, cap = 100 }
"#;
    let evaluated = |disputed: &str| {
        let host = Memory::default()
            .with("w/r.toml", RUBRIC)
            .with("w/y.toml", year.replace("DISPUTED", disputed))
            .with("w/staff.csv", STAFF)
            .with("w/survey.csv", SURVEY)
            .with("w/objections.csv", format!("{NO_OBJECTIONS}A1,2024Q2,满意率,,,待处理,2024-07-08,,\n"));
        let request = Request { rubric: "w/y.toml".into(), ..Request::default() };
        session::evaluate(&host, &request, &mut Sources::default()).unwrap()
    };
    let counted = evaluated("");
    assert_eq!(totals(&counted), [Ok(81.6), Ok(74.0), Ok(66.0)]);
    assert!(counted.results.provisional.iter().any(|why| why.zh.contains("异议未决")));
    assert_eq!(totals(&evaluated("disputed = \"leave_out\"")), [Err(Nothing::Disputed), Ok(74.0), Ok(66.0)]);
}
