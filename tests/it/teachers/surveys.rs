//! What students, peers and inspectors say.

use rust_xlsxwriter::{Format, Workbook};

use super::people::{SEMESTERS, classes, here, teachers};
use crate::property::calendar::{DAY, at, dashed_day, slashed};
use crate::property::sheets::{properties, save};
use crate::shop::files::{Encoding, csv, row};
use crate::shop::random::Random;

/// Headers as the survey site writes them; the short form has the first five.
const QUESTIONS: [&str; 10] = [
    "1、备课充分",
    "2、讲解清楚",
    "3、守时守纪",
    "4、耐心答疑",
    "5、课堂互动",
    "6、联系实际",
    "7、作业批改及时",
    "8、我掌握了知识和技能",
    "9、我学会了怎样学",
    "10、总体满意",
];

pub fn name(semester: usize, end: bool) -> String {
    format!("{}_{}.csv", if end { "期末评教" } else { "期中评教" }, SEMESTERS[semester])
}

/// Answers of 1 to 5 round a mean in percent; no two questions are alike.
fn answers(random: &mut Random, count: usize, percent: i64) -> Vec<i64> {
    (0..count)
        .map(|_| {
            let percent = percent + random.between(-22, 18);
            (percent / 20 + i64::from(random.between(0, 19) < percent % 20)).clamp(1, 5)
        })
        .collect()
}

/// One sheet a student and class, as the survey site exports them, in the order in which they came.
pub fn sheets(semester: usize, end: bool) -> Vec<u8> {
    let count = if end { 10 } else { 5 };
    let first = [[at(4, 22), at(11, 4)], [at(6, 20), at(12, 23)]][usize::from(end)][semester];
    let teachers = teachers();
    let mut rows: Vec<(i64, String, String, Vec<i64>)> = Vec::new();
    for class in classes(semester) {
        let mut random = Random::named(&format!("sheets {} {end}", class.id));
        let n = class.teacher;
        let willing = if n == 22 || (n == 41 && semester == 0) { 50 } else { 91 };
        let mean = 97 - 4 * teachers[n].tier[semester];
        for student in 0..class.enrolled {
            let came = random.percent(willing);
            let key = format!("{:06x}", random.between(0, 0xff_ffff));
            let time = first + random.between(0, 6) * DAY + random.between(8 * 60, 22 * 60);
            let given = match random.between(0, 99) {
                0..=3 => vec![5; count],
                4 => vec![3; count],
                5..=6 => (0..count).map(|_| random.between(1, 2)).collect(),
                _ => {
                    let percent = (mean + random.between(-9, 7)).min(100);
                    answers(&mut random, count, percent)
                }
            };
            if !came {
                continue;
            }
            // Some hand in a second sheet, and the later one counts.
            if student == 1 && n % 20 == 3 {
                rows.push((time + DAY, key.clone(), class.id.clone(), answers(&mut random, count, 90)));
            }
            let mut given = given;
            if student == 2 && n == 30 {
                given[0] = 55;
            }
            rows.push((time, key, class.id.clone(), given));
        }
    }
    if semester == 0 {
        rows.push((
            first,
            "0badcafe".to_owned(),
            "24A-999-1".to_owned(),
            vec![4; count - 1].into_iter().chain([5]).collect(),
        ));
    }
    rows.sort();
    let mut header = row(&["序号", "提交答卷时间", "匿名键", "教学班号"]);
    header.extend(QUESTIONS[..count].iter().map(|question| (*question).to_owned()));
    let mut table = vec![header];
    for (n, (time, key, class, given)) in rows.into_iter().enumerate() {
        let mut cells = vec![(n + 1).to_string(), slashed(time), key, class];
        cells.extend(given.iter().map(i64::to_string));
        table.push(cells);
    }
    csv(&table, if semester == 0 { Encoding::Gb18030 } else { Encoding::Utf8WithBom }, false)
}

/// Lessons that inspectors sat in, with five marks of 100 each.
pub fn observations() -> Vec<u8> {
    let header =
        ["学期", "周次", "日期", "听课人", "角色", "工号", "教学内容", "教学态度", "教学能力", "教学效果", "教学质量"];
    let mut book = Workbook::new();
    book.set_properties(&properties("听课记录"));
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 10, "2024年度听课记录汇总", &Format::new().set_bold()).unwrap();
    for (column, title) in header.iter().enumerate() {
        sheet.write(1, column as u16, *title).unwrap();
    }
    let mut line = 1;
    for (semester, period) in SEMESTERS.iter().enumerate() {
        for (n, teacher) in teachers().iter().enumerate() {
            let mut random = Random::named(&format!("lessons {n} {semester}"));
            let mut weeks: Vec<i64> = (0..1 + usize::from(n % 3 == 0)).map(|_| random.between(4, 9)).collect();
            if n % 5 != 4 {
                weeks.push(random.between(11, 16));
            }
            // Nobody found the time to hear this one twice.
            if n == 29 {
                weeks.truncate(1 - semester);
            }
            if !here(n, semester) {
                continue;
            }
            for week in weeks {
                line += 1;
                let day = [at(2, 26), at(9, 2)][semester] + (week - 1) * 7 * DAY + random.between(0, 4) * DAY;
                let (who, role) =
                    *random.pick(&[("督导 洪波", "督导"), ("督导 方圆", "督导"), ("教务处 林一", "考核组")]);
                for (column, text) in
                    [(0, *period), (2, dashed_day(day).as_str()), (3, who), (4, role), (5, teacher.id.as_str())]
                {
                    sheet.write(line, column, text).unwrap();
                }
                sheet.write(line, 1, week).unwrap();
                for column in 6..11 {
                    let mark = (92 - 6 * teacher.tier[semester] + random.between(-6, 6)).clamp(50, 100);
                    // One inspector writes the unit into the cell.
                    if who == "督导 方圆" && column == 6 {
                        sheet.write(line, column, format!("{mark}分")).unwrap();
                    } else {
                        sheet.write(line, column, mark).unwrap();
                    }
                }
            }
        }
    }
    sheet.write(line + 2, 0, "填表：            审核：            日期：").unwrap();
    save(book)
}

/// Everybody rates the others of the subject group.
pub fn peers() -> Vec<u8> {
    let teachers = teachers();
    let mut table = vec![row(&["年度", "评价人", "评价人专业组", "被评人", "被评人专业组", "分"])];
    let mut vote = |from: usize, to: usize, mark: i64| {
        let (rater, rated) = (&teachers[from], &teachers[to]);
        table.push(row(&["2024", &rater.id, rater.subject, &rated.id, rated.subject, &mark.to_string()]));
    };
    for from in 0..teachers.len() {
        for to in (0..teachers.len()).filter(|to| *to != from && teachers[*to].subject == teachers[from].subject) {
            let mut random = Random::named(&format!("peers {from} {to}"));
            let mark = (93 - 3 * teachers[to].tier[1] + random.between(-5, 4)).min(100);
            vote(
                from,
                to,
                match (from, to) {
                    // The same to everybody: no ballot.
                    (12, _) => 95,
                    // You scratch my back.
                    (37, 38) | (38, 37) => 100,
                    // A grudge in the one group that is large enough to drop it.
                    (14, 15) => 55,
                    _ => mark,
                },
            );
        }
    }
    vote(2, 2, 100);
    vote(20, 45, 60);
    vote(21, 45, 62);
    csv(&table, Encoding::Gb18030, false)
}
