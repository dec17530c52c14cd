//! Changes of the numbers that stand in tables.

use super::site::Site;
use super::{Edit, Operation};
use crate::syntax::{Node, Value};

pub static EDGE: Operation = Operation {
    id: "edge",
    zh: "边界移动一个末位",
    en: "an edge moved by one in its last place",
    make: |site| {
        let mut all = Vec::new();
        for (edge, _) in rungs(site).into_iter().flatten() {
            all.extend([1, -1].into_iter().filter_map(|by| changed(site, edge, moved(site.raw(edge.span), by))));
        }
        let floors = site.figures().filter(|leaf| matches!(leaf.path.as_slice(), ["grade", "min"]));
        for leaf in floors {
            all.extend(
                [1, -1].into_iter().filter_map(|by| changed(site, leaf.node, moved(site.raw(leaf.node.span), by))),
            );
        }
        all
    },
};

pub static WRONG_SIDE: Operation = Operation {
    id: "wrong-side",
    zh: "边界移到邻档的另一边",
    en: "an edge moved beyond its neighbour",
    make: |site| {
        let mut all = Vec::new();
        for ladder in rungs(site) {
            for pair in ladder.windows(2) {
                if let [(first, _), (second, _)] = pair {
                    let (one, other) = (first.as_number(), second.as_number());
                    let by = if one > other { 1 } else { -1 };
                    all.extend(changed(site, second, moved(site.raw(first.span), by)));
                }
            }
        }
        all
    },
};

pub static FIGURE: Operation = Operation {
    id: "figure",
    zh: "数值多一个末位",
    en: "a figure one more in its last place",
    make: |site| {
        site.figures().filter_map(|leaf| changed(site, leaf.node, moved(site.raw(leaf.node.span), 1))).collect()
    },
};

pub static TENFOLD: Operation = Operation {
    id: "tenfold",
    zh: "数值变为十倍",
    en: "a figure ten times as much",
    make: |site| {
        site.figures().filter_map(|leaf| changed(site, leaf.node, tenfold(site.raw(leaf.node.span)))).collect()
    },
};

/// The ladders of scoring: in each the edges and what is had from them, as they are written.
pub fn rungs<'a>(site: &Site<'a>) -> Vec<Vec<(&'a Node, &'a Node)>> {
    let of_score = |path: &[&str]| matches!(path, ["indicator", "score", ..] | ["table", ..]);
    let ladders = site.leaves.iter().filter(|leaf| of_score(&leaf.path));
    ladders
        .filter_map(|leaf| {
            let pairs: Option<Vec<(&Node, &Node)>> = leaf.node.items().iter().map(pair).collect();
            pairs.filter(|pairs| !pairs.is_empty())
        })
        .collect()
}

fn pair(node: &Node) -> Option<(&Node, &Node)> {
    match node.items() {
        [edge, score] if [edge, score].into_iter().all(|one| matches!(one.value, Value::Number(_))) => {
            Some((edge, score))
        }
        _ => None,
    }
}

fn changed(site: &Site<'_>, node: &Node, text: Option<String>) -> Option<Vec<Edit>> {
    let text = text.filter(|text| text != site.raw(node.span))?;
    Some(vec![Edit { span: node.span, text }])
}

/// A number as written, so many units of its last place further; `None` for one that is not written
/// in plain digits.
pub fn moved(raw: &str, by: i64) -> Option<String> {
    let (negative, digits) = match raw.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, raw.strip_prefix('+').unwrap_or(raw)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain: String = format!("{whole}{part}").chars().filter(|c| *c != '_').collect();
    if plain.is_empty() || plain.len() > 15 || !plain.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let value: i64 = plain.parse().ok()?;
    let value = if negative { -value } else { value } + by;
    let places = part.len();
    let digits = format!("{:0>1$}", value.unsigned_abs(), places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let sign = if value < 0 { "-" } else { "" };
    Some(if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

/// A number as written, ten times as much; `None` for zero.
pub fn tenfold(raw: &str) -> Option<String> {
    let zero = !raw.chars().any(|c| c.is_ascii_digit() && c != '0');
    if zero || raw.contains(['e', 'E']) || !raw.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    Some(match raw.split_once('.') {
        None => format!("{raw}0"),
        Some((whole, part)) => {
            let (first, rest) = part.split_at_checked(1)?;
            let sign = if whole.starts_with('-') { "-" } else { "" };
            let whole = format!("{whole}{first}");
            let whole = whole.trim_start_matches('-').trim_start_matches('0');
            let whole = if whole.is_empty() { "0" } else { whole };
            if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_move_by_their_last_place() {
        let by = |raw: &str, by| moved(raw, by).unwrap_or_default();
        assert_eq!(by("60", 1), "61");
        assert_eq!(by("0.95", -1), "0.94");
        assert_eq!(by("0", -1), "-1");
        assert_eq!(by("-0.05", 1), "-0.04");
        assert_eq!(by("0.00", -1), "-0.01");
        assert_eq!(by("1.10", 1), "1.11");
        assert_eq!(moved("1e3", 1), None);
        assert_eq!(moved("inf", 1), None);
    }

    #[test]
    fn tenfold_moves_the_point() {
        let ten = |raw: &str| tenfold(raw).unwrap_or_default();
        assert_eq!(ten("60"), "600");
        assert_eq!(ten("0.95"), "9.5");
        assert_eq!(ten("-0.5"), "-5");
        assert_eq!(ten("12.05"), "120.5");
        assert_eq!(tenfold("0.0"), None);
    }
}
