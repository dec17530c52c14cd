//! What the rows of a sheet are, apart from data: blank, notes at the foot, the header once more.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::header::Header;
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
pub fn fingerprint(row: &[RawCell], period: Option<&str>) -> (u64, u64) {
    let mut hasher = DefaultHasher::new();
    period.hash(&mut hasher);
    let filled = row.iter().rposition(|cell| *cell != RawCell::Empty).map_or(0, |last| last + 1);
    for cell in &row[..filled] {
        std::mem::discriminant(cell).hash(&mut hasher);
        match cell {
            RawCell::Empty => {}
            RawCell::Text(text) | RawCell::Error(text) => text.hash(&mut hasher),
            RawCell::Number { value, .. } | RawCell::Date(value) => value.to_bits().hash(&mut hasher),
            RawCell::Bool(value) => value.hash(&mut hasher),
        }
    }
    let first = hasher.finish();
    0x9e37_79b9_7f4a_7c15_u64.hash(&mut hasher);
    (first, hasher.finish())
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
        assert_eq!(fingerprint(&row("a,1"), None), fingerprint(&row("a,1,,"), None));
        assert_ne!(fingerprint(&row("a,1"), None), fingerprint(&row("a,,1"), None));
        assert_ne!(fingerprint(&row("a,1"), Some("5")), fingerprint(&row("a,1"), Some("6")));
    }
}
