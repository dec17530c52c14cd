use super::{Place, shipped};

const TESTS: &str = r#"
[[test]]
name = "满勤满产"
given = { "出勤天数" = 22, "应出勤天数" = 22, "产量" = 1200 }
expect = { "出勤率" = 100, "产量.points" = 60, total = 100 }

[[test]]
name = "小数按写出的位数比"
given = { "出勤天数" = 20, "应出勤天数" = 22 }
expect = { "出勤率" = 90.91, "出勤率.score" = 77.27, total = "missing" }

[[test]]
name = "两个人"
given = [
    { subject = "甲", "出勤天数" = 22, "应出勤天数" = 22, "产量" = 1200 },
    { subject = "乙", "出勤天数" = 0, "应出勤天数" = 0, "产量" = 600 },
]
expect = { "甲.rank" = 1, "乙.出勤率" = "undefined" }
"#;

#[test]
fn what_passes_and_what_fails() {
    let place = Place::minimal();
    place.write("a.toml", place.read("a.toml") + TESTS);
    place.run(&["test", "a.toml"]).exits(0).says("3 个通过，0 个失败").without_complaint();
    place.run(&["test", "a.toml", "--lang", "en"]).exits(0).says("3 passed, 0 failed");

    place.edit("a.toml", "\"产量.points\" = 60", "\"产量.points\" = 59.99");
    let failed = place.run(&["test", "a.toml"]).exits(1).says("2 个通过，1 个失败").says("期望 59.99，得到 60");
    assert!(failed.out.contains("失败 满勤满产") && failed.out.contains("a.toml:23"), "{}", failed.out);
    place.edit("a.toml", "90.91", "91");
    place.run(&["test", "a.toml", "--lang", "en"]).exits(1).says("expected 91, got 90.9090909091");
}

#[test]
fn a_rubric_without_tests() {
    Place::minimal().run(&["test", "a.toml"]).exits(0).says("方案没有测试");
}

#[test]
fn a_broken_rubric() {
    let place = Place::minimal();
    place.edit("a.toml", "points = 60", "points = 61");
    place.run(&["test", "a.toml"]).exits(1).complains("101");
}

#[test]
fn what_we_ship_passes() {
    Place::new().run(&["test", &shipped("rubrics")]).exits(0).says("0 个失败");
}

#[test]
fn a_tolerance_of_a_figure_of_a_test_and_of_all() {
    let place = Place::minimal();
    place.write("a.toml", place.read("a.toml") + TESTS);
    place.edit("a.toml", "\"出勤率\" = 90.91", "\"出勤率\" = { value = 90, tolerance = 1 }");
    place.run(&["test", "a.toml"]).exits(0).says("3 个通过");
    place.edit("a.toml", "tolerance = 1", "tolerance = 0.9");
    place.run(&["test", "a.toml", "--lang", "en"]).exits(1).says("is 90.9090909091, not 90 (within 0.9)");
    place.edit("a.toml", "{ value = 90, tolerance = 0.9 }", "90");
    place.edit("a.toml", "name = \"小数按写出的位数比\"", "name = \"小数\"\ntolerance = 1");
    place.run(&["test", "a.toml"]).exits(0).says("3 个通过");
    place.edit("a.toml", "tolerance = 1\n", "");
    place.edit("a.toml", "title = \"出勤与产量\"", "title = \"出勤与产量\"\ntest_tolerance = 1");
    place.run(&["test", "a.toml"]).exits(0).says("3 个通过");
}

#[test]
fn a_failure_points_at_what_decided_the_figure() {
    let place = Place::minimal();
    place.write("a.toml", place.read("a.toml") + TESTS);
    place.edit("a.toml", "\"出勤率.score\" = 77.27", "\"出勤率.score\" = 50");
    let failed = place.run(&["test", "a.toml"]).exits(1).says("得分由这里算出");
    // The value is as expected: its formula is not to be looked at.
    assert!(!failed.out.contains("值由这里算出"), "{}", failed.out);
    place.edit("a.toml", "\"出勤率\" = 90.91", "\"出勤率\" = 91");
    place.run(&["test", "a.toml"]).exits(1).says("值由这里算出");
}

#[test]
fn branches_that_no_test_reaches() {
    let place = Place::minimal();
    place.write("a.toml", place.read("a.toml") + TESTS);
    place.run(&["test", "a.toml", "--coverage"]).exits(0).says("没测到 a.toml").says("`出勤率` < 60");
    place.run(&["test", "a.toml", "--coverage", "--lang", "en"]).exits(0).says("unreached a.toml");
    place.run(&["test", "a.toml", "--coverage-min", "100"]).exits(1).complains("低于要求的 100%");
    place.run(&["test", "a.toml", "--coverage-min", "20"]).exits(0);
    let json = place.run(&["test", "a.toml", "--coverage", "--mutate", "--format", "json"]).exits(0);
    let value: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let one = &value["rubrics"][0];
    assert_eq!(one["tests"].as_array().expect("tests").len(), 3);
    assert!(one["coverage"]["reached"].as_u64() < one["coverage"]["of"].as_u64());
    assert!(one["mutation"]["killed"].as_u64() > Some(3), "{}", json.out);
}

#[test]
fn slips_that_no_test_would_notice() {
    let place = Place::minimal();
    place.write("a.toml", place.read("a.toml") + TESTS);
    place.run(&["test", "a.toml", "--mutate"]).exits(0).says("没发现 a.toml:").says("100 → 101").says("发现率");
    place.run(&["test", "a.toml", "--mutate-min", "100"]).exits(1).complains("低于要求的 100%");
    place.run(&["test", "a.toml", "--mutate-min", "50", "--lang", "en"]).exits(0).says("killed by tests");
    // What fails already says nothing about changes.
    place.edit("a.toml", "\"产量.points\" = 60", "\"产量.points\" = 59");
    place.run(&["test", "a.toml", "--mutate"]).exits(1).complains("先让测试通过");
}

#[test]
fn other_programs_read_what_passed_and_what_did_not() {
    let place = Place::minimal();
    let test = |name: &str, days: u32| {
        format!(
            "[[test]]\nname = \"{name}\"\ngiven = {{ \"应出勤天数\" = 22, \"出勤天数\" = {days}, \"产量\" = 1200 }}\nexpect = {{ \"出勤率.score\" = 100 }}\n"
        )
    };
    place.write("a.toml", format!("{}{}{}", place.read("a.toml"), test("满勤 <22>", 22), test("少一天", 21)));
    let junit = place.run(&["test", "a.toml", "--format", "junit"]).exits(1).without_complaint().out;
    assert!(junit.contains("<testsuite name=\"a.toml\" tests=\"2\" failures=\"1\""), "{junit}");
    assert!(junit.contains("<testcase name=\"满勤 &lt;22&gt;\" classname=\"a.toml\"/>"), "{junit}");
    assert!(junit.contains("<failure type=\"K0813\""), "{junit}");
    place.run(&["test", "a.toml", "--format", "github"]).exits(1).says("::error file=a.toml,line=").says("title=K0813");
    place.run(&["test", "a.toml", "--format", "short"]).exits(1).says("[K0813]").without_complaint();
    place.edit("a.toml", "title", "titel");
    place.run(&["test", "a.toml", "--format", "junit"]).exits(1).says("<failure type=\"K0201\"");
}
