//! Dates: their parts, and what lies between two of them.

use super::view::{View, greatest, map, settle, zip};
use crate::plan::{Binary, DatePart};
use crate::table::time::{SECONDS_A_DAY, day_of_seconds};
use crate::table::{Nothing, Numbers};

pub fn part(part: DatePart, input: View<'_>, rows: usize) -> Numbers {
    let values = map(input, rows, |seconds| {
        if seconds.is_nan() {
            return seconds;
        }
        match part {
            DatePart::Year => day_of_seconds(seconds).year as f64,
            DatePart::Month => f64::from(day_of_seconds(seconds).month),
            DatePart::Day => f64::from(day_of_seconds(seconds).day),
            DatePart::Hour => (seconds.rem_euclid(SECONDS_A_DAY) / 3600.0).floor(),
        }
    });
    settle(values, |row| input.nothing(row).unwrap_or(Nothing::Overflow))
}

/// Days, hours or working days from the first date to the second.
pub fn between(op: Binary, a: View<'_>, b: View<'_>, rows: usize) -> Numbers {
    let day = |seconds: f64| (seconds / SECONDS_A_DAY).floor();
    let values = match op {
        Binary::DaysBetween => zip(a, b, rows, |from, to| day(to) - day(from)),
        Binary::HoursBetween => zip(a, b, rows, |from, to| (to - from) / 3600.0),
        Binary::WorkingDays => zip(a, b, rows, |from, to| working_days_to(day(to)) - working_days_to(day(from))),
        _ => zip(a, b, rows, |_, _| f64::NAN),
    };
    settle(values, |row| greatest(&[a, b], row).unwrap_or(Nothing::Overflow))
}

/// Mondays to Fridays from Monday 1969-12-29 up to and with a day (counted from 1970-01-01). The
/// difference of two such counts leaves out the first day and has the second in it.
fn working_days_to(day: f64) -> f64 {
    let days = day + 4.0;
    let weeks = (days / 7.0).floor();
    weeks * 5.0 + (days - weeks * 7.0).min(5.0)
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{list, numbers};
    use super::*;
    use crate::table::time::parse_date;

    fn apart(op: Binary, from: &str, to: &str) -> f64 {
        let at = |text| View::constant(parse_date(text).ok_or(Nothing::Unreadable));
        between(op, at(from), at(to), 1).values[0]
    }

    #[test]
    fn working_days_leave_out_the_weekend() {
        // 2024-06-07 is a Friday.
        assert_eq!(apart(Binary::WorkingDays, "2024-06-07", "2024-06-10"), 1.0);
        assert_eq!(apart(Binary::WorkingDays, "2024-06-07", "2024-06-09"), 0.0);
        assert_eq!(apart(Binary::WorkingDays, "2024-06-08", "2024-06-09"), 0.0);
        assert_eq!(apart(Binary::WorkingDays, "2024-06-09", "2024-06-10"), 1.0);
        assert_eq!(apart(Binary::WorkingDays, "2024-06-03", "2024-06-17"), 10.0);
        assert_eq!(apart(Binary::WorkingDays, "2024-06-10", "2024-06-07"), -1.0);
        assert_eq!(apart(Binary::WorkingDays, "2024-06-07", "2024-06-07"), 0.0);
        assert_eq!(apart(Binary::WorkingDays, "1969-12-26", "1970-01-02"), 5.0);
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(apart(Binary::DaysBetween, "2024-06-07 23:59", "2024-06-08 00:01"), 1.0);
        assert_eq!(apart(Binary::DaysBetween, "2024-03-01", "2024-02-01"), -29.0);
        assert_eq!(apart(Binary::HoursBetween, "2024-06-07 22:30", "2024-06-08 00:00"), 1.5);
    }

    #[test]
    fn parts_of_a_date() {
        let column = numbers(&[parse_date("2024-06-07 22:02").ok_or(Nothing::Blank), Err(Nothing::Unsettled)]);
        let of = |p| list(&part(p, View::many(&column), 2));
        let none = Err(Nothing::Unsettled);
        assert_eq!(of(DatePart::Year), [Ok(2024.0), none]);
        assert_eq!(of(DatePart::Month), [Ok(6.0), none]);
        assert_eq!(of(DatePart::Day), [Ok(7.0), none]);
        assert_eq!(of(DatePart::Hour), [Ok(22.0), none]);
    }
}
