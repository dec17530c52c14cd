//! What the rows of a sheet are, apart from data: blank, notes at the foot, the header once more.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Write;

use super::header::Header;
use super::number;
use crate::table::RawCell;

pub fn is_blank(row: &[RawCell]) -> bool {
    row.iter().all(|cell| *cell == RawCell::Empty)
}

/// What stands at the foot of a table: `#导出时间：…`, `制表人：…  审核：…`.
const NOTES: &[&str] = &[
    "制表",
    "填表",
    "填报",
    "审核",
    "复核",
    "审批",
    "批准",
    "负责人",
    "单位负责人",
    "部门负责人",
    "主管",
    "导出",
    "打印",
    "统计时间",
    "统计人",
    "统计口径",
    "备注",
    "注",
    "说明",
    "签字",
    "签名",
    "日期",
    "经办",
    "盖章",
];

/// Whether a row at the foot is a note rather than data: it starts like one, and the columns that
/// are used hold nothing, or more notes.
pub fn is_note(row: &[RawCell], wanted: &[usize]) -> bool {
    let Some(first) = row.iter().position(|cell| *cell != RawCell::Empty) else { return false };
    let Some(RawCell::Text(text)) = row.get(first) else { return false };
    let used = || wanted.iter().filter(|at| **at != first).filter_map(|at| row.get(*at));
    if text.starts_with('#') {
        return used().all(|cell| *cell == RawCell::Empty);
    }
    let label = text.split([':', '：']).next().unwrap_or_default();
    let as_note = |cell: &RawCell| matches!(cell, RawCell::Text(text) if text.contains([':', '：']));
    if label.len() < text.len() {
        return NOTES.iter().any(|note| label.starts_with(note))
            && used().all(|cell| *cell == RawCell::Empty || as_note(cell));
    }
    let bare = label.trim_end_matches('人');
    NOTES.iter().any(|note| bare == note.trim_end_matches('人')) && used().all(|cell| *cell == RawCell::Empty)
}

/// Whether a row says the header again, as long exports do on every page.
pub fn repeats(row: &[RawCell], header: &Header) -> bool {
    if header.height != 1 {
        return false;
    }
    let mut any = false;
    for candidate in header.found.iter().filter_map(|found| found.first()) {
        match row.get(candidate.at) {
            Some(RawCell::Text(text)) if **text == *candidate.text => any = true,
            _ => return false,
        }
    }
    any
}

/// 128 bits that two rows share only if they are the same: all cells, used or not.
pub type Print = (u64, u64);

/// What a row is compared by. A row of a text file without quotation marks and stray white space is
/// compared as it is written, so that it need not be taken apart.
pub fn print_of(row: &[RawCell]) -> Print {
    let mut written = Vec::with_capacity(row.len() * 8);
    for (at, cell) in row.iter().enumerate() {
        if at > 0 {
            written.push(b',');
        }
        print_cell(&mut written, cell);
    }
    print(&written)
}

/// Marks in front of what is no plain text; they occur in no text.
const OTHER: u8 = 0xfd;
const END: u8 = 0xfe;
const ESCAPED: u8 = 0xff;

pub fn print_cell(written: &mut Vec<u8>, cell: &RawCell) {
    let (kind, bits) = match cell {
        RawCell::Empty => return,
        RawCell::Number { value, .. } if value.is_finite() => {
            // Writing into memory cannot fail.
            let _ = write!(written, "{value}");
            return;
        }
        RawCell::Text(text) => {
            // What a text file would hold as a number is text here.
            if number::canonical(text).is_some() {
                written.push(OTHER);
            }
            return print_text(written, text);
        }
        RawCell::Error(text) => {
            written.extend_from_slice(&[OTHER, b'E']);
            return print_text(written, text);
        }
        RawCell::Number { value, .. } => (b'N', value.to_bits()),
        RawCell::Date(value) => (b'D', value.to_bits()),
        RawCell::Bool(value) => (b'B', u64::from(*value)),
    };
    let _ = write!(written, "{bits:x}");
    written.extend_from_slice(&[OTHER, kind]);
}

/// A text that is not a number as it is; within marks where it holds what separates cells.
pub fn print_text(written: &mut Vec<u8>, text: &str) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        written.push(ESCAPED);
        written.extend_from_slice(text.as_bytes());
        written.push(END);
    } else {
        written.extend_from_slice(text.as_bytes());
    }
}

/// What a row is compared by, as it is written; empty cells at its end do not count.
pub fn print(written: &[u8]) -> Print {
    let filled = written.iter().rposition(|byte| *byte != b',').map_or(0, |last| last + 1);
    let written = &written[..filled];
    let (mut one, mut other) = (written.len() as u64 ^ SEEDS[0], SEEDS[1]);
    let mut pieces = written.chunks_exact(16);
    for piece in &mut pieces {
        (one, other) = mixed(one, other, piece);
    }
    let mut last = [0; 16];
    last[..pieces.remainder().len()].copy_from_slice(pieces.remainder());
    mixed(one, other, &last)
}

/// The print of a row in a period.
pub fn of_period(print: Print, period: Option<&str>) -> Print {
    match period {
        None => print,
        Some(period) => {
            let (one, other) = self::print(period.as_bytes());
            (folded(print.0 ^ one, SEEDS[2]), folded(print.1 ^ other, SEEDS[3]))
        }
    }
}

const SEEDS: [u64; 4] = [0x9e37_79b9_7f4a_7c15, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3, 0x5899_65cc_7537_4cc3];

fn mixed(one: u64, other: u64, piece: &[u8]) -> Print {
    let (mut low, mut high) = ([0; 8], [0; 8]);
    low.copy_from_slice(&piece[..8]);
    high.copy_from_slice(&piece[8..16]);
    let (low, high) = (u64::from_le_bytes(low), u64::from_le_bytes(high));
    (folded(low ^ SEEDS[2], high ^ one), folded(high ^ SEEDS[3], low ^ other))
}

fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

/// Rows that repeat an earlier one, each with the first of them; both by their places in `prints`.
pub fn repeated(prints: &[Print]) -> Vec<(usize, usize)> {
    // Rows are sorted out by a few bits first: what shares its bits with nobody need not be remembered.
    let bits = (prints.len().max(1 << 10).ilog2() + 5).min(32);
    let slot = |print: &Print| (print.0 >> (64 - bits)) as usize;
    let words = 1_usize << (bits - 6);
    let (mut seen, mut again) = (vec![0_u64; words], vec![0_u64; words]);
    for print in prints {
        let (word, bit) = (slot(print) / 64, 1 << (slot(print) % 64));
        again[word] |= seen[word] & bit;
        seen[word] |= bit;
    }
    let mut first: HashMap<Print, usize> = HashMap::new();
    let mut repeated = Vec::new();
    for (at, print) in prints.iter().enumerate() {
        if again[slot(print) / 64] >> (slot(print) % 64) & 1 == 1 {
            match first.entry(*print) {
                Entry::Occupied(earlier) => repeated.push((at, *earlier.get())),
                Entry::Vacant(entry) => {
                    entry.insert(at);
                }
            }
        }
    }
    repeated
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<RawCell> {
        text.split(',').map(super::super::csv::cell).collect()
    }

    #[test]
    fn notes_at_the_foot() {
        for text in [
            "#导出时间：[2026年05月09日 12:51:06]",
            "制表人：张三,,审核：李四",
            ",注：本表每月填报",
            "负责人,,",
            "备注: x",
        ] {
            assert!(is_note(&row(text), &[0, 2]), "{text}");
        }
        for text in ["#3-201,,5", "主管店铺:甲,,优", "主管,,优", "注册处,,", "张三,,", ",,", "5,,"] {
            assert!(!is_note(&row(text), &[0, 2]), "{text}");
        }
    }

    #[test]
    fn fingerprints_see_every_cell_and_the_period() {
        assert_eq!(print_of(&row("a,1")), print_of(&row("a,1,,")));
        assert_eq!(print_of(&row("a,1,")), print(b"a,1"));
        assert_ne!(print_of(&row("a,1")), print_of(&row("a,,1")));
        assert_ne!(of_period(print(b"a,1"), Some("5")), of_period(print(b"a,1"), Some("6")));
        let text = |text: &str| RawCell::Text(text.into());
        assert_ne!(print_of(&[text("a,b")]), print_of(&row("a,b")));
        assert_ne!(print_of(&[text("1")]), print_of(&row("1")));
        let prints: Vec<Print> = (0..5000_u64).map(|at| print(&(at % 4990).to_le_bytes())).collect();
        assert_eq!(repeated(&prints), (0..10).map(|at| (at + 4990, at)).collect::<Vec<_>>());
    }
}
