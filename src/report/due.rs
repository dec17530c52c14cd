//! By when: deadlines from the day of the notice or from the end of the period.

use crate::rubric::{Due, DueAfter};
use crate::table::Cycle;
use crate::table::time::{SECONDS_A_DAY, show_date};
use crate::text::Words;
use crate::words;

/// The day on which the time runs out, in days since 1970-01-01.
///
/// `notice` is the day of the notice in seconds, `period` the ordinal of the period in its cycle.
/// `None` where the day from which the time runs is not known. The first day counted is the day
/// after it; working days are Monday to Friday.
pub fn deadline(due: Due, notice: Option<f64>, cycle: Cycle, period: i64) -> Option<i64> {
    let start = match due.after {
        DueAfter::Notice => notice.filter(|at| at.is_finite()).map(|at| (at / SECONDS_A_DAY).floor() as i64)?,
        DueAfter::PeriodEnd => cycle.days(period)?.1,
    };
    let days = i64::from(due.days);
    Some(if due.working { add_working(start, days) } else { start + days })
}

/// `截止 2024-07-08`, or `通报后 7 天内` where the date is not known.
pub fn words(due: Due, notice: Option<f64>, cycle: Cycle, period: i64) -> Words {
    if let Some(day) = deadline(due, notice, cycle, period) {
        let date = show_date(day as f64 * SECONDS_A_DAY);
        return words!("截止 {date}", "due {date}");
    }
    let days = due.days;
    let (zh, en) = match due.after {
        DueAfter::Notice => ("通报后", "the notice"),
        DueAfter::PeriodEnd => ("期末后", "the end of the period"),
    };
    let unit = if due.working { "个工作日" } else { "天" };
    let noun = crate::text::words::plural(days as usize, if due.working { "working day" } else { "day" });
    words!("{zh} {days} {unit}内", "within {noun} of {en}")
}

/// 0 is Monday. The first day of 1970 was a Thursday.
fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

fn add_working(start: i64, days: i64) -> i64 {
    if days == 0 {
        return start;
    }
    // Counting from a weekend is counting from the Friday before it.
    let from = start - (weekday(start) - 4).max(0);
    let rest = days % 5;
    let day = from + days / 5 * 7 + rest;
    if weekday(from) + rest > 4 { day + 2 } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::time::days_of;

    fn date(day: i64) -> String {
        show_date(day as f64 * SECONDS_A_DAY)
    }

    #[test]
    fn working_days_step_over_weekends() {
        // 2024-07-05 is a Friday.
        let friday = days_of(2024, 7, 5).unwrap();
        assert_eq!(date(add_working(friday, 1)), "2024-07-08");
        assert_eq!(date(add_working(friday, 5)), "2024-07-12");
        assert_eq!(date(add_working(friday + 1, 1)), "2024-07-08");
        assert_eq!(date(add_working(friday + 2, 5)), "2024-07-12");
        assert_eq!(date(add_working(friday - 4, 4)), "2024-07-05");
        for start in friday..friday + 7 {
            let mut day = start;
            for n in 1..40 {
                day += 1;
                while weekday(day) > 4 {
                    day += 1;
                }
                assert_eq!(add_working(start, n), day, "{n} from {}", date(start));
            }
        }
    }

    #[test]
    fn the_date_is_said_where_it_is_known() {
        let due = Due { after: DueAfter::Notice, days: 7, working: false };
        assert_eq!(words(due, None, Cycle::Month, 0), Words::new("通报后 7 天内", "within 7 days of the notice"));
        let notice = days_of(2024, 7, 1).map(|day| day as f64 * SECONDS_A_DAY);
        assert_eq!(words(due, notice, Cycle::Month, 0).zh, "截止 2024-07-08");
        let due = Due { after: DueAfter::PeriodEnd, days: 3, working: true };
        assert_eq!(words(due, None, Cycle::Month, 2024 * 12 + 5).en, "due 2024-07-03");
        assert_eq!(words(due, None, Cycle::Once, 0).zh, "期末后 3 个工作日内");
    }
}
