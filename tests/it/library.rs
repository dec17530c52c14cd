//! Every example in the definition of a function or scoring method is run.

use kaohe::library::function::Example;
use kaohe::library::{FUNCTIONS, Family, METHODS};
use kaohe::number::Near;
use kaohe::rubric::Better;
use kaohe::table::{Kind, Lane};

use crate::world::run;

/// A value as the examples write it.
fn shown(lane: &Lane, row: usize) -> String {
    match lane {
        Lane::Numbers(numbers) => match numbers.get(row) {
            Ok(value) => value.to_string(),
            Err(nothing) => nothing.kind().name().to_string(),
        },
        Lane::Texts(texts) => texts.get(row).map_or_else(|nothing| nothing.kind().name().to_string(), String::from),
    }
}

fn assert_same(got: &str, expected: &str, what: &str) {
    let near = match (got.parse::<f64>(), expected.parse::<f64>()) {
        (Ok(got), Ok(expected)) => got.near_eq(expected),
        _ => got == expected,
    };
    assert!(near, "{what}: got {got}, expected {expected}");
}

const HEAD: &str = "kaohe = 1\n[rubric]\ntitle = \"t\"\ncycle = \"month\"\n[subject]\nroster = \"who\"\nkey = \"k\"\n\
    [data.who]\nfile = \"who.csv\"\n[data.d]\nfile = \"d.csv\"\nperiod = \"p\"\n";

/// The rubric and the files of one example.
pub fn case(family: Family, example: &Example) -> (String, [(&'static str, String); 2]) {
    let formula = example.formula.replace('"', "\\\"");
    let (id, element, indicator) = match family {
        Family::Rows | Family::Window => ("e", format!("value = \"{formula}\""), "e".to_string()),
        Family::Map => ("e", "value = \"count()\"".into(), formula),
        Family::Peers | Family::Time => ("x", "value = \"only(x)\"".into(), formula),
    };
    let text = format!(
        "{HEAD}[[element]]\nid = \"{id}\"\nfrom = \"d\"\n{element}\n[[indicator]]\nid = \"i\"\npoints = 100\n\
         formula = \"{indicator}\"\nscore.linear = {{ zero = 0, full = 1 }}\n"
    );
    let (mut who, mut data) = (String::from("k\n"), String::from("k,p,x\n"));
    match family {
        Family::Map => {
            who.push_str("a\n");
            data.push_str("a,2024-01,1\n");
        }
        Family::Rows | Family::Window => {
            who.push_str("a\n");
            for x in example.x {
                data.push_str(&format!("a,2024-01,{x}\n"));
            }
        }
        Family::Peers => {
            for (index, x) in example.x.iter().enumerate() {
                who.push_str(&format!("s{index:02}\n"));
                data.push_str(&format!("s{index:02},2024-01,{x}\n"));
            }
        }
        Family::Time => {
            who.push_str("a\n");
            for (index, x) in example.x.iter().enumerate() {
                data.push_str(&format!("a,{}-{:02},{x}\n", 2024 + index / 12, index % 12 + 1));
            }
        }
    }
    (text, [("who.csv", who), ("d.csv", data)])
}

/// All examples that need no rows, as indicators of one rubric.
pub fn of_no_rows() -> (String, [(&'static str, String); 2]) {
    let mut formulas: Vec<String> = Vec::new();
    for function in FUNCTIONS.iter().filter(|function| function.family == Family::Map) {
        formulas.extend(function.examples.iter().map(|example| example.formula.replace('"', "\\\"")));
    }
    let mut text = format!("{HEAD}[[element]]\nid = \"e\"\nfrom = \"d\"\nvalue = \"count()\"\n");
    for (number, formula) in formulas.iter().enumerate() {
        let points = if number == 0 { 101 - formulas.len() } else { 1 };
        text.push_str(&format!(
            "[[indicator]]\nid = \"i{number}\"\npoints = {points}\nformula = \"{formula}\"\nscore.linear = {{ zero = 0, full = 1 }}\n"
        ));
    }
    (text, [("who.csv", "k\na\n".to_string()), ("d.csv", "k,p,x\na,2024-01,1\n".to_string())])
}

/// The values of the indicator over subjects (or periods) after one example.
fn values(family: Family, example: &Example) -> Vec<String> {
    let (text, [(who_csv, who), (d_csv, data)]) = case(family, example);
    let files = [(who_csv, who.as_str()), (d_csv, data.as_str())];
    if family == Family::Time {
        return (0..example.x.len())
            .map(|period| shown(&run(&text, &files, Some(period)).results.indicators[0].value, 0))
            .collect();
    }
    let run = run(&text, &files, None);
    (0..run.results.subjects.len()).map(|row| shown(&run.results.indicators[0].value, row)).collect()
}

#[test]
fn every_example_of_every_function() {
    for function in FUNCTIONS {
        for example in function.examples {
            let got = values(function.family, example);
            assert_eq!(got.len(), example.result.len(), "{}", example.formula);
            for (got, expected) in got.iter().zip(example.result) {
                assert_same(got, expected, example.formula);
            }
        }
    }
}

/// The rubric and the file of one example of a method.
pub fn method_case(example: &kaohe::library::MethodExample) -> (String, String) {
    let better = match example.better {
        Some(Better::Higher) => "better = \"higher\"",
        Some(Better::Lower) => "better = \"lower\"",
        Some(Better::Target) => "better = \"target\"",
        None => "",
    };
    let text = format!(
        "kaohe = 1\n[rubric]\ntitle = \"t\"\n[subject]\nkey = \"k\"\nfile = \"d.csv\"\n[[indicator]]\nid = \"i\"\n\
         points = 100\nformula = \"x\"\n{better}\nscore.{}\n",
        example.written
    );
    let mut data = String::from("k,x\n");
    for (index, value) in example.values.iter().enumerate() {
        data.push_str(&format!("s{index:02},{value}\n"));
    }
    (text, data)
}

#[test]
fn every_example_of_every_method() {
    for method in METHODS {
        assert!(!method.examples().is_empty(), "{} has no example", method.name());
        for example in method.examples() {
            let (text, data) = method_case(example);
            let run = run(&text, &[("d.csv", &data)], None);
            let scores = Lane::Numbers(run.results.indicators[0].score.clone());
            for (row, expected) in example.scores.iter().enumerate() {
                let what = format!("score.{} of {:?}", example.written, example.values[row]);
                assert_same(&shown(&scores, row), expected, &what);
            }
        }
    }
}

#[test]
fn names_are_said_once_and_explained_in_both_languages() {
    for function in FUNCTIONS {
        assert!(!function.zh.is_empty() && !function.en.is_empty(), "{}", function.name);
        let twins = FUNCTIONS.iter().filter(|f| f.name == function.name && f.family == function.family).count();
        assert_eq!(twins, 1, "{} twice in one family", function.name);
        // Dates have no literal in formulas; their kernels have tests of their own.
        let dates = function.params.contains(&kaohe::library::Param::Date);
        assert!(dates || !function.examples.is_empty(), "{} has no example", function.name);
    }
    for method in METHODS {
        let (zh, en) = method.meaning();
        assert!(!zh.is_empty() && !en.is_empty() && !method.source().is_empty(), "{}", method.name());
        assert!(matches!(method.scores(), Kind::Number | Kind::Text));
    }
}
