//! Every scoring method M01–M44 of the catalogue: its rubric is sound, its tests hold, its data come
//! to what was worked out by hand, in Chinese and in English, and its page is up to date.
//!
//! `KAOHE_ACCEPT=1 cargo test --test it methods` writes the pages.

mod case;
mod page;

use std::path::Path;
use std::{env, fs};

use kaohe::diagnostic::Severity;
use kaohe::diagnostic::render::{Format, render};
use kaohe::host::Memory;
use kaohe::rubric::Rubric;
use kaohe::session::{self, Request};
use kaohe::text::{Lang, Sources};

use crate::docs::example::{rows, with_head};
use crate::docs::links;
use crate::world::Run;
use case::Case;

const BOTH: [Lang; 2] = [Lang::Zh, Lang::En];

fn keep(id: &str, function: &str) {
    let case = case::named(id);
    assert_eq!(page::function(&case.stem), function, "the test of {id} is named after its file");
    assert!(case.untranslated().is_empty(), "{id}: without an English word: {:#?}", case.untranslated());
    for lang in BOTH {
        own_tests(&case, lang);
        if let Some(expected) = case.expected(lang) {
            results(&case, &expected, lang);
        }
    }
}

/// The rubric is sound, has an example, has a test for the trap, and all of them hold.
fn own_tests(case: &Case, lang: Lang) {
    let text = case.rubric(lang);
    let mut sources = Sources::default();
    let checked = session::check(&world(case, &text, lang), &rubric_path(case), &[], &mut sources);
    let drawn = |bag: &kaohe::diagnostic::Bag| render(bag, &sources, lang, Format::Text, false, 110);
    let serious = checked.findings.all.iter().any(|finding| finding.severity != Severity::Note);
    assert!(!serious, "{}\n{}", case.id, drawn(&checked.findings));
    let rubric = checked.rubric.unwrap();
    let mut failures = kaohe::diagnostic::Bag::default();
    for report in session::test(&rubric, &kaohe::compile::compile(&rubric)) {
        report.failures.into_iter().for_each(|failure| failures.push(failure));
    }
    assert!(failures.is_empty(), "{}\n{}", case.id, drawn(&failures));
    let tests = page::tests(&text, lang);
    let with_data = case.expected(lang).is_some();
    assert!(with_data || tests.iter().any(|test| !test.is_trap()), "{} has no example", case.id);
    assert!(with_data || tests.iter().any(page::Shown::is_trap), "{} has no test for its trap", case.id);
}

/// What comes of the data is what was worked out by hand. Who stands first among equals is the
/// order of the names, which are others in the other language.
fn results(case: &Case, expected: &[Vec<String>], lang: Lang) {
    let head: Vec<&str> = expected[0].iter().map(String::as_str).collect();
    let run = with_data(case, &with_head(&case.rubric(lang), &head), lang);
    let (mut got, mut wanted) = (rows(&run, &head, lang), expected.to_vec());
    if lang == Lang::En {
        got[1..].sort();
        wanted[1..].sort();
    }
    assert_eq!(got, wanted, "{} in {lang:?}", case.id);
}

/// A method on its data.
fn with_data(case: &Case, text: &str, lang: Lang) -> Run {
    let period = Some(case.said("result", lang)).filter(|period| !period.is_empty()).map(String::from);
    let request = Request { rubric: rubric_path(case), period, ..Request::default() };
    let run = session::evaluate(&world(case, text, lang), &request, &mut Sources::default())
        .unwrap_or_else(|stopped| panic!("{}: {stopped:?}", case.id));
    Run { rubric: run.rubric, program: run.program, bound: run.bound, lanes: run.lanes, results: run.results }
}

/// Every method that has data, on them.
pub fn all_with_data() -> Vec<(String, Run)> {
    let of_case = |case: &Case| {
        case.expected(Lang::Zh).map(|_| (case.id.clone(), with_data(case, &case.rubric(Lang::Zh), Lang::Zh)))
    };
    case::all().iter().filter_map(of_case).collect()
}

/// Every method's rubric.
pub fn all_rubrics() -> Vec<(String, Rubric)> {
    let rubric = |case: &Case| {
        let text = case.rubric(Lang::Zh);
        let checked = session::check(&world(case, &text, Lang::Zh), &rubric_path(case), &[], &mut Sources::default());
        (case.id.clone(), checked.rubric.unwrap())
    };
    case::all().iter().map(rubric).collect()
}

fn rubric_path(case: &Case) -> std::path::PathBuf {
    format!("methods/{}.toml", case.stem).into()
}

fn world(case: &Case, rubric: &str, lang: Lang) -> Memory {
    let host = Memory::default().with(&rubric_path(case).to_string_lossy(), rubric);
    case.files(lang)
        .iter()
        .fold(host, |host, (name, text)| host.with(&format!("methods/{}/{name}", case.id), text.as_str()))
}

#[test]
fn all_forty_four_methods_are_there() {
    let ids: Vec<String> = case::all().into_iter().map(|case| case.id).collect();
    let wanted: Vec<String> = (1..=44).map(|number| format!("M{number:02}")).collect();
    assert_eq!(ids, wanted);
}

#[test]
fn pages_of_methods_are_up_to_date() {
    let accept = env::var("KAOHE_ACCEPT").is_ok_and(|value| value == "1");
    let cases = case::all();
    let mut broken = Vec::new();
    let mut pages: Vec<(String, String)> = Vec::new();
    for lang in BOTH {
        let ending = lang.pick(".zh.md", ".md");
        pages.push((format!("index{ending}"), page::index(&cases, lang)));
        pages.extend(cases.iter().map(|case| (format!("{}{ending}", case.id), page::page(case, lang))));
    }
    for (name, text) in &pages {
        let path = Path::new("docs/methods").join(name);
        if accept {
            fs::write(&path, text).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != *text {
            broken.push(format!("{} is not up to date", path.display()));
        }
        broken.extend(links::broken(&path));
    }
    for entry in fs::read_dir("docs/methods").unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        if !pages.iter().any(|(known, _)| *known == name) {
            broken.push(format!("docs/methods/{name} belongs to no method"));
        }
    }
    assert!(broken.is_empty(), "{}\n\nKAOHE_ACCEPT=1 cargo test --test it methods", broken.join("\n"));
}

#[test]
fn m01_ladder_higher_is_better() {
    keep("M01", "m01_ladder_higher_is_better");
}

#[test]
fn m02_ladder_lower_is_better() {
    keep("M02", "m02_ladder_lower_is_better");
}

#[test]
fn m03_pro_rata_completion() {
    keep("M03", "m03_pro_rata_completion");
}

#[test]
fn m04_step_round_a_target() {
    keep("M04", "m04_step_round_a_target");
}

#[test]
fn m05_linear_with_a_cliff() {
    keep("M05", "m05_linear_with_a_cliff");
}

#[test]
fn m06_affine_formula() {
    keep("M06", "m06_affine_formula");
}

#[test]
fn m07_anchor_interpolation() {
    keep("M07", "m07_anchor_interpolation");
}

#[test]
fn m08_relative_to_peer_mean() {
    keep("M08", "m08_relative_to_peer_mean");
}

#[test]
fn m09_ratio_to_unit_average() {
    keep("M09", "m09_ratio_to_unit_average");
}

#[test]
fn m10_target_from_history() {
    keep("M10", "m10_target_from_history");
}

#[test]
fn m11_percentile_among_peers() {
    keep("M11", "m11_percentile_among_peers");
}

#[test]
fn m12_best_worst_normalisation() {
    keep("M12", "m12_best_worst_normalisation");
}

#[test]
fn m13_deduction_per_event() {
    keep("M13", "m13_deduction_per_event");
}

#[test]
fn m14_deduction_with_wipe_out() {
    keep("M14", "m14_deduction_with_wipe_out");
}

#[test]
fn m15_escalating_severity() {
    keep("M15", "m15_escalating_severity");
}

#[test]
fn m16_deduction_per_point_below() {
    keep("M16", "m16_deduction_per_point_below");
}

#[test]
fn m17_tiered_bonus() {
    keep("M17", "m17_tiered_bonus");
}

#[test]
fn m18_bonus_inside_an_item() {
    keep("M18", "m18_bonus_inside_an_item");
}

#[test]
fn m19_zero_event_bonus() {
    keep("M19", "m19_zero_event_bonus");
}

#[test]
fn m20_veto_of_four_strengths() {
    keep("M20", "m20_veto_of_four_strengths");
}

#[test]
fn m21_non_compensatory_gate() {
    keep("M21", "m21_non_compensatory_gate");
}

#[test]
fn m22_verbal_levels() {
    keep("M22", "m22_verbal_levels");
}

#[test]
fn m23_range_inside_a_level() {
    keep("M23", "m23_range_inside_a_level");
}

#[test]
fn m24_trimmed_mean() {
    keep("M24", "m24_trimmed_mean");
}

#[test]
fn m25_answer_filter() {
    keep("M25", "m25_answer_filter");
}

#[test]
fn m26_ballot_validity() {
    keep("M26", "m26_ballot_validity");
}

#[test]
fn m27_rank_to_value() {
    keep("M27", "m27_rank_to_value");
}

#[test]
fn m28_rank_sum() {
    keep("M28", "m28_rank_sum");
}

#[test]
fn m29_quota() {
    keep("M29", "m29_quota");
}

#[test]
fn m30_headcount_quota() {
    keep("M30", "m30_headcount_quota");
}

#[test]
fn m31_unit_linked_quota() {
    keep("M31", "m31_unit_linked_quota");
}

#[test]
fn m32_cap_on_the_unit_mean() {
    keep("M32", "m32_cap_on_the_unit_mean");
}

#[test]
fn m33_leniency_correction() {
    keep("M33", "m33_leniency_correction");
}

#[test]
fn m34_work_points() {
    keep("M34", "m34_work_points");
}

#[test]
fn m35_mix_with_volumes() {
    keep("M35", "m35_mix_with_volumes");
}

#[test]
fn m36_fixed_sub_index() {
    keep("M36", "m36_fixed_sub_index");
}

#[test]
fn m37_carry_over() {
    keep("M37", "m37_carry_over");
}

#[test]
fn m38_period_roll_up() {
    keep("M38", "m38_period_roll_up");
}

#[test]
fn m39_mid_term_as_input() {
    keep("M39", "m39_mid_term_as_input");
}

#[test]
fn m40_transfer_split() {
    keep("M40", "m40_transfer_split");
}

#[test]
fn m41_cascade() {
    keep("M41", "m41_cascade");
}

#[test]
fn m42_symbolic_totals() {
    keep("M42", "m42_symbolic_totals");
}

#[test]
fn m43_pass_fail() {
    keep("M43", "m43_pass_fail");
}

#[test]
fn m44_same_base() {
    keep("M44", "m44_same_base");
}
