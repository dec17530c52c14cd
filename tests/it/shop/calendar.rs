//! The two months of the data. Moments are minutes since 2024-06-01 00:00.

pub const DAY: i64 = 24 * 60;

/// The moment at which the last export was made; nothing later is in the files.
pub const EXPORTED: i64 = 60 * DAY + 23 * 60 + 50;

pub struct Month {
    pub name: &'static str,
    /// First and last day counted from 2024-06-01 as day 0.
    pub first: i64,
    pub last: i64,
    /// How the two order exports write their times.
    pub slashes: bool,
    pub report: &'static str,
    pub orders: &'static str,
}

pub const MONTHS: [Month; 2] = [
    Month {
        name: "2024-06",
        first: 6,
        last: 29,
        slashes: true,
        report: "自定义报表_客服绩效_下单优先判定_2024-06-07至2024-06-30.xlsx",
        orders: "ExportOrderList202406302350.csv",
    },
    Month {
        name: "2024-07",
        first: 30,
        last: 60,
        slashes: false,
        report: "自定义报表_客服绩效_下单优先判定_2024-07-01至2024-07-31.xlsx",
        orders: "ExportOrderList202407312350.csv",
    },
];

fn date(moment: i64) -> (i64, i64) {
    match moment.div_euclid(DAY) {
        day if day < 30 => (6, day + 1),
        day if day < 61 => (7, day - 29),
        day => (8, day - 60),
    }
}

/// `2024-06-23 22:02:00`
pub fn dashed(moment: i64) -> String {
    format!("{}:00", short(moment))
}

/// `2024-06-23 22:02`
pub fn short(moment: i64) -> String {
    let (month, day) = date(moment);
    let minute = moment.rem_euclid(DAY);
    format!("2024-{month:02}-{day:02} {:02}:{:02}", minute / 60, minute % 60)
}

/// `2024/6/23 22:02`, as Excel leaves it.
pub fn slashed(moment: i64) -> String {
    let (month, day) = date(moment);
    let minute = moment.rem_euclid(DAY);
    format!("2024/{month}/{day} {}:{:02}", minute / 60, minute % 60)
}
