//! The year-end by plain code, written from the scheme (`docs/rubrics/teachers.md`) and not from the rubric or
//! the engine.

use std::collections::HashMap;
use std::sync::LazyLock;

use kaohe::host::Disk;
use kaohe::session::{self, Request};
use kaohe::text::Sources;

use super::midterm_by_hand::midterm;
use super::people::SEMESTERS;
use super::rows::{LESSONS, category, csv, deductions, item, lessons, mean, survey, total, xlsx};
use crate::property::agree::{Item, Person, assert_same, cents, place, show};
use crate::property::rows::{Row, count, number, sum};

fn own(name: &str, header: &str, id: &str) -> Vec<Row> {
    csv(name, header).into_iter().filter(|row| row["工号"] == id).collect()
}

/// Valid ballots of the same subject group; of more than five the ends are dropped.
fn peers(id: &str) -> Option<f64> {
    let all = csv("同行评价.csv", "年度");
    let mut marks: Vec<f64> = Vec::new();
    for row in all.iter().filter(|row| row["被评人"] == id) {
        let ballot: Vec<&Row> = all.iter().filter(|other| other["评价人"] == row["评价人"]).collect();
        let alike = ballot.len() >= 3 && ballot.iter().all(|other| other["分"] == ballot[0]["分"]);
        if row["评价人专业组"] == row["被评人专业组"] && row["评价人"] != row["被评人"] && !alike {
            marks.push(number(row, "分"));
        }
    }
    if marks.len() < 3 {
        return None;
    }
    marks.sort_by(f64::total_cmp);
    if marks.len() > 5 {
        marks = marks[1..marks.len() - 1].to_vec();
    }
    Some(mean(&marks))
}

/// Nobody has decided an objection to this mid-term yet.
fn disputed(id: &str, period: &str) -> bool {
    let open = |row: &Row| row["环节"] == "期中" && row["学期"] == period && row["状态"] == "待处理";
    own("异议登记.csv", "编号", id).iter().any(open)
}

fn quota(post: &str) -> f64 {
    if post == "专任" { 380.0 } else { 190.0 }
}

/// What a teacher's classes learned; the gain is compared in a second pass.
fn outcomes(id: &str) -> (Vec<Item>, f64) {
    let classes: Vec<String> =
        xlsx("教学班.xlsx").into_iter().filter(|row| row["工号"] == id).map(|row| row["教学班号"].clone()).collect();
    let rows: Vec<Row> =
        csv("学习成效.csv", "学期").into_iter().filter(|row| classes.contains(&row["教学班号"])).collect();
    let sitting = sum(&rows, "应考");
    let weighted = |to: &str, from: &str| {
        rows.iter().map(|row| (number(row, to) - number(row, from)) * number(row, "应考")).sum::<f64>() / sitting
    };
    let certificates = sum(&rows, "考证人数");
    let items = vec![
        item("及格率", 2.0, Some(sum(&rows, "及格") / sitting * 100.0), |x| match x {
            x if x >= 95.0 => 100.0,
            x if x >= 90.0 => 85.0,
            x if x >= 80.0 => 60.0,
            _ => 0.0,
        }),
        item("取证率", 1.0, (certificates > 0.0).then(|| sum(&rows, "取证人数") / certificates * 100.0), |x| {
            ((x - 50.0) / 45.0 * 100.0).clamp(0.0, 100.0)
        }),
        item("学习方式", 1.0, Some(weighted("学习方式末", "学习方式初")), |x| match x {
            x if x <= -0.2 => 0.0,
            x if x < 0.0 => (x + 0.2) * 300.0,
            x => (60.0 + x * 100.0).min(100.0),
        }),
    ];
    (items, weighted("期末均分", "阶段一均分"))
}

fn items(who: &Row, halves: &[Vec<Person>], gains: &HashMap<String, f64>, peers_gain: f64) -> Vec<Item> {
    let id = &who["工号"];
    let mut sheets = survey("期末评教", id, SEMESTERS[0]);
    sheets.add(survey("期末评教", id, SEMESTERS[1]));
    let (students, inspectors) = shares(who);
    let mut all = vec![item("学生评教", students, sheets.rating(), |x| x), item("同行评价", 8.0, peers(id), |x| x)];
    all.extend(lessons(inspectors / 5.0, 2, id, |_| true));

    let undisputed = SEMESTERS.iter().zip(halves).filter(|(period, _)| !disputed(id, period));
    let halves: Vec<f64> =
        undisputed.filter_map(|(_, people)| people.iter().find(|person| person.key == *id)?.total).collect();
    all.push(item("期中考核", 12.0, (!halves.is_empty()).then(|| mean(&halves)), |x| x));

    let hours: Vec<Row> = SEMESTERS
        .iter()
        .flat_map(|period| xlsx(&format!("工作量_{period}.xlsx")))
        .filter(|row| row["工号"] == *id)
        .collect();
    let due = quota(&who["岗位"]);
    let standard = sum(&hours, "直接课时").min(due) + sum(&hours, "非直接课时") - sum(&hours, "抵扣科研课时");
    all.push(item("教学工作量", 12.0, Some(standard), |x| (x / due * 100.0).min(100.0)));
    all.push(item("教学文件", 8.0, Some(deductions(id, |_| true)), |x| (100.0 - x).max(0.0)));

    all.extend(outcomes(id).0);
    all.push(item("测验进步", 1.0, Some(gains[id]), |x| (x / peers_gain * 100.0).clamp(0.0, 120.0)));
    let aim = match who["职称"].as_str() {
        "教授" => 30.0,
        "副教授" => 20.0,
        "讲师" => 12.0,
        _ => 6.0,
    };
    let research = sum(&own("教研积分.csv", "日期", id), "积分");
    all.push(item("教研积分", 5.0, Some(research), |x| (x / aim * 100.0).min(120.0)));
    all
}

fn awards(id: &str) -> f64 {
    let sum: f64 = own("获奖.csv", "日期", id)
        .iter()
        .map(|row| {
            let level = match row["级别"].as_str() {
                "国家级" => 5.0,
                "省级" => 3.0,
                _ => 1.0,
            };
            level
                * match row["等次"].as_str() {
                    "一等奖" => 1.0,
                    "二等奖" => 0.8,
                    _ => 0.6,
                }
        })
        .sum();
    sum.min(5.0)
}

/// Marks of students and of inspectors by the type of course.
fn shares(who: &Row) -> (f64, f64) {
    match who["课程类型"].as_str() {
        "理论课" => (30.0, 20.0),
        "理实一体课" => (26.0, 24.0),
        _ => (22.0, 28.0),
    }
}

/// Three kinds of raters; who is too few gives his share to the others.
fn teaching(who: &Row, all: &[Item]) -> f64 {
    let (students, inspectors) = shares(who);
    total(&[(students, all[0].score), (8.0, all[1].score), (inspectors, category(all, &LESSONS))])
}

const GRADES: [&str; 5] = ["优秀", "合格", "基本合格", "不合格", "不定等次"];

/// Computed once, for all tests.
static TEACHERS: LazyLock<Vec<Person>> = LazyLock::new(teachers);

fn teachers() -> Vec<Person> {
    let roster = csv("教师名册.csv", "工号");
    let gains: HashMap<String, f64> =
        roster.iter().map(|who| (who["工号"].clone(), outcomes(&who["工号"]).1)).collect();
    let college: HashMap<String, String> =
        roster.iter().map(|who| (who["工号"].clone(), who["二级学院"].clone())).collect();
    let halves = SEMESTERS.map(midterm);
    let mut people = Vec::new();
    let mut floor = HashMap::new();
    for who in &roster {
        let id = &who["工号"];
        let peers: Vec<f64> = roster
            .iter()
            .filter(|other| other["二级学院"] == who["二级学院"])
            .map(|other| gains[&other["工号"]])
            .filter(|gain| *gain > 0.0)
            .collect();
        let all = items(who, &halves, &gains, mean(&peers));
        let score = |id: &str| all.iter().find(|item| item.id == id).and_then(|item| item.score);
        let learned = category(&all, &["及格率", "取证率", "测验进步", "学习方式"]);
        let sum = total(&[
            (58.0, Some(teaching(who, &all))),
            (12.0, score("期中考核")),
            (12.0, score("教学工作量")),
            (8.0, score("教学文件")),
            (5.0, learned),
            (5.0, score("教研积分")),
        ]);
        let events: Vec<Row> =
            own("师德与事故.csv", "日期", id).into_iter().filter(|row| row["是否认定"] == "是").collect();
        let struck = |level: &str| events.iter().any(|row| row["级别"] == level);
        let mut least = 0;
        for (level, grade) in [("三级", 1), ("二级", 2), ("一级", 3), ("查实", 3)] {
            if struck(level) {
                least = least.max(grade);
            }
        }
        if number(who, "在岗月数") < 6.0 {
            least = 4;
        }
        floor.insert(id.clone(), least);
        let mut consequences = Vec::new();
        let fees: f64 = events
            .iter()
            .map(|row| {
                let fee = number(row, "课时费");
                match row["级别"].as_str() {
                    "差错" => fee * 2.0,
                    "三级" => fee * 10.0,
                    _ => 0.0,
                }
            })
            .sum();
        if fees > 0.0 {
            consequences.push(("扣课时费", Some(-fees)));
        }
        people.push(Person {
            key: id.clone(),
            name: who["姓名"].clone(),
            total: Some(cents((sum + awards(id)).clamp(0.0, 105.0))),
            rank: None,
            rank_from_last: None,
            grade: None,
            consequences,
            indicators: all,
        });
    }
    place(&mut people, |person| floor[&person.key] != 4, |one, other| college[&one.key] == college[&other.key]);
    grades(&mut people, &college, &floor);
    for person in &mut people {
        follow(person, &roster);
    }
    people
}

/// Lines by the total, then ceilings, then a fifth of the ranked of each college.
fn grades(people: &mut [Person], college: &HashMap<String, String>, floor: &HashMap<String, usize>) {
    let mut level: Vec<usize> = people
        .iter()
        .map(|person| {
            let total = person.total.unwrap();
            let line = [90.0, 60.0, 55.0].iter().filter(|line| total < **line).count();
            line.max(floor[&person.key])
        })
        .collect();
    let first = level.clone();
    for n in (0..people.len()).filter(|n| first[*n] == 0) {
        let same = |m: &usize| college[&people[*m].key] == college[&people[n].key];
        let ranked = (0..people.len()).filter(same).filter(|m| people[*m].rank.is_some()).count();
        let seats = ranked / 5;
        let not_behind =
            (0..people.len()).filter(same).filter(|m| first[*m] == 0 && people[*m].total >= people[n].total).count();
        if not_behind > seats {
            level[n] = 1;
        }
    }
    for (person, level) in people.iter_mut().zip(level) {
        person.grade = Some(GRADES[level].to_owned());
    }
}

fn follow(person: &mut Person, roster: &[Row]) {
    let grade = person.grade.clone().unwrap();
    let months = roster.iter().find(|row| row["工号"] == person.key).map(|row| number(row, "在岗月数")).unwrap();
    let factor = match grade.as_str() {
        "优秀" => 1.2,
        "合格" => 1.0,
        "基本合格" => 0.7,
        "不合格" => 0.0,
        _ => months / 12.0,
    };
    person.consequences.push(("年终绩效", Some(6000.0 * factor)));
    let students = person.indicators[0].score;
    let inspectors = category(&person.indicators, &LESSONS);
    let poor = grade == "基本合格" || grade == "不合格";
    if poor || students.is_some_and(|x| x < 80.0) || inspectors.is_some_and(|x| x < 75.0 - 1e-9) {
        person.consequences.push(("改进计划", None));
    }
}

#[test]
fn yearend_by_hand() {
    insta::assert_snapshot!("年终_2024", show(&TEACHERS));
}

#[test]
fn teachers_are_appraised_at_the_end_of_the_year_as_by_hand() {
    let request = Request { rubric: "rubrics/teachers/yearend.toml".into(), ..Request::default() };
    let run = session::evaluate(&Disk, &request, &mut Sources::default());
    let run = run.unwrap_or_else(|stopped| panic!("{stopped:?}"));
    assert_same(&run.rubric, &run.results, &TEACHERS, "2024");
}

/// What the college would quarrel about is in the data, so that the rubric must deal with it.
#[test]
fn the_year_has_all_that_is_quarrelled_about() {
    let people = &*TEACHERS;
    for grade in GRADES {
        assert!(people.iter().any(|person| person.grade.as_deref() == Some(grade)), "nobody is {grade}");
    }
    for id in ["学生评教", "同行评价", "教学内容", "取证率"] {
        let without =
            people.iter().filter(|person| person.indicators.iter().any(|item| item.id == id && item.value.is_none()));
        assert!(without.count() > 0, "{id} is there for everybody");
    }
    // More have 90 than there are seats.
    let crowd = people.iter().filter(|p| p.total.unwrap() >= 90.0 && p.grade.as_deref() == Some("合格")).count();
    assert!(crowd >= 3, "{crowd}");
    assert_eq!(count(&csv("同行评价.csv", "年度"), |row| row["评价人"] == row["被评人"]), 1.0);
}
