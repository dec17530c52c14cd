//! What would have to change to reach a grade: proposals are held against an evaluation of changed data.

use kaohe::host::Memory;
use kaohe::result::Goal;
use kaohe::session::{self, Evaluated, Request};
use kaohe::text::Sources;

const RUBRIC: &str = r#"
kaohe = 1
[rubric]
title = "试"
points = 100
decimals = 2
[subject]
key = "姓名"
file = "a.csv"
[[indicator]]
id = "甲"
points = 50
formula = "x"
better = "higher"
effort = 1
score.linear = { zero = 0, full = 100 }
[[indicator]]
id = "乙"
points = 30
formula = "y"
better = "lower"
effort = 3
score.bands.at_most = [[10, 100], [20, 80], [30, 60]]
[[indicator]]
id = "丙"
points = 20
formula = "z"
better = "higher"
score.linear = { zero = 0, full = 100 }
[[grade]]
name = "优"
min = 90
[[grade]]
name = "良"
min = 75
[[grade]]
name = "中"
"#;

/// (x, y, z) of the one who is asked about; another has full marks.
fn data(x: f64, y: f64, z: f64) -> String {
    format!("姓名,x,y,z\n王,{x},{y},{z}\n李,100,5,100\n")
}

fn evaluated(data: &str) -> (Evaluated, usize) {
    let host = Memory::default().with("r.toml", RUBRIC).with("a.csv", data);
    let request = Request { rubric: "r.toml".into(), ..Request::default() };
    let run = session::evaluate(&host, &request, &mut Sources::default()).unwrap_or_else(|it| panic!("{it:?}"));
    let subject = session::subject(&run.bound.subjects, "王").unwrap();
    (run, subject)
}

fn goal(data: &str, grade: &str) -> Goal {
    let (run, subject) = evaluated(data);
    session::goal(&run, subject, session::grade(&run.rubric, grade).unwrap())
}

fn grade_of(data: &str) -> f64 {
    let (run, _) = evaluated(data);
    let at = run.results.subjects.iter().position(|subject| subject.key == "王").unwrap();
    run.results.grade.get(at).unwrap()
}

/// By hand: 50·0.6 + 30·0.6 + 20·0.9 = 66, so 9 more are wanted: 甲 from 60 to 78 (effort 9), or 乙 from 25 to
/// 10, +12 (effort 36). 丙 has no effort, so it is left alone.
#[test]
fn each_that_is_enough_by_itself_with_the_least_value() {
    let found = goal(&data(60.0, 25.0, 90.0), "良");
    assert_eq!(found.now.total, Ok(66.0));
    assert!(found.declared);
    let said: Vec<(usize, f64)> = found.alone.iter().map(|step| (step.indicator, step.to)).collect();
    assert_eq!(said, [(0, 78.0), (1, 10.0)]);
    // The other way: data with the proposed value, and with a little less.
    assert_eq!(grade_of(&data(78.0, 25.0, 90.0)), 1.0);
    assert_eq!(grade_of(&data(77.9, 25.0, 90.0)), 2.0);
    assert_eq!(grade_of(&data(60.0, 10.0, 90.0)), 1.0);
    assert_eq!(grade_of(&data(60.0, 10.1, 90.0)), 2.0);
}

/// 24 are wanted: 甲 gives 20 at most, 乙 12.
#[test]
fn together_where_none_is_enough() {
    let found = goal(&data(60.0, 25.0, 90.0), "优");
    assert!(found.alone.is_empty());
    let said: Vec<(usize, f64)> = found.together.iter().map(|step| (step.indicator, step.to)).collect();
    assert_eq!(said, [(0, 100.0), (1, 20.0)]);
    assert_eq!(found.together.last().unwrap().then.total, Ok(92.0));
    assert_eq!(grade_of(&data(100.0, 20.0, 90.0)), 0.0);
    assert_eq!(grade_of(&data(100.0, 20.5, 90.0)), 1.0);
}

#[test]
fn what_is_out_of_reach_is_said_so() {
    let found = goal(&data(60.0, 25.0, 10.0), "优");
    assert!(!found.can_be_reached());
    // 50 + 30 + 2.
    assert_eq!(found.best.total, Ok(82.0));
    assert_eq!(found.best.grade, Some(1));
    assert!(goal(&data(100.0, 5.0, 90.0), "优").is_reached());
}
