//! The table: a row a subject, and which columns fit.

use crate::report::View;
use crate::report::columns::{Column, table};
use crate::report::number::{self, fixed};
use crate::report::outcome::{adjusted, figure, grade, outcomes, parts, say, variant};
use crate::text::inert;
use crate::words;

/// What stands where there is no figure.
const NONE: &str = "—";

/// Of more than this the first are shown: nobody reads a million lines.
const MOST: usize = 500;

/// The first of all, in the order of the results.
fn shown<'a>(view: &View<'a>) -> &'a [usize] {
    let order = &view.results.order;
    if order.len() > MOST { &order[..MOST] } else { order }
}

/// The table, and how many it has no line for.
pub(super) fn draw(view: &View, names: &[String]) -> String {
    let mut out = tables(view, names);
    let more = view.results.order.len() - shown(view).len();
    if more > 0 {
        let text = words!(
            "只列出前 {MOST} 个，另有 {more} 个；用 `-o` 写成文件看全部",
            "the first {MOST} are shown, of {more} more; `-o` writes a file with all"
        );
        super::paragraph(view, " ", text.in_lang(view.lang), &mut out);
    }
    out
}

/// The table, or several where the categories do not fit beside the rest.
fn tables(view: &View, names: &[String]) -> String {
    let mut rank = rank(view);
    let mut name = name(view, names);
    let mut last = last(view);
    let mut groups = groups(view);
    if several_groups(view) {
        // A place says nothing without the group it is a place in.
        rank.insert(0, groups.remove(0));
    }
    let mut parts = part_columns(view);
    let fits = |columns: &[&[Column]]| columns.iter().copied().flatten().map(Column::cost).sum::<usize>() <= view.width;
    if fits(&[&rank, &name, &groups, &parts, &last]) {
        return table(&[&rank, &name, &groups, &parts, &last]);
    }
    // Too narrow: first the headers of numbers are wrapped, then the groups go, then names are.
    for column in parts.iter_mut().chain(&mut last).chain(&mut rank).filter(|column| column.number) {
        column.most = 6;
    }
    if fits(&[&rank, &name, &groups, &parts, &last]) {
        return table(&[&rank, &name, &groups, &parts, &last]);
    }
    let mut omitted: Vec<&str> = groups.iter().map(|column| column.header.as_str()).collect();
    if fits(&[&rank, &name, &parts, &last]) {
        return table(&[&rank, &name, &parts, &last]) + &without(view, &omitted);
    }
    for column in name.iter_mut().chain(&mut last) {
        column.most = column.most.min(12);
    }
    if fits(&[&rank, &name, &parts, &last]) {
        return table(&[&rank, &name, &parts, &last]) + &without(view, &omitted);
    }
    for column in &mut parts {
        column.most = 10;
    }
    let mut dropped = Vec::new();
    while last.len() > 1 && !fits(&[&rank, &name, &last]) {
        dropped.extend(last.pop().map(|column| column.header));
    }
    omitted.extend(dropped.iter().map(String::as_str));
    let mut out = table(&[&rank, &name, &last]);
    let room = view.width.saturating_sub([&rank, &name].into_iter().flatten().map(Column::cost).sum());
    for chunk in chunks(&parts, room) {
        out.push('\n');
        out.push_str(&table(&[&rank, &name, chunk]));
    }
    out + &without(view, &omitted)
}

/// Whether the places are of more than one peer group.
fn several_groups(view: &View) -> bool {
    let mut names = view.results.subjects.iter().map(|subject| subject.groups.first());
    let first = names.next();
    names.any(|name| Some(name) != first)
}

/// Says which columns the screen had no room for.
fn without(view: &View, omitted: &[&str]) -> String {
    let mut out = String::new();
    if !omitted.is_empty() {
        let list = omitted.join(view.lang.pick("、", ", "));
        let text = words!("屏幕较窄，省略的列：{list}", "left out for want of room: {list}");
        super::paragraph(view, " ", text.in_lang(view.lang), &mut out);
    }
    out
}

/// Runs of columns that fit into `room`, at least one column each.
fn chunks(columns: &[Column], room: usize) -> Vec<&[Column]> {
    let mut chunks = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (index, column) in columns.iter().enumerate() {
        let cost = column.cost();
        if index > start && used + cost > room {
            chunks.push(&columns[start..index]);
            (start, used) = (index, 0);
        }
        used += cost;
    }
    if start < columns.len() {
        chunks.push(&columns[start..]);
    }
    chunks
}

/// A figure that may still change because of an objection.
fn starred(mut figure: String, disputed: bool) -> String {
    if disputed && figure != NONE {
        figure.push('*');
    }
    figure
}

/// What the star means, where there is one.
pub(super) fn star(view: &View, out: &mut String) {
    if view.results.record.place_disputed.contains(&true) {
        let text = words!("* 有异议未决，总分或名次可能变动", "* may change, as objections are still open");
        super::paragraph(view, " ", text.in_lang(view.lang), out);
    }
}

fn rank(view: &View) -> Vec<Column> {
    let record = &view.results.record;
    let cells = shown(view).iter().map(|s| {
        let place = figure(&view.results.rank, *s).map_or(NONE.into(), number::short);
        starred(place, record.is_place_disputed(*s))
    });
    vec![Column::number(view.lang.pick("名次", "place").into(), cells.collect())]
}

fn name(view: &View, names: &[String]) -> Vec<Column> {
    let cells = shown(view).iter().map(|s| names.get(*s).cloned().unwrap_or_default());
    vec![Column::text(inert(&view.rubric.subject.label).into_owned(), cells.collect(), 24)]
}

fn groups(view: &View) -> Vec<Column> {
    let group = |index: usize, header: &String| {
        let subjects = shown(view).iter().map(|s| view.results.subjects.get(*s));
        let cells = subjects.map(|s| s.and_then(|s| s.groups.get(index)).map(|g| inert(g).into_owned()));
        Column::text(inert(header).into_owned(), cells.map(Option::unwrap_or_default).collect(), 16)
    };
    let mut columns: Vec<Column> =
        view.rubric.subject.groups.iter().enumerate().map(|(index, header)| group(index, header)).collect();
    if !view.rubric.variants.is_empty() {
        let cells = shown(view).iter().map(|s| variant(view, *s).map_or(NONE.into(), |name| say(name, view.lang)));
        columns.push(Column::text(view.lang.pick("考核类型", "variant").into(), cells.collect(), 16));
    }
    columns
}

/// Categories and the sum of adjustments: what adds up to the total.
fn part_columns(view: &View) -> Vec<Column> {
    let decimals = view.rubric.header.decimals;
    let order = shown(view);
    let points = |figure: number::Figure| figure.map_or(NONE.into(), |points| fixed(points, decimals));
    let mut columns: Vec<Column> = parts(view.rubric, view.results)
        .iter()
        .map(|part| {
            let fulls: Vec<f64> = order.iter().filter_map(|s| figure(part.full, *s).ok()).collect();
            let same = fulls.iter().all(|full| Some(full) == fulls.first());
            let cell = |s: &usize| match (figure(part.points, *s), figure(part.full, *s)) {
                // Full marks of their own stand beside the points.
                (Ok(points), Ok(full)) if !same => format!("{}/{}", fixed(points, decimals), number::short(full)),
                (figure, _) => points(figure),
            };
            Column {
                full: fulls.first().filter(|_| same).map(|full| format!("/ {}", number::short(*full))),
                most: 16,
                ..Column::number(say(part.name, view.lang), order.iter().map(cell).collect())
            }
        })
        .collect();
    if !view.rubric.adjusts.is_empty() {
        let signed = |figure: number::Figure| match figure {
            Ok(value) if value > 0.0 => format!("+{}", fixed(value, decimals)),
            other => points(other),
        };
        let cells = order.iter().map(|s| signed(adjusted(view.results, *s))).collect();
        columns.push(Column::number(view.lang.pick("加减分", "adjusted").into(), cells));
    }
    columns
}

/// Total, grade and what follows.
fn last(view: &View) -> Vec<Column> {
    let decimals = view.rubric.header.decimals;
    let order = shown(view);
    let lang = view.lang;
    let mut columns = Vec::new();
    if let Some(before) = &view.results.total_before {
        let cells = order.iter().map(|s| figure(before, *s).map_or(NONE.into(), |v| fixed(v, decimals)));
        columns.push(Column::number(lang.pick("修正前", "before").into(), cells.collect()));
    }
    let total = order.iter().map(|s| {
        let total = figure(&view.results.total, *s).map_or(NONE.into(), |v| fixed(v, decimals));
        starred(total, view.results.record.is_disputed(*s))
    });
    columns.push(Column::number(lang.pick("总分", "total").into(), total.collect()));
    if let Some((raw, present)) = &view.results.unscaled {
        let cell = |s: &usize| match (figure(raw, *s), figure(present, *s)) {
            (Ok(raw), Ok(present)) => format!("{}/{}", fixed(raw, decimals), number::short(present)),
            _ => NONE.into(),
        };
        columns.push(Column::number(lang.pick("原始分", "raw total").into(), order.iter().map(cell).collect()));
    }
    if !view.rubric.grades.is_empty() {
        let cells = order.iter().map(|s| grade(view, *s).map_or(NONE.into(), |name| say(name, lang)));
        columns.push(Column::text(lang.pick("等级", "grade").into(), cells.collect(), 16));
    }
    if !view.rubric.consequences.is_empty() {
        let cells = order.iter().map(|s| follows(view, *s));
        columns.push(Column::text(lang.pick("后果", "consequences").into(), cells.collect(), 26));
    }
    columns
}

/// `+100 元、整改方案`: money as money, and the name of what is a task.
fn follows(view: &View, subject: usize) -> String {
    let mut short = Vec::new();
    for outcome in outcomes(view, subject).iter().filter(|outcome| outcome.applies.is_ok()) {
        if let Some(Ok(money)) = outcome.money {
            short.push(number::money(money, view.lang));
        }
        if outcome.money.is_none() || outcome.rule.task.is_some() {
            short.push(say(&outcome.rule.name, view.lang));
        }
    }
    short.join(view.lang.pick("、", ", "))
}
