//! The 17 indicators of the region, by county and year.

use super::cents;
use super::files::{Books, Figure};
use super::score::at_least;

#[derive(Debug)]
pub struct Region {
    pub code: String,
    /// Code, points, and whether its marks go to the others.
    pub indicators: Vec<(&'static str, Option<f64>, bool)>,
    pub total: Option<f64>,
}

/// Code, part and whole, and the target in towns and in the country.
const SHARES: [(&str, &str, &str, f64, f64); 14] = [
    ("2.1", "建档居民数", "年末人口", 75.0, 75.0),
    ("2.2", "规范管理慢病病人数", "登记慢病病人数", 60.0, 60.0),
    ("3.1", "及时报告事件数", "报告事件数", 100.0, 100.0),
    ("3.2", "及时处置事件数", "应处置事件数", 100.0, 100.0),
    ("3.3", "事件处置评分和", "事件抽取起数", 80.0, 80.0),
    ("4.1", "水样合格数", "监测水样数", 90.0, 90.0),
    ("4.2", "卫生厕所户数", "农村户数", 85.0, 85.0),
    ("4.3", "食品合格样品数", "食品监测样品数", 95.0, 95.0),
    ("4.4", "实际监护人数", "应监护人数", 90.0, 90.0),
    ("5.1", "知晓答对题数", "知晓应答题数", 75.0, 70.0),
    ("5.2", "行为形成题数", "行为调查题数", 65.0, 60.0),
    ("6.2", "职工总数", "疾控应配人数", 90.0, 90.0),
    ("6.3", "实有业务用房面积", "标准业务用房面积", 100.0, 100.0),
    ("6.4", "实有A类设备种类数", "应配A类设备种类数", 90.0, 90.0),
];

pub fn region(year: i64) -> Vec<Region> {
    let books = Books::open();
    books.codes().map(|code| one(&books, code, year)).collect()
}

fn one(books: &Books, code: &str, year: i64) -> Region {
    let at = |year: i64, name: &str| books.figure(code, year, name);
    let percent = |year: i64, part: &str, whole: &str| at(year, part).over(at(year, whole)).times(100.0);
    let mut scores: Vec<(&'static str, Figure)> = SHARES
        .iter()
        .map(|(id, part, whole, town, country)| {
            let target = if books.urban(code) { *town } else { *country };
            let score = percent(year, part, whole).times(100.0 / target);
            (*id, score.with(Figure::Known(100.0), |a, b| Figure::Known(a.min(b))))
        })
        .collect();
    let vaccines = ["卡介苗", "脊灰疫苗", "百白破疫苗", "麻疹疫苗", "乙肝疫苗"];
    let coverage = vaccines.iter().map(|v| percent(year, &format!("{v}实种人数"), &format!("{v}应种人数")));
    let reached = |rate: Figure| match rate {
        Figure::Known(rate) => Figure::Known(if at_least(rate, 90.0) { 20.0 } else { 0.0 }),
        nothing => nothing,
    };
    scores.push(("1.1", coverage.map(reached).fold(Figure::Known(0.0), Figure::plus)));

    let incidence = |year: i64| percent(year, "传染病报告病例数", "年末人口").times(1000.0);
    let earlier: Vec<f64> = (1..=5).filter_map(|back| incidence(year - back).known()).collect();
    let usual = earlier.iter().sum::<f64>() / earlier.len() as f64;
    let held = |now: f64| if at_least(usual, now) { 100.0 } else { (100.0 - (now / usual - 1.0) * 200.0).max(0.0) };
    scores.push(("1.2", incidence(year).with(Figure::Known(0.0), |now, _| Figure::Known(held(now)))));

    let share = |year: i64| percent(year, "财政拨款收入", "卫生事业费");
    let grown = share(year).with(share(year - 1), |now, before| {
        Figure::Known(if (now - before).abs() < 1e-9 {
            60.0
        } else if now > before {
            100.0
        } else {
            0.0
        })
    });
    scores.push(("6.1", grown));
    scores.sort_by_key(|(id, _)| *id);

    let indicators: Vec<(&'static str, Option<f64>, bool)> = scores
        .into_iter()
        .map(|(id, score)| (id, score.known().map(|score| cents(score / 10.0)), score == Figure::NoTask))
        .collect();
    let mut total = Some((0.0, 0.0, 0.0));
    for class in '1'..='6' {
        let inside = || indicators.iter().filter(|(id, ..)| id.starts_with(class));
        let (full, there) = (inside().count() as f64, inside().filter(|(_, _, out)| !out).count() as f64);
        let earned: Option<f64> = inside().filter(|(_, _, out)| !out).map(|(_, points, _)| *points).sum();
        total = total.zip(earned).map(|((earned_so_far, present, all), earned)| {
            if there == 0.0 {
                (earned_so_far, present, all + full)
            } else {
                (earned_so_far + earned * full / there, present + full, all + full)
            }
        });
    }
    let total = total.map(|(earned, present, all)| cents(earned * all / present));
    Region { code: code.to_owned(), indicators, total }
}
