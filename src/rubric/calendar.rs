//! Which days are worked: Mondays to Fridays, but for public holidays and for the weekend days that
//! are worked in their stead.

use std::collections::BTreeSet;

use crate::text::Span;

/// Days as days since 1970-01-01.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Ascending, each once; none of them a weekend.
    holidays: Vec<i64>,
    /// Ascending, each once; all of them weekends.
    workdays: Vec<i64>,
    /// A file with more of them, relative to the rubric, and where it is named.
    file: Option<(String, Span)>,
}

impl Calendar {
    /// A holiday on a weekend and a working day in the week change nothing and are left out.
    pub fn new(mut holidays: Vec<i64>, mut workdays: Vec<i64>) -> Calendar {
        holidays.retain(|day| weekday(*day) < 5);
        workdays.retain(|day| weekday(*day) >= 5);
        for days in [&mut holidays, &mut workdays] {
            days.sort_unstable();
            days.dedup();
        }
        Calendar { holidays, workdays, file: None }
    }

    pub fn with_file(self, file: Option<(String, Span)>) -> Calendar {
        Calendar { file, ..self }
    }

    pub fn file(&self) -> Option<&(String, Span)> {
        self.file.as_ref()
    }

    /// A day that would be both off and worked if these days were added.
    pub fn contradicted(&self, off: &[i64], worked: &[i64]) -> Option<i64> {
        let off: BTreeSet<i64> = self.holidays.iter().chain(off).copied().collect();
        self.workdays.iter().chain(worked).copied().filter(|day| off.contains(day)).min()
    }

    pub fn add(&mut self, off: Vec<i64>, worked: Vec<i64>) {
        let holidays = self.holidays.iter().copied().chain(off).collect();
        let workdays = self.workdays.iter().copied().chain(worked).collect();
        *self = Calendar::new(holidays, workdays).with_file(self.file.take());
    }

    pub fn is_worked(&self, day: i64) -> bool {
        if weekday(day) < 5 {
            self.holidays.binary_search(&day).is_err()
        } else {
            self.workdays.binary_search(&day).is_ok()
        }
    }

    /// The day on which so many working days after a day are over, that day not counted.
    pub fn add_working(&self, start: i64, days: i64) -> i64 {
        let (mut day, mut left) = (start, days);
        // Holidays are a list, so there is always a working day to come.
        while left > 0 {
            day += 1;
            if self.is_worked(day) {
                left -= 1;
            }
        }
        day
    }

    /// How many working days there are more (or fewer) than Mondays to Fridays, from each of these
    /// days on; the first value holds before all of them.
    pub fn changes(&self) -> (Vec<i64>, Vec<i64>) {
        let holidays = self.holidays.iter().map(|day| (*day, -1));
        let mut all: Vec<(i64, i64)> = holidays.chain(self.workdays.iter().map(|day| (*day, 1))).collect();
        all.sort_unstable();
        let mut sum = 0;
        let mut values = vec![0];
        for (_, change) in &all {
            sum += change;
            values.push(sum);
        }
        (all.into_iter().map(|(day, _)| day).collect(), values)
    }
}

/// 0 is Monday. The first day of 1970 was a Thursday.
pub fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::time::{SECONDS_A_DAY, days_of, show_date};

    fn date(day: i64) -> String {
        show_date(day as f64 * SECONDS_A_DAY)
    }

    #[test]
    fn working_days_step_over_weekends() {
        // 2024-07-05 is a Friday.
        let (friday, calendar) = (days_of(2024, 7, 5).unwrap(), Calendar::default());
        assert_eq!(date(calendar.add_working(friday, 1)), "2024-07-08");
        assert_eq!(date(calendar.add_working(friday, 5)), "2024-07-12");
        assert_eq!(date(calendar.add_working(friday + 1, 1)), "2024-07-08");
        assert_eq!(date(calendar.add_working(friday + 2, 5)), "2024-07-12");
        assert_eq!(date(calendar.add_working(friday - 4, 4)), "2024-07-05");
        assert_eq!(date(calendar.add_working(friday + 1, 0)), "2024-07-06");
    }

    #[test]
    fn the_national_day_of_2024_was_worked_before_and_after() {
        let october = |day| days_of(2024, 10, day).unwrap();
        let workdays = vec![days_of(2024, 9, 29).unwrap(), october(12)];
        let calendar = Calendar::new((1..=7).map(october).collect(), workdays);
        let september = days_of(2024, 9, 27).unwrap();
        // Sunday the 29th is worked, and so is Monday the 30th; then a week off.
        assert_eq!(date(calendar.add_working(september, 1)), "2024-09-29");
        assert_eq!(date(calendar.add_working(september, 3)), "2024-10-08");
        assert_eq!(date(calendar.add_working(october(7), 5)), "2024-10-12");
        // The 5th and 6th were a weekend anyway.
        let (days, changes) = calendar.changes();
        assert_eq!((days.len(), changes), (7, vec![0, 1, 0, -1, -2, -3, -4, -3]));
    }
}
