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
