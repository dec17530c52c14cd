//! Who teaches what, and how well: the tiers from which the files are made.

use crate::shop::random::Random;

/// Departments, and the subject groups in them with their sizes: peers rate inside a group only.
pub const COLLEGES: [(&str, [(&str, usize); 2]); 7] = [
    ("机电工程学院", [("机械制造", 6), ("电气自动化", 4)]),
    ("信息工程学院", [("软件技术", 7), ("网络技术", 3)]),
    ("财经商贸学院", [("会计", 5), ("电子商务", 4)]),
    ("建筑工程学院", [("工程造价", 4), ("建筑施工", 4)]),
    ("护理学院", [("护理", 5), ("助产", 4)]),
    ("汽车工程学院", [("汽车检测", 4), ("新能源汽车", 4)]),
    ("公共基础部", [("外语", 3), ("数学", 3)]),
];

pub const SEMESTERS: [&str; 2] = ["2024春", "2024秋"];

const SURNAMES: [&str; 30] = [
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "许",
    "何", "吕", "施", "张", "孔", "曹", "严", "华", "金", "魏", "陶",
];
const GIVEN: [&str; 30] = [
    "建国", "丽华", "志强", "晓燕", "文博", "春梅", "海涛", "淑敏", "立新", "雅琴", "国栋", "婷", "宏伟", "佳", "永刚",
    "慧", "明", "雪", "俊杰", "玉兰", "鹏", "倩", "振华", "莉", "世杰", "欣", "卫东", "静", "磊", "芳",
];

pub struct Teacher {
    pub id: String,
    pub name: String,
    pub college: &'static str,
    pub subject: &'static str,
    pub title: &'static str,
    pub post: &'static str,
    pub kind: &'static str,
    /// In spring and in autumn: 0 is strong, 3 is weak.
    pub tier: [i64; 2],
}

/// On leave until October; came in September.
pub const ON_LEAVE: usize = 33;
pub const NEWCOMER: usize = 48;

pub fn here(n: usize, semester: usize) -> bool {
    semester == 1 || (n != ON_LEAVE && n != NEWCOMER)
}

pub fn months(n: usize) -> i64 {
    match n {
        ON_LEAVE => 3,
        NEWCOMER => 4,
        _ => 12,
    }
}

pub fn teachers() -> Vec<Teacher> {
    let groups = COLLEGES.iter().flat_map(|(college, groups)| {
        groups.iter().flat_map(move |(subject, size)| std::iter::repeat_n((*college, *subject), *size))
    });
    let mut all = Vec::new();
    for (n, (college, subject)) in groups.enumerate() {
        let mut random = Random::named(&format!("teacher {n}"));
        let hired = if n == NEWCOMER { 2024 } else { random.between(1996, 2021) };
        let title = match hired {
            1996..=2003 => "教授",
            2004..=2012 => "副教授",
            2013..=2020 => "讲师",
            _ => "助教",
        };
        let spring = *random.pick(&[0, 0, 1, 1, 1, 2, 2, 3]);
        let autumn = (spring + random.between(-1, 1)).clamp(0, 3);
        all.push(Teacher {
            id: format!("{hired}{:03}", n + 1),
            name: format!("{}{}", SURNAMES[n % 30], GIVEN[(7 * n + 11 * (n / 30)) % 30]),
            college,
            subject,
            title,
            post: if n % 13 == 5 { "双肩挑" } else { "专任" },
            kind: ["理论课", "理论课", "理实一体课", "实践课"][n % 4],
            tier: [spring, autumn],
        });
    }
    all
}

pub struct Class {
    pub id: String,
    pub teacher: usize,
    pub enrolled: i64,
}

/// The classes of one semester: one or two for each who is here.
pub fn classes(semester: usize) -> Vec<Class> {
    let mut all = Vec::new();
    for n in (0..teachers().len()).filter(|n| here(*n, semester)) {
        let mut random = Random::named(&format!("classes {n} {semester}"));
        for k in 0..1 + usize::from(n % 2 == 0) {
            // Singing is taught to few: fewer than ten sheets come of it.
            let enrolled = if n == 17 { 9 } else { random.between(22, 34) };
            let id = format!("24{}-{:03}-{}", ["A", "B"][semester], n + 1, k + 1);
            all.push(Class { id, teacher: n, enrolled });
        }
    }
    all
}
