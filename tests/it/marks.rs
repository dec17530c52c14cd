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
fn marks_of_the_whole_and_weights_of_raters_may_be_fractions() {
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
    assert_eq!(errors(&text.replacen("1/3", "1/4", 1)), ["the raters' weights add up to 11/12, not 100"]);
}
