//! A condition that takes rows out and looks at other rows of the table: it is judged once, on all
//! rows, and what is computed afterwards sees the rows that stay. Figures worked out by hand.

use kaohe::session;

use crate::world::{checked, run};

/// Who rates everybody alike, and who rates himself.
const OUT: &str =
    "角色 == \"同级\" && (评价人 == 人 || min_by(分数, 评价人, 角色, 年度) == max_by(分数, 评价人, 角色, 年度))";

const RUBRIC: &str = r#"
kaohe = 1
[rubric]
title = "互评"
cycle = "year"
[subject]
roster = "名单"
key = "人"
[data."名单"]
file = "who.csv"
[data."票"]
file = "votes.csv"
key = "人"
period = "年度"
columns = { "分数" = { type = "number" } }
DROP
[[rater]]
id = "上级"
weight = 50
[[rater]]
id = "同级"
weight = 50
[[ballot]]
from = "票"
by = ["评价人"]
where = '角色 == "同级"'
void_when = "min(分数) < 75"
[[element]]
id = "均分"
from = "票"
where = '角色 == "同级"'
value = "mean(mean_by(分数, 角色, 年度))"
[[element]]
id = "票数"
from = "票"
where = '角色 == "同级"'
value = "mean(count_by(角色, 年度))"
[[element]]
id = "全体均分"
from = "票"
value = "mean(mean_by(分数, 年度))"
[[indicator]]
id = "态度"
points = 100
rated = { from = "票", combine = "mean" }
score.formula = "value"
[[check]]
id = "有票"
expr = "均分 > 0 && 票数 > 0 && 全体均分 > 0"
"#;

/// 丁 rates both alike and is out with both rows, 甲 is out with the row on himself. Of the rows
/// that stay 甲 has a single one, so that his ratings, too, are alike from then on.
const VOTES: [(&str, &str, &str, f64); 8] = [
    ("上级", "总", "甲", 70.0),
    ("上级", "总", "乙", 60.0),
    ("同级", "丙", "甲", 90.0),
    ("同级", "丙", "乙", 80.0),
    ("同级", "丁", "甲", 85.0),
    ("同级", "丁", "乙", 85.0),
    ("同级", "甲", "甲", 100.0),
    ("同级", "甲", "乙", 70.0),
];

fn dropping() -> String {
    RUBRIC.replace("DROP", &format!("drop = '{OUT}'"))
}

fn voiding() -> String {
    let void = format!("[[void]]\ndata = \"票\"\nwhere = '{OUT}'\nreason = \"人人同分、自评\"\n");
    RUBRIC.replace("DROP\n", "") + &void
}

#[test]
fn a_window_in_a_condition_on_the_rows_of_a_file() {
    let mut votes = "年度,角色,评价人,人,指标,分数\n".to_string();
    for (role, by, whom, mark) in VOTES {
        votes += &format!("2024,{role},{by},{whom},态度,{mark}\n");
    }
    for text in [dropping(), voiding()] {
        let run = run(&text, &[("who.csv", "人\n甲\n乙\n"), ("votes.csv", &votes)], None);
        let keys: Vec<&str> = run.results.subjects.iter().map(|subject| subject.key.as_str()).collect();
        let of = |key: &str| keys.iter().position(|known| *known == key).unwrap();
        for subject in [of("甲"), of("乙")] {
            let element = |at: usize| run.results.elements[at].numbers().get(subject);
            // 90, 80 and 70 stay of the peers' rows; with 70 and 60 they are 370 / 5.
            assert_eq!([element(0), element(1), element(2)], [Ok(80.0), Ok(3.0), Ok(74.0)]);
        }
        // The ballots of 丙 and 甲 are left; that of 甲 has a 70 and is void.
        let ballots = &run.results.ballots[0];
        assert_eq!((ballots.ballots, ballots.void.len()), (2, 1));
        assert_eq!((&*ballots.void[0].rater[0], ballots.void[0].ratings), ("甲", 1));
        // (70 + 90) / 2 and (60 + 80) / 2.
        assert_eq!([of("甲"), of("乙")].map(|subject| run.results.total.get(subject)), [Ok(80.0), Ok(70.0)]);
    }
}

#[test]
fn a_window_in_a_condition_on_the_rows_of_a_test() {
    let mut test =
        "[[test]]\nname = \"互评\"\nperiod = \"2024\"\ngiven = [{ subject = \"甲\" }, { subject = \"乙\" }]\n\
        rows.\"票\" = [\n"
            .to_string();
    for (role, by, whom, mark) in VOTES {
        test += &format!(
            "{{ \"年度\" = \"2024\", \"角色\" = \"{role}\", \"评价人\" = \"{by}\", \"人\" = \"{whom}\", \
            \"指标\" = \"态度\", \"分数\" = {mark} }},\n"
        );
    }
    test += "]\nexpect = { \"甲.均分\" = 80, \"乙.均分\" = 80, \"甲.票数\" = 3, \"乙.票数\" = 3, \"甲.全体均分\" = 74, \
        \"乙.全体均分\" = 74, \"甲.total\" = 80, \"乙.total\" = 70 }\n";
    for text in [dropping(), voiding()] {
        let (rubric, found, _) = checked(&format!("{text}{test}"));
        let rubric = rubric.unwrap_or_else(|| panic!("{:#?}", found.all));
        let reports = session::test(&rubric, &kaohe::compile::compile(&rubric));
        let failures: Vec<&str> =
            reports.iter().flat_map(|report| &report.failures).map(|failure| failure.message.zh.as_str()).collect();
        assert_eq!((failures, reports[0].expectations), (vec![], 8));
    }
}
