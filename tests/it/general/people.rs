//! Who works in the three departments, and how well: the tiers from which the files are made.

/// Key, name, department in the third and in the fourth quarter, and how well he works in each: 0 is
/// strong, 3 is weak.
pub struct Person(pub &'static str, pub &'static str, pub [usize; 2], pub [usize; 2]);

pub const DEPARTMENTS: [&str; 3] = ["综合管理部", "生产技术部", "市场营销部"];

/// The heads of the departments, who rate and are not assessed here, and their superior.
pub const HEADS: [(&str, &str); 3] = [("Z01", "贺文斌"), ("Z02", "施国庆"), ("Z03", "梁慧")];
pub const ABOVE: &str = "总经理 方正";

pub const PEOPLE: [Person; 24] = [
    Person("E01", "安然", [0, 0], [0, 0]),
    Person("E02", "白洁", [0, 0], [1, 1]),
    Person("E03", "蔡明", [0, 1], [1, 2]),
    Person("E04", "戴维", [0, 0], [2, 1]),
    Person("E05", "范晓", [0, 0], [0, 1]),
    Person("E06", "高翔", [0, 0], [3, 3]),
    Person("E07", "郝静", [0, 0], [1, 0]),
    Person("E08", "纪芳", [0, 0], [2, 2]),
    Person("E09", "孔亮", [1, 1], [1, 1]),
    Person("E10", "雷鸣", [1, 1], [0, 0]),
    Person("E11", "马超", [1, 1], [1, 0]),
    Person("E12", "倪红", [1, 1], [2, 2]),
    Person("E13", "欧阳春", [1, 1], [1, 1]),
    Person("E14", "潘越", [1, 1], [3, 2]),
    Person("E15", "祁峰", [1, 1], [0, 1]),
    Person("E16", "任洁", [1, 1], [1, 1]),
    Person("E17", "沈岚", [2, 2], [0, 0]),
    Person("E18", "唐伟", [2, 2], [1, 1]),
    Person("E19", "王蕾", [2, 2], [2, 1]),
    Person("E20", "夏雨", [2, 2], [1, 2]),
    Person("E21", "严冬", [2, 2], [3, 3]),
    Person("E22", "张弛", [2, 2], [0, 0]),
    Person("E23", "周舟", [2, 2], [1, 1]),
    // Came on 20 August.
    Person("E24", "邹毅", [2, 2], [1, 2]),
];

pub struct Quarter {
    pub name: &'static str,
    pub first_month: i64,
    pub working: [i64; 3],
}

pub const QUARTERS: [Quarter; 2] = [
    Quarter { name: "2024Q3", first_month: 7, working: [23, 22, 21] },
    Quarter { name: "2024Q4", first_month: 10, working: [19, 21, 22] },
];

/// Days present in each month of the quarter.
pub fn days(person: usize, quarter: usize) -> [i64; 3] {
    let all = QUARTERS[quarter].working;
    match (PEOPLE[person].0, quarter) {
        ("E24", 0) => [0, 8, 21],
        ("E20", 1) => [19, 10, 12],
        ("E08", 0) => [23, 20, 21],
        _ => all,
    }
}
