//! Functions of dates. Tests of these are in the engine's date kernels and in rubrics, since a
//! formula has no way to write a date.

use super::{Family, Function, Param, Returns};
use crate::plan::{Binary, Builder, Closed, DatePart, NodeId, Op, Real};
use crate::table::Kind;
use crate::table::time::SECONDS_A_DAY;

const fn dates(
    name: &'static str,
    params: &'static [Param],
    lower: fn(&mut Builder, &super::Call<'_>) -> NodeId,
    zh: &'static str,
    en: &'static str,
) -> Function {
    Function {
        name,
        family: Family::Map,
        params,
        optional: 0,
        variadic: false,
        returns: Returns::Kind(Kind::Number),
        zh,
        en,
        examples: &[],
        lower,
    }
}

const ONE: &[Param] = &[Param::Date];
const TWO: &[Param] = &[Param::Date, Param::Date];

pub static YEAR: Function = dates("year", ONE, |b, c| b.date_part(DatePart::Year, c.args[0]), "年份", "the year");
pub static MONTH: Function = dates("month", ONE, |b, c| b.date_part(DatePart::Month, c.args[0]), "月份", "the month");
pub static DAY: Function =
    dates("day", ONE, |b, c| b.date_part(DatePart::Day, c.args[0]), "日", "the day of the month");
pub static HOUR: Function =
    dates("hour", ONE, |b, c| b.date_part(DatePart::Hour, c.args[0]), "小时（0–23）", "the hour, 0 to 23");
pub static DAYS_BETWEEN: Function = dates(
    "days_between",
    TWO,
    |b, c| b.binary(Binary::DaysBetween, c.args[0], c.args[1]),
    "从前一日期到后一日期的天数",
    "days from the first date to the second",
);
pub static HOURS_BETWEEN: Function = dates(
    "hours_between",
    TWO,
    |b, c| b.binary(Binary::HoursBetween, c.args[0], c.args[1]),
    "从前一时刻到后一时刻的小时数",
    "hours from the first moment to the second",
);
pub static WORKING_DAYS: Function = dates(
    "working_days",
    TWO,
    working_days,
    "前一日期之后到后一日期（含）的工作日天数：周一至周五，按 [calendar] 除去假日、加上调休",
    "working days after the first date, up to and with the second: Mondays to Fridays, as changed by [calendar]",
);

/// Mondays to Fridays, and what the calendar changes between the two days.
fn working_days(b: &mut Builder, call: &super::Call<'_>) -> NodeId {
    let plain = b.binary(Binary::WorkingDays, call.args[0], call.args[1]);
    let (days, changes) = call.calendar.changes();
    if days.is_empty() {
        return plain;
    }
    let edges: Vec<Real> = days.iter().map(|day| Real(*day as f64 * SECONDS_A_DAY)).collect();
    let values: Vec<Real> = changes.iter().map(|change| Real(*change as f64)).collect();
    let [from, to] = [call.args[0], call.args[1]].map(|input| {
        let op = Op::Steps { input, edges: edges.clone(), closed: Closed::Lower, values: values.clone() };
        b.push(op, b.grain(input), Kind::Number)
    });
    let changed = b.binary(Binary::Sub, to, from);
    b.binary(Binary::Add, plain, changed)
}
