//! Moments as minutes since 2024-01-01 00:00, and how the files write them. Early 2025 is known too.

pub const DAY: i64 = 24 * 60;

const BEFORE: [i64; 12] = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];

/// Midnight of a day of 2024; months beyond December are those of 2025.
pub fn at(month: i64, day: i64) -> i64 {
    let years = (month - 1) / 12;
    (BEFORE[(month - 1) as usize % 12] + years * 366 + day - 1) * DAY
}

/// Year, month and day.
fn date(moment: i64) -> (i64, i64, i64) {
    let mut day = moment.div_euclid(DAY);
    let year = if day < 366 { 2024 } else { 2025 };
    if year == 2025 {
        day -= 366;
    }
    // Only January and February of 2025 are asked for, so the leap day does not matter.
    let month = BEFORE.iter().rposition(|before| *before <= day).unwrap();
    (year, month as i64 + 1, day - BEFORE[month] + 1)
}

/// `2024-09-05`
pub fn dashed_day(moment: i64) -> String {
    let (year, month, day) = date(moment);
    format!("{year}-{month:02}-{day:02}")
}

/// `2024-09-05 09:03`
pub fn dashed(moment: i64) -> String {
    let minute = moment.rem_euclid(DAY);
    format!("{} {:02}:{:02}", dashed_day(moment), minute / 60, minute % 60)
}

/// `2024/9/5 9:03`, as Excel leaves it.
pub fn slashed(moment: i64) -> String {
    let (year, month, day) = date(moment);
    let minute = moment.rem_euclid(DAY);
    format!("{year}/{month}/{day} {}:{:02}", minute / 60, minute % 60)
}

/// `2024/9/5`
pub fn slashed_day(moment: i64) -> String {
    let (year, month, day) = date(moment);
    format!("{year}/{month}/{day}")
}

/// The serial number Excel keeps for it.
pub fn serial(moment: i64) -> f64 {
    45_292.0 + moment as f64 / DAY as f64
}

/// The moment behind a date in any of the files' spellings, whatever the year.
pub fn moment(text: &str) -> i64 {
    let parts: Vec<i64> = text.split([' ', '-', '/', ':']).map(|part| part.parse().unwrap()).collect();
    let leap_days = |year: i64| (year - 2021).div_euclid(4);
    let year = parts[0];
    let mut day = (year - 2024) * 365 + leap_days(year) + BEFORE[parts[1] as usize - 1] + parts[2] - 1;
    // `BEFORE` counts a leap year; in the others March begins a day earlier.
    if year % 4 != 0 && parts[1] > 2 {
        day -= 1;
    }
    day * DAY + parts.get(3).unwrap_or(&0) * 60 + parts.get(4).unwrap_or(&0)
}

#[test]
fn moments_there_and_back() {
    for (text, days) in
        [("2024-01-01", 0), ("2024-12-31", 365), ("2025-01-01", 366), ("2023-12-31", -1), ("2023/3/1", -306)]
    {
        assert_eq!(moment(text), days * DAY, "{text}");
    }
    assert_eq!(moment("2020-02-29") + DAY, moment("2020-03-01"));
    assert_eq!(moment("2019-12-31") + DAY, moment("2020-01-01"));
    assert_eq!(moment(&slashed(at(9, 5) + 543)), at(9, 5) + 543);
    assert_eq!(dashed(at(9, 5) + 543), "2024-09-05 09:03");
}
