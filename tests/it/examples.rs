//! Short rubrics for schemes that are not shipped, written from the pages of the language alone.

use kaohe::host::Disk;
use kaohe::session::{self, Request};
use kaohe::text::Sources;

fn totals(name: &str) -> Vec<(String, f64)> {
    let path = format!("rubrics/examples/{name}/rubric.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    // What somebody has to write: not the blank lines of the layout, nor what editors read.
    let counts = |line: &&str| !line.trim().is_empty() && !line.starts_with("#:schema ");
    let lines = text.lines().take_while(|line| *line != "[[test]]").filter(counts).count();
    assert!(lines < 60, "{path} has {lines} lines before its tests");
    let request = Request { rubric: path.into(), ..Request::default() };
    let run = session::evaluate(&Disk, &request, &mut Sources::default());
    let results = run.unwrap_or_else(|stopped| panic!("{name}: {stopped:?}")).results;
    assert!(results.findings.all.is_empty(), "{name}: {:?}", results.findings.all);
    results
        .subjects
        .iter()
        .enumerate()
        .map(|(at, who)| (who.label.to_string(), results.total.get(at).unwrap()))
        .collect()
}

fn is(got: &[(String, f64)], expected: &[(&str, f64)]) {
    let got: Vec<(&str, f64)> = got.iter().map(|(name, total)| (name.as_str(), *total)).collect();
    assert_eq!(got, expected);
}

#[test]
fn a_hospital_ward_with_a_pencil() {
    // 内一: no event; the one sheet of 20 is trimmed away, 97 is full marks. 内二: 10 off, 93 is 80 %.
    // 外科: 20 + 2 off, 90 is 60 %, and with a sentinel event at most 79.
    is(&totals("ward"), &[("内一", 50.0 + 50.0), ("内二", 45.0 + 40.0), ("外科", 39.0 + 30.0)]);
}

#[test]
fn a_call_centre_with_a_pencil() {
    // 林芳: 95 % is 110, 285 s is 105, quality 92.5 × 0.7 + 100 × 0.3: 102.9, and totals end at 100.
    // 石磊 had no calls: his quality of 85 is all there is.
    let expected = [("林芳", 100.0), ("郭伟", 36.05 + 18.0 + 29.8), ("邓丽", 35.94 + 21.33 + 34.0), ("石磊", 85.0)];
    is(&totals("call-centre"), &expected);
}
