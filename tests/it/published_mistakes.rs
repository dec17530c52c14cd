//! Mistakes that published tables make, and the files of the corpus in which each is found.
//!
//! What is found in them, and how it is drawn, is asserted with the rest of the corpus.

use std::fs;
use std::path::Path;

/// What is wrong in the tables, and where it stands under `tests/mistakes`.
const ROWS: &[(&str, &[&str])] = &[
    (
        "the last band of a response time printed with the wrong sign",
        &["scoring/direction_slip", "scoring/bands_overlap"],
    ),
    ("bands of whole per cents: 99.5 % falls into none", &["proofs/bands_of_whole_numbers"]),
    (
        "grades of whole numbers with gaps between; no grade for low totals",
        &["structure/grade_ranges", "rules/grade_floor"],
    ),
    ("a table of quotas with its top row twice", &["rules/quota_row_twice"]),
    ("a group of 55 % whose items are 65 %", &["sums/group_55_items_65"]),
    (
        "one letter for two things; a fine of 5 in the text and 10 in the formula",
        &["names/duplicate_element", "names/duplicate_indicator", "lints/fine_in_text"],
    ),
    (
        "a penalty both capped and not cumulative; effective before it is signed",
        &["lints/capped_not_cumulative", "structure/sign_off_dates"],
    ),
    ("one index better higher here and lower there", &["lints/both_directions", "lints/name_against_direction"]),
    ("rates of one name over three denominators", &["lints/one_name_two_denominators"]),
    ("blanks where points, names or definitions should stand", &["lints/blanks", "syntax/blank_points"]),
    ("a reference to a table that is not there", &["lints/absent_table"]),
    ("a percentage that its own two figures do not give", &["lints/claimed_percentage"]),
    ("weights that do not add up to 100", &["sums/weights_not_100"]),
    ("ties, missing raters, small groups and partial periods never treated", &["lints/no_rules", "lints/rater_absent"]),
];

#[test]
fn every_mistake_of_published_tables_is_found() {
    for (what, files) in ROWS {
        for file in *files {
            let text = fs::read_to_string(Path::new("tests/mistakes").join(format!("{file}.toml")));
            let text = text.unwrap_or_else(|why| panic!("{what}: {file}: {why}"));
            assert!(text.lines().any(|line| line.starts_with("# expect: K")), "{what}: nothing is found in {file}");
        }
    }
}
