use super::Place;
use std::fs;

#[test]
fn what_is_certain_is_mended_in_the_file() {
    let place = Place::minimal();
    let sound = place.read("a.toml");
    place
        .edit("a.toml", "出勤天数 / 应", "出勤天数 ÷ 应")
        .edit("a.toml", "title =", "title：")
        .edit("a.toml", "zero", "zeor");
    let shown = place.run(&["validate", "--fix", "--dry-run", "a.toml"]).exits(1).says("+title = ").says("-formula");
    assert!(shown.err.contains("可以改好") && place.read("a.toml") != sound, "{}", shown.err);
    place.run(&["validate", "--fix", "a.toml"]).exits(0).says("没有发现问题").complains("改好了 1 个文件");
    assert_eq!(place.read("a.toml"), sound);
    place.run(&["validate", "--fix", "a.toml", "--lang", "en"]).exits(0).complains("nothing can be mended");
    place.run(&["validate", "--dry-run", "a.toml"]).exits(2);
}

#[test]
fn what_is_not_certain_is_left_and_counted() {
    let place = Place::minimal();
    place.edit("a.toml", "出勤天数 / 应", "出勤天书 / 应").edit("a.toml", "zero = 60", "zero = 60%");
    let before = place.read("a.toml");
    place.run(&["validate", "--fix", "a.toml"]).exits(1).says("60%").complains("要由人来定");
    assert_eq!(place.read("a.toml"), before);
}

#[test]
fn a_base_that_was_not_named_is_not_touched() {
    let place = Place::minimal();
    place.edit("a.toml", "出勤天数 / 应", "出勤天数 ÷ 应");
    let base = place.read("a.toml");
    place.write("near.toml", "kaohe = 1\nextends = \"a.toml\"\n[rubric]\ntitle = \"近\"\n");
    place.run(&["validate", "--fix", "near.toml"]).exits(1).complains("没有点名");
    assert_eq!(place.read("a.toml"), base);
    place.run(&["validate", "--fix", "."]).exits(0).complains("1 处");
    assert_eq!(place.read("a.toml"), base.replace('÷', "/"));
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = Place::minimal();
    place.edit("a.toml", "出勤天数 / 应", "出勤天数 ÷ 应");
    fs::set_permissions(place.at("a.toml"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("a.toml", place.at("b.toml")).unwrap();
    place.run(&["validate", "--fix", "b.toml"]).exits(0);
    assert!(fs::symlink_metadata(place.at("b.toml")).unwrap().is_symlink());
    assert_eq!(fs::metadata(place.at("a.toml")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(!place.read("a.toml").contains('÷'));
}

#[test]
fn rubrics_are_laid_out() {
    let place = Place::minimal();
    place.run(&["fmt", "a.toml"]).exits(0).silent();
    let tidy = place.read("a.toml");
    place.run(&["fmt", "--check", "a.toml"]).exits(0).silent().complains("都不用改");
    place.edit("a.toml", "title =", "title=").edit("a.toml", " * 100", "*100");
    let untidy = place.read("a.toml");
    place.run(&["fmt", "--check", "a.toml"]).exits(1).says("+title = ").complains("1 个要改");
    assert_eq!(place.read("a.toml"), untidy);
    place.run(&["fmt", "."]).exits(0).silent().complains("整理了 1 个文件中的 1 个");
    assert_eq!(place.read("a.toml"), tidy);
    place.edit("a.toml", "title =", "title：");
    let broken = place.read("a.toml");
    place.run(&["fmt", "a.toml"]).exits(1).silent().complains("K0103");
    assert_eq!(place.read("a.toml"), broken);
    place.run(&["fmt", "none.toml"]).exits(2).silent().complains("none.toml");
}
