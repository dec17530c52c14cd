//! The tree of every score of the shipped rubrics: every figure adds up, and none is unexplained.

use std::path::{Path, PathBuf};

use kaohe::explain::adds_up;
use kaohe::host::Disk;
use kaohe::plan::NodeId;
use kaohe::report::trail;
use kaohe::result::{Step, Trail};
use kaohe::session::{self, Evaluated, Request};
use kaohe::table::Lane;
use kaohe::text::{Lang, Sources};

use crate::world;

fn evaluated(rubric: &str, period: &str) -> (Evaluated, Sources) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path: PathBuf = root.join("rubrics").join(rubric);
    let request = Request { rubric: path, period: Some(period.to_string()), ..Request::default() };
    let mut sources = Sources::default();
    let run = session::evaluate(&Disk, &request, &mut sources).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    (run, sources)
}

fn walk(step: &Step, visit: &mut dyn FnMut(&Step)) {
    visit(step);
    step.children.iter().for_each(|child| walk(child, visit));
}

fn show(trail: &Trail, lang: Lang) -> String {
    // File names are the same everywhere, directories are not.
    let root = format!("{}/", env!("CARGO_MANIFEST_DIR"));
    trail::text(trail, lang, 110, false).replace(&root, "")
}

/// The figure of a step stands in its how: as printed, by the way from the parts.
fn check(run: &Evaluated, trail: &Trail) {
    assert!(adds_up(&trail.root), "{}", show(trail, Lang::Zh));
    walk(&trail.root, &mut |step| {
        assert!(!step.name.zh.is_empty() && !step.figure.zh.is_empty(), "{step:?}");
        assert!(!step.how.iter().any(|how| how.zh.contains('…')), "{step:?}");
    });
    // Of the total, the categories and the items all are sums.
    let mut sums = 0;
    walk(&trail.root, &mut |step| sums += usize::from(step.sum.is_some()));
    let outputs = &run.program.outputs;
    let row = |node: NodeId| {
        let subject = run.bound.subjects.iter().position(|subject| subject.key == trail.subject).unwrap();
        let Lane::Numbers(lane) = run.lanes.get(node) else { panic!() };
        lane.get(run.period * run.bound.subjects.len() + subject).is_ok()
    };
    let points = outputs.indicators.iter().filter(|nodes| row(nodes.points) && row(nodes.score)).count();
    let points = points + outputs.categories.iter().filter(|nodes| row(nodes.points)).count();
    assert_eq!(sums, points + usize::from(row(outputs.total)), "{}", show(trail, Lang::Zh));
}

#[test]
fn every_score_of_the_shop_adds_up() {
    for rubric in ["ecommerce-cs/presales.toml", "ecommerce-cs/aftersales.toml"] {
        for period in ["2024-06", "2024-07"] {
            let (run, sources) = evaluated(rubric, period);
            assert!(!run.bound.subjects.is_empty());
            for subject in 0..run.bound.subjects.len() {
                check(&run, &session::explain(&run, &sources, subject, None));
            }
        }
    }
}

#[test]
fn the_tree_of_one_score() {
    let (run, sources) = evaluated("ecommerce-cs/presales.toml", "2024-06");
    let whole = session::explain(&run, &sources, 0, None);
    insta::assert_snapshot!("presales_zh", show(&whole, Lang::Zh));
    insta::assert_snapshot!("presales_en", show(&whole, Lang::En));
    let item = session::explain(&run, &sources, 0, Some(8));
    insta::assert_snapshot!("one_item", show(&item, Lang::Zh));
}

const HEAD: &str = r#"
kaohe = 1
[rubric]
id = "t"
title = "试"
cycle = "month"
points = 100
decimals = 2
round_at = ["indicator", "total"]
total_range = [0, 100]
[subject]
noun = "人"
roster = "staff"
key = "工号"
label = "姓名"
groups = ["组"]
[data.staff]
file = "staff.csv"
[data.rows]
file = "rows.csv"
key = "工号"
period = "月"
"#;

const STAFF: &str = "工号,姓名,组\na,甲,一\nb,乙,一\nc,丙,一\nd,丁,二\n";

/// The tree of a subject under a rubric that continues [`HEAD`], over rows `工号,月,x,y,词`.
fn tree(rubric: &str, rows: &str, subject: usize) -> String {
    tree_of(
        &format!("{HEAD}{rubric}"),
        &[("staff.csv", STAFF), ("rows.csv", &format!("工号,月,x,y,词\n{rows}"))],
        subject,
    )
}

fn tree_of(text: &str, files: &[(&str, &str)], subject: usize) -> String {
    let run = world::run(text, files, None);
    let facts = session::Run { bound: &run.bound, lanes: &run.lanes, text };
    let period = run.bound.periods.len() - 1;
    for other in 0..run.bound.subjects.len() {
        let trail = kaohe::explain::explain(&run.rubric, &run.program, &facts, other, period);
        assert!(adds_up(&trail.root), "{}", show(&trail, Lang::Zh));
    }
    show(&kaohe::explain::explain(&run.rubric, &run.program, &facts, subject, period), Lang::Zh)
}

/// `x` and `y` as elements of the rows.
const ELEMENTS: &str = r#"
[[element]]
id = "甲数"
from = "rows"
value = "sum(x)"
[[element]]
id = "乙数"
from = "rows"
value = "mean(y)"
where = "x > 0"
"#;

fn items(more: &str) -> String {
    format!(
        r#"{ELEMENTS}
[[indicator]]
id = "甲项"
points = 60
formula = "甲数"
better = "higher"
score.linear = {{ zero = 0, full = 90 }}
{more}
[[indicator]]
id = "乙项"
points = 40
formula = "乙数"
better = "higher"
score.min_max = {{ all_equal = 50 }}
missing = "skip"
undefined = "skip"
"#
    )
}

const ROWS: &str =
    "a,2024-06,31,5,优\na,2024-06,0,9,优\na,2024-06,10,,优\nb,2024-06,80,7,良\nc,2024-06,,3,中\nd,2024-06,95,1,差\n";

#[test]
fn a_score_between_points_and_beside_peers() {
    insta::assert_snapshot!("plain", tree(&items(""), ROWS, 0));
}

#[test]
fn what_is_missing_and_what_is_left_out() {
    // No value of x at all: no total by default.
    insta::assert_snapshot!("fails", tree(&items(""), ROWS, 2));
    // y is left out, its marks go to x.
    let rows = ROWS.replace("b,2024-06,80,7", "b,2024-06,80,");
    insta::assert_snapshot!("skipped", tree(&items(""), &rows, 1));
    for (name, policy) in [
        ("zero", "\"zero\""),
        ("group_mean", "\"group_mean\""),
        ("value", "{ value = 45 }"),
        ("previous", "\"previous\""),
    ] {
        insta::assert_snapshot!(format!("policy_{name}"), tree(&items(&format!("missing = {policy}")), ROWS, 2));
    }
}

#[test]
fn vetoes_adjustments_limits_and_checks() {
    let rules = r#"
[[veto]]
id = "否甲"
when = "甲数 > 30"
effect = { zero = "甲项" }
reason = "底线"
[[veto]]
id = "封顶"
when = "乙数 > 4"
effect = { cap = 20 }
[[veto]]
id = "不定"
when = "乙数 > 1000"
effect = "unranked"
[[adjust]]
id = "加分"
points = "2 * 甲数"
max = 6
[[grade]]
name = "优"
min = 80
[[grade]]
name = "差"
min = 0
"#;
    let rubric = format!("{}{rules}", items("")).replace("effect = \"unranked\"", "effect = { unranked = true }");
    insta::assert_snapshot!("vetoes", tree(&rubric, ROWS, 0));
    // Left out, adjusted and limited at once.
    let rows = ROWS.replace("d,2024-06,95,1", "d,2024-06,95,");
    let rubric = rubric.replace("甲数 > 30", "甲数 > 3000");
    insta::assert_snapshot!("scaled_and_adjusted", tree(&rubric, &rows, 3));
    let check = "\n[[check]]\nid = \"不超\"\nexpr = \"甲数 <= 90\"\nseverity = \"error\"\nmessage = \"甲数 {甲数}\"\n";
    insta::assert_snapshot!("check_failed", tree(&format!("{}{check}", items("")), ROWS, 3));
}

#[test]
fn without_rounding_all_digits_are_shown() {
    let text = format!("{HEAD}{}", items("")).replace("round_at = [\"indicator\", \"total\"]", "round_at = []");
    let rows = format!("工号,月,x,y,词\n{ROWS}");
    insta::assert_snapshot!("unrounded", tree_of(&text, &[("staff.csv", STAFF), ("rows.csv", &rows)], 0));
}

#[test]
fn places_levels_earlier_periods_and_choices() {
    let rubric = r#"
[[element]]
id = "甲数"
from = "rows"
value = "sum(x)"
no_rows = "x"
[[element]]
id = "评语"
from = "rows"
value = "last(词, x)"
kind = "text"
[[element]]
id = "增幅"
formula = "甲数 - prev(甲数)"
[[indicator]]
id = "名次项"
points = 30
formula = "甲数"
better = "higher"
score.places = { values = [100, 90], rest = 60 }
[[indicator]]
id = "评语项"
points = 30
formula = "评语"
score.levels = { "优" = 100, "良" = 85 }
undefined = "zero"
[[indicator]]
id = "增幅项"
points = 20
formula = "if(甲数 > 100, 增幅, 2 * 增幅)"
better = "higher"
score.bands.at_least = [[20, 100], [10, 80], [0, 60]]
[[indicator]]
id = "及格项"
points = 20
formula = "甲数"
better = "higher"
score.pass.at_least = 90
"#
    .replace("no_rows = \"x\"\n", "")
    .replace("kind = \"text\"\n", "");
    let rows = "a,2024-05,30,5,优\nb,2024-05,85,5,优\nc,2024-05,1,1,优\na,2024-06,31,5,优\na,2024-06,4,9,良\nb,2024-06,80,7,良\nc,2024-06,9,3,中\n";
    insta::assert_snapshot!("many_ways", tree(&rubric, rows, 0));
    insta::assert_snapshot!("no_such_level", tree(&rubric, rows, 2));
}

#[test]
fn a_rater_who_has_not_rated() {
    let rubric = r#"
[data.ballots]
file = "ballots.csv"
key = "谁"
period = "月"
[[rater]]
id = "self"
name = "本人"
weight = 30
missing = "renormalise"
[[rater]]
id = "boss"
name = "上级"
weight = 50
missing = "zero"
[[rater]]
id = "peer"
name = "同事"
weight = 20
missing = "renormalise"
[[indicator]]
id = "态度"
points = 100
rated = { from = "ballots", raters = ["self", "boss", "peer"], combine = "mean", rater_column = "评分人", indicator_column = "指标", score_column = "分" }
better = "higher"
score.linear = { zero = 0, full = 100 }
"#;
    let ballots = "谁,月,评分人,指标,分\na,2024-06,本人,态度,90\na,2024-06,同事,态度,70\na,2024-06,同事,态度,75\nb,2024-06,上级,态度,80\n";
    let text =
        format!("{HEAD}{rubric}").replace("[data.rows]\nfile = \"rows.csv\"\nkey = \"工号\"\nperiod = \"月\"\n", "");
    let files = [("staff.csv", STAFF), ("ballots.csv", ballots)];
    insta::assert_snapshot!("rated", tree_of(&text, &files, 0));
    insta::assert_snapshot!("one_rater", tree_of(&text, &files, 1));
    insta::assert_snapshot!("nobody_rated", tree_of(&text, &files, 2));
    // Weights that no decimal can say are shown as they are written.
    let thirds = ["30", "50", "20"]
        .iter()
        .fold(text, |text, weight| text.replace(&format!("weight = {weight}\n"), "weight = \"1/3\"\n"));
    let tree = tree_of(&thirds, &files, 0);
    assert!(tree.contains("(90 * 1/3 + 0 * 1/3 + 72.5 * 1/3) / (1/3 + 1/3 + 1/3)"), "{tree}");
    assert!(tree.contains("权重 1/3"), "{tree}");
}
