//! The period that a file name carries: `自定义报表_{period}至*.xlsx`.

/// Stands for the period in a pattern.
const HOLE: &str = "{period}";

/// The pattern as a glob, with which the files are looked for.
pub fn as_glob(pattern: &str) -> String {
    pattern.replace(HOLE, "*")
}

/// Cuts the period out of a file name. `*` in the pattern stands for any characters, `?` for one.
///
/// Where several cuts fit, one at the beginning of a number is preferred, then the last place and
/// the shortest text. `None` if the name does not fit or the pattern has no `{period}`.
pub fn cut<'a>(pattern: &str, name: &'a str) -> Option<&'a str> {
    // A pattern may name folders; of a name as many parts are compared.
    let depth = pattern.matches('/').count();
    let start = name.rmatch_indices('/').nth(depth).map_or(0, |(at, _)| at + 1);
    let name = name.get(start..)?;
    let (before, after) = pattern.split_once(HOLE)?;
    let places: Vec<usize> = name.char_indices().map(|(at, _)| at).chain([name.len()]).collect();
    let digit = |at: usize| name.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let mut best: Option<(bool, usize, &str)> = None;
    for start in places.iter().copied().filter(|start| fits(before, &name[..*start])) {
        let end = places.iter().copied().find(|end| *end > start && fits(after, &name[*end..]));
        if let Some(end) = end {
            let at_number = digit(start) && !inside_a_date(&name[..start]);
            let candidate = (at_number, start, &name[start..end]);
            if best.is_none_or(|best| (best.0, best.1) < (candidate.0, candidate.1)) {
                best = Some(candidate);
            }
        }
    }
    best.map(|(_, _, text)| text)
}

/// Whether a text ends in the middle of something like `2024-06` or `2024年6月`.
fn inside_a_date(before: &str) -> bool {
    before.trim_end_matches(['-', '.', '年', '月']).ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a text fits a pattern with `*` and `?`, in the usual one pass with one step back.
fn fits(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_cut_from_names() {
        let name = "自定义报表_人均日接入_下单优先判定_2026-04-20至2026-04-20.xlsx";
        for (pattern, expected) in [
            ("自定义报表_人均日接入_下单优先判定_{period}至*.xlsx", Some("2026-04-20")),
            ("自定义报表_人均日接入_*_{period}至*.xlsx", Some("2026-04-20")),
            ("*_{period}.xlsx", Some("2026-04-20至2026-04-20")),
            ("*{period}至*", Some("2026-04-20")),
            ("月报_{period}.xlsx", None),
            ("*.xlsx", None),
        ] {
            assert_eq!(cut(pattern, name), expected, "{pattern}");
        }
        assert_eq!(cut("{period}.csv", "2024-06.csv"), Some("2024-06"));
        assert_eq!(cut("{period}.csv", "2024/2024-06.csv"), Some("2024-06"));
        assert_eq!(cut("{period}/*.csv", "data/2024-06/a.csv"), Some("2024-06"));
        assert_eq!(cut("{period}.csv", ".csv"), None);
        assert_eq!(as_glob("a_{period}.csv"), "a_*.csv");
    }
}
