//! Workbooks that compute: LibreOffice computes them anew, and every cell is as the engine has it.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use kaohe::host::Disk;
use kaohe::report::{self, Live, Series};
use kaohe::session;
use kaohe::text::Lang;

use super::Made;
use crate::office::office;

fn live(made: &Made, lang: Lang) -> Vec<u8> {
    let views = made.views(false, lang);
    let live = Some(Live { program: &made.evaluated.program, figures: &made.evaluated });
    let mut out = Vec::new();
    report::named("xlsx").unwrap().write_to(&Series { live, ..Series::of(&views) }, &mut out).unwrap();
    out
}

/// The workbook with another figure in place of each result of a formula, and how many there are.
fn without_results(bytes: &[u8]) -> (Vec<u8>, usize) {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut formulas = 0;
    for at in 0..from.len() {
        let mut file = from.by_index(at).unwrap();
        let (name, mut text) = (file.name().unwrap().to_string(), String::new());
        file.read_to_string(&mut text).unwrap();
        let mut parts = text.split("</f><v>");
        let mut changed = parts.next().unwrap_or_default().to_string();
        for part in parts {
            // The type of a text or a yes or no is that of the result, too.
            let open = changed.rfind("<c ").unwrap();
            let cell = changed[open..].replace(" t=\"str\"", "").replace(" t=\"b\"", "");
            changed.truncate(open);
            changed.push_str(&format!("{cell}</f><v>-999{}", &part[part.find("</v>").unwrap()..]));
            formulas += 1;
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(changed.as_bytes()).unwrap();
    }
    (to.finish().unwrap().into_inner(), formulas)
}

/// LibreOffice computes formulas of every file that it opens if its settings say so.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

fn computed_anew(office: &Path, dir: &Path, names: &[String]) {
    let user = dir.join("profile/user");
    std::fs::create_dir_all(&user).unwrap();
    std::fs::write(user.join("registrymodifications.xcu"), SETTINGS).unwrap();
    let output = Command::new(office)
        .arg(format!("-env:UserInstallation=file://{}", dir.join("profile").display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(dir.join("anew"))
        .args(names.iter().map(|name| dir.join(name)))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn same(a: &Data, b: &Data) -> bool {
    let flag = |data: &Data| match data {
        Data::Bool(flag) => Some(f64::from(u8::from(*flag))),
        Data::Float(value) => Some(*value),
        _ => None,
    };
    match (flag(a), flag(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => a.to_string() == b.to_string(),
    }
}

#[test]
fn every_shipped_rubric_computed_by_a_spreadsheet_program_gives_the_engines_figures() {
    let Some(office) = office("live workbooks are not computed anew") else { return };
    let dir = tempfile::tempdir().unwrap();
    let rubrics = session::rubrics(&Disk, &[PathBuf::from("rubrics")]).unwrap();
    let (mut names, mut wholes, mut formulas) = (Vec::new(), Vec::new(), 0);
    for (at, rubric) in rubrics.iter().enumerate() {
        let lang = if at % 2 == 0 { Lang::Zh } else { Lang::En };
        let whole = live(&Made::shipped(rubric), lang);
        let (bare, count) = without_results(&whole);
        assert!(count > 0, "{}", rubric.display());
        formulas += count;
        let name = format!("{at}.xlsx");
        std::fs::write(dir.path().join(&name), bare).unwrap();
        names.push(name);
        wholes.push((whole, lang));
    }
    assert!(formulas > 50_000, "{formulas}");
    computed_anew(&office, dir.path(), &names);
    for ((name, (whole, lang)), rubric) in names.iter().zip(wholes).zip(&rubrics) {
        let mut ours: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(whole)).unwrap();
        let mut anew: Xlsx<_> = calamine::open_workbook(dir.path().join("anew").join(name)).unwrap();
        for sheet in [lang.pick("实时计算", "Live"), lang.pick("排行榜", "Leaderboard")] {
            let (ours, anew) = (ours.worksheet_range(sheet).unwrap(), anew.worksheet_range(sheet).unwrap());
            let start = ours.start().unwrap();
            for (row, column, cell) in ours.used_cells() {
                let at = (row as u32 + start.0, column as u32 + start.1);
                let other = anew.get_value(at).unwrap_or(&Data::Empty);
                assert!(same(cell, other), "{} {sheet} {at:?}: {cell:?}, anew {other:?}", rubric.display());
            }
        }
    }
}

#[test]
fn formulas_are_written_where_they_are_asked_for_only() {
    let made = Made::shipped("rubrics/ecommerce-cs/aftersales.toml".as_ref());
    assert_eq!(without_results(&made.write("xlsx", false, true)).1, 0);
    assert!(without_results(&live(&made, Lang::Zh)).1 > 300);
}
