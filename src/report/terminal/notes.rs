//! What stands under the table.

use crate::diagnostic::render::{short_line, summary};
use crate::diagnostic::{Cell, Diagnostic, Place, Severity};
use crate::number::ExactSum;
use crate::report::outcome::{effect, figure, outcomes, say, why_no_total};
use crate::report::{View, number, order, trail};
use crate::table::Nothing;
use crate::text::width::{pad, width};
use crate::text::words::plural;
use crate::text::{Lang, Words, inert};
use crate::words;

use super::{head, paragraph};

/// How many findings are shown; the rest is counted.
const FINDINGS: usize = 10;
/// How many rows of a failed check are shown.
const ROWS: usize = 3;
/// How many lines a section has at most.
const LINES: usize = 500;
/// Names wider than this do not push what stands behind them to the right.
const NAME: usize = 20;

/// Who has no total, and which figure is to blame.
pub(super) fn without_total(view: &View, names: &[String], out: &mut String) {
    let order = view.results.order.iter();
    let all: Vec<_> = order.filter_map(|s| Some((names.get(*s)?.as_str(), why_no_total(view, *s)?))).collect();
    if all.is_empty() {
        return;
    }
    head(view, "没有总分", "Without a total", out);
    let lines: Vec<(&str, String)> = all.iter().map(|(name, why)| (*name, say(why, view.lang))).collect();
    lines_of(view, &lines, out);
}

/// What follows, person by person, with the sums of money; and what could not be decided.
pub(super) fn consequences(view: &View, names: &[String], out: &mut String) {
    let lang = view.lang;
    let mut lines: Vec<(&str, String)> = Vec::new();
    let mut undecided: Vec<Undecided> = Vec::new();
    let (mut paid, mut withheld, mut any_money) = (ExactSum::new(), ExactSum::new(), false);
    for subject in &view.results.order {
        let Some(name) = names.get(*subject) else { continue };
        for outcome in outcomes(view, *subject) {
            let rule = say(&outcome.rule.name, lang);
            if let Err(why) = outcome.applies {
                undecided.push((name, rule, why));
                continue;
            }
            let mut parts = vec![rule];
            match outcome.money {
                Some(Ok(money)) => {
                    any_money = true;
                    if money < 0.0 { &mut withheld } else { &mut paid }.add(money);
                    parts.push(number::money(money, lang));
                }
                Some(Err(why)) => {
                    let why = say(&number::nothing(why), lang);
                    parts.push(format!("{}{why}", lang.pick("金额", "amount ")));
                }
                None => {}
            }
            parts.extend(outcome.rule.task.as_deref().map(|task| inert(task).into_owned()));
            parts.extend(outcome.due(view).map(|due| say(&due, lang)));
            lines.push((name, parts.join("  ")));
        }
    }
    section(view, ["后果", "Consequences"], &lines, out);
    if any_money {
        let (paid, withheld) = (paid.value(), withheld.value());
        let text = format!(
            "{} {}{}{} {}",
            lang.pick("奖励", "rewards"),
            number::money(paid, lang),
            lang.pick("，", ", "),
            lang.pick("扣罚", "deductions"),
            number::money(withheld, lang),
        );
        paragraph(view, lang.pick("  合计  ", "  in all  "), &text, out);
    }
    section(view, ["无法判定的后果", "Consequences that could not be decided"], &by_reason(view, undecided), out);
}

/// Vetoes that struck, and those that could not be decided.
pub(super) fn vetoes(view: &View, names: &[String], out: &mut String) {
    let lang = view.lang;
    let mut struck: Vec<(&str, String)> = Vec::new();
    let mut undecided: Vec<Undecided> = Vec::new();
    for subject in &view.results.order {
        let Some(name) = names.get(*subject) else { continue };
        for (veto, strikes) in view.rubric.vetoes.iter().zip(&view.results.vetoes) {
            let rule = say(&veto.name, lang);
            match figure(strikes, *subject) {
                Ok(0.0) => {}
                Ok(_) => {
                    let mut parts = vec![rule, say(&effect(view.rubric, &veto.effect), lang)];
                    parts.extend(veto.reason.as_deref().map(|reason| inert(reason).into_owned()));
                    struck.push((name, parts.join("  ")));
                }
                Err(why) => undecided.push((name, rule, why)),
            }
        }
    }
    section(view, ["否决", "Vetoes"], &struck, out);
    section(view, ["无法判定的否决", "Vetoes that could not be decided"], &by_reason(view, undecided), out);
}

/// What was read and not used.
pub(super) fn skipped(view: &View, out: &mut String) {
    if view.results.skipped.is_empty() {
        return;
    }
    head(view, "未采用的数据", "Data not used", out);
    for skipped in &view.results.skipped {
        let count = match view.lang {
            crate::text::Lang::Zh => format!("{} 处", skipped.count),
            crate::text::Lang::En => plural(skipped.count, "place"),
        };
        let mut text = format!("{}  {count}", say(&skipped.reason, view.lang));
        if let Some(cells) = trail::places(&skipped.cells, skipped.count, view.lang) {
            text.push_str(&format!("  {cells}"));
        }
        paragraph(view, &format!("  {}  ", inert(&skipped.table)), &text, out);
    }
}

/// The first errors and warnings in short form, and how many there are.
pub(super) fn findings(view: &View, out: &mut String) {
    let bag = &view.results.findings;
    if bag.is_empty() {
        return;
    }
    let lang = view.lang;
    head(view, "发现的问题", "Findings", out);
    let of = |severity| bag.all.iter().filter(move |finding| finding.severity == severity);
    let shown: Vec<_> = of(Severity::Error).chain(of(Severity::Warning)).take(FINDINGS).collect();
    for finding in &shown {
        paragraph(view, "  ", &short_line(finding, view.sources, lang), out);
        for (cell, words) in rows_of(finding).take(ROWS) {
            let text = format!("{}  {}", inert(&cell.in_lang(lang)), inert(words.in_lang(lang)));
            paragraph(view, "    ", &text, out);
        }
        if let (Severity::Error, Some(help)) = (finding.severity, &finding.help) {
            paragraph(view, "    ", &format!("→ {}", help.in_lang(lang)), out);
        }
    }
    let rest = bag.all.len() - shown.len();
    let more = match lang {
        _ if rest == 0 => String::new(),
        crate::text::Lang::Zh => format!("；其余 {rest} 条，用 --format json 查看"),
        crate::text::Lang::En => format!("; {rest} more, see them with --format json"),
    };
    paragraph(view, "  ", &format!("{}{more}", summary(bag, lang)), out);
}

/// What is said of each row of a table that a check names.
fn rows_of(finding: &Diagnostic) -> impl Iterator<Item = (&Cell, &Words)> {
    let said = finding.labels.iter().filter_map(|label| match &label.place {
        Place::Cell(cell) if !label.words.in_lang(Lang::Zh).is_empty() => Some((cell, &label.words)),
        _ => None,
    });
    // Findings of checks only: what the reader of files says has its cell and its words in one.
    said.filter(|_| finding.code.id == "K0711")
}

/// In which order the figures came about; lines break between steps.
pub(super) fn order(view: &View, out: &mut String) {
    head(view, "计算顺序", "Order of evaluation", out);
    let mut line = String::from(" ");
    for (index, (zh, en)) in order::ORDER.iter().enumerate() {
        let arrow = if index == 0 { "" } else { "→ " };
        let step = format!(" {arrow}{}", view.lang.pick(zh, en));
        if width(&line) + width(&step) > view.width && index > 0 {
            out.push_str(&format!("{line}\n"));
            line = String::from(" ");
        }
        line.push_str(&step);
    }
    out.push_str(&format!("{line}\n"));
}

/// What was read.
pub(super) fn files(view: &View, out: &mut String) {
    if view.results.files.is_empty() {
        return;
    }
    head(view, "读取的文件", "Files read", out);
    for file in &view.results.files {
        let sheet = file.sheet.as_deref().map(|sheet| format!(" › {}", inert(sheet))).unwrap_or_default();
        let rows = match view.lang {
            crate::text::Lang::Zh => format!("{} 行", file.rows),
            crate::text::Lang::En => plural(file.rows, "row"),
        };
        // Enough of it to see that a file is another; the whole is in the JSON.
        let digest = file.sha256.as_deref().and_then(|digest| digest.get(..12));
        let digest = digest.map(|digest| format!("  SHA-256 {digest}…")).unwrap_or_default();
        let text = format!("{}{sheet}  {rows}  {}{digest}", inert(&file.file), inert(&file.format));
        paragraph(view, &format!("  {}  ", inert(&file.table)), &text, out);
    }
}

/// Whose rule could not be decided, which rule, and why.
type Undecided<'a> = (&'a str, String, Nothing);

/// One line for all rules that could not be decided for one person for one reason.
fn by_reason<'a>(view: &View, all: Vec<Undecided<'a>>) -> Vec<(&'a str, String)> {
    let mut lines: Vec<(&str, Vec<String>, Nothing)> = Vec::new();
    for (name, rule, why) in all {
        match lines.last_mut() {
            Some((same, rules, reason)) if *same == name && *reason == why => rules.push(rule),
            _ => lines.push((name, vec![rule], why)),
        }
    }
    let joiner = view.lang.pick("、", ", ");
    let line = |rules: &[String], why| format!("{}  {}", rules.join(joiner), say(&number::nothing(why), view.lang));
    lines.into_iter().map(|(name, rules, why)| (name, line(&rules, why))).collect()
}

/// Lines behind names; nothing where there are none.
pub(super) fn section(view: &View, [zh, en]: [&str; 2], lines: &[(&str, String)], out: &mut String) {
    if lines.is_empty() {
        return;
    }
    head(view, zh, en, out);
    lines_of(view, lines, out);
}

/// The first of so many lines, and how many more there are.
fn lines_of(view: &View, lines: &[(&str, String)], out: &mut String) {
    let (shown, more) = lines.split_at(lines.len().min(LINES));
    let cells = name_width(shown.iter().map(|(name, _)| *name));
    for (name, text) in shown {
        named(view, name, cells, text, out);
    }
    if !more.is_empty() {
        let count = more.len();
        paragraph(view, "  ", words!("另有 {count} 个", "and {count} more").in_lang(view.lang), out);
    }
}

/// A text behind a name, or under it where the name is wider than `cells`.
pub(super) fn named(view: &View, name: &str, cells: usize, text: &str, out: &mut String) {
    if width(name) > cells {
        paragraph(view, "  ", name, out);
        paragraph(view, &" ".repeat(cells + 4), text, out);
    } else {
        paragraph(view, &format!("  {}  ", pad(name, cells)), text, out);
    }
}

pub(super) fn name_width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(width).filter(|cells| *cells <= NAME).max().unwrap_or(0)
}
