//! What both appraisals read: sheets of students, lessons, findings of the office.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use super::generate::directory;
use crate::property::agree::Item;
use crate::property::rows::{Row, csv_rows, number, xlsx_rows};

pub fn csv(name: &str, header: &str) -> Vec<Row> {
    csv_rows(&directory().join(name), header)
}

/// Rows below the header that name somebody.
pub fn xlsx(name: &str) -> Vec<Row> {
    let rows = xlsx_rows(&directory().join(name), "工号");
    rows.into_iter().filter(|row| !row["工号"].is_empty()).collect()
}

/// An item whose points are not rounded: only the total is.
pub fn item(id: &'static str, full: f64, value: Option<f64>, score: impl Fn(f64) -> f64) -> Item {
    let score = value.map(score);
    Item { id, full, value, score, points: score.map(|score| score * full / 100.0) }
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

pub struct Survey {
    pub enrolled: f64,
    pub returned: f64,
    pub valid: Vec<f64>,
}

impl Survey {
    /// The mean without a tenth at each end, where enough sheets came.
    pub fn rating(&self) -> Option<f64> {
        if self.valid.len() < 10 || self.returned / self.enrolled < 0.6 - 1e-12 {
            return None;
        }
        let mut marks = self.valid.clone();
        marks.sort_by(f64::total_cmp);
        let cut = marks.len() / 10;
        Some(mean(&marks[cut..marks.len() - cut]))
    }

    pub fn add(&mut self, other: Survey) {
        self.enrolled += other.enrolled;
        self.returned += other.returned;
        self.valid.extend(other.valid);
    }
}

/// A sheet: whose it is, its number, and the answers.
struct Sheet {
    key: String,
    number: f64,
    answers: Vec<f64>,
}

/// The sheets of one file by class, read once: everybody's classes are asked for.
fn sheets(form: &str, semester: &str) -> Arc<HashMap<String, Vec<Sheet>>> {
    type Known = HashMap<String, Arc<HashMap<String, Vec<Sheet>>>>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let name = format!("{form}_{semester}.csv");
    let mut known = KNOWN.lock().unwrap();
    let read = known.entry(name.clone()).or_insert_with(|| {
        let mut by_class: HashMap<String, Vec<Sheet>> = HashMap::new();
        for row in csv(&name, "序号") {
            let cells = row.iter().filter(|(header, _)| header.contains('、'));
            let answers = cells.map(|(_, cell)| cell.parse().unwrap()).collect();
            let sheet = Sheet { key: row["匿名键"].clone(), number: number(&row, "序号"), answers };
            by_class.entry(row["教学班号"].clone()).or_default().push(sheet);
        }
        Arc::new(by_class)
    });
    Arc::clone(read)
}

/// The sheets on one teacher's classes in one semester, each as a mark of 100.
pub fn survey(form: &str, id: &str, semester: &str) -> Survey {
    let own: Vec<Row> =
        xlsx("教学班.xlsx").into_iter().filter(|row| row["工号"] == id && row["学期"] == semester).collect();
    let sheets = sheets(form, semester);
    let mut survey = Survey { enrolled: 0.0, returned: 0.0, valid: Vec::new() };
    for class in own {
        survey.enrolled += number(&class, "人数");
        let of_class = &sheets[&class["教学班号"]];
        // The site numbers sheets as they come: of two by one student the greater number is the later.
        let later = |sheet: &Sheet| of_class.iter().any(|other| other.key == sheet.key && other.number > sheet.number);
        let mut marks = Vec::new();
        for sheet in of_class.iter().filter(|sheet| !later(sheet)) {
            survey.returned += 1.0;
            let answers = &sheet.answers;
            let alike = answers.iter().all(|answer| *answer == answers[0]);
            if !alike && answers.iter().all(|answer| *answer <= 5.0) {
                marks.push(answers.iter().sum::<f64>() * 20.0 / answers.len() as f64);
            }
        }
        let middle = mean(&marks);
        let squares: f64 = marks.iter().map(|mark| (mark - middle) * (mark - middle)).sum();
        let spread = (squares / (marks.len() as f64 - 1.0)).sqrt();
        survey.valid.extend(marks.iter().filter(|mark| (*mark - middle).abs() <= 2.0 * spread + 1e-9));
    }
    survey
}

/// The means of the five dimensions over the lessons heard, if at least so many were.
pub fn lessons(full: f64, least: usize, id: &str, wanted: impl Fn(&Row) -> bool) -> Vec<Item> {
    let own: Vec<Row> = xlsx("听课记录.xlsx").into_iter().filter(|row| row["工号"] == id && wanted(row)).collect();
    ["教学内容", "教学态度", "教学能力", "教学效果", "教学质量"]
        .into_iter()
        .map(|name| {
            let marks: Vec<f64> = own.iter().map(|row| row[name].trim_end_matches('分').parse().unwrap()).collect();
            item(name, full, (own.len() >= least).then(|| mean(&marks)), |x| x)
        })
        .collect()
}

/// What the office took off for plans, homework and attendance sheets.
pub fn deductions(id: &str, wanted: impl Fn(&Row) -> bool) -> f64 {
    csv("教学检查.csv", "日期")
        .iter()
        .filter(|row| row["工号"] == id && wanted(row))
        .map(|row| {
            let each = match row["项目"].as_str() {
                "教案缺项" | "教案差错" => 5.0,
                "教案未审批" => 10.0,
                "作业批改不足" => 3.0,
                _ => 2.0,
            };
            number(row, "次数") * each
        })
        .sum()
}

/// The mean score of a category, if any of its items has one.
pub fn category(items: &[Item], names: &[&str]) -> Option<f64> {
    let own = || items.iter().filter(|item| names.contains(&item.id) && item.score.is_some());
    let full: f64 = own().map(|item| item.full).sum();
    (full > 0.0).then(|| own().filter_map(|item| item.points).sum::<f64>() * 100.0 / full)
}

/// Full marks of the parts and their scores, to 100: a part left out gives its marks to the others.
pub fn total(parts: &[(f64, Option<f64>)]) -> f64 {
    let there = || parts.iter().filter_map(|(full, score)| Some((full, (*score)?)));
    there().map(|(full, score)| full * score).sum::<f64>() / there().map(|(full, _)| full).sum::<f64>()
}

/// The parts of the inspectors' category.
pub const LESSONS: [&str; 5] = ["教学内容", "教学态度", "教学能力", "教学效果", "教学质量"];
