//! Dates and periods: seconds on the local calendar, and how the calendar is cut.

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cycle {
    Month,
    Quarter,
    HalfYear,
    /// Two a year: `2024春` February–July, `2024秋` August–January (named by the year it begins in).
    Semester,
    Year,
    Once,
}

/// A day of the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    pub year: i64,
    pub month: u32,
    pub day: u32,
}

pub const SECONDS_A_DAY: f64 = 86_400.0;

/// Days since 1970-01-01. `None` for a date that the calendar does not have.
pub fn days_of(year: i64, month: u32, day: u32) -> Option<i64> {
    if !(1..=12).contains(&month) || day == 0 || day > month_days(year, month) || !(1..=9999).contains(&year) {
        return None;
    }
    // Counting from 1 March makes the leap day the last of its year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = i64::from((153 * ((month + 9) % 12) + 2) / 5 + day - 1);
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The day that many days after 1970-01-01.
pub fn day_of(days: i64) -> Day {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Day { year, month, day }
}

pub fn month_days(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The calendar day of a moment in seconds.
pub fn day_of_seconds(seconds: f64) -> Day {
    day_of((seconds / SECONDS_A_DAY).floor() as i64)
}

/// `2024-06-07`.
pub fn show_date(seconds: f64) -> String {
    let Day { year, month, day } = day_of_seconds(seconds);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2024-06-07`, or `2024-06-07 08:30` where a time of day is given.
pub fn show_moment(seconds: f64) -> String {
    let minutes = (seconds.rem_euclid(SECONDS_A_DAY) / 60.0).floor();
    let date = show_date(seconds);
    if minutes == 0.0 { date } else { format!("{date} {:02.0}:{:02.0}", (minutes / 60.0).floor(), minutes % 60.0) }
}

impl Cycle {
    /// The ordinal of the period that holds the day; consecutive periods are one apart.
    pub fn period_of(self, day: Day) -> i64 {
        let month = i64::from(day.month) - 1;
        match self {
            Cycle::Month => day.year * 12 + month,
            Cycle::Quarter => day.year * 4 + month / 3,
            Cycle::HalfYear => day.year * 2 + month / 6,
            // January belongs to the autumn term of the year before.
            Cycle::Semester => day.year * 2 + (month - 1).div_euclid(6),
            Cycle::Year => day.year,
            Cycle::Once => 0,
        }
    }

    /// `2024-06`, `2024Q2`, `2024H1`, `2024春`, `2024`, or nothing for a scheme without cycle.
    pub fn name(self, ordinal: i64) -> String {
        match self {
            Cycle::Month => format!("{:04}-{:02}", ordinal.div_euclid(12), ordinal.rem_euclid(12) + 1),
            Cycle::Quarter => format!("{:04}Q{}", ordinal.div_euclid(4), ordinal.rem_euclid(4) + 1),
            Cycle::HalfYear => format!("{:04}H{}", ordinal.div_euclid(2), ordinal.rem_euclid(2) + 1),
            Cycle::Semester => {
                format!("{:04}{}", ordinal.div_euclid(2), if ordinal.rem_euclid(2) == 0 { "春" } else { "秋" })
            }
            Cycle::Year => format!("{ordinal:04}"),
            Cycle::Once => String::new(),
        }
    }

    /// First and last day of a period, in days since 1970-01-01. `None` for [`Cycle::Once`].
    pub fn days(self, ordinal: i64) -> Option<(i64, i64)> {
        let (year, first, months) = match self {
            Cycle::Month => (ordinal.div_euclid(12), ordinal.rem_euclid(12) + 1, 1),
            Cycle::Quarter => (ordinal.div_euclid(4), ordinal.rem_euclid(4) * 3 + 1, 3),
            Cycle::HalfYear => (ordinal.div_euclid(2), ordinal.rem_euclid(2) * 6 + 1, 6),
            Cycle::Semester => (ordinal.div_euclid(2), ordinal.rem_euclid(2) * 6 + 2, 6),
            Cycle::Year => (ordinal, 1, 12),
            Cycle::Once => return None,
        };
        let next = first + months;
        let (end_year, end_month) = if next > 12 { (year + 1, next - 12) } else { (year, next) };
        Some((days_of(year, first as u32, 1)?, days_of(end_year, end_month as u32, 1)? - 1))
    }

    /// Reads a period as people write it: `2024-06`, `2024年6月`, `202406`, `2024.6`, `2024Q2`,
    /// `2024年上半年`, `2024春`, `2023-2024-1`, `2024`, or any date inside it.
    pub fn parse(self, text: &str) -> Option<i64> {
        if self == Cycle::Once {
            return Some(0);
        }
        let text = crate::text::fold(text);
        if let Some(date) = parse_date(&text) {
            return Some(self.period_of(day_of_seconds(date)));
        }
        let numbers: Vec<i64> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|n| !n.is_empty())
            .filter_map(|n| n.parse().ok())
            .collect();
        let (year, part) = match numbers.as_slice() {
            // A school year: its first term is the autumn of the first year.
            [year, next, term] if self == Cycle::Semester && *next == year + 1 => {
                return (1..=2).contains(term).then(|| if *term == 1 { year * 2 + 1 } else { next * 2 });
            }
            [joined] if (190_001..=999_912).contains(joined) => (joined / 100, Some(joined % 100)),
            [year] => (*year, None),
            [year, part] => (*year, Some(*part)),
            _ => return None,
        };
        if !(1900..=9999).contains(&year) {
            return None;
        }
        let half = if text.contains('上') || text.contains('春') {
            Some(1)
        } else if text.contains('下') || text.contains('秋') {
            Some(2)
        } else {
            part
        };
        match self {
            Cycle::Month => part.filter(|m| (1..=12).contains(m)).map(|m| year * 12 + m - 1),
            Cycle::Quarter => part.filter(|q| (1..=4).contains(q)).map(|q| year * 4 + q - 1),
            Cycle::HalfYear | Cycle::Semester => half.filter(|h| (1..=2).contains(h)).map(|h| year * 2 + h - 1),
            Cycle::Year => Some(year),
            Cycle::Once => Some(0),
        }
    }
}

/// Reads a date, with or without a time, in the common forms: `2016-05-23 22:02:00`, `2016/5/23 22:02`,
/// `2016.5.23`, `2016年5月23日`, `20160523`. Seconds since 1970-01-01; `None` for anything else.
pub fn parse_date(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find([' ', 'T', 't', '日']).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let rest = rest.trim_start_matches(['日', 'T', 't', ' ']);
    let parts: Vec<&str> = date.split(['-', '/', '.', '年', '月']).filter(|part| !part.is_empty()).collect();
    let (date_only, time) = match parts.as_slice() {
        [joined] if joined.len() == 8 && joined.bytes().all(|b| b.is_ascii_digit()) => {
            ((joined[..4].to_string(), joined[4..6].to_string(), joined[6..].to_string()), rest)
        }
        [year, month, day] if year.len() == 4 => ((year.to_string(), month.to_string(), split_day(day).0), {
            // After folding the space may be gone: `2016-5-2322:02` keeps its time behind the day.
            let glued = split_day(day).1;
            if glued.is_empty() { rest } else { glued }
        }),
        _ => return None,
    };
    let days = days_of(date_only.0.parse().ok()?, date_only.1.parse().ok()?, date_only.2.parse().ok()?)?;
    Some(days as f64 * SECONDS_A_DAY + parse_time(time)?)
}

fn split_day(day: &str) -> (String, &str) {
    match day.find(':') {
        // Anything but digits may stand before the colon, so the cut may fall inside a character.
        Some(colon) if colon >= 3 && day.is_char_boundary(colon - 2) => {
            (day[..colon - 2].to_string(), &day[colon - 2..])
        }
        _ => (day.to_string(), ""),
    }
}

fn parse_time(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(0.0);
    }
    let mut parts = text.split(':');
    let hour: u32 = parts.next()?.parse().ok()?;
    let minute: u32 = parts.next()?.parse().ok()?;
    let second: u32 = parts.next().map_or(Some(0), |s| s.split('.').next().and_then(|s| s.parse().ok()))?;
    if parts.next().is_some() || hour > 24 || minute > 59 || second > 59 {
        return None;
    }
    Some(f64::from(hour * 3600 + minute * 60 + second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_there_and_back() {
        assert_eq!(days_of(1970, 1, 1), Some(0));
        assert_eq!(days_of(2024, 2, 30), None);
        for days in (-200_000..200_000).step_by(97) {
            let Day { year, month, day } = day_of(days);
            assert_eq!(days_of(year, month, day), Some(days));
        }
    }

    #[test]
    fn dates_as_people_write_them() {
        let expected = days_of(2016, 5, 23).map(|d| d as f64 * SECONDS_A_DAY);
        for text in ["2016-05-23", "2016/5/23", "2016.5.23", "2016年5月23日", "20160523"] {
            assert_eq!(parse_date(text), expected, "{text}");
        }
        assert_eq!(parse_date("2016/5/23 22:02"), expected.map(|d| d + 79_320.0));
        assert_eq!(parse_date("2016-05-23T22:02:00"), expected.map(|d| d + 79_320.0));
        assert_eq!(parse_date("2016-13-01"), None);
        assert_eq!(parse_date("日2016"), None);
        assert_eq!(parse_date("2016-5-二三:00"), None);
        assert_eq!(parse_date("abc"), None);
    }

    #[test]
    fn periods() {
        for text in ["2024-06", "2024年6月", "202406", "2024.6", "2024-06-30", "２０２４－０６"] {
            assert_eq!(Cycle::Month.parse(text).map(|p| Cycle::Month.name(p)).as_deref(), Some("2024-06"), "{text}");
        }
        assert_eq!(Cycle::Quarter.parse("2024Q2").map(|p| Cycle::Quarter.name(p)).as_deref(), Some("2024Q2"));
        assert_eq!(Cycle::HalfYear.parse("2024年上半年").map(|p| Cycle::HalfYear.name(p)).as_deref(), Some("2024H1"));
        let january = Day { year: 2025, month: 1, day: 10 };
        assert_eq!(Cycle::Semester.name(Cycle::Semester.period_of(january)), "2024秋");
        assert_eq!(
            Cycle::Month.days(2024 * 12 + 1),
            Some((days_of(2024, 2, 1).unwrap(), days_of(2024, 2, 29).unwrap()))
        );
        for (text, name) in [("2023-2024-1", "2023秋"), ("2023-2024学年第2学期", "2024春"), ("2024秋", "2024秋")]
        {
            assert_eq!(Cycle::Semester.parse(text).map(|p| Cycle::Semester.name(p)).as_deref(), Some(name), "{text}");
        }
        assert_eq!(Cycle::Semester.parse("2023-2024-3"), None);
        assert_eq!(Cycle::Month.parse("13月"), None);
    }
}
