//! Why one stands above another, drawn for people and written for programs.

use std::cmp::Reverse;

use serde_json::{Value, json};

use crate::number::Decimal;
use crate::result::{After, Part, PartKind, Versus};
use crate::table::Nothing;
use crate::text::{Lang, Words, inert, wrap};
use crate::words;

use super::columns::{Column, table};
use super::json::number;
use super::number::{digits, fixed, nothing, short};
use super::outcome::say;

/// Who they are, an item a line, those that speak for the first above those that speak against it,
/// and the sum; wrapped at `cells` terminal cells.
pub fn text(versus: &Versus, lang: Lang, cells: usize) -> String {
    let [first, second] = versus.sides.each_ref().map(|side| inert(&side.label).into_owned());
    let mut out = String::new();
    let mut paragraph = |text: &str| {
        for line in wrap(text, cells) {
            out.push_str(&line);
            out.push('\n');
        }
    };
    if !versus.period.is_empty() {
        paragraph(&format!("{} {}", lang.pick("期间", "period"), inert(&versus.period)));
    }
    for side in &versus.sides {
        let label = inert(&side.label);
        let name =
            if side.label == side.subject { label.into_owned() } else { format!("{label} ({})", inert(&side.subject)) };
        let outcome: Vec<String> = side.outcome.iter().map(|words| say(words, lang)).collect();
        let total = fixed(side.total, versus.decimals);
        paragraph(&format!("{name}  {total}  {}", outcome.join(lang.pick("，", ", "))));
    }
    paragraph(&verdict(versus, lang, [&first, &second]));
    for note in &versus.notes {
        paragraph(&say(note, lang));
    }
    let shown = in_order(versus);
    if !shown.is_empty() {
        out.push('\n');
        out.push_str(&drawn(versus, &shown, lang, [&first, &second]));
    }
    let equal = versus.parts.len() - shown.len();
    if equal > 0 {
        let text = match lang {
            Lang::Zh => format!("其余 {equal} 项得分相同\n"),
            Lang::En => format!("the other {equal} items are equal\n"),
        };
        out.push_str(&text);
    }
    out
}

/// The same with an object an item, in the order of the rubric.
pub fn json(versus: &Versus) -> String {
    let words = |words: &Words| json!({ "zh": words.zh, "en": words.en });
    let part = |part: &Part| {
        let points = part.points.map(|points| points.ok().map(number));
        json!({
            "kind": kind(part.kind),
            "name": words(&name(part)),
            "category": part.within.as_ref().map(words),
            "values": part.values.as_ref().map(|values| values.each_ref().map(words)),
            "points": points,
            "gap": number(part.gap.to_f64()),
        })
    };
    let sides: Vec<Value> = versus
        .sides
        .iter()
        .map(|side| {
            json!({
                "subject": side.subject,
                "label": side.label,
                "total": number(side.total),
                "outcome": side.outcome.iter().map(words).collect::<Vec<_>>(),
            })
        })
        .collect();
    let value = json!({
        "period": versus.period,
        "subjects": sides,
        "gap": number(versus.gap.to_f64()),
        "parts": versus.parts.iter().map(part).collect::<Vec<_>>(),
        "notes": versus.notes.iter().map(words).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn kind(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Indicator(_) => "indicator",
        PartKind::Combined(_) => "combined",
        PartKind::Adjust(_) => "adjust",
        PartKind::Limits(_) => "limits",
        PartKind::Correction => "correction",
        PartKind::Digits => "digits",
    }
}

/// `林小满 比 周雨桐 高 0.03 分`
fn verdict(versus: &Versus, lang: Lang, [first, second]: [&str; 2]) -> String {
    let gap = versus.gap;
    let size = if gap.is_negative() { Decimal::ZERO - gap } else { gap };
    match lang {
        _ if gap.is_zero() => match lang {
            Lang::Zh => format!("{first} 和 {second} 总分相同"),
            Lang::En => format!("{first} and {second} have equal totals"),
        },
        Lang::Zh => format!("{first} 比 {second} {} {size} 分", if gap.is_negative() { "低" } else { "高" }),
        Lang::En => format!("{first} is {size} points {} {second}", if gap.is_negative() { "below" } else { "above" }),
    }
}

/// Those that differ: first what speaks the way the totals do, the largest first, then what speaks
/// against it; the digits that are not shown come last.
fn in_order(versus: &Versus) -> Vec<&Part> {
    let down = versus.gap.is_negative();
    let mut shown: Vec<&Part> = versus.parts.iter().filter(|part| !part.gap.is_zero()).collect();
    shown.sort_by_key(|part| {
        let against = part.gap.is_negative() != down;
        let size = if part.gap.is_negative() { Decimal::ZERO - part.gap } else { part.gap };
        (part.kind == PartKind::Digits, against, Reverse(size))
    });
    shown
}

fn drawn(versus: &Versus, shown: &[&Part], lang: Lang, [first, second]: [&str; 2]) -> String {
    let total = lang.pick("总分", "total").to_string();
    let names = shown.iter().map(|part| say(&name(part), lang)).chain([total]).collect();
    let side = |at: usize, label: &str| {
        let [a, b] = versus.sides.each_ref().map(|side| side.total);
        let values = shown.iter().map(|part| match (&part.values, &part.stages) {
            (Some([a, b]), _) => say(if at == 0 { a } else { b }, lang),
            (None, [a, b]) => stages(if at == 0 { a } else { b }, lang),
        });
        let points = shown.iter().map(|part| {
            let [a, b] = part.points;
            said(if at == 0 { a } else { b }, part.kind, versus.decimals, lang)
        });
        let total = fixed(if at == 0 { a } else { b }, versus.decimals);
        [
            Column::text(label.to_string(), values.chain([String::new()]).collect(), 16),
            Column::number(lang.pick("得分", "points").to_string(), points.chain([total]).collect()),
        ]
    };
    let most = shown.iter().map(|part| part.gap.parts().1).chain([versus.gap.parts().1]).max().unwrap_or(0);
    let gaps = shown.iter().map(|part| part.gap).chain([versus.gap]).map(|gap| signed(gap, most));
    let [left, right] = [side(0, first), side(1, second)];
    let columns = [
        Column::text(lang.pick("项目", "item").to_string(), names, 28),
        left[0].clone(),
        left[1].clone(),
        right[0].clone(),
        right[1].clone(),
        Column::number(lang.pick("差", "gap").to_string(), gaps.collect()),
    ];
    table(&[&columns])
}

/// With so many decimals, all that it has, so that what stands below each other adds up.
fn signed(gap: Decimal, decimals: u32) -> String {
    let plain = fixed(gap.to_f64(), decimals as i32);
    if gap.is_zero() || gap.is_negative() { plain } else { format!("+{plain}") }
}

fn said(points: Result<f64, Nothing>, kind: PartKind, decimals: i32, lang: Lang) -> String {
    match points {
        _ if matches!(kind, PartKind::Limits(_) | PartKind::Correction | PartKind::Digits) => String::new(),
        Ok(points) => {
            let rounded = fixed(points, decimals);
            if rounded.parse::<f64>().is_ok_and(|shown| (shown - points).abs() < 1e-9) {
                rounded
            } else {
                short(points)
            }
        }
        Err(why) => say(&nothing(why), lang),
    }
}

/// What a part is called where its name alone would be that of the sum it belongs to.
fn name(part: &Part) -> Words {
    match part.kind {
        PartKind::Limits(_) => {
            let (zh, en) = (&part.name.zh, &part.name.en);
            words!("{zh}：对各项之和的处理", "{en}: what is done to the sum")
        }
        _ => part.name.clone(),
    }
}

/// `折算 80 → 100、取 2 位小数`
fn stages(all: &[After], lang: Lang) -> String {
    let one = |after: &After| match *after {
        After::Scale { from, to } => {
            format!("{} {} → {}", lang.pick("折算", "scaled"), digits(from), digits(to))
        }
        After::AtLeast(low) => format!("{} {}", lang.pick("不低于", "at least"), digits(low)),
        After::AtMost(high) => format!("{} {}", lang.pick("不高于", "at most"), digits(high)),
        After::Zero => lang.pick("一票否决", "veto").to_string(),
        After::Round(decimals) => match lang {
            Lang::Zh => format!("取 {decimals} 位小数"),
            Lang::En => format!("rounded to {decimals}"),
        },
    };
    all.iter().map(one).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Side;

    fn part(name: &str, kind: PartKind, points: [f64; 2], gap: &str) -> Part {
        Part {
            kind,
            name: Words::same(name),
            within: None,
            values: matches!(kind, PartKind::Indicator(_)).then(|| points.map(|v| Words::same(format!("{v} %")))),
            points: points.map(Ok),
            stages: match kind {
                PartKind::Limits(_) => [vec![After::Scale { from: 80.0, to: 100.0 }], vec![]],
                _ => Default::default(),
            },
            gap: Decimal::parse(gap).unwrap(),
        }
    }

    fn versus() -> Versus {
        let side = |subject: &str, label: &str, total| Side {
            subject: subject.into(),
            label: label.into(),
            total,
            outcome: vec![words!("第 1 名", "place 1")],
        };
        Versus {
            period: "2024-07".into(),
            sides: [side("KF006", "郑美玲", 71.5), side("KF001", "林小满", 70.0)],
            parts: vec![
                part("平均响应时间", PartKind::Indicator(0), [20.0, 22.5], "-2.5"),
                part("咨询转化率", PartKind::Indicator(1), [30.0, 30.0], "0"),
                part("表扬信", PartKind::Adjust(0), [2.0, 0.0], "2"),
                part("服务类", PartKind::Limits(Some(0)), [0.0, 0.0], "1.9967"),
                part("显示位数以外", PartKind::Digits, [0.0, 0.0], "0.0033"),
            ],
            gap: Decimal::parse("1.5").unwrap(),
            decimals: 2,
            notes: Vec::new(),
        }
    }

    #[test]
    fn drawn_in_both_languages() {
        for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            insta::assert_snapshot!(format!("versus_{name}"), text(&versus(), lang, 100));
        }
    }

    #[test]
    fn what_is_printed_adds_up() {
        let drawn = text(&versus(), Lang::Zh, 100);
        let gaps: Vec<Decimal> = drawn
            .lines()
            .filter_map(|line| line.split_whitespace().last())
            .filter_map(|word| Decimal::parse(word.strip_prefix('+').unwrap_or(word)))
            .collect();
        let (total, parts) = gaps.split_last().unwrap();
        assert_eq!(parts.len(), 4);
        assert_eq!(parts.iter().copied().sum::<Decimal>(), *total);
    }
}
