//! Two versions of a text, line against line, as `diff -u` writes it.

use std::fmt::Write as _;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// With more changed lines than this the whole middle is one change: the search for the shortest
/// script costs their square.
const MAX_CHANGES: usize = 1_500;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Line<'t> {
    Both(&'t str),
    Old(&'t str),
    New(&'t str),
}

/// The unified diff, empty if the texts are the same.
pub fn unified(name: &str, old: &str, new: &str) -> String {
    let lines = script(&split(old), &split(new));
    if lines.iter().all(|line| matches!(line, Line::Both(_))) {
        return String::new();
    }
    let mut out = format!("--- {name}\n+++ {name}\n");
    let changed: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| !matches!(line, Line::Both(_))).map(|(at, _)| at).collect();
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for at in changed {
        let (from, until) = (at.saturating_sub(CONTEXT), (at + CONTEXT + 1).min(lines.len()));
        match groups.last_mut() {
            Some((_, end)) if *end >= from => *end = until,
            _ => groups.push((from, until)),
        }
    }
    for (from, until) in groups {
        let (before, group) = (lines.get(..from).unwrap_or_default(), lines.get(from..until).unwrap_or_default());
        let count = |lines: &[Line<'_>], without: fn(&Line<'_>) -> bool| lines.iter().filter(|l| !without(l)).count();
        let is_new: fn(&Line<'_>) -> bool = |line| matches!(line, Line::New(_));
        let is_old: fn(&Line<'_>) -> bool = |line| matches!(line, Line::Old(_));
        let range = |without| {
            let (start, length) = (count(before, without), count(group, without));
            format!("{},{length}", start + usize::from(length > 0))
        };
        let _ = writeln!(out, "@@ -{} +{} @@", range(is_new), range(is_old));
        for line in group {
            let (mark, text) = match line {
                Line::Both(text) => (' ', text),
                Line::Old(text) => ('-', text),
                Line::New(text) => ('+', text),
            };
            let end = if text.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
            let _ = write!(out, "{mark}{text}{end}");
        }
    }
    out
}

fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// All lines in order, each with where it stands.
fn script<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Line<'t>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = |lines: &[&'t str]| -> Vec<&'t str> {
        lines.get(..lines.len().saturating_sub(tail)).unwrap_or_default().to_vec()
    };
    let (old_middle, new_middle) = (middle(old_rest), middle(new_rest));
    let mut out: Vec<Line<'t>> = old.iter().take(head).map(|line| Line::Both(line)).collect();
    out.extend(shortest(&old_middle, &new_middle));
    out.extend(old_rest.iter().skip(old_middle.len()).map(|line| Line::Both(line)));
    out
}

/// Myers' greedy search: for each number of changes how far each diagonal gets.
fn shortest<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Line<'t>> {
    let most = (old.len() + new.len()).min(MAX_CHANGES);
    let width = 2 * most + 3;
    let middle = (most + 1) as isize;
    let at = |furthest: &[usize], k: isize| furthest.get((middle + k) as usize).copied().unwrap_or(0);
    let step = |furthest: &[usize], k: isize, d: isize| {
        let down = k == -d || (k != d && at(furthest, k - 1) < at(furthest, k + 1));
        if down { (at(furthest, k + 1), k + 1) } else { (at(furthest, k - 1) + 1, k - 1) }
    };
    let mut furthest = vec![0_usize; width];
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for d in 0..=most as isize {
        rounds.push(furthest.get((middle - d - 1).max(0) as usize..).map(<[usize]>::to_vec).unwrap_or_default());
        // Only the diagonals that can have been reached are kept.
        if let Some(round) = rounds.last_mut() {
            round.truncate(2 * d as usize + 3);
        }
        for k in (-d..=d).step_by(2) {
            let (mut x, _) = step(&furthest, k, d);
            let mut y = x as isize - k;
            while let (Some(a), Some(b)) = (old.get(x), usize::try_from(y).ok().and_then(|y| new.get(y)))
                && a == b
            {
                x += 1;
                y += 1;
            }
            if let Some(slot) = furthest.get_mut((middle + k) as usize) {
                *slot = x;
            }
            if x >= old.len() && y >= new.len() as isize {
                return backtrack(old, new, &rounds, d);
            }
        }
    }
    old.iter().map(|line| Line::Old(line)).chain(new.iter().map(|line| Line::New(line))).collect()
}

fn backtrack<'t>(old: &[&'t str], new: &[&'t str], rounds: &[Vec<usize>], changes: isize) -> Vec<Line<'t>> {
    let (mut x, mut y) = (old.len() as isize, new.len() as isize);
    let mut out = Vec::new();
    for d in (0..=changes).rev() {
        let Some(round) = rounds.get(d as usize) else { break };
        let at = |k: isize| round.get((k + d + 1) as usize).copied().unwrap_or(0) as isize;
        let k = x - y;
        let down = k == -d || (k != d && at(k - 1) < at(k + 1));
        let before = if down { k + 1 } else { k - 1 };
        let (start_x, start_y) = (at(before), at(before) - before);
        while x > start_x && y > start_y && x > 0 && y > 0 {
            x -= 1;
            y -= 1;
            out.extend(old.get(x as usize).map(|line| Line::Both(line)));
        }
        if d > 0 {
            let line = if down {
                new.get(start_y as usize).map(|l| Line::New(l))
            } else {
                old.get(start_x as usize).map(|l| Line::Old(l))
            };
            out.extend(line);
            (x, y) = (start_x, start_y);
        }
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_change_with_its_surroundings() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let new = "1\n2\n3\n4\n五\n6\n7\n8\n9\n10\n";
        assert_eq!(unified("a", old, new), "--- a\n+++ a\n@@ -2,8 +2,9 @@\n 2\n 3\n 4\n-5\n+五\n 6\n 7\n 8\n 9\n+10\n");
        assert_eq!(unified("a", old, old), "");
        assert_eq!(unified("a", "x", "x\n"), "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x\n");
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_it(old in "([ab]\n){0,12}", new in "([ab]\n){0,12}") {
            let (old_lines, new_lines) = (split(&old), split(&new));
            let script = script(&old_lines, &new_lines);
            let of = |keep: fn(&Line<'_>) -> bool| -> String {
                let kept = script.iter().filter(|line| keep(line));
                kept.map(|line| match line { Line::Both(text) | Line::Old(text) | Line::New(text) => *text }).collect()
            };
            prop_assert_eq!(of(|line| !matches!(line, Line::New(_))), old.as_str());
            prop_assert_eq!(of(|line| !matches!(line, Line::Old(_))), new.as_str());
        }
    }
}
