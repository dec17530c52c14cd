//! Composite indices as they are published, to the last digit printed.

use kaohe::explain::adds_up;
use kaohe::number::round_half_away;
use kaohe::report::trail;
use kaohe::session;
use kaohe::table::Numbers;
use kaohe::text::Lang;

use crate::world::{self, Run, run};

/// A rubric over one table `d.csv` with a column of names.
fn index(head: &str, body: &str) -> String {
    format!(
        "kaohe = 1\n[rubric]\ntitle = \"t\"\nround_at = [\"total\"]\n{head}\n[subject]\nkey = \"k\"\nfile = \"d.csv\"\n{body}"
    )
}

fn list(numbers: &Numbers) -> Vec<String> {
    (0..numbers.len())
        .map(|row| numbers.get(row).map_or_else(|nothing| nothing.kind().name().to_string(), |n| n.to_string()))
        .collect()
}

fn close(numbers: &Numbers, expected: &[f64], decimals: i32) {
    assert_eq!(numbers.len(), expected.len());
    for (row, expected) in expected.iter().enumerate() {
        let got = numbers.get(row).unwrap();
        assert!((got - expected).abs() < 1e-9, "row {row}: {got}, not {expected}");
        assert_eq!(round_half_away(got, decimals).to_string(), round_half_away(*expected, decimals).to_string());
    }
}

/// Every tree adds up; the text of the first is returned.
fn explained(text: &str, run: &Run, lang: Lang) -> String {
    let facts = session::Run { bound: &run.bound, lanes: &run.lanes, text };
    let period = run.bound.periods.len() - 1;
    let trails: Vec<_> = (0..run.bound.subjects.len())
        .map(|subject| kaohe::explain::explain(&run.rubric, &run.program, &facts, subject, period))
        .collect();
    for found in &trails {
        let shown = trail::text(found, Lang::Zh, 110, false);
        assert!(adds_up(&found.root), "{shown}");
        assert!(!shown.contains('…'), "{shown}");
    }
    trail::text(&trails[0], lang, 110, false)
}

fn errors(text: &str) -> Vec<String> {
    let (_, bag, _) = world::checked(text);
    bag.all.iter().map(|found| found.message.en.clone()).collect()
}

const HDI: &str = r#"
[[category]]
id = "health"
weight = "1/3"
[[category]]
id = "education"
weight = "1/3"
[[category]]
id = "income"
weight = "1/3"
[[indicator]]
id = "life"
in = "health"
weight = 1
formula = "le"
score.linear = { zero = 20, full = 85 }
[[indicator]]
id = "expected"
in = "education"
weight = 0.5
formula = "eys"
score.linear = { zero = 0, full = 18 }
[[indicator]]
id = "mean"
in = "education"
weight = 0.5
formula = "mys"
score.linear = { zero = 0, full = 15 }
[[indicator]]
id = "gni"
in = "income"
weight = 1
formula = "gnipc"
score.linear = { zero = 100, full = 75000, log = true }
"#;

#[test]
fn goalposts_logarithms_and_geometric_means() {
    let head = "marking = \"weights\"\npoints = 1\ndecimals = 3\ncombine = \"geometric\"";
    let text = index(head, HDI);
    let data =
        "k,le,eys,mys,gnipc\nfull,85,18,15,75000\nmid,71.4,14.2,9,16000\nrich,83,20,12.9,90000\nzero,20,9,3,1000\n";
    let run = run(&text, &[("d.csv", data)], None);
    // By hand, as the technical notes of the Human Development Report do it: health
    // (71.4 − 20)/65 = 0.790769…, education (14.2/18 + 9/15)/2 = 0.694444…, income
    // (ln 16000 − ln 100)/(ln 75000 − ln 100) = 0.766639…; the cube root of their product is 0.7495….
    let income = libm::log(160.0) / libm::log(750.0);
    let mid = libm::cbrt((51.4 / 65.0) * ((14.2 / 18.0 + 9.0 / 15.0) / 2.0) * income);
    let rich = libm::cbrt((63.0 / 65.0) * ((1.0 + 12.9 / 15.0) / 2.0));
    assert_eq!(
        list(&run.results.total),
        ["1".to_string(), round_half_away(mid, 3).to_string(), round_half_away(rich, 3).to_string(), "0".into()]
    );
    assert_eq!(list(&run.results.total)[1], "0.749");
    let said = explained(&text, &run, Lang::Zh);
    assert!(said.contains("加权几何平均"), "{said}");
}

/// TOPSIS as the textbooks have it, by plain code.
fn topsis(columns: &[(&[f64], f64, bool)]) -> Vec<f64> {
    let rows = columns[0].0.len();
    let mut distances = vec![(0.0, 0.0); rows];
    for (values, weight, higher) in columns {
        let length = values.iter().map(|x| x * x).sum::<f64>().sqrt();
        let v: Vec<f64> = values.iter().map(|x| weight * x / length).collect();
        let (low, high) = (v.iter().copied().fold(f64::MAX, f64::min), v.iter().copied().fold(f64::MIN, f64::max));
        let (best, worst) = if *higher { (high, low) } else { (low, high) };
        for (row, x) in v.iter().enumerate() {
            distances[row].0 += (x - best) * (x - best);
            distances[row].1 += (x - worst) * (x - worst);
        }
    }
    distances.iter().map(|(best, worst)| 100.0 * worst.sqrt() / (best.sqrt() + worst.sqrt())).collect()
}

const FOUR: &str = r#"
[[indicator]]
id = "a"
points = 10
formula = "x"
better = "higher"
score.min_max = {}
[[indicator]]
id = "b"
points = 40
formula = "y"
better = "higher"
score.min_max = {}
[[indicator]]
id = "c"
points = 30
formula = "z"
better = "higher"
score.min_max = {}
[[indicator]]
id = "d"
points = 20
formula = "w"
better = "lower"
score.min_max = {}
"#;

const FOUR_DATA: &str = "k,x,y,z,w\n1 Civic,7,9,9,8\n2 Saturn,8,7,8,7\n3 Ford,9,6,8,9\n4 Mazda,6,7,8,6\n";

#[test]
fn a_topsis_table_of_the_textbooks() {
    // The car selection by style, reliability, fuel economy and cost that lectures on TOPSIS use.
    let text = index("combine = \"topsis\"\ndecimals = 4", FOUR);
    let run = run(&text, &[("d.csv", FOUR_DATA)], None);
    let expected = topsis(&[
        (&[7.0, 8.0, 9.0, 6.0], 0.1, true),
        (&[9.0, 7.0, 6.0, 7.0], 0.4, true),
        (&[9.0, 8.0, 8.0, 8.0], 0.3, true),
        (&[8.0, 7.0, 9.0, 6.0], 0.2, false),
    ]);
    let rounded: Vec<f64> = expected.iter().map(|score| round_half_away(*score, 4)).collect();
    close(&run.results.total, &rounded, 4);
    assert_eq!(list(&run.results.rank), ["1", "3", "4", "2"]);
    let said = explained(&text, &run, Lang::Zh);
    assert!(said.contains("D⁻ / (D⁺ + D⁻)"), "{said}");
}

#[test]
fn where_all_are_alike_topsis_tells_nobody_from_another() {
    let text = index("combine = \"topsis\"", FOUR);
    let run = run(&text, &[("d.csv", "k,x,y,z,w\np,1,2,3,4\nq,1,2,3,4\n")], None);
    assert_eq!(list(&run.results.total), ["undefined", "undefined"]);
    let said = explained(&text, &run, Lang::En);
    assert!(said.contains("so there is no total"), "{said}");
}

#[test]
fn rank_sums_and_their_ratio() {
    // Ranks from the worst, ties at their mean: x 2 3 4 1, y 4 2.5 1 2.5, z 4 2 2 2, w 2 3 1 4.
    let weighted =
        |r: [f64; 4]| r.iter().zip([10.0, 40.0, 30.0, 20.0]).map(|(rank, weight)| rank * weight).sum::<f64>() / 100.0;
    let ranks = [[2.0, 4.0, 4.0, 2.0], [3.0, 2.5, 2.0, 3.0], [4.0, 1.0, 2.0, 1.0], [1.0, 2.5, 2.0, 4.0]];
    let text = index("combine = \"rsr\"\ndecimals = 4", FOUR);
    let ratio = run(&text, &[("d.csv", FOUR_DATA)], None);
    close(&ratio.results.total, &ranks.map(|r| weighted(r) / 4.0 * 100.0), 4);
    explained(&text, &ratio, Lang::Zh);
    let text = index("combine = \"rank_sum\"\ndecimals = 4", FOUR);
    let sums = run(&text, &[("d.csv", FOUR_DATA)], None);
    close(&sums.results.total, &ranks.map(|r| round_half_away((weighted(r) - 1.0) / 3.0 * 100.0, 4)), 4);
    let said = explained(&text, &sums, Lang::En);
    assert!(said.contains("rank sum"), "{said}");
}

/// Type 7 of Hyndman & Fan.
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    below + (at - at.floor()) * (above - below)
}

#[test]
fn winsorised_imputed_min_max() {
    let body = "[[indicator]]\nid = \"i\"\npoints = 100\nformula = \"x\"\nbetter = \"lower\"\nimpute = \"group_median\"\n\
        outliers = { winsorise = [0.1, 0.9] }\ntransform = \"log\"\nscore.min_max = {}\n";
    let text = index("decimals = 4", body);
    let given = [Some(3.0), Some(5.0), None, Some(8.0), Some(120.0), Some(0.5), Some(9.0), Some(7.0)];
    let mut data = String::from("k,x\n");
    for (row, x) in given.iter().enumerate() {
        data.push_str(&format!("s{row},{}\n", x.map_or_else(String::new, |x: f64| x.to_string())));
    }
    let run = run(&text, &[("d.csv", &data)], None);
    let there: Vec<f64> = given.iter().flatten().copied().collect();
    let filled: Vec<f64> = given.iter().map(|x| x.unwrap_or(quantile(&there, 0.5))).collect();
    let (low, high) = (quantile(&filled, 0.1), quantile(&filled, 0.9));
    let logs: Vec<f64> = filled.iter().map(|x| libm::log(x.clamp(low, high))).collect();
    let (least, most) = (logs.iter().copied().fold(f64::MAX, f64::min), logs.iter().copied().fold(f64::MIN, f64::max));
    let expected: Vec<f64> = logs.iter().map(|x| round_half_away((most - x) / (most - least) * 100.0, 4)).collect();
    close(&run.results.total, &expected, 4);
    let notes: Vec<&str> = run.results.findings.all.iter().map(|found| found.message.en.as_str()).collect();
    assert_eq!(notes, ["`i` has missing values filled in for 1: `s2`"]);
    // What was reported stays what it was.
    assert_eq!(list(&run.results.indicators[0].value_numbers())[2], "missing");
    let said = explained(&text, &run, Lang::Zh);
    for word in ["补缺", "缩尾", "取对数"] {
        assert!(said.contains(word), "{said}");
    }
}

trait Values {
    fn value_numbers(&self) -> Numbers;
}

impl Values for kaohe::result::IndicatorResult {
    fn value_numbers(&self) -> Numbers {
        match &self.value {
            kaohe::table::Lane::Numbers(numbers) => numbers.clone(),
            kaohe::table::Lane::Texts(_) => panic!("text"),
        }
    }
}

fn prepared(setting: &str, data: &str) -> Vec<String> {
    let body = format!(
        "[[indicator]]\nid = \"i\"\npoints = 100\nformula = \"x\"\n{setting}\nscore.formula = {{ expr = \"value\", max = 1000 }}\n"
    );
    list(&run(&index("total_range = [0, 1000]", &body), &[("d.csv", data)], None).results.total)
}

#[test]
fn the_most_extreme_are_set_to_the_next() {
    let data = "k,x\na,1\nb,1\nc,4\nd,5\ne,90\nf,\n";
    let one = prepared("outliers = { winsorise_count = 1 }", data);
    assert_eq!(one, ["1", "1", "4", "5", "5", "missing"]);
    let two = prepared("outliers = { winsorise_count = 2 }", data);
    assert_eq!(two, ["4", "4", "4", "4", "4", "missing"]);
    // Three at each end of five leave no middle.
    let three = prepared("outliers = { winsorise_count = 3 }", data);
    assert_eq!(three, ["1", "1", "4", "5", "90", "missing"]);
}

#[test]
fn missing_values_are_filled_in_along_time() {
    let rubric = |impute: &str| {
        format!(
            "kaohe = 1\n[rubric]\ntitle = \"t\"\ncycle = \"month\"\ntotal_range = [0, 1000]\n[subject]\nroster = \"who\"\nkey = \"k\"\n\
             [data.who]\nfile = \"who.csv\"\n[data.d]\nfile = \"d.csv\"\nperiod = \"p\"\n[[element]]\nid = \"x\"\nfrom = \"d\"\n\
             value = \"only(x)\"\n[[indicator]]\nid = \"i\"\npoints = 100\nformula = \"x\"\nimpute = \"{impute}\"\n\
             score.formula = {{ expr = \"value\", max = 1000 }}\n"
        )
    };
    let files = [
        ("who.csv", "k\na\nb\n"),
        ("d.csv", "k,p,x\na,2024-01,10\na,2024-02,14\na,2024-03,\nb,2024-01,1\nb,2024-02,\nb,2024-03,\n"),
    ];
    let total = |impute: &str| list(&run(&rubric(impute), &files, None).results.total);
    assert_eq!(total("linear"), ["18", "missing"]);
    assert_eq!(total("previous"), ["14", "missing"]);
}

const TWO: &str = r#"
[[category]]
id = "c"
points = 100
combine = COMBINE
[[indicator]]
id = "a"
in = "c"
points = 75
formula = "x"
missing = "skip"
score.linear = { zero = 0, full = 100 }
[[indicator]]
id = "b"
in = "c"
points = 25
formula = "y"
missing = "skip"
score.linear = { zero = 0, full = 100 }
"#;

fn means(combine: &str) -> Vec<String> {
    let text = index("decimals = 6", &TWO.replace("COMBINE", combine));
    let run = run(&text, &[("d.csv", "k,x,y\np,81,16\nq,50,\nr,0,60\ns,,\n")], None);
    explained(&text, &run, Lang::Zh);
    list(&run.results.total)
}

#[test]
fn means_of_every_kind() {
    let none = "not_applicable";
    assert_eq!(means("\"sum\""), ["64.75", "50", "15", none]);
    assert_eq!(means("\"mean\""), ["64.75", "50", "15", none]);
    // 81^¾ · 16^¼ = 27 · 2
    assert_eq!(means("\"geometric\""), ["54", "50", "0", none]);
    let harmonic = round_half_away(1.0 / (0.75 / 81.0 + 0.25 / 16.0), 6).to_string();
    assert_eq!(means("\"harmonic\""), [harmonic.as_str(), "50", "0", none]);
    assert_eq!(means("\"min\""), ["16", "50", "0", none]);
    // (¾ · 9 + ¼ · 4)²
    assert_eq!(means("{ power = 0.5 }"), ["60.0625", "50", "3.75", none]);
    assert_eq!(means("{ formula = \"max(a.score, b.score) / 2\" }"), ["40.5", "missing", "30", none]);
    let square = round_half_away((0.75_f64 * 6561.0 + 0.25 * 256.0).sqrt(), 6).to_string();
    assert_eq!(means("{ power = 2 }")[0], square);
}

#[test]
fn weights_that_the_data_give_are_a_formula() {
    // Each score counts by its deviation over the group.
    let formula =
        "(a.score * group_std(a.score) + b.score * group_std(b.score)) / (group_std(a.score) + group_std(b.score))";
    let body = TWO.replace("COMBINE", &format!("{{ formula = \"{formula}\" }}"));
    let more = "[[consequence]]\nid = \"low\"\nwhen = \"c.score < 50\"\ntask = \"look\"\n";
    let text = index("decimals = 6", &format!("{body}{more}"));
    let run = run(&text, &[("d.csv", "k,x,y\np,10,40\nq,30,80\nr,50,60\n")], None);
    // Both deviate by 20.
    assert_eq!(list(&run.results.total), ["25", "55", "55"]);
    assert_eq!(list(&run.results.consequences[0].when), ["1", "0", "0"]);
    explained(&text, &run, Lang::Zh);
}

#[test]
fn a_vetoed_part_counts_as_zero() {
    let veto = "[[veto]]\nid = \"v\"\nwhen = \"x > 80\"\neffect = { zero = \"a\" }\n";
    for (combine, total) in [("\"geometric\"", "0"), ("\"min\"", "0"), ("\"mean\"", "4")] {
        let text = index("", &format!("{}{veto}", TWO.replace("COMBINE", combine)));
        let run = run(&text, &[("d.csv", "k,x,y\np,81,16\nq,50,40\n")], None);
        explained(&text, &run, Lang::Zh);
        assert_eq!(list(&run.results.total)[0], total);
    }
}

#[test]
fn formulas_over_parts_read_only_parts() {
    let body = TWO.replace("COMBINE", "{ formula = \"a + b.score\" }");
    let found = errors(&index("", &body));
    assert!(found.iter().any(|message| message.contains("reads the `.score` of these parts")), "{found:?}");
    let body = TWO.replace("COMBINE", "\"topsis\"").replace("missing = \"skip\"", "missing = \"zero\"");
    let found = errors(&index("", &body));
    assert!(found.iter().any(|message| message.contains("has no effect")), "{found:?}");
}

const THREE: &str = r#"
[[indicator]]
id = "a"
formula = "x"
score.linear = { zero = 0, full = 100 }
[[indicator]]
id = "b"
formula = "y"
score.linear = { zero = 0, full = 100 }
[[indicator]]
id = "c"
formula = "z"
score.linear = { zero = 0, full = 100 }
"#;

#[test]
fn fractions_add_up() {
    let body = THREE.replace("formula =", "points = \"100/3\"\nformula =");
    let text = index("", &body);
    let all = run(&text, &[("d.csv", "k,x,y,z\np,100,100,100\nq,90,60,0\n")], None);
    assert_eq!(list(&all.results.total), ["100", "50"]);
    let found = errors(&index("", &body.replacen("100/3", "33.3", 1)));
    assert!(found.iter().any(|message| message.contains("not 100")), "{found:?}");
    let found = errors(&index("", &body.replacen("100/3", "a third", 1)));
    assert!(found.iter().any(|message| message.contains("a number or a fraction")), "{found:?}");
}

#[test]
fn weights_from_judgements_and_from_experts() {
    let judged = |matrix: &str| format!("[weights.w]\nitems = [\"a\", \"b\", \"c\"]\npairwise = {matrix}\n{THREE}");
    let head = "weights_from = \"w\"\ndecimals = 6";
    let text = index(head, &judged("[[1, 2, 4], [\"1/2\", 1, 2], [\"1/4\", 0.5, 1]]"));
    let data = [("d.csv", "k,x,y,z\np,100,0,0\nq,100,100,100\n")];
    assert_eq!(list(&run(&text, &data, None).results.total), ["57.142857", "100"]);
    assert!(errors(&text).iter().all(|message| !message.contains("consistency")));

    // λ = 1 + c + 1/c with c = ∛(3·5/2): far from 3.
    let found = errors(&index(head, &judged("[[1, 3, 2], [\"1/3\", 1, 5], [\"1/2\", \"1/5\", 1]]")));
    assert!(found.iter().any(|message| message.contains("a consistency ratio of 0.404, above 0.1")), "{found:?}");
    let found = errors(&index(head, &judged("[[1, 3, 2], [3, 1, 5], [\"1/2\", \"1/5\", 1]]")));
    assert!(found.iter().any(|message| message.contains("not its inverse")), "{found:?}");
    let found = errors(&index(head, &judged("[[1, 3], [\"1/3\", 1]]")));
    assert!(found.iter().any(|message| message.contains("3 rows of 3")), "{found:?}");

    let panel = |rows: &str| format!("[weights.w]\nitems = [\"c\", \"a\", \"b\"]\nexperts = {rows}\n{THREE}");
    let text = index(head, &panel("[[20, 50, 30], [30, 40, 30], [10, 30, 60]]"));
    assert_eq!(list(&run(&text, &data, None).results.total), ["40", "100"]);
    let found = errors(&index(head, &panel("[[20, 50, 30], [30, 40, 20]]")));
    assert!(found.iter().any(|message| message.contains("expert 2 gave out 90")), "{found:?}");
}
