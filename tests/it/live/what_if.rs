//! Figures tried out: the same answer as a save would bring, and no file is touched.

use std::path::{Path, PathBuf};

use kaohe::host::{Disk, Memory};
use kaohe::number::Decimal;
use kaohe::rubric::Item;
use kaohe::session::{Evaluated, Figures, Movable, Request, Session, evaluate};
use kaohe::text::Sources;
use serde_json::{Value, json};

use super::{Watched, row};

fn run(rubric: &str) -> (Session, Request) {
    let request =
        Request { rubric: Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics").join(rubric), ..Request::default() };
    let mut session = Session::new(request.clone());
    assert!(session.run(&Disk, "1", &mut |_| {}, &mut |_| false).good);
    (session, request)
}

fn movable(session: &Session) -> Movable {
    let good = session.last_good().unwrap();
    Movable::of(&good.evaluated.rubric, &good.sources)
}

fn item(session: &Session, id: &str) -> Item {
    let rubric = &session.last_good().unwrap().evaluated.rubric;
    let category = rubric.categories.iter().position(|it| it.id == id).map(Item::Category);
    let indicator = || rubric.indicators.iter().position(|it| it.id == id).map(Item::Indicator);
    category.or_else(indicator).unwrap()
}

/// Totals and places to the bit.
fn outcome(run: &Evaluated) -> Vec<(String, u64, u64)> {
    let bits = |figure: Result<f64, _>| figure.map_or(0, f64::to_bits);
    let results = &run.results;
    let one = |at: usize| (results.subjects[at].key.clone(), bits(results.total.get(at)), bits(results.rank.get(at)));
    results.order.iter().map(|at| one(*at)).collect()
}

#[test]
fn marks_tried_out_give_what_a_save_gives() {
    let rubric = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rubrics/examples/minimal/rubric.toml"));
    let data = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rubrics/examples/minimal/june.csv"));
    let world = |rubric: &str| Memory::default().with("x/a.toml", rubric).with("x/june.csv", data);
    let request = Request { rubric: "x/a.toml".into(), ..Request::default() };
    let mut session = Session::new(request.clone());
    let host = world(rubric);
    assert!(session.run(&host, "1", &mut |_| {}, &mut |_| false).good);

    let figures = Figures { marks: vec![(item(&session, "产量"), Decimal::from_int(70))], ..Figures::default() };
    let tried = session.what_if(&host, &figures).unwrap();
    let marks: Vec<String> = tried.marks.iter().map(|(_, value)| value.to_string()).collect();
    assert_eq!(marks, ["30", "70"]);
    let saved = world(&rubric.replace("points = 40", "points = 30").replace("points = 60", "points = 70"));
    let saved = evaluate(&saved, &request, &mut Sources::default()).unwrap();
    let tried_run = tried.ran.unwrap();
    assert_eq!(outcome(&tried_run), outcome(&saved));
    assert_eq!(tried.moves.since.as_deref(), Some("1"));
    assert!(!tried.moves.moved.is_empty());

    // More than there is: what is wrong is told, and there are no results.
    let figures = Figures { marks: vec![(item(&session, "产量"), Decimal::from_int(100))], ..Figures::default() };
    assert!(session.what_if(&host, &figures).unwrap().ran.unwrap_err().findings.has_errors());
    // Nothing changed: nobody moves.
    let same = session.what_if(&host, &Figures::default()).unwrap();
    assert!(same.marks.is_empty() && same.moves.moved.is_empty());
}

#[test]
fn levels_give_way_and_add_up() {
    let (session, _) = run("ecommerce-cs/presales.toml");
    let all = movable(&session);
    assert_eq!(all.marks.len(), 19);
    let rubric = &session.last_good().unwrap().evaluated.rubric;
    let figures = Figures { marks: vec![(item(&session, "服务类"), Decimal::from_int(81))], ..Figures::default() };
    let tried = session.what_if(&Disk, &figures).unwrap();
    let ran = tried.ran.unwrap_or_else(|stopped| panic!("{:?}", stopped.findings));
    // Nine tenths of what each part of it had; the other category has what is left.
    let full = |id: &str| ran.rubric.indicators.iter().find(|it| it.id == id).unwrap().full;
    assert_eq!((full("咨询转化率"), full("订单总金额")), (16.2, 13.5));
    assert_eq!((full("报表上交及时性"), full("报表整体质量")), (7.6, 3.8));
    assert_eq!(rubric.header.points, ran.rubric.header.points);
}

#[test]
fn parameters_are_set_as_on_the_command_line() {
    let (session, request) = run("ecommerce-cs/presales.toml");
    let (name, value) = movable(&session).params.first().cloned().unwrap();
    let other = Decimal::parse(&(value.to_f64() * 1.5).to_string()).unwrap();
    let figures = Figures { params: vec![(name.clone(), other)], ..Figures::default() };
    let tried = session.what_if(&Disk, &figures).unwrap();
    let asked = Request { set: vec![(name, other.to_string())], ..request };
    match (tried.ran, evaluate(&Disk, &asked, &mut Sources::default())) {
        (Ok(tried), Ok(set)) => assert_eq!(outcome(&tried), outcome(&set)),
        (Err(tried), Err(set)) => assert_eq!(tried.findings, set.findings),
        (tried, set) => panic!("{} {}", tried.is_ok(), set.is_ok()),
    }
}

#[test]
fn every_shipped_rubric_can_be_tried_or_offers_nothing() {
    for rubric in ["general/employee.toml", "power/service.toml", "teachers/midterm.toml", "cdc/city.toml"] {
        let (session, _) = run(rubric);
        let before = session.work();
        for mark in movable(&session).marks.iter().filter(|mark| !mark.alone).take(1) {
            let more = Decimal::parse(&(mark.value.to_f64() * 1.1).to_string()).unwrap();
            let figures = Figures { marks: vec![(mark.item, more)], ..Figures::default() };
            let tried = session.what_if(&Disk, &figures).unwrap();
            assert!(tried.ran.is_ok(), "{rubric}: {:?}", tried.ran.unwrap_err().findings);
        }
        assert_eq!(session.work().0, before.0, "{rubric}: no file is read again");
    }
}

#[test]
fn the_page_asks_and_the_file_stays_as_it_is() {
    let page = Watched::new();
    let before = std::fs::read(page.file("a.toml")).unwrap();
    let ask = |path: &str, question: Value| page.post(path, &question.to_string());
    let answer = ask("what-if", json!({ "values": { "indicator:产量": 70 } }));
    assert_eq!(answer.status, 200);
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer["marks"].as_array().unwrap().len(), 2);
    assert_eq!(answer["marks"][0]["to"], "70");
    assert!(answer["board"]["moves"]["count"].as_u64() > Some(0));
    let tried = row(&answer, "李静").join(" ");
    assert!(tried.contains("93.18"), "{tried}");
    let trail = ask("explain", json!({ "subject": "李静", "values": { "indicator:产量": 70 } })).body;
    assert!(trail.contains("93.18"), "{trail}");
    assert!(ask("explain", json!({ "subject": "李静" })).body.contains("90.91"));

    let broken = ask("what-if", json!({ "values": { "indicator:产量": 100 } }));
    let broken: Value = serde_json::from_str(&broken.body).unwrap();
    assert!(broken["board"].is_null() && broken["findings"]["errors"].as_u64() > Some(0));

    for values in [json!([]), json!({ "x": 1 }), json!({ "indicator:没有": 1 }), json!({ "indicator:产量": "70" })]
    {
        assert_eq!(ask("what-if", json!({ "values": values })).status, 400, "{values}");
    }
    assert_eq!(std::fs::read(page.file("a.toml")).unwrap(), before);
    assert!(!row(&page.state(), "李静").join(" ").contains("93.18"));
    let files: Vec<PathBuf> = std::fs::read_dir(page.file("")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
}
