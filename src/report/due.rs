//! By when: deadlines from the day of the notice or from the end of the period.

use crate::rubric::{Due, DueAfter, Header};
use crate::table::time::{SECONDS_A_DAY, show_date};
use crate::text::Words;
use crate::words;

/// `截止 2024-07-08`, or `通报后 7 天内` where the date is not known.
pub fn words(due: Due, header: &Header, period: i64) -> Words {
    match due.deadline(header.notice, header.cycle, period, &header.calendar) {
        Some(day) => {
            let date = show_date(day as f64 * SECONDS_A_DAY);
            words!("截止 {date}", "due {date}")
        }
        None => span(due),
    }
}

/// `通报后 7 天内`
pub fn span(due: Due) -> Words {
    let days = due.days;
    let (zh, en) = match due.after {
        DueAfter::Notice => ("通报后", "the notice"),
        DueAfter::PeriodEnd => ("期末后", "the end of the period"),
    };
    let unit = if due.working { "个工作日" } else { "天" };
    let noun = crate::text::words::plural(days as usize, if due.working { "working day" } else { "day" });
    words!("{zh} {days} {unit}内", "within {noun} of {en}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::Calendar;
    use crate::table::Cycle;
    use crate::table::time::days_of;

    #[test]
    fn the_date_is_said_where_it_is_known() {
        let mut header = crate::report::fixture::shop().rubric.header.clone();
        header.cycle = Cycle::Month;
        let due = Due { after: DueAfter::Notice, days: 7, working: false };
        assert_eq!(words(due, &header, 0), Words::new("通报后 7 天内", "within 7 days of the notice"));
        header.notice = days_of(2024, 7, 1).map(|day| day as f64 * SECONDS_A_DAY);
        assert_eq!(words(due, &header, 0).zh, "截止 2024-07-08");
        let due = Due { after: DueAfter::PeriodEnd, days: 3, working: true };
        assert_eq!(words(due, &header, 2024 * 12 + 5).en, "due 2024-07-03");
        header.calendar = Calendar::new(vec![days_of(2024, 7, 2).unwrap()], vec![days_of(2024, 7, 6).unwrap()]);
        assert_eq!(words(due, &header, 2024 * 12 + 5).en, "due 2024-07-04");
        assert_eq!(span(due).zh, "期末后 3 个工作日内");
    }
}
