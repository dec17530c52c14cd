//! All figures of all files, by county, year and name.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use calamine::{Data, Reader};

use super::super::generate::directory;

/// A figure, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    Known(f64),
    NotReported,
    /// Divided by zero without having said that there is no such task.
    Undefined,
    NoTask,
}

impl Figure {
    pub fn known(self) -> Option<f64> {
        if let Figure::Known(value) = self { Some(value) } else { None }
    }

    pub fn with(self, other: Figure, join: impl Fn(f64, f64) -> Figure) -> Figure {
        match (self, other) {
            (Figure::Known(a), Figure::Known(b)) => join(a, b),
            (Figure::NoTask, _) | (_, Figure::NoTask) => Figure::NoTask,
            (Figure::NotReported, _) | (_, Figure::NotReported) => Figure::NotReported,
            _ => Figure::Undefined,
        }
    }

    pub fn over(self, other: Figure) -> Figure {
        self.with(other, |a, b| if b == 0.0 { Figure::Undefined } else { Figure::Known(a / b) })
    }

    pub fn plus(self, other: Figure) -> Figure {
        self.with(other, |a, b| Figure::Known(a + b))
    }

    pub fn times(self, factor: f64) -> Figure {
        match self {
            Figure::Known(value) => Figure::Known(value * factor),
            nothing => nothing,
        }
    }
}

type Row = BTreeMap<String, String>;

pub struct Books {
    /// Code, then city and whether it is a district of a town.
    roster: BTreeMap<String, (String, bool)>,
    figures: HashMap<(String, i64, String), Figure>,
}

impl Books {
    /// Of cities or provinces: a roster, and workbooks with a sheet for each department.
    pub fn of_tier(folder: &Path, roster: &str, group: &str) -> Books {
        let mut books = Books { roster: BTreeMap::new(), figures: HashMap::new() };
        for row in csv_rows_of(&folder.join(roster)) {
            books.roster.insert(row["行政区划代码"].clone(), (row[group].clone(), true));
        }
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let Some(year) = stem.rsplit_once('_').and_then(|(_, year)| year.parse().ok()) else { continue };
            let mut book = calamine::open_workbook_auto(&path).unwrap();
            for (_, sheet) in book.worksheets() {
                for row in table_of(&sheet) {
                    books.enter(&row, Some(year));
                }
            }
        }
        books
    }

    pub fn open() -> Books {
        let mut books = Books { roster: BTreeMap::new(), figures: HashMap::new() };
        for row in csv_rows("区县名册.csv") {
            books.roster.insert(row["行政区划代码"].clone(), (row["市"].clone(), row["地区类型"] == "城区"));
        }
        for entry in std::fs::read_dir(directory()).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let stem = name.split('.').next().unwrap().to_owned();
            let rows = match name.rsplit('.').next() {
                Some("csv") => csv_rows(&name),
                Some("xlsx") => xlsx_rows(&name),
                _ => continue,
            };
            let named_year = stem.rsplit_once('_').and_then(|(_, year)| year.parse().ok());
            for row in rows {
                books.enter(&row, named_year);
            }
        }
        books
    }

    fn enter(&mut self, row: &Row, named_year: Option<i64>) {
        let code = row.get("行政区划代码").or(row.get("行政區劃代碼")).cloned().unwrap_or_default();
        let in_row = row.get("年度").or(row.get("年份")).and_then(|text| text.trim_end_matches('年').parse().ok());
        let (Some(year), true) = (named_year.or(in_row), self.roster.contains_key(&code)) else { return };
        for (name, cell) in row {
            self.figures.insert((code.clone(), year, name.clone()), figure(cell));
        }
    }

    pub fn codes(&self) -> impl Iterator<Item = &String> {
        self.roster.keys()
    }

    pub fn urban(&self, code: &str) -> bool {
        self.roster[code].1
    }

    /// All counties of the same city, itself among them.
    pub fn neighbours(&self, code: &str) -> Vec<String> {
        let city = &self.roster[code].0;
        self.roster.iter().filter(|(_, (other, _))| other == city).map(|(code, _)| code.clone()).collect()
    }

    pub fn figure(&self, code: &str, year: i64, name: &str) -> Figure {
        let key = (code.to_owned(), year, name.to_owned());
        self.figures.get(&key).copied().unwrap_or(Figure::NotReported)
    }
}

fn figure(cell: &str) -> Figure {
    let narrow = |c: char| char::from_u32(c as u32 - 0xff10 + 0x30).filter(char::is_ascii_digit).unwrap_or(c);
    let plain: String = cell.chars().map(|c| if c >= '\u{ff10}' { narrow(c) } else { c }).collect();
    match plain.replace(',', "").trim_end_matches('%').parse() {
        _ if cell == "不适用" => Figure::NoTask,
        Ok(value) => Figure::Known(value),
        Err(_) => Figure::NotReported,
    }
}

/// A CSV file, in UTF-8 if it is valid UTF-8 and otherwise in GB18030; lines of `#` left out.
fn csv_rows(name: &str) -> Vec<Row> {
    csv_rows_of(&directory().join(name))
}

fn csv_rows_of(path: &Path) -> Vec<Row> {
    let bytes = std::fs::read(path).unwrap();
    let text = match String::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(error) => encoding_rs::GB18030.decode(error.as_bytes()).0.into_owned(),
    };
    let table: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let joined = table.join("\n");
    let mut reader = csv::Reader::from_reader(joined.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        header.iter().zip(record.iter()).map(|(h, cell)| (h.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The first sheet of a workbook from the row of the header on. Shares shown as per cent are the
/// only figures below 1 in the columns of rates.
fn xlsx_rows(name: &str) -> Vec<Row> {
    let mut book = calamine::open_workbook_auto(directory().join(name)).unwrap();
    table_of(&book.worksheet_range_at(0).unwrap().unwrap())
}

fn table_of(sheet: &calamine::Range<Data>) -> Vec<Row> {
    let mut rows = sheet.rows().skip_while(|row| row[0] != "行政区划代码");
    let header: Vec<String> = rows.next().unwrap().iter().map(Data::to_string).collect();
    rows.map(|row| {
        let cell = |(title, cell): (&String, &Data)| {
            let text = match cell {
                Data::Float(share) if title.ends_with('率') => (share * 1_000_000.0).round() / 10_000.0,
                Data::Float(value) => *value,
                other => return (title.clone(), other.to_string()),
            };
            (title.clone(), text.to_string())
        };
        header.iter().zip(row).map(cell).collect()
    })
    .collect()
}
