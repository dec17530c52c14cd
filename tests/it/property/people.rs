//! Who works at the desk of the estate, and how each of them did: the figures from which the files
//! are made.

pub struct Person {
    pub id: &'static str,
    pub name: &'static str,
    pub post: &'static str,
    pub area: &'static str,
    pub joined: &'static str,
    pub wage: i64,
}

const fn person(
    id: &'static str,
    name: &'static str,
    post: &'static str,
    area: &'static str,
    joined: &'static str,
    wage: i64,
) -> Person {
    Person { id, name, post, area, joined, wage }
}

/// Two heads and eight clerks, six of the ten with less than half a year; and the manager of the
/// estate, who is not assessed.
pub const PEOPLE: [Person; 11] = [
    person("WY01", "何静", "客服领班", "一期", "2019-04-08", 5600),
    person("WY02", "罗敏", "客服领班", "二期", "2020-07-20", 5400),
    person("WY03", "唐晓燕", "客服员", "一期", "2021-03-15", 4500),
    person("WY04", "邓丽", "客服员", "一期", "2022-06-01", 4400),
    person("WY05", "曹阳", "客服员", "一期", "2024-05-13", 4000),
    person("WY06", "彭佳", "客服员", "二期", "2024-06-17", 4000),
    person("WY07", "曾小雨", "客服员", "二期", "2024-05-27", 4000),
    person("WY08", "萧红", "客服员", "二期", "2024-07-08", 4000),
    person("WY09", "田甜", "客服员", "三期A", "2024-06-03", 4000),
    person("WY10", "董浩", "客服员", "三期B", "2024-09-18", 3800),
    person("XM01", "沈国强", "项目经理", "全部", "2018-11-05", 9800),
];

/// Those at the desk.
pub const DESK: usize = 10;

/// Left on 17 September; some of her bills were never given to anybody.
pub const LEFT: &str = "覃芳";

pub struct Month {
    pub name: &'static str,
    pub number: i64,
    pub days: i64,
    pub working: i64,
}

pub const MONTHS: [Month; 2] = [
    Month { name: "2024-09", number: 9, days: 30, working: 21 },
    Month { name: "2024-10", number: 10, days: 31, working: 19 },
];

/// Days present.
pub fn present(person: usize, month: usize) -> i64 {
    match (PEOPLE[person].id, month) {
        ("WY10", 0) => 9,
        ("WY05", 1) => 14,
        ("WY03", 0) => 20,
        _ => MONTHS[month].working,
    }
}

/// A complaint: hours to the first answer and to the end (none while open), whether it is a repeat,
/// and whose fault it was found to be.
pub struct Complaint(pub i64, pub Option<i64>, pub bool, pub Fault);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Own,
    NotFound,
    Others,
}

/// One person's month.
pub struct Figures {
    /// Percent of the bills that are paid.
    pub paid: i64,
    /// Percent of old arrears that are recovered.
    pub recovered: i64,
    pub repairs: usize,
    /// Of these: never closed, late on site, not the property firm's business.
    pub open: usize,
    pub late: usize,
    pub others: usize,
    /// Percent of closed repairs with a call back.
    pub called_back: i64,
    pub complaints: &'static [Complaint],
    /// Of 14 forms: how many came back; and of a hundred answers: fives, fours and threes.
    pub forms: usize,
    pub answers: [i64; 3],
    pub visits: usize,
    pub faults: &'static [i64],
    /// By the superior, the next superior and the manager; empty where the sheet is missing.
    pub rated: [&'static str; 3],
}

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
const fn figures(
    paid: i64,
    recovered: i64,
    repairs: [usize; 4],
    called_back: i64,
    complaints: &'static [Complaint],
    forms: usize,
    answers: [i64; 3],
    visits: usize,
    faults: &'static [i64],
    rated: [&'static str; 3],
) -> Figures {
    let [repairs, open, late, others] = repairs;
    Figures {
        paid,
        recovered,
        repairs,
        open,
        late,
        others,
        called_back,
        complaints,
        forms,
        answers,
        visits,
        faults,
        rated,
    }
}

const fn soon(first: i64, done: i64) -> Complaint {
    Complaint(first, Some(done), false, Fault::NotFound)
}

const fn own(first: i64, done: i64) -> Complaint {
    Complaint(first, Some(done), false, Fault::Own)
}

use Fault::{NotFound, Others, Own};

/// September, then October; in the order of the first ten of [`PEOPLE`].
pub const FIGURES: [[Figures; DESK]; 2] = [
    [
        figures(
            78,
            30,
            [16, 0, 0, 2],
            60,
            &[soon(2, 30), soon(5, 50)],
            14,
            [70, 27, 3],
            17,
            &[0, 0],
            ["优", "优", "优"],
        ),
        figures(
            66,
            24,
            [15, 0, 1, 1],
            50,
            &[soon(3, 60), Complaint(4, Some(70), false, Others)],
            14,
            [60, 32, 6],
            15,
            &[0, 1],
            ["优", "优", "良"],
        ),
        figures(76, 28, [17, 0, 1, 2], 44, &[soon(1, 20)], 13, [62, 33, 4], 16, &[0, 0], ["优", "优", "优"]),
        figures(
            74,
            18,
            [18, 0, 1, 1],
            40,
            &[soon(6, 44), own(10, 71)],
            14,
            [56, 33, 8],
            15,
            &[1, 0],
            ["良", "优", "良"],
        ),
        figures(71, 16, [15, 1, 1, 1], 36, &[soon(20, 68)], 13, [48, 38, 10], 13, &[0, 1, 1], ["良", "良", "中"]),
        figures(
            70,
            12,
            [16, 0, 2, 2],
            30,
            &[soon(23, 70), Complaint(30, Some(90), false, NotFound)],
            14,
            [46, 36, 12],
            15,
            &[0, 0],
            ["良", "良", "良"],
        ),
        figures(
            68,
            14,
            [17, 1, 2, 1],
            34,
            &[Complaint(8, Some(60), true, NotFound), soon(12, 66)],
            13,
            [42, 36, 14],
            12,
            &[1, 2],
            ["良", "中", "良"],
        ),
        figures(
            63,
            8,
            [16, 1, 3, 0],
            24,
            &[Complaint(26, None, false, Own), soon(15, 64)],
            12,
            [40, 34, 16],
            11,
            &[1, 1],
            ["中", "良", "中"],
        ),
        figures(72, 10, [14, 0, 1, 2], 38, &[], 14, [50, 34, 11], 14, &[0, 1], ["良", "良", "良"]),
        figures(66, 6, [8, 1, 1, 0], 25, &[], 12, [40, 30, 16], 4, &[1], ["", "", ""]),
    ],
    [
        figures(81, 26, [15, 0, 1, 1], 58, &[soon(2, 26)], 14, [72, 25, 2], 15, &[0, 0], ["优", "优", "优"]),
        figures(
            74,
            22,
            [16, 0, 0, 2],
            52,
            &[soon(4, 50), soon(7, 66)],
            13,
            [58, 35, 5],
            16,
            &[0, 0],
            ["优", "良", "优"],
        ),
        figures(79, 25, [16, 0, 0, 1], 48, &[soon(2, 40)], 14, [66, 30, 3], 17, &[0, 0], ["优", "优", "优"]),
        figures(67, 20, [17, 0, 1, 2], 42, &[soon(5, 47)], 14, [58, 34, 6], 15, &[0, 1], ["优", "良", "良"]),
        figures(
            73,
            18,
            [15, 0, 1, 1],
            40,
            &[soon(18, 66), soon(9, 40)],
            13,
            [50, 38, 9],
            11,
            &[0, 0],
            ["良", "良", ""],
        ),
        figures(68, 15, [17, 1, 1, 1], 36, &[own(16, 69)], 13, [48, 37, 10], 15, &[1, 0], ["良", "良", "良"]),
        figures(72, 16, [16, 0, 1, 2], 38, &[soon(11, 62)], 14, [46, 38, 12], 15, &[0, 1], ["良", "良", "良"]),
        figures(
            65,
            12,
            [16, 0, 2, 1],
            31,
            &[Complaint(22, Some(71), true, Own), own(25, 80)],
            13,
            [38, 36, 18],
            13,
            &[1, 0],
            ["良", "中", "中"],
        ),
        figures(70, 14, [15, 0, 1, 1], 41, &[soon(13, 58)], 11, [50, 36, 10], 15, &[0, 0], ["良", "良", "优"]),
        figures(
            58,
            4,
            [14, 2, 3, 1],
            20,
            &[Complaint(28, Some(96), false, Own), Complaint(12, Some(60), true, NotFound), soon(20, 70)],
            13,
            [14, 22, 34],
            9,
            &[2, 1, 1],
            ["中", "差", "中"],
        ),
    ],
];
