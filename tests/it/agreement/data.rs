//! Random data for a random rubric: blanks, zeros, ties, edges, and people without rows.

use super::formula::WORDS;
use super::rubric::Draft;
use super::tape::{Part, Tape};
use crate::reference::File;

const CELLS: [&str; 30] = [
    "60",
    "0",
    "1",
    "2",
    "3",
    "57",
    "0.57",
    "100",
    "",
    "90",
    "50",
    "0.29",
    "0.1",
    "0.2",
    "0.3",
    "33.3",
    "-1",
    "1.005",
    "99.995",
    "0",
    "12.5",
    "60",
    "不适用",
    "0.57",
    "-",
    "延迟统计",
    "59.999",
    "100",
    "7",
    "1200",
];
const KEYS: [&str; 8] = ["a01", "a02", "a03", "a04", "a05", "a06", "a07", "a08"];

pub fn files(tape: &mut Tape<'_>, draft: &Draft) -> Vec<File> {
    tape.turn_to(Part::Roster);
    let subjects = 1 + tape.below(6);
    let keys = &KEYS[..subjects];
    let calendars: &[&[&str]] = match draft.cycle {
        "month" => &[
            &["2024-01"],
            &["2024-01", "2024-02"],
            &["2024-01", "2024-02", "2024-04"],
            &["2023-02", "2024-01", "2024-02"],
        ],
        "quarter" => &[&["2024Q1", "2024Q2"], &["2023Q4"], &["2023Q1", "2023Q4", "2024Q1"]],
        "year" => &[&["2023", "2024"], &["2022", "2023", "2025"]],
        _ => &[&["2024-01"]],
    };
    let periods: &[&str] = tape.pick(calendars);
    let file = |name: &str, header: &[&str], rows: Vec<Vec<String>>| File {
        name: name.to_string(),
        header: header.iter().map(|one| (*one).to_string()).collect(),
        rows,
    };
    let mut files = Vec::new();
    let word =
        |tape: &mut Tape<'_>, blank: usize| if tape.chance(blank) { "" } else { tape.pick(&WORDS[..2]) }.to_string();
    if draft.roster {
        let mut rows = Vec::new();
        for period in if draft.roster_period { periods } else { &["2024-01"] } {
            for key in keys {
                if draft.roster_period && tape.chance(15) {
                    continue;
                }
                let copies = if tape.chance(3) { 2 } else { 1 };
                for _ in 0..copies {
                    let n = tape.pick(&["1", "2", "3", "0", ""]).to_string();
                    rows.push(vec![(*key).to_string(), (*period).to_string(), word(tape, 5), word(tape, 5), n]);
                }
            }
        }
        if rows.is_empty() {
            rows.push(vec!["a01".into(), periods[0].to_string(), "甲".into(), "甲".into(), "1".into()]);
        }
        files.push(file("who.csv", &["k", "p", "g", "h", "n"], rows));
    }
    let cells = |tape: &mut Tape<'_>| -> Vec<String> {
        let mut cells: Vec<String> = (0..3).map(|_| cell(tape)).collect();
        cells.push(if tape.chance(15) { String::new() } else { tape.pick(&WORDS).to_string() });
        cells
    };
    tape.turn_to(Part::Rows);
    let mut rows = Vec::new();
    for period in periods {
        if tape.chance(5) {
            continue;
        }
        for key in keys {
            let count = if draft.roster { [1, 2, 3, 0, 1, 5][tape.below(6)] } else { 1 };
            for _ in 0..count {
                let mut row = vec![(*key).to_string(), (*period).to_string(), nick(tape, key)];
                if !draft.roster {
                    row.extend([group_of(key), "甲".to_string()]);
                } else {
                    row.extend(["".to_string(), "".to_string()]);
                }
                row.extend(cells(tape));
                row.push("尾".into());
                rows.push(row);
            }
        }
        if tape.chance(10) {
            let mut row = vec!["z99".to_string(), (*period).to_string(), "无名".into(), "丁".into(), "丁".into()];
            row.extend(cells(tape));
            row.push("尾".into());
            if draft.roster {
                rows.push(row);
            }
        }
    }
    if rows.is_empty() {
        let mut row = vec!["a01".to_string(), periods[0].to_string(), "n-a01".into(), "甲".into(), "甲".into()];
        row.extend(cells(tape));
        row.push("尾".into());
        rows.push(row);
    }
    files.push(file("d.csv", &["k", "p", "nick", "g", "h", "x", "y", "z", "t", "end"], rows));
    if draft.nicks {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for key in keys {
            rows.push(vec![format!("n-{key}"), (*key).to_string(), "尾".into()]);
            if tape.chance(20) {
                rows.push(vec![format!("m-{key}"), (*key).to_string(), "尾".into()]);
            }
            if tape.chance(5) {
                rows.push(vec![format!("n-{key}"), "a01".into(), "尾".into()]);
            }
        }
        files.push(file("nicks.csv", &["nick", "k", "end"], rows));
    }
    if draft.standing {
        let mut rows = Vec::new();
        for key in keys {
            for _ in 0..[1, 0, 2][tape.below(3)] {
                let mut row = vec![(*key).to_string()];
                row.extend(cells(tape));
                row.push("尾".into());
                rows.push(row);
            }
        }
        if rows.is_empty() {
            rows.push(["a01", "60", "60", "60", "甲", "尾"].map(String::from).to_vec());
        }
        files.push(file("s.csv", &["k", "x", "y", "z", "t", "end"], rows));
    }
    if draft.ratings {
        tape.turn_to(Part::Ratings);
        let mut rows = Vec::new();
        for period in periods {
            for key in keys {
                for indicator in &draft.rated {
                    for rater in &draft.raters {
                        for _ in 0..[1, 0, 0, 2, 4, 6][tape.below(6)] {
                            let score = if tape.chance(50) { tape.pick(&WORDS).to_string() } else { cell(tape) };
                            rows.push(vec![
                                (*key).to_string(),
                                (*period).to_string(),
                                rater.clone(),
                                indicator.clone(),
                                score,
                                tape.pick(&["张", "王", "李", ""]).to_string(),
                                tape.pick(&["一", "二", ""]).to_string(),
                                "尾".into(),
                            ]);
                        }
                    }
                }
            }
        }
        if rows.is_empty() {
            rows.push(["a01", periods[0], "评0", "指0", "60", "张", "一", "尾"].map(String::from).to_vec());
        }
        files.push(file("r.csv", &["k", "p", "角色", "指标", "分数", "谁", "班", "end"], rows));
    }
    files
}

fn cell(tape: &mut Tape<'_>) -> String {
    if tape.chance(15) {
        return format!("{}.{:02}", tape.below(120), tape.below(100));
    }
    tape.pick(&CELLS).to_string()
}

fn nick(tape: &mut Tape<'_>, key: &str) -> String {
    match tape.below(8) {
        6 => format!("m-{key}"),
        7 => String::new(),
        _ => format!("n-{key}"),
    }
}

/// In a table that is its own roster a person stays in one group.
fn group_of(key: &str) -> String {
    if key < "a04" { "甲" } else { "乙" }.to_string()
}
