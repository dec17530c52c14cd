//! Who works in the shop, and how each of them did: the figures from which the files are made.

pub struct Person {
    pub id: &'static str,
    pub name: &'static str,
    pub post: &'static str,
    pub team: &'static str,
    pub joined: &'static str,
    /// Yuan; below 100 for one who comes last, so that the floor of the deduction is met.
    pub commission: &'static str,
    /// Sub-accounts, the one that takes most of the work first.
    pub nicks: &'static [&'static str],
}

const fn person(
    id: &'static str,
    name: &'static str,
    post: &'static str,
    team: &'static str,
    joined: &'static str,
    commission: &'static str,
    nicks: &'static [&'static str],
) -> Person {
    Person { id, name, post, team, joined, commission, nicks }
}

pub const PEOPLE: [Person; 13] = [
    person("KF001", "林小满", "售前", "甲班", "2021-03-15", "231.40", &["晨曦旗舰店:小满", "晨曦专营店:满满"]),
    person("KF002", "周雨桐", "售前", "甲班", "2022-05-09", "204.00", &["晨曦旗舰店:雨桐"]),
    person("KF003", "陈佳怡", "售前", "甲班", "2022-11-01", "187.65", &["晨曦旗舰店:佳怡", "晨曦旗舰店:佳怡2号"]),
    person("KF004", "吴浩然", "售前", "甲班", "2023-02-20", "149.20", &["晨曦旗舰店:浩然"]),
    person("KF005", "郑美玲", "售前", "乙班", "2020-08-17", "226.00", &["晨曦旗舰店:小美", "晨曦专营店:美美"]),
    person("KF006", "冯子轩", "售前", "乙班", "2023-07-03", "142.75", &["晨曦旗舰店:子轩"]),
    person("KF007", "褚晓东", "售前", "乙班", "2023-10-16", "86.50", &["晨曦旗舰店:晓东"]),
    person("KF008", "卫一诺", "售前", "乙班", "2024-06-17", "101.30", &["晨曦专营店:一诺"]),
    person("KF009", "蒋秀兰", "售后", "甲班", "2019-12-02", "160.00", &["晨曦旗舰店:售后兰兰", "晨曦专营店:售后兰兰"]),
    person("KF010", "沈立群", "售后", "甲班", "2022-04-11", "150.00", &["晨曦旗舰店:售后小沈"]),
    person("KF011", "韩雪", "售后", "乙班", "2021-09-06", "155.00", &["晨曦旗舰店:售后小雪"]),
    person("KF012", "杨志强", "售后", "乙班", "2024-05-20", "90.00", &["晨曦专营店:售后小杨"]),
    person("DZ001", "秦悦", "店长", "店办", "2018-06-01", "0", &[]),
];

pub const ROBOT: &str = "晨曦旗舰店:机器人小蜜";
/// In the report of July and bound to nobody.
pub const UNBOUND: &str = "晨曦旗舰店:临时客服01";
/// Orders that came without any chat.
pub const SILENT: &str = "静默";

/// One pre-sales month.
pub struct Sales {
    pub inquiries: i64,
    /// Percent of the inquiring buyers who order, and percent of those who pay.
    pub order_rate: i64,
    pub pay_rate: i64,
    /// Tenths of a second.
    pub wait: i64,
    /// How dear the goods are that this agent sells, 0–100.
    pub basket: i64,
    /// Sales in percent of the plan.
    pub of_plan: i64,
    pub refunds: usize,
    pub complaints: &'static [bool],
    pub errors: &'static [&'static str],
    pub late: usize,
    pub wrong_items: i64,
    /// 优 良 中 差 by the agent himself and by the manager; empty where the sheet is missing.
    pub rated: (&'static str, &'static str),
}

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
const fn sales(
    inquiries: i64,
    order_rate: i64,
    pay_rate: i64,
    wait: i64,
    basket: i64,
    of_plan: i64,
    refunds: usize,
    complaints: &'static [bool],
    errors: &'static [&'static str],
    late: usize,
    wrong_items: i64,
    rated: (&'static str, &'static str),
) -> Sales {
    Sales {
        inquiries,
        order_rate,
        pay_rate,
        wait,
        basket,
        of_plan,
        refunds,
        complaints,
        errors,
        late,
        wrong_items,
        rated,
    }
}

/// June, then July; in the order of the first eight of [`PEOPLE`]. A complaint is `true` where it
/// was found valid.
pub const SALES: [[Sales; 8]; 2] = [
    [
        sales(118, 71, 96, 245, 90, 112, 2, &[], &[], 0, 0, ("优", "优")),
        sales(124, 66, 93, 282, 65, 103, 3, &[], &["错备注"], 0, 1, ("良", "优")),
        sales(131, 63, 95, 330, 50, 97, 4, &[], &[], 1, 1, ("良", "良")),
        sales(109, 58, 91, 385, 60, 91, 3, &[true], &[], 0, 2, ("良", "良")),
        sales(122, 69, 94, 296, 55, 106, 2, &[false], &[], 0, 0, ("优", "良")),
        sales(115, 61, 90, 410, 42, 88, 5, &[], &["错地址"], 1, 2, ("优", "中")),
        sales(104, 56, 88, 473, 44, 78, 6, &[true, true], &["错价", "错备注"], 2, 3, ("良", "中")),
        sales(74, 60, 90, 361, 40, 84, 2, &[], &["错发颜色"], 0, 1, ("", "良")),
    ],
    [
        sales(146, 70, 95, 262, 82, 108, 3, &[], &[], 0, 1, ("优", "优")),
        sales(151, 68, 94, 274, 70, 105, 2, &[], &[], 0, 0, ("优", "优")),
        sales(158, 64, 92, 318, 52, 99, 5, &[false], &["错备注"], 0, 1, ("良", "良")),
        sales(139, 61, 93, 352, 56, 94, 4, &[], &["错价"], 1, 1, ("良", "良")),
        sales(149, 71, 96, 281, 62, 110, 3, &[], &[], 0, 0, ("优", "优")),
        sales(142, 63, 91, 392, 45, 92, 6, &[true], &["少发"], 0, 2, ("优", "差")),
        sales(133, 59, 89, 438, 42, 81, 7, &[true], &["错地址"], 1, 2, ("良", "中")),
        sales(128, 62, 91, 334, 44, 93, 4, &[], &["错发快递"], 0, 1, ("良", "良")),
    ],
];

/// One after-sales month.
pub struct Care {
    pub received: i64,
    pub unreplied: i64,
    /// Tenths of a second.
    pub wait: i64,
    /// 很满意 满意 一般 不满 很不满
    pub marks: [i64; 5],
    pub tickets: usize,
    pub second_contacts: usize,
    /// Usual hours to finish a refund.
    pub hours: i64,
    /// Disputes judged against the shop.
    pub disputes: usize,
    pub errors: &'static [&'static str],
    pub parcels: i64,
}

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
const fn care(
    received: i64,
    unreplied: i64,
    wait: i64,
    marks: [i64; 5],
    tickets: usize,
    second_contacts: usize,
    hours: i64,
    disputes: usize,
    errors: &'static [&'static str],
    parcels: i64,
) -> Care {
    Care { received, unreplied, wait, marks, tickets, second_contacts, hours, disputes, errors, parcels }
}

/// June, then July; in the order of the last four agents of [`PEOPLE`].
pub const CARE: [[Care; 4]; 2] = [
    [
        care(420, 3, 264, [41, 15, 3, 1, 0], 96, 11, 21, 0, &["少发"], 168),
        care(398, 8, 331, [33, 16, 2, 1, 0], 88, 15, 31, 0, &["错发颜色"], 154),
        care(365, 5, 292, [30, 15, 1, 1, 0], 81, 12, 27, 0, &["错发快递", "少发"], 149),
        care(310, 11, 378, [8, 5, 1, 0, 1], 70, 17, 40, 0, &["错发颜色", "错发快递", "少发"], 121),
    ],
    [
        care(486, 6, 301, [47, 19, 3, 0, 1], 109, 14, 23, 0, &[], 196),
        care(471, 4, 288, [44, 20, 2, 1, 0], 104, 13, 26, 0, &["错发快递"], 190),
        care(433, 9, 317, [37, 16, 3, 1, 1], 93, 16, 33, 1, &["少发"], 181),
        care(402, 10, 346, [29, 14, 3, 1, 0], 86, 17, 37, 0, &["错发颜色", "少发"], 165),
    ],
];
