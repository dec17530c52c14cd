//! Made-up cities and provinces behind `rubrics/cdc/city.toml` and `province.toml`: one workbook a
//! year with a sheet for each department, drawn as a county's figures are, only larger.

use std::path::PathBuf;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::counties::County;
use super::departments::DEPARTMENTS;
use super::figures::{Cell, Figures, figures, rounded, share, stream};
use super::generate::{LAST, header_of};
use super::sheets::Line;
use crate::shipped::compare;
use crate::shop::files::{Encoding, csv, row};

pub struct Tier {
    pub folder: &'static str,
    /// 市 or 省, the header of the names.
    pub noun: &'static str,
    pub roster: &'static str,
    /// The header of the groups within which places are given.
    pub group: &'static str,
    pub units: &'static [County],
    /// What is not asked at this level.
    without: &'static [&'static str],
    /// What only this level is asked, by department.
    with: &'static [(&'static str, &'static str)],
    /// What went wrong in writing the figures down.
    blemish: fn(&mut Sheet),
}

/// The figures of one department in one year.
pub struct Sheet {
    pub department: &'static str,
    pub year: i64,
    pub columns: Vec<&'static str>,
    pub lines: Vec<Line>,
}

const fn unit(code: &'static str, name: &'static str, group: &'static str, marks: &str, tier: (i64, i64)) -> County {
    let marks = marks.as_bytes();
    let (size, staff) = tier;
    County {
        code,
        name,
        city: group,
        urban: marks[0] == b'u',
        snails: marks[1] == b's',
        malaria: marks[2] == b'm',
        size,
        staff,
    }
}

const CITY: (i64, i64) = (6, 2);
const PROVINCE: (i64, i64) = (60, 4);

pub const TIERS: [Tier; 2] = [
    Tier {
        folder: "cdc-city",
        noun: "市",
        roster: "市级名册.csv",
        group: "省",
        units: &[
            unit("990100", "安澜市", "澜川省", "rsm", CITY),
            unit("990200", "望川市", "澜川省", "rsm", CITY),
            unit("990300", "云涧市", "澜川省", "rsm", CITY),
            unit("990400", "鹤汀市", "澜川省", "rsm", CITY),
            unit("990500", "岚屏市", "澜川省", "rsm", CITY),
            unit("990600", "砚溪市", "澜川省", "r-m", CITY),
            unit("990700", "松渚市", "澜川省", "r--", CITY),
            unit("990800", "柘坪市", "澜川省", "r-m", CITY),
            unit("990900", "青堰市", "澜川省", "r--", CITY),
            unit("991000", "霞浦市", "澜川省", "rs-", CITY),
            unit("991100", "苇州市", "澜川省", "rsm", CITY),
            unit("991200", "禾阳市", "澜川省", "r-m", CITY),
            unit("991300", "石门岭市", "澜川省", "r--", CITY),
            unit("991400", "临汐市", "澜川省", "r-m", CITY),
        ],
        without: &["已建证儿童数", "适龄儿童数", "已查验儿童数", "应查验儿童数", "完成监测样本数", "应监测样本数"],
        with: CITY_COLUMNS,
        blemish: city_blemish,
    },
    Tier {
        folder: "cdc-province",
        noun: "省",
        roster: "省级名册.csv",
        group: "片区",
        units: &[
            unit("910000", "澜川省", "东片", "rsm", PROVINCE),
            unit("920000", "岭东省", "东片", "r-m", PROVINCE),
            unit("930000", "望海省", "东片", "r--", PROVINCE),
            unit("940000", "汀州省", "东片", "rsm", PROVINCE),
            unit("950000", "云泽省", "中片", "rsm", PROVINCE),
            unit("960000", "禾川省", "中片", "rs-", PROVINCE),
            unit("970000", "砚山省", "中片", "r-m", PROVINCE),
            unit("980000", "朔岭省", "西片", "r--", PROVINCE),
            unit("985000", "霜原省", "西片", "r--", PROVINCE),
            unit("987000", "雾江省", "西片", "rsm", PROVINCE),
        ],
        without: &[
            "已建证儿童数",
            "适龄儿童数",
            "已查验儿童数",
            "应查验儿童数",
            "完成监测样本数",
            "应监测样本数",
            "接受筛查密接数",
            "登记密接数",
            "规范驱虫人数",
            "应驱虫人数",
            "改水改厕指导乡镇数",
            "应改水改厕指导乡镇数",
            "口腔干预学校数",
            "应口腔干预学校数",
        ],
        with: PROVINCE_COLUMNS,
        blemish: province_blemish,
    },
];

const CITY_COLUMNS: &[(&str, &str)] = &[
    ("免疫规划科", "接受督导县区数"),
    ("慢性病防制科", "危险因素监测达标县区数"),
    ("慢性病防制科", "营养监测县区数"),
    ("办公室", "辖区县区数"),
];

const PROVINCE_COLUMNS: &[(&str, &str)] = &[
    ("免疫规划科", "接受督导县区数"),
    ("结核病防治科", "接受结核筛查感染者数"),
    ("结核病防治科", "应接受结核筛查感染者数"),
    ("慢性病防制科", "危险因素监测达标县区数"),
    ("慢性病防制科", "营养监测县区数"),
    ("办公室", "辖区县区数"),
    ("办公室", "城镇人口"),
];

/// A county's figures, and those that only higher levels report.
fn larger(unit: &County, year: i64) -> Figures {
    let mut all = figures(unit, year);
    let whole = |all: &Figures, name: &str| all[name].hundredths() / 100;
    let counties = whole(&all, "辖区乡镇数") / 12;
    let mut random = stream("县区", unit, year);
    all.insert("辖区县区数", Cell::Whole(counties));
    let part =
        |random: &mut _, low: i64, high: i64, of: i64| rounded(of * share(random, (low, high), unit, year), 1000);
    all.insert("接受督导县区数", Cell::Whole(part(&mut random, 780, 1000, counties)));
    all.insert("危险因素监测达标县区数", Cell::Whole(part(&mut random, 850, 1000, counties)));
    all.insert("营养监测县区数", Cell::Whole(part(&mut random, 120, 300, counties)));
    let infected = whole(&all, "感染者调查数") * 2 + random.between(0, 40);
    all.insert("应接受结核筛查感染者数", Cell::Whole(infected));
    all.insert("接受结核筛查感染者数", Cell::Whole(part(&mut random, 800, 990, infected)));
    let people = whole(&all, "常住人口");
    all.insert("城镇人口", Cell::Whole(people / 1000 * random.between(380, 690)));
    all
}

impl Tier {
    pub fn directory(&self) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data").join(self.folder)
    }

    pub fn workbook(&self, year: i64) -> String {
        format!("{}级疾控绩效_{year}.xlsx", self.noun)
    }

    fn sheets(&self, year: i64) -> Vec<Sheet> {
        let sheet = |department: &super::departments::Department| {
            let own = self.with.iter().filter(|(name, _)| *name == department.name).map(|(_, column)| *column);
            let asked = department.columns.iter().copied().filter(|column| !self.without.contains(column));
            let columns: Vec<&'static str> = asked.chain(own).collect();
            let line = |unit: &County| {
                let figures = larger(unit, year);
                let cells = columns.iter().map(|name| figures[name].clone()).collect();
                Line { code: unit.code.to_owned(), name: unit.name.to_owned(), cells }
            };
            let lines = self.units.iter().map(line).collect();
            let mut sheet = Sheet { department: department.name, year, columns, lines };
            (self.blemish)(&mut sheet);
            sheet
        };
        DEPARTMENTS.iter().map(sheet).collect()
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = vec![(self.roster.to_owned(), self.register())];
        for year in 2022..=LAST {
            files.push((self.workbook(year), self.bytes(year)));
        }
        files
    }

    fn register(&self) -> Vec<u8> {
        let mut rows = vec![row(&["行政区划代码", self.noun, self.group, "血吸虫病流行区"])];
        for unit in self.units {
            rows.push(row(&[unit.code, unit.name, unit.city, if unit.snails { "是" } else { "否" }]));
        }
        csv(&rows, Encoding::Utf8WithBom, false)
    }

    fn bytes(&self, year: i64) -> Vec<u8> {
        let mut book = Workbook::new();
        let made = ExcelDateTime::from_ymd((year + 1) as u16, 2, 20).unwrap();
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        for sheet in self.sheets(year) {
            let page = book.add_worksheet();
            page.set_name(sheet.department).unwrap();
            self.write(page, &sheet);
        }
        book.save_to_buffer().unwrap()
    }

    fn write(&self, page: &mut Worksheet, sheet: &Sheet) {
        let (bold, percent) = (Format::new().set_bold(), Format::new().set_num_format("0.00%"));
        let title = format!("{}年度{}级疾控机构绩效数据（{}）", sheet.year, self.noun, sheet.department);
        page.merge_range(0, 0, 0, sheet.columns.len() as u16 + 1, &title, &bold).unwrap();
        let header = ["行政区划代码", self.noun].map(String::from).into_iter();
        for (at, text) in header.chain(sheet.columns.iter().map(|name| header_of(name))).enumerate() {
            page.write_with_format(1, at as u16, &text, &bold).unwrap();
        }
        for (n, line) in sheet.lines.iter().enumerate() {
            let at = n as u32 + 2;
            page.write(at, 0, line.code.as_str()).unwrap();
            page.write(at, 1, line.name.as_str()).unwrap();
            for (n, cell) in line.cells.iter().enumerate() {
                let column = n as u16 + 2;
                match cell {
                    Cell::Whole(n) => page.write(at, column, *n as f64).unwrap(),
                    Cell::Hundredths(n) => page.write(at, column, *n as f64 / 100.0).unwrap(),
                    Cell::Percent(n) => {
                        page.write_number_with_format(at, column, *n as f64 / 10_000.0, &percent).unwrap()
                    }
                    Cell::Text(text) => page.write(at, column, text.as_str()).unwrap(),
                    Cell::NotApplicable => page.write(at, column, "不适用").unwrap(),
                    Cell::Blank => continue,
                };
            }
        }
        if sheet.department == "财务科" {
            let at = sheet.lines.len() as u32 + 2;
            page.write(at, 1, "合计").unwrap();
            for column in 0..sheet.columns.len() {
                let sum: i64 = sheet.lines.iter().map(|line| line.cells[column].hundredths()).sum();
                page.write(at, column as u16 + 2, sum as f64 / 100.0).unwrap();
            }
        }
    }
}

impl Sheet {
    fn cell(&mut self, unit: &str, column: &str) -> &mut Cell {
        let line = self.lines.iter_mut().find(|line| line.name == unit).unwrap();
        let column = self.columns.iter().position(|known| *known == column).unwrap();
        &mut line.cells[column]
    }
}

/// `data/cdc-city/README.md` lists it.
fn city_blemish(sheet: &mut Sheet) {
    match (sheet.department, sheet.year) {
        ("环境卫生科", 2024) => *sheet.cell("青堰市", "完成监测水样数") = Cell::Blank,
        ("免疫规划科", 2024) => {
            let counties = sheet.cell("柘坪市", "接受督导县区数").hundredths() / 100;
            *sheet.cell("柘坪市", "接受督导县区数") = Cell::Whole(counties + 9);
        }
        ("食品营养卫生科", 2024) => {
            let percent = sheet.cell("霞浦市", "食品污染监测率填报").hundredths();
            *sheet.cell("霞浦市", "食品污染监测率填报") = Cell::Text(format!("0.{percent:04}"));
        }
        ("学校卫生科", 2024) => {
            let cells = vec![Cell::Whole(120), Cell::Whole(131)];
            sheet.lines.push(Line { code: "999900".to_owned(), name: "澜川新区".to_owned(), cells });
        }
        ("办公室", 2024) => *sheet.cell("苇州市", "查实造假数") = Cell::Whole(1),
        ("人事科", 2023) => {
            let age = sheet.cell("松渚市", "年龄35以下").hundredths() / 100;
            *sheet.cell("松渚市", "年龄35以下") = Cell::Whole(age + 3);
        }
        _ => {}
    }
}

/// `data/cdc-province/README.md` lists it.
fn province_blemish(sheet: &mut Sheet) {
    match (sheet.department, sheet.year) {
        ("信息管理科", 2024) => sheet.lines.retain(|line| line.name != "霜原省"),
        ("结核病防治科", 2024) => {
            let due = sheet.cell("砚山省", "应接受结核筛查感染者数").hundredths() / 100;
            *sheet.cell("砚山省", "接受结核筛查感染者数") = Cell::Whole(due + 12);
        }
        ("慢性病防制科", 2023) => *sheet.cell("朔岭省", "营养监测县区数") = Cell::Blank,
        ("办公室", 2024) => {
            let people = sheet.cell("禾川省", "常住人口").hundredths() / 100;
            *sheet.cell("禾川省", "常住人口") = Cell::Whole(people / 10 * 12);
        }
        ("科教科", 2024) => {
            let line = sheet.lines[0].clone();
            sheet.lines.push(line);
        }
        _ => {}
    }
}

/// `KAOHE_WRITE_DATA=1 cargo test --test it cdc_tiers` writes the files instead.
#[test]
fn cdc_tiers_data_is_what_the_generator_makes() {
    for tier in &TIERS {
        compare(&tier.directory(), &tier.files());
    }
}
