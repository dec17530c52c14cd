//! All files of the counties, the blemishes among them, and the test that the committed ones are
//! these.

use std::path::PathBuf;

use super::counties::{COUNTIES, County};
use super::departments::{DEPARTMENTS, Department, Style};
use super::figures::{Cell, Figures, figures};
use super::sheets::{Line, Sheet, bytes, decimal, extension, ledger};
use crate::shipped::compare;
use crate::shop::files::{Encoding, csv, row};

pub const LAST: i64 = 2024;

/// File name and bytes.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("区县名册.csv".to_owned(), roster(&COUNTIES))];
    for department in DEPARTMENTS {
        let years: Vec<Sheet> = (department.from..=LAST).map(|year| blemished(sheet(department, year))).collect();
        files.extend(deliver(department, &years));
    }
    files.extend(super::region::files());
    files
}

/// The files of one department.
pub fn deliver(department: &Department, years: &[Sheet]) -> Vec<(String, Vec<u8>)> {
    if department.style == Style::Ledger {
        return vec![(format!("{}.csv", department.name), ledger(years))];
    }
    let name = |year: i64| format!("{}_{year}.{}", department.name, extension(department.style));
    years.iter().map(|sheet| (name(sheet.year), bytes(sheet, department.style))).collect()
}

pub fn roster(counties: &[County]) -> Vec<u8> {
    let mut rows = vec![row(&["行政区划代码", "区县", "市", "地区类型", "血吸虫病流行区"])];
    for county in counties {
        let kind = if county.urban { "城区" } else { "县域" };
        rows.push(row(&[county.code, county.name, county.city, kind, if county.snails { "是" } else { "否" }]));
    }
    csv(&rows, Encoding::Utf8WithBom, false)
}

/// The header of a figure where it is not the figure's name.
pub fn header_of(column: &str) -> String {
    for parent in ["年龄", "学历", "职称"] {
        if let Some(child) = column.strip_prefix(parent) {
            let child = child.replace("35以下", "35岁以下").replace("54", "54岁").replace("55以上", "55岁以上");
            return format!("{parent}-{child}");
        }
    }
    column.to_owned()
}

pub fn lines(department: &Department, of: impl Fn(&County) -> Figures, counties: &[County]) -> Vec<Line> {
    let line = |county: &County| {
        let figures = of(county);
        let cells = department.columns.iter().map(|name| figures[name].clone()).collect();
        Line { code: county.code.to_owned(), name: county.name.to_owned(), cells }
    };
    counties.iter().map(line).collect()
}

fn sheet(department: &Department, year: i64) -> Sheet {
    Sheet {
        department: department.name,
        year,
        header: department.columns.iter().map(|name| header_of(name)).collect(),
        lines: lines(department, |county| figures(county, year), &COUNTIES),
    }
}

/// What went wrong in writing the figures down; `data/cdc/README.md` lists it.
fn blemished(mut sheet: Sheet) -> Sheet {
    let columns = DEPARTMENTS.iter().find(|known| known.name == sheet.department).unwrap().columns;
    let column = |name: &str| columns.iter().position(|known| *known == name).unwrap();
    let at = |sheet: &Sheet, county: &str| sheet.lines.iter().position(|line| line.name == county).unwrap();
    match (sheet.department, sheet.year) {
        ("免疫规划科", 2024) => {
            let line = at(&sheet, "茶垭县");
            let (part, whole) = (column("规范接种单位数"), column("接种单位数"));
            sheet.lines[line].cells[part] = Cell::Whole(sheet.lines[line].cells[whole].hundredths() / 100 + 3);
            let line = at(&sheet, "涧北区");
            let due = sheet.lines[line].cells[column("卡介苗应种人数")].hundredths() / 100;
            sheet.lines[line].cells[column("卡介苗实种人数")] = Cell::Whole(due + due / 15);
        }
        ("食品营养卫生科", 2024) => {
            let line = at(&sheet, "柏岗县");
            let rate = column("食品污染监测率填报");
            let percent = sheet.lines[line].cells[rate].hundredths();
            sheet.lines[line].cells[rate] = Cell::Text(format!("0.{percent:04}"));
        }
        ("信息管理科", 2024) => {
            let line = at(&sheet, "龙坞县");
            sheet.lines.remove(line);
        }
        ("环境卫生科", 2024) => {
            let line = at(&sheet, "杉岭县");
            sheet.lines[line].cells[column("完成监测水样数")] = Cell::Blank;
            let line = at(&sheet, "雁渡县");
            let tested = sheet.lines[line].cells[column("已监测公共场所数")].hundredths() / 100;
            let wide = |c: char| c.to_digit(10).and_then(|d| char::from_u32(0xff10 + d)).unwrap_or(c);
            sheet.lines[line].cells[column("已监测公共场所数")] =
                Cell::Text(tested.to_string().chars().map(wide).collect());
        }
        ("学校卫生科", 2024) => {
            let cells = vec![Cell::Whole(9), Cell::Whole(12)];
            sheet.lines.push(Line { code: "990199".to_owned(), name: "安澜经济开发区".to_owned(), cells });
        }
        ("科教科", 2024) => {
            let line = sheet.lines[at(&sheet, "云坪县")].clone();
            sheet.lines.push(line);
        }
        ("办公室", 2024) => {
            let line = at(&sheet, "石柯县");
            let towns = column("辖区乡镇数");
            sheet.lines[line].cells[towns] = Cell::Whole(sheet.lines[line].cells[towns].hundredths() / 100 + 1);
            let line = at(&sheet, "汀洲区");
            sheet.lines[line].cells[column("查实造假数")] = Cell::Whole(1);
        }
        ("人事科", 2023) => {
            let line = at(&sheet, "白渡县");
            let age = column("年龄35以下");
            sheet.lines[line].cells[age] = Cell::Whole(sheet.lines[line].cells[age].hundredths() / 100 + 2);
        }
        ("传染病防制科", 2023) => {
            // Nothing happened, and nobody said that there was no task.
            let line = at(&sheet, "竹渚县");
            sheet.lines[line].cells[column("散发处置评分和")] = Cell::Whole(0);
            sheet.lines[line].cells[column("散发抽取起数")] = Cell::Whole(0);
        }
        ("职业卫生科", 2023) => {
            // Typed as text with the sign behind it.
            let line = at(&sheet, "鹤东区");
            let rate = column("职业健康监护率填报");
            let percent = sheet.lines[line].cells[rate].hundredths();
            sheet.lines[line].cells[rate] = Cell::Text(format!("{}%", decimal(percent)));
        }
        _ => {}
    }
    sheet
}

pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/cdc")
}

/// `KAOHE_WRITE_DATA=1 cargo test --test it cdc_data` writes the files instead.
#[test]
fn cdc_data_is_what_the_generator_makes() {
    compare(&directory(), &files());
}
