//! Void data, objections and what they changed, in words that all reports share.

use crate::number::round_half_away;
use crate::result::{Objection, Revision, Status};
use crate::rubric::{Due, Void, VoidWhat};
use crate::table::Nothing;
use crate::table::time::{SECONDS_A_DAY, show_date};
use crate::text::{Words, inert};
use crate::words;

use super::View;
use super::number;

/// What is void: `考勤 的行`, `出勤天数（1003，2024-06）`.
pub fn void_of(view: &View, void: &Void) -> Words {
    match &void.what {
        VoidWhat::Rows { data, .. } => {
            let table = view.rubric.data.get(*data).map_or("", |source| source.id.as_str());
            let table = inert(table);
            words!("`{table}` 的行", "rows of `{table}`")
        }
        VoidWhat::Value { element, subject, period } => {
            let name = view.rubric.elements.get(*element).map(|element| element.name.clone()).unwrap_or_default();
            let period = period.map(|ordinal| view.rubric.header.cycle.name(ordinal));
            let of: Vec<String> = subject.iter().map(|text| inert(text).into_owned()).chain(period).collect();
            if of.is_empty() {
                return name;
            }
            Words { zh: format!("{}（{}）", name.zh, of.join("，")), en: format!("{} ({})", name.en, of.join(", ")) }
        }
    }
}

/// Why, by whom, when.
pub fn void_why(void: &Void) -> Words {
    let reason = inert(&void.reason);
    let mut out = words!("理由：{reason}", "reason: {reason}");
    if let Some(by) = &void.by {
        let by = inert(by);
        out = Words { zh: format!("{}；{by}", out.zh), en: format!("{}; {by}", out.en) };
    }
    if let Some(on) = void.on.map(show_date) {
        out = Words { zh: format!("{} {on}", out.zh), en: format!("{}, {on}", out.en) };
    }
    out
}

pub fn status(status: Status) -> Words {
    match status {
        Status::Open => words!("未决", "open"),
        Status::Upheld => words!("成立", "upheld"),
        Status::Rejected => words!("不成立", "rejected"),
    }
}

/// One objection: what it is about, how it stands, what was corrected.
pub fn objection(objection: &Objection) -> Words {
    let indicator = inert(&objection.indicator);
    let how = status(objection.status);
    let mut zh = vec![format!("{indicator} {}", how.zh)];
    let mut en = vec![format!("{indicator}: {}", how.en)];
    if let Some((target, value)) = &objection.corrects {
        let (target, value) = (inert(target), inert(value));
        zh.push(format!("{target} 更正为 {value}"));
        en.push(format!("{target} corrected to {value}"));
    }
    if let Some(raised) = objection.raised.map(show_date) {
        zh.push(format!("{raised} 提出{}", if objection.late { "（超过期限）" } else { "" }));
        en.push(format!("raised {raised}{}", if objection.late { " (late)" } else { "" }));
    }
    if let Some(reason) = objection.reason.as_deref().map(inert) {
        zh.push(format!("理由：{reason}"));
        en.push(format!("reason: {reason}"));
    }
    if let Some(by) = objection.decided_by.as_deref().map(inert) {
        zh.push(format!("处理人 {by}"));
        en.push(format!("decided by {by}"));
    }
    Words { zh: zh.join("，"), en: en.join(", ") }
}

/// `总分 80.00 → 85.00，名次 3 → 2，等级 B → A，及时率 10.00 → 15.00`
pub fn revision(view: &View, revision: &Revision) -> Words {
    let decimals = view.rubric.header.decimals;
    let points = |figure: Result<f64, Nothing>| match figure {
        Ok(value) => Words::same(number::fixed(round_half_away(value, decimals), decimals)),
        Err(why) => number::nothing(why),
    };
    let place = |figure: Result<f64, Nothing>| match figure {
        Ok(value) => Words::same(number::short(value)),
        Err(_) => words!("无", "none"),
    };
    let grade = |figure: Result<f64, Nothing>| {
        let found = figure.ok().and_then(|index| view.rubric.grades.get(index as usize));
        found.map_or_else(|| words!("无", "none"), |grade| grade.name.clone())
    };
    let mut all: Vec<(Words, Words, Words)> = Vec::new();
    let (before, after) = (&revision.before, &revision.after);
    all.push((words!("总分", "total"), points(before.total), points(after.total)));
    all.push((words!("名次", "place"), place(before.rank), place(after.rank)));
    all.push((words!("等级", "grade"), grade(before.grade), grade(after.grade)));
    for revised in &revision.points {
        let name =
            view.rubric.indicators.get(revised.indicator).map(|indicator| indicator.name.clone()).unwrap_or_default();
        all.push((name, points(revised.before), points(revised.after)));
    }
    let changed: Vec<_> = all.into_iter().filter(|(_, before, after)| before != after).collect();
    let zh: Vec<String> = changed.iter().map(|(n, b, a)| format!("{} {} → {}", inert(&n.zh), b.zh, a.zh)).collect();
    let en: Vec<String> = changed.iter().map(|(n, b, a)| format!("{} {} → {}", inert(&n.en), b.en, a.en)).collect();
    Words { zh: zh.join("，"), en: en.join(", ") }
}

/// `通报后 5 个工作日内`, or the last day where it is known.
pub fn window(view: &View, due: Due) -> Words {
    let header = &view.rubric.header;
    match due.deadline(header.notice, header.cycle, view.results.period.ordinal, &header.calendar) {
        Some(day) => {
            let date = show_date(day as f64 * SECONDS_A_DAY);
            words!("异议提出至 {date} 为止", "objections may be raised until {date}")
        }
        None => {
            let span = super::due::span(due);
            Words { zh: format!("异议：{}提出", span.zh), en: format!("objections: {}", span.en) }
        }
    }
}
