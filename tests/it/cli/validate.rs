use super::{Place, ran, shipped};

#[test]
fn a_sound_rubric() {
    let place = Place::minimal();
    place.run(&["validate", "a.toml"]).exits(0).says("a.toml：没有发现问题").without_complaint();
    place.run(&["validate", "a.toml", "--lang", "en"]).exits(0).says("a.toml: nothing found").without_complaint();
}

#[test]
fn findings_are_the_product_and_go_to_standard_output() {
    let place = Place::minimal();
    place.edit("a.toml", "出勤天数 / 应", "出勤天数 / / 应").edit("a.toml", "title", "titel");
    let text = place.run(&["validate", "a.toml"]).exits(1).without_complaint();
    assert!(text.out.contains("╭─[a.toml:") && text.out.contains("title"), "{}", text.out);
    assert!(!text.out.contains('\u{1b}'), "a pipe takes no colour");
    place.run(&["validate", "a.toml", "--format", "short", "--lang", "en"]).exits(1).says("a.toml:4:1: error[K");
    let json = place.run(&["validate", "a.toml", "--format", "json"]).exits(1).without_complaint().out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["summary"]["errors"].as_u64().unwrap() >= 2);
    assert_eq!(json["diagnostics"][0]["labels"][0]["file"], "a.toml");
}

#[test]
fn directories_stand_for_the_rubrics_in_them() {
    let place = Place::minimal();
    place.write("sub/b.toml", place.read("a.toml")).write("sub/Cargo.toml", "[package]\nname = \"x\"\n");
    place.write("sub/broken.toml", "kaohe = 1\n[rubric\n").write("sub/.hidden/c.toml", "kaohe = 1\n");
    let all = place.run(&["validate", "."]).exits(1).says("3 个方案");
    assert!(
        all.out.contains("broken.toml") && !all.out.contains("Cargo") && !all.out.contains("hidden"),
        "{}",
        all.out
    );
    place.run(&["validate", "a.toml", "missing.toml"]).exits(2).says("a.toml：没有发现问题").says("missing.toml");
    place.write("none/x.toml", "a = 1\n");
    place.run(&["validate", "none"]).exits(2).silent().complains("`none`");
}

#[test]
fn against_data() {
    let place = Place::minimal();
    place.run(&["validate", "a.toml", "--data", "."]).exits(0);
    place.edit("june.csv", "产量", "产值");
    place.run(&["validate", "a.toml", "--data", "."]).exits(1).says("K0610");
    place.run(&["validate", "a.toml", "--data", "nowhere"]).exits(2).says("K0601");
}

#[test]
fn against_all_periods_of_the_data() {
    let place = Place::new();
    for name in ["rubric.toml", "花名册.csv", "月报.csv"] {
        let case = shipped("tests/mistakes/held/of_one_period");
        place.write(name, std::fs::read_to_string(std::path::Path::new(&case).join(name)).unwrap());
    }
    let held = |options: &[&str]| place.run(&[&["validate", "rubric.toml", "--data", "."], options].concat());
    held(&[])
        .exits(0)
        .says("`2024-05`：`林晓东`（S02）未通过检查")
        .says("rubric.toml：2 期，2 个数据元素中 2 个人人都有");
    let june = held(&["--period", "2024-06"]).exits(0).says("1 期");
    assert!(!june.out.contains("K0711"), "{}", june.out);
    held(&["--period", "2023-01"]).exits(2).says("K0807");
    held(&["--format", "short", "--lang", "en"]).exits(0).says("月报.csv › D3: warning[K0711]");
    place.edit("月报.csv", "S04,2024-06,1100,1000", "S04,2024-06,1100,").edit(
        "rubric.toml",
        "period = ",
        "settles = { days = 15 }\nperiod = ",
    );
    held(&["--today", "2024-07-03"]).exits(0).says("K0770").says("实收").says("7/8").says("乙班 3/4");
    let after = held(&["--today", "2024-07-16"]).exits(0);
    assert!(!after.out.contains("K0770"), "{}", after.out);
    let json = held(&["--format", "json"]).exits(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["coverage"][0]["periods"], 2);
    assert_eq!(json["coverage"][0]["elements"][1]["groups"]["乙班"]["missing"], 1);
    assert!(json["diagnostics"].to_string().contains("\"月报.csv › D3\""), "{json:#}");
    // There is no day to look at without data.
    place.run(&["validate", "rubric.toml", "--today", "2024-07-03"]).exits(2);
}

#[test]
fn a_cell_of_another_period_is_told_of_in_its_own() {
    let place = Place::new();
    for name in ["rubric.toml", "花名册.csv", "月报.csv"] {
        let case = shipped("tests/mistakes/held/cell_of_one_period");
        place.write(name, std::fs::read_to_string(std::path::Path::new(&case).join(name)).unwrap());
    }
    let complains = |arguments: &[&str]| {
        let run = place.run(&[&["evaluate", "rubric.toml", "--data", "."], arguments].concat());
        format!("{}{}", run.out, run.err).contains("月报.csv › D3")
    };
    assert!(!complains(&[]) && complains(&["--period", "2024-05"]));
    place.run(&["validate", "rubric.toml", "--data", "."]).exits(1).says("`2024-05`：列 `实收`");
    place.run(&["validate", "rubric.toml", "--data", ".", "--period", "2024-06"]).exits(0);
    // Where the month before counts, its cells matter.
    place.edit("rubric.toml", "实收 / 应收 * 100", "(实收 + 0 * prev(实收)) / 应收 * 100");
    assert!(complains(&[]));
}

#[test]
fn what_we_ship_is_sound() {
    let place = Place::new();
    place.run(&["validate", &shipped("rubrics")]).exits(0).says("没有发现问题");
}

#[test]
fn colour_is_not_forced_by_the_environment() {
    let place = Place::minimal();
    place.edit("a.toml", "title", "titel");
    let mut command = place.command(&["validate", "a.toml"]);
    command.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1").env("FORCE_COLOR", "1");
    assert!(!ran(command).exits(1).out.contains('\u{1b}'));
}

#[test]
fn other_programs_read_the_findings() {
    let place = Place::minimal();
    place.write("b.toml", place.read("a.toml")).edit("a.toml", "title", "titel");
    let sarif = place.run(&["validate", ".", "--format", "sarif"]).exits(1).without_complaint().out;
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a.toml");
    place
        .run(&["validate", ".", "--format", "github", "--lang", "en"])
        .exits(1)
        .says("::error file=a.toml,line=4,col=1,endColumn=6,title=K0201::");
    let junit = place.run(&["validate", ".", "--format", "junit", "--lang", "en"]).exits(1).without_complaint().out;
    assert!(junit.contains("<testcase name=\"b.toml\"") && junit.contains("<failure type=\"K0201\""), "{junit}");
    assert!(junit.contains("tests=\"2\" failures=\"1\""), "{junit}");
}

#[test]
fn cells_of_data_are_places_in_every_format() {
    let place = Place::minimal();
    place.edit("june.csv", "1260", "不详");
    for (format, cell) in [
        ("text", "june.csv › D3"),
        ("short", "june.csv › D3"),
        ("json", "\"row\": 3"),
        ("sarif", "\"column\": 4"),
        ("github", "file=june.csv,line=3,"),
        ("junit", "june.csv › D3"),
    ] {
        place.run(&["validate", "a.toml", "--data", ".", "--format", format]).exits(1).says(cell).says("K0615");
    }
}

#[test]
fn codes_are_explained() {
    let place = Place::minimal();
    let page = place.run(&["validate", "--explain", "k0412"]).exits(0).without_complaint();
    let page = page.says("K0412 参数个数不对").says("为什么要紧").says("例子").says("应当怎样写").out;
    assert!(!page.contains("<!--") && !page.contains("```") && !page.contains("]("), "{page}");
    assert_eq!(place.run(&["validate", "--explain", "0412"]).exits(0).out, page);
    let two = place.run(&["validate", "--explain", "K0412", "K1001", "--lang", "en"]).exits(0);
    two.says("K0412 a wrong number of arguments").says("K1001 a better value scores less");
    place.run(&["validate", "--explain", "K4012", "K0412"]).exits(2).says("参数个数").complains("没有代号 `K4012`");
    place.run(&["validate", "--explain", "K4012", "--lang", "en"]).exits(2).silent().complains("perhaps `K0412`");
    place.run(&["validate", "--explain", "公式"]).exits(2).silent().complains("没有代号 `公式`").complains("方括号");
    place.run(&["validate"]).exits(2).silent();
    place.edit("a.toml", "title", "titel");
    let found = place.run(&["validate", "a.toml"]).exits(1).says("kaohe validate --explain K0201").out;
    assert_eq!(found.matches("--explain").count(), 1);
    for format in ["short", "json", "sarif", "github", "junit"] {
        let machine = place.run(&["validate", "a.toml", "--format", format]).exits(1);
        assert!(!machine.out.contains("--explain"), "{format}");
    }
}
