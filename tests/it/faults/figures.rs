//! Slips in figures and what they are counted in.

use kaohe::session::{Edit, mutants};
use kaohe::syntax::Value;

use super::place::Text;
use super::{Fault, Kind};

/// What the operations of `kaohe test --mutate` make of the same text.
pub fn mutated(text: &Text<'_>, operation: &str) -> Vec<Vec<Edit>> {
    let all = mutants(text.text).into_iter().filter(|mutant| mutant.operation.id == operation);
    all.map(|mutant| mutant.edits).collect()
}

fn changed(text: &Text<'_>, operation: &str) -> Vec<Fault> {
    mutated(text, operation).into_iter().map(Fault::at).collect()
}

pub static UNIT: Kind = Kind {
    id: "unit",
    zh: "单位写错",
    en: "another unit",
    says: true,
    make: |text, _| {
        let other = |unit: &str| match unit {
            "%" => Some("‰"),
            "‰" => Some("%"),
            "秒" => Some("分钟"),
            "分钟" => Some("秒"),
            "小时" | "h" => Some("分钟"),
            "人" => Some("元"),
            "元" => Some("万元"),
            "万元" => Some("元"),
            "户" => Some("元"),
            "件" | "起" | "次" | "例" => Some("%"),
            _ => None,
        };
        let units =
            text.site.leaves.iter().filter(|leaf| matches!(leaf.path.as_slice(), ["element" | "indicator", "unit"]));
        let faults = units.filter_map(|leaf| {
            let unit = other(leaf.node.as_text()?)?;
            Some(Fault::at(vec![text.put(leaf.node.span, format!("\"{unit}\""))]))
        });
        faults.collect()
    },
};

pub static HUNDRED: Kind = Kind {
    id: "hundred",
    zh: "漏了乘 100",
    en: "a factor of 100 left out",
    says: false,
    make: |text, _| changed(text, "per-cent"),
};

pub static POINTS: Kind = Kind {
    id: "points",
    zh: "分值或权重多 1",
    en: "points or a weight one more",
    says: false,
    make: |text, _| {
        let mut all = Vec::new();
        for leaf in &text.site.leaves {
            if let (["rubric" | "indicator" | "category" | "rater", "points" | "weight"], Some(number)) =
                (leaf.path.as_slice(), leaf.node.as_number())
            {
                let raw = text.raw(leaf.node.span);
                let new = match raw.split_once('.') {
                    Some((whole, part)) => whole.parse::<i64>().map(|whole| format!("{}.{part}", whole + 1)),
                    None => raw.parse::<i64>().map(|whole| (whole + 1).to_string()),
                };
                let _ = number;
                all.extend(new.ok().map(|new| Fault::at(vec![text.put(leaf.node.span, new)])));
            }
        }
        all
    },
};

pub static DIGITS: Kind = Kind {
    id: "digits",
    zh: "分值或权重的两个数字颠倒",
    en: "two digits of points or a weight exchanged",
    says: false,
    make: |text, _| {
        let mut all = Vec::new();
        for leaf in &text.site.leaves {
            if let (["indicator" | "category" | "rater", "points" | "weight"], Value::Number(_)) =
                (leaf.path.as_slice(), &leaf.node.value)
            {
                let mut new: Vec<char> = text.raw(leaf.node.span).chars().collect();
                let pair = (1..new.len()).find(|at| {
                    new[at - 1].is_ascii_digit()
                        && new[*at].is_ascii_digit()
                        && new[at - 1] != new[*at]
                        && new[*at] != '0'
                });
                if let Some(at) = pair {
                    new.swap(at - 1, at);
                    all.push(Fault::at(vec![text.put(leaf.node.span, new.into_iter().collect::<String>())]));
                }
            }
        }
        all
    },
};

pub static EXCHANGED: Kind = Kind {
    id: "exchanged",
    zh: "两项的分值或权重对调",
    en: "points or weights of two items exchanged",
    says: false,
    make: |text, _| changed(text, "marks"),
};

pub static WRONG_SIDE: Kind = Kind {
    id: "wrong-side",
    zh: "边界移到邻档的另一边",
    en: "an edge moved beyond its neighbour",
    says: false,
    make: |text, _| {
        let mut all = changed(text, "wrong-side");
        for pair in text.tables("grade").windows(2) {
            if let (Some(first), Some(second)) = (pair[0].get("min"), pair[1].get("min"))
                && let (Some(above), Some(below)) = (first.as_number(), second.as_number())
                && above > below
            {
                // The lower grade from where the higher begins, and above.
                let raw = text.raw(first.span);
                if let Ok(edge) = raw.parse::<i64>() {
                    all.push(Fault::at(vec![text.put(second.span, (edge + 1).to_string())]));
                }
            }
        }
        all
    },
};

pub static SCORE: Kind = Kind {
    id: "score",
    zh: "得分写成十倍或百分之一",
    en: "a score ten times or a hundredth as much",
    says: false,
    make: |text, chance| {
        let scores = text.site.leaves.iter().filter(|leaf| {
            matches!(leaf.path.as_slice(), ["indicator", "score", ..]) && text.raw(leaf.node.span) == "100"
        });
        let faults = scores.map(|leaf| Fault::at(vec![text.put(leaf.node.span, ["1000", "10", "1"][chance.below(3)])]));
        faults.collect()
    },
};

pub static RANGE: Kind = Kind {
    id: "range",
    zh: "范围的两端颠倒",
    en: "a range from its end to its beginning",
    says: true,
    make: |text, _| {
        let ranges = text.site.leaves.iter().filter(|leaf| {
            leaf.path.last().is_some_and(|key| matches!(*key, "range" | "total_range")) && leaf.node.items().len() == 2
        });
        let faults = ranges.filter_map(|leaf| {
            let [low, high] = leaf.node.items() else { return None };
            let edits = vec![text.put(low.span, text.raw(high.span)), text.put(high.span, text.raw(low.span))];
            Some(Fault::at(edits))
        });
        faults.collect()
    },
};

pub static SHARE: Kind = Kind {
    id: "share",
    zh: "比例超过 1",
    en: "a share of more than 1",
    says: false,
    make: |text, _| {
        let shares = text.site.leaves.iter().filter(|leaf| {
            leaf.path.last().is_some_and(|key| matches!(*key, "max_share" | "min_share" | "share"))
                && matches!(leaf.node.value, Value::Number(_))
        });
        let faults = shares.map(|leaf| {
            let raw = text.raw(leaf.node.span).replacen("0.", "", 1);
            Fault::at(vec![text.put(leaf.node.span, format!("{raw}0"))])
        });
        faults.collect()
    },
};

pub static DATES: Kind = Kind {
    id: "dates",
    zh: "日期前后颠倒",
    en: "dates out of order",
    says: true,
    make: |text, _| {
        let mut all = Vec::new();
        text.entries(&mut |_, entry| {
            let dated = |node: &kaohe::syntax::Node| matches!(node.value, Value::Date(_));
            if let Some(table) = entry.node.as_table()
                && let (Some(first), Some(last)) = (
                    table.get("effective").or(table.get("from")),
                    table.get("expires").or(table.get("until")).or(table.get("to")),
                )
                && dated(first)
                && dated(last)
            {
                let edits = vec![text.put(first.span, text.raw(last.span)), text.put(last.span, text.raw(first.span))];
                all.push(Fault::at(edits));
            }
        });
        all
    },
};
