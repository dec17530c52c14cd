//! Data-entry workbooks: made, filled in, moved about, saved by another program, and read back.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, SheetVisible, Xlsx};

use crate::office::office;

fn kaohe(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_kaohe")).args(arguments).current_dir(dir).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (ran.status.code().unwrap(), text(&ran.stdout), text(&ran.stderr))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The counties' data with the workbooks of 2024 instead of what the departments handed in for that year.
fn counties(dir: &Path) -> Vec<PathBuf> {
    let data = root().join("data/cdc");
    for entry in fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !path.is_file() || name.contains("_2024.") {
            continue;
        }
        if name == "财务科.csv" {
            let bytes = fs::read(&path).unwrap();
            let text = kaohe::input::encoding::decode(&bytes).unwrap().text;
            let kept: Vec<&str> = text.lines().filter(|line| !line.contains("2024")).collect();
            fs::write(dir.join(&name), kept.join("\n")).unwrap();
        } else {
            fs::copy(&path, dir.join(&name)).unwrap();
        }
    }
    let rubric = root().join("rubrics/cdc/county.toml");
    let (code, _, err) = kaohe(dir, &["sheets", rubric.to_str().unwrap(), "--period", "2024", "--filled", "-o", "."]);
    assert_eq!(code, 0, "{err}");
    let mut made: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    made.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with("填报_"));
    made.sort();
    assert_eq!(made.len(), 22);
    made
}

/// What `evaluate` writes, where "no row" and "a blank cell" are the same.
fn results(data: &Path) -> Vec<String> {
    let rubric = root().join("rubrics/cdc/county.toml");
    let out = data.join("results.csv");
    let arguments = ["evaluate", rubric.to_str().unwrap(), "--period", "2024", "--detail", "--lang", "zh", "-o"];
    let mut all: Vec<&str> = arguments.to_vec();
    let (data_dir, out_name) = (data.to_str().unwrap(), out.to_str().unwrap());
    all.extend([out_name, "--data", data_dir]);
    let (_, _, err) = kaohe(data, &all);
    let text = fs::read_to_string(&out).unwrap_or_else(|_| panic!("{err}"));
    fs::remove_file(&out).unwrap();
    text.replace("没有数据行", "未填报").lines().map(str::to_string).collect()
}

fn of_files() -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(root().join("data/cdc")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    results(dir.path())
}

fn parts(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().to_string(), bytes)
        })
        .collect()
}

fn put(path: &Path, parts: &[(String, Vec<u8>)]) {
    let mut writer = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap();
}

/// The cells of a row: reference and the whole element.
fn cells(row: &str) -> Vec<(String, u32, String)> {
    let mut found = Vec::new();
    for piece in row.split("<c r=\"").skip(1) {
        let end = piece.find('"').unwrap();
        let column = piece[..end].trim_end_matches(|c: char| c.is_ascii_digit()).to_string();
        let number = piece[column.len()..end].parse().unwrap();
        let body = match piece.find("</c>") {
            Some(close) => piece[end..close + 4].to_string(),
            None => piece[end..piece.find("/>").unwrap() + 2].to_string(),
        };
        found.push((column, number, body));
    }
    found
}

fn index(column: &str) -> u32 {
    column.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1)
}

/// Turns the rows of the data round and lets the first column that is filled in change places with the comments.
fn stir(path: &Path) {
    let mut all = parts(path);
    let (_, sheet) = all.iter_mut().find(|(name, _)| name.ends_with("worksheets/sheet1.xml")).unwrap();
    let text = String::from_utf8(sheet.clone()).unwrap();
    let begin = text.find("<sheetData>").unwrap() + 11;
    let end = text.find("</sheetData>").unwrap();
    let rows: Vec<&str> = text[begin..end].split_inclusive("</row>").collect();
    let first = rows.iter().position(|row| row.contains("hidden=\"1\"")).unwrap() + 3;
    let data = rows.len() - first;
    let widest = cells(rows[first]).iter().map(|(column, ..)| index(column)).max().unwrap();
    let (from, to) = (widest - 2, widest);
    let mut stirred: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    let mut heads: BTreeMap<u32, String> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        for (column, number, body) in cells(row) {
            let number = if at < first { number } else { number + (data as u32 - 1) - 2 * (at - first) as u32 };
            let column = match index(&column) {
                one if at + 1 >= first - 2 && one == from => to,
                one if at + 1 >= first - 2 && one == to => from,
                one => one,
            };
            stirred.entry(number).or_default().insert(column, body);
            let open = &row[..row.find('>').unwrap() + 1];
            let tail = open.split_once("\" ").map_or(">", |(_, tail)| tail);
            heads.insert(number, tail.to_string());
        }
    }
    let letters = |mut column: u32| {
        let mut text = String::new();
        while column > 0 {
            column -= 1;
            text.insert(0, char::from(b'A' + (column % 26) as u8));
            column /= 26;
        }
        text
    };
    let mut written = String::new();
    for (number, row) in &stirred {
        written.push_str(&format!("<row r=\"{number}\" {}", heads[number]));
        for (column, body) in row {
            written.push_str(&format!("<c r=\"{}{number}{body}", letters(*column)));
        }
        written.push_str("</row>");
    }
    *sheet = format!("{}{written}{}", &text[..begin], &text[end..]).into_bytes();
    put(path, &all);
}

#[test]
fn filled_workbooks_are_the_files_of_the_departments() {
    let dir = tempfile::tempdir().unwrap();
    counties(dir.path());
    assert_eq!(results(dir.path()), of_files());
}

#[test]
fn rows_and_columns_may_be_moved_and_files_renamed() {
    let dir = tempfile::tempdir().unwrap();
    for (at, path) in counties(dir.path()).iter().enumerate() {
        stir(path);
        fs::rename(path, dir.path().join(format!("交来的表 ({at}).xlsx"))).unwrap();
    }
    assert_eq!(results(dir.path()), of_files());
}

#[test]
fn another_program_may_save_them() {
    let Some(office) = office("data-entry workbooks are not saved by another program") else { return };
    let dir = tempfile::tempdir().unwrap();
    let made = counties(dir.path());
    let home = tempfile::tempdir().unwrap();
    made.iter().for_each(|path| stir(path));
    // The first half as the program's own format, the others as they were.
    for (ending, files) in [("ods", &made[..11]), ("xlsx", &made[11..])] {
        let out = tempfile::tempdir().unwrap();
        let ran = Command::new(&office)
            .arg(format!("-env:UserInstallation=file://{}", home.path().display()))
            .args(["--headless", "--convert-to", ending, "--outdir"])
            .arg(out.path())
            .args(files)
            .output()
            .unwrap();
        assert!(ran.status.success());
        for path in files {
            fs::remove_file(path).unwrap();
            let saved = out.path().join(path.with_extension(ending).file_name().unwrap());
            fs::copy(&saved, dir.path().join(saved.file_name().unwrap())).unwrap();
        }
    }
    assert_eq!(results(dir.path()), of_files());
}

/// The smallest rubric: its roster is the workbook itself.
#[test]
fn the_table_of_the_short_form_is_filled_in() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["rubric.toml", "june.csv"] {
        fs::copy(root().join("rubrics/examples/minimal").join(name), dir.path().join(name)).unwrap();
    }
    let before = kaohe(dir.path(), &["evaluate", "rubric.toml", "--format", "csv", "--lang", "zh"]);
    let (code, out, err) = kaohe(dir.path(), &["sheets", "rubric.toml", "-o", "entry", "--filled", "--lang", "en"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("entry/entry_nobody named.xlsx"), "{out}");
    let arguments = ["evaluate", "rubric.toml", "--format", "csv", "--lang", "zh", "--data", "entry"];
    let after = kaohe(dir.path(), &arguments);
    assert_eq!(before.1, after.1, "{}", after.2);
    // What is there stays, unless that is asked for.
    let (code, _, err) = kaohe(dir.path(), &["sheets", "rubric.toml", "-o", "entry", "--lang", "en"]);
    assert_eq!(code, 2);
    assert!(err.contains("nothing was overwritten"), "{err}");
    assert_eq!(kaohe(dir.path(), &arguments).1, after.1);
}

/// Ratings: one workbook for a kind of rater, copied for each of them.
#[test]
fn ratings_go_item_by_item() {
    let dir = tempfile::tempdir().unwrap();
    let rubric = "kaohe = 1\n[rubric]\ntitle = \"Desk\"\ncycle = \"month\"\n[subject]\nroster = \"staff\"\nkey = \"id\"\n\
                  [data.staff]\nfile = \"staff.csv\"\n[data.ratings]\nfile = \"ratings.csv\"\nperiod = \"month\"\n\
                  [[rater]]\nid = \"peer\"\nweight = 40\n[[rater]]\nid = \"head\"\nweight = 60\n\
                  [[indicator]]\nid = \"manner\"\npoints = 60\nrated = { from = \"ratings\", rater_column = \"role\", indicator_column = \"item\", score_column = \"rating\", rater_key_column = \"by\" }\nscore.levels = { \"A\" = 100, \"B\" = 80 }\n\
                  [[indicator]]\nid = \"dress\"\npoints = 40\nrated = { from = \"ratings\", raters = [\"peer\"], rater_column = \"role\", indicator_column = \"item\", score_column = \"rating\", weights = { peer = 100 } }\nscore.levels = { \"A\" = 100, \"B\" = 80 }\n";
    fs::write(dir.path().join("rubric.toml"), rubric).unwrap();
    fs::write(dir.path().join("staff.csv"), "id\nQ1\nQ2\n").unwrap();
    let made = ["sheets", "rubric.toml", "--period", "2024-06", "-o", ".", "--lang", "en"];
    let (code, out, err) = kaohe(dir.path(), &made);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("ratings_peer_2024-06.xlsx") && out.contains("2 rows × 2 columns"), "{out}");
    let (peer, head) = (dir.path().join("ratings_peer_2024-06.xlsx"), dir.path().join("ratings_head_2024-06.xlsx"));
    let second = dir.path().join("ratings of somebody else.xlsx");
    fs::copy(&peer, &second).unwrap();
    // Title, facts, hint, who signs, progress, ids, two rows of heads: Q1 is in row 9.
    fill(&peer, &[("C9", "A"), ("D9", "B"), ("C10", "B")]);
    fill(&second, &[("C9", "B"), ("D10", "A")]);
    fill(&head, &[("C9", "A"), ("C10", "A"), ("C4", "H1")]);
    let (_, out, err) = kaohe(dir.path(), &["evaluate", "rubric.toml", "--format", "csv", "--lang", "en"]);
    let scores: Vec<&str> = out.lines().collect();
    // Q1: manner (90×40 + 100×60)/100 = 96, dress 80; Q2: manner (80×40 + 100×60)/100 = 92, dress 100.
    let total = |key: &str| {
        let head: Vec<&str> = scores[0].trim_start_matches('\u{feff}').split(',').collect();
        let at = head.iter().position(|name| *name == "total").unwrap();
        let row = scores.iter().find(|row| row.split(',').any(|cell| cell == key)).unwrap();
        row.split(',').nth(at).unwrap().to_string()
    };
    assert_eq!((total("Q1").as_str(), total("Q2").as_str()), ("89.60", "95.20"), "{out}\n{err}");
}

/// Types words into cells that are empty.
fn fill(path: &Path, typed: &[(&str, &str)]) {
    let mut all = parts(path);
    let (_, sheet) = all.iter_mut().find(|(name, _)| name.ends_with("worksheets/sheet1.xml")).unwrap();
    let mut text = String::from_utf8(sheet.clone()).unwrap();
    for (cell, word) in typed {
        let begin = text.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("no {cell}"));
        let end = begin + text[begin..].find("/>").unwrap();
        let whole = format!("{} t=\"inlineStr\"><is><t>{word}</t></is></c>", &text[begin..end]);
        text.replace_range(begin..end + 2, &whole);
    }
    *sheet = text.into_bytes();
    put(path, &all);
}

#[test]
fn names_that_people_gave_do_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let hostile = ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\u{202e}gnp.exe", "😀&\"';--"];
    let rows: Vec<String> = hostile.iter().map(|name| format!("\"{}\",1", name.replace('"', "\"\""))).collect();
    fs::write(dir.path().join("june.csv"), format!("k,n\n{}\n", rows.join("\n"))).unwrap();
    let rubric = "kaohe = 1\n[rubric]\ntitle = \"=1+1\"\n[subject]\nkey = \"k\"\nfile = \"june.csv\"\n\
                  [[indicator]]\nid = \"x\"\npoints = 100\nformula = \"n\"\nscore.ratio.target = 1\n";
    fs::write(dir.path().join("rubric.toml"), rubric).unwrap();
    let (code, _, err) = kaohe(dir.path(), &["sheets", "rubric.toml", "-o", "entry", "--filled"]);
    assert_eq!(code, 0, "{err}");
    let path = fs::read_dir(dir.path().join("entry")).unwrap().next().unwrap().unwrap().path();
    let mut book: Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let sheets = book.sheets_metadata().to_vec();
    assert_eq!(sheets.last().unwrap().visible, SheetVisible::VeryHidden);
    let name = sheets[0].name.clone();
    let formulas = book.worksheet_formula(&name).unwrap();
    // The count of what is filled in, and no other.
    assert_eq!(formulas.used_cells().count(), 1);
    let cells = book.worksheet_range(&name).unwrap();
    assert!(cells.used_cells().any(|(_, _, cell)| *cell == Data::String(hostile[0].into())));
}

/// Everything that `collect` has to say, and the comments in the copies.
#[test]
fn what_came_back_is_looked_through() {
    let dir = tempfile::tempdir().unwrap();
    let made = counties(dir.path());
    let of = |owner: &str| made.iter().find(|path| path.to_string_lossy().contains(&format!("_{owner}_"))).unwrap();
    let rubric = root().join("rubrics/cdc/county.toml");
    let (rubric, entry) = (rubric.to_str().unwrap(), dir.path().to_str().unwrap());
    fs::remove_file(of("科教科")).unwrap();
    let path = of("学校卫生科");
    let cells_of = |path: &Path| -> Vec<String> {
        let all = parts(path);
        let sheet = all.iter().find(|(name, _)| name.ends_with("worksheets/sheet1.xml")).unwrap();
        String::from_utf8(sheet.1.clone()).unwrap().split("<c r=\"").skip(1).map(str::to_string).collect()
    };
    let first = cells_of(path).iter().find(|cell| cell.starts_with("F8\"")).unwrap().clone();
    let value = first.split("<v>").nth(1).unwrap().split("</v>").next().unwrap().to_string();
    let put_value = |path: &Path, wanted: &str| {
        let mut all = parts(path);
        let (_, sheet) = all.iter_mut().find(|(name, _)| name.ends_with("worksheets/sheet1.xml")).unwrap();
        let text = String::from_utf8(sheet.clone()).unwrap();
        let changed = text.replacen(
            &first[..first.find("</c>").unwrap()],
            &first[..first.find("</c>").unwrap()].replace(&format!("<v>{value}</v>"), wanted),
            1,
        );
        assert_ne!(text, changed);
        *sheet = changed.into_bytes();
        put(path, &all);
    };
    let second = dir.path().join("学校卫生科又一份.xlsx");
    fs::copy(path, &second).unwrap();
    put_value(&second, "<v>900000</v>");
    let out = tempfile::tempdir().unwrap();
    let back = out.path().join("back");
    let arguments = ["collect", rubric, entry, "-o", back.to_str().unwrap(), "--lang", "zh"];
    let (code, said, err) = kaohe(dir.path(), &arguments);
    assert_eq!(code, 1, "{said}{err}");
    assert!(said.contains("科教科：没有交来"), "{said}");
    for code in ["K1170", "K1171", "K1172", "K1173"] {
        assert!(err.contains(code), "no {code}: {err}");
    }
    assert!(err.contains("学校卫生科又一份.xlsx › 填报!F8"), "{err}");
    let copy = back.join("学校卫生科又一份.xlsx");
    let all = parts(&copy);
    let comments = all.iter().find(|(name, _)| name.contains("comments")).unwrap();
    let text = String::from_utf8(comments.1.clone()).unwrap();
    assert!(text.contains("ref=\"F8\"") && text.contains("K1172") && text.contains("K1173"), "{text}");
    // The copy is a workbook as before; nothing else has changed.
    for (name, bytes) in parts(&second) {
        let now = all.iter().find(|(own, _)| *own == name).unwrap();
        let touched = name == "[Content_Types].xml" || name.ends_with("sheet1.xml");
        assert!(touched || now.1 == bytes, "{name}");
    }
    let Some(office) = office("data-entry workbooks are not saved by another program") else { return };
    let home = tempfile::tempdir().unwrap();
    let ran = Command::new(&office)
        .arg(format!("-env:UserInstallation=file://{}", home.path().display()))
        .args(["--headless", "--convert-to", "ods", "--outdir"])
        .arg(out.path())
        .arg(&copy)
        .output()
        .unwrap();
    assert!(ran.status.success());
    let saved = parts(&out.path().join("学校卫生科又一份.ods"));
    let content = saved.iter().find(|(name, _)| name == "content.xml").unwrap();
    let content = String::from_utf8(content.1.clone()).unwrap();
    assert!(content.contains("office:annotation") && content.contains("K1173"));
}
