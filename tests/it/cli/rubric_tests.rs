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
