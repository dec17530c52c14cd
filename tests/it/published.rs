//! Published tables, to the last digit that is printed.
//!
//! A folder of `tests/published` holds a rubric, its data, and `expected.txt`: figures as they are
//! printed, the first column whose they are. The head of the rubric names the source. `# differs:`
//! lists those whose printed figure does not follow from the printed data, and the head says why;
//! they must be off by no more than one in the last digit. `# finding:` is what a check of the
//! rubric has to say. `weights.txt` holds printed weights that are found from the data: the name of the
//! weights and of their items, and under it the figures.

use std::fs;
use std::path::Path;

use kaohe::diagnostic::Severity;
use kaohe::explain::adds_up;
use kaohe::host::Memory;
use kaohe::report::trail;
use kaohe::session;
use kaohe::text::Lang;

use crate::docs::example::{cells, rows, with_head};
use crate::world::{Run, checked, run_in};

fn table(name: &str) {
    let folder = Path::new("tests/published").join(name);
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_else(|why| panic!("{name}/{file}: {why}"));
    let (rubric, data) = (read("rubric.toml"), read("data.csv"));
    let there = |file: &str| folder.join(file).exists();
    assert!(there("expected.txt") || there("weights.txt"), "{name}: nothing printed");
    let expected = if there("expected.txt") { read("expected.txt") } else { "-  total".to_string() };
    let said = |key: &str| rubric.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
    let differs: Vec<&str> = said("# differs:").split(',').map(str::trim).filter(|who| !who.is_empty()).collect();
    let finding = said("# finding:").trim();

    let (_, bag, _) = checked(&rubric);
    let messages: Vec<&str> = bag
        .all
        .iter()
        .filter(|found| found.severity != Severity::Note)
        .map(|found| found.message.en.as_str())
        .collect();
    assert_eq!(messages.len(), usize::from(!finding.is_empty()), "{name}: {messages:#?}");
    assert!(messages.iter().all(|message| message.contains(finding)), "{name}: {messages:#?}");

    let expected: Vec<Vec<&str>> = expected.lines().map(cells).collect();
    let text = with_head(&rubric, &expected[0]);
    let run = run_in(&text, &Memory::default().with("data.csv", data), Path::new(""), None);
    if there("weights.txt") {
        weights(name, &run, &read("weights.txt"));
    }
    let got = rows(&run, &expected[0], Lang::En);
    assert!(got.len() == expected.len() || !there("expected.txt"), "{name}: as many rows");
    let mut off = Vec::new();
    for printed in &expected[1..] {
        let row = got.iter().find(|row| row[0] == printed[0]).unwrap_or_else(|| panic!("{name}: no {}", printed[0]));
        for (got, printed_figure) in row.iter().zip(printed).skip(1) {
            let decimals = printed_figure.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            let (got, wanted): (f64, f64) = (got.parse().unwrap(), printed_figure.parse().unwrap());
            if format!("{got:.decimals$}") != *printed_figure {
                let step = libm::pow(10.0, -(decimals as f64));
                assert!((got - wanted).abs() < 1.5 * step, "{name}: {} is {got}, not {wanted}", printed[0]);
                off.push(printed[0]);
            }
        }
    }
    assert_eq!(off, differs, "{name}: who differs from print");

    let facts = session::Run { bound: &run.bound, lanes: &run.lanes, text: &text };
    let period = run.bound.periods.len() - 1;
    for subject in 0..run.bound.subjects.len() {
        let found = kaohe::explain::explain(&run.rubric, &run.program, &facts, subject, period);
        assert!(adds_up(&found.root), "{name}: {}", trail::text(&found, Lang::En, 110, false));
    }
}

/// The printed weights are those of every subject.
fn weights(name: &str, run: &Run, printed: &str) {
    let lines: Vec<Vec<&str>> = printed.lines().map(cells).collect();
    let (head, figures) = (&lines[0], &lines[1]);
    let at = run.rubric.data_weights.iter().position(|weights| weights.id == head[0]).expect("weights of that name");
    for (item, figure) in head.iter().zip(figures).skip(1) {
        let place = run.rubric.data_weights[at].items.iter().position(|i| run.rubric.indicators[*i].id == *item);
        let shares = &run.results.weights[at][place.expect("an item of that name")];
        let decimals = figure.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        for subject in 0..run.results.subjects.len() {
            let share = shares.get(subject).expect("a weight");
            assert_eq!(format!("{share:.decimals$}"), *figure, "{name}: {item}");
        }
    }
}

#[test]
fn every_published_table_is_tested() {
    let source = include_str!("published.rs");
    for entry in fs::read_dir("tests/published").unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(source.contains(&format!("table(\"{name}\")")), "nothing tests {name}");
    }
}

#[test]
fn human_development_index_of_2014() {
    table("hdi-2014");
}

#[test]
fn human_development_index_notes() {
    table("hdi-1998-note");
    table("hdi-2010-note");
    table("hdi-2013-note");
}

#[test]
fn topsis_of_fighter_aircraft() {
    table("topsis-fighter-aircraft");
}

#[test]
fn topsis_of_coal_mines() {
    table("topsis-coal-mines");
}

#[test]
fn rank_sum_ratio_of_ten_regions() {
    table("rsr-ten-regions");
}

#[test]
fn analytic_hierarchy_of_a_house() {
    table("ahp-house");
}

#[test]
fn outliers_by_skewness_and_kurtosis() {
    table("coinr-winsorise");
}

#[test]
fn weights_from_the_data() {
    table("entropy-four-attributes");
    table("critic-attendance-software");
    table("std-three-criteria");
}

#[test]
fn borda_counts_of_tennessee() {
    table("borda-tennessee");
}

#[test]
fn standard_scores_of_five_rows() {
    table("z-score-five-rows");
}

#[test]
fn filled_in_and_winsorised() {
    table("imputed-three-rows");
    table("winsorised-twenty-values");
}

#[test]
fn geometric_and_harmonic_means() {
    table("geometric-mean-of-three");
    table("harmonic-mean-of-three");
}

/// Skewness and excess kurtosis of a sample.
fn shape(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let std = (x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    let z = |power: f64| x.iter().map(|x| libm::pow((x - mean) / std, power)).sum::<f64>();
    let skewness = n / ((n - 1.0) * (n - 2.0)) * z(3.0);
    let under = (n - 2.0) * (n - 3.0);
    let kurtosis = n * (n + 1.0) / ((n - 1.0) * under) * z(4.0) - 3.0 * (n - 1.0) * (n - 1.0) / under;
    (skewness, kurtosis)
}

/// Winsorising as COINr's documentation tells it, then its logarithm.
fn treated(given: &[f64], max: usize) -> Vec<f64> {
    let fine = |x: &[f64]| {
        let (skewness, kurtosis) = shape(x);
        !(skewness.abs() >= 2.0 && kurtosis >= 3.5)
    };
    let mut x = given.to_vec();
    let (mut high, mut low) = (0, 0);
    while !fine(&x) && high + low < max {
        let up = shape(&x).0 >= 0.0;
        let sign = if up { 1.0 } else { -1.0 };
        let end = x.iter().map(|x| x * sign).fold(f64::MIN, f64::max) * sign;
        let next = x.iter().filter(|x| **x != end).map(|x| x * sign).fold(f64::MIN, f64::max) * sign;
        let count = x.iter().filter(|x| **x == end).count();
        if up {
            high = count;
        } else {
            low = count;
        }
        x.iter_mut().filter(|x| **x == end).for_each(|x| *x = next);
    }
    if fine(&x) {
        return x;
    }
    let (least, most) =
        (given.iter().copied().fold(f64::MAX, f64::min), given.iter().copied().fold(f64::MIN, f64::max));
    given.iter().map(|x| libm::log(x - least + 0.01 * (most - least))).collect()
}

#[test]
fn treatment_by_skewness_agrees_with_plain_code() {
    let one_to_ten = || (1..=10).map(f64::from);
    let samples: [Vec<f64>; 7] = [
        one_to_ten().chain([30.0, 100.0]).collect(),
        one_to_ten().chain([-90.0]).collect(),
        // Two are set at once, though only one may be.
        one_to_ten().chain(one_to_ten()).chain([90.0, 90.0]).collect(),
        // Two at one end and then one at the other.
        one_to_ten().chain([60.0, -900.0, 5000.0]).collect(),
        // No winsorising helps, so logarithms are taken.
        (0..16).map(|power| f64::from(1 << power)).collect(),
        vec![1.0, 2.0, 900.0],
        vec![7.0; 6],
    ];
    let mut logs = 0;
    for sample in &samples {
        for max in [1, 2, 5] {
            let text = format!(
                "kaohe = 1\n[rubric]\ntitle = \"t\"\ntotal_range = [-100000, 100000]\ndecimals = 9\nround_at = [\"total\"]\n[subject]\n\
                 key = \"k\"\nfile = \"data.csv\"\n[[indicator]]\nid = \"i\"\npoints = 100\nformula = \"x\"\n\
                 outliers = {{ skew = 2, max = {max}, otherwise = \"log\" }}\n\
                 score.formula = {{ expr = \"value\", min = -100000, max = 100000 }}\n"
            );
            let mut data = String::from("k,x\n");
            for (row, x) in sample.iter().enumerate() {
                data.push_str(&format!("s{row:02},{x}\n"));
            }
            let run = run_in(&text, &Memory::default().with("data.csv", data), Path::new(""), None);
            let wanted = treated(sample, max);
            logs += usize::from(wanted.iter().zip(sample).all(|(after, before)| after != before));
            for (row, wanted) in wanted.iter().enumerate() {
                let got = run.results.total.get(row).unwrap();
                assert!((got - wanted).abs() < 1e-8, "{sample:?}, max {max}: row {row} is {got}, not {wanted}");
            }
        }
    }
    assert!(logs > 0, "some sample should need logarithms");
}
