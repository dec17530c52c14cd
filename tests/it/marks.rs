//! Marks that differ between subjects, and marks that go elsewhere: calculated by hand.

use kaohe::explain::adds_up;
use kaohe::report::{self, trail};
use kaohe::session;
use kaohe::table::Numbers;
use kaohe::text::Lang;

use crate::world::{self, Run, run};

const DECLARED: &str = r#"
[subject]
noun = "人"
roster = "who"
key = "k"
[data.who]
file = "who.csv"
[data.d]
file = "d.csv"
columns = { x = { type = "number" }, y = { type = "number" }, z = { type = "number" } }
[[element]]
id = "x"
from = "d"
[[element]]
id = "y"
from = "d"
[[element]]
id = "z"
from = "d"
"#;

fn rubric(head: &str, body: &str) -> String {
    format!("kaohe = 1\n[rubric]\ntitle = \"试\"\n{head}\n{DECLARED}\n{body}")
}

fn list(numbers: &Numbers) -> Vec<String> {
    (0..numbers.len())
        .map(|row| {
            numbers
                .get(row)
                .map_or_else(|nothing| nothing.words().zh, |n| format!("{n:.11e}").parse::<f64>().unwrap().to_string())
        })
        .collect()
}

/// The trees of all subjects; each adds up.
fn trees(text: &str, run: &Run) -> Vec<String> {
    let facts = session::Run { bound: &run.bound, lanes: &run.lanes, text };
    let period = run.bound.periods.len() - 1;
    (0..run.bound.subjects.len())
        .map(|subject| {
            let found = kaohe::explain::explain(&run.rubric, &run.program, &facts, subject, period);
            let shown = trail::text(&found, Lang::Zh, 120, false);
            assert!(adds_up(&found.root), "{shown}");
            shown
        })
        .collect()
}

fn errors(text: &str) -> Vec<String> {
    let (_, bag, _) = world::checked(text);
    let errors = bag.all.iter().filter(|found| found.severity == kaohe::diagnostic::Severity::Error);
    errors.map(|found| found.message.en.clone()).collect()
}

/// The results as JSON, and as a sheet.
fn reports(run: &Run) -> (serde_json::Value, String) {
    let sources = kaohe::text::Sources::default();
    let view = report::View {
        rubric: &run.rubric,
        results: &run.results,
        sources: &sources,
        lang: Lang::Zh,
        width: 120,
        color: false,
    };
    let write = |name: &str| String::from_utf8(report::named(name).unwrap().write(&view)).unwrap();
    (serde_json::from_str(&write("json")).unwrap(), write("csv"))
}

const POSTS: &str = r#"
[[indicator]]
id = "甲"
points = 60
formula = "x"
score.linear = { zero = 0, full = 10 }
[[indicator]]
id = "乙"
points = 40
formula = "y"
missing = "zero"
score.linear = { zero = 0, full = 10 }
[[variant]]
id = "店"
name = "门店"
when = 'p == "店"'
[[variant]]
id = "后"
name = "后台"
without = ["乙"]
points = { "甲" = 100 }
"#;

#[test]
fn posts_have_marks_of_their_own() {
    let text = rubric("", POSTS);
    let run = run(&text, &[("who.csv", "k,p\na,店\nb,后\n"), ("d.csv", "k,x,y,z\na,5,5,1\nb,5,,1\n")], None);
    assert_eq!(list(&run.results.total), ["50", "50"]);
    assert_eq!(list(&run.results.indicators[1].points), ["20", "本类型不考核"]);
    let trees = trees(&text, &run);
    assert!(trees[0].contains("考核类型 门店"), "{}", trees[0]);
    assert!(trees[1].contains("考核类型 后台") && trees[1].contains("本类型不考核"), "{}", trees[1]);
    assert!(trees[1].contains("50.00 / 100") && !trees[1].contains("折算"), "{}", trees[1]);
    let (json, sheet) = reports(&run);
    assert_eq!(json["subjects"][1]["variant"]["id"], "后");
    let of =
        |subject: usize, indicator: usize, key: &str| json["subjects"][subject]["indicators"][indicator][key].clone();
    assert_eq!(
        [of(0, 0, "full"), of(1, 0, "full"), of(1, 1, "full")],
        [60.into(), 100.into(), serde_json::Value::Null]
    );
    assert_eq!(of(1, 1, "nothing")["reason"]["zh"], "本类型不考核");
    assert!(sheet.contains("考核类型") && sheet.contains(",后台,"), "{sheet}");
}

#[test]
fn weights_of_posts_are_shares_of_their_own_sums() {
    let text = rubric(
        "marking = \"weights\"",
        &POSTS.replace("points =", "weight =").replace("weight = { \"甲\" = 100 }", "weights = { \"甲\" = \"1\" }"),
    );
    let run = run(&text, &[("who.csv", "k,p\na,店\nb,后\n"), ("d.csv", "k,x,y,z\na,5,10,1\nb,7,1,1\n")], None);
    assert_eq!(list(&run.results.total), ["70", "70"]);
}

#[test]
fn sums_are_exact_in_every_variant() {
    let text = |marks: &str| rubric("", &POSTS.replace("without = [\"乙\"]\npoints = { \"甲\" = 100 }", marks));
    assert!(errors(&text("points = { \"甲\" = \"200/3\", \"乙\" = \"100/3\" }")).is_empty());
    let found = errors(&text("points = { \"甲\" = 66.67, \"乙\" = 33.34 }"));
    assert_eq!(found, ["the parts of `试` add up to 100.01, not 100 in the variant `后`"]);
}

#[test]
fn marks_of_the_whole_may_be_fractions() {
    let rater = |id: &str| format!("[[rater]]\nid = \"{id}\"\nweight = \"1/3\"\n");
    let body = format!(
        "{}{}{}[[indicator]]\nid = \"甲\"\npoints = \"100/3\"\nrated = {{ from = \"d\", score_column = \"z\", rater_column = \"r\", indicator_column = \"i\" }}\nscore.linear = {{ zero = 0, full = 9 }}\n",
        rater("一"),
        rater("二"),
        rater("三"),
    );
    let text = rubric("points = \"100/3\"\ndecimals = 4", &body).replace("[[element]]\nid = \"x\"\nfrom = \"d\"\n[[element]]\nid = \"y\"\nfrom = \"d\"\n[[element]]\nid = \"z\"\nfrom = \"d\"\n", "");
    let run = run(&text, &[("who.csv", "k\na\n"), ("d.csv", "k,r,i,z\na,一,甲,9\na,二,甲,6\na,三,甲,3\n")], None);
    assert_eq!(list(&run.results.indicators[0].score), ["66.6666666667"]);
    assert_eq!(list(&run.results.total), ["22.2222"]);
}

const CLASS: &str = r#"
[[category]]
id = "类"
points = 50
min_present = 0.6
below_min = "skip"
[[indicator]]
id = "甲"
in = "类"
points = 30
formula = "x"
missing = "skip"
score.linear = { zero = 0, full = 10 }
[[indicator]]
id = "乙"
in = "类"
points = 20
formula = "y"
missing = "skip"
score.linear = { zero = 0, full = 10 }
[[indicator]]
id = "丙"
points = 50
formula = "z"
score.linear = { zero = 0, full = 10 }
"#;

/// 30 of 50 is just enough, 20 is too little.
const THREE: [(&str, &str); 2] = [("who.csv", "k\na\nb\nc\n"), ("d.csv", "k,x,y,z\na,8,,5\nb,,10,5\nc,8,10,5\n")];

#[test]
fn a_category_of_which_too_little_is_there_is_left_out() {
    let text = rubric("", CLASS);
    let run = run(&text, &THREE, None);
    // a: 24/30 → 40/50, 40 + 25; b: only 丙, 25/50 → 50; c: 24 + 20 + 25.
    assert_eq!(list(&run.results.total), ["65", "50", "69"]);
    assert_eq!(list(&run.results.categories[0].points), ["40", "有数据的太少", "44"]);
    let trees = trees(&text, &run);
    assert!(trees[0].contains("有数据的 30/50 分（至少 0.6）"), "{}", trees[0]);
    assert!(trees[1].contains("有数据的 20/50 分（至少 0.6），不够，本类略去"), "{}", trees[1]);
    let (json, _) = reports(&run);
    let reported = &json["subjects"].as_array().unwrap().iter().find(|s| s["key"] == "b").unwrap()["categories"][0];
    assert_eq!(reported["reported"], serde_json::json!({ "marks": 20, "of": 50, "parts": 1 }));
}

#[test]
fn a_category_of_which_too_little_is_there_leaves_no_total() {
    let text =
        rubric("", &CLASS.replace("min_present = 0.6\nbelow_min = \"skip\"", "min_items = 2\nbelow_min = \"fail\""));
    let run = run(&text, &THREE, None);
    assert_eq!(list(&run.results.total), ["有数据的太少", "有数据的太少", "69"]);
    let trees = trees(&text, &run);
    assert!(trees[0].contains("有数据的 1 项（至少 2），不够，因此不出总分"), "{}", trees[0]);
    let found = errors(&text.replace("below_min = \"fail\"\n", ""));
    assert_eq!(found, ["what happens where too little is there is not said"]);
}

#[test]
fn what_is_left_out_may_be_made_up_for_by_all_that_is_there() {
    let text = rubric("skip_within = \"total\"", &CLASS.replace("min_present = 0.6\nbelow_min = \"skip\"\n", ""));
    let run = run(&text, &THREE, None);
    // a: (24 + 25) of 80; b: (20 + 25) of 70; c: all there.
    assert_eq!(list(&run.results.total), ["61.25", "64.29", "69"]);
    assert_eq!(list(&run.results.categories[0].points), ["24", "20", "44"]);
    let (raw, there) = run.results.unscaled.as_ref().unwrap();
    assert_eq!(
        (list(raw), list(there)),
        (vec!["49".into(), "45".into(), "69".into()], vec!["80".into(), "70".into(), "100".into()])
    );
    let trees = trees(&text, &run);
    assert!(trees[0].contains("原始分 49.00，有分的项共 80 分"), "{}", trees[0]);
    let (json, sheet) = reports(&run);
    let of = |key: &str| json["subjects"].as_array().unwrap().iter().find(|s| s["key"] == key).unwrap();
    assert_eq!((&of("a")["raw_total"], &of("a")["present"]), (&49.into(), &80.into()));
    assert!(sheet.contains("原始分") && sheet.contains("49.00,80,61.25"), "{sheet}");
}

/// Four fighter aircraft on six attributes (Hwang and Yoon 1981), with the weights that their
/// entropies give. Printed: 0.0649, 0.2055, 0.0133, 0.0829, 0.3570, 0.2764, from figures of four
/// decimals.
#[test]
fn weights_by_entropy() {
    let names = ["甲", "乙", "丙", "丁", "戊", "己"];
    let matrix = [
        [2.0, 1500.0, 20000.0, 5.5, 5.0, 9.0],
        [2.5, 2700.0, 18000.0, 6.5, 3.0, 5.0],
        [1.8, 2000.0, 21000.0, 4.5, 7.0, 7.0],
        [2.2, 1800.0, 20000.0, 5.0, 5.0, 5.0],
    ];
    let mut text = String::from(
        "kaohe = 1\n[rubric]\ntitle = \"t\"\nweights_from = \"w\"\ntotal_range = [0, 100000]\nround_at = []\n[subject]\nkey = \"k\"\nfile = \"d.csv\"\n\
         [weights.w]\nmethod = \"entropy\"\nof = \"scores\"\nitems = [\"甲\", \"乙\", \"丙\", \"丁\", \"戊\", \"己\"]\n",
    );
    for name in names {
        text += &format!(
            "[[indicator]]\nid = \"{name}\"\nformula = \"c{name}\"\nscore.formula = {{ expr = \"value\", max = 100000 }}\n"
        );
    }
    let mut data = format!("k,{}\n", names.map(|name| format!("c{name}")).join(","));
    for (row, cells) in matrix.iter().enumerate() {
        data += &format!("{row},{}\n", cells.map(|cell| cell.to_string()).join(","));
    }
    let run = run(&text, &[("d.csv", &data)], None);
    let divergence = |column: usize| {
        let sum: f64 = matrix.iter().map(|row| row[column]).sum();
        let entropy: f64 = matrix.iter().map(|row| row[column] / sum).map(|p| -p * libm::log(p)).sum();
        1.0 - entropy / libm::log(4.0)
    };
    let all: f64 = (0..6).map(divergence).sum();
    let printed = [0.0649, 0.2055, 0.0133, 0.0829, 0.3570, 0.2764];
    let mut marks = kaohe::number::ExactSum::new();
    for (column, printed) in printed.iter().enumerate() {
        let share = run.results.weights[0][column].get(2).unwrap();
        assert!((share - divergence(column) / all).abs() < 1e-10, "{column}: {share}");
        assert!((share - printed).abs() < 0.002, "{column}: {share}");
        marks.add(run.results.indicators[column].full.get(2).unwrap());
    }
    assert_eq!(marks.value(), 100.0, "full marks add up to the total's, exactly");
    let trees = trees(&text, &run);
    assert!(trees[0].contains("由数据求得的权重（熵值法）：甲 0.0642、乙 0.2061"), "{}", trees[0]);
    let (json, sheet) = reports(&run);
    assert_eq!(json["subjects"][0]["indicators"][4]["full"], 35.8679);
    assert!(sheet.contains("甲 满分"), "{sheet}");
}

/// Three people on 甲 (higher is better), 乙 (lower is better) and 丙 (all alike).
fn weighed(method: &str, data: &str) -> Run {
    let indicator = |id: &str, column: &str, better: &str| {
        format!(
            "[[indicator]]\nid = \"{id}\"\nin = \"类\"\nformula = \"{column}\"\nbetter = \"{better}\"\nmissing = \"skip\"\nscore.min_max = {{ all_equal = 50 }}\n"
        )
    };
    let body = format!(
        "[weights.w]\nmethod = \"{method}\"\nitems = [\"甲\", \"乙\", \"丙\"]\ndecimals = 2\n[[category]]\nid = \"类\"\npoints = 100\nweights_from = \"w\"\n{}{}{}",
        indicator("甲", "x", "higher"),
        indicator("乙", "y", "lower"),
        indicator("丙", "z", "higher"),
    );
    let text = rubric("", &body);
    let run = run(&text, &[("who.csv", "k\na\nb\nc\nd\n"), ("d.csv", data)], None);
    trees(&text, &run);
    run
}

fn marks(run: &Run, subject: usize) -> Vec<f64> {
    run.results.indicators.iter().map(|indicator| indicator.full.get(subject).unwrap()).collect()
}

#[test]
fn weights_by_deviation_and_by_critic() {
    // Between least and greatest, best 1: 甲 is 0, 0.5, 1; 乙 is 1, 0.8, 0; 丙 tells nobody apart.
    let data = "k,x,y,z\na,0,0,7\nb,5,2,7\nc,10,10,7\nd,3,,7\n";
    let run = weighed("std", data);
    let deviation = |values: [f64; 3]| {
        let mean = values.iter().sum::<f64>() / 3.0;
        (values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / 2.0).sqrt()
    };
    let (a, b) = (deviation([0.0, 0.5, 1.0]), deviation([1.0, 0.8, 0.0]));
    let share = run.results.weights[0][0].get(0).unwrap();
    assert!((share - a / (a + b)).abs() < 1e-12);
    // σ = 0.5 and 0.5292: 48.58 and 51.42; d, of whom 乙 is missing, is no part of it and has them too.
    assert_eq!(marks(&run, 0), [48.58, 51.42, 0.0]);
    assert_eq!(marks(&run, 3), [48.58, 51.42, 0.0]);
    // Of two, the conflict is the same: CRITIC leaves the ratio of the deviations.
    assert_eq!(marks(&weighed("critic", data), 1), [48.58, 51.42, 0.0]);
    // p = 1/3, 2/3 and 5/9, 4/9 of ln 3.
    let e = |values: [f64; 2]| -values.iter().map(|p| p * libm::log(*p)).sum::<f64>() / libm::log(3.0);
    let (a, b) = (1.0 - e([1.0 / 3.0, 2.0 / 3.0]), 1.0 - e([5.0 / 9.0, 4.0 / 9.0]));
    let share = weighed("entropy", data).results.weights[0][0].get(0).unwrap();
    assert!((share - a / (a + b)).abs() < 1e-12);
}

#[test]
fn where_the_data_say_nothing_all_weigh_the_same() {
    for method in ["std", "critic", "entropy"] {
        // All alike; and only one of whom all is known. What is left over goes to the first.
        for data in ["k,x,y,z\na,1,1,1\nb,1,1,1\nc,1,1,1\nd,1,1,1\n", "k,x,y,z\na,1,2,3\nb,1,,1\nc,,1,1\nd,1,1,\n"] {
            assert_eq!(marks(&weighed(method, data), 0), [33.34, 33.33, 33.33], "{method}");
        }
    }
}
