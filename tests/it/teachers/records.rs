//! Rosters and the registers of the offices.

use rust_xlsxwriter::{Format, Workbook};

use super::people::{Class, SEMESTERS, classes, here, months, teachers};
use crate::property::calendar::{DAY, at, dashed_day, slashed_day};
use crate::property::sheets::{properties, save};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

pub fn roster() -> Vec<u8> {
    let mut table = vec![row(&["工号", "姓名", "二级学院", "专业组", "课程类型", "岗位", "职称", "在岗月数"])];
    for (n, teacher) in teachers().iter().enumerate() {
        let months = months(n).to_string();
        table.push(row(&[
            &teacher.id,
            &teacher.name,
            teacher.college,
            teacher.subject,
            teacher.kind,
            teacher.post,
            teacher.title,
            &months,
        ]));
    }
    csv(&table, Encoding::Gb18030, false)
}

pub fn by_semester() -> Vec<u8> {
    let mut table = vec![row(&["学期", "工号", "姓名", "二级学院", "专业组", "课程类型"])];
    for (semester, period) in SEMESTERS.iter().enumerate() {
        for (_, teacher) in teachers().iter().enumerate().filter(|(n, _)| here(*n, semester)) {
            table.push(row(&[period, &teacher.id, &teacher.name, teacher.college, teacher.subject, teacher.kind]));
        }
    }
    csv(&table, Encoding::Utf8WithBom, false)
}

/// The timetable: which class is whose. Ids of teachers are numbers here.
pub fn timetable() -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&properties("教学班"));
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 4, "2024年教学任务一览", &Format::new().set_bold()).unwrap();
    for (column, title) in ["学期", "教学班号", "工号", "课程类型", "人数"].iter().enumerate() {
        sheet.write(1, column as u16, *title).unwrap();
    }
    let teachers = teachers();
    let mut line = 1;
    for (semester, period) in SEMESTERS.iter().enumerate() {
        for Class { id, teacher, enrolled } in classes(semester) {
            line += 1;
            sheet.write(line, 0, *period).unwrap();
            sheet.write(line, 1, id).unwrap();
            sheet.write(line, 2, teachers[teacher].id.parse::<f64>().unwrap()).unwrap();
            sheet.write(line, 3, teachers[teacher].kind).unwrap();
            sheet.write(line, 4, enrolled).unwrap();
        }
    }
    save(book)
}

/// Findings on lesson plans, homework and attendance sheets.
pub fn inspections() -> Vec<u8> {
    let mut rows = Vec::new();
    for (semester, period) in SEMESTERS.iter().enumerate() {
        for (n, teacher) in teachers().iter().enumerate().filter(|(n, _)| here(*n, semester)) {
            let mut random = Random::named(&format!("inspections {n} {semester}"));
            for _ in 0..random.between(0, 2) + teacher.tier[semester] {
                let week = random.between(3, 17);
                let day = [at(2, 26), at(9, 2)][semester] + (week - 1) * 7 * DAY + random.between(0, 4) * DAY;
                let kind =
                    *random.pick(&["教案缺项", "教案差错", "教案未审批", "授课与计划不符", "作业批改不足", "考勤缺记"]);
                let count = if kind == "授课与计划不符" { random.between(1, 3) } else { 1 };
                rows.push((day, *period, week, teacher.id.clone(), kind, count));
            }
        }
    }
    rows.sort();
    let mut table = vec![row(&["日期", "学期", "周次", "工号", "项目", "次数"])];
    for (day, period, week, id, kind, count) in rows {
        table.push(row(&[&slashed_day(day), period, &week.to_string(), &id, kind, &count.to_string()]));
    }
    csv(&table, Encoding::Gb18030, false)
}

pub fn workload_name(semester: usize) -> String {
    format!("工作量_{}.xlsx", SEMESTERS[semester])
}

/// Hours, with a row of sums at the foot.
pub fn workload(semester: usize) -> Vec<u8> {
    let header = ["工号", "姓名", "直接课时", "非直接课时", "抵扣科研课时", "课表课时", "日志课时"];
    let mut book = Workbook::new();
    book.set_properties(&properties("工作量"));
    let sheet = book.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 6, &format!("{}学期教学工作量统计表", SEMESTERS[semester]), &Format::new().set_bold())
        .unwrap();
    for (column, title) in header.iter().enumerate() {
        sheet.write(1, column as u16, *title).unwrap();
    }
    let mut line = 1;
    let mut sums = [0; 5];
    for (n, teacher) in teachers().iter().enumerate().filter(|(n, _)| here(*n, semester)) {
        let mut random = Random::named(&format!("workload {n} {semester}"));
        let direct = if teacher.post == "双肩挑" { random.between(60, 112) } else { random.between(138, 214) };
        let other = random.between(0, 24);
        let offset = if n % 9 == 4 { random.between(5, 20) } else { 0 };
        // A lesson that was cancelled stands in the timetable only.
        let log = if n == 14 { direct - 4 } else { direct };
        line += 1;
        sheet.write(line, 0, teacher.id.as_str()).unwrap();
        sheet.write(line, 1, teacher.name.as_str()).unwrap();
        for (at, hours) in [direct, other, offset, direct, log].into_iter().enumerate() {
            sheet.write(line, at as u16 + 2, hours).unwrap();
            sums[at] += hours;
        }
    }
    sheet.write(line + 1, 1, "合计").unwrap();
    for (at, hours) in sums.into_iter().enumerate() {
        sheet.write(line + 1, at as u16 + 2, hours).unwrap();
    }
    save(book)
}

fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

/// What came of each class: passes, tests by stage, certificates, and how students learn before and after.
pub fn results() -> Vec<u8> {
    let mut table = vec![row(&[
        "学期",
        "教学班号",
        "应考",
        "及格",
        "阶段一均分",
        "期末均分",
        "考证人数",
        "取证人数",
        "学习方式初",
        "学习方式末",
    ])];
    let teachers = teachers();
    for (semester, period) in SEMESTERS.iter().enumerate() {
        for class in classes(semester) {
            let mut random = Random::named(&format!("results {}", class.id));
            let tier = teachers[class.teacher].tier[semester];
            let passed = class.enrolled - random.between(0, 1 + tier).min(class.enrolled);
            let before = 640 + random.between(-40, 40);
            let after = before + 110 - 25 * tier + random.between(-15, 30);
            // General subjects have no certificate.
            let sitting = if teachers[class.teacher].college == "公共基础部" { 0 } else { class.enrolled - 2 };
            let certified = (sitting - random.between(0, 2 + 2 * tier)).max(0);
            let habit = 30 + random.between(-3, 5);
            let later = habit + 4 - 2 * tier + random.between(-1, 3);
            table.push(row(&[
                period,
                &class.id,
                &class.enrolled.to_string(),
                &passed.to_string(),
                &tenths(before),
                &tenths(after),
                &sitting.to_string(),
                &certified.to_string(),
                &tenths(habit),
                &tenths(later),
            ]));
        }
    }
    csv(&table, Encoding::Utf8, false)
}

/// Points for papers, projects and service.
pub fn research() -> Vec<u8> {
    let mut rows = Vec::new();
    for (n, teacher) in teachers().iter().enumerate() {
        let mut random = Random::named(&format!("research {n}"));
        let each = match teacher.title {
            "教授" => 12,
            "副教授" => 8,
            "讲师" => 5,
            _ => 3,
        };
        for _ in 0..random.between(0, 4 - teacher.tier[0]) {
            let day = at(random.between(1, 12), random.between(1, 28));
            let (kind, what) =
                *random.pick(&[("教研", "教改课题"), ("科研", "论文"), ("科研", "横向项目"), ("社会服务", "企业培训")]);
            rows.push((day, teacher.id.clone(), kind, what, each + random.between(-2, 3)));
        }
    }
    rows.sort();
    let mut table = vec![row(&["日期", "工号", "类别", "项目", "积分"])];
    for (day, id, kind, what, points) in rows {
        table.push(row(&[&dashed_day(day), &id, kind, what, &points.to_string()]));
    }
    csv(&table, Encoding::Gb18030, false)
}

fn id(n: usize) -> String {
    teachers()[n].id.clone()
}

pub fn awards() -> Vec<u8> {
    let mut table = vec![row(&["日期", "工号", "奖项", "级别", "等次"])];
    for (day, n, prize, level, class) in [
        ("2024-05-18", 3, "教学能力比赛", "省级", "一等奖"),
        ("2024-05-18", 27, "教学能力比赛", "省级", "二等奖"),
        ("2024-06-30", 9, "优秀教案", "校级", "一等奖"),
        ("2024-07-12", 11, "指导技能大赛", "国家级", "二等奖"),
        ("2024-07-12", 11, "指导技能大赛", "省级", "一等奖"),
        ("2024-11-20", 40, "指导技能大赛", "国家级", "三等奖"),
        ("2024-12-05", 52, "教学成果", "校级", "三等奖"),
    ] {
        table.push(row(&[day, &id(n), prize, level, class]));
    }
    csv(&table, Encoding::Utf8, false)
}

/// Ethics, teaching accidents by level, and errors, which only cost lesson fees.
pub fn accidents() -> Vec<u8> {
    let mut table = vec![row(&["日期", "工号", "类型", "级别", "是否认定", "认定文号", "课时费"])];
    for (day, n, kind, level, found, paper, fee) in [
        ("2024-03-14", 6, "教学差错", "差错", "是", "教差〔2024〕3号", "45"),
        ("2024-04-02", 0, "教学事故", "三级", "是", "教事〔2024〕1号", "60"),
        ("2024-05-27", 24, "教学事故", "二级", "是", "教事〔2024〕2号", "50"),
        ("2024-06-11", 56, "教学事故", "三级", "否", "", "45"),
        ("2024-09-25", 35, "师德", "查实", "是", "院纪〔2024〕5号", "45"),
        ("2024-10-16", 50, "教学事故", "一级", "是", "教事〔2024〕3号", "50"),
        ("2024-11-08", 6, "教学差错", "差错", "是", "教差〔2024〕9号", "45"),
    ] {
        table.push(row(&[day, &id(n), kind, level, found, paper, fee]));
    }
    csv(&table, Encoding::Gb18030, false)
}

/// Objections to a mid-term or year-end result: open, upheld with the figure that is right, rejected, or too late.
pub fn objections() -> Vec<u8> {
    let mut table = vec![row(&[
        "编号",
        "工号",
        "环节",
        "学期",
        "指标",
        "提出日期",
        "状态",
        "数据元素",
        "更正值",
        "理由",
        "处理人",
    ])];
    for (number, n, stage, semester, item, raised, state, element, right, why) in [
        ("YY01", 10, "期中", "2024春", "学生评教", "2024-05-15", "不成立", "", "", "问卷发得太早"),
        ("YY02", 19, "期中", "2024春", "督导评价", "2024-05-20", "待处理", "", "", "听课那天是代课"),
        ("YY03", 23, "期中", "2024秋", "学生评教", "2024-12-02", "成立", "学生均分", "93.5", "一个班的问卷发给了别班"),
        ("YY04", 44, "期中", "2024秋", "学生评教", "2024-12-30", "不予受理", "", "", "过了异议期才提出"),
        ("YY05", 51, "年终", "2024秋", "教学工作量", "2025-01-14", "待处理", "", "", "监考课时没有折算"),
    ] {
        let who = if state == "待处理" { "" } else { "教务处" };
        table.push(row(&[number, &id(n), stage, semester, item, raised, state, element, right, why, who]));
    }
    csv(&table, Encoding::Utf8WithBom, false)
}
