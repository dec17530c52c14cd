//! Breaking lines of mixed Chinese and Latin text at a width in terminal cells.

use unicode_width::UnicodeWidthChar;

/// Breaks at spaces and between Chinese characters, so that no line is wider than `cells`; only a
/// Latin word that is wider by itself is cut. A mark that closes (`，`, `）`) does not begin a
/// line. At least one line comes back.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for piece in pieces(text) {
        let wide = super::width::width(piece);
        let bare = super::width::width(piece.trim_end());
        if used + bare > cells && used > 0 {
            lines.push(std::mem::take(&mut line).trim_end().to_string());
            used = 0;
        }
        if bare > cells {
            for c in piece.chars() {
                let wide = c.width().unwrap_or(0);
                if used + wide > cells {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += wide;
            }
        } else {
            line.push_str(piece);
            used += wide;
        }
    }
    let last = line.trim_end();
    if !last.is_empty() || lines.is_empty() {
        lines.push(last.to_string());
    }
    lines
}

/// The terminal cells of the widest part that [`wrap`] does not break.
pub fn longest_word(text: &str) -> usize {
    pieces(text).into_iter().map(|piece| super::width::width(piece.trim_end())).max().unwrap_or(0)
}

/// The parts that stay together: a Latin word with the spaces behind it, a Chinese character with
/// the marks that close it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    // A name in backticks stays whole, unless there are spaces in it.
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        let breaks = before.is_some_and(|b| {
            let between_words = b == ' ' && c != ' ';
            let wide = is_wide(b) || is_wide(c);
            let begins = c == '`' && !quoted;
            between_words || wide && !quoted && c != ' ' && (begins || !closes(c)) && !opens(b)
        });
        quoted ^= c == '`';
        if breaks {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

fn closes(c: char) -> bool {
    "，。、；：！？）》」』】〉”’…—·,.;:!?)]}%›`".contains(c)
}

fn opens(c: char) -> bool {
    "（《「『【〈“‘([{`".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::width;

    #[test]
    fn no_line_is_too_wide_and_no_character_is_lost() {
        let text = "付款人数 128 多于询单人数 120，请核对 orders_2024_06_export_final.xlsx 的第 12 行";
        for cells in 2..90 {
            let lines = wrap(text, cells);
            assert!(lines.iter().all(|line| width(line) <= cells.max(4)), "{cells}: {lines:?}");
            let squeeze = |s: &str| s.replace(' ', "");
            assert_eq!(squeeze(&lines.concat()), squeeze(text));
        }
    }

    #[test]
    fn closing_marks_stay_behind_their_character() {
        assert_eq!(wrap("一二三，四五", 6), ["一二", "三，四", "五"]);
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(longest_word("平均 response time，"), 8);
    }
}
