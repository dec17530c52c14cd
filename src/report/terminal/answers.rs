//! Stages, data from outside, and what contributing units have a share in.

use crate::report::outcome::say;
use crate::report::{View, answers, number};
use crate::table::time::show_date;
use crate::text::inert;

use super::notes::section;
use super::{head, paragraph};

/// The calendar of the run.
pub(super) fn stages(view: &View, out: &mut String) {
    if view.rubric.stages.is_empty() {
        return;
    }
    head(view, "日程", "Calendar", out);
    for stage in &view.rubric.stages {
        let name = say(&stage.name, view.lang);
        paragraph(view, &format!("  {name}  "), &say(&answers::stage(view, stage), view.lang), out);
    }
}

/// Points by contributing unit.
pub(super) fn contributions(view: &View, names: &[String], out: &mut String) {
    let decimals = view.rubric.header.decimals;
    let line = |subject: usize| {
        let all = answers::contributions(view, subject)?;
        let parts: Vec<String> = all
            .into_iter()
            .map(|(unit, points)| {
                let points = match points {
                    Ok(points) => number::fixed(crate::number::round_half_away(points, decimals), decimals),
                    Err(why) => say(&number::nothing(why), view.lang),
                };
                format!("{} {points}", inert(&unit))
            })
            .collect();
        Some((names.get(subject)?.as_str(), parts.join(view.lang.pick("，", ", "))))
    };
    let lines: Vec<(&str, String)> = view.results.order.iter().filter_map(|subject| line(*subject)).collect();
    section(view, ["参与单位分得的分值", "Points by contributing unit"], &lines, out);
}

/// Data asked for and not received.
pub(super) fn outside(view: &View, out: &mut String) {
    let all = view.rubric.data.iter().filter_map(|source| Some((source, source.outside.as_ref()?)));
    let lines: Vec<(&str, String)> = all
        .map(|(source, outside)| {
            let mut parts = Vec::new();
            let mut say = |what: &str, text: Option<String>| {
                if let Some(text) = text {
                    parts.push(format!("{what} {}", inert(&text)));
                }
            };
            say(view.lang.pick("提供", "from"), outside.from.clone());
            say(view.lang.pick("经办", "officer"), outside.officer.clone());
            say(view.lang.pick("索取", "asked"), outside.asked_on.map(show_date));
            say(view.lang.pick("应到", "due"), outside.due.map(show_date));
            match outside.received_on {
                Some(day) => say(view.lang.pick("收到", "received"), Some(show_date(day))),
                None => parts.push(view.lang.pick("尚未收到", "not received yet").to_string()),
            }
            (source.id.as_str(), parts.join("  "))
        })
        .collect();
    section(view, ["外单位提供的数据", "Data from outside"], &lines, out);
}
