//! Centre, departments and people: the three rubrics of `rubrics/cascade` against plain code
//! written from `docs/rubrics/cascade.md`, and what else can come of using a rubric's results.

use std::path::Path;

use kaohe::host::{Disk, Host, Memory};
use kaohe::report::trail;
use kaohe::session::{self, Evaluated, Request, Session};
use kaohe::table::{Lane, Nothing, NothingKind};
use kaohe::text::{Lang, Sources};

fn evaluated(host: &dyn Host, rubric: &str, period: Option<&str>) -> (Evaluated, Sources) {
    let request = Request { rubric: rubric.into(), period: period.map(String::from), ..Request::default() };
    let mut sources = Sources::default();
    let run = session::evaluate(host, &request, &mut sources);
    (run.unwrap_or_else(|stopped| panic!("{rubric}: {stopped:?}")), sources)
}

/// The rows of a file of `data/cascade`, without the header.
fn rows(file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(format!("data/cascade/{file}")).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(String::from).collect()).collect()
}

fn round(value: f64) -> f64 {
    (value * 100.0 + 0.5 + 1e-9).floor() / 100.0
}

/// 60 or less is nothing, 100 is all.
fn from_sixty(rate: f64) -> f64 {
    ((rate - 60.0) / 40.0 * 100.0).clamp(0.0, 100.0)
}

/// Numerators and denominators added up each by itself; all departments for the centre.
fn rate(period: &str, department: Option<&str>, indicator: &str) -> f64 {
    let (mut over, mut under) = (0.0, 0.0);
    for row in rows("科室指标.csv") {
        if row[0] == period && department.is_none_or(|name| row[2] == name) && row[3] == indicator {
            over += row[4].parse::<f64>().unwrap();
            under += row[5].parse::<f64>().unwrap();
        }
    }
    over / under * 100.0
}

fn department(period: &str, name: &str) -> f64 {
    let given: Vec<f64> = rows("协作.csv")
        .iter()
        .filter(|row| row[0] == period && row[2] == name)
        .map(|row| row[3].parse().unwrap())
        .collect();
    let cooperation = given.iter().sum::<f64>() / given.len() as f64;
    let parts = [
        from_sixty(rate(period, Some(name), "任务完成")) * 0.4,
        from_sixty(rate(period, Some(name), "报告及时")) * 0.4,
        cooperation * 0.2,
    ];
    round(parts.into_iter().map(round).sum())
}

fn centre(period: &str) -> f64 {
    let names = ["传染病科", "免疫规划科", "慢病科"];
    let mean = names.iter().map(|name| department(period, name)).sum::<f64>() / names.len() as f64;
    let parts = [
        from_sixty(rate(period, None, "任务完成")) * 0.4,
        from_sixty(rate(period, None, "报告及时")) * 0.4,
        mean * 0.2,
    ];
    round(parts.into_iter().map(round).sum())
}

fn person(period: &str, who: &[String]) -> f64 {
    let all = rows("个人.csv");
    let row = all.iter().find(|row| row[0] == period && row[1] == who[0]).unwrap();
    let [tasks, done, errors] = [2, 3, 4].map(|at| row[at].parse::<f64>().unwrap());
    let quality = (100.0 - 10.0 * errors).max(0.0);
    let own = (from_sixty(done / tasks * 100.0) * 50.0 + quality * 20.0) / 70.0;
    let (a, b, c) = if who[4] == "科室负责人" { (40.0, 40.0, 20.0) } else { (70.0, 20.0, 10.0) };
    round((own * a + department(period, &who[2]) * b + centre(period) * c) / 100.0)
}

#[test]
fn totals_of_all_three_levels_by_hand() {
    for period in ["2024H1", "2024H2"] {
        let totals = |rubric: &str| -> Vec<(String, f64)> {
            let (run, _) = evaluated(&Disk, &format!("rubrics/cascade/{rubric}.toml"), Some(period));
            let of = |at: usize| run.results.total.get(at).unwrap();
            run.results.subjects.iter().enumerate().map(|(at, subject)| (subject.key.clone(), of(at))).collect()
        };
        for (key, total) in totals("department") {
            assert_eq!(total, department(period, &key), "{key} {period}");
        }
        assert_eq!(totals("centre"), [("ZX".to_string(), centre(period))]);
        let people = rows("人员.csv");
        let totals = totals("person");
        assert_eq!(totals.len(), people.len());
        for (key, total) in totals {
            let who = people.iter().find(|row| row[0] == key).unwrap();
            assert_eq!(total, person(period, who), "{key} {period}");
        }
    }
    // With a pencil: 30 of 31 tasks are 96.77% and score 91.94; 65.97 + 94.36 × 20% + 89.80 × 10%.
    let people = rows("人员.csv");
    assert_eq!(department("2024H2", "传染病科"), 94.36);
    assert_eq!(centre("2024H2"), 89.8);
    assert_eq!(person("2024H2", &people[1]), 93.82);
}

#[test]
fn what_the_centre_reported_is_held_against_the_departments() {
    let told = |rubric: &str, period: &str| {
        let (run, _) = evaluated(&Disk, &format!("rubrics/cascade/{rubric}.toml"), Some(period));
        run.results.findings.all.iter().filter(|finding| finding.code.id == "K0711").count()
    };
    assert_eq!(told("centre", "2024H2"), 1);
    assert_eq!(told("centre", "2024H1"), 0);
    // Whoever uses the result is told too, once.
    assert_eq!(told("person", "2024H2"), 1);
    assert_eq!(told("person", "2024H1"), 0);
}

#[test]
fn the_explanation_says_from_which_rubric_a_figure_came() {
    let (run, sources) = evaluated(&Disk, "rubrics/cascade/person.toml", Some("2024H2"));
    let tree = trail::text(&session::explain(&run, &sources, 1, None), Lang::Zh, 200, false);
    assert!(tree.contains("department.toml › 2024H2!第 1 行"), "{tree}");
    assert!(tree.contains("centre.toml › 2024H2!第 1 行"), "{tree}");
}

const INNER: &str = "kaohe = 1\n[rubric]\ntitle = \"年中\"\ncycle = \"half_year\"\n[subject]\nkey = \"工号\"\n\
    groups = [\"班组\"]\nroster = \"who\"\n[data.who]\nfile = \"who.csv\"\n[data.d]\nfile = \"mid.csv\"\nperiod = \"期\"\n\
    [[element]]\nid = \"x\"\nfrom = \"d\"\nvalue = \"only(x)\"\n\
    [[element]]\nid = \"y\"\nfrom = \"d\"\nvalue = \"only(y)\"\n\
    [[indicator]]\nid = \"a\"\npoints = 60\nformula = \"x / y\"\nscore.linear = { zero = 0, full = 1 }\n\
    [[indicator]]\nid = \"b\"\npoints = 40\nformula = \"x\"\nscore.linear = { zero = 0, full = 10 }\n";

const OUTER: &str = "kaohe = 1\n[rubric]\ntitle = \"年终\"\ncycle = \"year\"\n[subject]\nkey = \"工号\"\nroster = \"who\"\n\
    [data.who]\nfile = \"who.csv\"\n[data.mid]\nrubric = \"sub/mid.toml\"\n\
    [[element]]\nid = \"年中\"\nfrom = \"mid\"\nvalue = \"only(总分)\"\nwhere = 'period == \"2024H1\"'\n\
    [[element]]\nid = \"率\"\nfrom = \"mid\"\nvalue = \"only(a.value)\"\nwhere = 'period == \"2024H1\"'\n\
    [[element]]\nid = \"期数\"\nfrom = \"mid\"\nvalue = \"count(b.points)\"\n\
    [[indicator]]\nid = \"年中分\"\npoints = 50\nformula = \"年中\"\nscore.linear = { zero = 0, full = 100 }\n\
    [[indicator]]\nid = \"率分\"\npoints = 30\nformula = \"率\"\nscore.linear = { zero = 0, full = 1 }\n\
    [[indicator]]\nid = \"期数分\"\npoints = 20\nformula = \"期数\"\nscore.linear = { zero = 0, full = 2 }\n";

fn world() -> Memory {
    Memory::default()
        .with("w/outer.toml", OUTER)
        .with("w/who.csv", "工号\nA\nB\n")
        .with("w/sub/mid.toml", INNER)
        .with("w/sub/who.csv", "工号,班组\nA,甲\nB,乙\n")
        .with("w/sub/mid.csv", "工号,期,x,y\nA,2024H1,5,10\nB,2024H1,5,0\nA,2024H2,8,10\nB,2024H2,8,10\n")
}

#[test]
fn the_middle_of_the_year_counts_at_its_end_and_nothings_keep_their_kind() {
    let (run, _) = evaluated(&world(), "w/outer.toml", None);
    assert_eq!(run.results.period.name, "2024");
    let value = |indicator: usize, subject: usize| match &run.results.indicators[indicator].value {
        Lane::Numbers(numbers) => numbers.get(subject).map_err(Nothing::kind),
        Lane::Texts(_) => panic!("a number"),
    };
    // A: 0.5 of 60 and 5 of 10 of 40.
    assert_eq!([value(0, 0), value(1, 0), value(2, 0)], [Ok(50.0), Ok(0.5), Ok(2.0)]);
    // B: 5 over 0 is undefined, and so there is no total.
    assert_eq!(value(1, 1), Err(NothingKind::Undefined));
    assert!(value(0, 1).is_err());
    assert_eq!(value(2, 1), Ok(2.0));
}

#[test]
fn an_inner_rubric_with_errors_stops_with_its_findings() {
    let host = world().with("w/sub/mid.toml", INNER.replace("points = 60", "points = 61"));
    let mut sources = Sources::default();
    let request = Request { rubric: "w/outer.toml".into(), ..Request::default() };
    let stopped = session::evaluate(&host, &request, &mut sources).expect_err("no results");
    let place = &stopped.findings.all[0].labels[0].place;
    let kaohe::diagnostic::Place::Text { source, span } = place else { panic!("{place:?}") };
    assert_eq!(&*sources.locate(*source, *span).source.name, "w/sub/mid.toml");
    // Without the file the place that names it is shown as well.
    let host = Memory::default().with("w/outer.toml", OUTER).with("w/who.csv", "工号\nA\n");
    let checked = session::check(&host, Path::new("w/outer.toml"), &[], &mut Sources::default());
    assert_eq!(checked.findings.all.iter().map(|found| found.code.id).collect::<Vec<_>>(), ["K0801"]);
    assert_eq!(checked.findings.all[0].labels.len(), 2);
}

#[test]
fn inner_rubrics_and_their_data_are_watched() {
    let mut session = Session::new(Request { rubric: "w/outer.toml".into(), ..Request::default() });
    assert!(session.run(&world(), "08:00:00", &mut |_| {}, &mut |_| false).good);
    let inner = session.watched().inner;
    assert_eq!(inner.len(), 1);
    assert_eq!(inner[0].rubric, Path::new("w/sub/mid.toml"));
    assert_eq!(inner[0].data, Some(("w/sub".into(), vec!["who.csv".into(), "mid.csv".into()])));
    // A mistake there does not end the watching.
    let broken = world().with("w/sub/mid.toml", "kaohe = 1\n");
    assert!(!session.run(&broken, "08:00:01", &mut |_| {}, &mut |_| false).good);
    assert_eq!(session.watched().inner[0].rubric, Path::new("w/sub/mid.toml"));
}
