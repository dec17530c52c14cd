//! What would have to change for a subject to reach a grade, drawn for people and written for programs.

use serde_json::{Value, json};

use crate::result::{Goal, Move, Reached};
use crate::rubric::{Indicator, Rubric};
use crate::table::figure;
use crate::text::{Lang, inert, wrap};
use crate::words;

use super::columns::{Column, table};
use super::json::number;
use super::number::{Figure, fixed, nothing, with_unit};
use super::outcome::say;

/// Where the subject stands, and what would be enough: each by itself, or together.
pub fn text(goal: &Goal, rubric: &Rubric, lang: Lang, cells: usize) -> String {
    let mut out = String::new();
    let mut paragraph = |text: &str| {
        for line in wrap(text, cells) {
            out.push_str(&line);
            out.push('\n');
        }
    };
    let label = inert(&goal.label);
    let key = inert(&goal.subject);
    let mut head = if label == key { label.into_owned() } else { format!("{label} ({key})") };
    if !goal.period.is_empty() {
        head.push_str(&format!(" · {}", inert(&goal.period)));
    }
    paragraph(&head);
    paragraph(&standing(goal, rubric, lang));
    if goal.is_reached() {
        return out;
    }
    if !goal.declared {
        let text = words!(
            "方案没有用 `effort` 写明哪些指标改进得了，这里看所有指标",
            "the rubric does not say by `effort` what can be moved, so all indicators are looked at"
        );
        paragraph(text.in_lang(lang));
    }
    if !goal.can_be_reached() {
        let best = outcome(&goal.best, rubric, lang);
        paragraph(&match lang {
            Lang::Zh => format!("能改进的指标都做到最好，也只有 {best}，达不到"),
            Lang::En => format!("with all that can be moved at its best it is {best}: not enough"),
        });
        return out;
    }
    let (moves, title) = if goal.alone.is_empty() {
        (&goal.together, words!("要一起做到", "enough together"))
    } else {
        (&goal.alone, words!("做到其中一项就够", "each is enough by itself"))
    };
    out.push('\n');
    out.push_str(title.in_lang(lang));
    out.push('\n');
    out.push_str(&drawn(moves, rubric, lang));
    let text = words!(
        "由引擎重新计算：其他人的数据不变，名次和名额重排",
        "computed by the engine again: the data of others stay, places and quotas are given out anew"
    );
    for line in wrap(text.in_lang(lang), cells) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The same for programs.
pub fn json(goal: &Goal, rubric: &Rubric) -> String {
    let grade = |index: usize| {
        rubric.grades.get(index).map_or(Value::Null, |grade| json!({ "zh": grade.name.zh, "en": grade.name.en }))
    };
    let plain = |figure: Figure| figure.ok().map(number);
    let outcome =
        |reached: &Reached| json!({ "total": plain(reached.total), "grade": reached.grade.map_or(Value::Null, grade) });
    let one = |step: &Move| {
        let indicator = rubric.indicators.get(step.indicator);
        json!({
            "indicator": indicator.map(|it| it.id.as_str()),
            "from": plain(step.from),
            "to": number(step.to),
            "points": step.points.map(plain),
            "then": outcome(&step.then),
        })
    };
    let value = json!({
        "subject": goal.subject,
        "label": goal.label,
        "period": goal.period,
        "grade": grade(goal.grade),
        "min": goal.min.map(number),
        "now": outcome(&goal.now),
        "reached": goal.is_reached(),
        "declared": goal.declared,
        "alone": goal.alone.iter().map(one).collect::<Vec<_>>(),
        "together": goal.together.iter().map(one).collect::<Vec<_>>(),
        "best": outcome(&goal.best),
    });
    format!("{value:#}\n")
}

/// The value that a move ends at, with its unit.
pub fn target(step: &Move, indicator: &Indicator) -> String {
    with_unit(step.to, indicator.unit.as_deref())
}

fn standing(goal: &Goal, rubric: &Rubric, lang: Lang) -> String {
    let name = rubric.grades.get(goal.grade).map(|grade| say(&grade.name, lang)).unwrap_or_default();
    let now = outcome(&goal.now, rubric, lang);
    if goal.is_reached() {
        return match lang {
            Lang::Zh => format!("现在 {now}，已经达到 {name}"),
            Lang::En => format!("now {now}: {name} is reached"),
        };
    }
    let Some(min) = goal.min else {
        return match lang {
            Lang::Zh => format!("现在 {now}；要达到 {name}"),
            Lang::En => format!("now {now}; wanted: {name}"),
        };
    };
    let decimals = rubric.header.decimals;
    let gap = goal.now.total.map(|total| min - total).ok().filter(|gap| *gap > 0.0);
    let min = figure::short(min);
    match (lang, gap.map(|gap| fixed(gap, decimals))) {
        (Lang::Zh, Some(gap)) => format!("现在 {now}；{name} 要 {min} 分起，差 {gap} 分"),
        (Lang::En, Some(gap)) => format!("now {now}; {name} begins at {min}, {gap} more"),
        (Lang::Zh, None) => format!("现在 {now}；{name} 要 {min} 分起，另有名额或否决的限制"),
        (Lang::En, None) => format!("now {now}; {name} begins at {min}, and a quota or a veto stands before it"),
    }
}

fn outcome(reached: &Reached, rubric: &Rubric, lang: Lang) -> String {
    let total = match reached.total {
        Ok(total) => fixed(total, rubric.header.decimals),
        Err(why) => say(&nothing(why), lang),
    };
    match reached.grade.and_then(|grade| rubric.grades.get(grade)) {
        Some(grade) => match lang {
            Lang::Zh => format!("{total} 分（{}）", say(&grade.name, lang)),
            Lang::En => format!("{total} ({})", say(&grade.name, lang)),
        },
        None => total,
    }
}

fn drawn(moves: &[Move], rubric: &Rubric, lang: Lang) -> String {
    let decimals = rubric.header.decimals;
    let of = |step: &Move| rubric.indicators.get(step.indicator);
    let each = |cell: &dyn Fn(&Move) -> String| moves.iter().map(cell).collect::<Vec<String>>();
    let valued = |figure: Figure, step: &Move| match figure {
        Ok(value) => with_unit(value, of(step).and_then(|it| it.unit.as_deref())),
        Err(why) => say(&nothing(why), lang),
    };
    let gained = |step: &Move| {
        let [now, then] = step.points.map(Result::unwrap_or_default);
        format!("+{}", fixed(then - now, decimals))
    };
    let names = each(&|step| of(step).map(|it| say(&it.name, lang)).unwrap_or_default());
    let columns = [
        Column::text(lang.pick("指标", "indicator").into(), names, 24),
        Column::number(lang.pick("现在", "now").into(), each(&|step| valued(step.from, step))),
        Column::number(lang.pick("做到", "to").into(), each(&|step| valued(Ok(step.to), step))),
        Column::number(lang.pick("多得", "gain").into(), each(&gained)),
        Column::text(lang.pick("总分", "total").into(), each(&|step| outcome(&step.then, rubric, lang)), 24),
    ];
    table(&[&columns])
}
