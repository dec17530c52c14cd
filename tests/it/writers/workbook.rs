//! Workbooks, opened by another library than the one that wrote them, and held against the CSV report.

use std::io::Cursor;
use std::path::PathBuf;

use calamine::{Data, Range, Reader, Xlsx};
use kaohe::host::Disk;
use kaohe::report::number;
use kaohe::session;
use kaohe::table::time::show_date;
use kaohe::text::Lang;

use super::Made;
use super::read::csv;

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// The rows of a sheet from the first whose first cell is no title: those under the heads.
fn grid(sheet: &Range<Data>, people: usize) -> Vec<Vec<Data>> {
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    rows[rows.len() - people..].to_vec()
}

/// Whether a cell of the workbook says what one of the sheet says: the same digits, or words for words.
fn says(cell: &Data, text: &str) -> bool {
    let text = text.strip_prefix('\'').unwrap_or(text);
    match cell {
        Data::Empty => text.is_empty(),
        Data::Float(value) => {
            let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            number::fixed(*value, decimals as i32) == number::fixed(text.parse().unwrap_or(f64::NAN), decimals as i32)
                && text.parse::<f64>().is_ok()
        }
        Data::DateTime(date) => show_date((date.as_f64() - 25_569.0) * 86_400.0) == text,
        // `缺失（未填报）` in the one, `未填报` in the other.
        Data::String(said) => text == said || text.contains(said.as_str()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn shipped_rubrics_have_the_digits_of_the_sheet() {
    let rubrics = session::rubrics(&Disk, &[PathBuf::from("rubrics")]).unwrap();
    let mut compared = 0;
    for rubric in rubrics {
        let made = Made::shipped(&rubric);
        for (all_periods, lang) in [(false, Lang::Zh), (true, Lang::Zh), (false, Lang::En)] {
            let name = rubric.display();
            let (header, rows) = csv(&made.write_in("csv", all_periods, false, lang));
            let mut book = open(made.write_in("xlsx", all_periods, true, lang));
            let of = &made.evaluated.rubric;
            let several = all_periods && made.every.results.len() > 1;
            let sheet = book.worksheet_range(lang.pick("全部指标", "All indicators")).unwrap();
            let cells = grid(&sheet, rows.len());
            let width = sheet.width();
            // Behind who it is and the categories stand the indicators, in both, then the total.
            let first = header
                .iter()
                .position(|name| {
                    name.ends_with(lang.pick(" 值", " value")) || name.contains(lang.pick(" 值（", " value ("))
                })
                .unwrap();
            let label = usize::from(of.subject.label != of.subject.key);
            let groups = made
                .evaluated
                .results
                .subjects
                .iter()
                .map(|s| s.groups.first())
                .collect::<std::collections::BTreeSet<_>>();
            let from = 2 + label + usize::from(several) + usize::from(groups.len() > 1);
            let total = header.iter().position(|name| name == lang.pick("总分", "total")).unwrap();
            for (row, text) in cells.iter().zip(&rows) {
                for (at, cell) in row.iter().enumerate().take(width - 1).skip(from) {
                    let text = &text[first + at - from];
                    assert!(says(cell, text), "{name}: {cell:?}, `{text}` under {}", header[first + at - from]);
                    compared += 1;
                }
                assert!(says(&row[width - 1], &text[total]), "{name}: {:?}, {}", row[width - 1], text[total]);
            }
            // The leaderboard has the same people in the same order, with the same totals.
            let sheet = book.worksheet_range(lang.pick("排行榜", "Leaderboard")).unwrap();
            let heads: Vec<String> =
                sheet.rows().rev().nth(rows.len()).unwrap().iter().map(ToString::to_string).collect();
            let at = |wanted: &str| heads.iter().position(|head| head.split('\n').next() == Some(wanted));
            let key = at(&of.subject.key).unwrap();
            let (sum, place) = (at(lang.pick("总分", "total")).unwrap(), at(lang.pick("名次", "place")).unwrap());
            for (row, text) in grid(&sheet, rows.len()).iter().zip(&rows) {
                let of_key = header.iter().position(|name| *name == of.subject.key).unwrap();
                assert!(says(&row[key], &text[of_key]) && says(&row[sum], &text[total]), "{name}: {row:?} {text:?}");
                assert!(says(&row[place], &text[0]), "{name}: {row:?} {text:?}");
            }
            for sheet in book.sheet_names() {
                let range = book.worksheet_range(&sheet).unwrap();
                assert!(range.height() > 0, "{name}: {sheet} is empty");
                assert!(!range.used_cells().any(|(_, _, cell)| matches!(cell, Data::Error(_))), "{name}: {sheet}");
            }
        }
    }
    assert!(compared > 20_000, "{compared}");
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let made = Made::shipped("rubrics/general/employee.toml".as_ref());
    let (a, b) = (made.write("xlsx", true, true), made.write("xlsx", true, true));
    assert!(a == b);
}

/// Names that would like to be more than names.
const NAMES: [&str; 7] =
    ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "\u{202e}王五\u{200f}", "😀<script>alert(1)</script>", "_x0041_", "-2"];

const RUBRIC: &str = r#"
kaohe = 1
[rubric]
title = "=HYPERLINK(\"http://x\")&\"<b>\""
points = 100
[subject]
roster = "staff"
key = "工号"
label = "姓名"
[data.staff]
file = "staff.csv"
key = "工号"
[[element]]
id = "量"
from = "staff"
value = "only(量)"
[[category]]
id = "c1"
name = "[a]:b/c\\d*?'"
points = 60
[[category]]
id = "c2"
name = "[A]:B/C\\D*?'"
points = 40
[[indicator]]
id = "i1"
name = "=1+1"
in = "c1"
points = 60
formula = "量"
better = "higher"
score.linear = { zero = 0, full = 100 }
[[indicator]]
id = "i2"
in = "c2"
points = 40
formula = "量"
better = "higher"
score.linear = { zero = 0, full = 200 }
"#;

#[test]
fn hostile_names_are_text() {
    let long = "长".repeat(40_000);
    let mut staff = String::from("工号,姓名,量\n");
    for (at, name) in NAMES.iter().copied().chain([long.as_str()]).enumerate() {
        staff.push_str(&format!("k{at},\"{}\",{}\n", name.replace('"', "\"\""), 10 + at));
    }
    let made = Made::in_memory(RUBRIC, &[("staff.csv", &staff)]);
    let bytes = made.write("xlsx", false, true);
    let text = parts(&bytes);
    assert!(!text.contains("<f>") && !text.contains("<script>"), "no cell is a formula");
    let mut book = open(bytes);
    let names = book.sheet_names();
    assert_eq!(names[1..3], ["（a）：b／c／d", "（A）：B／C／D (2)"], "{names:?}");
    let board = book.worksheet_range("排行榜").unwrap();
    let found: Vec<String> = board.rows().rev().take(8).map(|row| row[2].to_string()).collect();
    for name in ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "王五", "😀<script>alert(1)</script>", "_x0041_", "-2"] {
        assert!(found.iter().any(|found| found == name), "{name}: {found:?}");
    }
    let cut = found.iter().find(|name| name.ends_with('…')).unwrap();
    assert_eq!(cut.encode_utf16().count(), 32_767);
}

/// All parts of the workbook as one text.
fn parts(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..zip.len() {
        std::io::Read::read_to_string(&mut zip.by_index(at).unwrap(), &mut all).unwrap();
    }
    all
}
