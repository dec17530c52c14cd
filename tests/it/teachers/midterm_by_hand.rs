//! The mid-term by plain code, written from the scheme (`docs/rubrics/teachers.md`) and not from the rubric or
//! the engine.

use super::rows::{LESSONS, category, csv, deductions, item, lessons, survey, total};
use crate::property::agree::{Person, assert_agree, cents, place, shipped, show};
use crate::property::rows::number;

pub fn midterm(period: &str) -> Vec<Person> {
    let mut people = Vec::new();
    let mut college = std::collections::HashMap::new();
    for who in csv("学期名册.csv", "学期").into_iter().filter(|row| row["学期"] == period) {
        let id = &who["工号"];
        college.insert(id.clone(), who["二级学院"].clone());
        let first_half = |row: &crate::property::rows::Row| row["学期"] == period && number(row, "周次") <= 10.0;
        let own = csv("异议登记.csv", "编号").into_iter().find(|row| row["工号"] == *id && row["学期"] == period);
        // Of an objection that was upheld the register has the right figure.
        let students = match own {
            Some(row) if row["环节"] == "期中" && row["状态"] == "成立" => Some(number(&row, "更正值")),
            _ => survey("期中评教", id, period).rating(),
        };
        let mut indicators = vec![item("学生评教", 50.0, students, |x| x)];
        indicators.extend(lessons(6.0, 1, id, first_half));
        indicators.push(item("教学文件", 20.0, Some(deductions(id, first_half)), |x| (100.0 - x).max(0.0)));
        let inspected = category(&indicators, &LESSONS);
        let scores = [(50.0, indicators[0].score), (30.0, inspected), (20.0, indicators[6].score)];
        let total = cents(total(&scores));
        let mut consequences = Vec::new();
        if total < 75.0 || inspected.is_some_and(|score| score < 75.0 - 1e-9) {
            consequences.push(("下半学期再听一次课", None));
        }
        people.push(Person {
            key: id.clone(),
            name: who["姓名"].clone(),
            total: Some(total),
            rank: None,
            rank_from_last: None,
            grade: None,
            consequences,
            indicators,
        });
    }
    place(&mut people, |_| true, |one, other| college[&one.key] == college[&other.key]);
    people
}

#[test]
fn midterm_by_hand() {
    for period in ["2024春", "2024秋"] {
        insta::assert_snapshot!(format!("期中_{period}"), show(&midterm(period)));
    }
}

#[test]
fn teachers_are_appraised_at_mid_term_as_by_hand() {
    for (index, period) in ["2024春", "2024秋"].into_iter().enumerate() {
        let run = shipped("rubrics/teachers/midterm.toml", "data/teachers", index);
        assert_agree(&run, &midterm(period), period);
    }
}
