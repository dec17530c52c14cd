//! `kaohe schema`, and the line that names it in what `kaohe new` writes.

use std::fs;

use super::Place;

#[test]
fn it_is_written_to_the_screen_or_to_a_file() {
    let place = Place::new();
    place.run(&["schema"]).exits(0).says("{\n").says("方案").without_complaint();
    place.run(&["schema", "--lang", "en", "s.json"]).exits(0).silent();
    let text = place.read("s.json");
    assert!(text.contains("draft-07") && !text.contains("方案"));
    place.run(&["schema", "/dev/null/x"]).exits(2).complains("无法写入");
}

#[test]
fn what_new_writes_names_the_schema_beside_it() {
    let place = Place::new();
    place.run(&["new", "ecommerce-cs", "x"]).exits(0).without_complaint();
    let rubrics: Vec<_> = fs::read_dir(place.at("x")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(rubrics.iter().any(|path| path.ends_with("kaohe.schema.json")), "{rubrics:?}");
    for path in rubrics.iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.starts_with("#:schema kaohe.schema.json\n"), "{}", path.display());
    }
}

#[test]
fn a_schema_that_is_there_is_left_alone() {
    let place = Place::new();
    fs::create_dir(place.at("x")).unwrap();
    place.write("x/kaohe.schema.json", "mine");
    place.run(&["new", "ecommerce-cs", "x"]).exits(0).without_complaint();
    assert_eq!(place.read("x/kaohe.schema.json"), "mine");
}
